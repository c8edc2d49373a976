//! Searching, coverage, and how the program is doing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;

use super::{Ward, asking, hers, ingrid};
use crate::wire::connection::{Auth, ConnectionRef, NewConnection, SignInState};
use crate::wire::coverage::{CoverageState, ReadCoverage};
use crate::wire::search::{Search, SearchOrder};
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
            patient,
            ..asking(text)
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
    let infarction = json!({ "code": { "text": "Old myocardial infarction" } });
    ward.import(&[super::hers("Condition", "c2", infarction)])
        .await;
    for words in ["MI", "old mi", "heart attack"] {
        let found = ask(words, None).await.unwrap();
        let found: Vec<_> = found.hits.iter().map(|hit| hit.snippet.clone()).collect();
        assert!(
            found
                .iter()
                .flatten()
                .any(|s| s.contains("myocardial infarction")),
            "{words}: {found:?}"
        );
    }
    let nobody = ask("gout", Some("0198f3a2-0000-7000-8000-000000000000".into())).await;
    assert_eq!(nobody.unwrap_err().code, "patient-not-found");
}

/// What a note says is at most EHRs in a Binary beside it.
#[tokio::test]
async fn words_of_a_note_are_found_as_the_note_whatever_its_content_is_kept_in() {
    let ward = Ward::open().await;
    let note = |id: &str, day: &str| {
        let content = json!([{ "attachment": { "contentType": "text/plain", "url": format!("Binary/{id}-b") } }]);
        let members = json!({ "status": "current", "type": { "text": "Progress note" }, "date": day, "content": content });
        hers("DocumentReference", id, members)
    };
    let binary = |id: &str, data: &str| {
        json!({ "resourceType": "Binary", "id": format!("{id}-b"), "contentType": "text/plain",
                "data": data })
    };
    let [older, newer] = ["2026-03-01T08:00:00Z", "2026-03-14T12:31:00Z"];
    // "Ankles swollen again." and "Ankles swollen since Tuesday.", which comes before the note that it is of.
    ward.import(&[
        ingrid(),
        note("older", older),
        binary("older", "QW5rbGVzIHN3b2xsZW4gYWdhaW4u"),
        binary("newer", "QW5rbGVzIHN3b2xsZW4gc2luY2UgVHVlc2RheS4="),
        note("newer", newer),
    ])
    .await;
    let asking = Search {
        order: SearchOrder::Newest,
        ..asking("swollen")
    };
    let hits = ward
        .app
        .search(&ward.lindqvist, asking.clone())
        .await
        .unwrap();
    let found: Vec<_> = hits
        .hits
        .iter()
        .map(|hit| {
            assert_eq!(hit.resource_type, "DocumentReference");
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            (text(&hit.title), text(&hit.date), text(&hit.snippet))
        })
        .collect();
    let expected = [
        (newer, "Ankles swollen since Tuesday."),
        (older, "Ankles swollen again."),
    ]
    .map(|(day, text)| ("Progress note".to_owned(), day.to_owned(), text.to_owned()));
    assert_eq!(found, expected);
    assert!(!hits.more);
    for (typed, found) in [
        ("swollen tuesday", 1),
        ("\"swollen tuesday\"", 0),
        ("\"ankles swollen\"", 2),
        ("\"Swollen since\" ankles", 1),
    ] {
        let request = Search {
            text: typed.into(),
            ..asking.clone()
        };
        let hits = ward.app.search(&ward.lindqvist, request).await.unwrap();
        assert_eq!(hits.hits.len(), found, "{typed}");
    }
}

