//! Ingrid's letters go to a nephrologist as one closed file, and into the nephrologist's own Wardbook.

use std::str::FromStr as _;

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use wardbook_store::audit;

use super::{Ward, hers, ingrid};
use crate::wire::document::{AboutDocument, AddDocument};
use crate::wire::hidden::Hidden;
use crate::wire::outbox::MarkInError;
use crate::wire::profile::Failure;
use crate::wire::section::{RecordRef, Section};
use crate::wire::share::{
    OpenShared, OpenedShared, ShareDocuments, SharedDocuments, SharedFile, SharedWith,
};

const WORDS: &str = "seven grey herons";

async fn ward() -> Ward {
    let ward = Ward::open().await;
    let scan = hers(
        "DocumentReference",
        "ehr1",
        json!({
            "status": "current", "description": "Consult of 2025",
            "content": [{"attachment": {"contentType": "text/plain", "data": "UG90YXNzaXVtIDUuMQ=="}},
                        {"attachment": {"contentType": "application/pdf", "url": "Binary/not-here"}}],
        }),
    );
    ward.import(&[ingrid(), scan]).await;
    ward
}

async fn letter(ward: &Ward, text: &str) -> String {
    let path = ward.file("letter.txt", text);
    let request = AddDocument {
        patient: "00421187".to_owned(),
        path: path.to_str().unwrap().to_owned(),
        about: AboutDocument {
            title: Some("Referral to nephrology".to_owned()),
            date: Some("2026-03-14".to_owned()),
            ..AboutDocument::default()
        },
        replaces: None,
        draft: false,
    };
    let added = ward
        .app
        .add_document(&ward.lindqvist, request)
        .await
        .unwrap();
    added.record.unwrap()
}

fn place(ward: &Ward, name: &str) -> String {
    ward.folder.path().join(name).to_str().unwrap().to_owned()
}

async fn share(
    ward: &Ward,
    records: Vec<String>,
    with: SharedWith,
    name: &str,
) -> Result<SharedDocuments, Failure> {
    let request = ShareDocuments {
        records,
        with,
        path: place(ward, name),
    };
    ward.app.share_documents(&ward.lindqvist, request).await
}

fn by_words(words: &str) -> SharedWith {
    SharedWith::Passphrase {
        passphrase: Hidden::new(words),
    }
}

fn file(ward: &Ward, name: &str, words: Option<&str>) -> SharedFile {
    SharedFile {
        path: place(ward, name),
        passphrase: words.map(Hidden::new),
        key: None,
    }
}

async fn open(to: &Ward, file: SharedFile, same_person: bool) -> Result<OpenedShared, Failure> {
    let request = OpenShared {
        file,
        patient: "00421187".to_owned(),
        documents: Vec::new(),
        same_person,
    };
    to.app.open_shared(&to.lindqvist, request).await
}

#[tokio::test]
async fn a_closed_file_opens_with_its_passphrase_at_another_workstation() {
    let ward = ward().await;
    let text = "Referral note\nPotassium 5.9 mmol/L. Amara Øsei";
    let record = letter(&ward, text).await;
    let short = share(&ward, vec![record.clone()], by_words("herons"), "short.age").await;
    assert!(short.unwrap_err().message.contains("12 characters"));
    let shared = share(&ward, vec![record.clone()], by_words(WORDS), "letter.age")
        .await
        .unwrap();
    assert_eq!((shared.documents, shared.encrypted), (1, true));
    let bytes = std::fs::read(place(&ward, "letter.age")).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    for word in ["Potassium", "ensen", "1960"] {
        let seen = bytes
            .windows(word.len())
            .any(|some| some == word.as_bytes());
        assert!(!seen, "{word} can be read");
    }
    let again = share(&ward, vec![record], by_words(WORDS), "letter.age").await;
    assert!(
        again.unwrap_err().message.contains("already"),
        "nothing is written over"
    );
    // The nephrologist has a chart of hers too.
    let there = Ward::open().await;
    there.import(&[ingrid()]).await;
    for words in [None, Some("seven grey geese")] {
        let wrong = open(&there, file(&ward, "letter.age", words), false)
            .await
            .unwrap_err();
        assert_eq!(wrong.code, "invalid-request");
        assert!(!wrong.message.contains("geese"), "{}", wrong.message);
    }
    let given = file(&ward, "letter.age", Some(WORDS));
    let content = there
        .app
        .read_shared(&there.lindqvist, given.clone())
        .await
        .unwrap();
    assert_eq!(content.name.as_deref(), Some("Sørensen, Ingrid"));
    assert_eq!(content.from.as_deref(), Some("lindqvist"));
    assert_eq!(
        content.documents[0].title.as_deref(),
        Some("Referral to nephrology")
    );
    let Section::Notes(rows) = there.section("notes").await else {
        panic!("notes")
    };
    assert!(rows.is_empty(), "looking keeps nothing");
    let opened = open(&there, given, false).await.unwrap();
    let record = opened.added[0].record.clone().unwrap();
    let note = there
        .app
        .open_note(&there.lindqvist, RecordRef { record })
        .await
        .unwrap();
    assert_eq!(note.parts[0].text.as_deref(), Some(text));
    assert_eq!(note.row.date.as_deref(), Some("2026-03-14"));
    for (ward, act, how) in [
        (&ward, "document.share", "by passphrase"),
        (&there, "document.open-shared", ""),
    ] {
        let open = ward.app.opened().unwrap();
        let rows: Vec<audit::Row> = open.audit().read(1, 1_000).unwrap();
        let row = rows
            .iter()
            .find(|row| row.act == act && row.patient.is_some())
            .unwrap();
        assert!(
            row.subject.clone().unwrap_or_default().starts_with(how),
            "{row:?}"
        );
    }
}

