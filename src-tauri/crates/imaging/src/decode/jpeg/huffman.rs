//! Huffman tables (ISO 10918-1 annex C, F.2.2.3), and the numbers whose lengths their codes say (F.2.2.1). Refuses a
//! table with more codes than its lengths allow, and numbers of more than sixteen bits.

use crate::decode::DecodeError;
use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::damaged;

/// Codes up to this length are found at once, and where its bits are among these too, the number behind.
const SHORT: u32 = 12;

/// In a [`Table::short`]: the number behind the code is not among the bits looked at.
const APART: u32 = 0x80;

/// What the values of a table say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// How many bits a difference has (class 0).
    Differences,
    /// How many coefficients are zero, and how many bits the one behind them has (class 1).
    Runs,
}

/// A table of codes and the values they stand for.
pub(crate) struct Table {
    kind: Kind,
    /// For the next [`SHORT`] bits, from the lowest up: seven bits for the length of the code and the number behind it,
    /// or of the code alone if they are [`APART`], or 0 if the code is longer; eight for its value; sixteen for the
    /// number.
    short: Box<[u32; 1 << SHORT]>,
    /// For each length: the first code behind those of this length, moved up to 16 bits; and what to add to a code
    /// for the place of its value.
    ends: [(u32, i32); 16],
    values: Vec<u8>,
}

/// A number of `size` bits whose first bit tells its sign (ISO 10918-1 F.2.2.1, EXTEND). Without a branch, because
/// nobody can foresee it.
#[inline]
fn extended(bits: u32, size: u32) -> i32 {
    let below = (bits << 1 >> size) ^ 1;
    (bits.wrapping_sub(below.wrapping_neg() & ((1 << size) - 1))).cast_signed()
}

impl Table {
    /// All tables of a segment (ISO 10918-1 B.2.4.2), each with where it goes.
    pub(crate) fn all(mut body: &[u8]) -> Result<Vec<(Kind, usize, Self)>, DecodeError> {
        let mut list = Vec::new();
        while let Some((place, rest)) = body.split_first() {
            let (counts, rest) = rest
                .split_first_chunk::<16>()
                .ok_or(damaged("a Huffman table is cut off"))?;
            let kind = if place >> 4 == 0 {
                Kind::Differences
            } else {
                Kind::Runs
            };
            list.push((
                kind,
                usize::from(place & 15),
                Self::new(kind, counts, rest)?,
            ));
            let length = counts.iter().map(|count| usize::from(*count)).sum();
            body = rest.get(length..).unwrap_or_default();
        }
        Ok(list)
    }

    /// From the counts of codes for each length and their values in order.
    fn new(kind: Kind, counts: &[u8; 16], values: &[u8]) -> Result<Self, DecodeError> {
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let values = values
            .get(..total)
            .ok_or(damaged("a Huffman table is cut off"))?;
        let mut short = Box::new([APART; 1 << SHORT]);
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
                    if let Some(entries) = short.get_mut(from..from + many) {
                        kind.enter(entries, value, length);
                    }
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
            kind,
            short,
            ends,
            values: values.to_vec(),
        })
    }

    /// The value of the next code, and the number behind it.
    #[expect(
        clippy::inline_always,
        reason = "bits stay in registers only where nothing is called: twice as fast"
    )]
    #[inline(always)]
    pub(crate) fn next(&self, bits: &mut Bits<'_>) -> Result<(u8, i32), DecodeError> {
        bits.need(32);
        let entry = self.short.get((bits.ahead() >> (64 - SHORT)) as usize);
        let entry = entry.copied().unwrap_or(APART);
        let value = (entry >> 8) as u8;
        if entry & APART == 0 {
            bits.skip(entry & 0x7f);
            return Ok((value, entry.cast_signed() >> 16));
        }
        let length = entry & 0x7f;
        let size = self.kind.size(value);
        if length == 0 || size > 15 {
            let (after, found) = self.long(*bits)?;
            *bits = after;
            return Ok(found);
        }
        bits.skip(length);
        Ok((value, extended(bits.taken(size), size)))
    }

    /// The same for a code that is longer than most, or a number that is none or has no bits of its own. By value, as
    /// [`Bits`] are kept.
    #[inline(never)]
    fn long<'a>(&self, mut bits: Bits<'a>) -> Result<(Bits<'a>, (u8, i32)), DecodeError> {
        let ahead = (bits.ahead() >> 48) as u32;
        for (length, (end, add)) in (1_u32..).zip(&self.ends) {
            if ahead < *end {
                bits.skip(length);
                let place = (ahead >> (16 - length)).cast_signed() + add;
                let value = usize::try_from(place)
                    .ok()
                    .and_then(|at| self.values.get(at))
                    .ok_or(damaged("a code has no value"))?;
                let number = match self.kind.size(*value) {
                    size @ 0..=15 => extended(bits.taken(size), size),
                    // The one number of this length (H.1.2.2).
                    16 => 32_768,
                    _ => return Err(damaged("a difference of more than 16 bits")),
                };
                return Ok((bits, (*value, number)));
            }
        }
        Err(damaged("bits that are no code"))
    }
}

