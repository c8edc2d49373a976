//! How the window looks. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::appearance::Appearance;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// As it was chosen.
#[tauri::command]
pub async fn appearance(desk: State<'_, Desk>) -> Result<Appearance, Failure> {
    desk.app.appearance(&desk.actor).await
}

/// Chooses it.
#[tauri::command]
pub async fn set_appearance(
    desk: State<'_, Desk>,
    request: Appearance,
) -> Result<Appearance, Failure> {
    desk.app.set_appearance(&desk.actor, request).await
}
