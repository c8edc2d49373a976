//! Patients on this workstation. Owns the table `patient` and its name index; what a Patient resource
//! says comes from whoever reads FHIR.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::scope;
use crate::search::words_query;

/// A patient. A row may exist before its Patient resource does (`record` is then absent).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Our id.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
    /// Logical id at the EHR.
    pub fhir_id: String,
    /// The Patient resource's record.
    pub record: Option<i64>,
    /// Family name.
    pub family: Option<String>,
    /// Given names.
    pub given: Option<String>,
    /// "Family, Given".
    pub name: Option<String>,
    /// FHIR date.
    pub birth_date: Option<String>,
    /// FHIR administrative gender, as sent.
    pub gender: Option<String>,
    /// Medical record number.
    pub mrn: Option<String>,
    /// The EHR says the patient has died.
    pub deceased: bool,
    /// When the chart was last opened here.
    pub opened_at: Option<i64>,
    /// Records that came or changed since then.
    pub new_records: u32,
}

/// What a Patient resource says, for lists and search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Family name.
    pub family: Option<String>,
    /// Given names.
    pub given: Option<String>,
    /// "Family, Given".
    pub name: Option<String>,
    /// What lists are sorted by: the name, folded.
    pub sort_name: String,
    /// FHIR date.
    pub birth_date: Option<String>,
    /// FHIR administrative gender, as sent.
    pub gender: Option<String>,
    /// Medical record number.
    pub mrn: Option<String>,
    /// The EHR says the patient has died.
    pub deceased: bool,
    /// Every name, identifier value and the birth date: what the list's search finds.
    pub words: String,
}

const COLUMNS: &str = "SELECT id, uuid, connection, fhir_id, record, family, given, name, birth_date, gender, mrn, deceased, opened_at, new_records FROM patient";

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: r.get(0)?,
        uuid: Uuid::from_bytes(r.get(1)?),
        connection: r.get(2)?,
        fhir_id: r.get(3)?,
        record: r.get(4)?,
        family: r.get(5)?,
        given: r.get(6)?,
        name: r.get(7)?,
        birth_date: r.get(8)?,
        gender: r.get(9)?,
        mrn: r.get(10)?,
        deceased: r.get(11)?,
        opened_at: r.get(12)?,
        new_records: r.get(13)?,
    })
}

/// Patients whose Patient resource is here.
pub fn count(c: &Connection) -> Result<u64, StoreError> {
    let n: i64 = c
        .prepare_cached("SELECT count(*) FROM patient WHERE record IS NOT NULL")?
        .query_row([], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// A page of the list by name, and how many match in all. `text` is parts of names, numbers or
/// birth dates in any order, each a beginning; empty for all.
pub fn page(
    c: &Connection,
    text: &str,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<Row>), StoreError> {
    let Some(query) = words_query(text, true) else {
        if !text.trim().is_empty() {
            return Ok((0, Vec::new()));
        }
        let sql =
            format!("{COLUMNS} WHERE record IS NOT NULL ORDER BY sort_name, id LIMIT ?1 OFFSET ?2");
        let mut statement = c.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params![limit, offset], row)?
            .collect::<Result<_, _>>()?;
        return Ok((count(c)?, rows));
    };
    let found = if scope::is_narrow(c)? {
        // The index knows nobody's connection: who is not seen must not be counted either.
        "SELECT count(*) FROM patient WHERE id IN (SELECT rowid FROM patient_text WHERE patient_text MATCH ?1)"
    } else {
        "SELECT count(*) FROM patient_text WHERE patient_text MATCH ?1"
    };
    let total: i64 = c.prepare_cached(found)?.query_row([&query], |r| r.get(0))?;
    let sql = format!(
        "{COLUMNS} WHERE id IN (SELECT rowid FROM patient_text WHERE patient_text MATCH ?1)
         ORDER BY sort_name, id LIMIT ?2 OFFSET ?3"
    );
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params![query, limit, offset], row)?
        .collect::<Result<_, _>>()?;
    Ok((u64::try_from(total).unwrap_or(0), rows))
}

/// Which patients a list of this workstation holds.
#[derive(Debug, Clone, Copy)]
pub enum Kept<'p> {
    /// Those this person marked, by name.
    Marked(&'p str, crate::own::Mark),
    /// Those whose charts were opened last.
    Recent,
    /// Those of a list of the EHR, by its row number, in the EHR's order.
    WardList(i64),
}

/// Charts opened last at most.
const RECENT: u64 = 50;

impl Kept<'_> {
    /// From `patient p`, and the order.
    fn parts(self) -> (&'static str, &'static str, Vec<rusqlite::types::Value>) {
        match self {
            Kept::Marked(person, mark) => (
                "JOIN own_mark o ON o.patient = p.id AND o.person = ? AND o.mark = ? WHERE p.record IS NOT NULL",
                "p.sort_name, p.id",
                vec![person.to_owned().into(), mark.number().into()],
            ),
            Kept::Recent => (
                "WHERE p.record IS NOT NULL AND p.id IN
                 (SELECT id FROM patient WHERE opened_at IS NOT NULL ORDER BY opened_at DESC LIMIT ?)",
                "p.opened_at DESC, p.id",
                vec![i64::try_from(RECENT).unwrap_or(i64::MAX).into()],
            ),
            Kept::WardList(list) => (
                "JOIN ward_list l ON l.id = ? AND l.connection = p.connection
                 JOIN (SELECT fhir_id, min(place) AS place FROM ward_member WHERE list = ? GROUP BY fhir_id) m
                 ON m.fhir_id = p.fhir_id WHERE p.record IS NOT NULL",
                "m.place, p.id",
                vec![list.into(), list.into()],
            ),
        }
    }
}

