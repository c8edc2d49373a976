//! Sections that are lists: procedures, orders and appointments, care plan, family and social history,
//! devices, insurance. Owns which columns a list has and in what order its rows stand; what a record says
//! is the `fhir` room's. A record of a type without a list of its own is in the last list, never left out.

mod care;
mod clinical;
mod history;
mod insurance;
mod orders;

use wardbook_fhir::json::ReadError;
use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::generic::Generic;
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::desk::{Desk, Sheet, rank};
use crate::wire::list::{ListColumn, ListRow, RecordList};
use crate::wire::section::Standing;

/// The lists of a section; nothing where it is not made of lists.
pub(super) fn all(desk: &Desk<'_>, section: &str) -> Result<Option<Vec<RecordList>>, StoreError> {
    let sheets = || desk.sheets(section);
    Ok(Some(match section {
        "procedures" => clinical::procedures(&sheets()?)?,
        "devices" => clinical::devices(&sheets()?)?,
        "orders" => orders::all(desk, &sheets()?)?,
        "care-plan" => care::all(desk, &sheets()?)?,
        "family-history" => history::family(&sheets()?)?,
        "social-history" => history::social(desk, &sheets()?)?,
        "insurance" => insurance::all(desk, &sheets()?)?,
        _ => return Ok(None),
    }))
}

/// A list before its rows.
struct Shape {
    title: &'static str,
    name_head: &'static str,
    /// Heads, and what stands below them.
    columns: &'static [(&'static str, Cells)],
    fold: Option<&'static str>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Cells {
    Words,
    Date,
}

impl Shape {
    /// The list of these rows; none where there are none.
    fn of(&self, mut rows: Vec<ListRow>) -> Option<RecordList> {
        if self.fold.is_some() {
            rows.sort_by_key(|row| rank(&row.standing));
        }
        // A column nobody has anything in only takes room from the others.
        let mut heads = Vec::new();
        for at in (0..self.columns.len()).rev() {
            let used = rows
                .iter()
                .any(|row| row.cells.get(at).is_some_and(Option::is_some));
            match self.columns.get(at) {
                Some((head, cells)) if used => heads.insert(
                    0,
                    ListColumn {
                        head: (*head).to_owned(),
                        date: *cells == Cells::Date,
                    },
                ),
                _ => rows.iter_mut().for_each(|row| drop(row.cells.remove(at))),
            }
        }
        (!rows.is_empty()).then(|| RecordList {
            title: self.title.to_owned(),
            name_head: self.name_head.to_owned(),
            columns: heads,
            rows,
            fold: self.fold.map(str::to_owned),
        })
    }

    /// A row of a record that could be read, or one that says that it could not.
    fn row<T>(
        &self,
        sheet: &Sheet,
        read: Result<T, ReadError>,
        row: impl FnOnce(T) -> Result<ListRow, StoreError>,
    ) -> Result<ListRow, StoreError> {
        match read {
            Ok(found) => row(found),
            Err(_) => Ok(self.unreadable(sheet)),
        }
    }

    /// A record that cannot be read is a row that says so.
    fn unreadable(&self, sheet: &Sheet) -> ListRow {
        ListRow {
            record: sheet.id(),
            name: Some(UNREADABLE.to_owned()),
            below: None,
            cells: vec![None; self.columns.len()],
            status: None,
            standing: Standing::Unknown,
        }
    }
}

/// Sheets of these types.
fn of<'s>(sheets: &'s [Sheet], types: &'static [&'static str]) -> impl Iterator<Item = &'s Sheet> {
    sheets
        .iter()
        .filter(|sheet| types.contains(&sheet.row.resource_type.as_str()))
}

/// Every record of another type, by what all records have.
fn rest(sheets: &[Sheet], but: &[&str]) -> Result<Option<RecordList>, StoreError> {
    const SHAPE: Shape = Shape {
        title: "Other records",
        name_head: "Record",
        columns: &[("Date", Cells::Date), ("Resource", Cells::Words)],
        fold: None,
    };
    let others = sheets
        .iter()
        .filter(|sheet| !but.contains(&sheet.row.resource_type.as_str()));
    let rows = others.map(|sheet| {
        SHAPE.row(sheet, Generic::read(&sheet.body), |found| {
            Ok(ListRow {
                record: sheet.id(),
                name: found.title,
                below: found.detail,
                cells: vec![found.date, found.resource_type],
                status: found.status,
                standing: sheet.standing(found.standing),
            })
        })
    });
    Ok(SHAPE.of(rows.collect::<Result<_, _>>()?))
}

/// Names of what references name, joined; one that has no name here is said by its type.
fn names(desk: &Desk<'_>, all: &[Reference]) -> Result<Option<String>, StoreError> {
    /// More are counted.
    const MOST: usize = 4;
    let mut words: Vec<String> = Vec::new();
    for reference in all.iter().take(MOST) {
        let named = reference.resource_type.as_deref();
        let types = named.map_or_else(|| super::desk::PEOPLE.to_vec(), |named| vec![named]);
        let name = desk.name(Some(reference), &types)?;
        let unnamed = || named.map(|kind| format!("{kind}, name not here"));
        words.extend(name.or_else(unnamed).filter(|name| !words.contains(name)));
    }
    if all.len() > MOST {
        words.push(format!("{} more", all.len() - MOST));
    }
    Ok((!words.is_empty()).then(|| words.join("; ")))
}

/// Parts joined, where there are any.
fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Words of a list joined, where there are any.
fn all_of(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Words with what they are; nothing where there are none.
fn labelled(label: &str, words: Option<String>) -> Option<String> {
    words.map(|words| format!("{label}: {words}"))
}
