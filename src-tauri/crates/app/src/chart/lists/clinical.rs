//! Procedures and devices.

use wardbook_fhir::read::device::Device;
use wardbook_fhir::read::procedure::Procedure;
use wardbook_store::StoreError;

use super::{Cells, ListRow, RecordList, Shape, Sheet, joined, labelled, of, rest};

const PROCEDURES: Shape = Shape {
    title: "Procedures",
    name_head: "Procedure",
    columns: &[
        ("Performed", Cells::Date),
        ("Until", Cells::Date),
        ("For", Cells::Words),
        ("Outcome, site", Cells::Words),
        ("By, where", Cells::Words),
    ],
    fold: None,
};

pub(super) fn procedures(sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let rows = of(sheets, &["Procedure"]).map(|sheet| {
        PROCEDURES.row(sheet, Procedure::read(&sheet.body), |found| {
            // Done on one day it has no end of its own.
            let ended = found.ended.filter(|end| found.date.as_ref() != Some(end));
            Ok(ListRow {
                record: sheet.id(),
                name: found.name,
                // Why it was not done, or stopped, is as good as what was done.
                below: joined([
                    labelled("Reason", found.status_reason),
                    found.code,
                    found.category,
                ]),
                cells: vec![
                    found.date,
                    ended,
                    found.reason,
                    joined([found.outcome, found.body_site]),
                    joined([found.performer, found.location]),
                ],
                status: found.status,
                standing: sheet.standing(found.standing),
            })
        })
    });
    let lists = [
        PROCEDURES.of(rows.collect::<Result<_, _>>()?),
        rest(sheets, &["Procedure"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}

const DEVICES: Shape = Shape {
    title: "Devices",
    name_head: "Device",
    columns: &[
        ("Manufacturer, model", Cells::Words),
        ("UDI", Cells::Words),
        ("Serial, lot", Cells::Words),
        ("Made", Cells::Date),
        ("Expires", Cells::Date),
    ],
    fold: Some("past device"),
};

pub(super) fn devices(sheets: &[Sheet]) -> Result<Vec<RecordList>, StoreError> {
    let rows = of(sheets, &["Device"]).map(|sheet| {
        DEVICES.row(sheet, Device::read(&sheet.body), |found| {
            let kind = found.kind.filter(|kind| found.name.as_ref() != Some(kind));
            Ok(ListRow {
                record: sheet.id(),
                name: found.name,
                below: kind,
                cells: vec![
                    joined([found.manufacturer, found.model]),
                    found.udi.or(found.identifier),
                    joined([
                        labelled("serial", found.serial),
                        labelled("lot", found.lot),
                        labelled("tissue", found.distinct),
                    ]),
                    found.manufactured,
                    found.expires,
                ],
                status: found.status,
                standing: sheet.standing(found.standing),
            })
        })
    });
    let lists = [
        DEVICES.of(rows.collect::<Result<_, _>>()?),
        rest(sheets, &["Device"])?,
    ];
    Ok(lists.into_iter().flatten().collect())
}
