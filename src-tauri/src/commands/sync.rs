//! Syncing: starting, steering and watching it. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::sync::{StartSync, SyncProgress};

use crate::desk::Desk;

/// Starts a sync; answers at once.
#[tauri::command]
pub async fn start_sync(
    desk: State<'_, Desk>,
    request: StartSync,
) -> Result<SyncProgress, Failure> {
    desk.app.start_sync(&desk.actor, request).await
}

/// Holds it.
#[tauri::command]
pub async fn pause_sync(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.pause_sync(&desk.actor, request).await
}

/// Lets it go on.
#[tauri::command]
pub async fn resume_sync(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.resume_sync(&desk.actor, request).await
}

/// Stops it; the next goes on from the last page.
#[tauri::command]
pub async fn cancel_sync(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.cancel_sync(&desk.actor, request).await
}

/// Every sync of this start of the program, as it stands.
#[tauri::command]
pub async fn sync_progress(desk: State<'_, Desk>) -> Result<Vec<SyncProgress>, Failure> {
    desk.app.sync_progress(&desk.actor).await
}
