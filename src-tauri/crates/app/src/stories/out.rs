//! Ingrid's chart on its way out: pages, a summary, a table, a bundle; each says whose it is and what is missing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use sandbox_ehr::{Config, Server};
use serde_json::{Value, json};

use super::mapping::{EHR, connect, lakeside};
use super::{Ward, audit, hers, ingrid};
use crate::wire::audit::AuditEntry;
use crate::wire::out::{OutForm, PlotForm, TakeOut, TakenOut, WritePlot};
use crate::wire::sync::{StartSync, SyncPhase, SyncScope};

impl Ward {
    async fn take(&self, patient: &str, form: OutForm, sections: &[&str]) -> (TakenOut, Vec<u8>) {
        let number = std::fs::read_dir(self.folder.path()).unwrap().count();
        let path = self.folder.path().join(format!("out-{number}"));
        let request = TakeOut {
            patient: patient.to_owned(),
            form,
            sections: sections.iter().map(|one| (*one).to_owned()).collect(),
            path: path.to_str().unwrap().to_owned(),
        };
        let taken = self.app.take_out(&self.lindqvist, request).await.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!((taken.bytes - bytes.len() as f64).abs() < 0.5);
        (taken, bytes)
    }
}

fn chart() -> Vec<Value> {
    vec![
        ingrid(),
        hers(
            "Condition",
            "c1",
            json!({ "clinicalStatus": { "coding": [{ "code": "active" }] }, "code": { "text": "Heart failure" } }),
        ),
        hers(
            "Condition",
            "c2",
            json!({ "clinicalStatus": { "coding": [{ "code": "resolved" }] }, "code": { "text": "Appendicitis" } }),
        ),
        hers(
            "Condition",
            "c3",
            json!({ "verificationStatus": { "coding": [{ "code": "entered-in-error" }] }, "code": { "text": "Gout" } }),
        ),
        hers(
            "Observation",
            "o1",
            json!({ "status": "final", "category": [{ "coding": [{ "code": "laboratory" }] }],
            "code": { "text": "Potassium" }, "effectiveDateTime": "2026-03-14T06:10:00+01:00",
            "valueQuantity": { "value": 6.4, "unit": "mmol/L" }, "interpretation": [{ "coding": [{ "code": "HH" }] }] }),
        ),
        hers(
            "Observation",
            "o2",
            json!({ "status": "final", "category": [{ "coding": [{ "code": "laboratory" }] }],
            "code": { "text": "Potassium" }, "effectiveDateTime": "2026-03-14T06:10:00+01:00",
            "valueQuantity": { "value": 6.6, "unit": "mmol/L" } }),
        ),
        hers(
            "Observation",
            "o3",
            json!({ "status": "final", "category": [{ "coding": [{ "code": "laboratory" }] }],
            "code": { "text": "Culture" }, "dataAbsentReason": { "text": "sample lost" } }),
        ),
    ]
}

#[tokio::test]
async fn a_table_has_every_result_also_two_of_one_minute_and_says_whose_they_are() {
    let ward = Ward::open().await;
    ward.import(&chart()).await;
    let her = ward.patient().await.patient;
    let (taken, bytes) = ward.take(&her, OutForm::Csv, &["results"]).await;
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(taken.amount, "3 rows");
    assert!(
        text.starts_with(
            "List,Date,Test,Value,Unit,Flag,Reference,Status,Record,Patient,Source,Coverage\n"
        ),
        "{text}"
    );
    assert!(
        text.contains(",6.4,mmol/L,CRITICAL HIGH,") && text.contains(",6.6,mmol/L,"),
        "{text}"
    );
    assert!(
        text.contains("no value: sample lost"),
        "never an empty cell: {text}"
    );
    assert!(
        text.lines()
            .skip(1)
            .all(|line| line.contains("00421187") && line.contains("came from files"))
    );
    assert!(
        taken.incomplete[0].starts_with("Results: only a part is here"),
        "{taken:?}"
    );

    let (taken, bytes) = ward.take(&her, OutForm::Csv, &["allergies"]).await;
    assert_eq!(taken.amount, "0 rows");
    assert!(
        String::from_utf8(bytes).unwrap().contains("Not known"),
        "an empty table says why"
    );
}

