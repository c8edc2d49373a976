//! A DICOM instance read up to its pixels: what it is, where its frames lie, and the tables to show them with. Owns
//! the order in which that is put together; refuses to hold pixels.

use std::io::{Cursor, Read, Seek};

use dicom_dictionary_std::{tags, uids};

use crate::attributes::{Identity, Patient, Reader, Series, Study};
use crate::decode::{DecodeError, decode};
use crate::description::{NoPixels, PixelDescription};
use crate::frame::Frame;
use crate::frames::{FrameError, FrameIndex};
use crate::geometry::Geometry;
use crate::groups::{Facts, Told};
use crate::limits::Limits;
use crate::read::{DataSet, Fragments, Opened, ReadError, ReadWarning, Value, open};
use crate::render::{Modality, Overlay, Palette, Said, Voi};
use crate::syntax::{Packing, TransferSyntax};
use crate::worker::{ApartError, Decoders};

/// An instance without its pixels.
#[derive(Debug, Clone)]
pub struct Instance {
    /// How it is written; by the bytes, where they and the file's word differ.
    pub syntax: TransferSyntax,
    /// The instance itself.
    pub identity: Identity,
    /// Whom it shows.
    pub patient: Patient,
    /// What it was made for.
    pub study: Study,
    /// What it was made with.
    pub series: Series,
    /// How its pixels are described, or why they cannot be read.
    pub pixels: Result<PixelDescription, NoPixels>,
    /// Where its frames lie.
    pub frames: FrameIndex,
    /// The table of colours, where it has one.
    pub palette: Option<Palette>,
    /// Drawings over its frames.
    pub overlays: Vec<Overlay>,
    /// What was odd.
    pub warnings: Vec<ReadWarning>,
    /// Stored values that stand for no measurement, the ends included (0028,0120 and 0121).
    padding: Option<(f64, f64)>,
    shared: Facts,
    each: Vec<Facts>,
    /// Where the first frame lies, outside of functional groups.
    first: Option<[f64; 3]>,
    inflated: Option<Inflated>,
}

/// The whole data set, where it was deflated and has no place in the file.
#[derive(Clone)]
struct Inflated(Vec<u8>);

impl std::fmt::Debug for Inflated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// What to make of the values of a frame.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    /// To measured values; `None` where the stored ones are, or where none can be had ([`Self::unreadable`]).
    pub modality: Option<&'a Modality>,
    /// The instance says how stored values become measured ones, and it cannot be read.
    pub unreadable: bool,
    /// To brightness.
    pub voi: &'a Voi,
}

/// Why a frame of an instance is not to be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameOutcome {
    /// Its pixels cannot be spoken of.
    #[error(transparent)]
    NoPixels(#[from] NoPixels),
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] FrameError),
    /// It cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It cannot be decoded in a process apart.
    #[error(transparent)]
    Apart(#[from] ApartError),
}

impl Values<'_> {
    /// The measured value of a stored one; `None` where it cannot be known, and then the stored one is none either.
    pub fn measured(&self, stored: f64) -> Option<f64> {
        if self.unreadable {
            return None;
        }
        Some(
            self.modality
                .map_or(stored, |modality| modality.apply(stored)),
        )
    }
}

impl Instance {
    /// Reads a file from its first byte to its last, stepping over pixels.
    pub fn read<R: Read + Seek>(source: R, limits: &Limits) -> Result<Self, ReadError> {
        let Opened {
            mut set,
            syntax,
            inflated,
            mut warnings,
            ..
        } = open(source, limits)?;
        let mut syntax =
            syntax.unwrap_or_else(|| TransferSyntax::of(uids::IMPLICIT_VR_LITTLE_ENDIAN));
        let mut value = [
            tags::PIXEL_DATA,
            tags::FLOAT_PIXEL_DATA,
            tags::DOUBLE_FLOAT_PIXEL_DATA,
        ]
        .into_iter()
        .find_map(|tag| set.take(tag).map(|element| (tag, element)));
        if let Some((_, element)) = &mut value {
            believe(&mut element.value, &mut syntax, &set, &mut warnings);
        }
        let held = value.as_ref().map(|(tag, element)| (*tag, element));
        let pixels = PixelDescription::of(&set, held, &syntax);
        let value = value.map(|(_, element)| element.value);
        let frames = match (&value, &pixels) {
            (Some(value), Ok(described)) => {
                FrameIndex::of(&set, value, described, limits, &mut warnings)?
            }
            _ => FrameIndex::none(),
        };
        Ok(Self::put_together(
            &set, syntax, pixels, frames, inflated, warnings,
        ))
    }

    fn put_together(
        set: &DataSet,
        syntax: TransferSyntax,
        pixels: Result<PixelDescription, NoPixels>,
        frames: FrameIndex,
        inflated: Option<Vec<u8>>,
        mut warnings: Vec<ReadWarning>,
    ) -> Self {
        let signed = pixels.as_ref().is_ok_and(|described| described.signed);
        let stored = pixels.as_ref().map_or((0.0, 0.0), PixelDescription::range);
        let Told {
            shared,
            each,
            first,
        } = Facts::all(set, stored, &mut warnings);
        let reader = Reader::new(set);
        Self {
            identity: reader.identity(),
            patient: reader.patient(),
            study: reader.study(),
            series: reader.series(),
            palette: Palette::of(set, signed, &mut warnings),
            overlays: Overlay::all(set, &mut warnings),
            padding: padding(set, signed),
            syntax,
            pixels,
            frames,
            warnings,
            shared,
            each,
            first,
            inflated: inflated.map(Inflated),
        }
    }

