//! The table itself: rows by code, cells by column, and the unit and range a row goes by.

use std::collections::HashMap;

use wardbook_fhir::read::interpretation::Abnormality as Sent;
use wardbook_fhir::read::observation::{Component, Observation};
use wardbook_fhir::read::quantity::Quantity;
use wardbook_fhir::read::reference_range::ReferenceRange;
use wardbook_fhir::read::unit;

use crate::chart::desk::Sheet;
use crate::wire::result::{Abnormality, Cell, TestRow};
use crate::wire::section::Standing;

/// Of a number that came without a unit, in a row that has one.
const NO_UNIT: &str = "(no unit sent)";

/// One result on its way into the table.
pub(super) struct Entry {
    record: String,
    order: i64,
    value: Option<String>,
    number: Option<f64>,
    unit: Option<String>,
    quantity: Option<Quantity>,
    as_sent: Option<String>,
    absent: Option<String>,
    abnormality: Abnormality,
    interpreted: bool,
    range: Option<String>,
    ends: (Option<f64>, Option<f64>),
    standing: Standing,
    status: Option<String>,
    new: bool,
    beside: Vec<String>,
}

impl Entry {
    /// An observation with its own value, or with the reason why there is none.
    pub(super) fn of(sheet: &Sheet, found: &Observation, new: bool) -> Entry {
        let value = found.value.as_ref();
        let absent = match (value, &found.absent) {
            (None, None) => Some("No value sent".to_owned()),
            (_, absent) => absent.clone(),
        };
        // Without a value of its own, its components are rows of their own.
        let beside = value.map_or(&[][..], |_| &found.components);
        let parts: Vec<_> = beside.iter().filter(|part| !found.is_half(part)).collect();
        let own = at_edge(found.abnormality);
        let worst = parts.iter().map(|part| at_edge(part.abnormality));
        let worst = worst
            .max_by_key(weight)
            .filter(|part| weight(part) > weight(&own));
        Entry {
            record: sheet.id(),
            order: sheet.row.id,
            value: value.map(|value| value.text.clone()),
            number: value.and_then(|value| value.number),
            unit: value.and_then(|value| value.unit.clone()),
            quantity: value.and_then(|value| value.quantity.clone()),
            as_sent: None,
            absent,
            interpreted: found.interpreted || worst.is_some(),
            abnormality: worst.unwrap_or(own),
            range: found.range(),
            ends: found.range_ends(),
            standing: sheet.standing(found.standing),
            status: found.status.clone(),
            new,
            beside: parts
                .into_iter()
                .filter_map(Component::words)
                .chain(found.notes.iter().cloned())
                .collect(),
        }
    }

    /// A component, where the observation itself has no value.
    pub(super) fn of_component(
        sheet: &Sheet,
        found: &Observation,
        component: &Component,
        new: bool,
    ) -> Entry {
        let value = component.value.as_ref();
        let judged = ReferenceRange::judged(&component.ranges);
        let low = judged
            .and_then(|range| range.low.as_ref())
            .and_then(|end| end.number);
        let high = judged
            .and_then(|range| range.high.as_ref())
            .and_then(|end| end.number);
        Entry {
            value: value.map(|value| value.text.clone()),
            number: value.and_then(|value| value.number),
            unit: value.and_then(|value| value.unit.clone()),
            quantity: value.and_then(|value| value.quantity.clone()),
            absent: component.absent.clone(),
            abnormality: at_edge(component.abnormality),
            interpreted: component.interpreted,
            range: ReferenceRange::all_in_words(&component.ranges),
            ends: (low, high),
            // The other parts are rows of their own.
            beside: found.notes.clone(),
            ..Entry::of(sheet, found, new)
        }
    }

    /// A record that cannot be read.
    pub(super) fn unreadable(sheet: &Sheet, new: bool) -> Entry {
        Entry {
            record: sheet.id(),
            order: sheet.row.id,
            value: None,
            number: None,
            unit: None,
            quantity: None,
            as_sent: None,
            absent: Some("could not be read".to_owned()),
            abnormality: Abnormality::Unknown,
            interpreted: false,
            range: None,
            ends: (None, None),
            standing: Standing::Unknown,
            status: None,
            new,
            beside: Vec::new(),
        }
    }

