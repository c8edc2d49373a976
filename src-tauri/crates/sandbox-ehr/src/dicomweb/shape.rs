//! What the images of a modality are like: how many, how large, and how they are written. A table; the charts name as
//! many instances as it says, and the archive makes them.

/// How a data set and its pixels are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// Explicit value representations, little endian.
    Explicit,
    /// Implicit ones, little endian.
    Implicit,
    /// Explicit, deflated as a whole.
    Deflated,
    /// Explicit, pixels in run lengths.
    Rle,
}

impl Written {
    /// The transfer syntax UID (PS3.6 table A-1).
    pub(crate) fn uid(self) -> &'static str {
        match self {
            Self::Explicit => "1.2.840.10008.1.2.1",
            Self::Implicit => "1.2.840.10008.1.2",
            Self::Deflated => "1.2.840.10008.1.2.1.99",
            Self::Rle => "1.2.840.10008.1.2.5",
        }
    }
}

/// The images of one modality.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) modality: &'static str,
    /// SOP class.
    pub(crate) class: &'static str,
    /// How many a series has.
    pub(crate) instances: usize,
    pub(crate) frames: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    /// 1, or 3 for colour.
    pub(crate) samples: usize,
    /// Bits stored of a sample.
    pub(crate) bits: u16,
    pub(crate) written: Written,
}

#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    Shape { modality: "CT", class: "1.2.840.10008.5.1.4.1.1.2", instances: 24, frames: 1, rows: 96, columns: 96, samples: 1, bits: 16, written: Written::Explicit },
    Shape { modality: "MR", class: "1.2.840.10008.5.1.4.1.1.4", instances: 12, frames: 1, rows: 96, columns: 80, samples: 1, bits: 12, written: Written::Rle },
    Shape { modality: "CR", class: "1.2.840.10008.5.1.4.1.1.1", instances: 2, frames: 1, rows: 240, columns: 200, samples: 1, bits: 12, written: Written::Explicit },
    Shape { modality: "DX", class: "1.2.840.10008.5.1.4.1.1.1.1", instances: 2, frames: 1, rows: 256, columns: 240, samples: 1, bits: 12, written: Written::Deflated },
    Shape { modality: "MG", class: "1.2.840.10008.5.1.4.1.1.1.2", instances: 4, frames: 1, rows: 240, columns: 160, samples: 1, bits: 12, written: Written::Implicit },
    Shape { modality: "US", class: "1.2.840.10008.5.1.4.1.1.3.1", instances: 1, frames: 16, rows: 96, columns: 128, samples: 3, bits: 8, written: Written::Rle },
    Shape { modality: "XC", class: "1.2.840.10008.5.1.4.1.1.7", instances: 1, frames: 1, rows: 120, columns: 160, samples: 3, bits: 8, written: Written::Explicit },
];

/// What any other modality is like.
const OTHER: Shape = Shape {
    modality: "OT",
    class: "1.2.840.10008.5.1.4.1.1.7",
    instances: 1,
    frames: 1,
    rows: 64,
    columns: 64,
    samples: 1,
    bits: 8,
    written: Written::Explicit,
};

/// The shape of a modality's images.
pub(crate) fn of(modality: &str) -> &'static Shape {
    let found = SHAPES.iter().find(|shape| shape.modality == modality);
    found.unwrap_or(&OTHER)
}
