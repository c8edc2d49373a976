//! A document that was brought in, as parts of a note: page by page, and what of it could not be read.

use wardbook_store::{StoreError, documents};

use super::{NotePart, titled, without};
use crate::chart::desk::Desk;

/// Its parts; nothing where no file stands beside the record.
pub(super) fn parts(desk: &Desk<'_>, record: i64) -> Result<Option<Vec<NotePart>>, StoreError> {
    let Some(document) = documents::get(desk.c, record)? else {
        return Ok(None);
    };
    let mut parts = Vec::new();
    for page in documents::text(desk.c, record)? {
        let place = page.part.or_else(|| page.page.map(|n| format!("Page {n}")));
        let mut part = titled("", &page.text);
        part.title = place;
        parts.push(part);
    }
    if document.scanned {
        parts.push(without(
            "No text, scanned: it can be seen, but not searched.",
        ));
    }
    for what in document.unread.iter().flat_map(|all| all.lines()) {
        parts.push(without(&format!("Not read: {what}.")));
    }
    for part in &mut parts {
        part.content_type = Some(document.content_type.clone());
    }
    Ok(Some(parts))
}
