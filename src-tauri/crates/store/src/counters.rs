//! Counters that outlive the program: sign-ins and refreshes by outcome.

use rusqlite::{Connection, Transaction, params};

use crate::error::StoreError;

/// Adds `n` to the counter of that name.
pub fn add(tx: &Transaction<'_>, name: &str, n: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO counter (name, count) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET count = count + excluded.count",
    )?
    .execute(params![name, n])?;
    Ok(())
}

/// All counters by name.
pub fn all(c: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = c.prepare_cached("SELECT name, count FROM counter ORDER BY name")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
