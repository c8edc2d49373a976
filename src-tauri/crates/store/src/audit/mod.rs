//! The audit log: its own encrypted file with its own key, append-only, each row bound to the one
//! before it by a hash. Owns rows and chain; what an act is called is the caller's business.
//!
//! An act has two rows: one before it (durable before the act may begin) and one after with its
//! outcome. A first row without a second says that the act never finished. An act that only looked waits for its row and not for
//! the side file that names it, and nobody waits for its outcome: what a power cut takes of those is that they finished. Every 256 rows, when it is opened and when it is
//! closed, the log signs where its chain stands (`anchors`), and so a part that was taken away or put back is found.

mod anchors;
mod append;
mod chain;
mod cut;
mod exported;
mod hex;
mod list;
mod statement;
mod walk;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::cipher::{self, DatabaseKey, Purpose};
use crate::clock::Clock;
use crate::error::{OpenError, StoreError};
use crate::head::Head;
use crate::profile::Finding;
use anchors::Anchors;
use append::{Wait, append};
use chain::Link;
pub use exported::{Exported, ReadError, verify_file};
pub use list::{Asked, Ended, Ending, Entered};
use statement::Kind;
use walk::Bad;

const PART: &str = "audit log";
const CACHE_KIB: u32 = 2 * 1024;
const SCHEMA: &str = "
CREATE TABLE act (
  number      INTEGER PRIMARY KEY,
  begun       INTEGER,
  at          INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  act         TEXT    NOT NULL,
  patient     BLOB,
  subject     TEXT,
  correlation BLOB    NOT NULL,
  outcome     TEXT,
  hash        BLOB    NOT NULL
) STRICT;
PRAGMA user_version = 1;";
/// Who may be several people, where they sit, and what the log signs.
const SECOND: &str = "
ALTER TABLE act ADD COLUMN role TEXT;
ALTER TABLE act ADD COLUMN program TEXT;
ALTER TABLE act ADD COLUMN workstation TEXT;
ALTER TABLE act ADD COLUMN detail TEXT;
CREATE INDEX act_ended ON act (begun) WHERE begun IS NOT NULL;
CREATE INDEX act_of_patient ON act (patient) WHERE patient IS NOT NULL;
CREATE TABLE signer (
  public BLOB    PRIMARY KEY,
  secret BLOB    NOT NULL,
  since  INTEGER NOT NULL
) STRICT;
CREATE TABLE statement (
  number    INTEGER PRIMARY KEY,
  kind      TEXT    NOT NULL CHECK (kind IN ('anchor', 'cut')),
  row       INTEGER NOT NULL,
  hash      TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  previous  TEXT    NOT NULL,
  signature TEXT    NOT NULL
) STRICT;
PRAGMA user_version = 2;";
/// Which acts were done under a break-glass.
const THIRD: &str = "
ALTER TABLE act ADD COLUMN glass BLOB;
CREATE INDEX act_under_glass ON act (glass) WHERE glass IS NOT NULL;
PRAGMA user_version = 3;";
/// What each version added to the one before it.
const LATER: [&str; 2] = [SECOND, THIRD];
/// The version of the tables above.
const VERSION: u32 = 3;
/// The first version that signs.
const SIGNING: u32 = 2;

/// What is about to be done.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Who.
    pub actor: &'a str,
    /// As what: their role.
    pub role: &'a str,
    /// From where: "window" or "terminal".
    pub program: &'a str,
    /// The computer's name.
    pub workstation: &'a str,
    /// What the person said of it.
    pub detail: Option<String>,
    /// The break-glass it is done under: the correlation of the act that opened it.
    pub glass: Option<Uuid>,
    /// What: a fixed name ("chart opened").
    pub act: &'a str,
    /// Whose chart, by our id.
    pub patient: Option<Uuid>,
    /// What else it is about: a connection's or record's id of ours; never a name.
    pub subject: Option<String>,
    /// Joins it with the log and with a failure on screen.
    pub correlation: Uuid,
    /// When.
    pub at: i64,
    /// It changes nothing, here or elsewhere: it waits for its row alone, and nobody waits for how it ended.
    pub looks: bool,
}

