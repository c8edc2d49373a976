//! The board on which a running sync notes how far it is, and which tells the listener. Time left is
//! told only once enough was measured, and waiting says nothing about speed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;
use wardbook_store::ledger::State;

use crate::progress::{Phase, Progress};

/// Reads that must have been measured before time left is told.
const GROUND_READS: u32 = 12;
/// Time that must have been measured before time left is told.
const GROUND_TIME: Duration = Duration::from_secs(3);

/// Keeps the progress and tells the listener after each change.
pub(crate) struct Board<'a> {
    state: Mutex<Inner>,
    listener: &'a (dyn Fn(&Progress) + Send + Sync),
}

struct Inner {
    progress: Progress,
    requests: u32,
    waits: u32,
    paused: u32,
    planned_for: u32,
    active: Duration,
    active_since: Option<Duration>,
}

impl<'a> Board<'a> {
    pub(crate) fn new(
        correlation: Uuid,
        started_at: i64,
        listener: &'a (dyn Fn(&Progress) + Send + Sync),
    ) -> Self {
        let progress = Progress {
            correlation,
            phase: Phase::Planning,
            patients_done: 0,
            patients_planned: 0,
            patients_known: false,
            reads_done: 0,
            reads_planned: 0,
            records: 0,
            added: 0,
            changed: 0,
            unchanged: 0,
            quarantined: 0,
            gone: 0,
            bytes: 0,
            started_at,
            ended_at: None,
            seconds_left: None,
            waiting_until: None,
            sections: BTreeMap::new(),
            message: None,
        };
        let state = Mutex::new(Inner {
            progress,
            requests: 0,
            waits: 0,
            paused: 0,
            planned_for: 0,
            active: Duration::ZERO,
            active_since: None,
        });
        Self { state, listener }
    }

    /// Changes it and tells. The listener is told in the order of changes.
    fn change(&self, now: Duration, f: impl FnOnce(&mut Inner)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        f(&mut state);
        state.refresh(now);
        (self.listener)(&state.progress);
    }

    pub(crate) fn snapshot(&self) -> Progress {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .progress
            .clone()
    }

    /// More patients are part of it; `all` when no more will come.
    pub(crate) fn patients(&self, now: Duration, more: u32, all: bool) {
        self.change(now, |s| {
            s.progress.patients_planned += more;
            s.progress.patients_known = all;
        });
    }

    /// Reads were planned, for one patient more.
    pub(crate) fn planned<'r>(
        &self,
        now: Duration,
        sections: impl Iterator<Item = &'r &'static str>,
        for_a_patient: bool,
    ) {
        self.change(now, |s| {
            s.planned_for += u32::from(for_a_patient);
            for section in sections {
                s.progress.reads_planned += 1;
                s.progress
                    .sections
                    .entry(section)
                    .or_default()
                    .reads_planned += 1;
            }
        });
    }

    pub(crate) fn patient_done(&self, now: Duration) {
        self.change(now, |s| s.progress.patients_done += 1);
    }

    /// A request goes out (`1`) or came back (`-1`).
    pub(crate) fn request(&self, now: Duration, out: bool) {
        self.change(now, |s| s.requests = step(s.requests, out));
    }

    /// Somebody waits for the server, until then by our clock, or no longer.
    pub(crate) fn wait(&self, now: Duration, until: Option<i64>, message: Option<String>) {
        self.change(now, |s| {
            s.waits = step(s.waits, until.is_some());
            if until.is_some() || s.waits == 0 {
                s.progress.waiting_until = until;
                s.progress.message = message;
            }
        });
    }

    pub(crate) fn pause(&self, now: Duration, begins: bool) {
        self.change(now, |s| s.paused = step(s.paused, begins));
    }

    /// Records arrived for a section.
    pub(crate) fn received(&self, now: Duration, section: &'static str, records: u64, bytes: u64) {
        self.change(now, |s| {
            s.progress.records += records;
            s.progress.bytes += bytes;
            s.progress.sections.entry(section).or_default().records += records;
        });
    }

    /// They are in the store.
    pub(crate) fn written(&self, now: Duration, [added, changed, same, aside]: [u32; 4]) {
        self.change(now, |s| {
            s.progress.added += u64::from(added);
            s.progress.changed += u64::from(changed);
            s.progress.unchanged += u64::from(same);
            s.progress.quarantined += u64::from(aside);
        });
    }

    pub(crate) fn gone(&self, now: Duration) {
        self.change(now, |s| s.progress.gone += 1);
    }

    /// A read ended.
    pub(crate) fn read_done(&self, now: Duration, section: &'static str, state: State) {
        self.change(now, |s| {
            s.progress.reads_done += 1;
            let section = s.progress.sections.entry(section).or_default();
            section.reads_done += 1;
            match state {
                State::Refused => section.refused += 1,
                State::Failed => section.failed += 1,
                _ => {}
            }
        });
    }

    /// It is over.
    pub(crate) fn end(&self, now: Duration, phase: Phase, at: i64, message: Option<String>) {
        self.change(now, |s| {
            s.progress.phase = phase;
            s.progress.ended_at = Some(at);
            s.progress.message = message;
            s.progress.waiting_until = None;
        });
    }

    /// Planning is over.
    pub(crate) fn runs(&self, now: Duration) {
        self.change(now, |s| s.progress.phase = Phase::Running);
    }
}

