//! Signing in at the terminal when it does not go as it should. Each way has its own code and its own
//! words, and none of them leaves anything behind that a later sign-in would trip over.

use std::process::Child;
use std::time::{Duration, Instant};

use sandbox_ehr::Config;
use wardbook_journeys::program::{Answer, Cli};
use wardbook_journeys::sandbox::{Sandbox, noting, redirect_of, refusing, sent_to, visit, willing};
use wardbook_journeys::scratch::Scratch;

struct Ward {
    scratch: Scratch,
    sandbox: Sandbox,
    cli: Cli,
}

fn ward(config: Config) -> Ward {
    let scratch = Scratch::new();
    let sandbox = Sandbox::start(config);
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let base = sandbox.base();
    cli.run([
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--client-id",
        "wardbook",
    ])
    .ok();
    Ward {
        scratch,
        sandbox,
        cli,
    }
}

fn small() -> Config {
    Config {
        patients: 2,
        seed: 3,
        ..Config::default()
    }
}

#[test]
fn a_refusal_at_the_ehr_is_said_and_the_next_sign_in_goes() {
    let ward = ward(small());
    let refused = ward
        .cli
        .clone()
        .browser(&refusing(ward.scratch.path()))
        .run(["sign-in", "City", "--json"]);
    assert_eq!(refused.code(), "sign-in-denied");
    let willing = ward.cli.browser(&willing(ward.scratch.path()));
    willing.run(["sign-in", "City", "--json"]).ok();
    willing.run(["sync", "City", "--all", "--json"]).ok();
}

#[test]
fn an_answer_with_another_state_is_not_believed() {
    let ward = ward(small());
    let (browser, note) = noting(ward.scratch.path());
    let child = ward
        .cli
        .browser(&browser)
        .start(["sign-in", "City", "--json"]);
    let (mut redirect, _) = redirect_of(&sent_to(&note));
    redirect
        .query_pairs_mut()
        .append_pair("code", "stolen")
        .append_pair("state", "another");
    let (status, page) = visit(&redirect);
    assert!(
        status >= 400 || page.contains("not"),
        "the page does not say that all is well"
    );
    let ended = wait_or_interrupt(child);
    assert!(!ended.status.success(), "nobody is signed in");
    assert!(
        !ended.out.contains("stolen") && !ended.err.contains("stolen"),
        "a code is never shown"
    );
}

#[test]
fn an_error_of_the_ehr_is_named() {
    let ward = ward(small());
    let (browser, note) = noting(ward.scratch.path());
    let child = ward
        .cli
        .browser(&browser)
        .start(["sign-in", "City", "--json"]);
    let (mut redirect, state) = redirect_of(&sent_to(&note));
    redirect
        .query_pairs_mut()
        .append_pair("error", "temporarily_unavailable")
        .append_pair("state", &state);
    visit(&redirect);
    let ended = wait_or_interrupt(child);
    assert_eq!(ended.code(), "sign-in-failed");
}

#[test]
fn a_browser_that_does_not_start_is_said() {
    let ward = ward(small());
    let none = ward.scratch.join("there-is-no-such-browser");
    let answer = ward.cli.browser(&none).run(["sign-in", "City", "--json"]);
    assert!(answer.code().starts_with("sign-in-"), "{}", answer.code());
}

#[test]
fn an_ehr_that_is_gone_is_offline_not_denied() {
    let mut ward = ward(small());
    ward.sandbox.stop();
    let willing = willing(ward.scratch.path());
    let answer = ward
        .cli
        .browser(&willing)
        .run(["sign-in", "City", "--json"]);
    assert_eq!(answer.code(), "offline");
}

#[test]
fn a_client_the_ehr_does_not_know_is_said() {
    let ward = ward(Config {
        client_ids: vec!["somebody-else".to_owned()],
        ..small()
    });
    let willing = willing(ward.scratch.path());
    // The EHR shows its own error page and never sends anybody back; the person gives up.
    let child = ward
        .cli
        .browser(&willing)
        .start(["sign-in", "City", "--json"]);
    let ended = wait_or_interrupt(child);
    assert!(
        !ended.status.success(),
        "a sign-in that cannot be is not reported as done"
    );
}

/// Waits for the end; after some seconds presses Ctrl-C as a person would.
fn wait_or_interrupt(mut child: Child) -> Answer {
    let begun = Instant::now();
    while child.try_wait().expect("a process").is_none() {
        if begun.elapsed() > Duration::from_secs(8) {
            let id = child.id().to_string();
            std::process::Command::new("kill")
                .args(["-INT", &id])
                .status()
                .expect("kill");
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Answer::of(child.wait_with_output().expect("it ends"))
}

#[test]
fn a_token_that_expires_in_the_middle_of_a_sync_is_renewed_and_nobody_notices() {
    let ward = ward(small());
    let cli = ward.cli.browser(&willing(ward.scratch.path()));
    cli.run(["sign-in", "City"]).ok();
    ward.sandbox.faults("expire_token_after=15");
    cli.run(["sync", "City", "--all", "--json"]).ok();
    let here =
        wardbook_journeys::whole::Whole::of(cli.profile(), wardbook_journeys::program::PASSPHRASE);
    for key in ward.sandbox.charts(0..2).keys() {
        assert!(here.records.contains_key(key), "{key:?}");
    }
}

#[test]
fn signing_out_leaves_no_token_that_works() {
    let ward = ward(small());
    let cli = ward.cli.browser(&willing(ward.scratch.path()));
    cli.run(["sign-in", "City"]).ok();
    cli.run(["sign-out", "City"]).ok();
    let answer = cli.run(["sync", "City", "--all", "--json"]);
    assert_eq!(answer.code(), "sign-in-needed");
}
