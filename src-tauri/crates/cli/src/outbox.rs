//! The outbox from a terminal: writing records, seeing what waits, deciding, sending.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use wardbook_app::wire::outbox::{
    AddRecord, AskWritable, CorrectRecord, EditItem, ListOutbox, MarkInError, MoveItem, OutboxItem,
    OutboxPage, OutboxRef, OutboxRow, ResolveItem, SendOutbox, VerifyRecord,
};
use wardbook_app::wire::profile::Failure;

use crate::args::OutboxCommand;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::{Table, clean};
use crate::words;

/// Rows a page.
const PAGE: u32 = 500;

pub(crate) async fn act(program: &Program, command: OutboxCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    match command {
        OutboxCommand::List { patient, all } => list(program, patient, all).await?,
        OutboxCommand::Show { item } => {
            let found = app.outbox_item(me, OutboxRef { item }).await?;
            if program.json {
                print::json(&found);
            } else {
                show(&found);
            }
        }
        OutboxCommand::Send { name, wait } => send(program, name, wait).await?,
        OutboxCommand::Withdraw { item } => {
            told(program, &app.withdraw_item(me, OutboxRef { item }).await?);
        }
        OutboxCommand::Retry { item } => {
            told(program, &app.retry_item(me, OutboxRef { item }).await?);
        }
        OutboxCommand::Move { item, earlier, .. } => {
            told(
                program,
                &app.move_item(me, MoveItem { item, earlier }).await?,
            );
        }
        OutboxCommand::Edit { item, file } => {
            let json = text(&file)?;
            told(program, &app.edit_item(me, EditItem { item, json }).await?);
        }
        OutboxCommand::Resolve { item, take, id } => {
            let request = ResolveItem {
                item,
                take,
                fhir_id: id,
            };
            told(program, &app.resolve_item(me, request).await?);
        }
    }
    Ok(())
}

/// Writes records; each is on disk before its line is printed.
pub(crate) async fn add(
    program: &Program,
    patient: &str,
    file: &Path,
    draft: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = program.app.find_here(&program.me, patient).await?;
    let text = text(file)?;
    // One resource over several lines, or one a line.
    let whole = serde_json::from_str::<serde_json::Value>(&text).is_ok();
    let records: Vec<&str> = if whole {
        vec![text.as_str()]
    } else {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect()
    };
    for json in records {
        let request = AddRecord {
            patient: patient.clone(),
            json: json.to_owned(),
            draft,
        };
        let row = program.app.add_record(&program.me, request).await?;
        told(program, &row);
    }
    Ok(())
}

/// Corrects a record.
pub(crate) async fn correct(program: &Program, record: String, file: &Path) -> Result<(), Ended> {
    program.open().await?;
    let json = text(file)?;
    let request = CorrectRecord {
        record,
        json,
        from: None,
    };
    told(
        program,
        &program.app.correct_record(&program.me, request).await?,
    );
    Ok(())
}

/// Marks a record as entered in error, or takes that back.
pub(crate) async fn in_error(program: &Program, record: String, undo: bool) -> Result<(), Ended> {
    program.open().await?;
    let request = MarkInError { record, undo };
    told(
        program,
        &program.app.mark_in_error(&program.me, request).await?,
    );
    Ok(())
}

/// Vouches for a record, or takes that back.
pub(crate) async fn verify(program: &Program, record: String, undo: bool) -> Result<(), Ended> {
    program.open().await?;
    let request = VerifyRecord {
        record,
        verified: !undo,
        seen: None,
    };
    let mark = program.app.verify_record(&program.me, request).await?;
    if program.json {
        print::json(&mark);
        return Ok(());
    }
    let line = match (&mark.verified_by, mark.verified_at) {
        (Some(person), Some(at)) => format!("Verified by {}, {}", clean(person), words::moment(at)),
        _ => "Not verified".to_owned(),
    };
    print::line(&line);
    Ok(())
}

