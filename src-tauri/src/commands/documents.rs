//! Documents a person brings in and looks at. Each command unpacks and asks `app`; nothing is decided here. A file
//! comes as the raw body of its request and its parts go as raw answers, over Tauri's own protocol: never as JSON.

use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};
use wardbook_app::wire::document::{
    AddedDocument, DocumentHere, DocumentLimit, DocumentPart, DocumentType, HeldDocument, HeldRef,
    KeepDocument,
};
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::section::RecordRef;

use crate::desk::Desk;

/// The types a document may be given.
#[tauri::command]
pub async fn document_types(desk: State<'_, Desk>) -> Result<Vec<DocumentType>, Failure> {
    desk.app.document_types(&desk.actor).await
}

/// Reads what was dropped, pasted or chosen and holds it for its form. The patient's id is in a header.
#[tauri::command]
pub async fn hold_document(
    desk: State<'_, Desk>,
    request: Request<'_>,
) -> Result<HeldDocument, Failure> {
    let patient = request
        .headers()
        .get("patient")
        .and_then(|id| id.to_str().ok());
    let (Some(patient), InvokeBody::Raw(bytes)) = (patient, request.body()) else {
        return Err(Failure {
            code: wardbook_app::Code::InvalidRequest.as_str().to_owned(),
            message: "A document comes as bytes, with the patient it is for.".to_owned(),
            correlation: None,
        });
    };
    desk.app
        .hold_document(&desk.actor, patient, bytes.clone())
        .await
}

/// Keeps what is held.
#[tauri::command]
pub async fn keep_document(
    desk: State<'_, Desk>,
    request: KeepDocument,
) -> Result<AddedDocument, Failure> {
    desk.app.keep_document(&desk.actor, request).await
}

/// Lets go of what is held.
#[tauri::command]
pub async fn drop_document(desk: State<'_, Desk>, request: HeldRef) -> Result<(), Failure> {
    desk.app.drop_document(&desk.actor, request).await
}

/// What is here of a document.
#[tauri::command]
pub async fn document_here(
    desk: State<'_, Desk>,
    request: RecordRef,
) -> Result<DocumentHere, Failure> {
    desk.app.document_here(&desk.actor, request).await
}

/// Some of its bytes.
#[tauri::command]
pub async fn document_part(
    desk: State<'_, Desk>,
    request: DocumentPart,
) -> Result<Response, Failure> {
    let part = desk.app.document_part(&desk.actor, request).await?;
    Ok(Response::new(part.bytes))
}

/// How large a document may be.
#[tauri::command]
pub async fn document_limit(desk: State<'_, Desk>) -> Result<DocumentLimit, Failure> {
    desk.app.document_limit(&desk.actor).await
}

/// Says how large.
#[tauri::command]
pub async fn set_document_limit(
    desk: State<'_, Desk>,
    request: DocumentLimit,
) -> Result<DocumentLimit, Failure> {
    desk.app.set_document_limit(&desk.actor, request).await
}

/// Notes that one is printed.
#[tauri::command]
pub async fn print_document(desk: State<'_, Desk>, request: RecordRef) -> Result<(), Failure> {
    desk.app.print_document(&desk.actor, request).await
}
