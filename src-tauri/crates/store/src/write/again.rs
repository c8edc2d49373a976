//! What the EHR sends a second time: the same bytes are noted as seen, other bytes replace ours.

use rusqlite::{Transaction, params};

use super::Prepared;
use super::put::{Numbers, Outcome, Received};
use crate::error::StoreError;
use crate::versions;

/// Meets a record that has a mapping. The words and index rows of a changed one are gone afterwards,
/// and the caller writes them anew.
pub(super) fn meet(
    tx: &Transaction<'_>,
    connection: i64,
    numbers: &Numbers,
    received: &Received<'_>,
    keep: bool,
) -> Result<(Outcome, i64), StoreError> {
    let Received {
        at: now, record, ..
    } = *received;
    let (id, hash, last_updated): (i64, [u8; 16], Option<i64>) = tx
        .prepare_cached(
            "SELECT record, hash, last_updated FROM mapping WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3",
        )?
        .query_row(params![record.fhir_id, numbers.kind, connection], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })?;
    if hash != record.hash {
        let newer = last_updated.is_some_and(|ours| record.last_updated > Some(ours));
        if !newer && filed_since(tx, id, received)? {
            return Ok((Outcome::Unchanged, id));
        }
        if keep {
            versions::keep(tx, id, now)?;
        }
    }
    tx.prepare_cached(
        "UPDATE mapping SET version = ?2, last_updated = ?3, hash = ?4, synced_at = ?5, status = 0, error_count = 0,
         last_error = NULL WHERE record = ?1",
    )?
    .execute(params![id, record.version.as_deref(), record.last_updated, record.hash, now])?;
    if hash == record.hash {
        return Ok((Outcome::Unchanged, id));
    }
    replace(tx, id, now, numbers, record)?;
    Ok((Outcome::Changed, id))
}

/// What was received may wait so long for the writer.
const WAITING: i64 = 10 * 60_000;

/// Something written here was filed as this record, and read back from the EHR, after this was asked for: the answer
/// may still be of before. What else changed there since the asking, the next sync asks for. What is said to be filed
/// long after this was received was noted by a clock that ran ahead, and holds nothing up.
fn filed_since(
    tx: &Transaction<'_>,
    record: i64,
    received: &Received<'_>,
) -> Result<bool, StoreError> {
    let mut filed = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE record = ?1 AND state = 'confirmed'
         AND changed_at > ?2 AND changed_at <= ?3)",
    )?;
    let until = received.at.saturating_add(WAITING);
    Ok(filed.query_row([record, received.asked_at, until], |r| r.get(0))?)
}

/// Puts other columns and another body in a record's place. Its words and index rows are gone
/// afterwards, and the caller writes them anew.
pub(super) fn replace(
    tx: &Transaction<'_>,
    id: i64,
    now: i64,
    numbers: &Numbers,
    record: &Prepared,
) -> Result<(), StoreError> {
    forget_words(tx, id)?;
    tx.prepare_cached(
        "UPDATE record SET patient = ?2, section = ?3, date = ?4, precision = ?5, code = ?6, category = ?7, status = ?8,
         value = ?9, unit = ?10, changed_at = ?11, dictionary = ?12, length = ?13, body = ?14 WHERE id = ?1",
    )?
    .execute(params![
        id,
        numbers.patient,
        numbers.section,
        record.date,
        record.precision.number(),
        numbers.code,
        numbers.category,
        numbers.status,
        record.value,
        numbers.unit,
        now,
        record.body.dictionary,
        i64::try_from(record.body.length).unwrap_or(i64::MAX),
        record.body.bytes
    ])?;
    Ok(())
}

/// Takes a record out of every index.
pub(super) fn forget_words(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM text WHERE rowid = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM token_index WHERE record = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM quantity_index WHERE record = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM attachment WHERE record = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether the mapping row `id` is this record's: it was not here before.
pub(super) fn is_new(
    tx: &Transaction<'_>,
    id: i64,
    connection: i64,
    numbers: &Numbers,
    record: &Prepared,
) -> Result<bool, StoreError> {
    let mapped: i64 = tx
        .prepare_cached(
            "SELECT record FROM mapping WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3",
        )?
        .query_row(params![record.fhir_id, numbers.kind, connection], |r| {
            r.get(0)
        })?;
    Ok(mapped == id)
}
