//! Notes and vital signs are written and filed while everything goes wrong: answers are lost, connections break,
//! the server is busy or fails, tokens end, and the program is killed again and again. Afterwards the EHR holds
//! each exactly once, and every item is confirmed or says what it waits for.

#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox_ehr::{Config, personality};
use serde_json::{Value, json};

use crate::program::Cli;
use crate::sandbox::Sandbox;
use crate::scratch::Scratch;

/// The client's secret at the sandbox.
const SECRET: &str = "seven north at night";

/// How to go about it.
#[derive(Debug, Clone, Copy)]
pub struct Filing {
    /// Whose server it is like: `generic`, `epic` or `oracle`.
    pub vendor: &'static str,
    /// Notes, and as many vital signs.
    pub each: u32,
    /// How often the program is killed.
    pub kills: u32,
    /// Strews the faults and the moments.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// Items by state.
    pub states: BTreeMap<String, usize>,
    /// Processes killed while they ran.
    pub kills: u32,
    /// Items that were sent more than once because an answer was not known.
    pub again: usize,
}

/// Does it.
///
/// # Errors
/// What is doubled, lost, or waits without a word.
pub fn run(how: Filing) -> Result<Filed, String> {
    let vendor = personality::named(how.vendor).ok_or("no such personality")?;
    let sandbox = Sandbox::start(Config {
        patients: 4,
        seed: how.seed,
        client_secrets: vec![("ward7".to_owned(), SECRET.to_owned())],
        personality: vendor,
        glass_every: Some(0),
        ..Config::default()
    });
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.join("profile"));
    let patients = ready(&cli, &sandbox)?;
    sandbox.faults(&format!(
        "seed={},latency_max_ms=6,drop_every=13,throttle_every=17,retry_after=0,error_every=11,lose_write_every=5,\
         stale_every=4,expire_token_after=40",
        how.seed
    ));
    let mut random = ChaCha8Rng::seed_from_u64(how.seed);
    let mut filed = Filed::default();
    let rounds = how.kills.max(1);
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        let from = how.each * round / rounds;
        let to = how.each * (round + 1) / rounds;
        for (p, patient) in patients.iter().enumerate() {
            let lines = records(p, patient, from..to, patients.len());
            if !lines.is_empty() {
                let answer = cli.run_with_input(&["--json", "add", patient, "-"], &lines);
                let answer = answer.succeeded("add")?;
                acknowledged.extend(items(&answer.out)?);
            }
        }
        if round < how.kills {
            filed.kills += u32::from(killed(&cli, &mut random)?);
        }
    }
    while filed.kills < how.kills {
        // What ended before its kill leaves little to kill: a little more to send.
        let extra = 1000 + filed.kills;
        let lines = records(0, &patients[0], extra * 4..extra * 4 + 4, patients.len());
        let answer = cli.run_with_input(&["--json", "add", &patients[0], "-"], &lines);
        let answer = answer.succeeded("add")?;
        acknowledged.extend(items(&answer.out)?);
        filed.kills += u32::from(killed(&cli, &mut random)?);
    }
    sandbox.faults("lose_write_every=9");
    cli.run(["outbox", "send", "City", "--wait"])
        .succeeded("the last sending")?;
    let list = cli.run(["--json", "outbox", "list", "--all"]);
    let list = list.succeeded("outbox list")?;
    let list: Value = serde_json::from_str(&list.out).map_err(|error| error.to_string())?;
    let rows = list["rows"].as_array().cloned().unwrap_or_default();
    judge(&sandbox, &rows, &acknowledged, &mut filed)?;
    cli.run(["--json", "doctor"]).succeeded("doctor")?;
    Ok(filed)
}

/// A profile signed in as a client of its own, with its patients here.
fn ready(cli: &Cli, sandbox: &Sandbox) -> Result<Vec<String>, String> {
    let base = sandbox.base();
    let connect = [
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--client-id",
        "ward7",
        "--auth",
        "client-credentials",
        "--secret-stdin",
    ];
    cli.init().succeeded("init")?;
    cli.run_with_input(&connect, SECRET).succeeded("connect")?;
    cli.run(["sign-in", "City"]).succeeded("sign-in")?;
    let ids: Vec<String> = (0..4)
        .filter_map(|n| Some(sandbox.server().chart(n)?.resources().first()?.id.clone()))
        .collect();
    let mut sync = vec!["sync".to_owned(), "City".to_owned()];
    sync.extend(
        ids.iter()
            .flat_map(|id| ["--patient".to_owned(), id.clone()]),
    );
    cli.run(&sync).succeeded("sync")?;
    let list = cli.run(["--json", "list"]).succeeded("list")?;
    let list: Value = serde_json::from_str(&list.out).map_err(|error| error.to_string())?;
    let rows = list.as_array().cloned().unwrap_or_default();
    if rows.len() != ids.len() {
        return Err(format!("{} of {} patients are here", rows.len(), ids.len()));
    }
    Ok(rows
        .iter()
        .filter_map(|row| row["id"].as_str().map(str::to_owned))
        .collect())
}

