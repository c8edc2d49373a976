//! Insurance: who pays, and what was claimed.

use wardbook_fhir::read::insurance::{Claim, Coverage};
use wardbook_store::StoreError;

use super::{
    Cells, Desk, ListRow, RecordList, Shape, Sheet, all_of, joined, labelled, names, of, rest,
};

const COVERAGE: Shape = Shape {
    title: "Coverage",
    name_head: "Payer",
    columns: &[
        ("Numbers", Cells::Words),
        ("Group, plan", Cells::Words),
        ("From", Cells::Date),
        ("Until", Cells::Date),
    ],
    fold: Some("past insurance"),
};

const CLAIMS: Shape = Shape {
    title: "Claims and benefits",
    name_head: "Claim",
    columns: &[
        ("Kind", Cells::Words),
        ("Date", Cells::Date),
        ("Total", Cells::Words),
        ("Paid", Cells::Words),
        ("By, to", Cells::Words),
    ],
    fold: None,
};

const CLAIM_TYPES: &[&str] = &["Claim", "ExplanationOfBenefit"];

pub(super) fn all(desk: &Desk<'_>, sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let cards = of(sheets, &["Coverage"]).map(|sheet| card(desk, sheet));
    let claims = of(sheets, CLAIM_TYPES).map(|sheet| claim(desk, sheet));
    let lists = [
        COVERAGE.of(cards.collect::<Result<_, _>>()?),
        CLAIMS.of(claims.collect::<Result<_, _>>()?),
        rest(sheets, &["Coverage", "Claim", "ExplanationOfBenefit"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

fn card(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    COVERAGE.row(sheet, Coverage::read(&sheet.body), |found| {
        Ok(ListRow {
            record: sheet.id(),
            name: names(desk, &found.payers)?,
            below: joined([found.kind, labelled("patient is", found.relationship)]),
            cells: vec![
                joined([
                    labelled("member", found.member),
                    labelled("subscriber", found.subscriber),
                ]),
                all_of(&found.classes),
                found.start,
                found.end,
            ],
            status: found.status,
            standing: sheet.standing(found.standing),
        })
    })
}

fn claim(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    CLAIMS.row(sheet, Claim::read(&sheet.body), |found| {
        let by: Vec<_> = found.provider.iter().cloned().collect();
        let to: Vec<_> = found.insurer.iter().cloned().collect();
        let to = names(desk, &to)?.map(|who| format!("to {who}"));
        let kind = match sheet.row.resource_type.as_str() {
            "ExplanationOfBenefit" => "Benefit".to_owned(),
            _ => found.usage.unwrap_or_else(|| "Claim".to_owned()),
        };
        Ok(ListRow {
            record: sheet.id(),
            name: items(&found.items).or_else(|| found.name.clone()),
            below: found.name,
            cells: vec![
                Some(kind),
                found.date,
                found.total,
                found.paid,
                joined([names(desk, &by)?, to]),
            ],
            // What came of it says more than that the form is valid.
            status: match (found.status, found.outcome) {
                (Some(status), Some(outcome)) => Some(format!("{status}, {outcome}")),
                (status, outcome) => status.or(outcome),
            },
            standing: sheet.standing(found.standing),
        })
    })
}

/// The first items; the others are counted, and all are in the record's detail.
fn items(all: &[String]) -> Option<String> {
    const MOST: usize = 3;
    let mut words: Vec<String> = all.iter().take(MOST).cloned().collect();
    if all.len() > MOST {
        words.push(format!("{} more", all.len() - MOST));
    }
    all_of(&words)
}
