//! Batches that belong one after the other, as the pages of one read do. Owns that they are written in that order,
//! that none is once one before it was not, and that each one's ledger row counts what all before it put aside.
//! Refuses to make anybody wait: the next is handed over while the one before is still on its way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::writer::Ready;

/// What the batches of one chain share.
#[derive(Debug, Default)]
struct Shared {
    /// Places that were given out.
    given: AtomicU32,
    /// The place that is to be written next. Only the writer moves it.
    next: AtomicU32,
    /// One of them was not stored.
    broken: AtomicBool,
    /// What those stored so far put aside. Only the writer adds to it.
    aside: AtomicU32,
}

/// A chain, to hand its next batch over with.
#[derive(Debug, Default, Clone)]
pub(crate) struct Chain(Arc<Shared>);

impl Chain {
    /// What those stored so far put aside.
    pub(crate) fn aside(&self) -> u32 {
        self.0.aside.load(Ordering::Relaxed)
    }

    /// The place of the batch that is handed over next.
    pub(crate) fn next(&self) -> Link {
        Link {
            place: self.0.given.fetch_add(1, Ordering::Relaxed),
            chain: self.clone(),
        }
    }
}

/// A batch's place in its chain.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    chain: Chain,
    place: u32,
}

impl Link {
    /// Something before it was not stored, so that it must not be either.
    pub(super) fn is_broken(&self) -> bool {
        self.chain.0.broken.load(Ordering::Relaxed)
    }

    /// It was not stored.
    pub(super) fn breaks(&self) {
        self.chain.0.broken.store(true, Ordering::Relaxed);
    }

    /// It was stored, and put so many aside.
    pub(super) fn stored(&self, aside: u32) {
        self.chain.0.aside.fetch_add(aside, Ordering::Relaxed);
    }

    /// What those stored before it put aside, transactions that are over only.
    pub(super) fn aside_before(&self) -> u32 {
        self.chain.aside()
    }

    /// Both are of one chain.
    pub(super) fn is_with(&self, other: &Link) -> bool {
        Arc::ptr_eq(&self.chain.0, &other.chain.0)
    }

    /// It is this one's turn; if so, the next one's is next.
    fn takes_its_turn(&self) -> bool {
        let next = &self.chain.0.next;
        let is = next.load(Ordering::Relaxed) == self.place;
        if is {
            next.store(self.place.saturating_add(1), Ordering::Relaxed);
        }
        is
    }
}

/// Puts what is prepared side by side back in order. Holds only what overtook another, which is being prepared.
#[derive(Default)]
pub(super) struct InOrder {
    held: Vec<Ready>,
}

impl InOrder {
    /// This one, where it is its turn.
    pub(super) fn take(&mut self, mut ready: Ready) -> Option<Ready> {
        // Others may be on their way in its stead.
        drop(ready.place.take());
        if ready.link.as_ref().is_none_or(Link::takes_its_turn) {
            return Some(ready);
        }
        self.held.push(ready);
        None
    }

    /// One that waited for another which has come by now.
    pub(super) fn released(&mut self) -> Option<Ready> {
        let place = self
            .held
            .iter()
            .position(|one| one.link.as_ref().is_none_or(Link::takes_its_turn))?;
        Some(self.held.swap_remove(place))
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
