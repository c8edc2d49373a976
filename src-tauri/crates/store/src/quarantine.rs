//! What could not be understood: kept whole with the reason, never dropped, never shown as data.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::body::Packer;
use crate::error::StoreError;

/// Something put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Connection's row number.
    pub connection: i64,
    /// Patient's row number, where it is known.
    pub patient: Option<i64>,
    /// Resource type, where it could be read.
    pub resource_type: Option<String>,
    /// Logical id, where it could be read.
    pub fhir_id: Option<String>,
    /// Why: a code.
    pub reason_code: String,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: i64,
}

/// Something to put aside.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Connection's row number.
    pub connection: i64,
    /// Patient's row number, where it is known.
    pub patient: Option<i64>,
    /// Resource type, where it could be read.
    pub resource_type: Option<String>,
    /// Logical id, where it could be read.
    pub fhir_id: Option<String>,
    /// Why: a code.
    pub reason_code: &'static str,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: i64,
    /// The bytes, whole.
    pub body: Vec<u8>,
}

/// Puts it aside; the same bytes from the same connection are kept once.
pub fn put(tx: &Transaction<'_>, aside: &Aside) -> Result<(), StoreError> {
    let packed = Packer::default().pack(&aside.body, None)?;
    // Two bodies with one hash would be one row here, so it must be a hash that nobody can aim at.
    let hash = blake3::hash(&aside.body);
    let hash = hash.as_bytes().first_chunk::<16>();
    tx.prepare_cached(
        "INSERT INTO quarantine (connection, patient, type, fhir_id, hash, reason_code, reason, at, length, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (connection, hash) DO UPDATE SET at = excluded.at, patient = excluded.patient",
    )?
    .execute(params![
        aside.connection,
        aside.patient,
        aside.resource_type,
        aside.fhir_id,
        hash,
        aside.reason_code,
        aside.reason,
        aside.at,
        i64::try_from(packed.length).unwrap_or(i64::MAX),
        packed.bytes
    ])?;
    Ok(())
}

/// What was put aside, of one patient or of all.
pub fn list(c: &Connection, patient: Option<i64>) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id, connection, patient, type, fhir_id, reason_code, reason, at FROM quarantine
         WHERE ?1 IS NULL OR patient = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([patient], |r| {
        Ok(Row {
            id: r.get(0)?,
            connection: r.get(1)?,
            patient: r.get(2)?,
            resource_type: r.get(3)?,
            fhir_id: r.get(4)?,
            reason_code: r.get(5)?,
            reason: r.get(6)?,
            at: r.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How much was put aside in all.
pub fn count(c: &Connection) -> Result<u64, StoreError> {
    let n: i64 = c
        .prepare_cached("SELECT count(*) FROM quarantine")?
        .query_row([], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The bytes of something put aside, whole.
pub fn body(c: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    let (length, body): (i64, Vec<u8>) = c
        .prepare_cached("SELECT length, body FROM quarantine WHERE id = ?1")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?
        .ok_or(StoreError::NotFound("quarantine"))?;
    let mut context = zstd::zstd_safe::DCtx::create();
    crate::body::unpack(&mut context, &body, length, None)
}

/// Takes it out: what it was is here whole now, or a person said that it is not needed.
pub fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM quarantine WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}
