//! Reads: one resource by type and id, conditional or not, and Binary in its two forms.

use std::sync::Arc;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answer::Answer;
use super::gate::Access;
use crate::memory::Written;
use crate::resource::Resource;
use crate::smart::scopes::Op;
use crate::state::State;

/// The resource as it is now; the error is the answer that says why there is none.
pub(crate) fn find(state: &State, kind: &str, id: &str) -> Result<Arc<Resource>, Answer> {
    match state.memory.get(kind, id) {
        Some(Written::Now(resource)) => Ok(resource),
        Some(Written::Deleted) => Err(Answer::outcome(410, "deleted", "That resource was deleted")),
        None => state
            .holdings
            .find(kind, id)
            .ok_or_else(|| Answer::outcome(404, "not-found", "There is no such resource")),
    }
}

/// Answers a read.
pub(crate) fn read(
    state: &State,
    access: &Access,
    kind: &str,
    id: &str,
    headers: &HeaderMap,
) -> Answer {
    if let Err(answer) = access.demand(kind, Op::Read) {
        return answer;
    }
    if kind == "Binary"
        && let Err(refusal) = state.documents.ask(state, access.user())
    {
        return refusal;
    }
    let resource = match find(state, kind, id) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    if !access.shows(&resource, Op::Read) {
        return Answer::outcome(403, "forbidden", "The grant does not cover this resource");
    }
    if let Some(code) = super::glass::over_resource(state, &resource) {
        return super::glass::refusal(code);
    }
    state.counters.note(|c| c.resources += 1);
    if let Some(spoiled) = state.faults.spoil(kind, id) {
        return Answer::fhir(200, spoiled);
    }
    let etags = state.config.personality.etags;
    if etags && unchanged(&resource, headers) {
        return Answer::empty(304).versioned(&resource);
    }
    if kind == "Binary"
        && !wants_json(headers)
        && let Some(raw) = raw_binary(&resource)
    {
        return if etags { raw.versioned(&resource) } else { raw };
    }
    Answer::resource(200, &resource, etags)
}

fn unchanged(resource: &Resource, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(tags) = text("if-none-match") {
        return tags
            .split(',')
            .map(str::trim)
            .any(|tag| tag == resource.etag() || tag == "*");
    }
    let since = text("if-modified-since").and_then(|v| httpdate::parse_http_date(v).ok());
    since
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .is_some_and(|since| {
            resource.updated / 1000 <= i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers
        .get("accept")
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    accept.contains("json")
}

fn raw_binary(resource: &Resource) -> Option<Answer> {
    let value: Value = serde_json::from_slice(&resource.body).ok()?;
    let kind = value.get("contentType")?.as_str()?.to_owned();
    let data = STANDARD.decode(value.get("data")?.as_str()?).ok()?;
    Some(Answer::empty(200).with("content-type", kind).body(data))
}

impl Answer {
    fn body(mut self, body: Vec<u8>) -> Answer {
        self.body = body.into();
        self
    }
}
