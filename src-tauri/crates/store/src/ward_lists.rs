//! Lists of patients as an EHR keeps them. Owns the tables `ward_list` and `ward_member`; refuses to think that a
//! member is here: a list may name patients who were never synced.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;

/// A list, without its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Our id.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
    /// "List" or "Group".
    pub resource_type: String,
    /// Its id at the EHR.
    pub fhir_id: String,
    /// As the EHR calls it.
    pub title: Option<String>,
    /// When it was read.
    pub fetched_at: i64,
}

const COLUMNS: &str =
    "SELECT id, uuid, connection, type, fhir_id, title, fetched_at FROM ward_list";

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: r.get(0)?,
        uuid: Uuid::from_bytes(r.get(1)?),
        connection: r.get(2)?,
        resource_type: r.get(3)?,
        fhir_id: r.get(4)?,
        title: r.get(5)?,
        fetched_at: r.get(6)?,
    })
}

/// All of them, by title.
pub fn all(c: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{COLUMNS} ORDER BY title, type, fhir_id"))?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By our id.
pub fn get(c: &Connection, uuid: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} WHERE uuid = ?1"))?
        .query_row([uuid.as_bytes()], row)
        .optional()?)
}

/// The members' ids at the EHR, in its order.
pub fn members(c: &Connection, list: i64) -> Result<Vec<String>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT fhir_id FROM ward_member WHERE list = ?1 ORDER BY place")?;
    let ids = statement.query_map([list], |r| r.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Members who are not on this workstation, in the EHR's order.
pub fn missing(c: &Connection, list: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT m.fhir_id FROM ward_member m JOIN ward_list l ON l.id = m.list
         WHERE m.list = ?1 AND NOT EXISTS (SELECT 1 FROM patient p
           WHERE p.connection = l.connection AND p.fhir_id = m.fhir_id AND p.record IS NOT NULL)
         ORDER BY m.place",
    )?;
    let ids = statement.query_map([list], |r| r.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Writes a list as it was just read, in the place of what it was before; gives its row number. `uuid` is used
/// only where it is new.
pub fn put(tx: &Transaction<'_>, list: &Row, members: &[String]) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "INSERT INTO ward_list (uuid, connection, type, fhir_id, title, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (connection, type, fhir_id) DO UPDATE SET title = excluded.title, fetched_at = excluded.fetched_at",
    )?
    .execute(params![
        list.uuid.as_bytes(),
        list.connection,
        list.resource_type,
        list.fhir_id,
        list.title,
        list.fetched_at
    ])?;
    let id: i64 = tx
        .prepare_cached(
            "SELECT id FROM ward_list WHERE connection = ?1 AND type = ?2 AND fhir_id = ?3",
        )?
        .query_row(
            params![list.connection, list.resource_type, list.fhir_id],
            |r| r.get(0),
        )?;
    tx.execute("DELETE FROM ward_member WHERE list = ?1", [id])?;
    let mut add =
        tx.prepare_cached("INSERT INTO ward_member (list, place, fhir_id) VALUES (?1, ?2, ?3)")?;
    for (place, member) in members.iter().enumerate() {
        add.execute(params![
            id,
            i64::try_from(place).unwrap_or(i64::MAX),
            member
        ])?;
    }
    Ok(id)
}

/// Forgets a list here; at the EHR it stays.
pub fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM ward_member WHERE list = ?1", [id])?;
    tx.execute("DELETE FROM ward_list WHERE id = ?1", [id])?;
    Ok(())
}
