//! Syncing from the terminal: progress on standard error, Ctrl-C stops where the next sync goes on.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use wardbook_app::Code;
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::ledger::KnownHere;
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::sync::{Change, DateRange, StartSync, SyncPhase, SyncProgress, SyncScope};

use crate::ask::failure;
use crate::connect::interrupted;
use crate::ingest::{self, Which};
use crate::print;
use crate::program::{Ended, Program};
use crate::words::{bytes, many};

/// Between two lines of progress where a line cannot be replaced.
const PACE: Duration = Duration::from_secs(2);

/// What `--from` and `--to` say: a range of days, or files of patients.
pub(crate) struct From {
    pub(crate) from: Vec<PathBuf>,
    pub(crate) to: Option<String>,
}

impl From {
    /// The range where there is one, and the files.
    fn apart(self) -> (Option<DateRange>, Vec<PathBuf>) {
        let is_day = |path: &PathBuf| {
            let text = path.to_string_lossy();
            text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
        };
        let (days, files): (Vec<PathBuf>, Vec<PathBuf>) = self.from.into_iter().partition(is_day);
        let from = days.first().map(|day| day.to_string_lossy().into_owned());
        let range =
            (from.is_some() || self.to.is_some()).then_some(DateRange { from, to: self.to });
        (range, files)
    }
}

/// What was chosen on the command line.
pub(crate) struct Chosen {
    pub(crate) patients: Vec<String>,
    pub(crate) all: bool,
    pub(crate) group: Option<String>,
    pub(crate) no_export: bool,
    pub(crate) from: From,
    pub(crate) statuses: Vec<String>,
    pub(crate) limit: Option<u32>,
}

pub(crate) async fn run(program: &Program, name: String, chosen: Chosen) -> Result<(), Ended> {
    let (all, limit, chosen_statuses) = (chosen.all, chosen.limit, chosen.statuses);
    let mut fhir_ids = chosen.patients;
    let (between, files) = chosen.from.apart();
    let (group, export) = (chosen.group, chosen.no_export.then_some(false));
    let chosen = !files.is_empty() || !fhir_ids.is_empty();
    if all && chosen {
        return Err(failure(
            Code::InvalidRequest,
            "Choose all patients or some, not both.",
        )
        .into());
    }
    for path in files {
        fhir_ids.extend(ids_of(&path)?);
    }
    if !chosen_statuses.is_empty() || limit.is_some() {
        let which = Which::Found {
            patients: fhir_ids,
            between,
            statuses: chosen_statuses,
            limit,
        };
        return ingest::run(program, name, which, KnownHere::Refresh).await;
    }
    let scope = match (group, all, chosen) {
        (Some(group), ..) => SyncScope::Group { group },
        (None, true, _) => SyncScope::All,
        (None, false, true) => SyncScope::Patients { fhir_ids },
        (None, false, false) => SyncScope::Known,
    };
    program.open().await?;
    let mut changes = program.app.subscribe();
    let request = ConnectionRef {
        connection: name.clone(),
    };
    let start = StartSync {
        connection: name,
        scope,
        between,
        export,
    };
    let first = program.app.start_sync(&program.me, start).await?;
    print::words(&format!(
        "Syncing {}; Ctrl-C stops, and the next sync goes on from there.",
        first.connection_name
    ));
    let ended = program.app.sync_ended(&program.me, request.clone());
    tokio::pin!(ended);
    let mut telling = Telling::new();
    let (mut stopping, stop) = (false, interrupted());
    tokio::pin!(stop);
    let last = loop {
        tokio::select! {
            last = &mut ended => break last?,
            () = &mut stop, if !stopping => {
                stopping = true;
                // It may have ended by itself at this very moment.
                let _ended = program.app.cancel_sync(&program.me, request.clone()).await;
            }
            Ok(change) = changes.recv() => {
                if let Change::Sync { progress } = change {
                    telling.tell(&progress);
                }
            }
        }
    };
    telling.last(&last);
    // Whoever was asked for by name and is not there was not synced.
    let all_there = last.unknown_patients.is_none();
    if program.json {
        match failed(&last) {
            None => print::json(&last),
            Some(failure) => return Err(failure.into()),
        }
        return if all_there { Ok(()) } else { Err(Ended::Said) };
    }
    for section in last
        .sections
        .iter()
        .filter(|section| section.refused + section.failed > 0)
    {
        print::words(&format!(
            "{}: {} refused, {} failed",
            section.title, section.refused, section.failed
        ));
    }
    if let Some(failure) = failed(&last) {
        return Err(failure.into());
    }
    print::line(&format!(
        "{} synced: {} ({} new, {} changed, {} as before), {}.",
        many(last.patients_done, "patient"),
        many(last.records, "record"),
        last.added,
        last.changed,
        last.unchanged,
        bytes(last.bytes)
    ));
    if last.removed > 0 {
        print::words(&format!(
            "{} no longer at the EHR; shown as removed.",
            many(last.removed, "record")
        ));
    }
    if last.quarantined > 0 {
        print::words(&format!(
            "{} could not be read and were put aside.",
            many(last.quarantined, "record")
        ));
    }
    if let Some(message) = &last.message {
        print::words(message);
    }
    if all_there { Ok(()) } else { Err(Ended::Said) }
}

