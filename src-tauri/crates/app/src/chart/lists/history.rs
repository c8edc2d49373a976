//! Family history and social history.

use wardbook_fhir::read::codeable::Coded;
use wardbook_fhir::read::family::{FamilyCondition, FamilyMember};
use wardbook_fhir::read::interpretation::Abnormality;
use wardbook_fhir::read::observation::{Component, Observation};
use wardbook_store::StoreError;

use super::{Cells, Desk, ListRow, RecordList, Shape, Sheet, all_of, joined, names, of, rest};

const FAMILY: Shape = Shape {
    title: "Family history",
    name_head: "Relative",
    columns: &[
        ("Has or had", Cells::Words),
        ("Died", Cells::Date),
        ("Age or born", Cells::Date),
        ("Recorded", Cells::Date),
    ],
    fold: None,
};

pub(super) fn family(sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let rows = of(sheets, &["FamilyMemberHistory"]).map(|sheet| {
        FAMILY.row(sheet, FamilyMember::read(&sheet.body), |found| {
            let conditions: Vec<String> = found
                .conditions
                .iter()
                .map(FamilyCondition::words)
                .collect();
            // A relative without a condition listed is not a healthy one.
            let nothing = || Some("no condition listed".to_owned());
            Ok(ListRow {
                record: sheet.id(),
                name: found.relationship.or_else(|| found.name.clone()),
                below: joined([found.name, found.sex, all_of(&found.notes)]),
                cells: vec![
                    all_of(&conditions).or(found.absent).or_else(nothing),
                    found.deceased,
                    found.born,
                    found.date,
                ],
                status: found.status,
                standing: sheet.standing(found.standing),
            })
        })
    });
    let lists = [
        FAMILY.of(rows.collect::<Result<_, _>>()?),
        rest(sheets, &["FamilyMemberHistory"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

const SOCIAL: Shape = Shape {
    title: "Social history and surveys",
    name_head: "Question",
    columns: &[
        ("Answer", Cells::Words),
        ("Date", Cells::Date),
        ("Category", Cells::Words),
        ("By", Cells::Words),
    ],
    fold: None,
};

pub(super) fn social(desk: &Desk<'_>, sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let rows = of(sheets, &["Observation"]).map(|sheet| {
        SOCIAL.row(sheet, Observation::read(&sheet.body), |found| {
            let categories: Vec<String> =
                found.categories.iter().filter_map(Coded::words).collect();
            let date = found.sort_date().map(str::to_owned);
            let more = match (&found.value, found.components.len()) {
                // A value with components beside it: both are said.
                (Some(_), 1..) => {
                    let parts = found.components.iter().filter_map(Component::words);
                    all_of(&parts.collect::<Vec<_>>())
                }
                _ => None,
            };
            Ok(ListRow {
                record: sheet.id(),
                name: found.name.clone(),
                below: joined([more, all_of(&found.notes)]),
                cells: vec![
                    answer(&found),
                    date,
                    all_of(&categories),
                    names(desk, &found.performers)?,
                ],
                status: found.status,
                standing: sheet.standing(found.standing),
            })
        })
    });
    let lists = [
        SOCIAL.of(rows.collect::<Result<_, _>>()?),
        rest(sheets, &["Observation"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

/// The value, else why there is none, else that it is a set of questions.
fn answer(found: &Observation) -> Option<String> {
    let set = || (!found.members.is_empty()).then(|| format!("{} answers", found.members.len()));
    let words = found
        .words()
        .or_else(|| found.absent.clone())
        .or_else(set)
        .or_else(|| Some("No value sent".to_owned()));
    let judged = match found.abnormality {
        Abnormality::Unknown | Abnormality::Normal => return words,
        Abnormality::Low => "low",
        Abnormality::High => "high",
        Abnormality::CriticalLow => "critically low",
        Abnormality::CriticalHigh => "critically high",
        Abnormality::Abnormal => "abnormal",
        Abnormality::Critical => "critical",
    };
    words.map(|words| format!("{words} ({judged})"))
}
