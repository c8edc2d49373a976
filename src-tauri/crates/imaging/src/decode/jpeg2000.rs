//! JPEG 2000, plain and high throughput (ISO 15444-1 and -15; PS3.5 8.2.4 and 8.2.14), by OpenJPEG through `jpeg2k`:
//! the fastest there is for it and the one others compare with. OpenJPEG allocates by the size the codestream claims,
//! so that is read here first. It is left to its own defaults: told to be strict, it no longer mends a wrong count of
//! tile parts that a common writer gives, and wrong pixels come of it. Refuses sizes beyond the limits, and codestreams
//! of which a part is missing.

use jpeg2k::Image;

use crate::decode::{DecodeError, Raw, Words, markers, native, plausible};
use crate::description::{Photometric, PixelDescription};
use crate::frame::{Colour, DecodeWarning};
use crate::limits::Limits;
use crate::syntax::Packing;

fn damaged(step: &'static str) -> DecodeError {
    DecodeError::damaged(Packing::Jpeg2000, step)
}

pub(crate) fn decode(
    bytes: &[u8],
    described: &PixelDescription,
    limits: &Limits,
) -> Result<Raw, DecodeError> {
    // Boxes of a file before the codestream have no place in an instance (PS3.5 8.2.4), and a palette among them would
    // make other components of it than its header says.
    let mut warnings = Vec::new();
    let start = start(bytes).unwrap_or(0);
    let bytes = markers::ended(bytes.get(start..).unwrap_or_default(), &mut warnings);
    let bytes = bytes.as_ref();
    let main = Main::read(bytes)?;
    plausible(main.rows, main.columns, main.components, limits)?;
    let image = Image::from_bytes(bytes).map_err(|error| DecodeError::Refused {
        packing: Packing::Jpeg2000,
        reason: error.to_string(),
    })?;
    let components = image.components();
    let Some(first) = components.first() else {
        return Err(DecodeError::Empty);
    };
    let samples = components.len();
    if samples != usize::from(main.components) {
        return Err(damaged("it has not the components it says"));
    }
    let kind = (first.precision(), first.is_signed());
    if components
        .iter()
        .any(|c| (c.precision(), c.is_signed()) != kind)
    {
        return Err(DecodeError::unsupported(
            Packing::Jpeg2000,
            "components of different precision or sign",
        ));
    }
    let pixels = main.rows as usize * main.columns as usize;
    // One component of the image's own size is the image.
    let one = samples == 1 && first.data().len() == pixels;
    let mut words = if one {
        first.data().to_vec()
    } else {
        vec![0_i32; pixels * samples]
    };
    let apart = if one { &[] } else { components };
    for (number, component) in apart.iter().enumerate() {
        let (width, height) = (component.width() as usize, component.height() as usize);
        let values = component.data();
        if values.len() != width * height || values.is_empty() {
            return Err(damaged("a component has not the samples it says"));
        }
        let places = words.iter_mut().skip(number).step_by(samples.max(1));
        if values.len() == pixels {
            places
                .zip(values)
                .for_each(|(place, value)| *place = *value);
        } else {
            // A component of lower resolution: its samples stand for their neighbours too.
            for (at, place) in places.enumerate() {
                let (row, column) = (at / main.columns as usize, at % main.columns as usize);
                let row = row * height / main.rows as usize;
                let column = column * width / main.columns as usize;
                *place = values.get(row * width + column).copied().unwrap_or(0);
            }
        }
    }
    let (colour, colour_by) = main.colour(described, &mut warnings);
    Ok(Raw {
        rows: main.rows,
        columns: main.columns,
        samples: samples as u16,
        words: Words::I32(words),
        precision: first.precision() as u16,
        signed: Some(first.is_signed()),
        masked: main.reversible,
        colour,
        colour_by,
        warnings,
    })
}

/// Where the codestream begins: at once (PS3.5 8.2.4), but some writers have a file's boxes before it.
fn start(bytes: &[u8]) -> Option<usize> {
    let mut fours = bytes.windows(4).take(65_536);
    fours.position(|four| four == [0xff, 0x4f, 0xff, 0x51])
}

/// What the main header says (ISO 15444-1 A.5.1, A.6.1).
struct Main {
    rows: u32,
    columns: u32,
    components: u16,
    /// Whether the components are transformed together, which decoding undoes.
    together: bool,
    /// The wavelet that loses nothing.
    reversible: bool,
}

impl Main {
    fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let start = start(bytes).ok_or(damaged("it has no main header"))?;
        // Length and capabilities, then sizes and offsets of image and tiles, then the number of components.
        let size = bytes
            .get(start + 8..)
            .ok_or(damaged("its size is cut off"))?;
        let word = |at: usize| {
            let four = size.get(at * 4..)?.first_chunk()?;
            Some(u32::from_be_bytes(*four))
        };
        let count = size.get(32..).and_then(<[u8]>::first_chunk);
        let (Some(x), Some(y), Some(xo), Some(yo), Some(count)) =
            (word(0), word(1), word(2), word(3), count)
        else {
            return Err(damaged("its size is cut off"));
        };
        let components = u16::from_be_bytes(*count);
        let mut main = Self {
            rows: y.saturating_sub(yo),
            columns: x.saturating_sub(xo),
            components,
            together: false,
            reversible: true,
        };
        main.style(bytes.get(start + 2..).unwrap_or_default());
        Ok(main)
    }

    /// Segments up to the coding style.
    fn style(&mut self, mut rest: &[u8]) {
        while let Some(([0xff, code, high, low], after)) = rest.split_first_chunk::<4>() {
            let length = usize::from(u16::from_be_bytes([*high, *low])).saturating_sub(2);
            if *code == 0x52 {
                self.together = after.get(4) == Some(&1);
                self.reversible = after.get(9) == Some(&1);
                return;
            }
            rest = after.get(length..).unwrap_or_default();
        }
    }

    /// Components transformed together are red, green and blue once that is undone; others are what the header says.
    fn colour(
        &self,
        described: &PixelDescription,
        warnings: &mut Vec<DecodeWarning>,
    ) -> (Colour, &'static str) {
        let said = native::colour(described.photometric, self.components);
        if self.components != 3 {
            return (said, native::BY_HEADER);
        }
        let transformed = matches!(
            described.photometric,
            Photometric::YbrRct | Photometric::YbrIct
        );
        let (colour, evidence) = if self.together {
            (
                Colour::Rgb,
                "the components are transformed together, which is undone",
            )
        } else {
            (said, "the components are not transformed together")
        };
        // A header that says RGB of transformed components describes the decoded ones, which does no harm.
        let rgb = described.photometric == Photometric::Rgb;
        if self.together != transformed && !(self.together && rgb) && (self.together || transformed)
        {
            warnings.push(DecodeWarning::OtherColour {
                header: described.photometric,
                colour,
                evidence: evidence.into(),
            });
        }
        (
            colour,
            if self.together {
                evidence
            } else {
                native::BY_HEADER
            },
        )
    }
}
