//! Half-typed forms: what is in an open form is kept while it is typed and given back afterwards. Owns the table
//! `kept_draft`; refuses to know what a form asks. It is no record: nothing here is searched, exported or sent.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;

/// What was typed and not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which form, in the window's own words.
    pub place: String,
    /// Whom it is about, by our id.
    pub patient: Option<Uuid>,
    /// Their name, where one is here.
    pub patient_name: Option<String>,
    /// What the form is called.
    pub title: String,
    /// What was typed, as the form wrote it.
    pub content: String,
    /// When it was last kept.
    pub at: i64,
}

const COLUMNS: &str = "SELECT k.place, p.uuid, p.name, k.title, k.content, k.at FROM kept_draft k
     LEFT JOIN patient p ON p.id = k.patient WHERE k.person = ?1";

fn kept(r: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        place: r.get(0)?,
        patient: r.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes),
        patient_name: r.get(2)?,
        title: r.get(3)?,
        content: r.get(4)?,
        at: r.get(5)?,
    })
}

/// What a person typed at one place.
pub fn get(c: &Connection, person: &str, place: &str) -> Result<Option<Kept>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} AND k.place = ?2"))?
        .query_row(params![person, place], kept)
        .optional()?)
}

/// All a person typed and did not save, the newest first.
pub fn all(c: &Connection, person: &str) -> Result<Vec<Kept>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{COLUMNS} ORDER BY k.at DESC, k.place"))?;
    let rows = statement.query_map([person], kept)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether anybody typed something about the patient and did not save it.
pub fn is_about(c: &Connection, patient: i64) -> Result<bool, StoreError> {
    Ok(
        c.prepare_cached("SELECT 1 FROM kept_draft WHERE patient = ?1")?
            .exists([patient])?,
    )
}

/// Keeps it, in place of what was kept there before.
pub fn put(
    tx: &Transaction<'_>,
    person: &str,
    patient: Option<i64>,
    (place, title, content): (&str, &str, &str),
    at: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO kept_draft (person, place, patient, title, content, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (person, place) DO UPDATE SET patient = ?3, title = ?4, content = ?5, at = ?6",
    )?
    .execute(params![person, place, patient, title, content, at])?;
    Ok(())
}

/// It was saved, or thrown away; fine if there is none.
pub fn remove(tx: &Transaction<'_>, person: &str, place: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM kept_draft WHERE person = ?1 AND place = ?2")?
        .execute(params![person, place])?;
    Ok(())
}
