//! Appointments and orders.

use wardbook_fhir::read::order::{Appointment, Order, not_to_do};
use wardbook_store::StoreError;

use super::{Cells, Desk, ListRow, RecordList, Shape, Sheet, all_of, joined, names, of, rest};

const APPOINTMENTS: Shape = Shape {
    title: "Appointments",
    name_head: "Appointment",
    columns: &[
        ("From", Cells::Date),
        ("Until", Cells::Date),
        ("With, where", Cells::Words),
        ("For", Cells::Words),
    ],
    fold: Some("past appointment"),
};

const ORDERS: Shape = Shape {
    title: "Orders",
    name_head: "Order",
    columns: &[
        ("Ordered", Cells::Date),
        ("To be done", Cells::Date),
        ("For", Cells::Words),
        ("By, to", Cells::Words),
    ],
    fold: Some("past order"),
};

pub(super) fn all(desk: &Desk<'_>, sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let appointments = of(sheets, &["Appointment"]).map(|sheet| appointment(desk, sheet));
    let orders = of(sheets, &["ServiceRequest"]).map(|sheet| order(desk, sheet));
    let lists = [
        APPOINTMENTS.of(appointments.collect::<Result<_, _>>()?),
        ORDERS.of(orders.collect::<Result<_, _>>()?),
        rest(sheets, &["Appointment", "ServiceRequest"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

fn appointment(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    APPOINTMENTS.row(sheet, Appointment::read(&sheet.body), |found| {
        let kind = found.kind.filter(|kind| found.name.as_ref() != Some(kind));
        Ok(ListRow {
            record: sheet.id(),
            name: found.name,
            below: joined([kind, found.comment]),
            cells: vec![
                found.start,
                found.end,
                names(desk, &found.with)?,
                found.reason,
            ],
            status: found.status,
            standing: sheet.standing(found.standing),
        })
    })
}

fn order(desk: &Desk<'_>, sheet: &Sheet) -> Result<ListRow, StoreError> {
    ORDERS.row(sheet, Order::read(&sheet.body), |found| {
        let by: Vec<_> = found.requester.iter().cloned().collect();
        let to = names(desk, &found.performers)?.map(|who| format!("to {who}"));
        // Routine is what an order is unless it says otherwise.
        let urgent = found.priority.filter(|priority| priority != "routine");
        let planned = found.intent.filter(|intent| intent != "order");
        let name = if found.prohibited {
            Some(not_to_do(found.name))
        } else {
            found.name
        };
        Ok(ListRow {
            record: sheet.id(),
            name,
            below: joined([
                urgent,
                planned,
                found.category,
                found.code,
                all_of(&found.notes),
            ]),
            cells: vec![
                found.authored,
                found.when,
                found.reason,
                joined([names(desk, &by)?, to]),
            ],
            // An order not to do something is in force, and stays in sight as such.
            status: match found.status {
                Some(status) if found.prohibited => Some(format!("{status}: not to be done")),
                status => status,
            },
            standing: sheet.standing(found.standing),
        })
    })
}
