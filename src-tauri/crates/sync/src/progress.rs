//! How far a sync is, in real numbers. Nothing here is guessed: time left is told only once enough
//! reads were measured.

use std::collections::BTreeMap;

use uuid::Uuid;

/// What a sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading what the server offers.
    Planning,
    /// Fetching.
    Running,
    /// Waiting because the server asked for it, or for the network.
    Waiting,
    /// Paused by the user.
    Paused,
    /// Ended; sections may still have been refused.
    Done,
    /// Stopped by the user.
    Cancelled,
    /// The EHR does not answer.
    Offline,
    /// The sign-in is lost.
    SignInLost,
    /// It could not go on.
    Failed,
}

impl Phase {
    /// The sync is over.
    pub fn is_end(self) -> bool {
        !matches!(
            self,
            Self::Planning | Self::Running | Self::Waiting | Self::Paused
        )
    }
}

/// One section's progress over all patients of this sync.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionProgress {
    /// Reads walked to their end, or ended otherwise.
    pub reads_done: u32,
    /// Reads planned so far.
    pub reads_planned: u32,
    /// Records received.
    pub records: u64,
    /// Reads the EHR refused.
    pub refused: u32,
    /// Reads that failed otherwise.
    pub failed: u32,
}

/// A sync as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Joins it with the log.
    pub correlation: Uuid,
    /// What it is doing.
    pub phase: Phase,
    /// Patients finished.
    pub patients_done: u32,
    /// Patients known to be in this sync; grows while a server's list is read.
    pub patients_planned: u32,
    /// All patients of this sync are known.
    pub patients_known: bool,
    /// Reads finished.
    pub reads_done: u32,
    /// Reads planned so far.
    pub reads_planned: u32,
    /// Records received.
    pub records: u64,
    /// Of them new here.
    pub added: u64,
    /// Changed since they were here.
    pub changed: u64,
    /// The same as here.
    pub unchanged: u64,
    /// Put aside with a reason.
    pub quarantined: u64,
    /// Records the EHR deleted, confirmed by asking for each.
    pub gone: u64,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// When it began, our clock.
    pub started_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Estimate of the time left.
    pub seconds_left: Option<f64>,
    /// Until when the server asked to wait, our clock.
    pub waiting_until: Option<i64>,
    /// By section.
    pub sections: BTreeMap<&'static str, SectionProgress>,
    /// What to tell the user about its end or its waiting.
    pub message: Option<String>,
}
