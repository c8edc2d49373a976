//! What was written beside what the EHR has: the same, converted, or something else. Pure.
//!
//! Converted is: the same patient, code, clinical time and author, and the same words and values. What an
//! EHR may change or drop beside that is a list, and short; whatever is not on it matters.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wardbook_fhir::read::date;

use super::words;

/// How two bodies compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same but for the EHR's own id, version and narrative.
    Identical,
    /// The same matter in another form.
    Converted,
    /// Something that matters is not the same.
    Different,
}

impl Verdict {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Converted => "converted",
            Self::Different => "different",
        }
    }
}

/// One element that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where, as dots and places: `component[0].valueQuantity`.
    pub path: String,
    /// What was written; absent where the EHR added it.
    pub mine: Option<String>,
    /// What the EHR has; absent where it dropped it.
    pub theirs: Option<String>,
    /// Whether it matters.
    pub matters: bool,
}

/// Elements an EHR keeps in its own way: administration, not the matter itself.
const ITS_OWN: &[&str] = &[
    "identifier",
    "issued",
    "recordedDate",
    "dateAsserted",
    "authoredOn",
    "created",
    "custodian",
    "authenticator",
    "category",
    "docStatus",
    "extension",
    "contained",
    "language",
    "informationSource",
];
/// The same for documents: the EHR dates, names and formats what it files, and the words are compared apart.
const ITS_OWN_OF_DOCUMENTS: &[&str] = &["date", "content", "securityLabel", "context.period"];
/// What an EHR may leave out, but not replace by something else.
const MAY_DROP: &[&str] = &[
    "encounter",
    "context.encounter",
    "code.text",
    "author",
    "performer",
    "recorder",
    "type.text",
    "relatesTo",
];
/// Narrative, ids and versions are each side's own.
const NOT_COMPARED: &[&str] = &["id", "meta", "text", "resourceType", "implicitRules"];

/// Compares what was written with what is there; `theirs_words` are the words of its attachments where they
/// stand apart.
pub fn judge(mine: &[u8], theirs: &[u8], theirs_words: &[String]) -> (Verdict, Vec<Difference>) {
    let (Some(mine), Some(theirs)) = (object(mine), object(theirs)) else {
        let unreadable = Difference {
            path: "resource".into(),
            mine: None,
            theirs: None,
            matters: true,
        };
        return (Verdict::Different, vec![unreadable]);
    };
    let kind = mine
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or("");
    if stripped(&mine) == stripped(&theirs) {
        return (Verdict::Identical, Vec::new());
    }
    let mut all = Vec::new();
    for (name, value) in stripped(&mine) {
        member(&name, &value, theirs.get(&name), kind, &mut all);
    }
    for (name, value) in stripped(&theirs) {
        if !mine.contains_key(&name) {
            all.push(Difference {
                matters: adds_matter(&name),
                path: name,
                mine: None,
                theirs: Some(shown(&value)),
            });
        }
    }
    if kind == "DocumentReference" {
        let ours = words::of_document(&mine);
        let same = if ours.is_empty() {
            mine.get("content") == theirs.get("content")
        } else {
            let of_body = words::of_document(&theirs);
            let mut there = theirs_words.iter().chain(&of_body);
            there.any(|text| ours.iter().any(|o| words::same(o, text)))
        };
        if !same {
            all.push(Difference {
                path: "content".into(),
                mine: Some("its words".into()),
                theirs: Some("other words".into()),
                matters: true,
            });
        }
    }
    let verdict = if all.iter().any(|d| d.matters) {
        Verdict::Different
    } else {
        Verdict::Converted
    };
    (verdict, all)
}

/// Whether two bodies say the same but for ids, versions and narrative: nobody changed it meanwhile.
pub fn unchanged(one: &[u8], other: &[u8]) -> bool {
    match (object(one), object(other)) {
        (Some(one), Some(other)) => stripped(&one) == stripped(&other),
        _ => false,
    }
}

