//! Full-text search over what is on this workstation.

use super::wire;

wire! {
    /// Ask.
    #[serde(rename_all = "camelCase")]
    pub struct Search {
        /// Words; the last may be a beginning. "quoted words" are a phrase. Or a FHIR search:
        /// `Observation?code=2823-3&date=ge2026`.
        pub text: String,
        /// Only this patient.
        pub patient: Option<String>,
        /// At most 100.
        pub limit: u32,
    }

    /// One hit.
    #[serde(rename_all = "camelCase")]
    pub struct Hit {
        /// Record id.
        pub record: String,
        /// Resource type.
        pub resource_type: String,
        /// Chart section it is shown in.
        pub section: String,
        /// Patient id, where it belongs to one.
        pub patient: Option<String>,
        /// Patient's name.
        pub patient_name: Option<String>,
        /// Title.
        pub title: Option<String>,
        /// A piece of the text around the words.
        pub snippet: Option<String>,
        /// The page of the document it is on.
        pub page: Option<u32>,
        /// FHIR date.
        pub date: Option<String>,
    }

    /// Hits, best first.
    #[serde(rename_all = "camelCase")]
    pub struct Hits {
        /// Hits.
        pub hits: Vec<Hit>,
        /// There are more.
        pub more: bool,
    }
}
