//! Why a file is not taken in: a fixed list, each with what a person can do. No word of the file is in it.

use serde::{Deserialize, Serialize};

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $message:literal;)*) => {
        /// Why a file is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
        #[serde(rename_all = "kebab-case")]
        pub enum Refusal { $($(#[$doc])* #[error($message)] #[serde(rename = $code)] $name,)* }

        impl Refusal {
            /// All of them.
            pub const ALL: &'static [Refusal] = &[$(Refusal::$name,)*];

            /// A short, stable word.
            pub fn code(self) -> &'static str {
                match self { $(Refusal::$name => $code,)* }
            }

            /// What is wrong and what to do.
            pub fn message(self) -> &'static str {
                match self { $(Refusal::$name => $message,)* }
            }
        }
    };
}

refusals! {
    /// No bytes, or only blanks.
    Empty = "empty", "The file is empty. Save or scan it again where it was made.";
    /// Beyond the limit.
    TooLarge = "too-large", "The file is larger than the limit for documents. Split it, or raise the limit in the settings.";
    /// An executable or script.
    Program = "program", "This is a program, not a document, whatever its name says. It is not kept where it could be opened.";
    /// Has macros.
    Macros = "macros", "The document contains macros, which are programs. Save it without macros (.docx) or as PDF.";
    /// Needs a password.
    Password = "password", "The document is protected by a password. Save a copy without the password.";
    /// Ends too early.
    Truncated = "truncated", "The file is cut off: its end is missing. Copy or download it again.";
    /// Unpacks to far more than a document has.
    Bomb = "bomb", "The file unpacks to far more than a document holds, as files made to harm do. Save it again as PDF.";
    /// Word and others of before 2007.
    OldOffice = "old-office", "This is an Office file of the format before 2007 (.doc, .xls, .ppt), which cannot be read here. Save it as .docx or PDF.";
    /// A zip archive.
    Archive = "archive", "This is an archive (zip) or an Office file other than a Word document. Take the documents out of it, or save it as PDF.";
    /// Some other kind that is known.
    OtherKind = "other-kind", "Files of this kind are not kept as documents. Save it as PDF, text or an image.";
    /// Some XML that is no CDA.
    OtherXml = "other-xml", "This is XML, but no clinical document (CDA). FHIR comes in through Import.";
    /// Bytes of no kind that is known.
    Unknown = "unknown", "It is not clear what this file is. Save it as PDF, text or an image.";
    /// Its inside makes no sense.
    Damaged = "damaged", "The file is damaged: its inside cannot be read. Copy or download it again.";
    /// Every reader broke down on it.
    Unreadable = "unreadable", "Reading this file failed and was stopped. Print it to PDF and add that instead.";
    /// No end in time.
    TooSlow = "too-slow", "Reading this file took too long and was stopped. Print it to PDF and add that instead.";
}
