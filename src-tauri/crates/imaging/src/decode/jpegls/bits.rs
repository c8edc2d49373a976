//! The bits of a JPEG-LS scan (ISO 14495-1 A.1, C.2.1): a byte behind FF carries seven. Refuses to read past a
//! marker: bits from there on are zero, and it is remembered that they were missing.

/// A reader of bits, the highest of a byte first.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bits taken from the bytes and not given out, in the low `held`.
    store: u64,
    held: u32,
    missing: u32,
    after_ff: bool,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            store: 0,
            held: 0,
            missing: 0,
            after_ff: false,
        }
    }

    fn fill(&mut self) {
        while self.held <= 48 {
            let next = self.bytes.get(self.at).copied();
            let marker =
                next == Some(0xff) && self.bytes.get(self.at + 1).is_none_or(|b| b & 0x80 != 0);
            let (byte, width) = match next {
                Some(byte) if !marker => {
                    self.at += 1;
                    (byte, if self.after_ff { 7 } else { 8 })
                }
                _ => {
                    self.missing = self.missing.saturating_add(8);
                    (0, 8)
                }
            };
            self.after_ff = byte == 0xff;
            self.store = self.store << width | u64::from(byte);
            self.held += width;
        }
    }

    /// The next `count` bits, at most 32.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        if count == 0 {
            return 0;
        }
        if self.held < count {
            self.fill();
        }
        self.held -= count;
        (self.store >> self.held) as u32 & (u32::MAX >> (32 - count))
    }

    pub(crate) fn bit(&mut self) -> bool {
        self.take(1) == 1
    }

    /// Zeros before the next one, which is taken too; at most `most`.
    pub(crate) fn zeros(&mut self, most: u32) -> Option<u32> {
        let mut zeros = 0;
        loop {
            if self.held == 0 {
                self.fill();
            }
            let run = (self.store << (64 - self.held))
                .leading_zeros()
                .min(self.held);
            zeros += run;
            if zeros > most {
                return None;
            }
            self.held -= run;
            if self.held > 0 {
                self.held -= 1;
                return Some(zeros);
            }
        }
    }

    /// Whether bits were given out that are not there.
    pub(crate) fn ran_out(&self) -> bool {
        self.missing > self.held
    }

    /// Where the marker is that ends the scan.
    pub(crate) fn position(&self) -> usize {
        self.at
    }
}
