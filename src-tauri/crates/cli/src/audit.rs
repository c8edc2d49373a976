//! The audit log from a terminal: read, taken out, verified, cut.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use wardbook_app::wire::audit::{
    AuditEntry, AuditFilter, AuditForm, AuditKeeping, AuditKind, AuditOutcome, ExportAudit,
    ListAudit, SetAuditKeeping, VerifyAuditFile,
};
use wardbook_app::wire::health::AuditVerdict;

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words::{self, many};

/// Rows asked for at one time.
const PAGE: u32 = 500;

/// What is asked of the audit log.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AuditCommand {
    /// Who did what, newest first
    List {
        #[command(flatten)]
        which: Which,
        /// Rows at most
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Take it out; such a file is not encrypted
    #[command(group = ArgGroup::new("form").required(true))]
    Export {
        #[command(flatten)]
        which: Which,
        /// The whole log with its hashes and signed anchors, to be verified elsewhere
        #[arg(long, value_name = "FILE", group = "form")]
        chain: Option<PathBuf>,
        /// FHIR R4 AuditEvents, one a line
        #[arg(long, value_name = "FILE", group = "form")]
        fhir: Option<PathBuf>,
        /// FHIR R4 AuditEvents in one Bundle
        #[arg(long, value_name = "FILE", group = "form")]
        fhir_bundle: Option<PathBuf>,
        /// A table
        #[arg(long, value_name = "FILE", group = "form")]
        csv: Option<PathBuf>,
    },
    /// Walk the whole log, or a chain in a file, and say whether a row was changed, cut or put in
    Verify {
        /// A chain that was taken out; needs no profile
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// The public key that must have signed it
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// How long it is kept
    Keeping {
        /// Change it, in whole years
        #[arg(long, value_name = "N")]
        years: Option<u32>,
    },
    /// Remove what is older than it is kept, with a signed statement of the cut
    Cut,
}

/// Which acts.
#[derive(Debug, Clone, Args)]
pub(crate) struct Which {
    /// Only what this person did
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only about this patient
    #[arg(long, value_name = "PATIENT")]
    patient: Option<String>,
    /// Only acts of this kind
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Not before this day
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Not after this day
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only what ended like this
    #[arg(long, value_enum)]
    outcome: Option<Outcome>,
}

/// Kinds of acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Looking
    View,
    /// Searching
    Search,
    /// Taking out
    Export,
    /// Printing
    Print,
    /// Writing
    Write,
    /// Opening, locking, signing in and out
    SignIn,
    /// What came from an EHR and went there
    Sync,
    /// Connections and mappings
    Connection,
    /// People, the log, the program
    Administration,
    /// Charts opened with a reason, and whatever was done under it
    BreakGlass,
}

/// How acts end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// Done
    Done,
    /// Not permitted
    Refused,
    /// Failed
    Failed,
    /// Without an outcome
    Unfinished,
}

impl Which {
    async fn filter(self, program: &Program) -> Result<AuditFilter, Ended> {
        let patient = match self.patient {
            // Their own id needs no look at who is here.
            Some(id) if id.len() == 36 && id.split('-').count() == 5 => Some(id),
            Some(named) => Some(program.app.find_here(&program.me, &named).await?),
            None => None,
        };
        Ok(AuditFilter {
            person: self.by,
            patient,
            kind: self.kind.map(|kind| match kind {
                Kind::View => AuditKind::View,
                Kind::Search => AuditKind::Search,
                Kind::Export => AuditKind::Export,
                Kind::Print => AuditKind::Print,
                Kind::Write => AuditKind::Write,
                Kind::SignIn => AuditKind::SignIn,
                Kind::Sync => AuditKind::Sync,
                Kind::Connection => AuditKind::Connection,
                Kind::Administration => AuditKind::Administration,
                Kind::BreakGlass => AuditKind::BreakGlass,
            }),
            from: self.from,
            to: self.to,
            outcome: self.outcome.map(|outcome| match outcome {
                Outcome::Done => AuditOutcome::Done,
                Outcome::Refused => AuditOutcome::Refused,
                Outcome::Failed => AuditOutcome::Failed,
                Outcome::Unfinished => AuditOutcome::Unfinished,
            }),
        })
    }
}

pub(crate) async fn act(program: &Program, command: AuditCommand) -> Result<(), Ended> {
    match command {
        AuditCommand::List { which, limit } => list(program, which, limit).await,
        AuditCommand::Export {
            which,
            chain,
            fhir,
            fhir_bundle,
            csv,
        } => {
            let forms = [
                (chain, AuditForm::Chain),
                (fhir, AuditForm::Fhir),
                (fhir_bundle, AuditForm::FhirBundle),
                (csv, AuditForm::Csv),
            ];
            let chosen = forms
                .into_iter()
                .find_map(|(file, form)| file.map(|file| (file, form)));
            match chosen {
                Some((file, form)) => export(program, which, file, form).await,
                // The command line demands one of them.
                None => Ok(()),
            }
        }
        AuditCommand::Verify { file, key } => verify(program, file, key).await,
        AuditCommand::Keeping { years } => keeping(program, years).await,
        AuditCommand::Cut => {
            program.open().await?;
            let kept = program.app.cut_audit(&program.me).await?;
            said(program, &kept);
            Ok(())
        }
    }
}

