//! The bits of an entropy-coded segment (ISO 10918-1 B.1.1.5, F.2.2.5): a zero is stuffed behind FF.

use crate::decode::bits::Stuffing;

/// A reader of bits.
pub(crate) type Bits<'a> = crate::decode::bits::Bits<'a, Zeros>;

/// A zero behind FF is not data.
#[derive(Clone, Copy, Default)]
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
    /// Steps over the next restart marker, if one is there, and gives its number; the bits before it that are left are
    /// padding.
    pub(crate) fn restart(&mut self) -> Option<u8> {
        let rest = self.rest();
        let next = rest.iter().zip(rest.iter().skip(1));
        let found = next
            .enumerate()
            .find(|(_, (mark, code))| **mark == 0xff && !matches!(**code, 0 | 0xff));
        match found {
            Some((skipped, (_, code @ 0xd0..=0xd7))) => {
                self.jump(skipped + 2);
                Some(code - 0xd0)
            }
            _ => None,
        }
    }
}
