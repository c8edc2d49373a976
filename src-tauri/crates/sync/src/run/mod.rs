//! Pull: the plan carried out. Owns the order of things in one sync of one connection and what stops
//! it; refuses to hold a chart in memory, to hammer a server, and to call anything complete that
//! was not walked to its end.

mod ask;
mod content;
mod gone;
mod listing;
mod people;
mod timer;
mod verdict;
mod visit;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Semaphore;
use tracing::Instrument;
use uuid::Uuid;
use wardbook_fhir::{Capabilities, Client};
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::{Clock, Store, StoreError, connections, ledger, settings};

use crate::backoff::{Chance, Patience, SystemChance};
use crate::control::Control;
use crate::ingest::{Batch, Ingest, IngestError};
use crate::plan::manners::Manners;
use crate::plan::{Everything, Granted, Read, kinds};
use crate::progress::{Board, Phase, Progress};
use timer::Gate;
pub use timer::{RealTimer, Timer};
use verdict::Ending;

/// Which patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patients {
    /// These, by the EHR's id.
    These(Vec<String>),
    /// Those of this connection that are here.
    Known,
    /// All the server lists; only where it lists patients.
    All,
}

/// How a sync goes about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Requests under way at one time.
    pub requests: usize,
    /// Patients under way at one time.
    pub patients: usize,
    /// How patient it is.
    pub patience: Patience,
    /// Pages of one search before it is not believed any more.
    pub page_cap: u32,
    /// How often one search begins anew because its pages expired.
    pub restarts: u32,
    /// Content larger than this is named and not fetched, in bytes.
    pub content_limit: u64,
    /// Read everything again, whatever is here.
    pub full: bool,
    /// Joins it with the log.
    pub correlation: Uuid,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            requests: 4,
            patients: 2,
            patience: Patience::default(),
            page_cap: 10_000,
            restarts: 3,
            content_limit: 20 * 1024 * 1024,
            full: false,
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

/// Why a sync could not be done at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// Taking records in.
    #[error("ingest: {0}")]
    Ingest(#[from] IngestError),
    /// The CapabilityStatement cannot be had or read.
    #[error("the CapabilityStatement cannot be read ({code})")]
    Capabilities {
        /// Why.
        code: &'static str,
        /// In the user's words.
        message: String,
    },
    /// The server does not list its patients.
    #[error("the server does not list its patients")]
    ListingRefused {
        /// What the EHR said, for the screen.
        reason: Option<String>,
    },
    /// Work inside failed in a way that must not happen.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl SyncError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Ingest(_) => "ingest",
            Self::Capabilities { code, .. } => code,
            Self::ListingRefused { .. } => "listing-refused",
            Self::Internal(_) => "internal",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> String {
        match self {
            Self::Store(error) => error.message(),
            Self::Ingest(_) => "Records could not be written to this computer. What was written \
                before is here; try again."
                .into(),
            Self::Capabilities { message, .. } => message.clone(),
            Self::ListingRefused { reason } => {
                let mut words = "The EHR does not list all of its patients. Choose them one by \
                    one (--patient), or import a file (--from)."
                    .to_owned();
                if let Some(said) = reason {
                    words.push_str(" The EHR said: ");
                    words.push_str(said);
                }
                words
            }
            Self::Internal(_) => "Something inside Wardbook failed. Nothing was lost; the sync \
                goes on from the last page when started again."
                .into(),
        }
    }
}

/// What stops the whole sync.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The user.
    Cancelled,
    /// The server is not reached.
    Offline(String),
    /// The clinician has to sign in again.
    SignInLost(String),
    /// It cannot go on.
    Broken(SyncError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<IngestError> for Halt {
    fn from(error: IngestError) -> Self {
        Self::Broken(error.into())
    }
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
}

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
        }
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
        let mut running = Running {
            sync: self,
            connection,
            control,
            board,
            gate: Gate::default(),
            permits: Semaphore::new(self.options.requests.max(1)),
            capabilities: Capabilities::default(),
            manners: Mutex::default(),
            over: Mutex::default(),
            singly: Mutex::default(),
            people: tokio::sync::Mutex::new(()),
            unknown: Mutex::default(),
            began: self.clock.now(),
        };
        let ended = running.everything(patients).await;
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
        let unknown_patients = *lock(&running.unknown);
        Ok(Outcome {
            phase,
            progress,
            unknown_patients,
        })
    }
}

/// A sync under way.
pub(crate) struct Running<'a> {
    pub(crate) sync: &'a Sync,
    pub(crate) connection: i64,
    control: &'a Control,
    board: &'a Board<'a>,
    gate: Gate,
    permits: Semaphore,
    capabilities: Capabilities,
    manners: Mutex<Manners>,
    /// Reads that are over for the whole sync, by name or by type.
    over: Mutex<BTreeMap<String, Ending>>,
    /// Types whose `_id` search the server refused: read one by one.
    singly: Mutex<BTreeSet<String>>,
    /// One at a time reads people and places.
    people: tokio::sync::Mutex<()>,
    unknown: Mutex<u32>,
    began: i64,
}

