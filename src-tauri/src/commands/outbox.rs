//! The outbox and writing records. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::outbox::{
    AddRecord, AskWritable, CheckRecord, CorrectRecord, EditItem, ListOutbox, MarkInError,
    MoveItem, OutboxItem, OutboxPage, OutboxRef, OutboxRow, RecordFault, RecordMark, ResolveItem,
    SendOutbox, VerifyRecord, Writable,
};
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::section::RecordRef;

use crate::desk::Desk;

/// What is in it.
#[tauri::command]
pub async fn list_outbox(
    desk: State<'_, Desk>,
    request: ListOutbox,
) -> Result<OutboxPage, Failure> {
    desk.app.list_outbox(&desk.actor, request).await
}

/// One item whole.
#[tauri::command]
pub async fn outbox_item(desk: State<'_, Desk>, request: OutboxRef) -> Result<OutboxItem, Failure> {
    desk.app.outbox_item(&desk.actor, request).await
}

/// Sends what waits.
#[tauri::command]
pub async fn send_outbox(
    desk: State<'_, Desk>,
    request: SendOutbox,
) -> Result<OutboxPage, Failure> {
    desk.app.send_outbox(&desk.actor, request).await
}

/// Takes an item back.
#[tauri::command]
pub async fn withdraw_item(
    desk: State<'_, Desk>,
    request: OutboxRef,
) -> Result<OutboxRow, Failure> {
    desk.app.withdraw_item(&desk.actor, request).await
}

/// Sends it again, or puts it back.
#[tauri::command]
pub async fn retry_item(desk: State<'_, Desk>, request: OutboxRef) -> Result<OutboxRow, Failure> {
    desk.app.retry_item(&desk.actor, request).await
}

/// Other words for an item.
#[tauri::command]
pub async fn edit_item(desk: State<'_, Desk>, request: EditItem) -> Result<OutboxRow, Failure> {
    desk.app.edit_item(&desk.actor, request).await
}

/// Before or after its neighbour.
#[tauri::command]
pub async fn move_item(desk: State<'_, Desk>, request: MoveItem) -> Result<OutboxRow, Failure> {
    desk.app.move_item(&desk.actor, request).await
}

/// Decides about an item.
#[tauri::command]
pub async fn resolve_item(
    desk: State<'_, Desk>,
    request: ResolveItem,
) -> Result<OutboxRow, Failure> {
    desk.app.resolve_item(&desk.actor, request).await
}

/// What becomes of a record before it is written.
#[tauri::command]
pub async fn writable(desk: State<'_, Desk>, request: AskWritable) -> Result<Writable, Failure> {
    desk.app.writable(&desk.actor, request).await
}

/// What is not right in a record.
#[tauri::command]
pub async fn check_record(
    desk: State<'_, Desk>,
    request: CheckRecord,
) -> Result<Vec<RecordFault>, Failure> {
    desk.app.check_record(&desk.actor, request).await
}

/// Writes a new record.
#[tauri::command]
pub async fn add_record(desk: State<'_, Desk>, request: AddRecord) -> Result<OutboxRow, Failure> {
    desk.app.add_record(&desk.actor, request).await
}

/// Corrects a record.
#[tauri::command]
pub async fn correct_record(
    desk: State<'_, Desk>,
    request: CorrectRecord,
) -> Result<OutboxRow, Failure> {
    desk.app.correct_record(&desk.actor, request).await
}

/// Entered in error, and back.
#[tauri::command]
pub async fn mark_in_error(
    desk: State<'_, Desk>,
    request: MarkInError,
) -> Result<OutboxRow, Failure> {
    desk.app.mark_in_error(&desk.actor, request).await
}

/// Vouches for a record.
#[tauri::command]
pub async fn verify_record(
    desk: State<'_, Desk>,
    request: VerifyRecord,
) -> Result<RecordMark, Failure> {
    desk.app.verify_record(&desk.actor, request).await
}

/// What is known here of a record.
#[tauri::command]
pub async fn record_mark(desk: State<'_, Desk>, request: RecordRef) -> Result<RecordMark, Failure> {
    desk.app.record_mark(&desk.actor, request).await
}
