//! Sections that are lists of records: procedures, orders, care plan and the like.

use super::section::Standing;
use super::wire;

wire! {
    /// A column beside the name and before the status.
    #[serde(rename_all = "camelCase")]
    pub struct ListColumn {
        /// Its head.
        pub head: String,
        /// Its cells are FHIR dates, or words where no date was sent.
        pub date: bool,
    }

    /// A record as a row.
    #[serde(rename_all = "camelCase")]
    pub struct ListRow {
        /// Record id.
        pub record: String,
        /// What it is, or whom it is about.
        pub name: Option<String>,
        /// More about that.
        pub below: Option<String>,
        /// One cell a column; nothing where the EHR sent nothing.
        pub cells: Vec<Option<String>>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
    }

    /// A list of a section.
    #[serde(rename_all = "camelCase")]
    pub struct RecordList {
        /// Title ("Goals").
        pub title: String,
        /// Head of the column of names ("Goal").
        pub name_head: String,
        /// Columns between the name and the status.
        pub columns: Vec<ListColumn>,
        /// Rows: what counts now first, each part newest first.
        pub rows: Vec<ListRow>,
        /// What rows that are over are called ("past goal"); they are folded away. Nothing is folded without.
        pub fold: Option<String>,
    }
}
