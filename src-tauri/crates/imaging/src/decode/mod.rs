//! From the bytes of one frame to its samples (PS3.5 8). Owns the choice of a decoder, by the codestream rather than
//! by what a header says of it, and the line behind which a decoder may panic. Refuses to allocate by a header's word
//! before it has been held against the limits.

mod bits;
mod choose;
mod deflated;
mod error;
mod jpeg;
mod jpeg2000;
mod jpegls;
mod jpegxl;
#[cfg(test)]
mod lossless_tests;
mod markers;
mod native;
mod raw;
mod rle;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod twelve_tests;
#[cfg(test)]
pub(crate) mod vectors;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::DecodeError;
pub(crate) use raw::{Raw, Words};

use crate::description::PixelDescription;
use crate::frame::{DecodeWarning, Frame};
use crate::limits::Limits;
use crate::syntax::Packing;

/// Decodes one frame from its bytes as stored, fragments joined.
pub fn decode(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Frame, DecodeError> {
    if bytes.len() as u64 > limits.encoded_bytes {
        return Err(DecodeError::TooLarge {
            bytes: bytes.len() as u64,
            limit: limits.encoded_bytes,
        });
    }
    let packing = choose::packing(bytes, described)?;
    if matches!(
        packing,
        Packing::Native | Packing::Rle | Packing::DeflatedFrame
    ) {
        within(described.decoded_bytes(), limits)?;
    }
    let raw = guarded(packing, || match packing {
        Packing::Native => native::decode(bytes, described),
        Packing::Rle => rle::decode(bytes, described),
        Packing::DeflatedFrame => deflated::decode(bytes, described),
        Packing::Jpeg => jpeg::decode(bytes, described, limits),
        Packing::JpegLs => jpegls::decode(bytes, described, limits),
        Packing::Jpeg2000 => jpeg2000::decode(bytes, described, limits),
        Packing::JpegXl => jpegxl::decode(bytes, described, limits),
        Packing::Film => Err(DecodeError::Film),
        Packing::Unknown => Err(DecodeError::UnknownSyntax),
    })?;
    let mut frame = raw.finish(described, packing)?;
    if packing != described.syntax.packing {
        frame
            .warnings
            .push(DecodeWarning::OtherCodec { found: packing });
    }
    Ok(frame)
}

/// Bytes of a decoded frame up to which our own decoders stay in the program; one that is larger does no harm apart.
const AT_HOME: u64 = 32 << 20;

/// Decodes a frame where it lies, if that can do no harm: one that is not packed, or one of a usual size that our own
/// decoders unpack. They have no unsafe code, take no more time and room than its bytes and that size allow, and what may
/// panic in them is caught here as anywhere. Nothing for one that is better decoded in a process apart; an error where it
/// cannot be decoded at all.
pub(crate) fn at_home(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Option<Frame>, DecodeError> {
    if bytes.len() as u64 > limits.encoded_bytes {
        return Err(DecodeError::TooLarge {
            bytes: bytes.len() as u64,
            limit: limits.encoded_bytes,
        });
    }
    let own = match choose::packing(bytes, described)? {
        Packing::Native => return decode(bytes, described, limits).map(Some),
        Packing::Rle | Packing::JpegLs => true,
        Packing::Jpeg => jpeg::is_lossless(bytes),
        _ => false,
    };
    if !own {
        return Ok(None);
    }
    let usual = Limits {
        decoded_bytes: limits.decoded_bytes.min(AT_HOME),
        ..*limits
    };
    match decode(bytes, described, &usual) {
        // It may be allowed all the same.
        Err(DecodeError::TooLarge { .. }) => Ok(None),
        decoded => decoded.map(Some),
    }
}

/// Others' decoders panic on what they did not foresee; here that ends one frame and nothing else.
fn guarded<T>(
    packing: Packing,
    work: impl FnOnce() -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(DecodeError::Panicked { packing }))
}

/// Whether a decoded frame of this size is allowed.
fn within(bytes: u64, limits: &Limits) -> Result<(), DecodeError> {
    if bytes > limits.decoded_bytes {
        return Err(DecodeError::TooLarge {
            bytes,
            limit: limits.decoded_bytes,
        });
    }
    Ok(())
}

/// Whether so many samples can come of so few bytes at all, where a codec packs at most `densest` into one: a size
/// is not believed, and nothing allocated for it, on the word of a header alone.
fn dense(bytes: &[u8], samples: u64, densest: u64) -> Result<(), DecodeError> {
    let needed = samples / densest;
    let present = bytes.len() as u64;
    if needed > present {
        return Err(DecodeError::TooShort { needed, present });
    }
    Ok(())
}

/// The size a codestream claims, held against the limits at four bytes a sample, which is what decoders use inside.
fn plausible(rows: u32, columns: u32, samples: u16, limits: &Limits) -> Result<(), DecodeError> {
    if rows == 0 || columns == 0 || samples == 0 {
        return Err(DecodeError::Empty);
    }
    let words = u64::from(rows)
        .saturating_mul(u64::from(columns))
        .saturating_mul(u64::from(samples));
    within(words.saturating_mul(4), limits)
}
