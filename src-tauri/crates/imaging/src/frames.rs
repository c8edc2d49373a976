//! Where each frame lies in a file, and reading just that (PS3.5 8.2 and A.4; PS3.3 C.7.6.3.1.8). Refuses to read
//! more than one frame at a time, and to number
//! frames anew where some are missing.

use std::io::{Read, Seek, SeekFrom};

use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use crate::description::PixelDescription;
use crate::limits::{Limits, room};
use crate::read::{DataSet, Extent, Fragments, ReadError, ReadWarning, Value};

/// Where the frames of an instance lie. With the description of its pixels, all that is needed to read and decode one;
/// both can be kept, so that a file is gone through once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameIndex {
    layout: Layout,
    count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Layout {
    /// One after the other without gaps; of single bits, a frame may begin inside a byte (PS3.5 8.1.1).
    Native {
        data: Extent,
        frame_bits: u64,
        swapped: bool,
    },
    /// Fragments, and for each frame where its first is among them.
    Fragments {
        list: Vec<Extent>,
        firsts: Vec<u32>,
        cut: bool,
    },
}

/// The bytes of one frame in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameSpan {
    /// Its stretches, in order; more than one only where a frame is in several fragments.
    pub extents: Vec<Extent>,
    /// Bits of the first byte that belong to the frame before it.
    pub first_bit: u8,
    /// In bits, from there on; `None` where the codestream says.
    pub bits: Option<u64>,
}

