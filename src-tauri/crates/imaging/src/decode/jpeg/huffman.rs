//! Huffman tables (ISO 10918-1 annex C, F.2.2.3). Refuses a table with more codes than its lengths allow.

use crate::decode::DecodeError;
use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::damaged;

/// Codes up to this length are found at once.
const SHORT: u32 = 9;

/// A table of codes and the values they stand for.
#[derive(Clone)]
pub(crate) struct Table {
    /// For the next [`SHORT`] bits: value and length of the code they begin with; length 0 where it is longer.
    short: Vec<(u8, u8)>,
    /// For each length: the first code behind those of this length, moved up to 16 bits; and what to add to a code
    /// for the place of its value.
    ends: [(u32, i32); 16],
    values: Vec<u8>,
}

impl Table {
    /// From the counts of codes for each length and their values in order.
    pub(crate) fn new(counts: &[u8; 16], values: &[u8]) -> Result<Self, DecodeError> {
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let values = values
            .get(..total)
            .ok_or(damaged("a Huffman table is cut off"))?;
        let mut short = vec![(0, 0); 1 << SHORT];
        let mut ends = [(0, 0); 16];
        let (mut code, mut place) = (0_u32, 0_usize);
        for ((length, count), end) in (1_u32..).zip(counts).zip(&mut ends) {
            let first = code;
            let add = place as i32 - first.cast_signed();
            for _ in 0..*count {
                if length <= SHORT {
                    let value = values.get(place).copied().unwrap_or(0);
                    let from = (code << (SHORT - length)) as usize;
                    let many = 1 << (SHORT - length);
                    let places = short.iter_mut().skip(from).take(many);
                    places.for_each(|entry| *entry = (value, length as u8));
                }
                code += 1;
                place += 1;
            }
            if code > 1 << length {
                return Err(damaged("a Huffman table has too many codes of a length"));
            }
            *end = (code << (16 - length), add);
            code <<= 1;
        }
        Ok(Self {
            short,
            ends,
            values: values.to_vec(),
        })
    }

    /// The value of the next code.
    #[inline]
    pub(crate) fn next(&self, bits: &mut Bits<'_>) -> Result<u8, DecodeError> {
        let ahead = bits.peek(16);
        if let Some((value, length @ 1..)) = self.short.get((ahead >> (16 - SHORT)) as usize) {
            bits.skip(u32::from(*length));
            return Ok(*value);
        }
        self.long(ahead, bits)
    }

    /// The same for a code that is longer than most.
    fn long(&self, ahead: u32, bits: &mut Bits<'_>) -> Result<u8, DecodeError> {
        for (length, (end, add)) in (1_u32..).zip(&self.ends) {
            if ahead < *end {
                bits.skip(length);
                let place = (ahead >> (16 - length)).cast_signed() + add;
                let value = usize::try_from(place)
                    .ok()
                    .and_then(|at| self.values.get(at));
                return value.copied().ok_or(damaged("a code has no value"));
            }
        }
        Err(damaged("bits that are no code"))
    }
}
