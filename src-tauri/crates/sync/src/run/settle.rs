//! What the ledger says beyond the pages of a read: the sections a read also feeds, the counts that
//! only the store can give, what is said once for the whole connection.

use std::collections::BTreeMap;

use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::{Transaction, params};
use wardbook_store::{StoreError, terms};

use super::visit::{Ended, PATIENT};
use super::walk::Walked;
use super::{Halt, Running};
use crate::plan::{Read, Whose};

impl Running<'_> {
    /// What belongs to no single patient, and what nobody can be asked: said once a connection.
    pub(super) async fn connection_itself(&self) -> Result<(), Halt> {
        let connection = self.connection;
        let rows: Vec<ledger::Row> = self
            .read(move |c| {
                let mut names = c.prepare_cached(
                    "SELECT w.text FROM ledger l JOIN word w ON w.id = l.read
                     WHERE l.patient = 0 AND l.connection = ?1",
                )?;
                let names: Vec<String> = names
                    .query_map([connection], |r| r.get(0))?
                    .collect::<Result<_, _>>()?;
                let mut rows = Vec::with_capacity(names.len());
                for name in names {
                    rows.extend(ledger::get(c, connection, 0, &name)?);
                }
                Ok(rows)
            })
            .await?;
        let planned = self.plan(Whose::Connection, &rows);
        let now = self.sync.clock.now();
        let mut said = BTreeMap::new();
        for unasked in planned.unasked {
            let (code, words) = unasked.why.reason();
            let mut row = ledger::Row::new(connection, 0, unasked.section, &unasked.name);
            row.state = unasked.why.state();
            row.reason_code = Some(code.to_owned());
            row.reason = Some(words.to_owned());
            row.updated_at = now;
            said.insert(unasked.name, row);
        }
        let over = rows.iter().filter(|row| {
            matches!(row.state, State::NotOffered | State::NotGranted)
                && !said.contains_key(&row.read)
        });
        let over: Vec<String> = over.map(|row| row.read.clone()).collect();
        said.retain(|name, row| {
            !rows.iter().any(|old| {
                old.read == *name && old.state == row.state && old.section == row.section
            })
        });
        if !over.is_empty() || !said.is_empty() {
            self.write(move |tx| {
                over.iter()
                    .try_for_each(|name| forget(tx, connection, 0, name))?;
                said.values().try_for_each(|row| ledger::put(tx, row))
            })
            .await?;
        }
        self.reads(0, &rows, planned.reads, false).await?;
        Ok(())
    }

    /// The counts that only the store can give, the sections a read also feeds, and the note that
    /// the visit was made: one transaction at the end.
    pub(super) async fn settle(&self, patient: i64, ended: Ended) -> Result<(), Halt> {
        let (connection, now) = (self.connection, self.sync.clock.now());
        let in_parts = self.manners().in_parts;
        self.write(move |tx| {
            let counts = counts(tx, patient)?;
            for (read, walked) in &ended {
                settle_read(tx, connection, patient, read, walked, &counts, now)?;
            }
            // A type that is asked in parts now has no row as a whole any more.
            for whole in in_parts {
                if ended.iter().any(|(read, _)| read.resource_type == whole) {
                    forget(tx, connection, patient, &whole)?;
                    forget_fed(tx, connection, patient, &whole)?;
                }
            }
            if let Some(mut row) = ledger::get(tx, connection, patient, PATIENT)? {
                row.window = Some(format!("visited {now}"));
                ledger::put(tx, &row)?;
            }
            Ok(())
        })
        .await
    }
}

/// Ledger name of a section that a read also feeds.
pub(super) fn fed_name(read: &Read, section: &str) -> String {
    format!("{}@{section}", read.name)
}

/// Records of a patient by type and section.
type Counts = BTreeMap<(String, String), u64>;

fn counts(tx: &Transaction<'_>, patient: i64) -> Result<Counts, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT t.text, s.text, n.n FROM
         (SELECT type, section, count(*) AS n FROM record WHERE patient = ?1 GROUP BY type, section) n
         JOIN word t ON t.id = n.type JOIN word s ON s.id = n.section",
    )?;
    let rows = statement.query_map([patient], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn settle_read(
    tx: &Transaction<'_>,
    connection: i64,
    patient: i64,
    read: &Read,
    walked: &Walked,
    counts: &Counts,
    now: i64,
) -> Result<(), StoreError> {
    let Some(mut row) = ledger::get(tx, connection, patient, &read.name)? else {
        return Ok(());
    };
    let of_type = |sections: &dyn Fn(&str) -> bool| -> u64 {
        let these = counts
            .iter()
            .filter(|((t, s), _)| t == read.resource_type && sections(s));
        these.map(|(_, n)| n).sum()
    };
    if read.whole {
        row.count = of_type(&|section| !read.feeds.contains(&section));
    } else if walked.full_since.is_none() && walked.state == State::Complete {
        row.count = row.count.max(walked.seen);
    }
    row.updated_at = now;
    ledger::put(tx, &row)?;
    for fed in &read.feeds {
        let mut also = row.clone();
        (*fed).clone_into(&mut also.section);
        also.read = fed_name(read, fed);
        also.count = of_type(&|section| section == *fed);
        also.quarantined = 0;
        // The place to go on from is in the read's own row.
        also.checkpoint = None;
        ledger::put(tx, &also)?;
    }
    Ok(())
}

/// Takes a row out of the ledger.
fn forget(
    tx: &Transaction<'_>,
    connection: i64,
    patient: i64,
    read: &str,
) -> Result<(), StoreError> {
    let Some(word) = terms::find_word(tx, read)? else {
        return Ok(());
    };
    tx.prepare_cached("DELETE FROM ledger WHERE patient = ?1 AND connection = ?2 AND read = ?3")?
        .execute(params![patient, connection, word])?;
    Ok(())
}

/// Takes the rows of the sections a read fed out of the ledger.
fn forget_fed(
    tx: &Transaction<'_>,
    connection: i64,
    patient: i64,
    read: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM ledger WHERE patient = ?1 AND connection = ?2
         AND read IN (SELECT id FROM word WHERE text LIKE ?3 || '@%')",
    )?
    .execute(params![patient, connection, read])?;
    Ok(())
}