/// Why a frame is not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The instance has fewer.
    #[error("there is no frame {number}; the instance has {count}")]
    NoSuchFrame {
        /// From 0.
        number: u32,
        /// How many there are.
        count: u32,
    },
    /// The header claims a frame that is not among the fragments.
    #[error("frame {number} is missing: the header says {claimed} frames and {present} are there")]
    Missing {
        /// From 0.
        number: u32,
        /// As the header says.
        claimed: u32,
        /// How many are there.
        present: u32,
    },
    /// The file ends before the frame does.
    #[error(
        "the pixel data ends early: frame {number} needs {needed} bytes and {present} are there"
    )]
    CutShort {
        /// From 0.
        number: u32,
        /// In bytes.
        needed: u64,
        /// In bytes.
        present: u64,
    },
    /// A frame larger than allowed.
    #[error("a frame of {bytes} bytes is more than the limit of {limit}")]
    TooLarge {
        /// As stored.
        bytes: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The source itself failed.
    #[error("reading a frame failed: {0}")]
    Source(#[source] std::io::Error),
}

impl FrameIndex {
    /// Of an instance without pixels.
    pub(crate) fn none() -> Self {
        Self {
            layout: Layout::Fragments {
                list: Vec::new(),
                firsts: Vec::new(),
                cut: false,
            },
            count: 0,
        }
    }

    /// From what a walk through the file found.
    pub(crate) fn of(
        set: &DataSet,
        value: &Value,
        described: &PixelDescription,
        limits: &Limits,
        warnings: &mut Vec<ReadWarning>,
    ) -> Result<Self, ReadError> {
        let claimed = claimed(set);
        if let Ok(count) = claimed.map(|said| said.unwrap_or(1))
            && count > limits.frames
        {
            return Err(ReadError::TooManyFrames {
                limit: limits.frames,
            });
        }
        let (layout, count) = match value {
            Value::Native { offset, present } => {
                let frame_bits = described.native_frame_bits();
                let data = Extent {
                    offset: *offset,
                    length: *present,
                };
                let count = if let Ok(said) = claimed {
                    said.unwrap_or(1)
                } else {
                    let there = present.saturating_mul(8) / frame_bits.max(1);
                    let taken = u32::try_from(there)
                        .unwrap_or(u32::MAX)
                        .min(limits.frames)
                        .max(1);
                    warnings.push(ReadWarning::FrameCount { taken });
                    taken
                };
                let swapped = described.swapped;
                (
                    Layout::Native {
                        data,
                        frame_bits,
                        swapped,
                    },
                    count,
                )
            }
            Value::Encapsulated(fragments) => {
                let firsts = firsts(set, fragments, claimed, warnings);
                let there = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
                if there > limits.frames.max(1) {
                    return Err(ReadError::TooManyFrames {
                        limit: limits.frames,
                    });
                }
                // As claimed, whether all are there or not: the last of fewer is not the last of the instance.
                let count = claimed.ok().flatten().unwrap_or(there.max(1));
                let list = fragments.list.clone();
                (
                    Layout::Fragments {
                        list,
                        firsts,
                        cut: fragments.cut,
                    },
                    count,
                )
            }
            _ => return Ok(Self::none()),
        };
        Ok(Self { layout, count })
    }

    /// How many frames there are: as many as the header says, whether all are there or not; where it says nothing that
    /// can be read, as many as are found.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Where frame `number`, from 0, lies.
    pub fn span(&self, number: u32) -> Result<FrameSpan, FrameError> {
        let missing = FrameError::NoSuchFrame {
            number,
            count: self.count,
        };
        if number >= self.count {
            return Err(missing);
        }
        match &self.layout {
            Layout::Native {
                data, frame_bits, ..
            } => {
                let first = u64::from(number).saturating_mul(*frame_bits);
                let end = first.saturating_add(*frame_bits);
                let (from, to) = (first / 8, end.div_ceil(8));
                if to > data.length {
                    return Err(FrameError::CutShort {
                        number,
                        needed: to.saturating_sub(from),
                        present: data.length.saturating_sub(from.min(data.length)),
                    });
                }
                Ok(FrameSpan {
                    extents: vec![Extent {
                        offset: data.offset.saturating_add(from),
                        length: to - from,
                    }],
                    first_bit: (first % 8) as u8,
                    bits: Some(*frame_bits),
                })
            }
            Layout::Fragments { list, firsts, .. } => {
                let at = |index: usize| firsts.get(index).map(|first| *first as usize);
                let from = at(number as usize).ok_or(FrameError::Missing {
                    number,
                    claimed: self.count,
                    present: u32::try_from(firsts.len()).unwrap_or(u32::MAX),
                })?;
                let to = at(number as usize + 1).unwrap_or(list.len());
                Ok(FrameSpan {
                    extents: list.get(from..to).unwrap_or_default().to_vec(),
                    first_bit: 0,
                    bits: None,
                })
            }
        }
    }

    /// Reads frame `number` from the file it was indexed in. Single bits are moved so that the frame begins with its
    /// first; bytes swapped in words of 16 bits are put right.
    pub fn read<R: Read + Seek>(
        &self,
        source: &mut R,
        number: u32,
        limits: &Limits,
    ) -> Result<Vec<u8>, FrameError> {
        let span = self.span(number)?;
        let total = span
            .extents
            .iter()
            .fold(0_u64, |sum, extent| sum.saturating_add(extent.length));
        if total > limits.encoded_bytes {
            return Err(FrameError::TooLarge {
                bytes: total,
                limit: limits.encoded_bytes,
            });
        }
        if let Layout::Native {
            data,
            swapped: true,
            ..
        } = &self.layout
        {
            return read_swapped(source, &span, *data, number);
        }
        let mut bytes = Vec::with_capacity(room(total));
        for extent in &span.extents {
            append(source, *extent, number, &mut bytes)?;
        }
        Ok(from_bit(bytes, &span))
    }

    /// Whether the file ends inside the pixel data.
    pub fn cut_short(&self) -> bool {
        match &self.layout {
            Layout::Native {
                data, frame_bits, ..
            } => {
                u64::from(self.count)
                    .saturating_mul(*frame_bits)
                    .div_ceil(8)
                    > data.length
            }
            Layout::Fragments { cut, firsts, .. } => *cut || firsts.len() < self.count as usize,
        }
    }
}

/// How many frames the header claims; `None` where it says nothing, `Err` where that is no number.
fn claimed(set: &DataSet) -> Result<Option<u32>, ()> {
    match set.values(tags::NUMBER_OF_FRAMES).next() {
        None | Some("") => Ok(None),
        Some(text) => text
            .parse::<u32>()
            .map(|count| Some(count.max(1)))
            .map_err(|_| ()),
    }
}

/// For each frame that is there the index of its first fragment.
fn firsts(
    set: &DataSet,
    fragments: &Fragments,
    claimed: Result<Option<u32>, ()>,
    warnings: &mut Vec<ReadWarning>,
) -> Vec<u32> {
    let here = fragments.list.len();
    let begins = || {
        (0_u32..)
            .zip(&fragments.begins)
            .filter(|(_, begins)| **begins)
            .map(|(at, _)| at)
    };
    if here == 0 {
        return Vec::new();
    }
    let table = || table(set, fragments);
    let claimed = match claimed {
        Ok(Some(claimed)) => claimed,
        said => {
            // Nothing says how many, so what can be seen does.
            let told = || {
                let table = table();
                let told = by_table(&table, fragments)?;
                (told.len() == table.len() && told.len() > 1).then_some(told)
            };
            let mut found = told().unwrap_or_else(|| begins().collect());
            if found.is_empty() {
                found.push(0);
            }
            if said.is_err() || found.len() > 1 {
                let taken = u32::try_from(found.len()).unwrap_or(u32::MAX);
                warnings.push(ReadWarning::FrameCount { taken });
            }
            return found;
        }
    };
    let wanted = claimed as usize;
    if wanted == 1 {
        return vec![0];
    }
    let table = table();
    let told = by_table(&table, fragments).filter(|_| table.len() == wanted);
    if let Some(firsts) = told.as_ref()
        && firsts.len() == wanted
    {
        return firsts.clone();
    }
    let found: Vec<u32> = begins().take(wanted).collect();
    let begun = found.first() == Some(&0);
    // A table that is sound as far as the file goes: what it puts behind the end is missing.
    if let Some(firsts) = told
        && !(begun && found.len() == wanted)
    {
        warnings.push(ReadWarning::FrameTable);
        return firsts;
    }
    if here == wanted {
        return (0..claimed).collect();
    }
    warnings.push(ReadWarning::FrameTable);
    if begun {
        return found;
    }
    (0..u32::try_from(here.min(wanted)).unwrap_or(claimed)).collect()
}

/// Offsets of frames, of the long table where there is one.
fn table(set: &DataSet, fragments: &Fragments) -> Vec<u64> {
    let Some(bytes) = set.bytes(tags::EXTENDED_OFFSET_TABLE) else {
        let basic = fragments.basic.iter();
        return basic.map(|offset| u64::from(*offset)).collect();
    };
    let words = bytes.as_chunks().0.iter();
    words.map(|word| u64::from_le_bytes(*word)).collect()
}

/// Each offset has to be that of a fragment's item, in rising order, up to those behind the last fragment, of which
/// nothing is there; `None` where the table lies.
fn by_table(table: &[u64], fragments: &Fragments) -> Option<Vec<u32>> {
    let last = fragments.list.last()?;
    let end = last.offset.saturating_add(last.length);
    let mut firsts: Vec<u32> = Vec::new();
    for offset in table {
        // Offsets are of item tags, extents of what follows the eight bytes of tag and length.
        let wanted = fragments.origin.checked_add(*offset)?.checked_add(8)?;
        if wanted > end {
            break;
        }
        let at = fragments
            .list
            .binary_search_by_key(&wanted, |extent| extent.offset)
            .ok()?;
        let at = u32::try_from(at).ok()?;
        if firsts.last().is_some_and(|last| *last >= at) {
            return None;
        }
        firsts.push(at);
    }
    (firsts.first() == Some(&0)).then_some(firsts)
}

fn append<R: Read + Seek>(
    source: &mut R,
    extent: Extent,
    number: u32,
    into: &mut Vec<u8>,
) -> Result<(), FrameError> {
    source
        .seek(SeekFrom::Start(extent.offset))
        .map_err(FrameError::Source)?;
    let got = source
        .take(extent.length)
        .read_to_end(into)
        .map_err(FrameError::Source)? as u64;
    if got < extent.length {
        return Err(FrameError::CutShort {
            number,
            needed: extent.length,
            present: got,
        });
    }
    Ok(())
}

/// A frame may begin at the second byte of a swapped word, so whole words are read around it.
fn read_swapped<R: Read + Seek>(
    source: &mut R,
    span: &FrameSpan,
    data: Extent,
    number: u32,
) -> Result<Vec<u8>, FrameError> {
    let Some(wanted) = span.extents.first() else {
        return Ok(Vec::new());
    };
    let skew = (wanted.offset - data.offset) % 2;
    let from = wanted.offset - skew;
    let end = data.offset.saturating_add(data.length);
    let length = (wanted.length + skew)
        .next_multiple_of(2)
        .min(end.saturating_sub(from));
    let mut bytes = Vec::new();
    append(
        source,
        Extent {
            offset: from,
            length,
        },
        number,
        &mut bytes,
    )?;
    for pair in bytes.as_chunks_mut::<2>().0 {
        pair.reverse();
    }
    bytes.drain(..usize::from(skew == 1));
    bytes.truncate(usize::try_from(wanted.length).unwrap_or(usize::MAX));
    Ok(from_bit(bytes, span))
}

/// Moves bits down so that the frame begins with the first byte's lowest bit, where single bits are stored.
fn from_bit(bytes: Vec<u8>, span: &FrameSpan) -> Vec<u8> {
    if span.first_bit == 0 {
        return bytes;
    }
    let down = u32::from(span.first_bit);
    let above = bytes.iter().skip(1).copied().chain([0]);
    let mut moved: Vec<u8> = bytes
        .iter()
        .zip(above)
        .map(|(low, high)| (low >> down) | high.checked_shl(8 - down).unwrap_or(0))
        .collect();
    let whole = span.bits.unwrap_or(0).div_ceil(8);
    moved.truncate(usize::try_from(whole).unwrap_or(usize::MAX));
    moved
}
