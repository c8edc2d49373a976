//! Every reader over every real resource. Reads the folder named by `WARDBOOK_REAL_DATA`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Capabilities;
use crate::project::{project_and_scan, project_as};
use crate::read::allergy::Allergy;
use crate::read::attachment::{Binary, plain_text};
use crate::read::composition::Composition;
use crate::read::condition::Condition;
use crate::read::diagnostic_report::DiagnosticReport;
use crate::read::document_reference::DocumentReference;
use crate::read::encounter::Encounter;
use crate::read::generic::Generic;
use crate::read::immunization::Immunization;
use crate::read::medication::{Medication, MedicationUse};
use crate::read::observation::{NOT_UNDERSTOOD, Observation};
use crate::read::patient::Patient;
use crate::read::procedure::Procedure;
use crate::read::{date, narrative};
use crate::text::{Scan, words};

pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "json" || end == "ndjson")
        {
            found.push(path);
        }
    }
}

/// One pass over a body finds what two passes find.
#[test]
fn columns_and_words_are_the_same_in_one_pass() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut paths = Vec::new();
    files(&Path::new(&root).join("fhir"), &mut paths);
    let (mut scan, mut compared) = (Scan::default(), 0);
    for path in paths {
        for line in std::fs::read_to_string(&path).unwrap_or_default().lines() {
            let Ok(value) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let mut found = Vec::new();
            resources(&value, &mut found);
            for resource in found {
                let body = resource.to_string();
                let Ok(apart) = project_as(body.as_bytes(), Some("x")) else {
                    continue;
                };
                let together = project_and_scan(body.as_bytes(), Some("x"), &mut scan).unwrap();
                assert_eq!(format!("{together:?}"), format!("{apart:?}"), "{path:?}");
                assert_eq!(scan.words, words(body.as_bytes()), "{path:?}");
                compared += 1;
            }
        }
    }
    println!("{compared} resources compared");
    assert!(compared > 1_000);
}

/// All resources in a value: itself, a bundle's, or the answer in a recording.
pub(crate) fn resources(value: &Value, found: &mut Vec<Value>) {
    if let Some(body) = value.get("body") {
        return resources(body, found);
    }
    match value.get("resourceType").and_then(Value::as_str) {
        Some("Bundle") => {
            for entry in value
                .get("entry")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                if let Some(resource) = entry.get("resource") {
                    resources(resource, found);
                }
            }
        }
        Some(_) => found.push(value.clone()),
        None => {}
    }
}

#[derive(Default)]
struct Tally {
    seen: u32,
    named: u32,
    dated: u32,
}

#[test]
fn every_real_resource_is_read() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut paths = Vec::new();
    for folder in ["fhir", "recorded"] {
        files(&root.join(folder), &mut paths);
    }
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let synthea = path.to_string_lossy().contains("/fhir/synthea");
        let mut found = Vec::new();
        if path.extension().is_some_and(|end| end == "ndjson") {
            for line in text.lines() {
                if let Ok(value) = serde_json::from_str(line) {
                    resources(&value, &mut found);
                }
            }
        } else if let Ok(value) = serde_json::from_str(&text) {
            resources(&value, &mut found);
        }
        for value in &found {
            all += 1;
            check(
                value,
                synthea,
                &path,
                tallies.entry(kind(value)).or_default(),
            );
        }
    }
    for (kind, tally) in &tallies {
        println!(
            "{kind}: {} named {} dated {}",
            tally.seen, tally.named, tally.dated
        );
    }
    assert!(all > 20_000, "{all} resources");
    for kind in [
        "Observation",
        "Condition",
        "Procedure",
        "Immunization",
        "MedicationRequest",
        "Encounter",
        "Claim",
        "CarePlan",
        "DiagnosticReport",
        "DocumentReference",
    ] {
        let tally = tallies.get(kind).unwrap();
        assert!(
            tally.named * 100 >= tally.seen * 95,
            "{kind}: {} of {} named",
            tally.named,
            tally.seen
        );
        assert!(
            tally.dated * 100 >= tally.seen * 90,
            "{kind}: {} of {} dated",
            tally.dated,
            tally.seen
        );
    }
}

