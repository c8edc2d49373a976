//! DICOM JSON (PS3.18 annex F), as much as searches and answers need: texts, names and numbers by tag, and sequences.
//! Lenient towards how a value is written; refuses to take a value that is absent for an empty one.

use dicom_core::Tag;
use serde_json::Value;

/// One data set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a>(pub(super) &'a Value);

impl<'a> Row<'a> {
    fn values(self, tag: Tag) -> &'a [Value] {
        let key = format!("{:04X}{:04X}", tag.group(), tag.element());
        let element = self
            .0
            .get(&key)
            .or_else(|| self.0.get(key.to_ascii_lowercase()));
        element
            .and_then(|element| element.get("Value"))
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Its texts.
    pub(super) fn texts(self, tag: Tag) -> Vec<String> {
        self.values(tag).iter().filter_map(text).collect()
    }

    /// Its first text.
    pub(super) fn text(self, tag: Tag) -> Option<String> {
        self.values(tag).iter().find_map(text)
    }

    /// Its first number; some servers write numbers as text.
    pub(super) fn number(self, tag: Tag) -> Option<i64> {
        self.values(tag).iter().find_map(|value| match value {
            Value::Number(number) => number
                .as_i64()
                .or_else(|| number.as_f64().map(|n| n as i64)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    /// The items of a sequence.
    pub(super) fn items(self, tag: Tag) -> impl Iterator<Item = Row<'a>> {
        self.values(tag).iter().map(Row)
    }
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(name) => ["Alphabetic", "Ideographic", "Phonetic"]
            .iter()
            .find_map(|group| name.get(*group)?.as_str())?
            .to_owned(),
        _ => return None,
    };
    let text = text.trim_matches(['\0', ' ']).to_owned();
    (!text.is_empty()).then_some(text)
}
