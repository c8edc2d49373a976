//! That a person looked at a record and vouches for it: who, when, and for which body. Owns the table
//! `verified`. A record whose body is another one by now is no longer vouched for.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::mapping::By;

/// Notes it; a second person's word takes the place of the first's.
pub fn set(tx: &Transaction<'_>, record: i64, hash: [u8; 16], by: &By) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO verified (record, person, correlation, at, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        record,
        by.person,
        by.correlation.as_bytes(),
        by.at,
        hash
    ])?;
    Ok(())
}

/// Takes it back.
pub fn clear(tx: &Transaction<'_>, record: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM verified WHERE record = ?1")?
        .execute([record])?;
    Ok(())
}

/// Who vouches for this body of the record, where somebody does.
pub fn of_record(c: &Connection, record: i64, hash: [u8; 16]) -> Result<Option<By>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT person, correlation, at FROM verified WHERE record = ?1 AND hash = ?2",
    )?
    .query_row(params![record, hash], |r| {
        Ok(By {
            person: r.get(0)?,
            correlation: Uuid::from_bytes(r.get(1)?),
            at: r.get(2)?,
        })
    })
    .optional()?)
}
