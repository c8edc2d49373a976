//! Write: one thread, one transaction for as many batches as come while it is open. Acknowledge: another thread
//! waits for the disk, so that the writer does not.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use tokio::sync::OwnedSemaphorePermit;
use wardbook_store::Unacknowledged;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::write::{Outcome, Prepared, Received, Storing, Writing};
use wardbook_store::{Store, StoreError, body, ledger, quarantine};

use super::chain::{InOrder, Link};
use super::dictionaries::{New, Trained};
use super::{Act, Ahead, IngestError, Reply, Written};

/// Rows after which a transaction is committed even though more batches come. The indexes are met in
/// random order, so each transaction rewrites most of their pages once: 500 rows cost 2.5 times as much
/// as 5,000, and 50,000 a fifth less than those.
const ROWS: usize = 50_000;
/// Records that are stored together, of however many batches: rows of one table go in many a statement.
const TOGETHER: usize = 256;
/// How long a transaction is kept open for batches that are being prepared: what is in it is not durable yet.
const OPEN: Duration = Duration::from_secs(2);
/// The same while answers are on their way from the EHR, which come because others were durable: a commit writes most
/// pages of the indexes once more, and the longer it is put off the more wait for it with nothing else to do. Who asks
/// for one chart does not wait for this: with its last answer nothing is on its way any more.
const GATHER: Duration = Duration::from_millis(200);
/// The same while somebody else waits to write: nobody notices so short a wait.
const POLITE: Duration = Duration::from_millis(100);
/// How long it is kept open where nothing is on its way: between two questions something is looked up here, and the
/// next answer may be a moment away.
const LINGER: Duration = Duration::from_millis(5);
/// How often it is looked whether somebody else waits.
const LOOK: Duration = Duration::from_millis(50);
/// Rows that a new dictionary waits for: it is kept between transactions.
const ROWS_BEFORE_DICTIONARY: usize = 2_000;
/// Rows after which the WAL is folded in by the thread that waits for the disk: the writer would stand still for it.
const ROWS_BEFORE_FOLDING: usize = 25_000;

/// A batch ready to be written.
pub(super) struct Ready {
    pub(super) connection: i64,
    pub(super) synced_at: i64,
    pub(super) asked_at: i64,
    pub(super) keep_older: bool,
    pub(super) records: Vec<Prepared>,
    pub(super) aside: Vec<quarantine::Aside>,
    pub(super) ledger: Option<ledger::Row>,
    pub(super) act: Option<Act>,
    pub(super) link: Option<Link>,
    pub(super) reply: Reply,
    /// Given back when it is taken up.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

impl Ready {
    fn received(&self) -> impl Iterator<Item = Received<'_>> {
        self.records.iter().map(|record| Received {
            at: self.synced_at,
            asked_at: self.asked_at,
            record,
        })
    }
}

/// Batches in one commit, waiting for the disk.
pub(super) struct Committed {
    commit: Unacknowledged,
    /// Whole, so that the thread that waits anyway also gives their memory back.
    batches: Vec<(Ready, Written)>,
}

/// The writer's state.
pub(super) struct Loop {
    store: Store,
    trained: Trained,
    ahead: Ahead,
    writing: Writing,
    in_order: InOrder,
    random: Box<dyn FnMut() -> u64 + Send>,
}

impl Loop {
    pub(super) fn new(
        store: Store,
        trained: Trained,
        ahead: Ahead,
        random: Box<dyn FnMut() -> u64 + Send>,
    ) -> Self {
        Self {
            store,
            trained,
            ahead,
            writing: Writing::default(),
            in_order: InOrder::default(),
            random,
        }
    }

    pub(super) fn run(mut self, ready: &Receiver<Ready>, committed: &Sender<Committed>) {
        let trained = self.trained.clone();
        let mut announced = trained.announced().clone();
        loop {
            let released = self.in_order.released();
            let first = if let Some(released) = released {
                released
            } else {
                crossbeam_channel::select! {
                    recv(ready) -> first => {
                        let Ok(first) = first else { break };
                        self.ahead.coming.fetch_sub(1, Ordering::Relaxed);
                        let Some(first) = self.in_order.take(first) else { continue };
                        first
                    }
                    recv(announced) -> new => {
                        match new {
                            Ok(new) => self.keep(vec![new]),
                            Err(_) => announced = crossbeam_channel::never(),
                        }
                        continue;
                    }
                }
            };
            let Some(first) = not_broken(first) else {
                continue;
            };
            self.keep(trained.announced().try_iter().collect());
            let mut group = vec![(first, Written::default())];
            match self.write(Some(ready), &mut group) {
                Ok(commit) => tell(committed, commit, group),
                // One batch must not take the others down with it: each is tried alone.
                Err(error) if group.len() > 1 => {
                    tracing::warn!(code = error.code(), "batches are tried one by one");
                    for (batch, _) in group {
                        self.write_alone(batch, committed);
                    }
                }
                Err(error) => refuse(group, &error),
            }
        }
        let rest = self.trained.finish();
        self.keep(rest);
    }

