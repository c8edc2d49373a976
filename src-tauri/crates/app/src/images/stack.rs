//! The stack that somebody scrolls through: while one slice is decoded, the file of the next one is read. Owns what the
//! next one is, by the way the last step went; refuses to hold more than one file that nobody has asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;
use wardbook_store::blobs::{Blob, Source};
use wardbook_store::images;

use super::look::Looked;

/// The stack that was looked at last.
#[derive(Default)]
pub(crate) struct Stack(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// Its files, from the first slice to the last.
    order: Vec<Blob>,
    places: HashMap<Uuid, usize>,
    /// Where the last look was.
    at: usize,
    /// What is read ahead.
    next: Option<(Blob, Source)>,
    /// Somebody is finding out the order of another one.
    finding: bool,
}

impl Stack {
    /// The file that somebody looks at, perhaps read already.
    pub(super) fn file(&self, looked: &Looked) -> Source {
        let mut inner = self.locked();
        let next = inner.next.take_if(|(blob, _)| *blob == looked.file.blob);
        next.map_or_else(|| looked.whole(), |(_, source)| source)
    }

    fn locked(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The file beside this place, on the way that the last step went.
    fn step(&mut self, place: usize) -> Option<Blob> {
        let beside = if place < self.at {
            place.checked_sub(1)
        } else {
            place.checked_add(1)
        };
        self.at = place;
        self.order.get(beside?).copied()
    }
}

/// Begins to read what follows on what is looked at; of another stack than before once its order is found out.
pub(super) fn read_on(looked: &Looked) {
    let mut inner = looked.open.images().stack.locked();
    if let Some(place) = inner.places.get(&looked.instance).copied() {
        let next = inner.step(place);
        inner.next = next.map(|blob| (blob, Source::begun(looked.store().clone(), blob)));
        return;
    }
    if std::mem::replace(&mut inner.finding, true) {
        return;
    }
    let (open, instance) = (Arc::clone(&looked.open), looked.instance);
    drop(tokio::task::spawn_blocking(move || {
        let found = open.store().read(|c| images::stack_of(c, instance));
        let mut inner = open.images().stack.locked();
        inner.finding = false;
        // Where it cannot be found out, nothing is read ahead; what is wrong, the next look says.
        let Ok(found) = found else { return };
        inner.places = (0..).zip(&found).map(|(at, (id, _))| (*id, at)).collect();
        inner.order = found.into_iter().map(|(_, blob)| blob).collect();
        inner.at = 0;
    }));
}
