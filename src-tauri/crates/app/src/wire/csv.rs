//! The ledger and the mapping as tables in files, for a spreadsheet.

use super::ledger::ListMappings;
use super::wire;

wire! {
    /// Write the ledger, of all connections and patients if none is named.
    #[serde(rename_all = "camelCase")]
    pub struct WriteLedger {
        /// Connection id or name.
        pub connection: Option<String>,
        /// Patient id.
        pub patient: Option<String>,
        /// A file that is not there yet.
        pub path: String,
    }

    /// Write mappings: all that fit, whatever the offset and the limit say.
    #[serde(rename_all = "camelCase")]
    pub struct WriteMappings {
        /// Which.
        pub which: ListMappings,
        /// A file that is not there yet.
        pub path: String,
    }

    /// What was written.
    #[serde(rename_all = "camelCase")]
    pub struct WrittenCsv {
        /// The file.
        pub path: String,
        /// Rows below its head.
        pub rows: u32,
    }
}
