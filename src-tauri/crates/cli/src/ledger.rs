//! The ledger read by read, and asking the EHR again for what failed.

use wardbook_app::csv::cell;
use wardbook_app::wire::ledger::{ReadLedger, Retry, RetryWhat};

use crate::print;
use crate::program::{Ended, Program};
use crate::table::{Table, clean};
use crate::words;

/// Every read of the ledger, of one patient or of all, and what was put aside.
pub(crate) async fn show(
    program: &Program,
    patient: Option<String>,
    csv: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = match patient {
        Some(named) => Some(program.app.find_here(&program.me, &named).await?),
        None => None,
    };
    let request = ReadLedger {
        connection: None,
        patient,
    };
    let found = program.app.read_ledger(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    let heads = [
        "EHR", "Patient", "Section", "Read", "State", "Records", "As of", "Window", "Aside", "Why",
    ];
    let rows = found.rows.iter().map(|row| {
        [
            row.connection_name.clone(),
            row.patient_name
                .clone()
                .or_else(|| row.patient.clone())
                .unwrap_or_default(),
            wardbook_app::sections::title(&row.section).to_owned(),
            row.read.clone(),
            words::state(&row.state).to_owned(),
            row.count.to_string(),
            row.as_of.map(words::moment).unwrap_or_default(),
            row.window.clone().unwrap_or_default(),
            row.quarantined.to_string(),
            row.reason.clone().unwrap_or_default(),
        ]
    });
    if csv {
        print::line(&heads.map(cell).join(","));
        for row in rows {
            print::line(&row.map(|text| cell(&text)).join(","));
        }
        return Ok(());
    }
    let mut table = Table::new(&heads);
    rows.for_each(|row| table.row(row));
    table.lines(0).iter().for_each(|line| print::line(line));
    for aside in &found.aside {
        print::line(&format!(
            "Put aside {}: {} {}: {} ({})",
            aside.id,
            clean(aside.resource_type.as_deref().unwrap_or("unknown type")),
            clean(aside.fhir_id.as_deref().unwrap_or("without an id")),
            clean(&aside.reason),
            words::moment(aside.at)
        ));
    }
    Ok(())
}

/// What failed before: all of it, one mapping, or one thing put aside.
pub(crate) async fn retry(
    program: &Program,
    name: String,
    id: Option<String>,
    aside: Option<u32>,
) -> Result<(), Ended> {
    program.open().await?;
    let what = match (id, aside) {
        (_, Some(number)) => RetryWhat::Aside { id: number },
        (Some(id), None) => RetryWhat::One { id },
        (None, None) => RetryWhat::All,
    };
    let request = Retry {
        connection: name,
        what,
    };
    let fetched = program.app.retry(&program.me, request).await?;
    crate::ingest::told(program, &fetched)
}
