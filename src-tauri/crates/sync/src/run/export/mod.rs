//! Everybody's records, or a group's, as one bulk export: asked for, asked after, its files taken in,
//! and then each patient visited for what the export did not bring.
//!
//! Owns when an export is worth asking for and what becomes of its job. It refuses to call anything
//! complete that a file did not hold whole; what is in doubt is asked for patient by patient.

mod chart;
mod file;
mod job;
mod outcomes;

use std::collections::BTreeSet;
use std::sync::Arc;

use wardbook_fhir::{ExportOf, ExportStatus, Manifest, NextLink};
use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::params;

use super::ask::Trouble;
use super::handing::Came;
use super::listing::is_fresh;
use super::verdict::Ending;
use super::{Halt, Running, lock};
use crate::backoff::Patience;
use crate::checkpoint::{FULL_AFTER, Mark, is_recent};
use crate::plan::kinds::{KINDS, Way};
use crate::plan::{LISTING, PEOPLE};
use crate::reason;
pub(super) use job::Exported;
use job::{EXPORT, Job, Ready};

/// A job older than this is surely gone.
const STALE: i64 = 3 * 24 * 3_600_000;
/// Parts of a list of files; more is not believed.
const PARTS: usize = 1_000;
/// Patients looked up together.
const STEP: u32 = 200;

