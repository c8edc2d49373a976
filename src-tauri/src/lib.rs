//! The desktop shell.
pub mod arguments;
pub mod window;

/// Runs.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            window::open(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
