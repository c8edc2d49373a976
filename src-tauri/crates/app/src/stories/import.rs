//! Files in, charts out, to the byte.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;

use serde_json::{Value, json};

use super::{Ward, hers, ingrid};
use crate::wire::section::{RecordRef, Section};
use crate::wire::transfer::ExportChart;

#[tokio::test]
async fn a_transaction_bundle_with_urn_references_becomes_ingrids_chart() {
    let ward = Ward::open().await;
    // Her full URL is another name than her id, as servers that make bundles like to do.
    let bundle = r#"{"resourceType":"Bundle","type":"transaction","entry":[
      {"fullUrl":"urn:uuid:aaaa-1","resource":{"resourceType":"Patient","id":"ingrid","name":[{"family":"Sørensen"}]}},
      {"fullUrl":"urn:uuid:bbbb-2","resource":{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},
        "code":{"text":"Heart failure"},"subject":{"reference":"urn:uuid:aaaa-1"},"x":1.50}}]}"#;
    let imported = ward.import_file(&ward.file("bundle.json", bundle)).await;
    assert_eq!(
        (imported.resources, imported.added, imported.left_out),
        (2, 2, 0)
    );
    assert!(imported.faults.is_empty(), "{:?}", imported.faults);
    let Section::Problems(rows) = ward.section("problems").await else {
        panic!("problems")
    };
    assert_eq!(
        rows[0].name.as_deref(),
        Some("Heart failure"),
        "filed in her chart by her other name"
    );
    let source = RecordRef {
        record: rows[0].record.clone(),
    };
    let source = ward
        .app
        .record_source(&ward.lindqvist, source)
        .await
        .unwrap();
    assert_eq!(
        source.fhir_id.as_deref(),
        Some("bbbb-2"),
        "it had no id, so its full URL names it"
    );
    assert!(
        source.json.contains("\"x\":1.50"),
        "to the byte: {}",
        source.json
    );
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    let ward = Ward::open().await;
    let chart = [
        ingrid(),
        hers("Condition", "c1", json!({ "code": { "text": "Gout" } })),
    ];
    assert_eq!(ward.import(&chart).await.added, 2);
    let again = ward.import(&chart).await;
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 2));
}

/// The patient 1 of a hospital, with potassium as its observation 1.
fn patient_one(family: &str, given: &str, born: &str, potassium: f64) -> [Value; 2] {
    [
        json!({ "resourceType": "Patient", "id": "1", "birthDate": born,
            "name": [{ "family": family, "given": [given] }] }),
        json!({ "resourceType": "Observation", "id": "1", "status": "final", "code": { "text": "Potassium" },
            "subject": { "reference": "Patient/1" }, "valueQuantity": { "value": potassium } }),
    ]
}

