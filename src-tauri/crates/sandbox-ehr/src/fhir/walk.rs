//! Walks: telling from a request which page of which search is asked for, and answering it. Owns
//! next links in all their shapes; what stands on a page is made elsewhere.

use axum::http::Method;

use super::answer::Answer;
use super::cursor::Cursor;
use super::gate::{self, Access};
use super::pages;
use super::route::{self, Asked};
use crate::personality::NextLinks;
use crate::served::Mark;
use crate::state::State;

/// A page that a request asks for.
#[derive(Debug)]
pub(crate) struct PageAsked {
    pub(crate) mark: Mark,
    /// Where it is; `None` where the link was never given out.
    cursor: Option<Cursor>,
    /// The name of the search session it was asked by.
    session: Option<String>,
    is_next: bool,
}

/// The page that is asked for, if the request asks for one; it is entered in the log.
pub(crate) fn asked(state: &State, asked: &Asked<'_>) -> Option<PageAsked> {
    let mut segments = asked.path.split('/').filter(|s| !s.is_empty());
    let (kind, rest) = (segments.next(), segments.next());
    if kind == Some("$export") {
        return None;
    }
    let text = match (asked.method, rest) {
        (&Method::GET, None) => asked.query.to_owned(),
        (&Method::POST, Some("_search")) => {
            let form = String::from_utf8_lossy(asked.body);
            if state.config.personality.search_by_form_only {
                form.into_owned()
            } else {
                format!("{}&{form}", asked.query)
            }
        }
        _ => return None,
    };
    let pairs = route::pairs(&text);
    let value = |name: &str| {
        let found = pairs.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.clone())
    };
    let user = gate::whose(state, asked.headers);
    let sealed = |text: &str| Cursor::open(state.config.seed, text);
    let next = match (kind, state.config.personality.next_links) {
        (None, NextLinks::Stateless) => value("_getpages").map(|text| (sealed(&text), None)),
        (Some(_), NextLinks::Session) => value("sessionID").map(|name| {
            let place = state.sessions.place(&name);
            (place, Some(name))
        }),
        (Some(_), NextLinks::PageContext) => {
            value("-pageContext").map(|text| (sealed(&text), None))
        }
        _ => None,
    };
    if let Some((cursor, session)) = next {
        let place = cursor.as_ref().map_or(("", String::new()), |cursor| {
            (cursor.kind.as_str(), written(&cursor.query))
        });
        let at = cursor
            .as_ref()
            .map_or((0, 0, false), |c| (c.walk, c.page, c.again));
        let mark = state.served.later(user, place.0, &place.1, at);
        return Some(PageAsked {
            mark,
            cursor,
            session,
            is_next: true,
        });
    }
    let kind = kind.filter(|kind| state.config.personality.served(kind).is_some())?;
    let patient = ["patient", "subject", "beneficiary"]
        .iter()
        .find_map(|name| value(name))
        .map(|to| to.rsplit('/').next().unwrap_or_default().to_owned());
    let mark = state.served.first(user, kind, patient, &written(&pairs));
    let cursor = Cursor {
        walk: mark.walk,
        ..route::begin(state, kind, pairs)
    };
    Some(PageAsked {
        mark,
        cursor: Some(cursor),
        session: None,
        is_next: false,
    })
}

/// Answers the page.
pub(crate) fn answer(state: &State, access: &Access, page: &PageAsked, strict: bool) -> Answer {
    let expired = || {
        state.served.expired(&page.mark);
        Answer::outcome(410, "expired", "That page link is not known any more")
    };
    let Some(cursor) = &page.cursor else {
        return expired();
    };
    if page.is_next && state.faults.expire_next() {
        if let Some(name) = &page.session {
            state.sessions.end(name);
        }
        return expired();
    }
    match &page.session {
        None => pages::search(state, access, cursor, strict),
        Some(name) => {
            let now = state.clock.now();
            match state.sessions.good(name, access.grant(), now) {
                Some(cursor) => pages::search(state, access, &cursor, strict),
                None => expired(),
            }
        }
    }
}

/// The address of the page at a cursor.
pub(super) fn link(state: &State, access: &Access, cursor: &Cursor) -> String {
    let base = state.base();
    let sealed = || cursor.seal(state.config.seed);
    match state.config.personality.next_links {
        NextLinks::Stateless => format!("{base}?_getpages={}", sealed()),
        NextLinks::Session => {
            let ends = state.clock.now() + state.config.session_seconds * 1000;
            let name =
                state
                    .sessions
                    .begin(state.config.seed, cursor.clone(), access.grant(), ends);
            format!("{base}/{}?sessionID={name}", cursor.kind)
        }
        NextLinks::PageContext => {
            let query = written(&cursor.query);
            format!(
                "{base}/{}?{query}&-pageContext={}&-pageDirection=NEXT",
                cursor.kind,
                sealed()
            )
        }
    }
}

/// Parameters as a query.
pub(super) fn written(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
