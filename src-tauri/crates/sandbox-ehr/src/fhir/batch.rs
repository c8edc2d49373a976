//! Bundles posted to the base: a batch does each entry by itself, a transaction all or none. What an entry asked for
//! stands in the answer as it would have come alone, to the byte.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, Method};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::answer::Answer;
use super::gate::Access;
use super::route::{self, Asked};
use super::write::{self, Conditions, Write};
use crate::memory::Kept;
use crate::state::State;

/// Answers a posted Bundle.
pub(crate) fn post(state: &State, access: &Access, asked: &Asked<'_>) -> Answer {
    let headers = asked.headers;
    let Ok(bundle) = serde_json::from_slice::<Value>(asked.body) else {
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
            let done: Vec<Answer> = entries
                .iter()
                .map(|e| batch_entry(state, access, e, headers))
                .collect();
            answer("batch-response", done)
        }
        (Some("Bundle"), Some("transaction")) if state.config.personality.transaction => {
            transaction(state, access, &entries, headers)
        }
        _ => Answer::outcome(400, "invalid", "That kind of Bundle cannot be posted here"),
    }
}

/// Whether a posted Bundle only asks: a batch of reads and searches.
pub(crate) fn only_asks(body: &[u8]) -> bool {
    let bundle = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let entries = bundle.get("entry").and_then(Value::as_array);
    bundle.get("type").and_then(Value::as_str) == Some("batch")
        && entries.is_some_and(|entries| {
            let method = |entry: &Value| entry.pointer("/request/method").cloned();
            entries.iter().all(|e| method(e) == Some(json!("GET")))
        })
}

fn answer(kind: &str, entries: impl IntoIterator<Item = Answer>) -> Answer {
    let mut body =
        format!("{{\"resourceType\":\"Bundle\",\"type\":\"{kind}\",\"entry\":[").into_bytes();
    let mut marks = Vec::new();
    for (n, one) in entries.into_iter().enumerate() {
        if n > 0 {
            body.push(b',');
        }
        respond(&mut body, &one);
        marks.extend(one.marks);
    }
    body.extend_from_slice(b"]}");
    let mut answer = Answer::fhir(200, body);
    answer.marks = marks;
    answer
}

fn batch_entry(state: &State, access: &Access, entry: &Value, headers: &HeaderMap) -> Answer {
    match parse(entry) {
        Ok(Act::Read(url)) => read(state, access, &url, headers),
        Ok(Act::Write(act, conditions)) => {
            let done = state
                .memory
                .write(|kept| write::apply(state, access, kept, act, &conditions));
            done.unwrap_or_else(|refusal| refusal)
        }
        Err(refusal) => refusal,
    }
}

fn transaction(state: &State, access: &Access, entries: &[Value], headers: &HeaderMap) -> Answer {
    let run = |kept: &mut Kept| -> Result<Vec<Answer>, Answer> {
        // Deletes, creates, updates, reads: the order the specification gives.
        let mut order: Vec<(usize, Act)> = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            order.push((n, parse(entry)?));
        }
        order.sort_by_key(|(n, act)| (act.turn(), *n));
        let mut placed: BTreeMap<String, String> = BTreeMap::new();
        let mut done: BTreeMap<usize, Answer> = BTreeMap::new();
        for (n, act) in order {
            let answer = match act {
                Act::Read(url) => read(state, access, &url, headers),
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
            done.insert(n, answer);
        }
        Ok(done.into_values().collect())
    };
    match state.memory.write_all(run) {
        Ok(done) => answer("transaction-response", done),
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

fn read(state: &State, access: &Access, url: &str, headers: &HeaderMap) -> Answer {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let asked = Asked {
        method: &Method::GET,
        path: path.trim_matches('/'),
        query,
        headers,
        body: &[],
    };
    route::one_of_a_batch(state, access, &asked)
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

fn respond(to: &mut Vec<u8>, answer: &Answer) {
    let body: Option<&RawValue> = serde_json::from_slice(&answer.body).ok();
    // What is no JSON cannot stand in a Bundle.
    let broken = body.is_none() && !answer.body.is_empty();
    let status = if broken { 500 } else { answer.status };
    let mut response = json!({"status": status.to_string()});
    let is_outcome = answer.status >= 400;
    if let Some(map) = response.as_object_mut() {
        for (header_name, name) in [("location", "location"), ("etag", "etag")] {
            if let Some(value) = header(answer, header_name) {
                map.insert(name.to_owned(), json!(value));
            }
        }
        if let Some(outcome) = body.filter(|_| is_outcome) {
            map.insert("outcome".to_owned(), json!(outcome));
        }
    }
    to.push(b'{');
    if let Some(resource) = body.filter(|_| !is_outcome) {
        to.extend_from_slice(b"\"resource\":");
        to.extend_from_slice(resource.get().as_bytes());
        to.push(b',');
    }
    to.extend_from_slice(b"\"response\":");
    to.extend_from_slice(response.to_string().as_bytes());
    to.push(b'}');
}
