//! Pages: from a query to a searchset Bundle whose entries are the resources' own bytes. Narrow
//! searches (a patient, an id, the commons) are counted whole; wide ones are walked chart by chart.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::answer::Answer;
use super::cursor::Cursor;
use super::gate::Access;
use crate::holdings::{COMMONS, WRITTEN};
use crate::memory::Written;
use crate::resource::Resource;
use crate::search::params::{self, ParamKind};
use crate::search::query::{Include, Query, Total};
use crate::smart::scopes::Op;
use crate::state::State;
use crate::time;

/// Charts looked into for one page of a wide walk before a short page is given.
const CHARTS_A_PAGE: usize = 100;
/// Patients looked at for one page of a wide walk over Patient.
const PATIENTS_A_PAGE: usize = 5_000;
/// Candidates up to which a patient search is counted whole.
const COUNTED_WHOLE: usize = 500;

/// One page worth of matches.
struct Found {
    matches: Vec<Arc<Resource>>,
    next: Option<(usize, usize)>,
    total: Option<usize>,
}

/// Answers the search that a cursor stands at.
pub(crate) fn search(state: &State, access: &Access, cursor: &Cursor, strict: bool) -> Answer {
    if cursor.kind == "*" {
        return everything_page(state, access, cursor);
    }
    let Some(kind) = params::SERVED.iter().find(|k| **k == cursor.kind).copied() else {
        return unknown_kind(&cursor.kind);
    };
    if let Err(answer) = access.demand(kind, Op::Search) {
        return answer;
    }
    let query = match Query::parse(kind, &cursor.query) {
        Ok(query) => query,
        Err(text) => return Answer::outcome(400, "invalid", &text),
    };
    if let (true, Some(name)) = (strict, query.ignored.first()) {
        let text = format!("{kind} has no search parameter {name} here");
        return Answer::outcome(400, "not-supported", &text);
    }
    if let Some(refusal) = refusal(state, kind, &query) {
        return refusal;
    }
    let limit = if query.count_only { 0 } else { cursor.count };
    let Some(found) = find(state, access, kind, &query, cursor, limit) else {
        return Answer::outcome(
            403,
            "too-costly",
            "Counting that would mean making every chart",
        );
    };
    let included = includes(state, access, &query, &found.matches);
    bundle(state, cursor, &query.applied, &found, &included)
}

fn refusal(state: &State, kind: &str, query: &Query) -> Option<Answer> {
    let rules = state.config.personality.needs_one_of;
    let (_, needed, code) = rules.iter().find(|(k, ..)| *k == kind)?;
    let given = query
        .filters
        .iter()
        .any(|f| needed.contains(&f.param.name) || f.param.name == "_id");
    let text = format!("{kind} needs one of {} ({code})", needed.join(", "));
    (!given).then(|| Answer::outcome(400, "required", &text))
}

fn find(
    state: &State,
    access: &Access,
    kind: &'static str,
    query: &Query,
    cursor: &Cursor,
    limit: usize,
) -> Option<Found> {
    let keep = |r: &Arc<Resource>| query.accepts(r) && access.shows(r, Op::Search);
    if let Some(mut all) = narrow(state, kind, query) {
        all.retain(keep);
        sort(&mut all, &query.sort);
        let total = Some(all.len());
        let end = (cursor.skip + limit).min(all.len());
        let next = (limit > 0 && end < all.len()).then_some((0, end));
        let matches = all.get(cursor.skip..end).unwrap_or_default().to_vec();
        return Some(Found {
            matches,
            next,
            total,
        });
    }
    let bare = query.filters.is_empty() && matches!(access, Access::All);
    let unfiltered = kind == "Patient" && query.filters.is_empty() && state.memory.is_empty();
    if query.count_only || query.total == Total::Accurate {
        let total = if unfiltered || (bare && kind == "Patient") {
            state.holdings.patients()
        } else if kind == "Patient" || state.holdings.patients() <= COUNTED_WHOLE {
            let owners = state.holdings.owners(kind, query, 0);
            let held: usize = owners
                .map(|o| current(state, o, kind).iter().filter(|r| keep(r)).count())
                .sum();
            held + state
                .memory
                .created(Some(kind))
                .iter()
                .filter(|r| keep(r))
                .count()
        } else {
            return None;
        };
        if query.count_only {
            return Some(Found {
                matches: Vec::new(),
                next: None,
                total: Some(total),
            });
        }
        let mut found = walk(state, kind, query, cursor, limit, &keep);
        found.total = Some(total);
        return Some(found);
    }
    let mut found = walk(state, kind, query, cursor, limit, &keep);
    found.total = unfiltered.then(|| state.holdings.patients());
    Some(found)
}

