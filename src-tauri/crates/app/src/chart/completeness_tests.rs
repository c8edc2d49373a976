#![allow(clippy::unwrap_used)]

use super::*;

fn whose() -> Whose {
    Whose {
        connection: "c".into(),
        patient: "p".into(),
        imported: false,
    }
}

fn row(read: &str, state: State, as_of: Option<i64>) -> Row {
    Row {
        state,
        as_of,
        ..Row::new(1, 1, "results", read)
    }
}

fn section(rows: &[Row]) -> Coverage {
    together(&whose(), "results", &rows.iter().collect::<Vec<_>>(), 7)
}

#[test]
fn complete_is_as_old_as_its_oldest_read() {
    let found = section(&[
        row("Observation:laboratory", State::Complete, Some(200)),
        row("DiagnosticReport", State::Complete, Some(100)),
    ]);
    assert_eq!(found.state, CoverageState::Complete);
    assert_eq!(found.as_of, Some(100.0));
    assert_eq!(found.reason, None);
}

#[test]
fn the_least_complete_read_decides_and_is_named() {
    let mut refused = row("DiagnosticReport", State::Refused, None);
    refused.reason = Some("No permission.".into());
    let found = section(&[
        row("Observation:laboratory", State::Complete, Some(5)),
        refused,
    ]);
    assert_eq!(found.state, CoverageState::Refused);
    assert_eq!(
        found.reason.unwrap(),
        "diagnostic report refused by the EHR (No permission)"
    );
    assert_eq!(
        found.as_of,
        Some(5.0),
        "what is complete still says as of when"
    );
}

#[test]
fn what_the_ehr_does_not_offer_takes_nothing_away_from_what_it_does() {
    let found = section(&[
        row("Observation:laboratory", State::Complete, Some(5)),
        row("DiagnosticReport", State::NotOffered, None),
    ]);
    assert_eq!(found.state, CoverageState::Complete);
    let found = section(&[row("DiagnosticReport", State::NotOffered, None)]);
    assert_eq!(found.state, CoverageState::NotOffered);
    assert_eq!(found.reason.unwrap(), "not offered by the EHR");
}

#[test]
fn nothing_asked_is_not_nothing_there() {
    assert_eq!(section(&[]).state, CoverageState::NotAsked);
    let imported = Whose {
        imported: true,
        ..whose()
    };
    let found = together(&imported, "results", &[], 3);
    assert_eq!(found.state, CoverageState::Partial);
    assert!(found.reason.unwrap().contains("files"));
}

#[test]
fn records_put_aside_are_said_even_where_the_read_is_complete() {
    let mut whole = row("Observation:laboratory", State::Complete, Some(5));
    whole.quarantined = 2;
    let found = section(&[whole]);
    assert_eq!(found.quarantined, 2);
    assert!(found.reason.unwrap().starts_with("2 records"));
}
