//! WADO-RS (PS3.18 10.4): instances as files in parts, their metadata, their frames. Gives what is stored as it is
//! stored; whoever does not take that gets 406. Renders nothing.

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::Value;

use super::archive::{self, Instance};
use super::{parts, query, tags};
use crate::fhir::answer::Answer;
use crate::state::State;

/// Explicit value representations, little endian: what is given where nothing is asked for.
const DEFAULT: &str = "1.2.840.10008.1.2.1";
/// Run lengths.
const RLE: &str = "1.2.840.10008.1.2.5";

/// The instances below these names, of a study, a series of it, or an instance of that.
fn below(state: &State, names: &[&str]) -> Vec<Instance> {
    let wanted = [tags::STUDY, tags::SERIES, tags::INSTANCE];
    let all = archive::instances(state, names.first().copied(), None);
    all.into_iter()
        .filter(|one| {
            let header = one.header();
            names
                .iter()
                .zip(wanted)
                .all(|(name, tag)| header.said(tag).as_deref() == Some(name))
        })
        .collect()
}

fn nothing() -> Answer {
    Answer::outcome(404, "not-found", "There is no such study here")
}

/// The files below these names.
pub(crate) fn files(state: &State, names: &[&str], headers: &HeaderMap) -> Answer {
    let accept = accepted(headers);
    if !["application/dicom", "*/*", "multipart/related"]
        .iter()
        .any(|kind| accept.contains(kind))
    {
        return unacceptable();
    }
    let found = below(state, names);
    if found.is_empty() {
        return nothing();
    }
    let mut files = Vec::with_capacity(found.len());
    for held in found.iter().map(Instance::whole) {
        if !takes(&accept, &held.syntax) {
            return unacceptable();
        }
        let kind = format!("application/dicom; transfer-syntax={}", held.syntax);
        files.push((kind, held.bytes.clone()));
    }
    parts::answer("application/dicom", &files)
}

/// Everything but the pixels of what is below these names.
pub(crate) fn metadata(state: &State, names: &[&str]) -> Answer {
    let found = below(state, names);
    if found.is_empty() {
        return nothing();
    }
    let all = found.iter().map(|one| one.header().json()).collect();
    query::json(200, &Value::Array(all))
}

/// Frames of an instance, by numbers from 1 with commas between.
pub(crate) fn frames(state: &State, names: &[&str], list: &str, headers: &HeaderMap) -> Answer {
    let found = below(state, names);
    let Some(Instance::Named(named)) = found.first() else {
        return nothing();
    };
    let (all, syntax) = (named.frames(), named.make().syntax);
    let kind = if syntax == RLE {
        "image/dicom-rle"
    } else {
        "application/octet-stream"
    };
    let accept = accepted(headers);
    let any = accept.contains("octet-stream") && accept.contains("=*");
    if !any && !accept.contains(kind) {
        return unacceptable();
    }
    let mut wanted = Vec::new();
    for number in list.split(',') {
        let frame = number
            .parse::<usize>()
            .ok()
            .and_then(|n| all.get(n.checked_sub(1)?));
        let Some(frame) = frame else {
            return Answer::outcome(404, "not-found", "There is no such frame");
        };
        let content = if syntax == RLE {
            format!("{kind}; transfer-syntax={syntax}")
        } else {
            kind.to_owned()
        };
        wanted.push((content, Bytes::from(frame.clone())));
    }
    parts::answer(kind, &wanted)
}

fn accepted(headers: &HeaderMap) -> String {
    let said = headers.get("accept").and_then(|v| v.to_str().ok());
    said.unwrap_or("*/*").to_ascii_lowercase()
}

/// Whether a transfer syntax is taken: named, any, or the one that goes without saying.
fn takes(accept: &str, syntax: &str) -> bool {
    accept.contains("transfer-syntax=*")
        || accept.contains(&format!("transfer-syntax={syntax}"))
        || accept.contains(&format!("transfer-syntax=\"{syntax}\""))
        || (syntax == DEFAULT && !accept.contains("transfer-syntax"))
}

fn unacceptable() -> Answer {
    Answer::outcome(
        406,
        "not-supported",
        "It is not stored in a form that was asked for",
    )
}
