//! The mapping of our records to the EHR's ids, by hand. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::csv::{WriteMappings, WrittenCsv};
use wardbook_app::wire::ledger::{
    ChangeMapping, ImportMappings, ListMappings, MappingFigures, MappingRef, MappingRow, Mappings,
    MappingsImported,
};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Figures of a connection's mappings.
#[tauri::command]
pub async fn mapping_figures(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<MappingFigures, Failure> {
    desk.app.mapping_figures(&desk.actor, request).await
}

/// Mappings of a connection.
#[tauri::command]
pub async fn list_mappings(
    desk: State<'_, Desk>,
    request: ListMappings,
) -> Result<Mappings, Failure> {
    desk.app.list_mappings(&desk.actor, request).await
}

/// One, with everything people did to it.
#[tauri::command]
pub async fn get_mapping(
    desk: State<'_, Desk>,
    request: MappingRef,
) -> Result<MappingRow, Failure> {
    desk.app.get_mapping(&desk.actor, request).await
}

/// Changes one by hand.
#[tauri::command]
pub async fn change_mapping(
    desk: State<'_, Desk>,
    request: ChangeMapping,
) -> Result<MappingRow, Failure> {
    desk.app.change_mapping(&desk.actor, request).await
}

/// Relinks from a CSV file.
#[tauri::command]
pub async fn import_mappings(
    desk: State<'_, Desk>,
    request: ImportMappings,
) -> Result<MappingsImported, Failure> {
    desk.app.import_mappings(&desk.actor, request).await
}

/// Writes mappings into a file.
#[tauri::command]
pub async fn write_mappings(
    desk: State<'_, Desk>,
    request: WriteMappings,
) -> Result<WrittenCsv, Failure> {
    desk.app.write_mappings(&desk.actor, request).await
}
