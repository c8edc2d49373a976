//! A section as plain tables, for paper and for spreadsheets. Owns which columns a section has there; refuses to
//! drop a row: what was withdrawn, refuted or removed is there and says so in its status.

use crate::wire::list::{ListRow, RecordList};
use crate::wire::section::{
    AllergyRow, EncounterRow, ImmunizationRow, MedicationPart, MedicationRow, NoteRow, ProblemRow,
    RecordRow, Section, Standing,
};

/// A table under a title of its own, where a section has several.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) title: Option<String>,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One record as a row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) record: String,
    pub(crate) cells: Vec<String>,
    pub(crate) standing: Standing,
}

impl Row {
    /// It counts no more: struck through on paper.
    pub(crate) fn is_struck(&self) -> bool {
        matches!(self.standing, Standing::EnteredInError | Standing::Removed)
    }
}

/// The status as sent, and what it means where it does not simply count.
pub(crate) fn status(sent: Option<&str>, standing: &Standing) -> String {
    let meaning = match standing {
        Standing::Current | Standing::Past => "",
        Standing::Preliminary => "not final",
        Standing::EnteredInError => "ENTERED IN ERROR, not valid",
        Standing::Removed => "REMOVED AT THE EHR",
        Standing::Refuted => "ruled out or not done",
        Standing::Unknown => "status not known",
    };
    let sent = sent.unwrap_or_default().replace('-', " ");
    match (sent.is_empty(), meaning.is_empty()) {
        (true, _) => meaning.to_owned(),
        (false, true) => sent,
        (false, false) => format!("{sent} ({meaning})"),
    }
}

fn said(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn table<R>(
    title: Option<&str>,
    heads: &[&str],
    rows: &[R],
    row: impl Fn(&R) -> (&str, Vec<String>, &Standing),
) -> Table {
    Table {
        title: title.map(str::to_owned),
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        rows: rows
            .iter()
            .map(|one| {
                let (record, cells, standing) = row(one);
                Row {
                    record: record.to_owned(),
                    cells,
                    standing: standing.clone(),
                }
            })
            .collect(),
    }
}

/// The tables of a section; nothing for those that are drawn otherwise (summary, results, vitals).
pub(crate) fn of(section: &Section) -> Vec<Table> {
    match section {
        Section::Summary(_) | Section::Results(_) | Section::Vitals(_) => Vec::new(),
        Section::Medications(rows) => medications(rows),
        Section::Problems(rows) => vec![table(
            None,
            &[
                "Problem",
                "Code",
                "Category",
                "Onset",
                "Ended",
                "Severity",
                "Verification",
                "Status",
            ],
            rows,
            |row: &ProblemRow| {
                let cells = vec![
                    said(&row.name),
                    said(&row.code),
                    said(&row.category),
                    said(&row.onset),
                    said(&row.abatement),
                    said(&row.severity),
                    said(&row.verification),
                    status(row.clinical_status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
        Section::Allergies(found) => vec![table(
            None,
            &[
                "Substance",
                "Reactions",
                "Severity",
                "Criticality",
                "Kind",
                "Since or recorded",
                "Verification",
                "Status",
            ],
            &found.rows,
            |row: &AllergyRow| {
                let cells = vec![
                    said(&row.substance),
                    row.reactions.join("; "),
                    said(&row.severity),
                    said(&row.criticality),
                    said(&row.kind),
                    said(&row.onset),
                    said(&row.verification),
                    status(row.clinical_status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
        Section::Immunizations(rows) => vec![table(
            None,
            &[
                "Vaccine",
                "Date",
                "Dose",
                "Lot",
                "Site, route",
                "Why not",
                "Status",
            ],
            rows,
            |row: &ImmunizationRow| {
                let cells = vec![
                    said(&row.vaccine),
                    said(&row.date),
                    said(&row.dose),
                    said(&row.lot),
                    said(&row.site),
                    said(&row.reason),
                    status(row.status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
        Section::Encounters(rows) => vec![table(
            None,
            &[
                "Start", "End", "Class", "Type", "Reason", "Where", "With", "Status",
            ],
            rows,
            |row: &EncounterRow| {
                let cells = vec![
                    said(&row.start),
                    said(&row.end),
                    said(&row.class),
                    said(&row.kind),
                    said(&row.reason),
                    said(&row.location),
                    said(&row.practitioner),
                    status(row.status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
        Section::Notes(rows) => vec![table(
            None,
            &["Date", "Title", "Type", "Author", "Status"],
            rows,
            |row: &NoteRow| {
                let cells = vec![
                    said(&row.date),
                    said(&row.title),
                    said(&row.kind),
                    said(&row.author),
                    status(row.status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
        Section::Lists(lists) => lists.iter().map(list).collect(),
        Section::Records(rows) => vec![table(
            None,
            &["Type", "What", "More", "Date", "Status"],
            rows,
            |row: &RecordRow| {
                let cells = vec![
                    row.resource_type.clone(),
                    said(&row.title),
                    said(&row.detail),
                    said(&row.date),
                    status(row.status.as_deref(), &row.standing),
                ];
                (&row.record, cells, &row.standing)
            },
        )],
    }
}

/// What a part of the drugs is called.
fn part(part: &MedicationPart) -> &'static str {
    match part {
        MedicationPart::Active => "Active",
        MedicationPart::OneOff => "Once, or given without an order here",
        MedicationPart::Stopped => "Stopped or over",
        MedicationPart::Event => "Given and dispensed",
    }
}

fn medications(rows: &[MedicationRow]) -> Vec<Table> {
    let parts = [
        MedicationPart::Active,
        MedicationPart::OneOff,
        MedicationPart::Stopped,
        MedicationPart::Event,
    ];
    let of_part = |wanted: &MedicationPart| -> Vec<MedicationRow> {
        let of_it = rows.iter().filter(|row| row.part == *wanted);
        of_it.cloned().collect()
    };
    let filled = parts.iter().map(|wanted| (part(wanted), of_part(wanted)));
    filled
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(title, rows)| {
            table(
                Some(title),
                &[
                    "Drug",
                    "Dose, route, timing",
                    "Kind",
                    "For",
                    "By",
                    "From",
                    "Until",
                    "Status",
                ],
                &rows,
                |row: &MedicationRow| {
                    let mut sent = status(row.status.as_deref(), &row.standing);
                    if let Some(why) = &row.status_reason {
                        sent = format!("{sent}: {why}");
                    }
                    let cells = vec![
                        said(&row.name),
                        said(&row.dosage),
                        row.resource_type.clone(),
                        said(&row.indication),
                        said(&row.prescriber),
                        said(&row.date),
                        said(&row.ended),
                        sent,
                    ];
                    (&row.record, cells, &row.standing)
                },
            )
        })
        .collect()
}

fn list(of: &RecordList) -> Table {
    let mut heads = vec![of.name_head.clone()];
    heads.extend(of.columns.iter().map(|column| column.head.clone()));
    heads.push("Status".to_owned());
    let row = |row: &ListRow| {
        let name = [&row.name, &row.below].into_iter().flatten().cloned();
        let mut cells = vec![name.collect::<Vec<_>>().join(" · ")];
        cells.extend(row.cells.iter().map(said));
        cells.push(status(row.status.as_deref(), &row.standing));
        Row {
            record: row.record.clone(),
            cells,
            standing: row.standing.clone(),
        }
    };
    Table {
        title: Some(of.title.clone()),
        heads,
        rows: of.rows.iter().map(row).collect(),
    }
}
