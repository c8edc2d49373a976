//! The ledger read by read, asking again, and single encounters. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::brought::{Brought, ReadBrought};
use wardbook_app::wire::csv::{WriteLedger, WrittenCsv};
use wardbook_app::wire::ledger::{
    Fetched, IngestEncounter, IngestEncounters, Ledger, ReadLedger, Retry,
};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Every read, and what was put aside.
#[tauri::command]
pub async fn read_ledger(desk: State<'_, Desk>, request: ReadLedger) -> Result<Ledger, Failure> {
    desk.app.read_ledger(&desk.actor, request).await
}

/// The same into a file.
#[tauri::command]
pub async fn write_ledger(
    desk: State<'_, Desk>,
    request: WriteLedger,
) -> Result<WrittenCsv, Failure> {
    desk.app.write_ledger(&desk.actor, request).await
}

/// Asks the EHR again for what failed.
#[tauri::command]
pub async fn retry(desk: State<'_, Desk>, request: Retry) -> Result<Fetched, Failure> {
    desk.app.retry(&desk.actor, request).await
}

/// Fetches one encounter and what belongs to it.
#[tauri::command]
pub async fn ingest_encounter(
    desk: State<'_, Desk>,
    request: IngestEncounter,
) -> Result<Fetched, Failure> {
    desk.app.ingest_encounter(&desk.actor, request).await
}

/// Fetches encounters found by date and status, each with what belongs to it.
#[tauri::command]
pub async fn ingest_encounters(
    desk: State<'_, Desk>,
    request: IngestEncounters,
) -> Result<Fetched, Failure> {
    desk.app.ingest_encounters(&desk.actor, request).await
}

/// What came since a time, record by record.
#[tauri::command]
pub async fn read_brought(desk: State<'_, Desk>, request: ReadBrought) -> Result<Brought, Failure> {
    desk.app.read_brought(&desk.actor, request).await
}
