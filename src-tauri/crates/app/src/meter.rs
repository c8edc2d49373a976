//! How an EHR answers: how fast, and whether at all. Owns a small fixed histogram per connection and
//! its reach. Refuses to know what was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;
use wardbook_fhir::{Observer, RequestKind};
use wardbook_store::Clock;

use crate::wire::connection::Reach;
use crate::wire::sync::Change;

/// Upper ends of the histogram's steps grow by a tenth from 1 ms; so many reach beyond ten minutes.
const STEPS: usize = 144;
const GROWTH: f64 = 1.1;

/// An EHR that was not heard of for so long, milliseconds, is asked whether it is there.
const SILENT: i64 = 120_000;
/// The same while it is not reached: nothing of that arrives anywhere.
const SILENT_OFFLINE: i64 = 30_000;

/// Watches the requests of one connection.
pub(crate) struct Meter {
    clock: Arc<dyn Clock>,
    changes: broadcast::Sender<Change>,
    inner: Mutex<Inner>,
}

struct Inner {
    reach: Reach,
    /// When the last request ended, milliseconds.
    heard_at: Option<i64>,
    requests: u64,
    steps: [u64; STEPS],
}

/// Response times since the program started.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Times {
    pub(crate) requests: u64,
    pub(crate) p50: Option<f64>,
    pub(crate) p95: Option<f64>,
    pub(crate) p99: Option<f64>,
}

impl Meter {
    pub(crate) fn new(clock: Arc<dyn Clock>, changes: broadcast::Sender<Change>) -> Meter {
        let inner = Inner {
            reach: Reach::Unknown,
            heard_at: None,
            requests: 0,
            steps: [0; STEPS],
        };
        Meter {
            clock,
            changes,
            inner: Mutex::new(inner),
        }
    }

    /// Whether the EHR answers.
    pub(crate) fn reach(&self) -> Reach {
        self.inner().reach.clone()
    }

    /// What is known of its reach is old: nobody asked anything for a while. A clock that was put back makes it old too.
    pub(crate) fn is_silent(&self, now: i64) -> bool {
        let inner = self.inner();
        let silent = match inner.reach {
            Reach::Offline { .. } => SILENT_OFFLINE,
            Reach::Online { .. } | Reach::Unknown => SILENT,
        };
        let heard = inner.heard_at.map(|at| now.saturating_sub(at));
        heard.is_none_or(|ago| !(0..silent).contains(&ago))
    }

    /// How fast.
    pub(crate) fn times(&self) -> Times {
        let inner = self.inner();
        let at = |share: f64| percentile(&inner.steps, share);
        Times {
            requests: inner.requests,
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
        }
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Meter {
    fn request_ended(&self, kind: RequestKind, status: Option<u16>, elapsed: Duration, _: u64) {
        let at = self.clock.now();
        let now = at as f64;
        // Whether it is there says nothing about how fast it answers a question.
        let counts = kind != RequestKind::Presence;
        let mut inner = self.inner();
        inner.heard_at = Some(at);
        inner.requests += u64::from(counts);
        let turned = match (&inner.reach, status) {
            (Reach::Offline { .. }, None) => false,
            (_, None) => {
                inner.reach = Reach::Offline { since: now };
                true
            }
            (before, Some(_)) => {
                let turned = !matches!(before, Reach::Online { .. });
                inner.reach = Reach::Online { at: now };
                turned
            }
        };
        if counts
            && status.is_some()
            && let Some(step) = inner.steps.get_mut(step_of(elapsed))
        {
            *step += 1;
        }
        drop(inner);
        if turned {
            let _nobody = self.changes.send(Change::Connections);
        }
    }
}

fn step_of(elapsed: Duration) -> usize {
    let ms = elapsed.as_secs_f64() * 1000.0;
    let step = if ms <= 1.0 {
        0.0
    } else {
        (ms.ln() / GROWTH.ln()).ceil()
    };
    (step as usize).min(STEPS - 1)
}

/// The upper end of the step in which this share of all answers is reached.
fn percentile(steps: &[u64], share: f64) -> Option<f64> {
    let total: u64 = steps.iter().sum();
    let wanted = ((total as f64) * share).ceil().max(1.0) as u64;
    let mut seen = 0;
    for (index, count) in (0_i32..).zip(steps) {
        seen += count;
        if total > 0 && seen >= wanted {
            return Some((GROWTH.powi(index) * 10.0).round() / 10.0);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wardbook_store::clock::FixedClock;

    fn meter() -> (Meter, broadcast::Receiver<Change>) {
        let (changes, heard) = broadcast::channel(8);
        (Meter::new(Arc::new(FixedClock::at(1_000)), changes), heard)
    }

    #[test]
    fn an_ehr_nobody_asks_is_looked_after_and_sooner_where_it_was_not_reached() {
        let clock = Arc::new(FixedClock::at(1_000_000));
        let meter = Meter::new(
            Arc::clone(&clock) as Arc<dyn Clock>,
            broadcast::channel(8).0,
        );
        assert!(meter.is_silent(1_000_000), "nothing is known yet");
        answer(&meter, Some(200), 5);
        assert!(!meter.is_silent(1_000_000 + SILENT - 1));
        assert!(meter.is_silent(1_000_000 + SILENT));
        assert!(meter.is_silent(999_999), "the clock was put back");
        meter.request_ended(RequestKind::Presence, None, Duration::from_secs(1), 0);
        assert!(!meter.is_silent(1_000_000 + SILENT_OFFLINE - 1));
        assert!(meter.is_silent(1_000_000 + SILENT_OFFLINE));
        assert_eq!(meter.times().requests, 1, "looking after it is no question");
    }

    fn answer(meter: &Meter, status: Option<u16>, ms: u64) {
        meter.request_ended(RequestKind::Read, status, Duration::from_millis(ms), 0);
    }

    #[test]
    fn percentiles_are_within_a_tenth() {
        let (meter, _) = meter();
        for ms in 1..=1000 {
            answer(&meter, Some(200), ms);
        }
        let times = meter.times();
        assert_eq!(times.requests, 1000);
        for (found, exact) in [(times.p50, 500.0), (times.p95, 950.0), (times.p99, 990.0)] {
            let found = found.unwrap();
            assert!(
                (exact..=exact * 1.11).contains(&found),
                "{found} stands for {exact}"
            );
        }
    }

    #[test]
    fn nothing_measured_is_nothing_said() {
        let (meter, _) = meter();
        assert_eq!(meter.times().p50, None);
        assert_eq!(meter.reach(), Reach::Unknown);
    }

    #[test]
    fn offline_keeps_the_time_it_began_and_is_told_once() {
        let (meter, mut heard) = meter();
        answer(&meter, None, 5);
        answer(&meter, None, 5);
        assert_eq!(meter.reach(), Reach::Offline { since: 1_000.0 });
        assert!(
            heard.try_recv().is_ok() && heard.try_recv().is_err(),
            "one turn, one event"
        );
        answer(&meter, Some(500), 5);
        assert_eq!(
            meter.reach(),
            Reach::Online { at: 1_000.0 },
            "an error is an answer"
        );
    }
}
