//! JPEG-LS, lossless and near-lossless (ISO 14495-1; PS3.5 8.2.3). Own code: the kept binding needs CMake and C++,
//! and no kept crate in Rust decodes the near-lossless kind. Refuses mapping tables, restart intervals and subsampled
//! components, none of which is allowed or seen in DICOM.

mod bits;
mod coding;
mod header;
mod learnt;
mod scan;

use crate::decode::{DecodeError, Raw, dense, native, plausible};
use crate::description::PixelDescription;
use crate::limits::Limits;
use crate::syntax::Packing;

fn damaged(step: &'static str) -> DecodeError {
    DecodeError::damaged(Packing::JpegLs, step)
}

fn unsupported(feature: &'static str) -> DecodeError {
    DecodeError::unsupported(Packing::JpegLs, feature)
}

pub(crate) fn decode(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Raw, DecodeError> {
    let (frame, at) = header::Frame::read(bytes)?;
    let samples = frame.components.len() as u16;
    plausible(frame.rows, frame.columns, samples, limits)?;
    // The longest run that one bit stands for.
    let pixels = u64::from(frame.rows) * u64::from(frame.columns);
    dense(bytes, pixels, 8 << 15)?;
    let (words, near, whole) = scan::all(bytes, at, &frame)?;
    let mut warnings = Vec::new();
    if !whole {
        warnings.push(crate::DecodeWarning::EndsEarly);
    }
    Ok(Raw {
        rows: frame.rows,
        columns: frame.columns,
        samples,
        words,
        precision: u16::from(frame.precision),
        signed: None,
        masked: near == 0,
        // The codestream has no word for what components mean (PS3.5 8.2.3).
        colour: native::colour(described.photometric, samples),
        colour_by: native::BY_HEADER,
        warnings,
    })
}
