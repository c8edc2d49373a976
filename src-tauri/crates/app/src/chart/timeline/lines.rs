//! The lines of the timeline, out of the index and the encounters alone: as quick for forty years as for one.

use std::collections::BTreeMap;

use wardbook_store::{StoreError, moments};

use super::super::desk::Desk;
use super::stays::{Stay, Stays, civil, day_of, next_day};
use crate::sections::place;
use crate::wire::section::EncounterRow;
use crate::wire::timeline::{Timeline, TimelineCount, TimelineSpan};

/// What is no event of a chart: encounters are the lines, the others are who and where.
const NO_EVENTS: [&str; 3] = ["encounters", "demographics", "people"];

/// The newest `most` lines, or all, newest first.
pub(super) fn read(desk: &Desk<'_>, most: Option<u32>) -> Result<Timeline, StoreError> {
    let stays = Stays::read(desk)?;
    let moments = moments::all(desk.c, desk.patient.id)?;
    let names = &moments.sections;
    let none = || Counts(vec![0; names.len()]);
    let mut counts: Vec<Counts> = stays.all().iter().map(|_| none()).collect();
    let mut days: BTreeMap<i64, Counts> = BTreeMap::new();
    let mut undated = none();
    let no_event = |name: &String| NO_EVENTS.contains(&name.as_str());
    let no_events: Vec<bool> = names.iter().map(no_event).collect();
    for moment in moments.all {
        if no_events.get(moment.section) == Some(&true) {
            continue;
        }
        let line = match moment.at {
            None => &mut undated,
            Some(at) => match stays.within(at).and_then(|n| counts.get_mut(n)) {
                Some(line) => line,
                None => days.entry(day_of(at)).or_insert_with(none),
            },
        };
        line.add(moment.section, moment.records);
    }
    let mut spans: Vec<(i64, Option<Stay>, Counts)> = Vec::with_capacity(counts.len() + days.len());
    for (stay, counts) in stays.into_all().into_iter().zip(counts) {
        spans.push((stay.start, Some(stay), counts));
    }
    for (day, counts) in days {
        spans.push((day, None, counts));
    }
    spans.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let in_all = u32::try_from(spans.len()).unwrap_or(u32::MAX);
    spans.truncate(most.map_or(usize::MAX, |most| most as usize));
    Ok(Timeline {
        spans: spans
            .into_iter()
            .map(|(at, stay, counts)| match stay {
                Some(stay) => span(Some(stay.row), at, stay.from, stay.to, counts.named(names)),
                None => span(None, at, at, next_day(at), counts.named(names)),
            })
            .collect(),
        in_all,
        undated: undated.named(names),
    })
}

/// How many records of each section, in the order the sections were found.
struct Counts(Vec<u64>);

impl Counts {
    fn add(&mut self, section: usize, records: u64) {
        if let Some(count) = self.0.get_mut(section) {
            *count += records;
        }
    }

    fn named(&self, names: &[String]) -> Vec<TimelineCount> {
        let some = names
            .iter()
            .zip(&self.0)
            .filter(|(_, records)| **records > 0);
        let mut all: Vec<TimelineCount> = some
            .map(|(section, records)| TimelineCount {
                section: section.clone(),
                records: u32::try_from(*records).unwrap_or(u32::MAX),
            })
            .collect();
        all.sort_by_key(|count| place(&count.section));
        all
    }
}

fn span(
    encounter: Option<EncounterRow>,
    start: i64,
    from: i64,
    to: i64,
    counts: Vec<TimelineCount>,
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
        counts,
    }
}
