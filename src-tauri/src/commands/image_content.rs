//! Files of a study that are no pictures. Each command unpacks and asks `app`; bytes go as a raw answer, never as JSON.

use tauri::State;
use tauri::ipc::Response;
use wardbook_app::wire::image::{InstanceRef, StudyRef};
use wardbook_app::wire::image_content::{
    ImageDocument, ImageDocumentPart, ImageObject, ImageWaveform, StudyReports, WaveformPart,
};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// What the document inside a file is.
#[tauri::command]
pub async fn image_document(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<ImageDocument, Failure> {
    desk.app.image_document(&desk.actor, request).await
}

/// Some bytes of the document inside a file.
#[tauri::command]
pub async fn image_document_part(
    desk: State<'_, Desk>,
    request: ImageDocumentPart,
) -> Result<Response, Failure> {
    let part = desk.app.image_document_part(&desk.actor, request).await?;
    Ok(Response::new(part))
}

/// Notes that the document inside a file is printed.
#[tauri::command]
pub async fn print_image_document(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<(), Failure> {
    desk.app.print_image_document(&desk.actor, request).await
}

/// What was recorded, without its samples.
#[tauri::command]
pub async fn image_waveform(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<ImageWaveform, Failure> {
    desk.app.image_waveform(&desk.actor, request).await
}

/// What the channels of a recording measured in a stretch.
#[tauri::command]
pub async fn image_waveform_part(
    desk: State<'_, Desk>,
    request: WaveformPart,
) -> Result<Response, Failure> {
    let part = desk.app.image_waveform_part(&desk.actor, request).await?;
    Ok(Response::new(part))
}

/// What an object says, and what it refers to.
#[tauri::command]
pub async fn image_object(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<ImageObject, Failure> {
    desk.app.image_object(&desk.actor, request).await
}

/// The reports and notes of a study.
#[tauri::command]
pub async fn study_reports(
    desk: State<'_, Desk>,
    request: StudyRef,
) -> Result<StudyReports, Failure> {
    desk.app.study_reports(&desk.actor, request).await
}
