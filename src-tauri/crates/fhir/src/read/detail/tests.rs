#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
//! What the detail of a record says, and that it leaves nothing out.

use super::*;

fn read(json: &str) -> Detail {
    Detail::read(json.as_bytes()).unwrap()
}

fn at<'d>(items: &'d [Item], name: &str) -> &'d Item {
    items
        .iter()
        .find(|item| item.name == name)
        .unwrap_or_else(|| panic!("{name} in {items:#?}"))
}

#[test]
fn ingrids_potassium_is_said_with_its_codes_and_as_sent() {
    let detail = read(
        r#"{"resourceType":"Observation","id":"k1","meta":{"versionId":"3"},"status":"final",
        "code":{"coding":[{"system":"http://loinc.org","code":"2823-3","display":"Potassium SerPl"}],"text":"Potassium"},
        "subject":{"reference":"Patient/ingrid","display":"Ingrid Sørensen"},"effectiveDateTime":"2026-03-14T12:00:00Z",
        "valueQuantity":{"value":6.40,"comparator":">","unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},
        "referenceRange":[{"low":{"value":3.5},"high":{"value":5.0}}]}"#,
    );
    assert_eq!(detail.resource_type.as_deref(), Some("Observation"));
    let code = at(&detail.items, "code");
    assert_eq!(code.value.as_deref(), Some("Potassium"));
    assert_eq!(code.fine, ["LOINC 2823-3 Potassium SerPl"]);
    let value = at(&detail.items, "valueQuantity");
    assert_eq!(
        (value.label.as_str(), value.value.as_deref()),
        ("Value", Some(">6.40 mmol/L"))
    );
    assert_eq!(value.fine, ["UCUM mmol/L"]);
    let when = at(&detail.items, "effectiveDateTime");
    assert_eq!((when.label.as_str(), when.kind), ("Effective", Kind::Date));
    let whose = at(&detail.items, "subject");
    assert_eq!(
        whose.reference.as_ref().unwrap().reference.as_deref(),
        Some("Patient/ingrid")
    );
    assert_eq!(whose.fine, ["Patient/ingrid"]);
    assert_eq!(
        at(&at(&detail.items, "referenceRange").items, "low")
            .value
            .as_deref(),
        Some("3.5")
    );
    let names: Vec<&str> = detail.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(
        names.first(),
        Some(&"status"),
        "what it is filed by comes last: {names:?}"
    );
    assert_eq!(
        at(&at(&detail.items, "meta").items, "versionId")
            .value
            .as_deref(),
        Some("3")
    );
}

#[test]
fn extensions_go_by_the_names_people_know() {
    let core = "http://hl7.org/fhir/us/core/StructureDefinition";
    let detail = read(&format!(
        r#"{{"resourceType":"Patient","extension":[
        {{"url":"{core}/us-core-race","extension":[
          {{"url":"ombCategory","valueCoding":{{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}}}},
          {{"url":"text","valueString":"White, Sámi"}}]}},
        {{"url":"{core}/us-core-birthsex","valueCode":"F"}},
        {{"url":"https://riverside.example/fhir/bed-preference","valueString":"by the window"}}]}}"#
    ));
    let race = at(&detail.items, &format!("{core}/us-core-race"));
    assert_eq!(
        (race.label.as_str(), race.value.as_deref()),
        ("Race", Some("White, Sámi"))
    );
    let category = at(&race.items, "ombCategory");
    assert_eq!(
        (category.label.as_str(), category.value.as_deref()),
        ("Category", Some("White"))
    );
    assert_eq!(category.fine, ["urn:oid:2.16.840.1.113883.6.238 2106-3"]);
    let sex = at(&detail.items, &format!("{core}/us-core-birthsex"));
    assert_eq!(
        (sex.label.as_str(), sex.value.as_deref()),
        ("Sex assigned at birth", Some("F"))
    );
    let own = at(
        &detail.items,
        "https://riverside.example/fhir/bed-preference",
    );
    assert_eq!(
        (own.label.as_str(), own.value.as_deref()),
        ("Bed preference", Some("by the window"))
    );
    assert_eq!(
        own.fine,
        ["https://riverside.example/fhir/bed-preference"],
        "an unknown one shows its address"
    );
}

