//! Connections: the configured EHRs, signing in to them, and finding patients at them. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::connection::{
    Connection, ConnectionRef, EditConnection, FindPatients, FoundPatients, NewConnection,
    SignInState, SignedIn, TestStep,
};
use wardbook_app::wire::hospital::{FindHospitals, HospitalList, Hospitals, ImportHospitals};
use wardbook_app::wire::launch::{LaunchOutcome, Launched};
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::schema::Schema;

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

/// Changes one.
#[tauri::command]
pub async fn edit_connection(
    desk: State<'_, Desk>,
    request: EditConnection,
) -> Result<Connection, Failure> {
    desk.app.edit_connection(&desk.actor, request).await
}

/// Makes a new private key for one.
#[tauri::command]
pub async fn new_client_key(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<Connection, Failure> {
    desk.app.new_client_key(&desk.actor, request).await
}

/// Tries one with the sign-in it has.
#[tauri::command]
pub async fn check_connection(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<Vec<TestStep>, Failure> {
    desk.app.check_connection(&desk.actor, request).await
}

/// What its EHR says it offers.
#[tauri::command]
pub async fn connection_schema(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<Schema, Failure> {
    desk.app.connection_schema(&desk.actor, request).await
}

/// Renews a sign-in now.
#[tauri::command]
pub async fn refresh_sign_in(
    desk: State<'_, Desk>,
    request: ConnectionRef,
) -> Result<SignInState, Failure> {
    desk.app.refresh_sign_in(&desk.actor, request).await
}

/// Brings a list of hospitals in.
#[tauri::command]
pub async fn import_hospitals(
    desk: State<'_, Desk>,
    request: ImportHospitals,
) -> Result<HospitalList, Failure> {
    desk.app.import_hospitals(&desk.actor, request).await
}

/// Finds hospitals by name.
#[tauri::command]
pub async fn find_hospitals(
    desk: State<'_, Desk>,
    request: FindHospitals,
) -> Result<Hospitals, Failure> {
    desk.app.find_hospitals(&desk.actor, request).await
}

/// The launches that wait to be taken over.
#[tauri::command]
pub async fn take_launches(desk: State<'_, Desk>) -> Result<Vec<Launched>, Failure> {
    desk.app.take_launches(&desk.actor).await
}

/// Takes a launch over.
#[tauri::command]
pub async fn launch(desk: State<'_, Desk>, request: Launched) -> Result<LaunchOutcome, Failure> {
    desk.app.launch(&desk.actor, request).await
}
