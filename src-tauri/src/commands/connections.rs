//! Connections: the configured EHRs, signing in to them, and finding patients at them. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::connection::{
    Connection, ConnectionRef, FindPatients, FoundPatients, NewConnection, SignedIn, TestStep,
};
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Every connection.
#[tauri::command]
pub async fn list_connections(desk: State<'_, Desk>) -> Result<Vec<Connection>, Failure> {
    desk.app.list_connections(&desk.actor).await
}

/// Adds one.
#[tauri::command]
pub async fn add_connection(
    desk: State<'_, Desk>,
    request: NewConnection,
) -> Result<Connection, Failure> {
    desk.app.add_connection(&desk.actor, request).await
}

/// Removes one, and all that came from it.
#[tauri::command]
pub async fn remove_connection(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<(), Failure> {
    desk.app.remove_connection(&desk.actor, request).await
}

/// Tries one before it is added.
#[tauri::command]
pub async fn test_connection(
    desk: State<'_, Desk>,
    request: NewConnection,
) -> Result<Vec<TestStep>, Failure> {
    desk.app.test_connection(&desk.actor, request).await
}

/// Signs in through the system browser; answers when the sign-in has ended.
#[tauri::command]
pub async fn sign_in(desk: State<'_, Desk>, request: ConnectionRef) -> Result<SignedIn, Failure> {
    desk.app.sign_in(&desk.actor, request).await
}

/// Gives up a sign-in that waits for the browser.
#[tauri::command]
pub async fn cancel_sign_in(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.cancel_sign_in(&desk.actor, request).await
}

/// Signs out and revokes the tokens.
#[tauri::command]
pub async fn sign_out(desk: State<'_, Desk>, request: ConnectionRef) -> Result<(), Failure> {
    desk.app.sign_out(&desk.actor, request).await
}

/// Searches patients at the EHR.
#[tauri::command]
pub async fn find_patients(
    desk: State<'_, Desk>,
    request: FindPatients,
) -> Result<FoundPatients, Failure> {
    desk.app.find_patients(&desk.actor, request).await
}
