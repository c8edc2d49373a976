//! Ingest: the one way in. Bodies as the EHR sent them become records, in three steps on threads of
//! their own: prepare (read columns, collect words, hash, compress), write (one transaction for as many
//! pages as are waiting), acknowledge (wait for the disk while the next transaction already runs).
//!
//! Owns the order of these; refuses to know where bodies come from. A page's records, its ledger row
//! and its checkpoint are in one transaction. What cannot be read is put aside whole, with its reason.

mod chain;
mod dictionaries;
mod pointing;
mod prepare;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use wardbook_store::rusqlite::Transaction;
use wardbook_store::{Store, StoreError, ledger};

pub(crate) use chain::{Chain, Link};
use dictionaries::Trained;
pub(crate) use pointing::Pointed;
pub use pointing::Pointing;
use prepare::Preparing;

/// What may be on its way to the writer, in KiB of bodies as sent: enough for it to find work when a large commit is over
/// (0.2 s), few enough to keep memory flat. Not counted in batches: most of what one chart is asked for brings a few
/// records or none. A batch that is larger goes alone.
const ON_THE_WAY: u32 = 16 * 1024;
/// Commits that may wait for the disk.
const WAITING: usize = 8;

/// Bodies to store, with what their commit means for the ledger.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Connection's row number.
    pub connection: i64,
    /// The patient they were asked for: theirs are the bodies that do not say whose they are.
    pub patient: Option<i64>,
    /// Resources, each exactly as sent.
    pub bodies: Vec<Bytes>,
    /// Written in the same transaction. What this batch puts aside is added to its `quarantined`.
    pub ledger: Option<ledger::Row>,
    /// When they were received.
    pub synced_at: i64,
    /// When they were asked for, where that was before.
    pub asked_at: Option<i64>,
    /// What it replaces is kept beside as an older version.
    pub keep_older: bool,
    /// Is shown every record of it, with others of the patient.
    pub pointing: Option<Pointing>,
}

/// What a body of a file goes by where it does not say so itself: an EHR's resources always do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// Its id, where it has none.
    pub id: Option<String>,
    /// Its patient's id, where it refers to them by another name.
    pub patient: Option<String>,
}

/// What storing a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Not here before.
    pub added: u32,
    /// Here before with other bytes.
    pub changed: u32,
    /// Here before, byte for byte.
    pub unchanged: u32,
    /// Put aside with a reason.
    pub quarantined: u32,
}

/// A batch was not stored; nothing of it is in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The store refused: its code.
    #[error("the store refused: {0}")]
    Store(&'static str),
    /// One that had to be stored before it was not.
    #[error("what comes before it was not stored")]
    Before,
    /// The store is closed, or the program is ending.
    #[error("ingest has ended")]
    Ended,
}

impl From<&StoreError> for IngestError {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Closed => Self::Ended,
            other => Self::Store(other.code()),
        }
    }
}

pub(crate) type Reply = oneshot::Sender<Result<Written, IngestError>>;

