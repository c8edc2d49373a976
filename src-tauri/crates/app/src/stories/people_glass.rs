//! Break-glass: a patient whom somebody may not see is theirs to see whole, with a reason, for a time, and every row says so.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_cmp
)]

use std::sync::Arc;

use serde_json::{Value, json};

use super::people::{patients, sign_in, words};
use super::people_connections::{Forbidden, carl_sees_the_files, given};
use super::people_documents::{notes, two_letters};
use super::{NOW, Ward};
use crate::app::{App, Options};
use crate::policy::Policy;
use crate::wire::audit::{AuditEntry, AuditFilter, AuditKind, ListAudit};
use crate::wire::glass::{BehindGlass, GlassState};
use crate::wire::profile::Failure;

const HOUR: i64 = 3_600_000;
const WHY: &str = "Unconscious in the ambulance bay";

async fn find(ward: &Ward, request: Value) -> Result<BehindGlass, Failure> {
    let request = given(request);
    ward.app.find_behind_glass(&ward.lindqvist, request).await
}

fn by_number(number: &str) -> Value {
    json!({"number": number, "name": null, "birthDate": null})
}

async fn break_glass(ward: &Ward, patient: &str, why: &str) -> Result<GlassState, Failure> {
    let request = json!({"patient": patient, "reason": "emergency", "words": why});
    ward.app.break_glass(&ward.lindqvist, given(request)).await
}

async fn opens(ward: &Ward, patient: &str) -> String {
    let request = given(json!({"patient": patient}));
    let opened = ward.app.open_chart(&ward.lindqvist, request).await;
    opened.map_or_else(|failure| failure.code, |_| "opened".to_owned())
}

async fn hits(ward: &Ward, text: &str) -> usize {
    let request = json!({"text": text, "patient": null, "limit": 10, "sections": [], "from": null, "to": null, "order": "best"});
    let found = ward.app.search(&ward.lindqvist, given(request)).await;
    found.unwrap().hits.len()
}

/// Carl has opened her chart in an emergency.
async fn carl_broke_the_glass() -> (Ward, Forbidden) {
    let (ward, her) = carl_sees_the_files().await;
    let state = break_glass(&ward, &her.patient, WHY).await.unwrap();
    assert_eq!(state.open.len(), 1);
    assert_eq!(state.open[0].patient, her.patient);
    assert_eq!(state.open[0].until, (NOW + 4 * HOUR) as f64);
    assert_eq!(opens(&ward, &her.patient).await, "opened");
    (ward, her)
}

#[tokio::test]
async fn who_is_not_seen_is_found_by_exactly_what_they_are_called_and_nothing_is_told_of_them() {
    let (ward, her) = carl_sees_the_files().await;
    let found = find(&ward, by_number(&her.number)).await.unwrap();
    let said = serde_json::to_string(&found).unwrap();
    assert_eq!(
        said,
        json!({"charts": [{"patient": her.patient, "yours": false}]}).to_string()
    );
    let by_name = json!({"number": null, "name": her.name, "birthDate": her.born});
    assert_eq!(find(&ward, by_name).await.unwrap(), found);
    assert_eq!(opens(&ward, &her.patient).await, "no-access");
    let part = her.number.get(1..).unwrap();
    assert!(
        find(&ward, by_number(part))
            .await
            .unwrap()
            .charts
            .is_empty()
    );
    let theirs = json!({"number": null, "name": "Ingrid Sørensen", "birthDate": "1951-04-02"});
    let theirs = find(&ward, theirs).await.unwrap();
    assert!(theirs.charts.iter().all(|one| one.yours));
    for vague in [
        by_number(" "),
        json!({"number": null, "name": her.name, "birthDate": null}),
        json!({"number": null, "name": her.name, "birthDate": her.born.get(..4)}),
        json!({"number": null, "name": null, "birthDate": her.born}),
    ] {
        let failure = find(&ward, vague).await.unwrap_err();
        assert_eq!(failure.code, "invalid-request");
    }
}

