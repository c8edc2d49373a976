#![allow(clippy::unwrap_used)]
use super::*;

fn server(software: &str) -> Capabilities {
    let statement = format!(
        r#"{{"resourceType":"CapabilityStatement","software":{{"name":"{software}"}},"rest":[{{
        "mode":"server","resource":[{{"type":"Patient","interaction":[{{"code":"search-type"}}],
        "searchParam":[{{"name":"name"}},{{"name":"family"}},{{"name":"given"}},
        {{"name":"birthdate"}},{{"name":"identifier"}}]}}]}}]}}"#
    );
    Capabilities::parse(statement.as_bytes()).unwrap()
}

fn asked(software: &str, text: &str) -> Vec<String> {
    let query = query(&server(software), text).unwrap();
    query
        .params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

#[test]
fn names_numbers_and_dates_are_told_apart_in_any_order() {
    assert_eq!(asked("HAPI", "lopez"), ["name=lopez", "_count=50"]);
    assert_eq!(
        asked("HAPI", "Camila Lopez"),
        ["name=Camila", "name=Lopez", "_count=50"]
    );
    assert_eq!(
        asked("HAPI", "1987-09-12  Lopez, Camila Maria"),
        [
            "birthdate=1987-09-12",
            "family=Lopez",
            "given=Camila Maria",
            "_count=50"
        ]
    );
    assert_eq!(
        asked("HAPI", " MRN-203713 "),
        ["identifier=MRN-203713", "_count=50"]
    );
    assert_eq!(
        asked("HAPI", "1987-13-45"),
        ["identifier=1987-13-45", "_count=50"]
    );
    assert_eq!(
        asked("HAPI", "王 小明"),
        ["name=王", "name=小明", "_count=50"]
    );
    assert_eq!(
        asked("Epic", "Camila Lopez 1987-09-12"),
        [
            "birthdate=1987-09-12",
            "family=Lopez",
            "given=Camila",
            "_count=50"
        ]
    );
}

#[test]
fn too_little_is_said_before_the_ehr_is_asked() {
    for (software, text) in [
        ("HAPI", ""),
        ("HAPI", " , "),
        ("HAPI", "x"),
        ("Epic", "Lopez"),
    ] {
        let error = query(&server(software), text).unwrap_err();
        assert_eq!(error.code(), "too-little", "{software}: {text}");
    }
    assert!(query(&server("Epic"), "203713").is_ok());
}

#[test]
fn a_server_that_does_not_search_patients_is_not_asked() {
    let nothing = br#"{"resourceType":"CapabilityStatement","rest":[{"mode":"server"}]}"#;
    let nothing = Capabilities::parse(nothing).unwrap();
    assert_eq!(
        query(&nothing, "lopez").unwrap_err().code(),
        "search-not-offered"
    );
}

#[test]
fn what_was_typed_is_in_no_error() {
    let error = query(&server("Epic"), "Lopez").unwrap_err();
    assert!(!format!("{error:?} {error} {}", error.message()).contains("Lopez"));
}
