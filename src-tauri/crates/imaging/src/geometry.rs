//! Where a frame lies in the patient and how large its pixels are (PS3.3 C.7.6.2, C.7.6.16.2). Refuses to call the
//! spacing on a detector the spacing in the patient.

use dicom_dictionary_std::tags;
use serde::Serialize;

use crate::read::DataSet;

/// Distance of pixel centres in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "at")]
pub enum Spacing {
    /// In the patient (0028,0030).
    Patient {
        /// From row to row.
        rows: f64,
        /// From column to column.
        columns: f64,
    },
    /// On the detector, where a projection is larger than what it shows (0018,1164).
    Detector {
        /// From row to row.
        rows: f64,
        /// From column to column.
        columns: f64,
    },
}

/// Place, direction and scale of a frame; what is absent is not said by the instance.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Geometry {
    /// Of the centre of the upper left pixel, in millimetres towards left, back and head (0020,0032).
    pub position: Option<[f64; 3]>,
    /// Directions of a row and of a column (0020,0037).
    pub orientation: Option<[f64; 6]>,
    /// How far pixels are apart.
    pub spacing: Option<Spacing>,
    /// How high and how wide a pixel is shown, where no distance is known (0028,0034).
    pub aspect: Option<[f64; 2]>,
    /// In millimetres (0018,0050).
    pub thickness: Option<f64>,
    /// Distance of slices in millimetres (0018,0088).
    pub between: Option<f64>,
}

/// Two devices write one distance with more or fewer digits; a correction for the enlargement is larger than this.
const WRITTEN_OTHERWISE: f64 = 0.01;

/// What is the same as on the detector is not corrected for the enlargement of a projection (PS3.3 10.7.1.3).
fn is_the_same(here: (f64, f64), there: (f64, f64)) -> bool {
    let close = |one: f64, other: f64| (one - other).abs() <= WRITTEN_OTHERWISE * other;
    close(here.0, there.0) && close(here.1, there.1)
}

/// It is said how pixel spacing was corrected (0028,0A02): `GEOMETRY` or `FIDUCIAL`.
fn is_calibrated(set: &DataSet) -> bool {
    set.ascii(tags::PIXEL_SPACING_CALIBRATION_TYPE).is_some()
}

/// A shadow of what lies before a detector (PS3.3 C.7.3.1.1.1).
fn is_projection(set: &DataSet) -> bool {
    let modality = set.ascii(tags::MODALITY).unwrap_or_default();
    ["CR", "DX", "IO", "MG", "PX", "RF", "RG", "XA"].contains(&modality)
}

impl Geometry {
    /// What one data set says, be it of an instance or of functional groups.
    pub(crate) fn of(set: &DataSet) -> Self {
        let exactly = |tag| set.decimals(tag).try_into().ok();
        let pair = |tag| match set.decimals(tag).as_slice() {
            [rows, columns] if *rows > 0.0 && *columns > 0.0 => Some((*rows, *columns)),
            _ => None,
        };
        let (here, there) = (pair(tags::PIXEL_SPACING), pair(tags::IMAGER_PIXEL_SPACING));
        let patient = |(rows, columns)| Spacing::Patient { rows, columns };
        let detector = |(rows, columns)| Spacing::Detector { rows, columns };
        Self {
            position: exactly(tags::IMAGE_POSITION_PATIENT),
            orientation: set
                .decimals(tags::IMAGE_ORIENTATION_PATIENT)
                .try_into()
                .ok(),
            spacing: match (here, there) {
                (Some(here), _) if is_calibrated(set) => Some(patient(here)),
                (Some(here), Some(there)) if is_the_same(here, there) => Some(detector(there)),
                // Of a projection that says no more, nobody said that it was corrected.
                (Some(here), None) if is_projection(set) => Some(detector(here)),
                (Some(here), _) => Some(patient(here)),
                (None, there) => there.map(detector),
            },
            aspect: pair(tags::PIXEL_ASPECT_RATIO).map(|(high, wide)| [high, wide]),
            thickness: set.decimal(tags::SLICE_THICKNESS),
            between: set.decimal(tags::SPACING_BETWEEN_SLICES),
        }
    }

    /// What another says where this one says nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            position: self.position.or(other.position),
            orientation: self.orientation.or(other.orientation),
            spacing: self.spacing.or(other.spacing),
            aspect: self.aspect.or(other.aspect),
            thickness: self.thickness.or(other.thickness),
            between: self.between.or(other.between),
        }
    }
}
