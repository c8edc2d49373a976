//! The times that encounters take, and which of them was going on at a time. Owns when a visit ends that has no end;
//! refuses to say that a record belongs to a visit: that its time does is all that is known here.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use wardbook_fhir::read::date::{self, Precision};
use wardbook_fhir::read::encounter::Encounter;
use wardbook_store::StoreError;

use super::super::desk::Desk;
use super::super::encounters;
use crate::wire::section::{EncounterRow, Standing};

const DAY: i64 = 86_400_000;
/// An outpatient encounter longer than this is a series: only its first day is its own.
const SERIES: i64 = 7 * DAY;
/// Stays of so many days are found by their days; the few longer ones are looked through.
const SHORT: i64 = 10;

/// The time an encounter takes.
pub(super) struct Stay {
    pub(super) row: EncounterRow,
    /// Its first moment as sent, for the order of lines.
    pub(super) start: i64,
    /// From the day it began on: what is dated by day only is in it.
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The encounters of a chart that have a time. One without stands in Encounters only.
pub(super) struct Stays {
    all: Vec<Stay>,
    /// Those that touch a day: a chart of forty years asks a hundred thousand times which one was going on.
    of_day: HashMap<i64, Vec<usize>>,
    long: Vec<usize>,
}

impl Stays {
    /// Reads them.
    pub(super) fn read(desk: &Desk<'_>) -> Result<Stays, StoreError> {
        Ok(Stays::of(stays(desk)?))
    }

    fn of(all: Vec<Stay>) -> Stays {
        let (mut of_day, mut long) = (HashMap::<i64, Vec<usize>>::new(), Vec::new());
        for (n, stay) in all.iter().enumerate() {
            let first = stay.from.min(stay.start).div_euclid(DAY);
            let last = stay.to.div_euclid(DAY);
            if last - first > SHORT {
                long.push(n);
            } else {
                (first..=last).for_each(|day| of_day.entry(day).or_default().push(n));
            }
        }
        Stays { all, of_day, long }
    }

    /// All of them, in the order they were read.
    pub(super) fn all(&self) -> &[Stay] {
        &self.all
    }

    pub(super) fn into_all(self) -> Vec<Stay> {
        self.all
    }

    /// Which was going on at a time: the shortest of them.
    pub(super) fn within(&self, at: i64) -> Option<usize> {
        let of_day = self.of_day.get(&at.div_euclid(DAY));
        let near = of_day.into_iter().flatten().chain(&self.long);
        near.filter_map(|n| Some((*n, self.all.get(*n)?)))
            .filter(|(_, stay)| stay.takes_in(at))
            .min_by_key(|(n, stay)| (stay.to - stay.from, *n))
            .map(|(n, _)| n)
    }
}

impl Stay {
    fn takes_in(&self, at: i64) -> bool {
        // What is dated by its day is in a visit of that day, whenever that began.
        let since = if is_day(at) { self.from } else { self.start };
        since <= at && at < self.to
    }
}

fn stays(desk: &Desk<'_>) -> Result<Vec<Stay>, StoreError> {
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

/// A time that was given as a day: the store keeps it as midnight UTC.
fn is_day(at: i64) -> bool {
    at.rem_euclid(DAY) == 0
}

/// The day something is of: as given, else as the clocks here have it. Its midnight.
pub(super) fn day_of(at: i64) -> i64 {
    if is_day(at) {
        return at;
    }
    civil(at)
        .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
        .map_or(at - at.rem_euclid(DAY), |day| {
            day.timestamp().as_millisecond()
        })
}

pub(super) fn civil(at: i64) -> Option<jiff::civil::Date> {
    let zone = if is_day(at) {
        TimeZone::UTC
    } else {
        TimeZone::system()
    };
    let at = Timestamp::from_millisecond(at).ok()?;
    Some(at.to_zoned(zone).date())
}

/// Days are told apart by their midnights UTC; a day here may begin before and end after.
pub(super) fn next_day(day: i64) -> i64 {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn stay(start: i64, from: i64, to: i64) -> Stay {
        let row = EncounterRow {
            record: String::new(),
            origin: crate::wire::section::Origin::Ehr,
            fhir_id: None,
            class: None,
            kind: None,
            reason: None,
            start: None,
            end: None,
            status: None,
            standing: Standing::Past,
            location: None,
            practitioner: None,
        };
        Stay {
            row,
            start,
            from,
            to,
        }
    }

    #[test]
    fn the_days_lead_to_the_stay_that_a_look_at_all_of_them_finds() {
        const HOUR: i64 = DAY / 24;
        // Clinics at odd hours, some before 1970, nights over midnight, weeks on the ward, one that goes on.
        let mut all = vec![stay(9 * DAY + 5, 9 * DAY, i64::MAX / 4)];
        for n in -40..200_i64 {
            let start = n * 31 * HOUR;
            let from = start.div_euclid(DAY) * DAY + if n % 7 == 0 { DAY } else { 0 };
            let length =
                [HOUR, 14 * HOUR, 3 * DAY, 12 * DAY, 40 * DAY][n.unsigned_abs() as usize % 5];
            all.push(stay(start, from, start.max(from) + length));
        }
        let stays = Stays::of(all);
        let mut some = 0;
        for n in -1_500..7_000_i64 {
            let at = n * HOUR + if n % 3 == 0 { 7 } else { 0 };
            let looked = stays
                .all()
                .iter()
                .enumerate()
                .filter(|(_, stay)| stay.takes_in(at));
            let shortest = looked
                .min_by_key(|(_, stay)| stay.to - stay.from)
                .map(|(n, _)| n);
            assert_eq!(stays.within(at), shortest, "at {at}");
            some += usize::from(shortest.is_some());
        }
        assert!(some > 1_000);
    }
}
