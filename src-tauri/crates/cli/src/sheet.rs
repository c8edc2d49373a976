//! Sections as text: tables a clinician can read.

use wardbook_app::wire::chart::{Chart, Summary};
use wardbook_app::wire::list::RecordList;
use wardbook_app::wire::result::{Abnormality, Cell, Flowsheet, VitalRow};
use wardbook_app::wire::section::{
    Allergies, AllergyStatement, EncounterRow, ImmunizationRow, MedicationRow, NoteRow, ProblemRow,
    RecordRow, Section, Standing,
};

use crate::chart::heading;
use crate::print;
use crate::table::Table;
use crate::words::{date, day, standing};

/// Times of a flowsheet that fit beside each other.
const TIMES: usize = 6;

/// The summary, each part under its section's head.
pub(crate) fn summary(chart: &Chart, summary: &Summary) {
    let head = |name: &str| {
        chart
            .sections
            .iter()
            .filter(|head| head.section == name)
            .for_each(heading);
    };
    head("problems");
    problems(&summary.problems);
    head("medications");
    medications(&summary.medications);
    head("allergies");
    allergies(&summary.allergies);
    head("results");
    flowsheet(&summary.results);
    head("vitals");
    vitals(&summary.vitals);
    head("encounters");
    encounters(&summary.encounters);
    head("notes");
    notes(&summary.notes);
}

/// Any section.
pub(crate) fn section(section: &Section) {
    match section {
        Section::Summary(summary) => {
            problems(&summary.problems);
            medications(&summary.medications);
            flowsheet(&summary.results);
        }
        Section::Results(sheet) | Section::Vitals(sheet) => flowsheet(sheet),
        Section::Medications(rows) => medications(rows),
        Section::Problems(rows) => problems(rows),
        Section::Allergies(found) => allergies(found),
        Section::Immunizations(rows) => immunizations(rows),
        Section::Encounters(rows) => encounters(rows),
        Section::Notes(rows) => notes(rows),
        Section::Lists(all) => all.iter().for_each(list),
        Section::Records(rows) => records(rows),
    }
}

fn put(table: &Table) {
    table.lines(2).iter().for_each(|line| print::line(line));
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

fn or<'t>(value: Option<&'t String>, otherwise: &'t str) -> String {
    value.map_or(otherwise, String::as_str).to_owned()
}

fn problems(rows: &[ProblemRow]) {
    let mut table = Table::bare();
    for row in rows {
        let since = row
            .onset
            .as_deref()
            .map(|on| format!("since {}", day(Some(on))));
        table.row([
            or(row.name.as_ref(), "(not named)"),
            since.unwrap_or_default(),
            text(row.severity.as_ref()),
            text(row.code.as_ref()),
            standing(&row.standing).to_owned(),
        ]);
    }
    put(&table);
}

fn medications(rows: &[MedicationRow]) {
    let mut table = Table::bare();
    for row in rows {
        let kind = match row.resource_type.as_str() {
            "MedicationRequest" => "order",
            "MedicationStatement" => "statement",
            "MedicationAdministration" => "given",
            "MedicationDispense" => "dispensed",
            other => other,
        };
        table.row([
            or(row.name.as_ref(), "(drug not named)"),
            text(row.dosage.as_ref()),
            day(row.date.as_deref()),
            kind.to_owned(),
            standing(&row.standing).to_owned(),
        ]);
    }
    put(&table);
}

fn allergies(found: &Allergies) {
    let said = match found.statement {
        AllergyStatement::Listed => None,
        AllergyStatement::NoneKnown => Some("The EHR says: no known allergies."),
        AllergyStatement::NothingRecorded => Some("Nothing recorded at the EHR, either way."),
        AllergyStatement::NotKnown => Some("Not known: not read from the EHR to the end."),
    };
    if let Some(said) = said {
        print::line(&format!("  {said}"));
    }
    let mut table = Table::bare();
    for row in &found.rows {
        table.row([
            or(row.substance.as_ref(), "(substance not named)"),
            row.reactions.join(", "),
            text(row.criticality.as_ref()),
            day(row.onset.as_deref()),
            standing(&row.standing).to_owned(),
        ]);
    }
    put(&table);
}

fn immunizations(rows: &[ImmunizationRow]) {
    let mut table = Table::bare();
    for row in rows {
        table.row([
            day(row.date.as_deref()),
            or(row.vaccine.as_ref(), "(vaccine not named)"),
            text(row.dose.as_ref()),
            text(row.status.as_ref()),
        ]);
    }
    put(&table);
}

fn encounters(rows: &[EncounterRow]) {
    let mut table = Table::bare();
    for row in rows {
        let what = row.kind.as_ref().or(row.class.as_ref());
        table.row([
            day(row.start.as_deref()),
            or(what, "(not named)"),
            text(row.reason.as_ref()),
            text(row.location.as_ref()),
            text(row.practitioner.as_ref()),
            mark(&row.standing, Standing::Past),
        ]);
    }
    put(&table);
}

