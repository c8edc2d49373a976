//! From measured values to brightness: windows and tables (PS3.3 C.11.2). Refuses a window without width, and a
//! table that cannot be read.

use dicom_dictionary_std::tags;
use serde::Serialize;

use crate::read::{DataSet, ReadWarning, note};
use crate::render::Lut;

/// How a window is applied (PS3.3 C.11.2.1.2 and C.11.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoiFunction {
    /// A line, whose ends are half a value and one value in.
    #[default]
    Linear,
    /// A line from end to end.
    LinearExact,
    /// A sigmoid.
    Sigmoid,
}

/// A stretch of measured values that is spread over all brightness.
#[derive(Clone, PartialEq)]
pub struct Window {
    /// Its middle, in measured values.
    pub center: f64,
    /// Its width, in measured values.
    pub width: f64,
    /// How it is applied.
    pub function: VoiFunction,
    /// What it is for, in the instance's words: `BONE`, `LUNG`.
    pub explanation: Option<String>,
}

impl std::fmt::Debug for Window {
    /// Without its explanation: people write what they like.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window")
            .field("center", &self.center)
            .field("width", &self.width)
            .field("function", &self.function)
            .finish_non_exhaustive()
    }
}

impl Window {
    /// Brightness from 0 to 1.
    pub fn apply(&self, value: f64) -> f64 {
        let Self { center, width, .. } = *self;
        let along = match self.function {
            VoiFunction::Linear if width <= 1.0 => f64::from(u8::from(value > center - 0.5)),
            VoiFunction::Linear => (value - (center - 0.5)) / (width - 1.0) + 0.5,
            VoiFunction::LinearExact => (value - center) / width + 0.5,
            VoiFunction::Sigmoid => 1.0 / (1.0 + (-4.0 * (value - center) / width).exp()),
        };
        along.clamp(0.0, 1.0)
    }
}

/// What an instance offers to make its measured values visible.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Voi {
    /// In the instance's order; the first is its default.
    pub windows: Vec<Window>,
    /// In the instance's order.
    pub tables: Vec<Lut>,
}

impl Voi {
    /// That of a data set.
    pub(crate) fn of(set: &DataSet, signed: bool, warnings: &mut Vec<ReadWarning>) -> Self {
        let function = match set.ascii(tags::VOILUT_FUNCTION) {
            Some("SIGMOID") => VoiFunction::Sigmoid,
            Some("LINEAR_EXACT") => VoiFunction::LinearExact,
            _ => VoiFunction::Linear,
        };
        let explanations: Vec<&str> = set.values(tags::WINDOW_CENTER_WIDTH_EXPLANATION).collect();
        let centers = set.decimals(tags::WINDOW_CENTER);
        let widths = set.decimals(tags::WINDOW_WIDTH);
        // A width is at least 1, or more than 0 (PS3.3 C.11.2.1.2.1, C.11.2.1.3.2).
        let sound = |width: f64| width >= 1.0 || (function != VoiFunction::Linear && width > 0.0);
        let windows = centers
            .into_iter()
            .zip(widths)
            .enumerate()
            .filter(|(_, (_, width))| sound(*width))
            .map(|(number, (center, width))| Window {
                center,
                width,
                function,
                explanation: explanations.get(number).map(|text| (*text).to_owned()),
            })
            .collect();
        let items = set.items(tags::VOILUT_SEQUENCE);
        let tables: Vec<Lut> = items
            .iter()
            .filter_map(|item| Lut::of(item, signed))
            .collect();
        if tables.len() < items.len() {
            let tag = tags::VOILUT_SEQUENCE;
            note(warnings, ReadWarning::Unreadable { tag });
        }
        Self { windows, tables }
    }
}

#[cfg(test)]
mod tests {
    use super::{VoiFunction, Window};

    #[test]
    fn the_ends_of_a_window_are_dark_and_bright() {
        let window = |function| Window {
            center: 40.0,
            width: 400.0,
            function,
            explanation: None,
        };
        let linear = window(VoiFunction::Linear);
        // PS3.3 C.11.2.1.2.1: at c - 0.5 - (w-1)/2 it is dark, at c - 0.5 + (w-1)/2 it is bright.
        assert!(linear.apply(-160.0) <= 0.0 && linear.apply(-159.0) > 0.0);
        assert!(linear.apply(239.0) >= 1.0 && linear.apply(238.0) < 1.0);
        let exact = window(VoiFunction::LinearExact);
        assert!((exact.apply(40.0) - 0.5).abs() < 1e-12);
        assert!(exact.apply(240.0) >= 1.0 && exact.apply(239.0) < 1.0);
        let sigmoid = window(VoiFunction::Sigmoid);
        assert!((sigmoid.apply(40.0) - 0.5).abs() < 1e-12 && sigmoid.apply(240.0) < 1.0);
        let narrow = Window {
            width: 1.0,
            ..linear
        };
        assert_eq!(
            (narrow.apply(39.0), narrow.apply(40.0)),
            (0.0, 1.0),
            "a threshold"
        );
    }
}
