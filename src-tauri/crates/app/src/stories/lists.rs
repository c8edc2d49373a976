//! Searching, coverage, and how the program is doing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;

use super::{Ward, hers, ingrid};
use crate::wire::connection::{Auth, ConnectionRef, NewConnection, SignInState};
use crate::wire::coverage::{CoverageState, ReadCoverage};
use crate::wire::search::Search;
use crate::wire::sync::{StartSync, SyncScope};

#[tokio::test]
async fn a_search_finds_the_record_and_whose_it_is() {
    let ward = Ward::open().await;
    let gout =
        json!({ "code": { "text": "Gout of the left knee" }, "onsetDateTime": "2024-06-04" });
    ward.import(&[ingrid(), hers("Condition", "c1", gout)])
        .await;
    let ask = |text: &str, patient: Option<String>| {
        let request = Search {
            text: text.into(),
            patient,
            limit: 10,
        };
        ward.app.search(&ward.lindqvist, request)
    };
    let found = ask("left gou", None).await.unwrap();
    assert_eq!(
        found.hits.len(),
        1,
        "words in any order, the last a beginning"
    );
    let hit = &found.hits[0];
    assert_eq!(hit.patient_name.as_deref(), Some("Sørensen, Ingrid"));
    assert_eq!(
        (hit.section.as_str(), hit.title.as_deref()),
        ("problems", Some("Gout of the left knee"))
    );
    let hers = ward.patient().await.patient;
    assert_eq!(ask("gout", Some(hers)).await.unwrap().hits.len(), 1);
    let nobody = ask("gout", Some("0198f3a2-0000-7000-8000-000000000000".into())).await;
    assert_eq!(nobody.unwrap_err().code, "patient-not-found");
}

#[tokio::test]
async fn of_imported_charts_nobody_claims_that_they_are_complete() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers("Condition", "c1", json!({ "code": { "text": "Gout" } })),
    ])
    .await;
    let all = ward
        .app
        .read_coverage(&ward.lindqvist, ReadCoverage { patient: None })
        .await
        .unwrap();
    let problems = all.iter().find(|row| row.section == "problems").unwrap();
    assert_eq!(
        (&problems.state, problems.count),
        (&CoverageState::Partial, 1)
    );
    assert!(problems.reason.as_deref().unwrap().contains("files"));
}

#[tokio::test]
async fn a_connection_is_named_once_and_works_only_signed_in() {
    let ward = Ward::open().await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let lakeside = |name: &str, base: &str, client_id: Option<&str>| NewConnection {
        details: crate::wire::connection::ConnectionDetails::default(),
        secret: None,
        name: name.into(),
        fhir_base: base.into(),
        client_id: client_id.map(str::to_owned),
        auth: Auth::Smart,
    };
    let good = lakeside("Lakeside", "https://ehr.example/fhir/R4/", Some("wardbook"));
    let added = app.add_connection(me, good.clone()).await.unwrap();
    assert_eq!(
        added.fhir_base, "https://ehr.example/fhir/R4",
        "no slash at the end"
    );
    assert_eq!(added.sign_in, SignInState::SignedOut);
    assert_eq!(
        app.add_connection(me, good).await.unwrap_err().code,
        "name-taken"
    );
    for wrong in [
        lakeside("", "https://ehr.example", Some("w")),
        lakeside("import", "https://ehr.example", Some("w")),
        lakeside("B", "ehr.example/fhir", Some("w")),
        lakeside("B", "https://me:secret@ehr.example", Some("w")),
        lakeside("B", "https://ehr.example", None),
    ] {
        assert_eq!(
            app.add_connection(me, wrong).await.unwrap_err().code,
            "invalid-request"
        );
    }
    let request = StartSync {
        connection: "Lakeside".into(),
        scope: SyncScope::Known,
        between: None,
        export: None,
    };
    assert_eq!(
        app.start_sync(me, request).await.unwrap_err().code,
        "sign-in-needed"
    );
    let named = || ConnectionRef {
        connection: "Lakeside".into(),
    };
    assert_eq!(
        app.pause_sync(me, named()).await.unwrap_err().code,
        "no-sync"
    );
    app.remove_connection(me, named()).await.unwrap();
    assert!(app.list_connections(me).await.unwrap().is_empty());
    assert_eq!(
        app.sign_out(me, named()).await.unwrap_err().code,
        "connection-not-found"
    );
}

#[tokio::test]
async fn imported_records_can_be_removed_and_not_synced() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let request = StartSync {
        connection: "import".into(),
        scope: SyncScope::Known,
        between: None,
        export: None,
    };
    assert_eq!(
        app.start_sync(me, request).await.unwrap_err().code,
        "invalid-request"
    );
    let health = app.health(me).await.unwrap();
    assert_eq!(
        (health.patients, health.records[0].name.as_str()),
        (1, "Patient")
    );
    app.remove_connection(
        me,
        ConnectionRef {
            connection: "import".into(),
        },
    )
    .await
    .unwrap();
    assert_eq!(app.health(me).await.unwrap().patients, 0);
    let checks = app.doctor(me).await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}
