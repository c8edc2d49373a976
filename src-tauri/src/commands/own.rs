//! What a person keeps for themselves: lists, marks, notes to self. Each command unpacks and asks `app`.

use tauri::State;
use wardbook_app::wire::own::{
    FetchLists, FetchedLists, ListRef, OwnList, OwnNoteRef, PatientMarks, ReadList, SetMark,
    WriteOwnNote,
};
use wardbook_app::wire::patient::{PatientPage, PatientRef};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Every list of patients.
#[tauri::command]
pub async fn own_lists(desk: State<'_, Desk>) -> Result<Vec<OwnList>, Failure> {
    desk.app.own_lists(&desk.actor).await
}

/// A page of one.
#[tauri::command]
pub async fn read_list(desk: State<'_, Desk>, request: ReadList) -> Result<PatientPage, Failure> {
    desk.app.read_list(&desk.actor, request).await
}

/// The lists of an EHR.
#[tauri::command]
pub async fn fetch_lists(
    desk: State<'_, Desk>,
    request: FetchLists,
) -> Result<FetchedLists, Failure> {
    desk.app.fetch_lists(&desk.actor, request).await
}

/// Forgets one of them here.
#[tauri::command]
pub async fn forget_list(desk: State<'_, Desk>, request: ListRef) -> Result<(), Failure> {
    desk.app.forget_list(&desk.actor, request).await
}

/// Marks and notes to self about a patient.
#[tauri::command]
pub async fn patient_marks(
    desk: State<'_, Desk>,
    request: PatientRef,
) -> Result<PatientMarks, Failure> {
    desk.app.patient_marks(&desk.actor, request).await
}

/// Marks a patient.
#[tauri::command]
pub async fn set_mark(desk: State<'_, Desk>, request: SetMark) -> Result<PatientMarks, Failure> {
    desk.app.set_mark(&desk.actor, request).await
}

/// Writes a note to self.
#[tauri::command]
pub async fn write_own_note(
    desk: State<'_, Desk>,
    request: WriteOwnNote,
) -> Result<PatientMarks, Failure> {
    desk.app.write_own_note(&desk.actor, request).await
}

/// Removes a note to self.
#[tauri::command]
pub async fn remove_own_note(
    desk: State<'_, Desk>,
    request: OwnNoteRef,
) -> Result<PatientMarks, Failure> {
    desk.app.remove_own_note(&desk.actor, request).await
}