impl Running<'_> {
    async fn everything(&mut self, patients: &Patients) -> Result<(), Halt> {
        self.capabilities = self.meet().await?;
        let setting = Manners::setting(self.connection);
        let learned = self.read(move |c| settings::get(c, &setting)).await?;
        *lock(&self.manners) = Manners::of(&self.capabilities, learned.as_deref());
        self.board.runs(self.now());
        let this = &*self;
        this.connection_itself().await?;
        match patients {
            Patients::These(ids) => {
                this.board.patients(this.now(), ids.len() as u32, true);
                this.visits(ids.clone(), None).await?;
            }
            Patients::Known => this.known().await?,
            Patients::All => this.listing().await?,
        }
        this.people().await?;
        this.people_row().await?;
        let (connection, at) = (this.connection, this.sync.clock.now());
        this.write(move |tx| connections::set_synced(tx, connection, at))
            .await
    }

    /// What the server offers; where it cannot be had now, what it offered last time.
    async fn meet(&self) -> Result<Capabilities, Halt> {
        let connection = self.connection;
        let client = &self.sync.client;
        let (code, message) = match self.ask(|| client.capabilities()).await {
            Ok(fetched) => match Capabilities::parse(&fetched.body) {
                Ok(capabilities) => {
                    let body = fetched.body.to_vec();
                    self.write(move |tx| connections::set_capability(tx, connection, &body))
                        .await?;
                    return Ok(capabilities);
                }
                Err(_) => (
                    "capabilities-unreadable",
                    "The EHR's description of itself cannot be read.".to_owned(),
                ),
            },
            Err(ask::Trouble::Halt(halt)) => return Err(halt),
            Err(ask::Trouble::End(ending)) => (ending.code, ending.reason),
            Err(ask::Trouble::Restart | ask::Trouble::Empty) => (
                "capabilities-missing",
                "The EHR does not describe itself.".to_owned(),
            ),
        };
        let kept = self.read(move |c| connections::get(c, connection)).await?;
        match kept.capability.as_deref().map(Capabilities::parse) {
            Some(Ok(capabilities)) => Ok(capabilities),
            _ => Err(Halt::Broken(SyncError::Capabilities { code, message })),
        }
    }

    /// Writes records, and the ledger row that says how far they bring it, in one transaction.
    /// Gives how many were put aside.
    async fn take_in(
        &self,
        patient: Option<i64>,
        bodies: Vec<Bytes>,
        ledger: Option<ledger::Row>,
    ) -> Result<u32, Halt> {
        let batch = Batch {
            connection: self.connection,
            patient,
            bodies,
            ledger,
            synced_at: self.sync.clock.now(),
        };
        let written = self.sync.ingest.submit(batch).await?;
        let numbers = [
            written.added,
            written.changed,
            written.unchanged,
            written.quarantined,
        ];
        self.board.written(self.now(), numbers);
        Ok(written.quarantined)
    }

    fn now(&self) -> Duration {
        self.sync.timer.elapsed()
    }

    fn manners(&self) -> Manners {
        lock(&self.manners).clone()
    }

    /// The server refused a search by patient alone: from now on the type is asked in parts.
    /// False where there are no parts, or it was asked in parts already.
    async fn learn_parts(&self, read: &Read) -> Result<bool, Halt> {
        let kind = kinds::KINDS
            .iter()
            .find(|kind| kind.resource_type == read.resource_type);
        if read.name != read.resource_type || kind.is_none_or(|kind| kind.split.is_none()) {
            return Ok(false);
        }
        let json = {
            let mut manners = lock(&self.manners);
            manners.in_parts.insert(read.resource_type.to_owned());
            manners.to_setting()
        };
        let setting = Manners::setting(self.connection);
        self.write(move |tx| settings::set(tx, &setting, &json))
            .await?;
        Ok(true)
    }

    /// This read is over for the whole sync: how it ended for somebody else.
    fn over(&self, read: &Read) -> Option<Ending> {
        let over = lock(&self.over);
        over.get(&read.name)
            .or_else(|| over.get(read.resource_type))
            .cloned()
    }

    fn is_over(&self, read: &Read, ending: &Ending) {
        lock(&self.over).insert(read.name.clone(), ending.clone());
    }

    async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        let store = self.sync.store.clone();
        self.blocking(move || store.read(f)).await
    }

    async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        let store = self.sync.store.clone();
        self.blocking(move || store.write(f)).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        match tokio::task::spawn_blocking(f).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Halt::Broken(SyncError::Internal("store task"))),
        }
    }
}

/// Runs a few at a time, in order of beginning; the first that halts stops all.
async fn a_few<'a, T, R>(
    items: impl IntoIterator<Item = T>,
    at_once: usize,
    run: impl Fn(T) -> BoxFuture<'a, Result<R, Halt>>,
    mut done: impl FnMut(R),
) -> Result<(), Halt> {
    let mut waiting = items.into_iter();
    let mut under_way = FuturesUnordered::new();
    loop {
        while under_way.len() < at_once.max(1) {
            let Some(item) = waiting.next() else { break };
            under_way.push(run(item));
        }
        match under_way.next().await {
            Some(result) => done(result?),
            None => return Ok(()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
