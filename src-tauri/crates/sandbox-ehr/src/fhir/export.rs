//! Bulk export: kick-off, polling, the manifest, the files, and taking them away again. Each poll
//! does a share of the work; files are made when fetched, from a few charts at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::answer::Answer;
use super::gate::Access;
use super::{glass, pages, read};
use crate::holdings::COMMONS;
use crate::personality::ExportLevel;
use crate::resource::Resource;
use crate::smart::{desk, scopes::Op};
use crate::state::State;
use crate::time;

/// Polls that find an export unfinished.
const POLLS: usize = 2;
/// Charts that share one file of a type.
const CHARTS_A_FILE: usize = 25;

/// The exports of a server.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    jobs: Mutex<BTreeMap<String, Job>>,
    begun: AtomicU64,
}

#[derive(Debug, Clone)]
struct Job {
    request: String,
    user: &'static str,
    /// When it was asked for; what it holds is as of then.
    at: i64,
    since: i64,
    kinds: Vec<&'static str>,
    owners: Vec<usize>,
    /// Owners whose charts are behind glass, with the code.
    closed: Vec<(usize, &'static str)>,
    /// How many owners were counted.
    done: usize,
    /// Resources by file.
    counts: BTreeMap<(usize, &'static str), usize>,
    /// What a file's address in the storage is made with.
    key: String,
}

impl Exports {
    fn open<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Job>) -> T) -> T {
        work(&mut self.jobs.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Answers what has to do with exports below the base; `None` where the request has not.
pub(crate) fn answer(
    state: &State,
    access: &Access,
    method: &Method,
    segments: &[&str],
    query: &str,
    headers: &HeaderMap,
) -> Option<Answer> {
    let levels = state.config.personality.export;
    let (level, group) = match segments {
        ["$export"] => (ExportLevel::System, None),
        ["Patient", "$export"] => (ExportLevel::Patient, None),
        ["Group", id, "$export"] => (ExportLevel::Group, Some(*id)),
        ["_export", job] => {
            return Some(match *method {
                Method::GET => poll(state, access, job),
                Method::DELETE => take_away(state, access, job),
                _ => Answer::outcome(405, "not-supported", "That method does nothing here"),
            });
        }
        ["_export", job, file] if *method == Method::GET => {
            return Some(fetch(state, access, job, file));
        }
        _ => return None,
    };
    if !levels.contains(&level) || *method != Method::GET {
        let text = "That export is not offered here";
        return Some(Answer::outcome(404, "not-supported", text));
    }
    let kicked = kick_off(state, access, (level, group), query, headers);
    Some(kicked.unwrap_or_else(|refusal| refusal))
}

fn kick_off(
    state: &State,
    access: &Access,
    (level, group): (ExportLevel, Option<&str>),
    query: &str,
    headers: &HeaderMap,
) -> Result<Answer, Answer> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if !text("prefer").is_some_and(|p| p.contains("respond-async")) {
        let text = "Prefer: respond-async is needed";
        return Err(Answer::outcome(400, "required", text));
    }
    let mut since = i64::MIN;
    let mut wanted: Vec<String> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "_since" => {
                let text = "_since is not an instant";
                let span = time::span(&value.replace(' ', "+"));
                since = span.ok_or_else(|| Answer::outcome(400, "value", text))?.0;
            }
            "_type" => wanted.extend(value.split(',').map(str::to_owned)),
            "_outputFormat"
                if !["application/fhir+ndjson", "application/ndjson", "ndjson"]
                    .contains(&value.as_ref()) =>
            {
                return Err(Answer::outcome(400, "not-supported", "Only NDJSON is made"));
            }
            "_outputFormat" => {}
            other => {
                let text = format!("{other} is not a parameter of an export here");
                return Err(Answer::outcome(400, "not-supported", &text));
            }
        }
    }
    let owners = match group {
        None => {
            let commons = (level == ExportLevel::System).then_some(COMMONS);
            (0..state.holdings.patients()).chain(commons).collect()
        }
        Some(id) => members(state, access, id)?,
    };
    let kinds: Vec<&'static str> = state
        .config
        .personality
        .all_served()
        .filter(|kind| wanted.is_empty() || wanted.iter().any(|w| w == kind))
        .filter(|kind| access.demand(kind, Op::Read).is_ok())
        .collect();
    if kinds.is_empty() {
        let text = "None of the types can be exported with this grant";
        return Err(Answer::outcome(403, "forbidden", text));
    }
    let glass = |owner: &usize| glass::over(state, *owner).map(|code| (*owner, code));
    let base = state.base();
    let path = match (level, group) {
        (_, Some(id)) => format!("Group/{id}/"),
        (ExportLevel::Patient, None) => "Patient/".to_owned(),
        _ => String::new(),
    };
    let job = Job {
        request: format!("{base}/{path}$export?{query}"),
        user: access.user(),
        at: state.clock.now(),
        since,
        kinds,
        closed: owners.iter().filter_map(glass).collect(),
        owners,
        done: 0,
        counts: BTreeMap::new(),
        key: desk::secret(),
    };
    state.exports.open(|jobs| {
        // One at a time for a user, where files are put elsewhere.
        let busy = |kept: &Job| kept.user == job.user && kept.done < kept.owners.len();
        if state.config.personality.export_elsewhere && jobs.values().any(busy) {
            let wait = state.config.export_retry_after.to_string();
            let text = "Another export is running";
            return Err(Answer::outcome(429, "throttled", text).with("retry-after", wait));
        }
        let name = format!(
            "{:08x}",
            state.exports.begun.fetch_add(1, Ordering::Relaxed) + 1
        );
        let at = format!("{base}/_export/{name}");
        jobs.insert(name, job);
        Ok(Answer::empty(202).with("content-location", at))
    })
}

