//! A record on its way in, to be looked into and completed, and written again to the letter: what nobody changed
//! goes out as it was typed, so that 6.10 stays 6.10. Refuses to know what a record means.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A record's members, each beside how it was written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    now: Map<String, Value>,
    written: BTreeMap<String, (Value, Box<RawValue>)>,
}

impl Draft {
    /// Reads one; `None` where it is no JSON object.
    pub(super) fn read(json: &str) -> Option<Draft> {
        let now: Map<String, Value> = serde_json::from_str(json).ok()?;
        let raw: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json).ok()?;
        let written = raw
            .into_iter()
            .filter_map(|(name, raw)| {
                let value = now.get(&name)?.clone();
                Some((name, (value, raw)))
            })
            .collect();
        Some(Draft { now, written })
    }

    /// A member as it will be written.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = self.now.get(name)?;
        Some(match self.written.get(name) {
            Some((was, raw)) if was == value => raw.get().to_owned(),
            _ => value.to_string(),
        })
    }

    /// All of it as it will be written.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let members: Vec<String> = self
            .now
            .keys()
            .filter_map(|name| {
                let quoted = Value::String(name.clone());
                Some(format!("{quoted}:{}", self.text(name)?))
            })
            .collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    }
}

impl Deref for Draft {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        &self.now
    }
}

impl DerefMut for Draft {
    fn deref_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.now
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nobody_changed_is_written_as_it_was_typed() {
        let typed = r#"{"resourceType":"Observation","valueQuantity":{"value":6.10,"unit":"mmol/L"},"status":"final"}"#;
        let mut draft = Draft::read(typed).unwrap();
        assert_eq!(draft.bytes(), typed.as_bytes());
        draft.insert("status".into(), json!("amended"));
        draft.insert("id".into(), json!("k1"));
        let written = String::from_utf8(draft.bytes()).unwrap();
        assert!(written.contains(r#""value":6.10"#), "{written}");
        assert!(written.contains(r#""status":"amended""#), "{written}");
        assert!(written.ends_with(r#""id":"k1"}"#), "{written}");
        draft.insert("valueQuantity".into(), json!({"value": 6.2}));
        let written = String::from_utf8(draft.bytes()).unwrap();
        assert!(!written.contains("6.10"), "{written}");
    }

    #[test]
    fn what_is_no_object_is_no_record() {
        for text in ["", "[]", "6.10", "{\"a\":"] {
            assert!(Draft::read(text).is_none(), "{text}");
        }
    }
}
