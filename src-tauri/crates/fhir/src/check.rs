//! Whether a resource is built as R4 says: what is wanting, what is of the wrong kind, which code is not of
//! its list; each with its path and its reason. For what people write here; what an EHR sent is kept as it is.
//!
//! A table of the types that have forms, and the data types for all: a resource of another type is checked as
//! far as its data types go.

use serde_json::{Map, Value};

use crate::read::date;

/// One thing that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `Observation.component[0].code`.
    pub path: String,
    /// Why, in the user's words.
    pub reason: String,
}

/// What must be there, of a type: names with a bar between them are a choice.
const NEEDED: &[(&str, &[&str])] = &[
    ("Observation", &["status", "code", "subject"]),
    ("Condition", &["subject", "code"]),
    ("AllergyIntolerance", &["patient", "code"]),
    (
        "MedicationStatement",
        &[
            "status",
            "subject",
            "medicationCodeableConcept|medicationReference",
        ],
    ),
    (
        "MedicationRequest",
        &[
            "status",
            "intent",
            "subject",
            "medicationCodeableConcept|medicationReference",
        ],
    ),
    (
        "Immunization",
        &[
            "status",
            "vaccineCode",
            "patient",
            "occurrenceDateTime|occurrenceString",
        ],
    ),
    ("Procedure", &["status", "subject", "code"]),
    ("Appointment", &["status", "participant"]),
    ("Encounter", &["status", "class", "subject"]),
    (
        "DocumentReference",
        &["status", "subject", "type", "content"],
    ),
    ("ServiceRequest", &["status", "intent", "subject", "code"]),
    ("Communication", &["status"]),
    ("Patient", &["name"]),
    ("Task", &["status", "intent"]),
];

/// Lists of codes that R4 requires: type, element, codes.
const CODES: &[(&str, &str, &[&str])] = &[
    (
        "Observation",
        "status",
        &[
            "registered",
            "preliminary",
            "final",
            "amended",
            "corrected",
            "cancelled",
            "entered-in-error",
            "unknown",
        ],
    ),
    (
        "MedicationStatement",
        "status",
        &[
            "active",
            "completed",
            "entered-in-error",
            "intended",
            "stopped",
            "on-hold",
            "unknown",
            "not-taken",
        ],
    ),
    (
        "MedicationRequest",
        "status",
        &[
            "active",
            "on-hold",
            "cancelled",
            "completed",
            "entered-in-error",
            "stopped",
            "draft",
            "unknown",
        ],
    ),
    (
        "MedicationRequest",
        "intent",
        &[
            "proposal",
            "plan",
            "order",
            "original-order",
            "reflex-order",
            "filler-order",
            "instance-order",
            "option",
        ],
    ),
    (
        "Immunization",
        "status",
        &["completed", "entered-in-error", "not-done"],
    ),
    (
        "Procedure",
        "status",
        &[
            "preparation",
            "in-progress",
            "not-done",
            "on-hold",
            "stopped",
            "completed",
            "entered-in-error",
            "unknown",
        ],
    ),
    (
        "Appointment",
        "status",
        &[
            "proposed",
            "pending",
            "booked",
            "arrived",
            "fulfilled",
            "cancelled",
            "noshow",
            "entered-in-error",
            "checked-in",
            "waitlist",
        ],
    ),
    (
        "Encounter",
        "status",
        &[
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        ],
    ),
    (
        "DocumentReference",
        "status",
        &["current", "superseded", "entered-in-error"],
    ),
    (
        "DocumentReference",
        "docStatus",
        &["preliminary", "final", "amended", "entered-in-error"],
    ),
    (
        "AllergyIntolerance",
        "criticality",
        &["low", "high", "unable-to-assess"],
    ),
    ("AllergyIntolerance", "type", &["allergy", "intolerance"]),
    ("Patient", "gender", &["male", "female", "other", "unknown"]),
];

/// The same for coded elements: the first coding's code.
const CONCEPTS: &[(&str, &str, &[&str])] = &[
    (
        "Condition",
        "clinicalStatus",
        &[
            "active",
            "recurrence",
            "relapse",
            "inactive",
            "remission",
            "resolved",
        ],
    ),
    (
        "Condition",
        "verificationStatus",
        &[
            "unconfirmed",
            "provisional",
            "differential",
            "confirmed",
            "refuted",
            "entered-in-error",
        ],
    ),
    (
        "AllergyIntolerance",
        "clinicalStatus",
        &["active", "inactive", "resolved"],
    ),
    (
        "AllergyIntolerance",
        "verificationStatus",
        &["unconfirmed", "confirmed", "refuted", "entered-in-error"],
    ),
];

