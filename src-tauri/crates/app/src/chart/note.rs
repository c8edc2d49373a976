//! One note opened: its parts in order, each as text, or with the reason why there is none. Never a
//! blank page: absence is said.

use wardbook_fhir::json::Object;
use wardbook_fhir::read::attachment::{Attachment, Binary, plain_text};
use wardbook_fhir::read::composition::Composition;
use wardbook_fhir::read::diagnostic_report::DiagnosticReport;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_fhir::read::narrative;
use wardbook_store::{StoreError, records};

use super::UNREADABLE;
use super::desk::{Desk, Sheet};
use super::notes;
use crate::wire::section::{Note, NotePart};

/// Opens a note.
pub(super) fn open(desk: &Desk<'_>, row: records::Row) -> Result<Option<Note>, StoreError> {
    let Some(sheet) = desk.with_bodies(vec![row])?.pop() else {
        return Ok(None);
    };
    let mut shown = notes::row(desk, &sheet)?;
    if shown.is_none() {
        // A report of numbers only can still be opened from the results.
        let noted = Sheet {
            row: records::Row {
                section: "notes".into(),
                ..sheet.row.clone()
            },
            body: sheet.body.clone(),
            removed: sheet.removed,
        };
        shown = notes::row(desk, &noted)?;
    }
    let Some(row) = shown else { return Ok(None) };
    let mut parts = parts(desk, &sheet)?;
    if parts.is_empty() {
        parts.push(without("The EHR sent this note without any content."));
    }
    Ok(Some(Note { row, parts }))
}

fn parts(desk: &Desk<'_>, sheet: &Sheet) -> Result<Vec<NotePart>, StoreError> {
    let body = sheet.body.as_slice();
    match sheet.row.resource_type.as_str() {
        "DocumentReference" => {
            if let Some(parts) = crate::documents::parts(desk.c, sheet.row.id)? {
                return Ok(parts);
            }
            let Ok(found) = DocumentReference::read(body) else {
                return Ok(vec![without(UNREADABLE)]);
            };
            let data = |index| DocumentReference::data(body, index).ok().flatten();
            let mut parts = attached(desk, &found.attachments, data)?;
            if parts.iter().all(|part| part.text.is_none()) {
                parts.extend(narrative_of(body));
            }
            Ok(parts)
        }
        "DiagnosticReport" => {
            let Ok(found) = DiagnosticReport::read(body) else {
                return Ok(vec![without(UNREADABLE)]);
            };
            let data = |index| DiagnosticReport::data(body, index).ok().flatten();
            let mut parts = attached(desk, &found.presented, data)?;
            parts.extend(found.conclusion.map(|text| titled("Conclusion", text)));
            if parts.iter().all(|part| part.text.is_none()) {
                parts.extend(found.narrative.map(|text| titled("Narrative", text)));
            }
            Ok(parts)
        }
        "Composition" => {
            let Ok(found) = Composition::read(body) else {
                return Ok(vec![without(UNREADABLE)]);
            };
            let mut parts: Vec<NotePart> = found
                .sections
                .into_iter()
                .map(|section| {
                    let unavailable = section.text.is_none().then(|| {
                        section.empty_reason.unwrap_or_else(|| {
                            let entries = section.entries.len();
                            if entries == 0 {
                                "The EHR sent this section without text.".to_owned()
                            } else {
                                format!("The EHR sent this section without text; it refers to {entries} records.")
                            }
                        })
                    });
                    NotePart {
                        title: section.title,
                        content_type: Some("text/html".to_owned()),
                        text: section.text,
                        unavailable,
                    }
                })
                .collect();
            if parts.is_empty() {
                parts.extend(narrative_of(body));
            }
            Ok(parts)
        }
        _ => Ok(narrative_of(body).into_iter().collect()),
    }
}

fn attached(
    desk: &Desk<'_>,
    attachments: &[Attachment],
    data: impl Fn(usize) -> Option<Vec<u8>>,
) -> Result<Vec<NotePart>, StoreError> {
    let mut parts = Vec::with_capacity(attachments.len());
    for (index, attachment) in attachments.iter().enumerate() {
        let mut sent = attachment.content_type.clone();
        let bytes = if attachment.inline {
            data(index).ok_or("Its content is here but cannot be decoded.")
        } else {
            match notes::binary(desk, attachment)? {
                Some(row) => {
                    let binary = desk.with_bodies(vec![row])?.pop();
                    let read = binary.and_then(|sheet| Binary::read(&sheet.body).ok());
                    if let Some(kind) = read.as_ref().and_then(|read| read.content_type.clone()) {
                        sent.get_or_insert(kind);
                    }
                    read.and_then(|read| read.data)
                        .ok_or("Its content is here but cannot be decoded.")
                }
                None if attachment.url.is_none() => Err("The EHR sent it without content."),
                None => Err(
                    "Its content is not on this workstation. Sync the patient again; if the EHR refuses it, open it there.",
                ),
            }
        };
        let text = bytes
            .as_ref()
            .ok()
            .and_then(|bytes| plain_text(sent.as_deref(), bytes));
        let unavailable = match (&bytes, &text) {
            (Err(why), _) => Some((*why).to_owned()),
            (Ok(_), None) => Some(not_shown(sent.as_deref())),
            (Ok(_), Some(_)) => None,
        };
        parts.push(NotePart {
            title: attachment.title.clone(),
            content_type: sent,
            text,
            unavailable,
        });
    }
    Ok(parts)
}

fn not_shown(content_type: Option<&str>) -> String {
    let media = content_type
        .and_then(|sent| sent.split(';').next())
        .map(str::trim);
    let kind = match media.map(str::to_ascii_lowercase).as_deref() {
        Some("application/pdf") => "A PDF",
        Some("text/rtf" | "application/rtf") => "An RTF document",
        Some(
            "application/xml" | "text/xml" | "application/hl7-cda+xml" | "application/cda+xml",
        ) => "An XML document (C-CDA)",
        Some(other) if other.starts_with("image/") => "An image",
        Some(_) => "A document",
        None => "A document whose kind the EHR did not say",
    };
    format!("{kind}: it is on this workstation, but of a kind not shown yet.")
}

fn narrative_of(body: &[u8]) -> Option<NotePart> {
    let text = Object::parse(body)
        .ok()
        .and_then(|object| narrative::of_resource(&object))?;
    Some(titled("Narrative", text))
}

fn titled(title: &str, text: String) -> NotePart {
    NotePart {
        title: Some(title.to_owned()),
        content_type: Some("text/plain".to_owned()),
        text: Some(text),
        unavailable: None,
    }
}

fn without(why: &str) -> NotePart {
    NotePart {
        title: None,
        content_type: None,
        text: None,
        unavailable: Some(why.to_owned()),
    }
}
