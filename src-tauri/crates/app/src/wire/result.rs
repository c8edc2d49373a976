//! Results and vital signs as a flowsheet: tests down, times across.

use super::section::Standing;
use super::wire;

wire! {
    /// How a result stands to what is expected, as the EHR sent it (interpretation), or by the range sent with it.
    #[serde(rename_all = "kebab-case")]
    pub enum Abnormality {
        /// Nothing sent: neither interpretation nor range.
        Unknown,
        /// Normal.
        Normal,
        /// Low.
        Low,
        /// High.
        High,
        /// Critically low.
        CriticalLow,
        /// Critically high.
        CriticalHigh,
        /// Abnormal without direction (also positive where that is abnormal).
        Abnormal,
        /// Critically abnormal without direction.
        Critical,
    }

    /// One result.
    #[serde(rename_all = "camelCase")]
    pub struct Cell {
        /// Record id.
        pub record: String,
        /// Column: index into `Flowsheet::columns`.
        pub column: u32,
        /// As sent or, with `as_sent`, in the row's unit, with comparator ("<0.01"), coded value or text; "—" never
        /// stands for it.
        pub value: Option<String>,
        /// The number, for sorting and drawing.
        pub number: Option<f64>,
        /// Unit as sent, where it differs from the row's and could not be shown in it. Says so where a number came without
        /// one; empty where there can be none.
        pub unit: Option<String>,
        /// The value with its unit as sent, where it is shown in the row's unit instead: only the point moved.
        pub as_sent: Option<String>,
        /// Why there is no value (dataAbsentReason in words).
        pub absent: Option<String>,
        /// Abnormality.
        pub abnormality: Abnormality,
        /// By whom abnormal: true when the EHR sent an interpretation, false when from the range sent.
        pub interpreted: bool,
        /// Reference range sent with this result, where it differs from the row's.
        pub range: Option<String>,
        /// Final, preliminary, corrected, entered in error.
        pub standing: Standing,
        /// Status as sent.
        pub status: Option<String>,
        /// Came or changed since the chart was last opened.
        pub new: bool,
        /// Other results of the same test in the same column: this one was put before them.
        pub more: u32,
        /// Their records in the same order, and that of the other half of a pair; each once.
        pub others: Vec<String>,
        /// What was sent beside the value: other parts of it, and the laboratory's notes.
        pub beside: Vec<String>,
    }

    /// A column: one time.
    #[serde(rename_all = "camelCase")]
    pub struct Column {
        /// Time, milliseconds.
        pub at: f64,
        /// The FHIR date it stands for.
        pub date: String,
    }

    /// One test.
    #[serde(rename_all = "camelCase")]
    pub struct TestRow {
        /// System and code, or the text where there is no code: what makes rows one.
        pub key: String,
        /// Name.
        pub name: String,
        /// Unit of most results.
        pub unit: Option<String>,
        /// Reference range of the newest result, in words.
        pub range: Option<String>,
        /// Low end of it.
        pub range_low: Option<f64>,
        /// High end of it.
        pub range_high: Option<f64>,
        /// Newest first.
        pub cells: Vec<Cell>,
    }

    /// Tests of one panel or category.
    #[serde(rename_all = "camelCase")]
    pub struct TestGroup {
        /// Name.
        pub name: String,
        /// Rows.
        pub tests: Vec<TestRow>,
    }

    /// Tests down, times across (newest first).
    #[serde(rename_all = "camelCase")]
    pub struct Flowsheet {
        /// Columns.
        pub columns: Vec<Column>,
        /// Groups.
        pub groups: Vec<TestGroup>,
        /// Results in all; not counted where only the last were asked for.
        pub results: Option<u32>,
        /// Columns in all, where fewer are given; not counted where only the last were asked for.
        pub columns_in_all: Option<u32>,
    }

    /// A vital sign on the summary.
    #[serde(rename_all = "camelCase")]
    pub struct VitalRow {
        /// Record id.
        pub record: String,
        /// Name ("Blood pressure").
        pub name: String,
        /// Value in words ("104/62").
        pub value: Option<String>,
        /// Unit.
        pub unit: Option<String>,
        /// Why there is no value.
        pub absent: Option<String>,
        /// Abnormality.
        pub abnormality: Abnormality,
        /// FHIR date.
        pub date: Option<String>,
        /// Numbers over time, oldest first: milliseconds and value.
        pub trend: Vec<(f64, f64)>,
        /// Other results of this moment.
        pub more: u32,
        /// What was sent beside the value.
        pub beside: Vec<String>,
    }
}
