//! Studies of images over all patients.

use super::wire;

wire! {
    /// Look for studies by what is remembered of one; all that is given has to be so.
    #[serde(rename_all = "camelCase")]
    pub struct FindStudies {
        /// Beginnings of words of the patient's name, number or day of birth.
        pub patient: Option<String>,
        /// Of this day or later: `2026-11-18`.
        pub from: Option<String>,
        /// Of this day or earlier.
        pub to: Option<String>,
        /// As DICOM writes it: `CT`.
        pub modality: Option<String>,
        /// Words of the description of the study or of a series.
        pub description: Option<String>,
        /// Words of the part of the body.
        pub body_part: Option<String>,
        /// The beginning of the accession number.
        pub accession: Option<String>,
        /// How many to leave out first.
        pub offset: u32,
        /// How many, at most.
        pub limit: u32,
    }

    /// A study that was found.
    #[serde(rename_all = "camelCase")]
    pub struct FoundImageStudy {
        /// Our id.
        pub study: String,
        /// Patient id.
        pub patient: String,
        /// The patient's name in the chart.
        pub name: Option<String>,
        /// Day of birth in the chart.
        pub birth_date: Option<String>,
        /// Number in the chart.
        pub mrn: Option<String>,
        /// Its day, where the files say one.
        pub date: Option<String>,
        /// Its time, where the files say one.
        pub time: Option<String>,
        /// What was examined, in the words of the files.
        pub description: Option<String>,
        /// Accession number.
        pub accession: Option<String>,
        /// As DICOM writes them, each once.
        pub modalities: Vec<String>,
        /// Each once.
        pub body_parts: Vec<String>,
        /// Files.
        pub instances: f64,
    }

    /// Studies that were found.
    #[serde(rename_all = "camelCase")]
    pub struct FoundImageStudies {
        /// The newest first, those without a date last.
        pub studies: Vec<FoundImageStudy>,
        /// How many there are in all.
        pub all: f64,
        /// How many more would be among them, had they a date.
        pub undated: f64,
    }

    /// Ask how images of a modality stand in the viewer.
    #[serde(rename_all = "camelCase")]
    pub struct ImageLayoutOf {
        /// As DICOM writes it.
        pub modality: String,
    }

    /// How somebody likes images of a modality to stand in the viewer.
    #[serde(rename_all = "camelCase")]
    pub struct ImageLayout {
        /// As DICOM writes it.
        pub modality: String,
        /// Beside each other, 1 to 4.
        pub pictures: u32,
        /// They scroll together.
        pub together: bool,
        /// An older study of the same kind stands beside, where there is one.
        pub prior: bool,
        /// The window they begin with; as the file says where there is none.
        pub preset: Option<String>,
    }

    /// The layout that was kept for a modality.
    #[serde(rename_all = "camelCase")]
    pub struct ImageLayoutHere {
        /// As DICOM writes it.
        pub modality: String,
        /// Absent where none was kept.
        pub layout: Option<ImageLayout>,
    }
}