/// A row as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Number, from 1 without gaps.
    pub number: u64,
    /// Of an outcome row: the number of the row it ends.
    pub begun: Option<u64>,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub act: String,
    /// Whose chart.
    pub patient: Option<Uuid>,
    /// What else.
    pub subject: Option<String>,
    /// Correlation.
    pub correlation: Uuid,
    /// `done` or a failure's code; absent before the act.
    pub outcome: Option<String>,
    /// As what; absent in rows of the first version, as are the next three.
    pub role: Option<String>,
    /// "window" or "terminal".
    pub program: Option<String>,
    /// The computer's name.
    pub workstation: Option<String>,
    /// What the person said of it.
    pub detail: Option<String>,
    /// The break-glass it was done under: the correlation of the act that opened it. Absent in rows before the third version.
    pub glass: Option<Uuid>,
}

/// Whether the log is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// It is.
    pub ok: bool,
    /// Rows read.
    pub rows: u64,
    /// The first bad row.
    pub first_bad: Option<u64>,
    /// What is wrong, in words.
    pub message: String,
    /// Acts begun and never finished.
    pub unfinished: u64,
    /// Signed anchors that the rows agree with.
    pub anchors: u64,
    /// Rows that were removed for their age, as a signed statement says.
    pub removed: u64,
    /// The public key that signed, hexadecimal.
    pub key: String,
}

impl Verdict {
    fn bad(rows: u64, bad: Bad) -> Verdict {
        Verdict {
            ok: false,
            rows,
            first_bad: bad.row,
            message: bad.message,
            unfinished: 0,
            anchors: 0,
            removed: 0,
            key: String::new(),
        }
    }
}

/// The open log.
pub struct AuditLog {
    inner: Arc<Mutex<Option<Inner>>>,
}

struct Inner {
    connection: Connection,
    head: Arc<Head>,
    clock: Arc<dyn Clock>,
    anchors: Anchors,
    last: Link,
}

/// Proof that an act has its first row. Dropping it without an outcome leaves the act unfinished in the
/// log, which is then the truth.
#[must_use = "say how the act ended"]
pub struct Ticket {
    log: Arc<Mutex<Option<Inner>>>,
    row: Row,
    looks: bool,
}

impl std::fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditLog(<encrypted>)")
    }
}

impl AuditLog {
    pub(crate) fn create(
        path: &Path,
        key: &DatabaseKey,
        head: Arc<Head>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let connection = cipher::open(path, key, PART, Purpose::Create, CACHE_KIB)?;
        connection.execute_batch("PRAGMA synchronous = FULL;")?;
        connection.execute_batch(SCHEMA)?;
        for later in LATER {
            connection.execute_batch(later)?;
        }
        let anchors = Anchors::create(&connection, path, clock.now())?;
        Ok(Self::around(Inner {
            connection,
            head,
            clock,
            anchors,
            last: Link::first(),
        }))
    }

    /// Opens it and compares its end with the side files.
    pub(crate) fn open(
        path: &Path,
        key: &DatabaseKey,
        head: Arc<Head>,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Vec<Finding>), OpenError> {
        let mut connection = cipher::open(path, key, PART, Purpose::Write, CACHE_KIB)?;
        // A log whose end is not there keeps what it came with before anything is folded in.
        let log = if end_of(&connection)?.0 < head.now().audit_rows {
            cipher::keep_log(path, clock.now())?
        } else {
            None
        };
        cipher::check_length(&connection, path, PART)?;
        connection.execute_batch("PRAGMA synchronous = FULL;")?;
        let found: u32 = connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if found > VERSION {
            return Err(OpenError::FromNewerVersion {
                found,
                known: VERSION,
            });
        }
        if found < VERSION {
            let transaction = connection.transaction()?;
            for later in LATER.iter().skip(found.saturating_sub(1) as usize) {
                transaction.execute_batch(later)?;
            }
            transaction.commit()?;
        }
        let (anchors, unsigned) = Anchors::open(&connection, path, clock.now())?;
        let (number, hash) = end_of(&connection)?;
        let last = Link { number, hash };
        let cut_off = tail(&connection, &head, &last, log.as_deref())?;
        let findings: Vec<Finding> = unsigned.into_iter().chain(cut_off).collect();
        let mut inner = Inner {
            connection,
            head,
            clock,
            anchors,
            last,
        };
        if findings.is_empty() {
            inner.sign_end()?;
            inner.tell_end()?;
        }
        Ok((Self::around(inner), findings))
    }

