//! Which document took another one's place, who may look at one, and what one was before it was marked as entered in
//! error here. Owns `document_chain`, `document_access` and `document_error`. Refuses to know what a document says.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::error::StoreError;
use crate::mapping::By;

/// That one document took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The later one's row number.
    pub record: i64,
    /// The earlier one's.
    pub replaces: i64,
    /// "replaced", "restored", "pages", "merged", "superseded".
    pub how: String,
    /// The version whose content a restored one has.
    pub origin: Option<i64>,
    /// Who did it.
    pub person: String,
    /// When.
    pub at: i64,
}

/// Says that `record` takes the place of `replaces`.
pub fn link(
    tx: &Transaction<'_>,
    record: i64,
    replaces: i64,
    how: &str,
    origin: Option<i64>,
    by: &By,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO document_chain (record, replaces, how, origin, person, correlation, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        record,
        replaces,
        how,
        origin,
        by.person,
        by.correlation.as_bytes(),
        by.at
    ])?;
    Ok(())
}

/// What this one replaces, and first of all what it is a version of.
pub fn of(c: &Connection, record: i64) -> Result<Option<Link>, StoreError> {
    Ok(each_of(c, record)?.into_iter().next())
}

/// All that this one replaces: several where they were merged.
pub fn each_of(c: &Connection, record: i64) -> Result<Vec<Link>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{LINK} WHERE record = ?1 ORDER BY rowid"))?;
    let rows = statement.query_map([record], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const LINK: &str = "SELECT record, replaces, how, origin, person, at FROM document_chain";

fn row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        record: r.get(0)?,
        replaces: r.get(1)?,
        how: r.get(2)?,
        origin: r.get(3)?,
        person: r.get(4)?,
        at: r.get(5)?,
    })
}

/// What replaced this one, the newest first. One that was itself marked as entered in error replaces nothing.
pub fn successors(c: &Connection, record: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT d.record FROM document_chain d JOIN record r ON r.id = d.record
         WHERE d.replaces = ?1 AND coalesce((SELECT text FROM word WHERE id = r.status), '') <> 'entered-in-error'
         ORDER BY d.at DESC, d.record DESC",
    )?;
    let rows = statement.query_map([record], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every version of what this one is a version of, the oldest first. A chain that was forked is told whole.
pub fn versions(c: &Connection, record: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = c.prepare_cached(
        "WITH RECURSIVE whole(id) AS (
           VALUES (?1)
           UNION SELECT d.replaces FROM document_chain d JOIN whole w ON d.record = w.id
           UNION SELECT d.record FROM document_chain d JOIN whole w ON d.replaces = w.id
         )
         SELECT w.id FROM whole w LEFT JOIN document_chain d ON d.record = w.id
         GROUP BY w.id ORDER BY min(d.at) IS NOT NULL, min(d.at), w.id",
    )?;
    let rows = statement.query_map([record], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who may look, as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// "private", "team", "everyone".
    pub level: String,
    /// Who said it.
    pub person: String,
    /// When.
    pub at: i64,
}

/// Says who may look.
pub fn set_access(
    tx: &Transaction<'_>,
    record: i64,
    level: &str,
    by: &By,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO document_access (record, level, person, correlation, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![record, level, by.person, by.correlation.as_bytes(), by.at])?;
    Ok(())
}

/// Who may look; nothing where nobody said.
pub fn access(c: &Connection, record: i64) -> Result<Option<Access>, StoreError> {
    Ok(
        c.prepare_cached("SELECT level, person, at FROM document_access WHERE record = ?1")?
            .query_row([record], |r| {
                Ok(Access {
                    level: r.get(0)?,
                    person: r.get(1)?,
                    at: r.get(2)?,
                })
            })
            .optional()?,
    )
}

/// Notes what its status was before it was marked as entered in error.
pub fn note_error(
    tx: &Transaction<'_>,
    record: i64,
    status: &str,
    by: &By,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO document_error (record, status, person, correlation, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![record, status, by.person, by.correlation.as_bytes(), by.at])?;
    Ok(())
}

/// What it was before; takes the note away.
pub fn take_error(tx: &Transaction<'_>, record: i64) -> Result<Option<String>, StoreError> {
    Ok(tx
        .prepare_cached("DELETE FROM document_error WHERE record = ?1 RETURNING status")?
        .query_row([record], |r| r.get(0))
        .optional()?)
}

/// Another record stands for this one from now on: the sync was quicker.
pub(crate) fn moved(tx: &Transaction<'_>, from: i64, to: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE OR IGNORE document_chain SET record = ?2 WHERE record = ?1",
        "UPDATE OR IGNORE document_chain SET replaces = ?2 WHERE replaces = ?1 AND record <> ?2",
        "UPDATE document_chain SET origin = ?2 WHERE origin = ?1",
        "UPDATE OR IGNORE document_access SET record = ?2 WHERE record = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([from, to])?;
    }
    Ok(())
}

/// Forgets a record that goes away: what replaced it replaces what it replaced. Row numbers are used again.
pub(crate) fn remove(tx: &Transaction<'_>, record: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE OR IGNORE document_chain SET replaces =
           (SELECT e.replaces FROM document_chain e WHERE e.record = ?1 ORDER BY e.rowid LIMIT 1)
         WHERE replaces = ?1 AND EXISTS (SELECT 1 FROM document_chain e WHERE e.record = ?1)",
        "DELETE FROM document_chain WHERE record = ?1 OR replaces = ?1",
        "UPDATE document_chain SET origin = NULL WHERE origin = ?1",
        "DELETE FROM document_access WHERE record = ?1",
        "DELETE FROM document_error WHERE record = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([record])?;
    }
    Ok(())
}

/// Forgets what is said of a connection's records.
pub(crate) fn remove_of_connection(
    tx: &Transaction<'_>,
    connection: i64,
) -> Result<(), StoreError> {
    for table in ["document_chain", "document_access", "document_error"] {
        tx.execute(
            &format!(
                "DELETE FROM {table} WHERE record IN (SELECT id FROM record WHERE connection = ?1)"
            ),
            [connection],
        )?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::migrations::migrated;
    use uuid::Uuid;

    fn by(at: i64) -> By {
        By {
            person: "lindqvist".into(),
            correlation: Uuid::nil(),
            at,
        }
    }

    #[test]
    fn a_version_that_goes_away_leaves_the_chain_whole() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        for (record, replaces) in [(2, 1), (3, 2), (4, 3)] {
            link(&tx, record, replaces, "replaced", None, &by(record)).unwrap();
        }
        assert_eq!(versions(&tx, 3).unwrap(), [1, 2, 3, 4]);
        link(&tx, 4, 7, "merged", None, &by(4)).unwrap();
        assert_eq!(versions(&tx, 7).unwrap(), [1, 7, 2, 3, 4]);
        remove(&tx, 7).unwrap();
        moved(&tx, 3, 9).unwrap();
        assert_eq!(versions(&tx, 1).unwrap(), [1, 2, 9, 4]);
        remove(&tx, 2).unwrap();
        assert_eq!(versions(&tx, 4).unwrap(), [1, 9, 4]);
        remove(&tx, 1).unwrap();
        assert_eq!(versions(&tx, 4).unwrap(), [9, 4]);
        assert_eq!(of(&tx, 9).unwrap(), None);
    }
}
