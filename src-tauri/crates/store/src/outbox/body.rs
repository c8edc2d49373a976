//! The bodies of an item: what an edit began from, what is to be sent, what the EHR has.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use zstd::zstd_safe::DCtx;

use super::Side;
use crate::body::{Packer, unpack};
use crate::error::StoreError;

/// Puts a body in its place; the one before it is gone.
pub(super) fn put(
    tx: &Transaction<'_>,
    item: i64,
    side: Side,
    body: &[u8],
) -> Result<(), StoreError> {
    let packed = Packer::default().pack(body, None)?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO outbox_body (item, side, length, body) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        item,
        side.as_str(),
        i64::try_from(packed.length).unwrap_or(i64::MAX),
        packed.bytes
    ])?;
    Ok(())
}

/// A body, to the byte.
pub fn body(c: &Connection, item: i64, side: Side) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<(i64, Vec<u8>)> = c
        .prepare_cached("SELECT length, body FROM outbox_body WHERE item = ?1 AND side = ?2")?
        .query_row(params![item, side.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((length, packed)) = found else {
        return Ok(None);
    };
    unpack(&mut DCtx::create(), &packed, length, None).map(Some)
}

/// Base, mine and theirs, as far as they are here.
pub type Sides = (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

/// The bodies of an item.
pub fn sides(c: &Connection, item: i64) -> Result<Sides, StoreError> {
    Ok((
        body(c, item, Side::Base)?,
        body(c, item, Side::Mine)?,
        body(c, item, Side::Theirs)?,
    ))
}
