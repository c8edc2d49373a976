//! Blood pressure sent as two results, systolic and diastolic, is read as one pair. Owns when two results
//! are one measurement: same time, same unit, same standing, one of each. What is not surely one stays as it
//! came; the two rows stay in any case, below the pair.

use crate::wire::result::{Abnormality, Cell, TestRow};

const SYSTOLIC: &str = "http://loinc.org|8480-6";
const DIASTOLIC: &str = "http://loinc.org|8462-4";
const PRESSURE: &str = "http://loinc.org|85354-9";

/// Adds the pairs to the row of pressures, or makes one.
pub(super) fn pair(tests: &mut Vec<TestRow>) {
    let row = |key: &str| tests.iter().find(|test| test.key == key);
    let (Some(systolic), Some(diastolic)) = (row(SYSTOLIC), row(DIASTOLIC)) else {
        return;
    };
    if systolic.unit != diastolic.unit {
        return;
    }
    let pairs: Vec<Cell> = systolic
        .cells
        .iter()
        .filter_map(|one| {
            let other = diastolic
                .cells
                .iter()
                .find(|other| other.column == one.column)?;
            together(one, other)
        })
        .collect();
    let unit = systolic.unit.clone();
    let range = match (&systolic.range, &diastolic.range) {
        (Some(one), Some(other)) => Some(format!("{one} / {other}")),
        _ => None,
    };
    if pairs.is_empty() {
        return;
    }
    match tests.iter_mut().find(|test| test.key == PRESSURE) {
        Some(row) => {
            for mut cell in pairs {
                // What was sent as a pair stands before what is read as one.
                if row.cells.iter().any(|there| there.column == cell.column) {
                    continue;
                }
                if row.unit != unit {
                    cell.unit.clone_from(&unit);
                }
                row.cells.push(cell);
            }
            row.cells.sort_by_key(|cell| cell.column);
        }
        None => tests.push(TestRow {
            key: PRESSURE.to_owned(),
            name: "Blood pressure".to_owned(),
            unit,
            range,
            range_low: None,
            range_high: None,
            cells: pairs,
        }),
    }
}

/// Whether a row is half of a pressure that is shown as a pair, as new as the half or newer.
pub(super) fn is_said_by_pair(test: &TestRow, all: &[TestRow]) -> bool {
    let newest = |test: &TestRow| test.cells.iter().map(|cell| cell.column).min();
    let pair = all.iter().find(|one| one.key == PRESSURE).and_then(newest);
    [SYSTOLIC, DIASTOLIC].contains(&test.key.as_str())
        && pair.is_some_and(|pair| newest(test).is_none_or(|own| pair <= own))
}

fn together(one: &Cell, other: &Cell) -> Option<Cell> {
    let same = one.standing == other.standing && one.unit == other.unit;
    // Two in a cell could be of two measurements: which belongs to which is not known.
    let (Some(above), Some(below), 0, 0, true) =
        (&one.value, &other.value, one.more, other.more, same)
    else {
        return None;
    };
    // Each stands alone in its cell, so that there are no others but the other half.
    let others = (other.record != one.record).then(|| other.record.clone());
    let news = other
        .beside
        .iter()
        .filter(|said| !one.beside.contains(said));
    let beside = one.beside.iter().chain(news).cloned().collect();
    Some(Cell {
        value: Some(format!("{above}/{below}")),
        // A pair is no point of a line.
        number: None,
        abnormality: worse(&one.abnormality, &other.abnormality),
        interpreted: one.interpreted || other.interpreted,
        range: None,
        as_sent: None,
        status: one.status.clone().or_else(|| other.status.clone()),
        new: one.new || other.new,
        others: others.into_iter().collect(),
        beside,
        ..one.clone()
    })
}

/// Of two judgements the worse; low with high is abnormal, and normal with not judged is not judged.
fn worse(one: &Abnormality, other: &Abnormality) -> Abnormality {
    use Abnormality::{Abnormal, Critical, CriticalHigh, CriticalLow, Normal, Unknown};
    let is_critical = |found: &Abnormality| matches!(found, Critical | CriticalHigh | CriticalLow);
    match (one, other) {
        (one, other) if one == other => one.clone(),
        (Normal, Unknown) | (Unknown, Normal) => Unknown,
        (Normal | Unknown, found) | (found, Normal | Unknown) => found.clone(),
        (one, other) if is_critical(one) || is_critical(other) => Critical,
        _ => Abnormal,
    }
}
