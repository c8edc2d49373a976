//! Image archives over the web. Each command unpacks and asks `app`.

use tauri::State;
use wardbook_app::wire::archive::{
    ArchiveStudies, ConnectionArchive, FetchStudy, FetchedStudy, FindInArchive, PatientStudies,
    SentStudy, SetArchive,
};
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::image::StudyRef;
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Where a connection's images are.
#[tauri::command]
pub async fn connection_archive(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<ConnectionArchive, Failure> {
    desk.app.connection_archive(&desk.actor, request).await
}

/// Sets where they are.
#[tauri::command]
pub async fn set_connection_archive(
    desk: State<'_, Desk>,
    request: SetArchive,
) -> Result<ConnectionArchive, Failure> {
    desk.app.set_connection_archive(&desk.actor, request).await
}

/// Whether the archive is reached and lets one search.
#[tauri::command]
pub async fn test_archive(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.test_archive(&desk.actor, request).await
}

/// Searches an archive.
#[tauri::command]
pub async fn find_in_archive(
    desk: State<'_, Desk>,
    request: FindInArchive,
) -> Result<ArchiveStudies, Failure> {
    desk.app.find_in_archive(&desk.actor, request).await
}

/// A patient's examinations, here and in the archive.
#[tauri::command]
pub async fn patient_studies(
    desk: State<'_, Desk>,
    request: PatientRef,
) -> Result<PatientStudies, Failure> {
    desk.app.patient_studies(&desk.actor, request).await
}

/// Fetches the images of a study.
#[tauri::command]
pub async fn fetch_study(
    desk: State<'_, Desk>,
    request: FetchStudy,
) -> Result<FetchedStudy, Failure> {
    desk.app.fetch_study(&desk.actor, request).await
}

/// Sends a study to the archive, by the outbox.
#[tauri::command]
pub async fn send_study(desk: State<'_, Desk>, request: StudyRef) -> Result<SentStudy, Failure> {
    desk.app.send_study(&desk.actor, request).await
}