/// The patients of a group, by owner number.
fn members(state: &State, access: &Access, id: &str) -> Result<Vec<usize>, Answer> {
    access.demand("Group", Op::Read)?;
    let group = read::find(state, "Group", id)?;
    let owners: BTreeSet<usize> = group
        .references("member")
        .filter_map(|to| state.holdings.patient_index(to.strip_prefix("Patient/")?))
        .collect();
    Ok(owners.into_iter().collect())
}

fn own(state: &State, access: &Access, name: &str) -> Result<Job, Answer> {
    let job = state.exports.open(|jobs| jobs.get(name).cloned());
    job.filter(|job| job.user == access.user())
        .ok_or_else(|| Answer::outcome(404, "not-found", "There is no such export"))
}

fn poll(state: &State, access: &Access, name: &str) -> Answer {
    let mut job = match own(state, access, name) {
        Ok(job) => job,
        Err(refusal) => return refusal,
    };
    if job.done < job.owners.len() || job.owners.is_empty() && job.done == 0 {
        let share = job.owners.len().div_ceil(POLLS).max(1);
        let before = job.done;
        let next = (before + share).min(job.owners.len());
        for place in before..next {
            count(state, access, &mut job, place);
        }
        job.done = next.max(usize::from(job.owners.is_empty()));
        let percent = (next * 100).checked_div(job.owners.len()).unwrap_or(100);
        let progress = format!("{next} of {} charts, {percent} %", job.owners.len());
        state.exports.open(|jobs| jobs.insert(name.to_owned(), job));
        return Answer::empty(202)
            .with("x-progress", progress)
            .with("retry-after", state.config.export_retry_after.to_string());
    }
    let manifest = manifest(state, name, &job);
    let mut answer = Answer::fhir(200, serde_json::to_vec(&manifest).unwrap_or_default());
    answer.headers.clear();
    let ends = std::time::SystemTime::now() + std::time::Duration::from_secs(30 * 86_400);
    answer
        .with("content-type", "application/json")
        .with("expires", httpdate::fmt_http_date(ends))
}

fn count(state: &State, access: &Access, job: &mut Job, place: usize) {
    let Some(owner) = job.owners.get(place).copied() else {
        return;
    };
    for kind in &job.kinds {
        let mine = rows(state, access, job, owner, kind).len();
        if mine > 0 {
            *job.counts.entry((place / CHARTS_A_FILE, kind)).or_default() += mine;
        }
    }
}

