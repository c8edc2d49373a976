//! Images beside the chart. Each command unpacks and asks `app`; a frame goes as a raw answer, never as JSON.

use tauri::State;
use tauri::ipc::Response;
use wardbook_app::wire::image::{BringImages, BroughtImages, ImageFrame, ImageStudies, StudyRef};
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// The studies of a patient whose images are here.
#[tauri::command]
pub async fn list_images(
    desk: State<'_, Desk>,
    request: PatientRef,
) -> Result<ImageStudies, Failure> {
    desk.app.list_images(&desk.actor, request).await
}

/// Keeps the DICOM files of a path for a patient.
#[tauri::command]
pub async fn bring_images(
    desk: State<'_, Desk>,
    request: BringImages,
) -> Result<BroughtImages, Failure> {
    desk.app.bring_images(&desk.actor, request).await
}

/// One frame, with what its values mean.
#[tauri::command]
pub async fn image_frame(desk: State<'_, Desk>, request: ImageFrame) -> Result<Response, Failure> {
    let frame = desk.app.image_frame(&desk.actor, request).await?;
    Ok(Response::new(frame))
}

/// Takes a study away from this workstation.
#[tauri::command]
pub async fn remove_images(desk: State<'_, Desk>, request: StudyRef) -> Result<(), Failure> {
    desk.app.remove_images(&desk.actor, request).await
}
