//! Standard output and standard error. A reader that went away (`| head`) is no failure.

use std::io::Write as _;

use serde::Serialize;
use serde_json::json;
use wardbook_app::wire::profile::Failure;

/// One line of an answer.
pub(crate) fn line(text: &str) {
    let _gone = writeln!(std::io::stdout().lock(), "{text}");
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
    if let Ok(text) = serde_json::to_string(answer) {
        line(&text);
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
