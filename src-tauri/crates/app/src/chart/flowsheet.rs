//! Results and vital signs as a flowsheet: tests down, times across. Owns how results become one row
//! (same code), one column (same time) and one group (same panel); refuses to judge a value: abnormal is
//! what the EHR said, or what the range it sent says.

mod group;
mod table;

use wardbook_fhir::read::observation::Observation;
use wardbook_store::times::{OfType, Time};
use wardbook_store::{StoreError, records};

use super::UNREADABLE;
use super::desk::{Desk, MOST, Sheet};
use crate::wire::result::{Column, Flowsheet};
use group::Groups;
use table::{Entry, Table};
pub(super) use table::{at_edge, weight};

/// Columns given at most. A test whose newest result is older still has its newest column.
const COLUMNS: usize = 400;

/// How much of a section is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Extent {
    /// As a page of its own: every test, up to [`COLUMNS`] times.
    Whole,
    /// The newest times, and when each test was last done as far as there is room.
    Last { newest: usize, in_all: usize },
}

/// A section's flowsheet.
pub(super) fn read(
    desk: &Desk<'_>,
    section: &str,
    extent: Extent,
) -> Result<Flowsheet, StoreError> {
    let Chosen {
        in_all,
        columns,
        rows,
    } = match OfType::find(desk.c, desk.patient.id, section, "Observation")? {
        Some(these) => chosen(desk, &these, extent)?,
        None => Chosen::default(),
    };
    let sheets = desk.with_bodies(rows)?;

    let mut table = Table::new(columns.len());
    let mut dates: Vec<Option<String>> = vec![None; columns.len()];
    let mut groups = Groups::of_reports(desk, section)?;
    for sheet in &sheets {
        let Some(column) = columns.iter().position(|time| *time == sheet.row.date) else {
            continue;
        };
        let read = Observation::read(&sheet.body);
        if let Ok(found) = &read
            && let Some(date) = dates.get_mut(column)
            && date.is_none()
        {
            *date = found.sort_date().map(str::to_owned);
        }
        enter(desk, sheet, read.ok(), column, &mut table, &mut groups);
    }
    Ok(Flowsheet {
        columns: columns
            .iter()
            .zip(dates)
            .map(|(time, date)| Column {
                at: time.unwrap_or_default() as f64,
                date: date.unwrap_or_default(),
            })
            .collect(),
        groups: groups.arrange(table.rows()),
        results: in_all.as_ref().map(|all| all.results),
        columns_in_all: in_all.map(|all| all.columns),
    })
}

/// One record into the table: as one test, as a test per component, or as the name of a panel.
fn enter(
    desk: &Desk<'_>,
    sheet: &Sheet,
    read: Option<Observation>,
    column: usize,
    table: &mut Table,
    groups: &mut Groups,
) {
    let new = desk.is_new(&sheet.row);
    let Some(found) = read else {
        let key = sheet.id();
        groups.note(&key, "Could not be read");
        table.enter(
            key,
            UNREADABLE.to_owned(),
            column,
            Entry::unreadable(sheet, new),
        );
        return;
    };
    let name = found
        .name
        .clone()
        .unwrap_or_else(|| "Test not named".to_owned());
    let key = found.key.clone().unwrap_or_else(|| sheet.id());
    let apart: Vec<_> = found
        .components
        .iter()
        .filter(|one| one.value.is_some() || one.absent.is_some())
        .collect();
    if found.value.is_none() && !apart.is_empty() {
        for component in apart {
            let part = component
                .code
                .as_ref()
                .and_then(wardbook_fhir::read::codeable::Coded::key);
            let own = format!(
                "{key}/{}",
                part.or_else(|| component.name.clone()).unwrap_or_default()
            );
            let title = component.name.clone().unwrap_or_else(|| name.clone());
            groups.note(&own, &name);
            table.enter(
                own,
                title,
                column,
                Entry::of_component(sheet, &found, component, new),
            );
        }
        return;
    }
    if found.value.is_none() && found.absent.is_none() && !found.members.is_empty() {
        // It only names a panel; its members are results of their own.
        groups.panel(desk, &name, &found.members);
        return;
    }
    groups.note_category(&key, &found);
    table.enter(key, name, column, Entry::of(sheet, &found, new));
}

/// What a result says in words: its value with its unit, or those of its parts.
pub(super) fn value_of(sheet: &Sheet) -> Option<String> {
    Observation::read(&sheet.body).ok()?.words()
}

/// What is shown of a section.
#[derive(Default)]
struct Chosen {
    /// How much there is; unknown where only the last were looked at.
    in_all: Option<InAll>,
    /// Those shown.
    columns: Vec<Option<i64>>,
    /// The results of these, newest first.
    rows: Vec<records::Row>,
}

/// How much there is.
struct InAll {
    results: u32,
    columns: u32,
}

impl InAll {
    fn of(times: &[Time]) -> InAll {
        let results = times.iter().map(|time| time.records).sum::<u64>();
        InAll {
            results: u32::try_from(results).unwrap_or(u32::MAX),
            columns: u32::try_from(times.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Shown are the newest times, and for a whole section also the newest of every test. Undated results come last: they
/// are neither new nor old.
fn chosen(desk: &Desk<'_>, these: &OfType, extent: Extent) -> Result<Chosen, StoreError> {
    let (most, times) = match extent {
        Extent::Whole => (COLUMNS, these.times(desk.c)?),
        // One more than shown tells whether there are more.
        Extent::Last { newest, .. } => (newest, these.newest_times(desk.c, newest + 1)?),
    };
    let in_all = matches!(extent, Extent::Whole).then(|| InAll::of(&times));
    let newest: Vec<Option<i64>> = times.iter().take(most).map(|time| time.at).collect();
    let Some(Some(oldest)) = newest.last().copied().filter(|_| times.len() > most) else {
        return Ok(Chosen {
            rows: these.newest(desk.c, MOST)?,
            columns: newest,
            in_all,
        });
    };
    let mut rows = these.since(desk.c, oldest)?;
    let mut columns = newest;
    let mut older = these.newest_of_each_code(desk.c)?;
    older.retain(|time| time.is_none_or(|at| at < oldest));
    older.sort_by_key(|time| std::cmp::Reverse(*time));
    older.dedup();
    if let Extent::Last { newest, in_all } = extent {
        older.truncate(in_all.saturating_sub(newest));
    }
    for time in &older {
        rows.extend(these.at(desk.c, *time)?);
    }
    columns.extend(older);
    Ok(Chosen {
        in_all,
        columns,
        rows,
    })
}
