//! The bits of an entropy-coded segment (ISO 10918-1 B.1.1.5, F.2.2.5), without the zeros stuffed behind FF. Refuses
//! to read past a marker: from there on bits are zero, and it is remembered that they were missing.

/// A reader of bits, the highest of a byte first.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bits taken from the bytes and not given out, the next one at the top of the low `held`.
    store: u64,
    held: u32,
    /// Bits that were asked for behind the end.
    missing: u32,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            store: 0,
            held: 0,
            missing: 0,
        }
    }

    fn fill(&mut self) {
        while self.held <= 48 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (Some(0xff) | None, _) => {
                    self.missing = self.missing.saturating_add(8);
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.store = self.store << 8 | u64::from(byte);
            self.held += 8;
        }
    }

    /// The next `count` bits, at most 16, without taking them.
    pub(crate) fn peek(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        (self.store >> (self.held - count)) as u32 & ((1 << count) - 1)
    }

    pub(crate) fn skip(&mut self, count: u32) {
        if self.held < count {
            self.fill();
        }
        self.held -= count;
    }

    /// The next `count` bits, at most 16.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.skip(count);
        bits
    }

    /// A number of `count` bits whose first bit tells its sign (ISO 10918-1 F.2.2.1, EXTEND).
    pub(crate) fn extended(&mut self, count: u32) -> i32 {
        if count == 0 {
            return 0;
        }
        let bits = self.take(count).cast_signed();
        if bits < 1 << (count - 1) {
            bits - (1 << count) + 1
        } else {
            bits
        }
    }

    /// Whether bits were given out that are not there.
    pub(crate) fn ran_out(&self) -> bool {
        self.missing > self.held
    }

    /// Where the marker is that ended the segment.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Steps over the restart marker that is due, if it is there; the bits before it that are left are padding.
    pub(crate) fn restart(&mut self) -> bool {
        self.store = 0;
        self.held = 0;
        self.missing = 0;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let next = rest.iter().zip(rest.iter().skip(1));
        let found = next
            .enumerate()
            .find(|(_, (mark, code))| **mark == 0xff && !matches!(**code, 0 | 0xff));
        match found {
            Some((skipped, (_, 0xd0..=0xd7))) => {
                self.at += skipped + 2;
                true
            }
            _ => false,
        }
    }
}
