//! A photo, a scan or a PDF made a DICOM study of a patient.

use super::wire;

wire! {
    /// Make DICOM files of a picture (JPEG, PNG, TIFF) or a PDF and keep them as a new study of the patient.
    #[serde(rename_all = "camelCase")]
    pub struct WrapImages {
        /// The patient.
        pub patient: String,
        /// A file of this computer.
        pub path: Option<String>,
        /// Instead of it, a document of the patient's chart whose file is here.
        pub record: Option<String>,
        /// What it is called; the study and its series have this name.
        pub title: String,
        /// The day it was taken or written, `2024-06-11`, where that is known.
        pub made: Option<String>,
        /// It is paper or film from a scanner, not a photograph. Of a PDF it says nothing.
        pub scan: bool,
    }

    /// What was made.
    #[serde(rename_all = "camelCase")]
    pub struct WrappedImages {
        /// The new study.
        pub study: String,
        /// Files in it: a scan of several pages has several.
        pub files: u32,
    }
}
