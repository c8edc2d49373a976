//! Resources of our own for what no example of the package populates, all of them about the package's own
//! patient.

use serde_json::{Value, json};

/// Vital signs profiles, with the code each asks for.
const VITALS: [(&str, &str); 13] = [
    ("head-occipital-frontal-circumference-percentile", "8289-1"),
    ("pediatric-bmi-for-age", "59576-9"),
    ("pediatric-weight-for-height", "77606-2"),
    ("us-core-bmi", "39156-5"),
    ("us-core-body-height", "8302-2"),
    ("us-core-body-temperature", "8310-5"),
    ("us-core-body-weight", "29463-7"),
    ("us-core-head-circumference", "9843-4"),
    ("us-core-heart-rate", "8867-4"),
    ("us-core-respiratory-rate", "9279-1"),
    ("us-core-vital-signs", "85353-1"),
    ("us-core-blood-pressure", "85354-9"),
    ("us-core-pulse-oximetry", "59408-5"),
];

fn of(kind: &str, profile: &str, id: &str, members: Value) -> Value {
    let mut resource = json!({
        "resourceType": kind, "id": id,
        "meta": { "profile": [format!("http://hl7.org/fhir/us/core/StructureDefinition/{profile}")] },
    });
    let whose = match kind {
        "Immunization" | "Device" => Some("patient"),
        "Practitioner" | "PractitionerRole" | "Provenance" | "Patient" => None,
        _ => Some("subject"),
    };
    if let Some(whose) = whose {
        resource[whose] = json!({ "reference": "Patient/example" });
    }
    for (name, member) in members.as_object().unwrap() {
        resource[name] = member.clone();
    }
    resource
}

fn loinc(code: &str) -> Value {
    json!({ "coding": [{ "system": "http://loinc.org", "code": code }] })
}

fn absent(code: &str) -> Value {
    json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": code }] })
}

fn ucum(value: f64, unit: &str) -> Value {
    json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit })
}

/// All of them.
pub(super) fn all() -> Vec<Value> {
    let mut all: Vec<Value> = VITALS
        .iter()
        .map(|(profile, code)| vital(profile, code))
        .collect();
    all.extend([pressure(), oximetry()]);
    for (profile, category) in [
        ("us-core-observation-clinical-result", "laboratory"),
        ("us-core-observation-lab", "laboratory"),
        ("us-core-observation-screening-assessment", "survey"),
    ] {
        all.push(of("Observation", profile, &format!("own-{profile}"), json!({
            "status": "cancelled", "effectiveDateTime": "2026-03-14", "code": loinc("2823-3"),
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": category }] }],
            "dataAbsentReason": absent("not-performed"),
        })));
    }
    all.extend(clinical());
    all.extend(people());
    all
}

/// A sign that could not be measured, with parts of which one could.
fn vital(profile: &str, code: &str) -> Value {
    of(
        "Observation",
        profile,
        &format!("own-{profile}"),
        json!({
            "status": "final", "effectiveDateTime": "2026-03-14T08:00:00Z", "code": loinc(code),
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
            "dataAbsentReason": absent("asked-declined"),
            "component": [
                { "code": loinc("8478-0"), "valueQuantity": ucum(71.5, "kg/m2") },
                { "code": loinc("8357-6"), "dataAbsentReason": absent("masked") },
            ],
        }),
    )
}

/// A pressure with a mean of its own, its first part not measured.
fn pressure() -> Value {
    of(
        "Observation",
        "us-core-blood-pressure",
        "own-pressure",
        json!({
            "status": "final", "effectiveDateTime": "2026-03-14T08:05:00Z", "code": loinc("85354-9"),
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
            "valueQuantity": ucum(88.0, "mm[Hg]"),
            "component": [
                { "code": loinc("8480-6"), "dataAbsentReason": absent("error") },
                { "code": loinc("8462-4"), "valueQuantity": ucum(62.0, "mm[Hg]") },
            ],
        }),
    )
}

/// A saturation under oxygen, its flow not known and then its concentration.
fn oximetry() -> Value {
    of(
        "Observation",
        "us-core-pulse-oximetry",
        "own-oximetry",
        json!({
            "status": "final", "effectiveDateTime": "2026-03-14T08:10:00Z",
            "code": { "coding": [{ "system": "http://loinc.org", "code": "59408-5" }, { "system": "http://loinc.org", "code": "2708-6" }] },
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
            "valueQuantity": ucum(92.0, "%"),
            "component": [
                { "code": loinc("3151-8"), "dataAbsentReason": absent("unknown") },
                { "code": loinc("3150-0"), "valueQuantity": ucum(28.0, "%") },
                { "code": loinc("3150-0"), "dataAbsentReason": absent("not-asked") },
            ],
        }),
    )
}

