//! One patient: plan, reads, what documents point to, what was deleted, and the count at the end.

use std::collections::BTreeMap;

use futures::FutureExt;
use uuid::Uuid;
use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::{Transaction, params};
use wardbook_store::{StoreError, patients, terms};

use super::ask::Trouble;
use super::walk::Walked;
use super::{Halt, Running, a_few, lock};
use crate::plan::{Asked, Plan, Read, Whose, plan};

/// Steps in which the patients that are here are looked up.
const STEP: u32 = 200;

/// A patient that was asked for or came whole; one that some record only refers to is not meant.
const HERE: &str =
    "(p.record IS NOT NULL OR EXISTS (SELECT 1 FROM ledger l WHERE l.patient = p.id))";

/// Name of the read of the patient itself.
const PATIENT: &str = "Patient";

/// How the reads of one patient ended.
pub(super) type Ended = Vec<(Read, Walked)>;

impl Running<'_> {
    /// Every patient of this connection that is here.
    pub(super) async fn known(&self) -> Result<(), Halt> {
        let connection = self.connection;
        let planned: u32 = self
            .read(move |c| {
                Ok(c.query_row(
                    &format!("SELECT count(*) FROM patient p WHERE connection = ?1 AND {HERE}"),
                    [connection],
                    |r| r.get(0),
                )?)
            })
            .await?;
        self.board.patients(self.now(), planned, true);
        let mut after = 0;
        loop {
            let step: Vec<(i64, String)> = self
                .read(move |c| {
                    let mut rows = c.prepare_cached(&format!(
                        "SELECT id, fhir_id FROM patient p
                         WHERE connection = ?1 AND id > ?2 AND {HERE} ORDER BY id LIMIT ?3"
                    ))?;
                    let rows = rows
                        .query_map(params![connection, after, STEP], |r| {
                            Ok((r.get(0)?, r.get(1)?))
                        })?
                        .collect::<Result<_, _>>()?;
                    Ok(rows)
                })
                .await?;
            let Some((last, _)) = step.last() else {
                return Ok(());
            };
            after = *last;
            self.visits(step.into_iter().map(|(_, fhir_id)| fhir_id).collect(), None)
                .await?;
        }
    }

    /// Visits these patients, a few at a time. Those visited since `unless_since` are passed by.
    pub(super) async fn visits(
        &self,
        fhir_ids: Vec<String>,
        unless_since: Option<i64>,
    ) -> Result<(), Halt> {
        let visit = |fhir_id: String| {
            async move {
                self.visit(&fhir_id, unless_since).await?;
                self.board.patient_done(self.now());
                self.people_if_idle().await
            }
            .boxed()
        };
        a_few(fhir_ids, self.sync.options.patients, visit, |()| {}).await
    }

    async fn visit(&self, fhir_id: &str, unless_since: Option<i64>) -> Result<(), Halt> {
        let Some((key, rows)) = self.patient(fhir_id).await? else {
            return Ok(());
        };
        if unless_since.is_some_and(|since| visited(&rows).is_some_and(|at| at >= since)) {
            return Ok(());
        }
        let planned = self.plan(Whose::Patient(fhir_id), &rows);
        self.begin(key, &rows, &planned.reads).await?;
        let mut ended = self.reads(key, &rows, planned.reads, true).await?;
        // What was learned meanwhile makes another plan for those types.
        let learned: Vec<_> = ended
            .extract_if(.., |(_, walked)| walked.in_parts)
            .map(|(read, _)| read.resource_type)
            .collect();
        if !learned.is_empty() {
            let mut again = self.plan(Whose::Patient(fhir_id), &rows).reads;
            again.retain(|read| learned.contains(&read.resource_type));
            ended.extend(self.reads(key, &rows, again, false).await?);
        }
        self.content(key).await?;
        self.gone(key, &ended).await?;
        self.settle(key, ended).await
    }

    /// The patient's row and ledger. Somebody new is asked for first, so that a mistyped id leaves
    /// no trace; nothing where the EHR does not have them.
    async fn patient(&self, fhir_id: &str) -> Result<Option<(i64, Vec<ledger::Row>)>, Halt> {
        let connection = self.connection;
        let id = fhir_id.to_owned();
        let known = self
            .read(move |c| {
                let Some(row) = patients::find(c, connection, &id)? else {
                    return Ok(None);
                };
                let rows = ledger::of_patient(c, row.id)?;
                Ok(Some((
                    row.id,
                    rows.into_iter().filter(|r| r.patient == row.id).collect(),
                )))
            })
            .await?;
        if known.is_some() {
            return Ok(known);
        }
        match self.ask(|| self.sync.client.read(PATIENT, fhir_id)).await {
            Ok(_) => {}
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) if !ending.is_absent() => {
                // Refused or failed for now: the reads will say so, each for itself.
                tracing::info!(code = ending.code, "a new patient could not be read first");
            }
            Err(Trouble::End(_) | Trouble::Empty | Trouble::Restart) => {
                *lock(&self.unknown) += 1;
                tracing::warn!("the EHR does not have a patient that was asked for");
                return Ok(None);
            }
        }
        let id = fhir_id.to_owned();
        let uuid = self.new_uuid();
        let key = self
            .write(move |tx| patients::ensure(tx, connection, &id, uuid))
            .await?;
        Ok(Some((key, Vec::new())))
    }

    fn new_uuid(&self) -> Uuid {
        let now = u64::try_from(self.sync.clock.now()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(now, &self.sync.chance.bytes()).into_uuid()
    }

    pub(super) fn plan(&self, whose: Whose<'_>, rows: &[ledger::Row]) -> Plan {
        let manners = self.manners();
        let asked = Asked {
            whose,
            now: self.sync.clock.now(),
            full: self.sync.options.full,
            manners: &manners,
        };
        plan(&self.capabilities, &*self.sync.granted, rows, &asked)
    }

    /// Sections that a read only feeds have rows of their own: from the beginning they say that
    /// something is under way, or was interrupted.
    async fn begin(&self, patient: i64, rows: &[ledger::Row], reads: &[Read]) -> Result<(), Halt> {
        let now = self.sync.clock.now();
        let fed = reads
            .iter()
            .flat_map(|read| read.feeds.iter().map(|fed| (fed, fed_name(read, fed))));
        let new: Vec<ledger::Row> = fed
            .filter(|(_, name)| !rows.iter().any(|row| row.read == *name))
            .map(|(fed, name)| ledger::Row {
                state: State::Partial,
                updated_at: now,
                ..ledger::Row::new(self.connection, patient, fed, &name)
            })
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        self.write(move |tx| new.iter().try_for_each(|row| ledger::put(tx, row)))
            .await
    }

    /// Walks reads, a few at a time.
    pub(super) async fn reads(
        &self,
        patient: i64,
        rows: &[ledger::Row],
        reads: Vec<Read>,
        new_patient: bool,
    ) -> Result<Ended, Halt> {
        self.board.planned(
            self.now(),
            reads.iter().map(|read| &read.section),
            new_patient,
        );
        let mut ended = Vec::with_capacity(reads.len());
        let walk = |read: Read| {
            let row = rows
                .iter()
                .find(|row| row.read == read.name)
                .cloned()
                .unwrap_or_else(|| {
                    ledger::Row::new(self.connection, patient, read.section, &read.name)
                });
            async move {
                let walked = self.walk(row, &read).await?;
                self.board.read_done(self.now(), read.section, walked.state);
                Ok((read, walked))
            }
            .boxed()
        };
        a_few(reads, self.sync.options.requests, walk, |done| {
            ended.push(done);
        })
        .await?;
        Ok(ended)
    }

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
    async fn settle(&self, patient: i64, ended: Ended) -> Result<(), Halt> {
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
fn fed_name(read: &Read, section: &str) -> String {
    format!("{}@{section}", read.name)
}

/// When the patient was last visited to the end.
fn visited(rows: &[ledger::Row]) -> Option<i64> {
    let window = rows
        .iter()
        .find(|row| row.read == PATIENT)?
        .window
        .as_deref()?;
    window.strip_prefix("visited ")?.parse().ok()
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
