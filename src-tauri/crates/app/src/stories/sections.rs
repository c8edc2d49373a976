//! The sections that are lists, and the detail of any record, as Ingrid's clinician reads them.

use serde_json::json;

use super::{Ward, hers, ingrid};
use crate::wire::detail::{DetailItem, DetailKind};
use crate::wire::list::{ListRow, RecordList};
use crate::wire::section::{MedicationPart, RecordRef, RecordSource, Section, Standing};

async fn lists(ward: &Ward, section: &str) -> Vec<RecordList> {
    match ward.section(section).await {
        Section::Lists(lists) => lists,
        other => panic!("{section} is made of lists: {other:?}"),
    }
}

fn list<'l>(lists: &'l [RecordList], title: &str) -> &'l RecordList {
    let found = lists.iter().find(|list| list.title == title);
    found.unwrap_or_else(|| panic!("{title} in {lists:?}"))
}

fn named<'l>(list: &'l RecordList, name: &str) -> &'l ListRow {
    let found = list
        .rows
        .iter()
        .find(|row| row.name.as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("{name} in {list:?}"))
}

/// The cell below a head.
fn cell<'l>(list: &'l RecordList, row: &'l ListRow, head: &str) -> Option<&'l str> {
    let at = list
        .columns
        .iter()
        .position(|column| column.head == head)
        .unwrap();
    row.cells[at].as_deref()
}

#[tokio::test]
async fn a_procedure_not_done_says_why_and_one_in_error_is_not_counted() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers("Procedure", "p1", json!({ "status": "completed", "code": { "text": "Echocardiography" },
            "performedPeriod": { "start": "2026-03-01", "end": "2026-03-02" }, "outcome": { "text": "EF 32 %" },
            "bodySite": [{ "text": "Heart" }], "performer": [{ "actor": { "display": "Dr Ruiz" } }], "reasonCode": [{ "text": "Dyspnoea" }] })),
        hers("Procedure", "p2", json!({ "status": "not-done", "statusReason": { "text": "patient declined" }, "code": { "text": "Colonoscopy" } })),
        hers("Procedure", "p3", json!({ "status": "entered-in-error", "code": { "text": "Appendectomy" } })),
        hers("Procedure", "p4", json!({ "code": { "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown" }] } })),
    ])
    .await;
    let lists = lists(&ward, "procedures").await;
    let all = list(&lists, "Procedures");
    let echo = named(all, "Echocardiography");
    assert_eq!(cell(all, echo, "Performed"), Some("2026-03-01"));
    assert_eq!(cell(all, echo, "Until"), Some("2026-03-02"));
    assert_eq!(cell(all, echo, "Outcome, site"), Some("EF 32 % · Heart"));
    assert_eq!(cell(all, echo, "By, where"), Some("Dr Ruiz"));
    let declined = named(all, "Colonoscopy");
    assert_eq!(
        (declined.standing.clone(), declined.status.as_deref()),
        (Standing::Refuted, Some("not-done"))
    );
    assert_eq!(
        named(all, "Appendectomy").standing,
        Standing::EnteredInError
    );
    let unknown = all.rows.iter().find(|row| row.status.is_none()).unwrap();
    assert_eq!(
        (unknown.standing.clone(), unknown.name.as_deref()),
        (Standing::Unknown, None)
    );
}

