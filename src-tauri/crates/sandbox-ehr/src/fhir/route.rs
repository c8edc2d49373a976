//! Routing below the FHIR base: which interaction a method and a path ask for.

use axum::http::{HeaderMap, Method};
use serde_json::Value;

use super::answer::Answer;
use super::cursor::Cursor;
use super::gate::{self, Access};
use super::write::{self, Conditions, Write};
use super::{batch, capability, export, manner, pages, read, rules, subscriptions, walk};
use crate::faults::Fate;
use crate::state::State;

/// A request as far as FHIR looks at it.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    /// The path below the base, without slashes at its ends.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Whether a request counts as a data request: metadata and discovery do not.
pub(crate) fn is_data(path: &str) -> bool {
    path != "metadata" && !path.starts_with(".well-known")
}

/// Answers a request below the base.
pub(crate) fn answer(state: &State, asked: &Asked<'_>, fate: &Fate) -> Answer {
    let page = walk::asked(state, asked);
    let mut answer = answered(state, asked, fate, page.as_ref());
    if state.config.remember_pages {
        answer.marks.clear();
    } else if let Some(page) = page {
        answer.marks.push((page.mark, answer.status));
    }
    manner::dress(state, answer)
}

fn answered(
    state: &State,
    asked: &Asked<'_>,
    fate: &Fate,
    page: Option<&walk::PageAsked>,
) -> Answer {
    if asked.path == "metadata" && asked.method == Method::GET {
        let statement = capability::statement(state);
        return Answer::fhir(200, serde_json::to_vec(&statement).unwrap_or_default());
    }
    if let Some(status) = fate.refuse_with {
        let (code, text) = match status {
            429 => ("throttled", "Too many requests"),
            503 => ("transient", "The server is busy"),
            _ => ("exception", "The server failed"),
        };
        let answer = Answer::outcome(status, code, text);
        return match fate.retry_after {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        };
    }
    if let Some(accept) = asked.headers.get("accept").and_then(|v| v.to_str().ok())
        && accept.contains("xml")
        && !accept.contains("json")
        && !accept.contains("*/*")
        && !asked.path.starts_with("Binary/")
    {
        return Answer::outcome(406, "not-supported", "This server speaks JSON only");
    }
    let access = match gate::admit(state, asked.headers) {
        Ok(access) => access,
        Err(refusal) => return refusal,
    };
    let segments: Vec<&str> = asked.path.split('/').filter(|s| !s.is_empty()).collect();
    if let Some(refusal) = refused(state, &segments) {
        return refusal;
    }
    if let Some(page) = page {
        return state.remembered.or_make(state, &access, asked, || {
            walk::answer(state, &access, page, is_strict(asked.headers))
        });
    }
    let exported = export::answer(
        state,
        &access,
        asked.method,
        &segments,
        asked.query,
        asked.headers,
    );
    if let Some(answer) = exported {
        return answer;
    }
    match *asked.method {
        Method::GET => state.remembered.or_make(state, &access, asked, || {
            get(state, &access, &segments, asked.query, asked.headers)
        }),
        Method::POST if segments.is_empty() && state.config.personality.batch => state
            .remembered
            .or_make(state, &access, asked, || batch::post(state, &access, asked)),
        Method::POST | Method::PUT | Method::DELETE => change(state, &access, &segments, asked),
        _ => Answer::outcome(405, "not-supported", "That method does nothing here"),
    }
}

/// One of those inside a batch: a page as any other, entered in the log.
pub(super) fn one_of_a_batch(state: &State, access: &Access, asked: &Asked<'_>) -> Answer {
    let segments: Vec<&str> = asked.path.split('/').filter(|s| !s.is_empty()).collect();
    let page = walk::asked(state, asked);
    let make = || match &page {
        Some(page) => walk::answer(state, access, page, is_strict(asked.headers)),
        None => get(state, access, &segments, asked.query, asked.headers),
    };
    let mut answer = match refused(state, &segments) {
        Some(refusal) => refusal,
        None => state.remembered.part_or_make(state, access, asked, make),
    };
    answer
        .marks
        .extend(page.map(|page| (page.mark, answer.status)));
    manner::dress(state, answer)
}

