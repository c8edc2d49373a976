//! What a person keeps for themselves about a patient: marks ("my patient", "starred") and notes to self. Owns
//! the tables `own_mark` and `own_note`; refuses to mix them with records: nothing here is searched, exported
//! or sent.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;

/// A mark on a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// I look after them.
    Mine,
    /// Starred.
    Starred,
}

impl Mark {
    pub(crate) fn number(self) -> i64 {
        match self {
            Mark::Mine => 1,
            Mark::Starred => 2,
        }
    }
}

/// A note to self.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Our id.
    pub uuid: Uuid,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: i64,
    /// When it was last changed.
    pub changed_at: i64,
}

/// Whether the person marked the patient so.
pub fn is_marked(
    c: &Connection,
    person: &str,
    mark: Mark,
    patient: i64,
) -> Result<bool, StoreError> {
    Ok(
        c.prepare_cached(
            "SELECT 1 FROM own_mark WHERE person = ?1 AND mark = ?2 AND patient = ?3",
        )?
        .exists(params![person, mark.number(), patient])?,
    )
}

/// Whether anybody marked the patient or wrote a note to self about them.
pub fn is_anyones(c: &Connection, patient: i64) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT 1 FROM own_mark WHERE patient = ?1 UNION ALL SELECT 1 FROM own_note WHERE patient = ?1",
    )?
    .exists([patient])?)
}

/// Marks, or takes the mark off; fine where it is so already.
pub fn set_mark(
    tx: &Transaction<'_>,
    person: &str,
    mark: Mark,
    patient: i64,
    on: bool,
    at: i64,
) -> Result<(), StoreError> {
    if on {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO own_mark (person, mark, patient, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![person, mark.number(), patient, at])?;
    } else {
        tx.prepare_cached("DELETE FROM own_mark WHERE person = ?1 AND mark = ?2 AND patient = ?3")?
            .execute(params![person, mark.number(), patient])?;
    }
    Ok(())
}

/// The person's notes about a patient, the newest first.
pub fn notes(c: &Connection, person: &str, patient: i64) -> Result<Vec<Note>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT uuid, text, at, changed_at FROM own_note WHERE patient = ?1 AND person = ?2 ORDER BY id DESC",
    )?;
    let rows = statement.query_map(params![patient, person], |r| {
        Ok(Note {
            uuid: Uuid::from_bytes(r.get(0)?),
            text: r.get(1)?,
            at: r.get(2)?,
            changed_at: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whom a person's note is about; nothing where it is not theirs, or gone.
pub fn about(c: &Connection, person: &str, note: Uuid) -> Result<Option<i64>, StoreError> {
    Ok(
        c.prepare_cached("SELECT patient FROM own_note WHERE uuid = ?1 AND person = ?2")?
            .query_row(params![note.as_bytes(), person], |r| r.get(0))
            .optional()?,
    )
}

/// Writes a new note.
pub fn write(
    tx: &Transaction<'_>,
    person: &str,
    patient: i64,
    note: Uuid,
    text: &str,
    at: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO own_note (uuid, person, patient, text, at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    )?
    .execute(params![note.as_bytes(), person, patient, text, at])?;
    Ok(())
}

/// Changes a note's text; false where the note is not theirs, or gone.
pub fn rewrite(
    tx: &Transaction<'_>,
    person: &str,
    note: Uuid,
    text: &str,
    at: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "UPDATE own_note SET text = ?3, changed_at = ?4 WHERE uuid = ?1 AND person = ?2",
        )?
        .execute(params![note.as_bytes(), person, text, at])?;
    Ok(changed == 1)
}

/// Removes a note; false where it is not theirs, or gone.
pub fn remove(tx: &Transaction<'_>, person: &str, note: Uuid) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM own_note WHERE uuid = ?1 AND person = ?2")?
        .execute(params![note.as_bytes(), person])?;
    Ok(gone == 1)
}
