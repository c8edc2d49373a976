//! What a colleague would say at hand-over: what is active, what is abnormal, what happened last.

use wardbook_store::StoreError;

use super::desk::Desk;
use super::flowsheet::{self, Extent};
use super::{allergies, encounters, fresh, medications, notes, problems, vitals};
use crate::wire::chart::Summary;
use crate::wire::result::{Flowsheet, TestGroup, TestRow};
use crate::wire::section::Standing;

/// Times shown of the results: the newest, and with those at which a test was last done.
const SHOWN: Extent = Extent::Last {
    newest: 6,
    in_all: 60,
};
/// Tests shown of the results.
const TESTS: usize = 30;
/// Encounters and notes shown.
const LAST: usize = 8;

/// The summary.
pub(super) fn read(desk: &Desk<'_>, now: i64) -> Result<Summary, StoreError> {
    let active = |standing: &Standing| {
        matches!(
            standing,
            Standing::Current | Standing::Preliminary | Standing::Unknown
        )
    };
    let mut problems = problems::all(desk)?;
    problems.retain(|row| active(&row.standing));
    let mut medications = medications::all(desk)?;
    medications.retain(|row| {
        let given = matches!(
            row.resource_type.as_str(),
            "MedicationAdministration" | "MedicationDispense"
        );
        active(&row.standing) && !given
    });
    Ok(Summary {
        fresh: fresh::read(desk)?,
        next: fresh::next(desk, now)?,
        problems,
        medications,
        allergies: allergies::all(desk)?.allergies,
        results: abnormal_first(flowsheet::read(desk, "results", SHOWN)?),
        vitals: vitals::last(desk)?,
        encounters: encounters::newest(desk, LAST)?,
        notes: notes::newest(desk, LAST)?,
    })
}

/// All tests in one list, by how abnormal their newest result is.
fn abnormal_first(mut sheet: Flowsheet) -> Flowsheet {
    let mut tests: Vec<TestRow> = sheet
        .groups
        .into_iter()
        .flat_map(|group| group.tests)
        .collect();
    let newest = |row: &TestRow| {
        let stands = row.cells.iter().find(|cell| !cell.standing.is_withdrawn());
        stands.map(|cell| flowsheet::weight(&cell.abnormality))
    };
    tests.sort_by_key(|row| std::cmp::Reverse(newest(row)));
    tests.truncate(TESTS);
    sheet.groups = if tests.is_empty() {
        Vec::new()
    } else {
        vec![TestGroup {
            name: "Latest results".to_owned(),
            tests,
        }]
    };
    sheet
}
