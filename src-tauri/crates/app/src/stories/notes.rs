//! Ingrid's notes read: what was copied, what changed, and every form an EHR sends them in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use base64::Engine as _;
use serde_json::{Value, json};

use super::{Ward, hers, ingrid};
use crate::wire::reading::{BlockKind, CompareNotes, LineChange, Look};
use crate::wire::section::{Note, RecordRef, Section};

fn note(id: &str, day: &str, kind: &str, text: &str) -> Value {
    let data = base64::engine::general_purpose::STANDARD.encode(text);
    hers(
        "DocumentReference",
        id,
        json!({ "status": "current", "type": { "text": "Progress note" }, "date": format!("2026-03-{day}T08:00:00Z"),
                "author": [{ "display": "Dr. Marsh" }],
                "content": [{ "attachment": { "contentType": kind, "data": data } }] }),
    )
}

/// Her notes by FHIR id.
async fn record(ward: &Ward, id: &str) -> String {
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    let found = rows
        .into_iter()
        .find(|row| row.fhir_id.as_deref() == Some(id));
    found.unwrap().record
}

async fn opened(ward: &Ward, id: &str) -> Note {
    let record = record(ward, id).await;
    ward.app
        .open_note(&ward.lindqvist, RecordRef { record })
        .await
        .unwrap()
}

const HISTORY: &str = "She was admitted with three days of worsening dyspnoea and orthopnoea; echo in 2024 showed an EF of 32 %.";

#[tokio::test]
async fn what_was_copied_from_an_earlier_note_names_where_it_was_said_first() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        note("n1", "10", "text/plain", &format!("HISTORY\n{HISTORY}\nPLAN\nFurosemide 40 mg twice daily")),
        note("n2", "11", "text/plain", &format!("HISTORY\n{HISTORY}\nPLAN\nFurosemide 40 mg twice daily")),
        note("n3", "12", "text/html", &format!("<h3>History</h3><p>{HISTORY}</p><h3>Plan</h3><p>Furosemide 80 mg twice daily</p><p><s>{HISTORY}</s></p>")),
    ])
    .await;
    let third = opened(&ward, "n3").await;
    assert_eq!((third.looked_at, third.earlier.len()), (2, 1));
    assert_eq!(
        third.earlier[0].record,
        record(&ward, "n1").await,
        "where it was said first"
    );
    let said: Vec<_> = third.parts[0]
        .blocks
        .iter()
        .map(|block| (block.kind.clone(), block.copied))
        .collect();
    assert_eq!(
        said,
        [
            (BlockKind::Heading, None),
            (BlockKind::Line, Some(0)),
            (BlockKind::Heading, None),
            (BlockKind::Line, None),
            (BlockKind::Line, None),
        ],
        "a new dose is new; what was struck out since is not what was said"
    );
    let first = opened(&ward, "n1").await;
    assert_eq!(
        (first.looked_at, first.earlier.len()),
        (0, 0),
        "nothing was before it"
    );
}

#[tokio::test]
async fn a_withdrawn_note_and_a_few_words_make_no_copy() {
    let ward = Ward::open().await;
    let mut withdrawn = note("n1", "10", "text/plain", HISTORY);
    withdrawn["status"] = json!("entered-in-error");
    ward.import(&[
        ingrid(),
        withdrawn,
        note("n2", "11", "text/plain", "No pain."),
        note(
            "n3",
            "12",
            "text/plain",
            &format!("No pain.\nOther words today\n{HISTORY}"),
        ),
    ])
    .await;
    let third = opened(&ward, "n3").await;
    assert!(
        third.parts[0]
            .blocks
            .iter()
            .all(|block| block.copied.is_none())
    );
    assert_eq!(third.looked_at, 1);
}

#[tokio::test]
async fn two_notes_are_told_apart_line_by_line() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        note(
            "n1",
            "10",
            "text/plain",
            "PLAN\nFurosemide 40 mg twice daily\nDiet",
        ),
        note(
            "n2",
            "11",
            "text/html",
            "<h3>PLAN</h3><p>Furosemide 80 mg twice daily</p><p><s>Diet</s></p>",
        ),
    ])
    .await;
    let request = CompareNotes {
        earlier: record(&ward, "n1").await,
        later: record(&ward, "n2").await,
    };
    let found = ward
        .app
        .compare_notes(&ward.lindqvist, request)
        .await
        .unwrap();
    let lines: Vec<(LineChange, String)> = found
        .lines
        .iter()
        .map(|line| {
            (
                line.change.clone(),
                line.words.iter().map(|w| w.text.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(lines[0], (LineChange::Same, "PLAN".to_owned()));
    assert!(lines.contains(&(LineChange::Came, "Furosemide 80 mg twice daily".to_owned())));
    assert!(lines.contains(&(LineChange::Came, "[struck out: Diet]".to_owned())));
    let strangers = CompareNotes {
        earlier: record(&ward, "n1").await,
        later: "not-a-record".to_owned(),
    };
    let refused = ward.app.compare_notes(&ward.lindqvist, strangers).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn one_note_in_three_forms_is_read_once() {
    let ward = Ward::open().await;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let words = "Warfarin 5 mg is held";
    let document = hers(
        "DocumentReference",
        "n1",
        json!({ "status": "current", "date": "2026-03-12", "content": [
            { "attachment": { "contentType": "text/html", "data": encode("<p>Warfarin <b>5 mg</b> is held</p>") } },
            { "attachment": { "contentType": "text/rtf", "data": encode(&format!("{{\\rtf1 {words}\\par}}")) } },
            { "attachment": { "contentType": "application/hl7-v3+xml", "data": encode(
                "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Letter</title><component><structuredBody><component><section>\
                 <title>Plan</title><text>INR on Monday</text></section></component></structuredBody></component></ClinicalDocument>") } },
            { "attachment": { "contentType": "text/rtf", "data": encode("not rich at all") } },
        ] }),
    );
    ward.import(&[ingrid(), document]).await;
    let note = opened(&ward, "n1").await;
    let same: Vec<_> = note.parts.iter().map(|part| part.same_as).collect();
    assert_eq!(same, [None, Some(0), None, None]);
    assert!(note.parts[0].blocks[0].runs[1].looks.contains(&Look::Bold));
    let titles: Vec<_> = note.parts[2]
        .blocks
        .iter()
        .filter_map(|b| b.outline.as_deref())
        .collect();
    assert_eq!(titles, ["Letter", "Plan"]);
    let refused = note.parts[3].unavailable.as_deref().unwrap();
    assert!(refused.contains("does not keep to that"), "{refused}");
}
