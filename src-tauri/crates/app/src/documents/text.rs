//! What a file says, without keeping anything of it.

use std::path::PathBuf;
use std::sync::Arc;

use wardbook_documents::{Limits, ReadError, Reading, Refusal};

use super::{fault, of_file};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::blocking;
use crate::wire::document::{DocumentPassage, DocumentText, FileRef, Refused};
use crate::wire::profile::Failure;

impl App {
    /// Reads a file's text. Needs no profile; a refused document is an answer, with its reason.
    pub async fn read_document_text(
        &self,
        actor: &Actor,
        request: FileRef,
    ) -> Result<DocumentText, Failure> {
        let reader = Arc::clone(&self.options().documents);
        let name = "read_document_text";
        self.enter_closed(actor, name, Permission::ImportRecords, |_| {
            blocking(move || {
                let path = PathBuf::from(&request.path);
                let limits = Limits::default();
                if std::fs::metadata(&path)?.len() > limits.size {
                    return Ok(refused(Refusal::TooLarge));
                }
                match reader.read(&of_file(&path), limits) {
                    Ok(reading) => Ok(told(&reading)),
                    Err(ReadError::Refused(refusal)) => Ok(refused(refusal)),
                    Err(error) => Err(fault(&error)),
                }
            })
        })
        .await
    }
}

/// A reading as the edge sees it.
pub(super) fn told(reading: &Reading) -> DocumentText {
    let passages = reading.passages.iter().map(|passage| DocumentPassage {
        page: passage.page,
        part: passage.part.clone(),
        text: passage.text.clone(),
    });
    DocumentText {
        content_type: Some(reading.kind.mime().to_owned()),
        kind: Some(reading.kind.name().to_owned()),
        pages: reading.pages,
        scanned: !reading.has_text() && reading.unread.is_empty(),
        passages: passages.collect(),
        without_text: reading.without_text.clone(),
        unread: reading.unread.clone(),
        title: reading.facts.title.clone(),
        author: reading.facts.author.clone(),
        date: reading.facts.date.clone(),
        reader: reading.reader.clone(),
        refused: None,
    }
}

/// What of it a search does not know, in words. Of a scan with a letter before it, which pages.
pub(super) fn not_read(reading: &Reading) -> Vec<String> {
    let mut all = reading.unread.clone();
    if reading.has_text() && !reading.without_text.is_empty() {
        let pages = ranges(&reading.without_text);
        all.push(format!("No text on page {pages}: not found by a search"));
    }
    all
}

/// `2-4, 7`.
fn ranges(pages: &[u32]) -> String {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for page in pages.iter().copied() {
        match all.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(page) => *last = page,
            _ => all.push((page, page)),
        }
    }
    let words = all.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A refusal as the edge sees it.
pub(super) fn refused(refusal: Refusal) -> DocumentText {
    DocumentText {
        content_type: None,
        kind: None,
        pages: None,
        scanned: false,
        passages: Vec::new(),
        without_text: Vec::new(),
        unread: Vec::new(),
        title: None,
        author: None,
        date: None,
        reader: None,
        refused: Some(Refused {
            code: refusal.code().to_owned(),
            message: refusal.message().to_owned(),
        }),
    }
}

/// A document that is here already, as the edge sees its reading.
pub(super) fn stored(
    here: Option<&wardbook_store::documents::Document>,
    text: Vec<wardbook_store::documents::Page>,
) -> DocumentText {
    let passages = text.into_iter().map(|page| DocumentPassage {
        page: page.page,
        part: page.part,
        text: page.text,
    });
    let unread = here.and_then(|here| here.unread.as_deref());
    DocumentText {
        content_type: here.map(|here| here.content_type.clone()),
        kind: None,
        pages: here.and_then(|here| here.pages),
        scanned: here.is_some_and(|here| here.scanned),
        passages: passages.collect(),
        without_text: Vec::new(),
        unread: unread
            .map(|all| all.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
        title: None,
        author: None,
        date: None,
        reader: None,
        refused: None,
    }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn pages_in_a_row_are_said_as_one() {
        assert_eq!(ranges(&[2, 3, 4, 7]), "2-4, 7");
        assert_eq!(ranges(&[1]), "1");
    }
}
