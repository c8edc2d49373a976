//! What a sync or an import brought, record by record, to open each.

use super::wire;

wire! {
    /// Ask what came.
    #[serde(rename_all = "camelCase")]
    pub struct ReadBrought {
        /// Connection id or name.
        pub connection: String,
        /// When it began, milliseconds.
        pub since: f64,
        /// Only these records of ours; all that came since where absent.
        pub records: Option<Vec<String>>,
        /// Go on after so many.
        pub offset: u32,
        /// So many at most.
        pub limit: u32,
    }

    /// A record that came.
    #[serde(rename_all = "camelCase")]
    pub struct BroughtRow {
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
        /// FHIR date.
        pub date: Option<String>,
        /// It was not here before; otherwise it changed.
        pub is_new: bool,
    }

    /// What came.
    #[serde(rename_all = "camelCase")]
    pub struct Brought {
        /// How many there are.
        pub total: u32,
        /// These of them, by patient and section, newest first.
        pub rows: Vec<BroughtRow>,
    }
}
