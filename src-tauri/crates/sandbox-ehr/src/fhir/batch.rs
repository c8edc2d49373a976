//! Bundles posted to the base: a batch does each entry by itself, a transaction all or none.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::answer::Answer;
use super::gate::Access;
use super::route;
use super::write::{self, Conditions, Write};
use crate::memory::Kept;
use crate::state::State;

/// Answers a posted Bundle.
pub(crate) fn post(state: &State, access: &Access, body: &[u8]) -> Answer {
    let Ok(bundle) = serde_json::from_slice::<Value>(body) else {
        return Answer::outcome(400, "structure", "The body is not JSON");
    };
    let entries = bundle
        .get("entry")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    match (
        bundle.get("resourceType").and_then(Value::as_str),
        bundle.get("type").and_then(Value::as_str),
    ) {
        (Some("Bundle"), Some("batch")) => {
            let done: Vec<Value> = entries
                .iter()
                .map(|e| respond(&batch_entry(state, access, e)))
                .collect();
            answer("batch-response", &done)
        }
        (Some("Bundle"), Some("transaction")) if state.config.personality.transaction => {
            transaction(state, access, &entries)
        }
        _ => Answer::outcome(400, "invalid", "That kind of Bundle cannot be posted here"),
    }
}

fn answer(kind: &str, entries: &[Value]) -> Answer {
    let body = json!({"resourceType": "Bundle", "type": kind, "entry": entries});
    Answer::fhir(200, serde_json::to_vec(&body).unwrap_or_default())
}

fn batch_entry(state: &State, access: &Access, entry: &Value) -> Answer {
    match parse(entry) {
        Ok(Act::Read(url)) => read(state, access, &url),
        Ok(Act::Write(act, conditions)) => {
            let done = state
                .memory
                .write(|kept| write::apply(state, access, kept, act, &conditions));
            done.unwrap_or_else(|refusal| refusal)
        }
        Err(refusal) => refusal,
    }
}

fn transaction(state: &State, access: &Access, entries: &[Value]) -> Answer {
    let run = |kept: &mut Kept| -> Result<Vec<Value>, Answer> {
        // Deletes, creates, updates, reads: the order the specification gives.
        let mut order: Vec<(usize, Act)> = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            order.push((n, parse(entry)?));
        }
        order.sort_by_key(|(n, act)| (act.turn(), *n));
        let mut placed: BTreeMap<String, String> = BTreeMap::new();
        let mut done: BTreeMap<usize, Value> = BTreeMap::new();
        for (n, act) in order {
            let answer = match act {
                Act::Read(url) => read(state, access, &url),
                Act::Write(mut act, conditions) => {
                    act.relink(&placed);
                    let answer = write::apply(state, access, kept, act, &conditions)?;
                    let url = entries
                        .get(n)
                        .and_then(|e| e.get("fullUrl"))
                        .and_then(Value::as_str);
                    if let (Some(url), Some(place)) = (url, place(&answer)) {
                        placed.insert(url.to_owned(), place);
                    }
                    answer
                }
            };
            done.insert(n, respond(&answer));
        }
        Ok(done.into_values().collect())
    };
    match state.memory.write_all(run) {
        Ok(done) => answer("transaction-response", &done),
        Err(refusal) => refusal,
    }
}

enum Act {
    Read(String),
    Write(Write, Conditions),
}

impl Act {
    fn turn(&self) -> u8 {
        match self {
            Act::Write(Write::Delete { .. }, _) => 0,
            Act::Write(Write::Create { .. }, _) => 1,
            Act::Write(Write::Update { .. }, _) => 2,
            Act::Read(_) => 3,
        }
    }
}

impl Write {
    /// Points references at entries of the same transaction to where those were put.
    fn relink(&mut self, placed: &BTreeMap<String, String>) {
        if let Write::Create { body, .. } | Write::Update { body, .. } = self {
            relink(body, placed);
        }
    }
}

fn relink(value: &mut Value, placed: &BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| relink(item, placed)),
        Value::Object(map) => {
            for (name, item) in map {
                match item {
                    Value::String(text) if name == "reference" || name == "url" => {
                        if let Some(place) = placed.get(text.as_str()) {
                            text.clone_from(place);
                        }
                    }
                    other => relink(other, placed),
                }
            }
        }
        _ => {}
    }
}

fn parse(entry: &Value) -> Result<Act, Answer> {
    let request = entry.get("request");
    let text = |name: &str| {
        request
            .and_then(|r| r.get(name))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let url = text("url").unwrap_or_default();
    let path = url.split('?').next().unwrap_or_default().trim_matches('/');
    let body = entry.get("resource").cloned().unwrap_or(Value::Null);
    let conditions = Conditions {
        if_match: text("ifMatch"),
        if_none_exist: text("ifNoneExist"),
        prefer: None,
    };
    let place = path
        .split_once('/')
        .map(|(kind, id)| (kind.to_owned(), id.to_owned()));
    match (text("method").as_deref(), place) {
        (Some("GET"), _) => Ok(Act::Read(url)),
        (Some("POST"), None) => Ok(Act::Write(
            Write::Create {
                kind: path.to_owned(),
                body,
            },
            conditions,
        )),
        (Some("PUT"), Some((kind, id))) => {
            Ok(Act::Write(Write::Update { kind, id, body }, conditions))
        }
        (Some("DELETE"), Some((kind, id))) => {
            Ok(Act::Write(Write::Delete { kind, id }, conditions))
        }
        _ => Err(Answer::outcome(
            400,
            "invalid",
            "An entry asks for nothing this server does",
        )),
    }
}

fn read(state: &State, access: &Access, url: &str) -> Answer {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    route::get(state, access, &segments, query, &HeaderMap::new())
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer
        .headers
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.as_str())
}

/// `Type/id` from the location of a created resource, or from the body of one that existed.
fn place(answer: &Answer) -> Option<String> {
    header(answer, "location").map(crate::search::keys::literal)
}

fn respond(answer: &Answer) -> Value {
    let mut response = json!({"status": answer.status.to_string()});
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    let is_outcome = body.get("resourceType").and_then(Value::as_str) == Some("OperationOutcome");
    let mut entry = json!({});
    if let Some(map) = response.as_object_mut() {
        for (header_name, name) in [("location", "location"), ("etag", "etag")] {
            if let Some(value) = header(answer, header_name) {
                map.insert(name.to_owned(), json!(value));
            }
        }
        if is_outcome {
            map.insert("outcome".to_owned(), body.clone());
        }
    }
    if let Some(map) = entry.as_object_mut() {
        if !is_outcome && !body.is_null() {
            map.insert("resource".to_owned(), body);
        }
        map.insert("response".to_owned(), response);
    }
    entry
}
