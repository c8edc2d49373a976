//! The inverse cosine transform of a block (ISO 10918-1 A.3.3), as its definition has it: separable, in floating
//! point, so that it is within a rounding of what every exact decoder gives. Refuses to be fast at the price of that.

use std::f32::consts::{FRAC_1_SQRT_2, PI};
use std::sync::LazyLock;

/// For each place in a row, the weight of each frequency.
static WEIGHTS: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
    std::array::from_fn(|place| {
        std::array::from_fn(|frequency| {
            let scale = if frequency == 0 { FRAC_1_SQRT_2 } else { 1.0 };
            let angle = (2 * place + 1) as f32 * frequency as f32 * PI / 16.0;
            scale * angle.cos() / 2.0
        })
    })
});

/// Samples of a block, row by row, from its coefficients in the same order, moved up by `level` and kept within
/// 0 and `most`.
pub(crate) fn samples(coefficients: &[i32; 64], level: f32, most: f32) -> [u16; 64] {
    let weights = &*WEIGHTS;
    let (rows, _) = coefficients.as_chunks::<8>();
    // Along the rows: for each row of frequencies, the eight places.
    let across: [[f32; 8]; 8] = std::array::from_fn(|row| {
        let row = rows.get(row).copied().unwrap_or_default();
        if row == [0; 8] {
            return [0.0; 8];
        }
        let row = row.map(|c| c as f32);
        weights.map(|place| place.iter().zip(row).map(|(weight, c)| weight * c).sum())
    });
    let mut out = [0_u16; 64];
    for (line, place) in out.as_chunks_mut::<8>().0.iter_mut().zip(weights) {
        let mut sums = [0_f32; 8];
        for (weight, row) in place.iter().zip(&across) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += weight * value;
            }
        }
        *line = sums.map(|sum| (sum + level).round().clamp(0.0, most) as u16);
    }
    out
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
