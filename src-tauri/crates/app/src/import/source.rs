//! Files of an import, read piece by piece. NDJSON is never held whole; a Bundle is, because its
//! entries may come before what they refer to. Refuses to know what a resource means.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

/// A bundle larger than this is refused: it should be NDJSON.
const BUNDLE_LIMIT: u64 = 1 << 30;
/// One line of NDJSON.
const LINE_LIMIT: u64 = 64 << 20;
/// Bundles inside bundles.
const DEPTH: usize = 4;

/// A resource as it stands in a file.
#[derive(Debug)]
pub(crate) struct Piece {
    /// "entry 3", "line 12" or "file".
    pub(crate) position: String,
    /// What other entries of the same bundle call it.
    pub(crate) full_url: Option<String>,
    /// Its bytes, exactly.
    pub(crate) body: Vec<u8>,
}

/// Why a whole file or one of its lines could not be taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unsplit {
    pub(crate) position: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// What a file gives, in order.
pub(crate) enum Given {
    /// A bundle's entries, together: references among them are resolved.
    Bundle(Vec<Piece>),
    /// One resource.
    One(Piece),
    /// Something that is no resource.
    Unsplit(Unsplit),
}

/// The files to import under `path`, sorted, and how many were passed over.
pub(crate) fn files(path: &Path) -> std::io::Result<(Vec<PathBuf>, u32)> {
    if !fs::metadata(path)?.is_dir() {
        return Ok((vec![path.to_owned()], 0));
    }
    let (mut found, mut passed_over, mut folders) = (Vec::new(), 0, vec![path.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && (is_ndjson(&entry.path()) || is_json(&entry.path())) {
                found.push(entry.path());
            } else {
                passed_over += 1;
            }
        }
    }
    found.sort();
    Ok((found, passed_over))
}

fn ends(path: &Path, endings: &[&str]) -> bool {
    let end = path
        .extension()
        .and_then(|end| end.to_str())
        .unwrap_or_default();
    endings
        .iter()
        .any(|wanted| end.eq_ignore_ascii_case(wanted))
}

fn is_ndjson(path: &Path) -> bool {
    ends(path, &["ndjson", "jsonl"])
}

fn is_json(path: &Path) -> bool {
    ends(path, &["json"])
}

/// Reads a file and gives its pieces to `take` until it answers false.
pub(crate) fn read(path: &Path, mut take: impl FnMut(Given) -> bool) -> std::io::Result<()> {
    let file = File::open(path)?;
    if is_ndjson(path) {
        return lines(BufReader::with_capacity(1 << 20, file), &mut take);
    }
    if file.metadata()?.len() > BUNDLE_LIMIT {
        take(unsplit(
            "file",
            "too-large",
            "The file is larger than 1 GiB; split it, or use NDJSON.",
        ));
        return Ok(());
    }
    let mut bytes = Vec::new();
    file.take(BUNDLE_LIMIT + 1).read_to_end(&mut bytes)?;
    whole(&bytes, is_json(path), &mut take)
}

fn unsplit(position: &str, code: &'static str, message: impl Into<String>) -> Given {
    Given::Unsplit(Unsplit {
        position: position.to_owned(),
        code,
        message: message.into(),
    })
}

fn lines(
    mut reader: impl std::io::BufRead,
    take: &mut impl FnMut(Given) -> bool,
) -> std::io::Result<()> {
    let (mut number, mut line) = (0_u64, Vec::new());
    loop {
        line.clear();
        number += 1;
        let read = reader
            .by_ref()
            .take(LINE_LIMIT)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let position = format!("line {number}");
        if read as u64 == LINE_LIMIT && line.last() != Some(&b'\n') {
            take(unsplit(
                &position,
                "too-large",
                "The line is longer than 64 MiB.",
            ));
            return Ok(());
        }
        let start = if number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let body = line.get(start..).unwrap_or_default().trim_ascii();
        if body.is_empty() {
            continue;
        }
        let piece = Piece {
            position,
            full_url: None,
            body: body.to_vec(),
        };
        if !take(Given::One(piece)) {
            return Ok(());
        }
    }
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "resourceType", borrow, default)]
    resource_type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    entry: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct BundleEntry<'a> {
    #[serde(rename = "fullUrl", borrow, default)]
    full_url: Option<&'a RawValue>,
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

/// A file that is one JSON value: a bundle or a single resource. A file of another ending that is
/// no JSON as a whole is tried as NDJSON.
fn whole(
    bytes: &[u8],
    surely_json: bool,
    take: &mut impl FnMut(Given) -> bool,
) -> std::io::Result<()> {
    let bytes = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii();
    let head: Head<'_> = match serde_json::from_slice(bytes) {
        Ok(head) => head,
        Err(_) if !surely_json && bytes.contains(&b'\n') => return lines(bytes, take),
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            take(unsplit(
                "file",
                "not-json",
                format!("The file is not a JSON object, at {place}."),
            ));
            return Ok(());
        }
    };
    if !is_bundle(&head) {
        take(Given::One(Piece {
            position: "file".into(),
            full_url: None,
            body: bytes.to_vec(),
        }));
        return Ok(());
    }
    let mut pieces = Vec::new();
    let mut faults = Vec::new();
    entries(&head, "", 0, &mut pieces, &mut faults);
    for fault in faults {
        if !take(Given::Unsplit(fault)) {
            return Ok(());
        }
    }
    take(Given::Bundle(pieces));
    Ok(())
}

fn is_bundle(head: &Head<'_>) -> bool {
    head.resource_type
        .is_some_and(|kind| kind.get() == "\"Bundle\"")
}

fn entries(
    bundle: &Head<'_>,
    above: &str,
    depth: usize,
    pieces: &mut Vec<Piece>,
    faults: &mut Vec<Unsplit>,
) {
    let Some(list) = bundle.entry else { return };
    let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(list.get()) else {
        faults.push(Unsplit {
            position: if above.is_empty() {
                "file".into()
            } else {
                above.to_owned()
            },
            code: "bad-bundle",
            message: "The bundle's entry is not a list.".into(),
        });
        return;
    };
    for (index, raw) in list.iter().enumerate() {
        let position = if above.is_empty() {
            format!("entry {}", index + 1)
        } else {
            format!("{above}, entry {}", index + 1)
        };
        let Ok(entry) = serde_json::from_str::<BundleEntry<'_>>(raw.get()) else {
            faults.push(Unsplit {
                position,
                code: "bad-entry",
                message: "The entry is not a JSON object.".into(),
            });
            continue;
        };
        // An entry without a resource is legal: a DELETE of a transaction, an answer of a batch.
        let Some(resource) = entry.resource else {
            continue;
        };
        if depth < DEPTH
            && let Ok(inner) = serde_json::from_str::<Head<'_>>(resource.get())
            && is_bundle(&inner)
        {
            entries(&inner, &position, depth + 1, pieces, faults);
            continue;
        }
        let full_url = entry
            .full_url
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        pieces.push(Piece {
            position,
            full_url,
            body: resource.get().as_bytes().to_vec(),
        });
    }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
