//! The recovery key, backups and restoring. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::backup::{
    BackedUp, BackupState, MakeRecovery, RecoverProfile, RecoverySheet, RestoreBackup,
};
use wardbook_app::wire::health::WriteTo;
use wardbook_app::wire::profile::{Failure, ProfileState};

use crate::desk::Desk;

/// How this profile is backed up.
#[tauri::command]
pub async fn backup_state(desk: State<'_, Desk>) -> Result<BackupState, Failure> {
    desk.app.backup_state(&desk.actor).await
}

/// Makes a recovery key; it is in the answer and nowhere else.
#[tauri::command]
pub async fn make_recovery_key(
    desk: State<'_, Desk>,
    request: MakeRecovery,
) -> Result<RecoverySheet, Failure> {
    desk.app.make_recovery_key(&desk.actor, request).await
}

/// Writes a backup.
#[tauri::command]
pub async fn back_up(desk: State<'_, Desk>, request: WriteTo) -> Result<BackedUp, Failure> {
    desk.app.back_up(&desk.actor, request).await
}

/// Stops it.
#[tauri::command]
pub async fn stop_backup(desk: State<'_, Desk>) -> Result<(), Failure> {
    desk.app.stop_backup(&desk.actor).await
}

/// Makes a profile of a backup.
#[tauri::command]
pub async fn restore_backup(
    desk: State<'_, Desk>,
    request: RestoreBackup,
) -> Result<ProfileState, Failure> {
    desk.app.restore_backup(&desk.actor, request).await
}

/// Opens the profile by its recovery key.
#[tauri::command]
pub async fn recover_profile(
    desk: State<'_, Desk>,
    request: RecoverProfile,
) -> Result<ProfileState, Failure> {
    desk.app.recover_profile(&desk.actor, request).await
}
