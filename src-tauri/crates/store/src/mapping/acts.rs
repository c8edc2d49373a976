//! What people do to mappings by hand. Each act is noted with who, when and the correlation id, in the
//! transaction that does it; none leaves its connection.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::FhirId;
use crate::error::StoreError;

/// Who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The person, as audit rows name them.
    pub person: String,
    /// Joins it with the audit log.
    pub correlation: Uuid,
    /// When.
    pub at: i64,
}

/// An act of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// `relink`, `deactivate`, `activate`, `note`.
    pub act: String,
    /// What was there before, or the words of a note.
    pub detail: Option<String>,
    /// Who, when.
    pub by: By,
}

/// Acts on one record's mapping, oldest first.
pub fn acts(c: &Connection, record: i64) -> Result<Vec<Act>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT act, detail, person, correlation, at FROM mapping_act WHERE record = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([record], |r| {
        Ok(Act {
            act: r.get(0)?,
            detail: r.get(1)?,
            by: By {
                person: r.get(2)?,
                correlation: Uuid::from_bytes(r.get(3)?),
                at: r.get(4)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The record goes by another id at the EHR from now on. That id must be free in this connection.
pub fn relink(
    tx: &Transaction<'_>,
    connection: i64,
    record: i64,
    fhir_id: &str,
    by: &By,
) -> Result<(), StoreError> {
    let (kind, before): (i64, String) = tx
        .prepare_cached("SELECT type, fhir_id FROM mapping WHERE record = ?1 AND connection = ?2")?
        .query_row([record, connection], |r| {
            Ok((r.get(0)?, FhirId::from_sql(r.get(1)?).text()))
        })
        .optional()?
        .ok_or(StoreError::NotFound("mapping"))?;
    let id = FhirId::new(fhir_id);
    let taken: Option<i64> = tx
        .prepare_cached(
            "SELECT record FROM mapping WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3",
        )?
        .query_row(params![id, kind, connection], |r| r.get(0))
        .optional()?;
    if taken.is_some_and(|other| other != record) {
        return Err(StoreError::Taken("mapping"));
    }
    // A chart is asked for by its Patient's id.
    let others: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM patient WHERE connection = ?1 AND fhir_id = ?2 AND record IS NOT ?3)
             AND EXISTS (SELECT 1 FROM patient WHERE record = ?3)",
        )?
        .query_row(params![connection, fhir_id, record], |r| r.get(0))?;
    if others {
        return Err(StoreError::Taken("mapping"));
    }
    tx.prepare_cached("UPDATE patient SET fhir_id = ?2 WHERE record = ?1")?
        .execute(params![record, fhir_id])?;
    // What is there under the new id is not known to be what is here: the next sync takes it in.
    tx.prepare_cached(
        "UPDATE mapping SET fhir_id = ?2, version = NULL, last_updated = NULL, hash = zeroblob(16),
         status = 0, error_count = 0, last_error = NULL WHERE record = ?1",
    )?
    .execute(params![record, id])?;
    note_act(tx, connection, record, "relink", Some(&before), by)
}

/// Takes it out of use, or back into it.
pub fn set_active(
    tx: &Transaction<'_>,
    connection: i64,
    record: i64,
    active: bool,
    by: &By,
) -> Result<(), StoreError> {
    let status = if active { 0 } else { 2 };
    let found = tx
        .prepare_cached("UPDATE mapping SET status = ?3 WHERE record = ?1 AND connection = ?2")?
        .execute(params![record, connection, status])?;
    if found == 0 {
        return Err(StoreError::NotFound("mapping"));
    }
    let act = if active { "activate" } else { "deactivate" };
    note_act(tx, connection, record, act, None, by)
}

/// Words about it.
pub fn note(
    tx: &Transaction<'_>,
    connection: i64,
    record: i64,
    words: &str,
    by: &By,
) -> Result<(), StoreError> {
    note_act(tx, connection, record, "note", Some(words), by)
}

fn note_act(
    tx: &Transaction<'_>,
    connection: i64,
    record: i64,
    act: &str,
    detail: Option<&str>,
    by: &By,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO mapping_act (record, connection, act, detail, person, correlation, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        record,
        connection,
        act,
        detail,
        by.person,
        by.correlation.as_bytes(),
        by.at
    ])?;
    Ok(())
}
