//! The lines of the timeline, out of the index and the encounters alone: as quick for forty years as for one.

use std::collections::BTreeMap;

use wardbook_store::{StoreError, moments};

use super::super::desk::Desk;
use super::stays::{Stays, civil, day_of, next_day};
use crate::sections::place;
use crate::wire::section::EncounterRow;
use crate::wire::timeline::{Timeline, TimelineCount, TimelineSpan};

/// What is no event of a chart: encounters are the lines, the others are who and where.
const NO_EVENTS: [&str; 3] = ["encounters", "demographics", "people"];

/// All lines, newest first.
pub(super) fn read(desk: &Desk<'_>) -> Result<Timeline, StoreError> {
    let stays = Stays::read(desk)?;
    let mut counts: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); stays.all().len()];
    let mut days: BTreeMap<i64, BTreeMap<String, u64>> = BTreeMap::new();
    let mut undated = BTreeMap::new();
    for moment in moments::all(desk.c, desk.patient.id)? {
        if NO_EVENTS.contains(&moment.section.as_str()) {
            continue;
        }
        let line = match moment.at {
            None => &mut undated,
            Some(at) => match stays.within(at).and_then(|n| counts.get_mut(n)) {
                Some(line) => line,
                None => days.entry(day_of(at)).or_default(),
            },
        };
        *line.entry(moment.section).or_default() += moment.records;
    }
    let mut spans: Vec<(i64, TimelineSpan)> = Vec::with_capacity(counts.len() + days.len());
    for (stay, counts) in stays.into_all().into_iter().zip(counts) {
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
