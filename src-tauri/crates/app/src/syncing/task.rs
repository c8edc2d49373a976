//! The task of one sync: runs it, tells of it at a pace a window can follow, and writes down its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use wardbook_store::{connections, counters, patients};
use wardbook_sync::{
    self as sync, Control, OnCoverage, Patients, Phase, Progress, Sync, SyncError,
};

use super::Running;
use super::edge::{at_edge, first};
use crate::door::{self, Pass};
use crate::failure::{Code, Fault};
use crate::live::Live;
use crate::wire::sync::{Change, SyncPhase, SyncProgress};

/// Progress is told at most this often, except at a change of phase.
const PACE: Duration = Duration::from_millis(200);
/// The patient list is asked again at most this often while records come in.
const LISTS: Duration = Duration::from_secs(1);
/// An open chart is asked again at most this often: every asking is a row in the audit log.
const CHARTS: Duration = Duration::from_secs(5);

/// What was told when.
#[derive(Default)]
struct Pace {
    phase: Option<Phase>,
    written: u64,
    progress: Option<Instant>,
    lists: Option<(Instant, u64)>,
    charts: Option<(Instant, u64)>,
}

/// What is to be told now.
struct Due {
    progress: bool,
    lists: bool,
    charts: bool,
}

impl Pace {
    fn due(&mut self, now: &Progress) -> Due {
        let at = Instant::now();
        self.written = now.added + now.changed;
        let progress = self.phase != Some(now.phase)
            || self
                .progress
                .is_none_or(|last| at.duration_since(last) >= PACE);
        if progress {
            self.phase = Some(now.phase);
            self.progress = Some(at);
        }
        let grown = |last: &mut Option<(Instant, u64)>, pace: Duration| {
            let (since, written) = *last.get_or_insert((at, 0));
            let due = self.written != written && at.duration_since(since) >= pace;
            if due {
                *last = Some((at, self.written));
            }
            due
        };
        let lists = grown(&mut self.lists, LISTS);
        let charts = grown(&mut self.charts, CHARTS);
        Due {
            progress,
            lists,
            charts,
        }
    }
}

/// Charts somebody looks at show what came in; the others are read when they are opened.
fn tell_charts(pass: &Pass) {
    for patient in pass.open().looked_at_since(pass.app().now()) {
        pass.app().tell(Change::Chart {
            patient: patient.to_string(),
        });
    }
}

/// What a sync is asked for.
pub(super) struct Asked {
    /// Which patients.
    pub(super) scope: Patients,
    /// Only what is dated between these two.
    pub(super) between: Option<(i64, i64)>,
    /// A bulk export may bring them.
    pub(super) exports: bool,
}

pub(super) fn start(
    pass: &Arc<Pass>,
    live: Arc<Live>,
    asked: Asked,
) -> Result<SyncProgress, Fault> {
    let first = first(&live, pass.correlation(), pass.app().now());
    let running = Arc::new(Running {
        control: Control::new(),
        progress: Mutex::new(first.clone()),
        ended: watch::Sender::new(false),
    });
    {
        let mut syncs = pass.open().syncs();
        if syncs
            .get(&live.id)
            .is_some_and(|before| !before.has_ended())
        {
            return Err(Fault::new(
                Code::SyncRunning,
                "A sync of this connection is going on already. Wait for it, or cancel it.",
            ));
        }
        syncs.insert(live.id, Arc::clone(&running));
    }
    pass.app().tell(Change::Sync {
        progress: first.clone(),
    });
    let ticket = pass.take_ticket();
    let pass = Arc::clone(pass);
    tokio::spawn(async move {
        let failed = run(&pass, &live, asked, &running).await;
        let (open, now) = (pass.open(), pass.app().now());
        if door::end(open, ticket, failed, now).await.is_err() {
            tracing::error!(
                code = "audit-unavailable",
                "the end of a sync could not be recorded"
            );
        }
        running.ended.send_replace(true);
        let last = running.progress();
        let news = brought_news(&last);
        pass.app().tell(Change::Sync { progress: last });
        pass.app().tell(Change::Connections);
        if news {
            pass.app().tell(Change::Patients);
        }
    });
    Ok(first)
}

