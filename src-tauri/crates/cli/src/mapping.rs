//! The mapping between our records and the EHR's ids, by hand.

use std::path::PathBuf;

use wardbook_app::csv::cell;
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::ledger::{
    ChangeMapping, ImportMappings, ListMappings, MappingChange, MappingRef, MappingRow,
    MappingStanding,
};

use crate::args::{MappingCommand, Stands};
use crate::ledger::retry;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words::{self, many};

/// Rows asked for at one time.
const PAGE: u32 = 5_000;

pub(crate) async fn run(program: &Program, command: MappingCommand) -> Result<(), Ended> {
    match command {
        MappingCommand::Get { name, id } => get(program, name, id).await,
        MappingCommand::List {
            name,
            stands,
            r#type,
            older_than,
            id,
            csv,
        } => {
            let request = ListMappings {
                connection: name,
                standing: stands.map(standing),
                resource_type: r#type,
                older_than_minutes: older_than,
                id,
                offset: 0,
                limit: PAGE,
            };
            list(program, request, csv).await
        }
        MappingCommand::Figures { name } => figures(program, name).await,
        MappingCommand::Relink { name, id, fhir_id } => {
            change(program, name, id, MappingChange::Relink { fhir_id }).await
        }
        MappingCommand::Deactivate { name, id } => {
            change(program, name, id, MappingChange::Deactivate).await
        }
        MappingCommand::Activate { name, id } => {
            change(program, name, id, MappingChange::Activate).await
        }
        MappingCommand::Note { name, id, text } => {
            change(program, name, id, MappingChange::Note { text }).await
        }
        MappingCommand::Import { name, file } => import(program, name, file).await,
        MappingCommand::Retry { name, id, aside } => retry(program, name, id, aside).await,
    }
}

fn standing(stands: Stands) -> MappingStanding {
    match stands {
        Stands::Active => MappingStanding::Active,
        Stands::InError => MappingStanding::InError,
        Stands::Removed => MappingStanding::Removed,
        Stands::Inactive => MappingStanding::Inactive,
    }
}

async fn get(program: &Program, name: String, id: String) -> Result<(), Ended> {
    program.open().await?;
    let request = MappingRef {
        connection: name,
        id,
    };
    let row = program.app.get_mapping(&program.me, request).await?;
    one(program, &row);
    Ok(())
}

async fn change(
    program: &Program,
    name: String,
    id: String,
    change: MappingChange,
) -> Result<(), Ended> {
    program.open().await?;
    let request = ChangeMapping {
        connection: name,
        id,
        change,
    };
    let row = program.app.change_mapping(&program.me, request).await?;
    one(program, &row);
    Ok(())
}

fn one(program: &Program, row: &MappingRow) {
    if program.json {
        print::json(row);
        return;
    }
    let mut table = Table::bare();
    let mut say = |name: &str, value: String| table.row([name.to_owned(), value]);
    say("Record", row.record.clone());
    say(
        "At the EHR",
        format!("{}/{}", row.resource_type, row.fhir_id),
    );
    say("Stands", words_of(&row.standing).to_owned());
    say("Version", row.version.clone().unwrap_or_default());
    say("Came first", words::moment(row.created_at));
    say("Last received", words::moment(row.synced_at));
    say("Failures", row.error_count.to_string());
    say("Last failure", row.last_error.clone().unwrap_or_default());
    for act in &row.acts {
        let detail = act.detail.clone().unwrap_or_default();
        let who = format!("{}, {}", act.person, words::moment(act.at));
        say(&act.act, format!("{detail} ({who}, {})", act.correlation));
    }
    table.lines(0).iter().for_each(|line| print::line(line));
}

async fn list(program: &Program, mut request: ListMappings, csv: bool) -> Result<(), Ended> {
    program.open().await?;
    let mut rows: Vec<MappingRow> = Vec::new();
    loop {
        let page = program
            .app
            .list_mappings(&program.me, request.clone())
            .await?;
        let last = page.rows.is_empty();
        request.offset += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        rows.extend(page.rows);
        if last || request.offset >= page.total {
            break;
        }
    }
    if program.json {
        print::json(&rows);
        return Ok(());
    }
    let heads = [
        "Record",
        "Type",
        "FHIR id",
        "Version",
        "Stands",
        "Received",
        "Failures",
        "Last failure",
    ];
    let cells = rows.iter().map(|row| {
        [
            row.record.clone(),
            row.resource_type.clone(),
            row.fhir_id.clone(),
            row.version.clone().unwrap_or_default(),
            words_of(&row.standing).to_owned(),
            words::moment(row.synced_at),
            row.error_count.to_string(),
            row.last_error.clone().unwrap_or_default(),
        ]
    });
    if csv {
        print::line(&heads.map(cell).join(","));
        for row in cells {
            print::line(&row.map(cell).join(","));
        }
        return Ok(());
    }
    let mut table = Table::new(&heads);
    cells.for_each(|row| table.row(row));
    table.lines(0).iter().for_each(|line| print::line(line));
    print::words(&many(request.offset, "mapping"));
    Ok(())
}

async fn figures(program: &Program, name: String) -> Result<(), Ended> {
    program.open().await?;
    let request = ConnectionRef { connection: name };
    let found = program.app.mapping_figures(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    let mut table = Table::bare();
    let mut say = |name: &str, value: String| table.row([name.to_owned(), value]);
    say("Active", found.active.to_string());
    say("In error", found.in_error.to_string());
    say("Removed at the EHR", found.removed.to_string());
    say("Inactive", found.inactive.to_string());
    say("Waiting", found.waiting.to_string());
    say(
        "Last sync",
        found.last_sync.map(words::moment).unwrap_or_default(),
    );
    say("Failures noted", found.errors.to_string());
    for error in &found.common_errors {
        say("Failure", format!("{} ({})", error.code, error.count));
    }
    say("Orphans", found.orphans.to_string());
    say("Duplicates", found.duplicates.to_string());
    for of in &found.types {
        say(
            &of.resource_type,
            format!(
                "{}, on average received {:.1} days ago, {:.1} new a day",
                of.count, of.average_age_days, of.created_a_day
            ),
        );
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    Ok(())
}

async fn import(program: &Program, name: String, file: PathBuf) -> Result<(), Ended> {
    program.open().await?;
    let request = ImportMappings {
        connection: name,
        path: file.to_string_lossy().into_owned(),
    };
    let done = program.app.import_mappings(&program.me, request).await?;
    if program.json {
        print::json(&done);
    } else {
        print::line(&format!(
            "{} relinked, {} not.",
            many(done.done, "mapping"),
            done.failed.len()
        ));
        for failed in &done.failed {
            print::words(&format!("Line {}: {}", failed.line, failed.message));
        }
    }
    if done.failed.is_empty() {
        Ok(())
    } else {
        Err(Ended::Said)
    }
}

fn words_of(standing: &MappingStanding) -> &'static str {
    match standing {
        MappingStanding::Active => "active",
        MappingStanding::InError => "in error",
        MappingStanding::Removed => "removed at the EHR",
        MappingStanding::Inactive => "inactive",
    }
}