/// A page of a list of this workstation, and how many of it match in all; `text` as for [`page`].
pub fn page_of(
    c: &Connection,
    kept: Kept<'_>,
    text: &str,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<Row>), StoreError> {
    let (from, order, mut with) = kept.parts();
    let narrowed = match words_query(text, true) {
        Some(query) => {
            with.push(query.into());
            " AND p.id IN (SELECT rowid FROM patient_text WHERE patient_text MATCH ?)"
        }
        None if text.trim().is_empty() => "",
        None => return Ok((0, Vec::new())),
    };
    let total: i64 = c
        .prepare_cached(&format!("SELECT count(*) FROM patient p {from}{narrowed}"))?
        .query_row(rusqlite::params_from_iter(&with), |r| r.get(0))?;
    let columns = COLUMNS
        .replacen("SELECT ", "SELECT p.", 1)
        .replace(", ", ", p.")
        .replace("FROM patient", "FROM patient p");
    with.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    with.push(i64::try_from(offset).unwrap_or(i64::MAX).into());
    let sql = format!("{columns} {from}{narrowed} ORDER BY {order} LIMIT ? OFFSET ?");
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement
        .query_map(rusqlite::params_from_iter(&with), row)?
        .collect::<Result<_, _>>()?;
    Ok((u64::try_from(total).unwrap_or(0), rows))
}

/// By our id.
pub fn get(c: &Connection, uuid: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} WHERE uuid = ?1"))?
        .query_row([uuid.as_bytes()], row)
        .optional()?)
}

/// By row number.
pub fn by_key(c: &Connection, id: i64) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([id], row)
        .optional()?)
}

/// By the EHR's id.
pub fn find(c: &Connection, connection: i64, fhir_id: &str) -> Result<Option<Row>, StoreError> {
    Ok(
        c.prepare_cached(&format!("{COLUMNS} WHERE connection = ?1 AND fhir_id = ?2"))?
            .query_row(params![connection, fhir_id], row)
            .optional()?,
    )
}

/// Those of one connection, in the order they came.
pub fn of_connection(c: &Connection, connection: i64) -> Result<Vec<Row>, StoreError> {
    let mut statement =
        c.prepare_cached(&format!("{COLUMNS} WHERE connection = ?1 ORDER BY id"))?;
    let rows = statement.query_map([connection], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The patients of a connection whose charts were opened last, by the EHR's ids.
pub fn opened_last(
    c: &Connection,
    connection: i64,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = c.prepare_cached(
        "SELECT fhir_id FROM patient WHERE connection = ?1 AND opened_at IS NOT NULL
         ORDER BY opened_at DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![connection, limit], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row number of a patient, made if it is new. `uuid` is used only then.
pub fn ensure(
    tx: &Transaction<'_>,
    connection: i64,
    fhir_id: &str,
    uuid: Uuid,
) -> Result<i64, StoreError> {
    let found: Option<i64> = tx
        .prepare_cached("SELECT id FROM patient WHERE connection = ?1 AND fhir_id = ?2")?
        .query_row(params![connection, fhir_id], |r| r.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO patient (uuid, connection, fhir_id) VALUES (?1, ?2, ?3)")?
        .execute(params![uuid.as_bytes(), connection, fhir_id])?;
    Ok(tx.last_insert_rowid())
}

/// Writes what the Patient resource says.
pub(crate) fn describe(
    tx: &Transaction<'_>,
    id: i64,
    record: i64,
    columns: &Columns,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE patient SET record = ?2, family = ?3, given = ?4, name = ?5, sort_name = ?6, birth_date = ?7,
         gender = ?8, mrn = ?9, deceased = ?10 WHERE id = ?1",
    )?
    .execute(params![
        id,
        record,
        columns.family,
        columns.given,
        columns.name,
        columns.sort_name,
        columns.birth_date,
        columns.gender,
        columns.mrn,
        columns.deceased
    ])?;
    tx.prepare_cached("DELETE FROM patient_text WHERE rowid = ?1")?
        .execute([id])?;
    tx.prepare_cached("INSERT INTO patient_text (rowid, words) VALUES (?1, ?2)")?
        .execute(params![id, columns.words])?;
    Ok(())
}

/// Notes that the chart was opened: what is here now is no longer new.
pub fn opened(tx: &Transaction<'_>, id: i64, at: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE patient SET opened_at = ?2, new_records = 0 WHERE id = ?1")?
        .execute(params![id, at])?;
    Ok(())
}

/// Row numbers of patients whom some EHR here calls this.
pub fn with_fhir_id(c: &Connection, fhir_id: &str) -> Result<Vec<i64>, StoreError> {
    let mut statement = c.prepare_cached("SELECT id FROM patient WHERE fhir_id = ?1")?;
    let ids = statement.query_map([fhir_id], |r| r.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
