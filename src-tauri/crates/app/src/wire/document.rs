//! Documents that a person brings in.

use super::wire;

wire! {
    /// A file on this computer.
    #[serde(rename_all = "camelCase")]
    pub struct FileRef {
        /// Its path.
        pub path: String,
    }

    /// Why a document is not taken in.
    #[serde(rename_all = "camelCase")]
    pub struct Refused {
        /// A short word: empty, too-large, program, macros, password, truncated, bomb, …
        pub code: String,
        /// What is wrong and what to do.
        pub message: String,
    }

    /// A piece of a document's text.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentPassage {
        /// Its page, where the kind has pages.
        pub page: Option<u32>,
        /// Its part, where it is not the body: "Header", "Comments", a section's title.
        pub part: Option<String>,
        /// Its text.
        pub text: String,
    }

    /// What a document says, or why it is refused.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentText {
        /// Its MIME type, by its content.
        pub content_type: Option<String>,
        /// The same in a word.
        pub kind: Option<String>,
        /// How many pages, where it has pages.
        pub pages: Option<u32>,
        /// There is no text in it: a scan, a photograph, or blank.
        pub scanned: bool,
        /// Its text in reading order.
        pub passages: Vec<DocumentPassage>,
        /// Pages without text.
        pub without_text: Vec<u32>,
        /// What is in it and was not read: text may be missing there.
        pub unread: Vec<String>,
        /// What it calls itself.
        pub title: Option<String>,
        /// Who it says wrote it.
        pub author: Option<String>,
        /// The date it gives itself (FHIR).
        pub date: Option<String>,
        /// Which reader most of the text is from, where there are several.
        pub reader: Option<String>,
        /// Why it is refused.
        pub refused: Option<Refused>,
    }
}

wire! {
    /// A document's type.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentType {
        /// LOINC code.
        pub code: String,
        /// In words.
        pub display: Option<String>,
    }

    /// What a person says of a document. What is left open is not made up.
    #[serde(rename_all = "camelCase")]
    #[derive(Default)]
    pub struct AboutDocument {
        /// Title.
        pub title: Option<String>,
        /// Type.
        pub kind: Option<DocumentType>,
        /// When it was written: FHIR date or instant.
        pub date: Option<String>,
        /// Who wrote it.
        pub author: Option<String>,
        /// Encounter, by its FHIR id.
        pub encounter: Option<String>,
        /// Description.
        pub description: Option<String>,
        /// HL7 confidentiality: U, L, M, N, R or V.
        pub confidentiality: Option<String>,
    }

    /// Take a file in.
    #[serde(rename_all = "camelCase")]
    pub struct AddDocument {
        /// Patient: id, the EHR's id, MRN, or a name only one has.
        pub patient: String,
        /// The file's path.
        pub path: String,
        /// What it is.
        pub about: AboutDocument,
    }

    /// What came of it.
    #[serde(rename_all = "camelCase")]
    pub struct AddedDocument {
        /// Record id; absent where it was refused.
        pub record: Option<String>,
        /// Where it stands, in words.
        pub state: Option<String>,
        /// This very file was in the chart already; nothing was added.
        pub already: bool,
        /// What it says, or why it was refused.
        pub text: DocumentText,
    }

    /// What was brought in and waits for its form.
    #[serde(rename_all = "camelCase")]
    pub struct HeldDocument {
        /// Its number while it waits; absent where it was refused.
        pub held: Option<String>,
        /// What it says, or why it was refused.
        pub text: DocumentText,
        /// What it suggests for its form.
        pub suggested: AboutDocument,
    }

    /// Name what is held.
    #[serde(rename_all = "camelCase")]
    pub struct HeldRef {
        /// Its number.
        pub held: String,
    }

    /// Keep what is held.
    #[serde(rename_all = "camelCase")]
    pub struct KeepDocument {
        /// Its number.
        pub held: String,
        /// Patient id.
        pub patient: String,
        /// What it is.
        pub about: AboutDocument,
    }

    /// Bring a document in; its bytes come beside this, not in it.
    #[serde(rename_all = "camelCase")]
    pub struct HoldDocument {
        /// Patient id.
        pub patient: String,
    }

    /// Ask for some of a document's bytes.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentPart {
        /// Record id.
        pub record: String,
        /// Where they begin.
        pub from: f64,
        /// How many; fewer come where it ends, and 4 MB at most.
        pub length: f64,
    }

    /// How large a document may be that is taken in.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentLimit {
        /// Megabytes, 1 to 1000.
        pub megabytes: u32,
    }

    /// A document that is on this workstation.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentHere {
        /// Record id.
        pub record: String,
        /// MIME type, by content.
        pub content_type: String,
        /// Bytes.
        pub length: f64,
        /// Pages, where it has pages.
        pub pages: Option<u32>,
        /// There is no text in it.
        pub scanned: bool,
        /// What is in it and was not read.
        pub unread: Vec<String>,
        /// Who brought it.
        pub person: String,
        /// When.
        pub at: f64,
        /// Where it stands, in words.
        pub state: String,
    }
}

/// Bytes that go over the edge as they are, not as JSON.
#[derive(Debug, Clone, ts_rs::TS)]
#[ts(export_to = "./", type = "ArrayBuffer")]
pub struct RawBytes;
