//! Standard output and standard error. A reader that went away (`| head`) is no failure; a disk that is full is one.

use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::json;
use wardbook_app::wire::profile::Failure;

/// Part of an answer could not be written.
static LOST: AtomicBool = AtomicBool::new(false);

/// One line of an answer.
pub(crate) fn line(text: &str) {
    let written = writeln!(std::io::stdout().lock(), "{text}");
    note(&written);
}

/// Whether the whole answer was written: what reads it must hear of it by the exit code.
pub(crate) fn is_whole() -> bool {
    let written = std::io::stdout().lock().flush();
    note(&written);
    !LOST.load(Ordering::Relaxed)
}

fn note(written: &std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// One line beside the answer: progress, advice.
pub(crate) fn words(text: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{text}");
}

/// A line of progress that replaces the one before on a terminal.
pub(crate) fn progress(text: &str, replace: bool) {
    let mut to = std::io::stderr().lock();
    let _gone = if replace {
        write!(to, "\r\x1b[K{text}")
    } else {
        writeln!(to, "{text}")
    };
    let _gone = to.flush();
}

/// The answer as JSON.
pub(crate) fn json(answer: &impl Serialize) {
    match serde_json::to_string(answer) {
        Ok(text) => line(&text),
        Err(_) => LOST.store(true, Ordering::Relaxed),
    }
}

/// A failure: words for a person, or the one JSON value.
pub(crate) fn failure(failure: &Failure, as_json: bool) {
    if as_json {
        json(&json!({ "error": failure }));
        return;
    }
    words(&failure.message);
    let correlation = failure
        .correlation
        .as_deref()
        .map(|id| format!(", {id} in the log"));
    words(&format!(
        "({}{})",
        failure.code,
        correlation.unwrap_or_default()
    ));
}
