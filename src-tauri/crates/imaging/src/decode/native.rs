//! Pixels that are not compressed (PS3.5 8.1): words of 1, 8, 16, 32 and 64 bits, planes, chroma at half width.
//! Refuses to fill in what is not there.

use crate::decode::{DecodeError, Raw, Words};
use crate::description::{Number, Photometric, PixelDescription};
use crate::frame::Colour;
use crate::syntax::{Coding, Packing};

pub(crate) fn decode(bytes: &[u8], described: &PixelDescription) -> Result<Raw, DecodeError> {
    let needed = described.native_frame_bits().div_ceil(8);
    let bytes = usize::try_from(needed)
        .ok()
        .and_then(|needed| bytes.get(..needed))
        .ok_or(DecodeError::TooShort {
            needed,
            present: bytes.len() as u64,
        })?;
    let big = described.syntax.coding == Coding::ExplicitBig;
    let words = match (described.number, described.bits_allocated) {
        (Number::Float, _) => Words::F32(words::<4>(bytes, big).map(f32::from_le_bytes).collect()),
        (Number::Double, _) => Words::F64(words::<8>(bytes, big).map(f64::from_le_bytes).collect()),
        (_, 1) => Words::U8(bits(bytes, described)),
        (_, 8) => Words::U8(bytes.to_vec()),
        (_, 16) => Words::U16(words::<2>(bytes, big).map(u16::from_le_bytes).collect()),
        (_, 32) => Words::U32(words::<4>(bytes, big).map(u32::from_le_bytes).collect()),
        _ => {
            return Err(DecodeError::unsupported(
                Packing::Native,
                "words of 64 bits",
            ));
        }
    };
    let words = match described.photometric {
        Photometric::YbrFull422 | Photometric::YbrPartial422 => upsampled(words, described)?,
        Photometric::YbrPartial420 => {
            return Err(DecodeError::unsupported(
                Packing::Native,
                "a quarter of the chroma",
            ));
        }
        _ if described.planar => together(words, described.samples),
        _ => words,
    };
    Ok(raw(words, described))
}

/// A frame whose meaning only the header tells, words as they are stored.
pub(crate) fn raw(words: Words, described: &PixelDescription) -> Raw {
    Raw {
        rows: described.rows,
        columns: described.columns,
        samples: described.samples,
        words: words.down(shift(described)),
        precision: described.bits_stored,
        signed: None,
        masked: true,
        colour: colour(described.photometric, described.samples),
        colour_by: BY_HEADER,
        warnings: Vec::new(),
    }
}

/// Nothing but the header speaks of colour.
pub(crate) const BY_HEADER: &str = "the header";

/// What the header alone says. A table of colours or shades of grey needs one sample; three are a colour.
pub(crate) fn colour(photometric: Photometric, samples: u16) -> Colour {
    match photometric {
        Photometric::Monochrome1 if samples == 1 => Colour::Monochrome1,
        Photometric::Palette if samples == 1 => Colour::Palette,
        _ if samples == 1 => Colour::Monochrome2,
        Photometric::YbrFull | Photometric::YbrFull422 => Colour::YbrFull,
        Photometric::YbrPartial420 | Photometric::YbrPartial422 => Colour::YbrPartial,
        // YBR_RCT and YBR_ICT name what a codestream undoes by itself.
        _ => Colour::Rgb,
    }
}

/// Stored bits end at High Bit, which in old files may be the top of a word (PS3.5 8.1.1); the same in every packing
/// that keeps words as they are.
fn shift(described: &PixelDescription) -> u32 {
    let above = described
        .high_bit
        .saturating_add(1)
        .saturating_sub(described.bits_stored);
    u32::from(above)
}

fn words<const N: usize>(bytes: &[u8], big: bool) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks::<N>().0.iter().map(move |word| {
        let mut word = *word;
        if big {
            word.reverse();
        }
        word
    })
}

/// The lowest bit of a byte comes first (PS3.5 D.2 and 8.1.1).
pub(crate) fn bits(bytes: &[u8], described: &PixelDescription) -> Vec<u8> {
    // All eight at once: a copy of the byte for each, of which one bit is left, and that moved down by a carry.
    let eight = |byte: &u8| {
        let each = (u64::from(*byte) * 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
        (((each + 0x7f7f_7f7f_7f7f_7f7f) >> 7) & 0x0101_0101_0101_0101).to_le_bytes()
    };
    let mut out: Vec<[u8; 8]> = Vec::with_capacity(bytes.len());
    out.extend(bytes.iter().map(eight));
    let mut out = out.into_flattened();
    out.truncate(usize::try_from(described.native_frame_bits()).unwrap_or(0));
    out
}

/// Planes put together pixel by pixel (PS3.3 C.7.6.3.1.3).
fn together(words: Words, samples: u16) -> Words {
    fn mix<T: Copy>(planes: &[T], samples: u16) -> Vec<T> {
        let samples = usize::from(samples).max(1);
        let pixels = planes.len() / samples;
        let mut out = Vec::with_capacity(planes.len());
        for pixel in 0..pixels {
            out.extend((0..samples).filter_map(|plane| planes.get(plane * pixels + pixel)));
        }
        out
    }
    match words {
        Words::U8(v) => Words::U8(mix(&v, samples)),
        Words::U16(v) => Words::U16(mix(&v, samples)),
        Words::U32(v) => Words::U32(mix(&v, samples)),
        Words::I32(v) => Words::I32(mix(&v, samples)),
        Words::F32(v) => Words::F32(mix(&v, samples)),
        Words::F64(v) => Words::F64(mix(&v, samples)),
    }
}

/// Two luma samples and the chroma of both become two whole pixels (PS3.3 C.7.6.3.1.2, YBR_FULL_422).
fn upsampled(words: Words, described: &PixelDescription) -> Result<Words, DecodeError> {
    let Words::U8(bytes) = words else {
        return Err(DecodeError::unsupported(
            Packing::Native,
            "half the chroma in more than 8 bits",
        ));
    };
    if described.columns % 2 == 1 {
        return Err(DecodeError::unsupported(
            Packing::Native,
            "half the chroma of an odd number of columns",
        ));
    }
    let four = bytes.as_chunks::<4>().0;
    Ok(Words::U8(
        four.iter()
            .flat_map(|[left, right, blue, red]| [*left, *blue, *red, *right, *blue, *red])
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::bits;
    use crate::decode::tests::described;

    #[test]
    fn every_byte_is_its_eight_bits_from_the_lowest_up() {
        let bytes: Vec<u8> = (0..=255).collect();
        let found = bits(&bytes, &described(".1", 16, 128, 1, 1));
        let wanted = bytes
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
        assert!(found.into_iter().eq(wanted));
        assert_eq!(bits(&[0xff, 0xff], &described(".1", 3, 3, 1, 1)), [1; 9]);
    }
}
