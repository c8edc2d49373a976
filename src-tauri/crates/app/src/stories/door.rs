//! Every request passes the door, and leaves what it must.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use wardbook_store::audit::Row;

use super::{Ward, asking, ingrid};
use crate::wire::chart::Chart;
use crate::wire::patient::{ListPatients, PatientRef};
use crate::{Actor, Permission, Role};

fn rows(ward: &Ward) -> Vec<Row> {
    let open = ward.app.opened().unwrap();
    open.audit().read(1, 1_000).unwrap()
}

async fn open(ward: &Ward, actor: &Actor) -> Result<Chart, crate::wire::profile::Failure> {
    let patient: PatientRef = ward.patient().await;
    ward.app.open_chart(actor, patient).await
}

#[tokio::test]
async fn opening_a_chart_leaves_a_row_before_and_an_outcome_after() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    open(&ward, &ward.lindqvist).await.unwrap();
    let rows = rows(&ward);
    let [.., before, after] = rows.as_slice() else {
        panic!("two rows at least")
    };
    assert_eq!(
        (before.act.as_str(), before.outcome.as_deref()),
        ("chart.open", None)
    );
    assert_eq!(after.outcome.as_deref(), Some("done"));
    assert_eq!(
        after.begun,
        Some(before.number),
        "the outcome says which row it ends"
    );
    assert_eq!(before.actor, "lindqvist");
    assert!(
        before.patient.is_some(),
        "whose chart is in the row before the chart is shown"
    );
    assert_eq!(before.correlation, after.correlation);
}

#[tokio::test]
async fn a_viewer_may_list_and_not_open_and_the_refusal_is_recorded() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let student = Actor::with_role("student", Role::with("lister", [Permission::ListPatients]));
    let all = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    assert_eq!(
        ward.app.list_patients(&student, all).await.unwrap().total,
        1
    );

    let refused = open(&ward, &student).await.unwrap_err();
    assert_eq!(refused.code, "not-permitted");
    let rows = rows(&ward);
    let last = rows.last().unwrap();
    assert_eq!(
        (last.actor.as_str(), last.act.as_str()),
        ("student", "chart.open")
    );
    assert_eq!(last.outcome.as_deref(), Some("not-permitted"));
    assert_eq!(
        refused.correlation.unwrap(),
        last.correlation.to_string(),
        "the failure on screen leads to its row"
    );
}

#[tokio::test]
async fn a_search_is_recorded_and_its_words_are_not() {
    let ward = Ward::open().await;
    let request = asking("Sørensen anaphylaxis");
    ward.app.search(&ward.lindqvist, request).await.unwrap();
    let rows = rows(&ward);
    assert!(rows.iter().any(|row| row.act == "search"));
    assert!(!format!("{rows:?}").contains("anaphylaxis"));
}

#[tokio::test]
async fn a_request_cut_off_in_the_middle_is_unfinished_in_the_log() {
    let ward = Ward::open().await;
    let act = crate::door::Act::recorded("chart.open", Permission::ViewCharts);
    let never = ward.app.enter(&ward.lindqvist, act, |_| {
        std::future::pending::<Result<(), _>>()
    });
    let cut = tokio::time::timeout(std::time::Duration::from_millis(300), never).await;
    assert!(cut.is_err(), "the window was closed before the act ended");
    let verdict = ward.app.verify_audit(&ward.lindqvist).await.unwrap();
    assert!(verdict.ok);
    assert!((verdict.unfinished - 1.0).abs() < 0.1, "and only that one");
}

#[tokio::test]
async fn nothing_is_done_with_the_profile_closed() {
    let ward = Ward::new();
    let all = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    let failure = ward
        .app
        .list_patients(&ward.lindqvist, all)
        .await
        .unwrap_err();
    assert_eq!(failure.code, "profile-locked");
}
