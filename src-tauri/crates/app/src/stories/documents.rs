//! Documents brought to Ingrid's chart: kept whole, found by their words, refused with a reason.

use serde_json::{Value, json};
use wardbook_store::quarantine;

use super::{Ward, asking, hers, ingrid};
use crate::wire::document::{
    AboutDocument, AddDocument, AddedDocument, DocumentPart, DocumentType, HeldRef, KeepDocument,
};
use crate::wire::section::{Origin, RecordRef, Section};

const LETTER: &str =
    "Referral note\n14 March 2026\nPotassium 5.9 mmol/L, repeated.\u{c}Please see her. Amara Øsei";

async fn ward() -> Ward {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers("Condition", "c1", json!({ "code": { "text": "Gout" } })),
    ])
    .await;
    ward
}

async fn add(ward: &Ward, path: &std::path::Path, about: AboutDocument) -> AddedDocument {
    let request = AddDocument {
        patient: "00421187".to_owned(),
        path: path.to_str().unwrap().to_owned(),
        about,
        replaces: None,
        draft: false,
    };
    ward.app
        .add_document(&ward.lindqvist, request)
        .await
        .unwrap()
}

fn part(record: &str, from: f64, length: f64) -> DocumentPart {
    DocumentPart {
        record: record.to_owned(),
        from,
        length,
    }
}

fn referral() -> AboutDocument {
    AboutDocument {
        title: Some("Referral to nephrology".to_owned()),
        kind: Some(DocumentType {
            code: "57133-1".to_owned(),
            display: Some("Referral note".to_owned()),
        }),
        date: Some("2026-03-14".to_owned()),
        author: Some("Amara Øsei".to_owned()),
        ..AboutDocument::default()
    }
}

#[tokio::test]
async fn a_letter_is_kept_whole_and_stands_among_ingrids_notes() {
    let ward = ward().await;
    let path = ward.file("letter.txt", LETTER);
    let added = add(&ward, &path, referral()).await;
    let kept = "Kept here, not sent. This chart came from files: there is no EHR to send to. It stays on this workstation.";
    assert_eq!(added.state.as_deref(), Some(kept));
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(Some(&row.record), added.record.as_ref());
    assert_eq!(
        (row.title.as_deref(), row.here),
        (Some("Referral to nephrology"), true)
    );
    assert_eq!(
        (row.author.as_deref(), row.date.as_deref()),
        (Some("Amara Øsei"), Some("2026-03-14"))
    );
    assert_eq!(row.origin, Origin::Workstation);
    let record = RecordRef {
        record: row.record.clone(),
    };
    let note = ward
        .app
        .open_note(&ward.lindqvist, record.clone())
        .await
        .unwrap();
    let titles: Vec<_> = note
        .parts
        .iter()
        .map(|part| part.title.as_deref())
        .collect();
    assert_eq!(titles, [Some("Page 1"), Some("Page 2")]);
    let here = ward
        .app
        .document_here(&ward.lindqvist, record.clone())
        .await
        .unwrap();
    assert_eq!(
        (here.content_type.as_str(), here.length),
        ("text/plain", LETTER.len() as f64)
    );
    let bytes = ward
        .app
        .document_part(&ward.lindqvist, part(&row.record, 0.0, 1e9))
        .await
        .unwrap();
    assert_eq!(bytes.bytes, LETTER.as_bytes());
    let some = ward
        .app
        .document_part(&ward.lindqvist, part(&row.record, 9.0, 4.0))
        .await
        .unwrap();
    assert_eq!(
        (some.bytes.as_slice(), some.length),
        (&b"note"[..], LETTER.len() as u64)
    );
    // The DocumentReference holds what was said and nothing else.
    let source = ward
        .app
        .record_source(&ward.lindqvist, record)
        .await
        .unwrap();
    let body: Value = serde_json::from_str(&source.json).unwrap();
    assert_eq!(body["subject"]["reference"], "Patient/ingrid");
    assert_eq!(body["content"][0]["attachment"]["creation"], "2026-03-14");
    for absent in [
        "date",
        "context",
        "securityLabel",
        "description",
        "docStatus",
    ] {
        assert!(body.get(absent).is_none(), "{absent}: {body}");
    }
}

