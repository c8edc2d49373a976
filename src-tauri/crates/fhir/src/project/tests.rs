#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

#[test]
fn ingrids_potassium_has_its_columns() {
    let p = project(
        br#"{"resourceType":"Observation","id":"k-1","meta":{"versionId":"3","lastUpdated":"2026-11-20T06:12:00Z"},
        "status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"2823-3","display":"Potassium"},{"system":"urn:local","code":"K"}]},
        "subject":{"reference":"https://ehr.example/fhir/Patient/ingrid"},"issued":"2026-11-20T07:00:00Z",
        "effectiveDateTime":"2026-11-20T06:10:00+01:00","valueQuantity":{"value":5.60,"unit":"mmol/L"}}"#,
    )
    .unwrap();
    assert_eq!(p.section, "results");
    assert_eq!(p.owner, Owner::Patient("ingrid".into()));
    assert_eq!(
        p.date.unwrap().start,
        1_795_151_400_000,
        "when it was taken, not when it was issued"
    );
    assert_eq!(p.codes.len(), 2);
    assert_eq!(p.quantity, Some((5.6, Some("mmol/L".into()))));
    assert_eq!(
        (p.version.as_deref(), p.last_updated),
        (Some("3"), Some(1_795_155_120_000))
    );
}

#[test]
fn a_concept_is_read_however_it_is_wrapped_and_nonsense_holds_none() {
    for (code, expected) in [
        (r#"{"text":" Potassium "}"#, vec![("", "", "Potassium")]),
        (
            r#"{"coding":[{"code":"K","display":null}],"text":"Potassium"}"#,
            vec![("", "K", "Potassium")],
        ),
        (
            r#"{"text":"Potassium","coding":{"system":"urn:s","code":"K","display":"K+"}}"#,
            vec![("urn:s", "K", "K+")],
        ),
        (
            r#"{"coding":["K",7,null,[{"code":"no"}]],"text":"said"}"#,
            vec![("", "", "said")],
        ),
        (
            r#"{"concept":{"coding":[{"code":"K"},{"code":"L"}]},"text":"outer"}"#,
            vec![("", "K", ""), ("", "L", "")],
        ),
        (
            r#"[{"coding":[{"code":"a"}]},"b",{"system":"urn:s","code":"c"}]"#,
            vec![("", "a", ""), ("", "b", ""), ("urn:s", "c", "")],
        ),
        (
            r#"{"code":7,"system":["x"],"display":{"a":1},"coding":[]}"#,
            vec![],
        ),
        ("[[\"a\"]]", vec![]),
        ("true", vec![]),
        ("\" \"", vec![]),
    ] {
        let body = format!(r#"{{"resourceType":"Observation","id":"o","code":{code}}}"#);
        let codes = project(body.as_bytes()).unwrap().codes;
        let found: Vec<_> = codes
            .iter()
            .map(|c| (c.system.as_str(), c.code.as_str(), c.display.as_str()))
            .collect();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn what_nests_too_deep_for_one_pass_keeps_its_columns() {
    let deep = format!(
        r#"{{"resourceType":"Observation","id":"o","status":"final","x":{}1{},"code":{{"text":"Potassium"}}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let mut scan = Scan::default();
    let p = project_and_scan(deep.as_bytes(), None, &mut scan).unwrap();
    assert_eq!(
        (p.codes[0].display.as_str(), p.status.as_deref()),
        ("Potassium", Some("final"))
    );
    for bad in [
        "",
        "[]",
        "{\"resourceType\":\"Observation\",\"id\":\"o\"",
        "{\"resourceType\":\"Observation\",\"id\":\"o\"}x",
    ] {
        assert_eq!(
            project_and_scan(bad.as_bytes(), None, &mut scan).unwrap_err(),
            ProjectError::NotAnObject
        );
    }
}

#[test]
fn whose_it_is_is_read_from_wherever_it_stands() {
    for (body, owner) in [
        (
            r#"{"resourceType":"Patient","id":"p"}"#,
            Owner::Patient("p".into()),
        ),
        (
            r#"{"resourceType":"Coverage","id":"c","beneficiary":{"reference":"Patient/p"}}"#,
            Owner::Patient("p".into()),
        ),
        (
            r#"{"resourceType":"Appointment","id":"a","participant":[{"actor":{"reference":"Location/l"}},{"actor":{"reference":"Patient/p/_history/4"}}]}"#,
            Owner::Patient("p".into()),
        ),
        (
            r#"{"resourceType":"Condition","id":"c","subject":{"reference":"urn:uuid:6d2eba67"}}"#,
            Owner::Patient("6d2eba67".into()),
        ),
        (
            r#"{"resourceType":"Observation","id":"o","subject":{"reference":"Group/g"}}"#,
            Owner::NotSaid,
        ),
        (
            r#"{"resourceType":"Provenance","id":"v","target":[{"reference":"Observation/o"}]}"#,
            Owner::NotSaid,
        ),
        (r#"{"resourceType":"Practitioner","id":"d"}"#, Owner::Nobody),
    ] {
        assert_eq!(project(body.as_bytes()).unwrap().owner, owner, "{body}");
    }
}

#[test]
fn what_is_no_resource_is_told_apart() {
    for (body, error) in [
        ("[1]", ProjectError::NotAnObject),
        ("{\"id\":\"x\"", ProjectError::NotAnObject),
        ("{\"id\":\"x\"}", ProjectError::NoType),
        (
            "{\"resourceType\":\"../etc\",\"id\":\"x\"}",
            ProjectError::NoType,
        ),
        ("{\"resourceType\":\"Flag\"}", ProjectError::NoId),
        ("{\"resourceType\":\"Flag\",\"id\":7}", ProjectError::NoId),
    ] {
        assert_eq!(project(body.as_bytes()).unwrap_err(), error, "{body}");
    }
}

#[test]
fn an_element_of_the_wrong_kind_leaves_its_column_empty_and_the_rest_alone() {
    let p = project(br#"{"resourceType":"Observation","id":"o","code":7,"category":"x","status":{"a":1},"valueQuantity":[],"effectiveDateTime":"yesterday","component":{"code":1}}"#).unwrap();
    assert!(p.codes.is_empty() && p.date.is_none() && p.quantity.is_none() && p.status.is_none());
    assert_eq!(p.section, "results");
}
