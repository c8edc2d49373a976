//! Figures of a connection's mappings. Counted when asked: no list is kept for them.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// How a connection's mappings are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// The EHR has them and nothing went wrong.
    pub active: u64,
    /// The last thing tried with them failed.
    pub in_error: u64,
    /// The EHR said that they are gone.
    pub removed: u64,
    /// Taken out of use by hand.
    pub inactive: u64,
    /// Referred to by a record, not asked for yet.
    pub waiting: u64,
    /// When the newest was received.
    pub last_sync: Option<i64>,
    /// Failures noted.
    pub errors: u64,
    /// The most common, with how many rows they are noted at.
    pub common_errors: Vec<(String, u64)>,
    /// Mappings without a record, records of no patient that should have one, and the like.
    pub orphans: u64,
    /// Records that are byte for byte what another of their type is.
    pub duplicates: u64,
    /// By resource type.
    pub types: Vec<OfType>,
}

/// Figures of one resource type.
#[derive(Debug, Clone, PartialEq)]
pub struct OfType {
    /// Resource type.
    pub resource_type: String,
    /// Rows.
    pub count: u64,
    /// Average time since they were last received, in days.
    pub average_age: f64,
    /// Records that came new, a day, since the first.
    pub created_a_day: f64,
}

const DAY: f64 = 86_400_000.0;

/// Counts them.
pub fn figures(c: &Connection, connection: i64, now: i64) -> Result<Figures, StoreError> {
    let mut found = c.query_row(
        "SELECT coalesce(sum(status = 0 AND error_count = 0), 0),
           coalesce(sum(status = 0 AND error_count > 0), 0), coalesce(sum(status = 1), 0),
           coalesce(sum(status = 2), 0), coalesce(sum(error_count), 0), max(synced_at)
         FROM mapping WHERE connection = ?1",
        [connection],
        |r| {
            Ok(Figures {
                active: r.get(0)?,
                in_error: r.get(1)?,
                removed: r.get(2)?,
                inactive: r.get(3)?,
                errors: r.get(4)?,
                last_sync: r.get(5)?,
                ..Figures::default()
            })
        },
    )?;
    let count = |sql: &str| -> Result<u64, StoreError> {
        let n: Option<u64> = c
            .prepare_cached(sql)?
            .query_row([connection], |r| r.get(0))
            .optional()?;
        Ok(n.unwrap_or(0))
    };
    found.waiting = count(
        "SELECT count(*) FROM wanted n WHERE n.connection = ?1 AND n.asked_at IS NULL AND NOT EXISTS
         (SELECT 1 FROM mapping m WHERE m.fhir_id = n.fhir_id AND m.type = n.type AND m.connection = n.connection)",
    )?;
    found.orphans = count(
        "SELECT (SELECT count(*) FROM mapping m WHERE m.connection = ?1
           AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = m.record))
         + (SELECT count(*) FROM record r WHERE r.connection = ?1
           AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.record = r.id))
         + (SELECT count(*) FROM record r WHERE r.connection = ?1 AND r.patient != 0
           AND NOT EXISTS (SELECT 1 FROM patient p WHERE p.id = r.patient AND p.connection = ?1))",
    )?;
    found.duplicates = count(
        "SELECT coalesce(sum(n - 1), 0) FROM
         (SELECT count(*) AS n FROM mapping WHERE connection = ?1 GROUP BY type, hash HAVING n > 1)",
    )?;
    let mut errors = c.prepare_cached(
        "SELECT last_error, count(*) FROM mapping WHERE connection = ?1 AND last_error IS NOT NULL
         GROUP BY last_error ORDER BY 2 DESC, 1 LIMIT 10",
    )?;
    found.common_errors = errors
        .query_map([connection], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut types = c.prepare_cached(
        "SELECT w.text, n.n, n.age, n.first FROM
         (SELECT m.type, count(*) AS n, avg(?2 - m.synced_at) AS age, min(r.changed_at) AS first
          FROM mapping m LEFT JOIN record r ON r.id = m.record WHERE m.connection = ?1 GROUP BY m.type) n
         JOIN word w ON w.id = n.type ORDER BY w.text",
    )?;
    let types = types.query_map(params![connection, now], |r| {
        let (count, age, first): (u64, Option<f64>, Option<i64>) =
            (r.get(1)?, r.get(2)?, r.get(3)?);
        // On the first day, a day is what has passed at least.
        let days = first.map_or(1.0, |first| {
            (now.saturating_sub(first) as f64 / DAY).max(1.0)
        });
        Ok(OfType {
            resource_type: r.get(0)?,
            count,
            average_age: age.unwrap_or(0.0).max(0.0) / DAY,
            created_a_day: count as f64 / days,
        })
    })?;
    found.types = types.collect::<Result<_, _>>()?;
    Ok(found)
}
