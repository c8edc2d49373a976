//! Hospitals by name, from lists that vendors publish.

use super::wire;

wire! {
    /// Bring a list in.
    #[serde(rename_all = "camelCase")]
    pub struct ImportHospitals {
        /// A file's path or an https address.
        pub from: String,
        /// What to call the list; absent takes the name of the file or the host. The same name replaces it.
        pub name: Option<String>,
    }

    /// A list that is here.
    #[serde(rename_all = "camelCase")]
    pub struct HospitalList {
        /// Its name.
        pub name: String,
        /// Hospitals in it.
        pub hospitals: u32,
        /// Entries that could not be used: without a name or without an address.
        pub skipped: u32,
    }

    /// Search as one types.
    #[serde(rename_all = "camelCase")]
    pub struct FindHospitals {
        /// Beginnings of words of the name or the place.
        pub text: String,
    }

    /// One address of one hospital.
    #[serde(rename_all = "camelCase")]
    pub struct Hospital {
        /// Its name.
        pub name: String,
        /// FHIR base URL.
        pub fhir_base: String,
        /// Town and state, as far as known.
        pub place: String,
        /// The list it came from.
        pub list: String,
    }

    /// What a search found.
    #[serde(rename_all = "camelCase")]
    pub struct Hospitals {
        /// At most 30.
        pub hospitals: Vec<Hospital>,
        /// There are more: type on.
        pub more: bool,
        /// The lists that are here.
        pub lists: Vec<HospitalList>,
    }
}