#[tokio::test]
async fn the_care_plan_names_who_does_what_by_when() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "Practitioner", "id": "ruiz", "name": [{ "family": "Ruiz", "given": ["Ana"], "prefix": ["Dr."] }] }),
        hers("Condition", "c1", json!({ "code": { "text": "Heart failure" } })),
        hers("Goal", "g1", json!({ "lifecycleStatus": "active", "description": { "text": "Weight below 80 kg" }, "startDate": "2026-02-01",
            "achievementStatus": { "text": "In progress" }, "target": [{ "measure": { "text": "Body weight" }, "detailQuantity": { "value": 80, "comparator": "<", "unit": "kg" }, "dueDate": "2026-05-01" }],
            "addresses": [{ "reference": "Condition/c1" }] })),
        hers("Goal", "g2", json!({ "lifecycleStatus": "completed", "description": { "text": "Walk to the ward door" } })),
        hers("CarePlan", "cp", json!({ "status": "active", "intent": "proposal", "title": "Fluid restriction", "period": { "start": "2026-02-01" },
            "activity": [{ "detail": { "status": "in-progress", "code": { "text": "Weigh daily" } } }] })),
        hers("CareTeam", "ct", json!({ "status": "active", "name": "Heart failure team", "participant": [
            { "member": { "reference": "Practitioner/ruiz" }, "role": [{ "text": "Cardiologist" }] },
            { "member": { "reference": "Practitioner/gone" }, "role": [{ "text": "Nurse" }], "period": { "end": "2026-03-01" } }] })),
    ])
    .await;
    let lists = lists(&ward, "care-plan").await;
    let goals = list(&lists, "Goals");
    let weight = named(goals, "Weight below 80 kg");
    assert_eq!(cell(goals, weight, "Target"), Some("Body weight: <80 kg"));
    assert_eq!(cell(goals, weight, "Due"), Some("2026-05-01"));
    assert_eq!(
        cell(goals, weight, "Achievement, for"),
        Some("In progress · Heart failure"),
        "found on this workstation"
    );
    assert_eq!(
        goals.rows[1].standing,
        Standing::Past,
        "what is over comes last"
    );
    let plan = named(list(&lists, "Care plans"), "Fluid restriction");
    assert_eq!(plan.status.as_deref(), Some("active, proposed only"));
    let team = list(&lists, "Care team");
    assert_eq!(
        cell(team, named(team, "Dr. Ana Ruiz"), "Role"),
        Some("Cardiologist")
    );
    let gone = named(team, "Practitioner, name not here");
    assert_eq!(
        (cell(team, gone, "Role"), cell(team, gone, "Until")),
        (Some("Nurse"), Some("2026-03-01"))
    );
}

#[tokio::test]
async fn an_order_not_to_do_something_never_reads_as_one_to_do_it() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers("ServiceRequest", "o1", json!({ "status": "active", "intent": "order", "code": { "text": "Contrast CT" }, "doNotPerform": true, "authoredOn": "2026-03-13" })),
        hers("ServiceRequest", "o2", json!({ "status": "active", "intent": "order", "priority": "stat", "code": { "text": "Potassium" }, "authoredOn": "2026-03-14", "requester": { "display": "Dr Marsh" } })),
        json!({ "resourceType": "Appointment", "id": "a1", "status": "booked", "start": "2026-04-01T09:00:00Z", "serviceType": [{ "text": "Cardiology" }],
            "participant": [{ "actor": { "reference": "Patient/ingrid" }, "status": "accepted" }, { "actor": { "display": "Dr Ruiz" }, "status": "accepted" }] }),
        hers("Communication", "m1", json!({ "status": "completed", "topic": { "text": "Call the family" }, "sent": "2026-03-10" })),
    ])
    .await;
    let lists = lists(&ward, "orders").await;
    let orders = list(&lists, "Orders");
    let ct = named(orders, "Do NOT: Contrast CT");
    assert_eq!(
        (ct.standing.clone(), ct.status.as_deref()),
        (Standing::Current, Some("active: not to be done"))
    );
    let potassium = named(orders, "Potassium");
    assert!(potassium.below.as_deref().unwrap().starts_with("stat"));
    assert_eq!(cell(orders, potassium, "By, to"), Some("Dr Marsh"));
    let appointments = list(&lists, "Appointments");
    let visit = named(appointments, "Cardiology");
    assert_eq!(cell(appointments, visit, "With, where"), Some("Dr Ruiz"));
    assert_eq!(
        named(list(&lists, "Other records"), "Call the family")
            .name
            .as_deref(),
        Some("Call the family"),
        "nothing is left out"
    );
}

