//! One note opened: its parts in order, each as text, or with the reason why there is none. Never a
//! blank page: absence is said.

mod blocks;
mod compared;
mod copied;
mod document;

use wardbook_fhir::json::Object;
use wardbook_fhir::read::attachment::{Attachment, Binary, plain_text};
use wardbook_fhir::read::blocks as form;
use wardbook_fhir::read::composition::Composition;
use wardbook_fhir::read::diagnostic_report::DiagnosticReport;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_store::{StoreError, records, search};

use super::UNREADABLE;
use super::desk::{Desk, Sheet};
use super::notes;
use crate::wire::reading::ComparedNotes;
use crate::wire::section::{Note, NotePart, NoteRow};

/// Opens a note.
pub(super) fn open(desk: &Desk<'_>, row: records::Row) -> Result<Option<Note>, StoreError> {
    let Some(sheet) = desk.with_bodies(vec![row])?.pop() else {
        return Ok(None);
    };
    let Some(row) = row_of(desk, &sheet)? else {
        return Ok(None);
    };
    let mut parts = parts(desk, &sheet)?;
    if parts.is_empty() {
        parts.push(without("The EHR sent this note without any content."));
    }
    let copied = copied::mark(desk, &sheet, &mut parts)?;
    Ok(Some(Note {
        row,
        parts,
        earlier: copied.earlier,
        looked_at: copied.looked_at,
    }))
}

/// Two notes of this patient compared.
pub(super) fn compare(
    desk: &Desk<'_>,
    earlier: records::Row,
    later: records::Row,
) -> Result<Option<ComparedNotes>, StoreError> {
    let mut sheets = desk.with_bodies(vec![earlier, later])?;
    let (Some(later), Some(earlier)) = (sheets.pop(), sheets.pop()) else {
        return Ok(None);
    };
    compared::read(desk, &earlier, &later)
}

fn row_of(desk: &Desk<'_>, sheet: &Sheet) -> Result<Option<NoteRow>, StoreError> {
    if let Some(row) = notes::row(desk, sheet)? {
        return Ok(Some(row));
    }
    // A report of numbers only can still be opened from the results.
    let noted = Sheet {
        row: records::Row {
            section: "notes".into(),
            ..sheet.row.clone()
        },
        body: sheet.body.clone(),
        removed: sheet.removed,
    };
    notes::row(desk, &noted)
}

/// The parts of a note, each with its blocks.
fn parts(desk: &Desk<'_>, sheet: &Sheet) -> Result<Vec<NotePart>, StoreError> {
    let body = sheet.body.as_slice();
    match sheet.row.resource_type.as_str() {
        "DocumentReference" => {
            if let Some(parts) = document::parts(desk, sheet.row.id)? {
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
            parts.extend(found.conclusion.map(|text| titled("Conclusion", &text)));
            if parts.iter().all(|part| part.text.is_none()) {
                parts.extend(narrative_of(body));
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
                        depth: u32::try_from(section.depth).unwrap_or(u32::MAX),
                        blocks: section
                            .markup
                            .map(|markup| blocks::all(form::html::read(&markup)))
                            .unwrap_or_default(),
                        text: section.text,
                        unavailable,
                        same_as: None,
                        size: None,
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
        let read = bytes
            .as_ref()
            .ok()
            .and_then(|bytes| form::of(sent.as_deref(), bytes));
        let text = bytes
            .as_ref()
            .ok()
            .and_then(|bytes| plain_text(sent.as_deref(), bytes))
            .or_else(|| read.as_deref().map(form::plain));
        let size = bytes
            .as_ref()
            .ok()
            .and_then(|bytes| u64::try_from(bytes.len()).ok())
            .or(attachment.size);
        let unavailable = match (&bytes, &text) {
            (Err(why), _) => Some((*why).to_owned()),
            (Ok(bytes), None) => Some(not_shown(sent.as_deref(), bytes.len())),
            (Ok(_), Some(_)) => None,
        };
        let same_as = text.as_deref().and_then(|text| same(&parts, text));
        parts.push(NotePart {
            title: attachment.title.clone(),
            content_type: sent,
            depth: 0,
            text,
            blocks: read.map(blocks::all).unwrap_or_default(),
            unavailable,
            same_as,
            size: size.map(|size| size as f64),
        });
    }
    Ok(parts)
}

/// The part before that has the same words: EHRs send one note in several forms.
fn same(parts: &[NotePart], text: &str) -> Option<u32> {
    let words = |text: &str| -> Vec<String> { search::words(text).map(str::to_owned).collect() };
    let own = words(text);
    let at = parts.iter().position(|part| {
        part.text
            .as_deref()
            .is_some_and(|other| words(other) == own)
    })?;
    u32::try_from(at).ok()
}

fn not_shown(content_type: Option<&str>, bytes: usize) -> String {
    let media = content_type
        .and_then(|sent| sent.split(';').next())
        .map(|sent| sent.trim().to_ascii_lowercase());
    let size = size_in_words(bytes);
    match media.as_deref() {
        Some("application/pdf") => format!(
            "A PDF of {size}. It is on this workstation, but the PDFs of an EHR are not shown here yet: open it at the EHR."
        ),
        Some(kind) if kind.starts_with("image/") => format!(
            "An image of {size}. It is on this workstation, but the images of an EHR are not shown here yet: open it at the EHR."
        ),
        Some(kind) if kind.ends_with("rtf") || kind.ends_with("xml") => format!(
            "A document of {size} that says it is {kind}, but does not keep to that. It is on this workstation; its source shows it as it was sent."
        ),
        Some(_) => {
            format!("A document of {size}: it is on this workstation, but of a kind not shown yet.")
        }
        None => format!(
            "A document of {size} whose kind the EHR did not say: it is on this workstation, but not shown yet."
        ),
    }
}

fn size_in_words(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn narrative_of(body: &[u8]) -> Option<NotePart> {
    let object = Object::parse(body).ok()?;
    let div = object.at("text.div")?.exact_text()?;
    let read = form::html::read(&div);
    let text = form::plain(&read);
    (!text.is_empty()).then(|| NotePart {
        blocks: blocks::all(read),
        ..titled("Narrative", &text)
    })
}

fn titled(title: &str, text: &str) -> NotePart {
    NotePart {
        title: Some(title.to_owned()),
        content_type: Some("text/plain".to_owned()),
        depth: 0,
        blocks: blocks::all(form::lines::read(text)),
        text: Some(text.to_owned()),
        unavailable: None,
        same_as: None,
        size: None,
    }
}

fn without(why: &str) -> NotePart {
    NotePart {
        title: None,
        content_type: None,
        depth: 0,
        text: None,
        blocks: Vec::new(),
        unavailable: Some(why.to_owned()),
        same_as: None,
        size: None,
    }
}
