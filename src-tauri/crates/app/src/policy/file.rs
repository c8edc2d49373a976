//! The policy's file: where it lies, whether it can be believed, and what is wrong with it.

use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Fixed, Policy, RETENTION_DAYS, Rules};
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
    let rules: Rules = serde_json::from_str(text).map_err(|error| match culprit(text) {
        Some(key) => format!("It is not understood, in “{key}”: {error}."),
        None => format!("It is not understood: {error}."),
    })?;
    for (key, number, range) in rules.numbers() {
        in_range(key, number, &range)?;
    }
    let given: Value = serde_json::from_str(text).unwrap_or_default();
    let given = given.get("connections").and_then(Value::as_array);
    for (one, given) in rules.connections.iter().zip(given.into_iter().flatten()) {
        checked(one, given)?;
    }
    Ok(rules)
}

/// The key whose value is not understood; an error of the reader says where it stands and not always what it is.
fn culprit(text: &str) -> Option<String> {
    let all: Map<String, Value> = serde_json::from_str(text).ok()?;
    all.into_iter().find_map(|(key, value)| {
        let alone = Map::from_iter([(key.clone(), value)]);
        let refused = serde_json::from_value::<Rules>(Value::Object(alone)).is_err();
        refused.then_some(key)
    })
}

fn in_range(key: &str, number: Option<u32>, range: &RangeInclusive<u32>) -> Result<(), String> {
    match number {
        Some(number) if !range.contains(&number) => Err(format!(
            "“{key}” is {number}; it may be {} to {}.",
            range.start(),
            range.end()
        )),
        _ => Ok(()),
    }
}

/// A key that was given and that nothing was made of.
fn left_over(given: &Value, made: &Value) -> Option<String> {
    let given = given.as_object()?;
    given.iter().find_map(|(key, value)| match made.get(key) {
        None => Some(key.clone()),
        Some(made) => left_over(value, made),
    })
}

fn checked(one: &Fixed, given: &Value) -> Result<(), String> {
    in_range("retentionDays", one.retention_days, &RETENTION_DAYS)?;
    let details = serde_json::to_value(&one.details).unwrap_or_default();
    if let Some(key) = given
        .get("details")
        .and_then(|given| left_over(given, &details))
    {
        return Err(format!(
            "The connection “{}”: “{key}” is nothing that its details have.",
            one.name
        ));
    }
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