#[tokio::test]
async fn a_word_of_the_letter_leads_to_its_page() {
    let ward = ward().await;
    add(&ward, &ward.file("letter.txt", LETTER), referral()).await;
    for (text, page, around) in [
        ("osei", Some(2), "Amara Øsei"),
        ("potassium repeated", Some(1), "5.9 mmol/L"),
        // Its words may stand on two pages.
        ("potassium please", Some(1), "Potassium"),
    ] {
        let request = asking(text);
        let hits = ward
            .app
            .search(&ward.lindqvist, request)
            .await
            .unwrap()
            .hits;
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(hits[0].page, page, "{text}");
        assert!(
            hits[0].snippet.as_ref().unwrap().contains(around),
            "{:?}",
            hits[0].snippet
        );
    }
}

#[tokio::test]
async fn the_same_file_twice_is_in_the_chart_once() {
    let ward = ward().await;
    let path = ward.file("letter.txt", LETTER);
    let first = add(&ward, &path, referral()).await;
    let again = add(&ward, &path, AboutDocument::default()).await;
    assert!(!first.already && again.already);
    assert_eq!(first.record, again.record);
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn what_is_refused_is_put_aside_and_the_file_left_alone() {
    let ward = ward().await;
    let script = "#!/bin/sh\necho potassium 5.9\n";
    let path = ward.file("letter.pdf", script);
    let added = add(&ward, &path, referral()).await;
    assert_eq!(added.record, None);
    assert_eq!(added.text.refused.unwrap().code, "program");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), script);
    let open = ward.app.opened().unwrap();
    let aside = open.store().read(|c| quarantine::list(c, None)).unwrap();
    assert_eq!((aside.len(), aside[0].reason_code.as_str()), (1, "program"));
    let body = open
        .store()
        .read(|c| quarantine::body(c, aside[0].id))
        .unwrap();
    assert_eq!(body, script.as_bytes());
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    assert!(rows.is_empty());
}

#[tokio::test]
async fn what_was_dropped_waits_for_its_form_and_is_kept_for_its_patient_only() {
    let ward = ward().await;
    let patient = ward.patient().await.patient;
    let held = ward
        .app
        .hold_document(&ward.lindqvist, &patient, LETTER.as_bytes().to_vec())
        .await
        .unwrap();
    let suggested = held.suggested;
    assert_eq!(suggested.title.as_deref(), Some("Referral note"));
    assert_eq!(suggested.date.as_deref(), Some("2026-03-14"));
    assert_eq!(suggested.kind.clone().unwrap().code, "57133-1");
    let id = held.held.unwrap();
    let request = KeepDocument {
        held: id.clone(),
        patient: patient.clone(),
        about: suggested,
        replaces: None,
        draft: false,
    };
    let kept = ward
        .app
        .keep_document(&ward.lindqvist, request.clone())
        .await
        .unwrap();
    assert!(kept.record.is_some());
    let gone = ward
        .app
        .keep_document(&ward.lindqvist, request)
        .await
        .unwrap_err();
    assert_eq!(gone.code, "invalid-request");
    let other = ward
        .app
        .hold_document(&ward.lindqvist, &patient, b"Another".to_vec())
        .await
        .unwrap();
    let held = other.held.unwrap();
    ward.app
        .drop_document(&ward.lindqvist, HeldRef { held: held.clone() })
        .await
        .unwrap();
    let request = KeepDocument {
        held,
        patient,
        about: AboutDocument::default(),
        replaces: None,
        draft: false,
    };
    assert!(
        ward.app
            .keep_document(&ward.lindqvist, request)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_form_with_what_cannot_be_is_refused() {
    let ward = ward().await;
    let path = ward.file("letter.txt", LETTER);
    for about in [
        AboutDocument {
            date: Some("14.3.2026".to_owned()),
            ..AboutDocument::default()
        },
        AboutDocument {
            confidentiality: Some("secret".to_owned()),
            ..AboutDocument::default()
        },
        AboutDocument {
            kind: Some(DocumentType {
                code: "letter".to_owned(),
                display: None,
            }),
            ..AboutDocument::default()
        },
        AboutDocument {
            encounter: Some("../1".to_owned()),
            ..AboutDocument::default()
        },
    ] {
        let request = AddDocument {
            patient: "00421187".to_owned(),
            path: path.to_str().unwrap().to_owned(),
            about,
            replaces: None,
            draft: false,
        };
        let refused = ward
            .app
            .add_document(&ward.lindqvist, request)
            .await
            .unwrap_err();
        assert_eq!(refused.code, "invalid-request");
    }
}
