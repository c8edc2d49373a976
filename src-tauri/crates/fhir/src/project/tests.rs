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
