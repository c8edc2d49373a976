//! A FHIR server that nobody here wrote (`hfs.sh` among the peers): all it holds of its patients arrives, counted type by
//! type at both ends, and what is written here is there exactly once. `WARDBOOK_PEERS` names the folder with it; where it
//! or the server is not there, the story says skipped.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wardbook_journeys::filing::{note, pressure};
use wardbook_journeys::program::Cli;
use wardbook_journeys::scratch::Scratch;

const PATIENCE: Duration = Duration::from_secs(60);
/// What the bundles hold of a patient that a chart has a place for.
const OF_PATIENTS: [&str; 11] = [
    "Patient",
    "AllergyIntolerance",
    "CarePlan",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "Goal",
    "Immunization",
    "MedicationRequest",
    "Observation",
    "Procedure",
];
/// Notes, and as many blood pressures.
const EACH: u32 = 50;

struct Peer {
    server: Child,
    base: String,
    runtime: Runtime,
    http: reqwest::Client,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _reaped = self.server.wait();
    }
}

impl Peer {
    /// `None` where it is not there; says so.
    fn start(state: &Path) -> Option<Self> {
        let Some(folder) = std::env::var_os("WARDBOOK_PEERS").map(PathBuf::from) else {
            println!("skipped: WARDBOOK_PEERS is not set");
            return None;
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").ok()?;
        let port = listener.local_addr().ok()?.port();
        drop(listener);
        let server = Command::new("bash")
            .arg(folder.join("hfs.sh"))
            .env("PORT", port.to_string())
            .env("STATE_DIR", state)
            .env("FHIR_SEARCH_PARAMS", folder.join("hfs-data"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let _set_before = rustls::crypto::ring::default_provider().install_default();
        let mut peer = Self {
            server,
            base: format!("http://127.0.0.1:{port}"),
            runtime: Runtime::new().ok()?,
            http: reqwest::Client::builder().no_proxy().build().ok()?,
        };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if peer.server.try_wait().ok()?.is_some() {
                break;
            }
            if peer.try_get("metadata").is_some() {
                return Some(peer);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        println!("skipped: the peer hfs does not start");
        None
    }

    fn try_get(&self, path: &str) -> Option<Value> {
        let request = self.http.get(format!("{}/{path}", self.base));
        self.runtime.block_on(async {
            let answer = request.send().await.ok()?;
            answer.error_for_status().ok()?.json().await.ok()
        })
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.try_get(path).expect("an answer of the peer")
    }

    fn take(&self, bundle: Vec<u8>) {
        let request = self.http.post(&self.base).body(bundle);
        let request = request.header("content-type", "application/fhir+json");
        let answer = self.runtime.block_on(request.send()).expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    fn count(&self, kind: &str) -> u64 {
        let found = self.get(&format!("{kind}?_summary=count&_total=accurate"));
        found["total"].as_u64().expect("a count")
    }
}

/// The bundles, hospitals and their people first: the others refer to them.
fn bundles(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("the bundles");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (!name.contains("Information"), path.clone())
    });
    files
}

#[test]
fn everything_a_server_of_others_holds_arrives_and_what_is_written_is_there_once() {
    let scratch = Scratch::new();
    let Some(real) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let Some(peer) = Peer::start(&scratch.join("peer")) else {
        return;
    };
    for bundle in bundles(&real.join("fhir/synthea")) {
        peer.take(std::fs::read(bundle).expect("a bundle"));
    }
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let connect = [
        "connect",
        "Helios",
        "--fhir-base",
        &peer.base,
        "--auth",
        "none",
    ];
    cli.run(connect).ok();
    cli.run(["sync", "Helios", "--all"]).ok();
    assert_eq!(here(&cli), there(&peer));
    // Nothing is new, and nothing comes.
    let again = cli.run(["--json", "sync", "Helios", "--all"]).ok().json();
    let moved = ["added", "changed", "removed", "quarantined"].map(|what| again[what].as_u64());
    assert_eq!(moved, [Some(0); 4], "{again}");
    files_each_once(&cli, &peer);
}

fn there(peer: &Peer) -> BTreeMap<String, u64> {
    let counted = OF_PATIENTS.map(|kind| (kind.to_owned(), peer.count(kind)));
    counted.into_iter().filter(|(_, n)| *n > 0).collect()
}

fn here(cli: &Cli) -> BTreeMap<String, u64> {
    let figures = cli
        .run(["--json", "mapping", "figures", "Helios"])
        .ok()
        .json();
    let types = figures["types"].as_array().expect("figures by type");
    let counted = types.iter().map(|row| {
        let kind = row["resourceType"].as_str().expect("a type").to_owned();
        (kind, row["count"].as_u64().expect("a number"))
    });
    counted
        .filter(|(kind, _)| OF_PATIENTS.contains(&kind.as_str()))
        .collect()
}

fn files_each_once(cli: &Cli, peer: &Peer) {
    let before = [peer.count("Observation"), peer.count("DocumentReference")];
    let list = cli.run(["--json", "list"]).ok().json();
    let patient = list[0]["id"].as_str().expect("a patient").to_owned();
    let mut lines = String::new();
    for n in 0..EACH {
        let _never = writeln!(lines, "{}\n{}", pressure(n), note(n, &patient));
    }
    cli.run_with_input(&["--json", "add", &patient, "-"], &lines)
        .ok();
    cli.run(["outbox", "send", "Helios", "--wait"]).ok();
    let all = cli.run(["--json", "outbox", "list", "--all"]).ok().json();
    let rows = all["rows"].as_array().expect("items");
    let states: Vec<&Value> = rows.iter().map(|row| &row["state"]).collect();
    assert_eq!(states.len(), 2 * EACH as usize);
    assert!(
        states.iter().all(|state| **state == json!("confirmed")),
        "{states:?}"
    );
    let mut ids: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["fhirId"].as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "each has an id of its own");
    let after = [peer.count("Observation"), peer.count("DocumentReference")];
    assert_eq!(
        after,
        before.map(|n| n + u64::from(EACH)),
        "each is there once"
    );
}
