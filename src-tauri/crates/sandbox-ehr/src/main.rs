//! The sandbox EHR as a program: `sandbox-ehr` serves, `sandbox-ehr walk URL` is the scripted
//! browser. Prints one line on standard output, `FHIR <base>`, when it listens.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sandbox_ehr::{Arrived, Config, Day, Faults, Server, Visitor, personality, walk_through};

/// An EHR for practice: SMART and FHIR R4 over HTTP on loopback, with invented people.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    task: Option<Task>,
    /// How many people there are.
    #[arg(long, default_value_t = 50)]
    patients: usize,
    /// The seed of the population: the same seed, the same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Serve the Bundles and NDJSON of this folder instead of a population.
    #[arg(long)]
    load: Option<PathBuf>,
    /// The day that counts as today (YYYY-MM-DD); the real one unless given.
    #[arg(long)]
    today: Option<Day>,
    /// Serve without sign-in.
    #[arg(long)]
    open: bool,
    /// A registered public client; may be repeated.
    #[arg(long = "client-id", default_value = "wardbook")]
    client_ids: Vec<String>,
    /// A registered client with a secret, as ID=SECRET; may be repeated.
    #[arg(long = "client-secret", value_parser = pair)]
    client_secrets: Vec<(String, String)>,
    /// A registered client that signs its requests, as ID=FILE with its JWKS; may be repeated.
    #[arg(long = "client-keys", value_parser = pair)]
    client_keys: Vec<(String, String)>,
    /// A registered redirect address; may be repeated. `generic` takes loopback addresses beside
    /// these, `epic` nothing else, `oracle` never a loopback one.
    #[arg(long = "redirect-uri")]
    redirect_uris: Vec<String>,
    /// Life of an access token in seconds; 3600 unless given, with `oracle` 570.
    #[arg(long)]
    token_seconds: Option<i64>,
    /// Life of a code in seconds.
    #[arg(long, default_value_t = 60)]
    code_seconds: i64,
    /// Life of a refresh token in seconds.
    #[arg(long, default_value_t = 2_592_000)]
    refresh_seconds: i64,
    /// Give a new refresh token at each refresh.
    #[arg(long)]
    rotate_refresh: bool,
    /// Entries on a page unless the client asks for a number.
    #[arg(long, default_value_t = 50)]
    page_default: usize,
    /// Entries on a page at the most.
    #[arg(long, default_value_t = 200)]
    page_ceiling: usize,
    /// Which EHR to behave like: `generic`, `epic` or `oracle`.
    #[arg(long, default_value = "generic")]
    personality: String,
    /// One patient in this many has a chart behind glass; 25 with `epic`, else 0 (none).
    #[arg(long)]
    glass_every: Option<usize>,
    /// Document queries a user has in a day; 0 is no limit.
    #[arg(long, default_value_t = 0)]
    document_cap: u64,
    /// Life in seconds of the search session that a next link of `epic` lives in.
    #[arg(long, default_value_t = 600)]
    session_seconds: i64,
    /// `Retry-After` of an export that is not ready, in seconds.
    #[arg(long, default_value_t = 1)]
    export_retry_after: u64,
    /// Keep every answer to a GET and give it again from memory, for benchmarks.
    #[arg(long)]
    remember_pages: bool,
    /// Faults, for example `throttle_every=20,retry_after=2,refuse=Goal+CarePlan`. With `seed=N`
    /// they are strewn: one request in so many instead of every so-many-eth. Names: seed,
    /// latency_ms, latency_max_ms, drop_every, throttle_every, retry_after, error_every,
    /// error_status, expire_token_after, truncate_every, duplicate_page_every,
    /// expire_next_every, lose_write_every, stale_every, refuse, broken, misshapen.
    #[arg(long, default_value = "")]
    faults: String,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Walk the sign-in pages from this authorize URL, as a browser would.
    Walk {
        /// The authorize URL.
        url: String,
        /// Say no at the consent page.
        #[arg(long)]
        deny: bool,
        /// The user name to type.
        #[arg(long, default_value = "osei")]
        user: String,
        /// The password to type.
        #[arg(long, default_value = "sandbox")]
        password: String,
        /// A program that is given the last address as its one argument where that is not on this
        /// computer by http: what an operating system does with a scheme of a program's own.
        #[arg(long)]
        hand_to: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("sandbox-ehr: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    if let Some(Task::Walk {
        url,
        deny,
        user,
        password,
        hand_to,
    }) = args.task
    {
        let visitor = Visitor {
            deny,
            user,
            password,
        };
        let arrived = walk_through(&url, &visitor).await;
        return match (arrived.map_err(|e| e.to_string())?, hand_to) {
            (Arrived::Page, _) => Ok(()),
            (Arrived::Elsewhere(address), Some(program)) => {
                let status = std::process::Command::new(program).arg(address).status();
                match status {
                    Ok(status) if status.success() => Ok(()),
                    Ok(_) => Err("the program that was handed the address failed".to_owned()),
                    Err(error) => Err(format!("the address could not be handed on: {error}")),
                }
            }
            (Arrived::Elsewhere(_), None) => {
                Err("the walk ends at an address for --hand-to".to_owned())
            }
        };
    }
    let kind = personality::named(&args.personality)
        .ok_or_else(|| format!("there is no personality {}", args.personality))?;
    let mut client_keys = Vec::new();
    for (id, file) in args.client_keys {
        let keys = std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
        client_keys.push((id, keys));
    }
    let config = Config {
        patients: args.patients,
        seed: args.seed,
        today: args.today,
        port: args.port,
        load: args.load,
        open: args.open,
        client_ids: args.client_ids,
        client_secrets: args.client_secrets,
        client_keys,
        redirect_uris: args.redirect_uris,
        token_seconds: args.token_seconds.unwrap_or(kind.token_seconds),
        code_seconds: args.code_seconds,
        refresh_seconds: args.refresh_seconds,
        rotate_refresh: args.rotate_refresh,
        page_default: args.page_default,
        page_ceiling: args.page_ceiling,
        personality: kind,
        glass_every: args.glass_every,
        document_cap: args.document_cap,
        session_seconds: args.session_seconds,
        export_retry_after: args.export_retry_after,
        remember_pages: args.remember_pages,
        faults: Faults::parse(&args.faults)?,
    };
    let mut server = Server::start(config).await.map_err(|e| e.to_string())?;
    if server.skipped() > 0 {
        eprintln!(
            "sandbox-ehr: {} entries were no resource or repeated one",
            server.skipped()
        );
    }
    println!("FHIR {}", server.base_url());
    println!("DICOMweb {}", server.archive_url());
    tokio::signal::ctrl_c().await.map_err(|e| e.to_string())?;
    server.stop().await;
    Ok(())
}

/// Reads NAME=VALUE.
fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("this is written NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
