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
