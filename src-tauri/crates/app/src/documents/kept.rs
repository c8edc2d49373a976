//! A document that is here: what it is, and its bytes in parts for the viewer.

use uuid::Uuid;
use wardbook_store::{blobs, chains, documents, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::{Code, Fault};
use crate::wire::document::{AboutDocument, DocumentHere, DocumentPart};
use crate::wire::profile::Failure;
use crate::wire::section::RecordRef;
use crate::wire::uuid;

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
    /// What is here of a document beside its record.
    pub async fn document_here(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<DocumentHere, Failure> {
        let record = uuid(&request.record);
        let act = Act::recorded("document.open", Permission::ViewCharts);
        let act = self.about_record(act, &request.record).await;
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let found = pass
                .read(move |store, c| {
                    let Some(row) = records::get(c, record)? else {
                        return Ok(None);
                    };
                    let state = super::chain::state(c, row.id)?;
                    let access = chains::access(c, row.id)?.map(|access| access.level);
                    let body = records::body(store, c, row.id)?;
                    let about = AboutDocument {
                        access: access.clone(),
                        ..super::pages::about(&body)
                    };
                    let document = documents::get(c, row.id)?;
                    Ok(Some(document.map(|d| (d, state, access, about))))
                })
                .await?;
            let (document, state, access, about) =
                found.ok_or_else(Fault::no_record)?.ok_or_else(|| {
                    let why = "No file stands beside this note on this workstation.";
                    Fault::new(Code::RecordNotFound, why)
                })?;
            Ok(DocumentHere {
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
                state,
                access,
                about,
            })
        })
        .await
    }

    /// Some of a document's bytes. Opening it is a row of the audit log; so is the first part of its bytes, but not each
    /// of the thousand others.
    pub async fn document_part(
        &self,
        actor: &Actor,
        request: DocumentPart,
    ) -> Result<DocumentBytes, Failure> {
        let record = uuid(&request.record);
        let from = request.from.max(0.0) as u64;
        let most = request.length as usize;
        let act = self
            .looks_at(&request.record, "document.bytes", from == 0)
            .await;
        self.enter(actor, act, |pass| async move {
            pass.bytes(record, from, most.min(MOST_BYTES)).await
        })
        .await
    }

    /// A look at a document's content: the first is a row of the audit log, those that follow it are not.
    pub(super) async fn looks_at(&self, record: &str, name: &'static str, first: bool) -> Act {
        if first {
            let act = Act::recorded(name, Permission::ViewCharts);
            self.about_record(act, record).await
        } else {
            Act::unrecorded(name, Permission::ViewCharts)
        }
    }
}

impl Pass {
    /// Bytes of a document from `from` on, `most` of them at most.
    pub(crate) async fn bytes(
        &self,
        record: Option<Uuid>,
        from: u64,
        most: usize,
    ) -> Result<DocumentBytes, Fault> {
        let record = record.ok_or_else(Fault::no_record)?;
        let found = self
            .read(move |_, c| {
                let Some(row) = records::get(c, record)? else {
                    return Ok(None);
                };
                let Some(document) = documents::get(c, row.id)? else {
                    return Ok(None);
                };
                let bytes = blobs::range(c, document.blob, from, most)?;
                Ok(Some(DocumentBytes {
                    bytes,
                    from,
                    length: document.length,
                    content_type: document.content_type,
                }))
            })
            .await?;
        found.ok_or_else(Fault::no_record)
    }
}