async fn list(program: &Program, which: Which, limit: u32) -> Result<(), Ended> {
    program.open().await?;
    let which = which.filter(program).await?;
    let (mut rows, mut total, mut top) = (Vec::new(), 0, None);
    while (rows.len() as u64) < u64::from(limit) {
        let so_far = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let request = ListAudit {
            which: which.clone(),
            top,
            offset: so_far,
            limit: PAGE.min(limit.saturating_sub(so_far)),
        };
        let page = program.app.list_audit(&program.me, request).await?;
        (total, top) = (page.total, Some(page.top));
        if page.rows.is_empty() {
            break;
        }
        rows.extend(page.rows);
    }
    if program.json {
        print::json(&rows);
        return Ok(());
    }
    let mut table = Table::new(&["Row", "When", "Who", "What", "Patient", "From", "Outcome"]);
    for row in &rows {
        table.row(cells(row));
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    print::words(&format!("{} of {}", rows.len(), many(total, "act")));
    Ok(())
}

fn cells(row: &AuditEntry) -> [String; 7] {
    let who = match (&row.account, &row.role) {
        (Some(account), _) => format!("{account} (signing in)"),
        (None, Some(role)) => format!("{} ({role})", row.person),
        (None, None) => row.person.clone(),
    };
    let under = if row.glass.is_some() {
        " [break-glass]"
    } else {
        ""
    };
    let from = [&row.program, &row.workstation];
    let from: Vec<&str> = from
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    let outcome = match row.outcome {
        AuditOutcome::Done => "done",
        AuditOutcome::Refused => "refused",
        AuditOutcome::Failed => "failed",
        AuditOutcome::Unfinished => "unfinished",
    };
    [
        format!("{:.0}", row.number),
        words::moment(row.at),
        who,
        match &row.detail {
            Some(detail) if row.account.is_none() => format!("{}: {detail}{under}", row.title),
            _ => format!("{}{under}", row.title),
        },
        row.patient_name
            .clone()
            .or_else(|| row.patient.clone())
            .unwrap_or_default(),
        from.join(", "),
        match &row.code {
            Some(code) if row.outcome == AuditOutcome::Failed => format!("{outcome}: {code}"),
            _ => outcome.to_owned(),
        },
    ]
}

async fn export(
    program: &Program,
    which: Which,
    file: PathBuf,
    form: AuditForm,
) -> Result<(), Ended> {
    program.open().await?;
    let request = ExportAudit {
        which: which.filter(program).await?,
        form,
        path: absolute(&file),
    };
    let written = program.app.export_audit(&program.me, request).await?;
    if program.json {
        print::json(&written);
        return Ok(());
    }
    let what = if form == AuditForm::Chain {
        "row"
    } else {
        "act"
    };
    print::line(&format!(
        "{} written to {}. It is not encrypted.",
        many(written.rows, what),
        written.path
    ));
    if form == AuditForm::Chain {
        print::line(&format!("Signed by {}", written.key));
        print::line("Keep this key apart from the file: it tells a forged one.");
    }
    Ok(())
}

async fn verify(
    program: &Program,
    file: Option<PathBuf>,
    key: Option<String>,
) -> Result<(), Ended> {
    let mut verdict = if let Some(file) = file {
        let path = absolute(&file);
        let request = VerifyAuditFile { path };
        program.app.verify_audit_file(&program.me, request).await?
    } else {
        program.open().await?;
        program.app.verify_audit(&program.me).await?
    };
    if let Some(key) = key
        && verdict.ok
        && !verdict.key.eq_ignore_ascii_case(key.trim())
    {
        verdict.ok = false;
        verdict.message =
            String::from("It is whole, and signed by another key than the one you gave.");
    }
    if program.json {
        print::json(&verdict);
    } else {
        told(&verdict);
    }
    if verdict.ok { Ok(()) } else { Err(Ended::Said) }
}

fn told(verdict: &AuditVerdict) {
    print::line(&verdict.message);
    if let Some(row) = verdict.first_bad {
        print::line(&format!("First bad row: {row:.0}"));
    }
    let unfinished = many(verdict.unfinished as u32, "act");
    print::line(&format!(
        "{:.0} rows; {unfinished} begun and never finished",
        verdict.rows
    ));
    if verdict.removed > 0.0 {
        print::line(&format!(
            "Rows up to {:.0} were removed for their age, as a signed statement says",
            verdict.removed
        ));
    }
    if !verdict.key.is_empty() {
        let anchors = many(verdict.anchors as u32, "signed anchor");
        print::line(&format!("{anchors} by {}", verdict.key));
    }
}

async fn keeping(program: &Program, years: Option<u32>) -> Result<(), Ended> {
    program.open().await?;
    let kept = match years {
        Some(years) => {
            let request = SetAuditKeeping { years };
            program.app.set_audit_keeping(&program.me, request).await?
        }
        None => program.app.audit_keeping(&program.me).await?,
    };
    said(program, &kept);
    Ok(())
}

fn said(program: &Program, kept: &AuditKeeping) {
    if program.json {
        print::json(kept);
        return;
    }
    print::line(&format!("Kept for {}", many(kept.years, "year")));
    if let Some(since) = kept.since {
        print::line(&format!("Oldest row: {}", words::moment(since)));
    }
    print::line(&format!(
        "{} older than that",
        many(kept.older as u32, "row")
    ));
    print::line(&format!("Signed by {}", kept.key));
}