/// What one owner has of a type in this export.
fn rows(
    state: &State,
    access: &Access,
    job: &Job,
    owner: usize,
    kind: &str,
) -> Vec<std::sync::Arc<Resource>> {
    let closed = job.closed.iter().any(|(o, _)| *o == owner) && kind != "Patient";
    if closed {
        return Vec::new();
    }
    let mut rows = pages::current(state, owner, kind);
    rows.extend(
        state
            .memory
            .created(Some(kind))
            .into_iter()
            .filter(|r| state.owner_of(r) == Some(owner)),
    );
    rows.retain(|r| r.updated >= job.since && access.shows(r, Op::Read));
    rows
}

fn manifest(state: &State, name: &str, job: &Job) -> Value {
    let base = state.base();
    let url = |file: String| format!("{base}/_export/{name}/{file}");
    let output: Vec<Value> = job
        .counts
        .iter()
        .map(|((part, kind), count)| {
            json!({"type": kind, "url": url(format!("{kind}.{part}.ndjson")), "count": count})
        })
        .collect();
    let mut error = Vec::new();
    if !job.closed.is_empty() {
        error.push(
            json!({"type": "OperationOutcome", "url": url("refused.0.ndjson".to_owned()),
            "count": job.closed.len()}),
        );
    }
    json!({
        "transactionTime": time::instant(job.at),
        "request": job.request,
        "requiresAccessToken": true,
        "output": output,
        "deleted": [],
        "error": error,
    })
}

fn fetch(state: &State, access: &Access, name: &str, file: &str) -> Answer {
    let job = match own(state, access, name) {
        Ok(job) => job,
        Err(refusal) => return refusal,
    };
    if state.config.personality.export_elsewhere {
        // The storage is another host, and the address is all it asks for.
        let port = state.origin.rsplit(':').next().unwrap_or_default();
        let to = format!("http://localhost:{port}/storage/{name}/{}/{file}", job.key);
        return Answer::empty(307).with("location", to);
    }
    written(state, access, &job, file)
}

/// Answers the storage: an address that was given out, and no token with it.
pub(crate) fn stored(state: &State, path: &str, headers: &HeaderMap) -> Answer {
    if headers.contains_key("authorization") {
        let text = "The address is signed: a token has no business here";
        return Answer::outcome(400, "invalid", text);
    }
    let segments: Vec<&str> = path.split('/').collect();
    let found = match segments.as_slice() {
        [name, key, file] => state
            .exports
            .open(|jobs| jobs.get(*name).cloned())
            .filter(|job| job.key == *key)
            .map(|job| (job, *file)),
        _ => None,
    };
    match found {
        Some((job, file)) => written(state, &Access::All, &job, file),
        None => Answer::outcome(404, "not-found", "There is no such file"),
    }
}

fn written(state: &State, access: &Access, job: &Job, file: &str) -> Answer {
    let mut parts = file.split('.');
    let (kind, part) = (parts.next().unwrap_or_default(), parts.next());
    let mut body = Vec::new();
    let mut line = |bytes: &[u8]| {
        // A resource is one line of its file.
        body.extend(bytes.iter().copied().filter(|b| *b != b'\n' && *b != b'\r'));
        body.push(b'\n');
    };
    if kind == "refused" {
        for (owner, code) in &job.closed {
            let who = state.holdings.of_kind(*owner, "Patient");
            let who = who.first().map(|p| p.reference());
            let outcome = super::issue::outcome(&[super::issue::Issue::coded(code, who)]);
            line(&serde_json::to_vec(&outcome).unwrap_or_default());
        }
    } else {
        let part = part.and_then(|p| p.parse::<usize>().ok());
        let Some((part, kind)) = part
            .zip(job.kinds.iter().find(|k| **k == kind))
            .filter(|(part, kind)| job.counts.contains_key(&(*part, **kind)))
        else {
            return Answer::outcome(404, "not-found", "There is no such file");
        };
        let owners = job.owners.iter().skip(part * CHARTS_A_FILE);
        for owner in owners.take(CHARTS_A_FILE) {
            for row in rows(state, access, job, *owner, kind) {
                line(&row.body);
            }
        }
    }
    let mut answer = Answer::fhir(200, body);
    answer.headers.clear();
    answer.with("content-type", "application/fhir+ndjson")
}

fn take_away(state: &State, access: &Access, name: &str) -> Answer {
    if let Err(refusal) = own(state, access, name) {
        return refusal;
    }
    state.exports.open(|jobs| jobs.remove(name));
    Answer::empty(202)
}
