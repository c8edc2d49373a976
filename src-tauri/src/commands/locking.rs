//! Locking, and what is kept of a form that was open. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::lock::{
    ChangeKeys, ChangePassphrase, DraftHere, DraftRef, KeepDraft, KeptDraft, LockSettings, SetLock,
    SetPin, UnlockWithPin,
};
use wardbook_app::wire::profile::{Failure, ProfileState};

use crate::desk::Desk;

/// Locks as it was chosen.
#[tauri::command]
pub async fn lock_now(desk: State<'_, Desk>) -> Result<ProfileState, Failure> {
    desk.app.lock_now(&desk.actor).await
}

/// Somebody is there.
#[tauri::command]
pub async fn stir(desk: State<'_, Desk>) -> Result<(), Failure> {
    desk.app.stir(&desk.actor).await
}

/// Opens a window that is locked while the keys stay.
#[tauri::command]
pub async fn unlock_with_pin(
    desk: State<'_, Desk>,
    request: UnlockWithPin,
) -> Result<ProfileState, Failure> {
    desk.app.unlock_with_pin(&desk.actor, request).await
}

/// How the profile is locked.
#[tauri::command]
pub async fn lock_settings(desk: State<'_, Desk>) -> Result<LockSettings, Failure> {
    desk.app.lock_settings(&desk.actor).await
}

/// Chooses it.
#[tauri::command]
pub async fn set_lock(desk: State<'_, Desk>, request: SetLock) -> Result<LockSettings, Failure> {
    desk.app.set_lock(&desk.actor, request).await
}

/// Sets or removes the PIN.
#[tauri::command]
pub async fn set_pin(desk: State<'_, Desk>, request: SetPin) -> Result<LockSettings, Failure> {
    desk.app.set_pin(&desk.actor, request).await
}

/// Sets another passphrase.
#[tauri::command]
pub async fn change_passphrase(
    desk: State<'_, Desk>,
    request: ChangePassphrase,
) -> Result<ProfileState, Failure> {
    desk.app.change_passphrase(&desk.actor, request).await
}

/// Gives the profile new keys.
#[tauri::command]
pub async fn change_keys(
    desk: State<'_, Desk>,
    request: ChangeKeys,
) -> Result<ProfileState, Failure> {
    desk.app.change_keys(&desk.actor, request).await
}

/// What was kept of one form.
#[tauri::command]
pub async fn kept_draft(desk: State<'_, Desk>, request: DraftRef) -> Result<DraftHere, Failure> {
    desk.app.kept_draft(&desk.actor, request).await
}

/// All forms that were not saved.
#[tauri::command]
pub async fn kept_drafts(desk: State<'_, Desk>) -> Result<Vec<KeptDraft>, Failure> {
    desk.app.kept_drafts(&desk.actor).await
}

/// Keeps what is typed in a form.
#[tauri::command]
pub async fn keep_draft(desk: State<'_, Desk>, request: KeepDraft) -> Result<DraftHere, Failure> {
    desk.app.keep_draft(&desk.actor, request).await
}

/// Forgets it.
#[tauri::command]
pub async fn drop_draft(desk: State<'_, Desk>, request: DraftRef) -> Result<DraftHere, Failure> {
    desk.app.drop_draft(&desk.actor, request).await
}
