//! The import itself: piece by piece through the checks and into the store, in batches. Runs on one
//! blocking thread; memory is a bundle, or a batch of NDJSON lines.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::oneshot;
use wardbook_store::connections;
use wardbook_sync::{Batch, IngestError, Name, Written};

use super::check::{Odd, check};
use super::name::{Patients, made_id};
use super::source::{self, Given, Piece};
use crate::failure::Fault;
use crate::open::Open;
use crate::wire::transfer::{ImportFault, Imported};

/// Resources of one commit at most.
const BATCH: usize = 500;
/// Bytes of one commit at most, give or take one resource.
const BATCH_BYTES: usize = 8 << 20;
/// Commits under way.
const UNDER_WAY: usize = 4;
/// Faults told one by one.
const FAULTS: usize = 1000;

type Answer = oneshot::Receiver<Result<Written, IngestError>>;

struct Run<'a> {
    open: &'a Open,
    connection: i64,
    now: i64,
    file: String,
    bodies: Vec<Bytes>,
    names: Vec<Name>,
    bytes: usize,
    answers: VecDeque<Answer>,
    imported: Imported,
}

/// Imports these files.
pub(super) fn run(
    open: &Arc<Open>,
    connection: &connections::Row,
    files: &[PathBuf],
    now: i64,
) -> Result<Imported, Fault> {
    let mut run = Run {
        open,
        connection: connection.id,
        now,
        file: String::new(),
        bodies: Vec::new(),
        names: Vec::new(),
        bytes: 0,
        answers: VecDeque::new(),
        imported: Imported {
            connection: connection.uuid.to_string(),
            source: connection.name.clone(),
            files: 0,
            passed_over: 0,
            resources: 0,
            added: 0,
            changed: 0,
            unchanged: 0,
            quarantined: 0,
            left_out: 0,
            faults: Vec::new(),
            faults_in_all: 0,
        },
    };
    for path in files {
        run.file(path)?;
    }
    run.commit()?;
    while !run.answers.is_empty() {
        run.one_answer()?;
    }
    tracing::info!(
        records = run.imported.resources,
        faults = run.imported.faults_in_all,
        "import ended"
    );
    Ok(run.imported)
}

impl Run<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Fault> {
        self.file = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        self.imported.files += 1;
        let mut failed = Ok(());
        let read = source::read(path, |given| {
            failed = self.given(given);
            failed.is_ok()
        });
        failed?;
        if let Err(error) = read {
            let fault = Fault::from(error);
            self.fault(
                "file",
                None,
                Odd::left_out("unreadable-file", fault.message),
            );
        }
        Ok(())
    }

    fn given(&mut self, given: Given) -> Result<(), Fault> {
        match given {
            Given::Unsplit(fault) => {
                self.fault(
                    &fault.position,
                    None,
                    Odd::left_out(fault.code, fault.message),
                );
                self.imported.left_out += 1;
                Ok(())
            }
            Given::One(piece) => self.piece(piece, &Patients::default()),
            Given::Bundle(pieces) => {
                let patients = Patients::of(&pieces);
                pieces
                    .into_iter()
                    .try_for_each(|piece| self.piece(piece, &patients))
            }
        }
    }

    fn piece(&mut self, piece: Piece, patients: &Patients) -> Result<(), Fault> {
        self.imported.resources += 1;
        let checked = check(&piece.body);
        let keep = checked.keep();
        let kind = checked.resource_type;
        for odd in checked.odd {
            self.fault(&piece.position, kind.as_deref(), odd);
        }
        if !keep {
            self.imported.left_out += 1;
            return Ok(());
        }
        let id = match checked.id {
            Some(_) => None,
            None => Some(made_id(piece.full_url.as_deref(), &piece.body)),
        };
        let reference = checked.patient_reference.as_deref();
        let patient = reference
            .and_then(|text| patients.id_of(text))
            .map(str::to_owned);
        self.bytes += piece.body.len();
        self.bodies.push(Bytes::from(piece.body));
        self.names.push(Name { id, patient });
        if self.bodies.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    fn fault(&mut self, position: &str, kind: Option<&str>, odd: Odd) {
        self.imported.faults_in_all += 1;
        if self.imported.faults.len() < FAULTS {
            self.imported.faults.push(ImportFault {
                file: self.file.clone(),
                position: position.to_owned(),
                resource_type: kind.map(str::to_owned),
                code: odd.code.to_owned(),
                message: odd.message,
                kept: odd.kept,
            });
        }
    }

    fn commit(&mut self) -> Result<(), Fault> {
        if self.bodies.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            connection: self.connection,
            patient: None,
            bodies: std::mem::take(&mut self.bodies),
            synced_at: self.now,
            ..Batch::default()
        };
        self.bytes = 0;
        let names = std::mem::take(&mut self.names);
        self.answers
            .push_back(self.open.ingest().submit_named_blocking(batch, names)?);
        while self.answers.len() > UNDER_WAY {
            self.one_answer()?;
        }
        Ok(())
    }

    fn one_answer(&mut self) -> Result<(), Fault> {
        let Some(answer) = self.answers.pop_front() else {
            return Ok(());
        };
        let written = answer.blocking_recv().unwrap_or(Err(IngestError::Ended))?;
        self.imported.added += written.added;
        self.imported.changed += written.changed;
        self.imported.unchanged += written.unchanged;
        self.imported.quarantined += written.quarantined;
        Ok(())
    }
}
