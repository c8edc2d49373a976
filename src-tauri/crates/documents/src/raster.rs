//! A picture as its pixels, for whoever makes another kind of file of it: upright, eight bits a colour, nothing of what the
//! camera wrote beside them. Refuses to keep what lies under a transparent place: it is white, as on paper.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::{ColorType, DynamicImage, Rgb};

use crate::picture::whole;
use crate::scan::{tiff, upright};
use crate::{Kind, Refusal};

/// Length of what stands before the pixels in the pipe.
const HEAD: usize = 9;

/// Pixels. Has no `Debug`: they may be a face.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    /// Width.
    pub columns: u32,
    /// Height.
    pub rows: u32,
    /// 1 for grey, 3 for red, green and blue.
    pub samples: u8,
    /// Rows from the top, samples of a pixel together.
    pub pixels: Vec<u8>,
}

impl Raster {
    /// As it goes through the pipe: two numbers of four bytes, one of one, the pixels.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + self.pixels.len());
        bytes.extend(self.columns.to_le_bytes());
        bytes.extend(self.rows.to_le_bytes());
        bytes.push(self.samples);
        bytes.extend(&self.pixels);
        bytes
    }

    /// Out of the pipe again; `None` where it is none.
    pub(crate) fn of_bytes(mut bytes: Vec<u8>) -> Option<Self> {
        let (columns, rest) = bytes.split_first_chunk()?;
        let (rows, rest) = rest.split_first_chunk()?;
        let samples = *rest.first()?;
        let (columns, rows) = (u32::from_le_bytes(*columns), u32::from_le_bytes(*rows));
        bytes.drain(..HEAD);
        let count = u64::from(columns) * u64::from(rows) * u64::from(samples);
        (bytes.len() as u64 == count).then_some(Self {
            columns,
            rows,
            samples,
            pixels: bytes,
        })
    }
}

/// The pixels of a JPEG, a PNG or a page (from 1) of a TIFF.
pub fn raster(bytes: Vec<u8>, page: u32) -> Result<Raster, Refusal> {
    let kind = Kind::of(&bytes)?;
    if page != 1 && kind != Kind::Tiff {
        return Err(Refusal::Damaged);
    }
    let image = match kind {
        Kind::Jpeg => {
            // A decoder fills what is missing with grey.
            whole(kind, &bytes)?;
            upright(JpegDecoder::new(Cursor::new(bytes)))?
        }
        Kind::Png => {
            whole(kind, &bytes)?;
            upright(PngDecoder::new(Cursor::new(bytes)))?
        }
        Kind::Tiff => tiff(bytes, page)?,
        _ => return Err(Refusal::OtherKind),
    };
    let (columns, rows) = (image.width(), image.height());
    let (samples, pixels) = match image {
        DynamicImage::ImageLuma8(grey) => (1, grey.into_raw()),
        deep if deep.color() == ColorType::L16 => (1, deep.into_luma8().into_raw()),
        clear if clear.color().has_alpha() => (3, on_white(&clear)),
        plain => (3, plain.into_rgb8().into_raw()),
    };
    Ok(Raster {
        columns,
        rows,
        samples,
        pixels,
    })
}

fn on_white(image: &DynamicImage) -> Vec<u8> {
    let clear = image.to_rgba8();
    let pixels = clear.pixels().map(|pixel| {
        let [r, g, b, alpha] = pixel.0;
        let over = |colour: u8| {
            let sum = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            ((sum + 127) / 255) as u8
        };
        Rgb([over(r), over(g), over(b)]).0
    });
    pixels.flatten().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Cursor;

    use image::{DynamicImage, GrayImage, ImageFormat, RgbImage, RgbaImage};

    use super::{Raster, raster};
    use crate::Refusal;

    fn file(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_png_comes_as_its_pixels_and_what_is_clear_is_white() {
        let grey = GrayImage::from_raw(2, 1, vec![7, 200]).unwrap();
        let found = raster(file(grey.into(), ImageFormat::Png), 1).unwrap();
        assert_eq!((found.columns, found.rows, found.samples), (2, 1, 1));
        assert_eq!(found.pixels, [7, 200]);
        let clear = RgbaImage::from_raw(2, 1, vec![9, 9, 9, 0, 100, 0, 0, 255]).unwrap();
        let found = raster(file(clear.into(), ImageFormat::Png), 1).unwrap();
        assert_eq!(found.pixels, [255, 255, 255, 100, 0, 0]);
        let piped = Raster::of_bytes(found.to_bytes()).unwrap();
        assert!(piped == found);
        assert!(Raster::of_bytes(found.to_bytes()[..12].to_vec()).is_none());
    }

    #[test]
    fn a_photo_held_sideways_is_upright_and_half_a_photo_is_refused() {
        let mut wide = RgbImage::new(16, 8);
        wide.pixels_mut().for_each(|pixel| pixel.0 = [200, 10, 10]);
        let plain = file(wide.into(), ImageFormat::Jpeg);
        let (before, after) = plain.split_at(2);
        // Orientation 6: turn it clockwise (EXIF 2.3, tag 0112).
        let exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let turned = [before, exif, after].concat();
        let found = raster(turned.clone(), 1).unwrap();
        assert_eq!((found.columns, found.rows, found.samples), (8, 16, 3));
        let half = turned[..turned.len() - 20].to_vec();
        assert!(matches!(raster(half, 1), Err(Refusal::Truncated)));
        assert!(matches!(
            raster(b"A letter.".to_vec(), 1),
            Err(Refusal::OtherKind)
        ));
    }
}