#[tokio::test]
async fn a_file_for_a_key_opens_with_that_key_only() {
    let ward = ward().await;
    let record = letter(&ward, "Referral note\nPlease see her.").await;
    let hers = age::x25519::Identity::generate();
    let key = SharedWith::Recipient {
        key: hers.to_public().to_string(),
    };
    share(&ward, vec![record.clone()], key, "letter.age")
        .await
        .unwrap();
    let none = SharedWith::Recipient {
        key: "age1nothing".to_owned(),
    };
    assert!(share(&ward, vec![record], none, "none.age").await.is_err());
    let with = |identity: &age::x25519::Identity| SharedFile {
        key: Some(Hidden::new(identity.to_string().expose_secret())),
        ..file(&ward, "letter.age", None)
    };
    let other = age::x25519::Identity::generate();
    let wrong = ward
        .app
        .read_shared(&ward.lindqvist, with(&other))
        .await
        .unwrap_err();
    assert!(wrong.message.contains("does not open"), "{}", wrong.message);
    let read = ward
        .app
        .read_shared(&ward.lindqvist, with(&hers))
        .await
        .unwrap();
    assert!(read.encrypted && read.documents.len() == 1);
    assert!(age::x25519::Recipient::from_str("age1nothing").is_err());
}

#[tokio::test]
async fn the_plain_file_is_a_fhir_document_and_says_what_is_not_in_it() {
    let ward = ward().await;
    let letter = letter(&ward, "Referral note").await;
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    let of_ehr = rows
        .iter()
        .find(|row| row.record != letter)
        .unwrap()
        .record
        .clone();
    let shared = share(
        &ward,
        vec![letter, of_ehr],
        SharedWith::Anybody,
        "plain.json",
    )
    .await;
    let shared = shared.unwrap();
    assert!(!shared.encrypted);
    assert_eq!(shared.left_out.len(), 1, "{:?}", shared.left_out);
    let text = std::fs::read_to_string(place(&ward, "plain.json")).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (
            &bundle["type"],
            &bundle["entry"][0]["resource"]["resourceType"]
        ),
        (&json!("document"), &json!("Composition"))
    );
    let entries = bundle["entry"].as_array().unwrap();
    let urls: Vec<&str> = entries
        .iter()
        .map(|one| one["fullUrl"].as_str().unwrap())
        .collect();
    let mut distinct = urls.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), urls.len());
    for section in entries[0]["resource"]["section"].as_array().unwrap() {
        assert!(urls.contains(&section["entry"][0]["reference"].as_str().unwrap()));
    }
    let kinds: Vec<&str> = entries
        .iter()
        .map(|one| one["resource"]["resourceType"].as_str().unwrap())
        .collect();
    let count = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
    assert_eq!(
        (
            count("Patient"),
            count("DocumentReference"),
            count("Binary")
        ),
        (1, 2, 2)
    );
}

#[tokio::test]
async fn somebody_elses_letter_goes_into_no_chart_unasked_and_an_error_is_not_passed_on() {
    let ward = ward().await;
    let good = letter(&ward, "Referral note").await;
    let wrong = letter(&ward, "Another patient's letter").await;
    let request = MarkInError {
        record: wrong.clone(),
        undo: false,
    };
    ward.app
        .mark_in_error(&ward.lindqvist, request)
        .await
        .unwrap();
    share(&ward, vec![good, wrong], SharedWith::Anybody, "both.json")
        .await
        .unwrap();
    let there = Ward::open().await;
    let mut other = ingrid();
    other["birthDate"] = json!("1961-03-14");
    there.import(&[other]).await;
    let refused = open(&there, file(&ward, "both.json", None), false)
        .await
        .unwrap_err();
    assert!(refused.message.contains("1960-03-14") && refused.message.contains("1961-03-14"));
    let opened = open(&there, file(&ward, "both.json", None), true)
        .await
        .unwrap();
    assert_eq!((opened.added.len(), opened.left_out.len()), (1, 1));
    assert!(
        opened.left_out[0].contains("entered in error"),
        "{:?}",
        opened.left_out
    );
    let chart = ward.file(
        "chart.json",
        r#"{"resourceType":"Bundle","type":"collection","entry":[]}"#,
    );
    let chart = SharedFile {
        path: chart.to_str().unwrap().to_owned(),
        passphrase: None,
        key: None,
    };
    let none = ward
        .app
        .read_shared(&ward.lindqvist, chart)
        .await
        .unwrap_err();
    assert!(none.message.contains("Import"), "{}", none.message);
}
