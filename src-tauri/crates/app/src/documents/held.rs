//! What was brought in and waits for its form: in memory only, and only as much as memory can spare.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;
use wardbook_documents::Reading;
use wardbook_store::watched::Seen;

use super::add::Given;

/// Beyond this the oldest is let go: a person fills one form at a time.
const MOST: usize = 4;

/// A document that waits.
#[derive(Clone)]
pub(crate) struct Held {
    pub(super) given: Given,
    pub(super) reading: Arc<Reading>,
    pub(super) patient: Uuid,
    /// The file of the watched folder that it is.
    pub(super) seen: Option<Seen>,
}

impl Held {
    /// One that was read, of no file that is watched.
    pub(super) fn of(given: Given, reading: Reading, patient: Uuid) -> Held {
        Held {
            given,
            reading: Arc::new(reading),
            patient,
            seen: None,
        }
    }
}

/// All that wait.
#[derive(Default)]
pub(crate) struct Holding(Mutex<VecDeque<(Uuid, Held)>>);

impl Holding {
    pub(super) fn hold(&self, id: Uuid, held: Held) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_back((id, held));
        while all.len() > MOST {
            all.pop_front();
        }
    }

    pub(super) fn get(&self, id: Uuid) -> Option<Held> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .find(|(its, _)| *its == id)
            .map(|(_, held)| held.clone())
    }

    pub(super) fn let_go(&self, id: Uuid) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(its, _)| *its != id);
    }
}