#[tokio::test]
async fn what_is_not_known_of_the_family_is_not_read_as_healthy() {
    let ward = Ward::open().await;
    let relative = |id: &str, members: serde_json::Value| {
        let mut all = hers("FamilyMemberHistory", id, members);
        all["patient"] = json!({ "reference": "Patient/ingrid" });
        all
    };
    ward.import(&[
        ingrid(),
        relative("f1", json!({ "status": "completed", "relationship": { "text": "Father" }, "deceasedAge": { "value": 74, "unit": "a" },
            "condition": [{ "code": { "text": "Stroke" }, "contributedToDeath": true }] })),
        relative("f2", json!({ "status": "health-unknown", "relationship": { "text": "Mother" }, "dataAbsentReason": { "coding": [{ "code": "subject-unknown" }] } })),
        relative("f3", json!({ "status": "partial", "relationship": { "text": "Sister" } })),
        hers("Observation", "s1", json!({ "status": "final", "category": [{ "coding": [{ "code": "social-history" }] }], "code": { "text": "Tobacco smoking status" },
            "effectiveDateTime": "2026-01-01", "valueCodeableConcept": { "text": "Former smoker" } })),
        hers("Observation", "s2", json!({ "status": "final", "category": [{ "coding": [{ "code": "survey" }] }], "code": { "text": "PHQ-9" },
            "effectiveDateTime": "2026-01-02", "valueInteger": 17, "interpretation": [{ "coding": [{ "code": "H" }] }] })),
        hers("Observation", "s3", json!({ "status": "final", "category": [{ "coding": [{ "code": "survey" }] }], "code": { "text": "Food insecurity" },
            "dataAbsentReason": { "coding": [{ "code": "asked-declined" }] } })),
    ])
    .await;
    let family = lists(&ward, "family-history").await;
    let family = list(&family, "Family history");
    let has = |name: &str| cell(family, named(family, name), "Has or had").map(str::to_owned);
    assert_eq!(
        has("Father").as_deref(),
        Some("Stroke, contributed to the death")
    );
    assert_eq!(has("Mother").as_deref(), Some("The patient does not know"));
    assert_eq!(has("Sister").as_deref(), Some("no condition listed"));
    let social = lists(&ward, "social-history").await;
    let social = list(&social, "Social history and surveys");
    let answer = |name: &str| cell(social, named(social, name), "Answer").map(str::to_owned);
    assert_eq!(
        answer("Tobacco smoking status").as_deref(),
        Some("Former smoker")
    );
    assert_eq!(answer("PHQ-9").as_deref(), Some("17 (high)"));
    assert_eq!(
        answer("Food insecurity").as_deref(),
        Some("Asked, declined")
    );
}

#[tokio::test]
async fn devices_and_insurance_say_their_numbers() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "Device", "id": "d1", "patient": { "reference": "Patient/ingrid" }, "status": "active", "type": { "text": "Pacemaker" },
            "manufacturer": "Acme", "serialNumber": "A7", "lotNumber": "L1", "udiCarrier": [{ "deviceIdentifier": "0914", "carrierHRF": "(01)0914(21)A7" }] }),
        json!({ "resourceType": "Coverage", "id": "v1", "status": "active", "beneficiary": { "reference": "Patient/ingrid" }, "payor": [{ "display": "Trust Health" }],
            "subscriberId": "S-1", "identifier": [{ "type": { "coding": [{ "code": "MB" }] }, "value": "M-7" }], "relationship": { "text": "self" },
            "class": [{ "type": { "text": "Group" }, "value": "0117" }], "period": { "end": "2026-12-31" } }),
        json!({ "resourceType": "Claim", "id": "k1", "status": "active", "use": "claim", "patient": { "reference": "Patient/ingrid" }, "created": "2026-02-02",
            "type": { "text": "Pharmacy" }, "total": { "value": 129.16, "currency": "USD" }, "item": [{ "productOrService": { "text": "Furosemide" } }] }),
    ])
    .await;
    let devices = lists(&ward, "devices").await;
    let devices = list(&devices, "Devices");
    let pacemaker = named(devices, "Pacemaker");
    assert_eq!(cell(devices, pacemaker, "UDI"), Some("(01)0914(21)A7"));
    assert_eq!(
        cell(devices, pacemaker, "Serial, lot"),
        Some("serial: A7 · lot: L1")
    );
    let insurance = lists(&ward, "insurance").await;
    let cards = list(&insurance, "Coverage");
    let card = named(cards, "Trust Health");
    assert_eq!(
        cell(cards, card, "Numbers"),
        Some("member: M-7 · subscriber: S-1")
    );
    assert_eq!(cell(cards, card, "Group, plan"), Some("Group: 0117"));
    let claims = list(&insurance, "Claims and benefits");
    assert_eq!(
        cell(claims, named(claims, "Furosemide"), "Total"),
        Some("129.16 USD")
    );
}

