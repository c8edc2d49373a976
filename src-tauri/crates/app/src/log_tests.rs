#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;

/// Runs `story` under the layer and gives its lines.
fn lines_of(story: impl FnOnce()) -> (String, Vec<Value>) {
    let written = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&written);
    let layer = JsonLines::new(move |line: &[u8]| sink.lock().unwrap().extend_from_slice(line));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), story);
    let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (text, lines)
}

#[test]
fn what_a_careless_caller_says_about_ingrid_is_not_written() {
    let name = "Sorensen, Ingrid";
    let (text, lines) = lines_of(|| {
        tracing::info!(
            patient = name,
            code = name,
            note = name,
            "opened the chart of {name}"
        );
        tracing::info!(status = %"ingrid sorensen", "{}", "Ingrid");
        tracing::warn!(error = ?std::io::Error::other(name), resource_type = "Sorensen", "failed");
        tracing::info_span!("page", section = name, record = "00421187").in_scope(|| {});
        tracing::info!(target: "hyper::client", count = 7, "pooling idle connection");
    });
    assert_eq!(
        lines.len(),
        4,
        "three events of ours and one span; a library's event is dropped"
    );
    for word in ["ngrid", "orensen", "00421187"] {
        assert!(
            !text.contains(word),
            "no part of her name or number is in the log: {text}"
        );
    }
}

#[test]
fn what_support_needs_is_written() {
    let correlation = uuid::Uuid::nil().to_string();
    let (_, lines) = lines_of(|| {
        let span = tracing::info_span!("sync", correlation = %correlation, connection = 1);
        span.in_scope(|| {
            tracing::info!(
                read = "Observation:laboratory",
                records = 100_u64,
                "page written"
            );
        });
    });
    assert_eq!(lines[0]["message"], "page written");
    assert_eq!(lines[0]["read"], "Observation:laboratory");
    assert_eq!(lines[0]["records"], 100);
    assert_eq!(
        lines[0]["correlation"],
        correlation.as_str(),
        "an event carries its span's id"
    );
    assert_eq!(
        lines[1]["span"], "sync",
        "the end of a span is a line with its duration"
    );
    assert!(lines[1]["elapsed_ms"].is_u64());
}

#[test]
fn files_older_than_fourteen_days_go() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("wardbook.2026-01-01.jsonl");
    fs::write(&old, "{}").unwrap();
    fs::write(folder.path().join("other.txt"), "kept").unwrap();
    prune(
        folder.path(),
        SystemTime::now() + Duration::from_secs(15 * 24 * 60 * 60),
    );
    assert!(!old.exists(), "a log file past its time is removed");
    assert!(
        folder.path().join("other.txt").exists(),
        "nothing else is touched"
    );
}
