//! Pieces of a blob that are read side by side: by who needs them, and by one thread that reads on meanwhile. Proving and
//! decrypting a piece takes longer than most decoders need for it, and the second core has nothing else to do while
//! somebody waits for a picture. Owns that each piece is read once and that whoever needs one never waits for a thread that
//! is busy elsewhere; refuses to read on for a run that nobody holds any more.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::Store;
use crate::error::StoreError;

use super::piece;

/// How often it is looked whether a piece has come, before who needs it sleeps.
const LOOKS: u32 = 100;

/// Pieces of a blob that lie beside each other.
pub(super) struct Run {
    store: Store,
    blob: i64,
    /// The number of the first.
    pub(super) first: u64,
    places: Mutex<Vec<Place>>,
    /// A piece came, or was given up.
    changed: Condvar,
}

#[derive(Default)]
enum Place {
    #[default]
    Free,
    /// Somebody reads it.
    Taken,
    Here(Arc<Vec<u8>>),
    /// It could not be read by somebody who did not need it: who needs it tries, and hears what is wrong.
    Left,
}

impl Run {
    /// None of them is read yet; where there are several, the thread that reads on begins at once.
    pub(super) fn new(store: &Store, blob: i64, first: u64, many: usize) -> Arc<Self> {
        let run = Arc::new(Self {
            store: store.clone(),
            blob,
            first,
            places: Mutex::new((0..many.max(1)).map(|_| Place::Free).collect()),
            changed: Condvar::new(),
        });
        if many > 1 {
            let weak = Arc::downgrade(&run);
            // Where no thread can be had, who needs the pieces reads them.
            store
                .ahead()
                .does(move || while weak.upgrade().is_some_and(|run| run.read_next()) {});
        }
        run
    }

    /// Where in the run a piece is.
    pub(super) fn place(&self, number: u64) -> Option<usize> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        (at < self.places().len()).then_some(at)
    }

    /// A piece. While another thread reads it, the next one that nobody reads is read here.
    pub(super) fn piece(&self, at: usize) -> Result<Arc<Vec<u8>>, StoreError> {
        loop {
            let mut places = self.places();
            match places.get_mut(at) {
                None => return Ok(Arc::default()),
                Some(Place::Here(bytes)) => return Ok(Arc::clone(bytes)),
                Some(place @ (Place::Free | Place::Left)) => {
                    *place = Place::Taken;
                    drop(places);
                    self.read(at)?;
                }
                Some(Place::Taken) => {
                    drop(places);
                    if !self.read_next() {
                        self.wait_for(at);
                    }
                }
            }
        }
    }

    /// Reads the first piece that nobody reads; whether there was one. One that cannot be read is left to who needs it: a
    /// damaged picture takes none beside it along.
    fn read_next(&self) -> bool {
        let mut places = self.places();
        let free = places
            .iter_mut()
            .enumerate()
            .find(|(_, place)| matches!(place, Place::Free));
        let Some((at, place)) = free else {
            return false;
        };
        *place = Place::Taken;
        drop(places);
        let _left = self.read(at);
        true
    }

    /// Reads one that this thread has taken.
    fn read(&self, at: usize) -> Result<(), StoreError> {
        let taken = Taken { run: self, at };
        let number = self.first.saturating_add(at as u64);
        let bytes = self.store.read(|c| piece(c, self.blob, number))?;
        taken.here(bytes);
        Ok(())
    }

    fn wait_for(&self, at: usize) {
        let taken = |places: &mut Vec<Place>| matches!(places.get(at), Some(Place::Taken));
        // To sleep and to be woken takes as long as it takes to read one.
        for _ in 0..LOOKS {
            if !taken(&mut self.places()) {
                return;
            }
            std::thread::yield_now();
        }
        let waited = self.changed.wait_while(self.places(), taken);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A piece that this thread reads. Let go before it is here, it is left.
struct Taken<'a> {
    run: &'a Run,
    at: usize,
}

impl Taken<'_> {
    fn here(&self, bytes: Vec<u8>) {
        if let Some(place) = self.run.places().get_mut(self.at) {
            *place = Place::Here(Arc::new(bytes));
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(place @ Place::Taken) = self.run.places().get_mut(self.at) {
            *place = Place::Left;
        }
        self.run.changed.notify_all();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::Run;
    use crate::blobs::{PIECE, put};
    use crate::store_tests::profile;

    #[test]
    fn each_piece_comes_whichever_thread_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let bytes: Vec<u8> = (0..PIECE * 9 + 5).map(|n| (n % 251) as u8).collect();
        let blob = store.write(|tx| put(tx, &mut bytes.as_slice())).unwrap();
        for _ in 0..50 {
            let run = Run::new(store, blob.id, 0, 12);
            let all: Vec<u8> = (0..12)
                .flat_map(|at| run.piece(at).unwrap().to_vec())
                .collect();
            assert_eq!(all, bytes);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_to_who_needs_it_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let bytes = vec![7; PIECE * 4];
        let blob = store
            .write(|tx| {
                let blob = put(tx, &mut bytes.as_slice())?;
                let spoilt = "UPDATE blob_piece SET number = number + 10 WHERE number > 1";
                tx.execute(spoilt, [])?;
                Ok(blob)
            })
            .unwrap();
        let run = Run::new(store, blob.id, 0, 4);
        assert_eq!(run.piece(3).unwrap(), Arc::default(), "it is missing");
        assert_eq!(run.piece(1).unwrap().len(), PIECE);
        let run = Run::new(store, blob.id, 0, 4);
        store.close();
        // Nobody has read it before the store was closed, or somebody has.
        if let Ok(bytes) = run.piece(1) {
            assert_eq!(bytes.len(), PIECE);
        }
        assert!(Run::new(store, blob.id, 0, 4).piece(2).is_err());
    }
}
