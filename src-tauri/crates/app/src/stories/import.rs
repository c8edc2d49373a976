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
