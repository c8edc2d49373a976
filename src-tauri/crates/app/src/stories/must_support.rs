//! Every Must-Support element of US Core 6.1.0 has a place: each (profile, path or slice) of the snapshots
//! is populated by an example of the package or by a resource of our own, and what stands there is found
//! where a clinician reads it, in the detail of the record, below the very element it came in.
//! Reads the folder named by `WARDBOOK_REAL_DATA`; writes `target/must-support.json`.
#![allow(clippy::print_stdout)]

mod constructed;
mod place;
mod profiles;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wardbook_store::{connections, records};

use super::Ward;
use crate::wire::detail::DetailItem;
use crate::wire::section::{RecordRef, RecordSource};
use place::{Place, is_said};
use profiles::Package;

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The examples of the package, one by one.
fn examples(folder: &Path) -> Vec<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("example"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let found = json_of(&file);
        match found["entry"].as_array() {
            Some(entries) => all.extend(entries.iter().map(|entry| entry["resource"].clone())),
            None => all.push(found),
        }
    }
    all.retain(|one| one["id"].is_string());
    all
}

/// The details of everything imported, by type and id.
async fn details(ward: &Ward, resources: &[Value]) -> HashMap<(String, String), Vec<DetailItem>> {
    let mut found = HashMap::new();
    for resource in resources {
        let (kind, id) = (text(resource, "resourceType"), text(resource, "id"));
        let source = source(ward, &kind, &id).await;
        found.insert((kind, id), source.detail.items);
    }
    found
}

async fn source(ward: &Ward, kind: &str, id: &str) -> RecordSource {
    let open = ward.app.opened().unwrap();
    let row = open.store().read(|c| {
        let connection = connections::find(c, "import")?.unwrap().id;
        records::find(c, connection, kind, id)
    });
    let row = row
        .unwrap()
        .unwrap_or_else(|| panic!("{kind}/{id} is here"));
    let request = RecordRef {
        record: row.uuid.to_string(),
    };
    ward.app
        .record_source(&ward.lindqvist, request)
        .await
        .unwrap()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_must_support_element_of_us_core_is_shown() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let folder = root.join("fhir/us-core-6.1.0");
    let package = Package::read(&folder);
    let mut resources = examples(&folder);
    resources.extend(constructed::all());
    let ward = Ward::open().await;
    let imported = ward.import(&resources).await;
    assert!(
        imported.faults.iter().all(|fault| fault.kept),
        "{:?}",
        imported.faults
    );
    let details = details(&ward, &resources).await;

    let (mut total, mut shown) = (0, 0);
    let (mut empty, mut hidden) = (Vec::new(), Vec::new());
    for element in package.must_support() {
        total += 1;
        let (mut populated, mut said) = (false, false);
        for resource in &resources {
            let items = &details[&(text(resource, "resourceType"), text(resource, "id"))];
            let places: Vec<Place<'_>> = package.places(&element, resource);
            populated |= !places.is_empty();
            said = places.iter().any(|place| is_said(place, items));
            if said {
                break;
            }
        }
        let name = format!("{} {}", element.profile, element.id);
        match (populated, said) {
            (_, true) => shown += 1,
            (true, false) => hidden.push(name),
            (false, false) => empty.push(name),
        }
    }
    println!("{total} Must-Support elements and slices of US Core 6.1.0, {shown} shown");
    let target =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../../../target");
    std::fs::create_dir_all(&target).unwrap();
    let report = json!({ "total": total, "shown": shown, "unpopulated": empty, "hidden": hidden });
    std::fs::write(target.join("must-support.json"), format!("{report:#}\n")).unwrap();
    assert!(
        empty.is_empty(),
        "{} without any value:\n{}",
        empty.len(),
        empty.join("\n")
    );
    assert!(
        hidden.is_empty(),
        "{} not shown:\n{}",
        hidden.len(),
        hidden.join("\n")
    );
    assert!(total > 600, "the package is whole: {total}");
}

/// The window shows these in its own tests: what the core lays out is written for them, and this fails when
/// it differs. `WARDBOOK_WRITE_TYPES=1` writes it anew.
#[tokio::test]
async fn the_windows_own_tests_show_what_is_laid_out_here() {
    let ward = Ward::open().await;
    let resources = constructed::all();
    ward.import(&resources).await;
    let mut all = Vec::new();
    for resource in &resources {
        let (kind, id) = (text(resource, "resourceType"), text(resource, "id"));
        let source = source(&ward, &kind, &id).await;
        let mut detail = source.detail;
        without_ids(&mut detail.items);
        all.push(json!({ "name": format!("{kind} {id}"), "detail": detail }));
    }
    let made = format!("{:#}\n", Value::from(all));
    let path = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap())
        .join("../../../ui/test/fake/details.json");
    if std::env::var_os("WARDBOOK_WRITE_TYPES").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    assert!(
        made == there,
        "ui/test/fake/details.json differs: write it anew and commit it"
    );
}

/// Our ids are new each time.
fn without_ids(items: &mut [DetailItem]) {
    for item in items {
        item.record = item.record.as_ref().map(|_| "p1".to_owned());
        without_ids(&mut item.items);
    }
}

/// The test itself can fail: a value that is not in the detail is not found there.
#[tokio::test]
async fn what_is_not_in_the_detail_is_not_taken_for_shown() {
    let ward = Ward::open().await;
    let order = super::hers(
        "ServiceRequest",
        "o1",
        json!({ "status": "active", "intent": "order", "code": { "text": "Echo" } }),
    );
    ward.import(&[super::ingrid(), order.clone()]).await;
    let items = &details(&ward, std::slice::from_ref(&order)).await
        [&("ServiceRequest".to_owned(), "o1".to_owned())];
    let at = |value: &Value, name: &str| {
        let trail = vec![(name.to_owned(), 0)];
        let value = value.clone();
        is_said(
            &Place {
                value: Some(&value),
                shadow: None,
                trail,
            },
            items,
        )
    };
    assert!(at(&json!("active"), "status"));
    assert!(
        !at(&json!("order"), "status"),
        "said elsewhere is not said here"
    );
    assert!(
        !at(&json!("active"), "priority"),
        "nor where there is no such element"
    );
    assert!(
        !at(
            &json!({ "text": "Echo", "coding": [{ "code": "x-1" }] }),
            "code"
        ),
        "nor in part"
    );
}
