//! When a patient's records happened: counts by time, and the records of a stretch of time. Owns reading the
//! index over section and date; refuses to touch a body.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::records::{self, Row};

/// How many records of a section have one clinical time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Which of the sections in [`Moments`].
    pub section: usize,
    /// Its start, milliseconds; `None` where the records have no date.
    pub at: Option<i64>,
    /// How many.
    pub records: u64,
}

/// All moments of a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moments {
    /// The sections that occur, each once.
    pub sections: Vec<String>,
    /// By section, the oldest first, the undated last.
    pub all: Vec<Moment>,
}

/// All moments of a patient, out of the index alone. A Binary is the content of a document and counts as no
/// record of its own: it has no date, so only the undated are asked for their type.
pub fn all(c: &Connection, patient: i64) -> Result<Moments, StoreError> {
    let mut dated = c.prepare_cached(
        "SELECT section, date, count(*) FROM record WHERE patient = ?1 AND date IS NOT NULL GROUP BY section, date
         UNION ALL
         SELECT r.section, NULL, count(*) FROM record r JOIN word t ON t.id = r.type
         WHERE r.patient = ?1 AND r.date IS NULL AND t.text <> 'Binary' GROUP BY r.section",
    )?;
    let mut found = Moments::default();
    let mut ids: Vec<i64> = Vec::new();
    let mut rows = dated.query([patient])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        // By section: the last one found is nearly always the one.
        let known = ids.iter().rposition(|known| *known == id);
        let section = known.unwrap_or(ids.len());
        if known.is_none() {
            ids.push(id);
            found.sections.push(word(c, id)?);
        }
        found.all.push(Moment {
            section,
            at: row.get(1)?,
            records: row.get(2)?,
        });
    }
    Ok(found)
}

fn word(c: &Connection, id: i64) -> Result<String, StoreError> {
    let mut word = c.prepare_cached("SELECT text FROM word WHERE id = ?1")?;
    Ok(word.query_row([id], |row| row.get(0))?)
}

/// Records that happened from `from` on and before `to`, newest first.
pub fn between(
    c: &Connection,
    patient: i64,
    from: i64,
    to: i64,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    records::rows(
        c,
        "WHERE r.patient = ?1 AND r.section IN (SELECT id FROM word) AND r.date >= ?2 AND r.date < ?3
         ORDER BY r.date DESC, r.id DESC LIMIT ?4",
        params![patient, from, to, limit],
    )
}

/// A patient's records that came or changed after `since`, newest by clinical date first.
pub fn changed_after(c: &Connection, patient: i64, since: i64) -> Result<Vec<Row>, StoreError> {
    records::rows(
        c,
        "WHERE r.patient = ?1 AND r.changed_at > ?2 ORDER BY r.date DESC, r.id DESC",
        params![patient, since],
    )
}