async fn source(ward: &Ward, id: &str, title: &str, section: &str) -> RecordSource {
    let lists = lists(ward, section).await;
    let record = named(list(&lists, title), id).record.clone();
    ward.app
        .record_source(&ward.lindqvist, RecordRef { record })
        .await
        .unwrap()
}

fn at<'d>(items: &'d [DetailItem], name: &str) -> &'d DetailItem {
    let found = items.iter().find(|item| item.name == name);
    found.unwrap_or_else(|| panic!("{name} in {items:?}"))
}

#[tokio::test]
async fn the_detail_of_a_record_leads_to_what_it_names_and_never_into_another_chart() {
    let ward = Ward::open().await;
    let zofia =
        json!({ "resourceType": "Patient", "id": "zofia", "name": [{ "family": "Nowak" }] });
    let hers_not = json!({ "resourceType": "Condition", "id": "c9", "subject": { "reference": "Patient/zofia" }, "code": { "text": "Asthma" } });
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "Practitioner", "id": "ruiz", "name": [{ "family": "Ruiz", "given": ["Ana"] }] }),
        hers("Condition", "c1", json!({ "code": { "text": "Heart failure" } })),
        hers("Procedure", "p1", json!({ "status": "completed", "code": { "text": "Echocardiography" }, "_performedDateTime": { "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown" }] },
            "performer": [{ "actor": { "reference": "Practitioner/ruiz" } }], "reasonReference": [{ "reference": "Condition/c1" }, { "reference": "Condition/c9" }, { "reference": "Condition/c0" }] })),
    ])
    .await;
    let shown = source(&ward, "Echocardiography", "Procedures", "procedures").await;
    let detail = &shown.detail;
    assert_eq!(detail.title.as_deref(), Some("Echocardiography"));
    let who = at(&at(&detail.items, "performer").items, "actor");
    assert_eq!(who.value.as_deref(), Some("Ruiz, Ana"));
    let opened = ward
        .app
        .record_source(
            &ward.lindqvist,
            RecordRef {
                record: who.record.clone().unwrap(),
            },
        )
        .await
        .unwrap();
    assert_eq!(opened.resource_type, "Practitioner");
    let why: Vec<_> = detail
        .items
        .iter()
        .filter(|item| item.name == "reasonReference")
        .collect();
    assert_eq!(why[0].value.as_deref(), Some("Heart failure"));
    assert!(why[0].record.is_some());
    assert_eq!(
        (why[2].value.as_deref(), why[2].record.as_ref()),
        (Some("Condition, name not here"), None)
    );
    let when = at(&detail.items, "performedDateTime");
    assert_eq!(
        (when.kind.clone(), when.value.as_deref()),
        (DetailKind::Absent, Some("Not known"))
    );

    ward.import(&[zofia, hers_not]).await;
    let request = RecordRef {
        record: shown.record.clone(),
    };
    let again = ward
        .app
        .record_source(&ward.lindqvist, request)
        .await
        .unwrap();
    let why: Vec<_> = again
        .detail
        .items
        .iter()
        .filter(|item| item.name == "reasonReference")
        .collect();
    assert_eq!(
        (why[1].value.as_deref(), why[1].record.as_ref()),
        (Some("Condition, name not here"), None),
        "Zofia's asthma stays in her chart"
    );
}