#[tokio::test]
async fn pages_are_a_pdf_without_a_name_in_its_title_and_never_over_a_file_that_is_there() {
    let ward = Ward::open().await;
    ward.import(&chart()).await;
    let her = ward.patient().await.patient;
    let (taken, bytes) = ward
        .take(
            &her,
            OutForm::Pdf,
            &["problems", "results", "allergies", "notes"],
        )
        .await;
    assert!(bytes.starts_with(b"%PDF-"), "{taken:?}");
    assert_eq!(taken.amount, "1 page");
    assert_eq!(taken.incomplete.len(), 4, "{:?}", taken.incomplete);
    let there = bytes.windows(9).any(|part| part == "Sørensen".as_bytes());
    assert!(!there, "no name in what a file manager shows");
    if let Some(folder) = std::env::var_os("WARDBOOK_KEEP_PDF") {
        std::fs::write(std::path::Path::new(&folder).join("pack.pdf"), &bytes).unwrap();
    }

    let path = ward.file("kept.pdf", "mine");
    let request = TakeOut {
        patient: her.clone(),
        form: OutForm::Pdf,
        sections: vec!["problems".to_owned()],
        path: path.to_str().unwrap().to_owned(),
    };
    let refused = ward
        .app
        .take_out(&ward.lindqvist, request.clone())
        .await
        .unwrap_err();
    assert_eq!(
        (
            refused.code.as_str(),
            std::fs::read_to_string(&path).unwrap().as_str()
        ),
        ("io", "mine")
    );
    let nothing = TakeOut {
        sections: vec!["summary".to_owned()],
        path: "/nowhere/x".to_owned(),
        ..request
    };
    assert!(
        ward.app
            .take_out(&ward.lindqvist, nothing)
            .await
            .unwrap_err()
            .message
            .contains("at least one section")
    );
}

#[tokio::test]
async fn a_plot_goes_to_a_new_file_as_what_it_says_and_the_log_names_the_chart() {
    let ward = Ward::open().await;
    ward.import(&chart()).await;
    let her = ward.patient().await.patient;
    let path = ward.folder.path().join("plot");
    let request = |form, content: &str| WritePlot {
        patient: her.clone(),
        form,
        content: content.to_owned(),
        path: path.to_str().unwrap().to_owned(),
    };
    let write = |request| ward.app.write_plot(&ward.lindqvist, request);
    // Neither words under the name of a picture, nor nothing.
    for wrong in [
        request(PlotForm::Picture, "cGxhaW4="),
        request(PlotForm::Picture, "not base64!"),
        request(PlotForm::Values, ""),
    ] {
        write(wrong).await.unwrap_err();
        assert!(!path.exists());
    }
    let values = "Test,Date,Value\r\nPotassium,2026-03-01,4.1\r\n";
    let written = write(request(PlotForm::Values, values)).await.unwrap();
    assert_eq!(std::fs::read_to_string(&written.path).unwrap(), values);
    let over = write(request(PlotForm::Picture, "iVBORw0KGgo=")).await;
    assert_eq!(over.unwrap_err().code, "io");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), values);
    std::fs::remove_file(&path).unwrap();
    let picture = write(request(PlotForm::Picture, "iVBORw0KGgo=")).await;
    assert!((picture.unwrap().bytes - 8.0).abs() < 0.5);
    let rows = audit::page(&ward, audit::any()).await.rows;
    let plots: Vec<_> = rows.iter().filter(|row| row.act == "chart.plot").collect();
    assert_eq!(plots.len(), 6);
    let hers = |row: &&AuditEntry| row.patient.as_deref() == Some(&her[..]);
    assert!(plots.iter().all(hers));
}

/// What a FHIR document has to be, whoever reads it.
fn is_document(bundle: &Value) {
    assert_eq!(
        (&bundle["resourceType"], &bundle["type"]),
        (&json!("Bundle"), &json!("document"))
    );
    assert!(
        bundle["identifier"]["system"].is_string() && bundle["identifier"]["value"].is_string()
    );
    assert!(bundle["timestamp"].is_string());
    let entries = bundle["entry"].as_array().unwrap();
    let urls: Vec<&str> = entries
        .iter()
        .map(|entry| entry["fullUrl"].as_str().unwrap())
        .collect();
    assert_eq!(
        urls.iter().collect::<BTreeSet<_>>().len(),
        urls.len(),
        "each once"
    );
    let composition = &entries[0]["resource"];
    assert_eq!(composition["resourceType"], "Composition");
    for name in ["status", "type", "date", "author", "title"] {
        assert!(!composition[name].is_null(), "{name}");
    }
    let mut named = vec![composition["subject"]["reference"].as_str().unwrap()];
    named.push(composition["author"][0]["reference"].as_str().unwrap());
    let sections = composition["section"].as_array().unwrap();
    for section in sections {
        let entry = section["entry"].as_array();
        assert_ne!(
            entry.is_some(),
            section["emptyReason"].is_object(),
            "entries or the reason for none: {section}"
        );
        assert!(
            section["text"]["div"]
                .as_str()
                .unwrap()
                .starts_with("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>How complete: ")
        );
        assert!(
            entry.is_none_or(|all| !all.is_empty()),
            "an empty list is no FHIR"
        );
        named.extend(
            entry
                .into_iter()
                .flatten()
                .map(|one| one["reference"].as_str().unwrap()),
        );
    }
    for url in named {
        assert!(urls.contains(&url), "{url} is in the document");
    }
    for code in ["11450-4", "48765-2", "10160-0"] {
        assert!(
            sections
                .iter()
                .any(|section| section["code"]["coding"][0]["code"] == code),
            "{code} is required"
        );
    }
}

