//! Sharing documents with another clinician as a file, and opening such a file.

use super::document::AddedDocument;
use super::hidden::Hidden;
use super::wire;

wire! {
    /// Who can open the file.
    #[serde(rename_all = "kebab-case", tag = "kind")]
    pub enum SharedWith {
        /// Whoever knows the passphrase: at least 12 characters, told another way than the file.
        Passphrase {
            /// The passphrase.
            passphrase: Hidden,
        },
        /// Whoever has the private key that belongs to this `age1…` key.
        Recipient {
            /// The recipient's public key.
            key: String,
        },
        /// Anybody: the file is not encrypted.
        Anybody,
    }

    /// Share documents of one patient.
    #[serde(rename_all = "camelCase")]
    pub struct ShareDocuments {
        /// Record ids.
        pub records: Vec<String>,
        /// Who can open it.
        pub with: SharedWith,
        /// A file that is not there yet.
        pub path: String,
    }

    /// What was shared.
    #[serde(rename_all = "camelCase")]
    pub struct SharedDocuments {
        /// The file.
        pub path: String,
        /// Bytes.
        pub bytes: f64,
        /// Documents in it.
        pub documents: u32,
        /// It is encrypted.
        pub encrypted: bool,
        /// What is not in it, a sentence each.
        pub left_out: Vec<String>,
    }

    /// A shared file, and what opens it.
    #[serde(rename_all = "camelCase")]
    pub struct SharedFile {
        /// The file.
        pub path: String,
        /// Its passphrase, where it has one.
        pub passphrase: Option<Hidden>,
        /// The private key (`AGE-SECRET-KEY-…`), where it was made for one.
        pub key: Option<Hidden>,
    }

    /// A document in a shared file.
    #[serde(rename_all = "camelCase")]
    pub struct SharedDocument {
        /// Its number in the file, from 1.
        pub number: u32,
        /// Title or type.
        pub title: Option<String>,
        /// Type.
        pub kind: Option<String>,
        /// FHIR date.
        pub date: Option<String>,
        /// Author.
        pub author: Option<String>,
        /// It was marked as entered in error where it came from.
        pub in_error: bool,
        /// MIME type as the file says.
        pub content_type: Option<String>,
        /// Bytes; absent where its content is not in the file.
        pub size: Option<f64>,
    }

    /// What a shared file holds.
    #[serde(rename_all = "camelCase")]
    pub struct SharedContent {
        /// Whose documents they are: name.
        pub name: Option<String>,
        /// Birth date.
        pub birth_date: Option<String>,
        /// MRN where they came from.
        pub mrn: Option<String>,
        /// Who shared it, as the file says.
        pub from: Option<String>,
        /// When, FHIR instant.
        pub at: Option<String>,
        /// It was encrypted.
        pub encrypted: bool,
        /// The documents.
        pub documents: Vec<SharedDocument>,
    }

    /// Take documents of a shared file into a chart.
    #[serde(rename_all = "camelCase")]
    pub struct OpenShared {
        /// The file.
        pub file: SharedFile,
        /// The patient whose chart they go into: id, the EHR's id, MRN, or a name only one has.
        pub patient: String,
        /// Numbers of documents; all where empty.
        pub documents: Vec<u32>,
        /// Also where name or birth date are not those of the chart: a person looked and says they are the same.
        pub same_person: bool,
    }

    /// What became of them.
    #[serde(rename_all = "camelCase")]
    pub struct OpenedShared {
        /// Each document that was taken in, or refused.
        pub added: Vec<AddedDocument>,
        /// What was not taken, a sentence each.
        pub left_out: Vec<String>,
    }
}
