//! Vaccinations, newest first.

use wardbook_fhir::read::generic::Generic;
use wardbook_fhir::read::immunization::Immunization;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, Sheet};
use crate::wire::section::{ImmunizationRow, Standing};

/// Every vaccination.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<ImmunizationRow>, StoreError> {
    Ok(desk.sheets("immunizations")?.iter().map(row).collect())
}

fn row(sheet: &Sheet) -> ImmunizationRow {
    if sheet.row.resource_type != "Immunization"
        && let Ok(found) = Generic::read(&sheet.body)
    {
        // A recommendation is filed here as well; it says so in place of a vaccine.
        let what = found.title.or(found.detail).unwrap_or_default();
        return ImmunizationRow {
            record: sheet.id(),
            vaccine: Some(
                format!("Recommendation: {what}")
                    .trim_end_matches([':', ' '])
                    .to_owned(),
            ),
            date: found.date,
            status: found.status,
            standing: Standing::Preliminary,
            dose: None,
            lot: None,
            site: None,
            reason: None,
        };
    }
    match Immunization::read(&sheet.body) {
        Ok(found) => ImmunizationRow {
            record: sheet.id(),
            vaccine: found.vaccine,
            date: found.date,
            status: found.status,
            standing: sheet.standing(found.standing),
            dose: found.dose,
            lot: found.lot,
            site: found.site,
            reason: found.reason,
        },
        Err(_) => ImmunizationRow {
            record: sheet.id(),
            vaccine: Some(UNREADABLE.to_owned()),
            date: None,
            status: None,
            standing: Standing::Unknown,
            dose: None,
            lot: None,
            site: None,
            reason: None,
        },
    }
}