/// Everything that is not right; nothing where all is well.
pub fn check(body: &[u8]) -> Vec<Fault> {
    let map = match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => map,
        Ok(_) => {
            return vec![fault(
                "resource",
                "A resource is a JSON object: it begins with { and ends with }.",
            )];
        }
        Err(error) => {
            let reason = format!(
                "This is not JSON: line {}, column {}.",
                error.line(),
                error.column()
            );
            return vec![fault("resource", &reason)];
        }
    };
    let Some(kind) = map.get("resourceType").and_then(Value::as_str) else {
        return vec![fault(
            "resourceType",
            "It must say what kind of resource it is.",
        )];
    };
    let letters = kind.bytes().all(|b| b.is_ascii_alphabetic());
    if !letters || !kind.starts_with(|c: char| c.is_ascii_uppercase()) {
        return vec![fault(
            "resourceType",
            "This is not the name of a resource type.",
        )];
    }
    let mut faults = Vec::new();
    needed(kind, &map, &mut faults);
    listed(kind, &map, &mut faults);
    together(kind, &map, &mut faults);
    for (name, value) in &map {
        if name != "resourceType" && name != "contained" && name != "text" {
            walk(&format!("{kind}.{name}"), name, value, &mut faults);
        }
    }
    faults
}

fn fault(path: &str, reason: &str) -> Fault {
    Fault {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}

fn needed(kind: &str, map: &Map<String, Value>, faults: &mut Vec<Fault>) {
    let of_kind = NEEDED.iter().find(|(known, _)| *known == kind);
    for name in of_kind.map_or(&[][..], |(_, names)| names) {
        let here = name
            .split('|')
            .any(|one| map.get(one).is_some_and(|v| !is_empty(v)));
        if !here {
            let first = name.split('|').next().unwrap_or(name);
            faults.push(fault(&format!("{kind}.{first}"), "This is required."));
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn listed(kind: &str, map: &Map<String, Value>, faults: &mut Vec<Fault>) {
    for (known, name, codes) in CODES.iter().filter(|(known, ..)| *known == kind) {
        let Some(value) = map.get(*name) else {
            continue;
        };
        if !value.as_str().is_some_and(|code| codes.contains(&code)) {
            faults.push(fault(
                &format!("{known}.{name}"),
                &format!("It must be one of: {}.", codes.join(", ")),
            ));
        }
    }
    for (known, name, codes) in CONCEPTS.iter().filter(|(known, ..)| *known == kind) {
        let Some(value) = map.get(*name) else {
            continue;
        };
        let code = value.pointer("/coding/0/code").and_then(Value::as_str);
        if !code.is_some_and(|code| codes.contains(&code)) {
            faults.push(fault(
                &format!("{known}.{name}"),
                &format!("Its code must be one of: {}.", codes.join(", ")),
            ));
        }
    }
}

/// Rules about several elements.
fn together(kind: &str, map: &Map<String, Value>, faults: &mut Vec<Fault>) {
    let code = |name: &str| {
        map.get(name)
            .and_then(|v| v.pointer("/coding/0/code"))
            .and_then(Value::as_str)
    };
    match kind {
        "Observation" => {
            let valued = map.keys().any(|name| name.starts_with("value"));
            let said = valued
                || map.contains_key("component")
                || map.contains_key("dataAbsentReason")
                || map.contains_key("hasMember");
            if !said {
                faults.push(fault(
                    "Observation.value",
                    "There is no value, no part and no reason why there is none.",
                ));
            }
            if valued && map.contains_key("dataAbsentReason") {
                faults.push(fault(
                    "Observation.dataAbsentReason",
                    "There is a value, so there can be no reason for its absence.",
                ));
            }
        }
        "Condition" | "AllergyIntolerance" => {
            let wrong = code("verificationStatus") == Some("entered-in-error");
            if wrong && map.contains_key("clinicalStatus") {
                faults.push(fault(
                    &format!("{kind}.clinicalStatus"),
                    "What was entered in error has no clinical status.",
                ));
            }
            if !wrong && kind == "AllergyIntolerance" && !map.contains_key("clinicalStatus") {
                faults.push(fault(
                    "AllergyIntolerance.clinicalStatus",
                    "Say whether it is active, inactive or resolved.",
                ));
            }
            let abated = map.keys().any(|name| name.starts_with("abatement"));
            if kind == "Condition"
                && abated
                && matches!(
                    code("clinicalStatus"),
                    Some("active" | "recurrence" | "relapse")
                )
            {
                faults.push(fault(
                    "Condition.abatement",
                    "It ended, so it cannot be active.",
                ));
            }
        }
        _ => {}
    }
}

/// Names of elements that hold a date or time wherever they stand.
fn is_time(name: &str) -> bool {
    name.ends_with("DateTime")
        || name.ends_with("Date")
        || matches!(
            name,
            "issued"
                | "authoredOn"
                | "dateAsserted"
                | "date"
                | "start"
                | "end"
                | "created"
                | "recorded"
                | "sent"
                | "received"
        )
}

fn walk(path: &str, name: &str, value: &Value, faults: &mut Vec<Fault>) {
    match value {
        Value::Null => faults.push(fault(path, "It is empty. Leave it out, or say it.")),
        Value::String(text) if text.trim().is_empty() => {
            faults.push(fault(path, "It is empty. Leave it out, or say it."));
        }
        Value::String(text) if is_time(name) => {
            if date::parse(text).is_none() {
                faults.push(fault(
                    path,
                    "A date looks like 2026-03-14, a time like 2026-03-14T09:30:00+01:00.",
                ));
            }
        }
        Value::Array(all) if all.is_empty() => {
            faults.push(fault(path, "This list has nothing in it. Leave it out."));
        }
        Value::Array(all) => {
            for (n, value) in all.iter().enumerate() {
                walk(&format!("{path}[{n}]"), name, value, faults);
            }
        }
        Value::Object(map) if map.is_empty() => {
            faults.push(fault(path, "There is nothing in it. Leave it out."));
        }
        Value::Object(map) => {
            data_type(path, name, map, faults);
            for (name, value) in map {
                walk(&format!("{path}.{name}"), name, value, faults);
            }
        }
        Value::String(_) | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn data_type(path: &str, name: &str, map: &Map<String, Value>, faults: &mut Vec<Fault>) {
    let quantity = name.ends_with("Quantity");
    if quantity && map.get("value").is_some_and(|value| !value.is_number()) {
        faults.push(fault(
            &format!("{path}.value"),
            "A number, without quotes and without its unit.",
        ));
    }
    if quantity && map.contains_key("code") && !map.contains_key("system") {
        faults.push(fault(
            &format!("{path}.system"),
            "A unit's code needs its system, such as http://unitsofmeasure.org.",
        ));
    }
    if let Some(reference) = map.get("reference") {
        let good = reference.as_str().is_some_and(|text| {
            text.starts_with('#') || text.starts_with("urn:") || text.contains('/')
        });
        if !good {
            faults.push(fault(
                &format!("{path}.reference"),
                "A reference looks like Patient/123.",
            ));
        }
    }
    let point = |name: &str| map.get(name).and_then(Value::as_str).and_then(date::parse);
    if let (Some(start), Some(end)) = (point("start"), point("end"))
        && end.end().unwrap_or(end.start) < start.start
    {
        faults.push(fault(&format!("{path}.end"), "It ends before it begins."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        check(text.as_bytes()).into_iter().map(|f| f.path).collect()
    }

    #[test]
    fn each_fault_has_its_path() {
        assert_eq!(
            paths(
                r#"{"resourceType":"Observation","status":"done","code":{"text":"K"},"subject":{"reference":"Ingrid"},
            "effectiveDateTime":"14.3.2026","valueQuantity":{"value":"6.1","code":"mmol/L"},"note":[]}"#
            ),
            [
                "Observation.status",
                "Observation.subject.reference",
                "Observation.effectiveDateTime",
                "Observation.valueQuantity.value",
                "Observation.valueQuantity.system",
                "Observation.note"
            ]
            .map(String::from)
            .to_vec()
        );
        assert_eq!(paths("{"), ["resource"]);
        assert_eq!(paths(r#"{"a":1}"#), ["resourceType"]);
    }

    #[test]
    fn what_is_well_built_passes_and_rules_across_elements_hold() {
        let good = r#"{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"},"code":{"text":"Penicillin"},
            "clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]}}"#;
        assert!(
            check(good.as_bytes()).is_empty(),
            "{:?}",
            check(good.as_bytes())
        );
        let wrong = good.replace("confirmed", "entered-in-error");
        assert_eq!(paths(&wrong), ["AllergyIntolerance.clinicalStatus"]);
        assert_eq!(
            paths(
                r#"{"resourceType":"Observation","status":"final","code":{"text":"K"},"subject":{"reference":"Patient/1"}}"#
            ),
            ["Observation.value"]
        );
    }
}
