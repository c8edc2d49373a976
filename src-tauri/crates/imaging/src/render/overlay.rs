//! Overlay planes (PS3.3 C.9.2): drawings and markings of single bits over an image. Refuses those that lie in the
//! unused bits of pixels, which is retired; that they are there is said, and what is missing of others too.

use dicom_core::Tag;

use crate::read::{DataSet, ReadWarning};

/// A plane over one or more frames.
#[derive(Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Of its elements: 0x6000, 0x6002 and so on to 0x601E.
    pub group: u16,
    /// Height, in pixels.
    pub rows: u32,
    /// Width, in pixels.
    pub columns: u32,
    /// Row and column of its upper left pixel in the image, from 1; may lie outside.
    pub origin: (i16, i16),
    /// How many frames of the image it has planes for.
    pub frames: u32,
    /// The first of these, from 0.
    pub first_frame: u32,
    bits: Vec<u8>,
}

impl std::fmt::Debug for Overlay {
    /// Without its bits: what is drawn on an image may be a name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "overlay {:04X} of {} x {}",
            self.group, self.rows, self.columns
        )
    }
}

impl Overlay {
    /// All of a data set.
    pub(crate) fn all(set: &DataSet, warnings: &mut Vec<ReadWarning>) -> Vec<Self> {
        (0x6000..=0x601e)
            .step_by(2)
            .filter_map(|group| Self::of(set, group, warnings))
            .collect()
    }

    fn of(set: &DataSet, group: u16, warnings: &mut Vec<ReadWarning>) -> Option<Self> {
        let rows = set.number(Tag(group, 0x0010))?;
        let columns = set.number(Tag(group, 0x0011))?;
        let data = Tag(group, 0x3000);
        let Some(bytes) = set.bytes(data) else {
            warnings.push(ReadWarning::OverlayInPixels { group });
            return None;
        };
        let element = set.get(data)?;
        let mut bits = bytes.to_vec();
        if set.coding == crate::syntax::Coding::ExplicitBig && element.vr == dicom_core::VR::OW {
            bits.as_chunks_mut::<2>()
                .0
                .iter_mut()
                .for_each(|pair| pair.reverse());
        }
        let origin = set.shorts(Tag(group, 0x0050));
        let origin = |at: usize| origin.get(at).map_or(1, |n| n.cast_signed());
        let frames = set
            .values(Tag(group, 0x0015))
            .next()
            .and_then(|frames| frames.parse().ok())
            .unwrap_or(1_u32);
        let needed = u64::from(rows)
            .saturating_mul(u64::from(columns))
            .saturating_mul(u64::from(frames));
        if needed.div_ceil(8) > bits.len() as u64 {
            warnings.push(ReadWarning::OverlayCut { group });
        }
        Some(Self {
            group,
            rows,
            columns,
            origin: (origin(0), origin(1)),
            frames,
            first_frame: set
                .number(Tag(group, 0x0051))
                .unwrap_or(1)
                .saturating_sub(1),
            bits,
        })
    }

    /// Whether pixel `row`, `column` of the image's frame `frame`, all from 0, is covered.
    pub fn covers(&self, frame: u32, row: u32, column: u32) -> bool {
        let inside = |at: u32, origin: i16, length: u32| {
            u64::try_from(i64::from(at) - (i64::from(origin) - 1))
                .ok()
                .filter(|at| *at < u64::from(length))
        };
        let Some(plane) = frame
            .checked_sub(self.first_frame)
            .filter(|n| *n < self.frames)
        else {
            return false;
        };
        let (Some(y), Some(x)) = (
            inside(row, self.origin.0, self.rows),
            inside(column, self.origin.1, self.columns),
        ) else {
            return false;
        };
        let pixels = u64::from(self.rows) * u64::from(self.columns);
        let bit = (u64::from(plane).saturating_mul(pixels))
            .saturating_add(y * u64::from(self.columns) + x);
        let byte = usize::try_from(bit / 8)
            .ok()
            .and_then(|at| self.bits.get(at));
        byte.is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// How many bits are set, in all its planes.
    pub fn covered(&self) -> u64 {
        let pixels =
            (u64::from(self.rows) * u64::from(self.columns)).saturating_mul(u64::from(self.frames));
        let whole = usize::try_from(pixels / 8).unwrap_or(usize::MAX);
        let rest = self
            .bits
            .get(whole)
            .map_or(0, |byte| byte & ((1 << (pixels % 8)) - 1) as u8);
        let bits = self
            .bits
            .iter()
            .take(whole)
            .map(|byte| u64::from(byte.count_ones()));
        bits.sum::<u64>() + u64::from(rest.count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::Overlay;

    #[test]
    fn sizes_beyond_all_numbers_are_counted_without_panic() {
        let most = u32::MAX;
        let overlay = Overlay {
            group: 0x6000,
            rows: most,
            columns: most,
            origin: (1, 1),
            frames: most,
            first_frame: 0,
            bits: vec![0b11],
        };
        assert_eq!(overlay.covered(), 2);
    }
}
