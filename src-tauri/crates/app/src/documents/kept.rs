//! A document that is here: what it is, its text in a note, and its bytes in parts for the viewer.

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, blobs, documents, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::document::DocumentHere;
use crate::wire::profile::Failure;
use crate::wire::section::{NotePart, RecordRef};

/// Bytes of one answer at most: what a viewer asks for is a part of a page.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A part of a document's bytes.
#[derive(Debug)]
pub struct DocumentBytes {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they begin.
    pub from: u64,
    /// Bytes of the whole.
    pub length: u64,
    /// MIME type, by content.
    pub content_type: String,
}

impl App {
    /// What is here of a document beside its record; nothing where its record has no file here.
    pub async fn document_here(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<Option<DocumentHere>, Failure> {
        let record = Uuid::try_parse(request.record.trim()).ok();
        let mut act = Act::recorded("document.open", Permission::ViewCharts);
        if let Some(patient) = self.patient_of(record).await {
            act = act.of_patient(patient);
        }
        if let Some(record) = record {
            act = act.about(record.to_string());
        }
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let found = pass
                .read(move |_, c| {
                    let Some(row) = records::get(c, record)? else {
                        return Ok(None);
                    };
                    Ok(Some(documents::get(c, row.id)?))
                })
                .await?;
            let document = found.ok_or_else(Fault::no_record)?;
            Ok(document.map(|document| DocumentHere {
                record: record.to_string(),
                content_type: document.content_type,
                length: document.length as f64,
                pages: document.pages,
                scanned: document.scanned,
                unread: document
                    .unread
                    .map(|all| all.lines().map(str::to_owned).collect())
                    .unwrap_or_default(),
                person: document.person,
                at: document.at as f64,
                state: "Kept here, not sent.".to_owned(),
            }))
        })
        .await
    }

    /// Some of a document's bytes, from `from` on. Opening it is a row of the audit log; so is the first part of its
    /// bytes, but not each of the thousand others.
    pub async fn document_bytes(
        &self,
        actor: &Actor,
        record: &str,
        from: u64,
        most: usize,
    ) -> Result<DocumentBytes, Failure> {
        let record = Uuid::try_parse(record.trim()).ok();
        let name = "document.bytes";
        let mut act = if from == 0 {
            Act::recorded(name, Permission::ViewCharts)
        } else {
            Act::unrecorded(name, Permission::ViewCharts)
        };
        if from == 0 {
            if let Some(patient) = self.patient_of(record).await {
                act = act.of_patient(patient);
            }
            if let Some(record) = record {
                act = act.about(record.to_string());
            }
        }
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let found = pass
                .read(move |_, c| {
                    let Some(row) = records::get(c, record)? else {
                        return Ok(None);
                    };
                    let Some(document) = documents::get(c, row.id)? else {
                        return Ok(None);
                    };
                    let bytes = blobs::range(c, document.blob, from, most.min(MOST_BYTES))?;
                    Ok(Some(DocumentBytes {
                        bytes,
                        from,
                        length: document.length,
                        content_type: document.content_type,
                    }))
                })
                .await?;
            found.ok_or_else(Fault::no_record)
        })
        .await
    }
}

/// The document beside a record as parts of a note; nothing where there is none.
pub(crate) fn parts(c: &Connection, record: i64) -> Result<Option<Vec<NotePart>>, StoreError> {
    let Some(document) = documents::get(c, record)? else {
        return Ok(None);
    };
    let part = |title, text, unavailable| NotePart {
        title,
        content_type: Some(document.content_type.clone()),
        text,
        unavailable,
    };
    let mut parts: Vec<NotePart> = documents::text(c, record)?
        .into_iter()
        .map(|page| {
            let title = page.part.or_else(|| page.page.map(|n| format!("Page {n}")));
            part(title, Some(page.text), None)
        })
        .collect();
    if document.scanned {
        let why = "No text, scanned: it can be seen, but not searched.";
        parts.push(part(None, None, Some(why.to_owned())));
    }
    for what in document.unread.iter().flat_map(|all| all.lines()) {
        parts.push(part(None, None, Some(format!("Not read: {what}."))));
    }
    Ok(Some(parts))
}
