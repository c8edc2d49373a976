//! The desktop program. Everything is in the library, where tests reach it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

/// Records are made on one thread and given back on another, which this allocator does not mind.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // First of all: this program is also its own reader of documents, in a process apart.
    if let Some(done) = wardbook_app::outside::serve_if_asked() {
        return done;
    }
    if wardbook_app::crash::leave_no_core().is_err() {
        tracing::warn!("the system did not forbid a dump of memory in a crash");
    }
    wardbook::start(std::env::args_os().skip(1))
}