    /// Shown in the row's unit where the point only has to move; what was sent stays beside it.
    fn follow(&mut self, row: &RowUnit<'_>) {
        if self.unit.as_deref() == Some(row.shown) {
            return;
        }
        let (Some(ucum), Some(sent)) = (row.ucum.as_deref(), &self.quantity) else {
            return;
        };
        // What is shown has to be this quantity, and not a pair or a text made of more.
        if sent.amount() != self.value {
            return;
        }
        let Some(moved) = sent.in_unit(ucum) else {
            return;
        };
        self.as_sent = sent.words();
        self.value = moved.amount();
        self.number = moved.number;
        self.ends = (
            self.end_in(self.ends.0, ucum),
            self.end_in(self.ends.1, ucum),
        );
        self.unit = Some(row.shown.to_owned());
    }

    fn end_in(&self, end: Option<f64>, ucum: &str) -> Option<f64> {
        let from = self.quantity.as_ref()?.ucum.as_deref()?;
        unit::shifted(&end?.to_string(), from, ucum)?.parse().ok()
    }

    /// Which of several results of one moment is shown: one that stands before one that was withdrawn or called off,
    /// one with a value before one without, then the worst, then a final one, then the newer. When it arrived says
    /// little: a normal result must not cover a critical one.
    fn precedence(&self) -> (u8, bool, u8, bool, i64) {
        let stands = match self.standing {
            _ if self.standing.is_withdrawn() => 0,
            Standing::Past => 1,
            _ => 2,
        };
        (
            stands,
            self.value.is_some(),
            weight(&self.abnormality),
            self.standing == Standing::Current,
            self.order,
        )
    }
}

/// The unit a row goes by.
struct RowUnit<'u> {
    /// As sent with most results.
    shown: &'u str,
    /// Its UCUM code, where results with it say one and the same.
    ucum: Option<String>,
}

impl<'u> RowUnit<'u> {
    fn of(shown: &'u str, test: &Test) -> Self {
        let mut codes = test
            .cells
            .iter()
            .flatten()
            .filter(|entry| entry.unit.as_deref() == Some(shown))
            .filter_map(|entry| entry.quantity.as_ref()?.ucum.as_deref());
        let first = codes.next();
        let same = codes.all(|code| Some(code) == first);
        let ucum = first
            .filter(|code| same && unit::agrees(shown, code))
            .map(str::to_owned);
        Self { shown, ucum }
    }
}

struct Test {
    key: String,
    name: String,
    cells: Vec<Vec<Entry>>,
}

/// Tests in the order they were first met, which is newest first.
pub(super) struct Table {
    columns: usize,
    tests: Vec<Test>,
    by_key: HashMap<String, usize>,
}

impl Table {
    pub(super) fn new(columns: usize) -> Table {
        Table {
            columns,
            tests: Vec::new(),
            by_key: HashMap::new(),
        }
    }

    pub(super) fn enter(&mut self, key: String, name: String, column: usize, entry: Entry) {
        let columns = self.columns;
        let index = *self.by_key.entry(key.clone()).or_insert_with(|| {
            let cells = (0..columns).map(|_| Vec::new()).collect();
            self.tests.push(Test { key, name, cells });
            self.tests.len() - 1
        });
        if let Some(cell) = self
            .tests
            .get_mut(index)
            .and_then(|test| test.cells.get_mut(column))
        {
            cell.push(entry);
        }
    }

    pub(super) fn rows(self) -> Vec<TestRow> {
        self.tests.into_iter().map(row).collect()
    }
}

