//! Tells Tauri where capabilities and permissions live: beside the shell, not at the top level.
use std::error::Error;
use std::fs;
use std::path::Path;

/// Where the built user interface is, from the package root.
const UI: &str = "ui/dist";

fn main() -> Result<(), Box<dyn Error>> {
    // Tauri watches these folders only where they usually are.
    for watched in [UI, "src-tauri/capabilities", "src-tauri/permissions"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    page_where_there_is_none()?;
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(
            tauri_build::AppManifest::new()
                .permissions_path_pattern("./src-tauri/permissions/**/*"),
        );
    tauri_build::try_build(attributes)?;
    Ok(())
}

/// Lets `cargo check` and the lints run in a checkout whose user interface was never built; a release
/// without it is an error.
fn page_where_there_is_none() -> Result<(), Box<dyn Error>> {
    if Path::new(UI).exists() {
        return Ok(());
    }
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        return Err("the user interface is not built: run `npm ci && npm run build` in ui/".into());
    }
    fs::create_dir_all(UI)?;
    fs::write(
        Path::new(UI).join("index.html"),
        "<!doctype html><title>Wardbook</title><p>The user interface is not built: run make.</p>\n",
    )?;
    Ok(())
}
