//! Removing rows that are older than the log is kept: only from the beginning, only from a log that is whole, and only
//! with a signed statement of where the rest begins, so that the rest can still be verified.

use rusqlite::OptionalExtension;

use super::chain::Link;
use super::statement::Kind;
use super::{AuditLog, Verdict};
use crate::error::StoreError;

impl AuditLog {
    /// How many rows from the beginning were all written before `before` (milliseconds since 1970 UTC).
    pub fn older(&self, before: i64) -> Result<u64, StoreError> {
        self.with(|inner| {
            let first: Option<u64> = inner.connection.query_row(
                "SELECT min(number) FROM act WHERE at >= ?1",
                [before],
                |r| r.get(0),
            )?;
            let until = first.unwrap_or(inner.last.number + 1);
            Ok(inner.connection.query_row(
                "SELECT count(*) FROM act WHERE number < ?1",
                [until],
                |r| r.get(0),
            )?)
        })
    }

    /// Removes the rows from the beginning that were all written before `before`; how many those were. A log that is
    /// not whole is left as it is: the verdict says why.
    pub fn cut(&self, before: i64) -> Result<Result<u64, Verdict>, StoreError> {
        self.with_mut(|inner| {
            let verdict = inner.verify()?;
            if !verdict.ok {
                return Ok(Err(verdict));
            }
            let first: Option<u64> = inner.connection.query_row(
                "SELECT min(number) FROM act WHERE at >= ?1",
                [before],
                |r| r.get(0),
            )?;
            // The last row stays: the chain goes on from it.
            let until = first.unwrap_or(inner.last.number).min(inner.last.number);
            let link = inner
                .connection
                .query_row(
                    "SELECT number, hash FROM act WHERE number < ?1 ORDER BY number DESC LIMIT 1",
                    [until],
                    |r| {
                        Ok(Link {
                            number: r.get(0)?,
                            hash: r.get(1)?,
                        })
                    },
                )
                .optional()?;
            let Some(link) = link else { return Ok(Ok(0)) };
            let now = inner.clock.now();
            // Signed first: cut off in between, the statement stands and the rows are removed by the next cut.
            inner
                .anchors
                .sign(&inner.connection, Kind::Cut, link, now)?;
            let removed = inner
                .connection
                .execute("DELETE FROM act WHERE number <= ?1", [link.number])?;
            Ok(Ok(removed as u64))
        })
    }
}
