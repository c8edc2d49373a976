//! The inverse cosine transform of a block (ISO 10918-1 A.3.3), as its definition has it: separable, in floating
//! point, so that it is within a rounding of what every exact decoder gives. Refuses to be fast at the price of that.

use std::f32::consts::{FRAC_1_SQRT_2, PI};
use std::sync::LazyLock;

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

/// Samples of a block, row by row, from its coefficients in the same order, moved up by `level` and kept within
/// 0 and `most`.
pub(crate) fn samples(coefficients: &[i32; 64], level: f32, most: f32) -> [u16; 64] {
    let [by_place, by_frequency] = &*WEIGHTS;
    let (rows, _) = coefficients.as_chunks::<8>();
    // Along the rows: for each row of frequencies, the eight places. All places of a frequency at once, which the
    // processor adds side by side.
    let mut across = [[0.0_f32; 8]; 8];
    for (sums, row) in across.iter_mut().zip(rows) {
        if *row != [0; 8] {
            for (weights, coefficient) in by_frequency.iter().zip(row) {
                add(sums, weights, *coefficient as f32);
            }
        }
    }
    let mut out = [0_u16; 64];
    for (line, weights) in out.as_chunks_mut::<8>().0.iter_mut().zip(by_place) {
        let mut sums = [0_f32; 8];
        for (weight, row) in weights.iter().zip(&across) {
            add(&mut sums, row, *weight);
        }
        // What is not below zero is rounded by cutting off behind a half more.
        for (place, sum) in line.iter_mut().zip(sums) {
            *place = ((sum + level).clamp(0.0, most) + 0.5) as i32 as u16;
        }
    }
    out
}

fn add(sums: &mut [f32; 8], row: &[f32; 8], times: f32) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value * times;
    }
}

#[cfg(test)]
mod tests {
    use super::samples;

    #[test]
    fn a_block_of_one_frequency_is_even() {
        let mut block = [0; 64];
        block[0] = 80;
        assert_eq!(
            samples(&block, 2048.0, 4095.0),
            [2058; 64],
            "80 / 8 above the middle"
        );
        block[0] = -80_000;
        assert_eq!(
            samples(&block, 2048.0, 4095.0),
            [0; 64],
            "kept within the range"
        );
    }

    #[test]
    fn a_frequency_across_changes_along_a_row_only() {
        let mut block = [0; 64];
        block[1] = 100;
        let out = samples(&block, 128.0, 255.0);
        let row: Vec<_> = out[..8].to_vec();
        assert_eq!(row, [145, 143, 138, 131, 125, 118, 113, 111]);
        assert!(
            out.chunks(8).all(|line| line == row),
            "the same in each row"
        );
    }
}
