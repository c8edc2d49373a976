//! Lists: patients here and at the EHR, hits of a search, coverage.

use serde_json::{Value, json};
use wardbook_app::wire::connection::FindPatients;
use wardbook_app::wire::coverage::ReadCoverage;
use wardbook_app::wire::patient::{ListPatients, PatientRow};
use wardbook_app::wire::search::Search;

use crate::print;
use crate::program::{Ended, Program};
use crate::table::{Table, clean};
use crate::words::{self, many};

/// Rows of one page.
const PAGE: u32 = 200;

pub(crate) async fn find(program: &Program, name: String, search: String) -> Result<(), Ended> {
    program.open().await?;
    let request = FindPatients {
        connection: name,
        text: search,
    };
    let found = program.app.find_patients(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    let mut table = Table::new(&["FHIR id", "Patient", "Born", "Sex", "MRN", "Here"]);
    for one in &found.patients {
        table.row([
            one.fhir_id.clone(),
            one.name.clone(),
            one.birth_date.clone().unwrap_or_default(),
            one.gender.clone().unwrap_or_default(),
            one.mrn.clone().unwrap_or_default(),
            if one.here {
                "yes".to_owned()
            } else {
                String::new()
            },
        ]);
    }
    if !found.patients.is_empty() {
        table.lines(0).iter().for_each(|line| print::line(line));
    }
    print::words(&many(count(found.patients.len()), "patient"));
    if found.more {
        print::words(
            "The EHR has more than these: search for more of the name, or the birth date.",
        );
    }
    found
        .notes
        .iter()
        .for_each(|note| print::words(&clean(note)));
    Ok(())
}

/// Every row of the list, page by page.
async fn rows(program: &Program, text: &str) -> Result<Vec<PatientRow>, Ended> {
    let mut rows: Vec<PatientRow> = Vec::new();
    loop {
        let request = ListPatients {
            text: text.to_owned(),
            offset: count(rows.len()),
            limit: PAGE,
        };
        let page = program.app.list_patients(&program.me, request).await?;
        let full = page.rows.len() as u32 == PAGE;
        rows.extend(page.rows);
        if !full {
            return Ok(rows);
        }
    }
}

pub(crate) async fn list(program: &Program, text: Option<String>) -> Result<(), Ended> {
    program.open().await?;
    let rows = rows(program, &text.unwrap_or_default()).await?;
    if program.json {
        print::json(&rows);
        return Ok(());
    }
    if rows.is_empty() {
        print::words("No patient here matches. Sync some, or import a file.");
        return Ok(());
    }
    table(&rows);
    Ok(())
}

/// Patients as a table, and how many.
pub(crate) fn table(rows: &[PatientRow]) {
    let mut table = Table::new(&[
        "Patient", "Born", "Sex", "MRN", "EHR", "Complete", "New", "Id",
    ]);
    for row in rows {
        let complete = match (&row.incomplete, row.as_of) {
            (None, Some(at)) => format!("as of {}", words::moment(at)),
            _ => words::state(&row.coverage).to_owned(),
        };
        table.row([
            row.name
                .clone()
                .unwrap_or_else(|| "(no name sent)".to_owned()),
            row.birth_date.clone().unwrap_or_default(),
            row.gender.clone().unwrap_or_default(),
            row.mrn.clone().unwrap_or_default(),
            row.connection_name.clone(),
            complete,
            if row.new_records > 0 {
                row.new_records.to_string()
            } else {
                String::new()
            },
            row.id.clone(),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    print::words(&many(count(rows.len()), "patient"));
}

pub(crate) async fn search(
    program: &Program,
    text: String,
    patient: Option<String>,
    limit: u32,
) -> Result<(), Ended> {
    program.open().await?;
    let patient = match patient {
        Some(named) => Some(program.app.find_here(&program.me, &named).await?),
        None => None,
    };
    let found = program
        .app
        .search(
            &program.me,
            Search {
                text,
                patient,
                limit,
            },
        )
        .await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    for hit in &found.hits {
        let who = hit.patient_name.as_deref().unwrap_or("(no patient)");
        let title = hit.title.as_deref().unwrap_or(&hit.resource_type);
        let when = words::date(hit.date.as_deref());
        print::line(&format!(
            "{}: {}  {}  [{}]",
            clean(who),
            clean(title),
            when,
            hit.record
        ));
        if let Some(snippet) = &hit.snippet {
            print::line(&format!("    {}", clean(snippet)));
        }
    }
    let more = if found.more {
        ", and more: add a word"
    } else {
        ""
    };
    print::words(&format!("{}{more}", many(count(found.hits.len()), "hit")));
    Ok(())
}

pub(crate) async fn coverage(program: &Program, patient: Option<String>) -> Result<(), Ended> {
    program.open().await?;
    let patient = match patient {
        Some(named) => Some(program.app.find_here(&program.me, &named).await?),
        None => None,
    };
    let found = program
        .app
        .read_coverage(&program.me, ReadCoverage { patient })
        .await?;
    if program.json {
        let rows: Vec<Value> = found
            .iter()
            .map(|row| {
                json!({
                    "connection": row.connection, "patient": row.patient, "section": row.section,
                    "state": row.state, "count": row.count, "asOf": row.as_of, "reason": row.reason,
                    "quarantined": row.quarantined,
                })
            })
            .collect();
        print::json(&rows);
        return Ok(());
    }
    let names = rows(program, "").await?;
    let mut table = Table::new(&["Patient", "Section", "Records", "Complete"]);
    for row in &found {
        let name = names
            .iter()
            .find(|one| one.id == row.patient)
            .and_then(|one| one.name.clone());
        table.row([
            name.unwrap_or_else(|| row.patient.clone()),
            wardbook_app::sections::title(&row.section).to_owned(),
            row.count.to_string(),
            words::coverage(row),
        ]);
    }
    if !found.is_empty() {
        table.lines(0).iter().for_each(|line| print::line(line));
    }
    Ok(())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
