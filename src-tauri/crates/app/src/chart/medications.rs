//! Drugs: orders, statements, administrations and dispenses, each as it is. Never merged: two records of
//! one drug may differ in just what matters.

use wardbook_fhir::read::medication::MedicationUse;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, PEOPLE, Sheet, rank};
use crate::wire::section::{MedicationRow, Standing};

/// Every drug record: current first, each part newest first.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<MedicationRow>, StoreError> {
    let mut rows = Vec::new();
    for sheet in desk.sheets("medications")? {
        // A Medication in the patient's chart is what an order refers to, not a drug the patient has.
        if sheet.row.resource_type != "Medication" {
            rows.push(row(desk, &sheet)?);
        }
    }
    rows.sort_by_key(|row| rank(&row.standing));
    Ok(rows)
}

fn row(desk: &Desk<'_>, sheet: &Sheet) -> Result<MedicationRow, StoreError> {
    let Ok(found) = MedicationUse::read(&sheet.body) else {
        return Ok(MedicationRow {
            record: sheet.id(),
            resource_type: sheet.row.resource_type.clone(),
            name: Some(UNREADABLE.to_owned()),
            dosage: None,
            status: None,
            standing: Standing::Unknown,
            indication: None,
            prescriber: None,
            date: None,
            ended: None,
            as_needed: false,
        });
    };
    let name = match found.name {
        Some(name) => Some(name),
        None => desk.name(found.medication.as_ref(), &["Medication"])?,
    };
    let prescriber = match found.prescriber {
        Some(name) => Some(name),
        None => desk.name(found.prescriber_reference.as_ref(), &PEOPLE)?,
    };
    Ok(MedicationRow {
        record: sheet.id(),
        resource_type: sheet.row.resource_type.clone(),
        name,
        dosage: found.dosage,
        status: found.status,
        standing: sheet.standing(found.standing),
        indication: found.indication,
        prescriber,
        date: found.date,
        ended: found.ended,
        as_needed: found.as_needed,
    })
}