/// All resources among which a narrow search looks; `None` where the search is wide.
fn narrow(state: &State, kind: &'static str, query: &Query) -> Option<Vec<Arc<Resource>>> {
    if let Some(ids) = query.pinned("_id") {
        let mut seen = BTreeSet::new();
        let ids = ids.into_iter().filter(|id| seen.insert(*id));
        return Some(
            ids.filter_map(|id| super::read::find(state, kind, id).ok())
                .collect(),
        );
    }
    let pinned = ["patient", "subject", "beneficiary"]
        .into_iter()
        .find_map(|p| query.pinned(p));
    if let Some(ids) = pinned {
        let owners: BTreeSet<usize> = ids
            .into_iter()
            .filter_map(|id| state.holdings.patient_index(id))
            .collect();
        let mut all: Vec<_> = owners
            .into_iter()
            .flat_map(|owner| current(state, owner, kind))
            .collect();
        if state.holdings.only_common(kind) {
            all.extend(current(state, COMMONS, kind));
        }
        all.extend(state.memory.created(Some(kind)));
        return Some(all);
    }
    if state.holdings.only_common(kind) {
        let mut all = current(state, COMMONS, kind);
        all.extend(state.memory.created(Some(kind)));
        return Some(all);
    }
    let few = kind == "Patient"
        && !query.filters.is_empty()
        && state
            .holdings
            .owners(kind, query, 0)
            .nth(COUNTED_WHOLE)
            .is_none();
    few.then(|| {
        let owners: Vec<usize> = state.holdings.owners(kind, query, 0).collect();
        let mut all: Vec<_> = owners
            .into_iter()
            .flat_map(|o| current(state, o, kind))
            .collect();
        all.extend(state.memory.created(Some(kind)));
        all
    })
}

/// What an owner holds of a type, with what clients changed and without what they deleted.
fn current(state: &State, owner: usize, kind: &str) -> Vec<Arc<Resource>> {
    let held = state.holdings.of_kind(owner, kind);
    if state.memory.is_empty() {
        return held;
    }
    let now = |r: Arc<Resource>| match state.memory.get(r.kind, &r.id) {
        Some(changed) => changed.kept(),
        None => Some(r),
    };
    held.into_iter().filter_map(now).collect()
}

fn walk(
    state: &State,
    kind: &'static str,
    query: &Query,
    cursor: &Cursor,
    limit: usize,
    keep: &dyn Fn(&Arc<Resource>) -> bool,
) -> Found {
    let mut found = Found {
        matches: Vec::new(),
        next: None,
        total: None,
    };
    let budget = if kind == "Patient" {
        PATIENTS_A_PAGE
    } else {
        CHARTS_A_PAGE
    };
    let owners = state.holdings.owners(kind, query, cursor.owner);
    let owners = owners.chain((cursor.owner <= WRITTEN).then_some(WRITTEN));
    for (looked, owner) in owners.enumerate() {
        if found.matches.len() == limit || looked == budget {
            found.next = Some((owner, 0));
            break;
        }
        let mut mine = match owner {
            WRITTEN => state.memory.created(Some(kind)),
            _ => current(state, owner, kind),
        };
        mine.retain(keep);
        let skip = if owner == cursor.owner {
            cursor.skip
        } else {
            0
        };
        let room = limit - found.matches.len();
        found
            .matches
            .extend(mine.iter().skip(skip).take(room).cloned());
        if mine.len() > skip + room {
            found.next = Some((owner, skip + room));
            break;
        }
    }
    // Nothing is left if all that follows is an empty store of written resources.
    if found.next == Some((WRITTEN, 0)) && state.memory.created(Some(kind)).is_empty() {
        found.next = None;
    }
    found
}

