//! Documents a person brings in and looks at. Each command unpacks and asks `app`; nothing is decided here. A file
//! comes as the raw body of its request and its parts go as raw answers, over Tauri's own protocol: never as JSON.

use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};
use wardbook_app::wire::document::{
    AddedDocument, ArrangePages, DocumentHere, DocumentHistory, DocumentLimit, DocumentPage,
    DocumentPart, DocumentType, HeldDocument, HeldRef, KeepDocument, ReassignDocument, Reassigned,
    SetDocumentAccess, SplitDocument, SplitInto, SupersedeDocument,
};
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::section::RecordRef;
use wardbook_app::wire::share::{
    OpenShared, OpenedShared, ShareDocuments, SharedContent, SharedDocuments, SharedFile,
};
use wardbook_app::wire::template::{FillTemplate, FilledTemplate, Templates, WriteDocument};
use wardbook_app::wire::watched::{HoldFile, PutAside, WaitingFiles, WatchedFolder};

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
        let lacks = "A document comes as bytes, with the patient it is for.";
        return Err(super::invalid(lacks));
    };
    desk.app
        .hold_document(&desk.actor, patient, bytes.clone())
        .await
}

/// Which folder is watched.
#[tauri::command]
pub async fn watched_folder(desk: State<'_, Desk>) -> Result<WatchedFolder, Failure> {
    desk.app.watched_folder(&desk.actor).await
}

/// Says which folder is watched.
#[tauri::command]
pub async fn set_watched_folder(
    desk: State<'_, Desk>,
    request: WatchedFolder,
) -> Result<WatchedFolder, Failure> {
    desk.app.set_watched_folder(&desk.actor, request).await
}

/// What waits in it.
#[tauri::command]
pub async fn waiting_files(desk: State<'_, Desk>) -> Result<WaitingFiles, Failure> {
    desk.app.waiting_files(&desk.actor).await
}

/// Reads one of its files and holds it for its form.
#[tauri::command]
pub async fn hold_file(desk: State<'_, Desk>, request: HoldFile) -> Result<HeldDocument, Failure> {
    desk.app.hold_file(&desk.actor, request).await
}

/// Puts one of its files aside, or back.
#[tauri::command]
pub async fn put_aside(desk: State<'_, Desk>, request: PutAside) -> Result<(), Failure> {
    desk.app.put_aside(&desk.actor, request).await
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

/// A page of a scan as PNG.
#[tauri::command]
pub async fn document_picture(
    desk: State<'_, Desk>,
    request: DocumentPage,
) -> Result<Response, Failure> {
    let png = desk.app.document_picture(&desk.actor, request).await?;
    Ok(Response::new(png))
}

/// Every version of a document.
#[tauri::command]
pub async fn document_versions(
    desk: State<'_, Desk>,
    request: RecordRef,
) -> Result<DocumentHistory, Failure> {
    desk.app.document_versions(&desk.actor, request).await
}

/// An older version is in force again.
#[tauri::command]
pub async fn restore_document(
    desk: State<'_, Desk>,
    request: RecordRef,
) -> Result<AddedDocument, Failure> {
    desk.app.restore_document(&desk.actor, request).await
}

/// Another document takes the place of one.
#[tauri::command]
pub async fn supersede_document(
    desk: State<'_, Desk>,
    request: SupersedeDocument,
) -> Result<DocumentHistory, Failure> {
    desk.app.supersede_document(&desk.actor, request).await
}

/// Says who may look at a document.
#[tauri::command]
pub async fn set_document_access(
    desk: State<'_, Desk>,
    request: SetDocumentAccess,
) -> Result<(), Failure> {
    desk.app.set_document_access(&desk.actor, request).await
}

/// Pages of documents as a new version of one.
#[tauri::command]
pub async fn arrange_pages(
    desk: State<'_, Desk>,
    request: ArrangePages,
) -> Result<AddedDocument, Failure> {
    desk.app.arrange_pages(&desk.actor, request).await
}

/// Some pages as a document of their own.
#[tauri::command]
pub async fn split_document(
    desk: State<'_, Desk>,
    request: SplitDocument,
) -> Result<SplitInto, Failure> {
    desk.app.split_document(&desk.actor, request).await
}

/// Gives a document to the patient it belongs to.
#[tauri::command]
pub async fn reassign_document(
    desk: State<'_, Desk>,
    request: ReassignDocument,
) -> Result<Reassigned, Failure> {
    desk.app.reassign_document(&desk.actor, request).await
}

/// The templates there are.
#[tauri::command]
pub async fn list_templates(desk: State<'_, Desk>) -> Result<Templates, Failure> {
    desk.app.list_templates(&desk.actor).await
}

/// A template filled from a chart.
#[tauri::command]
pub async fn fill_template(
    desk: State<'_, Desk>,
    request: FillTemplate,
) -> Result<FilledTemplate, Failure> {
    desk.app.fill_template(&desk.actor, request).await
}

/// Keeps what was written here.
#[tauri::command]
pub async fn write_document(
    desk: State<'_, Desk>,
    request: WriteDocument,
) -> Result<AddedDocument, Failure> {
    desk.app.write_document(&desk.actor, request).await
}

/// Writes documents to a file for somebody else.
#[tauri::command]
pub async fn share_documents(
    desk: State<'_, Desk>,
    request: ShareDocuments,
) -> Result<SharedDocuments, Failure> {
    desk.app.share_documents(&desk.actor, request).await
}

/// What a shared file holds.
#[tauri::command]
pub async fn read_shared(
    desk: State<'_, Desk>,
    request: SharedFile,
) -> Result<SharedContent, Failure> {
    desk.app.read_shared(&desk.actor, request).await
}

/// Takes documents of a shared file in.
#[tauri::command]
pub async fn open_shared(
    desk: State<'_, Desk>,
    request: OpenShared,
) -> Result<OpenedShared, Failure> {
    desk.app.open_shared(&desk.actor, request).await
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
