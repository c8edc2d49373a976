//! A sync under way: what its parts share. It meets the server, goes through the patients, and is the
//! one place that reads and writes the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Semaphore;
use wardbook_fhir::{Capabilities, ExportOf};
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::{StoreError, connections, settings};

use super::ask::Trouble;
use super::export::Exported;
use super::handing::Handed;
use super::timer::Gate;
use super::verdict::Ending;
use super::visit::FIRST;
use super::{Halt, Patients, Sync, SyncError};
use crate::board::Board;
use crate::checkpoint::is_recent;
use crate::control::Control;
use crate::plan::manners::{Manners, Override};
use crate::plan::{Read, kinds};

/// How long a server's description of itself is taken as it was.
const MET_AFTER: i64 = 24 * 3_600_000;

/// Looks into the store at one time: the store keeps few readers, and whoever comes beyond them opens it
/// anew, which costs more than most of what is looked up.
const LOOKING: usize = 2;

/// A sync under way.
pub(crate) struct Running<'a> {
    pub(super) sync: &'a Sync,
    pub(super) connection: i64,
    pub(super) control: &'a Control,
    pub(super) board: &'a Board<'a>,
    pub(super) gate: Gate,
    pub(super) permits: Semaphore,
    /// For patients that are asked about, and how many it has in all.
    pub(super) patients_asked: Semaphore,
    pub(super) patients_at_once: AtomicUsize,
    pub(super) handed: Handed,
    /// For patients whose documents' content is fetched: it is large.
    pub(super) content_asked: Semaphore,
    /// For looking into the store.
    looking: Semaphore,
    pub(super) capabilities: Capabilities,
    manners: Mutex<Manners>,
    /// Reads that are over for the whole sync, by name or by type.
    over: Mutex<BTreeMap<String, Ending>>,
    /// Reads that failed twice in a row for somebody, in ways that may pass, by name.
    pub(super) hopeless: Mutex<BTreeSet<String>>,
    /// Types whose `_id` search the server refused: read one by one.
    pub(super) singly: Mutex<BTreeSet<String>>,
    /// One at a time reads people and places; the last row of those wanted that was looked at.
    pub(super) people: tokio::sync::Mutex<i64>,
    pub(super) unknown: Mutex<u32>,
    /// Batches that failed.
    pub(super) batches_failed: AtomicUsize,
    /// What an export brought, while its patients are visited.
    pub(super) exported: Mutex<Option<Arc<Exported>>>,
    pub(super) began: i64,
}

impl<'a> Running<'a> {
    /// At its beginning.
    pub(super) fn new(
        sync: &'a Sync,
        connection: i64,
        control: &'a Control,
        board: &'a Board<'a>,
    ) -> Self {
        let patients = FIRST.clamp(1, sync.options.patients.max(1));
        Self {
            sync,
            connection,
            control,
            board,
            gate: Gate::default(),
            permits: Semaphore::new(sync.options.requests.max(1)),
            patients_asked: Semaphore::new(patients),
            patients_at_once: AtomicUsize::new(patients),
            handed: Handed::default(),
            content_asked: Semaphore::new(sync.options.patients.max(1)),
            looking: Semaphore::new(LOOKING),
            capabilities: Capabilities::default(),
            manners: Mutex::default(),
            over: Mutex::default(),
            hopeless: Mutex::default(),
            singly: Mutex::default(),
            people: tokio::sync::Mutex::new(0),
            unknown: Mutex::default(),
            batches_failed: AtomicUsize::new(0),
            exported: Mutex::default(),
            began: sync.clock.now(),
        }
    }

    /// Patients asked for that the EHR does not have.
    pub(super) fn unknown_patients(&self) -> u32 {
        *lock(&self.unknown)
    }

    /// What the server offers and how it wants to be asked.
    pub(super) async fn prepare(&mut self) -> Result<(), Halt> {
        self.capabilities = self.meet().await?;
        let connection = self.connection;
        let (learned, own) = self
            .read(move |c| {
                let kept = |name: String| settings::get(c, &name);
                Ok((
                    kept(Manners::setting(connection))?,
                    kept(Override::setting(connection))?,
                ))
            })
            .await?;
        let manners = Manners::of(&self.capabilities, learned.as_deref())
            .overridden(Override::parse(own.as_deref()));
        self.permits = Semaphore::new(manners.requests(self.sync.options.requests.max(1)));
        tracing::info!(
            vendor = manners.vendor.as_str(),
            "asks as this vendor wants it"
        );
        *lock(&self.manners) = manners;
        Ok(())
    }

