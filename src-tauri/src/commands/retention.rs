//! How long charts stay that nobody opens. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::retention::{
    AskRetention, PatientStay, Retention, RetentionState, SetRetention, SetStay,
};

use crate::desk::Desk;

/// How long charts stay, which are due, and which left.
#[tauri::command]
pub async fn retention(desk: State<'_, Desk>) -> Result<RetentionState, Failure> {
    desk.app.retention(&desk.actor).await
}

/// One connection, as if other days were chosen.
#[tauri::command]
pub async fn ask_retention(
    desk: State<'_, Desk>,
    request: AskRetention,
) -> Result<Retention, Failure> {
    desk.app.ask_retention(&desk.actor, request).await
}

/// Chooses how long charts of a connection stay.
#[tauri::command]
pub async fn set_retention(
    desk: State<'_, Desk>,
    request: SetRetention,
) -> Result<RetentionState, Failure> {
    desk.app.set_retention(&desk.actor, request).await
}

/// Whether one patient's chart stays.
#[tauri::command]
pub async fn patient_stay(
    desk: State<'_, Desk>,
    request: PatientRef,
) -> Result<PatientStay, Failure> {
    desk.app.patient_stay(&desk.actor, request).await
}

/// Lets one patient's chart stay, or not any more.
#[tauri::command]
pub async fn set_stay(desk: State<'_, Desk>, request: SetStay) -> Result<PatientStay, Failure> {
    desk.app.set_stay(&desk.actor, request).await
}
