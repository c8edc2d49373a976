//! Ingrid's chart on screen: what the EHR said, and no more than it said.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use wardbook_store::ledger::{self, State};
use wardbook_store::{connections, patients};

use super::results::{lab, results};
use super::{NOW, Ward, hers, ingrid};
use crate::wire::coverage::CoverageState;
use crate::wire::section::{AllergyStatement, Section, Standing};

const HOUR: i64 = 3_600_000;

/// The ledger as a sync would leave it, for the one patient here.
fn read_to(ward: &Ward, section: &str, read: &str, state: State) {
    let open = ward.app.opened().unwrap();
    open.store()
        .write(|tx| {
            let connection = connections::list(tx)?[0].id;
            let patient = patients::of_connection(tx, connection)?[0].id;
            let mut row = ledger::Row::new(connection, patient, section, read);
            row.state = state;
            row.as_of = (state == State::Complete).then_some(NOW);
            ledger::put(tx, &row)
        })
        .unwrap();
}

#[tokio::test]
async fn no_known_allergies_only_if_the_ehr_said_so() {
    let statement = async |records: &[Value], state: Option<State>| {
        let ward = Ward::open().await;
        ward.import(&[&[ingrid()], records].concat()).await;
        if let Some(state) = state {
            read_to(&ward, "allergies", "AllergyIntolerance", state);
        }
        let Section::Allergies(found) = ward.section("allergies").await else {
            panic!("allergies")
        };
        found.statement
    };
    assert_eq!(
        statement(&[], None).await,
        AllergyStatement::NotKnown,
        "nobody asked"
    );
    let refused = statement(&[], Some(State::Refused)).await;
    assert_eq!(
        refused,
        AllergyStatement::NotKnown,
        "the EHR refused to say"
    );
    let complete = statement(&[], Some(State::Complete)).await;
    assert_eq!(
        complete,
        AllergyStatement::NothingRecorded,
        "asked to the end, nothing either way"
    );
    let none = hers(
        "AllergyIntolerance",
        "nka",
        json!({ "clinicalStatus": { "coding": [{ "code": "active" }] },
                "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "716186003" }] } }),
    );
    let said = statement(std::slice::from_ref(&none), Some(State::Complete)).await;
    assert_eq!(said, AllergyStatement::NoneKnown);
    let penicillin = hers(
        "AllergyIntolerance",
        "pen",
        json!({ "clinicalStatus": { "coding": [{ "code": "active" }] }, "criticality": "high",
                "code": { "text": "Penicillin" } }),
    );
    let both = statement(&[none, penicillin.clone()], None).await;
    assert_eq!(
        both,
        AllergyStatement::Listed,
        "an allergy wins over a stale denial"
    );
    let mut withdrawn = penicillin;
    withdrawn["verificationStatus"] = json!({ "coding": [{ "code": "entered-in-error" }] });
    let gone = statement(&[withdrawn], Some(State::Complete)).await;
    assert_eq!(
        gone,
        AllergyStatement::NothingRecorded,
        "what was withdrawn never counts"
    );
}

#[tokio::test]
async fn drugs_are_named_by_what_they_refer_to_and_never_merged() {
    let ward = Ward::open().await;
    let order = |id: &str, status: &str| {
        hers(
            "MedicationRequest",
            id,
            json!({ "status": status, "intent": "order",
                    "medicationReference": { "reference": "Medication/furo" },
                    "requester": { "reference": "Practitioner/lindqvist" } }),
        )
    };
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "Medication", "id": "furo", "code": { "text": "Furosemide 40 mg" } }),
        json!({ "resourceType": "Practitioner", "id": "lindqvist", "name": [{ "text": "Dr. Lindqvist" }] }),
        order("m1", "stopped"),
        order("m2", "active"),
        order("m3", "active"),
        order("m4", "entered-in-error"),
    ])
    .await;
    let Section::Medications(rows) = ward.section("medications").await else {
        panic!("drugs")
    };
    assert_eq!(rows.len(), 4, "one row a record, withdrawn ones too");
    assert!(
        rows.iter()
            .all(|row| row.name.as_deref() == Some("Furosemide 40 mg"))
    );
    assert_eq!(rows[0].prescriber.as_deref(), Some("Dr. Lindqvist"));
    let standings: Vec<_> = rows.iter().map(|row| row.standing.clone()).collect();
    assert_eq!(
        standings,
        [
            Standing::Current,
            Standing::Current,
            Standing::Past,
            Standing::EnteredInError
        ]
    );
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("summary")
    };
    assert_eq!(
        summary.medications.len(),
        2,
        "the summary counts what is active"
    );
}