#[test]
fn why_there_is_no_value_is_said_in_words_wherever_it_stands() {
    let absent = r#"{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"asked-declined"}"#;
    let detail = read(&format!(
        r#"{{"resourceType":"Observation","_status":{{"extension":[{absent}]}},"performer":[{{"extension":[{absent}]}}],
        "dataAbsentReason":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-asked"}}]}},
        "note":null,"category":[],"bodySite":{{}}}}"#
    ));
    for (name, words) in [
        ("status", "Asked, declined"),
        ("performer", "Asked, declined"),
        ("dataAbsentReason", "Not asked"),
        ("note", "Sent empty"),
        ("category", "Sent empty"),
        ("bodySite", "Sent empty"),
    ] {
        let item = at(&detail.items, name);
        assert_eq!(
            (item.kind, item.value.as_deref()),
            (Kind::Absent, Some(words)),
            "{name}"
        );
    }
}

#[test]
fn names_keep_their_places_beside_what_is_added_to_them() {
    let detail = read(
        r#"{"resourceType":"Patient","name":[{"family":"van der Berg","_family":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/humanname-own-name","valueString":"Berg"}]},
        "given":["Anna",null],"_given":[null,{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}]}]}"#,
    );
    let name = at(&detail.items, "name");
    assert_eq!(name.value.as_deref(), Some("van der Berg"));
    let given: Vec<_> = name
        .items
        .iter()
        .filter(|item| item.name == "given")
        .map(|item| item.value.as_deref())
        .collect();
    assert_eq!(given, [Some("Anna"), Some("Hidden by the EHR")]);
    let family = at(&name.items, "family");
    assert_eq!(family.items[0].value.as_deref(), Some("Berg"));
}

#[test]
fn what_turns_the_meaning_is_said_first() {
    let detail = read(
        r#"{"resourceType":"MedicationRequest","status":"entered-in-error","doNotPerform":true,"implicitRules":"https://riverside.example/rules",
        "modifierExtension":[{"url":"https://riverside.example/fhir/is-a-test","valueBoolean":true}],
        "dosageInstruction":[{"text":"80 mg twice daily","modifierExtension":[{"url":"https://riverside.example/fhir/tapered","valueString":"from Monday"}]}]}"#,
    );
    assert_eq!(
        detail.cautions,
        [
            "Entered in error: the EHR withdrew this record.",
            "Do not perform: this is an order NOT to do it.",
            "The EHR wrote this record by rules of its own; it may mean something else than it says.",
            "May change the meaning: Is a test: Yes",
            "May change the meaning: Tapered: from Monday",
        ]
    );
    assert!(detail.items[0].modifier, "and it stands first");
}

#[test]
fn a_record_inside_a_record_is_laid_out_too() {
    let detail = read(
        r##"{"resourceType":"MedicationRequest","contained":[{"resourceType":"Medication","id":"m","code":{"text":"Nizatidine 15 mg/mL"}}],
        "medicationReference":{"reference":"#m"}}"##,
    );
    let inside = at(&detail.items, "contained");
    assert_eq!(
        (inside.label.as_str(), inside.value.as_deref()),
        ("Contained Medication", Some("Nizatidine 15 mg/mL"))
    );
    assert_eq!(
        at(&inside.items, "code").value.as_deref(),
        Some("Nizatidine 15 mg/mL")
    );
    assert_eq!(at(&detail.items, "medicationReference").label, "Medication");
}

#[test]
fn hostile_depth_and_size_are_harmless() {
    let deep = format!(
        r#"{{"resourceType":"X","a":{}1{}}}"#,
        r#"{"a":"#.repeat(5_000),
        "}".repeat(5_000)
    );
    let detail = read(&deep);
    assert_eq!(detail.items.len(), 1);
    let data = "QUJD".repeat(100_000);
    let detail = read(&format!(
        r#"{{"resourceType":"Binary","contentType":"image/png","data":"{data}"}}"#
    ));
    assert_eq!(
        at(&detail.items, "data").value.as_deref(),
        Some("400000 letters of content; see the JSON")
    );
    assert!(Detail::read(b"[]").is_err());
}
