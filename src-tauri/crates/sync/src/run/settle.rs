//! What the ledger says beyond the pages of a read: the sections a read also feeds, the counts that
//! only the store can give, what is said once for the whole connection.

use std::collections::BTreeMap;

use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::{Connection, Transaction, params};
use wardbook_store::{StoreError, records, terms};

use super::merged::other_of;
use super::reads::{Ended, Turn};
use super::under::Walked;
use super::visit::PATIENT;
use super::{Halt, Running};
use crate::plan::{Read, Whose};

impl Running<'_> {
    /// What belongs to no single patient, and what nobody can be asked: said once a connection.
    /// Gives the rows in which nothing is new, to be written with the others of their section.
    pub(super) async fn connection_itself(&self) -> Result<Vec<ledger::Row>, Halt> {
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
        let planned = self.plan(Whose::Connection, &rows, &[]);
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
        let ended = self
            .reads(0, &rows, planned.reads, Turn::Itself, None)
            .await?;
        Ok(ended
            .into_iter()
            .filter_map(|(_, walked)| walked.quiet)
            .collect())
    }

    /// The counts that only the store can give, the sections a read also feeds, and the note that
    /// the visit was made: at the end, one transaction for each section where nothing is new. Gives the
    /// patient this one was merged into.
    pub(super) async fn settle(
        &self,
        patient: i64,
        ended: Ended,
        once_in_parts: &[&'static str],
        content: Option<ledger::Row>,
    ) -> Result<Option<String>, Halt> {
        let nothing_new = ended
            .iter()
            .all(|(_, walked)| walked.quiet.is_some() && !walked.by_export);
        let mut in_parts = self.manners().in_parts;
        in_parts.extend(once_in_parts.iter().map(|typ| (*typ).to_owned()));
        let visit = Visited {
            connection: self.connection,
            patient,
            now: self.sync.clock.now(),
            ended,
            in_parts: in_parts.into_iter().collect(),
            content,
        };
        if nothing_new {
            let last_words = self.read(move |c| visit.last_words(c)).await?;
            if !last_words.forget.is_empty() {
                let (connection, forget) = (self.connection, last_words.forget);
                self.write(move |tx| forget_whole(tx, connection, patient, &forget))
                    .await?;
            }
            for (section, rows) in last_words.sections {
                self.write_apart(move |tx| rows.iter().try_for_each(|row| ledger::put(tx, row)))
                    .await?;
                self.tell_coverage(patient, &section);
            }
            return Ok(last_words.other);
        }
        // Records came, so pages were committed anyway: the rest is one commit more, and what it says is counted where
        // the pages it counts are at hand.
        let last_words = self
            .write(move |tx| {
                let last_words = visit.last_words(tx)?;
                forget_whole(tx, visit.connection, patient, &last_words.forget)?;
                let mut rows = last_words.sections.iter().flat_map(|(_, rows)| rows);
                rows.try_for_each(|row| ledger::put(tx, row))?;
                Ok(last_words)
            })
            .await?;
        for (section, _) in &last_words.sections {
            self.tell_coverage(patient, section);
        }
        Ok(last_words.other)
    }
}

/// A visit whose reads are over.
struct Visited {
    connection: i64,
    patient: i64,
    now: i64,
    ended: Ended,
    /// Types that are asked in parts, of any patient or of this one.
    in_parts: Vec<String>,
    /// The row of what documents point to.
    content: Option<ledger::Row>,
}

/// What is said at the end of a visit.
struct LastWords {
    /// Rows by section. The one that notes the visit is in the last: before, somebody who lists all would pass by a
    /// patient half read.
    sections: Vec<(String, Vec<ledger::Row>)>,
    /// Types whose row as a whole is over, because they are asked in parts now.
    forget: Vec<String>,
    /// Whom this one was merged into.
    other: Option<String>,
}

impl Visited {
    fn last_words(&self, c: &Connection) -> Result<LastWords, StoreError> {
        let counts = counts(c, self.patient)?;
        let rows = ledger::own_of_patient(c, self.patient)?;
        let mut sections: BTreeMap<String, Vec<ledger::Row>> = BTreeMap::new();
        for (read, walked) in &self.ended {
            let here = || rows.iter().find(|row| row.read == read.name);
            let row = walked.quiet.as_ref().or_else(here);
            for row in row
                .iter()
                .flat_map(|row| settled(row, read, walked, &counts, self.now))
            {
                sections.entry(row.section.clone()).or_default().push(row);
            }
        }
        let asked = self.in_parts.iter().filter(|whole| {
            let fed = format!("{whole}@");
            self.ended.iter().any(|(r, _)| r.resource_type == **whole)
                && rows
                    .iter()
                    .any(|row| row.read == **whole || row.read.starts_with(&fed))
        });
        let forget = asked.cloned().collect();
        if let Some(row) = &self.content {
            sections
                .entry(row.section.clone())
                .or_default()
                .push(row.clone());
        }
        let mut last = sections.remove(DEMOGRAPHICS).unwrap_or_default();
        for row in last.iter_mut().filter(|row| row.read == PATIENT) {
            row.window = Some(format!("visited {}", self.now));
        }
        let themself = last.iter().chain(&rows).find(|row| row.read == PATIENT);
        let other = themself.and_then(other_of);
        let mut sections: Vec<_> = sections.into_iter().collect();
        if !last.is_empty() {
            sections.push((DEMOGRAPHICS.to_owned(), last));
        }
        Ok(LastWords {
            sections,
            forget,
            other,
        })
    }
}

/// The section of the patient itself.
const DEMOGRAPHICS: &str = "demographics";

/// Ledger name of a section that a read also feeds.
pub(super) fn fed_name(read: &Read, section: &str) -> String {
    format!("{}@{section}", read.name)
}

/// Records of a patient by type and section.
pub(super) type Counts = BTreeMap<(String, String), u64>;

pub(super) fn counts(c: &Connection, patient: i64) -> Result<Counts, StoreError> {
    let counts = records::counts_by_section_and_type(c, patient)?.into_iter();
    Ok(counts
        .map(|(section, kind, n)| ((kind, section), n))
        .collect())
}

/// A read's row with the counts of the store, and the rows of the sections it also feeds.
fn settled(
    row: &ledger::Row,
    read: &Read,
    walked: &Walked,
    counts: &Counts,
    now: i64,
) -> Vec<ledger::Row> {
    let mut row = row.clone();
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
    let mut rows: Vec<ledger::Row> = read
        .feeds
        .iter()
        .map(|fed| ledger::Row {
            section: (*fed).to_owned(),
            read: fed_name(read, fed),
            count: of_type(&|section| section == *fed),
            quarantined: 0,
            // The place to go on from is in the read's own row.
            checkpoint: None,
            ..row.clone()
        })
        .collect();
    rows.push(row);
    rows
}

/// Takes the rows of types as a whole out of the ledger, and those of the sections they fed.
fn forget_whole(
    tx: &Transaction<'_>,
    connection: i64,
    patient: i64,
    types: &[String],
) -> Result<(), StoreError> {
    types.iter().try_for_each(|whole| {
        forget(tx, connection, patient, whole)?;
        forget_fed(tx, connection, patient, whole)
    })
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