/// Whether what is there could be what was sent: nothing that both have speaks against it. Weaker than
/// [`judge`] on purpose: what could be it must not be sent again.
pub fn may_be(mine: &[u8], theirs: &[u8], theirs_words: &[String]) -> bool {
    let (Some(mine), Some(theirs)) = (object(mine), object(theirs)) else {
        return false;
    };
    let kind = mine
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or("");
    let speaks_against = |name: &str| match (mine.get(name), theirs.get(name)) {
        (Some(one), Some(other)) => {
            let mut found = Vec::new();
            compare(name, one, other, kind, &mut found);
            found
                .iter()
                .any(|d| d.matters && d.mine.is_some() && d.theirs.is_some())
        }
        _ => false,
    };
    let fields = [
        "subject",
        "patient",
        "beneficiary",
        "code",
        "type",
        "vaccineCode",
        "medicationCodeableConcept",
        "effectiveDateTime",
        "effectivePeriod",
        "onsetDateTime",
        "performedDateTime",
        "occurrenceDateTime",
        "start",
        "valueQuantity",
        "valueString",
        "valueCodeableConcept",
        "component",
        "birthDate",
        "name",
    ];
    if fields.iter().any(|name| speaks_against(name)) {
        return false;
    }
    if kind != "DocumentReference" {
        return true;
    }
    let ours = words::of_document(&mine);
    let of_body = words::of_document(&theirs);
    ours.is_empty()
        || theirs_words
            .iter()
            .chain(&of_body)
            .any(|text| ours.iter().any(|o| words::same(o, text)))
}

