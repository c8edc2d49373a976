//! JPEG XL (ISO 18181-1; PS3.5 8.2.15) by `jxl-oxide`, in safe Rust and within a bound of memory. Refuses animations:
//! a frame of an instance is one image.

use jxl_oxide::image::BitDepth;
use jxl_oxide::{AllocTracker, JxlImage};

use crate::decode::{DecodeError, Raw, Words, native, plausible};
use crate::description::PixelDescription;
use crate::frame::{Colour, DecodeWarning};
use crate::limits::Limits;
use crate::syntax::Packing;

fn refused(error: impl std::fmt::Display) -> DecodeError {
    DecodeError::Refused {
        packing: Packing::JpegXl,
        reason: error.to_string(),
    }
}

pub(crate) fn decode(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Raw, DecodeError> {
    let room = usize::try_from(limits.decoded_bytes).unwrap_or(usize::MAX);
    let image = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(room))
        .read(bytes)
        .map_err(refused)?;
    let (columns, rows) = (image.width(), image.height());
    let colours: u16 = if image.pixel_format().is_grayscale() {
        1
    } else {
        3
    };
    plausible(rows, columns, colours, limits)?;
    let metadata = &image.image_header().metadata;
    if metadata.animation.is_some() {
        return Err(DecodeError::unsupported(Packing::JpegXl, "an animation"));
    }
    // Floating point of 16 bits would be rounded to fractions of a range it does not keep to (ISO 18181-1 D.3.5).
    let BitDepth::IntegerSample {
        bits_per_sample: precision,
    } = metadata.bit_depth
    else {
        return Err(DecodeError::unsupported(
            Packing::JpegXl,
            "samples of floating point",
        ));
    };
    if precision > 16 {
        return Err(DecodeError::unsupported(
            Packing::JpegXl,
            "more than 16 bits",
        ));
    }
    let rendered = image.render_frame(0).map_err(refused)?;
    let buffer = rendered.image_all_channels();
    let channels = buffer.channels();
    if channels < usize::from(colours) {
        return Err(DecodeError::Empty);
    }
    // Samples are fractions of the largest value; an f32 holds 16 bits exactly.
    let most = f32::from(u16::MAX >> (16 - precision));
    let words = buffer
        .buf()
        .chunks_exact(channels)
        .flat_map(|pixel| pixel.iter().take(usize::from(colours)))
        .map(|sample| (sample * most).round().clamp(0.0, most) as u16)
        .collect();
    let said = native::colour(described.photometric, colours);
    let mut warnings = Vec::new();
    let colour = if colours == 3 { Colour::Rgb } else { said };
    if colour != said && !described.photometric.is_ybr() {
        warnings.push(DecodeWarning::OtherColour {
            header: described.photometric,
            colour,
            evidence: "the decoder gives red, green and blue".into(),
        });
    }
    Ok(Raw {
        rows,
        columns,
        samples: colours,
        words: Words::U16(words),
        precision: precision as u16,
        signed: None,
        masked: false,
        colour,
        colour_by: if colours == 3 {
            "the decoder gives red, green and blue"
        } else {
            native::BY_HEADER
        },
        warnings,
    })
}
