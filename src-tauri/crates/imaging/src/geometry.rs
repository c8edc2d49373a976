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

impl Geometry {
    /// What one data set says, be it of an instance or of functional groups.
    pub(crate) fn of(set: &DataSet) -> Self {
        let exactly = |tag| set.decimals(tag).try_into().ok();
        let pair = |tag| match set.decimals(tag).as_slice() {
            [rows, columns] if *rows > 0.0 && *columns > 0.0 => Some((*rows, *columns)),
            _ => None,
        };
        let patient =
            pair(tags::PIXEL_SPACING).map(|(rows, columns)| Spacing::Patient { rows, columns });
        let detector = pair(tags::IMAGER_PIXEL_SPACING)
            .map(|(rows, columns)| Spacing::Detector { rows, columns });
        Self {
            position: exactly(tags::IMAGE_POSITION_PATIENT),
            orientation: set
                .decimals(tags::IMAGE_ORIENTATION_PATIENT)
                .try_into()
                .ok(),
            // The same as on the detector is not corrected for the enlargement of a projection (PS3.3 10.7.1.3).
            spacing: detector
                .filter(|_| pair(tags::PIXEL_SPACING) == pair(tags::IMAGER_PIXEL_SPACING))
                .or(patient)
                .or(detector),
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