    /// Bytes of frame `number`, from 0, as stored; read from the file the instance was read from.
    pub fn frame_bytes<R: Read + Seek>(
        &self,
        source: &mut R,
        number: u32,
        limits: &Limits,
    ) -> Result<Vec<u8>, FrameError> {
        match &self.inflated {
            Some(inflated) => {
                let mut source = Cursor::new(inflated.0.as_slice());
                self.frames.read(&mut source, number, limits)
            }
            None => self.frames.read(source, number, limits),
        }
    }

    /// Frame `number`, from 0, read and decoded: no more of the file than that frame.
    pub fn frame<R: Read + Seek>(
        &self,
        source: &mut R,
        number: u32,
        limits: &Limits,
    ) -> Result<Frame, FrameOutcome> {
        let described = self.pixels.as_ref().map_err(|none| *none)?;
        let bytes = self.frame_bytes(source, number, limits)?;
        Ok(decode(&bytes, described, limits)?)
    }

    /// The same, decoded in a process apart where it needs a codec.
    pub fn frame_apart<R: Read + Seek>(
        &self,
        source: &mut R,
        number: u32,
        limits: &Limits,
        decoders: &Decoders,
    ) -> Result<Frame, FrameOutcome> {
        let described = self.pixels.as_ref().map_err(|none| *none)?;
        let bytes = self.frame_bytes(source, number, limits)?;
        Ok(decoders.frame(&bytes, described, limits)?)
    }

    /// How much memory it takes beside its frames, in bytes: a data set that was deflated is kept whole.
    pub fn weight(&self) -> u64 {
        self.inflated.as_ref().map_or(0, |all| all.0.len() as u64)
    }

    /// Whether a stored value stands for no measurement, as outside of a scanner's circle.
    pub fn is_padding(&self, stored: f64) -> bool {
        self.padding
            .is_some_and(|(from, to)| (from..=to).contains(&stored))
    }

    /// The stored values that stand for no measurement, the ends included.
    pub fn padding(&self) -> Option<(f64, f64)> {
        self.padding
    }

    /// Where frame `number`, from 0, lies in the patient; a position that is said once is the first frame's alone.
    pub fn geometry(&self, number: u32) -> Geometry {
        let own = self.each.get(number as usize).map(|facts| facts.geometry);
        let mut geometry = own.unwrap_or_default().or(self.shared.geometry);
        if number == 0 {
            geometry.position = geometry.position.or(self.first);
        }
        geometry
    }

    /// What to make of the values of frame `number`, from 0.
    pub fn values(&self, number: u32) -> Values<'_> {
        const NONE: &Voi = &Voi {
            windows: Vec::new(),
            tables: Vec::new(),
        };
        let own = self.each.get(number as usize);
        let modality = own
            .map(|facts| &facts.modality)
            .filter(|said| **said != Said::Nothing)
            .unwrap_or(&self.shared.modality);
        let voi = own.and_then(|facts| facts.voi.as_ref());
        Values {
            modality: modality.modality(),
            unreadable: *modality == Said::Unreadable,
            voi: voi.or(self.shared.voi.as_ref()).unwrap_or(NONE),
        }
    }
}

/// Brings pixel data and transfer syntax together: whether pixels are in fragments shows, so that a file that says
/// otherwise, or nothing, is not believed.
fn believe(
    value: &mut Value,
    syntax: &mut TransferSyntax,
    set: &DataSet,
    warnings: &mut Vec<ReadWarning>,
) {
    match value {
        Value::Encapsulated(_) if !syntax.encapsulated() => {
            if syntax.packing == Packing::Native {
                warnings.push(ReadWarning::OtherPacking);
            }
            syntax.packing = Packing::Unknown;
        }
        // A transfer syntax of some maker's own, whose pixels are as any.
        Value::Native { .. } if syntax.packing == Packing::Unknown => {
            warnings.push(ReadWarning::UnknownSyntax);
            syntax.packing = Packing::Native;
        }
        Value::Native { offset, present } if syntax.encapsulated() => {
            let area = set.number(tags::ROWS).zip(set.number(tags::COLUMNS));
            let least = area.map_or(0, |(rows, columns)| u64::from(rows) * u64::from(columns));
            warnings.push(ReadWarning::OtherPacking);
            if *present < least {
                // Too few bytes for pixels: a codestream that was not put into a fragment.
                *value = Value::Encapsulated(Fragments::one(*offset, *present));
            } else {
                syntax.packing = Packing::Native;
            }
        }
        _ => {}
    }
}

/// A value, or a range between two in either order; signed as pixels are (PS3.3 C.7.5.1.1.2).
fn padding(set: &DataSet, signed: bool) -> Option<(f64, f64)> {
    let of = |tag| {
        let word = *set.shorts(tag).first()?;
        Some(if signed {
            f64::from(word.cast_signed())
        } else {
            f64::from(word)
        })
    };
    let value: f64 = of(tags::PIXEL_PADDING_VALUE)?;
    let limit = of(tags::PIXEL_PADDING_RANGE_LIMIT).unwrap_or(value);
    Some((value.min(limit), value.max(limit)))
}
