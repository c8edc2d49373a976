//! What a server is told when it starts. Plain values; nothing is read from the environment here.

use std::path::PathBuf;

use crate::faults::Faults;
use crate::time::Day;

/// How a server is set up. `Config::default()` is ten people, seed 1, a free port, sign-in needed.
#[derive(Debug, Clone)]
pub struct Config {
    /// How many people there are.
    pub patients: usize,
    /// The seed of the population.
    pub seed: u64,
    /// The day that counts as today; `None` is the real one.
    pub today: Option<Day>,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// A folder of Bundles and NDJSON to serve instead of a population.
    pub load: Option<PathBuf>,
    /// Serve FHIR without any token.
    pub open: bool,
    /// Registered public clients.
    pub client_ids: Vec<String>,
    /// Confidential clients with a secret: id and secret.
    pub client_secrets: Vec<(String, String)>,
    /// Confidential clients that sign: id and JWKS, as text.
    pub client_keys: Vec<(String, String)>,
    /// Registered redirects beside loopback ones; compared exactly.
    pub redirect_uris: Vec<String>,
    /// Life of an access token in seconds.
    pub token_seconds: i64,
    /// Life of an authorization code in seconds.
    pub code_seconds: i64,
    /// Life of a refresh token in seconds.
    pub refresh_seconds: i64,
    /// Give a new refresh token at each refresh; using an old one again ends the grant.
    pub rotate_refresh: bool,
    /// Entries on a page where the client does not ask for a number.
    pub page_default: usize,
    /// Entries on a page at the most.
    pub page_ceiling: usize,
    /// Which EHR this behaves like.
    pub personality: crate::personality::Personality,
    /// One patient in this many has a chart behind glass; `None` is as the personality has it.
    pub glass_every: Option<usize>,
    /// Document queries a user has in a day; 0 is no limit.
    pub document_cap: u64,
    /// Life of a search session in seconds, where next links live in one.
    pub session_seconds: i64,
    /// `Retry-After` of an export that is not ready, in seconds.
    pub export_retry_after: u64,
    /// Keep every answer to a GET and give it again from memory, for benchmarks. Not where next
    /// links live in a session, and not while there are faults or writes. The log of pages does
    /// not tell what was served then.
    pub remember_pages: bool,
    /// Faults from the start.
    pub faults: Faults,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            patients: 10,
            seed: 1,
            today: None,
            port: 0,
            load: None,
            open: false,
            client_ids: vec!["wardbook".to_owned()],
            client_secrets: Vec::new(),
            client_keys: Vec::new(),
            redirect_uris: Vec::new(),
            token_seconds: 3600,
            code_seconds: 60,
            refresh_seconds: 30 * 86_400,
            rotate_refresh: false,
            page_default: 50,
            page_ceiling: 200,
            personality: crate::personality::GENERIC,
            glass_every: None,
            document_cap: 0,
            session_seconds: 600,
            export_retry_after: 1,
            remember_pages: false,
            faults: Faults::default(),
        }
    }
}

impl Config {
    /// The default set-up of a server of this kind, with tokens that live as long as its do.
    pub fn of(personality: crate::personality::Personality) -> Config {
        Config {
            token_seconds: personality.token_seconds,
            personality,
            ..Config::default()
        }
    }

    /// The day that counts as today.
    pub fn day(&self) -> Day {
        self.today
            .unwrap_or_else(|| Day::from_ms(crate::clock::system_ms()))
    }
}
