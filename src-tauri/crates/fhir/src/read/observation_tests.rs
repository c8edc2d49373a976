#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;

fn read(json: &str) -> Observation {
    Observation::read(json.as_bytes()).unwrap()
}

#[test]
fn a_potassium_below_its_range_is_low_by_the_range() {
    let found = read(
        r#"{"status":"final","code":{"coding":[{"system":"urn:own","code":"K"},{"system":"http://loinc.org","code":"2823-3"}],"text":"Potassium"},
        "category":[{"coding":[{"code":"laboratory"}]}],"effectiveDateTime":"2026-02-03T06:10:00Z",
        "valueQuantity":{"value":3.10,"unit":"mmol/L"},"note":[{"text":"haemolysed"}],
        "referenceRange":[{"low":{"value":3.5,"unit":"mmol/L"},"high":{"value":5.1,"unit":"mmol/L"}}]}"#,
    );
    assert_eq!(found.key.as_deref(), Some("http://loinc.org|2823-3"));
    assert_eq!(found.words().unwrap(), "3.10 mmol/L");
    assert_eq!(
        (found.abnormality, found.interpreted),
        (Abnormality::Low, false)
    );
    assert_eq!(found.range().unwrap(), "3.5–5.1 mmol/L");
    assert_eq!(found.range_ends(), (Some(3.5), Some(5.1)));
    assert_eq!(found.standing, Standing::Current);
    assert!(found.is_category("laboratory"));
    assert_eq!(found.notes, ["haemolysed"]);
}

#[test]
fn the_ehrs_interpretation_wins_over_the_range() {
    let found = read(
        r#"{"valueQuantity":{"value":9},"interpretation":{"coding":[{"code":"HH"}]},"referenceRange":[{"high":{"value":10}}]}"#,
    );
    assert_eq!(
        (found.abnormality, found.interpreted),
        (Abnormality::CriticalHigh, true)
    );
}

#[test]
fn a_blood_pressure_is_one_pair() {
    let half = |code: &str, value: &str| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}}{value}}}"#
        )
    };
    let both = |systolic: &str, diastolic: &str| {
        read(&format!(
            r#"{{"component":[{},{}]}}"#,
            half("8462-4", diastolic),
            half("8480-6", systolic)
        ))
    };
    let quantity = |n: &str| format!(r#","valueQuantity":{{"value":{n},"unit":"mmHg"}}"#);
    let found = both(&quantity("104"), &quantity("62"));
    assert_eq!(found.words().unwrap(), "104/62 mmHg");
    assert!(found.components.iter().all(|half| found.is_half(half)));
    assert_eq!(found.value.unwrap().number, Some(104.0));
    assert_eq!(both(&quantity("104"), "").words().unwrap(), "104/? mmHg");
    let none = both(
        "",
        r#","dataAbsentReason":{"coding":[{"code":"not-performed"}]}"#,
    );
    assert!(none.value.is_none());
    assert_eq!(none.components[0].absent.as_deref(), Some("Not performed"));
}

#[test]
fn what_is_beside_a_value_and_equal_to_it_is_no_half_of_it() {
    let found = read(
        r#"{"valueQuantity":{"value":92,"unit":"%"},
        "component":[{"code":{"text":"Pulse"},"valueQuantity":{"value":92,"unit":"/min"}}]}"#,
    );
    assert!(!found.is_half(&found.components[0]));
    let said = found.components[0].words();
    assert_eq!(said.as_deref(), Some("Pulse: 92 /min"));
}

#[test]
fn every_type_of_value_is_said_and_an_unknown_one_is_not_hidden() {
    let said = |value: &str| read(&format!("{{{value}}}")).words().unwrap_or_default();
    assert_eq!(
        said(r#""valueString":"Growth of E. coli""#),
        "Growth of E. coli"
    );
    assert_eq!(
        said(r#""valueCodeableConcept":{"coding":[{"display":"Positive"}]}"#),
        "Positive"
    );
    assert_eq!(said(r#""valueBoolean":false"#), "No");
    assert_eq!(said(r#""valueInteger":7"#), "7");
    assert_eq!(said(r#""valueTime":"12:30:00""#), "12:30:00");
    assert_eq!(
        said(r#""valueRatio":{"numerator":{"value":1},"denominator":{"value":64}}"#),
        "1:64"
    );
    assert_eq!(
        said(r#""valueRange":{"low":{"value":2},"high":{"value":5,"unit":"/HPF"}}"#),
        "2–5 /HPF"
    );
    assert_eq!(
        said(r#""valuePeriod":{"start":"2020","end":"2021"}"#),
        "2020 to 2021"
    );
    assert_eq!(
        said(r#""valueSampledData":{"origin":{"value":0,"unit":"mV"},"data":"1 2 E"}"#),
        "Curve of 3 points (mV)"
    );
    assert_eq!(
        said(r#""valueAttachment":{"title":"ECG"}"#),
        "Attachment: ECG"
    );
    assert_eq!(
        said(r#""valueQuantity":{"value":0.01,"comparator":"<","unit":"ng/mL"}"#),
        "<0.01 ng/mL"
    );
    for odd in [
        r#""valueMolecularThing":{"a":1}"#,
        r#""valueQuantity":"high""#,
        r#""valueQuantity":{"value":{"a":1},"unit":"mg"}"#,
        r#""valueString":[1]"#,
        r#""valueBoolean":"maybe""#,
    ] {
        let found = read(&format!("{{{odd}}}"));
        assert_eq!(found.words().unwrap(), NOT_UNDERSTOOD, "{odd}");
        assert!(!found.value.unwrap().understood);
    }
}

#[test]
fn no_value_is_said_with_its_reason_and_never_as_a_value() {
    let absent = |json: &str| {
        let found = read(&format!("{{{json}}}"));
        assert!(found.value.is_none(), "{json}");
        found.absent
    };
    assert_eq!(
        absent(r#""dataAbsentReason":{"coding":[{"code":"masked"}]}"#).unwrap(),
        "Hidden by the EHR"
    );
    assert_eq!(
        absent(r#""dataAbsentReason":{"text":"Specimen lost"}"#).unwrap(),
        "Specimen lost"
    );
    assert_eq!(
        absent(r#""dataAbsentReason":{"coding":[{"code":"x9","display":"Tube broken"}]}"#).unwrap(),
        "Tube broken"
    );
    let extension = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}"#;
    assert_eq!(
        absent(&format!(r#""valueQuantity":{extension}"#)).unwrap(),
        "Not known"
    );
    assert_eq!(
        absent(&format!(r#""_valueString":{extension}"#)).unwrap(),
        "Not known"
    );
    assert_eq!(absent(r#""valueQuantity":{"unit":"mg"}"#), None);
    assert_eq!(absent(r#""valueString":" ""#), None);
    assert_eq!(absent(r#""valueString":null"#), None);
}

#[test]
fn components_without_a_value_of_their_own_still_speak() {
    let found = read(
        r#"{"status":"entered-in-error","code":{"text":"Apgar"},"component":[{"code":{"text":"Colour"},"valueInteger":2},
        {"code":{"text":"Pulse"},"dataAbsentReason":{"coding":[{"code":"not-asked"}]}},{"code":7}]}"#,
    );
    assert_eq!(found.words().unwrap(), "Colour: 2; Pulse: Not asked");
    assert_eq!(found.standing, Standing::EnteredInError);
}