    fn write_alone(&mut self, batch: Ready, committed: &Sender<Committed>) {
        let Some(batch) = not_broken(batch) else {
            return;
        };
        let mut group = vec![(batch, Written::default())];
        match self.write(None, &mut group) {
            Ok(commit) => tell(committed, commit, group),
            Err(error) => refuse(group, &error),
        }
    }

    /// A dictionary is in the store before any body that needs it. Nobody waits for the disk here: what
    /// makes such a body durable makes everything before it durable.
    fn keep(&mut self, new: Vec<New>) {
        if new.is_empty() {
            return;
        }
        let store = &self.store;
        let kept = store.write_unacknowledged(|tx| {
            new.iter()
                .map(|n| body::keep(store, tx, &n.resource_type, &n.bytes))
                .collect::<Result<Vec<_>, _>>()
        });
        match kept {
            Ok((dictionaries, _with_the_bodies)) => {
                for (new, dictionary) in new.into_iter().zip(dictionaries) {
                    self.trained.ready(new.resource_type, dictionary);
                }
            }
            Err(error) => tracing::warn!(code = error.code(), "dictionaries were not kept"),
        }
    }

    /// Writes the batch in `group`, and what comes while the transaction is open, which joins it there.
    fn write(
        &mut self,
        more: Option<&Receiver<Ready>>,
        group: &mut Vec<(Ready, Written)>,
    ) -> Result<Unacknowledged, StoreError> {
        let Self {
            store,
            trained,
            ahead,
            writing,
            in_order,
            random,
        } = self;

        let opened = Instant::now();
        let result = store.write_unacknowledged(|tx| {
            let mut storing = writing.begin(tx)?;
            let (mut rows, mut stored, mut waiting) = (0, 0, 0);
            while let Some((batch, _)) = group.last() {
                rows += batch.records.len();
                waiting += batch.records.len();
                if waiting >= TOGETHER {
                    put(&mut storing, random.as_mut(), group, stored)?;
                    (stored, waiting) = (group.len(), 0);
                }
                let full = rows >= ROWS
                    || (rows >= ROWS_BEFORE_DICTIONARY && !trained.announced().is_empty());
                let more = more.filter(|_| !full);
                let Some(next) = more.and_then(|more| joins(more, in_order, store, ahead, opened))
                else {
                    break;
                };
                group.push((next, Written::default()));
            }
            put(&mut storing, random.as_mut(), group, stored)?;
            storing.finish()?;
            let mut aside: Vec<(&Link, u32)> = Vec::new();
            for (batch, written) in group.iter_mut() {
                let before = batch.link.as_ref().map_or(0, |link| {
                    let with = aside.iter().filter(|(one, _)| one.is_with(link));
                    link.aside_before() + with.map(|(_, aside)| aside).sum::<u32>()
                });
                note(tx, batch, before, written)?;
                if let (Some(link), 1..) = (&batch.link, written.quarantined) {
                    aside.push((link, written.quarantined));
                }
            }
            let mut acts = group.iter().filter_map(|(batch, _)| batch.act.as_ref());
            acts.try_for_each(|act| act(tx))
        });
        if result.is_err() {
            self.writing.forget();
        }
        result.map(|((), commit)| commit)
    }
}

