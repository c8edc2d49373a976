//! Bringing records in from files and taking a chart out.

use super::wire;

wire! {
    /// Import a file or a folder.
    #[serde(rename_all = "camelCase")]
    pub struct ImportFrom {
        /// A Bundle, NDJSON or a single resource; or a folder of them.
        pub path: String,
    }

    /// Something wrong with one entry of an import.
    #[serde(rename_all = "camelCase")]
    pub struct ImportFault {
        /// File name.
        pub file: String,
        /// Where in it: "entry 3", "line 12", or "file".
        pub position: String,
        /// Resource type, where it could be read.
        pub resource_type: Option<String>,
        /// One of a fixed list ("no-id", "bad-reference").
        pub code: String,
        /// What is wrong, in words.
        pub message: String,
        /// The record was kept all the same.
        pub kept: bool,
    }

    /// What an import did.
    #[serde(rename_all = "camelCase")]
    pub struct Imported {
        /// Connection id the records belong to.
        pub connection: String,
        /// Its name: "import", or one with a number where its ids are other people's there.
        pub source: String,
        /// Files read.
        pub files: u32,
        /// Files in the folder that are no FHIR JSON and were passed over.
        pub passed_over: u32,
        /// Resources found.
        pub resources: u32,
        /// New on this workstation.
        pub added: u32,
        /// Here before, and different now.
        pub changed: u32,
        /// Here before, and the same.
        pub unchanged: u32,
        /// Put aside because the store could not read them.
        pub quarantined: u32,
        /// Left out, with a fault each.
        pub left_out: u32,
        /// The first 1,000 faults.
        pub faults: Vec<ImportFault>,
        /// Faults in all.
        pub faults_in_all: u32,
    }

    /// Export a chart.
    #[serde(rename_all = "camelCase")]
    pub struct ExportChart {
        /// Patient id.
        pub patient: String,
        /// File to write; must not exist.
        pub path: String,
    }

    /// What an export wrote.
    #[serde(rename_all = "camelCase")]
    pub struct Exported {
        /// Resources of the patient.
        pub resources: u32,
        /// Bytes.
        pub bytes: f64,
    }
}
