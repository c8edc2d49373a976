//! Bytes with a position and an end that is known beforehand, so that no length of a file is believed before it is
//! compared with what is there. Refuses to read past that end, and to keep more than its allowance.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Something that can be read from anywhere.
pub(crate) struct Source<R> {
    inner: BufReader<R>,
    at: u64,
    end: u64,
    allowance: u64,
}

impl<R: Read + Seek> Source<R> {
    /// From its beginning to its end; `allowance` is what [`Self::keep`] may give out in all, in bytes.
    pub(crate) fn new(mut inner: R, allowance: u64) -> io::Result<Self> {
        let end = inner.seek(SeekFrom::End(0))?;
        inner.seek(SeekFrom::Start(0))?;
        Ok(Self {
            inner: BufReader::with_capacity(32 * 1024, inner),
            at: 0,
            end,
            allowance,
        })
    }

    /// Bytes from the beginning.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Bytes to the end.
    pub(crate) fn left(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }

    /// Goes to a position, at most to the end.
    pub(crate) fn go(&mut self, to: u64) -> io::Result<()> {
        let to = to.min(self.end);
        // Lengths in a file fit 32 bits, so every step fits too; a longer one takes the slow way.
        match i64::try_from(to).ok().zip(i64::try_from(self.at).ok()) {
            Some((to, at)) => self.inner.seek_relative(to - at)?,
            None => {
                self.inner.seek(SeekFrom::Start(to))?;
            }
        }
        self.at = to;
        Ok(())
    }

    /// Looks at the next bytes without moving; fewer than asked for at the end.
    pub(crate) fn peek<const N: usize>(&mut self) -> io::Result<([u8; N], usize)> {
        let from = self.at;
        let mut bytes = [0; N];
        let mut got = 0;
        while let Some(rest) = bytes.get_mut(got..)
            && !rest.is_empty()
        {
            let n = self.read(rest)?;
            if n == 0 {
                break;
            }
            got += n;
        }
        self.go(from)?;
        Ok((bytes, got))
    }

    /// Takes from the allowance what is made of bytes beside themselves; false where it does not suffice.
    pub(crate) fn charge(&mut self, bytes: u64) -> bool {
        let left = self.allowance.checked_sub(bytes);
        self.allowance = left.unwrap_or(self.allowance);
        left.is_some()
    }

    /// The next `length` bytes, counted against the allowance. `None` where it does not suffice or they are not there;
    /// fewer where the source turns out to be shorter than it was.
    pub(crate) fn keep(&mut self, length: u64) -> io::Result<Option<Vec<u8>>> {
        if length > self.left() || length > self.allowance {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        (&mut *self).take(length).read_to_end(&mut bytes)?;
        self.allowance = self.allowance.saturating_sub(length);
        Ok(Some(bytes))
    }
}

impl<R: Read + Seek> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.at = self.at.saturating_add(n as u64);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::Source;

    #[test]
    fn nothing_is_kept_beyond_the_end_or_the_allowance() {
        let mut source = Source::new(Cursor::new(vec![7_u8; 100]), 60).unwrap();
        assert_eq!(source.peek::<4>().unwrap(), ([7; 4], 4));
        assert_eq!(source.at(), 0, "looking does not move");
        assert_eq!(source.keep(50).unwrap().unwrap().len(), 50);
        assert_eq!(source.keep(20).unwrap(), None, "the allowance is used up");
        source.go(4_000_000_000).unwrap();
        assert_eq!((source.at(), source.left()), (100, 0), "the end is the end");
        assert_eq!(source.peek::<4>().unwrap().1, 0);
    }
}
