//! Vital signs: as a flowsheet in the order a ward writes them, and the last of each for the summary.

use wardbook_store::StoreError;

use super::desk::Desk;
use super::flowsheet::{self, Extent};
use super::pressure;
use crate::wire::result::{Flowsheet, TestGroup, TestRow, VitalRow};
use crate::wire::section::Standing;

/// LOINC codes in the order a ward writes them.
const ORDER: [&[&str]; 9] = [
    &["85354-9", "55284-4", "8480-6", "8462-4"],
    &["8867-4"],
    &["9279-1"],
    &["8310-5"],
    &["59408-5", "2708-6"],
    &["29463-7", "3141-9"],
    &["8302-2"],
    &["39156-5"],
    &["9843-4"],
];

/// Points of a trend on the summary.
const TREND: usize = 24;

/// The section.
pub(super) fn all(desk: &Desk<'_>) -> Result<Flowsheet, StoreError> {
    let mut sheet = flowsheet::read(desk, "vitals", Extent::Whole)?;
    let mut tests: Vec<TestRow> = sheet
        .groups
        .into_iter()
        .flat_map(|group| group.tests)
        .collect();
    pressure::pair(&mut tests);
    tests.sort_by_cached_key(|row| (place(&row.key), row.name.to_lowercase()));
    sheet.groups = if tests.is_empty() {
        Vec::new()
    } else {
        vec![TestGroup {
            name: "Vital signs".to_owned(),
            tests,
        }]
    };
    Ok(sheet)
}

/// The last value of each sign, with its trend.
pub(super) fn last(desk: &Desk<'_>) -> Result<Vec<VitalRow>, StoreError> {
    let sheet = all(desk)?;
    let mut rows = Vec::new();
    let tests: Vec<TestRow> = sheet
        .groups
        .into_iter()
        .flat_map(|group| group.tests)
        .collect();
    let said: Vec<bool> = tests
        .iter()
        .map(|test| pressure::is_said_by_pair(test, &tests))
        .collect();
    for (test, _) in tests.into_iter().zip(said).filter(|(_, said)| !said) {
        let stands =
            |standing: &Standing| !matches!(standing, Standing::EnteredInError | Standing::Removed);
        let Some(cell) = test.cells.iter().find(|cell| stands(&cell.standing)) else {
            continue;
        };
        let column = |index: u32| sheet.columns.get(index as usize);
        let mut trend: Vec<(f64, f64)> = test
            .cells
            .iter()
            // Another unit on the same line would draw a jump that is none.
            .filter(|one| stands(&one.standing) && one.unit == cell.unit)
            .filter_map(|one| Some((column(one.column)?.at, one.number?)))
            .take(TREND)
            .collect();
        trend.reverse();
        rows.push(VitalRow {
            record: cell.record.clone(),
            name: test.name,
            value: cell.value.clone(),
            unit: cell
                .unit
                .clone()
                .or(test.unit)
                .filter(|unit| !unit.is_empty()),
            absent: cell.absent.clone(),
            abnormality: cell.abnormality.clone(),
            date: column(cell.column)
                .map(|column| column.date.clone())
                .filter(|date| !date.is_empty()),
            trend,
            more: cell.more,
            beside: cell.beside.clone(),
        });
    }
    Ok(rows)
}

/// In the order of a ward; what stands in one place as its list has it: the pair before its halves.
fn place(key: &str) -> (usize, usize) {
    let code = key.rsplit('|').next().unwrap_or(key);
    ORDER
        .iter()
        .enumerate()
        .find_map(|(place, codes)| Some((place, codes.iter().position(|one| *one == code)?)))
        .unwrap_or((ORDER.len(), 0))
}
