//! A sync's progress as the edge sees it.

use uuid::Uuid;
use wardbook_sync::{Phase, Progress};

use crate::live::Live;
use crate::sections;
use crate::wire::sync::{SectionProgress, SyncPhase, SyncProgress};

/// Before anything is known.
pub(super) fn first(live: &Live, correlation: Uuid, now: i64) -> SyncProgress {
    SyncProgress {
        connection: live.uuid.to_string(),
        connection_name: live.name.clone(),
        correlation: correlation.to_string(),
        phase: SyncPhase::Planning,
        patients_done: 0,
        patients_planned: 0,
        reads_done: 0,
        reads_planned: 0,
        records: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        quarantined: 0,
        removed: 0,
        bytes: 0.0,
        started_at: now as f64,
        ended_at: None,
        seconds_left: None,
        sections: Vec::new(),
        message: None,
        unknown_patients: None,
    }
}

/// As it stands.
pub(super) fn at_edge(live: &Live, correlation: Uuid, from: &Progress) -> SyncProgress {
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let mut rows: Vec<SectionProgress> = from
        .sections
        .iter()
        .map(|(section, row)| SectionProgress {
            section: (*section).to_owned(),
            title: sections::title(section).to_owned(),
            reads_done: row.reads_done,
            reads_planned: row.reads_planned,
            records: count(row.records),
            refused: row.refused,
            failed: row.failed,
        })
        .collect();
    rows.sort_by_key(|row| sections::place(&row.section));
    SyncProgress {
        connection: live.uuid.to_string(),
        connection_name: live.name.clone(),
        correlation: correlation.to_string(),
        phase: match from.phase {
            Phase::Planning => SyncPhase::Planning,
            Phase::Running => SyncPhase::Running,
            Phase::Waiting => SyncPhase::Waiting,
            Phase::Paused => SyncPhase::Paused,
            Phase::Done => SyncPhase::Done,
            Phase::Cancelled => SyncPhase::Cancelled,
            Phase::Offline => SyncPhase::Offline,
            Phase::SignInLost => SyncPhase::SignInLost,
            Phase::Failed => SyncPhase::Failed,
        },
        patients_done: from.patients_done,
        patients_planned: from.patients_planned,
        reads_done: from.reads_done,
        reads_planned: from.reads_planned,
        records: count(from.records),
        added: count(from.added),
        changed: count(from.changed),
        unchanged: count(from.unchanged),
        quarantined: count(from.quarantined),
        removed: count(from.gone),
        bytes: from.bytes as f64,
        started_at: from.started_at as f64,
        ended_at: from.ended_at.map(|ms| ms as f64),
        seconds_left: from.seconds_left,
        sections: rows,
        message: from.message.clone(),
        unknown_patients: None,
    }
}