#[tokio::test]
async fn with_a_reason_that_one_patient_is_theirs_whole_and_no_other() {
    let (ward, her) = carl_sees_the_files().await;
    for why in ["", "  quick  ", &"x".repeat(501)] {
        let failure = break_glass(&ward, &her.patient, why).await.unwrap_err();
        assert_eq!(failure.code, "invalid-request");
        assert_eq!(opens(&ward, &her.patient).await, "no-access");
    }
    let failure = break_glass(&ward, "nobody", WHY).await.unwrap_err();
    assert_eq!(failure.code, "patient-not-found");
    break_glass(&ward, &her.patient, WHY).await.unwrap();

    let page = patients(&ward).await.unwrap();
    assert_eq!((page.total, page.here), (2, 2), "Ingrid and her, of three");
    assert_eq!(hits(&ward, "zymurgic").await, 1);
    let seat = &ward.lindqvist;
    let section = json!({"patient": her.patient, "section": "results", "most": null});
    let section = ward.app.read_section(seat, given(section)).await.unwrap();
    assert!(format!("{section:?}").contains("Zymurgic"));
    let source = ward
        .app
        .record_source(seat, given(json!({"record": her.record})))
        .await;
    assert!(source.is_ok());
    let noted = json!({"patient": her.patient, "json": json!({
        "resourceType": "Observation", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}], "text": "Pulse in the bay"},
        "valueQuantity": {"value": 48, "unit": "/min"}
    }).to_string(), "draft": false});
    ward.app.add_record(seat, given(noted)).await.unwrap();
    assert_eq!(hits(&ward, "bay").await, 1);

    let ingrid = page.rows.iter().find(|row| row.fhir_id == "ingrid");
    let failure = break_glass(&ward, &ingrid.unwrap().id, WHY).await;
    assert_eq!(
        failure.unwrap_err().code,
        "invalid-request",
        "she is seen anyway"
    );
}

#[tokio::test]
async fn it_ends_by_hand_by_time_with_the_person_with_a_lock_and_with_a_restart() {
    let (ward, her) = carl_broke_the_glass().await;
    let seat = ward.lindqvist.clone();
    let her_ref = || given(json!({"patient": her.patient}));
    let state = ward.app.end_glass(&seat, her_ref()).await.unwrap();
    assert!(state.open.is_empty());
    assert_eq!(opens(&ward, &her.patient).await, "no-access");
    assert_eq!(hits(&ward, "zymurgic").await, 0);

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    ward.clock.advance(4 * HOUR - 1);
    assert_eq!(opens(&ward, &her.patient).await, "opened");
    ward.clock.advance(1);
    assert_eq!(opens(&ward, &her.patient).await, "no-access");
    assert!(ward.app.glass_state(&seat).await.unwrap().open.is_empty());

    // A clock that was put back gives nobody more time.
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    ward.clock.advance(-HOUR);
    assert_eq!(opens(&ward, &her.patient).await, "no-access");
    ward.clock.advance(2 * HOUR);

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(
        opens(&ward, &her.patient).await,
        "no-access",
        "left the seat"
    );

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    ward.app.lock_profile(&seat).await.unwrap();
    ward.app.unlock_profile(&seat, words()).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(opens(&ward, &her.patient).await, "no-access", "locked");

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    let itself = seat.clone().unattended();
    assert!(
        ward.app
            .opened()
            .unwrap()
            .here()
            .glass(&itself, NOW)
            .is_empty(),
        "what runs by itself breaks no glass"
    );
}

/// What the log says of those that were over: who, under which mark, and how.
fn overs(ward: &Ward) -> Vec<(String, bool, String)> {
    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let opened: Vec<_> = rows
        .iter()
        .filter(|row| row.act == "glass.open" && row.begun.is_none())
        .map(|row| row.correlation)
        .collect();
    rows.into_iter()
        .filter(|row| row.act == "glass.over" && row.begun.is_none())
        .map(|row| {
            let marked = row.glass.is_some_and(|glass| opened.contains(&glass));
            (row.actor, marked, row.detail.unwrap())
        })
        .collect()
}