    /// All of it.
    pub(super) async fn everything(&mut self, patients: &Patients) -> Result<(), Halt> {
        self.prepare().await?;
        self.board.runs(self.now());
        let this = &*self;
        let quiet = this.connection_itself().await?;
        match patients {
            Patients::These(ids) => {
                this.board.patients(this.now(), ids.len() as u32, true);
                this.visits(ids.clone(), None).await?;
            }
            Patients::Known => this.known().await?,
            Patients::All => {
                if !this.export(&ExportOf::Everybody).await? {
                    this.listing().await?;
                }
            }
            Patients::Group(id) => {
                if !this.export(&ExportOf::Group(id.clone())).await? {
                    this.group(id).await?;
                }
            }
        }
        this.people().await?;
        this.people_row(quiet).await?;
        let (connection, at) = (this.connection, this.sync.clock.now());
        this.write(move |tx| connections::set_synced(tx, connection, at))
            .await
    }

    /// What the server offers; where it cannot be had now, what it offered last time.
    async fn meet(&self) -> Result<Capabilities, Halt> {
        let connection = self.connection;
        let client = &self.sync.client;
        let (setting, now) = (format!("sync.{connection}.met"), self.began);
        let (met, kept) = self
            .read(move |c| {
                let met = settings::get(c, &setting)?.and_then(|at| at.parse::<i64>().ok());
                Ok((met, connections::get(c, connection)?.capability))
            })
            .await?;
        // What a server offers changes with its releases: asked once a day, and whenever a person
        // wants everything read again.
        let fresh = met.is_some_and(|at| is_recent(now, at, MET_AFTER));
        if fresh
            && !self.sync.options.full
            && let Some(Ok(capabilities)) = kept.as_deref().map(Capabilities::parse)
        {
            return Ok(capabilities);
        }
        let (code, message) = match self.ask(|| client.capabilities()).await {
            Ok(fetched) => match Capabilities::parse(&fetched.body) {
                Ok(capabilities) => {
                    let body = fetched.body.to_vec();
                    self.write(move |tx| {
                        let setting = format!("sync.{connection}.met");
                        settings::set(tx, &setting, &now.to_string())?;
                        connections::set_capability(tx, connection, &body)
                    })
                    .await?;
                    return Ok(capabilities);
                }
                Err(_) => (
                    "capabilities-unreadable",
                    "The EHR's description of itself cannot be read.".to_owned(),
                ),
            },
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) => (ending.code, ending.reason),
            Err(Trouble::Restart | Trouble::Empty) => (
                "capabilities-missing",
                "The EHR does not describe itself.".to_owned(),
            ),
        };
        match kept.as_deref().map(Capabilities::parse) {
            Some(Ok(capabilities)) => Ok(capabilities),
            _ => Err(Halt::Broken(SyncError::Capabilities { code, message })),
        }
    }

    /// The ledger of this section moved.
    pub(super) fn tell_coverage(&self, patient: i64, section: &str) {
        if let Some(tell) = &self.sync.coverage {
            tell(patient, section);
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.sync.timer.elapsed()
    }

    /// How long to leave the server alone after an answer that took so long.
    pub(super) fn rest_after(&self, took: Duration) -> Duration {
        lock(&self.manners).rest_after(took)
    }

    pub(super) fn manners(&self) -> Manners {
        lock(&self.manners).clone()
    }

    /// The server refused a search by patient alone: from now on the type is asked in parts.
    /// False where there are no parts, or it was asked in parts already. `keep`: for
    /// everybody and for later syncs, not for this patient alone.
    pub(super) async fn learn_parts(&self, read: &Read, keep: bool) -> Result<bool, Halt> {
        let kind = kinds::KINDS
            .iter()
            .find(|kind| kind.resource_type == read.resource_type);
        if read.name != read.resource_type || kind.is_none_or(|kind| kind.split.is_none()) {
            return Ok(false);
        }
        if keep {
            let json = {
                let mut manners = lock(&self.manners);
                manners.in_parts.insert(read.resource_type.to_owned());
                manners.to_setting()
            };
            let setting = Manners::setting(self.connection);
            self.write(move |tx| settings::set(tx, &setting, &json))
                .await?;
        }
        Ok(true)
    }

    /// This read is over for the whole sync: how it ended for somebody else.
    pub(super) fn over(&self, read: &Read) -> Option<Ending> {
        let over = lock(&self.over);
        over.get(&read.name)
            .or_else(|| over.get(read.resource_type))
            .cloned()
    }

    pub(super) fn is_over(&self, read: &Read, ending: &Ending) {
        lock(&self.over).insert(read.name.clone(), ending.clone());
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        let _place = self.looking.acquire().await.map_err(|_| Halt::Cancelled)?;
        let store = self.sync.store.clone();
        self.blocking(move || store.read(f)).await
    }

    /// Writes in a transaction of its own.
    pub(super) async fn write_apart(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), Halt> {
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
pub(super) async fn a_few<'a, T, R>(
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

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
