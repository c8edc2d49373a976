//! One value of a filter, and whether a key answers it. Compares; never reads a resource.

use super::keys::{self, Key, KeyValue};
use super::params::{Param, ParamKind};
use super::query::{Filter, Query};
use crate::resource::Resource;
use crate::time;

/// One alternative of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    Token {
        system: Option<String>,
        code: Option<String>,
    },
    Date {
        prefix: Prefix,
        from: i64,
        to: i64,
    },
    Starts(String),
    Contains(String),
    Exact(String),
    Reference {
        kind: Option<String>,
        id: String,
    },
    Uri(String),
    Missing(bool),
}

/// A date prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    Eq,
    Ne,
    Ge,
    Gt,
    Le,
    Lt,
}

impl Test {
    /// The bare id, where this is a test for one id or one reference.
    pub(crate) fn pinned_id(&self) -> Option<&str> {
        match self {
            Test::Reference { id, .. } => Some(id),
            Test::Token {
                code: Some(code), ..
            } => Some(code),
            _ => None,
        }
    }
}

/// Reads one alternative.
pub(crate) fn parse(param: &Param, modifier: Option<&str>, value: &str) -> Result<Test, String> {
    let unsupported = || Err(format!("{} does not take that modifier", param.name));
    if modifier == Some("missing") {
        return Ok(Test::Missing(value == "true"));
    }
    match (param.kind, modifier) {
        (ParamKind::Token, None) => Ok(match value.split_once('|') {
            None => Test::Token {
                system: None,
                code: Some(value.to_owned()),
            },
            Some((system, code)) => Test::Token {
                system: Some(system.to_owned()),
                code: Some(code.to_owned()).filter(|c| !c.is_empty()),
            },
        }),
        (ParamKind::Date, None) => date(param, value),
        (ParamKind::Text, None) => Ok(Test::Starts(keys::fold(value))),
        (ParamKind::Text, Some("contains")) => Ok(Test::Contains(keys::fold(value))),
        (ParamKind::Text, Some("exact")) => Ok(Test::Exact(value.to_owned())),
        (ParamKind::Reference, kind) => {
            let literal = keys::literal(value);
            Ok(match (literal.split_once('/'), kind) {
                (Some((kind, id)), _) => Test::Reference {
                    kind: Some(kind.to_owned()),
                    id: id.to_owned(),
                },
                (None, kind) => Test::Reference {
                    kind: kind.map(str::to_owned),
                    id: literal.clone(),
                },
            })
        }
        (ParamKind::Uri, None) => Ok(Test::Uri(value.to_owned())),
        _ => unsupported(),
    }
}

fn date(param: &Param, value: &str) -> Result<Test, String> {
    let (prefix, rest) = match value.split_at_checked(2) {
        Some(("eq", rest)) => (Prefix::Eq, rest),
        Some(("ne", rest)) => (Prefix::Ne, rest),
        Some(("ge", rest)) => (Prefix::Ge, rest),
        Some(("gt", rest)) => (Prefix::Gt, rest),
        Some(("le", rest)) => (Prefix::Le, rest),
        Some(("lt", rest)) => (Prefix::Lt, rest),
        _ => (Prefix::Eq, value),
    };
    // A plus sign that was not percent-encoded arrives as a space.
    let (from, to) = time::span(&rest.replace(' ', "+"))
        .ok_or_else(|| format!("{} is not given a date", param.name))?;
    Ok(Test::Date { prefix, from, to })
}

impl Filter {
    /// Whether these keys answer the filter.
    pub(crate) fn accepts(&self, keys: &[Key]) -> bool {
        let hit = self.any.iter().any(|test| {
            let mut mine = keys.iter().filter(|key| key.param == self.param.name);
            match test {
                Test::Missing(missing) => mine.next().is_none() == *missing,
                test => mine.any(|key| answers(test, &key.value)),
            }
        });
        hit != self.negated
    }
}

