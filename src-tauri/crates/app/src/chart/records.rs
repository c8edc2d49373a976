//! Any other section: its records as rows of what, more, when.

use wardbook_fhir::read::generic::Generic;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, Sheet};
use crate::wire::section::{RecordRow, Standing};

/// Every record of a section, newest first.
pub(super) fn all(desk: &Desk<'_>, section: &str) -> Result<Vec<RecordRow>, StoreError> {
    Ok(desk.sheets(section)?.iter().map(row).collect())
}

fn row(sheet: &Sheet) -> RecordRow {
    match Generic::read(&sheet.body) {
        Ok(found) => RecordRow {
            record: sheet.id(),
            resource_type: sheet.row.resource_type.clone(),
            title: found.title,
            detail: found.detail,
            status: found.status,
            standing: sheet.standing(found.standing),
            date: found.date,
        },
        Err(_) => RecordRow {
            record: sheet.id(),
            resource_type: sheet.row.resource_type.clone(),
            title: Some(UNREADABLE.to_owned()),
            detail: None,
            status: None,
            standing: Standing::Unknown,
            date: None,
        },
    }
}