fn section<'b>(bundle: &'b Value, code: &str) -> &'b Value {
    let all = bundle["entry"][0]["resource"]["section"]
        .as_array()
        .unwrap();
    all.iter()
        .find(|one| one["code"]["coding"][0]["code"] == code)
        .unwrap()
}

#[tokio::test]
async fn a_summary_of_files_says_that_nothing_is_known_of_allergies_and_leaves_errors_out() {
    let ward = Ward::open().await;
    ward.import(&chart()).await;
    let her = ward.patient().await.patient;
    let (taken, bytes) = ward.take(&her, OutForm::Summary, &[]).await;
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    is_document(&bundle);
    let allergies = section(&bundle, "48765-2");
    assert_eq!(allergies["emptyReason"]["coding"][0]["code"], "notasked");
    assert!(
        allergies["text"]["div"]
            .as_str()
            .unwrap()
            .contains("Not known")
    );
    assert_eq!(
        section(&bundle, "11450-4")["entry"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "heart failure"
    );
    assert_eq!(
        section(&bundle, "11348-0")["entry"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "appendicitis"
    );
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("Gout"), "entered in error");
    assert!(text.contains("\"value\":6.4"), "to the byte");
    assert_eq!(bundle["entry"][0]["resource"]["status"], "preliminary");
    assert!(
        taken
            .incomplete
            .iter()
            .any(|one| one.starts_with("Allergies:")),
        "{taken:?}"
    );
    let none = hers(
        "AllergyIntolerance",
        "a1",
        json!({ "clinicalStatus": { "coding": [{ "code": "active" }] },
        "verificationStatus": { "coding": [{ "code": "confirmed" }] },
        "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy" }] } }),
    );
    ward.import(&[ingrid(), none]).await;
    let (_, bytes) = ward.take(&her, OutForm::Summary, &[]).await;
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    is_document(&bundle);
    assert_eq!(
        section(&bundle, "48765-2")["entry"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "the EHR's own record says none"
    );
}

#[tokio::test]
async fn a_synced_chart_goes_out_in_every_form_with_an_audit_row_each() {
    let mut ehr = Server::start(Config {
        patients: 2,
        open: true,
        ..Config::default()
    })
    .await
    .unwrap();
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    let id = ehr
        .chart(0)
        .unwrap()
        .of_kind("Patient")
        .next()
        .unwrap()
        .id
        .clone();
    let start = StartSync {
        connection: EHR.to_owned(),
        scope: SyncScope::Patients { fhir_ids: vec![id] },
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, start).await.unwrap();
    let ended = ward
        .app
        .sync_ended(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    assert_eq!(ended.phase, SyncPhase::Done);
    let patient = ward.patient().await.patient;
    let before = ward.app.verify_audit(&ward.lindqvist).await.unwrap().rows;
    let every: Vec<&str> = crate::sections::SECTIONS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| *name != "summary")
        .collect();
    let (pdf, bytes) = ward.take(&patient, OutForm::Pdf, &every).await;
    assert!(
        pdf.amount.ends_with(" pages") && bytes.len() > 10_000,
        "{pdf:?}"
    );
    if let Some(folder) = std::env::var_os("WARDBOOK_KEEP_PDF") {
        std::fs::write(std::path::Path::new(&folder).join("whole.pdf"), &bytes).unwrap();
    }
    let (_, bytes) = ward.take(&patient, OutForm::Summary, &[]).await;
    is_document(&serde_json::from_slice(&bytes).unwrap());
    for one in &every {
        ward.take(&patient, OutForm::Csv, &[*one]).await;
    }
    let (_, bytes) = ward.take(&patient, OutForm::Bundle, &[]).await;
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    assert!(bundle["entry"].as_array().unwrap().len() > 50);
    let after = ward.app.verify_audit(&ward.lindqvist).await.unwrap();
    assert!(after.ok);
    // Each has a row, and so has the look at the log before.
    assert!(
        after.rows as usize >= before as usize + every.len() + 3,
        "{} {}",
        after.rows,
        before
    );
    ehr.stop().await;
}
