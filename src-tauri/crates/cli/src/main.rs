//! Wardbook from a terminal: the same program as the window, over the same `app`. Answers go to standard
//! output, progress and words to standard error; the exit code is 0 only on success. With `--json` every
//! answer is one JSON value on standard output, a failure too: `{"error": {"code", "message",
//! "correlation"}}`.
//!
//! Owns arguments, printing and the passphrase prompt; refuses to decide anything `app` decides.

mod archive;
mod args;
mod ask;
mod audit;
mod automatic;
mod backup;
mod chart;
mod connect;
mod connection;
mod dicom;
mod dicom_find;
mod dicom_out;
mod dicom_read;
mod dicom_seen;
mod dicom_wrap;
mod document;
mod document_args;
mod document_folder;
mod document_pages;
mod document_share;
mod document_write;
mod glass;
mod health;
mod hospitals;
mod ingest;
mod leaving;
mod ledger;
mod lists;
mod locking;
mod manners;
mod mapping;
mod out;
mod outbox;
mod own;
mod people;
mod print;
mod program;
mod retention;
mod sheet;
mod sync;
mod table;
mod transfer;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

/// Records are made on one thread and given back on another, which this allocator does not mind.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use args::{Arguments, Command};
use program::{Ended, Program};
use wardbook_app::wire::ledger::KnownHere;
use wardbook_app::wire::own::OwnMark;
use wardbook_app::wire::sync::DateRange;

fn main() -> ExitCode {
    // First of all: this program is also its own reader of documents, in a process apart.
    if let Some(done) = wardbook_app::outside::serve_if_asked() {
        return done;
    }
    if wardbook_app::crash::leave_no_core().is_err() {
        print::words("The system did not forbid a dump of memory in a crash.");
    }
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        print::words("Wardbook could not start: the system gives it no threads.");
        return ExitCode::FAILURE;
    };
    runtime.block_on(run(arguments))
}

async fn run(arguments: Arguments) -> ExitCode {
    let json = arguments.json;
    let Some(program) = Program::new(&arguments) else {
        print::words("This account has no folder for application data; name one with --profile.");
        return ExitCode::FAILURE;
    };
    let ended = act(&program, arguments.command).await;
    program.app.close().await;
    if !print::is_whole() {
        print::words("The answer could not be written whole: is the disk full?");
        return ExitCode::FAILURE;
    }
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // What is wrong was the answer, and is printed already.
        Err(Ended::Said) => ExitCode::FAILURE,
        Err(Ended::Failed(failure)) => {
            print::failure(&failure, json);
            ExitCode::FAILURE
        }
    }
}

