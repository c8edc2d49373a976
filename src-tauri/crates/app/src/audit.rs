//! The audit log for people: read with filters, taken out as a chain that proves itself, as FHIR or as a table, verified,
//! and cut where it is older than it is kept. Reading it is an act like any other and has its row. What is in it is
//! written by the door alone.

pub(crate) mod acts;
mod event;
mod keeping;
mod table;
mod verify;

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;
use wardbook_fhir::read::date;
use wardbook_store::audit::{Asked, Ending, Entered};
use wardbook_store::{Store, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::new_file;
use crate::open::Open;
use crate::wire::audit::{
    AuditEntry, AuditExported, AuditFilter, AuditForm, AuditKind, AuditOutcome, AuditPage,
    ExportAudit, ListAudit,
};
use crate::wire::profile::Failure;

/// Rows of one page at most.
const PAGE: u32 = 500;
/// Signing in at this workstation, whose row says the account it was tried with.
pub(crate) const SIGN_IN: &str = "person.sign-in";
/// Acts read at one time for a file.
const AT_ONCE: u64 = 5_000;

impl App {
    /// A page of the log.
    pub async fn list_audit(
        &self,
        actor: &Actor,
        request: ListAudit,
    ) -> Result<AuditPage, Failure> {
        // Paging on in what was opened is one look at the log.
        let act = if request.offset == 0 {
            Act::recorded("audit.read", Permission::ReadAudit)
        } else {
            Act::unrecorded("audit.read", Permission::ReadAudit)
        };
        let patient = patient_of(&request.which);
        let act = act.of_maybe(patient.as_ref().ok().copied().flatten());
        self.enter(actor, act, |pass| async move {
            let asked = asked(&request.which, patient?)?;
            let open = Arc::clone(pass.open());
            blocking(move || {
                let log = open.audit();
                let top = match request.top {
                    Some(top) => top as u64,
                    None => log.rows()?,
                };
                let asked = Asked {
                    below: Some(top + 1),
                    ..asked
                };
                let limit = u64::from(request.limit.min(PAGE));
                let acts = log.acts(&asked, u64::from(request.offset), limit)?;
                Ok(AuditPage {
                    total: u32::try_from(log.count(&asked)?).unwrap_or(u32::MAX),
                    top: top as f64,
                    rows: entries(open.store(), acts)?,
                    people: log.actors()?,
                })
            })
            .await
        })
        .await
    }

    /// Writes it to a file.
    pub async fn export_audit(
        &self,
        actor: &Actor,
        request: ExportAudit,
    ) -> Result<AuditExported, Failure> {
        let patient = patient_of(&request.which);
        let act = Act::recorded("audit.export", Permission::ExportAudit).about(word(request.form));
        let act = act.of_maybe(patient.as_ref().ok().copied().flatten());
        self.enter(actor, act, |pass| async move {
            let asked = asked(&request.which, patient?)?;
            let open = Arc::clone(pass.open());
            blocking(move || written(&open, &request, asked)).await
        })
        .await
    }
}

fn written(open: &Open, request: &ExportAudit, asked: Asked) -> Result<AuditExported, Fault> {
    if request.form == AuditForm::Chain && asked != Asked::default() {
        return Err(Fault::invalid(
            "A chain is whole or it proves nothing: take it out without filters.",
        ));
    }
    let path = request.path.trim().to_owned();
    let mut out = BufWriter::new(new_file::named(Path::new(&path))?);
    let rows = match request.form {
        AuditForm::Chain => open.audit().export(&mut out)?.rows,
        AuditForm::Csv => {
            out.write_all(table::head().as_bytes())?;
            each(open, asked, |_, entry| {
                Ok(out.write_all(table::line(entry).as_bytes())?)
            })?
        }
        AuditForm::Fhir => each(open, asked, |_, entry| {
            Ok(writeln!(out, "{}", event::of(entry))?)
        })?,
        AuditForm::FhirBundle => {
            out.write_all(b"{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[")?;
            let rows = each(open, asked, |number, entry| {
                let between = if number == 0 { "" } else { "," };
                Ok(write!(
                    out,
                    "{between}\n{{\"fullUrl\":\"urn:uuid:{}\",\"resource\":{}}}",
                    event::id(entry),
                    event::of(entry)
                )?)
            })?;
            out.write_all(b"\n]}\n")?;
            rows
        }
    };
    let file = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(AuditExported {
        path,
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        key: open.audit().public_key()?,
    })
}

/// Every act that is asked for, newest first; how many.
fn each(
    open: &Open,
    mut asked: Asked,
    mut take: impl FnMut(u64, &AuditEntry) -> Result<(), Fault>,
) -> Result<u64, Fault> {
    // What is written while this reads on is not part of it.
    asked.below = Some(open.audit().rows()? + 1);
    let mut taken = 0;
    loop {
        let acts = open.audit().acts(&asked, 0, AT_ONCE)?;
        let Some(last) = acts.last() else { break };
        asked.below = Some(last.row.number);
        for entry in entries(open.store(), acts)? {
            take(taken, &entry)?;
            taken += 1;
        }
    }
    Ok(taken)
}

fn patient_of(which: &AuditFilter) -> Result<Option<Uuid>, Fault> {
    match which.patient.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => Uuid::try_parse(text)
            .map(Some)
            .map_err(|_| Fault::no_patient()),
    }
}

