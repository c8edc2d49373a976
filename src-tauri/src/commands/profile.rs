//! The profile: whether there is one, making it, opening it, closing it. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::profile::{CreateProfile, Failure, ProfileState, UnlockProfile};

use crate::desk::Desk;

/// What the window finds when it starts.
#[tauri::command]
pub async fn profile_state(desk: State<'_, Desk>) -> Result<ProfileState, Failure> {
    desk.app.profile_state(&desk.actor).await
}

/// Makes the profile and opens it.
#[tauri::command]
pub async fn create_profile(
    desk: State<'_, Desk>,
    request: CreateProfile,
) -> Result<ProfileState, Failure> {
    desk.app.create_profile(&desk.actor, request).await
}

/// Opens the profile.
#[tauri::command]
pub async fn unlock_profile(
    desk: State<'_, Desk>,
    request: UnlockProfile,
) -> Result<ProfileState, Failure> {
    desk.app.unlock_profile(&desk.actor, request).await
}

/// Closes the profile.
#[tauri::command]
pub async fn lock_profile(desk: State<'_, Desk>) -> Result<ProfileState, Failure> {
    desk.app.lock_profile(&desk.actor).await
}
