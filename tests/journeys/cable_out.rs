//! The journey of the whole program: connect to an EHR with fifty patients, sign in, sync them all,
//! pull the cable, and read. Nothing is missing, every byte is as the EHR sent it, and nothing of it
//! can be read in the profile's folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sandbox_ehr::Config;
use serde_json::Value;
use wardbook_journeys::hunt::Hunt;
use wardbook_journeys::program::{Cli, PASSPHRASE};
use wardbook_journeys::sandbox::{Sandbox, willing};
use wardbook_journeys::scratch::Scratch;
use wardbook_journeys::whole::Whole;
use wardbook_journeys::words;

const PATIENTS: usize = 50;

#[test]
fn fifty_charts_are_here_to_the_byte_with_the_cable_out_and_nobody_else_reads_them() {
    let scratch = Scratch::new();
    let mut sandbox = Sandbox::start(Config {
        patients: PATIENTS,
        seed: 50,
        ..Config::default()
    });
    let profile = scratch.join("profile");
    let cli = Cli::new(&profile).browser(&willing(scratch.path()));
    let mut said = String::new();
    let mut keep = |answer: wardbook_journeys::program::Answer| {
        let answer = answer.ok();
        said.push_str(&answer.err);
        answer
    };

    keep(cli.init());
    let base = sandbox.base();
    keep(cli.run([
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--client-id",
        "wardbook",
    ]));
    keep(cli.run(["sign-in", "City"]));
    keep(cli.run(["sync", "City", "--all"]));

    // Everything the EHR holds for them is here, and as it was sent.
    let whole = Whole::of(&profile, PASSPHRASE);
    assert_eq!(
        whole.patients.len(),
        PATIENTS,
        "every patient the EHR lists"
    );
    let held = sandbox.charts(0..PATIENTS);
    let mut missing = Vec::new();
    let mut changed = Vec::new();
    for (key, body) in &held {
        match whole.records.get(key) {
            None => missing.push(key),
            Some(here) if here.body != body[..] => changed.push(key),
            Some(_) => {}
        }
    }
    assert!(
        missing.is_empty(),
        "{} of {} not here: {:?}",
        missing.len(),
        held.len(),
        first(&missing)
    );
    assert!(
        changed.is_empty(),
        "{} not to the byte: {:?}",
        changed.len(),
        first(&changed)
    );
    // And nothing else, but for what charts refer to: practitioners, organizations, medications.
    let commons = sandbox.commons();
    for (key, here) in &whole.records {
        let sent = held.get(key).or_else(|| commons.get(key));
        assert_eq!(
            sent.map(|body| &body[..]),
            Some(&here.body[..]),
            "{key:?} came from nowhere"
        );
    }

    sandbox.stop();
    reads_on(&cli, &whole);

    // Nobody else reads it.
    let mut texts = BTreeSet::new();
    for body in held.values() {
        words::collect(body, &mut texts);
    }
    let secrets = sandbox.server().secrets();
    assert!(secrets.len() >= 2, "a code and a token were given");
    texts.extend(secrets);
    let (finds, looked_at) =
        Hunt::new(texts.iter().map(String::as_str)).in_folder(&profile, &without_vocabulary);
    assert!(
        finds.is_empty(),
        "{} finds, among them {:#?}",
        finds.len(),
        first(&finds)
    );
    assert!(
        looked_at > 1_000_000,
        "there was something to look at: {looked_at} bytes"
    );
    // What went by on the terminal while it synced names nobody either.
    let names = patients_names(&sandbox);
    let told = Hunt::new(names.iter().map(String::as_str));
    assert_eq!(told.in_bytes(said.as_bytes()), [], "progress names nobody");
    println!(
        "{} records of {PATIENTS} patients to the byte; {} texts looked for in {looked_at} bytes",
        held.len(),
        texts.len()
    );
}

