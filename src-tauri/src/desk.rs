//! What every command needs: the one `App`, and who sits at this computer. Owns the log's life, which
//! is the program's.

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{AppHandle, Manager, Runtime};
use wardbook_app::log::{self, LogGuard};
use wardbook_app::{Actor, App, Options, Origin, default_profile};

use crate::window;

/// The state that Tauri hands to commands. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// What Wardbook can do.
    pub app: App,
    /// The local person.
    pub actor: Actor,
    /// Writes out what is waiting when the last clone goes.
    _log: Option<Arc<LogGuard>>,
}

impl Desk {
    /// At a profile's folder, or this account's own where none is named.
    ///
    /// # Errors
    /// When the operating system names no folder for this account.
    pub fn at(profile: Option<PathBuf>) -> Result<Desk, &'static str> {
        let profile = profile
            .or_else(default_profile)
            .ok_or("this account has no folder for application data; name one with --profile")?;
        let log = log::start(&profile).map(Arc::new);
        Ok(Desk {
            _log: log,
            ..Desk::around(App::new(Options::system(profile)))
        })
    }

    /// Around an app that is there already.
    pub fn around(app: App) -> Desk {
        Desk {
            app,
            actor: Actor::local(&account()).at(Origin::here("window")),
            _log: None,
        }
    }
}

/// The name of this computer account, as audit rows will name the person.
fn account() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|account| !account.is_empty())
        })
        .unwrap_or_default()
}

/// The person closes the window: `app` says whether it may go, and else has the page ask them.
pub fn ask_before_closing<R: Runtime>(handle: &AppHandle<R>) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let may = match handle.try_state::<Desk>() {
            Some(desk) => desk.app.may_close(&desk.actor).await,
            None => true,
        };
        if may {
            window::close(&handle);
        }
    });
}

/// Closes the profile in good order: the program ends.
pub fn close<R: Runtime>(handle: &AppHandle<R>) {
    if let Some(desk) = handle.try_state::<Desk>() {
        let app = desk.app.clone();
        tauri::async_runtime::block_on(async move { app.close().await });
    }
}