pub(crate) fn object(body: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

fn stripped(map: &Map<String, Value>) -> Map<String, Value> {
    let kept = map
        .iter()
        .filter(|(name, _)| !NOT_COMPARED.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// An element the EHR put there that turns the meaning of the rest.
fn adds_matter(name: &str) -> bool {
    name == "modifierExtension"
        || name == "dataAbsentReason"
        || name.starts_with("value")
        || matches!(
            name,
            "doNotPerform" | "verificationStatus" | "interpretation"
        )
}

fn its_own(path: &str, kind: &str) -> bool {
    let plain: String = plain_path(path);
    let listed = |list: &[&str]| {
        list.iter().any(|name| {
            plain == *name
                || plain
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    listed(ITS_OWN)
        || (kind == "DocumentReference" && listed(ITS_OWN_OF_DOCUMENTS))
        || plain.ends_with(".display")
        || plain.ends_with(".userSelected")
        || plain.ends_with(".version")
}

/// The path without places in lists.
fn plain_path(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn member(path: &str, mine: &Value, theirs: Option<&Value>, kind: &str, all: &mut Vec<Difference>) {
    let Some(theirs) = theirs else {
        let plain = plain_path(path);
        let soft = its_own(path, kind) || MAY_DROP.contains(&plain.as_str());
        all.push(Difference {
            path: path.to_owned(),
            mine: Some(shown(mine)),
            theirs: None,
            matters: !soft,
        });
        return;
    };
    compare(path, mine, theirs, kind, all);
}

fn compare(path: &str, mine: &Value, theirs: &Value, kind: &str, all: &mut Vec<Difference>) {
    if mine == theirs {
        return;
    }
    if its_own(path, kind) {
        all.push(Difference {
            path: path.to_owned(),
            mine: Some(shown(mine)),
            theirs: Some(shown(theirs)),
            matters: false,
        });
        return;
    }
    match (mine, theirs) {
        (Value::Object(one), Value::Object(other)) if is_concept(one) => {
            concept(path, (mine, one), (theirs, other), all);
        }
        (Value::Object(one), Value::Object(other)) if one.contains_key("reference") => {
            if !same_reference(one, other) {
                all.push(differ(path, mine, theirs, !is_unresolved(one)));
            }
        }
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                // A unit's words may be written otherwise where its code is the same.
                let coded = name == "unit" && one.contains_key("code");
                if coded || name == "id" {
                    continue;
                }
                member(&format!("{path}.{name}"), value, other.get(name), kind, all);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            list(path, one, other, kind, all);
        }
        (Value::Array(one), other) if one.len() == 1 => {
            list(path, one, std::slice::from_ref(other), kind, all);
        }
        _ if same_leaf(mine, theirs) => {}
        _ => all.push(differ(path, mine, theirs, true)),
    }
}

fn list(path: &str, one: &[Value], other: &[Value], kind: &str, all: &mut Vec<Difference>) {
    for (n, value) in one.iter().enumerate() {
        let at = format!("{path}[{n}]");
        let mut best: Option<Vec<Difference>> = None;
        for there in other {
            let mut found = Vec::new();
            compare(&at, value, there, kind, &mut found);
            let weight = |all: &[Difference]| (all.iter().filter(|d| d.matters).count(), all.len());
            if best.as_ref().is_none_or(|b| weight(&found) < weight(b)) {
                best = Some(found);
            }
        }
        match best {
            Some(found) => all.extend(found),
            None => member(&at, value, None, kind, all),
        }
    }
    if other.len() > one.len() && plain_path(path) == "component" {
        all.push(Difference {
            path: path.to_owned(),
            mine: Some(format!("{} of them", one.len())),
            theirs: Some(format!("{} of them", other.len())),
            matters: true,
        });
    }
}

fn differ(path: &str, mine: &Value, theirs: &Value, matters: bool) -> Difference {
    Difference {
        path: path.to_owned(),
        mine: Some(shown(mine)),
        theirs: Some(shown(theirs)),
        matters,
    }
}

fn is_concept(map: &Map<String, Value>) -> bool {
    map.contains_key("coding")
        || (map.contains_key("text")
            && map
                .keys()
                .all(|name| matches!(name.as_str(), "text" | "id" | "extension")))
}

/// The same concept: a coding in common, or the same words where one has no coding.
fn concept(
    path: &str,
    (mine, one): (&Value, &Map<String, Value>),
    (theirs, other): (&Value, &Map<String, Value>),
    all: &mut Vec<Difference>,
) {
    let (ours, there) = (codings(one), codings(other));
    let text = |map: &Map<String, Value>| {
        map.get("text")
            .and_then(Value::as_str)
            .map(|t| t.trim().to_lowercase())
    };
    let common = ours.iter().any(|coding| there.contains(coding));
    let same_words =
        text(one).is_some_and(|t| text(other).as_ref() == Some(&t) || displays(other).contains(&t));
    let same = if ours.is_empty() {
        same_words
    } else {
        common || (there.is_empty() && same_words)
    };
    let whole = ours.iter().all(|coding| there.contains(coding))
        && (text(one).is_none() || text(one) == text(other));
    if !same {
        all.push(differ(path, mine, theirs, true));
    } else if !whole {
        all.push(differ(path, mine, theirs, false));
    }
}

fn codings(map: &Map<String, Value>) -> Vec<(String, String)> {
    let list = map.get("coding").and_then(Value::as_array);
    let text = |coding: &Value, name: &str| {
        coding
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    list.into_iter()
        .flatten()
        .map(|coding| (text(coding, "system"), text(coding, "code")))
        .filter(|(_, code)| !code.is_empty())
        .collect()
}

fn displays(map: &Map<String, Value>) -> Vec<String> {
    let list = map.get("coding").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|coding| Some(coding.get("display")?.as_str()?.trim().to_lowercase()))
        .collect()
}

/// `Type/id`, whatever server stands before it.
fn tail(reference: &str) -> Option<(&str, &str)> {
    let path = reference.split("/_history/").next()?;
    let (rest, id) = path.rsplit_once('/')?;
    Some((rest.rsplit('/').next()?, id))
}

fn same_reference(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let text = |map: &Map<String, Value>| {
        map.get("reference")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    match (text(one), text(other)) {
        (Some(one), Some(other)) => {
            one == other || (tail(&one).is_some() && tail(&one) == tail(&other))
        }
        _ => false,
    }
}

/// A reference no EHR could follow: it names nobody.
fn is_unresolved(map: &Map<String, Value>) -> bool {
    let text = map.get("reference").and_then(Value::as_str).unwrap_or("");
    text.starts_with("urn:") || text.starts_with('#')
}

fn same_leaf(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) => {
            let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            spaced(one) == spaced(other) || same_time(one, other)
        }
        _ => false,
    }
}

/// The same moment, to the second: one EHR writes milliseconds and another does not.
fn same_time(one: &str, other: &str) -> bool {
    match (date::parse(one), date::parse(other)) {
        (Some(one), Some(other)) => {
            one.precision == other.precision
                && one.start.div_euclid(1000) == other.start.div_euclid(1000)
        }
        _ => false,
    }
}

/// A value in a line, for whoever compares.
fn shown(value: &Value) -> String {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(map) => {
            if let Some(said) = text("text").or_else(|| text("display")) {
                return said.to_owned();
            }
            if let Some(number) = map.get("value") {
                let unit = text("unit").or_else(|| text("code")).unwrap_or("");
                return format!("{} {unit}", shown(number)).trim_end().to_owned();
            }
            if let Some(first) = value.pointer("/coding/0") {
                let display = first.get("display").or_else(|| first.get("code"));
                return display.map(shown).unwrap_or_default();
            }
            if let Some(reference) = text("reference") {
                return reference.to_owned();
            }
            map.iter()
                .map(|(name, value)| format!("{name} {}", shown(value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
        Value::Null => String::new(),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
