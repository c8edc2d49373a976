//! The audit log as a table.

use crate::csv;
use crate::wire::audit::{AuditEntry, AuditOutcome};

const HEADS: [&str; 16] = [
    "Row",
    "Began",
    "Ended",
    "Person",
    "Role",
    "Act",
    "What",
    "Patient",
    "Patient name",
    "About",
    "From",
    "Workstation",
    "Said",
    "Outcome",
    "Code",
    "Break-glass",
];

/// The first line.
pub(super) fn head() -> String {
    HEADS.join(",") + "\n"
}

/// An act as a line.
pub(super) fn line(entry: &AuditEntry) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        format!("{:.0}", entry.number),
        csv::moment(entry.at),
        entry.ended_at.map(csv::moment).unwrap_or_default(),
        entry.person.clone(),
        or(&entry.role),
        entry.act.clone(),
        entry.title.clone(),
        or(&entry.patient),
        or(&entry.patient_name),
        or(&entry.subject),
        or(&entry.program),
        or(&entry.workstation),
        or(&entry.detail),
        outcome(entry.outcome).to_owned(),
        or(&entry.code),
        or(&entry.glass),
    ];
    cells.map(csv::cell).join(",") + "\n"
}

/// In words.
pub(super) fn outcome(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Done => "done",
        AuditOutcome::Refused => "refused",
        AuditOutcome::Failed => "failed",
        AuditOutcome::Unfinished => "unfinished",
    }
}
