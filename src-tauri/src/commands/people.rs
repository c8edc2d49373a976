//! The people of this workstation, and who of them is there. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::person::{
    AddPerson, Person, PersonRef, SetPersonConnections, SetPersonPassword, SetPersonRole,
    SignPersonIn,
};
use wardbook_app::wire::profile::{Failure, ProfileState};

use crate::desk::Desk;

/// Everybody.
#[tauri::command]
pub async fn list_people(desk: State<'_, Desk>) -> Result<Vec<Person>, Failure> {
    desk.app.list_people(&desk.actor).await
}

/// Adds somebody.
#[tauri::command]
pub async fn add_person(desk: State<'_, Desk>, request: AddPerson) -> Result<Vec<Person>, Failure> {
    desk.app.add_person(&desk.actor, request).await
}

/// Gives somebody another role.
#[tauri::command]
pub async fn set_person_role(
    desk: State<'_, Desk>,
    request: SetPersonRole,
) -> Result<Vec<Person>, Failure> {
    desk.app.set_person_role(&desk.actor, request).await
}

/// Lets somebody see chosen connections, or all.
#[tauri::command]
pub async fn set_person_connections(
    desk: State<'_, Desk>,
    request: SetPersonConnections,
) -> Result<Vec<Person>, Failure> {
    desk.app.set_person_connections(&desk.actor, request).await
}

/// Removes somebody.
#[tauri::command]
pub async fn remove_person(
    desk: State<'_, Desk>,
    request: PersonRef,
) -> Result<Vec<Person>, Failure> {
    desk.app.remove_person(&desk.actor, request).await
}

/// Gives somebody another password.
#[tauri::command]
pub async fn set_person_password(
    desk: State<'_, Desk>,
    request: SetPersonPassword,
) -> Result<(), Failure> {
    desk.app.set_person_password(&desk.actor, request).await
}

/// Says who is there.
#[tauri::command]
pub async fn sign_person_in(
    desk: State<'_, Desk>,
    request: SignPersonIn,
) -> Result<ProfileState, Failure> {
    desk.app.sign_person_in(&desk.actor, request).await
}

/// Nobody is there any more.
#[tauri::command]
pub async fn sign_person_out(desk: State<'_, Desk>) -> Result<ProfileState, Failure> {
    desk.app.sign_person_out(&desk.actor).await
}
