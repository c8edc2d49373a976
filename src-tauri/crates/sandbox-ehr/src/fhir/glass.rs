//! Break-the-glass and the daily limit of documents: what a server keeps from a user who may see
//! the type. Which patients it concerns is fixed by their place, so that a test can name them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::answer::Answer;
use super::issue::Issue;
use crate::holdings::COMMONS;
use crate::resource::Resource;
use crate::state::State;
use crate::time::DAY_MS;

/// What happens to a chart behind glass, in turn: refused, or, last, left out but for a note.
const CODES: [&str; 3] = ["4130", "4131", NOTED];
/// Left out; a note in the set says so.
const NOTED: &str = "4134";

/// The code under which the chart of this patient is closed, if it is. The Patient itself is not.
pub(crate) fn over(state: &State, owner: usize) -> Option<&'static str> {
    let every = every(state);
    if every == 0 || owner >= COMMONS || !(owner + 1).is_multiple_of(every) {
        return None;
    }
    let turn = ((owner + 1) / every).saturating_sub(1);
    // Where no note can be in a set, it refuses: left out without a word would be told from nothing by nobody.
    let noted = usize::from(state.config.personality.outcome_in_sets);
    CODES.get(turn % (CODES.len() - 1 + noted)).copied()
}

fn every(state: &State) -> usize {
    let own = state.config.glass_every;
    own.unwrap_or(state.config.personality.glass_every)
}

/// As `over`, for a resource that is about to be shown.
pub(crate) fn over_resource(state: &State, resource: &Resource) -> Option<&'static str> {
    if resource.kind == "Patient" || every(state) == 0 {
        return None;
    }
    over(state, state.owner_of(resource)?)
}

/// Whether this server says of this patient's sets that there is more than it shows.
pub(crate) fn more_exists(state: &State, owner: usize, kind: &str) -> bool {
    state.config.personality.outcome_in_sets
        && owner < COMMONS
        && owner % 10 == 6
        && matches!(kind, "Encounter" | "Immunization")
}

/// Whether a code closes a chart with an error, or only leaves its contents out.
pub(crate) fn refuses(code: &str) -> bool {
    code != NOTED
}

/// The refusal of a chart behind glass.
pub(crate) fn refusal(code: &'static str) -> Answer {
    Answer::issues(403, &[Issue::coded(code, None)])
}

/// Document queries of this day, by user.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    asked: Mutex<HashMap<String, (i64, u64)>>,
}

impl Documents {
    /// Counts one query; the error is the refusal of one too many.
    pub(crate) fn ask(&self, state: &State, user: &str) -> Result<(), Answer> {
        let cap = state.config.document_cap;
        if cap == 0 {
            return Ok(());
        }
        let day = state.clock.now().div_euclid(DAY_MS);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.entry(user.to_owned()).or_insert((day, 0));
        if count.0 != day {
            *count = (day, 0);
        }
        count.1 += 1;
        if count.1 > cap {
            return Err(Answer::issues(403, &[Issue::coded("4135", None)]));
        }
        Ok(())
    }
}
