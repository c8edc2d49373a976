//! A sync told on standard output for whoever started the program from a terminal. Counts and
//! section titles only; nothing about a patient.

use std::io::Write as _;
use std::time::{Duration, Instant};

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use wardbook_app::wire::sync::{Change, SyncPhase, SyncProgress};

/// No more often than this, unless the phase changes.
const PAUSE: Duration = Duration::from_millis(500);

/// Prints one line.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A terminal that went away hears nothing; the window goes on.
    let _gone = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Tells every sync until the program ends.
pub async fn aloud(mut changes: Receiver<Change>) {
    let mut told: Option<(Instant, SyncPhase)> = None;
    loop {
        match changes.recv().await {
            Ok(Change::Sync { progress }) => {
                let due = told
                    .as_ref()
                    .is_none_or(|(at, phase)| at.elapsed() >= PAUSE || *phase != progress.phase);
                if due {
                    say(&line(&progress));
                    told = Some((Instant::now(), progress.phase));
                }
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// One sync in one line.
fn line(progress: &SyncProgress) -> String {
    let mut line = format!(
        "{}: {} of {} patients, {} of {} reads, {} records, {:.1} MB",
        phase(&progress.phase),
        progress.patients_done,
        progress.patients_planned,
        progress.reads_done,
        progress.reads_planned,
        progress.records,
        progress.bytes / 1e6,
    );
    let refused: u32 = progress
        .sections
        .iter()
        .map(|section| section.refused)
        .sum();
    let failed: u32 = progress.sections.iter().map(|section| section.failed).sum();
    for (count, what) in [
        (refused, "reads refused"),
        (failed, "reads failed"),
        (progress.quarantined, "put aside"),
    ] {
        if count > 0 {
            line.extend([", ", &count.to_string(), " ", what]);
        }
    }
    if let Some(seconds) = progress
        .seconds_left
        .filter(|_| progress.ended_at.is_none())
    {
        line.extend([", about ", &format!("{seconds:.0}"), " s left"]);
    }
    line
}

fn phase(phase: &SyncPhase) -> &'static str {
    match phase {
        SyncPhase::Planning => "Planning",
        SyncPhase::Running => "Syncing",
        SyncPhase::Waiting => "Waiting",
        SyncPhase::Paused => "Paused",
        SyncPhase::Done => "Synced",
        SyncPhase::Cancelled => "Cancelled",
        SyncPhase::Offline => "Offline",
        SyncPhase::SignInLost => "Sign-in lost",
        SyncPhase::Failed => "Failed",
    }
}
