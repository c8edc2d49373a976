//! References from one thing written here to another: by the name it has here until the EHR gives it one.

use serde_json::Value;

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

/// The body with one reference replaced by another; `None` where it has none of these.
pub fn renamed(body: &[u8], old: &str, new: &str) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    rename(&mut value, old, new).then(|| value.to_string().into_bytes())
}

fn rename(value: &mut Value, old: &str, new: &str) -> bool {
    match value {
        Value::Object(map) => {
            let mut any = false;
            for (name, value) in map.iter_mut() {
                if name == "reference" && value.as_str() == Some(old) {
                    *value = Value::String(new.to_owned());
                    any = true;
                } else {
                    any |= rename(value, old, new);
                }
            }
            any
        }
        Value::Array(all) => all
            .iter_mut()
            .fold(false, |any, value| rename(value, old, new) | any),
        _ => false,
    }
}
