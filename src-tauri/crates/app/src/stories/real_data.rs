//! Every FHIR resource written by others goes in, comes out byte for byte, and its section renders.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use wardbook_store::{connections, records};

use super::Ward;
use crate::sections::SECTIONS;
use crate::wire::patient::{ListPatients, PatientRef};
use crate::wire::section::ReadSection;
use crate::wire::transfer::ImportFrom;

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let end = path
            .extension()
            .and_then(|end| end.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            json_files(&path, found);
        } else if matches!(end, "json" | "ndjson") {
            found.push(path);
        }
    }
}

/// The resource in a file as a vendor's sandbox recorded it: `{_request, body}`.
fn recorded(text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Recorded<'a> {
        #[serde(borrow)]
        body: &'a RawValue,
    }
    let found: Recorded<'_> = serde_json::from_str(text).ok()?;
    found
        .body
        .get()
        .contains("\"resourceType\"")
        .then(|| found.body.get().to_owned())
}

/// Every resource of a file is here, byte for byte, under the id it goes by in the source it was taken into.
fn is_here(ward: &Ward, source: &str, file: &Path, path: &Path) {
    // Of two versions in one file the last stands.
    let mut sound: BTreeMap<(String, String), Vec<u8>> = BTreeMap::new();
    crate::import::each_sound(path, |kind, id, body| {
        sound.insert((kind, id), body);
    });
    let open = ward.app.opened().unwrap();
    let store = open.store().clone();
    store
        .read(|c| {
            let connection = connections::find(c, source)?.unwrap().id;
            for ((kind, id), sent) in &sound {
                let row = records::find(c, connection, kind, id)?;
                let row = row.unwrap_or_else(|| panic!("{}: {kind} is not here", file.display()));
                let here = records::body(&store, c, row.id)?;
                assert!(
                    here == *sent,
                    "{}: {kind} differs from what was sent",
                    file.display()
                );
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn everything_goes_in_and_comes_out_and_every_section_renders() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut files = Vec::new();
    json_files(&root, &mut files);
    files.sort();
    let scratch = tempfile::tempdir().unwrap();
    let (mut resources, mut left_out, mut nobodys) = (0, 0, 0);
    let (mut charts, mut opened) = (0, 0);
    // One profile for a folder: the same ids mean other resources elsewhere.
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        folders
            .entry(file.parent().unwrap().to_owned())
            .or_default()
            .push(file);
    }
    for (folder, files) in folders {
        let ward = Ward::open().await;
        for file in files {
            let mut path = file.clone();
            if path.extension().is_some_and(|end| end == "json")
                && let Ok(text) = std::fs::read_to_string(&path)
                && text.contains("\"_request\"")
            {
                let Some(body) = recorded(&text) else {
                    continue;
                };
                path = scratch.path().join(format!("{resources}.json"));
                std::fs::write(&path, body).unwrap();
            }
            let request = ImportFrom {
                path: path.to_str().unwrap().to_owned(),
            };
            let imported = ward.app.import(&ward.lindqvist, request).await;
            let imported = match imported {
                Ok(imported) => imported,
                // Of several people of one id in this folder, it does not say whose it is.
                Err(failure) => {
                    let place = file.display();
                    assert_eq!(failure.code, "import-failed", "{place}: {failure:?}");
                    nobodys += 1;
                    continue;
                }
            };
            assert_eq!(
                imported.quarantined,
                0,
                "{}: everything checked is kept",
                file.display()
            );
            resources += imported.added + imported.changed + imported.unchanged;
            left_out += imported.left_out;
            is_here(&ward, &imported.connection, &file, &path);
        }
        charts += every_section(&ward, &folder).await;
        opened += every_record(&ward, &folder);
    }
    println!(
        "{resources} resources, {left_out} left out with a fault, {nobodys} files refused, {charts} charts, {opened} records opened"
    );
    assert!(nobodys < 20, "{nobodys} files refused");
    assert!(opened > 10_000, "{opened} records opened");
    assert!(
        resources > 1_000 && charts > 40,
        "the folder holds what its README says"
    );
}

/// Every record here opens: laid out, with its source.
fn every_record(ward: &Ward, folder: &Path) -> usize {
    let open = ward.app.opened().unwrap();
    let store = open.store().clone();
    store
        .read(|c| {
            let ids: Vec<i64> = c
                .prepare("SELECT id FROM record")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for id in &ids {
                let row = records::by_key(c, *id)?.unwrap();
                let source = crate::chart::source_of(&store, c, &row)?;
                let detail = source.detail;
                assert!(
                    !detail.items.is_empty(),
                    "{}: {} is laid out: {:?}",
                    folder.display(),
                    source.resource_type,
                    detail.cautions
                );
            }
            Ok(ids.len())
        })
        .unwrap()
}

async fn every_section(ward: &Ward, folder: &Path) -> usize {
    let (app, me) = (&ward.app, &ward.lindqvist);
    let all = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 200,
    };
    let page = app.list_patients(me, all).await.unwrap();
    for row in &page.rows {
        let patient = PatientRef {
            patient: row.id.clone(),
        };
        let chart = app.open_chart(me, patient).await.unwrap();
        for (section, _) in SECTIONS {
            let request = ReadSection {
                patient: row.id.clone(),
                section: section.to_owned(),
                most: None,
            };
            let read = app.read_section(me, request).await;
            assert!(
                read.is_ok(),
                "{}: {section} renders: {read:?}",
                folder.display()
            );
        }
        assert_eq!(chart.sections.len(), SECTIONS.len());
    }
    page.rows.len()
}
