//! Ingest: the one way in. Bodies as the EHR sent them become records, in three steps on threads of
//! their own: prepare (read columns, collect words, hash, compress), write (one transaction for as many
//! pages as are waiting), acknowledge (wait for the disk while the next transaction already runs).
//!
//! Owns the order of these; refuses to know where bodies come from. A page's records, its ledger row
//! and its checkpoint are in one transaction. What cannot be read is put aside whole, with its reason.

mod dictionaries;
mod prepare;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::sync::oneshot;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::{Store, StoreError, ledger};

use dictionaries::Trained;
use prepare::Preparing;

/// Pages that may wait before each step: enough to keep the next step busy, few enough to keep memory flat.
const WAITING: usize = 8;
/// Prepared pages that may wait for the writer: a large commit takes about 0.2 s, in which preparing goes
/// on instead of standing still. Compressed, so that they are small.
const PREPARED: usize = 32;

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
    /// What it replaces is kept beside as an older version.
    pub keep_older: bool,
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
    reply: Reply,
}

/// The running threads. Dropping it lets what was submitted finish.
pub struct Ingest {
    jobs: Option<Sender<Job>>,
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
        let (jobs, incoming) = bounded::<Job>(WAITING);
        let (prepared, ready) = bounded(PREPARED);
        let (committed, durable) = bounded(WAITING);
        let trained = Trained::new(&store);
        // The writer needs a core of its own; preparing takes the others.
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let at_work = Arc::new(AtomicUsize::new(cores.max(2) - 1));
        let mut threads: Vec<JoinHandle<()>> = (1..cores.max(2))
            .map(|_| {
                let (trained, at_work) = (trained.clone(), Arc::clone(&at_work));
                let (incoming, prepared) = (incoming.clone(), prepared.clone());
                std::thread::spawn(move || {
                    prepare_all(Preparing::new(trained.clone()), &incoming, &prepared);
                    if at_work.fetch_sub(1, Ordering::AcqRel) == 1 {
                        trained.no_more_samples();
                    }
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
        self.hand_over_with(batch, None).await
    }

    /// The same, with something else to be done in its transaction: a commit of its own would write most pages of the
    /// indexes once more.
    pub(crate) async fn hand_over_with(
        &self,
        batch: Batch,
        act: Option<Act>,
    ) -> Result<Receipt, IngestError> {
        let (reply, receipt) = Receipt::given_on();
        let jobs = self.jobs.clone().ok_or(IngestError::Ended)?;
        let job = Job {
            batch,
            names: Vec::new(),
            act,
            reply,
        };
        self.ahead.coming.fetch_add(1, Ordering::Relaxed);
        // A full queue is waited for off the runtime's threads; a free place takes the job at once.
        if let Err(refused) = jobs.try_send(job) {
            let job = match refused {
                crossbeam_channel::TrySendError::Full(job) => job,
                crossbeam_channel::TrySendError::Disconnected(_) => return Err(IngestError::Ended),
            };
            let sent = tokio::task::spawn_blocking(move || jobs.send(job).is_ok()).await;
            if !matches!(sent, Ok(true)) {
                return Err(IngestError::Ended);
            }
        }
        Ok(receipt)
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
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(IngestError::Ended)?;
        self.ahead.coming.fetch_add(1, Ordering::Relaxed);
        jobs.send(Job {
            batch,
            names,
            act: None,
            reply,
        })
        .map_err(|_| IngestError::Ended)?;
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

/// What a batch would store, read and compressed on the calling thread: for a benchmark that gives the
/// same rows to another database. What would be put aside is left out.
pub fn rows(store: &Store, batch: Batch) -> Vec<wardbook_store::write::Prepared> {
    let (reply, _) = oneshot::channel();
    Preparing::new(Trained::new(store))
        .prepare(Job {
            batch,
            names: Vec::new(),
            act: None,
            reply,
        })
        .records
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
