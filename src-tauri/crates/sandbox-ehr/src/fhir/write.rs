//! Writes: create, conditional create, update with a version, delete. Kept in memory only.
//! Refuses what a careful server refuses: wrong type, wrong id, a stale version, two matches.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::filing;
use super::gate::Access;
use crate::holdings::Holdings;
use crate::kinds;
use crate::memory::{Kept, Written};
use crate::resource::Resource;
use crate::search::query::Query;
use crate::smart::scopes::Op;
use crate::state::State;
use crate::time;

/// Conditions that came with a write.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) if_match: Option<String>,
    pub(crate) if_none_exist: Option<String>,
    pub(crate) prefer: Option<String>,
}

/// One write.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    Create {
        kind: String,
        body: Value,
    },
    Update {
        kind: String,
        id: String,
        body: Value,
    },
    Delete {
        kind: String,
        id: String,
    },
}

/// Does one write; an `Err` is the refusal, and then nothing was changed.
pub(crate) fn apply(
    state: &State,
    access: &Access,
    kept: &mut Kept,
    write: Write,
    conditions: &Conditions,
) -> Result<Answer, Answer> {
    let (kind, op) = match &write {
        Write::Create { kind, .. } => (kind, Op::Create),
        Write::Update { kind, .. } => (kind, Op::Update),
        Write::Delete { kind, .. } => (kind, Op::Delete),
    };
    let Some(kind) = kinds::intern(kind).filter(|k| state.config.personality.does(k, op.letter()))
    else {
        return Err(Answer::outcome(
            405,
            "not-supported",
            "That type cannot be written here",
        ));
    };
    access.demand(kind, op)?;
    match write {
        Write::Create { body, .. } => create(state, access.user(), kept, kind, body, conditions),
        Write::Update { id, body, .. } => {
            update(state, access.user(), kept, kind, &id, body, conditions)
        }
        Write::Delete { id, .. } => {
            find(state, kept, kind, &id)?;
            kept.delete(kind, &id);
            Ok(Answer::empty(204))
        }
    }
}

fn create(
    state: &State,
    user: &str,
    kept: &mut Kept,
    kind: &'static str,
    body: Value,
    conditions: &Conditions,
) -> Result<Answer, Answer> {
    let body = checked(state, kind, body)?;
    let honoured = state.config.personality.conditional_create;
    if let Some(criteria) = conditions.if_none_exist.as_ref().filter(|_| honoured) {
        match existing(state, kept, kind, criteria)?.as_slice() {
            [] => {}
            [one] => {
                let place = location(state, one);
                return Ok(Answer::resource(200, one, true).with("location", place));
            }
            _ => {
                return Err(Answer::outcome(
                    412,
                    "multiple-matches",
                    "More than one matches",
                ));
            }
        }
    }
    let submitted = identifier(&body);
    let body = filing::file(state, user, kept, kind, body, true)?;
    let id = kept.mint();
    let resource = kept.put(stamp(state, kind, &id, 1, body), true);
    kept.submitted(kind, &id, submitted);
    Ok(done(state, 201, &resource, conditions).with("location", location(state, &resource)))
}

fn update(
    state: &State,
    user: &str,
    kept: &mut Kept,
    kind: &'static str,
    id: &str,
    body: Value,
    conditions: &Conditions,
) -> Result<Answer, Answer> {
    let body = checked(state, kind, body)?;
    if body.get("id").and_then(Value::as_str) != Some(id) {
        return Err(Answer::outcome(
            400,
            "invalid",
            "The id in the body is not the id in the URL",
        ));
    }
    let mut before = find(state, kept, kind, id)?;
    if state.config.personality.stale_version.is_some() && state.faults.change_before_update() {
        before = changed_by_another(state, kept, &before);
    }
    match &conditions.if_match {
        Some(tag) if *tag != before.etag() => {
            if let Some(status) = state.config.personality.stale_version {
                let text = "The resource has a newer version";
                return Err(Answer::outcome(status, "conflict", text));
            }
        }
        None if state.config.personality.if_match_required => {
            return Err(Answer::outcome(412, "required", "If-Match is needed"));
        }
        _ => {}
    }
    let version = before.version.parse::<u32>().map_or(2, |v| v + 1);
    let body = filing::file(state, user, kept, kind, body, false)?;
    let resource = kept.put(stamp(state, kind, id, version, body), false);
    Ok(done(state, 200, &resource, conditions))
}

/// Somebody else was quicker by a moment: the record has a newer version.
fn changed_by_another(state: &State, kept: &mut Kept, before: &Resource) -> Arc<Resource> {
    let body = serde_json::from_slice(&before.body).unwrap_or_default();
    let version = before.version.parse::<u32>().map_or(2, |v| v + 1);
    kept.put(stamp(state, before.kind, &before.id, version, body), false)
}

/// The identifier that came with a record, for the truth: not every server keeps it.
fn identifier(body: &Map<String, Value>) -> Option<String> {
    let first = body.get("identifier")?.get(0)?;
    Some(first.get("value")?.as_str()?.to_owned())
}

