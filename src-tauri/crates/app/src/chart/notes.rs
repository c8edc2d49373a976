//! Notes and documents in a list: document references, compositions, reports that have a text of their
//! own, and whatever else the EHR files as a note.

use wardbook_fhir::read::attachment::{Attachment, binary_id};
use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::composition::Composition;
use wardbook_fhir::read::diagnostic_report::DiagnosticReport;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_fhir::read::generic::Generic;
use wardbook_store::{StoreError, documents, records};

use super::UNREADABLE;
use super::desk::{Desk, MOST, PEOPLE, Sheet};
use crate::wire::section::{NoteRow, Origin, Standing};

/// Whatever may be a note, the newest `most`, newest first; whether a report is one is seen in its body only.
pub(crate) fn listed(desk: &Desk<'_>, most: u64) -> Result<Vec<records::Row>, StoreError> {
    let patient = desk.patient.id;
    let mut rows = records::of_section_without(desk.c, patient, "notes", "Binary", most)?;
    rows.extend(desk.rows_of_type("results", "DiagnosticReport", most)?);
    rows.sort_by(|one, other| other.date.cmp(&one.date).then(other.id.cmp(&one.id)));
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(rows)
}

/// The newest notes, at most `limit`.
pub(super) fn newest(desk: &Desk<'_>, limit: usize) -> Result<Vec<NoteRow>, StoreError> {
    // Few are wanted often: most of what may be a note is one.
    let some = (limit as u64).saturating_mul(4).min(MOST);
    let rows = listed(desk, some)?;
    let cut = rows.len() as u64 == some && some < MOST;
    let notes = of_rows(desk, rows, limit)?;
    if cut && notes.len() < limit {
        return of_rows(desk, listed(desk, MOST)?, limit);
    }
    Ok(notes)
}

fn of_rows(
    desk: &Desk<'_>,
    rows: Vec<records::Row>,
    limit: usize,
) -> Result<Vec<NoteRow>, StoreError> {
    let mut notes = Vec::new();
    // Bodies are read in steps: a report without a text is no note, so how many are needed is not known.
    let mut rest = rows.into_iter();
    while notes.len() < limit {
        let step: Vec<records::Row> = rest.by_ref().take(200.min(limit.max(20))).collect();
        if step.is_empty() {
            break;
        }
        for sheet in desk.with_bodies(step)? {
            notes.extend(row(desk, &sheet)?);
        }
    }
    notes.truncate(limit);
    Ok(notes)
}

/// A note's row; nothing for a report that is numbers only.
pub(crate) fn row(desk: &Desk<'_>, sheet: &Sheet) -> Result<Option<NoteRow>, StoreError> {
    let (origin, fhir_id) = desk.source(&sheet.row)?;
    let kind = sheet.row.resource_type.as_str();
    let row = match kind {
        "DocumentReference" => DocumentReference::read(&sheet.body).ok().map(|found| {
            let author = author(desk, found.author, &found.authors)?;
            let here = documents::get(desk.c, sheet.row.id)?.is_some()
                || any_here(desk, &found.attachments)?;
            Ok(NoteRow {
                author,
                here,
                ..base(
                    sheet,
                    found.title,
                    found.kind,
                    found.date,
                    found.status,
                    sheet.standing(found.standing),
                )
            })
        }),
        "Composition" => Composition::read(&sheet.body).ok().map(|found| {
            Ok(NoteRow {
                author: found.author,
                here: true,
                ..base(
                    sheet,
                    found.title,
                    found.kind,
                    found.date,
                    found.status,
                    sheet.standing(found.standing),
                )
            })
        }),
        "DiagnosticReport" => {
            let found = DiagnosticReport::read(&sheet.body).ok();
            let numbers_only = found
                .as_ref()
                .is_some_and(|found| found.presented.is_empty() && !found.results.is_empty());
            if numbers_only && sheet.row.section != "notes" {
                return Ok(None);
            }
            found.map(|found| {
                let here = any_here(desk, &found.presented)?
                    || found.conclusion.is_some()
                    || found.narrative.is_some();
                let date = found.date.or(found.issued);
                Ok(NoteRow {
                    author: found.author,
                    here,
                    ..base(
                        sheet,
                        found.name,
                        found.category,
                        date,
                        found.status,
                        sheet.standing(found.standing),
                    )
                })
            })
        }
        _ => Generic::read(&sheet.body).ok().map(|found| {
            Ok(NoteRow {
                here: true,
                ..base(
                    sheet,
                    found.title,
                    None,
                    found.date,
                    found.status,
                    sheet.standing(found.standing),
                )
            })
        }),
    };
    row.unwrap_or_else(|| {
        let title = Some(UNREADABLE.to_owned());
        Ok(base(sheet, title, None, None, None, Standing::Unknown))
    })
    .and_then(|mut row: NoteRow| {
        // What a newer version took the place of is over, whatever the EHR still says of it.
        if kind == "DocumentReference"
            && row.standing == Standing::Current
            && crate::documents::is_replaced(desk.c, sheet.row.id)?
        {
            row.standing = Standing::Past;
            row.status = Some("superseded".to_owned());
        }
        Ok(row)
    })
    .map(|row| {
        Some(NoteRow {
            origin,
            fhir_id,
            ..row
        })
    })
}

fn base(
    sheet: &Sheet,
    title: Option<String>,
    kind: Option<String>,
    date: Option<String>,
    status: Option<String>,
    standing: Standing,
) -> NoteRow {
    NoteRow {
        record: sheet.id(),
        origin: Origin::Ehr,
        fhir_id: None,
        resource_type: sheet.row.resource_type.clone(),
        title,
        kind,
        date,
        author: None,
        status,
        standing,
        here: false,
    }
}

fn author(
    desk: &Desk<'_>,
    named: Option<String>,
    references: &[Reference],
) -> Result<Option<String>, StoreError> {
    if named.is_some() {
        return Ok(named);
    }
    for reference in references {
        if let Some(name) = desk.name(Some(reference), &PEOPLE)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn any_here(desk: &Desk<'_>, attachments: &[Attachment]) -> Result<bool, StoreError> {
    for attachment in attachments {
        if attachment.inline || binary(desk, attachment)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The Binary an attachment points to, where it is on this workstation.
pub(super) fn binary(
    desk: &Desk<'_>,
    attachment: &Attachment,
) -> Result<Option<records::Row>, StoreError> {
    let Some(url) = attachment.url.as_deref() else {
        return Ok(None);
    };
    let Some(id) = binary_id(url) else {
        return Ok(None);
    };
    records::find(desk.c, desk.patient.connection, "Binary", id)
}