/// The next batch for the open transaction; none where that had better end.
fn joins(
    more: &Receiver<Ready>,
    in_order: &mut InOrder,
    store: &Store,
    ahead: &Ahead,
    opened: Instant,
) -> Option<Ready> {
    let looked = Instant::now();
    loop {
        if let Some(next) = in_order.released().and_then(not_broken) {
            return Some(next);
        }
        let coming = ahead.coming.load(Ordering::Relaxed) > 0;
        let expected = ahead.expected.load(Ordering::Relaxed) > 0;
        let left = match (coming, expected) {
            (false, false) => LINGER.saturating_sub(looked.elapsed()),
            _ if store.others_wait() => POLITE.saturating_sub(opened.elapsed()),
            (_, true) => GATHER.saturating_sub(opened.elapsed()),
            (true, false) => OPEN.saturating_sub(opened.elapsed()),
        };
        if left.is_zero() {
            return None;
        }
        match more.recv_timeout(left.min(LOOK)) {
            Ok(next) => {
                ahead.coming.fetch_sub(1, Ordering::Relaxed);
                if let Some(next) = in_order.take(next).and_then(not_broken) {
                    return Some(next);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Refuses it where something before it in its chain was not stored: its ledger row would speak for that too.
fn not_broken(batch: Ready) -> Option<Ready> {
    if batch.link.as_ref().is_some_and(Link::is_broken) {
        let _ended = batch.reply.send(Err(IngestError::Before));
        return None;
    }
    Some(batch)
}

fn tell(committed: &Sender<Committed>, commit: Unacknowledged, batches: Vec<(Ready, Written)>) {
    for (batch, written) in &batches {
        if let Some(link) = &batch.link {
            link.stored(written.quarantined);
        }
    }
    // The acknowledging thread ends only after this one.
    drop(committed.send(Committed { commit, batches }));
}

fn refuse(group: Vec<(Ready, Written)>, error: &StoreError) {
    tracing::error!(code = error.code(), "a batch was not stored");
    for (batch, _) in group {
        if let Some(link) = &batch.link {
            link.breaks();
        }
        let _ended = batch.reply.send(Err(IngestError::from(error)));
    }
}

/// Stores the records of the batches from this one on, those of one connection together.
fn put(
    storing: &mut Storing<'_>,
    random: &mut dyn FnMut() -> u64,
    group: &mut [(Ready, Written)],
    from: usize,
) -> Result<(), StoreError> {
    let alike = |a: &(Ready, Written), b: &(Ready, Written)| {
        (a.0.connection, a.0.keep_older) == (b.0.connection, b.0.keep_older)
    };
    for some in group
        .get_mut(from..)
        .unwrap_or_default()
        .chunk_by_mut(alike)
    {
        let Some((first, _)) = some.first() else {
            continue;
        };
        storing.keep_older(first.keep_older);
        let received: Vec<Received<'_>> = some
            .iter()
            .flat_map(|(batch, _)| batch.received())
            .collect();
        let mut became = Vec::with_capacity(received.len());
        storing.put_all(first.connection, random, &received, |one| became.push(one))?;
        let mut became = became.into_iter();
        for (batch, written) in some {
            for one in became.by_ref().take(batch.records.len()) {
                let count = match one {
                    Outcome::Added => &mut written.added,
                    Outcome::Changed => &mut written.changed,
                    Outcome::Unchanged => &mut written.unchanged,
                };
                *count += 1;
            }
        }
    }
    Ok(())
}

/// What a batch means beside its records. After the records of all of them: SQLite notes the beginning of
/// such a statement so that it can go back there, and the full-text index answers that by writing out what it
/// has gathered.
///
/// `before`: put aside by those before it in its chain.
fn note(
    tx: &Transaction<'_>,
    batch: &Ready,
    before: u32,
    written: &mut Written,
) -> Result<(), StoreError> {
    for aside in &batch.aside {
        quarantine::put(tx, aside)?;
        written.quarantined += 1;
    }
    if let Some(row) = &batch.ledger {
        let quarantined = row.quarantined + before + written.quarantined;
        ledger::put(
            tx,
            &ledger::Row {
                quarantined,
                ..row.clone()
            },
        )?;
    }
    Ok(())
}

/// Waits for the disk and tells the submitters. Commits that queued up meanwhile are one wait: making
/// the last durable makes all before it durable.
pub(super) fn acknowledge_all(store: &Store, committed: &Receiver<Committed>) {
    let mut rows = 0;
    while let Ok(first) = committed.recv() {
        let mut batches = first.batches;
        let mut last = first.commit;
        for one in committed.try_iter() {
            batches.extend(one.batches);
            last = one.commit;
        }
        let durable = last.acknowledge();
        for (batch, written) in batches {
            rows += batch.records.len();
            let answer = durable
                .as_ref()
                .map(|()| written)
                .map_err(IngestError::from);
            // A submitter that no longer waits (a cancelled sync) lost nothing: the rows are in.
            let _ended = batch.reply.send(answer);
        }
        if rows >= ROWS_BEFORE_FOLDING {
            rows = 0;
            if let Err(error) = store.fold() {
                tracing::warn!(code = error.code(), "the WAL was left for the writer");
            }
        }
    }
}
