//! A page of a scan that the window cannot show by itself (TIFF), as a picture: decoded in the process apart, never a file.

use std::io::Cursor;
use std::sync::Arc;

use wardbook_documents::{Limits, ReadError};

use super::fault;
use crate::actor::Actor;
use crate::app::App;
use crate::door::blocking;
use crate::failure::Fault;
use crate::wire::document::DocumentPage;
use crate::wire::profile::Failure;
use crate::wire::uuid;

impl App {
    /// A page of a TIFF as PNG. Its opening is in the audit log; so is its first page, but not each of the others.
    pub async fn document_picture(
        &self,
        actor: &Actor,
        request: DocumentPage,
    ) -> Result<Vec<u8>, Failure> {
        let record = uuid(&request.record);
        let first = request.page <= 1;
        let act = self
            .looks_at(&request.record, "document.picture", first)
            .await;
        self.enter(actor, act, |pass| async move {
            let bytes: Arc<[u8]> = pass.bytes(record, 0, usize::MAX).await?.bytes.into();
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
