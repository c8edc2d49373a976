//! The policy's file: where it lies, whether it can be believed, and what is wrong with it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Fixed, Policy, Rules};
use crate::connections::Wanted;
use crate::wire::connection::Auth;

/// Larger is no policy, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Where the operating system keeps what is for the whole computer.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn place() -> Option<PathBuf> {
    #[cfg(target_os = "windows")]
    let folder = PathBuf::from(std::env::var_os("ProgramData")?).join("Wardbook");
    #[cfg(target_os = "macos")]
    let folder = PathBuf::from("/Library/Application Support/Wardbook");
    #[cfg(not(any(target_os = "windows", target_os = "macos")))]
    let folder = PathBuf::from("/etc/wardbook");
    Some(folder.join("policy.json"))
}

/// Only the administrator can have written it: file and folder are root's, and nobody else may change them.
#[cfg(unix)]
pub(super) fn is_trusted(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let mut trusted = true;
    for one in [Some(path), path.parent()].into_iter().flatten() {
        let metadata = std::fs::metadata(one)?;
        trusted &= metadata.uid() == 0 && metadata.mode() & 0o022 == 0;
    }
    Ok(trusted)
}

/// Who may write there is the folder's own business, which the installer of the policy sets.
#[cfg(not(unix))]
pub(super) fn is_trusted(_path: &Path) -> std::io::Result<bool> {
    Ok(true)
}

/// What the file says. One that is there and not understood makes the policy strict, never absent.
pub(super) fn read(
    path: PathBuf,
    is_trusted: impl FnOnce(&Path) -> std::io::Result<bool>,
) -> Policy {
    match std::fs::metadata(&path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Policy::default();
        }
        Err(error) => {
            let why = format!("It cannot be looked at ({}).", error.kind());
            return Policy::broken(path, why);
        }
        Ok(metadata) if metadata.len() > LARGEST || !metadata.is_file() => {
            return Policy::broken(path, "It is no file of less than a megabyte.".to_owned());
        }
        Ok(_) => {}
    }
    match is_trusted(&path) {
        Ok(true) => {}
        Ok(false) => {
            let why = "Others than the administrator can write it or its folder.".to_owned();
            return Policy::broken(path, why);
        }
        Err(error) => {
            let why = format!("It cannot be looked at ({}).", error.kind());
            return Policy::broken(path, why);
        }
    }
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let why = format!("It cannot be read ({}).", error.kind());
            return Policy::broken(path, why);
        }
    };
    match understood(&text) {
        Ok(rules) => Policy {
            path: Some(path),
            rules,
            broken: None,
        },
        Err(why) => Policy::broken(path, why),
    }
}

fn understood(text: &str) -> Result<Rules, String> {
    // The file holds no secret and nothing of a patient, so that its own words may be repeated.
    let rules: Rules =
        serde_json::from_str(text).map_err(|error| format!("It is not understood: {error}."))?;
    for one in &rules.connections {
        checked(one)?;
    }
    Ok(rules)
}

fn checked(one: &Fixed) -> Result<(), String> {
    if !matches!(one.auth, Auth::Smart | Auth::SmartKey | Auth::None) {
        return Err(format!(
            "The connection “{}” would need a secret, and this file can be read by everybody. Choose smart, smart-key or none.",
            one.name
        ));
    }
    Wanted::of(one.wanted())
        .map(drop)
        .map_err(|fault| format!("The connection “{}”: {}", one.name, fault.message))
}
