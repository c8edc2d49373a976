//! What stands before the first scan of a JPEG codestream (ISO 10918-1 B.2). Refuses what no one
//! writes: hierarchical and arithmetic coding, and a number of lines that comes later.

use crate::decode::DecodeError;
use crate::decode::jpeg::{damaged, unsupported};
use crate::decode::markers::{self, Segment};

/// How samples are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Process {
    /// Sequential DCT: baseline and extended.
    Sequential,
    /// Progressive DCT.
    Progressive,
    /// Predictive.
    Lossless,
}

/// One component of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) id: u8,
    /// Sampling factor across.
    pub(crate) across: usize,
    /// Sampling factor down.
    pub(crate) down: usize,
    /// Quantization table.
    pub(crate) table: u8,
}

/// A frame header and the application segments that speak of colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) process: Process,
    pub(crate) precision: u8,
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    pub(crate) components: Vec<Component>,
    /// The transform of an Adobe segment (APP14): 0 none, 1 YCbCr, 2 YCCK.
    pub(crate) adobe: Option<u8>,
    /// Whether a JFIF segment (APP0) is there, which means YCbCr.
    pub(crate) jfif: bool,
}

/// The next marker segment; behind FF, only 0 is data (ISO 10918-1 B.1.1.5).
pub(crate) fn segment(bytes: &[u8], at: usize) -> Option<Segment<'_>> {
    markers::segment(bytes, at, 1)
}

/// Units between restarts, 0 for none (ISO 10918-1 B.2.4.4).
pub(crate) fn interval(body: &[u8]) -> Result<u32, DecodeError> {
    let two = body
        .first_chunk()
        .ok_or(damaged("a restart interval is cut off"))?;
    Ok(u32::from(u16::from_be_bytes(*two)))
}

impl Header {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (mut adobe, mut jfif) = (None, false);
        let mut at = 0;
        loop {
            let segment = segment(bytes, at).ok_or(damaged("it has no frame header"))?;
            at = segment.after;
            match segment.code {
                0xe0 => jfif |= segment.body.starts_with(b"JFIF\0"),
                0xee if segment.body.starts_with(b"Adobe") => {
                    adobe = segment.body.get(11).copied().or(adobe);
                }
                0xc0 | 0xc1 => return frame(segment.body, Process::Sequential, adobe, jfif),
                0xc2 => return frame(segment.body, Process::Progressive, adobe, jfif),
                0xc3 => return frame(segment.body, Process::Lossless, adobe, jfif),
                0xc5..=0xc7 | 0xcd..=0xcf => return Err(unsupported("hierarchical coding")),
                0xc9..=0xcb => return Err(unsupported("arithmetic coding")),
                0xda | 0xd9 => return Err(damaged("a scan comes before the frame header")),
                _ => {}
            }
        }
    }

    /// The largest sampling factors across and down.
    pub(crate) fn most(&self) -> (usize, usize) {
        let across = self.components.iter().map(|c| c.across).max();
        let down = self.components.iter().map(|c| c.down).max();
        (across.unwrap_or(1), down.unwrap_or(1))
    }

    /// Whether some component has fewer samples than another.
    pub(crate) fn subsampled(&self) -> bool {
        let (across, down) = self.most();
        self.components
            .iter()
            .any(|c| (c.across, c.down) != (across, down))
    }
}

/// Frame header (ISO 10918-1 B.2.2).
fn frame(
    body: &[u8],
    process: Process,
    adobe: Option<u8>,
    jfif: bool,
) -> Result<Header, DecodeError> {
    let Some(([precision, r1, r0, c1, c0, count], rest)) = body.split_first_chunk() else {
        return Err(damaged("the frame header is too short"));
    };
    let components: Vec<Component> = rest
        .as_chunks::<3>()
        .0
        .iter()
        .take(usize::from(*count))
        .map(|[id, factors, table]| Component {
            id: *id,
            across: usize::from(factors >> 4),
            down: usize::from(factors & 15),
            table: *table,
        })
        .collect();
    if components.len() != usize::from(*count) || !(1..=4).contains(count) {
        return Err(damaged("the frame header has not the components it says"));
    }
    let sound = |factor: usize| (1..=4).contains(&factor);
    if !components.iter().all(|c| sound(c.across) && sound(c.down)) {
        return Err(damaged("a sampling factor is out of range"));
    }
    let rows = u32::from(u16::from_be_bytes([*r1, *r0]));
    if rows == 0 {
        return Err(unsupported("its number of lines after the first scan"));
    }
    Ok(Header {
        process,
        precision: *precision,
        rows,
        columns: u32::from(u16::from_be_bytes([*c1, *c0])),
        components,
        adobe,
        jfif,
    })
}