fn notes(rows: &[NoteRow]) {
    let mut table = Table::bare();
    for row in rows {
        table.row([
            day(row.date.as_deref()),
            or(row.title.as_ref().or(row.kind.as_ref()), "(no title)"),
            text(row.author.as_ref()),
            if row.here {
                String::new()
            } else {
                "not here".to_owned()
            },
            mark(&row.standing, Standing::Past),
            row.record.clone(),
        ]);
    }
    put(&table);
}

/// A list under its title, with its own columns; what was withdrawn or refuted says so.
fn list(list: &RecordList) {
    print::line(&format!("{} ({})", list.title, list.rows.len()));
    let mut headings = vec![list.name_head.as_str()];
    headings.extend(list.columns.iter().map(|column| column.head.as_str()));
    headings.extend(["Status", ""]);
    let mut table = Table::new(&headings);
    for row in &list.rows {
        let mut cells = vec![or(row.name.as_ref(), "(not named)")];
        for (cell, column) in row.cells.iter().zip(&list.columns) {
            cells.push(if column.date {
                date(cell.as_deref())
            } else {
                text(cell.as_ref())
            });
        }
        cells.push(text(row.status.as_ref()));
        cells.push(mark(&row.standing, Standing::Current));
        table.row(cells);
    }
    put(&table);
}

fn records(rows: &[RecordRow]) {
    let mut table = Table::bare();
    for row in rows {
        table.row([
            day(row.date.as_deref()),
            or(row.title.as_ref(), &row.resource_type),
            text(row.detail.as_ref()),
            text(row.status.as_ref()),
        ]);
    }
    put(&table);
}

/// What is over is usual here and needs no word.
fn mark(found: &Standing, usual: Standing) -> String {
    if *found == usual {
        String::new()
    } else {
        standing(found).to_owned()
    }
}

fn vitals(rows: &[VitalRow]) {
    let mut table = Table::bare();
    for row in rows {
        let value = row
            .value
            .clone()
            .or_else(|| row.absent.as_ref().map(|why| format!("({why})")));
        table.row([
            row.name.clone(),
            format!("{}{}", value.unwrap_or_default(), sign(&row.abnormality)),
            text(row.unit.as_ref()),
            date(row.date.as_deref()),
        ]);
    }
    put(&table);
}

fn flowsheet(sheet: &Flowsheet) {
    for group in &sheet.groups {
        // Each group shows its own last times: a panel of last year is not hidden by today's glucose.
        let mut shown: Vec<u32> = group
            .tests
            .iter()
            .flat_map(|test| &test.cells)
            .map(|cell| cell.column)
            .collect();
        shown.sort_unstable();
        shown.dedup();
        shown.truncate(TIMES);
        let mut headings = vec![group.name.clone(), String::new()];
        headings.extend(times(sheet, &shown));
        headings.push("Range".to_owned());
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let mut table = Table::new(&headings);
        for test in &group.tests {
            let mut row = vec![test.name.clone(), text(test.unit.as_ref())];
            for column in &shown {
                let found = test.cells.iter().find(|cell| cell.column == *column);
                row.push(found.map(cell).unwrap_or_default());
            }
            row.push(text(test.range.as_ref()));
            table.row(row);
        }
        put(&table);
    }
}

/// Days over the columns, with the time where a day has several.
fn times(sheet: &Flowsheet, shown: &[u32]) -> Vec<String> {
    let dates: Vec<&str> = shown
        .iter()
        .filter_map(|column| sheet.columns.get(*column as usize))
        .map(|column| column.date.as_str())
        .collect();
    let several = |of: &str| dates.iter().filter(|one| day(Some(one)) == of).count() > 1;
    dates
        .iter()
        .map(|one| {
            let of = day(Some(one));
            if several(&of) { date(Some(one)) } else { of }
        })
        .collect()
}

fn cell(cell: &Cell) -> String {
    let mut words = match (&cell.value, &cell.absent) {
        (Some(value), _) => value.clone(),
        (None, Some(why)) => format!("({why})"),
        (None, None) => String::new(),
    };
    if let Some(unit) = &cell.unit {
        words.push(' ');
        words.push_str(unit);
    }
    words.push_str(sign(&cell.abnormality));
    match cell.standing {
        Standing::EnteredInError => words.push_str(" [ENTERED IN ERROR]"),
        Standing::Removed => words.push_str(" [REMOVED AT THE EHR]"),
        Standing::Preliminary => words.push_str(" [not final]"),
        _ => {}
    }
    if cell.more > 0 {
        return format!("{words} +{}", cell.more);
    }
    words
}

fn sign(abnormality: &Abnormality) -> &'static str {
    match abnormality {
        Abnormality::Unknown | Abnormality::Normal => "",
        Abnormality::Low => " L",
        Abnormality::High => " H",
        Abnormality::CriticalLow => " LL",
        Abnormality::CriticalHigh => " HH",
        Abnormality::Abnormal => " A",
        Abnormality::Critical => " AA",
    }
}