async fn everybody(ward: &Ward) -> Vec<(String, String)> {
    let request = crate::wire::patient::ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    let page = ward
        .app
        .list_patients(&ward.lindqvist, request)
        .await
        .unwrap();
    let mut all: Vec<(String, String)> = page
        .rows
        .into_iter()
        .map(|row| (row.name.unwrap_or_default(), row.connection_name))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn the_patients_1_of_two_hospitals_keep_their_own_charts() {
    let ward = Ward::open().await;
    let ingrid = patient_one("Sørensen", "Ingrid", "1960-03-14", 5.6);
    let ada = patient_one("Moe", "Ada", "1999-01-01", 3.9);
    assert_eq!(ward.import(&ingrid).await.source, "import");
    let elsewhere = ward.import(&ada).await;
    assert_eq!(
        (
            elsewhere.source.as_str(),
            elsewhere.added,
            elsewhere.changed
        ),
        ("import 2", 2, 0)
    );
    let both = [
        ("Moe, Ada".to_owned(), "import 2".to_owned()),
        ("Sørensen, Ingrid".to_owned(), "import".to_owned()),
    ];
    assert_eq!(everybody(&ward).await, both);

    // Each comes to its own again, also when she has married meanwhile.
    let married = patient_one("Holm", "Ingrid", "1960-03-14", 5.6);
    let again = ward.import(&married).await;
    assert_eq!(
        (again.source.as_str(), again.changed, again.unchanged),
        ("import", 1, 1)
    );
    let again = ward.import(&ada).await;
    assert_eq!((again.source.as_str(), again.unchanged), ("import 2", 2));

    // A result alone names nobody: both have a patient 1, and both an observation 1.
    let alone = [
        json!({ "resourceType": "Observation", "id": "2", "status": "final",
        "code": { "text": "Sodium" }, "subject": { "reference": "Patient/1" } }),
    ];
    let entries: Vec<Value> = alone.iter().map(|one| json!({ "resource": one })).collect();
    let bundle = json!({ "resourceType": "Bundle", "entry": entries }).to_string();
    let request = crate::wire::transfer::ImportFrom {
        path: ward
            .file("alone.json", &bundle)
            .to_str()
            .unwrap()
            .to_owned(),
    };
    let refused = ward.app.import(&ward.lindqvist, request).await.unwrap_err();
    assert_eq!(refused.code, "import-failed");
    assert!(
        refused.message.contains("together with their Patient"),
        "{}",
        refused.message
    );
}

#[tokio::test]
async fn files_of_two_hospitals_imported_at_once_are_kept_apart_too() {
    let ward = Ward::open().await;
    let bundle = |name: &str, of: &[Value]| {
        let entries: Vec<Value> = of.iter().map(|one| json!({ "resource": one })).collect();
        let bundle = json!({ "resourceType": "Bundle", "entry": entries });
        ward.file(name, &bundle.to_string())
    };
    let ingrid = bundle(
        "ingrid.json",
        &patient_one("Sørensen", "Ingrid", "1960-03-14", 5.6),
    );
    let ada = bundle("ada.json", &patient_one("Moe", "Ada", "1999-01-01", 3.9));
    let (one, other) = tokio::join!(ward.import_file(&ingrid), ward.import_file(&ada));
    assert_eq!((one.added, other.added), (2, 2));
    assert_ne!(one.source, other.source);
    assert_eq!(everybody(&ward).await.len(), 2);
}

#[tokio::test]
async fn a_record_of_somebody_new_does_not_take_the_place_of_anothers() {
    let ward = Ward::open().await;
    ward.import(&patient_one("Sørensen", "Ingrid", "1960-03-14", 5.6))
        .await;
    let bo = [
        json!({ "resourceType": "Patient", "id": "2", "name": [{ "family": "Lie", "given": ["Bo"] }] }),
        json!({ "resourceType": "Observation", "id": "1", "status": "final", "code": { "text": "Potassium" },
            "subject": { "reference": "Patient/2" }, "valueQuantity": { "value": 4.1 } }),
    ];
    let imported = ward.import(&bo).await;
    assert_eq!((imported.source.as_str(), imported.added), ("import 2", 2));
    let new = [
        json!({ "resourceType": "Patient", "id": "3", "name": [{ "family": "Dahl", "given": ["Eva"] }] }),
        hers(
            "Observation",
            "77",
            json!({ "code": { "text": "Sodium" }, "subject": { "reference": "Patient/3" } }),
        ),
    ];
    assert_eq!(
        ward.import(&new).await.source,
        "import",
        "nothing there is in its way"
    );
}

#[tokio::test]
async fn files_in_which_two_people_have_one_id_are_not_taken_in() {
    let ward = Ward::open().await;
    let folder = ward.folder.path().join("both");
    fs::create_dir(&folder).unwrap();
    for (name, who) in [
        (
            "a.ndjson",
            patient_one("Sørensen", "Ingrid", "1960-03-14", 5.6),
        ),
        ("b.ndjson", patient_one("Moe", "Ada", "1999-01-01", 3.9)),
    ] {
        let lines: Vec<String> = who.iter().map(Value::to_string).collect();
        fs::write(folder.join(name), lines.join("\n")).unwrap();
    }
    let request = crate::wire::transfer::ImportFrom {
        path: folder.to_str().unwrap().to_owned(),
    };
    let refused = ward.app.import(&ward.lindqvist, request).await.unwrap_err();
    assert_eq!(refused.code, "import-failed");
    assert!(
        refused
            .message
            .contains("line 1 of file 1 and line 1 of file 2"),
        "{}",
        refused.message
    );
    assert!(everybody(&ward).await.is_empty());
}

#[tokio::test]
async fn each_fault_is_listed_with_its_place_and_the_rest_goes_in() {
    let ward = Ward::open().await;
    let text = format!(
        "{}\n{{\"resourceType\":\"Condition\"\n[1]\n{{\"id\":\"x\"}}\n",
        ingrid()
    );
    let imported = ward.import_file(&ward.file("mixed.ndjson", &text)).await;
    assert_eq!(
        (imported.resources, imported.added, imported.left_out),
        (4, 1, 3)
    );
    let told: Vec<(&str, &str)> = imported
        .faults
        .iter()
        .map(|one| (one.position.as_str(), one.code.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("line 2", "not-json"),
            ("line 3", "not-an-object"),
            ("line 4", "no-resource-type")
        ]
    );
    assert!(ward.section("problems").await == Section::Problems(Vec::new()));
}

#[tokio::test]
async fn an_exported_chart_holds_every_resource_as_it_came() {
    let ward = Ward::open().await;
    let odd = r#"{ "resourceType" : "Observation", "id":"o1","status":"final",
        "code":{"text":"Potassium"}, "subject":{"reference":"Patient/ingrid"},
        "performer":[{"reference":"Practitioner/lindqvist"}],"valueQuantity":{"value":5.60}, "extension":[{"url":"urn:x","valueFuture":{"a":1e2}}] }"#;
    let doctor = json!({ "resourceType": "Practitioner", "id": "lindqvist", "name": [{ "text": "Dr. Lindqvist" }] });
    let other = json!({ "resourceType": "Practitioner", "id": "stranger" });
    let text = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{}}},{{\"resource\":{odd}}},{{\"resource\":{doctor}}},{{\"resource\":{other}}}]}}",
        ingrid()
    );
    ward.import_file(&ward.file("chart.json", &text)).await;
    let path = ward.folder.path().join("out.json");
    let request = ExportChart {
        patient: ward.patient().await.patient,
        path: path.to_str().unwrap().to_owned(),
    };
    let exported = ward
        .app
        .export_chart(&ward.lindqvist, request.clone())
        .await
        .unwrap();
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(
        exported.resources, 3,
        "her two and her doctor, not a stranger"
    );
    assert!(
        written.contains(odd),
        "white space, 5.60 and the unknown extension as sent"
    );
    let bundle: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(bundle["entry"].as_array().unwrap().len(), 3);
    let again = ward
        .app
        .export_chart(&ward.lindqvist, request)
        .await
        .unwrap_err();
    assert_eq!(again.code, "io", "a file that is there is not overwritten");
}

#[tokio::test]
async fn the_support_bundle_knows_nothing_of_ingrid() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers(
            "Condition",
            "c1",
            json!({ "code": { "text": "Porphyria" } }),
        ),
    ])
    .await;
    ward.section("problems").await;
    let path = ward.folder.path().join("support.json");
    let request = crate::wire::health::WriteTo {
        path: path.to_str().unwrap().to_owned(),
    };
    ward.app
        .support_bundle(&ward.lindqvist, request)
        .await
        .unwrap();
    let text = fs::read_to_string(path).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle["health"]["patients"], 1);
    for word in [
        "Sørensen",
        "Ingrid",
        "ingrid",
        "00421187",
        "Porphyria",
        "1960-03-14",
    ] {
        assert!(!text.contains(word), "{word} is in the support bundle");
    }
}