/// One FHIR id a line; empty lines and lines that begin with # are passed over.
fn ids_of(path: &std::path::Path) -> Result<Vec<String>, Ended> {
    let text = std::fs::read_to_string(path).map_err(|_| {
        failure(
            Code::Io,
            "The file named with --from cannot be read. Check the path.",
        )
    })?;
    let ids = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(ids.map(str::to_owned).collect())
}

/// The end as a failure, where it is one.
fn failed(last: &SyncProgress) -> Option<Failure> {
    let (code, otherwise) = match last.phase {
        SyncPhase::Done => return None,
        SyncPhase::Cancelled => (
            Code::SyncCancelled,
            "Stopped. The next sync goes on from the last page.",
        ),
        SyncPhase::Offline => (
            Code::Offline,
            "The EHR does not answer. The next sync goes on from the last page.",
        ),
        SyncPhase::SignInLost => (
            Code::SignInLost,
            "The sign-in is lost. Sign in, then sync: it goes on from the last page.",
        ),
        _ => (Code::SyncFailed, "The sync could not go on."),
    };
    Some(Failure {
        code: code.as_str().to_owned(),
        message: last.message.clone().unwrap_or_else(|| otherwise.to_owned()),
        correlation: Some(last.correlation.clone()),
    })
}

/// Progress as lines, or as one line that changes.
struct Telling {
    terminal: bool,
    at: Option<Instant>,
    phase: Option<SyncPhase>,
    said: String,
}

impl Telling {
    fn new() -> Telling {
        Telling {
            terminal: std::io::stderr().is_terminal(),
            at: None,
            phase: None,
            said: String::new(),
        }
    }

    fn tell(&mut self, progress: &SyncProgress) {
        let due = self.at.is_none_or(|at| at.elapsed() >= PACE);
        if self.terminal || due || self.phase.as_ref() != Some(&progress.phase) {
            self.at = Some(Instant::now());
            self.phase = Some(progress.phase.clone());
            self.say(progress);
        }
    }

    fn say(&mut self, progress: &SyncProgress) {
        let words = in_words(progress);
        if words != self.said {
            print::progress(&words, self.terminal);
            self.said = words;
        }
    }

    fn last(&mut self, progress: &SyncProgress) {
        self.say(progress);
        if self.terminal {
            print::words("");
        }
    }
}

/// "Running: 3 of 10 patients, 41 of 96 reads, 1204 records, 1.2 MB, about 40 s left". Names nobody.
fn in_words(progress: &SyncProgress) -> String {
    let phase = match progress.phase {
        SyncPhase::Planning => "Planning",
        SyncPhase::Running => "Running",
        SyncPhase::Waiting => "Waiting",
        SyncPhase::Paused => "Paused",
        SyncPhase::Done => "Done",
        SyncPhase::Cancelled => "Stopped",
        SyncPhase::Offline => "Offline",
        SyncPhase::SignInLost => "Sign-in lost",
        SyncPhase::Failed => "Failed",
    };
    let text = format!(
        "{phase}: {} of {}, {} of {}, {}, {}",
        progress.patients_done,
        many(progress.patients_planned, "patient"),
        progress.reads_done,
        many(progress.reads_planned, "read"),
        many(progress.records, "record"),
        bytes(progress.bytes)
    );
    if let Some(left) = progress
        .seconds_left
        .filter(|_| progress.ended_at.is_none())
    {
        return format!("{text}, about {left:.0} s left");
    }
    text
}
