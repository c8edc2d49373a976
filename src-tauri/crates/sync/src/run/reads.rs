//! The reads of one patient, a few at a time: who asks, who only waits for the disk, and what goes on once everything was
//! asked for. Refuses to know what a read asks.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures::FutureExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use wardbook_store::ledger;

use super::batches::FirstPages;
use super::under::Walked;
use super::{Halt, Running, a_few, lock};
use crate::ingest::Pointing;
use crate::plan::Read;

/// How the reads of one patient ended.
pub(super) type Ended = Vec<(Read, Walked)>;

/// When reads are walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The patient's first reads.
    First,
    /// Of types that turned out to be asked in parts.
    InParts,
    /// Another chance for what failed.
    Again,
    /// Of the connection itself, once.
    Itself,
}

/// What a patient holds while the first turn of their reads is asked for.
pub(super) struct Asked<'a> {
    /// Among those that are asked about. Given back as soon as everything was asked; where something failed that gets
    /// another chance, kept until then: the next patient shall not find out the same.
    place: Mutex<Option<SemaphorePermit<'a>>>,
    /// Is shown every record.
    pointing: Mutex<Option<Pointing>>,
    /// Something failed that gets another chance.
    failed: AtomicBool,
    /// Something is asked again in parts.
    in_parts: AtomicBool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(place: SemaphorePermit<'a>, pointing: Option<Pointing>) -> Self {
        Self {
            place: Mutex::new(Some(place)),
            pointing: Mutex::new(pointing),
            failed: AtomicBool::default(),
            in_parts: AtomicBool::default(),
        }
    }

    fn pointing(&self) -> Option<Pointing> {
        lock(&self.pointing).clone()
    }

    fn for_one(&self, walked: &Walked) {
        self.failed.fetch_or(walked.passing, Ordering::Relaxed);
        self.in_parts.fetch_or(walked.in_parts, Ordering::Relaxed);
    }

    fn for_all(&self) {
        drop(lock(&self.pointing).take());
        if !self.failed.load(Ordering::Relaxed) {
            drop(lock(&self.place).take());
        }
    }

    /// Everything was asked for, and more will be.
    pub(super) fn more_follows(&self) -> bool {
        self.failed.load(Ordering::Relaxed) || self.in_parts.load(Ordering::Relaxed)
    }
}

impl Running<'_> {
    /// Walks reads, a few at a time, and waits until all are durable. `asked` learns when everything was asked for.
    pub(super) async fn reads(
        &self,
        patient: i64,
        rows: &[ledger::Row],
        reads: Vec<Read>,
        turn: Turn,
        asked: Option<&Asked<'_>>,
    ) -> Result<Ended, Halt> {
        if turn != Turn::Again {
            self.board.planned(
                self.now(),
                reads.iter().map(|read| &read.section),
                turn == Turn::First,
            );
        }
        let row_of = |read: &Read| {
            let row = rows.iter().find(|row| row.read == read.name).cloned();
            row.unwrap_or_else(|| {
                ledger::Row::new(self.connection, patient, read.section, &read.name)
            })
        };
        let first = match turn {
            // Each by itself, so that what failed says why.
            Turn::Again => FirstPages::default(),
            _ => self.first_pages(&reads, row_of).await?,
        };
        let first = Mutex::new(first);
        let mut ended = Vec::with_capacity(reads.len());
        // A read that only waits for the disk keeps nobody from asking.
        let asking = Semaphore::new(self.sync.options.requests.max(1));
        let asking = &asking;
        let left = &AtomicUsize::new(reads.len());
        let all = reads.len();
        let walk = |read: Read| {
            let row = row_of(&read);
            let first = lock(&first).remove(&read.name);
            async move {
                let asks = asking.acquire().await.map_err(|_| Halt::Cancelled)?;
                let pointing = asked.and_then(Asked::pointing);
                let (walked, receipt) = self.walk(row, &read, first, pointing).await?;
                drop(asks);
                let last = left.fetch_sub(1, Ordering::Relaxed) == 1;
                if let Some(asked) = asked {
                    asked.for_one(&walked);
                    if last {
                        asked.for_all();
                    }
                }
                if let Some(receipt) = receipt {
                    self.durable(receipt).await?;
                }
                // What gets another chance is not over.
                let over = matches!(turn, Turn::Again | Turn::Itself)
                    || !walked.passing
                    || lock(&self.hopeless).contains(&read.name);
                if over {
                    self.board.read_done(self.now(), read.section, walked.state);
                }
                Ok((read, walked))
            }
            .boxed()
        };
        a_few(reads, all, walk, |done| ended.push(done)).await?;
        if let Some(asked) = asked {
            asked.for_all();
        }
        Ok(ended)
    }
}
