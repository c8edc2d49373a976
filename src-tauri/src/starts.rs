//! Starts of the program and the addresses they bring. A second start of the same profile hands its
//! address to the window that is open and ends; the system may also bring an address by itself. Nothing
//! is lost that comes before the window is ready. What an address means is for `app` to say.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_single_instance::Builder;

use crate::arguments::{self, Asked};
use crate::desk::Desk;
use crate::window;

/// Addresses that came and were not handed on yet.
#[derive(Default)]
pub struct Brought(Mutex<Vec<String>>);

/// Finds the window of this profile that is open already. Profiles do not know each other: a window on
/// another profile stays a window of its own. `None` where the system cannot tell profiles apart and this
/// one is not the account's own.
pub fn single<R: Runtime>(profile: Option<&Path>) -> Option<TauriPlugin<R>> {
    let builder = Builder::new().callback(|handle, given, _| started_again(handle, given));
    match profile {
        None => Some(builder.build()),
        Some(folder) if cfg!(target_os = "linux") => Some(builder.dbus_id(name_of(folder)).build()),
        Some(_) => None,
    }
}

/// A name on the session bus for a profile's folder. It says nothing of where that is.
fn name_of(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    std::path::absolute(folder)
        .unwrap_or_else(|_| folder.to_owned())
        .hash(&mut hasher);
    format!("{}.p{:016x}", wardbook_app::IDENTIFIER, hasher.finish())
}

fn started_again<R: Runtime>(handle: &AppHandle<R>, given: Vec<String>) {
    let given = given.into_iter().skip(1).map(OsString::from);
    // The second start has read the same arguments before it came here.
    if let Ok(Asked::Window(arguments)) = arguments::read(given)
        && let Some(address) = arguments.address
    {
        bring(handle, address);
    }
    show(handle);
}

/// Takes an address and hands it on as soon as there is somebody to hand it to.
pub fn bring<R: Runtime>(handle: &AppHandle<R>, address: String) {
    if let Some(brought) = handle.try_state::<Brought>() {
        brought
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(address);
    }
    hand_on(handle);
}

/// Hands on what came; what it is not, it is refused as.
pub fn hand_on<R: Runtime>(handle: &AppHandle<R>) {
    let (Some(desk), Some(brought)) = (handle.try_state::<Desk>(), handle.try_state::<Brought>())
    else {
        return;
    };
    let waiting = std::mem::take(&mut *brought.0.lock().unwrap_or_else(PoisonError::into_inner));
    for address in waiting {
        // Of the address itself nothing goes into the log: it carries what a sign-in is worth.
        let code = match desk.app.bring(&address) {
            wardbook_app::Brought::Answer => "sign-in",
            wardbook_app::Brought::Launch => "launch",
            wardbook_app::Brought::Refused => "refused",
        };
        tracing::info!(code, "an address was brought");
    }
}

/// Brings the open window to the front; where the system does not allow that, it asks for attention.
fn show<R: Runtime>(handle: &AppHandle<R>) {
    let Some(window) = handle.get_webview_window(window::LABEL) else {
        return;
    };
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// From here on a start finds no window that is open: this one is going.
pub fn end<R: Runtime>(handle: &AppHandle<R>) {
    tauri_plugin_single_instance::destroy(handle);
}

/// What the system brings by itself, where it does not start the program again for it.
#[cfg(target_os = "macos")]
pub fn listen<R: Runtime>(handle: &AppHandle<R>) {
    use tauri_plugin_deep_link::DeepLinkExt as _;
    let to = handle.clone();
    handle.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            bring(&to, url.to_string());
        }
        show(&to);
    });
}

/// Makes this program the one that the system opens the private scheme with, for a build that no
/// installer has registered.
///
/// # Errors
/// One sentence with what the system said.
pub fn register<R: Runtime>(handle: &AppHandle<R>) -> Result<(), String> {
    use tauri_plugin_deep_link::DeepLinkExt as _;
    handle
        .deep_link()
        .register_all()
        .map_err(|error| format!("the private scheme could not be registered: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_has_its_own_name_on_the_bus_and_none_tells_where_it_is() {
        let (one, other) = (
            name_of(Path::new("/wards/7n/profile")),
            name_of(Path::new("/wards/8s/profile")),
        );
        assert_ne!(one, other);
        assert_eq!(one, name_of(Path::new("/wards/7n/profile")));
        assert!(
            one.starts_with("app.wardbook.desktop.p") && !one.contains("7n"),
            "{one}"
        );
    }
}