fn step(count: u32, up: bool) -> u32 {
    if up {
        count.saturating_add(1)
    } else {
        count.saturating_sub(1)
    }
}

impl Inner {
    fn refresh(&mut self, now: Duration) {
        if self.progress.phase.is_end() {
            self.progress.seconds_left = None;
            return;
        }
        if self.progress.phase != Phase::Planning {
            self.progress.phase = if self.requests > 0 {
                Phase::Running
            } else if self.paused > 0 {
                Phase::Paused
            } else if self.waits > 0 {
                Phase::Waiting
            } else {
                Phase::Running
            };
        }
        // Only time in which something was asked counts: waits and pauses say nothing about speed.
        match (self.active_since, self.progress.phase == Phase::Running) {
            (None, true) => self.active_since = Some(now),
            (Some(since), true) => {
                self.active += now.saturating_sub(since);
                self.active_since = Some(now);
            }
            (Some(since), false) => {
                self.active += now.saturating_sub(since);
                self.active_since = None;
            }
            (None, false) => {}
        }
        self.progress.seconds_left = self.left();
    }

    fn left(&self) -> Option<f64> {
        let p = &self.progress;
        let ground = p.reads_done >= GROUND_READS
            && self.active >= GROUND_TIME
            && p.patients_known
            && self.planned_for > 0;
        if !ground || self.progress.phase != Phase::Running {
            return None;
        }
        let each = self.active.as_secs_f64() / f64::from(p.reads_done);
        let open = f64::from(p.reads_planned.saturating_sub(p.reads_done));
        let unplanned = f64::from(p.patients_planned.saturating_sub(self.planned_for));
        let of_a_patient = f64::from(p.reads_planned) / f64::from(self.planned_for);
        Some(each * (open + unplanned * of_a_patient))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn time_left_is_told_only_on_measured_ground_and_waiting_does_not_count() {
        let nobody = |_: &Progress| {};
        let board = Board::new(Uuid::nil(), 0, &nobody);
        board.runs(at(0));
        board.patients(at(0), 4, true);
        board.planned(at(0), ["results"; 20].iter(), true);
        for read in 1..=10 {
            board.request(at(read - 1), true);
            board.request(at(read), false);
            board.read_done(at(read), "results", State::Complete);
        }
        assert_eq!(
            board.snapshot().seconds_left,
            None,
            "ten reads are no ground"
        );

        board.wait(at(10), Some(99), None);
        assert_eq!(board.snapshot().phase, Phase::Waiting);
        board.wait(at(1_000), None, None);

        board.request(at(1_000), true);
        board.read_done(at(1_001), "results", State::Complete);
        board.read_done(at(1_002), "results", State::Complete);
        // Twelve reads took twelve seconds: eight are open, and three patients of twenty each.
        assert_eq!(board.snapshot().seconds_left, Some(68.0));
    }

    #[test]
    fn nobody_knows_the_time_left_while_the_list_of_patients_grows() {
        let nobody = |_: &Progress| {};
        let board = Board::new(Uuid::nil(), 0, &nobody);
        board.runs(at(0));
        board.patients(at(0), 50, false);
        board.planned(at(0), ["results"; 100].iter(), true);
        for read in 1..=50 {
            board.read_done(at(read), "results", State::Complete);
        }
        assert_eq!(board.snapshot().seconds_left, None);
    }

    #[test]
    fn refused_and_failed_reads_are_counted_by_section() {
        let seen = Mutex::new(0);
        let count = |_: &Progress| *seen.lock().unwrap() += 1;
        let board = Board::new(Uuid::nil(), 0, &count);
        board.runs(at(0));
        board.planned(at(0), ["results", "notes", "notes"].iter(), true);
        board.read_done(at(1), "results", State::Complete);
        board.read_done(at(1), "notes", State::Refused);
        board.read_done(at(1), "notes", State::Failed);
        let progress = board.snapshot();
        assert_eq!((progress.reads_done, progress.reads_planned), (3, 3));
        let notes = progress.sections.get("notes").unwrap();
        assert_eq!((notes.reads_done, notes.refused, notes.failed), (2, 1, 1));
        assert_eq!(
            *seen.lock().unwrap(),
            5,
            "the listener hears of every change"
        );
    }
}