fn refused(state: &State, segments: &[&str]) -> Option<Answer> {
    let kind = segments.first().filter(|kind| state.faults.refuses(kind))?;
    let text = format!("This user may not see {kind}");
    Some(Answer::outcome(403, "forbidden", &text))
}

/// Answers a GET.
pub(crate) fn get(
    state: &State,
    access: &Access,
    segments: &[&str],
    query: &str,
    headers: &HeaderMap,
) -> Answer {
    match segments {
        [] => Answer::outcome(404, "not-supported", "There is nothing at the base itself"),
        [kind] => {
            let cursor = begin(state, kind, pairs(query));
            pages::search(state, access, &cursor, is_strict(headers))
        }
        ["Patient", id, "$everything"] if state.config.personality.everything => {
            everything(state, access, id, query)
        }
        [_, operation] if operation.starts_with('$') => {
            Answer::outcome(404, "not-supported", "That operation is not offered here")
        }
        [kind, id] if state.config.personality.does(kind, 'r') => {
            read::read(state, access, kind, id, headers)
        }
        [kind, ..] if state.config.personality.served(kind).is_none() => pages::unknown_kind(kind),
        _ => Answer::outcome(404, "not-supported", "That interaction is not offered here"),
    }
}

/// The parameters of a query or form.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// The cursor before the first page of a search.
pub(super) fn begin(state: &State, kind: &str, query: Vec<(String, String)>) -> Cursor {
    Cursor {
        kind: kind.to_owned(),
        count: rules::page_size(state, kind, &query),
        query,
        owner: 0,
        skip: 0,
        page: 1,
        again: false,
        walk: 0,
    }
}

fn everything(state: &State, access: &Access, id: &str, query: &str) -> Answer {
    let Some(owner) = state.holdings.patient_index(id) else {
        return Answer::outcome(404, "not-found", "There is no such patient");
    };
    let cursor = Cursor {
        owner,
        ..begin(state, "*", pairs(query))
    };
    pages::search(state, access, &cursor, false)
}

fn is_strict(headers: &HeaderMap) -> bool {
    let prefer = headers
        .get("prefer")
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    prefer.contains("handling=strict")
}

fn change(state: &State, access: &Access, segments: &[&str], asked: &Asked<'_>) -> Answer {
    let text = |name: &str| {
        asked
            .headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned)
    };
    let conditions = Conditions {
        if_match: text("if-match"),
        if_none_exist: text("if-none-exist"),
        prefer: text("prefer"),
    };
    let body = || {
        serde_json::from_slice::<Value>(asked.body)
            .map_err(|_| Answer::outcome(400, "structure", "The body is not JSON"))
    };
    let wanted = match (asked.method, segments) {
        (&Method::POST, [kind]) => body().map(|body| Write::Create {
            kind: (*kind).to_owned(),
            body,
        }),
        (&Method::PUT, [kind, id]) => body().map(|body| Write::Update {
            kind: (*kind).to_owned(),
            id: (*id).to_owned(),
            body,
        }),
        (&Method::DELETE, [kind, id]) => Ok(Write::Delete {
            kind: (*kind).to_owned(),
            id: (*id).to_owned(),
        }),
        _ => Err(Answer::outcome(
            404,
            "not-supported",
            "That interaction is not offered here",
        )),
    };
    let about = wanted.as_ref().ok().and_then(subscriptions::about);
    let done = wanted.and_then(|wanted| {
        state
            .memory
            .write(|kept| write::apply(state, access, kept, wanted, &conditions))
    });
    match done {
        Ok(mut answer) => {
            answer.lost = state.faults.lose_write();
            if let Some(about) = about {
                subscriptions::changed(state, &about);
            }
            answer
        }
        Err(refusal) => refusal,
    }
}
