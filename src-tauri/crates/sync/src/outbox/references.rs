//! References from one thing written here to another: by the name it has here until the EHR gives it one.

use serde_json::Value;
use serde_json::value::RawValue;
use wardbook_fhir::json::Object;

/// `Type/id` of every reference in a body.
pub fn of(body: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        walk(&value, &mut found);
    }
    found
}

fn walk(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            let reference = map.get("reference").and_then(Value::as_str);
            if let Some((kind, id)) = reference.and_then(|r| r.split_once('/')) {
                found.push((kind.to_owned(), id.to_owned()));
            }
            for value in map.values() {
                walk(value, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| walk(value, found)),
        _ => {}
    }
}

/// The body with one reference replaced by another, everything else to the letter; `None` where it has none of these.
pub fn renamed(body: &[u8], old: &str, new: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let mut any = false;
    let written = rename(text, old, new, &mut any)?;
    any.then(|| written.into_bytes())
}

fn rename(raw: &str, old: &str, new: &str, any: &mut bool) -> Option<String> {
    // Escaped letters may hide the id: what has none and does not name it is left as it is.
    if !raw.contains(old) && !raw.contains('\\') {
        return Some(raw.to_owned());
    }
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    let written: Vec<String> = match raw.trim_start().chars().next() {
        Some('{') => {
            let object = Object::parse(raw.as_bytes()).ok()?;
            let mut written = Vec::new();
            for (name, node) in object.members() {
                let raw = node.raw();
                let is_it = name == "reference"
                    && serde_json::from_str::<String>(raw).is_ok_and(|text| text == old);
                *any |= is_it;
                let value = if is_it {
                    quoted(new)
                } else {
                    rename(raw, old, new, any)?
                };
                written.push(format!("{}:{value}", quoted(name)));
            }
            return Some(format!("{{{}}}", written.join(",")));
        }
        Some('[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            items
                .iter()
                .map(|item| rename(item.get(), old, new, any))
                .collect::<Option<_>>()?
        }
        _ => return Some(raw.to_owned()),
    };
    Some(format!("[{}]", written.join(",")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::renamed;

    #[test]
    fn a_reference_gets_its_new_name_and_a_value_keeps_its_digits() {
        let body = br#"{"resourceType":"Observation","valueQuantity":{"value":6.10},
            "encounter":{"reference":"Encounter/ours","display":"Encounter\/ours"},"focus":[null,{"reference":"Encounter\/ours"}]}"#;
        let out =
            String::from_utf8(renamed(body, "Encounter/ours", "Encounter/e-7").unwrap()).unwrap();
        assert!(out.contains(r#""value":6.10"#), "{out}");
        assert_eq!(
            out.matches(r#""reference":"Encounter/e-7""#).count(),
            2,
            "{out}"
        );
        assert!(out.contains("null"), "{out}");
        assert!(renamed(body, "Encounter/other", "Encounter/e-7").is_none());
    }
}
