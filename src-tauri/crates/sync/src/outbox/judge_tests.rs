#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;

fn told(mine: &Value, theirs: &Value) -> (Verdict, Vec<Difference>) {
    judge(
        mine.to_string().as_bytes(),
        theirs.to_string().as_bytes(),
        &[],
    )
}

fn pressure() -> Value {
    json!({"resourceType": "Observation", "status": "final",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"}],
        "category": [{"coding": [{"system": "c", "code": "vital-signs", "display": "Vital signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}], "text": "Blood pressure"},
        "subject": {"reference": "Patient/ingrid"}, "encounter": {"reference": "Encounter/e1"},
        "effectiveDateTime": "2026-04-28T19:00:27+02:00",
        "component": [
            {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
             "valueQuantity": {"value": 105, "unit": "mmHg", "code": "mm[Hg]", "system": "u"}},
            {"code": {"coding": [{"system": "http://loinc.org", "code": "8462-4"}]},
             "valueQuantity": {"value": 72, "unit": "mmHg", "code": "mm[Hg]", "system": "u"}}]})
}

#[test]
fn what_epic_makes_of_a_pressure_is_converted_and_what_it_dropped_is_named() {
    let mut theirs = pressure();
    let map = theirs.as_object_mut().unwrap();
    map.remove("identifier");
    map.insert("id".into(), json!("fCq"));
    map.insert("issued".into(), json!("2026-04-28T17:00:28Z"));
    map.insert("effectiveDateTime".into(), json!("2026-04-28T17:00:27Z"));
    map.insert(
        "performer".into(),
        json!([{"display": "User Interconnect"}]),
    );
    map.insert(
        "subject".into(),
        json!({"reference": "https://ehr/r4/Patient/ingrid", "display": "Ingrid"}),
    );
    map.insert(
        "code".into(),
        json!({"coding": [{"system": "urn:oid:1", "code": "5"},
        {"system": "http://loinc.org", "code": "85354-9"}], "text": "BP"}),
    );
    let (verdict, all) = told(&pressure(), &theirs);
    assert_eq!(verdict, Verdict::Converted, "{all:#?}");
    assert!(
        all.iter()
            .any(|d| d.path == "identifier" && d.theirs.is_none())
    );
    assert!(all.iter().any(|d| d.path == "code"));
}

#[test]
fn another_value_patient_code_time_status_or_a_lost_part_is_different() {
    for (path, value) in [
        ("/component/0/valueQuantity/value", json!(150)),
        ("/component/0/valueQuantity/code", json!("kPa")),
        ("/subject/reference", json!("Patient/erik")),
        ("/code/coding/0/code", json!("8867-4")),
        ("/effectiveDateTime", json!("2026-04-28T17:00:27+02:00")),
        ("/effectiveDateTime", json!("2026-04-28")),
        ("/status", json!("preliminary")),
        ("/encounter/reference", json!("Encounter/e2")),
    ] {
        let mut theirs = pressure();
        *theirs.pointer_mut(path).unwrap() = value;
        assert_eq!(told(&pressure(), &theirs).0, Verdict::Different, "{path}");
    }
    let mut lost = pressure();
    lost["component"].as_array_mut().unwrap().pop();
    assert_eq!(told(&pressure(), &lost).0, Verdict::Different);
    let mut more = pressure();
    more["dataAbsentReason"] = json!({"text": "unknown"});
    assert_eq!(told(&pressure(), &more).0, Verdict::Different);
    let mut theirs = pressure();
    theirs.as_object_mut().unwrap().remove("encounter");
    assert_eq!(told(&pressure(), &theirs).0, Verdict::Converted);
}

#[test]
fn the_same_but_for_id_and_version_is_identical_and_unchanged() {
    let mut theirs = pressure();
    theirs["id"] = json!("k1");
    theirs["meta"] = json!({"versionId": "3"});
    assert_eq!(told(&pressure(), &theirs).0, Verdict::Identical);
    assert!(unchanged(
        pressure().to_string().as_bytes(),
        theirs.to_string().as_bytes()
    ));
}

#[test]
fn a_note_is_converted_where_its_words_are_the_same() {
    let note = |kind: &str, data: &str| {
        use base64::Engine as _;
        let data = base64::engine::general_purpose::STANDARD.encode(data);
        json!({"resourceType": "DocumentReference", "status": "current", "date": "2025-06-21T14:56:40Z",
            "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2"}, {"system": "http://loinc.org", "code": "51847-2"}]},
            "subject": {"reference": "Patient/ingrid"}, "author": [{"reference": "urn:uuid:9", "display": "C. Briner"}],
            "content": [{"attachment": {"contentType": kind, "data": data}}]})
    };
    let mine = note("text/plain", "Potassium 6.1 <b>\nrepeat");
    let mut theirs = note("text/html", "<p>Potassium 6.1 &lt;b&gt;</p><p>repeat</p>");
    theirs["date"] = json!("2026-04-28T17:00:30Z");
    theirs["author"] = json!([{"reference": "Practitioner/u"}]);
    theirs["type"]["coding"].as_array_mut().unwrap().pop();
    let (verdict, all) = told(&mine, &theirs);
    assert_eq!(verdict, Verdict::Converted, "{all:#?}");
    let other = note("text/html", "<p>Potassium 5.1 &lt;b&gt;</p><p>repeat</p>");
    assert_eq!(told(&mine, &other).0, Verdict::Different);
    assert!(may_be(
        mine.to_string().as_bytes(),
        theirs.to_string().as_bytes(),
        &[]
    ));
    assert!(!may_be(
        mine.to_string().as_bytes(),
        other.to_string().as_bytes(),
        &[]
    ));
}

#[test]
fn what_lost_its_onset_could_be_ours_though_a_person_has_to_look_at_it() {
    let mine = json!({"resourceType": "Condition", "subject": {"reference": "Patient/i"},
        "code": {"coding": [{"system": "s", "code": "41652007"}], "text": "Eye pain"}, "onsetDateTime": "1966-04-09"});
    let theirs = json!({"resourceType": "Condition", "subject": {"reference": "Patient/i"},
        "code": {"coding": [{"system": "s", "code": "41652007"}]}});
    assert_eq!(told(&mine, &theirs).0, Verdict::Different);
    assert!(may_be(
        mine.to_string().as_bytes(),
        theirs.to_string().as_bytes(),
        &[]
    ));
    let mut other = theirs;
    other["onsetDateTime"] = json!("2001-01-01");
    assert!(!may_be(
        mine.to_string().as_bytes(),
        other.to_string().as_bytes(),
        &[]
    ));
}
