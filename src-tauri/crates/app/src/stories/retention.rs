//! Charts that nobody opens leave after their days, told before and after, and never with what is nowhere else.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_cmp
)]

use std::sync::Arc;

use sandbox_ehr::{Faults, Server};
use serde_json::json;
use uuid::Uuid;

use super::mapping::{EHR, connect, connected, lakeside, practice};
use super::people::{add, by_passphrase, patients, sign_in};
use super::people_connections::given;
use super::{NOW, Ward, hers, ingrid};
use crate::app::{App, Options};
use crate::policy::Policy;
use crate::wire::person::PersonRole;
use crate::wire::retention::{PatientStay, Retention, RetentionState};

const DAY: i64 = 86_400_000;

async fn days(ward: &Ward, days: Option<u32>) -> RetentionState {
    let request = json!({"connection": EHR, "days": days});
    let set = ward
        .app
        .set_retention(&ward.lindqvist, given(request))
        .await;
    set.unwrap()
}

async fn lakesides(ward: &Ward) -> Retention {
    let state = ward.app.retention(&ward.lindqvist).await.unwrap();
    let one = state
        .connections
        .into_iter()
        .find(|one| one.connection_name == EHR);
    one.unwrap()
}

async fn leave(ward: &Ward) -> u32 {
    let itself = ward.lindqvist.clone().unattended();
    ward.app.leave_what_is_due(&itself).await.unwrap()
}

async fn stay(ward: &Ward, patient: &str) -> PatientStay {
    let request = given(json!({"patient": patient}));
    ward.app
        .patient_stay(&ward.lindqvist, request)
        .await
        .unwrap()
}

async fn open(ward: &Ward, patient: &str) {
    let request = given(json!({"patient": patient}));
    ward.app.open_chart(&ward.lindqvist, request).await.unwrap();
}

/// Two patients of Lakeside's, whose charts came at noon; thirty days were chosen then.
async fn thirty_days() -> (Server, Ward, [String; 2]) {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let page = patients(&ward).await.unwrap();
    let [one, other] = page.rows.as_slice() else {
        panic!("two patients")
    };
    let both = [one.id.clone(), other.id.clone()];
    days(&ward, Some(30)).await;
    (ehr, ward, both)
}

#[tokio::test]
async fn a_chart_that_nobody_opened_is_named_before_leaves_and_is_told_after() {
    let (_ehr, ward, [opened, forgotten]) = thirty_days().await;
    let seat = &ward.lindqvist;
    assert_eq!(lakesides(&ward).await.due, 0);
    let as_if = given(json!({"connection": EHR, "days": 1}));
    let as_if = ward.app.ask_retention(seat, as_if).await.unwrap();
    assert_eq!((as_if.days, as_if.due), (Some(1), 2), "before it is chosen");
    assert_eq!(as_if.not_before, Some((NOW + DAY) as f64));
    assert_eq!(
        lakesides(&ward).await.days,
        Some(30),
        "asking chose nothing"
    );

    ward.clock.advance(25 * DAY);
    open(&ward, &opened).await;
    let named = lakesides(&ward).await;
    assert_eq!(named.due, 1);
    assert_eq!(named.charts[0].patient, forgotten);
    assert_eq!(named.charts[0].leaves_at, (NOW + 30 * DAY) as f64);
    assert!(named.charts[0].because.is_empty());
    ward.clock.advance(5 * DAY - 1);
    assert_eq!(leave(&ward).await, 0, "not a moment before");
    ward.clock.advance(1);
    assert_eq!(leave(&ward).await, 1);

    let page = patients(&ward).await.unwrap();
    assert_eq!((page.total, page.rows[0].id.as_str()), (1, opened.as_str()));
    let state = ward.app.retention(seat).await.unwrap();
    assert_eq!(state.left.len(), 1);
    assert_eq!(state.left[0].connection_name.as_deref(), Some(EHR));
    assert!(state.left[0].said.as_ref().unwrap().contains("30 days"));
    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let row = rows.iter().rfind(|row| row.act == "patient.leave").unwrap();
    assert_eq!(row.patient, Uuid::try_parse(&forgotten).ok());
    assert_eq!(row.outcome.as_deref(), Some("done"));

    // Whoever syncs them has the chart again, whole.
    let all = given(
        json!({"connection": EHR, "scope": {"kind": "all"}, "between": null, "export": null}),
    );
    ward.app.start_sync(seat, all).await.unwrap();
    ward.app.sync_ended(seat, lakeside()).await.unwrap();
    let page = patients(&ward).await.unwrap();
    assert_eq!(page.total, 2);
    let again = page.rows.iter().find(|row| row.id != opened).unwrap();
    assert_ne!(again.id, forgotten);
    let chart = given(json!({"patient": again.id}));
    let chart = ward.app.open_chart(seat, chart).await.unwrap();
    let records: u32 = chart.sections.iter().map(|head| head.count).sum();
    assert!(records > 5, "{records}");
}

