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
        /// Who may look: "private", "team", "everyone". Held back from others where people were added.
        #[serde(default)]
        pub access: Option<String>,
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
        /// The record it takes the place of, as its new version.
        #[serde(default)]
        pub replaces: Option<String>,
        /// Keep it here for now.
        #[serde(default)]
        pub draft: bool,
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
        /// The record it takes the place of, as its new version.
        #[serde(default)]
        pub replaces: Option<String>,
        /// Keep it here for now.
        #[serde(default)]
        pub draft: bool,
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

    /// Ask for a page of a scan as a picture.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentPage {
        /// Record id.
        pub record: String,
        /// Its number, from 1.
        pub page: u32,
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
        /// Who may look, where somebody said: "private", "team", "everyone".
        pub access: Option<String>,
        /// What is said of it: what a file in its place begins with.
        pub about: AboutDocument,
    }

    /// One version of a document.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentVersion {
        /// Record id.
        pub record: String,
        /// Its number, from 1.
        pub number: u32,
        /// How it came: "first", "replaced", "restored", "pages", "superseded".
        pub how: String,
        /// The number of the version whose content a restored one has.
        pub from: Option<u32>,
        /// Title or type.
        pub title: Option<String>,
        /// Who made this version.
        pub person: Option<String>,
        /// When, milliseconds.
        pub at: f64,
        /// Its standing.
        pub standing: super::section::Standing,
        /// Where it stands on its way to the EHR, in words.
        pub state: String,
        /// It is the one in force.
        pub current: bool,
        /// MIME type, where its file is here.
        pub content_type: Option<String>,
        /// Pages, where it has pages.
        pub pages: Option<u32>,
        /// Who may look, where somebody said.
        pub access: Option<String>,
    }

    /// Every version of a document, the newest first.
    #[serde(rename_all = "camelCase")]
    pub struct DocumentHistory {
        /// The versions.
        pub versions: Vec<DocumentVersion>,
    }

    /// Say that another document in the chart takes the place of one.
    #[serde(rename_all = "camelCase")]
    pub struct SupersedeDocument {
        /// The one that is no longer in force.
        pub record: String,
        /// The one that is.
        pub by: String,
    }

    /// A page of a document.
    #[serde(rename_all = "camelCase")]
    pub struct PageOf {
        /// The document's record id.
        pub record: String,
        /// The page, from 1.
        pub page: u32,
        /// Turned clockwise by so many degrees: 0, 90, 180, 270.
        pub turned: u32,
    }

    /// Make a new version of a PDF of pages: its own in another order or turned, and all of other documents.
    #[serde(rename_all = "camelCase")]
    pub struct ArrangePages {
        /// The record it becomes a new version of.
        pub record: String,
        /// The pages, in order.
        pub pages: Vec<PageOf>,
    }

    /// Take pages out of a PDF, as a document of their own.
    #[serde(rename_all = "camelCase")]
    pub struct SplitDocument {
        /// Record id.
        pub record: String,
        /// The pages, from 1.
        pub pages: Vec<u32>,
        /// The new document's title; the old one's where absent.
        pub title: Option<String>,
        /// They stay in the old one too.
        pub leave: bool,
    }

    /// What a document was split into.
    #[serde(rename_all = "camelCase")]
    pub struct SplitInto {
        /// The new document.
        pub taken: AddedDocument,
        /// The old one's new version, without these pages.
        pub rest: Option<AddedDocument>,
    }

    /// Give a document, or pages of it, to the patient they belong to.
    #[serde(rename_all = "camelCase")]
    pub struct ReassignDocument {
        /// Record id.
        pub record: String,
        /// Only these pages, from 1; all of it where absent.
        pub pages: Option<Vec<u32>>,
        /// The other patient: id, the EHR's id, MRN, or a name only one has.
        pub patient: String,
    }

    /// What became of it.
    #[serde(rename_all = "camelCase")]
    pub struct Reassigned {
        /// The new document in the other chart.
        pub there: AddedDocument,
        /// The new version here without the pages; absent where all of it went, and is entered in error here.
        pub rest: Option<AddedDocument>,
    }

    /// Say who may look.
    #[serde(rename_all = "camelCase")]
    pub struct SetDocumentAccess {
        /// Record id.
        pub record: String,
        /// "private", "team", "everyone".
        pub level: String,
    }
}

/// Bytes that go over the edge as they are, not as JSON.
#[derive(Debug, Clone, ts_rs::TS)]
#[ts(export_to = "./", type = "ArrayBuffer")]
pub struct RawBytes;
