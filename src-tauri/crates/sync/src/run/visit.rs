//! One patient: plan, reads, what documents point to, what was deleted, and the count at the end.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::{FutureExt, try_join};
use uuid::Uuid;
use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::{Transaction, params};
use wardbook_store::{patients, records};

use super::ask::Trouble;
use super::reads::{Asked, Ended, Turn};
use super::settle::fed_name;
use super::{Halt, Running, a_few, lock};
use crate::ingest::{Pointing, Receipt};
use crate::plan::{self, Plan, Read, Whose};

/// Steps in which the patients that are here are looked up.
const STEP: u32 = 200;

/// A patient that was asked for or came whole; one that some record only refers to is not meant.
const HERE: &str =
    "(p.record IS NOT NULL OR EXISTS (SELECT 1 FROM ledger l WHERE l.patient = p.id))";

/// Patients whose searches are asked at one time until some are done.
pub(super) const FIRST: usize = 2;
/// Patients under way for each whose searches are asked: the others fetch content or wait for the disk.
const UNDER_WAY: usize = 64;

/// Name of the read of the patient itself.
pub(super) const PATIENT: &str = "Patient";

/// A patient as they are here before they are asked about.
pub(super) struct Known {
    /// Row number.
    pub(super) key: i64,
    /// Their ledger.
    pub(super) rows: Vec<ledger::Row>,
    /// There are records of theirs.
    begun: bool,
}

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
        let visit = |fhir_id: String| self.visit_whole(fhir_id, unless_since).boxed();
        a_few(fhir_ids, self.under_way(), visit, |()| {}).await
    }

    /// Patients that may be under way at one time.
    pub(super) fn under_way(&self) -> usize {
        self.sync.options.patients.saturating_mul(UNDER_WAY)
    }

    /// Visits a patient, and whoever they were merged into, and counts them.
    pub(super) async fn visit_whole(
        &self,
        fhir_id: String,
        unless_since: Option<i64>,
    ) -> Result<(), Halt> {
        // Who was merged into another is read under that name too, once.
        if let Some(other) = self.visit(&fhir_id, unless_since).await? {
            self.visit(&other, unless_since.or(Some(self.began)))
                .await?;
        }
        self.board.patient_done(self.now());
        self.one_more_at_a_time();
        self.people_if_idle().await
    }

    /// A server that turns out to be in trouble is found out by the first few patients; each that is done lets
    /// one more be asked about, up to as many as are wanted.
    fn one_more_at_a_time(&self) {
        let more = |now| (now < self.sync.options.patients).then_some(now + 1);
        let grown = self
            .patients_at_once
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        if grown.is_ok() {
            self.patients_asked.add_permits(1);
        }
    }

    /// Gives the patient this one was merged into.
    async fn visit(
        &self,
        fhir_id: &str,
        unless_since: Option<i64>,
    ) -> Result<Option<String>, Halt> {
        let asked = self.patients_asked.acquire().await;
        let asked = asked.map_err(|_| Halt::Cancelled)?;
        let Some(Known { key, rows, begun }) = self.patient(fhir_id).await? else {
            return Ok(None);
        };
        // A visit that lies ahead was noted by a clock that ran ahead.
        let now = self.sync.clock.now();
        let since = |since: i64| visited(&rows).is_some_and(|at| (since..=now).contains(&at));
        if unless_since.is_some_and(since) {
            return Ok(None);
        }
        let mut planned = self.plan(Whose::Patient(fhir_id), &rows, &[]);
        let mut ended = self
            .by_export(key, fhir_id, &rows, &mut planned.reads)
            .await?;
        let fed = self.begin(key, &rows, &planned.reads).await?;
        // Of somebody new, everything that points to content is in the pages that come now.
        let (pointing, pointed) = (!begun && ended.is_empty())
            .then(|| Pointing::of(fhir_id))
            .unzip();
        let asked = Asked::new(asked, pointing);
        let first = self.reads(key, &rows, planned.reads, Turn::First, Some(&asked));
        let content = self.content_meanwhile(key, pointed, &asked);
        let (first, content) = try_join!(first, content)?;
        ended.extend(first);
        if let Some(fed) = fed {
            self.durable(fed).await?;
        }
        // What was learned meanwhile makes another plan for those types.
        let learned: Vec<_> = ended
            .extract_if(.., |(_, walked)| walked.in_parts)
            .map(|(read, _)| read.resource_type)
            .collect();
        if !learned.is_empty() {
            let mut again = self.plan(Whose::Patient(fhir_id), &rows, &learned).reads;
            again.retain(|read| learned.contains(&read.resource_type));
            let in_parts = self.reads(key, &rows, again, Turn::InParts, None);
            ended.extend(in_parts.await?);
        }
        self.another_chance(key, fhir_id, &learned, &mut ended)
            .await?;
        drop(asked);
        let content = match content {
            Some(row) => row,
            None => self.content(key, None).await?,
        };
        // Where nothing was here, nothing can be gone, and looking costs as much as the chart is long.
        if begun {
            self.gone(key, &ended).await?;
        }
        self.settle(key, ended, &learned, content).await
    }

    /// What failed in a way that may pass is asked once more, now that the rest had its turn. Where that
    /// fails as well, it is not tried with the next patient: a server that cannot answer a question is
    /// not asked it for ever.
    async fn another_chance(
        &self,
        key: i64,
        fhir_id: &str,
        learned: &[&'static str],
        ended: &mut Ended,
    ) -> Result<(), Halt> {
        let failed: Vec<String> = {
            let hopeless = lock(&self.hopeless);
            ended
                .iter()
                .filter(|(read, walked)| walked.passing && !hopeless.contains(&read.name))
                .map(|(read, _)| read.name.clone())
                .collect()
        };
        if failed.is_empty() {
            return Ok(());
        }
        let rows = self.read(move |c| ledger::own_of_patient(c, key)).await?;
        let mut again = self.plan(Whose::Patient(fhir_id), &rows, learned).reads;
        again.retain(|read| failed.contains(&read.name));
        let asked: Vec<String> = again.iter().map(|read| read.name.clone()).collect();
        ended.retain(|(read, _)| !asked.contains(&read.name));
        let second = self.reads(key, &rows, again, Turn::Again, None).await?;
        let still = second.iter().filter(|(_, walked)| walked.passing);
        lock(&self.hopeless).extend(still.map(|(read, _)| read.name.clone()));
        ended.extend(second);
        Ok(())
    }

    /// The patient's row and ledger. Somebody new is asked for first, so that a mistyped id leaves
    /// no trace; nothing where the EHR does not have them.
    pub(super) async fn patient(&self, fhir_id: &str) -> Result<Option<Known>, Halt> {
        let connection = self.connection;
        let id = fhir_id.to_owned();
        let known = self
            .read(move |c| {
                let Some(row) = patients::find(c, connection, &id)? else {
                    return Ok(None);
                };
                Ok(Some(Known {
                    key: row.id,
                    rows: ledger::own_of_patient(c, row.id)?,
                    begun: records::is_begun(c, row.id)?,
                }))
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
        Ok(Some(Known {
            key,
            rows: Vec::new(),
            begun: false,
        }))
    }

    fn new_uuid(&self) -> Uuid {
        let now = u64::try_from(self.sync.clock.now()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(now, &self.sync.chance.bytes()).into_uuid()
    }

    /// `in_parts`: types that this once are asked in parts.
    pub(super) fn plan(
        &self,
        whose: Whose<'_>,
        rows: &[ledger::Row],
        in_parts: &[&'static str],
    ) -> Plan {
        let mut manners = self.manners();
        let once = in_parts.iter().map(|typ| (*typ).to_owned());
        manners.in_parts.extend(once);
        let asked = plan::Asked {
            whose,
            now: self.sync.clock.now(),
            full: self.sync.options.full,
            manners: &manners,
            between: self.sync.options.between,
        };
        plan::plan(&self.capabilities, &*self.sync.granted, rows, &asked)
    }

    /// Sections that a read only feeds have rows of their own: from the beginning they say that
    /// something is under way, or was interrupted.
    async fn begin(
        &self,
        patient: i64,
        rows: &[ledger::Row],
        reads: &[Read],
    ) -> Result<Option<Receipt>, Halt> {
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
            return Ok(None);
        }
        let act = move |tx: &Transaction<'_>| new.iter().try_for_each(|row| ledger::put(tx, row));
        Ok(Some(self.also(Arc::new(act)).await?))
    }
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