impl Running<'_> {
    /// Brings everybody by an export, where that is offered and worth it; false where not, and where
    /// it came to nothing: then the patients are asked for one by one.
    pub(super) async fn export(&self, of: &ExportOf) -> Result<bool, Halt> {
        if !self.sync.options.exports || self.sync.options.between.is_some() || !self.exports(of) {
            return Ok(false);
        }
        let connection = self.connection;
        let (row, listed) = self
            .read(move |c| {
                let row = ledger::get(c, connection, 0, EXPORT)?;
                Ok((row, ledger::get(c, connection, 0, LISTING)?))
            })
            .await?;
        let mut row = row.unwrap_or_else(|| ledger::Row::new(connection, 0, PEOPLE, EXPORT));
        let kept = Job::parse(row.checkpoint.as_deref());
        let job = match kept {
            Some(job) if job.is_of(of) && is_recent(self.began, job.started, STALE) => job,
            // Whoever came a few days ago is asked what changed instead.
            _ if self.is_fresh(of, &row, listed.as_ref()) => return Ok(false),
            _ => match self.ask_for_export(of, &mut row).await? {
                Some(job) => job,
                None => return Ok(false),
            },
        };
        match self.export_ready(&mut row, job).await {
            Ok(job) => self.bring(row, job).await,
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(trouble) => self.export_failed(row, trouble).await,
        }
    }

    fn exports(&self, of: &ExportOf) -> bool {
        let typ = match of {
            ExportOf::Everybody => "Patient",
            ExportOf::Group(_) => "Group",
        };
        let offer = self.capabilities.types.get(typ);
        let named = ["export", "patient-export", "group-export"];
        offer.is_some_and(|offer| named.iter().any(|name| offer.operations.contains(*name)))
            && self.sync.granted.allows("Patient")
    }

    fn is_fresh(&self, of: &ExportOf, row: &ledger::Row, listed: Option<&ledger::Row>) -> bool {
        if self.sync.options.full {
            return false;
        }
        let recent = |at: Option<i64>| at.is_some_and(|at| is_recent(self.began, at, FULL_AFTER));
        let whose = row.window.as_deref() == Some(job::whose(of).as_str());
        // A list that is under way is gone on with.
        let listing = listed.is_some_and(|listed| {
            let walk = Mark::parse(listed.checkpoint.as_deref()).walk;
            recent(listed.as_of) || walk.is_some_and(|walk| is_fresh(&walk, self.began))
        });
        whose && recent(row.as_of) || *of == ExportOf::Everybody && listing
    }

    async fn ask_for_export(
        &self,
        of: &ExportOf,
        row: &mut ledger::Row,
    ) -> Result<Option<Job>, Halt> {
        let started = self.sync.clock.now();
        let types: Vec<&str> = KINDS
            .iter()
            .filter(|kind| matches!(kind.way, Way::Itself | Way::ByPatient(_)))
            .map(|kind| kind.resource_type)
            .filter(|typ| self.capabilities.types.contains_key(*typ))
            .filter(|typ| self.sync.granted.allows(typ))
            .collect();
        let client = &self.sync.client;
        let asked = match self.ask(|| client.export(of, &types)).await {
            // Some take no list of types.
            Err(Trouble::End(ending)) if ending.malformed => {
                self.ask(|| client.export(of, &[])).await
            }
            asked => asked,
        };
        match asked {
            Ok(url) => {
                let job = Job::new(of, url.as_str(), started);
                self.forget_files().await?;
                self.note(
                    row,
                    Some(&job),
                    State::Partial,
                    "The EHR prepares an export.",
                )
                .await?;
                Ok(Some(job))
            }
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(trouble) => self.export_failed(row.clone(), trouble).await.map(|_| None),
        }
    }

    /// Asks after the job until it is ready.
    async fn export_ready(&self, row: &mut ledger::Row, mut job: Job) -> Result<Job, Trouble> {
        if job.ready.is_some() {
            return Ok(job);
        }
        let client = &self.sync.client;
        let patience = Patience {
            first: std::time::Duration::from_secs(1),
            ..self.sync.options.patience.clone()
        };
        let mut asked = 0;
        let first = loop {
            let link = NextLink::from_checkpoint(job.url.clone());
            match self.ask(|| client.export_status(&link)).await? {
                ExportStatus::Ready(manifest) => break manifest,
                ExportStatus::Preparing { after } => {
                    asked += 1;
                    let wait = after.unwrap_or_else(|| patience.wait(asked, u32::MAX));
                    let wait = wait.max(std::time::Duration::from_millis(200));
                    self.sleep(wait, "The EHR prepares an export.".into())
                        .await?;
                    self.pass().await?;
                }
            }
        };
        let whole = self.whole_list(first).await?;
        job.ready = Some(Ready {
            transaction: whole.transaction_time,
            files_at: None,
        });
        self.list_files(row, &job, whole).await?;
        Ok(job)
    }

    /// The list of files with all of its parts.
    async fn whole_list(&self, mut list: Manifest) -> Result<Manifest, Trouble> {
        let client = &self.sync.client;
        for _ in 0..PARTS {
            let Some(next) = list.next.take() else {
                return Ok(list);
            };
            if let ExportStatus::Ready(more) = self.ask(|| client.export_status(&next)).await? {
                list.output.extend(more.output);
                list.error.extend(more.error);
                list.next = more.next;
            } else {
                let reason = "A part of the export's list of files is not ready.";
                return Err(Trouble::End(Ending::new(
                    State::Failed,
                    reason::EXPORT_INCOMPLETE,
                    reason,
                )));
            }
        }
        let reason = "The EHR's list of files leads in a circle.";
        Err(Trouble::End(Ending::new(
            State::Failed,
            reason::CIRCLE,
            reason,
        )))
    }

    /// Takes the files in, visits the patients, lets the EHR take the job away.
    async fn bring(&self, mut row: ledger::Row, mut job: Job) -> Result<bool, Halt> {
        let (rows, left_out) = self.files(job.started).await?;
        let now = self.sync.clock.now();
        let transaction = job.ready.as_ref().and_then(|ready| ready.transaction);
        let files_at = *job
            .ready
            .get_or_insert_with(Ready::default)
            .files_at
            .get_or_insert(now);
        let exported = Exported::of(&job, transaction, &rows, left_out);
        let types = exported.types.len();
        tracing::info!(types, files = rows.len(), "an export was taken in");
        if !exported.types.contains("Patient") {
            // Whose records these are cannot be told: they are here, and everybody is asked for.
            let reason = "The EHR's export did not give its patients whole.";
            let ending = Ending::new(State::Partial, reason::EXPORT_INCOMPLETE, reason);
            self.take_away(&job).await?;
            return self.export_failed(row, Trouble::End(ending)).await;
        }
        self.note(
            &mut row,
            Some(&job),
            State::Partial,
            "What it did not bring is asked for.",
        )
        .await?;
        *lock(&self.exported) = Some(Arc::new(exported));
        let patients = self.exported_patients(job.started, files_at).await?;
        *lock(&self.exported) = None;
        self.take_away(&job).await?;
        row.state = State::Complete;
        row.count = patients;
        row.as_of = Some(job.started);
        row.window = Some(job.whose());
        row.checkpoint = None;
        (row.reason_code, row.reason) = (None, None);
        row.updated_at = self.sync.clock.now();
        self.export_over(row).await?;
        self.tell_coverage(0, PEOPLE);
        Ok(true)
    }

    /// Everybody whose Patient came with the export.
    async fn exported_patients(&self, since: i64, files_at: i64) -> Result<u64, Halt> {
        let connection = self.connection;
        let (mut after, mut seen) = (0, 0);
        loop {
            let step: Vec<(i64, String)> = self
                .read(move |c| {
                    let mut rows = c.prepare_cached(
                        "SELECT p.id, p.fhir_id FROM patient p JOIN mapping m ON m.record = p.record
                         WHERE p.connection = ?1 AND p.id > ?2 AND m.synced_at >= ?3
                         ORDER BY p.id LIMIT ?4",
                    )?;
                    let rows = rows
                        .query_map(params![connection, after, since, STEP], |r| {
                            Ok((r.get(0)?, r.get(1)?))
                        })?
                        .collect::<Result<_, _>>()?;
                    Ok(rows)
                })
                .await?;
            let last = step.last().map(|(id, _)| *id);
            let count = u32::try_from(step.len()).unwrap_or(u32::MAX);
            self.board.patients(self.now(), count, last.is_none());
            let Some(last) = last else {
                return Ok(seen);
            };
            after = last;
            seen += u64::from(count);
            self.visits(step.into_iter().map(|(_, id)| id).collect(), Some(files_at))
                .await?;
        }
    }

    /// The EHR need not keep it any longer. Where it does not hear of it, it will find out by itself.
    async fn take_away(&self, job: &Job) -> Result<(), Halt> {
        let link = NextLink::from_checkpoint(job.url.clone());
        let client = &self.sync.client;
        match self.ask(|| client.export_over(&link)).await {
            Err(Trouble::Halt(halt @ (Halt::Cancelled | Halt::Broken(_)))) => Err(halt),
            Err(trouble) => {
                tracing::info!(?trouble, "the EHR did not take its export away");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn export_failed(&self, mut row: ledger::Row, trouble: Trouble) -> Result<bool, Halt> {
        let (state, code, words) = match trouble {
            Trouble::Halt(halt) => return Err(halt),
            Trouble::End(ending) => (ending.state, ending.code, ending.reason),
            Trouble::Restart | Trouble::Empty => {
                let words = "The EHR no longer has the export.".to_owned();
                (State::Failed, reason::EXPIRED, words)
            }
        };
        tracing::info!(code, "an export came to nothing");
        row.state = state;
        row.checkpoint = None;
        row.reason_code = Some(code.to_owned());
        row.reason = Some(format!("{words} Patients were asked for one by one."));
        row.updated_at = self.sync.clock.now();
        self.write(move |tx| ledger::put(tx, &row)).await?;
        Ok(false)
    }

    async fn note(
        &self,
        row: &mut ledger::Row,
        job: Option<&Job>,
        state: State,
        words: &str,
    ) -> Result<(), Halt> {
        row.state = state;
        row.checkpoint = job.and_then(Job::to_column);
        row.reason_code = Some(reason::EXPORTING.to_owned());
        row.reason = Some(words.to_owned());
        row.updated_at = self.sync.clock.now();
        let row = row.clone();
        self.write(move |tx| ledger::put(tx, &row)).await
    }

    /// Patients of a group that has no export: its members, as the EHR lists them.
    pub(super) async fn group(&self, id: &str) -> Result<(), Halt> {
        let client = &self.sync.client;
        let asked_at = self.sync.clock.now();
        let body = match self.ask(|| client.read("Group", id)).await {
            Ok(fetched) => fetched.body,
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) => return Err(super::listing::refused_with(ending.reason)),
            Err(Trouble::Restart | Trouble::Empty) => {
                return Err(super::listing::refused_with(
                    "The EHR does not have this group.".to_owned(),
                ));
            }
        };
        let members: BTreeSet<String> = job::members(&body);
        let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
        self.take_in(None, Came::one(asked_at, body), None).await?;
        self.board.patients(self.now(), count, true);
        self.visits(members.into_iter().collect(), None).await
    }
}
