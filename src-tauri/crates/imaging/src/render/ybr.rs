//! Luma and chroma to red, green and blue (PS3.3 C.7.6.3.1.2). Refuses frames of one sample.

use crate::frame::{Colour, Frame, Samples};

/// The frame in red, green and blue; as it is where it is that already, or no colour.
pub fn rgb(frame: Frame) -> Frame {
    let matrix = match frame.colour {
        Colour::YbrFull => FULL,
        Colour::YbrPartial => PARTIAL,
        _ => return frame,
    };
    if frame.samples != 3 {
        return frame;
    }
    let pixels = match frame.pixels {
        Samples::U8(mut v) => {
            for pixel in v.as_chunks_mut::<3>().0 {
                *pixel = converted(pixel.map(f32::from), &matrix, 8).map(|n| n as u8);
            }
            Samples::U8(v)
        }
        Samples::U16(mut v) => {
            for pixel in v.as_chunks_mut::<3>().0 {
                *pixel = converted(pixel.map(f32::from), &matrix, frame.bits).map(|n| n as u16);
            }
            Samples::U16(v)
        }
        // Signed or wider chroma is defined nowhere.
        _ => return frame,
    };
    Frame {
        pixels,
        colour: Colour::Rgb,
        ..frame
    }
}

/// What is taken off luma, and the weights of luma, blue and red chroma for each of red, green and blue.
struct Matrix {
    black: f32,
    rows: [[f32; 3]; 3],
}

/// Inverse of the equations for YBR_FULL.
const FULL: Matrix = Matrix {
    black: 0.0,
    rows: [
        [1.0, 0.0, 1.402],
        [1.0, -0.114 * 1.772 / 0.587, -0.299 * 1.402 / 0.587],
        [1.0, 1.772, 0.0],
    ],
};

/// Inverse of those for YBR_PARTIAL: luma from 16 to 235, chroma from 16 to 240.
const PARTIAL: Matrix = Matrix {
    black: 16.0,
    rows: [
        [1.1644, 0.0, 1.5960],
        [1.1644, -0.3917, -0.8130],
        [1.1644, 2.0173, 0.0],
    ],
};

fn converted([luma, blue, red]: [f32; 3], matrix: &Matrix, bits: u16) -> [f32; 3] {
    let scale = f32::from(1_u16 << (bits.clamp(8, 16) - 8));
    let most = 256.0 * scale - 1.0;
    let middle = 128.0 * scale;
    let from = [luma - matrix.black * scale, blue - middle, red - middle];
    matrix.rows.map(|row| {
        let sum: f32 = row
            .iter()
            .zip(from)
            .map(|(weight, value)| weight * value)
            .sum();
        (sum + 0.5).floor().clamp(0.0, most)
    })
}

#[cfg(test)]
mod tests {
    use super::rgb;
    use crate::frame::{Colour, Frame, Samples};

    #[test]
    fn luma_and_chroma_become_colours() {
        let frame = Frame {
            rows: 1,
            columns: 3,
            samples: 3,
            pixels: Samples::U8(vec![76, 85, 255, 128, 128, 128, 29, 255, 107]),
            colour: Colour::YbrFull,
            colour_by: "the header".into(),
            bits: 8,
            warnings: Vec::new(),
        };
        let frame = rgb(frame);
        assert_eq!(frame.colour, Colour::Rgb);
        let expected = vec![254, 0, 0, 128, 128, 128, 0, 0, 254];
        assert_eq!(frame.pixels, Samples::U8(expected), "red, grey, blue");
    }
}
