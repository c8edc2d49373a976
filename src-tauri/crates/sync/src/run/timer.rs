//! Time that passes: as an argument, so that a test waits for nothing. And the gate of a server
//! that asked everybody to wait.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;

/// Time that passes.
pub trait Timer: Send + Sync {
    /// How long this timer has run; never goes back.
    fn elapsed(&self) -> Duration;
    /// What answers are measured by. The same time, but where waiting is only played.
    fn measured(&self) -> Duration {
        self.elapsed()
    }
    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// Real time.
#[derive(Debug, Clone, Copy)]
pub struct RealTimer(std::time::Instant);

impl Default for RealTimer {
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Timer for RealTimer {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Closed while the server asked to be left alone.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Duration>);

impl Gate {
    /// Nobody asks before `until` (the timer's time); a later end already set stays.
    pub(super) fn close_until(&self, until: Duration) {
        let mut end = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *end = until.max(*end);
    }

    /// How long to wait yet.
    pub(super) fn left(&self, now: Duration) -> Duration {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .saturating_sub(now)
    }
}
