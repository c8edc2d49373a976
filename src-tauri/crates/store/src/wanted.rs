//! People, places and drugs that records refer to: what is to be read by reference, once a connection.

use rusqlite::{Connection, Transaction, params};

use crate::error::StoreError;
use crate::mapping::FhirId;
use crate::terms;

/// A resource some record refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Row number.
    pub id: i64,
    /// Resource type.
    pub resource_type: String,
    /// Logical id at the EHR.
    pub fhir_id: String,
}

/// Those of a connection that are not here and were not asked for since `since`, in steps of `limit`
/// after row `after`.
pub fn missing(
    c: &Connection,
    connection: i64,
    since: i64,
    after: i64,
    limit: u64,
) -> Result<Vec<Wanted>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT n.id, w.text, n.fhir_id FROM wanted n JOIN word w ON w.id = n.type
         WHERE n.connection = ?1 AND n.id > ?3 AND (n.asked_at IS NULL OR n.asked_at < ?2)
         AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.fhir_id = n.fhir_id AND m.type = n.type AND m.connection = n.connection)
         ORDER BY n.id LIMIT ?4",
    )?;
    let rows = statement.query_map(params![connection, since, after, limit], |r| {
        Ok(Wanted {
            id: r.get(0)?,
            resource_type: r.get(1)?,
            fhir_id: FhirId::from_sql(r.get(2)?).text(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that it was asked for, and what the EHR answered where it gave nothing.
pub fn asked(
    tx: &Transaction<'_>,
    id: i64,
    at: i64,
    answer: Option<&str>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE wanted SET asked_at = ?2, answer = ?3 WHERE id = ?1")?
        .execute(params![id, at, answer])?;
    Ok(())
}

/// Notes a reference; fine if it is already noted.
pub(crate) fn note(
    tx: &Transaction<'_>,
    connection: i64,
    resource_type: &str,
    fhir_id: &FhirId,
) -> Result<(), StoreError> {
    let kind = terms::word(tx, resource_type)?;
    tx.prepare_cached(
        "INSERT INTO wanted (connection, type, fhir_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![connection, kind, fhir_id])?;
    Ok(())
}
