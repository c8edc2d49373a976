//! Every file of a large foreign set, decoded, and held against what pydicom makes of it. Prints a table and writes
//! `target/decode-coverage.json`. Reads `dicom/INDEX.tsv` in the folder that `WARDBOOK_REAL_DATA` names; arrays of
//! other decoders in the folder that `WARDBOOK_DICOM_REFERENCE` names, as `tests/scripts/dicom-reference` makes them.
//! Says of a file its name and its outcome, never what is in it.

#[cfg(test)]
mod index;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod table;

use std::fs::File;
use std::io::BufReader;
use std::panic::catch_unwind;
use std::path::PathBuf;

use wardbook_imaging::{Limits, decode_file};

use crate::index::Entry;
use crate::reference::References;
use crate::table::{Outcome, Row};

#[cfg(test)]
fn run(entry: &Entry, root: &std::path::Path, references: Option<&References>) -> Row {
    let path = root.join("dicom").join(&entry.path);
    let mut raw = Vec::new();
    let decoded = catch_unwind(|| {
        let file = BufReader::new(File::open(&path).expect("a file of the index is there"));
        let mut raw = Vec::new();
        let outcome = decode_file(file, &mut raw, &Limits::default());
        (outcome, raw)
    });
    let (report, outcome) = match decoded {
        Err(_) => (None, Outcome::Panicked),
        Ok((Err(failure), _)) => (None, Outcome::Refused(failure.to_string())),
        Ok((Ok(report), bytes)) => {
            raw = bytes;
            let outcome = if entry.sha256.as_deref() == Some(&report.sha256) {
                Outcome::Same
            } else {
                Outcome::Other
            };
            (Some(report), outcome)
        }
    };
    let differences = match (&report, references) {
        (Some(report), Some(references)) => references.differences(&entry.path, report, &raw),
        _ => Vec::new(),
    };
    let apart = references.and_then(|references| references.apart(&entry.path));
    Row {
        apart,
        entry: entry.clone(),
        report,
        outcome,
        differences,
    }
}

#[test]
fn decode_coverage() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let references = std::env::var_os("WARDBOOK_DICOM_REFERENCE").map(PathBuf::from);
    let references = references.map(|folder| References::open(&folder));
    if references.is_none() {
        println!("skipped: comparing lossy files, WARDBOOK_DICOM_REFERENCE is not set");
    }
    let entries = index::read(&root);
    let rows: Vec<Row> = entries
        .iter()
        .map(|entry| run(entry, &root, references.as_ref()))
        .collect();
    let summary = table::print(&rows, references.is_some());
    table::write(&summary);

    assert_eq!(summary.panicked, 0, "no file takes a decoder down");
    assert!(
        summary.decoded * 100 >= summary.expected * 99,
        "at least 99 % of what pydicom decodes: {} of {}",
        summary.decoded,
        summary.expected
    );
    assert_eq!(
        summary.lossless_same, summary.lossless,
        "lossless files have the very pixels"
    );
    if references.is_some() {
        assert_eq!(
            summary.lossy_near, summary.lossy,
            "lossy files are within three levels of some other decoder"
        );
    }
}
