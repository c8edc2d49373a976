//! A patient on two days: the last value of each test up to a day, and what was in force. What has no end and
//! is no longer current ended at a time nobody knows; that is said, never guessed.

use std::collections::{HashMap, HashSet};

use wardbook_fhir::read::date::{self, Point, Precision};
use wardbook_fhir::read::observation::Observation;
use wardbook_store::{StoreError, mapping, records};

use super::super::desk::Desk;
use super::super::{flowsheet, medications, problems};
use super::stays::day_of;
use crate::wire::section::Standing;
use crate::wire::timeline::{ComparedDates, InForce, TestThen, Then, ValueThen};

/// Two days.
pub(super) struct Days {
    earlier: Point,
    later: Point,
}

impl Days {
    /// Both as FHIR dates, the earlier first.
    pub(super) fn of(earlier: &str, later: &str) -> Option<Days> {
        let (earlier, later) = (date::parse(earlier)?, date::parse(later)?);
        (earlier.start <= later.start).then_some(Days { earlier, later })
    }
}

/// Compares them.
pub(super) fn read(desk: &Desk<'_>, days: &Days) -> Result<ComparedDates, StoreError> {
    let mut found = tests(desk, "vitals", days)?;
    found.extend(tests(desk, "results", days)?);
    let drugs = medications::all(desk)?.into_iter().filter(|row| {
        matches!(
            row.resource_type.as_str(),
            "MedicationRequest" | "MedicationStatement" | "MedicationUsage"
        )
    });
    let medications = drugs.map(|row| {
        let force = |day| {
            in_force(
                &row.standing,
                row.date.as_deref(),
                row.ended.as_deref(),
                day,
            )
        };
        InForce {
            earlier: force(days.earlier),
            later: force(days.later),
            record: row.record,
            name: row.name,
            detail: row.dosage,
            began: row.date,
            ended: row.ended,
        }
    });
    let problems = problems::all(desk)?.into_iter().map(|row| {
        let force = |day| {
            in_force(
                &row.standing,
                row.onset.as_deref(),
                row.abatement.as_deref(),
                day,
            )
        };
        InForce {
            earlier: force(days.earlier),
            later: force(days.later),
            record: row.record,
            name: row.name,
            detail: row.code,
            began: row.onset,
            ended: row.abatement,
        }
    });
    let either = |one: &InForce| one.earlier != Then::No || one.later != Then::No;
    Ok(ComparedDates {
        tests: found,
        medications: medications.filter(either).collect(),
        problems: problems.filter(either).collect(),
    })
}

fn in_force(standing: &Standing, began: Option<&str>, ended: Option<&str>, day: Point) -> Then {
    if standing.is_withdrawn() {
        return Then::No;
    }
    let point = |date: Option<&str>| date.and_then(date::parse);
    let after_day = day.end().unwrap_or(day.start);
    if point(began).is_some_and(|began| day_of(began.start) >= after_day) {
        return Then::No;
    }
    match (point(ended), ended.is_some()) {
        // It is said to count now: its end was another's, or was put off.
        (Some(ended), _) if over_before(ended, day) && *standing == Standing::Current => {
            return Then::Unknown;
        }
        (Some(ended), _) if over_before(ended, day) => return Then::No,
        // An end in words, or over at a time nobody sent.
        (None, true) => return Then::Unknown,
        (None, false) if *standing == Standing::Past => return Then::Unknown,
        (Some(_), _) | (None, false) => {}
    }
    if point(began).is_some() && *standing != Standing::Unknown {
        Then::Yes
    } else {
        Then::Unknown
    }
}

/// It ended on a day before that one, as the clocks here have days.
fn over_before(ended: Point, day: Point) -> bool {
    match ended.precision {
        Precision::Year | Precision::Month | Precision::Day => {
            ended.end().unwrap_or(ended.start) <= day.start
        }
        Precision::LocalTime | Precision::Instant => day_of(ended.start) < day.start,
    }
}

