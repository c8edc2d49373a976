//! The bits of an entropy-coded segment, the highest of a byte first. Owns what is held and what was missing; what is
//! stuffed behind FF is the codec's own ([`Stuffing`]). Refuses to read past a marker: from there on bits are zero, and
//! it is remembered that they were missing.

/// How a codec keeps FF in its data apart from a marker.
pub(crate) trait Stuffing: Default {
    /// The next byte of data and how many bits of it count; none at a marker and at the end.
    fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<(u8, u32)>;
}

/// A reader of bits.
pub(crate) struct Bits<'a, S> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Bits taken from the bytes and not given out, in the low `held`.
    pub(super) store: u64,
    pub(super) held: u32,
    /// Bits that were asked for behind the end.
    pub(super) missing: u32,
    stuffing: S,
}

impl<'a, S: Stuffing> Bits<'a, S> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            store: 0,
            held: 0,
            missing: 0,
            stuffing: S::default(),
        }
    }

    pub(super) fn fill(&mut self) {
        while self.held <= 48 {
            let data = self.stuffing.next(self.bytes, &mut self.at);
            if data.is_none() {
                self.missing = self.missing.saturating_add(8);
            }
            let (byte, width) = data.unwrap_or((0, 8));
            self.store = self.store << width | u64::from(byte);
            self.held += width;
        }
    }

    /// The next `count` bits, at most 32, without taking them.
    pub(crate) fn peek(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        (self.store >> (self.held - count)) as u32 & ((1_u64 << count) - 1) as u32
    }

    pub(crate) fn skip(&mut self, count: u32) {
        if self.held < count {
            self.fill();
        }
        self.held -= count;
    }

    /// The next `count` bits, at most 32.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.skip(count);
        bits
    }

    /// Whether bits were given out that are not there.
    pub(crate) fn ran_out(&self) -> bool {
        self.missing > self.held
    }

    /// Where the marker is that ended the segment.
    pub(crate) fn position(&self) -> usize {
        self.at
    }
}
