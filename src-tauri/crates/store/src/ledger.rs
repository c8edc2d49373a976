//! The ledger: for each (connection, patient, read) how far it came, as of when, and why not further.
//! It is what the window shows as coverage and what an interrupted sync goes on from. Patient 0 stands
//! for the connection as a whole: what the EHR does not offer is said once, not once a patient.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};

use crate::error::StoreError;
use crate::terms;

/// How complete a read is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Never asked for.
    NotAsked,
    /// Begun, not finished.
    Partial,
    /// Everything the EHR gives this user, as of `as_of`.
    Complete,
    /// The EHR refused it.
    Refused,
    /// The EHR does not offer it.
    NotOffered,
    /// The grant does not cover it.
    NotGranted,
    /// It failed.
    Failed,
}

impl State {
    const ALL: [Self; 7] = [
        Self::NotAsked,
        Self::Partial,
        Self::Complete,
        Self::Refused,
        Self::NotOffered,
        Self::NotGranted,
        Self::Failed,
    ];

    fn number(self) -> i64 {
        self as i64
    }

    fn from_number(n: i64) -> Self {
        Self::ALL
            .into_iter()
            .find(|s| s.number() == n)
            .unwrap_or(Self::NotAsked)
    }

    /// As written at the edge.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Partial => "partial",
            Self::Complete => "complete",
            Self::Refused => "refused",
            Self::NotOffered => "not-offered",
            Self::NotGranted => "not-granted",
            Self::Failed => "failed",
        }
    }
}

/// One read's coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Connection's row number.
    pub connection: i64,
    /// Patient's row number; 0 for the connection as a whole.
    pub patient: i64,
    /// Chart section.
    pub section: String,
    /// The read, e.g. `Observation:laboratory`.
    pub read: String,
    /// How complete.
    pub state: State,
    /// Records the last walk gave.
    pub count: u64,
    /// Records the EHR announced, where it did.
    pub expected: Option<u64>,
    /// Complete as of.
    pub as_of: Option<i64>,
    /// Watermark or date window of the last complete walk, owned by sync.
    pub window: Option<String>,
    /// Where an interrupted walk goes on, JSON owned by sync.
    pub checkpoint: Option<String>,
    /// Why not complete: a code.
    pub reason_code: Option<String>,
    /// Why not complete, in words.
    pub reason: Option<String>,
    /// Records of it put aside.
    pub quarantined: u32,
    /// When this row was written.
    pub updated_at: i64,
}

impl Row {
    /// A read nobody asked for yet.
    pub fn new(connection: i64, patient: i64, section: &str, read: &str) -> Self {
        Self {
            connection,
            patient,
            section: section.to_owned(),
            read: read.to_owned(),
            state: State::NotAsked,
            count: 0,
            expected: None,
            as_of: None,
            window: None,
            checkpoint: None,
            reason_code: None,
            reason: None,
            quarantined: 0,
            updated_at: 0,
        }
    }
}

const COLUMNS: &str = "SELECT l.connection, l.patient, s.text, w.text, l.state, l.count, l.expected, l.as_of, l.window,
  l.checkpoint, l.reason_code, l.reason, l.quarantined, l.updated_at
  FROM ledger l JOIN word s ON s.id = l.section JOIN word w ON w.id = l.read";

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        connection: r.get(0)?,
        patient: r.get(1)?,
        section: r.get(2)?,
        read: r.get(3)?,
        state: State::from_number(r.get(4)?),
        count: r.get(5)?,
        expected: r.get(6)?,
        as_of: r.get(7)?,
        window: r.get(8)?,
        checkpoint: r.get(9)?,
        reason_code: r.get(10)?,
        reason: r.get(11)?,
        quarantined: r.get(12)?,
        updated_at: r.get(13)?,
    })
}

fn rows(c: &Connection, filter: &str, with: impl rusqlite::Params) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "{COLUMNS} {filter} ORDER BY l.patient, l.connection, w.text"
    ))?;
    let rows = statement.query_map(with, row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One read's row.
pub fn get(
    c: &Connection,
    connection: i64,
    patient: i64,
    read: &str,
) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!(
        "{COLUMNS} WHERE l.connection = ?1 AND l.patient = ?2 AND w.text = ?3"
    ))?
    .query_row(params![connection, patient, read], row)
    .optional()?)
}

/// Takes out the rows of a connection as a whole whose reads begin so; with `only_complete` those alone that say no more
/// than that all came.
pub fn forget(
    tx: &Transaction<'_>,
    connection: i64,
    beginning: &str,
    only_complete: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM ledger WHERE patient = 0 AND connection = ?1
         AND read IN (SELECT id FROM word WHERE substr(text, 1, length(?2)) = ?2)
         AND (NOT ?3 OR (state = ?4 AND reason IS NULL AND quarantined = 0))",
    )?
    .execute(params![
        connection,
        beginning,
        only_complete,
        State::Complete.number()
    ])?;
    Ok(())
}

/// A patient's own rows alone: those of the connection may be thousands, where an export had so many files.
pub fn own_of_patient(c: &Connection, patient: i64) -> Result<Vec<Row>, StoreError> {
    rows(c, "WHERE l.patient = ?1", [patient])
}

/// A patient's rows, and those of the patient's connection as a whole.
pub fn of_patient(c: &Connection, patient: i64) -> Result<Vec<Row>, StoreError> {
    rows(
        c,
        "WHERE l.patient = ?1 OR (l.patient = 0 AND l.connection = (SELECT connection FROM patient WHERE id = ?1))",
        [patient],
    )
}

/// A connection's rows, of all patients and its own.
pub fn of_connection(c: &Connection, connection: i64) -> Result<Vec<Row>, StoreError> {
    rows(c, "WHERE l.connection = ?1", [connection])
}

/// Everything.
pub fn all(c: &Connection) -> Result<Vec<Row>, StoreError> {
    rows(c, "", [])
}

/// Reads of a connection that began and did not finish.
pub fn unfinished(c: &Connection, connection: i64) -> Result<Vec<Row>, StoreError> {
    rows(
        c,
        "WHERE l.connection = ?1 AND l.state = ?2",
        params![connection, State::Partial.number()],
    )
}

/// Writes one row, replacing that read's earlier one.
pub fn put(tx: &Transaction<'_>, row: &Row) -> Result<(), StoreError> {
    let section = terms::word(tx, &row.section)?;
    let read = terms::word(tx, &row.read)?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO ledger (connection, patient, section, read, state, count, expected, as_of, window,
         checkpoint, reason_code, reason, quarantined, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        row.connection,
        row.patient,
        section,
        read,
        row.state.number(),
        row.count,
        row.expected,
        row.as_of,
        row.window,
        row.checkpoint,
        row.reason_code,
        row.reason,
        row.quarantined,
        row.updated_at
    ])?;
    Ok(())
}

/// Forgets a patient's rows.
pub fn remove_patient(tx: &Transaction<'_>, patient: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM ledger WHERE patient = ?1", [patient])?;
    Ok(())
}
