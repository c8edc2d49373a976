//! Ingrid's chart on screen: what the EHR said, and no more than it said.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use wardbook_store::ledger::{self, State};
use wardbook_store::{connections, patients};

use super::{NOW, Ward, hers, ingrid};
use crate::wire::coverage::CoverageState;
use crate::wire::result::{Abnormality, Flowsheet};
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

fn lab(id: &str, code: &str, name: &str, at: &str, value: Value) -> Value {
    hers(
        "Observation",
        id,
        json!({
            "status": "final", "effectiveDateTime": at, "valueQuantity": value,
            "category": [{ "coding": [{ "code": "laboratory" }] }],
            "code": { "text": name, "coding": [{ "system": "http://loinc.org", "code": code }] },
            "referenceRange": [{ "low": { "value": 3.5 }, "high": { "value": 5.1 } }]
        }),
    )
}

async fn results(ward: &Ward) -> Flowsheet {
    let Section::Results(sheet) = ward.section("results").await else {
        panic!("results")
    };
    sheet
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
async fn potassium_is_one_row_over_time_judged_by_the_range_that_came_with_it() {
    let ward = Ward::open().await;
    let mmol = |value: f64| json!({ "value": value, "unit": "mmol/L" });
    let mut said_high = lab(
        "k3",
        "2823-3",
        "Potassium",
        "2026-03-12T06:10:00Z",
        mmol(5.0),
    );
    said_high["interpretation"] = json!([{ "coding": [{ "code": "HH" }] }]);
    let mut bare = lab(
        "k4",
        "2823-3",
        "Potassium",
        "2026-03-11T06:10:00Z",
        json!({ "value": 5.9, "unit": "mEq/L" }),
    );
    bare["referenceRange"] = json!([]);
    let report = hers(
        "DiagnosticReport",
        "panel",
        json!({ "status": "final", "code": { "text": "Metabolic panel" },
                "result": [{ "reference": "Observation/na" }, { "reference": "Observation/k1" }] }),
    );
    ward.import(&[
        ingrid(),
        lab(
            "k1",
            "2823-3",
            "Potassium",
            "2026-03-14T06:10:00Z",
            mmol(5.6),
        ),
        lab(
            "k2",
            "2823-3",
            "Potassium",
            "2026-03-13T06:10:00Z",
            mmol(4.9),
        ),
        said_high,
        bare,
        lab("na", "2951-2", "Sodium", "2026-03-14T06:10:00Z", mmol(4.0)),
        report,
    ])
    .await;
    let sheet = results(&ward).await;
    assert_eq!(sheet.groups.len(), 1);
    assert_eq!(sheet.groups[0].name, "Metabolic panel");
    let names: Vec<_> = sheet.groups[0]
        .tests
        .iter()
        .map(|test| test.name.as_str())
        .collect();
    assert_eq!(names, ["Sodium", "Potassium"], "as the report orders them");
    let potassium = &sheet.groups[0].tests[1];
    assert_eq!(
        potassium.unit.as_deref(),
        Some("mmol/L"),
        "the unit of most of them"
    );
    assert_eq!(
        (potassium.range_low, potassium.range_high),
        (Some(3.5), Some(5.1))
    );
    let seen: Vec<_> = potassium
        .cells
        .iter()
        .map(|cell| {
            (
                cell.value.as_deref().unwrap(),
                cell.abnormality.clone(),
                cell.interpreted,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("5.6", Abnormality::High, false),
            ("4.9", Abnormality::Normal, false),
            ("5.0", Abnormality::CriticalHigh, true),
            ("5.9", Abnormality::Unknown, false),
        ],
        "newest first; by range, by the EHR's word, and not guessed where neither came"
    );
    assert_eq!(
        potassium.cells[3].unit.as_deref(),
        Some("mEq/L"),
        "another unit is said at the cell"
    );
}

#[tokio::test]
async fn a_result_in_another_unit_of_the_same_kind_joins_its_row_with_what_was_sent() {
    let ward = Ward::open().await;
    let protein = |id: &str, day: u32, value: &str, unit: &str, code: &str| {
        let json = format!(
            r#"{{"value": {value}, "unit": "{unit}", "system": "http://unitsofmeasure.org", "code": "{code}"}}"#
        );
        let quantity = serde_json::from_str(&json).unwrap();
        let at = format!("2026-03-{day:02}T06:10:00Z");
        let mut found = lab(id, "2885-2", "Protein", &at, quantity);
        found["referenceRange"] = json!([]);
        found
    };
    let mut other = protein("p3", 12, "64", "g/l", "g/L");
    other["valueQuantity"]["comparator"] = json!(">");
    let unclear = protein("p4", 11, "6.5", "mg/L", "g/dL");
    ward.import(&[
        ingrid(),
        protein("p1", 14, "6.5", "g/dL", "g/dL"),
        protein("p2", 13, "6.25", "g/dL", "g/dL"),
        other,
        unclear,
    ])
    .await;
    let sheet = results(&ward).await;
    let row = &sheet.groups[0].tests[0];
    assert_eq!(row.unit.as_deref(), Some("g/dL"));
    let seen: Vec<_> = row
        .cells
        .iter()
        .map(|cell| {
            let unit = cell.unit.as_deref();
            (
                cell.value.as_deref().unwrap(),
                unit,
                cell.as_sent.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("6.5", None, None),
            ("6.25", None, None),
            (">6.4", None, Some(">64 g/l")),
            ("6.5", Some("mg/L"), None),
        ],
        "words and code that contradict each other are left as they are"
    );
    assert!(row.cells[2].number.is_some_and(|n| (n - 6.4).abs() < 1e-9));
}

#[tokio::test]
async fn two_results_of_one_moment_share_a_cell_and_the_withdrawn_one_stays_behind() {
    let ward = Ward::open().await;
    let at = "2026-03-14T06:10:00Z";
    let mut withdrawn = lab("k2", "2823-3", "Potassium", at, json!({ "value": 9.9 }));
    withdrawn["status"] = json!("entered-in-error");
    ward.import(&[
        ingrid(),
        lab("k1", "2823-3", "Potassium", at, json!({ "value": 4.2 })),
        withdrawn,
    ])
    .await;
    let sheet = results(&ward).await;
    let cells = &sheet.groups[0].tests[0].cells;
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].value.as_deref(), cells[0].more), (Some("4.2"), 1));
    assert_eq!(sheet.results, Some(2), "nothing is dropped");
}