/// The last result of each test up to both days.
fn tests(desk: &Desk<'_>, section: &str, days: &Days) -> Result<Vec<TestThen>, StoreError> {
    let rows: Vec<records::Row> = desk
        .rows(section)?
        .into_iter()
        .filter(|row| row.resource_type == "Observation" && row.date.is_some())
        // Withdrawn, or not done: no value of that day.
        .filter(|row| {
            !matches!(
                row.status.as_deref(),
                Some("entered-in-error" | "cancelled")
            )
        })
        .collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let gone: HashSet<i64> = mapping::gone_among(desk.c, &ids)?.into_iter().collect();
    let up_to = |day: Point| -> HashMap<String, records::Row> {
        let before = day.end().unwrap_or(day.start);
        let mut last = HashMap::new();
        for row in &rows {
            if row.date.is_some_and(|at| day_of(at) < before) && !gone.contains(&row.id) {
                last.entry(key(row)).or_insert_with(|| row.clone());
            }
        }
        last
    };
    let (mut earlier, mut later) = (up_to(days.earlier), up_to(days.later));
    let mut order: Vec<String> = Vec::new();
    for row in &rows {
        let key = key(row);
        if !order.contains(&key) && (earlier.contains_key(&key) || later.contains_key(&key)) {
            order.push(key);
        }
    }
    let mut tests = Vec::with_capacity(order.len());
    for key in order {
        let one = earlier
            .remove(&key)
            .map(|row| then(desk, row))
            .transpose()?;
        let other = later.remove(&key).map(|row| then(desk, row)).transpose()?;
        let name = other
            .as_ref()
            .or(one.as_ref())
            .map(|(name, _)| name.clone());
        tests.push(TestThen {
            name: name.unwrap_or_else(|| "Test not named".to_owned()),
            section: section.to_owned(),
            earlier: one.map(|(_, value)| value),
            later: other.map(|(_, value)| value),
        });
    }
    tests.sort_by_key(|test| test.name.to_lowercase());
    Ok(tests)
}

/// What makes results one test: the code, else the words; a result without either is a test of its own.
fn key(row: &records::Row) -> String {
    match &row.code {
        Some(term) if !term.code.is_empty() => format!("{}|{}", term.system, term.code),
        Some(term) if !term.display.is_empty() => term.display.clone(),
        _ => row.uuid.to_string(),
    }
}

fn then(desk: &Desk<'_>, row: records::Row) -> Result<(String, ValueThen), StoreError> {
    let sheet = desk.one(row)?;
    let read = Observation::read(&sheet.body).ok();
    let name = read.as_ref().and_then(|read| read.name.clone());
    let value = flowsheet::value_of(&sheet);
    let absent = value.is_none().then(|| {
        let why = read.as_ref().and_then(|read| read.absent.clone());
        why.unwrap_or_else(|| "No value sent".to_owned())
    });
    Ok((
        name.unwrap_or_else(|| "Test not named".to_owned()),
        ValueThen {
            record: sheet.id(),
            value,
            absent,
            abnormality: read
                .as_ref()
                .map_or(crate::wire::result::Abnormality::Unknown, |read| {
                    flowsheet::at_edge(read.abnormality)
                }),
            standing: read
                .as_ref()
                .map_or(Standing::Unknown, |read| sheet.standing(read.standing)),
            date: read.and_then(|read| read.sort_date().map(str::to_owned)),
        },
    ))
}

#[cfg(test)]
mod tests_of_force {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_over_without_an_end_is_not_known() {
        let day = date::parse("2026-03-10").unwrap();
        let force = |standing, began, ended| in_force(&standing, began, ended, day);
        assert_eq!(
            force(Standing::Current, Some("2026-03-10T09:00:00Z"), None),
            Then::Yes
        );
        assert_eq!(force(Standing::Current, Some("2026-03-11"), None), Then::No);
        assert_eq!(
            force(Standing::Past, Some("2026-03-01"), Some("2026-03-09")),
            Then::No
        );
        assert_eq!(
            force(Standing::Past, Some("2026-03-01"), Some("2026-03-10")),
            Then::Yes
        );
        assert_eq!(
            force(Standing::Past, Some("2026-03-01"), None),
            Then::Unknown
        );
        assert_eq!(force(Standing::Current, None, None), Then::Unknown);
        assert_eq!(
            force(Standing::EnteredInError, Some("2026-03-01"), None),
            Then::No
        );
        assert_eq!(
            force(Standing::Past, Some("2026"), Some("after surgery")),
            Then::Unknown
        );
    }
}