impl Query {
    /// Whether a resource answers every filter.
    pub(crate) fn accepts(&self, resource: &Resource) -> bool {
        self.filters
            .iter()
            .all(|filter| filter.accepts(&resource.keys))
    }
}

fn answers(test: &Test, value: &KeyValue) -> bool {
    match (test, value) {
        (
            Test::Token {
                system: want,
                code: id,
            },
            KeyValue::Token { system, code },
        ) => want.as_ref().is_none_or(|w| w == system) && id.as_ref().is_none_or(|i| i == code),
        (Test::Date { prefix, from, to }, KeyValue::Date { from: a, to: b }) => match prefix {
            Prefix::Eq => a >= from && b <= to,
            Prefix::Ne => !(a >= from && b <= to),
            Prefix::Ge => b >= from,
            Prefix::Gt => b > to,
            Prefix::Le => a <= to,
            Prefix::Lt => a < from,
        },
        (Test::Starts(start), KeyValue::Text { folded, .. }) => folded.starts_with(start.as_str()),
        (Test::Contains(part), KeyValue::Text { folded, .. }) => folded.contains(part.as_str()),
        (Test::Exact(text), KeyValue::Text { exact, .. }) => exact == text,
        (Test::Reference { kind, id }, KeyValue::Reference(to)) => match to.split_once('/') {
            Some((to_kind, to_id)) => to_id == id && kind.as_ref().is_none_or(|k| k == to_kind),
            None => to == id,
        },
        (Test::Uri(want), KeyValue::Uri(uri)) => want == uri,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn finds(kind: &'static str, body: &serde_json::Value, name: &str, value: &str) -> bool {
        let resource = Resource::from_value(kind, "1".to_owned(), body);
        let pairs = [(name.to_owned(), value.to_owned())];
        Query::parse(kind, &pairs).unwrap().accepts(&resource)
    }

    #[test]
    fn a_potassium_is_found_by_code_category_and_day() {
        let potassium = json!({
            "resourceType": "Observation", "id": "1", "status": "final",
            "subject": {"reference": "Patient/7"},
            "category": [{"coding": [{"system": "http://c", "code": "laboratory"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
            "effectiveDateTime": "2024-05-03T08:30:00Z",
        });
        let finds = |name, value| finds("Observation", &potassium, name, value);
        assert!(finds("code", "http://loinc.org|2823-3"));
        assert!(finds("code", "2823-3"));
        assert!(finds("code", "http://loinc.org|"));
        assert!(!finds("code", "http://snomed.info/sct|2823-3"));
        assert!(finds("category", "vital-signs,laboratory"));
        assert!(!finds("category:not", "laboratory"));
        assert!(finds("date", "2024-05-03"));
        assert!(finds("date", "ge2024-05"));
        assert!(finds("date", "lt2024-05-04"));
        assert!(!finds("date", "gt2024-05-03"));
        assert!(finds("patient", "7"));
        assert!(finds("subject", "Patient/7"));
        assert!(!finds("subject", "Group/7"));
        assert!(finds("encounter:missing", "true"));
    }

    #[test]
    fn ingrid_is_found_however_her_name_is_typed() {
        let ingrid = json!({
            "resourceType": "Patient", "id": "1",
            "name": [{"family": "Sørensen", "given": ["Ingrid", "Marie"]}], "birthDate": "1958-04"
        });
        let finds = |name, value| finds("Patient", &ingrid, name, value);
        for text in ["sorensen", "Sør", "ingr", "marie", "SORENSEN"] {
            assert!(finds("name", text), "{text}");
        }
        assert!(!finds("name", "rensen"));
        assert!(finds("name:contains", "rensen"));
        assert!(finds("family:exact", "Sørensen"));
        assert!(!finds("family:exact", "sørensen"));
        assert!(finds("birthdate", "1958"));
        assert!(!finds("birthdate", "1958-04-01"));
        assert!(finds("birthdate", "le1958-04-15"));
    }
}
