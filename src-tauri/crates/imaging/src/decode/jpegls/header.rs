//! Headers of a JPEG-LS codestream (ISO 14495-1 annex C): frame, presets and scans. Refuses lengths beyond the bytes
//! that are there.

use crate::decode::DecodeError;
use crate::decode::jpegls::{damaged, unsupported};
use crate::decode::markers::{self, Segment};

/// Frame header (C.2.2) and what was preset before it.
pub(crate) struct Frame {
    pub(crate) precision: u8,
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    /// Their names.
    pub(crate) components: Vec<u8>,
}

/// How samples of a scan are interleaved (C.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interleave {
    /// One component.
    None,
    /// A line of each in turn.
    Line,
    /// A sample of each in turn.
    Sample,
}

/// Scan header (C.2.3).
pub(crate) struct Scan {
    /// Places among the components of the frame.
    pub(crate) components: Vec<usize>,
    pub(crate) near: i32,
    pub(crate) interleave: Interleave,
}

/// Preset coding parameters (C.2.4.1.1), zero where the default holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Presets {
    pub(crate) most: i32,
    pub(crate) thresholds: [i32; 3],
    pub(crate) reset: i32,
}

/// The next marker segment; behind FF, a byte below 80 is data (ISO 14495-1 C.2.1).
pub(crate) fn segment(bytes: &[u8], at: usize) -> Option<Segment<'_>> {
    markers::segment(bytes, at, 0x80)
}

impl Frame {
    /// The frame header, and where the bytes behind it begin.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Self, usize), DecodeError> {
        let mut at = 0;
        loop {
            let segment = segment(bytes, at).ok_or(damaged("it has no frame header"))?;
            match segment.code {
                // Presets may stand before the frame too; they are read with the scans.
                0xf7 => return Ok((Self::of(segment.body)?, 2)),
                0xe8 if segment.body.starts_with(b"mrfx") && segment.body.get(4) != Some(&0) => {
                    return Err(unsupported("a colour transform of its maker"));
                }
                0xda | 0xd9 => return Err(damaged("a scan comes before the frame header")),
                _ => at = segment.after,
            }
        }
    }

    fn of(body: &[u8]) -> Result<Self, DecodeError> {
        let Some(([precision, r1, r0, c1, c0, count], rest)) = body.split_first_chunk() else {
            return Err(damaged("the frame header is too short"));
        };
        let list = rest.as_chunks::<3>().0;
        if list.len() < usize::from(*count) || !(1..=4).contains(count) {
            return Err(damaged("the frame header has not the components it says"));
        }
        if !(2..=16).contains(precision) {
            return Err(damaged("a precision of neither 2 to 16 bits"));
        }
        let list = list.get(..usize::from(*count)).unwrap_or_default();
        if list.iter().any(|[_, factors, _]| *factors != 0x11) {
            return Err(unsupported("components of lower resolution"));
        }
        Ok(Self {
            precision: *precision,
            rows: u32::from(u16::from_be_bytes([*r1, *r0])),
            columns: u32::from(u16::from_be_bytes([*c1, *c0])),
            components: list.iter().map(|[id, ..]| *id).collect(),
        })
    }
}

impl Scan {
    pub(crate) fn of(body: &[u8], frame: &Frame) -> Result<Self, DecodeError> {
        let cut = damaged("a scan header is cut off");
        let (count, rest) = body.split_first().ok_or(cut.clone())?;
        let (list, rest) = rest
            .split_at_checked(2 * usize::from(*count))
            .ok_or(cut.clone())?;
        let [near, interleave, transform] = *rest.first_chunk().ok_or(cut)?;
        let mut components = Vec::new();
        for [id, table] in list.as_chunks::<2>().0 {
            if *table != 0 {
                return Err(unsupported("a mapping table"));
            }
            let place = frame.components.iter().position(|known| known == id);
            components.push(place.ok_or(damaged("a scan has a component that is none"))?);
        }
        if transform & 15 != 0 {
            return Err(unsupported("a point transform"));
        }
        let interleave = match (interleave, components.len()) {
            (_, 0) => return Err(damaged("a scan has no component")),
            (0..=2, 1) => Interleave::None,
            (1, _) => Interleave::Line,
            (2, _) => Interleave::Sample,
            _ => return Err(damaged("components of a scan are not interleaved")),
        };
        Ok(Self {
            components,
            near: i32::from(near),
            interleave,
        })
    }
}

impl Presets {
    pub(crate) fn of(body: &[u8]) -> Result<Self, DecodeError> {
        let words: Vec<i32> = body
            .get(1..)
            .unwrap_or_default()
            .as_chunks()
            .0
            .iter()
            .map(|two| i32::from(u16::from_be_bytes(*two)))
            .collect();
        let [most, t1, t2, t3, reset, ..] = *words.as_slice() else {
            return Err(damaged("presets are cut off"));
        };
        Ok(Self {
            most,
            thresholds: [t1, t2, t3],
            reset,
        })
    }
}