#[tokio::test]
async fn a_result_without_a_value_says_why() {
    let ward = Ward::open().await;
    let mut missing = lab("k1", "2823-3", "Potassium", "2026-03-14", json!(null));
    missing["dataAbsentReason"] = json!({ "coding": [{ "code": "unknown" }] });
    ward.import(&[ingrid(), missing]).await;
    let sheet = results(&ward).await;
    let cell = &sheet.groups[0].tests[0].cells[0];
    assert_eq!(cell.value, None);
    assert!(cell.absent.is_some());
}

#[tokio::test]
async fn a_pressure_sent_as_two_results_is_a_pair_only_where_it_surely_is_one() {
    let ward = Ward::open().await;
    let half = |id: &str, code: &str, at: &str, value: i32, status: &str| {
        hers(
            "Observation",
            id,
            json!({ "status": status, "effectiveDateTime": at,
            "category": [{ "coding": [{ "code": "vital-signs" }] }],
            "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
            "valueQuantity": { "value": value, "unit": "mmHg" } }),
        )
    };
    let (morning, noon, evening) = (
        "2026-03-14T06:00:00Z",
        "2026-03-14T12:00:00Z",
        "2026-03-14T18:00:00Z",
    );
    ward.import(&[
        ingrid(),
        half("s1", "8480-6", morning, 104, "final"),
        half("d1", "8462-4", morning, 62, "final"),
        half("s2", "8480-6", noon, 140, "final"),
        half("d2", "8462-4", noon, 90, "entered-in-error"),
        half("s3", "8480-6", evening, 118, "final"),
        half("s4", "8480-6", evening, 131, "final"),
        half("d3", "8462-4", evening, 70, "final"),
    ])
    .await;
    let Section::Vitals(sheet) = ward.section("vitals").await else {
        panic!("vital signs");
    };
    let tests = &sheet.groups[0].tests;
    assert_eq!(tests[0].name, "Blood pressure");
    let said: Vec<_> = tests[0]
        .cells
        .iter()
        .map(|cell| cell.value.as_deref())
        .collect();
    assert_eq!(
        said,
        [Some("104/62")],
        "not with a half that was withdrawn, nor with one of two"
    );
    assert_eq!(tests.len(), 3, "the halves stay");
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("a summary");
    };
    let last: Vec<_> = summary
        .vitals
        .iter()
        .map(|row| row.value.as_deref())
        .collect();
    assert_eq!(
        last.len(),
        3,
        "an older pair does not hide newer halves: {last:?}"
    );
}

#[tokio::test]
async fn blood_pressure_is_one_sign() {
    let ward = Ward::open().await;
    let part = |code: &str, value: i32| {
        json!({ "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
                "valueQuantity": { "value": value, "unit": "mmHg" } })
    };
    let pressure = hers(
        "Observation",
        "bp",
        json!({ "status": "final", "effectiveDateTime": "2026-03-14T14:00:00Z",
                "category": [{ "coding": [{ "code": "vital-signs" }] }],
                "code": { "text": "Blood pressure", "coding": [{ "system": "http://loinc.org", "code": "85354-9" }] },
                "component": [part("8480-6", 104), part("8462-4", 62)] }),
    );
    ward.import(&[ingrid(), pressure]).await;
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("summary")
    };
    assert_eq!(summary.vitals.len(), 1);
    assert_eq!(summary.vitals[0].value.as_deref(), Some("104/62"));
    assert_eq!(summary.vitals[0].unit.as_deref(), Some("mmHg"));
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
