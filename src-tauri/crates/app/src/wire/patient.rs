//! The patient list.

use super::coverage::CoverageState;
use super::wire;

wire! {
    /// Ask for a page of the patients on this workstation, by family name.
    #[serde(rename_all = "camelCase")]
    pub struct ListPatients {
        /// Name, MRN or birth date, any part, any order; empty for all.
        pub text: String,
        /// First row.
        pub offset: u32,
        /// At most 200.
        pub limit: u32,
    }

    /// A page of the list.
    #[serde(rename_all = "camelCase")]
    pub struct PatientPage {
        /// Rows that match in all.
        pub total: u32,
        /// Patients on this workstation in all.
        pub here: u32,
        /// The page.
        pub rows: Vec<PatientRow>,
    }

    /// One patient in a list.
    #[serde(rename_all = "camelCase")]
    pub struct PatientRow {
        /// Our id.
        pub id: String,
        /// What the EHR calls them.
        pub fhir_id: String,
        /// "Family, Given"; "Name not recorded" is never invented here: absent when the EHR gave none.
        pub name: Option<String>,
        /// FHIR date.
        pub birth_date: Option<String>,
        /// FHIR administrative gender as sent.
        pub gender: Option<String>,
        /// Medical record number.
        pub mrn: Option<String>,
        /// The EHR says the patient has died.
        pub deceased: bool,
        /// Connection id.
        pub connection: String,
        /// Connection name.
        pub connection_name: String,
        /// The least complete of this patient's sections.
        pub coverage: CoverageState,
        /// All sections complete as of (the oldest), milliseconds.
        pub as_of: Option<f64>,
        /// What is not complete, in words ("labs refused").
        pub incomplete: Option<String>,
        /// Records that came or changed since the chart was last opened here.
        pub new_records: u32,
    }

    /// Names a patient.
    #[serde(rename_all = "camelCase")]
    pub struct PatientRef {
        /// Our id.
        pub patient: String,
    }
}
