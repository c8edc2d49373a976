//! Syncs: starting, steering, watching. Owns one background task per connection at a time, and the
//! pace at which its progress is told. What a sync does is the `sync` room's.

mod edge;
mod task;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use wardbook_sync::{Control, Patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::live::Live;
use crate::open::Open;
use crate::wire::connection::ConnectionRef;
use crate::wire::profile::Failure;
use crate::wire::sync::{DateRange, StartSync, SyncProgress, SyncScope};

/// How long locking waits for a sync to finish its last commit.
const LAST_COMMIT: Duration = Duration::from_secs(30);

/// A sync of this session.
pub(crate) struct Running {
    control: Control,
    progress: Mutex<SyncProgress>,
    ended: watch::Sender<bool>,
}

impl Running {
    pub(crate) fn progress(&self) -> SyncProgress {
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

impl crate::door::Pass {
    /// Whether a sync of this connection is going on.
    pub(crate) fn is_syncing(&self, connection: i64) -> bool {
        let running = self.open().syncs().get(&connection).cloned();
        running.is_some_and(|running| !running.has_ended())
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
                SyncScope::Group { group } => Patients::Group(one_id(&group, "Group/")?),
                SyncScope::Patients { fhir_ids } => Patients::These(checked(fhir_ids)?),
            };
            let between = request.between.map(|range| days(&range)).transpose()?;
            let exports = request.export.unwrap_or(true);
            let asked = task::Asked {
                scope,
                between,
                exports,
            };
            task::start(&pass, live, asked)
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
        let act = Act::unrecorded("sync.progress", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let mut all: Vec<SyncProgress> = pass
                .open()
                .syncs()
                .iter()
                .filter(|(connection, _)| pass.sees_connection(**connection))
                .map(|(_, running)| running.progress())
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
        open.backup().stop();
        let connections: Vec<i64> = open.syncs().keys().copied().collect();
        for connection in connections {
            self.stop_sync(open, connection).await;
        }
        let lives: Vec<Arc<Live>> = open.lives().values().cloned().collect();
        for live in lives {
            live.cancel_sign_in();
            if let Some(tokens) = &live.tokens {
                // A renewal under way would be lost, and with it a rotating refresh token.
                let _late = tokio::time::timeout(LAST_COMMIT, tokens.settle()).await;
            }
        }
    }
}

/// The range in milliseconds, the last day included.
pub(crate) fn days(range: &DateRange) -> Result<(i64, i64), Fault> {
    let day = |text: &Option<String>, otherwise: &str| -> Result<jiff::civil::Date, Fault> {
        let text = text.as_deref().unwrap_or(otherwise).trim();
        let read = text.parse().ok().filter(|_| text.len() == 10);
        read.ok_or_else(|| Fault::invalid("A date looks like 2026-03-14."))
    };
    let start = |date: jiff::civil::Date| {
        let at = date.to_zoned(jiff::tz::TimeZone::UTC);
        at.map(|at| at.timestamp().as_millisecond())
            .map_err(|_| Fault::invalid("A date looks like 2026-03-14."))
    };
    let from = start(day(&range.from, "1900-01-01")?)?;
    let to = start(day(&range.to, "2999-12-31")?)?;
    if from > to {
        return Err(Fault::invalid("The range ends before it begins."));
    }
    Ok((from, to))
}

/// One id, with or without its type before it.
fn one_id(text: &str, kind: &str) -> Result<String, Fault> {
    let id = text.trim();
    let id = id.strip_prefix(kind).unwrap_or(id);
    if crate::import::is_id(id) {
        return Ok(id.to_owned());
    }
    Err(Fault::invalid(
        "A FHIR id is 1 to 64 letters, digits, dots or hyphens.",
    ))
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
