//! Documents: what they say, keeping one with a patient, and its versions.

use std::path::PathBuf;

use wardbook_app::wire::document::{
    AboutDocument, AddDocument, AddedDocument, DocumentHistory, DocumentLimit, DocumentText,
    DocumentType, FileRef, SetDocumentAccess, SupersedeDocument,
};
use wardbook_app::wire::reading::{CompareNotes, ComparedNotes, LineChange};
use wardbook_app::wire::section::{RecordRef, Standing};

use crate::document_args::{self as args, DocumentCommand};
use crate::health::absolute;
use crate::outbox;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;
use crate::{document_folder, document_pages, document_share, document_write};

pub(crate) async fn act(program: &Program, command: DocumentCommand) -> Result<(), Ended> {
    let (app, me) = (&program.app, &program.me);
    match command {
        DocumentCommand::Add(how) => add(program, how).await,
        DocumentCommand::Limit { megabytes } => limit(program, megabytes).await,
        DocumentCommand::Folder { path, none } => document_folder::run(program, path, none).await,
        DocumentCommand::Versions { record } => {
            program.open().await?;
            let history = app.document_versions(me, RecordRef { record }).await?;
            versions(program, &history);
            Ok(())
        }
        DocumentCommand::Compare { earlier, later } => {
            program.open().await?;
            let compared = app
                .compare_notes(me, CompareNotes { earlier, later })
                .await?;
            if program.json {
                print::json(&compared);
            } else {
                differences(&compared);
            }
            Ok(())
        }
        DocumentCommand::Restore { record } => {
            program.open().await?;
            let added = app.restore_document(me, RecordRef { record }).await?;
            kept(program, &added, "Restored as a new version")
        }
        DocumentCommand::Supersede { record, by } => {
            program.open().await?;
            let request = SupersedeDocument { record, by };
            let history = app.supersede_document(me, request).await?;
            versions(program, &history);
            Ok(())
        }
        DocumentCommand::Rotate { record, pages, by } => {
            document_pages::rotate(program, record, pages, by).await
        }
        DocumentCommand::Split {
            record,
            pages,
            title,
            leave,
        } => document_pages::split(program, record, &pages, title, leave).await,
        DocumentCommand::Merge { record, others } => {
            document_pages::merge(program, record, others).await
        }
        DocumentCommand::Reassign {
            record,
            patient,
            pages,
        } => document_pages::reassign(program, record, patient, pages).await,
        DocumentCommand::Share {
            records,
            output,
            with,
        } => document_share::share(program, records, &output, with).await,
        DocumentCommand::OpenShared {
            file,
            into,
            document: documents,
            key,
            same_person,
        } => {
            let asked = document_share::Asked {
                file,
                into,
                documents,
                key,
                same_person,
            };
            document_share::open(program, asked).await
        }
        DocumentCommand::Templates => document_write::list(program).await,
        DocumentCommand::Fill {
            patient,
            template,
            encounter,
        } => {
            let filled = document_write::filled(program, &patient, template, encounter).await?;
            document_write::told(program, &filled);
            Ok(())
        }
        DocumentCommand::Write {
            patient,
            template,
            text,
            pdf,
            encounter,
            replaces,
            draft,
        } => {
            let asked = document_write::Asked {
                patient,
                template,
                text,
                pdf,
                encounter,
                replaces,
                draft,
            };
            document_write::write(program, asked).await
        }
        DocumentCommand::InError { record, undo } => outbox::in_error(program, record, undo).await,
        DocumentCommand::Access { record, level } => {
            program.open().await?;
            let level = level.word();
            app.set_document_access(me, SetDocumentAccess { record, level })
                .await?;
            print::words(
                "Kept. It counts where several people use this workstation; no EHR is told.",
            );
            Ok(())
        }
    }
}

