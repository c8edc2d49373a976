//! Write: one thread, one transaction for as many batches as are waiting. Acknowledge: another thread
//! waits for the disk, so that the writer does not.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use wardbook_store::Unacknowledged;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::write::{Outcome, Prepared, Writing};
use wardbook_store::{Store, StoreError, body, ledger, quarantine};

use super::dictionaries::{New, Trained};
use super::{IngestError, Reply, Written};

/// Rows after which a transaction is committed even though more batches wait. Measured: 500 rows cost
/// 2.5 times as much as 5,000; 20,000 gain little more and hold the WAL longer.
const ROWS: usize = 10_000;
/// How long a transaction that is not full waits for another batch.
const LINGER: Duration = Duration::from_millis(2);

/// A batch ready to be written.
pub(super) struct Ready {
    pub(super) connection: i64,
    pub(super) synced_at: i64,
    pub(super) records: Vec<Prepared>,
    pub(super) aside: Vec<quarantine::Aside>,
    pub(super) ledger: Option<ledger::Row>,
    pub(super) reply: Reply,
}

/// Batches in one commit, waiting for the disk.
pub(super) struct Committed {
    commit: Unacknowledged,
    replies: Vec<(Reply, Written)>,
}

/// The writer's state.
pub(super) struct Loop {
    store: Store,
    trained: Trained,
    writing: Writing,
    random: Box<dyn FnMut() -> u64 + Send>,
}

impl Loop {
    pub(super) fn new(
        store: Store,
        trained: Trained,
        random: Box<dyn FnMut() -> u64 + Send>,
    ) -> Self {
        Self {
            store,
            trained,
            writing: Writing::default(),
            random,
        }
    }

    pub(super) fn run(mut self, ready: &Receiver<Ready>, committed: &Sender<Committed>) {
        while let Ok(first) = ready.recv() {
            let mut group = vec![first];
            let mut rows = group.iter().map(|r| r.records.len()).sum::<usize>();
            while rows < ROWS {
                match ready.recv_timeout(LINGER) {
                    Ok(next) => {
                        rows += next.records.len();
                        group.push(next);
                    }
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            self.keep_dictionaries();
            self.write_group(group, committed);
        }
    }

    /// A dictionary is in the store before any body that needs it.
    fn keep_dictionaries(&mut self) {
        for New {
            resource_type,
            bytes,
        } in self.trained.trained()
        {
            let store = &self.store;
            let kept = store.write(|tx| body::keep(store, tx, &resource_type, &bytes));
            match kept {
                Ok(dictionary) => self.trained.ready(resource_type, dictionary),
                Err(error) => tracing::warn!(code = error.code(), "a dictionary was not kept"),
            }
        }
    }

    fn write_group(&mut self, group: Vec<Ready>, committed: &Sender<Committed>) {
        match self.write(&group) {
            Ok((written, commit)) => {
                let replies = group.into_iter().map(|r| r.reply).zip(written).collect();
                // The acknowledging thread ends only after this one.
                drop(committed.send(Committed { commit, replies }));
            }
            // One batch must not take the others down with it: each is tried alone.
            Err(_) if group.len() > 1 => {
                for one in group {
                    self.write_group(vec![one], committed);
                }
            }
            Err(error) => {
                tracing::error!(code = error.code(), "a batch was not stored");
                for one in group {
                    let _ended = one.reply.send(Err(IngestError::from(&error)));
                }
            }
        }
    }

    fn write(&mut self, group: &[Ready]) -> Result<(Vec<Written>, Unacknowledged), StoreError> {
        self.writing.begin();
        let (writing, random) = (&mut self.writing, &mut self.random);
        let result = self.store.write_unacknowledged(|tx| {
            group
                .iter()
                .map(|batch| write_batch(tx, writing, random.as_mut(), batch))
                .collect()
        });
        if result.is_err() {
            self.writing.forget();
        }
        result
    }
}

fn write_batch(
    tx: &Transaction<'_>,
    writing: &mut Writing,
    random: &mut dyn FnMut() -> u64,
    batch: &Ready,
) -> Result<Written, StoreError> {
    let mut written = Written::default();
    for record in &batch.records {
        let count = match writing.put(tx, batch.connection, batch.synced_at, random, record)? {
            Outcome::Added => &mut written.added,
            Outcome::Changed => &mut written.changed,
            Outcome::Unchanged => &mut written.unchanged,
        };
        *count += 1;
    }
    for aside in &batch.aside {
        quarantine::put(tx, aside)?;
        written.quarantined += 1;
    }
    if let Some(row) = &batch.ledger {
        let quarantined = row.quarantined + written.quarantined;
        ledger::put(
            tx,
            &ledger::Row {
                quarantined,
                ..row.clone()
            },
        )?;
    }
    Ok(written)
}

/// Waits for the disk and tells the submitters. Commits that queued up meanwhile are one wait: making
/// the last durable makes all before it durable.
pub(super) fn acknowledge_all(committed: &Receiver<Committed>) {
    while let Ok(first) = committed.recv() {
        let mut waiting = vec![first];
        waiting.extend(committed.try_iter());
        let mut replies = Vec::new();
        let mut last = None;
        for one in waiting {
            replies.extend(one.replies);
            last = Some(one.commit);
        }
        let durable = last.map_or(Ok(()), Unacknowledged::acknowledge);
        for (reply, written) in replies {
            let answer = durable
                .as_ref()
                .map(|()| written)
                .map_err(IngestError::from);
            // A submitter that no longer waits (a cancelled sync) lost nothing: the rows are in.
            let _ended = reply.send(answer);
        }
    }
}