fn find(state: &State, kept: &Kept, kind: &str, id: &str) -> Result<Arc<Resource>, Answer> {
    match kept.get(kind, id) {
        Some(Written::Now(resource)) => Ok(resource),
        Some(Written::Deleted) => Err(Answer::outcome(410, "deleted", "That resource was deleted")),
        None => state.holdings.find(kind, id).ok_or_else(|| {
            Answer::outcome(
                405,
                "not-supported",
                "Ids are given by this server, not by clients",
            )
        }),
    }
}

/// Resources that answer the criteria of a conditional create.
fn existing(
    state: &State,
    kept: &Kept,
    kind: &'static str,
    criteria: &str,
) -> Result<Vec<Arc<Resource>>, Answer> {
    let text = criteria
        .rsplit_once('?')
        .map_or(criteria, |(_, query)| query);
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect();
    let query = Query::parse(kind, &pairs).map_err(|e| Answer::outcome(400, "invalid", &e))?;
    if query.filters.is_empty() || !query.ignored.is_empty() {
        return Err(Answer::outcome(
            412,
            "invalid",
            "The condition is not one this server knows",
        ));
    }
    let mut all = kept.created(Some(kind));
    // Beside what clients wrote, the patient's own chart where the condition names one; searching
    // every chart for an identifier would make 100,000 of them.
    let patients = query
        .pinned("patient")
        .or_else(|| query.pinned("subject"))
        .unwrap_or_default();
    for owner in patients
        .into_iter()
        .filter_map(|id| state.holdings.patient_index(id))
    {
        all.extend(state.holdings.of_kind(owner, kind));
    }
    match &state.holdings {
        Holdings::Made(_) if kind == "Patient" => {
            for owner in state.holdings.owners(kind, &query, 0).take(1000) {
                all.extend(state.holdings.of_kind(owner, kind));
            }
        }
        Holdings::Loaded(_) => {
            for owner in state.holdings.owners(kind, &query, 0) {
                all.extend(state.holdings.of_kind(owner, kind));
            }
        }
        Holdings::Made(_) => {}
    }
    all.retain(|r| query.accepts(r));
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

fn checked(state: &State, kind: &str, body: Value) -> Result<Map<String, Value>, Answer> {
    let Value::Object(map) = body else {
        return Err(Answer::outcome(
            400,
            "structure",
            "The body is not a resource",
        ));
    };
    if map.get("resourceType").and_then(Value::as_str) != Some(kind) {
        return Err(Answer::outcome(
            400,
            "invalid",
            "The body is of another type than the URL",
        ));
    }
    if state.config.personality.strict_bodies {
        for (name, code) in [
            ("modifierExtension", "extension"),
            ("implicitRules", "not-supported"),
        ] {
            if map.contains_key(name) {
                let text = format!("{name} is not supported");
                return Err(Answer::outcome(422, code, &text));
            }
        }
    }
    let needed: &[&str] = match kind {
        "Observation" => &["status", "code"],
        "DocumentReference" => &["status", "content"],
        "Condition" => &["subject"],
        "AllergyIntolerance" => &["patient"],
        "MedicationRequest" | "ServiceRequest" => &["status", "intent", "subject"],
        "Encounter" => &["status", "class"],
        "Task" => &["status", "intent"],
        "Communication" => &["status"],
        _ => &[],
    };
    if let Some(missing) = needed.iter().find(|name| !map.contains_key(**name)) {
        let text = format!("{kind}.{missing} is required");
        return Err(Answer::outcome(422, "required", &text));
    }
    Ok(map)
}

/// The resource with this server's id and meta; what the client sent there is not kept, its tags,
/// profiles and security labels are.
fn stamp(
    state: &State,
    kind: &'static str,
    id: &str,
    version: u32,
    mut body: Map<String, Value>,
) -> Resource {
    let mut meta = match body.remove("meta") {
        Some(Value::Object(meta)) => meta,
        _ => Map::new(),
    };
    meta.insert("versionId".to_owned(), json!(version.to_string()));
    meta.insert(
        "lastUpdated".to_owned(),
        json!(time::instant(state.clock.now())),
    );
    let mut whole = Map::with_capacity(body.len() + 2);
    whole.insert("resourceType".to_owned(), json!(kind));
    whole.insert("id".to_owned(), json!(id));
    if state.config.personality.meta {
        whole.insert("meta".to_owned(), Value::Object(meta));
    }
    body.remove("resourceType");
    body.remove("id");
    whole.extend(body);
    let mut resource = Resource::from_value(kind, id.to_owned(), &Value::Object(whole));
    resource.version = version.to_string();
    resource.updated = state.clock.now();
    resource
}

fn location(state: &State, resource: &Resource) -> String {
    let Resource {
        kind, id, version, ..
    } = resource;
    format!("{}/{kind}/{id}/_history/{version}", state.base())
}

fn done(state: &State, status: u16, resource: &Resource, conditions: &Conditions) -> Answer {
    let etags = state.config.personality.etags;
    match conditions.prefer.as_deref() {
        prefer
            if state.config.personality.silent_writes
                || prefer.is_some_and(|p| p.contains("return=minimal")) =>
        {
            let answer = Answer::empty(status);
            if etags {
                answer.versioned(resource)
            } else {
                answer
            }
        }
        Some(prefer) if prefer.contains("return=OperationOutcome") => {
            let answer = Answer::outcome(status, "informational", "Done");
            if etags {
                answer.versioned(resource)
            } else {
                answer
            }
        }
        _ => Answer::resource(status, resource, etags),
    }
}
