//! Results and vital signs one by one, newest first: paper and spreadsheets get every one of them, also where a
//! sheet shows several of one time in one cell, or the newest times only.

use wardbook_fhir::read::interpretation::Abnormality;
use wardbook_fhir::read::observation::{Component, Observation};
use wardbook_fhir::read::reference_range::ReferenceRange;
use wardbook_store::StoreError;

use super::tables::{Row, Table, status};
use crate::chart::{Desk, Sheet, UNREADABLE};
use crate::wire::section::Standing;

const HEADS: [&str; 7] = [
    "Date",
    "Test",
    "Value",
    "Unit",
    "Flag",
    "Reference",
    "Status",
];

/// The section's table.
pub(crate) fn table(desk: &Desk<'_>, section: &str) -> Result<Table, StoreError> {
    let mut rows = Vec::new();
    for sheet in desk.sheets(section)? {
        if sheet.row.resource_type == "Observation" {
            enter(&sheet, &mut rows);
        }
    }
    Ok(Table {
        title: None,
        heads: HEADS.iter().map(|head| (*head).to_owned()).collect(),
        rows,
    })
}

fn flag(of: Abnormality, interpreted: bool) -> String {
    let words = match of {
        Abnormality::Unknown | Abnormality::Normal => "",
        Abnormality::Low => "LOW",
        Abnormality::High => "HIGH",
        Abnormality::CriticalLow => "CRITICAL LOW",
        Abnormality::CriticalHigh => "CRITICAL HIGH",
        Abnormality::Abnormal => "ABNORMAL",
        Abnormality::Critical => "CRITICAL",
    };
    if words.is_empty() || interpreted {
        words.to_owned()
    } else {
        format!("{words} (by the range)")
    }
}

fn enter(sheet: &Sheet, rows: &mut Vec<Row>) {
    let Ok(found) = Observation::read(&sheet.body) else {
        let cells = vec![String::new(), UNREADABLE.to_owned()];
        rows.push(Row {
            record: sheet.id(),
            cells: padded(cells),
            standing: Standing::Unknown,
        });
        return;
    };
    let standing = sheet.standing(found.standing);
    let date = found.sort_date().unwrap_or_default().to_owned();
    let name = found
        .name
        .clone()
        .unwrap_or_else(|| "Test not named".to_owned());
    let sent = status(found.status.as_deref(), &standing);
    let mut put = |test: String, value: String, unit: String, flag: String, range: String| {
        rows.push(Row {
            record: sheet.id(),
            cells: vec![date.clone(), test, value, unit, flag, range, sent.clone()],
            standing: standing.clone(),
        });
    };
    let own = found.value.is_some() || found.absent.is_some();
    if own || (found.components.is_empty() && found.members.is_empty()) {
        let value = found.value.as_ref();
        let text = value.map(|value| value.text.clone());
        put(
            name.clone(),
            text.unwrap_or_else(|| absent(found.absent.as_ref())),
            value
                .and_then(|value| value.unit.clone())
                .unwrap_or_default(),
            flag(found.abnormality, found.interpreted),
            found.range().unwrap_or_default(),
        );
    }
    let is_half = |part| found.is_half(part);
    if !found.components.is_empty() && found.components.iter().all(is_half) {
        return;
    }
    for component in &found.components {
        let Component { value, .. } = component;
        let part = component
            .name
            .clone()
            .unwrap_or_else(|| "Part not named".to_owned());
        let text = value.as_ref().map(|value| value.text.clone());
        put(
            format!("{name}: {part}"),
            text.unwrap_or_else(|| absent(component.absent.as_ref())),
            value
                .as_ref()
                .and_then(|value| value.unit.clone())
                .unwrap_or_default(),
            flag(component.abnormality, component.interpreted),
            ReferenceRange::all_in_words(&component.ranges).unwrap_or_default(),
        );
    }
}

/// Why there is no value; never an empty cell that could be read as normal.
fn absent(reason: Option<&String>) -> String {
    match reason {
        Some(reason) => format!("no value: {reason}"),
        None => "no value sent".to_owned(),
    }
}

fn padded(mut cells: Vec<String>) -> Vec<String> {
    cells.resize(HEADS.len(), String::new());
    cells
}
