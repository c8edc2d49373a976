//! Records that were written here: how one becomes the EHR's, and how one that never went goes away.
//! Refuses to remove what an EHR has.

use rusqlite::{OptionalExtension, Transaction, params};

use super::again;
use crate::error::StoreError;
use crate::mapping::FhirId;
use crate::terms;

/// The EHR calls this record so from now on. Where a sync brought it in meanwhile under that name, the
/// one that came stays and ours goes; gives the record that is the EHR's.
pub fn adopt(
    tx: &Transaction<'_>,
    connection: i64,
    record: i64,
    resource_type: &str,
    fhir_id: &str,
    now: i64,
) -> Result<i64, StoreError> {
    let kind = terms::word(tx, resource_type)?;
    let id = FhirId::new(fhir_id);
    let came: Option<i64> = tx
        .prepare_cached(
            "SELECT record FROM mapping WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3",
        )?
        .query_row(params![id, kind, connection], |r| r.get(0))
        .optional()?;
    match came {
        Some(came) if came == record => Ok(came),
        Some(came) => {
            crate::documents::moved(tx, record, came)?;
            remove(tx, record)?;
            // The words of the file that is beside it now are in the index once the body is stored again: as another one.
            tx.prepare_cached("UPDATE mapping SET hash = zeroblob(16) WHERE record = ?1")?
                .execute([came])?;
            Ok(came)
        }
        None => {
            // No body has this hash: what is stored next is taken as another one.
            tx.prepare_cached(
                "INSERT INTO mapping (record, connection, type, fhir_id, hash, synced_at)
                 VALUES (?1, ?2, ?3, ?4, zeroblob(16), ?5)",
            )?
            .execute(params![record, connection, kind, id, now])?;
            Ok(record)
        }
    }
}

/// Takes a record away that has no name at an EHR; one that has stays. Says whether it went.
pub fn remove(tx: &Transaction<'_>, record: i64) -> Result<bool, StoreError> {
    let mapped: Option<i64> = tx
        .prepare_cached("SELECT record FROM mapping WHERE record = ?1")?
        .query_row([record], |r| r.get(0))
        .optional()?;
    if mapped.is_some() {
        return Ok(false);
    }
    crate::documents::remove(tx, record)?;
    crate::chains::remove(tx, record)?;
    again::forget_words(tx, record)?;
    for table in [
        "DELETE FROM record_version WHERE record = ?1",
        "DELETE FROM verified WHERE record = ?1",
        "DELETE FROM mapping_act WHERE record = ?1",
        "DELETE FROM record WHERE id = ?1",
    ] {
        tx.prepare_cached(table)?.execute([record])?;
    }
    // Row numbers are used again: nothing may point to what another record will be.
    tx.prepare_cached("UPDATE outbox SET record = NULL WHERE record = ?1")?
        .execute([record])?;
    tx.prepare_cached("UPDATE patient SET record = NULL WHERE record = ?1")?
        .execute([record])?;
    Ok(true)
}