    /// Writes the side file of a log that came from a backup, out of what the log itself has signed.
    pub(crate) fn write_beside(path: &Path, key: &DatabaseKey) -> Result<(), OpenError> {
        let connection = cipher::open(path, key, PART, Purpose::Write, CACHE_KIB)?;
        let version: u32 = connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        // The first version signed nothing.
        if version >= SIGNING {
            anchors::write_beside(&connection, path)?;
        }
        Ok(())
    }

    fn around(inner: Inner) -> Self {
        Self {
            inner: Arc::new(Mutex::new(Some(inner))),
        }
    }

    /// Writes the row before an act; durable when this returns.
    pub fn begin(&self, entry: &Entry<'_>) -> Result<Ticket, StoreError> {
        let row = Row {
            number: 0,
            begun: None,
            at: entry.at,
            actor: entry.actor.to_owned(),
            act: entry.act.to_owned(),
            patient: entry.patient,
            subject: entry.subject.clone(),
            correlation: entry.correlation,
            outcome: None,
            role: Some(entry.role.to_owned()),
            program: Some(entry.program.to_owned()),
            workstation: Some(entry.workstation.to_owned()),
            detail: entry.detail.clone(),
            glass: entry.glass,
        };
        let wait = if entry.looks {
            Wait::RowOnDisk
        } else {
            Wait::AllOnDisk
        };
        let number = append(&self.inner, row.clone(), wait)?;
        Ok(Ticket {
            log: Arc::clone(&self.inner),
            row: Row { number, ..row },
            looks: entry.looks,
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> Result<u64, StoreError> {
        self.with(|inner| Ok(inner.last.number))
    }

    /// Rows from `first` on, at most `limit`.
    pub fn read(&self, first: u64, limit: u64) -> Result<Vec<Row>, StoreError> {
        self.with(|inner| {
            let rows = chain::read(&inner.connection, first, limit)?;
            Ok(rows.into_iter().map(|(row, _)| row).collect())
        })
    }

    /// Walks the whole chain and compares its end with the side file.
    pub fn verify(&self) -> Result<Verdict, StoreError> {
        self.with(Inner::verify)
    }

    /// The public key that checks what this log signs, hexadecimal.
    pub fn public_key(&self) -> Result<String, StoreError> {
        self.with(|inner| Ok(anchors::fingerprint(&inner.anchors.public())))
    }

    /// SQLite's own check of every page; empty when sound.
    pub(crate) fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.with(|inner| crate::check::integrity(&inner.connection))
    }

    /// Copies it, as it is now, into a new file under another key. Acts wait for it: it is small.
    pub(crate) fn copy(
        &self,
        to: &Path,
        key: &DatabaseKey,
        told: crate::backup::Told<'_>,
    ) -> Result<Connection, OpenError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let inner = inner.as_mut().ok_or(StoreError::Closed)?;
        // The copy ends where the side file says that the log ends.
        inner.tell_end()?;
        crate::backup::copy(&inner.connection, to, key, PART, told)
    }

    fn with<T>(&self, f: impl FnOnce(&Inner) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        f(inner.as_ref().ok_or(StoreError::Closed)?)
    }

    fn with_mut<T>(
        &self,
        f: impl FnOnce(&mut Inner) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        f(inner.as_mut().ok_or(StoreError::Closed)?)
    }

    pub(crate) fn close(&self) {
        let inner = self
            .inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut inner) = inner
            && let Err(error) = inner.sign_end().and_then(|()| inner.tell_end())
        {
            // The rows are on disk all the same; the next opening signs them.
            tracing::warn!(
                code = error.code(),
                "the end of the audit log was not signed"
            );
        }
    }
}

