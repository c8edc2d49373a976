//! What an EHR says it offers: its CapabilityStatement, readable.

use super::wire;

wire! {
    /// One resource type at an EHR.
    #[serde(rename_all = "camelCase")]
    pub struct SchemaType {
        /// FHIR resource type.
        pub name: String,
        /// "read", "search-type", "create"…
        pub interactions: Vec<String>,
        /// Search parameters, those of every type among them.
        pub search_params: Vec<String>,
        /// Profiles it says it follows.
        pub profiles: Vec<String>,
        /// `_include` and `_revinclude` values.
        pub includes: Vec<String>,
        /// Operations, with the dollar sign.
        pub operations: Vec<String>,
        /// "no-version", "versioned", "versioned-update".
        pub versioning: Option<String>,
        /// What the present sign-in covers of it: "all", "some", "none", or absent where nobody is signed in
        /// or no sign-in is needed.
        pub granted: Option<String>,
    }

    /// What an EHR says it offers.
    #[serde(rename_all = "camelCase")]
    pub struct Schema {
        /// Connection id.
        pub connection: String,
        /// "4.0.1".
        pub fhir_version: Option<String>,
        /// Software and its version.
        pub software: Option<String>,
        /// What this installation is.
        pub implementation: Option<String>,
        /// Who publishes it.
        pub publisher: Option<String>,
        /// When the statement was made, a FHIR date.
        pub date: Option<String>,
        /// Formats.
        pub formats: Vec<String>,
        /// Security services, as named.
        pub security: Vec<String>,
        /// Whole-system interactions and operations.
        pub system: Vec<String>,
        /// Resource types by name.
        pub types: Vec<SchemaType>,
        /// Whether it was asked just now; else it is the one kept from before.
        pub fresh: bool,
    }
}
