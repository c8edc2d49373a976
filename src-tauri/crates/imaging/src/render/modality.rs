//! From stored values to what was measured: Hounsfield units, dose and the like (PS3.3 C.11.1). Refuses to round.

use dicom_dictionary_std::tags;

use crate::read::DataSet;
use crate::render::Lut;

/// How stored values become measured ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Modality {
    /// `slope * stored + intercept` (PS3.3 C.11.1.1.2); also a dose grid's scaling (C.8.8.3.2).
    Linear {
        /// Of the line.
        slope: f64,
        /// Of the line.
        intercept: f64,
        /// `HU`, `US` (unspecified) and so on, where the instance says.
        unit: Option<String>,
    },
    /// By a table (PS3.3 C.11.1.1.1).
    Table(Lut),
}

impl Modality {
    /// That of a data set; `None` where stored values are the measured ones.
    pub(crate) fn of(set: &DataSet, signed: bool) -> Option<Self> {
        if let Some(item) = set.items(tags::MODALITY_LUT_SEQUENCE).first()
            && let Some(lut) = Lut::of(item, signed)
        {
            return Some(Self::Table(lut));
        }
        let slope = set
            .decimal(tags::RESCALE_SLOPE)
            .or(set.decimal(tags::DOSE_GRID_SCALING));
        let intercept = set.decimal(tags::RESCALE_INTERCEPT);
        if slope.is_none() && intercept.is_none() {
            return None;
        }
        Some(Self::Linear {
            // A slope of 0 would make every pixel the same, and only writers that mean none give it.
            slope: slope.filter(|slope| *slope != 0.0).unwrap_or(1.0),
            intercept: intercept.unwrap_or(0.0),
            unit: set.ascii(tags::RESCALE_TYPE).map(str::to_owned),
        })
    }

    /// The measured value of a stored one.
    pub fn apply(&self, stored: f64) -> f64 {
        match self {
            Self::Linear {
                slope, intercept, ..
            } => slope * stored + intercept,
            Self::Table(lut) => f64::from(lut.get(stored)),
        }
    }
}
