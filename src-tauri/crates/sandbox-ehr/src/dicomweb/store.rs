//! STOW-RS (PS3.18 10.5): files in parts, each kept or refused by itself, and an answer that says so of each (PS3.18
//! table 10.5.3-1).

use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::archive::{self, Held, Storing};
use super::dataset::DataSet;
use super::{parts, query, reading, tags};
use crate::fhir::answer::Answer;
use crate::state::State;

/// The data set does not belong to the study that was named.
const OTHER_STUDY: u16 = 0xa901;
/// It cannot be understood (PS3.18 table 10.5.3-2).
const NOT_UNDERSTOOD: u16 = 0xc000;
/// Another instance has its name.
const EXISTS: u16 = 45_070;

/// Keeps the files of a request; `study` where the address names one.
pub(crate) fn store(
    state: &State,
    study: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Answer {
    let content = headers.get("content-type").and_then(|v| v.to_str().ok());
    let content = content.unwrap_or_default();
    if !content.contains("application/dicom") || content.contains("dicom+") {
        return Answer::outcome(415, "not-supported", "Files come as application/dicom");
    }
    let Some(files) = parts::apart(content, body) else {
        return Answer::outcome(400, "structure", "The parts of the body do not end");
    };
    let (mut kept, mut failed) = (Vec::new(), Vec::new());
    for file in files {
        match one(state, study, file) {
            Ok(told) => kept.push(told),
            Err(told) => failed.push(told),
        }
    }
    let status = match (kept.is_empty(), failed.is_empty()) {
        (_, true) => 200,
        (false, false) => 202,
        (true, false) => 409,
    };
    let mut told = json!({});
    if let Some(map) = told.as_object_mut() {
        if let Some(study) = study {
            let url = format!("{}/studies/{study}", state.archive_base());
            map.insert("00081190".into(), json!({"vr": "UR", "Value": [url]}));
        }
        if !kept.is_empty() {
            map.insert("00081199".into(), json!({"vr": "SQ", "Value": kept}));
        }
        if !failed.is_empty() {
            map.insert("00081198".into(), json!({"vr": "SQ", "Value": failed}));
        }
    }
    query::json(status, &told)
}

/// Keeps one file; what the answer says of it.
fn one(state: &State, study: Option<&str>, file: &[u8]) -> Result<Value, Value> {
    let Ok((header, syntax)) = reading::read(file) else {
        return Err(refused(&DataSet::default(), NOT_UNDERSTOOD));
    };
    let said = |tag| header.said(tag).filter(|uid: &String| !uid.is_empty());
    let (Some(its), Some(_), Some(uid)) =
        (said(tags::STUDY), said(tags::SERIES), said(tags::INSTANCE))
    else {
        return Err(refused(&header, NOT_UNDERSTOOD));
    };
    if study.is_some_and(|study| study != its) {
        return Err(refused(&header, OTHER_STUDY));
    }
    let named = archive::named(state, &its, &uid);
    let held = Held {
        header: header.clone(),
        syntax,
        bytes: bytes::Bytes::copy_from_slice(file),
    };
    match state.archive.keep(&uid, held, named.as_ref()) {
        Storing::Kept | Storing::Same => {
            let mut told = told(&header);
            let series = said(tags::SERIES).unwrap_or_default();
            let url = format!(
                "{}/studies/{its}/series/{series}/instances/{uid}",
                state.archive_base()
            );
            if let Some(map) = told.as_object_mut() {
                map.insert("00081190".into(), json!({"vr": "UR", "Value": [url]}));
            }
            Ok(told)
        }
        Storing::Other => Err(refused(&header, EXISTS)),
    }
}

fn told(header: &DataSet) -> Value {
    let uid = |tag| header.said(tag).map_or(json!([]), |uid| json!([uid]));
    json!({
        "00081150": {"vr": "UI", "Value": uid(tags::CLASS)},
        "00081155": {"vr": "UI", "Value": uid(tags::INSTANCE)},
    })
}

fn refused(header: &DataSet, reason: u16) -> Value {
    let mut told = told(header);
    if let Some(map) = told.as_object_mut() {
        map.insert("00081197".into(), json!({"vr": "US", "Value": [reason]}));
    }
    told
}
