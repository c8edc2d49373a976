//! What a record was before it was replaced: the older bodies, to the byte, where a person asked for
//! them to be kept. Owns the table `record_version`; refuses to change what is in it.

use rusqlite::{Connection, Transaction, params};
use zstd::zstd_safe::DCtx;

use crate::error::StoreError;
use crate::pool::Store;
use crate::records::unpacked;

/// One older version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// `meta.versionId`, where it had one.
    pub version: Option<String>,
    /// `meta.lastUpdated`, where it had one.
    pub last_updated: Option<i64>,
    /// When it was last received.
    pub synced_at: i64,
    /// When another one took its place.
    pub replaced_at: i64,
    /// The body, to the byte.
    pub body: Vec<u8>,
}

/// Puts what a record is now beside, before it is replaced. Inside the replacing transaction.
pub(crate) fn keep(tx: &Transaction<'_>, record: i64, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO record_version (record, version, last_updated, hash, synced_at, replaced_at, dictionary,
         length, body)
         SELECT r.id, m.version, m.last_updated, m.hash, m.synced_at, ?2, r.dictionary, r.length, r.body
         FROM record r JOIN mapping m ON m.record = r.id WHERE r.id = ?1",
    )?
    .execute(params![record, now])?;
    Ok(())
}

/// The older versions of a record, the newest of them first.
pub fn of_record(store: &Store, c: &Connection, record: i64) -> Result<Vec<Version>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT version, last_updated, synced_at, replaced_at, dictionary, length, body
         FROM record_version WHERE record = ?1 ORDER BY id DESC",
    )?;
    let mut rows = statement.query([record])?;
    let mut context = DCtx::create();
    let mut all = Vec::new();
    while let Some(r) = rows.next()? {
        all.push(Version {
            version: r.get(0)?,
            last_updated: r.get(1)?,
            synced_at: r.get(2)?,
            replaced_at: r.get(3)?,
            body: unpacked(store, c, &mut context, r, 4)?,
        });
    }
    Ok(all)
}
