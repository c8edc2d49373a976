//! The detail of every real resource leaves nothing out: each value in it is said below the element it
//! came in. Reads the folder named by `WARDBOOK_REAL_DATA`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::PathBuf;

use serde_json::Value;

use crate::read::codeable::{absent_in_words, system_in_words};
use crate::read::detail::{Detail, Item};
use crate::read::narrative;
use crate::real_data_tests::{files, resources};

/// Everything an item says, on one line a piece.
fn words(item: &Item, out: &mut String) {
    for text in [&item.name, &item.label]
        .into_iter()
        .chain(&item.value)
        .chain(&item.fine)
    {
        out.push_str(text);
        out.push('\n');
    }
    item.items.iter().for_each(|one| words(one, out));
}

/// Whether a value is said, in its own letters or in the words it stands for.
fn is_said(name: &str, leaf: &Value, all: &str) -> bool {
    match leaf {
        Value::Bool(yes) => {
            all.contains(if *yes { "Yes" } else { "No" })
                || (name == "userSelected"
                    && all.contains(if *yes {
                        "chosen by its author"
                    } else {
                        "user selected: no"
                    }))
        }
        Value::Number(number) => all.contains(&number.to_string()),
        Value::String(text) => {
            let text = text.trim();
            if name == "div" {
                return narrative::plain(text)
                    .lines()
                    .all(|line| all.contains(line));
            }
            if text.is_empty() {
                return all.contains("Sent empty");
            }
            all.contains(text)
                || all.contains(&system_in_words(text))
                || all.contains(&absent_in_words(text))
                // What these name is said by what stands in them.
                || (name == "url" && (text == "text" || text.ends_with("/data-absent-reason")))
                || (name == "comparator" && all.contains(['≤', '≥']))
                || ((name == "data" || text.len() > 2_000) && all.contains("of content"))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => true,
    }
}

fn check(name: &str, value: &Value, all: &str, missing: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| check(name, value, all, missing)),
        Value::Array(list) => list
            .iter()
            .for_each(|value| check(name, value, all, missing)),
        leaf if is_said(name, leaf, all) => {}
        _ => missing.push(name.to_owned()),
    }
}

#[test]
fn nothing_an_ehr_sent_is_invisible() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut paths = Vec::new();
    for folder in ["fhir", "recorded"] {
        files(&root.join(folder), &mut paths);
    }
    let (mut all, mut faults) = (0, Vec::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut found = Vec::new();
        let ndjson = path.extension().is_some_and(|end| end == "ndjson");
        for part in if ndjson {
            text.lines().collect()
        } else {
            vec![text.as_str()]
        } {
            if let Ok(value) = serde_json::from_str(part) {
                resources(&value, &mut found);
            }
        }
        // Thousands of Synthea's are of one make; every fifth tells as much.
        let step = if found.len() > 200 { 5 } else { 1 };
        for value in found.iter().step_by(step) {
            // Definitions of profiles and codes are no records of a patient, and thousands of lines long.
            let kind = value
                .get("resourceType")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if matches!(
                kind,
                "StructureDefinition" | "ValueSet" | "CodeSystem" | "CapabilityStatement"
            ) {
                continue;
            }
            all += 1;
            let detail = Detail::read(value.to_string().as_bytes()).unwrap();
            for (name, member) in value.as_object().unwrap() {
                let mut said = String::new();
                let plain = name.strip_prefix('_').unwrap_or(name);
                for item in &detail.items {
                    // Extensions go by their own names.
                    if item.name == plain || plain.ends_with("xtension") {
                        words(item, &mut said);
                    }
                }
                if name == "resourceType" {
                    continue;
                }
                let mut missing = Vec::new();
                check(name, member, &said, &mut missing);
                if !missing.is_empty() {
                    faults.push(format!(
                        "{} {kind} {:?} {name}: {missing:?}",
                        path.display(),
                        value.get("id")
                    ));
                }
            }
        }
    }
    println!("{all} resources laid out whole");
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults
            .iter()
            .take(40)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
    assert!(all > 5_000, "{all} resources");
}