#[tokio::test]
async fn each_that_nobody_ended_by_hand_has_a_row_of_who_which_and_when_once() {
    let (ward, her) = carl_broke_the_glass().await;
    let seat = ward.lindqvist.clone();
    let mut said = Vec::new();
    let mut next = |ward: &Ward, words: &str| {
        said.push(words.to_owned());
        let rows = overs(ward);
        let found: Vec<&str> = rows.iter().map(|(_, _, words)| words.as_str()).collect();
        assert_eq!(found, said);
        assert!(rows.iter().all(|(who, marked, _)| who == "carl" && *marked));
    };
    // Nobody asks for the chart: the next thing that is asked, whatever it is, finds that the time is over.
    ward.clock.advance(5 * HOUR);
    assert!(overs(&ward).is_empty(), "nobody has noticed yet");
    ward.app.glass_state(&seat).await.unwrap();
    let until = jiff::Timestamp::from_millisecond(NOW + 4 * HOUR).unwrap();
    next(&ward, &format!("its time ran out at {until}"));
    ward.app.glass_state(&seat).await.unwrap();

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    next(&ward, "it was opened once more");
    ward.clock.advance(-HOUR);
    ward.app.glass_state(&seat).await.unwrap();
    next(&ward, "the clock was put back before it began");
    ward.clock.advance(HOUR);

    break_glass(&ward, &her.patient, WHY).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    next(&ward, "who opened it was not there any more");
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    ward.app.lock_profile(&seat).await.unwrap();
    ward.app.unlock_profile(&seat, words()).await.unwrap();
    next(&ward, "the profile was closed");

    // The power goes: no row can be written then, so the next opening writes it.
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    let until = ward.app.glass_state(&seat).await.unwrap().open[0].until;
    drop(ward.app.swap(None));
    ward.clock.advance(48 * HOUR);
    ward.app.unlock_profile(&seat, words()).await.unwrap();
    let until = jiff::Timestamp::from_millisecond(until as i64).unwrap();
    next(
        &ward,
        &format!(
            "found at the next opening: the program had been cut off, and nothing was open after {until}"
        ),
    );

    // By hand it has the row of that, and no other.
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    let her_ref = given(json!({"patient": her.patient}));
    ward.app.end_glass(&seat, her_ref).await.unwrap();
    ward.app.lock_profile(&seat).await.unwrap();
    ward.app.unlock_profile(&seat, words()).await.unwrap();
    assert_eq!(overs(&ward).len(), 6);
}

#[tokio::test]
async fn every_row_of_it_says_so_and_the_auditor_finds_them() {
    let (ward, her) = carl_sees_the_files().await;
    find(&ward, by_number(&her.number)).await.unwrap();
    patients(&ward).await.unwrap();
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    assert_eq!(opens(&ward, &her.patient).await, "opened");
    hits(&ward, "zymurgic").await;
    let seat = &ward.lindqvist;
    let her_ref = given(json!({"patient": her.patient}));
    ward.app.end_glass(seat, her_ref).await.unwrap();
    assert_eq!(opens(&ward, &her.patient).await, "no-access");
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let which = AuditFilter {
        person: None,
        patient: None,
        kind: Some(AuditKind::BreakGlass),
        from: None,
        to: None,
        outcome: None,
    };
    let request = ListAudit {
        which: which.clone(),
        top: None,
        offset: 0,
        limit: 50,
    };
    let page = ward.app.list_audit(seat, request).await.unwrap();
    let acts: Vec<&str> = page.rows.iter().map(|row| row.act.as_str()).collect();
    assert_eq!(
        acts,
        ["glass.end", "search", "chart.open", "glass.open"],
        "newest first; neither what was before nor the refusal after it"
    );
    let opened: &AuditEntry = page.rows.last().unwrap();
    assert_eq!(opened.patient.as_ref(), Some(&her.patient));
    assert_eq!(opened.detail, Some(format!("emergency: {WHY}")));
    assert_eq!(opened.glass.as_ref(), Some(&opened.correlation));
    assert!(
        page.rows
            .iter()
            .all(|row| row.glass == opened.glass && row.person == "carl")
    );
    let asking = AuditFilter {
        kind: Some(AuditKind::Search),
        patient: Some(her.patient.clone()),
        ..which
    };
    let request = ListAudit {
        which: asking,
        top: None,
        offset: 0,
        limit: 50,
    };
    let page = ward.app.list_audit(seat, request).await.unwrap();
    assert_eq!(
        page.rows[0].act, "glass.find",
        "the asking is a row, and of whom"
    );
    assert_eq!(page.rows[0].subject.as_deref(), Some("by number"));
}

