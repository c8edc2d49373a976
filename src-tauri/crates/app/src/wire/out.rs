//! Taking a chart, or parts of it, out of Wardbook.

use super::wire;

wire! {
    /// What it is taken out as.
    #[serde(rename_all = "kebab-case")]
    pub enum OutForm {
        /// Chosen sections as pages to print.
        Pdf,
        /// An International Patient Summary: a FHIR document.
        Summary,
        /// The table of one section.
        Csv,
        /// Everything, as the EHR sent it: a FHIR collection.
        Bundle,
    }

    /// Take something out.
    #[serde(rename_all = "camelCase")]
    pub struct TakeOut {
        /// Patient id.
        pub patient: String,
        /// As what.
        pub form: OutForm,
        /// Sections, as in `SectionHead`: at least one for a PDF, exactly one for CSV; not looked at otherwise.
        pub sections: Vec<String>,
        /// A file that is not there yet. It is not encrypted.
        pub path: String,
    }

    /// What was taken out.
    #[serde(rename_all = "camelCase")]
    pub struct TakenOut {
        /// The file.
        pub path: String,
        /// Bytes.
        pub bytes: f64,
        /// "4 pages", "812 resources", "96 rows".
        pub amount: String,
        /// What was not complete when it was taken out, a sentence each.
        pub incomplete: Vec<String>,
        /// What is left out of it on purpose or could not be written, a sentence each.
        pub left_out: Vec<String>,
    }

    /// What a plot is written as.
    #[serde(rename_all = "kebab-case")]
    pub enum PlotForm {
        /// The lines, as PNG.
        Picture,
        /// The values, as CSV.
        Values,
    }

    /// Write a plot to a file.
    #[serde(rename_all = "camelCase")]
    pub struct WritePlot {
        /// Patient id.
        pub patient: String,
        /// As what.
        pub form: PlotForm,
        /// The PNG in base64, or the CSV.
        pub content: String,
        /// A file that is not there yet. It is not encrypted.
        pub path: String,
    }

    /// A plot that was written.
    #[serde(rename_all = "camelCase")]
    pub struct WrittenPlot {
        /// The file.
        pub path: String,
        /// Bytes.
        pub bytes: f64,
    }
}
