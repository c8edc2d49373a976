//! A frame as a picture of 8 bits: the whole way from stored values through modality, window or table, and polarity
//! (PS3.3 C.7.6.16.2.17, PS3.4 N.2). Refuses to invent a window where stored values are no measured ones without
//! saying which it took.

use crate::frame::{Colour, Frame};
use crate::instance::Instance;
use crate::render::grey::Way;
use crate::render::{Window, rgb};

/// What brightness is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Windowing {
    /// The instance's first window, else its first table, else from the smallest to the largest value of the frame.
    Default,
    /// This window.
    Window(Window),
    /// The instance's table of this number, from 0.
    Table(usize),
}

/// A picture that a screen can show.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// Height, in pixels.
    pub rows: u32,
    /// Width, in pixels.
    pub columns: u32,
    /// Red, green, blue, row by row from the upper left.
    pub pixels: Vec<[u8; 3]>,
    /// The window that was applied, where one was.
    pub window: Option<Window>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "picture of {} x {}", self.rows, self.columns)
    }
}

/// Why a frame cannot be made a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// An indexed frame of an instance without a table of colours.
    #[error("the instance has no table of colours for its indexes")]
    NoPalette,
    /// What makes measured values of stored ones cannot be read.
    #[error("how stored values become measured ones cannot be read, so that none is shown")]
    Unmeasured,
    /// The instance has no table of that number.
    #[error("the instance has no such table")]
    NoSuchTable,
    /// Two or four samples per pixel, or samples that are no colour.
    #[error("pixels of {samples} samples are no colour that can be shown")]
    NoColour {
        /// Per pixel.
        samples: u16,
    },
}

/// Frame `number`, from 0, of an instance as a picture; overlays are not burned in.
pub fn shown(
    frame: Frame,
    number: u32,
    instance: &Instance,
    windowing: &Windowing,
) -> Result<Picture, RenderError> {
    let (rows, columns) = (frame.rows, frame.columns);
    let picture = |pixels, window| Picture {
        rows,
        columns,
        pixels,
        window,
    };
    match frame.colour {
        Colour::Palette => {
            let palette = instance.palette.as_ref().ok_or(RenderError::NoPalette)?;
            let pixels = palette.apply(&frame).ok_or(RenderError::NoPalette)?;
            Ok(picture(pixels, None))
        }
        Colour::Rgb | Colour::YbrFull | Colour::YbrPartial => {
            let frame = rgb(frame);
            if frame.samples != 3 || frame.colour != Colour::Rgb {
                return Err(RenderError::NoColour {
                    samples: frame.samples,
                });
            }
            let most = f64::from(u32::MAX >> (32 - u32::from(frame.bits.clamp(1, 32))));
            let values = (0..frame.pixels.len()).filter_map(|at| frame.pixels.get(at));
            let bytes: Vec<u8> = values.map(|value| byte(value / most)).collect();
            Ok(picture(bytes.as_chunks().0.to_vec(), None))
        }
        Colour::Monochrome1 | Colour::Monochrome2 => {
            let way = Way::choose(&frame, number, instance, windowing)?;
            let grey = way.greys(&frame.pixels).into_iter().map(|grey| [grey; 3]);
            Ok(picture(grey.collect(), way.window().cloned()))
        }
    }
}

pub(crate) fn byte(share: f64) -> u8 {
    (share * 255.0).round().clamp(0.0, 255.0) as u8
}
