//! What three vendors' sandboxes really answered, played back byte for byte: every resource that was
//! recorded is kept, every refusal is named, and where only a first page was recorded the ledger says
//! that more is missing. Told only where the recordings and the player are.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::*;

/// The player on a port of its own.
struct Player {
    child: Child,
    base: String,
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

struct Recording {
    folder: &'static str,
    statement: &'static str,
    /// Its path below the host, as recorded.
    path: &'static str,
    patients: &'static [&'static str],
}

const EPIC: Recording = Recording {
    folder: "epic/captures",
    statement: "epic/CapabilityStatement-2026-05-11.json",
    path: "/interconnect-fhir-oauth/api/FHIR/R4",
    patients: &["eD.LxhDyX35TntF77l7etUA3", "eq081-VQEgP8drUUqCWzHfw3"],
};

const ORACLE: Recording = Recording {
    folder: "cerner/phase-b-2026-04-27",
    statement: "cerner/CapabilityStatement-2026-05-11.json",
    path: "/r4/ec2458f2-1e24-41c8-b71b-0e701af7583d",
    patients: &["12724066", "12742399", "12744580"],
};

const MEDITECH: Recording = Recording {
    folder: "meditech/phase-b-2026-04-28",
    statement: "meditech/CapabilityStatement-2026-04-27.json",
    path: "/v2/uscore/STU6",
    patients: &["9bec5771-4796-5189-a54e-352c571a44c8"],
};

fn folders() -> Option<(PathBuf, PathBuf)> {
    let peers = PathBuf::from(std::env::var_os("WARDBOOK_PEERS")?).join("replay.py");
    let data = PathBuf::from(std::env::var_os("WARDBOOK_REAL_DATA")?).join("recorded");
    (peers.is_file() && data.is_dir()).then_some((peers, data))
}

fn play(recording: &Recording, fail: Option<&str>) -> Option<Player> {
    let Some((script, data)) = folders() else {
        println!("skipped: WARDBOOK_PEERS and WARDBOOK_REAL_DATA do not name the recordings");
        return None;
    };
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut command = Command::new("python3");
    command
        .arg(script)
        .args(["--port", &port.to_string(), "--metadata"])
        .arg(data.join(recording.statement));
    if let Some(fail) = fail {
        command.args(["--fail", fail]);
    }
    command
        .arg(data.join(recording.folder))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // It says so when it is about to listen.
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert!(said.contains("recorded exchanges"), "{said}");
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::yield_now();
    }
    let base = format!("http://127.0.0.1:{port}{}", recording.path);
    Some(Player { child, base })
}

/// What the recorded answers to searches by patient and to reads of these patients hold.
fn recorded(recording: &Recording) -> (BTreeSet<(String, String)>, usize) {
    let folder = folders().unwrap().1.join(recording.folder);
    let mut all = BTreeSet::new();
    let mut cut_off = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let Ok(captured) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        let url = captured["_request"]["url"].as_str().unwrap_or_default();
        let Ok(url) = url::Url::parse(url) else {
            continue;
        };
        let body = &captured["body"];
        let patient = url.query_pairs().find(|(name, _)| name == "patient");
        let whose = patient.map(|(_, id)| id.into_owned());
        let ours = |id: &str| recording.patients.contains(&id);
        let mut keep = |resource: &Value| {
            let text = |name: &str| resource[name].as_str().map(str::to_owned);
            if let (Some(typ), Some(id)) = (text("resourceType"), text("id")) {
                all.insert((typ, id));
            }
        };
        match (body["resourceType"].as_str(), whose) {
            (Some("Bundle"), Some(whose)) if ours(&whose) => {
                let entries = body["entry"].as_array().cloned().unwrap_or_default();
                for entry in entries {
                    if entry["search"]["mode"] != "outcome" {
                        keep(&entry["resource"]);
                    }
                }
                let links = body["link"].as_array().cloned().unwrap_or_default();
                if links.iter().any(|link| link["relation"] == "next") {
                    let part = url.query_pairs().find(|(name, _)| name == "category");
                    let part = part.map(|(_, value)| value.into_owned());
                    cut_off.insert((whose, url.path().to_owned(), part));
                }
            }
            (Some("Patient"), None) if ours(body["id"].as_str().unwrap_or_default()) => keep(body),
            _ => {}
        }
    }
    (all, cut_off.len())
}

async fn tell(recording: &Recording, fail: Option<&str>) {
    let Some(player) = play(recording, fail) else {
        return;
    };
    let desk = Desk::connected(&player.base);
    let outcome = desk.syncs(&these(recording.patients)).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.unknown_patients, 0);
    assert_eq!(outcome.progress.quarantined, 0);

    let (wanted, cut_off) = recorded(recording);
    let here: BTreeSet<_> = desk.everything().into_keys().collect();
    let lost: Vec<_> = wanted.difference(&here).collect();
    assert!(wanted.len() > 50, "{}", wanted.len());
    assert_eq!(
        lost,
        Vec::<&(String, String)>::new(),
        "every resource is kept"
    );

    let rows = desk.store().read(ledger::all).unwrap();
    for row in &rows {
        let says_why = row.reason.as_deref().is_some_and(|words| !words.is_empty());
        match row.state {
            State::Complete => assert!(row.as_of.is_some(), "{}", row.read),
            _ => assert!(
                says_why,
                "{} is {:?} and does not say why",
                row.read, row.state
            ),
        }
    }
    // A next link was answered with 404: what came is a part, and is said to be one.
    let parts: Vec<_> = rows
        .iter()
        .filter(|row| {
            row.reason_code.as_deref() == Some("pages-expired") && !row.read.contains('@')
        })
        .collect();
    assert_eq!(parts.len(), cut_off, "{parts:?}");
    for part in &parts {
        assert_eq!(part.state, State::Partial, "{}", part.read);
        assert!(part.count > 0);
    }
    if fail.is_some() {
        let waited = desk.slept().iter().filter(|seconds| **seconds >= 1).count();
        assert!(waited > 0, "a Retry-After is sat out");
    }
    println!(
        "{}: {} resources kept, {} of {} reads complete, {} cut off",
        recording.folder,
        here.len(),
        rows.iter()
            .filter(|row| row.state == State::Complete)
            .count(),
        rows.len(),
        parts.len()
    );
}

#[tokio::test]
async fn epic_as_recorded() {
    tell(&EPIC, None).await;
}

#[tokio::test]
async fn epic_as_recorded_with_every_third_answer_a_429() {
    tell(&EPIC, Some("3:429:2")).await;
}

#[tokio::test]
async fn oracle_as_recorded() {
    tell(&ORACLE, None).await;
}

#[tokio::test]
async fn oracle_as_recorded_with_every_third_answer_a_429() {
    tell(&ORACLE, Some("3:429:2")).await;
}

#[tokio::test]
async fn meditech_as_recorded() {
    tell(&MEDITECH, None).await;
}

#[tokio::test]
async fn meditech_as_recorded_with_every_third_answer_a_429() {
    tell(&MEDITECH, Some("3:429:2")).await;
}
