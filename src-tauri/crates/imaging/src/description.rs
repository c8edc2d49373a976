//! What the header says of the pixels (PS3.3 C.7.6.3): the frame a decoder has to be told of. Refuses to fill in
//! what cannot be decoded without; what has one sensible default gets it.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use crate::read::{DataSet, Element, Value};
use crate::syntax::TransferSyntax;

/// What pixels mean (PS3.3 C.7.6.3.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Photometric {
    /// The smallest value is white.
    Monochrome1,
    /// The smallest value is black.
    Monochrome2,
    /// Indexes into a table of colours.
    Palette,
    /// Red, green, blue.
    Rgb,
    /// Luma and two chroma of full range.
    YbrFull,
    /// The same with half the chroma across.
    YbrFull422,
    /// Luma and chroma of video range, a quarter of the chroma.
    YbrPartial420,
    /// Luma and chroma of video range, half the chroma across.
    YbrPartial422,
    /// Irreversible transform of JPEG 2000.
    YbrIct,
    /// Reversible transform of JPEG 2000.
    YbrRct,
}

impl Photometric {
    /// By its defined term; `None` for what is retired or unknown.
    pub fn of(term: &str) -> Option<Self> {
        Some(match term.trim_matches([' ', '\0']) {
            "MONOCHROME1" => Self::Monochrome1,
            "MONOCHROME2" => Self::Monochrome2,
            "PALETTE COLOR" => Self::Palette,
            "RGB" => Self::Rgb,
            "YBR_FULL" => Self::YbrFull,
            "YBR_FULL_422" => Self::YbrFull422,
            "YBR_PARTIAL_420" => Self::YbrPartial420,
            "YBR_PARTIAL_422" => Self::YbrPartial422,
            "YBR_ICT" => Self::YbrIct,
            "YBR_RCT" => Self::YbrRct,
            _ => return None,
        })
    }

    /// Whether three samples are luma and chroma.
    pub fn is_ybr(self) -> bool {
        !matches!(
            self,
            Self::Monochrome1 | Self::Monochrome2 | Self::Palette | Self::Rgb
        )
    }
}

/// What kind of number a stored sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Number {
    /// In Pixel Data (PS3.3 C.7.6.3).
    Integer,
    /// In Float Pixel Data, 32 bits (PS3.3 C.7.6.24).
    Float,
    /// In Double Float Pixel Data, 64 bits (PS3.3 C.7.6.25).
    Double,
}

/// The pixels of an instance, as its header describes each frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelDescription {
    /// How they are packed and in which byte order.
    pub syntax: TransferSyntax,
    /// Height, in pixels.
    pub rows: u32,
    /// Width, in pixels.
    pub columns: u32,
    /// Per pixel: 1 or 3, rarely 4.
    pub samples: u16,
    /// What they mean.
    pub photometric: Photometric,
    /// Whether native samples lie plane after plane (Planar Configuration 1).
    pub planar: bool,
    /// Bits of a stored word: 1, 8, 16, 32 or 64.
    pub bits_allocated: u16,
    /// Of these, in use.
    pub bits_stored: u16,
    /// The topmost of the bits in use, from 0.
    pub high_bit: u16,
    /// Two's complement.
    pub signed: bool,
    /// What kind of number a word is.
    pub number: Number,
    /// Bytes are swapped within words of 16 bits: big endian, written as OW (PS3.5 8.1.1 and A.3).
    pub swapped: bool,
}

/// Why an instance's pixels cannot be spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoPixels {
    /// It has none: a report, a plan, a directory.
    #[error("the instance holds no pixel data")]
    Absent,
    /// It has pixels, but the header lacks what is needed to read them.
    #[error("the header lacks {0}, without which its pixels cannot be read")]
    Missing(Tag),
    /// A maker's own transfer syntax, whose pixels are in another byte order than its elements.
    #[error(
        "the transfer syntax is a maker's own that swaps the bytes of pixels, which is not read"
    )]
    OwnOrder,
    /// A value outside of what the standard allows.
    #[error("the header's value of {0} makes no sense")]
    Senseless(Tag),
}

