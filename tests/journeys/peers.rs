//! Signing in at an authorization server that nobody here wrote: strict about PKCE, `aud` and rotating
//! refresh tokens. `WARDBOOK_PEERS` names the folder with it (`oidc-strict.sh`, `oidc-login.py`); where
//! it is not set, or the server does not start, the stories say so and are skipped.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use wardbook_journeys::program::{Answer, Cli, binaries};
use wardbook_journeys::sandbox::browser;
use wardbook_journeys::scratch::Scratch;

/// Installing what it needs takes a while the first time.
const PATIENCE: Duration = Duration::from_secs(240);

/// The authorization server, and a FHIR base that points to it.
struct Strict {
    folder: PathBuf,
    server: Child,
    at: String,
    fhir: String,
}

impl Drop for Strict {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _reaped = self.server.wait();
    }
}

fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("an address").port()
}

fn start(folder: &Path, port: u16, fhir: &str) -> Option<Child> {
    let state = binaries().join("peers");
    std::fs::create_dir_all(&state).ok()?;
    // The first one installs what the server needs; the others wait for it instead of joining in.
    let lock = std::fs::File::create(state.join("starting")).ok()?;
    lock.lock().ok()?;
    let mut server = Command::new(folder.join("oidc-strict.sh"))
        .env("PORT", port.to_string())
        .env("FHIR_BASE", fhir)
        .env("STATE_DIR", state)
        .env("PATIENT", "strict-patient-1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let lines = BufReader::new(server.stdout.take()?).lines();
    let (told, ready) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if line.starts_with("oidc-strict ") {
                let _gone = told.send(());
            }
        }
    });
    if ready.recv_timeout(PATIENCE).is_ok() {
        return Some(server);
    }
    let _ended = server.kill();
    let _reaped = server.wait();
    None
}

/// `None` where it is not there; says so.
fn strict() -> Option<Strict> {
    let Some(folder) = std::env::var_os("WARDBOOK_PEERS").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_PEERS is not set");
        return None;
    };
    let port = free_port();
    let at = format!("http://127.0.0.1:{port}");
    let fhir = fhir_base(&at);
    let Some(server) = start(&folder, port, &fhir) else {
        println!("skipped: the peer oidc-strict does not start");
        return None;
    };
    Some(Strict {
        folder,
        server,
        at,
        fhir,
    })
}

/// A FHIR base that says where to sign in and what it offers, and has nothing.
fn fhir_base(authority: &str) -> String {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let configuration = serde_json::json!({
        "issuer": authority, "jwks_uri": format!("{authority}/jwks"),
        "authorization_endpoint": format!("{authority}/auth"),
        "token_endpoint": format!("{authority}/token"),
        "revocation_endpoint": format!("{authority}/token/revocation"),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "capabilities": ["launch-standalone", "client-public", "client-confidential-symmetric",
            "sso-openid-connect", "permission-offline", "permission-user", "permission-v2"],
    })
    .to_string();
    let resource = |kind: &str| serde_json::json!({"type": kind, "interaction": [{"code": "read"}, {"code": "search-type"}]});
    let statement = serde_json::json!({
        "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": {"name": "Nothing"},
        "rest": [{"mode": "server", "resource": [resource("Patient"), resource("Observation")]}],
    })
    .to_string();
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..read]).into_owned();
            let (status, body) = match head.split(' ').nth(1).unwrap_or_default() {
                "/.well-known/smart-configuration" => ("200 OK", configuration.clone()),
                "/metadata" => ("200 OK", statement.clone()),
                _ => ("404 Not Found", "{}".to_owned()),
            };
            let _gone = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    base
}

struct Desk {
    strict: Strict,
    scratch: Scratch,
    cli: Cli,
}

impl Desk {
    fn at(strict: Strict) -> Desk {
        let scratch = Scratch::new();
        let cli = Cli::new(&scratch.join("profile"));
        cli.init().ok();
        let desk = Desk {
            strict,
            scratch,
            cli,
        };
        desk.connect("Strict", &desk.strict.fhir.clone());
        desk
    }

    fn connect(&self, name: &str, base: &str) {
        let arguments = [
            "connect",
            name,
            "--fhir-base",
            base,
            "--client-id",
            "desktop-public",
        ];
        self.cli.run(arguments).ok();
    }

    /// A person who signs in; `denies` it, or comes back `times` with the same answer.
    fn person(&self, name: &str, denies: bool, times: u8) -> PathBuf {
        let login = self.strict.folder.join("oidc-login.py");
        let deny = if denies { "--deny" } else { "" };
        let visit = "python3 -c 'import sys,urllib.request as r
try: r.urlopen(sys.argv[1])
except Exception: pass' \"$final\" &\n";
        let script = format!(
            "final=$(python3 '{}' --as '{}' {deny} --authorize-url \"$1\" | tail -n 1)\n{}wait",
            login.display(),
            self.strict.at,
            visit.repeat(times.into()),
        );
        browser(self.scratch.path(), name, &script)
    }

