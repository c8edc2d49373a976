//! A file of the store as something that can be read from any place: a decoder seeks in it as in a file on the disk, and
//! no byte of it lies there unencrypted. Refuses to hold more than two pieces: who reads a header and looks at the end for
//! what lies there comes back to the beginning.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Blob, PIECE, range};
use crate::Store;

/// A blob that is read piece by piece.
pub struct Source {
    store: Store,
    blob: Blob,
    at: u64,
    /// The piece that was read last.
    last: Piece,
    /// The one before it.
    before: Piece,
}

/// Bytes, and where they begin.
#[derive(Default)]
struct Piece {
    from: u64,
    bytes: Vec<u8>,
}

impl Piece {
    fn holds(&self, at: u64) -> bool {
        (self.from..self.from + self.bytes.len() as u64).contains(&at)
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({} of {} bytes)", self.at, self.blob.length)
    }
}

impl Source {
    /// From its beginning.
    pub fn new(store: Store, blob: Blob) -> Self {
        Self {
            store,
            blob,
            at: 0,
            last: Piece::default(),
            before: Piece::default(),
        }
    }

    /// The bytes of the piece that lie at `at`; none at the end.
    fn here(&mut self) -> io::Result<&[u8]> {
        if !self.last.holds(self.at) {
            std::mem::swap(&mut self.last, &mut self.before);
        }
        if !self.last.holds(self.at) {
            let from = self.at - self.at % PIECE as u64;
            let bytes = self
                .store
                .read(|c| range(c, self.blob.id, from, PIECE))
                .map_err(io::Error::other)?;
            self.last = Piece { from, bytes };
        }
        let skip = usize::try_from(self.at - self.last.from).unwrap_or(usize::MAX);
        Ok(self.last.bytes.get(skip..).unwrap_or_default())
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

    use super::Source;
    use crate::blobs::{PIECE, put};
    use crate::store_tests::profile;

    #[test]
    fn it_is_read_from_any_place_like_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let bytes: Vec<u8> = (0..PIECE * 2 + 77).map(|n| (n % 253) as u8).collect();
        let blob = store.write(|tx| put(tx, &mut bytes.as_slice())).unwrap();
        let mut source = Source::new(store.clone(), blob);
        let mut all = Vec::new();
        source.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        for from in [0, PIECE - 3, PIECE * 2 + 70, PIECE + 1] {
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
