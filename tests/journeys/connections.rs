//! Several EHRs on one workstation, each with its own kind of sign-in: nothing of one reaches another.
//! And an EHR that starts Wardbook with a patient.

use std::collections::BTreeMap;

use sandbox_ehr::Config;
use wardbook_journeys::program::{Cli, PASSPHRASE};
use wardbook_journeys::sandbox::{Sandbox, visit, willing};
use wardbook_journeys::scratch::Scratch;
use wardbook_journeys::whole::Whole;

const SECRET: &str = "the-ward's secret word";

struct Workstation {
    _scratch: Scratch,
    cli: Cli,
}

fn workstation() -> Workstation {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let cli = cli.browser(&willing(scratch.path()));
    Workstation {
        _scratch: scratch,
        cli,
    }
}

fn people(patients: usize, seed: u64) -> Config {
    Config {
        patients,
        seed,
        ..Config::default()
    }
}

fn holds(cli: &Cli, sandbox: &Sandbox, patients: usize) -> bool {
    holds_chart(cli, &sandbox.charts(0..patients))
}

fn holds_chart(cli: &Cli, truth: &BTreeMap<(String, String), bytes::Bytes>) -> bool {
    let here = Whole::of(cli.profile(), PASSPHRASE);
    truth.keys().all(|key| here.records.contains_key(key))
}

#[test]
fn two_ehrs_side_by_side_and_the_one_that_is_removed_takes_nothing_of_the_other() {
    let ward = workstation();
    let cli = &ward.cli;
    let north = Sandbox::start(Config {
        client_secrets: vec![("ward7".to_owned(), SECRET.to_owned())],
        ..people(2, 3)
    });
    let south = Sandbox::start(people(2, 4));
    let base = north.base();
    let arguments = [
        "connect",
        "North",
        "--fhir-base",
        &base,
        "--client-id",
        "ward7",
        "--auth",
        "smart-secret",
        "--secret-stdin",
    ];
    cli.run_with_input(&arguments, SECRET).ok();
    let base = south.base();
    cli.run([
        "connect",
        "South",
        "--fhir-base",
        &base,
        "--client-id",
        "wardbook",
    ])
    .ok();
    for name in ["North", "South"] {
        cli.run(["sign-in", name, "--json"]).ok();
        cli.run(["sync", name, "--all", "--json"]).ok();
    }
    assert!(holds(cli, &north, 2) && holds(cli, &south, 2));
    let shown = cli.run(["connections", "--json"]).ok();
    assert!(!shown.out.contains(SECRET), "a secret is in no answer");
    let shown = shown.json();
    assert_eq!(
        (&shown[0]["secret"], &shown[1]["secret"]),
        (&"kept".into(), &"not-needed".into())
    );
    // What is granted at one says nothing about the other; the token of one does not open the other.
    cli.run(["sign-out", "North"]).ok();
    assert_eq!(
        cli.run(["sync", "North", "--json"]).code(),
        "sign-in-needed"
    );
    cli.run(["sync", "South", "--json"]).ok();

    cli.run(["disconnect", "North"]).ok();
    assert!(holds(cli, &south, 2), "all of the other is still here");
    let here = Whole::of(cli.profile(), PASSPHRASE);
    let gone = north.charts(0..2);
    let both = south.charts(0..2);
    let left = gone
        .keys()
        .filter(|key| !both.contains_key(*key) && here.records.contains_key(*key));
    assert_eq!(left.count(), 0, "nothing of the removed one");
    let refused = cli.run(["connection", "show", "North", "--json"]);
    assert!(!refused.status.success());
    cli.run(["connection", "test", "South", "--json"]).ok();
}