/// A filter as the log takes it; a day that is none is refused rather than left out.
fn asked(which: &AuditFilter, patient: Option<Uuid>) -> Result<Asked, Fault> {
    let day = |text: &Option<String>| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => date::parse(text).map(Some).ok_or_else(|| {
            Fault::invalid("That is no date. Write it as 2026-03-14, 2026-03 or 2026.")
        }),
    };
    let person = which.person.as_deref().map(str::trim);
    Ok(Asked {
        actor: person.filter(|text| !text.is_empty()).map(str::to_owned),
        patient,
        acts: which.kind.map(acts::of_kind),
        or_under_glass: which.kind == Some(AuditKind::BreakGlass),
        from: day(&which.from)?.map(|day| day.start),
        before: day(&which.to)?.and_then(date::Point::end),
        ending: which.outcome.map(|outcome| match outcome {
            AuditOutcome::Done => Ending::Done,
            AuditOutcome::Refused => Ending::Refused,
            AuditOutcome::Failed => Ending::Failed,
            AuditOutcome::Unfinished => Ending::Unfinished,
        }),
        below: None,
    })
}

/// Rows with today's names of their patients.
fn entries(store: &Store, acts: Vec<Entered>) -> Result<Vec<AuditEntry>, Fault> {
    let mut names: HashMap<Uuid, Option<String>> = HashMap::new();
    store.read(|c| {
        for patient in acts.iter().filter_map(|act| act.row.patient) {
            if let Slot::Vacant(slot) = names.entry(patient) {
                slot.insert(patients::get(c, patient)?.and_then(|row| row.name));
            }
        }
        Ok(())
    })?;
    Ok(acts.into_iter().map(|act| entry(act, &names)).collect())
}

fn entry(act: Entered, names: &HashMap<Uuid, Option<String>>) -> AuditEntry {
    let known = acts::known(&act.row.act);
    let code = act.ended.as_ref().map(|ended| ended.outcome.clone());
    let outcome = match code.as_deref() {
        None => AuditOutcome::Unfinished,
        Some("done") => AuditOutcome::Done,
        Some("not-permitted") => AuditOutcome::Refused,
        Some(_) => AuditOutcome::Failed,
    };
    let account = match act.row.act.as_str() {
        SIGN_IN => act.row.detail.clone(),
        _ => None,
    };
    AuditEntry {
        account,
        glass: act.row.glass.map(|glass| glass.to_string()),
        number: act.row.number as f64,
        at: act.row.at as f64,
        ended_at: act.ended.map(|ended| ended.at as f64),
        person: act.row.actor,
        role: act.row.role,
        // An act of a newer version is named as the log names it.
        title: known.map_or_else(|| act.row.act.clone(), |known| known.title.to_owned()),
        kind: known.map(|known| known.kind),
        act: act.row.act,
        patient: act.row.patient.map(|patient| patient.to_string()),
        patient_name: act
            .row
            .patient
            .and_then(|patient| names.get(&patient).cloned().flatten()),
        subject: act.row.subject,
        program: act.row.program,
        workstation: act.row.workstation,
        detail: act.row.detail,
        outcome,
        code: code.filter(|code| code != "done"),
        correlation: act.row.correlation.to_string(),
    }
}

fn word(form: AuditForm) -> &'static str {
    match form {
        AuditForm::Chain => "chain",
        AuditForm::Fhir => "fhir",
        AuditForm::FhirBundle => "fhir-bundle",
        AuditForm::Csv => "csv",
    }
}
