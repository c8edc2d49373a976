//! Syncs: starting, steering, watching. Owns one background task per connection at a time, and the
//! pace at which its progress is told. What a sync does is the `sync` room's.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use uuid::Uuid;
use wardbook_store::{connections, counters, patients};
use wardbook_sync::{self as sync, Control, Patients, Phase, Progress, Sync, SyncError};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Act, Pass};
use crate::failure::{Code, Fault};
use crate::live::Live;
use crate::open::Open;
use crate::sections;
use crate::wire::connection::ConnectionRef;
use crate::wire::profile::Failure;
use crate::wire::sync::{Change, SectionProgress, StartSync, SyncPhase, SyncProgress, SyncScope};

/// Told at most this often, except at a change of phase.
const PACE: Duration = Duration::from_millis(200);
/// How long locking waits for a sync to finish its last commit.
const LAST_COMMIT: Duration = Duration::from_secs(30);

/// A sync of this session.
pub(crate) struct Running {
    control: Control,
    progress: Mutex<SyncProgress>,
    ended: watch::Sender<bool>,
}

impl Running {
    fn progress(&self) -> SyncProgress {
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, progress: SyncProgress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    fn has_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// Resolves when its last row is written.
    async fn end(&self) {
        let mut ended = self.ended.subscribe();
        let _gone = ended.wait_for(|ended| *ended).await;
    }
}

impl App {
    /// Starts a sync and answers at once.
    pub async fn start_sync(
        &self,
        actor: &Actor,
        request: StartSync,
    ) -> Result<SyncProgress, Failure> {
        let act = Act::recorded("sync", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let scope = match request.scope {
                SyncScope::Known => Patients::Known,
                SyncScope::All => Patients::All,
                SyncScope::Patients { fhir_ids } => Patients::These(checked(fhir_ids)?),
            };
            start(&pass, live, scope)
        })
        .await
    }

    /// Lets the requests under way finish and starts none.
    pub async fn pause_sync(&self, actor: &Actor, request: ConnectionRef) -> Result<(), Failure> {
        self.steer(actor, request, "sync.pause", Control::pause)
            .await
    }

    /// Goes on after a pause.
    pub async fn resume_sync(&self, actor: &Actor, request: ConnectionRef) -> Result<(), Failure> {
        self.steer(actor, request, "sync.resume", Control::resume)
            .await
    }

    /// Stops; the next sync goes on from the last page.
    pub async fn cancel_sync(&self, actor: &Actor, request: ConnectionRef) -> Result<(), Failure> {
        self.steer(actor, request, "sync.cancel", Control::cancel)
            .await
    }

    async fn steer(
        &self,
        actor: &Actor,
        request: ConnectionRef,
        name: &'static str,
        how: fn(&Control),
    ) -> Result<(), Failure> {
        self.enter(
            actor,
            Act::recorded(name, Permission::Sync),
            |pass| async move {
                let row = pass.connection(&request.connection).await?;
                let running = pass.open().syncs().get(&row.id).cloned();
                match running.filter(|running| !running.has_ended()) {
                    Some(running) => {
                        how(&running.control);
                        Ok(())
                    }
                    None => Err(Fault::new(
                        Code::NoSync,
                        "No sync of this connection is going on.",
                    )),
                }
            },
        )
        .await
    }

    /// Syncs going on, and the last one of each connection.
    pub async fn sync_progress(&self, actor: &Actor) -> Result<Vec<SyncProgress>, Failure> {
        let act = Act::unrecorded("sync.progress", Permission::ListPatients);
        self.enter(actor, act, |pass| async move {
            let mut all: Vec<SyncProgress> = pass
                .open()
                .syncs()
                .values()
                .map(|running| running.progress())
                .collect();
            all.sort_by(|one, other| one.connection_name.cmp(&other.connection_name));
            Ok(all)
        })
        .await
    }

    /// Waits for the sync of a connection to end: for the terminal, which has nothing else to do.
    pub async fn sync_ended(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<SyncProgress, Failure> {
        let act = Act::unrecorded("sync.ended", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let running = pass.open().syncs().get(&row.id).cloned();
            let running = running.ok_or_else(|| {
                Fault::new(Code::NoSync, "No sync of this connection was started.")
            })?;
            running.end().await;
            Ok(running.progress())
        })
        .await
    }

    /// Cancels a connection's sync and waits for its last commit.
    pub(crate) async fn stop_sync(&self, open: &Arc<Open>, connection: i64) {
        let running = open.syncs().get(&connection).cloned();
        if let Some(running) = running.filter(|running| !running.has_ended()) {
            running.control.cancel();
            let _late = tokio::time::timeout(LAST_COMMIT, running.end()).await;
        }
    }