#[tokio::test]
async fn a_note_opens_as_text_or_says_why_not() {
    let ward = Ward::open().await;
    let document = hers(
        "DocumentReference",
        "n1",
        json!({ "status": "current", "type": { "text": "Progress note" }, "date": "2026-03-14T12:31:00Z",
                "content": [
                    { "attachment": { "contentType": "text/plain", "data": "RHlzcG5vZWEgYXQgcmVzdC4=" } },
                    { "attachment": { "contentType": "text/html", "url": "Binary/b1" } },
                    { "attachment": { "contentType": "application/pdf", "url": "Binary/b2" } },
                    { "attachment": { "contentType": "text/plain", "url": "Binary/not-here" } }] }),
    );
    let binary = |id: &str, kind: &str, data: &str| json!({ "resourceType": "Binary", "id": id, "contentType": kind, "data": data });
    ward.import(&[
        ingrid(),
        document,
        binary("b1", "text/html", "PHA+RWNobzwvcD48cD5FRiAzMiAlPC9wPg=="),
        binary("b2", "application/pdf", "JVBERi0="),
    ])
    .await;
    let Section::Notes(rows) = ward.section("notes").await else {
        panic!("notes")
    };
    assert_eq!(rows.len(), 1, "a Binary is content, no note of its own");
    assert!(rows[0].here);
    let record = crate::wire::section::RecordRef {
        record: rows[0].record.clone(),
    };
    let note = ward.app.open_note(&ward.lindqvist, record).await.unwrap();
    assert_eq!(note.parts[0].text.as_deref(), Some("Dyspnoea at rest."));
    let html = note.parts[1].text.as_deref().unwrap();
    assert!(
        html.contains("Echo") && html.contains("EF 32 %") && !html.contains('<'),
        "{html}"
    );
    assert!(
        note.parts[2]
            .unavailable
            .as_deref()
            .unwrap()
            .contains("A PDF of 5 bytes")
    );
    assert!(
        note.parts[3]
            .unavailable
            .as_deref()
            .unwrap()
            .contains("not on this workstation")
    );
}

#[tokio::test]
async fn what_came_since_the_last_look_is_marked_and_stays_marked_while_looking() {
    let ward = Ward::open().await;
    let potassium = |id: &str, day: &str| {
        lab(
            id,
            "2823-3",
            "Potassium",
            day,
            json!({ "value": 4.0, "unit": "mmol/L" }),
        )
    };
    ward.import(&[ingrid(), potassium("k1", "2026-03-13")])
        .await;
    let patient = ward.patient().await;
    ward.app
        .open_chart(&ward.lindqvist, patient.clone())
        .await
        .unwrap();
    let marks = async || {
        let sheet = results(&ward).await;
        sheet.groups[0].tests[0]
            .cells
            .iter()
            .map(|cell| cell.new)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        marks().await,
        [false],
        "of a chart never opened before nothing is new"
    );

    ward.clock.advance(HOUR);
    ward.import(&[potassium("k2", "2026-03-14")]).await;
    ward.clock.advance(HOUR);
    let chart = ward
        .app
        .open_chart(&ward.lindqvist, patient.clone())
        .await
        .unwrap();
    assert_eq!(chart.banner.patient.new_records, 1);
    assert_eq!(marks().await, [true, false]);
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("a summary")
    };
    let fresh = summary.fresh.unwrap();
    assert_eq!((fresh.counts.len(), fresh.counts[0].records), (1, 1));
    assert_eq!(fresh.rows[0].detail.as_deref(), Some("4.0 mmol/L"));
    ward.clock.advance(60_000);
    ward.app.open_chart(&ward.lindqvist, patient).await.unwrap();
    assert_eq!(
        marks().await,
        [true, false],
        "looking again a minute later is the same look"
    );
}