#[tokio::test]
async fn a_slip_of_the_keys_is_only_a_question_and_filters_hold() {
    let ward = Ward::open().await;
    let potassium = |id: &str, day: &str| {
        hers(
            "Observation",
            id,
            json!({ "status": "final", "category": [{ "coding": [{ "code": "laboratory" }] }],
                    "effectiveDateTime": day, "code": { "text": "Potassium" }, "valueString": id }),
        )
    };
    let note = json!({ "status": "current", "date": "2026-03-10T08:00:00Z", "description": "Potassium discussed", "content": [] });
    ward.import(&[
        ingrid(),
        potassium("newest", "2026-03-12"),
        potassium("older", "2026-03-01"),
        hers("DocumentReference", "note", note),
        hers("Observation", "undated", json!({ "status": "final", "code": { "text": "Potassium" }, "category": [{ "coding": [{ "code": "laboratory" }] }] })),
    ])
    .await;
    // Old results that come late are old all the same.
    ward.import(&[potassium("oldest", "2019-05-01")]).await;
    let asking = Search {
        order: SearchOrder::Newest,
        ..asking("potassium")
    };
    let ask = |request: Search| ward.app.search(&ward.lindqvist, request);
    let found = ask(asking.clone()).await.unwrap();
    let dates: Vec<_> = found
        .hits
        .iter()
        .map(|hit| hit.date.clone().unwrap_or_default())
        .collect();
    assert_eq!(
        dates,
        [
            "2026-03-12",
            "2026-03-10T08:00:00Z",
            "2026-03-01",
            "2019-05-01",
            ""
        ]
    );
    let narrow = Search {
        sections: vec!["results".into()],
        from: Some("2026-03".into()),
        to: Some("2026-03-11".into()),
        order: SearchOrder::Best,
        ..asking.clone()
    };
    let found = ask(narrow.clone()).await.unwrap();
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.hits[0].date.as_deref(), Some("2026-03-01"));
    let wrong = ask(Search {
        from: Some("last week".into()),
        ..narrow
    })
    .await;
    assert!(
        wrong.is_err(),
        "a filter that is not understood is not left out"
    );

    let slip = ask(Search {
        text: "potasium discused".into(),
        ..asking.clone()
    })
    .await
    .unwrap();
    assert!(
        slip.hits.is_empty() && slip.did_you_mean.is_empty(),
        "two slips are nobody's guess"
    );
    let slip = ask(Search {
        text: "potasium discussed".into(),
        ..asking.clone()
    })
    .await
    .unwrap();
    assert!(slip.hits.is_empty(), "nothing is searched for unasked");
    assert_eq!(slip.did_you_mean, ["potassium discussed"]);
    let none = ask(Search {
        text: "furosemide".into(),
        ..asking
    })
    .await
    .unwrap();
    assert!(none.did_you_mean.is_empty());
}

/// Dr. Lindqvist knows FHIR, and asks for exactly what she wants.
#[tokio::test]
async fn a_fhir_search_finds_by_code_date_value_and_status() {
    let ward = Ward::open().await;
    let potassium = |id: &str, day: &str, value: f64, status: &str| {
        let loinc = json!({ "coding": [
            { "system": "urn:local", "code": "K" },
            { "system": "http://loinc.org", "code": "2823-3" } ] });
        let more = json!({ "code": loinc, "status": status, "effectiveDateTime": day,
            "valueQuantity": { "value": value, "unit": "mmol/L" } });
        hers("Observation", id, more)
    };
    let sodium = json!({ "code": { "coding": [{ "system": "http://loinc.org", "code": "2951-2" }] },
        "status": "final", "effectiveDateTime": "2026-11-19" });
    ward.import(&[
        ingrid(),
        potassium("k1", "2025-12-31T23:59:59Z", 4.1, "final"),
        potassium("k2", "2026-11-18", 5.2, "preliminary"),
        potassium("k3", "2026-11-19T06:00:00Z", 6.4, "final"),
        hers("Observation", "na", sodium),
    ])
    .await;
    let ask = async |text: &str| {
        let request = asking(&format!("Observation?{text}"));
        let found = ward.app.search(&ward.lindqvist, request).await?;
        let dates = found.hits.into_iter().filter_map(|hit| hit.date);
        Ok::<Vec<String>, crate::wire::profile::Failure>(dates.collect())
    };
    let newest_first = ["2026-11-19T06:00:00Z", "2026-11-18", "2025-12-31T23:59:59Z"];
    assert_eq!(ask("code=2823-3").await.unwrap(), newest_first);
    assert_eq!(
        ask("code=http://loinc.org|2823-3,urn:local|K")
            .await
            .unwrap(),
        newest_first
    );
    assert!(ask("code=urn:other|2823-3").await.unwrap().is_empty());
    let since = ask("code=K&date=ge2026&_sort=date").await.unwrap();
    assert_eq!(since, ["2026-11-18", "2026-11-19T06:00:00Z"]);
    assert_eq!(ask("date=2026-11-19").await.unwrap().len(), 2);
    assert_eq!(
        ask("value-quantity=gt5.2||mmol/L").await.unwrap(),
        ["2026-11-19T06:00:00Z"]
    );
    assert!(ask("value-quantity=gt5.2||mg/dL").await.unwrap().is_empty());
    assert_eq!(
        ask("status=preliminary&code=K").await.unwrap(),
        ["2026-11-18"]
    );
    assert_eq!(ask("_id=k1,k2").await.unwrap().len(), 2);
    let patient = ward.patient().await.patient;
    assert_eq!(
        ask(&format!("patient={patient}&code=K"))
            .await
            .unwrap()
            .len(),
        3
    );
    assert!(ask("patient=Patient/nobody").await.unwrap().is_empty());
    assert_eq!(ask("code=K&_count=1").await.unwrap(), newest_first[..1]);
    let refused = ask("code=K&performer=Practitioner/1").await.unwrap_err();
    assert!(refused.message.contains("performer"), "{}", refused.message);
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