#[tokio::test]
async fn no_chart_leaves_while_its_connection_is_synced() {
    let (ehr, ward, _) = thirty_days().await;
    let seat = &ward.lindqvist;
    ward.clock.advance(40 * DAY);
    ehr.set_faults(Faults::parse("latency_ms=300").unwrap());
    let all = given(
        json!({"connection": EHR, "scope": {"kind": "all"}, "between": null, "export": null}),
    );
    ward.app.start_sync(seat, all).await.unwrap();
    ward.app.pause_sync(seat, lakeside()).await.unwrap();
    ehr.set_faults(Faults::default());
    assert_eq!(leave(&ward).await, 0, "its records are on their way");
    assert_eq!(patients(&ward).await.unwrap().total, 2);
    ward.app.cancel_sync(seat, lakeside()).await.unwrap();
    ward.app.sync_ended(seat, lakeside()).await.unwrap();
    assert_eq!(leave(&ward).await, 2);
}

#[tokio::test]
async fn nothing_leaves_within_a_day_of_a_choice_and_nothing_without_one() {
    let (_ehr, ward, _) = thirty_days().await;
    ward.clock.advance(20 * DAY);
    days(&ward, Some(10)).await;
    assert_eq!(lakesides(&ward).await.due, 2);
    assert_eq!(leave(&ward).await, 0, "chosen just now");
    days(&ward, None).await;
    ward.clock.advance(DAY);
    assert_eq!(leave(&ward).await, 0, "charts stay");
    days(&ward, Some(10)).await;
    ward.clock.advance(DAY);
    assert_eq!(leave(&ward).await, 2);
    for odd in [0, 3_651] {
        let request = json!({"connection": EHR, "days": odd});
        let refused = ward
            .app
            .set_retention(&ward.lindqvist, given(request))
            .await;
        assert_eq!(refused.unwrap_err().code, "invalid-request");
    }
}

#[tokio::test]
async fn what_is_nowhere_else_or_was_asked_to_stay_keeps_the_chart_and_is_named() {
    let (_ehr, ward, [written, wanted]) = thirty_days().await;
    let seat = &ward.lindqvist;
    let noted = json!({"patient": written, "json": json!({
        "resourceType": "Condition", "code": {"text": "Gout"},
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    }).to_string(), "draft": true});
    let item = ward.app.add_record(seat, given(noted)).await.unwrap().item;
    let star = json!({"patient": written, "mark": "starred", "on": true});
    ward.app.set_mark(seat, given(star)).await.unwrap();
    let keep = |on| given(json!({"patient": wanted, "on": on}));
    let stays = ward.app.set_stay(seat, keep(true)).await.unwrap();
    assert!(stays.stays);
    assert_eq!(stays.by.as_deref(), Some("lindqvist"));
    ward.clock.advance(31 * DAY);
    assert_eq!(leave(&ward).await, 0);
    let because = stay(&ward, &written).await.because.join("; ");
    for reason in ["waits to be sent", "never filed", "starred"] {
        assert!(because.contains(reason), "{because}");
    }
    assert_eq!(
        stay(&ward, &wanted).await.because,
        ["lindqvist said that it stays"]
    );
    let named = lakesides(&ward).await;
    assert!(named.charts.iter().all(|one| !one.because.is_empty()));

    // It may go: the one now, the other once what waits is decided and the star is taken off.
    ward.app.set_stay(seat, keep(false)).await.unwrap();
    assert_eq!(leave(&ward).await, 1);
    ward.app
        .withdraw_item(seat, given(json!({"item": item})))
        .await
        .unwrap();
    assert_eq!(leave(&ward).await, 0, "still starred");
    let star = json!({"patient": written, "mark": "starred", "on": false});
    ward.app.set_mark(seat, given(star)).await.unwrap();
    assert_eq!(leave(&ward).await, 1);
    assert_eq!(patients(&ward).await.unwrap().total, 0);
}

