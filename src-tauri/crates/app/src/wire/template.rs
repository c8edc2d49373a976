//! Notes and letters written from a template.

use super::document::AboutDocument;
use super::wire;

wire! {
    /// A template.
    #[serde(rename_all = "camelCase")]
    pub struct Template {
        /// Its name: of a file in the profile's folder `templates`, or of one that is built in.
        pub name: String,
        /// What it makes, in words.
        pub title: String,
        /// The document's type, LOINC.
        pub kind: Option<String>,
        /// It is a file of the user's own.
        pub own: bool,
        /// Why it cannot be used.
        pub problem: Option<String>,
    }

    /// The templates there are.
    #[serde(rename_all = "camelCase")]
    pub struct Templates {
        /// Built in and own.
        pub templates: Vec<Template>,
        /// The folder where own ones are put, as plain text files.
        pub folder: String,
        /// Fields a template may have, each with what it is: `{{patient.name}}`.
        pub fields: Vec<super::chart::Fact>,
    }

    /// Fill a template from a chart.
    #[serde(rename_all = "camelCase")]
    pub struct FillTemplate {
        /// Patient: id, the EHR's id, MRN, or a name only one has.
        pub patient: String,
        /// The template's name.
        pub template: String,
        /// Encounter, by its FHIR id; the one that is going on where absent.
        pub encounter: Option<String>,
    }

    /// A filled template, to be read and finished by a person.
    #[serde(rename_all = "camelCase")]
    pub struct FilledTemplate {
        /// Its text.
        pub text: String,
        /// What its form says.
        pub about: AboutDocument,
        /// Fields for which the chart has nothing here, in words.
        pub not_recorded: Vec<String>,
    }

    /// What a written document is kept as.
    #[serde(rename_all = "kebab-case")]
    pub enum WrittenAs {
        /// A text note.
        Text,
        /// A PDF.
        Pdf,
    }

    /// Keep a document that was written here.
    #[serde(rename_all = "camelCase")]
    pub struct WriteDocument {
        /// Patient: id, the EHR's id, MRN, or a name only one has.
        pub patient: String,
        /// Its text.
        pub text: String,
        /// What it is.
        pub about: AboutDocument,
        /// As what.
        pub written_as: WrittenAs,
        /// The record it takes the place of, as its new version.
        pub replaces: Option<String>,
        /// Keep it here for now.
        pub draft: bool,
    }
}
