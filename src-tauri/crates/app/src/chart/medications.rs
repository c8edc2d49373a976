//! Drugs: orders, statements, administrations and dispenses, each as it is. Never merged: two records of
//! one drug may differ in just what matters.

use std::collections::HashMap;

use wardbook_fhir::read::codeable::{Coded, Reference};
use wardbook_fhir::read::medication::{Medication, MedicationUse};
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, PEOPLE, Sheet, rank};
use crate::wire::section::{MedicationPart, MedicationRow, Standing};

/// Every drug record: current first, each part newest first.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<MedicationRow>, StoreError> {
    let mut rows = Vec::new();
    for sheet in desk.sheets("medications")? {
        // A Medication in the patient's chart is what an order refers to, not a drug the patient has.
        if sheet.row.resource_type != "Medication" {
            let place = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            rows.push(row(desk, &sheet, place)?);
        }
    }
    reconcile(&mut rows);
    rows.sort_by_key(|row| rank(&row.standing));
    Ok(rows)
}

fn row(desk: &Desk<'_>, sheet: &Sheet, place: u32) -> Result<MedicationRow, StoreError> {
    let mut row = MedicationRow {
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
        // It may be a drug in use: it stands among those until somebody looks.
        part: MedicationPart::Active,
        drug: None,
        place,
        status_reason: None,
        given: 0,
        last_given: None,
        dispensed: 0,
        last_dispensed: None,
    };
    let Ok(found) = MedicationUse::read(&sheet.body) else {
        return Ok(row);
    };
    row.name = match found.name {
        Some(name) => Some(name),
        None => desk.name(found.medication.as_ref(), &["Medication"])?,
    };
    row.prescriber = match found.prescriber {
        Some(name) => Some(name),
        None => desk.name(found.prescriber_reference.as_ref(), &PEOPLE)?,
    };
    row.standing = sheet.standing(found.standing);
    row.drug = match found.concept.as_ref().and_then(Coded::key) {
        Some(key) => Some(key),
        None => referred(desk, found.medication.as_ref())?
            .or_else(|| Some(row.name.as_ref()?.to_lowercase())),
    };
    row.part = part(&row, found.once);
    // What is only proposed is no order.
    row.status = match (found.status, found.intent.as_deref()) {
        (Some(status), Some(intent @ ("proposal" | "plan" | "option"))) => {
            Some(format!("{status}, {intent}"))
        }
        (status, _) => status,
    };
    row.status_reason = found.status_reason;
    row.dosage = found.dosage;
    row.indication = found.indication;
    row.date = found.date;
    row.ended = found.ended;
    row.as_needed = found.as_needed;
    Ok(row)
}

/// The drug that another record names.
fn referred(desk: &Desk<'_>, reference: Option<&Reference>) -> Result<Option<String>, StoreError> {
    let Some(reference) = reference else {
        return Ok(None);
    };
    let Some(row) = desk.find(reference, &["Medication"])? else {
        return Ok(None);
    };
    let drug = Medication::read(&desk.one(row)?.body).ok();
    Ok(drug.and_then(|drug| drug.concept?.key()))
}

/// A record by itself; whether it belongs to another is seen when all are read.
fn part(row: &MedicationRow, once: bool) -> MedicationPart {
    match row.standing {
        _ if is_event(row) => MedicationPart::Event,
        Standing::EnteredInError | Standing::Removed | Standing::Refuted => MedicationPart::Stopped,
        _ if once => MedicationPart::OneOff,
        Standing::Past => MedicationPart::Stopped,
        Standing::Current | Standing::Preliminary | Standing::Unknown => MedicationPart::Active,
    }
}

fn is_event(row: &MedicationRow) -> bool {
    matches!(
        row.resource_type.as_str(),
        "MedicationAdministration" | "MedicationDispense"
    )
}

/// What was given and dispensed of one drug, newest first.
#[derive(Default)]
struct Events {
    ordered: bool,
    given: u32,
    last_given: Option<String>,
    dispensed: u32,
    last_dispensed: Option<String>,
}

/// Says at each order and statement what was given and dispensed of its drug. Nothing is taken out and no
/// two orders become one: administrations and dispenses of an ordered drug move to its history, no more.
fn reconcile(rows: &mut [MedicationRow]) {
    let mut drugs: HashMap<String, Events> = HashMap::new();
    for row in rows.iter() {
        let Some(drug) = &row.drug else { continue };
        let events = drugs.entry(drug.clone()).or_default();
        let counts = !matches!(row.standing, Standing::EnteredInError | Standing::Removed);
        // What was not given, or not handed over yet, is in the history and not counted.
        let (count, last) = match (row.resource_type.as_str(), row.status.as_deref()) {
            ("MedicationAdministration", Some("completed" | "in-progress" | "stopped"))
                if counts =>
            {
                (&mut events.given, &mut events.last_given)
            }
            ("MedicationDispense", Some("completed")) if counts => {
                (&mut events.dispensed, &mut events.last_dispensed)
            }
            _ => {
                events.ordered |= counts && !is_event(row);
                continue;
            }
        };
        *count += 1;
        if last.is_none() {
            last.clone_from(&row.date);
        }
    }
    for row in rows {
        let events = row.drug.as_ref().and_then(|drug| drugs.get(drug));
        if is_event(row) {
            if !events.is_some_and(|events| events.ordered) {
                row.part = MedicationPart::OneOff;
            }
        } else if let Some(events) = events {
            row.given = events.given;
            row.last_given.clone_from(&events.last_given);
            row.dispensed = events.dispensed;
            row.last_dispensed.clone_from(&events.last_dispensed);
        }
    }
}
