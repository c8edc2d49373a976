//! Whether a piece of JSON may come in as a FHIR resource, and what is odd about it. Checks the shape
//! that keeps the store whole: an object, a resource type, an id, references. Refuses to judge
//! content: unknown elements and extensions pass untouched.

use serde_json::Value;

/// A fault of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Odd {
    /// One of a fixed list.
    pub(crate) code: &'static str,
    /// What is wrong. Names elements, never content.
    pub(crate) message: String,
    /// Whether the resource is kept all the same.
    pub(crate) kept: bool,
}

impl Odd {
    pub(crate) fn left_out(code: &'static str, message: impl Into<String>) -> Odd {
        Odd {
            code,
            message: message.into(),
            kept: false,
        }
    }

    fn noted(code: &'static str, message: impl Into<String>) -> Odd {
        Odd {
            code,
            message: message.into(),
            kept: true,
        }
    }
}

/// What was found out about an entry.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Its resource type, where there is a well-formed one.
    pub(crate) resource_type: Option<String>,
    /// Its logical id, where there is a well-formed one.
    pub(crate) id: Option<String>,
    /// What ties it to its patient, as sent.
    pub(crate) patient_reference: Option<String>,
    /// What is odd.
    pub(crate) odd: Vec<Odd>,
}

impl Checked {
    /// Nothing forbids keeping it.
    pub(crate) fn keep(&self) -> bool {
        self.odd.iter().all(|odd| odd.kept)
    }
}

/// Elements that tie a resource to its patient.
const PATIENT_ELEMENTS: [&str; 6] = [
    "subject",
    "patient",
    "beneficiary",
    "for",
    "individual",
    "policyHolder",
];

/// Looks at one entry.
pub(crate) fn check(body: &[u8]) -> Checked {
    let mut checked = Checked::default();
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let message = if error.is_eof() {
                format!("The JSON ends too early, at {place}.")
            } else {
                format!("It is not JSON, at {place}.")
            };
            checked.odd.push(Odd::left_out("not-json", message));
            return checked;
        }
    };
    let Value::Object(resource) = &value else {
        checked.odd.push(Odd::left_out(
            "not-an-object",
            "A resource must be a JSON object.",
        ));
        return checked;
    };
    match resource.get("resourceType") {
        Some(Value::String(kind)) if is_type(kind) => checked.resource_type = Some(kind.clone()),
        Some(_) => checked.odd.push(Odd::left_out(
            "bad-resource-type",
            "resourceType must be a name of letters that begins with a capital.",
        )),
        None => checked.odd.push(Odd::left_out(
            "no-resource-type",
            "There is no resourceType.",
        )),
    }
    match resource.get("id") {
        Some(Value::String(id)) if is_id(id) => checked.id = Some(id.clone()),
        Some(_) => checked.odd.push(Odd::left_out(
            "bad-id",
            "id must be 1 to 64 letters, digits, dots or hyphens.",
        )),
        None => {}
    }
    for element in PATIENT_ELEMENTS {
        if let Some(Value::String(reference)) = resource
            .get(element)
            .and_then(|value| value.get("reference"))
        {
            checked.patient_reference = Some(reference.clone());
            break;
        }
    }
    references(&value, &mut String::new(), &mut checked.odd);
    checked
}

/// Walks every reference; a malformed one is noted with the path of elements to it.
fn references(value: &Value, path: &mut String, odd: &mut Vec<Odd>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let length = path.len();
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
                match member {
                    Value::String(text) if key == "reference" => {
                        if !is_reference(text) {
                            odd.push(Odd::noted(
                                "bad-reference",
                                format!("{path} is no reference: expected Type/id, #id, urn: or http(s):."),
                            ));
                        }
                    }
                    _ => references(member, path, odd),
                }
                path.truncate(length);
            }
        }
        Value::Array(members) => {
            for member in members {
                references(member, path, odd);
            }
        }
        _ => {}
    }
}

/// A FHIR logical id.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

fn is_type(kind: &str) -> bool {
    (2..=64).contains(&kind.len())
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && kind
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_uppercase())
}

fn is_reference(text: &str) -> bool {
    if text.starts_with('#') || text.starts_with("urn:") {
        return text.len() > 1 && !text.contains(char::is_whitespace);
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return url::Url::parse(text).is_ok();
    }
    let whole = text
        .split_once("/_history/")
        .map_or(text, |(whole, _)| whole);
    // A conditional reference of a transaction ("Practitioner?identifier=…") names its target by search.
    if let Some((kind, query)) = whole.split_once('?') {
        return is_type(kind) && !query.is_empty();
    }
    whole
        .split_once('/')
        .is_some_and(|(kind, id)| is_type(kind) && is_id(id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_sound_resource_with_an_unknown_extension_passes() {
        let checked = check(
            br#"{"resourceType":"Condition","id":"c-1","extension":[{"url":"urn:x","valueFoo":{}}],
                 "subject":{"reference":"urn:uuid:0198f3a2-0000-7000-8000-000000000001"}}"#,
        );
        assert!(
            checked.keep() && checked.odd.is_empty(),
            "{:?}",
            checked.odd
        );
        assert_eq!(checked.id.as_deref(), Some("c-1"));
        assert!(checked.patient_reference.unwrap().starts_with("urn:uuid:"));
    }

    #[test]
    fn each_fault_is_named() {
        let code = |body: &str| check(body.as_bytes()).odd[0].code;
        assert_eq!(code("{\"resourceType\":\"Patient\","), "not-json");
        assert_eq!(code("[1]"), "not-an-object");
        assert_eq!(code("{\"id\":\"a\"}"), "no-resource-type");
        assert_eq!(
            code("{\"resourceType\":\"pat ient\",\"id\":\"a\"}"),
            "bad-resource-type"
        );
        assert_eq!(
            code("{\"resourceType\":\"Patient\",\"id\":\"a b\"}"),
            "bad-id"
        );
        assert_eq!(code("{\"resourceType\":\"Patient\",\"id\":7}"), "bad-id");
    }

    #[test]
    fn a_malformed_reference_is_named_by_its_path_and_the_record_is_kept() {
        let checked = check(
            br#"{"resourceType":"Observation","id":"o","performer":[{"reference":"Dr Lindqvist"}]}"#,
        );
        assert!(checked.keep(), "the rest of the record is worth keeping");
        assert_eq!(checked.odd[0].code, "bad-reference");
        assert!(checked.odd[0].message.starts_with("performer.reference"));
        assert!(
            !checked.odd[0].message.contains("Lindqvist"),
            "content stays out of messages"
        );
    }

    #[test]
    fn references_in_every_legal_shape_pass() {
        for good in [
            "Patient/1",
            "Patient/1/_history/2",
            "#med",
            "urn:oid:1.2.3",
            "https://ehr.example/fhir/Patient/1",
            "Practitioner?identifier=a|b",
        ] {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            "",
            "Patient",
            "patient/1",
            "Patient/",
            "Patient/a b",
            "#",
            "http://",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
