//! Taking a patient from this workstation, and leaving it. Each command unpacks and asks `app`; nothing is decided
//! here.

use tauri::State;
use wardbook_app::wire::leaving::{LeaveWorkstation, LeftWorkstation, RemovePatient};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Takes one patient from this workstation.
#[tauri::command]
pub async fn remove_patient(desk: State<'_, Desk>, request: RemovePatient) -> Result<(), Failure> {
    desk.app.remove_patient(&desk.actor, request).await
}

/// Leaves this workstation.
#[tauri::command]
pub async fn leave_workstation(
    desk: State<'_, Desk>,
    request: LeaveWorkstation,
) -> Result<LeftWorkstation, Failure> {
    desk.app.leave_workstation(&desk.actor, request).await
}
