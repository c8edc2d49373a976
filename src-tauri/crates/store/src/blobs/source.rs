//! A file of the store as something that can be read from any place: a decoder seeks in it as in a file on the disk, and
//! no byte of it lies there unencrypted. Refuses to hold more than two runs of pieces: who reads a header and looks at the
//! end for what lies there comes back to the beginning.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::Blob;
use super::ahead::Run;
use crate::Store;

/// Bytes that are read on from where somebody begins to read.
const AHEAD: u64 = 1024 * 1024;

/// A blob that is read piece by piece.
pub struct Source {
    store: Store,
    blob: Blob,
    at: u64,
    /// Bytes from the beginning of a run to its end.
    on: u64,
    /// The run that was read last.
    last: Option<Arc<Run>>,
    /// The one before it.
    before: Option<Arc<Run>>,
    /// The piece that was read last, and where it begins.
    here: (u64, Arc<Vec<u8>>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({} of {} bytes)", self.at, self.blob.length)
    }
}

impl Source {
    /// From its beginning, each piece when it is needed.
    pub fn new(store: Store, blob: Blob) -> Self {
        Self {
            store,
            blob,
            at: 0,
            on: 1,
            last: None,
            before: None,
            here: (0, Arc::default()),
        }
    }

    /// The same for somebody who waits, and will need what follows: another thread reads on meanwhile.
    pub fn reading_on(store: Store, blob: Blob) -> Self {
        Self {
            on: AHEAD,
            ..Self::new(store, blob)
        }
    }

    /// The same for somebody who will be there soon: its beginning is being read already.
    pub fn begun(store: Store, blob: Blob) -> Self {
        let mut source = Self::reading_on(store, blob);
        source.last = Some(source.run(0));
        source
    }

    /// From the piece with this number on.
    fn run(&self, number: u64) -> Arc<Run> {
        let size = self.blob.piece;
        let rest = self.blob.length.saturating_sub(number * size);
        let many = usize::try_from(rest.min(self.on).div_ceil(size)).unwrap_or(1);
        Run::new(&self.store, self.blob.id, number, many)
    }

    /// The bytes of the piece that lie at `at`; none at the end.
    fn here(&mut self) -> io::Result<&[u8]> {
        let (from, bytes) = &self.here;
        if !(*from..*from + bytes.len() as u64).contains(&self.at) {
            self.turn_to().map_err(io::Error::other)?;
        }
        let (from, bytes) = &self.here;
        let skip = usize::try_from(self.at - from).unwrap_or(usize::MAX);
        Ok(bytes.get(skip..).unwrap_or_default())
    }

    /// Has the piece at hand that holds `at`.
    fn turn_to(&mut self) -> Result<(), crate::StoreError> {
        let size = self.blob.piece;
        let number = self.at / size;
        let within = |run: &Option<Arc<Run>>| run.as_ref().and_then(|run| run.place(number));
        if within(&self.last).is_none() {
            std::mem::swap(&mut self.last, &mut self.before);
        }
        if within(&self.last).is_none() {
            self.last = Some(self.run(number));
        }
        if let Some(run) = &self.last
            && let Some(place) = run.place(number)
        {
            self.here = (number * size, run.piece(place)?);
        }
        Ok(())
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.blob.length {
            return Ok(0);
        }
        let count = self.here()?.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.blob.length.checked_add_signed(by),
        };
        self.at = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom};

    use super::{AHEAD, Source};
    use crate::blobs::{PIECE, put};
    use crate::store_tests::profile;

    #[test]
    fn it_is_read_from_any_place_like_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let length = usize::try_from(AHEAD).unwrap() * 2 + PIECE + 77;
        let bytes: Vec<u8> = (0..length).map(|n| (n % 253) as u8).collect();
        let blob = store.write(|tx| put(tx, &mut bytes.as_slice())).unwrap();
        for new in [Source::new, Source::reading_on, Source::begun] {
            let mut source = new(store.clone(), blob);
            let mut all = Vec::new();
            source.read_to_end(&mut all).unwrap();
            assert!(all == bytes);
            for from in [0, PIECE - 3, length - 70, PIECE + 1, length / 2, 5] {
                let mut some = [0; 7];
                source.seek(SeekFrom::Start(from as u64)).unwrap();
                source.read_exact(&mut some).unwrap();
                assert_eq!(some, bytes[from..from + 7]);
            }
            source.seek(SeekFrom::End(3)).unwrap();
            assert_eq!(source.read(&mut [0; 4]).unwrap(), 0, "behind its end");
            assert!(source.seek(SeekFrom::Current(-10_000_000)).is_err());
        }
    }
}