#[test]
fn a_key_that_was_made_here_is_registered_and_signs_in_renews_and_works_without_anybody() {
    let ward = workstation();
    let cli = &ward.cli;
    // The key first: its public half is what the EHR is given.
    let nowhere = "http://127.0.0.1:9/fhir";
    for (name, auth) in [("Key", "smart-key"), ("Night", "smart-key")] {
        let arguments = [
            "connect",
            name,
            "--fhir-base",
            nowhere,
            "--client-id",
            "ward7",
            "--auth",
            auth,
        ];
        cli.run(arguments).ok();
    }
    let shown = cli.run(["connection", "show", "Key", "--json"]).ok().json();
    let keys = shown["publicKeys"].as_str().expect("a key set").to_owned();
    let ehr = Sandbox::start(Config {
        client_keys: vec![("ward7".to_owned(), keys)],
        token_seconds: 570,
        ..people(1, 5)
    });
    let base = ehr.base();
    let edit = |arguments: &[&str]| {
        let all = ["connection", "edit"].iter().chain(arguments);
        cli.run(all).ok()
    };
    edit(&[
        "Key",
        "--fhir-base",
        &base,
        "--client-id",
        "ward7",
        "--auth",
        "smart-key",
    ]);
    cli.run(["sign-in", "Key", "--json"]).ok();
    let state = cli
        .run(["connection", "refresh", "Key", "--json"])
        .ok()
        .json();
    assert_eq!(state["renews"], true);
    cli.run(["sync", "Key", "--all", "--json"]).ok();
    assert!(holds(cli, &ehr, 1));
    let steps = cli.run(["connection", "test", "Key", "--json"]).ok().json();
    let steps = steps.as_array().expect("steps");
    assert!(steps.iter().all(|step| step["ok"] == true), "{steps:?}");
    // The other connection has a key of its own, which this EHR was never given.
    edit(&[
        "Night",
        "--fhir-base",
        &base,
        "--client-id",
        "ward7",
        "--auth",
        "smart-key",
    ]);
    assert_eq!(
        cli.run(["sign-in", "Night", "--json"]).code(),
        "sign-in-failed"
    );
}

#[test]
fn an_ehr_starts_wardbook_and_the_patient_that_was_open_there_is_the_one_here() {
    let ward = workstation();
    let cli = &ward.cli;
    let ehr = Sandbox::start(people(3, 6));
    let base = ehr.base();
    cli.run([
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--client-id",
        "wardbook",
    ])
    .ok();
    let charts = ehr.charts(1..2);
    let (_, patient) = charts
        .keys()
        .find(|(kind, _)| kind == "Patient")
        .expect("a patient");
    let launch = |to: &str| {
        let mut page = url::Url::parse(&base).expect("a URL");
        page.set_path("/launch");
        page.set_query(None);
        page.query_pairs_mut()
            .append_pair("patient", patient)
            .append_pair("to", to);
        let (_, answer) = visit(&page);
        let line = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location")
                .then(|| value.trim().to_owned())
        });
        line.expect("it sends the browser on")
    };
    let address = launch("app.wardbook.desktop://launch");
    let outcome = cli.run(["launch", &address, "--json"]).ok().json();
    assert_eq!(outcome["kind"], "open");
    let here = outcome["patient"].as_str().expect("a patient");
    assert!(holds_chart(cli, &charts), "the chart came with it");
    let listed = cli.run(["list", "--json"]).ok().json();
    let rows = listed.as_array().expect("rows");
    assert_eq!(
        (rows.len(), rows[0]["id"].as_str()),
        (1, Some(here)),
        "the one, and nobody else"
    );
    // The same launch again is over.
    assert!(!cli.run(["launch", &address, "--json"]).status.success());
    // From an EHR that is not configured nothing is asked.
    let stranger = Sandbox::start(people(1, 7));
    let foreign = address.replace(
        &url::form_urlencoded::byte_serialize(base.as_bytes()).collect::<String>(),
        &url::form_urlencoded::byte_serialize(stranger.base().as_bytes()).collect::<String>(),
    );
    assert_ne!(foreign, address);
    let outcome = cli.run(["launch", &foreign, "--json"]);
    assert!(!outcome.status.success());
    assert_eq!(outcome.json()["kind"], "unknown");
}
