//! JPEG of every process that DICOM has used (ISO 10918-1; PS3.5 8.2.1): samples of 8 bits and all lossless ones by
//! `jpeg-decoder`, samples of 12 bits by our own [`dct`], since no kept crate decodes them. Colour is decided by the
//! codestream ([`colour`]). Refuses arithmetic coding and hierarchical images, which no one writes.

mod bits;
mod colour;
mod dct;
mod header;
mod huffman;
mod idct;
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
        (Process::Lossless, _) | (_, 8) => by_crate(bytes, &header, &mut warnings)?,
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

/// Refuses what `jpeg-decoder` 0.3.2 decodes to wrong values without a word: it carries predictions over restarts
/// (ISO 10918-1 H.1.1), predicts from samples already shifted by the point transform (H.1.2.1), takes all components
/// for of one size (A.1.1), and puts them in the order of the scan (B.2.3).
fn plain_lossless(bytes: &[u8], header: &Header) -> Result<(), DecodeError> {
    let one = |c: &header::Component| (c.across, c.down) == (1, 1);
    if header.components.len() > 1 && !header.components.iter().all(one) {
        return Err(unsupported("lossless components of different resolution"));
    }
    let mut at = 0;
    while let Some(segment) = header::segment(bytes, at) {
        at = segment.after;
        match segment.code {
            0xdd if segment.body.iter().any(|byte| *byte != 0) => {
                return Err(unsupported("lossless coding with restart intervals"));
            }
            0xda => {
                let mut scan = segment.body.iter();
                let count = usize::from(scan.next().copied().unwrap_or(0));
                let ids = scan.clone().step_by(2).take(count);
                if !ids.eq(header.components.iter().map(|c| &c.id)) {
                    return Err(unsupported(
                        "a lossless scan of other components than the frame",
                    ));
                }
                // Predictor, an unused byte, and the point transform in the lower half of the next.
                if scan.nth(2 * count + 2).is_some_and(|byte| byte & 15 != 0) {
                    return Err(unsupported("lossless coding with a point transform"));
                }
            }
            0xd9 => break,
            _ => {}
        }
    }
    Ok(())
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
    if header.process == Process::Lossless {
        plain_lossless(bytes, header)?;
    }
    let start = bytes.windows(2).position(|two| two == [0xff, 0xd8]);
    let bytes = markers::ended(
        bytes.get(start.unwrap_or(0)..).unwrap_or_default(),
        warnings,
    );
    let mut decoder = jpeg_decoder::Decoder::new(bytes.as_ref());
    // What is said to be RGB already is copied as it is. Its `None` panics on components of lower resolution.
    decoder.set_color_transform(jpeg_decoder::ColorTransform::RGB);
    let pixels = decoder.decode().map_err(|error| DecodeError::Refused {
        packing: Packing::Jpeg,
        reason: error.to_string(),
    })?;
    let needed = header.rows as usize * header.columns as usize * header.components.len();
    if pixels.len() == needed.saturating_mul(2) {
        let words = pixels.as_chunks().0.iter();
        return Ok(Words::U16(
            words.map(|word| u16::from_ne_bytes(*word)).collect(),
        ));
    }
    Ok(Words::U8(pixels))
}
