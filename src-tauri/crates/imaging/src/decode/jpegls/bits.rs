//! The bits of a JPEG-LS scan (ISO 14495-1 A.1, C.2.1): a byte behind FF carries seven.

use crate::decode::bits::Stuffing;

/// A reader of bits.
pub(crate) type Bits<'a> = crate::decode::bits::Bits<'a, Sevens>;

/// 1 if the byte before was FF, else 0. As wide as its neighbours in [`Bits`], which are copied often.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sevens(u64);

impl Stuffing for Sevens {
    fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<(u8, u32)> {
        let byte = *bytes.get(*at)?;
        if byte == 0xff && bytes.get(*at + 1).is_none_or(|b| b & 0x80 != 0) {
            return None;
        }
        *at += 1;
        let width = 8 - self.0 as u32;
        self.0 = u64::from(byte == 0xff);
        Some((byte, width))
    }

    fn plain(&self) -> bool {
        self.0 == 0
    }
}

impl Bits<'_> {
    pub(crate) fn bit(&mut self) -> bool {
        self.take(1) == 1
    }

    /// Zeros before the next one, which is taken too; at most `most`.
    pub(crate) fn zeros(&mut self, most: u32) -> Option<u32> {
        let mut zeros = 0;
        loop {
            self.need(32);
            let run = self.ahead().leading_zeros().min(self.held());
            zeros += run;
            if zeros > most {
                return None;
            }
            self.skip(run);
            if self.held() > 0 {
                self.skip(1);
                return Some(zeros);
            }
        }
    }
}
