//! Problems and diagnoses.

use wardbook_fhir::read::condition::Condition;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, Sheet, rank};
use crate::wire::section::{ProblemRow, Standing};

/// Every problem: current first, each part newest first.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<ProblemRow>, StoreError> {
    let mut rows: Vec<ProblemRow> = desk.sheets("problems")?.iter().map(row).collect();
    rows.sort_by_key(|row| rank(&row.standing));
    Ok(rows)
}

fn row(sheet: &Sheet) -> ProblemRow {
    match Condition::read(&sheet.body) {
        Ok(found) => ProblemRow {
            record: sheet.id(),
            name: found.name,
            code: found.code,
            category: found.category,
            clinical_status: found.clinical_status,
            verification: found.verification,
            standing: sheet.standing(found.standing),
            severity: found.severity,
            onset: found.onset.or(found.recorded),
            abatement: found.abatement,
        },
        Err(_) => ProblemRow {
            record: sheet.id(),
            name: Some(UNREADABLE.to_owned()),
            code: None,
            category: None,
            clinical_status: None,
            verification: None,
            standing: Standing::Unknown,
            severity: None,
            onset: None,
            abatement: None,
        },
    }
}
