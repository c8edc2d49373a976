//! A document among the images: what it is, and its bytes part by part. Owns that it is called a PDF only where it
//! begins as one; refuses to read it.

use wardbook_imaging::{EncapsulatedDocument, Limits, PayloadError};
use wardbook_store::blobs::Source;

use super::look::Looked;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::image::InstanceRef;
use crate::wire::image_content::{ImageDocument, ImageDocumentPart};
use crate::wire::profile::Failure;

/// Bytes of one answer.
const MOST: u64 = 4 << 20;
/// How a PDF begins; some writers put a few bytes before it (PDF 1.7, annex H, note 13).
const PDF: &[u8] = b"%PDF-";
const PDF_WITHIN: u64 = 1024;

impl App {
    /// What the document inside a file is.
    pub async fn image_document(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<ImageDocument, Failure> {
        self.looking(actor, &request.instance, |looked| {
            let (found, mut source) = document(looked)?;
            let head = found.part(&mut source, 0, PDF_WITHIN).map_err(not_shown)?;
            Ok(ImageDocument {
                instance: looked.instance.to_string(),
                pdf: head.windows(PDF.len()).any(|some| some == PDF),
                content_type: found.content_type,
                title: found.title,
                length: found.length as f64,
            })
        })
        .await
    }

    /// Some bytes of the document inside a file.
    pub async fn image_document_part(
        &self,
        actor: &Actor,
        request: ImageDocumentPart,
    ) -> Result<Vec<u8>, Failure> {
        let (from, most) = (request.from.max(0.0) as u64, request.length.max(0.0) as u64);
        self.looking(actor, &request.instance, move |looked| {
            let (found, mut source) = document(looked)?;
            found
                .part(&mut source, from, most.min(MOST))
                .map_err(not_shown)
        })
        .await
    }

    /// Notes that the document inside a file is printed: on paper it is no longer protected.
    pub async fn print_image_document(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<(), Failure> {
        let act = Act::recorded("image.print", Permission::PrintCharts);
        let read = |looked: &Looked| document(looked).map(drop);
        self.on_file(actor, act, &request.instance, read).await
    }
}

fn document(looked: &Looked) -> Result<(EncapsulatedDocument, Source), Fault> {
    let mut source = looked.source();
    let found = EncapsulatedDocument::read(&mut source, &Limits::default());
    let found = found.map_err(not_shown)?.map_err(|error| match error {
        PayloadError::None => {
            Fault::invalid("This file holds no document. Its header shows what it says.")
        }
        other => not_shown(other),
    })?;
    Ok((found, source))
}

/// In words, with the way to look at it elsewhere.
pub(super) fn not_shown(error: impl std::fmt::Display) -> Fault {
    Fault::invalid(format!(
        "What this file holds cannot be shown: {error}. It is kept whole; export it to look at it elsewhere."
    ))
}