#[tokio::test]
async fn while_the_ehr_does_not_answer_nothing_leaves_and_what_came_from_files_never_does() {
    let (mut ehr, ward, _) = thirty_days().await;
    let gout = hers("Condition", "c1", json!({"code": {"text": "Gout"}}));
    ward.import(&[ingrid(), gout]).await;
    let seat = &ward.lindqvist;
    let all = ward.app.list_connections(seat).await.unwrap();
    let files = all.iter().find(|one| one.name != EHR).unwrap();
    let request = json!({"connection": files.id, "days": 30});
    let refused = ward
        .app
        .set_retention(seat, given(request))
        .await
        .unwrap_err();
    assert!(refused.message.contains("nowhere else"), "{refused}");
    ward.clock.advance(400 * DAY);
    ehr.stop().await;
    assert_eq!(leave(&ward).await, 0);
    assert_eq!(patients(&ward).await.unwrap().total, 3);
}

#[tokio::test]
async fn the_policy_fixes_the_most_and_nothing_leaves_within_a_day_of_it() {
    let ehr = practice().await;
    let mut ward = connected(&ehr).await;
    ward.clock.advance(60 * DAY);
    assert_eq!(leave(&ward).await, 0);
    ward.app.close().await;
    let path = ward.folder.path().join("policy.json");
    std::fs::write(&path, r#"{"retentionDays": 45}"#).unwrap();
    let options = ward.app.options().clone();
    ward.app = App::new(Options {
        policy: Arc::new(Policy::from_file(path)),
        ..options
    });
    let seat = &ward.lindqvist;
    let again = given(json!({"passphrase": null}));
    ward.app.unlock_profile(seat, again).await.unwrap();
    let fixed = lakesides(&ward).await;
    assert_eq!(
        (fixed.days, fixed.most_days, fixed.holds),
        (None, Some(45), Some(45))
    );
    let request = json!({"connection": EHR, "days": 46});
    let refused = ward
        .app
        .set_retention(seat, given(request))
        .await
        .unwrap_err();
    assert!(refused.message.contains("45 days"), "{refused}");
    assert_eq!(leave(&ward).await, 0, "it is noticed");
    ward.clock.advance(DAY - 1);
    assert_eq!(leave(&ward).await, 0);
    ward.clock.advance(1);
    assert_eq!(leave(&ward).await, 2);
}

#[tokio::test]
async fn an_administrator_reads_how_many_and_no_names_and_the_program_goes_on_for_all() {
    let ehr = practice().await;
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    by_passphrase(&ward).await;
    let seat = &ward.lindqvist;
    let all = given(
        json!({"connection": EHR, "scope": {"kind": "all"}, "between": null, "export": null}),
    );
    ward.app.start_sync(seat, all).await.unwrap();
    ward.app.sync_ended(seat, lakeside()).await.unwrap();
    add(&ward, "ada", PersonRole::Administrator).await.unwrap();
    add(&ward, "adaeze", PersonRole::Nurse).await.unwrap();
    days(&ward, Some(3)).await;
    let told = lakesides(&ward).await;
    assert_eq!((told.due, told.charts.len()), (2, 0));
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    assert_eq!(lakesides(&ward).await.charts.len(), 2);
    let request = json!({"connection": EHR, "days": null});
    let refused = ward.app.set_retention(seat, given(request)).await;
    assert_eq!(refused.unwrap_err().code, "not-permitted");
    ward.clock.advance(3 * DAY);
    assert_eq!(leave(&ward).await, 2);
    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let row = rows.iter().rfind(|row| row.act == "patient.leave").unwrap();
    assert_eq!(
        (row.actor.as_str(), row.role.as_deref()),
        ("wardbook", Some("program"))
    );
}