fn row(mut test: Test) -> TestRow {
    for cell in &mut test.cells {
        cell.sort_by_key(|entry| std::cmp::Reverse(entry.precedence()));
    }
    let unit = most_frequent(
        test.cells
            .iter()
            .flatten()
            .filter_map(|entry| entry.unit.as_deref()),
    );
    let mut sent = test.cells.iter().flatten().map(|entry| &entry.unit);
    if let Some(shown) = unit.as_deref()
        && sent.any(|sent| sent.as_deref().is_some_and(|sent| sent != shown))
    {
        let row = RowUnit::of(shown, &test);
        for entry in test.cells.iter_mut().flatten() {
            entry.follow(&row);
        }
    }
    let newest = test
        .cells
        .iter()
        .flatten()
        .find(|entry| entry.range.is_some());
    let range = newest.and_then(|entry| entry.range.clone());
    // Ends in another unit would shade another band.
    let (range_low, range_high) = newest
        .filter(|entry| entry.unit == unit)
        .map_or((None, None), |entry| entry.ends);
    let mut cells = Vec::new();
    for (column, mut entries) in (0_u32..).zip(test.cells) {
        if entries.is_empty() {
            continue;
        }
        let more = u32::try_from(entries.len() - 1).unwrap_or(u32::MAX);
        let new = entries.iter().any(|entry| entry.new);
        let first = entries.remove(0);
        // Parts of one record may stand in one cell.
        let mut others: Vec<String> = Vec::new();
        for Entry { record, .. } in entries {
            if record != first.record && !others.contains(&record) {
                others.push(record);
            }
        }
        let own_unit = beside_row(&first, unit.as_deref());
        cells.push(Cell {
            record: first.record,
            column,
            value: first.value,
            number: first.number,
            unit: own_unit,
            as_sent: first.as_sent,
            absent: first.absent,
            abnormality: first.abnormality,
            interpreted: first.interpreted,
            range: first.range.filter(|sent| Some(sent) != range.as_ref()),
            standing: first.standing,
            status: first.status,
            new,
            more,
            others,
            beside: first.beside,
        });
    }
    TestRow {
        key: test.key,
        name: test.name,
        range: range.map(|words| without_unit(words, unit.as_deref())),
        unit,
        range_low,
        range_high,
        cells,
    }
}

/// What a result says of its unit where that is not the row's. A number without one must not read as if it had the
/// row's, and words have none.
fn beside_row(entry: &Entry, row: Option<&str>) -> Option<String> {
    match (&entry.unit, row) {
        (Some(sent), row) => (Some(sent.as_str()) != row).then(|| sent.clone()),
        (None, None) => None,
        (None, Some(_)) if entry.value.is_none() => None,
        (None, Some(_)) if entry.number.is_some() => Some(NO_UNIT.to_owned()),
        (None, Some(_)) => Some(String::new()),
    }
}

/// How much a result matters beside others.
pub(crate) fn weight(abnormality: &Abnormality) -> u8 {
    match abnormality {
        Abnormality::Unknown | Abnormality::Normal => 0,
        Abnormality::Low | Abnormality::High | Abnormality::Abnormal => 1,
        Abnormality::CriticalLow | Abnormality::CriticalHigh | Abnormality::Critical => 2,
    }
}

/// A range without the unit that stands beside it anyway: in a narrow column the numbers must not be cut.
fn without_unit(range: String, unit: Option<&str>) -> String {
    let Some(unit) = unit else { return range };
    match range.strip_suffix(unit).map(str::trim_end) {
        Some(bare) if !bare.is_empty() && !bare.contains(unit) => bare.to_owned(),
        _ => range,
    }
}

fn most_frequent<'u>(units: impl Iterator<Item = &'u str>) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for unit in units {
        match counts.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, count)) => *count += 1,
            None => counts.push((unit, 1)),
        }
    }
    // Of equally frequent units the newest result's wins: it was met first.
    counts.reverse();
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(unit, _)| unit.to_owned())
}

/// The `fhir` room's abnormality at the edge.
pub(crate) fn at_edge(from: Sent) -> Abnormality {
    match from {
        Sent::Unknown => Abnormality::Unknown,
        Sent::Normal => Abnormality::Normal,
        Sent::Low => Abnormality::Low,
        Sent::High => Abnormality::High,
        Sent::CriticalLow => Abnormality::CriticalLow,
        Sent::CriticalHigh => Abnormality::CriticalHigh,
        Sent::Abnormal => Abnormality::Abnormal,
        Sent::Critical => Abnormality::Critical,
    }
}
