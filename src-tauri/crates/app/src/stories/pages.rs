//! A stack of paper was scanned as one: pages turned, taken apart, and one given to the patient it belongs to.

use serde_json::json;
use wardbook_store::audit;

use super::{Ward, hers, ingrid};
use crate::wire::document::{
    AboutDocument, AddDocument, ArrangePages, PageOf, ReassignDocument, SplitDocument,
};
use crate::wire::patient::ListPatients;
use crate::wire::profile::Failure;
use crate::wire::section::{ReadSection, RecordRef, Section, Standing};

/// A PDF with a line on each page.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let kids: Vec<String> = (0..lines.len())
        .map(|n| format!("{} 0 R", 4 + n * 2))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>",
            kids.join(" "),
            lines.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (n, line) in lines.iter().enumerate() {
        let drawn = format!("BT /F1 18 Tf 72 700 Td ({line}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>",
            5 + n * 2
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{drawn}\nendstream",
            drawn.len()
        ));
    }
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).into_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let end = format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend(end.into_bytes());
    out
}

/// Ingrid and Chidi are in the same ward.
async fn ward() -> Ward {
    let ward = Ward::open().await;
    let chidi = json!({
        "resourceType": "Patient", "id": "chidi", "name": [{"family": "Okafor", "given": ["Chidi"]}],
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "00500500"}]
    });
    let gout = hers("Condition", "c1", json!({"code": {"text": "Gout"}}));
    ward.import(&[ingrid(), chidi, gout]).await;
    ward
}