/// Whether the EHR takes a kind of record.
pub(crate) async fn writable(
    program: &Program,
    patient: &str,
    resource_type: String,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = program.app.find_here(&program.me, patient).await?;
    let request = AskWritable {
        patient,
        resource_type,
    };
    let found = program.app.writable(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    let ehr = clean(&found.connection_name);
    print::line(
        &found
            .message
            .unwrap_or_else(|| format!("{ehr} takes new ones.")),
    );
    print::line(
        &found
            .update_message
            .unwrap_or_else(|| format!("{ehr} takes changes.")),
    );
    Ok(())
}

async fn list(program: &Program, patient: Option<String>, ended: bool) -> Result<(), Ended> {
    let patient = match patient {
        Some(named) => Some(program.app.find_here(&program.me, &named).await?),
        None => None,
    };
    let mut whole: Option<OutboxPage> = None;
    loop {
        let offset = whole.as_ref().map_or(0, |page| page.rows.len());
        let request = ListOutbox {
            connection: None,
            patient: patient.clone(),
            ended,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            limit: PAGE,
        };
        let mut page = program.app.list_outbox(&program.me, request).await?;
        let came = page.rows.len();
        if let Some(before) = whole.take() {
            page.rows = before.rows.into_iter().chain(page.rows).collect();
        }
        let done = came == 0 || page.rows.len() as u32 >= page.total;
        whole = Some(page);
        if done {
            break;
        }
    }
    if let Some(page) = whole {
        pages(program, &page);
    }
    Ok(())
}

fn pages(program: &Program, page: &OutboxPage) {
    if program.json {
        print::json(page);
        return;
    }
    let mut table = Table::new(&[
        "Item",
        "EHR",
        "Patient",
        "What",
        "State",
        "Since",
        "Tries",
        "Why",
        "What happens next",
    ]);
    for row in &page.rows {
        table.row([
            row.item.clone(),
            row.connection_name.clone(),
            row.patient_name.clone().unwrap_or_default(),
            row.title.clone(),
            row.state.clone(),
            words::moment(row.since),
            row.attempts.to_string(),
            row.reason.clone().unwrap_or_default(),
            row.next.clone(),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    print::words(&format!(
        "{} waiting, {} of them for you; {} confirmed.",
        page.waiting, page.for_person, page.confirmed
    ));
}

fn show(found: &OutboxItem) {
    let row = &found.row;
    print::line(&format!("{}: {}", clean(&row.title), row.state));
    print::line(&format!("  {}", clean(&row.next)));
    if let Some(reason) = &row.reason {
        print::line(&format!("  {}", clean(reason)));
    }
    for one in &found.attempts {
        print::line(&format!(
            "  {}  {}: {}{}{}",
            words::moment(one.began_at),
            one.step,
            one.outcome.as_deref().unwrap_or("cut off"),
            one.status.map(|s| format!(" ({s})")).unwrap_or_default(),
            one.said
                .as_deref()
                .map(|s| format!(": {}", clean(s)))
                .unwrap_or_default(),
        ));
    }
    if !found.fields.is_empty() {
        let mut table = Table::new(&["Where", "Before", "Mine", "At the EHR", "Matters"]);
        for field in &found.fields {
            let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
            let matters = if field.matters { "yes" } else { "no" };
            table.row([
                field.path.clone(),
                cell(&field.base),
                cell(&field.mine),
                cell(&field.theirs),
                matters.to_owned(),
            ]);
        }
        table.lines(2).iter().for_each(|line| print::line(line));
    }
}

async fn send(program: &Program, name: Option<String>, wait: bool) -> Result<(), Ended> {
    print::words("Sending what waits.");
    loop {
        let request = SendOutbox {
            connection: name.clone(),
        };
        let page = program.app.send_outbox(&program.me, request).await?;
        let next = page
            .rows
            .iter()
            .filter_map(|row| row.due_at)
            .reduce(f64::min);
        let Some(due) = next.filter(|_| wait) else {
            pages(program, &page);
            return Ok(());
        };
        tokio::time::sleep(until(due)).await;
    }
}

/// How long it is until then.
fn until(due: f64) -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0.0, |d| d.as_secs_f64() * 1000.0);
    Duration::from_secs_f64(((due - now) / 1000.0).clamp(0.005, 600.0))
}

fn told(program: &Program, row: &OutboxRow) {
    if program.json {
        print::json(row);
    } else {
        print::line(&format!(
            "{}  {}: {}",
            row.item,
            clean(&row.title),
            row.state
        ));
        if let Some(reason) = &row.reason {
            print::words(&clean(reason));
        }
    }
}

fn text(file: &Path) -> Result<String, Ended> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(file).map(|all| text = all)
    };
    read.map(|()| text).map_err(|_| {
        Ended::Failed(Failure {
            code: "io".to_owned(),
            message: "The file could not be read. Check the path.".to_owned(),
            correlation: None,
        })
    })
}
