//! Each reader of PDF, asked for nothing but text by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use crate::{Facts, facts};

/// A reader of PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Voice {
    /// The crate `pdf_oxide`.
    Oxide,
    /// The crate `unpdf`.
    Unpdf,
    /// The crate `pdf-extract`.
    Extract,
}

/// What a reader said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// Text by page; `None` for a page it failed on.
    Pages(Vec<Option<String>>, Facts),
    /// It wants a password.
    Password,
    /// It could not open the file.
    Nothing,
    /// It broke down.
    Broke,
}

impl Voice {
    /// In the order they are asked: the best first, so that its text is there when a later one breaks down.
    pub(crate) const ALL: [Voice; 3] = [Voice::Oxide, Voice::Unpdf, Voice::Extract];

    /// As the crate is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Voice::Oxide => "pdf_oxide",
            Voice::Unpdf => "unpdf",
            Voice::Extract => "pdf-extract",
        }
    }

    /// Asks it. A panic is an answer too; what cannot be caught is the business of the process around.
    pub(crate) fn ask(self, bytes: &[u8]) -> Answer {
        let asked = match self {
            Voice::Oxide => catch_unwind(AssertUnwindSafe(|| oxide(bytes.to_vec()))),
            Voice::Unpdf => catch_unwind(AssertUnwindSafe(|| unpdf(bytes))),
            Voice::Extract => catch_unwind(AssertUnwindSafe(|| extract(bytes))),
        };
        asked.unwrap_or(Answer::Broke)
    }

    /// The same, giving it the bytes, so that it need not copy them.
    pub(crate) fn ask_with(self, bytes: Vec<u8>) -> Answer {
        match self {
            Voice::Oxide => {
                catch_unwind(AssertUnwindSafe(|| oxide(bytes))).unwrap_or(Answer::Broke)
            }
            Voice::Unpdf | Voice::Extract => self.ask(&bytes),
        }
    }
}

fn oxide(bytes: Vec<u8>) -> Answer {
    use pdf_oxide::error::Error;
    let document = match pdf_oxide::document::PdfDocument::from_bytes(bytes) {
        Ok(mut document) => {
            // A second copy of the file, kept for those who write one.
            document.source_bytes = Vec::new();
            document
        }
        Err(Error::EncryptedPdf) => return Answer::Password,
        Err(_) => return Answer::Nothing,
    };
    if document.is_encrypted() && !document.is_authenticated() {
        return Answer::Password;
    }
    let Ok(count) = document.page_count() else {
        return Answer::Nothing;
    };
    let page = |n| {
        catch_unwind(AssertUnwindSafe(|| document.extract_text(n).ok()))
            .ok()
            .flatten()
    };
    Answer::Pages((0..count).map(page).collect(), Facts::default())
}

fn unpdf(bytes: &[u8]) -> Answer {
    let options = ::unpdf::ParseOptions::new()
        .lenient()
        .sequential()
        .with_ocr_suppression(false);
    match ::unpdf::parse_bytes_with_options(bytes, options) {
        Ok(document) => {
            let about = &document.metadata;
            let facts = Facts {
                title: about.title.as_deref().and_then(facts::said),
                author: about.author.as_deref().and_then(facts::said),
                date: about.created.map(|at| at.to_rfc3339()),
                loinc: None,
            };
            Answer::Pages(
                document
                    .pages
                    .iter()
                    .map(|p| Some(p.plain_text()))
                    .collect(),
                facts,
            )
        }
        Err(::unpdf::Error::Encrypted | ::unpdf::Error::InvalidPassword) => Answer::Password,
        Err(_) => Answer::Nothing,
    }
}

fn extract(bytes: &[u8]) -> Answer {
    match pdf_extract::extract_text_from_mem_by_pages(bytes) {
        Ok(pages) => Answer::Pages(pages.into_iter().map(Some).collect(), Facts::default()),
        Err(_) => Answer::Nothing,
    }
}
