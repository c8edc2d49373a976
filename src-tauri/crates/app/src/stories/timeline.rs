//! Ingrid's chart over time, and two days of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};

use super::{Ward, hers, ingrid};
use crate::wire::timeline::{
    Belongs, CompareDates, ReadSpan, ReadTimeline, Then, Timeline, TimelineSpan,
};

fn potassium(id: &str, at: &str, value: f64, encounter: Option<&str>) -> Value {
    let mut result = hers(
        "Observation",
        id,
        json!({ "status": "final", "effectiveDateTime": at, "category": [{ "coding": [{ "code": "laboratory" }] }],
                "code": { "text": "Potassium", "coding": [{ "system": "http://loinc.org", "code": "2823-3" }] },
                "valueQuantity": { "value": value, "unit": "mmol/L" } }),
    );
    if let Some(encounter) = encounter {
        result["encounter"] = json!({ "reference": format!("Encounter/{encounter}") });
    }
    result
}

fn visit(id: &str, class: &str, start: &str, end: Option<&str>) -> Value {
    hers(
        "Encounter",
        id,
        json!({ "status": if end.is_some() { "finished" } else { "in-progress" }, "class": { "code": class },
                "period": { "start": start, "end": end } }),
    )
}

async fn timeline(ward: &Ward) -> Timeline {
    newest(ward, None).await
}

async fn newest(ward: &Ward, most: Option<u32>) -> Timeline {
    let request = ReadTimeline {
        patient: ward.patient().await.patient,
        most,
    };
    let read = ward.app.read_timeline(&ward.lindqvist, request).await;
    read.unwrap()
}

async fn opened(ward: &Ward, span: &TimelineSpan) -> Vec<(Option<String>, Belongs)> {
    let request = ReadSpan {
        patient: ward.patient().await.patient,
        encounter: span.encounter.as_ref().map(|row| row.record.clone()),
        from: span.from,
        to: span.to,
    };
    let found = ward.app.read_span(&ward.lindqvist, request).await.unwrap();
    assert!(!found.more);
    found
        .entries
        .into_iter()
        .map(|entry| (entry.detail, entry.belongs))
        .collect()
}

#[tokio::test]
async fn an_encounter_holds_what_happened_in_it_and_says_what_names_it() {
    let ward = Ward::open().await;
    let letter = hers(
        "DocumentReference",
        "letter",
        json!({ "status": "current", "type": { "text": "Discharge summary" }, "date": "2026-03-09T15:00:00Z",
                "context": { "encounter": [{ "reference": "Encounter/stay" }] }, "content": [] }),
    );
    ward.import(&[
        ingrid(),
        visit(
            "stay",
            "IMP",
            "2026-03-01T12:00:00Z",
            Some("2026-03-05T12:00:00Z"),
        ),
        visit(
            "ed",
            "EMER",
            "2026-03-01T12:00:00Z",
            Some("2026-03-01T16:00:00Z"),
        ),
        potassium("k1", "2026-03-01T13:00:00Z", 5.1, Some("ed")),
        potassium("k2", "2026-03-03T12:00:00Z", 5.2, None),
        potassium("k3", "2026-03-04T12:00:00Z", 5.3, Some("ed")),
        potassium("k4", "2026-03-20T12:00:00Z", 5.4, None),
        letter,
        hers(
            "Procedure",
            "undated",
            json!({ "status": "completed", "code": { "text": "Appendectomy" } }),
        ),
    ])
    .await;
    let found = timeline(&ward).await;
    let lines: Vec<_> = found
        .spans
        .iter()
        .map(|span| {
            let records: u32 = span.counts.iter().map(|count| count.records).sum();
            (
                span.encounter
                    .as_ref()
                    .and_then(|row| row.fhir_id.as_deref()),
                records,
            )
        })
        .collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(
        (lines[0], lines[1]),
        ((None, 1), (None, 1)),
        "days on their own, newest first"
    );
    assert!(
        lines.contains(&(Some("stay"), 2)) && lines.contains(&(Some("ed"), 1)),
        "{lines:?}"
    );
    assert_eq!(found.undated[0].section, "procedures");
    // Begun with the newest: they are the same, and it is said how many there are.
    let begun = newest(&ward, Some(2)).await;
    assert_eq!(begun.spans, found.spans[..2]);
    assert_eq!((begun.in_all, found.in_all), (4, 4));
    assert_eq!(begun.undated, found.undated);

    let stay = found
        .spans
        .iter()
        .find(|s| {
            s.encounter
                .as_ref()
                .is_some_and(|e| e.fhir_id.as_deref() == Some("stay"))
        })
        .unwrap();
    let mut said = opened(&ward, stay).await;
    assert_eq!(said.len(), 3, "the letter written later names it: {said:?}");
    assert_eq!(said.remove(0).1, Belongs::Said);
    assert_eq!(
        said,
        [
            (Some("5.3 mmol/L".to_owned()), Belongs::OfAnother),
            (Some("5.2 mmol/L".to_owned()), Belongs::ByTime),
        ]
    );
    assert_eq!(
        opened(&ward, &found.spans[0]).await,
        [(Some("5.4 mmol/L".to_owned()), Belongs::ByTime)]
    );
}

