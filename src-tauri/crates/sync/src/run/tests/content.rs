//! What documents point to: whose it is, and what is said of what is not here.

use super::*;

/// A document that points to a Binary of the same id.
fn letter(id: &str, patient: &str) -> Value {
    json!({
        "resourceType": "DocumentReference", "id": id, "status": "current",
        "subject": { "reference": format!("Patient/{patient}") },
        "content": [{ "attachment": { "contentType": "text/plain", "url": format!("Binary/{id}") } }],
    })
}

#[tokio::test]
async fn a_document_on_two_pages_counts_once_and_another_patients_is_left_to_them() {
    let far = FarSide::start();
    camila(&far);
    let (own, others) = (letter("lost", "camila"), letter("others", "ines"));
    far.has(&own);
    let both = vec![own.to_string(), others.to_string()];
    far.fault("/Observation?", 1, Answer::More(both));
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let row = desk.row("camila", "Binary");
    assert_eq!(
        (row.state, row.count, row.expected),
        (State::Partial, 1, Some(2)),
        "the EHR does not have one of two"
    );
    assert_eq!(far.asked("Binary/lost").len(), 1);
    assert_eq!(far.asked("Binary/others"), Vec::<String>::new());
}

#[tokio::test]
async fn a_note_too_large_is_named_and_the_others_come() {
    let far = FarSide::start();
    camila(&far);
    let big = |id: &str, size: Option<u64>| {
        json!({
            "resourceType": "DocumentReference", "id": id, "status": "current",
            "subject": { "reference": "Patient/camila" },
            "content": [{ "attachment": { "url": format!("Binary/{id}"), "size": size } }],
        })
    };
    far.has(&big("says-so", Some(9_000)));
    far.has(&big("silent", None));
    far.has(&json!({
        "resourceType": "Binary", "id": "silent", "contentType": "text/plain",
        "data": "A".repeat(40_000),
    }));
    far.has(&big("nowhere", Some(10)));
    let mut elsewhere = big("elsewhere", None);
    elsewhere["content"][0]["attachment"]["url"] = json!("https://other.example/fhir/Binary/1");
    far.has(&elsewhere);
    let mut desk = Desk::at(&far);
    desk.options.content_limit = 1_024;
    let outcome = desk.syncs(&these(&["camila"])).await;

    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        far.asked("Binary/says-so"),
        Vec::<String>::new(),
        "known before it is fetched"
    );
    assert!(desk.body("Binary", "camila-b").is_some());
    assert!(desk.body("Binary", "silent").is_none());
    let row = desk.row("camila", "Binary");
    assert_eq!(
        (row.state, row.count, row.expected),
        (State::Partial, 1, Some(5))
    );
    assert_eq!(row.reason_code.as_deref(), Some("content-missing"));
    let reason = row.reason.unwrap();
    assert!(reason.contains("2: Larger than"), "{reason}");
    assert!(reason.contains("1: It is on another server"), "{reason}");
    assert_eq!(
        desk.row("camila", "DocumentReference").state,
        State::Complete
    );
}
