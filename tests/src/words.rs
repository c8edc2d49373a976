//! The text of a resource that belongs to a patient: names, numbers, displays, addresses, and every
//! word of every note. What the hunt looks for.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::hunt::SHORTEST;

/// Elements whose text says nothing about anybody: codes and systems of the standard itself.
const OF_THE_STANDARD: &[&str] = &[
    "resourceType",
    "system",
    "code",
    "status",
    "url",
    "use",
    "type",
    "contentType",
    "unit",
];

/// Adds the text of one resource.
pub fn collect(body: &[u8], found: &mut BTreeSet<String>) {
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        walk("", &value, found);
    }
}

fn walk(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                walk(name, value, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                walk(name, item, found);
            }
        }
        Value::String(text) => text_of(name, text, found),
        _ => {}
    }
}

fn text_of(name: &str, text: &str, found: &mut BTreeSet<String>) {
    match name {
        // A note's text, as the EHR sends it.
        "data" => {
            if let Ok(bytes) = STANDARD.decode(text) {
                words(&String::from_utf8_lossy(&bytes), found);
            }
        }
        "div" => words(&without_tags(text), found),
        _ if OF_THE_STANDARD.contains(&name) => {}
        _ => {
            take(text, found);
            words(text, found);
        }
    }
}

/// A word, or a whole value.
fn take(text: &str, found: &mut BTreeSet<String>) {
    if text.len() >= SHORTEST && text.len() <= 200 {
        found.insert(text.to_owned());
    }
}

/// Every word long enough to be looked for.
fn words(text: &str, found: &mut BTreeSet<String>) {
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        take(word, found);
    }
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_displays_and_note_words_are_collected_and_the_standard_is_not() {
        let note = STANDARD.encode("Discharged to daughter in Saarbrücken");
        let body = serde_json::json!({
            "resourceType": "DocumentReference",
            "status": "current",
            "subject": {"display": "Öztürk, Magdalena"},
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-mbi", "value": "1EG4-TE5-MK73"}],
            "text": {"div": "<div class=\"narrative\"><p>Dyspnoea</p></div>"},
            "content": [{"attachment": {"contentType": "text/plain", "data": note}}]
        });
        let mut found = BTreeSet::new();
        collect(body.to_string().as_bytes(), &mut found);
        for word in [
            "Magdalena",
            "Öztürk",
            "1EG4-TE5-MK73",
            "Dyspnoea",
            "Saarbrücken",
            "daughter",
        ] {
            assert!(found.contains(word), "{word} is among {found:?}");
        }
        for word in [
            "DocumentReference",
            "narrative",
            "text/plain",
            "http://hl7.org/fhir/sid/us-mbi",
        ] {
            assert!(!found.contains(word), "{word} is of the standard");
        }
    }
}
