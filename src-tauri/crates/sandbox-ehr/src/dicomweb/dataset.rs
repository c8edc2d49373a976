//! A flat data set: its elements in order, as bytes of a file (PS3.5 7.1) and as JSON (PS3.18 annex F). Refuses
//! sequences: nothing that is made here has one, and those of stored files stay in their bytes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tags::{self, Tag};

/// Elements by tag: value representation and value, padded as a file has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataSet(BTreeMap<Tag, (String, Vec<u8>)>);

impl DataSet {
    /// Puts text; several values are parted by a backslash.
    pub(crate) fn text(&mut self, tag: Tag, value: &str) {
        let vr = tags::vr(tag);
        let mut bytes = value.as_bytes().to_vec();
        if bytes.len() % 2 == 1 {
            bytes.push(if vr == "UI" { 0 } else { b' ' });
        }
        self.0.insert(tag, (vr.to_owned(), bytes));
    }

    /// Puts text where there is some.
    pub(crate) fn maybe(&mut self, tag: Tag, value: Option<&str>) {
        if let Some(value) = value {
            self.text(tag, value);
        }
    }

    /// Puts an unsigned short.
    pub(crate) fn short(&mut self, tag: Tag, value: u16) {
        self.raw(tag, tags::vr(tag), value.to_le_bytes().to_vec());
    }

    /// Puts bytes as they are.
    pub(crate) fn raw(&mut self, tag: Tag, vr: &str, value: Vec<u8>) {
        self.0.insert(tag, (vr.to_owned(), value));
    }

    /// The text of an element without its padding; `None` where it is absent.
    pub(crate) fn said(&self, tag: Tag) -> Option<String> {
        let (_, bytes) = self.0.get(&tag)?;
        let text = String::from_utf8_lossy(bytes);
        Some(text.trim_matches(['\0', ' ']).to_owned())
    }

    /// The same elements, of these tags only.
    pub(crate) fn only(&self, wanted: impl Fn(Tag) -> bool) -> DataSet {
        let kept = self.0.iter().filter(|(tag, _)| wanted(**tag));
        DataSet(kept.map(|(tag, kept)| (*tag, kept.clone())).collect())
    }

    /// Writes every element; `explicit` with its value representation.
    pub(crate) fn write(&self, explicit: bool, out: &mut Vec<u8>) {
        for (tag, (vr, value)) in &self.0 {
            head(*tag, vr, value.len() as u32, explicit, out);
            out.extend(value);
        }
    }

    /// As JSON. Of what is no text, numbers are written and the rest is left out.
    pub(crate) fn json(&self) -> Value {
        let mut all = Map::new();
        for (tag, (vr, bytes)) in &self.0 {
            let values = match vr.as_str() {
                "US" => bytes
                    .chunks_exact(2)
                    .map(|two| json!(two.iter().rev().fold(0_u32, |n, b| n << 8 | u32::from(*b))))
                    .collect(),
                "OB" | "OW" | "UN" | "AT" | "SQ" => continue,
                _ => self.texts(*tag, vr),
            };
            let mut one = json!({ "vr": vr });
            if let (Some(map), false) = (one.as_object_mut(), values.is_empty()) {
                map.insert("Value".to_owned(), Value::Array(values));
            }
            all.insert(format!("{tag:08X}"), one);
        }
        Value::Object(all)
    }

    fn texts(&self, tag: Tag, vr: &str) -> Vec<Value> {
        let text = self.said(tag).unwrap_or_default();
        if text.is_empty() {
            return Vec::new();
        }
        let one = |part: &str| match vr {
            "PN" => json!({"Alphabetic": part}),
            "IS" => part.parse::<i64>().map_or(Value::Null, Value::from),
            "DS" => part.parse::<f64>().map_or(Value::Null, Value::from),
            _ => Value::from(part),
        };
        text.split('\\').map(|part| one(part.trim())).collect()
    }
}

/// Writes the head of an element.
pub(crate) fn head(tag: Tag, vr: &str, length: u32, explicit: bool, out: &mut Vec<u8>) {
    out.extend(((tag >> 16) as u16).to_le_bytes());
    out.extend((tag as u16).to_le_bytes());
    if !explicit || tag >> 16 == 0xfffe {
        out.extend(length.to_le_bytes());
        return;
    }
    out.extend(vr.as_bytes());
    if ["OB", "OW", "SQ", "UN", "UR", "UT"].contains(&vr) {
        out.extend([0, 0]);
        out.extend(length.to_le_bytes());
    } else {
        out.extend((length as u16).to_le_bytes());
    }
}
