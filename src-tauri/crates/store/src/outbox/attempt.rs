//! What every request about an item met. A row is on disk before its request goes, so that whoever was
//! cut off in the middle knows that something may have arrived.

use rusqlite::{Connection, Transaction, params};

use super::{Row, State};
use crate::error::StoreError;

/// One request about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// `look`, `send`, `compare`, `read-back`.
    pub step: String,
    /// When it went.
    pub began_at: i64,
    /// When it ended; absent where the program ended before it did.
    pub ended_at: Option<i64>,
    /// How it ended, as a code.
    pub outcome: Option<String>,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The server's own words.
    pub said: Option<String>,
    /// Correlation with the server's log.
    pub request_id: Option<String>,
}

/// How a request ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// A code.
    pub outcome: String,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The server's own words.
    pub said: Option<String>,
    /// Correlation with the server's log.
    pub request_id: Option<String>,
}

/// A request about the item goes now. `may_make` says that it could make or change something there; then
/// nothing begins where the item is no longer what `row` says.
pub fn begin(
    tx: &Transaction<'_>,
    row: &Row,
    step: &str,
    may_make: bool,
    now: i64,
) -> Result<Option<i64>, StoreError> {
    if may_make {
        // What goes is what was looked at: nobody edited it or took it back meanwhile.
        let same = tx
            .prepare_cached(
                "UPDATE outbox SET state = ?2, attempts = attempts + 1, changed_at = max(?3, changed_at + 1),
                 first_sent_at = coalesce(first_sent_at, ?3) WHERE id = ?1 AND state = ?4 AND changed_at = ?5",
            )?
            .execute(params![
                row.id,
                State::Sending.as_str(),
                now,
                row.state.as_str(),
                row.changed_at
            ])?;
        if same == 0 {
            return Ok(None);
        }
    }
    tx.prepare_cached("INSERT INTO outbox_attempt (item, step, began_at) VALUES (?1, ?2, ?3)")?
        .execute(params![row.id, step, now])?;
    Ok(Some(tx.last_insert_rowid()))
}

/// How it ended.
pub fn end(tx: &Transaction<'_>, attempt: i64, ended: &Ended, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox_attempt SET ended_at = ?2, outcome = ?3, status = ?4, said = ?5, request_id = ?6 WHERE id = ?1",
    )?
    .execute(params![
        attempt,
        now,
        ended.outcome,
        ended.status,
        ended.said,
        ended.request_id
    ])?;
    Ok(())
}

/// All requests about an item, in their order.
pub fn attempts(c: &Connection, item: i64) -> Result<Vec<Attempt>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT step, began_at, ended_at, outcome, status, said, request_id FROM outbox_attempt
         WHERE item = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([item], |r| {
        let status: Option<i64> = r.get(4)?;
        Ok(Attempt {
            step: r.get(0)?,
            began_at: r.get(1)?,
            ended_at: r.get(2)?,
            outcome: r.get(3)?,
            status: status.and_then(|s| u16::try_from(s).ok()),
            said: r.get(5)?,
            request_id: r.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
