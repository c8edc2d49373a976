//! One writer, several readers that cannot write, closures only: no connection escapes.
//!
//! Why one writer: SQLite has one anyway, and a queue of our own is fair where `SQLITE_BUSY` is not: who waits longest
//! writes next, so that somebody's note does not stand behind a whole sync.
//! Why readers are kept: their page caches are warm, and a decrypted page is the dearest thing here.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use parking_lot::FairMutex;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::aside::Aside;
use crate::body::Dictionaries;
use crate::cipher::{self, DatabaseKey, Purpose};
use crate::clock::Clock;
use crate::error::{OpenError, StoreError};
use crate::head::Head;
use crate::migrations;
use crate::profile::Finding;
use crate::scope::Scope;

pub(crate) const PART: &str = "store";
/// The indexes of a first load are met in random order: what of a large transaction spills is encrypted twice.
const WRITER_CACHE_KIB: u32 = 72 * 1024;
const READER_CACHE_KIB: u32 = 24 * 1024;
const READERS_KEPT: usize = 3;
/// Folding moves pages as they are: none is decrypted, none is kept.
const FOLDER_CACHE_KIB: u32 = 256;
/// Pages of WAL (192 MB) at which the writer stands still to fold it in and begin it anew: while a first sync runs it is
/// folded in beside the writer, so that little is left then.
const WAL_PAGES: u32 = 24_576;

/// The open store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    key: DatabaseKey,
    head: Arc<Head>,
    clock: Arc<dyn Clock>,
    writer: FairMutex<Option<Writer>>,
    /// Who wants to write and cannot yet.
    waiting: AtomicUsize,
    readers: Mutex<Option<Vec<Connection>>>,
    /// Those that see a part, and which.
    narrowed: Mutex<Option<(Scope, Vec<Connection>)>>,
    folder: Mutex<Folder>,
    dictionaries: Dictionaries,
    ahead: Aside,
    acknowledged: AtomicU64,
}

/// The connection that folds the WAL in while the writer goes on.
enum Folder {
    NotYet,
    Open(Connection),
    Closed,
}

struct Writer {
    connection: Connection,
    /// For making the WAL durable without a second commit; opened when first needed.
    wal: Option<Arc<File>>,
}

/// A commit that is in the file but not yet promised: call [`Unacknowledged::acknowledge`] before
/// telling anybody.
#[must_use = "a commit is not durable until it is acknowledged"]
pub struct Unacknowledged {
    store: Store,
    commits: u64,
    wal: Option<Arc<File>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(<encrypted>)")
    }
}

