//! Connections: configured EHRs. Owns the table `connection`; secrets and tokens are not kept here.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;

/// A configured EHR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Our id.
    pub uuid: Uuid,
    /// The user's name for it, unique without regard to case.
    pub name: String,
    /// FHIR base URL.
    pub fhir_base: String,
    /// Client id registered there.
    pub client_id: Option<String>,
    /// The kind of sign-in, a word of the room above.
    pub auth: String,
    /// What it needs beside its address.
    pub details: Details,
    /// Its last CapabilityStatement, JSON as sent.
    pub capability: Option<Vec<u8>>,
    /// When it was added.
    pub created_at: i64,
    /// When a sync of it last finished.
    pub synced_at: Option<i64>,
}

/// What a connection needs beside its address; each only where its kind of sign-in has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// The way back from the browser, as text of the room above; absent is any port of this computer.
    pub redirect: Option<String>,
    /// Authorization address of a plain OAuth 2 server.
    pub authorize_url: Option<String>,
    /// Token address of a plain OAuth 2 server.
    pub token_url: Option<String>,
    /// Scopes to ask for in place of those Wardbook would choose.
    pub scopes: Option<String>,
    /// A user name, or the name of a header.
    pub account: Option<String>,
    /// The name of a private key.
    pub key_id: Option<String>,
}

/// A connection to add.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// The user's name for it.
    pub name: &'a str,
    /// FHIR base URL.
    pub fhir_base: &'a str,
    /// Client id registered there.
    pub client_id: Option<&'a str>,
    /// The kind of sign-in.
    pub auth: &'a str,
    /// Our id for it, from outside so that tests are exact.
    pub uuid: Uuid,
    /// Now.
    pub created_at: i64,
}

const COLUMNS: &str = "SELECT id, uuid, name, fhir_base, client_id, auth, capability, created_at, synced_at, redirect, authorize_url, token_url, scopes, account, key_id FROM connection";

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: r.get(0)?,
        uuid: Uuid::from_bytes(r.get(1)?),
        name: r.get(2)?,
        fhir_base: r.get(3)?,
        client_id: r.get(4)?,
        auth: r.get(5)?,
        capability: r.get(6)?,
        created_at: r.get(7)?,
        synced_at: r.get(8)?,
        details: Details {
            redirect: r.get(9)?,
            authorize_url: r.get(10)?,
            token_url: r.get(11)?,
            scopes: r.get(12)?,
            account: r.get(13)?,
            key_id: r.get(14)?,
        },
    })
}

