//! Several people at one workstation, from the terminal: each says who they are, and may what their role may. No password and
//! no name of theirs can be read in the files.

use sandbox_ehr::Config;
use wardbook_journeys::hunt::Hunt;
use wardbook_journeys::program::{Answer, Cli};
use wardbook_journeys::sandbox::Sandbox;
use wardbook_journeys::scratch::Scratch;

const ADA: (&str, &str) = ("ada", "harbour lanterns");
const ADAEZE: (&str, &str) = ("adaeze", "seven copper kettles");

/// A command of somebody's.
fn as_person(cli: &Cli, (account, password): (&str, &str), words: &[&str]) -> Answer {
    let mut command = cli.command(words);
    command
        .env("WARDBOOK_PERSON", account)
        .env("WARDBOOK_PERSON_PASSWORD", password);
    Answer::of(command.output().expect("wardbook-cli starts"))
}

/// The same with a new password on its standard input.
fn adds(cli: &Cli, by: Option<(&str, &str)>, words: &[&str], password: &str) -> Answer {
    use std::io::Write as _;
    let mut command = cli.command(words);
    if let Some((account, password)) = by {
        command
            .env("WARDBOOK_PERSON", account)
            .env("WARDBOOK_PERSON_PASSWORD", password);
    }
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let input = child.stdin.take();
    input
        .expect("an input")
        .write_all(format!("{password}\n").as_bytes())
        .expect("it reads");
    Answer::of(child.wait_with_output().expect("it ends"))
}

/// A practice EHR with two patients, and a profile that nobody was added to yet; the folder lives as long as it is held.
fn ward() -> (Scratch, Sandbox, Cli) {
    let scratch = Scratch::new();
    let sandbox = Sandbox::start(Config {
        patients: 2,
        seed: 12,
        open: true,
        ..Config::default()
    });
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    (scratch, sandbox, cli)
}

#[test]
fn each_says_who_they_are_at_the_terminal_and_may_what_their_role_may() {
    let (_scratch, sandbox, cli) = ward();
    let nurse_first = [
        "people",
        "add",
        "adaeze",
        "--name",
        "Adaeze Obiwole",
        "--role",
        "nurse",
        "--json",
    ];
    assert_eq!(
        adds(&cli, None, &nurse_first, ADAEZE.1).code(),
        "invalid-request",
        "an administrator is first"
    );
    let first = [
        "people",
        "add",
        "ada",
        "--name",
        "Ada Berglund",
        "--role",
        "administrator",
        "--json",
    ];
    let people = adds(&cli, None, &first, ADA.1).ok().json();
    assert_eq!(people[0]["account"], "ada");
    adds(&cli, Some(ADA), &nurse_first, ADAEZE.1).ok();

    // Nobody, a wrong password, somebody whose role opens no chart.
    assert_eq!(cli.run(["list", "--json"]).code(), "not-permitted");
    let wrong = as_person(&cli, ("ada", ADAEZE.1), &["list", "--json"]);
    assert_eq!(wrong.code(), "wrong-password");
    let base = sandbox.base();
    let connect = [
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--auth",
        "none",
        "--json",
    ];
    assert_eq!(as_person(&cli, ADAEZE, &connect).code(), "not-permitted");
    as_person(&cli, ADA, &connect).ok();
    as_person(&cli, ADAEZE, &["sync", "City", "--all"]).ok();
    let list = as_person(&cli, ADAEZE, &["list", "--json"]).ok();
    assert_eq!(list.json().as_array().unwrap().len(), 2);
    let refused = as_person(&cli, ADA, &["list", "--json"]);
    assert_eq!(refused.code(), "not-permitted");
    assert!(refused.err.contains("a nurse") || refused.out.contains("a nurse"));

    // Removed, they sign in no more; the last administrator stays.
    as_person(&cli, ADA, &["people", "remove", "adaeze"]).ok();
    assert_eq!(
        as_person(&cli, ADAEZE, &["list", "--json"]).code(),
        "wrong-password"
    );
    assert_eq!(
        as_person(&cli, ADA, &["people", "remove", "ada", "--json"]).code(),
        "last-administrator"
    );

    let said = ["Berglund", "Obiwole", ADA.1, ADAEZE.1];
    let (found, looked) = Hunt::new(said).in_folder(cli.profile(), &|_, bytes| bytes);
    assert!(looked > 100_000, "the profile is read: {looked}");
    assert!(found.is_empty(), "{found:?}");
}

const CARL: (&str, &str) = ("carl", "winter barley moon");
const WHY: &str = "Unconscious in the ambulance bay";

#[test]
fn a_chart_behind_glass_is_opened_for_one_command_with_a_reason_that_the_log_keeps() {
    let (_scratch, sandbox, cli) = ward();
    let ada = ["people", "add", "ada", "--role", "administrator"];
    adds(&cli, None, &ada, ADA.1).ok();
    let adaeze = ["people", "add", "adaeze", "--role", "nurse"];
    adds(&cli, Some(ADA), &adaeze, ADAEZE.1).ok();
    let carl = ["people", "add", "carl", "--role", "auditor"];
    adds(&cli, Some(ADA), &carl, CARL.1).ok();
    let base = sandbox.base();
    let connect = ["connect", "City", "--fhir-base", &base, "--auth", "none"];
    as_person(&cli, ADA, &connect).ok();
    as_person(&cli, ADAEZE, &["sync", "City", "--all"]).ok();
    let list = as_person(&cli, ADAEZE, &["list", "--json"]).ok().json();
    let of = |member: &str| list[0][member].as_str().unwrap().to_owned();
    let (number, name, born, id) = (of("mrn"), of("name"), of("birthDate"), of("id"));
    // From now on she sees no connection.
    as_person(&cli, ADA, &["people", "connections", "adaeze"]).ok();
    let chart = ["chart", &number, "--json"];
    assert_eq!(as_person(&cli, ADAEZE, &chart).code(), "patient-not-found");
    let find = [
        "break-glass",
        "find",
        "--name",
        &name,
        "--born",
        &born,
        "--json",
    ];
    let found = as_person(&cli, ADAEZE, &find).ok();
    assert_eq!(found.json()["charts"][0]["patient"], id);
    assert!(!found.out.contains(&name) && !found.out.contains(&number));

    let broken = |words: &[&'static str]| {
        let mut command = vec!["chart", &number, "--json", "--break-glass", &number];
        command.extend(words);
        as_person(&cli, ADAEZE, &command)
    };
    assert_eq!(broken(&[]).code(), "invalid-request", "no reason");
    let reason = ["--glass-reason", "emergency", "--glass-words", WHY];
    let opened = broken(&reason).ok().json();
    assert_eq!(opened["banner"]["patient"]["id"], id);
    assert_eq!(
        as_person(&cli, ADAEZE, &chart).code(),
        "patient-not-found",
        "whole again with the next command"
    );
    let log = ["audit", "list", "--kind", "break-glass", "--json"];
    let rows = as_person(&cli, CARL, &log).ok().json();
    let acts: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts.last(), Some(&"glass.open"));
    assert!(acts.contains(&"chart.open"), "{acts:?}");
    let opening = rows.as_array().unwrap().last().unwrap();
    assert_eq!(opening["detail"], format!("emergency: {WHY}"));

    as_person(&cli, ADA, &["break-glass", "limit", "0"]).ok();
    assert_eq!(broken(&reason).code(), "glass-withdrawn");
    let (found, _) = Hunt::new([WHY]).in_folder(cli.profile(), &|_, bytes| bytes);
    assert!(found.is_empty(), "{found:?}");
}