async fn scan(ward: &Ward, lines: &[&str]) -> String {
    let path = ward.folder.path().join("scan.pdf");
    std::fs::write(&path, pdf(lines)).unwrap();
    let request = AddDocument {
        patient: "00421187".to_owned(),
        path: path.to_str().unwrap().to_owned(),
        about: AboutDocument {
            title: Some("Scanned letters".to_owned()),
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

fn reference(record: &str) -> RecordRef {
    RecordRef {
        record: record.to_owned(),
    }
}

async fn pages(ward: &Ward, record: &str) -> Vec<String> {
    let note = ward
        .app
        .open_note(&ward.lindqvist, reference(record))
        .await
        .unwrap();
    let texts = note.parts.into_iter().filter_map(|part| part.text);
    texts.map(|text| text.trim().to_owned()).collect()
}

async fn standings(ward: &Ward, name: &str) -> Vec<(String, Standing)> {
    let request = ListPatients {
        text: name.to_owned(),
        offset: 0,
        limit: 10,
    };
    let page = ward
        .app
        .list_patients(&ward.lindqvist, request)
        .await
        .unwrap();
    let request = ReadSection {
        patient: page.rows[0].id.clone(),
        section: "notes".to_owned(),
        most: None,
    };
    let Section::Notes(rows) = ward
        .app
        .read_section(&ward.lindqvist, request)
        .await
        .unwrap()
    else {
        panic!("notes")
    };
    rows.into_iter()
        .map(|row| (row.record, row.standing))
        .collect()
}

fn of(record: &str, page: u32, turned: u32) -> PageOf {
    PageOf {
        record: record.to_owned(),
        page,
        turned,
    }
}

async fn arranged(ward: &Ward, record: &str, pages: Vec<PageOf>) -> Result<String, Failure> {
    let request = ArrangePages {
        record: record.to_owned(),
        pages,
    };
    let made = ward.app.arrange_pages(&ward.lindqvist, request).await?;
    Ok(made.record.unwrap())
}

#[tokio::test]
async fn pages_turned_and_put_together_are_a_new_version() {
    let ward = ward().await;
    let first = scan(&ward, &["Letter one", "Letter two"]).await;
    let other = scan(&ward, &["Letter three"]).await;
    let turned = arranged(&ward, &first, vec![of(&first, 2, 180), of(&first, 1, 0)]).await;
    let turned = turned.unwrap();
    assert_eq!(pages(&ward, &turned).await, ["Letter two", "Letter one"]);
    assert_eq!(
        pages(&ward, &first).await,
        ["Letter one", "Letter two"],
        "as it was"
    );
    let all = vec![of(&turned, 2, 0), of(&turned, 1, 180), of(&other, 1, 0)];
    let whole = arranged(&ward, &turned, all).await.unwrap();
    assert_eq!(
        pages(&ward, &whole).await,
        ["Letter one", "Letter two", "Letter three"]
    );
    let versions = ward
        .app
        .document_versions(&ward.lindqvist, reference(&other))
        .await;
    let versions = versions.unwrap().versions;
    assert_eq!(
        (versions.len(), versions[0].record.as_str()),
        (4, whole.as_str())
    );
    let listed = standings(&ward, "Ingrid").await;
    let current: Vec<_> = listed
        .iter()
        .filter(|(_, s)| *s == Standing::Current)
        .collect();
    assert_eq!(
        current.len(),
        1,
        "what was put together stands once: {listed:?}"
    );
    for wrong in [vec![of(&whole, 4, 0)], vec![of(&whole, 1, 45)], vec![]] {
        let refused = arranged(&ward, &whole, wrong).await.unwrap_err();
        assert_eq!(refused.code, "invalid-request");
    }
}

#[tokio::test]
async fn a_page_taken_out_is_a_document_of_its_own_and_in_no_other() {
    let ward = ward().await;
    let both = scan(&ward, &["Consent", "Discharge letter"]).await;
    let request = SplitDocument {
        record: both.clone(),
        pages: vec![2],
        title: Some("Discharge letter".to_owned()),
        leave: false,
    };
    let split = ward
        .app
        .split_document(&ward.lindqvist, request.clone())
        .await
        .unwrap();
    let (letter, rest) = (
        split.taken.record.unwrap(),
        split.rest.unwrap().record.unwrap(),
    );
    assert_eq!(pages(&ward, &letter).await, ["Discharge letter"]);
    assert_eq!(pages(&ward, &rest).await, ["Consent"]);
    assert_eq!(pages(&ward, &both).await, ["Consent", "Discharge letter"]);
    let all = SplitDocument {
        record: rest,
        pages: vec![1],
        ..request
    };
    let nothing = ward
        .app
        .split_document(&ward.lindqvist, all)
        .await
        .unwrap_err();
    assert!(
        nothing.message.contains("nothing to split"),
        "{}",
        nothing.message
    );
}

#[tokio::test]
async fn chidis_page_among_ingrids_goes_to_chidi_and_both_are_named() {
    let ward = ward().await;
    let stack = scan(&ward, &["Ingrid: potassium 5.9", "Chidi: potassium 3.1"]).await;
    let page = ReassignDocument {
        record: stack.clone(),
        pages: Some(vec![2]),
        patient: "00500500".to_owned(),
    };
    let given = ward
        .app
        .reassign_document(&ward.lindqvist, page)
        .await
        .unwrap();
    let (there, rest) = (
        given.there.record.unwrap(),
        given.rest.unwrap().record.unwrap(),
    );
    assert_eq!(pages(&ward, &there).await, ["Chidi: potassium 3.1"]);
    assert_eq!(pages(&ward, &rest).await, ["Ingrid: potassium 5.9"]);
    assert_eq!(
        standings(&ward, "Chidi").await,
        [(there.clone(), Standing::Current)]
    );
    // All of it: entered in error here, a new document there.
    let whole = ReassignDocument {
        record: rest.clone(),
        pages: None,
        patient: "00500500".to_owned(),
    };
    let given = ward
        .app
        .reassign_document(&ward.lindqvist, whole)
        .await
        .unwrap();
    assert!(given.rest.is_none());
    assert_eq!(standings(&ward, "Chidi").await.len(), 2);
    let here = standings(&ward, "Ingrid").await;
    let wrong: Vec<_> = here
        .iter()
        .filter(|(_, s)| *s == Standing::EnteredInError)
        .collect();
    assert_eq!(wrong, [&(rest, Standing::EnteredInError)]);
    let again = ReassignDocument {
        record: there,
        pages: None,
        patient: "00500500".to_owned(),
    };
    let own = ward
        .app
        .reassign_document(&ward.lindqvist, again)
        .await
        .unwrap_err();
    assert!(own.message.contains("already"), "{}", own.message);
    // Each chart's log says so, as one act.
    let open = ward.app.opened().unwrap();
    let rows: Vec<audit::Row> = open.audit().read(1, 1_000).unwrap();
    let from = rows
        .iter()
        .find(|row| row.act == "document.reassign" && row.begun.is_none());
    let to = rows
        .iter()
        .find(|row| row.act == "document.reassigned" && row.begun.is_none());
    let (from, to) = (from.unwrap(), to.unwrap());
    assert_eq!(from.correlation, to.correlation);
    assert_ne!(from.patient, to.patient);
    let names = |row: &audit::Row, other: &audit::Row| {
        let other = other.patient.unwrap().to_string();
        row.subject
            .as_deref()
            .is_some_and(|subject| subject.contains(&other))
    };
    assert!(names(from, to) && names(to, from), "{from:?} {to:?}");
}

#[tokio::test]
async fn what_is_taken_out_of_a_letter_to_oneself_is_seen_and_sent_by_nobody_else_either() {
    let ward = ward().await;
    let path = ward.folder.path().join("own.pdf");
    std::fs::write(
        &path,
        pdf(&["Ingrid: sleeps badly", "Ingrid: her son called"]),
    )
    .unwrap();
    let request = AddDocument {
        patient: "00421187".to_owned(),
        path: path.to_str().unwrap().to_owned(),
        about: AboutDocument {
            access: Some("private".to_owned()),
            ..AboutDocument::default()
        },
        replaces: None,
        draft: true,
    };
    let added = ward.app.add_document(&ward.lindqvist, request).await;
    let record = added.unwrap().record.unwrap();
    let split = SplitDocument {
        record,
        pages: vec![2],
        title: None,
        leave: false,
    };
    let split = ward.app.split_document(&ward.lindqvist, split).await;
    let split = split.unwrap();
    for made in [split.taken, split.rest.unwrap()] {
        let made = reference(&made.record.unwrap());
        let here = ward.app.document_here(&ward.lindqvist, made).await.unwrap();
        assert_eq!(here.access.as_deref(), Some("private"));
        assert!(here.state.contains("not sent"), "{}", here.state);
    }
}

#[tokio::test]
async fn a_patient_is_named_by_a_whole_number_or_whole_words_only() {
    let ward = ward().await;
    let stack = scan(&ward, &["Chidi: potassium 3.1"]).await;
    for whose in ["0050050", "2026", "Chi", "Okaf", ""] {
        let page = ReassignDocument {
            record: stack.clone(),
            pages: None,
            patient: whose.to_owned(),
        };
        let refused = ward.app.reassign_document(&ward.lindqvist, page).await;
        assert_eq!(refused.unwrap_err().code, "patient-not-found", "{whose}");
    }
    let page = ReassignDocument {
        record: stack,
        pages: None,
        patient: "chidi okafor".to_owned(),
    };
    assert!(
        ward.app
            .reassign_document(&ward.lindqvist, page)
            .await
            .is_ok()
    );
}