fn sort(all: &mut [Arc<Resource>], fields: &[(String, bool)]) {
    let key = |r: &Resource, field: &str| {
        use crate::search::keys::KeyValue;
        r.keys
            .iter()
            .find(|k| k.param == field)
            .map(|k| match &k.value {
                KeyValue::Date { from, .. } => (*from, String::new()),
                KeyValue::Token { code, .. } => (0, code.clone()),
                KeyValue::Text { folded, .. } => (0, folded.clone()),
                KeyValue::Reference(text) | KeyValue::Uri(text) => (0, text.clone()),
            })
    };
    for (field, down) in fields.iter().rev() {
        all.sort_by(|a, b| {
            let order = key(a, field).cmp(&key(b, field));
            if *down { order.reverse() } else { order }
        });
    }
}

fn includes(
    state: &State,
    access: &Access,
    query: &Query,
    matches: &[Arc<Resource>],
) -> Vec<Arc<Resource>> {
    let mut given: BTreeSet<String> = matches.iter().map(|r| r.reference()).collect();
    let mut out = Vec::new();
    let mut add = |resource: Arc<Resource>| {
        let allowed = access.demand(resource.kind, Op::Read).is_ok();
        if allowed && given.insert(resource.reference()) {
            out.push(resource);
        }
    };
    for resource in matches {
        for include in query
            .includes
            .iter()
            .filter(|i| i.source == resource.kind || i.source == "*")
        {
            let names: Vec<&str> = if include.param == "*" {
                let all = params::of_kind(resource.kind).iter();
                all.filter(|p| p.kind == ParamKind::Reference)
                    .map(|p| p.name)
                    .collect()
            } else {
                vec![include.param.as_str()]
            };
            for to in names.iter().flat_map(|name| resource.references(name)) {
                let Some((kind, id)) = to.split_once('/') else {
                    continue;
                };
                if include.target.as_ref().is_none_or(|t| t == kind)
                    && let Ok(target) = super::read::find(state, kind, id)
                {
                    add(target);
                }
            }
        }
        for include in &query.revincludes {
            for source in pointing(state, include, resource) {
                add(source);
            }
        }
    }
    out
}

/// The resources of the same chart that point at this one.
fn pointing(state: &State, include: &Include, to: &Resource) -> Vec<Arc<Resource>> {
    let place = to.reference();
    let owner = match &state.holdings {
        crate::holdings::Holdings::Made(population) => population.locate(&to.id).map(|(o, _)| o),
        crate::holdings::Holdings::Loaded(loaded) => loaded.places.get(&place).map(|(o, _)| *o),
    };
    let mut sources = owner.map_or_else(Vec::new, |o| current(state, o, &include.source));
    sources.extend(state.memory.created(Some(&include.source)));
    sources.retain(|source| source.references(&include.param).any(|r| r == place));
    sources
}

