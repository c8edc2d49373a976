//! The bits of an entropy-coded segment (ISO 10918-1 B.1.1.5, F.2.2.5): a zero is stuffed behind FF.

use crate::decode::bits::Stuffing;

/// A reader of bits.
pub(crate) type Bits<'a> = crate::decode::bits::Bits<'a, Zeros>;

/// A zero behind FF is not data.
#[derive(Default)]
pub(crate) struct Zeros;

impl Stuffing for Zeros {
    fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<(u8, u32)> {
        let byte = *bytes.get(*at)?;
        if byte == 0xff {
            if bytes.get(*at + 1) != Some(&0) {
                return None;
            }
            *at += 1;
        }
        *at += 1;
        Some((byte, 8))
    }

    fn plain(&self) -> bool {
        true
    }
}

impl Bits<'_> {
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

    /// Steps over the next restart marker, if one is there, and gives its number; the bits before it that are left are
    /// padding.
    pub(crate) fn restart(&mut self) -> Option<u8> {
        self.store = 0;
        self.held = 0;
        self.missing = 0;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let next = rest.iter().zip(rest.iter().skip(1));
        let found = next
            .enumerate()
            .find(|(_, (mark, code))| **mark == 0xff && !matches!(**code, 0 | 0xff));
        match found {
            Some((skipped, (_, code @ 0xd0..=0xd7))) => {
                self.at += skipped + 2;
                Some(code - 0xd0)
            }
            _ => None,
        }
    }
}
