//! Break-glass: one patient opened whole, with a reason and for a time. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::glass::{BehindGlass, BreakGlass, FindBehindGlass, GlassState, SetGlass};
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// What is open, and for how long something may be.
#[tauri::command]
pub async fn glass_state(desk: State<'_, Desk>) -> Result<GlassState, Failure> {
    desk.app.glass_state(&desk.actor).await
}

/// Whether somebody is here who is not among one's patients.
#[tauri::command]
pub async fn find_behind_glass(
    desk: State<'_, Desk>,
    request: FindBehindGlass,
) -> Result<BehindGlass, Failure> {
    desk.app.find_behind_glass(&desk.actor, request).await
}

/// Opens a patient.
#[tauri::command]
pub async fn break_glass(
    desk: State<'_, Desk>,
    request: BreakGlass,
) -> Result<GlassState, Failure> {
    desk.app.break_glass(&desk.actor, request).await
}

/// Closes a patient again.
#[tauri::command]
pub async fn end_glass(desk: State<'_, Desk>, request: PatientRef) -> Result<GlassState, Failure> {
    desk.app.end_glass(&desk.actor, request).await
}

/// Chooses for how long.
#[tauri::command]
pub async fn set_glass(desk: State<'_, Desk>, request: SetGlass) -> Result<GlassState, Failure> {
    desk.app.set_glass(&desk.actor, request).await
}