    /// Cancels every sync and every sign-in that waits.
    pub(crate) async fn stop_everything(&self, open: &Arc<Open>) {
        let connections: Vec<i64> = open.syncs().keys().copied().collect();
        for connection in connections {
            self.stop_sync(open, connection).await;
        }
        let lives: Vec<Arc<Live>> = open.lives().values().cloned().collect();
        for live in lives {
            if let Some(cancel) = live.signing().take() {
                cancel.cancel();
            }
            if let Some(tokens) = &live.tokens {
                // A renewal under way would be lost, and with it a rotating refresh token.
                let _late = tokio::time::timeout(LAST_COMMIT, tokens.settle()).await;
            }
        }
    }
}

fn checked(ids: Vec<String>) -> Result<Vec<String>, Fault> {
    let mut kept: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids {
        let id = id
            .trim()
            .strip_prefix("Patient/")
            .unwrap_or(id.trim())
            .to_owned();
        if !crate::import::is_id(&id) {
            return Err(Fault::invalid(
                "A patient's FHIR id is 1 to 64 letters, digits, dots or hyphens.",
            ));
        }
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    if kept.is_empty() {
        return Err(Fault::invalid("Choose at least one patient to sync."));
    }
    Ok(kept)
}

fn start(pass: &Arc<Pass>, live: Arc<Live>, scope: Patients) -> Result<SyncProgress, Fault> {
    let first = SyncProgress {
        connection: live.uuid.to_string(),
        connection_name: live.name.clone(),
        correlation: pass.correlation().to_string(),
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
        bytes: 0.0,
        started_at: pass.app().now() as f64,
        ended_at: None,
        seconds_left: None,
        sections: Vec::new(),
        message: None,
    };
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
        let failed = run(&pass, &live, scope, &running).await;
        let (open, now) = (pass.open(), pass.app().now());
        if door::end(open, ticket, failed, now).await.is_err() {
            tracing::error!(
                code = "audit-unavailable",
                "the end of a sync could not be recorded"
            );
        }
        running.ended.send_replace(true);
        pass.app().tell(Change::Sync {
            progress: running.progress(),
        });
        pass.app().tell(Change::Connections);
        pass.app().tell(Change::Patients);
    });
    Ok(first)
}

async fn run(pass: &Pass, live: &Live, scope: Patients, running: &Running) -> Option<Code> {
    let open = pass.open();
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
        ..sync::Options::default()
    });
    let pace = Mutex::new((Instant::now(), Phase::Planning, 0_u64));
    let listener = |progress: &Progress| {
        let told = at_edge(live, pass.correlation(), progress);
        running.set(told.clone());
        let mut pace = pace.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, phase, _) = *pace;
        if phase == progress.phase && last.elapsed() < PACE {
            return;
        }
        let written = progress.added + progress.changed;
        let grown = written != pace.2;
        *pace = (Instant::now(), progress.phase, written);
        drop(pace);
        pass.app().tell(Change::Sync { progress: told });
        if grown {
            pass.app().tell(Change::Patients);
        }
    };
    let outcome = sync.run(live.id, &scope, &running.control, &listener).await;
    settle(pass, live, running, outcome, &scope).await
}

/// What a sync leaves behind: counters, when it finished, and who should look again.
async fn settle(
    pass: &Pass,
    live: &Live,
    running: &Running,
    outcome: Result<sync::Outcome, SyncError>,
    scope: &Patients,
) -> Option<Code> {
    let (phase, failed) = match &outcome {
        Ok(outcome) => {
            let mut told = at_edge(live, pass.correlation(), &outcome.progress);
            if outcome.unknown_patients > 0 && told.message.is_none() {
                told.message = Some(unknown(outcome.unknown_patients));
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
    let ids = if let Patients::These(ids) = scope {
        ids.clone()
    } else {
        Vec::new()
    };
    let name = format!("sync {}", word(phase));
    let written = pass
        .write(move |tx| {
            counters::add(tx, &name, 1)?;
            if phase == Phase::Done {
                connections::set_synced(tx, connection, now)?;
            }
            let mut here = Vec::new();
            for id in ids {
                here.extend(patients::find(tx, connection, &id)?.map(|row| row.uuid));
            }
            Ok(here)
        })
        .await;
    match written {
        Ok(here) => {
            for patient in here {
                pass.app().tell(Change::Chart {
                    patient: patient.to_string(),
                });
            }
        }
        Err(fault) => tracing::error!(
            code = fault.code.as_str(),
            "the end of a sync was not noted"
        ),
    }
    failed
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

fn at_edge(live: &Live, correlation: Uuid, from: &Progress) -> SyncProgress {
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
        bytes: from.bytes as f64,
        started_at: from.started_at as f64,
        ended_at: from.ended_at.map(|ms| ms as f64),
        seconds_left: from.seconds_left,
        sections: rows,
        message: from.message.clone(),
    }
}