#[tokio::test]
async fn two_days_side_by_side_give_the_last_values_and_what_was_in_force() {
    let ward = Ward::open().await;
    let order = |id: &str, drug: &str, status: &str, members: Value| {
        let mut order = hers(
            "MedicationRequest",
            id,
            json!({ "status": status, "intent": "order", "medicationCodeableConcept": { "text": drug } }),
        );
        for (name, member) in members.as_object().unwrap() {
            order[name] = member.clone();
        }
        order
    };
    let mut withdrawn = potassium("k9", "2026-03-10T10:00:00Z", 9.9, None);
    withdrawn["status"] = json!("entered-in-error");
    ward.import(&[
        ingrid(),
        potassium("k1", "2026-03-01T10:00:00Z", 4.1, None),
        potassium("k2", "2026-03-09T10:00:00Z", 5.6, None),
        withdrawn,
        order(
            "m1",
            "Furosemide",
            "active",
            json!({ "authoredOn": "2026-03-05" }),
        ),
        order(
            "m2",
            "Spironolactone",
            "stopped",
            json!({ "authoredOn": "2026-02-01" }),
        ),
    ])
    .await;
    let request = |earlier: &str, later: &str, patient: String| CompareDates {
        patient,
        earlier: earlier.to_owned(),
        later: later.to_owned(),
    };
    let patient = ward.patient().await.patient;
    let found = ward
        .app
        .compare_dates(
            &ward.lindqvist,
            request("2026-03-02", "2026-03-10", patient.clone()),
        )
        .await
        .unwrap();
    assert_eq!(found.tests.len(), 1);
    let value = |then: &Option<crate::wire::timeline::ValueThen>| {
        then.as_ref().unwrap().value.clone().unwrap()
    };
    assert_eq!(value(&found.tests[0].earlier), "4.1 mmol/L");
    assert_eq!(
        value(&found.tests[0].later),
        "5.6 mmol/L",
        "never what was withdrawn"
    );
    let drug = |name: &str| {
        found
            .medications
            .iter()
            .find(|row| row.name.as_deref() == Some(name))
            .unwrap()
    };
    assert_eq!(
        (&drug("Furosemide").earlier, &drug("Furosemide").later),
        (&Then::No, &Then::Yes)
    );
    assert_eq!(
        drug("Spironolactone").later,
        Then::Unknown,
        "stopped at a time nobody sent"
    );
    let turned = ward
        .app
        .compare_dates(
            &ward.lindqvist,
            request("2026-03-10", "2026-03-02", patient),
        )
        .await;
    assert!(turned.is_err());
}
