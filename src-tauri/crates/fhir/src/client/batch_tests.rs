#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use std::time::Duration;

use super::*;

fn asked(kinds: &[&str]) -> (Vec<Query>, Vec<Url>) {
    let base = Url::parse("https://ehr.example/fhir/").unwrap();
    let queries = kinds
        .iter()
        .map(|kind| Query::of(*kind).with("patient", "amy"));
    let addresses = kinds.iter().map(|kind| base.join(kind).unwrap());
    (queries.collect(), addresses.collect())
}

fn answered(body: impl Into<Bytes>) -> Fetched {
    Fetched {
        status: 200,
        location: None,
        content_location: None,
        retry_after: None,
        body: body.into(),
        content_type: None,
        etag: None,
        last_modified: None,
        server_date: Some(7),
        request_id: "one".to_owned(),
        elapsed: Duration::ZERO,
    }
}

fn told(kinds: &[&str], entries: &str) -> Result<Vec<Option<Page>>, FetchError> {
    let (queries, addresses) = asked(kinds);
    let body =
        format!(r#"{{"resourceType":"Bundle","type":"batch-response","entry":[{entries}]}}"#);
    told_apart(&answered(body), &queries, &addresses)
}

const EMPTY: &str =
    r#"{"resource":{"resourceType":"Bundle","type":"searchset"},"response":{"status":"200 OK"}}"#;
const PULSE: &str = r#"{ "resourceType": "Observation",  "id":"pulse", "value":1.50 }"#;

fn page(resource: &str) -> String {
    format!(
        r#"{{"response":{{"status":"200"}},"resource":{{"resourceType":"Bundle","link":[{{"relation":"next","url":"Observation?page=2"}}],"entry":[{{"resource":{resource}}}]}}}}"#
    )
}

#[test]
fn amys_searches_are_told_apart_to_the_byte() {
    let pages = told(
        &["AllergyIntolerance", "Observation"],
        &format!("{EMPTY},{}", page(PULSE)),
    )
    .unwrap();
    let [Some(allergies), Some(observations)] = &pages[..] else {
        unreachable!("both were answered");
    };
    assert!(allergies.entries.is_empty());
    assert_eq!(observations.entries[0].body, PULSE);
    assert_eq!(observations.server_date, Some(7));
    let next = observations.next.as_ref().unwrap();
    assert_eq!(next.as_str(), "https://ehr.example/fhir/Observation?page=2");
}

#[test]
fn what_was_refused_is_left_to_be_asked_by_itself() {
    let refused =
        r#"{"response":{"status":"403 Forbidden","outcome":{"resourceType":"OperationOutcome"}}}"#;
    let outcome = r#"{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]},"response":{"status":"200"}}"#;
    let pages = told(
        &["Condition", "Goal", "Observation"],
        &format!("{refused},{outcome},{}", page(PULSE)),
    )
    .unwrap();
    assert!(pages[0].is_none() && pages[1].is_none());
    assert_eq!(pages[2].as_ref().unwrap().entries.len(), 1);
}

#[test]
fn answers_that_stand_in_anothers_place_answer_nothing() {
    // The empty page would say that Amy has no observations.
    let swapped = format!("{EMPTY},{}", page(PULSE));
    assert!(told(&["Observation", "AllergyIntolerance"], &swapped).is_err());
    let of_allergies = r#"{"resource":{"resourceType":"Bundle","link":[{"relation":"self","url":"https://ehr.example/fhir/AllergyIntolerance?patient=amy"}]},"response":{"status":"200"}}"#;
    let entries = format!("{of_allergies},{EMPTY}");
    assert!(told(&["Observation", "AllergyIntolerance"], &entries).is_err());
    assert!(told(&["AllergyIntolerance", "Observation"], &entries).is_ok());
}

#[test]
fn fewer_answers_than_questions_or_something_else_are_no_answer() {
    assert!(told(&["Observation", "Goal"], EMPTY).is_err());
    let (queries, addresses) = asked(&["Goal"]);
    for body in [
        r#"{"resourceType":"Bundle","type":"batch-response"}"#,
        r#"{"resourceType":"Patient","entry":[{"response":{"status":"200"}}]}"#,
        r#"[{"response":{"status":"200"}}]"#,
        r#"{"resourceType":"Bundle","entry":[{"response":{"status":"2"#,
        "<html>",
    ] {
        assert!(
            told_apart(&answered(body), &queries, &addresses).is_err(),
            "{body}"
        );
    }
    let outcome = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-supported"}]}"#;
    let said = told_apart(&answered(outcome), &queries, &addresses);
    assert!(matches!(said, Err(FetchError::Refused { status: 200, .. })));
}
