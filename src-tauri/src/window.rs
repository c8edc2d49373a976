//! The one window: its size, its fixed title, and the walls around the page in it. The title never
//! holds anything about a patient; the page never leaves the program and never opens another.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label; capabilities name it.
pub const LABEL: &str = "main";

/// The window's title, always.
pub const TITLE: &str = "Wardbook";

/// Says on the page that the webview is too old, where it is.
const ENGINE: &str = include_str!("engine.js");

/// Opens the window.
///
/// # Errors
/// When the system gives no window or no webview.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<WebviewWindow<R>> {
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title(TITLE)
        .inner_size(1280.0, 800.0)
        .min_inner_size(1024.0, 700.0)
        .initialization_script(ENGINE)
        .devtools(cfg!(debug_assertions))
        .general_autofill_enabled(false)
        .disable_drag_drop_handler()
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if automated() {
        // A webview that keeps nothing cannot be driven: under test it keeps its files in a folder of
        // the test's own.
        window = window.data_directory(app.path().app_cache_dir()?.join("webview"));
    } else {
        // Nothing the page shows may reach the disk by way of the webview's caches.
        window = window.incognito(true);
    }
    let window = window.build()?;
    #[cfg(target_os = "linux")]
    crate::drawing::suit(&window)?;
    Ok(window)
}

/// Closes the window for good, without asking; the program ends with it.
pub fn close<R: Runtime>(app: &AppHandle<R>) {
    // One that is gone already has nothing left to close.
    if let Some(window) = app.get_webview_window(LABEL) {
        let _gone = window.destroy();
    }
}

/// Whether the window is driven by a test, which a released program cannot be.
fn automated() -> bool {
    cfg!(debug_assertions) && std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true")
}

/// Whether the page may go there: its own pages only, under the two names a webview gives them.
fn is_ours(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        // The development server, in a build made for it.
        ("http", Some("127.0.0.1")) => {
            cfg!(not(feature = "custom-protocol")) && url.port() == Some(1420)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_in_the_program() {
        for (url, ours) in [
            ("tauri://localhost/index.html#/patients", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost/", true),
            ("https://ehr.example/fhir", false),
            ("http://tauri.localhost.ehr.example/", false),
            ("http://127.0.0.1:8480/fhir", false),
            ("file:///etc/passwd", false),
            ("about:blank", false),
            ("data:text/html,x", false),
        ] {
            assert_eq!(is_ours(&Url::parse(url).unwrap()), ours, "{url}");
        }
    }
}