fn everything_page(state: &State, access: &Access, cursor: &Cursor) -> Answer {
    let value = |name: &str| {
        cursor
            .query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let since = value("_since")
        .and_then(time::span)
        .map_or(i64::MIN, |s| s.0);
    let kinds: Vec<&str> = value("_type")
        .map(|v| v.split(',').collect())
        .unwrap_or_default();
    let Some(chart) = state.holdings.chart(cursor.owner) else {
        return Answer::outcome(404, "not-found", "There is no such patient");
    };
    let patient = chart.at(0).map(|p| p.reference()).unwrap_or_default();
    let mut all: Vec<Arc<Resource>> = chart
        .resources()
        .iter()
        .filter_map(|r| {
            state
                .memory
                .get(r.kind, &r.id)
                .map_or_else(|| Some(Arc::clone(r)), Written::kept)
        })
        .collect();
    let mine = |r: &Arc<Resource>| {
        ["patient", "subject", "beneficiary"]
            .iter()
            .any(|p| r.references(p).any(|to| to == patient))
    };
    all.extend(state.memory.created(None).into_iter().filter(mine));
    all.retain(|r| {
        r.updated >= since
            && (kinds.is_empty() || kinds.contains(&r.kind))
            && access.demand(r.kind, Op::Read).is_ok()
            && access.shows(r, Op::Read)
    });
    let end = (cursor.skip + cursor.count).min(all.len());
    let found = Found {
        total: Some(all.len()),
        next: (end < all.len()).then_some((cursor.owner, end)),
        matches: all.get(cursor.skip..end).unwrap_or_default().to_vec(),
    };
    bundle(state, cursor, &cursor.query, &found, &[])
}

fn bundle(
    state: &State,
    cursor: &Cursor,
    applied: &[(String, String)],
    found: &Found,
    included: &[Arc<Resource>],
) -> Answer {
    let base = state.base();
    let link = |cursor: &Cursor| format!("{base}?_getpages={}", cursor.seal(state.config.seed));
    let path = if cursor.kind == "*" {
        let id = state
            .holdings
            .chart(cursor.owner)
            .and_then(|c| c.at(0).map(|p| p.id.clone()));
        format!("Patient/{}/$everything", id.unwrap_or_default())
    } else {
        cursor.kind.clone()
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(applied)
        .finish();
    let mark = if query.is_empty() { "" } else { "?" };
    let mut links = vec![json!({"relation": "self", "url": format!("{base}/{path}{mark}{query}")})];
    let next = found.next.map(|(owner, skip)| Cursor {
        owner,
        skip,
        page: cursor.page + 1,
        again: false,
        ..cursor.clone()
    });
    let next = match next {
        // The fault "duplicate pages": the link leads to this very page once more.
        Some(_) if !cursor.again && state.faults.repeat_page() => Some(Cursor {
            again: true,
            ..cursor.clone()
        }),
        next => next,
    };
    if let Some(next) = &next {
        links.push(json!({"relation": "next", "url": link(next)}));
    }
    let size: usize = found
        .matches
        .iter()
        .chain(included)
        .map(|r| r.body.len() + 160)
        .sum();
    let mut body = Vec::with_capacity(size + 512);
    body.extend_from_slice(b"{\"resourceType\":\"Bundle\",\"meta\":");
    put(
        &mut body,
        &json!({"lastUpdated": time::instant(state.clock.now())}),
    );
    body.extend_from_slice(b",\"type\":\"searchset\"");
    if let (Some(total), true) = (found.total, state.config.personality.total) {
        body.extend_from_slice(format!(",\"total\":{total}").as_bytes());
    }
    body.extend_from_slice(b",\"link\":");
    put(&mut body, &serde_json::Value::Array(links));
    let entries = found.matches.iter().map(|r| (r, "match"));
    let entries = entries.chain(included.iter().map(|r| (r, "include")));
    let mut count: u64 = 0;
    for (resource, mode) in entries {
        body.extend_from_slice(if count == 0 { b",\"entry\":[" } else { b"," });
        count += 1;
        let url = format!("{base}/{}/{}", resource.kind, resource.id);
        body.extend_from_slice(format!("{{\"fullUrl\":\"{url}\",\"resource\":").as_bytes());
        match state.faults.spoil(resource.kind, &resource.id) {
            Some(spoiled) => body.extend_from_slice(&spoiled),
            None => body.extend_from_slice(&resource.body),
        }
        body.extend_from_slice(format!(",\"search\":{{\"mode\":\"{mode}\"}}}}").as_bytes());
    }
    if count > 0 {
        body.push(b']');
    }
    body.push(b'}');
    state.counters.note(|c| {
        c.pages += 1;
        c.resources += count;
    });
    Answer::fhir(200, body)
}

fn put(body: &mut Vec<u8>, value: &serde_json::Value) {
    body.extend_from_slice(&serde_json::to_vec(value).unwrap_or_default());
}

/// The answer to a type this server has nothing to do with.
pub(crate) fn unknown_kind(kind: &str) -> Answer {
    let text = if crate::kinds::intern(kind).is_some() {
        format!("{kind} is not served here")
    } else {
        "That is not a resource type".to_owned()
    };
    Answer::outcome(404, "not-supported", &text)
}