#[tokio::test]
async fn the_banner_says_who_she_is_and_the_heads_how_much_is_known() {
    let ward = Ward::open().await;
    let inpatient = hers(
        "Encounter",
        "e1",
        json!({ "status": "in-progress", "class": { "code": "IMP" },
                "location": [{ "location": { "reference": "Location/7n" } }] }),
    );
    ward.import(&[
        ingrid(),
        inpatient,
        json!({ "resourceType": "Location", "id": "7n", "name": "7 North" }),
    ])
    .await;
    read_to(&ward, "problems", "Condition", State::Complete);
    read_to(&ward, "results", "Observation:laboratory", State::Complete);
    read_to(&ward, "results", "DiagnosticReport", State::Refused);
    let chart = ward
        .app
        .open_chart(&ward.lindqvist, ward.patient().await)
        .await
        .unwrap();
    assert_eq!(
        chart.banner.patient.name.as_deref(),
        Some("Sørensen, Ingrid")
    );
    assert_eq!(chart.banner.age.as_deref(), Some("66 y"));
    assert_eq!(chart.banner.patient.mrn.as_deref(), Some("00421187"));
    assert_eq!(chart.banner.location.as_deref(), Some("7 North"));
    let head = |name: &str| {
        chart
            .sections
            .iter()
            .find(|head| head.section == name)
            .unwrap()
    };
    assert_eq!(head("problems").coverage.state, CoverageState::Complete);
    assert_eq!(head("problems").coverage.as_of, Some(NOW as f64));
    assert!(
        head("problems").reads.is_empty(),
        "one complete read needs no list"
    );
    assert_eq!(head("results").coverage.state, CoverageState::Refused);
    assert_eq!(head("results").reads.len(), 2);
    assert_eq!(
        head("immunizations").coverage.state,
        CoverageState::NotAsked
    );
    assert_eq!(head("summary").coverage.state, CoverageState::Refused);
}

#[tokio::test]
async fn the_summary_says_what_is_to_come_and_nothing_that_was_cancelled() {
    let ward = Ward::open().await;
    let appointment = |id: &str, status: &str, start: &str| {
        json!({ "resourceType": "Appointment", "id": id, "status": status, "start": start, "description": id,
                "participant": [{ "actor": { "reference": "Patient/ingrid" }, "status": "accepted" }] })
    };
    ward.import(&[
        ingrid(),
        appointment("far", "booked", "2026-06-01T09:00:00Z"),
        appointment("near", "booked", "2026-03-20T09:00:00Z"),
        appointment("cancelled", "cancelled", "2026-03-19T09:00:00Z"),
        appointment("past", "booked", "2026-03-01T09:00:00Z"),
        hers("Encounter", "planned", json!({ "status": "planned", "class": { "code": "AMB" }, "period": { "start": "2026-03-14" } })),
    ])
    .await;
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("a summary")
    };
    let next: Vec<_> = summary
        .next
        .iter()
        .map(|row| row.name.as_deref().unwrap())
        .collect();
    assert_eq!(
        next,
        ["Ambulatory", "near", "far"],
        "one planned for today by its day is still to come"
    );
    assert!(
        summary.fresh.is_none(),
        "of a chart never opened nothing is new"
    );
}