async fn run(pass: &Arc<Pass>, live: &Arc<Live>, asked: Asked, running: &Running) -> Option<Code> {
    let open = pass.open();
    file_first(pass, live).await;
    let clock = Arc::clone(&pass.app().options().clock);
    let sync = Sync::new(
        open.store().clone(),
        Arc::clone(open.ingest()),
        Arc::clone(&live.client),
        clock,
    )
    .granted(live.granted())
    .options(sync::Options {
        correlation: pass.correlation(),
        between: asked.between,
        exports: asked.exports,
        ..sync::Options::default()
    })
    .on_coverage(covering(pass, live));
    let pace = Mutex::new(Pace::default());
    let listener = |progress: &Progress| {
        let told = at_edge(live, pass.correlation(), progress);
        running.set(told.clone());
        let due = pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .due(progress);
        if due.progress {
            pass.app().tell(Change::Sync { progress: told });
        }
        if due.lists {
            pass.app().tell(Change::Patients);
        }
        if due.charts {
            tell_charts(pass);
        }
    };
    let outcome = sync
        .run(live.id, &asked.scope, &running.control, &listener)
        .await;
    settle(pass, live, running, outcome).await
}

/// What waits goes before anything is read, so that it is read back with the rest. What keeps it from going
/// is told with each item, and is no reason not to sync.
async fn file_first(pass: &Arc<Pass>, live: &Arc<Live>) {
    let id = live.id;
    let row = pass
        .read(move |_, c| wardbook_store::connections::get(c, id))
        .await;
    let filed = match row {
        Ok(row) => crate::outbox::file(pass, &row).await,
        Err(fault) => Err(fault),
    };
    if let Err(fault) = filed {
        tracing::info!(
            code = fault.code.as_str(),
            "what waits could not go before the sync"
        );
    }
}

/// Tells which section's ledger moved, of charts somebody looks at: the others are read when they are
/// opened.
fn covering(pass: &Arc<Pass>, live: &Arc<Live>) -> Arc<OnCoverage> {
    let (pass, live) = (Arc::clone(pass), Arc::clone(live));
    Arc::new(move |patient, section| {
        let looked_at = pass.open().looked_at_since(pass.app().now());
        if looked_at.is_empty() {
            return;
        }
        let known = pass.open().store().read(|c| patients::by_key(c, patient));
        let uuid = known.ok().flatten().map(|row| row.uuid);
        if uuid.is_none_or(|uuid| looked_at.contains(&uuid)) {
            pass.app().tell(Change::Coverage {
                connection: live.uuid.to_string(),
                patient: uuid.map(|uuid| uuid.to_string()),
                section: section.to_owned(),
            });
        }
    })
}

/// What a sync leaves behind: counters, when it finished, and who should look again.
async fn settle(
    pass: &Pass,
    live: &Live,
    running: &Running,
    outcome: Result<sync::Outcome, SyncError>,
) -> Option<Code> {
    let (phase, failed) = match &outcome {
        Ok(outcome) => {
            let mut told = at_edge(live, pass.correlation(), &outcome.progress);
            if outcome.unknown_patients > 0 {
                told.unknown_patients = Some(outcome.unknown_patients);
                told.message
                    .get_or_insert_with(|| unknown(outcome.unknown_patients));
            }
            running.set(told);
            (outcome.phase, failed_by(outcome.phase))
        }
        Err(error) => {
            let fault = Fault::from(error);
            let mut told = running.progress();
            told.phase = SyncPhase::Failed;
            told.message = Some(fault.message.into_owned());
            told.ended_at = Some(pass.app().now() as f64);
            running.set(told);
            (Phase::Failed, Some(fault.code))
        }
    };
    let (connection, now) = (live.id, pass.app().now());
    let name = format!("sync {}", word(phase));
    let written = pass
        .write(move |tx| {
            counters::add(tx, &name, 1)?;
            if phase == Phase::Done {
                connections::set_synced(tx, connection, now)?;
            }
            Ok(())
        })
        .await;
    if let Err(fault) = written {
        let code = fault.code.as_str();
        tracing::error!(code, "the end of a sync was not noted");
    }
    if brought_news(&running.progress()) {
        tell_charts(pass);
    }
    failed
}

/// Something else than the ledger is otherwise than before, or the sync did not get to its end.
fn brought_news(last: &SyncProgress) -> bool {
    last.added + last.changed + last.quarantined + last.removed > 0
        || !matches!(last.phase, SyncPhase::Done)
}

fn unknown(count: u32) -> String {
    if count == 1 {
        "One patient asked for is not known at this EHR.".to_owned()
    } else {
        format!("{count} patients asked for are not known at this EHR.")
    }
}

fn failed_by(phase: Phase) -> Option<Code> {
    match phase {
        Phase::Cancelled => Some(Code::SyncCancelled),
        Phase::Offline => Some(Code::Offline),
        Phase::SignInLost => Some(Code::SignInLost),
        Phase::Failed => Some(Code::SyncFailed),
        _ => None,
    }
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Done => "done",
        Phase::Cancelled => "cancelled",
        Phase::Offline => "offline",
        Phase::SignInLost => "sign-in-lost",
        _ => "failed",
    }
}