/// Something else that is to be written. It may be done again where the transaction it was in failed for another's sake.
pub type Act = Arc<dyn Fn(&Transaction<'_>) -> Result<(), StoreError> + Send + Sync>;

/// The acknowledgement to come of something that was handed over. Dropping it takes nothing back.
#[derive(Debug)]
#[must_use = "what was handed over is not durable until its receipt says so"]
pub struct Receipt(oneshot::Receiver<Result<Written, IngestError>>);

impl Receipt {
    /// Waits until it is durable.
    pub async fn durable(self) -> Result<Written, IngestError> {
        self.0.await.unwrap_or(Err(IngestError::Ended))
    }

    /// One that is given on: what the other end is told, this one says.
    pub(crate) fn given_on() -> (Reply, Receipt) {
        let (reply, answer) = oneshot::channel();
        (reply, Receipt(answer))
    }
}

/// A request under way whose answer will be handed over: while there is one, the writer does not hurry to
/// commit what it has.
#[derive(Debug)]
pub struct Expected(Arc<AtomicUsize>);

impl Drop for Expected {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A batch on its way.
struct Job {
    batch: Batch,
    /// One for each body, or none at all.
    names: Vec<Name>,
    /// Done after the bodies are written, in their transaction.
    act: Option<Act>,
    link: Option<Link>,
    reply: Reply,
    /// Its part of what may be on its way, until the writer takes it up.
    place: Option<OwnedSemaphorePermit>,
}

/// The running threads. Dropping it lets what was submitted finish.
pub struct Ingest {
    jobs: Option<Sender<Job>>,
    /// For what is on its way, in KiB: a task waits for a place without a thread of its own.
    places: Arc<Semaphore>,
    ahead: Ahead,
    threads: Vec<JoinHandle<()>>,
}

/// What the writer has not met yet.
#[derive(Debug, Clone, Default)]
struct Ahead {
    /// Batches handed over.
    coming: Arc<AtomicUsize>,
    /// Answers that others wait for.
    expected: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Ingest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ingest({} threads)", self.threads.len())
    }
}

impl Ingest {
    /// Starts it, with random ids from the operating system's generator.
    pub fn start(store: Store) -> Self {
        Self::start_with(store, rand::random::<u64>)
    }

    /// Starts it with a given source of randomness for new ids.
    pub fn start_with(store: Store, random: impl FnMut() -> u64 + Send + 'static) -> Self {
        let (jobs, incoming) = unbounded::<Job>();
        let places = Arc::new(Semaphore::new(ON_THE_WAY as usize));
        let (prepared, ready) = unbounded();
        let (committed, durable) = bounded(WAITING);
        let trained = Trained::new(&store);
        // The writer needs a core of its own; preparing takes the others.
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let at_work = Arc::new(AtomicUsize::new(cores.max(2) - 1));
        let mut threads: Vec<JoinHandle<()>> = (1..cores.max(2))
            .map(|_| {
                let at_work = AtWork {
                    how_many: Arc::clone(&at_work),
                    trained: trained.clone(),
                    places: Arc::clone(&places),
                };
                let (incoming, prepared) = (incoming.clone(), prepared.clone());
                std::thread::spawn(move || {
                    let preparing = Preparing::new(at_work.trained.clone());
                    prepare_all(preparing, &incoming, &prepared);
                })
            })
            .collect();
        drop(prepared);
        let ahead = Ahead::default();
        let write = writer::Loop::new(store.clone(), trained, ahead.clone(), Box::new(random));
        threads.push(std::thread::spawn(move || write.run(&ready, &committed)));
        threads.push(std::thread::spawn(move || {
            writer::acknowledge_all(&store, &durable);
        }));
        Self {
            jobs: Some(jobs),
            places,
            ahead,
            threads,
        }
    }

    /// Says that a request is under way whose answer will be handed over.
    pub fn expect(&self) -> Expected {
        let expected = Arc::clone(&self.ahead.expected);
        expected.fetch_add(1, Ordering::Relaxed);
        Expected(expected)
    }

    /// Hands a batch over and waits until it is durable. Batches that wait together commit together.
    pub async fn submit(&self, batch: Batch) -> Result<Written, IngestError> {
        self.hand_over(batch).await?.durable().await
    }

    /// Hands a batch over. Batches are prepared side by side: who needs two of them written in order waits for the
    /// receipt of the first.
    pub async fn hand_over(&self, batch: Batch) -> Result<Receipt, IngestError> {
        self.hand_over_with(batch, None, None).await
    }

    /// The same, with something else to be done in its transaction (a commit of its own would write most pages of the
    /// indexes once more), and with its place after others that need not be durable yet.
    pub(crate) async fn hand_over_with(
        &self,
        batch: Batch,
        act: Option<Act>,
        link: Option<Link>,
    ) -> Result<Receipt, IngestError> {
        let place = Arc::clone(&self.places).acquire_many_owned(room(&batch));
        let place = place.await.map_err(|_| IngestError::Ended)?;
        let (reply, receipt) = Receipt::given_on();
        self.send(Job {
            batch,
            names: Vec::new(),
            act,
            link,
            reply,
            place: Some(place),
        })?;
        Ok(receipt)
    }

    fn send(&self, job: Job) -> Result<(), IngestError> {
        let jobs = self.jobs.as_ref().ok_or(IngestError::Ended)?;
        self.ahead.coming.fetch_add(1, Ordering::Relaxed);
        jobs.send(job).map_err(|_| IngestError::Ended)
    }

    /// Hands a batch over from a thread that may block; the answer comes later.
    pub fn submit_blocking(
        &self,
        batch: Batch,
    ) -> Result<oneshot::Receiver<Result<Written, IngestError>>, IngestError> {
        self.submit_named_blocking(batch, Vec::new())
    }

    /// The same for bodies from a file, with what they go by.
    pub fn submit_named_blocking(
        &self,
        batch: Batch,
        names: Vec<Name>,
    ) -> Result<oneshot::Receiver<Result<Written, IngestError>>, IngestError> {
        let place = Arc::clone(&self.places).acquire_many_owned(room(&batch));
        let place = futures::executor::block_on(place).map_err(|_| IngestError::Ended)?;
        let (reply, answer) = oneshot::channel();
        self.send(Job {
            batch,
            names,
            act: None,
            link: None,
            reply,
            place: Some(place),
        })?;
        Ok(answer)
    }
}

impl Drop for Ingest {
    fn drop(&mut self) {
        drop(self.jobs.take());
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("an ingest thread ended by a panic");
            }
        }
    }
}

/// The room a batch takes while it is on its way, in KiB.
fn room(batch: &Batch) -> u32 {
    let bytes: usize = batch.bodies.iter().map(Bytes::len).sum();
    u32::try_from(bytes / 1024 + 1).map_or(ON_THE_WAY, |room| room.min(ON_THE_WAY))
}

/// What a batch would store, read and compressed on the calling thread: for a benchmark that gives the
/// same rows to another database. What would be put aside is left out.
pub fn rows(store: &Store, batch: Batch) -> Vec<wardbook_store::write::Prepared> {
    let (reply, _) = oneshot::channel();
    Preparing::new(Trained::new(store))
        .prepare(Job {
            batch,
            names: Vec::new(),
            act: None,
            link: None,
            reply,
            place: None,
        })
        .records
}

/// A thread that prepares. The last that ends, however it does, says that nothing is prepared any more: nobody
/// waits for a place then.
struct AtWork {
    how_many: Arc<AtomicUsize>,
    trained: Trained,
    places: Arc<Semaphore>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if self.how_many.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.places.close();
            self.trained.no_more_samples();
        }
    }
}

fn prepare_all(
    mut preparing: Preparing,
    incoming: &Receiver<Job>,
    prepared: &Sender<writer::Ready>,
) {
    for job in incoming {
        let ready = preparing.prepare(job);
        if prepared.send(ready).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
