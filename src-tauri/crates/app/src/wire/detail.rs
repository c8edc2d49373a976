//! A record laid out whole, for reading.

use super::section::Standing;
use super::wire;

wire! {
    /// What the value of an element is.
    #[serde(rename_all = "kebab-case")]
    pub enum DetailKind {
        /// Words, a number, a code.
        Words,
        /// A FHIR date as sent.
        Date,
        /// Words that say why there is no value.
        Absent,
    }

    /// One element of a record.
    #[serde(rename_all = "camelCase")]
    pub struct DetailItem {
        /// Its name as sent; the URL of an extension.
        pub name: String,
        /// Its name in words.
        pub label: String,
        /// What the value is.
        pub kind: DetailKind,
        /// It may change the meaning of what it stands in.
        pub modifier: bool,
        /// In words.
        pub value: Option<String>,
        /// Small print: codes with their systems, uses, the reference as sent.
        pub fine: Vec<String>,
        /// The record it refers to, where that is on this workstation and may be opened from here.
        pub record: Option<String>,
        /// What stands in it and is not said in its words.
        pub items: Vec<DetailItem>,
    }

    /// A record laid out: every element of it.
    #[serde(rename_all = "camelCase")]
    pub struct RecordDetail {
        /// What it is.
        pub title: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// What turns the meaning of the record round, or may: to be read before anything else.
        pub cautions: Vec<String>,
        /// Its elements.
        pub items: Vec<DetailItem>,
    }
}
