//! How the program itself is doing. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::health::{Check, Health, WriteTo};
use wardbook_app::wire::policy::PolicyState;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// All of it at a glance.
#[tauri::command]
pub async fn health(desk: State<'_, Desk>) -> Result<Health, Failure> {
    desk.app.health(&desk.actor).await
}

/// Checks the store, the bodies, the index and the log.
#[tauri::command]
pub async fn doctor(desk: State<'_, Desk>) -> Result<Vec<Check>, Failure> {
    desk.app.doctor(&desk.actor).await
}

/// Writes a bundle for whoever helps, free of patient data.
#[tauri::command]
pub async fn support_bundle(desk: State<'_, Desk>, request: WriteTo) -> Result<(), Failure> {
    desk.app.support_bundle(&desk.actor, request).await
}

/// What the administrator of the computer fixed.
#[tauri::command]
pub async fn policy(desk: State<'_, Desk>) -> Result<PolicyState, Failure> {
    desk.app.policy(&desk.actor).await
}
