//! Notes and letters from templates at a terminal.

use std::path::PathBuf;

use wardbook_app::Code;
use wardbook_app::wire::template::{FillTemplate, FilledTemplate, WriteDocument, WrittenAs};

use crate::ask;
use crate::document::kept;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

pub(crate) async fn list(program: &Program) -> Result<(), Ended> {
    let found = program.app.list_templates(&program.me).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    for one in &found.templates {
        let own = if one.own { " | your own" } else { "" };
        let problem = one
            .problem
            .as_deref()
            .map(|why| format!(" | cannot be used: {}", clean(why)));
        print::line(&format!(
            "{} | {}{own}{}",
            clean(&one.name),
            clean(&one.title),
            problem.unwrap_or_default()
        ));
    }
    print::words(&format!(
        "Your own go as text files into {}. Fields:",
        found.folder
    ));
    for field in &found.fields {
        print::words(&format!("  {}  {}", field.label, field.value));
    }
    Ok(())
}

pub(crate) async fn filled(
    program: &Program,
    patient: &str,
    template: String,
    encounter: Option<String>,
) -> Result<FilledTemplate, Ended> {
    program.open().await?;
    let request = FillTemplate {
        patient: program.app.find_here(&program.me, patient).await?,
        template,
        encounter,
    };
    Ok(program.app.fill_template(&program.me, request).await?)
}

pub(crate) fn told(program: &Program, filled: &FilledTemplate) {
    if program.json {
        print::json(filled);
        return;
    }
    print::line(&filled.text);
    missing(filled);
}

fn missing(filled: &FilledTemplate) {
    if !filled.not_recorded.is_empty() {
        print::words(&format!(
            "Not recorded here: {}.",
            filled.not_recorded.join(", ")
        ));
    }
}

/// A document to be written.
pub(crate) struct Asked {
    pub(crate) patient: String,
    pub(crate) template: String,
    pub(crate) text: Option<PathBuf>,
    pub(crate) pdf: bool,
    pub(crate) encounter: Option<String>,
    pub(crate) replaces: Option<String>,
    pub(crate) draft: bool,
}

pub(crate) async fn write(program: &Program, asked: Asked) -> Result<(), Ended> {
    let filled = filled(program, &asked.patient, asked.template, asked.encounter).await?;
    let text = match &asked.text {
        Some(path) => std::fs::read_to_string(path).map_err(|_| {
            Ended::Failed(ask::failure(
                Code::Io,
                "The file with the text could not be read.",
            ))
        })?,
        None => filled.text.clone(),
    };
    if asked.text.is_none() {
        missing(&filled);
    }
    let request = WriteDocument {
        patient: program.app.find_here(&program.me, &asked.patient).await?,
        text,
        about: filled.about,
        written_as: if asked.pdf {
            WrittenAs::Pdf
        } else {
            WrittenAs::Text
        },
        replaces: asked.replaces,
        draft: asked.draft,
    };
    let added = program.app.write_document(&program.me, request).await?;
    kept(program, &added, "Kept")
}