impl Kind {
    /// Bits of the number behind a code.
    #[inline]
    fn size(self, value: u8) -> u32 {
        u32::from(match self {
            Self::Differences => value,
            Self::Runs => value & 15,
        })
    }

    /// Fills what begins with one code; `entries` are all that the bits behind it can be.
    fn enter(self, entries: &mut [u32], value: u8, length: u32) {
        let size = self.size(value);
        let whole = u32::from(value) << 8 | length;
        let Some(unused) = SHORT.checked_sub(length + size) else {
            entries.fill(whole | APART);
            return;
        };
        for (bits, same) in (0..).zip(entries.chunks_mut(1 << unused)) {
            let number = extended(bits, size).cast_unsigned();
            same.fill(number << 16 | (whole + size));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Table, extended};
    use crate::decode::jpeg::bits::Bits;

    #[test]
    fn the_first_bit_of_a_number_tells_its_sign() {
        assert_eq!(extended(0, 0), 0);
        assert_eq!([extended(0, 1), extended(1, 1)], [-1, 1]);
        let three: Vec<_> = (0..8).map(|bits| extended(bits, 3)).collect();
        assert_eq!(three, [-7, -6, -5, -4, 4, 5, 6, 7]);
        assert_eq!([extended(0, 15), extended(0x7fff, 15)], [-32_767, 32_767]);
    }

    /// Codes of every length, each one longer than the one before and all of ones but the last bit; their values are
    /// the lengths of the numbers behind them.
    fn staircase() -> Table {
        let values: Vec<u8> = (0..16).collect();
        let mut found = Table::all(&[&[0x03][..], &[1; 16], &values].concat()).unwrap();
        let (kind, place, table) = found.remove(0);
        assert_eq!((kind, place, found.len()), (Kind::Differences, 3, 0));
        table
    }

    #[test]
    fn every_length_of_code_and_number_is_found() {
        let table = staircase();
        let (mut bytes, mut held, mut count) = (Vec::new(), 0_u64, 0);
        let mut put = |bits: u64, many: u32| {
            for bit in (0..many).rev() {
                held = held << 1 | bits >> bit & 1;
                count += 1;
                if count % 8 == 0 {
                    bytes.push(held as u8);
                    if held as u8 == 0xff {
                        bytes.push(0);
                    }
                }
            }
        };
        let mut wanted = Vec::new();
        for size in (0..16_u32).chain((0..16).rev()) {
            for number in [0, (1_u64 << size) - 1, 0x2a55 & ((1 << size) - 1)] {
                put((1 << (size + 1)) - 2, size + 1);
                put(number, size);
                wanted.push((size as u8, extended(number as u32, size)));
            }
        }
        put(0, 7);
        let mut bits = Bits::new(&bytes, 0);
        let found: Vec<_> = wanted
            .iter()
            .map(|_| table.next(&mut bits).unwrap())
            .collect();
        assert_eq!(found, wanted);
        assert!(!bits.ran_out());
    }

    #[test]
    fn what_is_no_code_is_damage() {
        let table = staircase();
        assert!(table.next(&mut Bits::new(&[0xff, 0, 0xff, 0], 0)).is_err());
        let seventeen = [&[0][..], &[1], &[0; 15], &[17]].concat();
        let found = Table::all(&seventeen).unwrap();
        let outcome = found[0].2.next(&mut Bits::new(&[0; 8], 0));
        assert!(outcome.is_err(), "17 bits");
        assert!(Table::all(&[&[0][..], &[3], &[0; 15], &[1, 2, 3]].concat()).is_err());
    }
}
