//! A table of colours (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9), plain or in segments. Refuses segments that never end
//! or point beyond what there is, and tables that were cut.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::frame::{Colour, Frame, Samples};
use crate::read::{DataSet, ReadWarning, note};
use crate::render::Lut;

/// Red, green and blue for each index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// The red of each.
    pub red: Lut,
    /// The green of each.
    pub green: Lut,
    /// The blue of each.
    pub blue: Lut,
}

impl Palette {
    /// That of a data set.
    pub(crate) fn of(set: &DataSet, signed: bool, warnings: &mut Vec<ReadWarning>) -> Option<Self> {
        let read = |descriptor, plain, segmented| {
            if let Some(data) = set.bytes(plain) {
                return Lut::with(set, descriptor, data, signed);
            }
            let [count, ..] = *set.shorts(descriptor).first_chunk::<3>()?;
            let count = if count == 0 {
                65_536
            } else {
                usize::from(count)
            };
            let words = unfolded(&set.shorts(segmented), count)?;
            // Put back as the data set has it, so that one way reads both.
            let big = set.coding == crate::syntax::Coding::ExplicitBig;
            let bytes = words.iter().flat_map(|w| {
                if big {
                    w.to_be_bytes()
                } else {
                    w.to_le_bytes()
                }
            });
            Lut::with(set, descriptor, &bytes.collect::<Vec<_>>(), signed)
        };
        let mut lut = |descriptor, plain, segmented| {
            let lut = read(descriptor, plain, segmented);
            let there = |tag: &Tag| set.get(*tag).is_some();
            if let Some(tag) = [plain, segmented].into_iter().find(there)
                && lut.is_none()
            {
                note(warnings, ReadWarning::Unreadable { tag });
            }
            lut
        };
        Some(Self {
            red: lut(
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            )?,
            green: lut(
                tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            )?,
            blue: lut(
                tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            )?,
        })
    }

    /// The colours of an indexed frame, 8 bits each; `None` for other frames.
    pub fn apply(&self, frame: &Frame) -> Option<Vec<[u8; 3]>> {
        if frame.colour != Colour::Palette || frame.samples != 1 {
            return None;
        }
        let tables = [&self.red, &self.green, &self.blue];
        let down = tables.map(|lut| u32::from(lut.bits.max(8)) - 8);
        let of = |value: f64| {
            let mut colour = [0_u8; 3];
            for ((place, lut), down) in colour.iter_mut().zip(tables).zip(down) {
                *place = (lut.get(value) >> down).min(255) as u8;
            }
            colour
        };
        if let Samples::U8(indexes) = &frame.pixels {
            let all: Vec<[u8; 3]> = (0..=255_u8).map(|index| of(f64::from(index))).collect();
            let colour = |index: &u8| all.get(usize::from(*index)).copied().unwrap_or_default();
            return Some(indexes.iter().map(colour).collect());
        }
        Some(
            (0..frame.pixels.len())
                .filter_map(|at| frame.pixels.get(at))
                .map(of)
                .collect(),
        )
    }
}

/// Segments made into entries (PS3.3 C.7.9.2): runs, lines from the last entry, and earlier segments again.
fn unfolded(words: &[u16], count: usize) -> Option<Vec<u16>> {
    /// Segments begin where, in words; an indirect one copies some of those before it.
    fn one(
        words: &[u16],
        at: &mut usize,
        out: &mut Vec<u16>,
        count: usize,
        indirect: bool,
    ) -> Option<()> {
        let take = |at: &mut usize| {
            let word = words.get(*at).copied();
            *at += 1;
            word
        };
        let kind = take(at)?;
        let length = usize::from(take(at)?);
        // A segment has at least one entry (PS3.3 C.7.9.2); without any, repeating it would never come to an end.
        if length == 0 {
            return None;
        }
        match kind {
            0 => {
                let end = at.checked_add(length)?;
                out.extend_from_slice(words.get(*at..end)?);
                *at = end;
            }
            1 => {
                let target = i64::from(take(at)?);
                let from = i64::from(*out.last()?);
                let steps = i64::try_from(length).ok()?;
                for step in 1..=steps {
                    out.push((from + (target - from) * step / steps) as u16);
                }
            }
            2 if !indirect => {
                let (low, high) = (take(at)?, take(at)?);
                // An offset is in bytes from the first segment on.
                let mut from = ((usize::from(high) << 16) | usize::from(low)) / 2;
                for _ in 0..length {
                    one(words, &mut from, out, count, true)?;
                    if out.len() > count {
                        return None;
                    }
                }
            }
            _ => return None,
        }
        (out.len() <= count).then_some(())
    }
    let (mut at, mut out) = (0, Vec::new());
    while at < words.len() && out.len() < count {
        one(words, &mut at, &mut out, count, false)?;
    }
    (out.len() == count).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::unfolded;

    #[test]
    fn segments_become_entries() {
        let words = [0, 2, 10, 20, 1, 4, 60, 2, 1, 0, 0];
        let entries = unfolded(&words, 8).unwrap();
        assert_eq!(
            entries,
            [10, 20, 30, 40, 50, 60, 10, 20],
            "a run, a line, the run again"
        );
        assert_eq!(unfolded(&words, 7), None, "more than the descriptor says");
        assert_eq!(unfolded(&[2, 1, 0, 0], 8), None, "a segment that is itself");
        assert_eq!(unfolded(&[1, 4, 60], 4), None, "a line from nowhere");
        let empty = [0, 0, 2, u16::MAX, 0, 0, 0, 1, 7];
        assert_eq!(unfolded(&empty, 1), None, "nothing, repeated");
    }
}
