//! Which record the content beside it belongs to. Owns `attachment`, whose rows are written with the record. Refuses to
//! know what content is: a record names it, and it may never come.

use rusqlite::{CachedStatement, Connection, Transaction, params};

use crate::error::StoreError;
use crate::mapping::FhirId;

/// Type of a record that is nothing but content.
pub(crate) const CONTENT: &str = "Binary";

/// The record that content (`own.id`) belongs to, the one that came last where there are several; in SQL.
pub(crate) const RECORD_OF_OWN: &str = "SELECT max(a.record) FROM main.mapping m
    JOIN main.attachment a ON a.fhir_id = m.fhir_id AND a.connection = m.connection WHERE m.record = own.id";

/// The statement that notes what a record points to.
pub(crate) fn noting<'tx>(tx: &'tx Transaction<'_>) -> Result<CachedStatement<'tx>, StoreError> {
    Ok(tx.prepare_cached(
        "INSERT OR IGNORE INTO attachment (record, connection, fhir_id) VALUES (?1, ?2, ?3)",
    )?)
}

/// Notes one of them.
pub(crate) fn note(
    noting: &mut CachedStatement<'_>,
    record: i64,
    connection: i64,
    fhir_id: &FhirId,
) -> Result<(), StoreError> {
    noting.execute(params![record, connection, fhir_id])?;
    Ok(())
}

/// The record itself, or the one whose content it is.
pub(crate) fn whole(c: &Connection, record: i64) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT coalesce(({RECORD_OF_OWN}), own.id) FROM main.record own
         WHERE own.id = ?1 AND own.type = (SELECT id FROM word WHERE text = '{CONTENT}')"
    );
    let mut found = c.prepare_cached(&sql)?;
    let mut rows = found.query([record])?;
    Ok(match rows.next()? {
        Some(row) => row.get(0)?,
        None => record,
    })
}

/// The content of a record that is here, by row number.
pub fn contents(c: &Connection, record: i64) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT m.record FROM attachment a JOIN mapping m ON m.fhir_id = a.fhir_id AND m.connection = a.connection
         AND m.type = (SELECT id FROM word WHERE text = '{CONTENT}') WHERE a.record = ?1 ORDER BY m.record"
    );
    let mut statement = c.prepare_cached(&sql)?;
    let found = statement.query_map([record], |r| r.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}