/// All, in the order they were added.
pub fn list(c: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By row number.
pub fn get(c: &Connection, id: i64) -> Result<Row, StoreError> {
    c.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([id], row)
        .optional()?
        .ok_or(StoreError::NotFound("connection"))
}

/// By our id or by name.
pub fn find(c: &Connection, id_or_name: &str) -> Result<Option<Row>, StoreError> {
    if let Ok(uuid) = Uuid::try_parse(id_or_name) {
        let found = c
            .prepare_cached(&format!("{COLUMNS} WHERE uuid = ?1"))?
            .query_row([uuid.as_bytes()], row)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(c.prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?
        .query_row([id_or_name], row)
        .optional()?)
}

/// Adds one; the name must be free.
pub fn insert(tx: &Transaction<'_>, new: &New<'_>) -> Result<Row, StoreError> {
    if find(tx, new.name)?.is_some() {
        return Err(StoreError::Taken("connection"));
    }
    tx.prepare_cached(
        "INSERT INTO connection (uuid, name, fhir_base, client_id, auth, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![new.uuid.as_bytes(), new.name, new.fhir_base, new.client_id, new.auth, new.created_at])?;
    get(tx, tx.last_insert_rowid())
}

/// Sets what it needs beside its address.
pub fn set_details(tx: &Transaction<'_>, id: i64, details: &Details) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE connection SET redirect = ?2, authorize_url = ?3, token_url = ?4, scopes = ?5, account = ?6, key_id = ?7 WHERE id = ?1",
    )?
    .execute(params![
        id,
        details.redirect,
        details.authorize_url,
        details.token_url,
        details.scopes,
        details.account,
        details.key_id
    ])?;
    Ok(())
}

/// Changes what it is called, where it is and how one signs in; the name must be free. What another
/// address once said of itself is forgotten.
pub fn update(
    tx: &Transaction<'_>,
    id: i64,
    name: &str,
    fhir_base: &str,
    client_id: Option<&str>,
    auth: &str,
) -> Result<(), StoreError> {
    if find(tx, name)?.is_some_and(|other| other.id != id) {
        return Err(StoreError::Taken("connection"));
    }
    tx.prepare_cached(
        "UPDATE connection SET name = ?2, client_id = ?4, auth = ?5,
         capability = CASE WHEN fhir_base = ?3 THEN capability END, fhir_base = ?3 WHERE id = ?1",
    )?
    .execute(params![id, name, fhir_base, client_id, auth])?;
    Ok(())
}

/// Keeps the server's CapabilityStatement, as sent.
pub fn set_capability(tx: &Transaction<'_>, id: i64, json: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE connection SET capability = ?2 WHERE id = ?1")?
        .execute(params![id, json])?;
    Ok(())
}

/// Notes when a sync finished.
pub fn set_synced(tx: &Transaction<'_>, id: i64, at: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE connection SET synced_at = ?2 WHERE id = ?1")?
        .execute(params![id, at])?;
    Ok(())
}

/// How many patients and records of it are here.
pub fn counts(c: &Connection, id: i64) -> Result<(u64, u64), StoreError> {
    let count = |sql: &str| -> Result<u64, StoreError> {
        let n: i64 = c.prepare_cached(sql)?.query_row([id], |r| r.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    };
    Ok((
        count("SELECT count(*) FROM patient WHERE connection = ?1 AND record IS NOT NULL")?,
        count("SELECT count(*) FROM record WHERE connection = ?1")?,
    ))
}

/// Removes it with all of its patients, records, words, coverage and settings from this workstation. What of it waits in the
/// outbox goes too: who calls looks first, in the same transaction.
pub fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    crate::retention::remove_of_connection(tx, id)?;
    crate::chains::remove_of_connection(tx, id)?;
    crate::images::remove_of_connection(tx, id)?;
    crate::documents::remove_of_connection(tx, id)?;
    for table in ["outbox_body", "outbox_attempt", "outbox_need"] {
        let of_item = "item IN (SELECT id FROM outbox WHERE connection = ?1)";
        tx.execute(&format!("DELETE FROM {table} WHERE {of_item}"), [id])?;
    }
    // `sync.7.override` and its like: one holds headers whose values may be secret.
    let settings = format!("sync.{id}.*");
    tx.execute("DELETE FROM setting WHERE key GLOB ?1", [settings])?;
    for sql in [
        "DELETE FROM outbox_need WHERE needs IN (SELECT id FROM outbox WHERE connection = ?1)",
        "DELETE FROM outbox WHERE connection = ?1",
        "DELETE FROM verified WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM text WHERE rowid IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM patient_text WHERE rowid IN (SELECT id FROM patient WHERE connection = ?1)",
        "DELETE FROM attachment WHERE connection = ?1",
        "DELETE FROM token_index WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM quantity_index WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM record_version WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM mapping_act WHERE connection = ?1",
        "DELETE FROM mapping WHERE connection = ?1",
        "DELETE FROM record WHERE connection = ?1",
        "DELETE FROM wanted WHERE connection = ?1",
        "DELETE FROM ledger WHERE connection = ?1",
        "DELETE FROM quarantine WHERE connection = ?1",
        "DELETE FROM own_mark WHERE patient IN (SELECT id FROM patient WHERE connection = ?1)",
        "DELETE FROM own_note WHERE patient IN (SELECT id FROM patient WHERE connection = ?1)",
        "DELETE FROM kept_draft WHERE patient IN (SELECT id FROM patient WHERE connection = ?1)",
        "DELETE FROM ward_member WHERE list IN (SELECT id FROM ward_list WHERE connection = ?1)",
        "DELETE FROM ward_list WHERE connection = ?1",
        "DELETE FROM patient WHERE connection = ?1",
        "DELETE FROM connection WHERE id = ?1",
    ] {
        tx.execute(sql, [id])?;
    }
    Ok(())
}