/// List, chart, search and export answer without an EHR.
fn reads_on(cli: &Cli, whole: &Whole) {
    let list = cli.run(["list", "--json"]).ok().json();
    let rows = list.as_array().expect("a list");
    assert_eq!(rows.len(), PATIENTS);
    for row in rows.iter().step_by(7) {
        let id = row["id"].as_str().expect("an id");
        let chart = cli.run(["chart", id, "--json"]).ok().json();
        assert!(chart.to_string().len() > 500, "a chart is more than a name");
        let coverage = cli.run(["coverage", id, "--json"]).ok().json();
        let states: BTreeSet<&str> = coverage
            .as_array()
            .expect("coverage rows")
            .iter()
            .filter_map(|row| row["state"].as_str())
            .collect();
        assert!(states.contains("complete"), "{states:?}");
        assert!(
            !states.contains("partial") && !states.contains("failed"),
            "{states:?}"
        );
    }

    let family = rows
        .iter()
        .filter_map(|row| row["name"].as_str())
        .filter_map(|name| name.split(',').next())
        .find(|family| family.is_ascii() && family.len() > 4)
        .expect("somebody with a plain family name");
    let hits = cli.run(["search", family, "--json"]).ok().json();
    assert!(hits.to_string().contains(family), "search finds {family}");

    let id = rows[0]["id"].as_str().expect("an id");
    let bundle = cli.run(["export", id, "--format", "bundle"]).ok();
    let bundle: Value = serde_json::from_str(&bundle.out).expect("a Bundle");
    assert_eq!(bundle["resourceType"], "Bundle");
    let patient = bundle["entry"]
        .as_array()
        .expect("entries")
        .iter()
        .find(|entry| entry["resource"]["resourceType"] == "Patient")
        .and_then(|entry| entry["resource"]["id"].as_str())
        .expect("the Patient is in it")
        .to_owned();
    let records = whole
        .records
        .values()
        .filter(|held| held.patient.as_deref() == Some(&patient))
        .count();
    let entries = bundle["entry"].as_array().map_or(0, Vec::len);
    assert!(
        entries >= records,
        "{entries} entries for {records} records"
    );

    // The EHR is asked for, and says so in time.
    let sync = cli.run(["sync", "City", "--all", "--json"]);
    assert!(
        !sync.status.success(),
        "a sync without an EHR does not pretend"
    );
}

/// The files in plain JSON without what they may always say: their keys, and whole values that
/// stand word for word in the program's source. Everything else is looked at.
pub(crate) fn without_vocabulary(file: &Path, bytes: Vec<u8>) -> Vec<u8> {
    if file
        .extension()
        .is_none_or(|end| end != "jsonl" && end != "json" && end != "anchors")
    {
        return bytes;
    }
    let sources = sources();
    let text = String::from_utf8(bytes).expect("it is text");
    let mut left = String::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        values(&value.expect("it is JSON"), &sources, &mut left);
    }
    left.into_bytes()
}

fn values(value: &Value, sources: &str, left: &mut String) {
    match value {
        Value::Object(members) => {
            members
                .values()
                .for_each(|member| values(member, sources, left));
        }
        Value::Array(items) => items.iter().for_each(|item| values(item, sources, left)),
        // A fixed word of the program, as its source has it: "the page was read", "Observation".
        Value::String(text) if sources.contains(&format!("\"{text}\"")) => {}
        // A module of the program: `wardbook_sync::run`.
        Value::String(text) if text.starts_with("wardbook_") && of_modules(text, sources) => {}
        other => {
            left.push_str(&other.to_string());
            left.push('\n');
        }
    }
}

fn of_modules(path: &str, sources: &str) -> bool {
    path.split("::")
        .skip(1)
        .all(|name| sources.contains(&format!("mod {name};")))
}

/// The program's own source, without its tests: they name invented people.
fn sources() -> String {
    let crates = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where"))
        .join("../src-tauri");
    let crates = crates.canonicalize().expect("the program's source");
    let mut sources = String::new();
    for path in wardbook_journeys::hunt::files(&crates) {
        let inside = path.strip_prefix(&crates).expect("inside");
        let inside = inside.to_string_lossy().into_owned();
        let invented = ["sandbox-ehr", "test", "stories"];
        if invented.iter().any(|name| inside.contains(name))
            || path.extension().is_none_or(|e| e != "rs")
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file that can be read");
        sources.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
    }
    sources
}

fn patients_names(sandbox: &Sandbox) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for patient in 0..PATIENTS {
        let chart = sandbox.server().chart(patient).expect("a patient");
        let first = chart.resources().first().expect("the Patient");
        let value: Value = serde_json::from_slice(&first.body).expect("JSON");
        for name in value["name"].as_array().into_iter().flatten() {
            names.extend(name["family"].as_str().map(str::to_owned));
            let given = name["given"].as_array().into_iter().flatten();
            names.extend(given.filter_map(|given| given.as_str().map(str::to_owned)));
        }
    }
    names
}

fn first<T>(items: &[T]) -> &[T] {
    &items[..items.len().min(8)]
}
