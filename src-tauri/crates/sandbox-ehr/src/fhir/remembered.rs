//! Answers kept whole, packed and unpacked, so that a benchmark that asks the same again measures
//! the program and not this server. Only while nothing can change them: no fault, no write. Batches that only ask are kept
//! like any other question, and what they ask for each for itself: who asks in parallel puts other questions together each
//! time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::Method;
use bytes::Bytes;

use super::answer::{self, Answer};
use super::batch;
use super::gate::Access;
use super::route::Asked;
use crate::faults::Faults;
use crate::personality::NextLinks;
use crate::state::State;

/// Answers by request and by what the asker may see.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    kept: Mutex<HashMap<String, Answer>>,
    /// What stands in answers to batches, by the same.
    parts: Mutex<HashMap<String, Answer>>,
    /// What was asked for, in the order in which it was first asked for.
    asked: Mutex<Vec<Remembrance>>,
}

/// Something that was asked for and is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembrance {
    /// Path and query below the base.
    pub path: String,
    /// What was posted; nothing where it was a GET.
    pub body: Option<Bytes>,
}

impl Remembered {
    /// The answer to a request: as it was given before, or as `make` makes it now.
    pub(crate) fn or_make(
        &self,
        state: &State,
        access: &Access,
        asked: &Asked<'_>,
        make: impl FnOnce() -> Answer,
    ) -> Answer {
        let Some(key) = key(state, access, asked) else {
            return make();
        };
        if *asked.method != Method::GET && !batch::only_asks(asked.body) {
            return make();
        }
        kept_or(&self.kept, key, || {
            let mut answer = make();
            if answer.status == 200 {
                answer.packed = answer::pack(&answer.body);
                self.note(asked);
            }
            answer
        })
    }

    /// The same for a question inside a batch, which nobody asks in that form.
    pub(crate) fn part_or_make(
        &self,
        state: &State,
        access: &Access,
        asked: &Asked<'_>,
        make: impl FnOnce() -> Answer,
    ) -> Answer {
        let Some(key) = key(state, access, asked) else {
            return make();
        };
        kept_or(&self.parts, key, make)
    }

    fn note(&self, asked: &Asked<'_>) {
        let query = Some(asked.query).filter(|query| !query.is_empty());
        let path = query.map_or_else(
            || asked.path.to_owned(),
            |query| format!("{}?{query}", asked.path),
        );
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Remembrance {
            path,
            body: (*asked.method != Method::GET).then(|| Bytes::copy_from_slice(asked.body)),
        });
    }

    /// Everything that is remembered.
    pub(crate) fn asked(&self) -> Vec<Remembrance> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }
}

/// The answer that is kept, or one that is made now and kept where it is a good one.
fn kept_or(
    kept: &Mutex<HashMap<String, Answer>>,
    key: String,
    make: impl FnOnce() -> Answer,
) -> Answer {
    let open = || kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = open().get(&key) {
        return answer.clone();
    }
    let answer = make();
    if answer.status == 200 {
        open().insert(key, answer.clone());
    }
    answer
}

/// What an answer is remembered by; nothing where something can change it.
fn key(state: &State, access: &Access, asked: &Asked<'_>) -> Option<String> {
    let fixed = state.config.remember_pages
        && state.config.personality.next_links != NextLinks::Session
        && state.memory.is_empty()
        && state.faults.get() == Faults::default();
    if !fixed {
        return None;
    }
    let accept = asked
        .headers
        .get("accept")
        .map_or(&b""[..], |v| v.as_bytes());
    let sees = match access {
        Access::All => String::new(),
        Access::Granted(admitted) => format!("{:?}", admitted.granted),
    };
    let posted = String::from_utf8_lossy(asked.body);
    Some(format!(
        "{} {} {} {accept:?} {sees} {posted}",
        asked.method, asked.path, asked.query
    ))
}
