//! The inverse cosine transform of a block (ISO 10918-1 A.3.3), as its definition has it: separable, in floating
//! point, so that it is within a rounding of what every exact decoder gives. Refuses to be fast at the price of that.

use std::f32::consts::{FRAC_1_SQRT_2, PI};
use std::sync::LazyLock;

use crate::decode::jpeg::coefficients::Block;

/// For each place in a row, the weight of each frequency; and the other way round.
static WEIGHTS: LazyLock<[[[f32; 8]; 8]; 2]> = LazyLock::new(|| {
    let weight = |place: usize, frequency: usize| {
        let scale = if frequency == 0 { FRAC_1_SQRT_2 } else { 1.0 };
        let angle = (2 * place + 1) as f32 * frequency as f32 * PI / 16.0;
        scale * angle.cos() / 2.0
    };
    [
        std::array::from_fn(|place| std::array::from_fn(|frequency| weight(place, frequency))),
        std::array::from_fn(|frequency| std::array::from_fn(|place| weight(place, frequency))),
    ]
});

/// What samples can be.
pub(crate) struct Range {
    weights: &'static [[[f32; 8]; 8]; 2],
    middle: f32,
    most: f32,
}

impl Range {
    /// Of samples of so many bits.
    pub(crate) fn new(precision: u8) -> Self {
        let middle = (1_u32 << (precision - 1)) as f32;
        Self {
            weights: &WEIGHTS,
            middle,
            most: middle * 2.0 - 1.0,
        }
    }

    /// The sample that nothing is known of.
    pub(crate) fn middle(&self) -> u16 {
        self.middle as u16
    }

    /// Samples of a block, row by row.
    pub(crate) fn samples(&self, block: &Block, out: &mut [[u16; 8]; 8]) {
        let [by_place, by_frequency] = self.weights;
        let mut rows = block.rows.as_chunks::<8>().0.iter();
        if let (1, 1, Some([first, ..]), [[weight, ..], ..]) =
            (block.high, block.wide, rows.as_slice().first(), by_place)
        {
            // Even throughout, and often all that a block has.
            *out = [self.kept([first * weight * weight; 8]); 8];
            return;
        }
        // Along the rows: for each row of frequencies, the eight places. All places of a frequency at once, which the
        // processor adds side by side.
        let mut across = [[0.0_f32; 8]; 8];
        for (sums, row) in across.iter_mut().zip(rows.by_ref()).take(block.high) {
            let frequencies = by_frequency.iter().zip(row).take(block.wide);
            frequencies.for_each(|(weights, coefficient)| add(sums, weights, *coefficient));
        }
        for (line, weights) in out.iter_mut().zip(by_place) {
            let mut sums = [0_f32; 8];
            for (weight, row) in weights.iter().zip(&across).take(block.high) {
                add(&mut sums, row, *weight);
            }
            *line = self.kept(sums);
        }
    }

    /// Moved up to the middle, kept within the range and rounded, a half upwards.
    #[inline]
    fn kept(&self, sums: [f32; 8]) -> [u16; 8] {
        // Numbers from here to twice as many have no fraction: what is added to it is rounded. The conversion of the
        // language asks each number whether it fits, one after the other.
        const WHOLE: f32 = (1 << 23) as f32;
        sums.map(|sum| {
            let sum = sum + self.middle;
            let sum = if sum > 0.0 { sum } else { 0.0 };
            let sum = if sum < self.most { sum } else { self.most };
            let up = sum + 0.5;
            let rounded = up + WHOLE;
            let too_far = rounded - WHOLE > up;
            (rounded.to_bits() as u16).wrapping_sub(u16::from(too_far))
        })
    }
}

fn add(sums: &mut [f32; 8], row: &[f32; 8], times: f32) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value * times;
    }
}

#[cfg(test)]
mod tests {
    use super::Range;
    use crate::decode::jpeg::coefficients::{Block, steps};

    fn samples(precision: u8, coefficients: &[(usize, i32)]) -> [u16; 64] {
        let mut list = [0; 64];
        for (at, coefficient) in coefficients {
            list[*at] = *coefficient;
        }
        let mut out = [[0; 8]; 8];
        Range::new(precision).samples(&Block::of(&list, &steps(&[1; 64])), &mut out);
        out.as_flattened().try_into().unwrap()
    }

    #[test]
    fn a_block_of_one_frequency_is_even() {
        assert_eq!(
            samples(12, &[(0, 80)]),
            [2058; 64],
            "80 / 8 above the middle"
        );
        assert_eq!(
            samples(12, &[(0, -80_000)]),
            [0; 64],
            "kept within the range"
        );
    }

    #[test]
    fn a_frequency_across_changes_along_a_row_only() {
        let out = samples(8, &[(1, 100)]);
        let row: Vec<_> = out[..8].to_vec();
        assert_eq!(row, [145, 143, 138, 131, 125, 118, 113, 111]);
        assert!(
            out.chunks(8).all(|line| line == row),
            "the same in each row"
        );
    }

    #[test]
    fn the_last_frequency_is_not_left_out() {
        // Of the highest frequency each way: a chess board, strongest in the middle.
        let out = samples(8, &[(63, 100)]);
        assert_eq!(out[..8], [129, 125, 132, 123, 133, 124, 131, 127]);
        assert_eq!(out[24..32], [123, 142, 108, 152, 104, 148, 114, 133]);
    }

    #[test]
    fn a_half_is_rounded_up() {
        for (coefficient, sample) in [(4, 2049), (3, 2048), (-4, 2048), (-5, 2047), (12, 2050)] {
            let out = samples(12, &[(0, coefficient)]);
            assert_eq!(out, [sample; 64], "{coefficient} / 8");
        }
    }
}
