//! What came or changed since somebody last looked at this chart, and what is to come. When the chart was last
//! looked at is kept in the profile; a chart never looked at has nothing new, because all of it is.

use std::collections::BTreeMap;

use wardbook_fhir::read::date;
use wardbook_fhir::read::generic::Generic;
use wardbook_fhir::read::order::Appointment;
use wardbook_store::{StoreError, moments, records};

use super::desk::{Desk, MOST, PEOPLE, Sheet};
use super::{UNREADABLE, encounters, flowsheet};
use crate::sections::{is_section, place};
use crate::wire::chart::{Fresh, FreshRow, NextRow};
use crate::wire::section::Standing;
use crate::wire::timeline::TimelineCount;

/// Rows given; the counts say how many there are.
const SHOWN: usize = 8;
/// What is to come, at most.
const NEXT: usize = 4;

/// What is new to whoever looks; nothing where the chart was never looked at before.
pub(super) fn read(desk: &Desk<'_>) -> Result<Option<Fresh>, StoreError> {
    let Some(since) = desk.since else {
        return Ok(None);
    };
    let rows: Vec<records::Row> = moments::changed_after(desk.c, desk.patient.id, since)?
        .into_iter()
        .filter(|row| is_section(&row.section) && row.resource_type != "Binary")
        .collect();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.section.clone()).or_default() += 1;
    }
    let mut counts: Vec<TimelineCount> = counts
        .into_iter()
        .map(|(section, records)| TimelineCount { section, records })
        .collect();
    counts.sort_by_key(|count| place(&count.section));
    let newest = rows.into_iter().take(SHOWN).collect();
    Ok(Some(Fresh {
        since: since as f64,
        counts,
        rows: desk.with_bodies(newest)?.iter().map(row).collect(),
    }))
}

fn row(sheet: &Sheet) -> FreshRow {
    let read = Generic::read(&sheet.body).ok();
    let value = (sheet.row.resource_type == "Observation")
        .then(|| flowsheet::value_of(sheet))
        .flatten();
    FreshRow {
        record: sheet.id(),
        section: sheet.row.section.clone(),
        title: match &read {
            Some(read) => read
                .title
                .clone()
                .or_else(|| Some(sheet.row.resource_type.clone())),
            None => Some(UNREADABLE.to_owned()),
        },
        detail: value.or_else(|| read.as_ref()?.detail.clone()),
        date: read.as_ref().and_then(|read| read.date.clone()),
        status: read.as_ref().and_then(|read| read.status.clone()),
        standing: read.map_or(Standing::Unknown, |read| sheet.standing(read.standing)),
    }
}

/// Appointments and planned encounters from `now` on, the nearest first.
pub(super) fn next(desk: &Desk<'_>, now: i64) -> Result<Vec<NextRow>, StoreError> {
    let mut found: Vec<(i64, NextRow)> = Vec::new();
    let appointments = desk.rows_of_type("orders", "Appointment", MOST)?;
    for sheet in desk.with_bodies(appointments)? {
        // One that cannot be read has no time to be told here; it stands in its section.
        let Ok(read) = Appointment::read(&sheet.body) else {
            continue;
        };
        let mut with = Vec::new();
        for person in &read.with {
            with.extend(desk.name(Some(person), &PEOPLE)?);
        }
        let standing = sheet.standing(read.standing);
        let over = matches!(
            read.status.as_deref(),
            Some("cancelled" | "noshow" | "fulfilled" | "checked-in")
        );
        if let Some(at) = still_to_come(read.start.as_deref(), now)
            && !over
            && counts(&standing)
        {
            found.push((
                at,
                NextRow {
                    record: sheet.id(),
                    section: "orders".to_owned(),
                    name: read.name.or(read.kind),
                    start: read.start,
                    with: (!with.is_empty()).then(|| with.join(", ")),
                    status: read.status,
                    standing,
                },
            ));
        }
    }
    for row in encounters::newest(desk, 50)? {
        let planned = matches!(row.status.as_deref(), Some("planned"));
        if let Some(at) = still_to_come(row.start.as_deref(), now)
            && planned
            && counts(&row.standing)
        {
            found.push((
                at,
                NextRow {
                    record: row.record,
                    section: "encounters".to_owned(),
                    name: row.kind.or(row.class),
                    start: row.start,
                    with: row.practitioner.or(row.location),
                    status: row.status,
                    standing: row.standing,
                },
            ));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().take(NEXT).map(|(_, row)| row).collect())
}

/// Its start, where it is not over yet: what is given by day only counts all that day.
fn still_to_come(start: Option<&str>, now: i64) -> Option<i64> {
    let start = date::parse(start?)?;
    (start.end().unwrap_or(start.start) > now).then_some(start.start)
}

fn counts(standing: &Standing) -> bool {
    !matches!(
        standing,
        Standing::EnteredInError | Standing::Removed | Standing::Refuted | Standing::Past
    )
}
