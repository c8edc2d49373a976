//! Full-text search over what is on this workstation.

use super::wire;

wire! {
    /// What comes first.
    #[derive(Default)]
    #[serde(rename_all = "kebab-case")]
    pub enum SearchOrder {
        /// What fits best.
        #[default]
        Best,
        /// What happened last.
        Newest,
    }

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
        /// Only these sections, as in `SectionHead`; all where none is named.
        pub sections: Vec<String>,
        /// Only what happened on this day or later (FHIR date).
        pub from: Option<String>,
        /// Only what happened up to the end of this day (FHIR date).
        pub to: Option<String>,
        /// What comes first.
        pub order: SearchOrder,
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
        /// Where nothing was found because no record here has one of the words: the same with a word that is
        /// here and almost the same. Never searched for unless somebody takes it.
        pub did_you_mean: Vec<String>,
    }
}
