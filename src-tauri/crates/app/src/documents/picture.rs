//! A page of a scan that the window cannot show by itself (TIFF), as a picture: decoded in the process apart, never a file.

use std::io::Cursor;
use std::sync::Arc;

use uuid::Uuid;
use wardbook_documents::{Limits, ReadError};
use wardbook_store::{blobs, documents, records};

use super::fault;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::wire::document::DocumentPage;
use crate::wire::profile::Failure;

impl App {
    /// A page of a TIFF as PNG. Its opening is in the audit log; so is its first page, but not each of the others.
    pub async fn document_picture(
        &self,
        actor: &Actor,
        request: DocumentPage,
    ) -> Result<Vec<u8>, Failure> {
        let record = Uuid::try_parse(request.record.trim()).ok();
        let name = "document.picture";
        let mut act = Act::unrecorded(name, Permission::ViewCharts);
        if request.page <= 1 {
            act = Act::recorded(name, Permission::ViewCharts);
            if let Some(patient) = self.patient_of(record).await {
                act = act.of_patient(patient);
            }
            if let Some(record) = record {
                act = act.about(record.to_string());
            }
        }
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let bytes = pass
                .read(move |_, c| {
                    let Some(row) = records::get(c, record)? else {
                        return Ok(None);
                    };
                    let Some(document) = documents::get(c, row.id)? else {
                        return Ok(None);
                    };
                    let whole = usize::try_from(document.length).unwrap_or(usize::MAX);
                    blobs::range(c, document.blob, 0, whole).map(Some)
                })
                .await?
                .ok_or_else(Fault::no_record)?;
            let bytes: Arc<[u8]> = bytes.into();
            let reader = Arc::clone(&pass.app().options().documents);
            // What was taken in may be shown, also where the limit was set lower since.
            let limits = Limits {
                size: bytes.len() as u64,
                ..Limits::default()
            };
            blocking(move || {
                let source = || Ok(Box::new(Cursor::new(Arc::clone(&bytes))) as _);
                match reader.picture(&source, request.page, limits) {
                    Ok(png) => Ok(png),
                    Err(ReadError::Refused(refusal)) => Err(Fault::invalid(format!(
                        "This page cannot be shown. {}",
                        refusal.message()
                    ))),
                    Err(error) => Err(fault(&error)),
                }
            })
            .await
        })
        .await
    }
}