#[tokio::test]
async fn what_was_given_stands_in_the_history_of_its_drug_and_no_two_orders_become_one() {
    let ward = Ward::open().await;
    let rxnorm = |code: &str, text: &str| json!({ "text": text, "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code }] });
    let given = |id: &str, at: &str, status: &str| {
        hers(
            "MedicationAdministration",
            id,
            json!({ "status": status, "medicationCodeableConcept": rxnorm("310429", "furosemide 20 MG Oral Tablet"), "effectiveDateTime": at }),
        )
    };
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "Medication", "id": "m1", "code": rxnorm("310429", "Furosemide 20 mg") }),
        hers("MedicationRequest", "r1", json!({ "status": "active", "intent": "order", "medicationReference": { "reference": "Medication/m1" }, "authoredOn": "2026-03-12",
            "dosageInstruction": [{ "text": "80 mg twice daily" }] })),
        hers("MedicationRequest", "r2", json!({ "status": "active", "intent": "proposal", "medicationCodeableConcept": rxnorm("310429", "Furosemide"), "authoredOn": "2026-03-13",
            "dosageInstruction": [{ "text": "40 mg once daily" }] })),
        hers("MedicationRequest", "r3", json!({ "status": "stopped", "intent": "order", "medicationCodeableConcept": { "text": "Spironolactone" }, "statusReason": { "text": "Hyperkalaemia" } })),
        hers("MedicationRequest", "r4", json!({ "status": "active", "intent": "order", "medicationCodeableConcept": { "text": "Calcium gluconate" },
            "dosageInstruction": [{ "timing": { "repeat": { "count": 1 } } }] })),
        given("a1", "2026-03-13T08:00:00Z", "completed"),
        given("a2", "2026-03-14T08:00:00Z", "completed"),
        given("a3", "2026-03-14T12:00:00Z", "not-done"),
        given("a4", "2026-03-14T13:00:00Z", "entered-in-error"),
        hers("MedicationDispense", "d1", json!({ "status": "completed", "medicationCodeableConcept": { "text": "Amoxicillin" }, "whenHandedOver": "2023-02-01" })),
    ])
    .await;
    let Section::Medications(rows) = ward.section("medications").await else {
        panic!("drugs");
    };
    assert_eq!(rows.len(), 9, "every record is there");
    let of = |dosage: &str| {
        rows.iter()
            .find(|row| row.dosage.as_deref() == Some(dosage))
            .unwrap()
    };
    let (ordered, proposed) = (of("80 mg twice daily"), of("40 mg once daily"));
    assert_eq!(
        (ordered.part.clone(), proposed.part.clone()),
        (MedicationPart::Active, MedicationPart::Active),
        "two orders stay two"
    );
    assert_eq!(proposed.status.as_deref(), Some("active, proposal"));
    assert!(
        ordered.drug.is_some() && ordered.drug == proposed.drug,
        "by name here or in another record"
    );
    assert_eq!(
        (ordered.given, ordered.last_given.as_deref()),
        (2, Some("2026-03-14T08:00:00Z")),
        "what was not given is not counted"
    );
    let named = |name: &str| {
        rows.iter()
            .find(|row| row.name.as_deref() == Some(name))
            .unwrap()
    };
    let stopped = named("Spironolactone");
    assert_eq!(
        (stopped.part.clone(), stopped.status_reason.as_deref()),
        (MedicationPart::Stopped, Some("Hyperkalaemia"))
    );
    assert_eq!(named("Calcium gluconate").part, MedicationPart::OneOff);
    assert_eq!(
        named("Amoxicillin").part,
        MedicationPart::OneOff,
        "dispensed without an order here"
    );
    assert_eq!(
        rows.iter()
            .filter(|row| row.part == MedicationPart::Event)
            .count(),
        4
    );
}

#[tokio::test]
async fn the_newest_notes_are_those_that_the_whole_list_begins_with() {
    let ward = Ward::open().await;
    let mut all = vec![ingrid()];
    for n in 0..30 {
        let date = format!("2026-{:02}-{:02}", 1 + n % 7, 1 + n % 5);
        let text = json!({ "contentType": "text/plain", "data": "V2VsbC4=" });
        all.push(match n % 3 {
            // Numbers only: no note, whatever the index says.
            0 => hers("DiagnosticReport", &format!("r{n}"), json!({ "status": "final", "code": { "text": "Lipids" }, "effectiveDateTime": date, "result": [{ "reference": "Observation/o1" }] })),
            1 => hers("DiagnosticReport", &format!("r{n}"), json!({ "status": "final", "code": { "text": "Chest X-ray" }, "effectiveDateTime": date, "presentedForm": [text] })),
            _ => hers("DocumentReference", &format!("d{n}"), json!({ "status": "current", "type": { "text": "Ward round" }, "date": date, "content": [{ "attachment": text }] })),
        });
    }
    ward.import(&all).await;
    let Section::Notes(whole) = ward.section("notes").await else {
        panic!("notes are notes");
    };
    assert_eq!(whole.len(), 20);
    for most in [0, 1, 7, 20, 500] {
        let Section::Notes(newest) = ward.newest_of("notes", Some(most)).await else {
            panic!("notes are notes");
        };
        let begun = (most as usize).min(whole.len());
        assert_eq!(newest, whole[..begun], "the newest {most}");
    }
}
