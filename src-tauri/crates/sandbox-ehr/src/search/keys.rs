//! Search keys: the small values read once from a resource, against which queries are tested.
//! Owns the reading of tokens, dates, names and references; decides nothing about a match.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::params::{self, Param, ParamKind};
use crate::time;

/// One value of one search parameter of one resource.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) param: &'static str,
    pub(crate) value: KeyValue,
}

/// A value in the form in which it is compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum KeyValue {
    Token {
        system: String,
        code: String,
    },
    Date {
        from: i64,
        to: i64,
    },
    /// As written, and folded (lower case, no accents).
    Text {
        exact: String,
        folded: String,
    },
    /// `Type/id`, or the reference as written where it has no such form.
    Reference(String),
    Uri(String),
}

/// All keys of a resource. `resolve` turns a reference as written into `Type/id`.
pub(crate) fn read(kind: &str, value: &Value, resolve: &dyn Fn(&str) -> String) -> Vec<Key> {
    let mut keys = Vec::with_capacity(12);
    for param in params::of_kind(kind).iter().chain(params::COMMON) {
        for path in param.paths {
            visit(value, path, &mut |leaf| {
                leaf_keys(param, leaf, resolve, &mut keys);
            });
        }
    }
    keys
}

fn visit(value: &Value, path: &str, found: &mut dyn FnMut(&Value)) {
    if let Value::Array(items) = value {
        for item in items {
            visit(item, path, found);
        }
        return;
    }
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    if path.is_empty() {
        found(value);
    } else if let Some(next) = value.get(head) {
        visit(next, rest, found);
    }
}

fn leaf_keys(param: &Param, leaf: &Value, resolve: &dyn Fn(&str) -> String, out: &mut Vec<Key>) {
    let mut push = |value| {
        out.push(Key {
            param: param.name,
            value,
        });
    };
    match param.kind {
        ParamKind::Token => tokens(leaf, &mut push),
        ParamKind::Date => {
            if let Some((from, to)) = dates(leaf) {
                push(KeyValue::Date { from, to });
            }
        }
        ParamKind::Text => words(leaf, &mut push),
        ParamKind::Reference => {
            if let Some(to) = leaf.get("reference").and_then(Value::as_str) {
                push(KeyValue::Reference(resolve(to)));
            }
        }
        ParamKind::Uri => {
            if let Some(uri) = leaf.as_str() {
                push(KeyValue::Uri(uri.to_owned()));
            }
        }
    }
}

fn tokens(leaf: &Value, push: &mut dyn FnMut(KeyValue)) {
    let text = |name: &str| {
        leaf.get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    match leaf {
        Value::String(code) => {
            push(KeyValue::Token {
                system: String::new(),
                code: code.clone(),
            });
        }
        Value::Bool(flag) => {
            push(KeyValue::Token {
                system: String::new(),
                code: flag.to_string(),
            });
        }
        Value::Object(map) => {
            if let Some(Value::Array(codings)) = map.get("coding") {
                for coding in codings {
                    tokens(coding, push);
                }
            } else if map.contains_key("code") {
                push(KeyValue::Token {
                    system: text("system"),
                    code: text("code"),
                });
            } else if map.contains_key("value") {
                push(KeyValue::Token {
                    system: text("system"),
                    code: text("value"),
                });
            }
        }
        _ => {}
    }
}

fn dates(leaf: &Value) -> Option<(i64, i64)> {
    if let Some(text) = leaf.as_str() {
        return time::span(text);
    }
    let end = |name: &str| leaf.get(name).and_then(Value::as_str).and_then(time::span);
    let (start, stop) = (end("start"), end("end"));
    if start.is_none() && stop.is_none() {
        return None;
    }
    Some((
        start.map_or(i64::MIN, |s| s.0),
        stop.map_or(i64::MAX, |s| s.1),
    ))
}

fn words(leaf: &Value, push: &mut dyn FnMut(KeyValue)) {
    match leaf {
        Value::String(text) => {
            push(KeyValue::Text {
                exact: text.clone(),
                folded: fold(text),
            });
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, push)),
        Value::Object(map) => {
            for name in [
                "text",
                "family",
                "given",
                "line",
                "city",
                "district",
                "state",
                "postalCode",
                "country",
            ] {
                if let Some(part) = map.get(name) {
                    words(part, push);
                }
            }
        }
        _ => {}
    }
}

/// Lower case without accents, so that `sorensen` finds `Sørensen`.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            '’' => out.push('\''),
            other => out.push(other),
        }
    }
    out
}

/// `Type/id` from a relative or absolute literal reference; anything else as it is.
pub(crate) fn literal(reference: &str) -> String {
    let plain = reference.split("/_history/").next().unwrap_or(reference);
    let mut parts = plain.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) if crate::kinds::intern(kind).is_some() => format!("{kind}/{id}"),
        _ => reference.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_what_people_type() {
        assert_eq!(fold("Sørensen"), "sorensen");
        assert_eq!(fold("Wójcik"), "wojcik");
        assert_eq!(fold("Łukasz"), "lukasz");
        assert_eq!(fold("田中"), "田中");
    }

    #[test]
    fn references_lose_their_base_and_version() {
        assert_eq!(
            literal("http://a.example/fhir/Patient/7/_history/2"),
            "Patient/7"
        );
        assert_eq!(literal("Patient/7"), "Patient/7");
        assert_eq!(literal("urn:uuid:7"), "urn:uuid:7");
        assert_eq!(literal("#inside"), "#inside");
    }
}
