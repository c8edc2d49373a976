//! The server's clock: the machine's, moved by whatever a test has added. Owns no timers.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that can be moved forward.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    moved: AtomicI64,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        system_ms() + self.moved.load(Ordering::Relaxed)
    }

    /// Lets this many milliseconds pass.
    pub(crate) fn advance(&self, ms: i64) {
        self.moved.fetch_add(ms, Ordering::Relaxed);
    }
}

/// The machine's own time in milliseconds since 1970.
pub(crate) fn system_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
