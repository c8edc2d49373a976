//! JPEG of every process that DICOM has used (ISO 10918-1; PS3.5 8.2.1): samples of 8 bits by `zune-jpeg`
//! where they are [`plain`] and by `jpeg-decoder` otherwise, those of 12 bits by our own [`dct`], since no kept crate decodes them, and lossless ones by our own [`lossless`], since
//! no kept crate does so as fast as others do or knows its restarts. Colour is decided by the
//! codestream ([`colour`]). Refuses arithmetic coding and hierarchical images, which no one writes.

mod bits;
mod coefficients;
mod colour;
mod dct;
mod header;
mod huffman;
mod idct;
mod lossless;
mod plain;
mod upsample;

use crate::decode::jpeg::header::{Header, Process};
use crate::decode::{DecodeError, Raw, Words, dense, markers, plausible};
use crate::description::PixelDescription;
use crate::frame::DecodeWarning;
use crate::limits::Limits;
use crate::syntax::Packing;

/// A word for what is wrong with the codestream.
fn damaged(step: &'static str) -> DecodeError {
    DecodeError::damaged(Packing::Jpeg, step)
}

fn unsupported(feature: &'static str) -> DecodeError {
    DecodeError::unsupported(Packing::Jpeg, feature)
}

/// Whether its process is the lossless one; what cannot be read is not.
pub(crate) fn is_lossless(bytes: &[u8]) -> bool {
    Header::read(bytes).is_ok_and(|header| header.process == Process::Lossless)
}

pub(crate) fn decode(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Raw, DecodeError> {
    let header = Header::read(bytes)?;
    let samples = header.components.len() as u16;
    plausible(header.rows, header.columns, samples, limits)?;
    let pixels = u64::from(header.rows) * u64::from(header.columns);
    // A difference is a bit at least; of a block of 64 its first coefficient is.
    let densest = if header.process == Process::Lossless {
        8
    } else {
        512
    };
    dense(bytes, pixels, densest)?;
    let mut warnings = Vec::new();
    let (colour, colour_by) = colour::decide(&header, described, &mut warnings);
    let words = match (header.process, header.precision) {
        (Process::Lossless, _) => {
            let (words, lacks) = lossless::decode(bytes, &header)?;
            warnings.extend(lacks);
            words
        }
        (_, 8) => by_crate(bytes, &header, &mut warnings)?,
        (_, 12) => {
            let (words, lacks) = dct::decode(bytes, &header)?;
            warnings.extend(lacks);
            Words::U16(words)
        }
        _ => return Err(unsupported("samples of neither 8 nor 12 bits")),
    };
    Ok(Raw {
        rows: header.rows,
        columns: header.columns,
        samples,
        words,
        precision: u16::from(header.precision),
        signed: None,
        masked: header.process == Process::Lossless,
        colour,
        colour_by,
        warnings,
    })
}

/// Components as they are coded, without a change of colour.
fn by_crate(
    bytes: &[u8],
    header: &Header,
    warnings: &mut Vec<DecodeWarning>,
) -> Result<Words, DecodeError> {
    if header.components.len() > 3 {
        return Err(unsupported("four components"));
    }
    let start = bytes.windows(2).position(|two| two == [0xff, 0xd8]);
    let bytes = markers::ended(
        bytes.get(start.unwrap_or(0)..).unwrap_or_default(),
        warnings,
    );
    if let Some(pixels) = plain::decode(&bytes, header) {
        return Ok(Words::U8(pixels));
    }
    let mut decoder = jpeg_decoder::Decoder::new(bytes.as_ref());
    // What is said to be RGB already is copied as it is. Its `None` panics on components of lower resolution.
    decoder.set_color_transform(jpeg_decoder::ColorTransform::RGB);
    let pixels = decoder.decode().map_err(|error| DecodeError::Refused {
        packing: Packing::Jpeg,
        reason: error.to_string(),
    })?;
    Ok(Words::U8(pixels))
}