fn versions(program: &Program, history: &DocumentHistory) {
    if program.json {
        print::json(history);
        return;
    }
    for one in &history.versions {
        let standing = match (&one.standing, one.current) {
            (Standing::EnteredInError, _) => "entered in error",
            (Standing::Removed, _) => "deleted at the EHR",
            (_, true) => "in force",
            (_, false) => "replaced",
        };
        let how = match (one.how.as_str(), one.from) {
            ("restored", Some(from)) => format!("version {from} restored"),
            (how, _) => how.to_owned(),
        };
        let title = one.title.as_deref().unwrap_or("no title");
        let person = one.person.as_deref().unwrap_or("not known by whom");
        let line = format!(
            "{}. {standing} | {} | {how} | {person} | {} | {}",
            one.number,
            clean(title),
            one.state,
            one.record
        );
        print::line(&line);
    }
}

fn differences(compared: &ComparedNotes) {
    for line in &compared.lines {
        let sign = match line.change {
            LineChange::Same => ' ',
            LineChange::Gone => '-',
            LineChange::Came => '+',
        };
        let words: String = line.words.iter().map(|word| word.text.as_str()).collect();
        print::line(&format!("{sign} {}", words.trim_end()));
    }
    for what in &compared.not_compared {
        print::words(&format!("Not compared: {what}"));
    }
}

pub(crate) async fn text(program: &Program, file: PathBuf) -> Result<(), Ended> {
    let request = FileRef {
        path: absolute(&file),
    };
    let read = program.app.read_document_text(&program.me, request).await?;
    if program.json {
        print::json(&read);
    } else {
        say(&read);
    }
    match read.refused {
        Some(_) => Err(Ended::Said),
        None => Ok(()),
    }
}

/// How large a document may be.
pub(crate) async fn limit(program: &Program, megabytes: Option<u32>) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    let limit = match megabytes {
        Some(megabytes) => {
            app.set_document_limit(me, DocumentLimit { megabytes })
                .await?
        }
        None => app.document_limit(me).await?,
    };
    if program.json {
        print::json(&limit);
    } else {
        print::line(&format!(
            "Documents up to {} MB are taken in.",
            limit.megabytes
        ));
    }
    Ok(())
}

/// Keeps a file with a patient.
pub(crate) async fn add(program: &Program, how: args::AddDocument) -> Result<(), Ended> {
    program.open().await?;
    let kinds = program.app.document_types(&program.me).await?;
    let kind = how.kind.map(|code| DocumentType {
        display: kinds
            .into_iter()
            .find(|kind| kind.code == code)
            .and_then(|kind| kind.display),
        code,
    });
    let request = AddDocument {
        patient: program.app.find_here(&program.me, &how.patient).await?,
        path: absolute(&how.file),
        about: AboutDocument {
            title: how.title,
            kind,
            date: how.date,
            author: how.author,
            encounter: how.encounter,
            description: how.description,
            confidentiality: how.confidentiality,
            access: how.access.map(args::Access::word),
        },
        replaces: how.replaces,
        draft: how.draft,
    };
    let added = program.app.add_document(&program.me, request).await?;
    kept(program, &added, "Added")
}

/// Says what became of a document.
pub(crate) fn kept(program: &Program, added: &AddedDocument, what: &str) -> Result<(), Ended> {
    if program.json {
        print::json(added);
    } else if let Some(record) = &added.record {
        let what = if added.already {
            "It was here already"
        } else {
            what
        };
        let state = added.state.as_deref().unwrap_or_default();
        print::line(&format!("{what}: {record}. {state}"));
        if added.text.scanned {
            print::words("No text, scanned: it can be seen, but not searched.");
        }
        for what in &added.text.unread {
            print::words(&format!("Not read: {what}."));
        }
    } else {
        say(&added.text);
    }
    match added.record {
        Some(_) => Ok(()),
        None => Err(Ended::Said),
    }
}

fn say(read: &DocumentText) {
    if let Some(why) = &read.refused {
        print::words(&format!("{} ({})", why.message, why.code));
        return;
    }
    for passage in &read.passages {
        let place = match (passage.page, &passage.part) {
            (Some(page), _) => Some(format!("--- page {page} ---")),
            (None, Some(part)) => Some(format!("--- {part} ---")),
            (None, None) => None,
        };
        if let Some(place) = place {
            print::line(&place);
        }
        print::line(&passage.text);
    }
    if read.scanned {
        print::words("No text, scanned: it can be seen, but not searched.");
    }
    for what in &read.unread {
        print::words(&format!("Not read: {what}."));
    }
}