fn clinical() -> Vec<Value> {
    vec![
        of(
            "Condition",
            "us-core-condition-problems-health-concerns",
            "own-pneumonia",
            json!({
                "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "resolved" }] },
                "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item" }] }],
                "code": { "text": "Pneumonia" }, "abatementDateTime": "2025-02-20",
            }),
        ),
        of(
            "DiagnosticReport",
            "us-core-diagnosticreport-note",
            "own-echo",
            json!({
                "status": "final", "code": { "text": "Echocardiography" }, "effectiveDateTime": "2026-03-14",
                "category": [{ "coding": [{ "system": "http://loinc.org", "code": "LP29708-2", "display": "Cardiology" }] }],
                "encounter": { "reference": "Encounter/own-visit", "display": "Ward round" },
            }),
        ),
        of(
            "Encounter",
            "us-core-encounter",
            "own-visit",
            json!({
                "identifier": [{ "system": "https://riverside.example/visits", "value": "V-0117" }],
                "status": "in-progress", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP" },
                "type": [{ "text": "Inpatient stay" }],
                "participant": [{
                    "type": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "ATND", "display": "attender" }] }],
                    "period": { "start": "2026-03-12", "end": "2026-03-14" },
                    "individual": { "reference": "Practitioner/own-ruiz", "display": "Dr Ruiz" },
                }],
                "reasonCode": [{ "text": "Dyspnoea" }],
                "reasonReference": [{ "reference": "Condition/own-pneumonia", "display": "Pneumonia" }],
                "serviceProvider": { "reference": "Organization/own-riverside", "display": "Riverside General" },
            }),
        ),
        of(
            "Goal",
            "us-core-goal",
            "own-goal",
            json!({
                "lifecycleStatus": "active", "description": { "text": "Weight below 80 kg" }, "startDate": "2026-02-01",
            }),
        ),
        of(
            "Immunization",
            "us-core-immunization",
            "own-zoster",
            json!({
                "status": "not-done", "vaccineCode": { "text": "Zoster" }, "occurrenceDateTime": "2026-01-05",
                "statusReason": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "PATOBJ" }], "text": "Patient objects" },
            }),
        ),
        of(
            "Device",
            "us-core-implantable-device",
            "own-graft",
            json!({
                "distinctIdentifier": "A9999XYZ100T0474", "type": { "text": "Bone graft" },
            }),
        ),
        of(
            "MedicationRequest",
            "us-core-medicationrequest",
            "own-furosemide",
            json!({
                "status": "active", "intent": "order", "medicationCodeableConcept": { "text": "Furosemide 80 mg" },
                "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category", "code": "inpatient" }] }],
            }),
        ),
        of(
            "QuestionnaireResponse",
            "us-core-questionnaireresponse",
            "own-answers",
            json!({
                "identifier": { "system": "https://riverside.example/forms", "value": "F-12" },
                "status": "completed", "authored": "2026-03-14T09:00:00Z", "questionnaire": "https://riverside.example/Questionnaire/falls",
                "_questionnaire": { "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/display", "valueString": "Falls risk" }] },
                "item": [{ "linkId": "1", "text": "Fallen this year?", "answer": [{ "valueBoolean": true,
                    "item": [{ "linkId": "1.1", "text": "How often?", "answer": [{ "valueInteger": 3 }] }] }] }],
            }),
        ),
    ]
}

fn people() -> Vec<Value> {
    vec![
        of(
            "Patient",
            "us-core-patient",
            "own-ingrid",
            json!({
                "name": [{ "family": "Sørensen", "given": ["Ingrid"] }], "gender": "female",
                "communication": [{ "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "nb" }], "text": "Norwegian" }, "preferred": true }],
            }),
        ),
        of(
            "Practitioner",
            "us-core-practitioner",
            "own-ruiz",
            json!({
                "name": [{ "family": "Ruiz" }], "address": [{ "line": ["Elveveien 12"], "city": "Trondheim", "country": "NO" }],
            }),
        ),
        of(
            "PractitionerRole",
            "us-core-practitionerrole",
            "own-role",
            json!({
                "practitioner": { "reference": "Practitioner/own-ruiz" }, "telecom": [{ "system": "phone", "value": "555 01 23", "use": "work" }],
            }),
        ),
        of(
            "Provenance",
            "us-core-provenance",
            "own-provenance",
            json!({
                "target": [{ "reference": "Condition/own-pneumonia" }], "recorded": "2026-03-14T09:30:00Z",
                "agent": [{
                    "type": { "coding": [{ "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type", "code": "transmitter", "display": "Transmitter" }] },
                    "who": { "reference": "Organization/own-riverside", "display": "Riverside General" },
                }],
            }),
        ),
    ]
}
