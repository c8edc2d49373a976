//! Who draws the window on Linux: the graphics device where there is one. Without one (a remote desktop, a virtual
//! workstation) the webview would have a program play the device, and every list that scrolls is felt to be late;
//! there it draws by itself.

use std::path::Path;

use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Where the kernel names its graphics devices.
const DEVICES: &str = "/dev/dri";

/// Lets the webview draw by itself where nothing else can.
///
/// # Errors
/// When the window is gone.
pub fn suit<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    if has_device(Path::new(DEVICES)) {
        return Ok(());
    }
    tracing::info!("no graphics device: the webview draws by itself");
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether there is a device that programs may draw with; one that only feeds a screen has no such node.
fn has_device(devices: &Path) -> bool {
    std::fs::read_dir(devices).is_ok_and(|nodes| {
        nodes
            .flatten()
            .any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_without_a_device_to_draw_with_is_none() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_device(&devices.path().join("missing")));
        std::fs::write(devices.path().join("card0"), []).unwrap();
        assert!(!has_device(devices.path()));
        std::fs::write(devices.path().join("renderD128"), []).unwrap();
        assert!(has_device(devices.path()));
    }
}
