//! Closing the window while something waits. Each command unpacks and asks `app`; nothing is decided here.

use tauri::{AppHandle, Runtime, State};
use wardbook_app::wire::outbox::Unsent;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;
use crate::window;

/// What waits.
#[tauri::command]
pub async fn unsent(desk: State<'_, Desk>) -> Result<Unsent, Failure> {
    desk.app.unsent(&desk.actor).await
}

/// The person was told what waits, and closes the window.
#[tauri::command]
pub async fn close_window<R: Runtime>(app: AppHandle<R>) -> Result<(), Failure> {
    window::close(&app);
    Ok(())
}

/// The person wants it to stay.
#[tauri::command]
pub async fn keep_open(desk: State<'_, Desk>) -> Result<(), Failure> {
    desk.app.keep_open(&desk.actor).await
}