fn kind(value: &Value) -> String {
    value
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn check(value: &Value, synthea: bool, path: &Path, tally: &mut Tally) {
    let body = serde_json::to_vec(value).unwrap();
    let body = body.as_slice();
    let generic = Generic::read(body).unwrap();
    let has = |name: &str| value.get(name).is_some();
    let at = || format!("{} {:?}", path.display(), value.get("id"));
    tally.seen += 1;
    tally.named += u32::from(generic.title.is_some());
    tally.dated += u32::from(generic.date.as_deref().and_then(date::parse).is_some());
    if let Some(div) = value.pointer("/text/div").and_then(Value::as_str) {
        let text = narrative::plain(div);
        assert!(!text.contains("</") && !text.contains("<p>"), "{}", at());
    }
    match kind(value).as_str() {
        "Observation" => {
            let read = Observation::read(body).unwrap();
            let sent = value
                .as_object()
                .unwrap()
                .keys()
                .any(|key| key.starts_with("value"));
            if sent && synthea {
                assert!(
                    read.value.as_ref().is_some_and(|value| value.understood),
                    "{}",
                    at()
                );
            }
            if sent {
                assert!(read.value.is_some() || read.absent.is_some(), "{}", at());
            } else if has("component") {
                assert!(read.words().is_some() || read.absent.is_some(), "{}", at());
            }
            if let Some(value) = &read.value {
                assert_ne!(value.text, NOT_UNDERSTOOD, "{}", at());
            }
            if has("dataAbsentReason") {
                assert!(read.absent.is_some() || read.value.is_some(), "{}", at());
            }
            if has("referenceRange") {
                assert!(read.range().is_some(), "{}", at());
            }
        }
        "Patient" => {
            let read = Patient::read(body).unwrap();
            if synthea {
                assert!(read.name().is_some() && read.mrn().is_some() && read.birth_date.is_some());
            }
        }
        "Condition" => {
            let read = Condition::read(body).unwrap();
            assert!(
                !synthea || (read.name.is_some() && read.onset.is_some()),
                "{}",
                at()
            );
        }
        "AllergyIntolerance" => {
            let read = Allergy::read(body).unwrap();
            assert!(!synthea || read.substance.is_some(), "{}", at());
        }
        "MedicationRequest"
        | "MedicationStatement"
        | "MedicationAdministration"
        | "MedicationDispense" => {
            let read = MedicationUse::read(body).unwrap();
            if has("medicationCodeableConcept") {
                assert!(read.name.is_some(), "{}", at());
            }
            if has("medicationReference") {
                assert!(read.name.is_some() || read.medication.is_some(), "{}", at());
            }
            let structured = value.pointer("/dosageInstruction/0/text").is_some()
                || value.pointer("/dosageInstruction/0/doseAndRate").is_some();
            assert!(!structured || read.dosage.is_some(), "{}", at());
        }
        "Medication" => drop(Medication::read(body).unwrap()),
        "Immunization" => {
            let read = Immunization::read(body).unwrap();
            assert!(
                !synthea || (read.vaccine.is_some() && read.date.is_some()),
                "{}",
                at()
            );
        }
        "Encounter" => {
            let read = Encounter::read(body).unwrap();
            assert!(
                !synthea || (read.class.is_some() && read.start.is_some()),
                "{}",
                at()
            );
        }
        "Procedure" => {
            let read = Procedure::read(body).unwrap();
            assert!(
                !synthea || (read.name.is_some() && read.date.is_some()),
                "{}",
                at()
            );
        }
        "DocumentReference" => {
            let read = DocumentReference::read(body).unwrap();
            for (index, attachment) in read.attachments.iter().enumerate() {
                if attachment.inline && synthea {
                    let data = DocumentReference::data(body, index).unwrap().unwrap();
                    let text = plain_text(attachment.content_type.as_deref(), &data).unwrap();
                    assert!(text.len() > 20, "{}", at());
                }
            }
        }
        "DiagnosticReport" => {
            let read = DiagnosticReport::read(body).unwrap();
            assert!(!synthea || read.name.is_some(), "{}", at());
        }
        "Composition" => {
            let read = Composition::read(body).unwrap();
            assert!(!has("section") || !read.sections.is_empty(), "{}", at());
        }
        "Binary" => drop(Binary::read(body).unwrap()),
        "CapabilityStatement" => {
            let read = Capabilities::parse(body);
            let is_server = value.pointer("/rest/0/mode").and_then(Value::as_str) == Some("server");
            assert!(
                !is_server || read.is_ok_and(|read| read.fhir_version.is_some()),
                "{}",
                at()
            );
        }
        _ => {}
    }
}

#[test]
fn the_vendors_statements_say_what_is_known_of_them() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let read = |path: &str| {
        Capabilities::parse(&std::fs::read(root.join("recorded").join(path)).unwrap()).unwrap()
    };
    let epic = read("epic/CapabilityStatement-2026-05-11.json");
    assert_eq!(epic.software_name.as_deref(), Some("Epic"));
    assert_eq!(epic.types.len(), 59);
    assert!(epic.supports("Observation", "search-type") && epic.supports("Observation", "create"));
    assert!(epic.offers_search_param("DocumentReference", "_lastUpdated"));
    assert!(!epic.offers_search_param("Observation", "_lastUpdated"));
    assert!(epic.offers_rev_include("Condition", "Provenance:target"));
    assert!(epic.oauth.is_some());
    let cerner = read("cerner/CapabilityStatement-2026-05-11.json");
    assert_eq!(cerner.fhir_version.as_deref(), Some("4.0.1"));
    assert!(cerner.offers_search_param("Observation", "_lastUpdated"));
    assert!(cerner.types.len() >= 40);
    let meditech = read("meditech/CapabilityStatement-greenfield-STU6-2026-04-27.json");
    assert!(meditech.supports("DocumentReference", "search-type") && meditech.oauth.is_some());
    let argonaut = read("meditech/CapabilityStatement-argonaut-atchhosp-2026-04-27.json");
    assert_eq!(argonaut.fhir_version.as_deref(), Some("1.0.2"));
}
