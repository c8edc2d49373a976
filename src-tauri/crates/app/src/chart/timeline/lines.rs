//! The lines of the timeline, out of the index and the encounters alone: as quick for forty years as for one.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use wardbook_fhir::read::date::{self, Precision};
use wardbook_fhir::read::encounter::Encounter;
use wardbook_store::{StoreError, moments};

use super::super::desk::Desk;
use super::super::encounters;
use crate::sections::place;
use crate::wire::section::{EncounterRow, Standing};
use crate::wire::timeline::{Timeline, TimelineCount, TimelineSpan};

const DAY: i64 = 86_400_000;
/// An outpatient encounter longer than this is a series: only its first day is its own.
const SERIES: i64 = 7 * DAY;

/// What is no event of a chart: encounters are the lines, the others are who and where.
const NO_EVENTS: [&str; 3] = ["encounters", "demographics", "people"];

/// The time an encounter takes.
pub(super) struct Stay {
    pub(super) row: EncounterRow,
    /// Its first moment as sent, for the order of lines.
    start: i64,
    /// From the day it began on: what is dated by day only is in it.
    pub(super) from: i64,
    pub(super) to: i64,
}

/// All lines, newest first.
pub(super) fn read(desk: &Desk<'_>) -> Result<Timeline, StoreError> {
    let stays = stays(desk)?;
    let mut counts: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); stays.len()];
    let mut days: BTreeMap<i64, BTreeMap<String, u64>> = BTreeMap::new();
    let mut undated = BTreeMap::new();
    for moment in moments::all(desk.c, desk.patient.id)? {
        if NO_EVENTS.contains(&moment.section.as_str()) {
            continue;
        }
        let line = match moment.at {
            None => &mut undated,
            Some(at) => match within(&stays, at).and_then(|n| counts.get_mut(n)) {
                Some(line) => line,
                None => days.entry(day_of(at)).or_default(),
            },
        };
        *line.entry(moment.section).or_default() += moment.records;
    }
    let mut spans: Vec<(i64, TimelineSpan)> = Vec::with_capacity(stays.len() + days.len());
    for (stay, counts) in stays.into_iter().zip(counts) {
        let span = span(Some(stay.row), stay.start, stay.from, stay.to, counts);
        spans.push((stay.start, span));
    }
    for (day, counts) in days {
        spans.push((day, span(None, day, day, next_day(day), counts)));
    }
    spans.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(Timeline {
        spans: spans.into_iter().map(|(_, span)| span).collect(),
        undated: counted(undated),
    })
}

/// The encounters that have a time. One without stands in Encounters only.
pub(super) fn stays(desk: &Desk<'_>) -> Result<Vec<Stay>, StoreError> {
    let mut stays = Vec::new();
    for sheet in desk.sheets("encounters")? {
        let row = encounters::row(desk, &sheet)?;
        // A withdrawn visit did not happen; what an EHR files as an episode spans visits.
        if sheet.row.resource_type != "Encounter"
            || matches!(row.standing, Standing::EnteredInError | Standing::Removed)
        {
            continue;
        }
        let Some(start) = row.start.as_deref().and_then(date::parse) else {
            continue;
        };
        let from = if start.precision == Precision::Instant {
            day_of(start.start)
        } else {
            start.start
        };
        let end = row.end.as_deref().and_then(date::parse);
        let read = Encounter::read(&sheet.body).ok();
        let inpatient = read
            .as_ref()
            .and_then(|read| read.class_code.as_deref())
            .is_some_and(|code| {
                matches!(code, "IMP" | "ACUTE" | "NONAC" | "EMER" | "OBSENC" | "SS")
            });
        let is_now = read.is_some_and(|read| read.is_now());
        let own_day = next_day(from);
        let to = match end.and_then(date::Point::end) {
            Some(end) if end > start.start && (inpatient || end - start.start <= SERIES) => {
                end.max(own_day.min(end))
            }
            // Still there: whatever comes belongs to it.
            None if inpatient && is_now => i64::MAX / 4,
            _ => own_day,
        };
        stays.push(Stay {
            row,
            start: start.start,
            from,
            to,
        });
    }
    Ok(stays)
}

/// The shortest stay that was going on.
pub(super) fn within(stays: &[Stay], at: i64) -> Option<usize> {
    stays
        .iter()
        .enumerate()
        .filter(|(_, stay)| {
            // What is dated by its day is in a visit of that day, whenever that began.
            let since = if is_day(at) { stay.from } else { stay.start };
            since <= at && at < stay.to
        })
        .min_by_key(|(_, stay)| stay.to - stay.from)
        .map(|(n, _)| n)
}

fn span(
    encounter: Option<EncounterRow>,
    start: i64,
    from: i64,
    to: i64,
    counts: BTreeMap<String, u64>,
) -> TimelineSpan {
    let day = civil(start);
    let date = encounter
        .as_ref()
        .and_then(|row| row.start.clone())
        .unwrap_or_else(|| day.map(|day| day.to_string()).unwrap_or_default());
    TimelineSpan {
        encounter,
        date,
        year: day.map(jiff::civil::Date::year).unwrap_or_default(),
        from: from as f64,
        to: to as f64,
        counts: counted(counts),
    }
}

fn counted(counts: BTreeMap<String, u64>) -> Vec<TimelineCount> {
    let mut all: Vec<TimelineCount> = counts
        .into_iter()
        .map(|(section, records)| TimelineCount {
            section,
            records: u32::try_from(records).unwrap_or(u32::MAX),
        })
        .collect();
    all.sort_by_key(|count| place(&count.section));
    all
}

/// A time that was given as a day: the store keeps it as midnight UTC.
fn is_day(at: i64) -> bool {
    at.rem_euclid(DAY) == 0
}

/// The day something is of: as given, else as the clocks here have it. Its midnight.
fn day_of(at: i64) -> i64 {
    if is_day(at) {
        return at;
    }
    civil(at)
        .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
        .map_or(at - at.rem_euclid(DAY), |day| {
            day.timestamp().as_millisecond()
        })
}

fn civil(at: i64) -> Option<jiff::civil::Date> {
    let zone = if is_day(at) {
        TimeZone::UTC
    } else {
        TimeZone::system()
    };
    let at = Timestamp::from_millisecond(at).ok()?;
    Some(at.to_zoned(zone).date())
}

/// Days are told apart by their midnights UTC; a day here may begin before and end after.
fn next_day(day: i64) -> i64 {
    Timestamp::from_millisecond(day)
        .ok()
        .and_then(|day| {
            let next = day.to_zoned(TimeZone::UTC).checked_add(1.day()).ok()?;
            Some(next.timestamp().as_millisecond())
        })
        .unwrap_or(day + DAY)
}

/// Whether a time stands in a line of its own day.
pub(super) fn of_day(at: i64, day: i64) -> bool {
    day_of(at) == day
}