/// Commits in the file, as the file itself counts them.
fn commits(connection: &Connection) -> Result<u64, StoreError> {
    let n: i64 = connection.query_row("SELECT commits FROM progress", [], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Folds the WAL in; whether all of it is in the file now.
fn folded(connection: &Connection, how: &str) -> Result<bool, StoreError> {
    let (busy, log, done): (i64, i64, i64) =
        connection.query_row(how, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(busy == 0 && log == done)
}

impl Store {
    pub(crate) fn create(
        path: &Path,
        key: DatabaseKey,
        head: Arc<Head>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let mut connection = cipher::open(path, &key, PART, Purpose::Create, WRITER_CACHE_KIB)?;
        migrations::migrate(&mut connection)?;
        Self::around(path, key, head, clock, connection)
    }

    /// Opens it; says what of it is missing.
    pub(crate) fn open(
        path: &Path,
        key: DatabaseKey,
        head: Arc<Head>,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Option<Finding>), OpenError> {
        let log = Self::without_a_log_of_another(path, &key, &head, clock.as_ref())?;
        let mut connection = cipher::open(path, &key, PART, Purpose::Write, WRITER_CACHE_KIB)?;
        let older = commits(&connection)? < head.now().commits;
        let finding = if older {
            let log = match log {
                Some(name) => Some(name),
                None => cipher::keep_log(path, clock.now())?,
            };
            Some(Finding {
                part: PART,
                message: format!(
                    "The store is older than what was last saved: its end was cut off or an older copy was put back.{} What was synced since is fetched again by the next sync; notes of this computer since then are missing.",
                    cipher::kept(log.as_deref())
                ),
            })
        } else {
            None
        };
        cipher::check_length(&connection, path, PART)?;
        migrations::migrate(&mut connection)?;
        let store = Self::around(path, key, head, clock, connection)?;
        if finding.is_some() {
            // Before anything is written that the file as it was before never had.
            store.0.head.keep_folded().map_err(StoreError::from)?;
        }
        Ok((store, finding))
    }

    /// A file that has fewer commits than were folded into it is an older one, and what is newer in the write-ahead log beside
    /// it was never meant for its pages: read together, some values would be those of then. The log is put aside, its name
    /// said, and what is left is a whole store of an earlier day.
    fn without_a_log_of_another(
        path: &Path,
        key: &DatabaseKey,
        head: &Head,
        clock: &dyn Clock,
    ) -> Result<Option<String>, OpenError> {
        if head.folded() == 0 || !cipher::has_log(path) {
            return Ok(None);
        }
        // What a crash left half folded reads as nothing at all here: the log mends it.
        let alone = cipher::alone(path, key).and_then(|c| commits(&c).ok());
        if alone.is_none_or(|commits| commits >= head.folded()) {
            return Ok(None);
        }
        Ok(cipher::put_log_aside(path, clock.now())?)
    }

    fn around(
        path: &Path,
        key: DatabaseKey,
        head: Arc<Head>,
        clock: Arc<dyn Clock>,
        connection: Connection,
    ) -> Result<Self, OpenError> {
        connection.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
        // Opening folded everything in and waited for the disk. An older file counts from where it stands: a commit of it is
        // not durable because a later one, which is gone, once was.
        let here = commits(&connection)?;
        head.set_folded(here);
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            key,
            acknowledged: AtomicU64::new(here),
            head,
            clock,
            writer: FairMutex::new(Some(Writer {
                connection,
                wal: None,
            })),
            waiting: AtomicUsize::new(0),
            readers: Mutex::new(Some(Vec::new())),
            narrowed: Mutex::default(),
            folder: Mutex::new(Folder::NotYet),
            dictionaries: Dictionaries::default(),
            ahead: Aside::new("blobs-ahead"),
        })))
    }

    /// Runs `f` on a connection that cannot write.
    pub fn read<T>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = self.reader()?;
        let answer = f(&connection);
        let mut readers = self
            .0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = readers.as_mut().filter(|kept| kept.len() < READERS_KEPT) {
            kept.push(connection);
        }
        answer
    }

    /// The same, and sees only what the scope holds. Where that is all there is, an ordinary reader is as good: views have no
    /// index to be named.
    pub fn read_within<T>(
        &self,
        scope: &Scope,
        f: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.read(|c| scope.is_whole(c))? {
            return self.read(f);
        }
        let connection = self.narrowed(scope)?;
        let answer = f(&connection);
        let mut narrowed = self
            .0
            .narrowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mine = narrowed.as_mut().filter(|(of, _)| of == scope);
        if let Some((_, kept)) = mine {
            if kept.len() < READERS_KEPT {
                kept.push(connection);
            }
        } else if self.is_open() {
            // One person is there at a time: readers of another one's scope are of no more use.
            *narrowed = Some((scope.clone(), vec![connection]));
        }
        answer
    }

    fn narrowed(&self, scope: &Scope) -> Result<Connection, StoreError> {
        if !self.is_open() {
            return Err(StoreError::Closed);
        }
        let mut narrowed = self
            .0
            .narrowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let kept = narrowed.as_mut().filter(|(of, _)| of == scope);
        if let Some(connection) = kept.and_then(|(_, kept)| kept.pop()) {
            return Ok(connection);
        }
        drop(narrowed);
        let connection = self.another(Purpose::Read, READER_CACHE_KIB)?;
        scope.narrow(&connection)?;
        Ok(connection)
    }

    fn is_open(&self) -> bool {
        let readers = self.0.readers.lock();
        readers.unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let mut readers = self
            .0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let kept = readers.as_mut().ok_or(StoreError::Closed)?;
        if let Some(connection) = kept.pop() {
            return Ok(connection);
        }
        drop(readers);
        self.another(Purpose::Read, READER_CACHE_KIB)
    }

    /// Runs `f` in one transaction, and returns once it is durable: all of it or nothing.
    pub fn write<T>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (answer, commit) = self.write_unacknowledged(f)?;
        commit.acknowledge()?;
        Ok(answer)
    }

    /// Runs `f` in one transaction and commits, leaving the wait for the disk to the caller: a bulk
    /// load goes on with its next transaction meanwhile.
    pub fn write_unacknowledged<T>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Unacknowledged), StoreError> {
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
        let mut slot = self.0.writer.lock();
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        let writer = slot.as_mut().ok_or(StoreError::Closed)?;
        let transaction = writer
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = f(&transaction)?;
        let commits: i64 = transaction
            .prepare_cached("UPDATE progress SET commits = commits + 1 RETURNING commits")?
            .query_row([], |r| r.get(0))?;
        transaction.commit()?;
        if writer.wal.is_none() {
            let mut wal = self.0.path.clone().into_os_string();
            wal.push("-wal");
            // Opened for writing because Windows flushes no other handle.
            writer.wal = Some(Arc::new(File::options().read(true).write(true).open(wal)?));
        }
        let commit = Unacknowledged {
            store: self.clone(),
            commits: u64::try_from(commits).unwrap_or(0),
            wal: writer.wal.clone(),
        };
        Ok((answer, commit))
    }

    /// Counts on from what was last acknowledged, though the file is an older one: that is told, and is told no second time.
    pub(crate) fn count_on(&self) -> Result<(), StoreError> {
        let behind = i64::try_from(self.0.head.now().commits).unwrap_or(i64::MAX);
        self.write(|tx| {
            tx.execute(
                "UPDATE progress SET commits = ?1 WHERE commits < ?1",
                [behind],
            )?;
            Ok(())
        })
    }

    /// Whether somebody waits to write: a long transaction asks, and ends early for them.
    pub fn others_wait(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed) > 0
    }

    /// The clock the profile was opened with.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn dictionaries(&self) -> &Dictionaries {
        &self.0.dictionaries
    }

    /// Who reads on in a file while somebody waits for its beginning.
    pub(crate) fn ahead(&self) -> &Aside {
        &self.0.ahead
    }

    /// Folds in what of the WAL can be without anybody waiting: for a thread that has time while a bulk load goes on.
    pub fn fold(&self) -> Result<(), StoreError> {
        let mut folder = self.0.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*folder, Folder::NotYet) {
            *folder = Folder::Open(self.another(Purpose::Fold, FOLDER_CACHE_KIB)?);
        }
        let Folder::Open(connection) = &*folder else {
            return Err(StoreError::Closed);
        };
        let acknowledged = self.0.acknowledged.load(Ordering::Acquire);
        if folded(connection, "PRAGMA wal_checkpoint(PASSIVE)")? {
            self.0.head.note_folded(acknowledged);
        }
        Ok(())
    }

    /// Copies it, as it is now, into a new file under another key; writers go on meanwhile.
    pub(crate) fn copy(
        &self,
        to: &Path,
        key: &DatabaseKey,
        told: crate::backup::Told<'_>,
    ) -> Result<Connection, OpenError> {
        let source = self.another(Purpose::Read, FOLDER_CACHE_KIB)?;
        crate::backup::copy(&source, to, key, PART, told)
    }

    /// A further connection to the file that is open.
    fn another(&self, purpose: Purpose, cache_kib: u32) -> Result<Connection, StoreError> {
        cipher::open(&self.0.path, &self.0.key, PART, purpose, cache_kib).map_err(|e| match e {
            OpenError::Store(e) => e,
            _ => StoreError::Damaged,
        })
    }

    /// Folds the WAL in and closes every connection. Later calls answer [`StoreError::Closed`].
    pub fn close(&self) {
        let readers = self
            .0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(readers);
        let narrowed = self
            .0
            .narrowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(narrowed);
        *self.0.folder.lock().unwrap_or_else(PoisonError::into_inner) = Folder::Closed;
        let writer = self.0.writer.lock().take();
        if let Some(writer) = writer {
            // If folding fails the WAL stays, and the next opening folds it.
            let acknowledged = self.0.acknowledged.load(Ordering::Acquire);
            let ended = match folded(&writer.connection, "PRAGMA wal_checkpoint(TRUNCATE)") {
                Ok(true) => {
                    self.0.head.note_folded(acknowledged);
                    self.0.head.keep_folded().map_err(StoreError::from)
                }
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = ended {
                tracing::warn!(code = error.code(), "the WAL was left for the next opening");
            }
        }
        self.0.dictionaries.forget();
    }
}

impl Unacknowledged {
    /// Waits until the commit survives a power cut, then notes it in the side file.
    pub fn acknowledge(self) -> Result<(), StoreError> {
        let inner = &self.store.0;
        if inner.acknowledged.load(Ordering::Acquire) >= self.commits {
            // A later commit was made durable meanwhile, and with it this one.
            return Ok(());
        }
        if let Some(wal) = &self.wal {
            wal.sync_data()?;
        }
        inner.head.commits(self.commits)?;
        inner.acknowledged.fetch_max(self.commits, Ordering::AcqRel);
        Ok(())
    }
}
