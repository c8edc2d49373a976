//! One decoded frame: its samples as typed numbers, pixel by pixel, and what they mean. Refuses to convert: what is
//! here is what the codestream holds.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Samples of a frame, pixel after pixel from the upper left, the samples of a pixel together.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Samples {
    /// 8 bits; also single bits, as 0 and 1.
    U8(Vec<u8>),
    /// 8 bits, two's complement.
    I8(Vec<i8>),
    /// 16 bits.
    U16(Vec<u16>),
    /// 16 bits, two's complement.
    I16(Vec<i16>),
    /// 32 bits.
    U32(Vec<u32>),
    /// 32 bits, two's complement.
    I32(Vec<i32>),
    /// IEEE 754, 32 bits.
    F32(Vec<f32>),
    /// IEEE 754, 64 bits.
    F64(Vec<f64>),
}

impl std::fmt::Debug for Samples {
    /// Says how many and of what kind: an image shows a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} samples of {}", self.len(), self.kind())
    }
}

macro_rules! each {
    // With the type of a sample under a name.
    ($samples:expr, $v:ident, $T:ident => $body:expr) => {
        match $samples {
            Samples::U8($v) => {
                type $T = u8;
                $body
            }
            Samples::I8($v) => {
                type $T = i8;
                $body
            }
            Samples::U16($v) => {
                type $T = u16;
                $body
            }
            Samples::I16($v) => {
                type $T = i16;
                $body
            }
            Samples::U32($v) => {
                type $T = u32;
                $body
            }
            Samples::I32($v) => {
                type $T = i32;
                $body
            }
            Samples::F32($v) => {
                type $T = f32;
                $body
            }
            Samples::F64($v) => {
                type $T = f64;
                $body
            }
        }
    };
    ($samples:expr, $v:ident => $body:expr) => {
        each!($samples, $v, _Sample => $body)
    };
}

impl Samples {
    /// How many.
    pub fn len(&self) -> usize {
        each!(self, v => v.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of each.
    pub fn width(&self) -> usize {
        fn of<T>(_: &[T]) -> usize {
            size_of::<T>()
        }
        each!(self, v => of(v))
    }

    /// `u8`, `i16` and so on.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::U8(_) => "u8",
            Self::I8(_) => "i8",
            Self::U16(_) => "u16",
            Self::I16(_) => "i16",
            Self::U32(_) => "u32",
            Self::I32(_) => "i32",
            Self::F32(_) => "f32",
            Self::F64(_) => "f64",
        }
    }

    /// The least and the greatest of whole numbers; `None` where there are none, and of others, which may be no number.
    pub fn ends(&self) -> Option<(f64, f64)> {
        /// Some at a time: they are still at hand for the second look.
        fn of<T: Copy + Ord + Into<f64>>(all: &[T]) -> Option<(f64, f64)> {
            let ends = all.chunks(4096).filter_map(|some| {
                let some = || some.iter().copied();
                Some((some().reduce(Ord::min)?, some().reduce(Ord::max)?))
            });
            let (least, most) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
            Some((least.into(), most.into()))
        }
        match self {
            Self::U8(v) => of(v),
            Self::I8(v) => of(v),
            Self::U16(v) => of(v),
            Self::I16(v) => of(v),
            Self::U32(v) => of(v),
            Self::I32(v) => of(v),
            Self::F32(_) | Self::F64(_) => None,
        }
    }

    /// As bytes, each word in little or big endian.
    pub fn to_bytes(&self, big_endian: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.append(big_endian, &mut bytes);
        bytes
    }

    /// The same behind what is there already.
    pub fn append(&self, big_endian: bool, bytes: &mut Vec<u8>) {
        /// Many at a time: word by word it would take longer than many a decoder.
        fn words<const N: usize, T: Copy>(all: &[T], of: impl Fn(T) -> [u8; N], to: &mut Vec<u8>) {
            const MANY: usize = 512;
            to.reserve(N * all.len());
            let mut block = [[0; N]; MANY];
            for some in all.chunks(MANY) {
                for (room, word) in block.iter_mut().zip(some) {
                    *room = of(*word);
                }
                let filled = block.get(..some.len()).unwrap_or_default();
                to.extend_from_slice(filled.as_flattened());
            }
        }
        if !big_endian && cfg!(target_endian = "little") {
            // As they lie.
            return each!(self, v => bytes.extend_from_slice(bytemuck::cast_slice(v)));
        }
        each!(self, v, T => {
            words(v, if big_endian { T::to_be_bytes } else { T::to_le_bytes }, bytes);
        });
    }

