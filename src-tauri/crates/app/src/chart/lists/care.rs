//! Care plan: goals, plans, and who takes part.

use wardbook_fhir::read::care::{CarePlan, CareTeam, Goal};
use wardbook_store::StoreError;

use super::{Cells, Desk, ListRow, RecordList, Shape, Sheet, all_of, joined, names, of, rest};

const GOALS: Shape = Shape {
    title: "Goals",
    name_head: "Goal",
    columns: &[
        ("Target", Cells::Words),
        ("Due", Cells::Date),
        ("Since", Cells::Date),
        ("Achievement, for", Cells::Words),
    ],
    fold: Some("past goal"),
};

const PLANS: Shape = Shape {
    title: "Care plans",
    name_head: "Plan",
    columns: &[
        ("From", Cells::Date),
        ("Until", Cells::Date),
        ("To be done", Cells::Words),
        ("For", Cells::Words),
    ],
    fold: Some("past plan"),
};

const TEAM: Shape = Shape {
    title: "Care team",
    name_head: "Who",
    columns: &[
        ("Role", Cells::Words),
        ("Team", Cells::Words),
        ("From", Cells::Date),
        ("Until", Cells::Date),
    ],
    fold: Some("past member"),
};

pub(super) fn all(desk: &Desk<'_>, sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let goals = of(sheets, &["Goal"]).map(|sheet| goal(desk, sheet));
    let plans = of(sheets, &["CarePlan"]).map(|sheet| plan(desk, sheet));
    let mut team = Vec::new();
    for sheet in of(sheets, &["CareTeam"]) {
        team.extend(members(desk, sheet)?);
    }
    let lists = [
        GOALS.of(goals.collect::<Result<_, _>>()?),
        PLANS.of(plans.collect::<Result<_, _>>()?),
        TEAM.of(team),
        rest(sheets, &["Goal", "CarePlan", "CareTeam"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

fn goal(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    GOALS.row(sheet, Goal::read(&sheet.body), |found| {
        Ok(ListRow {
            record: sheet.id(),
            name: found.description,
            below: joined([found.priority, all_of(&found.notes)]),
            cells: vec![
                all_of(&found.targets),
                found.due,
                found.start,
                joined([found.achievement, names(desk, &found.addresses)?]),
            ],
            status: found.status,
            standing: sheet.standing(found.standing),
        })
    })
}

fn plan(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    PLANS.row(sheet, CarePlan::read(&sheet.body), |found| {
        let category = found
            .category
            .filter(|words| found.title.as_ref() != Some(words));
        let description = found
            .description
            .filter(|words| found.title.as_ref() != Some(words));
        Ok(ListRow {
            record: sheet.id(),
            name: found.title,
            below: joined([category, description.map(|words| shortened(&words))]),
            cells: vec![
                found.start,
                found.end,
                all_of(&found.activities),
                names(desk, &found.addresses)?,
            ],
            // A proposal is no plan.
            status: match (found.status, found.intent.as_deref()) {
                (Some(status), Some("proposal" | "option")) => {
                    Some(format!("{status}, proposed only"))
                }
                (status, _) => status,
            },
            standing: sheet.standing(found.standing),
        })
    })
}

/// The beginning of a text; all of it is in the record's detail.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// One row a member; a team that names nobody is a row as well.
fn members(desk: &Desk<'_>, sheet: &Sheet) -> Result<Vec<ListRow>, StoreError> {
    let Ok(found) = CareTeam::read(&sheet.body) else {
        return Ok(vec![TEAM.unreadable(sheet)]);
    };
    let row = |name, below, role, start, end| ListRow {
        record: sheet.id(),
        name,
        below,
        cells: vec![role, found.name.clone(), start, end],
        status: found.status.clone(),
        standing: sheet.standing(found.standing),
    };
    if found.members.is_empty() {
        let nobody = Some("Nobody named".to_owned());
        return Ok(vec![row(
            nobody,
            None,
            None,
            found.start.clone(),
            found.end.clone(),
        )]);
    }
    let mut rows = Vec::with_capacity(found.members.len());
    for member in &found.members {
        let who: Vec<_> = member.who.iter().cloned().collect();
        let behalf: Vec<_> = member.on_behalf_of.iter().cloned().collect();
        rows.push(row(
            names(desk, &who)?.or_else(|| member.absent.clone()),
            names(desk, &behalf)?,
            member.role.clone(),
            member.start.clone().or_else(|| found.start.clone()),
            member.end.clone().or_else(|| found.end.clone()),
        ));
    }
    Ok(rows)
}
