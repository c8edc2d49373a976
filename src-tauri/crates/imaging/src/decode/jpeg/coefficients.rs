//! The coefficients of a block as they are coded (ISO 10918-1 F.2.2, G.1.2): all of them in sequence, or by
//! progression a band and a bit at a time. Refuses nothing that a table knows; what lies behind the last coefficient
//! is dropped.

use crate::decode::DecodeError;
use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::huffman::Table;

/// From the order of the codestream to rows of a block (ISO 10918-1 figure A.6).
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Which coefficients a scan has, and which of their bits (ISO 10918-1 G.1.1.1).
#[derive(Clone, Copy)]
pub(crate) struct Band {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) refines: bool,
    pub(crate) low: u32,
}

/// For each coefficient in the order of the codestream, where in a block it stands and what it is multiplied by.
pub(crate) type Steps = [(u8, u16); 64];

pub(crate) fn steps(table: &[u16; 64]) -> Steps {
    let mut steps = [(0, 0); 64];
    for (step, both) in steps.iter_mut().zip(ZIGZAG.iter().zip(table)) {
        *step = (*both.0, *both.1);
    }
    steps
}

/// A block ready to be transformed: coefficients in rows, times their quantization.
pub(crate) struct Block {
    pub(crate) rows: [f32; 64],
    /// Behind these no row and in no row a place has a coefficient other than zero.
    pub(crate) high: usize,
    pub(crate) wide: usize,
}

impl Block {
    /// A block of which the first coefficient alone is known.
    pub(crate) fn new(first: i32, steps: &Steps) -> Self {
        let mut block = Self {
            rows: [0.0; 64],
            high: 1,
            wide: 1,
        };
        block.put(first, steps.first().copied().unwrap_or_default());
        block
    }

    #[inline]
    fn put(&mut self, coefficient: i32, (place, step): (u8, u16)) {
        // Below 64, which spares the question whether it is.
        let place = usize::from(place & 63);
        if let Some(to) = self.rows.get_mut(place) {
            *to = coefficient.wrapping_mul(i32::from(step)) as f32;
        }
        self.high = self.high.max((place >> 3) + 1);
        self.wide = self.wide.max((place & 7) + 1);
    }

    /// From coefficients in the order of the codestream.
    pub(crate) fn of(coefficients: &[i32; 64], steps: &Steps) -> Self {
        let mut block = Self::new(0, steps);
        for (coefficient, step) in coefficients.iter().zip(steps) {
            if *coefficient != 0 {
                block.put(*coefficient, *step);
            }
        }
        block
    }

    /// Reads those behind the first from a codestream in sequence (F.2.2.2).
    pub(crate) fn read(
        &mut self,
        steps: &Steps,
        table: &Table,
        lent: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let mut bits = *lent;
        let mut at = 1;
        while at < 64 {
            let (code, number) = table.next(&mut bits)?;
            let (run, size) = (usize::from(code >> 4), code & 15);
            if size == 0 {
                if run < 15 {
                    break;
                }
                at += 16;
                continue;
            }
            at += run;
            if let Some(step) = steps.get(at) {
                self.put(number, *step);
            }
            at += 1;
        }
        *lent = bits;
        Ok(())
    }
}

/// Coefficients of a band for the first time (ISO 10918-1 G.1.2.2); `ended` is how many blocks have none of them.
pub(crate) fn fill(
    block: &mut [i32; 64],
    band: Band,
    table: &Table,
    ended: &mut u32,
    bits: &mut Bits<'_>,
) -> Result<(), DecodeError> {
    if *ended > 0 {
        *ended -= 1;
        return Ok(());
    }
    let mut at = band.first;
    while at <= band.last {
        let (code, number) = table.next(bits)?;
        let (run, size) = (usize::from(code >> 4), code & 15);
        if size == 0 {
            if run < 15 {
                *ended = (1 << run) - 1 + bits.take(run as u32);
                return Ok(());
            }
            at += 16;
            continue;
        }
        at += run;
        if let Some(place) = block.get_mut(at).filter(|_| at <= band.last) {
            *place = number << band.low;
        }
        at += 1;
    }
    Ok(())
}

/// One more bit of each coefficient of a band (ISO 10918-1 G.1.2.3).
pub(crate) fn refine(
    block: &mut [i32; 64],
    band: Band,
    table: &Table,
    ended: &mut u32,
    bits: &mut Bits<'_>,
) -> Result<(), DecodeError> {
    let step = 1_i32 << band.low;
    let mut places = block
        .get_mut(band.first..=band.last)
        .unwrap_or_default()
        .iter_mut();
    if *ended == 0 {
        while !places.as_slice().is_empty() {
            let (code, number) = table.next(bits)?;
            let (mut run, size) = (u32::from(code >> 4), code & 15);
            if size == 0 && run < 15 {
                *ended = (1 << run) + bits.take(run);
                break;
            }
            // Of a bit alone: 1 or -1, or none.
            let new = step * number.signum();
            // Over `run` coefficients that are still zero, each of the others getting its bit on the way.
            for place in places.by_ref() {
                if *place != 0 {
                    correct(place, step, bits);
                } else if run == 0 {
                    *place = new;
                    break;
                } else {
                    run -= 1;
                }
            }
        }
    }
    if *ended > 0 {
        places
            .filter(|place| **place != 0)
            .for_each(|place| correct(place, step, bits));
        *ended -= 1;
    }
    Ok(())
}

fn correct(place: &mut i32, step: i32, bits: &mut Bits<'_>) {
    if bits.take(1) == 1 && *place & step == 0 {
        *place += if *place > 0 { step } else { -step };
    }
}
