//! Pull: the plan carried out. Owns the order of things in one sync of one connection and what stops
//! it; refuses to hold a chart in memory, to hammer a server, and to call anything complete that
//! was not walked to its end.

mod ask;
mod batches;
mod content;
mod error;
mod export;
mod gone;
mod handing;
mod listing;
mod merged;
mod people;
mod pieces;
mod reads;
mod running;
mod settle;
mod several;
mod single;
mod timer;
mod under;
mod verdict;
mod visit;
mod walk;

use std::sync::Arc;

use tracing::Instrument;
use uuid::Uuid;
use wardbook_fhir::Client;
use wardbook_store::{Clock, Store};

use crate::backoff::{Chance, Patience, SystemChance};
use crate::board::Board;
use crate::control::Control;
use crate::ingest::Ingest;
use crate::plan::{Everything, Granted};
use crate::progress::{Phase, Progress};
pub(crate) use error::Halt;
pub use error::SyncError;
use running::{Running, a_few, lock};
pub use several::Wanted as WantedEncounters;
pub use single::{Again, Became, Failed, Here, Item, Single};
pub use timer::{RealTimer, Timer};

/// Which patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patients {
    /// These, by the EHR's id.
    These(Vec<String>),
    /// Those of this connection that are here.
    Known,
    /// All the server lists; only where it lists patients.
    All,
    /// Those of this Group of the EHR.
    Group(String),
}

/// How a sync goes about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Requests under way at one time.
    pub requests: usize,
    /// Patients whose searches are asked at one time; those whose searches are over are not counted. How many
    /// requests the EHR sees at one time is `requests` alone.
    pub patients: usize,
    /// How patient it is.
    pub patience: Patience,
    /// Pages of one search before it is not believed any more.
    pub page_cap: u32,
    /// How often in a row one search begins anew because its very first next link had expired.
    pub restarts: u32,
    /// How often in all: each time with larger pages, so that it gets further.
    pub restarts_on_the_way: u32,
    /// Content larger than this is named and not fetched, in bytes.
    pub content_limit: u64,
    /// Read everything again, whatever is here.
    pub full: bool,
    /// Only what is dated between these two, milliseconds, where a search can be limited to that.
    pub between: Option<(i64, i64)>,
    /// Everybody, or a group, may come as a bulk export where the EHR offers that.
    pub exports: bool,
    /// Joins it with the log.
    pub correlation: Uuid,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            requests: 4,
            patients: 6,
            patience: Patience::default(),
            page_cap: 10_000,
            restarts: 3,
            restarts_on_the_way: 12,
            content_limit: 20 * 1024 * 1024,
            full: false,
            between: None,
            exports: false,
            correlation: Uuid::nil(),
        }
    }
}

/// How a sync ended, with its last numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// One of the ends of [`Phase`].
    pub phase: Phase,
    /// The numbers.
    pub progress: Progress,
    /// Patients asked for that the EHR does not have.
    pub unknown_patients: u32,
}

/// A sync, ready to run; what it needs comes in here.
pub struct Sync {
    pub(crate) store: Store,
    pub(crate) ingest: Arc<Ingest>,
    pub(crate) client: Arc<Client>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timer: Arc<dyn Timer>,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) granted: Arc<dyn Granted>,
    pub(crate) options: Options,
    pub(crate) coverage: Option<Arc<OnCoverage>>,
}

/// Is told which section's ledger moved: the patient's row number (0 for the connection) and the
/// section.
pub type OnCoverage = dyn Fn(i64, &str) + Send + std::marker::Sync;

impl std::fmt::Debug for Sync {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sync")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Sync {
    /// A sync over real time and chance that takes everything to be granted.
    pub fn new(
        store: Store,
        ingest: Arc<Ingest>,
        client: Arc<Client>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            ingest,
            client,
            clock,
            timer: Arc::new(RealTimer::default()),
            chance: Arc::new(SystemChance),
            granted: Arc::new(Everything),
            options: Options::default(),
            coverage: None,
        }
    }

    /// Tells which section's ledger moved, once it is written.
    pub fn on_coverage(mut self, tell: Arc<OnCoverage>) -> Self {
        self.coverage = Some(tell);
        self
    }

    /// Asks only for what the sign-in covers.
    pub fn granted(mut self, granted: Arc<dyn Granted>) -> Self {
        self.granted = granted;
        self
    }

    /// Goes about it otherwise.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// With another time and another chance.
    pub fn with(mut self, timer: Arc<dyn Timer>, chance: Arc<dyn Chance>) -> Self {
        self.timer = timer;
        self.chance = chance;
        self
    }

    /// Runs it. `progress` is told after every change, so it should be quick. An end short of the
    /// end (offline, cancelled, sign-in lost) is an outcome, not an error: the next run goes on.
    pub async fn run(
        &self,
        connection: i64,
        patients: &Patients,
        control: &Control,
        progress: &(dyn Fn(&Progress) + Send + std::marker::Sync),
    ) -> Result<Outcome, SyncError> {
        let correlation = self.options.correlation;
        let span = tracing::info_span!("sync", %correlation, connection);
        let board = Board::new(correlation, self.clock.now(), progress);
        self.run_on(connection, patients, control, &board)
            .instrument(span)
            .await
    }

    async fn run_on(
        &self,
        connection: i64,
        patients: &Patients,
        control: &Control,
        board: &Board<'_>,
    ) -> Result<Outcome, SyncError> {
        let mut running = Running::new(self, connection, control, board);
        let ended = running.everything(patients).await;
        running.all_durable().await;
        let now = self.timer.elapsed();
        let at = self.clock.now();
        let (phase, message) = match ended {
            Ok(()) => (Phase::Done, None),
            Err(Halt::Cancelled) => (Phase::Cancelled, None),
            Err(Halt::Offline(message)) => (Phase::Offline, Some(message)),
            Err(Halt::SignInLost(message)) => (Phase::SignInLost, Some(message)),
            Err(Halt::Broken(error)) => {
                board.end(now, Phase::Failed, at, Some(error.message()));
                tracing::error!(code = error.code(), "the sync could not go on");
                return Err(error);
            }
        };
        board.end(now, phase, at, message);
        let progress = board.snapshot();
        tracing::info!(
            phase = ?phase,
            patients = progress.patients_done,
            reads = progress.reads_done,
            records = progress.records,
            added = progress.added,
            changed = progress.changed,
            bytes = progress.bytes,
            "sync ended"
        );
        let unknown_patients = running.unknown_patients();
        Ok(Outcome {
            phase,
            progress,
            unknown_patients,
        })
    }
}

#[cfg(test)]
mod tests;
