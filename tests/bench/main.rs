//! Benchmarks: ratios, each against a floor measured in the same run, never bare times. Rounds are
//! interleaved, so that a noisy neighbour disturbs both sides; the median of the rounds' ratios counts.
//!
//! `bench [NAME…]` runs those named, or all. `BENCH_ROUNDS` (default 5) and `BENCH_RECORDS` (default
//! 200,000) make a quick look possible; what is written says how many runs it stands on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::indexing_slicing
)]

mod decoding;
mod documents;
mod images;
mod ingest;
mod memory;
mod people;
mod plain;
mod reading;
mod report;
mod searching;
mod size;
mod slices;
mod sync;
mod unlock;

use report::Report;

/// As the programs have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // This program is also its own decoder of images, in a process apart.
    if wardbook_app::outside::serve_if_asked().is_some() {
        return;
    }
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if asked.iter().any(|a| a == decoding::ASKED) {
        return decoding::serve();
    }
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    let number = |name: &str, default: usize| {
        std::env::var(name)
            .ok()
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let rounds = number("BENCH_ROUNDS", 5);
    let records = number("BENCH_RECORDS", 200_000);
    let mut report = Report::default();
    if wanted("ingest-vs-plain") || wanted("ingest-vs-raw") {
        ingest::run(&mut report, rounds, records);
    }
    if wanted("size") {
        size::run(&mut report, rounds);
    }
    if ["chart", "patient-list", "search"].into_iter().any(wanted) {
        reading::run(&mut report, rounds, records);
    }
    if ["search-newest", "search-ranked"].into_iter().any(wanted) {
        searching::run(&mut report, rounds, number("BENCH_SEARCH", 1_000_000));
    }
    if wanted("sync") {
        sync::run(&mut report, rounds, number("BENCH_SYNC", 100_000));
    }
    if wanted("sync-memory") {
        memory::run(&mut report, number("BENCH_SYNC_RECORDS", 1_000_000));
    }
    if wanted("pdf-memory") {
        memory::document(&mut report);
    }
    if wanted("unlock") {
        unlock::run(&mut report, rounds);
    }
    if images::ROWS.into_iter().any(wanted) {
        images::run(&mut report, rounds, wanted);
    }
    if documents::ROWS.into_iter().any(wanted) {
        documents::run(&mut report, rounds);
    }
    // `decode` is all of them: nobody knows a transfer syntax by heart.
    let every = asked.iter().any(|a| a == "decode");
    if asked.is_empty() || asked.iter().any(|a| a.starts_with("decode")) {
        decoding::run(&mut report, rounds, |name| every || wanted(name));
    }
    report.write();
}
