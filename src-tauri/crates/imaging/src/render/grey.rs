//! From stored values of one sample to brightness: modality, then a window or table, then polarity (PS3.4 N.2). Each
//! stored value is worked out once, not each pixel. Refuses to let a value that is no number count for a window, and a
//! stored value for a measured one.

use crate::frame::{Colour, Frame, Samples};
use crate::instance::{Instance, Values};
use crate::render::shown::byte;
use crate::render::{Lut, RenderError, VoiFunction, Window, Windowing};

/// The whole way of one frame.
pub(crate) struct Way<'a> {
    values: Values<'a>,
    last: Last<'a>,
    /// The smallest value is white.
    inverse: bool,
}

/// From measured values to brightness.
enum Last<'a> {
    Window(Window),
    Table(&'a Lut),
}

impl<'a> Way<'a> {
    pub(crate) fn choose(
        frame: &Frame,
        number: u32,
        instance: &'a Instance,
        windowing: &Windowing,
    ) -> Result<Self, RenderError> {
        let values = instance.values(number);
        // Windows and tables are of measured values, and which end is bright may depend on a slope's sign.
        if values.unreadable {
            return Err(RenderError::Unmeasured);
        }
        let last = match windowing {
            Windowing::Window(window) => Last::Window(window.clone()),
            Windowing::Table(number) => {
                let table = values.voi.tables.get(*number);
                Last::Table(table.ok_or(RenderError::NoSuchTable)?)
            }
            Windowing::Default => match (values.voi.windows.first(), values.voi.tables.first()) {
                (Some(window), _) => Last::Window(window.clone()),
                (None, Some(table)) => Last::Table(table),
                (None, None) => Last::Window(widest(frame, values, instance)),
            },
        };
        Ok(Self {
            values,
            last,
            inverse: frame.colour == Colour::Monochrome1,
        })
    }

    pub(crate) fn window(&self) -> Option<&Window> {
        match &self.last {
            Last::Window(window) => Some(window),
            Last::Table(_) => None,
        }
    }

    fn grey(&self, stored: f64) -> u8 {
        // Never: there is no way without measured values.
        let Some(measured) = self.values.measured(stored) else {
            return 0;
        };
        let share = match &self.last {
            Last::Window(window) => window.apply(measured),
            Last::Table(table) => f64::from(table.get(measured)) / f64::from(table.most()),
        };
        byte(if self.inverse { 1.0 - share } else { share })
    }

    /// Of every sample.
    pub(crate) fn greys(&self, samples: &Samples) -> Vec<u8> {
        let of = |table: &[u8], at: u16| table.get(usize::from(at)).copied().unwrap_or(0);
        match samples {
            Samples::U8(v) => {
                let table: Vec<u8> = (0..=u8::MAX).map(|n| self.grey(f64::from(n))).collect();
                v.iter().map(|n| of(&table, u16::from(*n))).collect()
            }
            Samples::U16(v) if v.len() > 65_536 => {
                let table: Vec<u8> = (0..=u16::MAX).map(|n| self.grey(f64::from(n))).collect();
                v.iter().map(|n| of(&table, *n)).collect()
            }
            Samples::I16(v) if v.len() > 65_536 => {
                let signed = |n: u16| f64::from(n.cast_signed());
                let table: Vec<u8> = (0..=u16::MAX).map(|n| self.grey(signed(n))).collect();
                v.iter().map(|n| of(&table, n.cast_unsigned())).collect()
            }
            other => {
                let each = (0..other.len()).filter_map(|at| other.get(at));
                each.map(|stored| self.grey(stored)).collect()
            }
        }
    }
}

/// From the smallest to the largest value of a frame, padding aside (PS3.3 C.7.5.1.1.2).
fn widest(frame: &Frame, values: Values<'_>, instance: &Instance) -> Window {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    let stored = (0..frame.pixels.len()).filter_map(|at| frame.pixels.get(at));
    for stored in stored.filter(|stored| !instance.is_padding(*stored)) {
        let measured = values.measured(stored);
        if let Some(measured) = measured.filter(|measured| measured.is_finite()) {
            (least, most) = (least.min(measured), most.max(measured));
        }
    }
    let (center, width) = if most > least {
        (f64::midpoint(least, most), most - least)
    } else {
        (if least.is_finite() { least } else { 0.0 }, 1.0)
    };
    Window {
        center,
        width,
        function: VoiFunction::LinearExact,
        explanation: None,
    }
}
