//! A discharge summary about Ingrid, filled from her chart: what it does not hold is said, never made up.

use serde_json::json;

use super::{Ward, hers, ingrid};
use crate::wire::document::AddedDocument;
use crate::wire::section::{RecordRef, Section};
use crate::wire::template::{FillTemplate, FilledTemplate, WriteDocument, WrittenAs};

async fn ward() -> Ward {
    let ward = Ward::open().await;
    let potassium = |id: &str, value: f64, day: &str, status: &str| {
        hers(
            "Observation",
            id,
            json!({
                "status": status, "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"},
                "category": [{"coding": [{"code": "laboratory"}]}], "effectiveDateTime": day,
                "valueQuantity": {"value": value, "unit": "mmol/L"},
            }),
        )
    };
    let problem = |id: &str, name: &str, status: &str| {
        hers(
            "Condition",
            id,
            json!({
                "code": {"text": name},
                "clinicalStatus": {"coding": [{"code": status}]},
                "verificationStatus": {"coding": [{"code": "confirmed"}]},
            }),
        )
    };
    ward.import(&[
        ingrid(),
        problem("c1", "Heart failure", "active"),
        problem("c2", "Gout", "resolved"),
        potassium("k1", 5.1, "2026-03-10", "final"),
        potassium("k2", 5.9, "2026-03-13", "final"),
        potassium("k3", 9.9, "2026-03-14", "entered-in-error"),
    ])
    .await;
    ward
}

async fn fill(ward: &Ward, template: &str) -> FilledTemplate {
    let request = FillTemplate {
        patient: "00421187".to_owned(),
        template: template.to_owned(),
        encounter: None,
    };
    ward.app
        .fill_template(&ward.lindqvist, request)
        .await
        .unwrap()
}

async fn write(ward: &Ward, filled: FilledTemplate, written_as: WrittenAs) -> AddedDocument {
    let request = WriteDocument {
        patient: "00421187".to_owned(),
        text: filled.text,
        about: filled.about,
        written_as,
        replaces: None,
        draft: false,
    };
    ward.app
        .write_document(&ward.lindqvist, request)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_chart_holds_is_filled_in_and_what_it_does_not_is_said() {
    let ward = ward().await;
    let filled = fill(&ward, "discharge-summary").await;
    let text = &filled.text;
    for there in [
        "Ingrid",
        "1960-03-14",
        "MRN 00421187",
        "- Heart failure",
        "- Potassium: 5.9 mmol/L",
        "2026-03-13",
        "lindqvist",
    ] {
        assert!(text.contains(there), "{there}: {text}");
    }
    for not in ["Gout", "9.9", "5.1", "{{", "no known", "No known", "none"] {
        assert!(!text.contains(not), "{not}: {text}");
    }
    for (head, next) in [
        ("ALLERGIES\n", "HOSPITAL"),
        ("MEDICATIONS\n", "FOLLOW-UP"),
        ("VITAL SIGNS\n", "MEDICATIONS"),
    ] {
        let part = text.split_once(head).unwrap().1.split_once(next).unwrap().0;
        assert!(part.starts_with("[not recorded here]"), "{head}{part}");
    }
    assert!(text.contains("Encounter: [not recorded here]"));
    assert_eq!(filled.not_recorded.len(), 4, "{:?}", filled.not_recorded);
    assert_eq!(filled.about.kind.unwrap().code, "18842-5");
}

#[tokio::test]
async fn a_note_and_a_letter_stand_among_her_notes_with_their_words() {
    let ward = ward().await;
    let note = write(&ward, fill(&ward, "progress-note").await, WrittenAs::Text).await;
    let letter = write(&ward, fill(&ward, "referral").await, WrittenAs::Pdf).await;
    for (added, kind) in [(note, "text/plain"), (letter, "application/pdf")] {
        assert_eq!(added.text.content_type.as_deref(), Some(kind));
        let record = RecordRef {
            record: added.record.unwrap(),
        };
        let opened = ward
            .app
            .open_note(&ward.lindqvist, record.clone())
            .await
            .unwrap();
        let text: String = opened
            .parts
            .into_iter()
            .filter_map(|part| part.text)
            .collect();
        assert!(
            text.contains("Heart failure") && text.contains("5.9"),
            "{kind}: {text}"
        );
        assert!(text.contains("not recorded here"), "{kind}: {text}");
        assert_eq!(opened.row.author.as_deref(), Some("lindqvist"));
        let source = ward
            .app
            .record_source(&ward.lindqvist, record)
            .await
            .unwrap();
        assert!(
            source.json.contains("\"docStatus\":\"final\""),
            "{}",
            source.json
        );
    }
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn a_ward_has_templates_of_its_own() {
    let ward = ward().await;
    let folder = ward.folder.path().join("profile/templates");
    std::fs::create_dir_all(&folder).unwrap();
    let own = "title: Dialysis note\r\ntype: 28570-0\r\n---\r\n{{patient.name}}: dry weight\r\n";
    std::fs::write(folder.join("dialysis.txt"), own).unwrap();
    std::fs::write(folder.join("wrong.txt"), "{{patient.weight}}").unwrap();
    std::fs::write(
        folder.join("referral.txt"),
        "Dear nephrologist, {{problems}}",
    )
    .unwrap();
    std::fs::write(folder.join("letter.docx"), "no template").unwrap();
    let listed = ward
        .app
        .list_templates(&ward.lindqvist)
        .await
        .unwrap()
        .templates;
    let own: Vec<_> = listed
        .iter()
        .filter(|one| one.own)
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(own, ["dialysis", "referral", "wrong"]);
    assert_eq!(
        listed.len(),
        8,
        "an own one takes the place of a built-in one"
    );
    let filled = fill(&ward, "dialysis").await;
    assert_eq!(filled.about.title.as_deref(), Some("Dialysis note"));
    assert!(
        filled.text.starts_with("Sørensen, Ingrid: dry weight"),
        "{}",
        filled.text
    );
    let request = FillTemplate {
        patient: "00421187".to_owned(),
        template: "wrong".to_owned(),
        encounter: None,
    };
    let wrong = ward
        .app
        .fill_template(&ward.lindqvist, request)
        .await
        .unwrap_err();
    assert!(
        wrong.message.contains("patient.weight"),
        "{}",
        wrong.message
    );
}