impl Inner {
    fn verify(&self) -> Result<Verdict, StoreError> {
        match self.anchors.all(&self.connection)? {
            Ok(statements) => chain::verify(
                &self.connection,
                &self.head.now(),
                &statements,
                &self.anchors.public(),
            ),
            Err(message) => {
                // Where rows are missing as well, the row says more than the statement does.
                let statements = statement::kept(&self.connection)?;
                let verdict = chain::verify(
                    &self.connection,
                    &self.head.now(),
                    &statements,
                    &self.anchors.public(),
                )?;
                Ok(if verdict.ok {
                    Verdict::bad(verdict.rows, Bad { row: None, message })
                } else {
                    verdict
                })
            }
        }
    }

    /// Signs the chain where it ends now, if its last rows are not signed yet.
    fn sign_end(&mut self) -> Result<(), StoreError> {
        if self.anchors.behind(self.last.number) {
            let now = self.clock.now();
            self.anchors
                .sign(&self.connection, Kind::Anchor, self.last, now)?;
        }
        Ok(())
    }

    /// Has the side file name the last row, once that is on disk.
    fn tell_end(&mut self) -> Result<(), StoreError> {
        if self.head.now().audit_rows < self.last.number {
            // Folding in waits for the disk, also where a reader keeps it from folding all.
            self.connection
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
            self.head.audit(self.last.number, self.last.hash)?;
        }
        Ok(self.head.settle()?)
    }
}

impl Ticket {
    /// The act was done.
    pub fn done(self, at: i64) -> Result<(), StoreError> {
        self.end(at, "done")
    }

    /// The act failed; `code` says how.
    pub fn failed(self, at: i64, code: &str) -> Result<(), StoreError> {
        self.end(at, code)
    }

    fn end(self, at: i64, outcome: &str) -> Result<(), StoreError> {
        let row = Row {
            number: 0,
            begun: Some(self.row.number),
            at,
            outcome: Some(outcome.to_owned()),
            ..self.row
        };
        let wait = if self.looks {
            Wait::Nothing
        } else {
            Wait::AllOnDisk
        };
        append(&self.log, row, wait).map(|_| ())
    }
}

/// Number and hash of the last row.
pub(crate) fn end_of(connection: &Connection) -> Result<(u64, [u8; 32]), StoreError> {
    let last = connection
        .query_row(
            "SELECT number, hash FROM act ORDER BY number DESC LIMIT 1",
            [],
            |r| {
                Ok(Link {
                    number: r.get(0)?,
                    hash: r.get(1)?,
                })
            },
        )
        .optional()?
        .unwrap_or_else(Link::first);
    Ok((last.number, last.hash))
}

/// The first row behind the one that the side file names that no crash leaves there. Outcomes that nobody waited for may be,
/// and one row between commit and side file.
fn one_too_many(connection: &Connection, acknowledged: u64) -> Result<Option<u64>, StoreError> {
    Ok(connection
        .query_row(
            "SELECT number FROM act WHERE number > ?1 AND begun IS NULL ORDER BY number LIMIT 1 OFFSET 1",
            [acknowledged],
            |r| r.get(0),
        )
        .optional()?)
}

/// Compares the end of the log with what was last acknowledged. More rows are those of a crash, where they are such;
/// fewer rows, or another hash, is a cut or changed tail.
fn tail(
    connection: &Connection,
    head: &Head,
    last: &Link,
    log: Option<&str>,
) -> Result<Option<Finding>, OpenError> {
    let acknowledged = head.now();
    let at_head: Option<[u8; 32]> = if acknowledged.audit_rows == 0 {
        Some(Link::first().hash)
    } else {
        connection
            .query_row(
                "SELECT hash FROM act WHERE number = ?1",
                [acknowledged.audit_rows],
                |r| r.get(0),
            )
            .optional()?
    };
    let whole = at_head
        .is_some_and(|hash| acknowledged.audit_rows == 0 || hash == acknowledged.audit_hash)
        && one_too_many(connection, acknowledged.audit_rows)?.is_none();
    Ok((!whole).then(|| Finding {
        part: PART,
        message: format!(
            "The end of the audit log does not match what was last saved: {} rows were acknowledged, {} are here. Rows were cut off, changed or put back from an older copy.{}",
            acknowledged.audit_rows, last.number, cipher::kept(log)
        ),
    }))
}

#[cfg(test)]
mod tests;
