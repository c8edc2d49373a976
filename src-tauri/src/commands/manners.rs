//! How a connection's EHR is asked, and when by itself. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::automatic::{AutomaticSync, SetAutomatic};
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::manners::{ConnectionManners, SetManners};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// How it is synced by itself.
#[tauri::command]
pub async fn automatic_sync(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<AutomaticSync, Failure> {
    desk.app.automatic_sync(&desk.actor, request).await
}

/// Sets it.
#[tauri::command]
pub async fn set_automatic_sync(
    desk: State<'_, Desk>,
    request: SetAutomatic,
) -> Result<AutomaticSync, Failure> {
    desk.app.set_automatic_sync(&desk.actor, request).await
}

/// How it is asked.
#[tauri::command]
pub async fn connection_manners(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<ConnectionManners, Failure> {
    desk.app.connection_manners(&desk.actor, request).await
}

/// Says otherwise.
#[tauri::command]
pub async fn set_connection_manners(
    desk: State<'_, Desk>,
    request: SetManners,
) -> Result<ConnectionManners, Failure> {
    desk.app.set_connection_manners(&desk.actor, request).await
}
