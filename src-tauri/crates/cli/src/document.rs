//! Documents: what they say, and keeping one with a patient.

use std::path::PathBuf;

use wardbook_app::wire::document::{
    AboutDocument, AddDocument, DocumentLimit, DocumentText, DocumentType, FileRef,
};

use crate::args;
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};

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
        },
    };
    let added = program.app.add_document(&program.me, request).await?;
    if program.json {
        print::json(&added);
    } else if let Some(record) = &added.record {
        let what = if added.already {
            "It was here already"
        } else {
            "Added"
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
    } else if !read.without_text.is_empty() {
        let pages: Vec<String> = read.without_text.iter().map(u32::to_string).collect();
        print::words(&format!("Without text: page {}.", pages.join(", ")));
    }
    for what in &read.unread {
        print::words(&format!("Not read: {what}."));
    }
}
