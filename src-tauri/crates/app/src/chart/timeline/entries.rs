//! What is in one line of the timeline, record by record.

use uuid::Uuid;
use wardbook_fhir::json::Object;
use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::generic::Generic;
use wardbook_store::{StoreError, mapping, moments, records};

use super::super::desk::{Desk, Sheet, id_of};
use super::super::{UNREADABLE, flowsheet};
use super::stays::{Stays, of_day};
use crate::wire::section::Standing;
use crate::wire::timeline::{Belongs, SpanEntries, TimelineEntry};

const DAY: i64 = 86_400_000;
/// Records given at most.
const MOST: usize = 2_000;
/// Records of a stretch read at most.
const READ: u64 = 50_000;
/// A letter written, or a result reported, this long after an encounter may still name it.
const AFTER: i64 = 30 * DAY;
const BEFORE: i64 = 2 * DAY;

/// Reads one line.
pub(super) fn read(
    desk: &Desk<'_>,
    encounter: Option<Uuid>,
    from: i64,
    to: i64,
) -> Result<SpanEntries, StoreError> {
    let stays = Stays::read(desk)?;
    let own = encounter.map(|record| record.to_string());
    let own_id = match encounter
        .map(|record| records::get(desk.c, record))
        .transpose()?
        .flatten()
    {
        Some(row) => mapping::of_record(desk.c, row.id)?.map(|mapping| mapping.fhir_id),
        None => None,
    };
    let around = if own.is_some() {
        (BEFORE, AFTER)
    } else {
        (DAY, DAY)
    };
    let rows = moments::between(
        desk.c,
        desk.patient.id,
        from.saturating_sub(around.0),
        to.saturating_add(around.1),
        READ,
    )?;
    let mut entries = Vec::new();
    let mut more = false;
    // What is outside of the stretch is read only where it may be a letter about it: results are too many.
    let candidates: Vec<records::Row> = rows
        .into_iter()
        .filter(|row| {
            !matches!(
                row.section.as_str(),
                "encounters" | "demographics" | "people"
            )
        })
        .filter(|row| row.resource_type != "Binary")
        .filter(|row| {
            is_in(&stays, own.as_deref(), row, from)
                || (own_id.is_some() && row.resource_type != "Observation")
        })
        .collect();
    let mut rest = candidates.into_iter();
    loop {
        let step: Vec<records::Row> = rest.by_ref().take(500).collect();
        if step.is_empty() || more {
            break;
        }
        for sheet in desk.with_bodies(step)? {
            let named = encounters_of(&sheet);
            let said = own_id
                .as_ref()
                .is_some_and(|id| named.iter().any(|one| one == id));
            let inside = is_in(&stays, own.as_deref(), &sheet.row, from);
            if !said && !inside {
                continue;
            }
            if entries.len() == MOST {
                more = true;
                break;
            }
            let belongs = match (said, named.is_empty()) {
                (true, _) => Belongs::Said,
                (false, true) => Belongs::ByTime,
                (false, false) => Belongs::OfAnother,
            };
            entries.push(entry(&sheet, belongs));
        }
    }
    Ok(SpanEntries { entries, more })
}

/// Whether the lines count a record here.
fn is_in(stays: &Stays, own: Option<&str>, row: &records::Row, day: i64) -> bool {
    let Some(at) = row.date else { return false };
    let stay = stays.within(at).and_then(|n| stays.all().get(n));
    match (own, stay) {
        (Some(own), Some(stay)) => stay.row.record == own,
        (None, None) => of_day(at, day),
        _ => false,
    }
}

/// Ids of the encounters a record names, in R4 and R5.
fn encounters_of(sheet: &Sheet) -> Vec<String> {
    let Ok(object) = Object::parse(&sheet.body) else {
        return Vec::new();
    };
    let mut all = Reference::all(&object, "encounter");
    all.extend(Reference::all(&object, "context"));
    if let Some(context) = object.object("context") {
        all.extend(Reference::all(&context, "encounter"));
    }
    all.iter()
        .filter(|one| {
            one.resource_type
                .as_deref()
                .is_none_or(|kind| kind == "Encounter")
        })
        .filter_map(id_of)
        .map(str::to_owned)
        .collect()
}

fn entry(sheet: &Sheet, belongs: Belongs) -> TimelineEntry {
    let read = Generic::read(&sheet.body).ok();
    let value = if sheet.row.resource_type == "Observation" {
        flowsheet::value_of(sheet)
    } else {
        None
    };
    TimelineEntry {
        record: sheet.id(),
        section: sheet.row.section.clone(),
        resource_type: sheet.row.resource_type.clone(),
        title: match &read {
            Some(read) => read.title.clone(),
            None => Some(UNREADABLE.to_owned()),
        },
        detail: value.or_else(|| read.as_ref()?.detail.clone()),
        date: read.as_ref().and_then(|read| read.date.clone()),
        status: read.as_ref().and_then(|read| read.status.clone()),
        standing: read.map_or(Standing::Unknown, |read| sheet.standing(read.standing)),
        belongs,
    }
}
