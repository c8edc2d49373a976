//! What a person keeps for themselves: lists of patients, stars, notes to self.

use std::io::Read as _;

use serde_json::json;
use wardbook_app::wire::own::{
    FetchLists, ListRef, OwnList, OwnListKind, OwnMark, OwnNoteRef, PatientMarks, ReadList,
    SetMark, WriteOwnNote,
};
use wardbook_app::wire::patient::PatientRef;

use crate::args::ListsCommand;
use crate::ask;
use crate::lists;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::{Table, clean};
use crate::words::{self, many};

/// Rows of one page.
const PAGE: u32 = 200;

fn title(list: &OwnList) -> String {
    match list.kind {
        OwnListKind::Mine => "My patients".to_owned(),
        OwnListKind::Starred => "Starred".to_owned(),
        OwnListKind::Recent => "Recent".to_owned(),
        OwnListKind::Ward => list
            .title
            .clone()
            .unwrap_or_else(|| "(no name sent)".to_owned()),
    }
}

pub(crate) async fn run(program: &Program, command: Option<ListsCommand>) -> Result<(), Ended> {
    program.open().await?;
    match command {
        None => {
            let lists = program.app.own_lists(&program.me).await?;
            if program.json {
                print::json(&lists);
            } else {
                table(&lists);
            }
            Ok(())
        }
        Some(ListsCommand::Show { list }) => show(program, &list).await,
        Some(ListsCommand::Fetch { name, group }) => {
            let request = FetchLists {
                connection: name,
                group,
            };
            let found = program.app.fetch_lists(&program.me, request).await?;
            if program.json {
                print::json(&found);
                return Ok(());
            }
            table(&found.lists);
            found
                .notes
                .iter()
                .for_each(|note| print::words(&clean(note)));
            Ok(())
        }
        Some(ListsCommand::Forget { list }) => {
            let list = named(program, &list).await?.id;
            program
                .app
                .forget_list(&program.me, ListRef { list })
                .await?;
            print::words("Forgotten here. The list stays at the EHR, and its patients stay here.");
            Ok(())
        }
    }
}

fn table(lists: &[OwnList]) {
    let mut table = Table::new(&["List", "Here", "On it", "EHR", "As of", "Id"]);
    for list in lists {
        table.row([
            title(list),
            list.here.to_string(),
            list.members.map(|n| n.to_string()).unwrap_or_default(),
            list.connection_name.clone().unwrap_or_default(),
            list.as_of.map(words::moment).unwrap_or_default(),
            list.id.clone(),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
}

/// A list by its id, or by a name that only one has.
pub(crate) async fn named(program: &Program, text: &str) -> Result<OwnList, Ended> {
    let lists = program.app.own_lists(&program.me).await?;
    let text = text.trim().to_lowercase();
    let mut found: Vec<OwnList> = lists
        .into_iter()
        .filter(|list| list.id == text || title(list).to_lowercase() == text)
        .collect();
    let several = found.len() > 1;
    match found.pop() {
        Some(list) if !several => Ok(list),
        _ => Err(Ended::Failed(ask::failure(
            wardbook_app::Code::RecordNotFound,
            if several {
                "Several lists have that name. Name one by its id; “lists” shows them."
            } else {
                "There is no such list. “lists” shows them; “lists fetch NAME” reads those of an EHR."
            },
        ))),
    }
}

async fn show(program: &Program, list: &str) -> Result<(), Ended> {
    let list = named(program, list).await?;
    let mut rows = Vec::new();
    loop {
        let request = ReadList {
            list: list.id.clone(),
            text: String::new(),
            offset: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            limit: PAGE,
        };
        let page = program.app.read_list(&program.me, request).await?;
        let last = page.rows.is_empty();
        rows.extend(page.rows);
        if last || rows.len() >= page.total as usize {
            break;
        }
    }
    if program.json {
        print::json(&json!({ "list": list, "rows": rows }));
        return Ok(());
    }
    lists::table(&rows);
    if !list.missing.is_empty() {
        print::words(&format!(
            "{} on this list are not on this workstation: {}",
            list.missing.len(),
            list.missing.join(" ")
        ));
    }
    Ok(())
}

pub(crate) async fn mark(
    program: &Program,
    patient: String,
    mark: OwnMark,
    on: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = program.app.find_here(&program.me, &patient).await?;
    let request = SetMark { patient, mark, on };
    let marks = program.app.set_mark(&program.me, request).await?;
    if program.json {
        print::json(&marks);
    } else {
        let said = |on: bool| if on { "yes" } else { "no" };
        print::words(&format!(
            "My patient: {}. Starred: {}.",
            said(marks.mine),
            said(marks.starred)
        ));
    }
    Ok(())
}

/// Shows the notes to self about a patient; writes one from standard input, or removes one.
pub(crate) async fn note(
    program: &Program,
    patient: String,
    write: bool,
    edit: Option<String>,
    remove: Option<String>,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = program.app.find_here(&program.me, &patient).await?;
    let (app, me) = (&program.app, &program.me);
    let marks = match remove {
        Some(note) => {
            app.remove_own_note(me, OwnNoteRef { patient, note })
                .await?
        }
        None if write || edit.is_some() => {
            let text = from_input()?;
            let request = WriteOwnNote {
                patient,
                note: edit,
                text,
            };
            app.write_own_note(me, request).await?
        }
        None => app.patient_marks(me, PatientRef { patient }).await?,
    };
    if program.json {
        print::json(&marks);
    } else {
        notes(&marks);
    }
    Ok(())
}

/// A note's text. More than is read here is more than a note may hold, and is refused, not cut.
fn from_input() -> Result<String, Ended> {
    let mut text = String::new();
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map(|_| text).map_err(|_| {
        Ended::Failed(ask::failure(
            wardbook_app::Code::InvalidRequest,
            "The note could not be read from standard input as text.",
        ))
    })
}

fn notes(marks: &PatientMarks) {
    print::words("Notes to self: kept on this workstation only, not part of the record.");
    for note in &marks.notes {
        print::line(&format!("{}  {}", words::moment(note.at), note.note));
        for line in note.text.lines() {
            print::line(&format!("    {}", clean(line)));
        }
    }
    if marks.notes.is_empty() {
        print::line("None about this patient.");
    } else {
        print::words(&many(
            u32::try_from(marks.notes.len()).unwrap_or(u32::MAX),
            "note",
        ));
    }
}
