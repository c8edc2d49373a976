//! Encounters, newest first; where and with whom from the records they refer to.

use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::encounter::Encounter;
use wardbook_fhir::read::generic::Generic;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, PEOPLE, Sheet};
use crate::wire::section::{EncounterRow, Standing};

/// The newest encounters, at most `limit`.
pub(super) fn newest(desk: &Desk<'_>, limit: usize) -> Result<Vec<EncounterRow>, StoreError> {
    let mut rows = desk.rows("encounters")?;
    rows.truncate(limit);
    desk.with_bodies(rows)?
        .iter()
        .map(|sheet| row(desk, sheet))
        .collect()
}

/// Where the patient is now: the newest encounter in progress, by its place.
pub(super) fn place(desk: &Desk<'_>) -> Result<Option<String>, StoreError> {
    let open: Vec<_> = desk
        .rows("encounters")?
        .into_iter()
        .filter(|row| row.resource_type == "Encounter")
        .filter(|row| {
            matches!(
                row.status.as_deref(),
                None | Some("in-progress" | "arrived" | "triaged" | "onleave")
            )
        })
        .take(10)
        .collect();
    for sheet in desk.with_bodies(open)? {
        let Ok(found) = Encounter::read(&sheet.body) else {
            continue;
        };
        if !sheet.removed
            && found.is_now()
            && let Some(place) = location(desk, &found)?
        {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn location(desk: &Desk<'_>, found: &Encounter) -> Result<Option<String>, StoreError> {
    match &found.location {
        Some(name) => Ok(Some(name.clone())),
        None => desk.name(found.location_reference.as_ref(), &["Location"]),
    }
}

pub(super) fn row(desk: &Desk<'_>, sheet: &Sheet) -> Result<EncounterRow, StoreError> {
    let (origin, fhir_id) = desk.source(&sheet.row)?;
    if sheet.row.resource_type != "Encounter"
        && let Ok(found) = Generic::read(&sheet.body)
    {
        // An episode of care spans encounters and is filed among them.
        return Ok(EncounterRow {
            record: sheet.id(),
            origin,
            fhir_id,
            class: Some("Episode of care".to_owned()),
            kind: found.title,
            reason: found.detail,
            start: found.date,
            end: None,
            status: found.status,
            standing: sheet.standing(found.standing),
            location: None,
            practitioner: None,
        });
    }
    let Ok(found) = Encounter::read(&sheet.body) else {
        return Ok(EncounterRow {
            record: sheet.id(),
            origin,
            fhir_id,
            class: None,
            kind: Some(UNREADABLE.to_owned()),
            reason: None,
            start: None,
            end: None,
            status: None,
            standing: Standing::Unknown,
            location: None,
            practitioner: None,
        });
    };
    let location = location(desk, &found)?;
    let practitioner = match found.practitioner {
        Some(name) => Some(name),
        None => first_name(desk, &found.participants)?,
    };
    Ok(EncounterRow {
        record: sheet.id(),
        origin,
        fhir_id,
        class: found.class,
        kind: found.kind,
        reason: found.reason,
        start: found.start,
        end: found.end,
        status: found.status,
        standing: sheet.standing(found.standing),
        location: location.or(found.organization),
        practitioner,
    })
}

fn first_name(desk: &Desk<'_>, people: &[Reference]) -> Result<Option<String>, StoreError> {
    for person in people {
        if let Some(name) = desk.name(Some(person), &PEOPLE)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