async fn act(program: &Program, command: Command) -> Result<(), Ended> {
    match command {
        Command::Init {
            passphrase_stdin,
            keyring,
        } => ask::init(program, passphrase_stdin, keyring).await,
        Command::Passphrase {
            new_stdin,
            keyring,
            no_keyring,
        } => locking::passphrase(program, new_stdin, keyring, no_keyring).await,
        Command::Rekey => locking::rekey(program).await,
        Command::Recovery { command } => backup::recovery(program, command).await,
        Command::Backup { file } => backup::write(program, &file).await,
        Command::Restore { file, anew } => backup::restore(program, &file, anew).await,
        Command::Remove { patient, anyway } => leaving::remove(program, patient, anyway).await,
        Command::Leave {
            audit_copy,
            anyway,
            yes,
        } => leaving::leave(program, audit_copy, anyway, yes).await,
        Command::Retention { command } => retention::act(program, command).await,
        Command::Locking { minutes, kind } => locking::run(program, minutes, kind).await,
        Command::Connect {
            name,
            fhir_base,
            how,
            test,
        } => {
            let request = connect::new(name, fhir_base, how, true)?;
            connect::connect(program, request, test).await
        }
        Command::Connection { command } => connection::act(program, command).await,
        Command::Hospitals { command } => hospitals::act(program, command).await,
        Command::Launch { address } => hospitals::launch(program, address).await,
        Command::Connections => connect::list(program).await,
        Command::Disconnect { name } => connect::remove(program, name).await,
        Command::SignIn { name } => connect::sign_in(program, name).await,
        Command::SignOut { name } => connect::sign_out(program, name).await,
        Command::Patients { name, search } => lists::find(program, name, search).await,
        Command::Sync {
            name,
            patients,
            all,
            group,
            no_export,
            from,
            to,
            statuses,
            limit,
        } => {
            let chosen = sync::Chosen {
                patients,
                all,
                group,
                no_export,
                from: sync::From { from, to },
                statuses,
                limit,
            };
            sync::run(program, name, chosen).await
        }
        Command::Ingest {
            name,
            encounter,
            patients,
            from,
            to,
            statuses,
            limit,
            skip_known,
            keep_versions,
        } => {
            let between = (from.is_some() || to.is_some()).then_some(DateRange { from, to });
            let which = match encounter {
                Some(id) => ingest::Which::One(id),
                None => ingest::Which::Found {
                    patients,
                    between,
                    statuses,
                    limit,
                },
            };
            let known = match (skip_known, keep_versions) {
                (true, _) => KnownHere::Skip,
                (false, true) => KnownHere::KeepVersion,
                (false, false) => KnownHere::Refresh,
            };
            ingest::run(program, name, which, known).await
        }
        Command::Automatic { name, how } => automatic::run(program, name, how).await,
        Command::Manners {
            name,
            vendor,
            page,
            requests,
            batch,
            rest_ms,
            last_updated,
            headers,
            no_headers,
            reset,
        } => {
            let said = wardbook_app::wire::manners::MannersOverride {
                vendor,
                page,
                requests,
                batch,
                rest_ms,
                last_updated,
                headers: manners::headers(&headers)?,
            };
            manners::run(program, name, said, &no_headers, reset).await
        }
        Command::Mapping { command } => mapping::run(program, command).await,
        Command::List { text } => lists::list(program, text).await,
        Command::Lists { command } => own::run(program, command).await,
        Command::Star { patient, off } => own::mark(program, patient, OwnMark::Starred, !off).await,
        Command::Mine { patient, off } => own::mark(program, patient, OwnMark::Mine, !off).await,
        Command::NoteToSelf {
            patient,
            write,
            edit,
            remove,
        } => own::note(program, patient, write, edit, remove).await,
        Command::Chart {
            patient,
            section,
            source,
        } => chart::show(program, patient, section, source).await,
        Command::Note { record } => chart::note(program, record).await,
        Command::Source { record } => chart::source(program, record).await,
        Command::Search {
            text,
            patient,
            limit,
            section,
            from,
            to,
            newest,
        } => {
            let asked = lists::Asked {
                text,
                patient,
                limit,
                sections: section,
                from,
                to,
                newest,
            };
            lists::search(program, asked).await
        }
        Command::Coverage {
            patient,
            reads: false,
            csv: false,
        } => lists::coverage(program, patient).await,
        Command::Coverage { patient, csv, .. } => ledger::show(program, patient, csv).await,
        Command::Status => health::status(program).await,
        Command::Document { command } => document::act(program, command).await,
        Command::Text { file } => document::text(program, file).await,
        Command::Dicom { command } => dicom::act(program, command).await,
        Command::Import { path } => transfer::import(program, path).await,
        Command::Export {
            patient,
            format,
            sections,
            output,
        } => out::run(program, patient, format, sections, output).await,
        Command::People { command } => people::act(program, command).await,
        Command::BreakGlass { command } => glass::act(program, command).await,
        Command::Audit { command } => audit::act(program, command).await,
        Command::Outbox { command } => outbox::act(program, command).await,
        Command::Add {
            patient,
            file,
            draft,
        } => outbox::add(program, &patient, &file, draft).await,
        Command::Correct { record, file } => outbox::correct(program, record, &file).await,
        Command::InError { record, undo } => outbox::in_error(program, record, undo).await,
        Command::Verify { record, undo } => outbox::verify(program, record, undo).await,
        Command::Writable {
            patient,
            resource_type,
        } => outbox::writable(program, &patient, resource_type).await,
        Command::Doctor => health::doctor(program).await,
        Command::Policy => health::policy(program).await,
        Command::SupportBundle { file } => health::support(program, file).await,
    }
}