    /// From bytes in little endian of a kind by its name; `None` where there is no such kind.
    pub(crate) fn from_bytes(kind: &str, bytes: &[u8]) -> Option<Self> {
        fn words<const N: usize, T>(bytes: &[u8], of: impl Fn([u8; N]) -> T) -> Vec<T> {
            bytes
                .as_chunks::<N>()
                .0
                .iter()
                .map(|word| of(*word))
                .collect()
        }
        Some(match kind {
            "u8" => Self::U8(bytes.to_vec()),
            "i8" => Self::I8(words(bytes, i8::from_le_bytes)),
            "u16" => Self::U16(words(bytes, u16::from_le_bytes)),
            "i16" => Self::I16(words(bytes, i16::from_le_bytes)),
            "u32" => Self::U32(words(bytes, u32::from_le_bytes)),
            "i32" => Self::I32(words(bytes, i32::from_le_bytes)),
            "f32" => Self::F32(words(bytes, f32::from_le_bytes)),
            "f64" => Self::F64(words(bytes, f64::from_le_bytes)),
            _ => return None,
        })
    }

    /// Sample `at` as a number.
    pub fn get(&self, at: usize) -> Option<f64> {
        match self {
            Self::U8(v) => v.get(at).map(|n| f64::from(*n)),
            Self::I8(v) => v.get(at).map(|n| f64::from(*n)),
            Self::U16(v) => v.get(at).map(|n| f64::from(*n)),
            Self::I16(v) => v.get(at).map(|n| f64::from(*n)),
            Self::U32(v) => v.get(at).map(|n| f64::from(*n)),
            Self::I32(v) => v.get(at).map(|n| f64::from(*n)),
            Self::F32(v) => v.get(at).map(|n| f64::from(*n)),
            Self::F64(v) => v.get(at).copied(),
        }
    }
}

/// What the samples of a decoded frame mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// The smallest value is white.
    Monochrome1,
    /// The smallest value is black.
    Monochrome2,
    /// Indexes into the instance's table of colours.
    Palette,
    /// Red, green, blue.
    Rgb,
    /// Luma and chroma of full range, a sample of each for every pixel (PS3.3 C.7.6.3.1.2).
    YbrFull,
    /// Luma and chroma of video range, a sample of each for every pixel.
    YbrPartial,
}

/// One frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Height, in pixels.
    pub rows: u32,
    /// Width, in pixels.
    pub columns: u32,
    /// Per pixel.
    pub samples: u16,
    /// `rows * columns * samples` of them.
    pub pixels: Samples,
    /// What they mean.
    pub colour: Colour,
    /// What says so: a segment of the codestream, or the header where the codestream is silent.
    pub colour_by: Cow<'static, str>,
    /// Bits of a sample in use.
    pub bits: u16,
    /// Where header and codestream disagree, and the like.
    pub warnings: Vec<DecodeWarning>,
}

/// What was odd in a frame that was decoded nonetheless.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum DecodeWarning {
    /// The codestream has another size; it is believed.
    #[error("the header says {header_rows} x {header_columns}, the codestream {rows} x {columns}")]
    OtherSize {
        /// As the header says.
        header_rows: u32,
        /// As the header says.
        header_columns: u32,
        /// As decoded.
        rows: u32,
        /// As decoded.
        columns: u32,
    },
    /// The codestream has another number of samples; it is believed.
    #[error("the header says {header} samples per pixel, the codestream {samples}")]
    OtherSamples {
        /// As the header says.
        header: u16,
        /// As decoded.
        samples: u16,
    },
    /// The codestream has more bits than the header gives it room for.
    #[error("the header says {header} bits, the codestream {bits}")]
    OtherBits {
        /// As the header says.
        header: u16,
        /// As decoded.
        bits: u16,
    },
    /// The codestream loses nothing and has values in bits that the header does not count as stored; it is believed.
    #[error("the header says {header} bits are stored, the codestream has values in {bits}")]
    MoreBits {
        /// As the header says.
        header: u16,
        /// As decoded.
        bits: u16,
    },
    /// The codestream says otherwise than the header whether values have a sign; the header is believed.
    #[error("header and codestream differ in whether values have a sign")]
    OtherSign,
    /// The codestream's colour is not the header's; the codestream is believed.
    #[error("the header says {header:?}, the codestream shows {colour:?}: {evidence}")]
    OtherColour {
        /// As the header says.
        header: crate::Photometric,
        /// As decoded.
        colour: Colour,
        /// What in the codestream says so.
        evidence: Cow<'static, str>,
    },
    /// The codestream is of another kind than the transfer syntax says; it is believed.
    #[error("the transfer syntax says otherwise, but the frame is {found:?}")]
    OtherCodec {
        /// As decoded.
        found: crate::Packing,
    },
    /// The codestream has no mark of its end, so that nobody knows whether it was whole.
    #[error("the codestream has no end; what is missing of it, if anything, is left dark")]
    NoEnd,
    /// The codestream ends early; what is missing is left dark.
    #[error("the codestream ends early; what is missing is left dark")]
    EndsEarly,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_ends_and_others_are_left_to_who_knows_what_they_mean() {
        assert_eq!(Samples::I16(vec![3, -1024, 7]).ends(), Some((-1024.0, 7.0)));
        let largest = Samples::U32(vec![u32::MAX, 0]).ends();
        assert_eq!(largest, Some((0.0, 4_294_967_295.0)));
        assert_eq!(Samples::U8(Vec::new()).ends(), None);
        assert_eq!(Samples::F32(vec![1.0, f32::NAN]).ends(), None);
    }
}
