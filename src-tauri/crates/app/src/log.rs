//! The program's own log: one JSON object a line in the profile's `logs` folder, a file a day, 14 days.
//! It cannot hold patient text by construction, whatever a caller passes to `tracing`:
//! - only events and spans of Wardbook's own crates are written (an HTTP library would log URLs);
//! - only fields whose key is listed in `shape` are written, and only in that key's shape: a number,
//!   one of our ids, a FHIR type from the list of types, a lower-case code, a source position;
//! - a message is written only if it is one literal of lower-case words: anything formatted into it
//!   makes it several pieces, and several pieces are withheld;
//! - a panic is logged by place, never by payload.

mod layer;
mod shape;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub use layer::JsonLines;

/// Days a log file is kept.
pub const DAYS: u64 = 14;

/// Keeps the log's writer alive; what is waiting is written when it is dropped.
#[derive(Debug)]
pub struct LogGuard(#[allow(dead_code)] WorkerGuard);

/// The folder of a profile's log files.
pub fn folder(profile: &Path) -> PathBuf {
    profile.join("logs")
}

/// Starts the log for this process. Answers nothing if the folder cannot be written or a log runs
/// already: a missing log never stops the program from opening a chart.
pub fn start(profile: &Path) -> Option<LogGuard> {
    let folder = folder(profile);
    create_private(&folder).ok()?;
    prune(&folder, SystemTime::now());
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("wardbook")
        .filename_suffix("jsonl")
        .max_log_files(DAYS as usize)
        .build(&folder)
        .ok()?;
    let (writer, guard): (NonBlocking, WorkerGuard) =
        NonBlockingBuilder::default().lossy(true).finish(appender);
    let layer = JsonLines::new(move |line: &[u8]| {
        let mut writer = writer.clone();
        let _lost = writer.write_all(line);
    });
    tracing_subscriber::registry()
        .with(layer.with_filter(LevelFilter::INFO))
        .try_init()
        .ok()?;
    log_panics();
    Some(LogGuard(guard))
}

/// The newest log files, newest first, at most `count`.
pub fn files(profile: &Path, count: usize) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = log_files(&folder(profile)).collect();
    found.sort();
    found.reverse();
    found.truncate(count);
    found
}

fn log_files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            name.starts_with("wardbook.") && path.extension().is_some_and(|end| end == "jsonl")
        })
}

/// Removes files older than [`DAYS`]: the appender counts files, not days.
fn prune(folder: &Path, now: SystemTime) {
    let limit = Duration::from_secs(DAYS * 24 * 60 * 60);
    for path in log_files(folder) {
        let age = fs::metadata(&path).and_then(|meta| meta.modified()).ok();
        if age
            .and_then(|at| now.duration_since(at).ok())
            .is_some_and(|age| age > limit)
        {
            let _kept = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Logs where a panic happened, before whatever hook was there says it on the terminal in a release
/// build without its payload.
fn log_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let (file, line) = panic
            .location()
            .map_or(("unknown.rs", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "a thread panicked");
        if cfg!(debug_assertions) {
            before(panic);
        }
    }));
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
