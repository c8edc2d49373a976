//! Sharing documents from a terminal, and opening what was shared. A passphrase is asked for, never an argument.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use wardbook_app::Code;
use wardbook_app::wire::hidden::Hidden;
use wardbook_app::wire::share::{
    OpenShared, ShareDocuments, SharedContent, SharedFile, SharedWith,
};

use crate::ask;
use crate::document::kept;
use crate::document_args;
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

pub(crate) async fn share(
    program: &Program,
    records: Vec<String>,
    output: &Path,
    with: document_args::SharedWith,
) -> Result<(), Ended> {
    program.open().await?;
    let with = match with.recipient {
        Some(key) => SharedWith::Recipient { key },
        None if with.plain => SharedWith::Anybody,
        None => SharedWith::Passphrase {
            passphrase: new_passphrase()?,
        },
    };
    let request = ShareDocuments {
        records,
        with,
        path: absolute(output),
    };
    let shared = program.app.share_documents(&program.me, request).await?;
    if program.json {
        print::json(&shared);
        return Ok(());
    }
    print::line(&format!("{} documents: {}", shared.documents, shared.path));
    if !shared.encrypted {
        print::words("The file is not encrypted: anybody who has it can read it.");
    }
    for sentence in &shared.left_out {
        print::words(&format!("Left out: {}", clean(sentence)));
    }
    Ok(())
}

fn new_passphrase() -> Result<Hidden, Ended> {
    let person = std::io::stdin().is_terminal();
    if !person {
        return Ok(Hidden::new(ask::from_input()?));
    }
    let first = ask::secret("Passphrase for the file (at least 12 characters): ")?;
    let again = ask::secret("The same again: ")?;
    if first != again {
        return Err(Ended::Failed(ask::failure(
            Code::InvalidRequest,
            "The two were not the same. Nothing was written; try again.",
        )));
    }
    Ok(Hidden::new(first.unwrap_or_default()))
}

/// What is asked of a shared file.
pub(crate) struct Asked {
    pub(crate) file: PathBuf,
    pub(crate) into: Option<String>,
    pub(crate) documents: Vec<u32>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) same_person: bool,
}

pub(crate) async fn open(program: &Program, asked: Asked) -> Result<(), Ended> {
    program.open().await?;
    let file = SharedFile {
        path: absolute(&asked.file),
        passphrase: passphrase(&asked)?,
        key: asked.key.as_deref().map(key).transpose()?,
    };
    let Some(into) = asked.into else {
        let content = program.app.read_shared(&program.me, file).await?;
        if program.json {
            print::json(&content);
        } else {
            listed(&content);
        }
        return Ok(());
    };
    let request = OpenShared {
        file,
        patient: program.app.find_here(&program.me, &into).await?,
        documents: asked.documents,
        same_person: asked.same_person,
    };
    let opened = program.app.open_shared(&program.me, request).await?;
    if program.json {
        print::json(&opened);
        return Ok(());
    }
    let mut ended = Ok(());
    for added in &opened.added {
        ended = kept(program, added, "Added").and(ended);
    }
    for sentence in &opened.left_out {
        print::words(&format!("Left out: {}", clean(sentence)));
    }
    ended
}

/// Asked for only where the file is one that a passphrase opens.
fn passphrase(asked: &Asked) -> Result<Option<Hidden>, Ended> {
    let by_passphrase = asked.key.is_none() && wardbook_app::opens_by_passphrase(&asked.file);
    if !by_passphrase {
        return Ok(None);
    }
    if std::io::stdin().is_terminal() {
        return Ok(ask::secret("Passphrase of the file: ")?.map(Hidden::new));
    }
    Ok(Some(Hidden::new(ask::from_input()?)))
}

/// The private key in a file, as age-keygen writes it: comments begin with #.
fn key(path: &Path) -> Result<Hidden, Ended> {
    let text = std::fs::read_to_string(path).map_err(|_| {
        Ended::Failed(ask::failure(
            Code::Io,
            "The file with the private key could not be read.",
        ))
    })?;
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("AGE-SECRET-KEY-"));
    Ok(Hidden::new(line.unwrap_or_default()))
}

fn listed(content: &SharedContent) {
    let or = |text: &Option<String>| clean(text.as_deref().unwrap_or("not said"));
    print::line(&format!(
        "{} | born {} | MRN {} | shared by {}, {}",
        or(&content.name),
        or(&content.birth_date),
        or(&content.mrn),
        or(&content.from),
        or(&content.at)
    ));
    for one in &content.documents {
        let size = one
            .size
            .map_or("content not in the file".to_owned(), |size| {
                format!("{size} bytes")
            });
        let error = if one.in_error {
            " | ENTERED IN ERROR"
        } else {
            ""
        };
        print::line(&format!(
            "{}. {} | {} | {} | {size}{error}",
            one.number,
            or(&one.title),
            or(&one.kind),
            or(&one.date)
        ));
    }
}
