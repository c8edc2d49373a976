//! From stored values to what was measured: Hounsfield units, dose and the like (PS3.3 C.11.1). Refuses to round, and to
//! fill in a part that cannot be read.

use dicom_dictionary_std::tags;

use crate::read::{DataSet, ReadWarning, note};
use crate::render::Lut;

/// How stored values become measured ones.
#[derive(Clone, PartialEq)]
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

impl std::fmt::Debug for Modality {
    /// Without the unit, which is text of the file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Linear {
                slope, intercept, ..
            } => f
                .debug_struct("Linear")
                .field("slope", slope)
                .field("intercept", intercept)
                .finish_non_exhaustive(),
            Self::Table(lut) => f.debug_tuple("Table").field(lut).finish(),
        }
    }
}

/// What a data set says of how its stored values become measured ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Said {
    /// Nothing: stored values are the measured ones, or another data set says it.
    #[default]
    Nothing,
    /// Something that cannot be read: nothing that another data set says may stand in for it.
    Unreadable,
    /// This.
    By(Modality),
}

impl Said {
    pub(crate) fn or(self, other: &Self) -> Self {
        if self == Self::Nothing {
            other.clone()
        } else {
            self
        }
    }

    /// Whether some value may come out below 0, of stored ones from the least to the largest there can be: then the
    /// first value of a VOI LUT has a sign (PS3.3 C.11.2.1.1). What a table gives has none.
    pub(crate) fn gives_negative(&self, (least, most): (f64, f64)) -> bool {
        match self {
            Self::By(Modality::Table(_)) => false,
            Self::By(line) => line.apply(least).min(line.apply(most)) < 0.0,
            Self::Nothing | Self::Unreadable => least < 0.0,
        }
    }

    pub(crate) fn modality(&self) -> Option<&Modality> {
        match self {
            Self::By(modality) => Some(modality),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

impl Modality {
    /// That of a data set. A part that is there and cannot be read makes the whole unreadable: an intercept taken for
    /// 0 gives values that look measured and are not (PS3.3 C.11.1.1.2).
    pub(crate) fn of(set: &DataSet, signed: bool, warnings: &mut Vec<ReadWarning>) -> Said {
        if let Some(item) = set.items(tags::MODALITY_LUT_SEQUENCE).first() {
            if let Some(lut) = Lut::of(item, signed) {
                return Said::By(Self::Table(lut));
            }
            let tag = tags::MODALITY_LUT_SEQUENCE;
            note(warnings, ReadWarning::Unreadable { tag });
            return Said::Unreadable;
        }
        let mut unreadable = false;
        let mut part = |tag| {
            let read = set.decimal(tag);
            if read.is_none() && !set.is_blank(tag) {
                note(warnings, ReadWarning::Unreadable { tag });
                unreadable = true;
            }
            read
        };
        let rescale = part(tags::RESCALE_SLOPE);
        let slope = rescale.or(part(tags::DOSE_GRID_SCALING));
        let intercept = part(tags::RESCALE_INTERCEPT);
        if unreadable {
            return Said::Unreadable;
        }
        if slope.is_none() && intercept.is_none() {
            return Said::Nothing;
        }
        if slope == Some(0.0) {
            note(warnings, ReadWarning::SlopeZero);
        }
        Said::By(Self::Linear {
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

#[cfg(test)]
mod tests {
    use super::{Modality, Said};
    use crate::render::Lut;

    #[test]
    fn whether_values_may_be_negative_comes_of_the_modality() {
        let line = |intercept| {
            Said::By(Modality::Linear {
                slope: 1.0,
                intercept,
                unit: None,
            })
        };
        let (unsigned, signed) = ((0.0, 4095.0), (-2048.0, 2047.0));
        assert!(line(-1024.0).gives_negative(unsigned), "Hounsfield units");
        assert!(!line(2048.0).gives_negative(signed), "lifted above 0");
        let table = Said::By(Modality::Table(Lut {
            first: -2048,
            bits: 16,
            entries: vec![0],
        }));
        assert!(!table.gives_negative(signed), "entries have no sign");
        assert!(Said::Nothing.gives_negative(signed));
        assert!(!Said::Nothing.gives_negative(unsigned));
    }
}
