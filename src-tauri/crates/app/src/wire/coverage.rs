//! Coverage: how complete and how fresh a section is. What is not known is said to be not known.

use super::wire;

wire! {
    /// How complete a section (or one read of it) is.
    #[serde(rename_all = "kebab-case")]
    pub enum CoverageState {
        /// Never asked for.
        NotAsked,
        /// Being fetched now for the first time, or interrupted: what is here is a part.
        Partial,
        /// Everything the EHR gives this user, as of the time beside it.
        Complete,
        /// The EHR refused it.
        Refused,
        /// The EHR does not offer it.
        NotOffered,
        /// The sign-in's grant does not cover it.
        NotGranted,
        /// It failed; what is here is from before.
        Failed,
    }

    /// One row of the ledger, or several of one section put together (the least complete decides).
    #[serde(rename_all = "camelCase")]
    pub struct Coverage {
        /// Connection id.
        pub connection: String,
        /// Patient id.
        pub patient: String,
        /// Section.
        pub section: String,
        /// The read within the section ("Observation laboratory"); absent when put together.
        pub read: Option<String>,
        /// How complete.
        pub state: CoverageState,
        /// Records here.
        pub count: u32,
        /// Complete as of, milliseconds.
        pub as_of: Option<f64>,
        /// Why not complete, in words.
        pub reason: Option<String>,
        /// Records put aside because they could not be read.
        pub quarantined: u32,
    }

    /// Ask for coverage; all patients if none is named.
    #[serde(rename_all = "camelCase")]
    pub struct ReadCoverage {
        /// Patient id.
        pub patient: Option<String>,
    }
}
