//! A page of a scan as a picture that a window can show: no window shows TIFF. Owns which image is meant and which way
//! is up; its pixels are decoded by `image`. Refuses more than a page of paper has.

use std::io::Cursor;

use image::codecs::tiff::TiffDecoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageResult, Limits};

use crate::picture::directories;
use crate::{Kind, Refusal};

/// Pixels of a page at most, in bytes while they are decoded: a page of A3 at 600 dots an inch, in colour, has 210 MB.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The image of this number (from 1) as PNG, upright, in eight bits a colour.
pub fn shown(bytes: Vec<u8>, page: u32) -> Result<Vec<u8>, Refusal> {
    if Kind::of(&bytes)? != Kind::Tiff {
        return Err(Refusal::OtherKind);
    }
    let image = match tiff(bytes, page)? {
        deep if deep.color().bytes_per_pixel() > deep.color().channel_count() => {
            DynamicImage::ImageRgba8(deep.to_rgba8())
        }
        plain => plain,
    };
    let mut png = Cursor::new(Vec::new());
    image
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| Refusal::Unreadable)?;
    Ok(png.into_inner())
}

/// A page of a TIFF, upright.
pub(crate) fn tiff(mut bytes: Vec<u8>, page: u32) -> Result<DynamicImage, Refusal> {
    let index = usize::try_from(page)
        .ok()
        .and_then(|page| page.checked_sub(1));
    let places = directories(&bytes)?;
    let place = index
        .and_then(|index| places.get(index))
        .and_then(|place| u32::try_from(*place).ok())
        .ok_or(Refusal::Damaged)?;
    let place = if bytes.starts_with(b"II") {
        place.to_le_bytes()
    } else {
        place.to_be_bytes()
    };
    // The decoder shows the first image of a file: the one that is meant becomes the first.
    bytes
        .get_mut(4..8)
        .ok_or(Refusal::Truncated)?
        .copy_from_slice(&place);
    upright(TiffDecoder::new(Cursor::new(bytes)))
}

/// What a decoder gives, turned as the file says it was held.
pub(crate) fn upright<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<DynamicImage, Refusal> {
    let unreadable = |_| Refusal::Unreadable;
    let mut decoder = decoder.map_err(unreadable)?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(LARGEST);
    if decoder.total_bytes() > LARGEST / 2 {
        return Err(Refusal::TooLarge);
    }
    decoder.set_limits(limits).map_err(unreadable)?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(orientation);
    Ok(image)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]
    use super::*;

    /// Two pages as a fax machine makes them, four black dots by two and a white line by three, without compression;
    /// the second lies on its side (orientation 6: turn it clockwise).
    fn fax() -> Vec<u8> {
        let mut out = b"II*\0\0\0\0\0".to_vec();
        let mut before = 4;
        // White is zero, as with every fax.
        for (width, height, dots, orientation) in
            [(4_u32, 2_u32, vec![0xF0, 0xF0], 1), (3, 1, vec![0x80], 6)]
        {
            let strip = out.len() as u32;
            out.extend(&dots);
            out.resize(out.len().next_multiple_of(2), 0);
            let here = out.len() as u32;
            out.get_mut(before..before + 4)
                .unwrap()
                .copy_from_slice(&here.to_le_bytes());
            let tags = [
                (256_u16, width),
                (257, height),
                (258, 1),
                (259, 1),
                (262, 0),
                (273, strip),
                (274, orientation),
                (277, 1),
                (278, height),
                (279, dots.len() as u32),
            ];
            out.extend((tags.len() as u16).to_le_bytes());
            for (tag, value) in tags {
                out.extend(tag.to_le_bytes());
                out.extend(4_u16.to_le_bytes());
                out.extend(1_u32.to_le_bytes());
                out.extend(value.to_le_bytes());
            }
            before = out.len();
            out.extend([0; 4]);
        }
        out
    }

    fn dots(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let image = image::load_from_memory(png).unwrap().to_luma8();
        (image.width(), image.height(), image.into_raw())
    }

    #[test]
    fn each_page_of_a_fax_is_shown_upright_and_black_on_white() {
        assert_eq!(dots(&shown(fax(), 1).unwrap()), (4, 2, vec![0; 8]));
        assert_eq!(
            dots(&shown(fax(), 2).unwrap()),
            (1, 3, vec![0, 255, 255]),
            "turned"
        );
    }

    #[test]
    fn what_is_not_there_or_no_scan_is_refused() {
        assert_eq!(shown(fax(), 3), Err(Refusal::Damaged));
        assert_eq!(shown(fax(), 0), Err(Refusal::Damaged));
        assert_eq!(shown(b"A letter.".to_vec(), 1), Err(Refusal::OtherKind));
        let mut cut = fax();
        cut.truncate(60);
        assert_eq!(shown(cut, 1), Err(Refusal::Truncated));
    }

    #[test]
    fn a_page_of_more_pixels_than_paper_has_is_refused() {
        let mut huge = fax();
        // The width of the first image, in its first entry.
        let entry = 8 + 2 + 2 + 8;
        huge.get_mut(entry..entry + 4)
            .unwrap()
            .copy_from_slice(&u32::MAX.to_le_bytes());
        huge.get_mut(entry + 12..entry + 16)
            .unwrap()
            .copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(shown(huge, 1).is_err());
    }
}