    fn signs_in(&self, connection: &str) -> Answer {
        let person = self.person("willing", false, 1);
        let cli = self.cli.clone().browser(&person);
        cli.run(["sign-in", connection, "--json"])
    }
}

fn refresh(cli: &Cli) -> Answer {
    cli.run(["connection", "refresh", "Strict", "--json"])
}

#[test]
fn a_clinician_signs_in_at_a_strict_server_and_the_sign_in_is_renewed_again_and_again() {
    let Some(strict) = strict() else { return };
    let desk = Desk::at(strict);
    let signed_in = desk.signs_in("Strict").ok().json();
    assert_eq!(signed_in["missing"], serde_json::json!([]));
    // Each renewal spends the refresh token that the one before brought.
    for _ in 0..3 {
        let state = refresh(&desk.cli).ok().json();
        assert_eq!(state["kind"], "signed-in");
        assert_eq!(state["renews"], true);
    }
    let shown = desk
        .cli
        .run(["connection", "show", "Strict", "--json"])
        .ok()
        .json();
    assert_eq!(shown["redirectUri"], "http://127.0.0.1/callback");
    assert!(
        shown["scopes"]
            .as_array()
            .expect("scopes")
            .iter()
            .all(|row| row["whole"] == true)
    );
    desk.cli.run(["sign-out", "Strict"]).ok();
    assert_eq!(refresh(&desk.cli).code(), "sign-in-needed");
}

#[test]
fn a_refusal_and_a_wrong_audience_each_say_what_they_are() {
    let Some(strict) = strict() else { return };
    let desk = Desk::at(strict);
    let refusing = desk.cli.clone().browser(&desk.person("refusing", true, 1));
    let refused = refusing.run(["sign-in", "Strict", "--json"]);
    assert_eq!(refused.code(), "sign-in-denied");
    // Another base, for which this server gives no tokens.
    let elsewhere = fhir_base(&desk.strict.at);
    desk.connect("Elsewhere", &elsewhere);
    let refused = desk.signs_in("Elsewhere");
    assert_eq!(refused.code(), "sign-in-failed");
    assert!(
        refused
            .out
            .contains("does not give access to this FHIR address"),
        "{}",
        refused.out
    );
    // The first is as good as ever.
    desk.signs_in("Strict").ok();
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let Some(strict) = strict() else { return };
    let desk = Desk::at(strict);
    let twice = desk.cli.clone().browser(&desk.person("twice", false, 2));
    twice.run(["sign-in", "Strict", "--json"]).ok();
    refresh(&desk.cli).ok();
}

#[test]
fn a_replayed_refresh_token_ends_the_sign_in_everywhere_and_both_copies_say_lost() {
    let Some(strict) = strict() else { return };
    let desk = Desk::at(strict);
    desk.signs_in("Strict").ok();
    // Somebody copies the profile, and the first goes on.
    let copy = desk.scratch.join("copy");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(desk.cli.profile())
        .arg(&copy)
        .status();
    assert!(copied.expect("cp").success());
    refresh(&desk.cli).ok();
    let old = Cli::new(&copy);
    assert_eq!(
        refresh(&old).code(),
        "sign-in-lost",
        "the token was spent before"
    );
    assert_eq!(
        refresh(&desk.cli).code(),
        "sign-in-lost",
        "the server ended the whole grant"
    );
    let shown = desk.cli.run(["connections", "--json"]).ok().json();
    assert_eq!(
        shown[0]["signIn"]["kind"], "signed-out",
        "nothing worthless is kept"
    );
    desk.signs_in("Strict").ok();
}

#[test]
fn a_client_with_a_secret_signs_in_and_one_with_a_wrong_secret_is_told() {
    let Some(strict) = strict() else { return };
    let desk = Desk::at(strict);
    let source = std::fs::read_to_string(desk.strict.folder.join("oidc-strict/server.mjs"));
    let source = source.expect("the peer's source");
    let secret = source
        .split("client_secret: '")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let secret = secret.expect("its secret, which is none");
    for (name, secret) in [("Secret", secret), ("Wrong", "another")] {
        let base = desk.strict.fhir.clone();
        let arguments = [
            "connect",
            name,
            "--fhir-base",
            &base,
            "--client-id",
            "desktop-confidential",
            "--auth",
            "smart-secret",
            "--secret-stdin",
        ];
        desk.cli.run_with_input(&arguments, secret).ok();
    }
    desk.signs_in("Secret").ok();
    desk.cli
        .run(["connection", "refresh", "Secret", "--json"])
        .ok();
    let refused = desk.signs_in("Wrong");
    assert_eq!(refused.code(), "sign-in-failed");
    assert!(!refused.out.contains("another"), "a secret is in no answer");
}
