//! Which of the services a method and a path below the archive's base ask for (PS3.18 10.3), and who may ask.

use axum::http::{HeaderMap, Method};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::query::{self, Level};
use super::{retrieve, store};
use crate::faults::Fate;
use crate::fhir::answer::Answer;
use crate::fhir::gate;
use crate::fhir::route::{Asked, pairs};
use crate::smart::desk::USERS;
use crate::smart::scopes::Op;
use crate::state::State;

/// Answers a request below the archive's base.
pub(crate) fn answer(state: &State, asked: &Asked<'_>, fate: &Fate) -> Answer {
    if let Some(status) = fate.refuse_with {
        let answer = Answer::outcome(status, "transient", "The archive does not answer now");
        return match fate.retry_after {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        };
    }
    if let Err(refusal) = admit(state, asked.headers) {
        return refusal;
    }
    let segments: Vec<&str> = asked.path.split('/').filter(|s| !s.is_empty()).collect();
    match (asked.method, segments.as_slice()) {
        (&Method::GET, path) => get(state, path, asked),
        (&Method::POST, ["studies"]) => kept(state, None, asked),
        (&Method::POST, ["studies", study]) => kept(state, Some(study), asked),
        _ => Answer::outcome(405, "not-supported", "That method does nothing here"),
    }
}

fn kept(state: &State, study: Option<&str>, asked: &Asked<'_>) -> Answer {
    let mut answer = store::store(state, study, asked.headers, asked.body);
    if answer.status < 300 {
        answer.lost = state.faults.lose_write();
    }
    answer
}

fn get(state: &State, path: &[&str], asked: &Asked<'_>) -> Answer {
    let search = |level, within| query::search(state, level, within, &pairs(asked.query));
    match path {
        ["studies"] => search(Level::Studies, (None, None)),
        ["series"] => search(Level::Series, (None, None)),
        ["instances"] => search(Level::Instances, (None, None)),
        ["studies", study, "series"] => search(Level::Series, (Some(study), None)),
        ["studies", study, "instances"] => search(Level::Instances, (Some(study), None)),
        ["studies", study, "series", series, "instances"] => {
            search(Level::Instances, (Some(study), Some(series)))
        }
        [
            "studies",
            study,
            "series",
            series,
            "instances",
            one,
            "frames",
            list,
        ] => retrieve::frames(state, &[study, series, one], list, asked.headers),
        ["studies", .., "metadata"] => match names(path.split_last().map_or(&[], |(_, up)| up)) {
            Some(names) => retrieve::metadata(state, &names),
            None => nowhere(),
        },
        ["studies", ..] => match names(path) {
            Some(names) => retrieve::files(state, &names, asked.headers),
            None => nowhere(),
        },
        _ => nowhere(),
    }
}

/// The UIDs of a path that names a study, a series of it, or an instance of that.
fn names<'a>(path: &[&'a str]) -> Option<Vec<&'a str>> {
    match path {
        ["studies", study] => Some(vec![study]),
        ["studies", study, "series", series] => Some(vec![study, series]),
        ["studies", study, "series", series, "instances", one] => Some(vec![study, series, one]),
        _ => None,
    }
}

fn nowhere() -> Answer {
    Answer::outcome(404, "not-found", "There is nothing here")
}

/// A token that reads imaging studies, or a clinician's name and password.
fn admit(state: &State, headers: &HeaderMap) -> Result<(), Answer> {
    let said = headers.get("authorization").and_then(|v| v.to_str().ok());
    let basic = said
        .and_then(|said| said.strip_prefix("Basic "))
        .and_then(|code| STANDARD.decode(code).ok())
        .and_then(|pair| String::from_utf8(pair).ok());
    if let Some(pair) = basic {
        let known = USERS
            .iter()
            .any(|user| pair == format!("{}:{}", user.login, user.password));
        return if known {
            Ok(())
        } else {
            Err(Answer::outcome(401, "login", "No such name and password")
                .with("www-authenticate", "Basic realm=\"archive\""))
        };
    }
    gate::admit(state, headers)?.demand("ImagingStudy", Op::Read)
}