#[tokio::test]
async fn documents_that_others_hold_back_come_with_it_and_a_coder_may_not() {
    let (ward, _) = two_letters().await;
    let patient = ward.patient().await.patient;
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(notes(&ward).await, (1, 1));
    break_glass(&ward, &patient, WHY).await.unwrap();
    assert_eq!(notes(&ward).await, (2, 0));
    sign_in(&ward, "ellen", "ellen is long").await.unwrap();
    assert_eq!(notes(&ward).await, (0, 2));
    let failure = break_glass(&ward, &patient, WHY).await.unwrap_err();
    assert_eq!(failure.code, "not-permitted");
    assert!(
        failure.message.contains("a clinician or a nurse"),
        "{failure}"
    );
    assert_eq!(notes(&ward).await, (0, 2));
}

#[tokio::test]
async fn an_administrator_shortens_it_or_switches_it_off() {
    let (ward, her) = carl_sees_the_files().await;
    let seat = &ward.lindqvist;
    let hours = |hours: u32| given(json!({"hours": hours}));
    assert_eq!(
        ward.app.set_glass(seat, hours(1)).await.unwrap_err().code,
        "not-permitted"
    );
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    assert_eq!(
        ward.app.set_glass(seat, hours(5)).await.unwrap_err().code,
        "invalid-request"
    );
    ward.app.set_glass(seat, hours(1)).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    break_glass(&ward, &her.patient, WHY).await.unwrap();
    ward.clock.advance(HOUR);
    assert_eq!(opens(&ward, &her.patient).await, "no-access");

    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let state = ward.app.set_glass(seat, hours(0)).await.unwrap();
    assert_eq!((state.hours, state.most_hours), (0, 4));
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let failure = break_glass(&ward, &her.patient, WHY).await.unwrap_err();
    assert_eq!(failure.code, "glass-withdrawn");
    let failure = find(&ward, by_number(&her.number)).await.unwrap_err();
    assert_eq!(failure.code, "glass-withdrawn");
}

#[tokio::test]
async fn the_policy_of_the_computer_shortens_it_or_takes_it_from_everybody() {
    let (mut ward, her) = carl_sees_the_files().await;
    for (text, hours, refused) in [
        (r#"{"breakGlassHours": 2}"#, 2, None),
        (r#"{"off": ["break-glass"]}"#, 0, Some("fixed-by-policy")),
    ] {
        ward.app.close().await;
        let path = ward.folder.path().join("policy.json");
        std::fs::write(&path, text).unwrap();
        let options = ward.app.options().clone();
        ward.app = App::new(Options {
            policy: Arc::new(Policy::from_file(path)),
            ..options
        });
        let seat = &ward.lindqvist;
        ward.app.unlock_profile(seat, words()).await.unwrap();
        sign_in(&ward, "carl", "carl is long").await.unwrap();
        assert_eq!(ward.app.glass_state(seat).await.unwrap().hours, hours);
        let broken = break_glass(&ward, &her.patient, WHY).await;
        match refused {
            None => assert_eq!(broken.unwrap().open[0].until, (NOW + 2 * HOUR) as f64),
            Some(code) => assert_eq!(broken.unwrap_err().code, code),
        }
    }
}
