//! What changed, told to the window. The only thing that reaches the window unasked; it carries no
//! chart, only what to ask for again.

use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use wardbook_app::wire::sync::Change;

use crate::window;

/// The one event's name.
pub const CHANGE: &str = "change";

/// Passes changes on until the program ends.
pub async fn forward<R: Runtime>(app: AppHandle<R>, mut changes: Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(change) => tell(&app, &change),
            // Some were lost because the window was slow: have it ask again for all of it.
            Err(RecvError::Lagged(_)) => {
                for change in [Change::Profile, Change::Connections, Change::Patients] {
                    tell(&app, &change);
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>, change: &Change) {
    // A window that is closing hears nothing, and needs nothing.
    let _closing = app.emit_to(window::LABEL, CHANGE, change);
}
