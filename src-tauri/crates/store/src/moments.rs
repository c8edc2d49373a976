//! When a patient's records happened: counts by time, and the records of a stretch of time. Owns reading the
//! index over section and date; refuses to touch a body.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::records::{self, Row};

/// How many records of a section have one clinical time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Section.
    pub section: String,
    /// Its start, milliseconds; `None` where the records have no date.
    pub at: Option<i64>,
    /// How many.
    pub records: u64,
}

/// All moments of a patient, out of the index alone. A Binary is the content of a document and counts as no
/// record of its own: it has no date, so only the undated are asked for their type.
pub fn all(c: &Connection, patient: i64) -> Result<Vec<Moment>, StoreError> {
    let mut dated = c.prepare_cached(
        "SELECT s.text, n.date, n.n FROM
         (SELECT section, date, count(*) AS n FROM record WHERE patient = ?1 AND date IS NOT NULL GROUP BY section, date) n
         JOIN word s ON s.id = n.section
         UNION ALL
         SELECT s.text, NULL, count(*) FROM record r JOIN word s ON s.id = r.section JOIN word t ON t.id = r.type
         WHERE r.patient = ?1 AND r.date IS NULL AND t.text <> 'Binary' GROUP BY s.text",
    )?;
    let rows = dated.query_map([patient], |r| {
        Ok(Moment {
            section: r.get(0)?,
            at: r.get(1)?,
            records: r.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
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