/// Sends, and is killed at a random moment; false where it had ended before.
fn killed(cli: &Cli, random: &mut ChaCha8Rng) -> Result<bool, String> {
    let mut child = cli.start(["outbox", "send", "City", "--wait"]);
    if let Some(err) = child.stderr.as_mut() {
        let mut byte = [0];
        // One that ends without a word is found out by its exit code.
        let _silent = err.read(&mut byte);
    }
    std::thread::sleep(Duration::from_millis(random.random_range(5..700)));
    let kill = child.kill();
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    kill.map_err(|error| error.to_string())?;
    match output.status.code() {
        None => Ok(true),
        Some(0) => Ok(false),
        Some(code) => Err(format!(
            "sending ended with {code}: {}",
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// One line a record: those of these numbers that are this patient's.
fn records(p: usize, patient: &str, numbers: std::ops::Range<u32>, patients: usize) -> String {
    let mut lines = String::new();
    let mine = numbers.filter(|n| *n as usize % patients == p);
    for n in mine {
        let _never = writeln!(lines, "{}", pressure(n));
        let _never = writeln!(lines, "{}", note(n, patient));
    }
    lines
}

/// A blood pressure, the n-th.
pub fn pressure(n: u32) -> Value {
    let part = |code: &str, value: u32| {
        json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}})
    };
    let (day, hour, minute) = (1 + n / 1440 % 28, n / 60 % 24, n % 60);
    json!({"resourceType": "Observation", "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure"}]},
        "effectiveDateTime": format!("2026-02-{day:02}T{hour:02}:{minute:02}:00+01:00"),
        "component": [part("8480-6", 100 + n % 60), part("8462-4", 60 + n % 30)]})
}

/// A note of a patient, the n-th.
pub fn note(n: u32, patient: &str) -> Value {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(format!(
        "Round {n} of {patient}.\nPotassium {n} <repeat>; slept well & ate."
    ));
    json!({"resourceType": "DocumentReference", "status": "current", "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
        "date": "2026-02-01T17:00:30Z",
        "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
        "context": {"encounter": [{"reference": "Encounter/e1"}],
            "period": {"start": "2026-02-01T16:00:00Z", "end": "2026-02-01T17:00:00Z"}}})
}

fn items(out: &str) -> Result<Vec<String>, String> {
    let lines = out.lines().map(|line| {
        let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        row["item"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| "an answer without an item".to_owned())
    });
    lines.collect()
}

/// Each at the EHR exactly once; every item confirmed, or with what it waits for.
fn judge(
    sandbox: &Sandbox,
    rows: &[Value],
    acknowledged: &BTreeSet<String>,
    filed: &mut Filed,
) -> Result<(), String> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let here: BTreeSet<String> = rows.iter().map(|row| text(row, "item")).collect();
    if here != *acknowledged {
        return Err(format!(
            "{} items were acknowledged, {} are here",
            acknowledged.len(),
            here.len()
        ));
    }
    let truth = sandbox.server().truth(None).ok_or("no truth")?;
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for written in &truth.written {
        *times
            .entry(written.identifier.clone().unwrap_or_default())
            .or_default() += 1;
    }
    let doubled = times.values().filter(|n| **n > 1).count();
    if doubled > 0 {
        return Err(format!("{doubled} records are at the EHR more than once"));
    }
    let there: BTreeSet<(String, String)> = truth
        .written
        .iter()
        .map(|w| (w.kind.to_owned(), w.id.clone()))
        .collect();
    let mut confirmed = BTreeSet::new();
    for row in rows {
        let state = text(row, "state");
        *filed.states.entry(state.clone()).or_default() += 1;
        filed.again += usize::from(row["attempts"].as_u64().unwrap_or(0) > 1);
        match state.as_str() {
            "confirmed" => {
                confirmed.insert((text(row, "resourceType"), text(row, "fhirId")));
            }
            "queued" | "sending" => {
                return Err(format!("an item is still {state}: {}", text(row, "reason")));
            }
            _ if text(row, "reason").is_empty() => {
                return Err(format!("an item is {state} without a word"));
            }
            _ => {}
        }
    }
    let lost: Vec<_> = confirmed.difference(&there).collect();
    let unknown = there.difference(&confirmed).count();
    let waiting = rows.len() - confirmed.len();
    if !lost.is_empty() || unknown > waiting {
        return Err(format!(
            "{} confirmed are not at the EHR, {unknown} there are not confirmed",
            lost.len()
        ));
    }
    if confirmed.len() * 10 < rows.len() * 9 {
        return Err(format!(
            "only {} of {} are confirmed: {:?}",
            confirmed.len(),
            rows.len(),
            filed.states
        ));
    }
    Ok(())
}