impl PixelDescription {
    /// Taken from a data set and its element of pixels, if there is one.
    pub(crate) fn of(
        set: &DataSet,
        pixels: Option<(Tag, &Element)>,
        syntax: &TransferSyntax,
    ) -> Result<Self, NoPixels> {
        let (tag, element) = pixels.ok_or(NoPixels::Absent)?;
        if syntax.uid == crate::syntax::SWAPPED_PIXELS {
            return Err(NoPixels::OwnOrder);
        }
        let number = match tag {
            tags::FLOAT_PIXEL_DATA => Number::Float,
            tags::DOUBLE_FLOAT_PIXEL_DATA => Number::Double,
            _ => Number::Integer,
        };
        let needed = |tag: Tag| set.number(tag).ok_or(NoPixels::Missing(tag));
        let short =
            |tag: Tag, value: u32| u16::try_from(value).map_err(|_| NoPixels::Senseless(tag));
        let rows = needed(tags::ROWS)?;
        let columns = needed(tags::COLUMNS)?;
        if rows == 0 {
            return Err(NoPixels::Senseless(tags::ROWS));
        }
        if columns == 0 {
            return Err(NoPixels::Senseless(tags::COLUMNS));
        }
        let samples = set.number(tags::SAMPLES_PER_PIXEL).unwrap_or(1);
        if !(1..=4).contains(&samples) {
            return Err(NoPixels::Senseless(tags::SAMPLES_PER_PIXEL));
        }
        let bits_allocated = match number {
            Number::Integer => needed(tags::BITS_ALLOCATED)?,
            Number::Float => 32,
            Number::Double => 64,
        };
        if !matches!(bits_allocated, 1 | 8 | 16 | 32 | 64) {
            return Err(NoPixels::Senseless(tags::BITS_ALLOCATED));
        }
        let stored = set.number(tags::BITS_STORED);
        let bits_stored = stored
            .filter(|_| number == Number::Integer)
            .unwrap_or(bits_allocated);
        if bits_stored == 0 || bits_stored > bits_allocated {
            return Err(NoPixels::Senseless(tags::BITS_STORED));
        }
        let high_bit = set
            .number(tags::HIGH_BIT)
            .filter(|high| (bits_stored..=bits_allocated).contains(&(high + 1)))
            .unwrap_or(bits_stored - 1);
        let photometric = match set.ascii(tags::PHOTOMETRIC_INTERPRETATION) {
            Some(term) => Photometric::of(term)
                .ok_or(NoPixels::Senseless(tags::PHOTOMETRIC_INTERPRETATION))?,
            None if samples == 3 => Photometric::Rgb,
            None => Photometric::Monochrome2,
        };
        let mut described = Self {
            syntax: syntax.clone(),
            rows,
            columns,
            samples: short(tags::SAMPLES_PER_PIXEL, samples)?,
            photometric,
            planar: set.number(tags::PLANAR_CONFIGURATION) == Some(1),
            bits_allocated: short(tags::BITS_ALLOCATED, bits_allocated)?,
            bits_stored: short(tags::BITS_STORED, bits_stored)?,
            high_bit: short(tags::HIGH_BIT, high_bit)?,
            signed: set.number(tags::PIXEL_REPRESENTATION) == Some(1),
            number,
            swapped: set.coding == crate::syntax::Coding::ExplicitBig
                && bits_allocated <= 8
                && element.vr == dicom_core::VR::OW,
        };
        described.without_wrong_subsampling(set, &element.value);
        Ok(described)
    }

    /// Some writers name the subsampled kind and store all the chroma: there is half as much again as there should be.
    fn without_wrong_subsampling(&mut self, set: &DataSet, value: &Value) {
        let Value::Native { present, .. } = value else {
            return;
        };
        let frames = set
            .values(tags::NUMBER_OF_FRAMES)
            .next()
            .and_then(|frames| frames.parse::<u64>().ok())
            .unwrap_or(1);
        let whole = u64::from(self.rows)
            .saturating_mul(u64::from(self.columns))
            .saturating_mul(3)
            .saturating_mul(frames);
        if self.photometric == Photometric::YbrFull422 && *present >= whole {
            self.photometric = Photometric::YbrFull;
        }
    }

    /// Bits of one frame stored natively (PS3.5 8.1.1, PS3.3 C.7.6.3.1.2 for subsampled chroma).
    pub fn native_frame_bits(&self) -> u64 {
        let pixels = u64::from(self.rows).saturating_mul(u64::from(self.columns));
        let per_pixel = match self.photometric {
            Photometric::YbrFull422 | Photometric::YbrPartial422 => {
                2 * u64::from(self.bits_allocated)
            }
            Photometric::YbrPartial420 => 3 * u64::from(self.bits_allocated) / 2,
            _ => u64::from(self.samples) * u64::from(self.bits_allocated),
        };
        pixels.saturating_mul(per_pixel)
    }

    /// The least and the largest value its bits can hold.
    pub(crate) fn range(&self) -> (f64, f64) {
        let all = f64::from(self.bits_stored).exp2();
        if self.signed {
            (-all / 2.0, all / 2.0 - 1.0)
        } else {
            (0.0, all - 1.0)
        }
    }

    /// Bytes of one frame once decoded: each sample in a whole number of bytes.
    pub fn decoded_bytes(&self) -> u64 {
        let word = u64::from(self.bits_allocated.div_ceil(8));
        u64::from(self.rows)
            .saturating_mul(u64::from(self.columns))
            .saturating_mul(u64::from(self.samples))
            .saturating_mul(word)
    }
}
