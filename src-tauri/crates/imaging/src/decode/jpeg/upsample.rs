//! Components of different resolution brought to that of the image (ISO 10918-1 A.1.1): in a straight line between
//! the centres of samples, as JFIF 1.02 places them. Refuses to look beyond a component's own samples into the padding
//! of its last blocks.

use crate::decode::jpeg::header::Header;

/// One decoded component, in whole blocks.
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) samples: Vec<u16>,
}

impl Plane {
    fn line(&self, row: usize) -> &[u16] {
        self.samples.get(row * self.width..).unwrap_or_default()
    }
}

/// Between which two samples a pixel lies, and how far towards the second.
#[derive(Clone, Copy)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

/// For each pixel of a row or column of `pixels`, of which a component has `factor` of `most`.
fn between(pixels: usize, factor: usize, most: usize) -> Vec<Between> {
    let last = (pixels * factor).div_ceil(most).saturating_sub(1);
    let step = factor as f32 / most as f32;
    (0..pixels)
        .map(|pixel| {
            let place = ((pixel as f32 + 0.5) * step - 0.5).clamp(0.0, last as f32);
            let first = place as usize;
            Between {
                first,
                second: (first + 1).min(last),
                share: place - first as f32,
            }
        })
        .collect()
}

/// Pixels with their samples together.
pub(crate) fn together(mut planes: Vec<Plane>, header: &Header) -> Vec<u16> {
    let (rows, columns) = (header.rows as usize, header.columns as usize);
    if let [plane] = planes.as_mut_slice()
        && plane.width == columns
    {
        // These are the pixels already, but for what fills up the last blocks.
        let mut samples = std::mem::take(&mut plane.samples);
        samples.truncate(rows * columns);
        return samples;
    }
    let (most_across, most_down) = header.most();
    let mut out = vec![0_u16; rows * columns * planes.len()];
    for (number, (plane, component)) in planes.iter().zip(&header.components).enumerate() {
        let whole = (component.across, component.down) == (most_across, most_down);
        let across = between(columns, component.across, most_across);
        let down = between(rows, component.down, most_down);
        let lines = out.chunks_exact_mut((columns * planes.len()).max(1));
        for (row, (line, down)) in lines.zip(down).enumerate() {
            let places = line.iter_mut().skip(number).step_by(planes.len());
            if whole {
                places
                    .zip(plane.line(row))
                    .for_each(|(place, sample)| *place = *sample);
                continue;
            }
            let (upper, lower) = (plane.line(down.first), plane.line(down.second));
            for (place, across) in places.zip(&across) {
                let blend = |line: &[u16]| {
                    let at = |at: usize| f32::from(line.get(at).copied().unwrap_or(0));
                    at(across.first) + (at(across.second) - at(across.first)) * across.share
                };
                let (upper, lower) = (blend(upper), blend(lower));
                *place = (upper + (lower - upper) * down.share).round() as u16;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_pixel_is_nearer_to_the_sample_that_covers_it() {
        let places = between(5, 1, 2);
        let seen: Vec<_> = places
            .iter()
            .map(|b| (b.first, b.second, b.share))
            .collect();
        // Three samples for five pixels; beyond the first and the last there is nothing to blend with.
        let wanted = [
            (0, 1, 0.0),
            (0, 1, 0.25),
            (0, 1, 0.75),
            (1, 2, 0.25),
            (1, 2, 0.75),
        ];
        assert_eq!(seen, wanted);
        assert!(
            between(4, 2, 2)
                .iter()
                .enumerate()
                .all(|(n, b)| b.first == n && b.share == 0.0)
        );
    }
}
