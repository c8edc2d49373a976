//! Pages: from a query to a searchset Bundle whose entries are the resources' own bytes. Narrow
//! searches (a patient, an id, the commons) are counted whole; wide ones are walked chart by chart.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::answer::Answer;
use super::cursor::Cursor;
use super::gate::Access;
use super::issue::{self, Issue};
use super::{glass, rules, walk};
use crate::holdings::{COMMONS, WRITTEN};
use crate::memory::Written;
use crate::personality::Total as Says;
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
    let Some(kind) = state.config.personality.served(&cursor.kind) else {
        return unknown_kind(&cursor.kind);
    };
    if let Err(answer) = access.demand(kind, Op::Search) {
        return answer;
    }
    let mut checked = match rules::check(state, kind, &cursor.query) {
        Ok(checked) => checked,
        Err(refusal) => return refusal,
    };
    if kind == "DocumentReference"
        && let Err(refusal) = state.documents.ask(state, access.user())
    {
        return refusal;
    }
    let query = match Query::parse(kind, &checked.pairs) {
        Ok(query) => query,
        Err(text) => return Answer::outcome(400, "invalid", &text),
    };
    if let (true, Some(name)) = (strict, query.ignored.first()) {
        let text = format!("{kind} has no search parameter {name} here");
        return Answer::outcome(400, "not-supported", &text);
    }
    let asked_for = owners_asked(state, &query);
    let closed = asked_for
        .iter()
        .filter_map(|owner| glass::over(state, *owner));
    if let (true, Some(code)) = (
        kind != "Patient",
        closed.clone().find(|c| glass::refuses(c)),
    ) {
        return glass::refusal(code);
    }
    let limit = if query.count_only { 0 } else { cursor.count };
    let Some(found) = find(state, access, kind, &query, cursor, limit) else {
        return Answer::outcome(
            403,
            "too-costly",
            "Counting that would mean making every chart",
        );
    };
    let most = state.config.personality.most_patients;
    if let (Some(most), "Patient", Some(total)) = (most, kind, found.total)
        && total > most
    {
        return Answer::issues(400, &[Issue::coded("4127", None)]);
    }
    let included = includes(state, access, &query, &found.matches);
    if state.config.personality.outcome_in_sets {
        checked
            .notes
            .extend(rules::standing_note(kind, &checked.pairs));
        if kind != "Patient" && closed.clone().next().is_some() {
            checked.notes.push(Issue::coded("4134", None));
        }
        if asked_for
            .iter()
            .any(|owner| glass::more_exists(state, *owner, kind))
        {
            checked.notes.push(Issue::coded("4119", None));
        }
        if found.matches.is_empty() && found.next.is_none() && cursor.page == 1 {
            checked.notes.push(Issue::coded("4101", None));
        }
    }
    let said = Said {
        applied: &query.applied,
        notes: &checked.notes,
    };
    bundle(state, access, cursor, &said, &found, &included)
}

/// The owners of the charts that a query names.
fn owners_asked(state: &State, query: &Query) -> Vec<usize> {
    ["patient", "subject", "beneficiary"]
        .into_iter()
        .find_map(|param| query.pinned(param))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|id| state.holdings.patient_index(id))
        .collect()
}

/// What a bundle says beside its entries.
struct Said<'a> {
    applied: &'a [(String, String)],
    notes: &'a [Issue],
}

fn find(
    state: &State,
    access: &Access,
    kind: &'static str,
    query: &Query,
    cursor: &Cursor,
    limit: usize,
) -> Option<Found> {
    let keep = |r: &Arc<Resource>| {
        query.accepts(r) && access.shows(r, Op::Search) && glass::over_resource(state, r).is_none()
    };
    if let Some(mut all) = narrow(state, kind, query) {
        all.retain(keep);
        sort(&mut all, &query.sort);
        let total = Some(all.len());
        let end = cursor.skip.saturating_add(limit).min(all.len());
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
    // Work lists are in the commons only; nobody's chart has one.
    let work_lists =
        kind == "List" && query.pinned("code") == Some(vec![crate::holdings::WORK_LIST]);
    if state.holdings.only_common(kind) || work_lists {
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
pub(crate) fn current(state: &State, owner: usize, kind: &str) -> Vec<Arc<Resource>> {
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
        let allowed = access.demand(resource.kind, Op::Read).is_ok()
            && state.config.personality.served(resource.kind).is_some();
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
    let owner = state.holdings.owner_of(to.kind, &to.id);
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
    let said = Said {
        applied: &cursor.query,
        notes: &[],
    };
    bundle(state, access, cursor, &said, &found, &[])
}

fn bundle(
    state: &State,
    access: &Access,
    cursor: &Cursor,
    said: &Said<'_>,
    found: &Found,
    included: &[Arc<Resource>],
) -> Answer {
    let base = state.base();
    let path = if cursor.kind == "*" {
        let id = state
            .holdings
            .chart(cursor.owner)
            .and_then(|c| c.at(0).map(|p| p.id.clone()));
        format!("Patient/{}/$everything", id.unwrap_or_default())
    } else {
        cursor.kind.clone()
    };
    let query = walk::written(said.applied);
    let mark = if query.is_empty() { "" } else { "?" };
    let mut links = vec![json!({"relation": "self", "url": format!("{base}/{path}{mark}{query}")})];
    // Every third page begins with what the page before it ended with.
    let overlap = state.config.personality.overlapping_pages
        && cursor.page.is_multiple_of(3)
        && found.matches.len() > 1;
    let next = found.next.map(|(owner, skip)| Cursor {
        owner,
        skip: skip.saturating_sub(usize::from(overlap)),
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
        links.push(json!({"relation": "next", "url": walk::link(state, access, next)}));
    }
    let size: usize = found
        .matches
        .iter()
        .chain(included)
        .map(|r| r.body.len() + 160)
        .sum();
    let mut body = Vec::with_capacity(size + 512);
    body.extend_from_slice(b"{\"resourceType\":\"Bundle\",");
    if state.config.personality.meta {
        body.extend_from_slice(b"\"meta\":");
        put(
            &mut body,
            &json!({"lastUpdated": time::instant(state.clock.now())}),
        );
        body.push(b',');
    }
    body.extend_from_slice(b"\"type\":\"searchset\"");
    let total = match state.config.personality.total {
        Says::Whole => found.total,
        // A count that was asked for is no page.
        Says::Page if found.matches.is_empty() && found.next.is_none() => found.total.or(Some(0)),
        Says::Page => Some(found.matches.len()),
        Says::Never => None,
    };
    if let Some(total) = total {
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
    if !said.notes.is_empty() {
        body.extend_from_slice(if count == 0 { b",\"entry\":[" } else { b"," });
        put(
            &mut body,
            &json!({
                "fullUrl": "urn:uuid:2f4796e5-149a-44fd-8757-adbfff93bd67",
                "resource": issue::outcome(said.notes),
                "search": {"mode": "outcome"},
            }),
        );
    }
    if count > 0 || !said.notes.is_empty() {
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
