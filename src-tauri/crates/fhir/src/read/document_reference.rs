//! DocumentReference: a note or document and where its content is.

use super::attachment::{self, Attachment};
use super::codeable::{Coded, Reference};
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// A note or document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentReference {
    /// Title: description, else an attachment's title, else the type.
    pub title: Option<String>,
    /// Type in words.
    pub kind: Option<String>,
    /// Type, coded.
    pub concept: Option<Coded>,
    /// Categories in words.
    pub category: Option<String>,
    /// FHIR date.
    pub date: Option<String>,
    /// Authors as named.
    pub author: Option<String>,
    /// Authors as references.
    pub authors: Vec<Reference>,
    /// docStatus where there is one, else status.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Attachments in order.
    pub attachments: Vec<Attachment>,
    /// Encounters.
    pub encounters: Vec<Reference>,
    /// Relations to other documents: "replaces", "appends"…
    pub relates_to: Vec<(String, Reference)>,
}

impl DocumentReference {
    /// Read a DocumentReference.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let concept = Coded::one(&object, "type");
        let kind = concept.as_ref().and_then(Coded::words);
        let attachments: Vec<Attachment> = contents(&object)
            .iter()
            .map(|content| {
                let attachment = content.object("attachment").unwrap_or_default();
                let format = Coded::one(content, "format").and_then(|coded| coded.words());
                Attachment {
                    format,
                    ..Attachment::read(&attachment)
                }
            })
            .collect();
        let authors = Reference::all(&object, "author");
        let doc_status = object.text("docStatus");
        let status = object.text("status");
        let context = object.object("context").unwrap_or_default();
        let of_attachment =
            |get: fn(&Attachment) -> Option<String>| attachments.iter().find_map(get);
        let relates_to = object.objects("relatesTo");
        Ok(Self {
            title: object
                .text("description")
                .or_else(|| of_attachment(|one| one.title.clone()))
                .or_else(|| kind.clone()),
            kind,
            concept,
            category: super::joined(&Coded::all(&object, "category")),
            date: object
                .text("date")
                .or_else(|| object.text("indexed"))
                .or_else(|| object.text("created"))
                .or_else(|| context.at("period.start")?.text())
                .or_else(|| object.at("period.start")?.text())
                .or_else(|| of_attachment(|one| one.creation.clone())),
            author: super::displays(&authors),
            authors,
            standing: standing(status.as_deref(), doc_status.as_deref()),
            status: doc_status.or(status),
            encounters: [
                Reference::all(&context, "encounter"),
                Reference::all(&object, "context"),
            ]
            .concat(),
            relates_to: relates_to
                .iter()
                .filter_map(|one| {
                    let code = Coded::one(one, "code").and_then(|coded| coded.status())?;
                    Some((code, Reference::one(one, "target")?))
                })
                .collect(),
            attachments,
        })
    }

    /// The bytes inside the attachment at `index`, where they are in the resource.
    pub fn data(body: &[u8], index: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let object = Object::parse(body)?;
        let content = contents(&object).into_iter().nth(index);
        Ok(content.and_then(|content| attachment::data(&content.object("attachment")?)))
    }
}

fn contents<'a>(object: &Object<'a>) -> Vec<Object<'a>> {
    object.objects("content")
}

fn standing(status: Option<&str>, doc_status: Option<&str>) -> Standing {
    match (status, doc_status) {
        (Some("entered-in-error"), _) | (_, Some("entered-in-error")) => Standing::EnteredInError,
        (Some("superseded"), _) | (_, Some("cancelled" | "deprecated")) => Standing::Past,
        (_, Some("preliminary" | "registered" | "partial")) => Standing::Preliminary,
        (status, _) => Standing::of(status),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_consult_note_in_two_forms() {
        let body = br#"{"status":"current","docStatus":"preliminary","type":{"text":"Consults"},"date":"2021-01-13T09:25:20Z",
            "author":[{"display":"User Epic"}],"context":{"encounter":[{"reference":"Encounter/1"}]},
            "relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/0"}}],
            "content":[{"attachment":{"contentType":"text/html","url":"Binary/1"}},
            {"attachment":{"contentType":"text/plain","data":"SGVsbG8=","title":"Consult"},"format":{"display":"mime"}}]}"#;
        let found = DocumentReference::read(body).unwrap();
        assert_eq!(
            (found.title.as_deref(), found.kind.as_deref()),
            (Some("Consult"), Some("Consults"))
        );
        assert_eq!(found.status.as_deref(), Some("preliminary"));
        assert_eq!(found.standing, Standing::Preliminary);
        assert_eq!(found.attachments.len(), 2);
        assert!(!found.attachments[0].inline && found.attachments[1].inline);
        assert_eq!(DocumentReference::data(body, 1).unwrap().unwrap(), b"Hello");
        assert_eq!(DocumentReference::data(body, 0).unwrap(), None);
        assert_eq!(DocumentReference::data(body, 9).unwrap(), None);
        assert_eq!(found.encounters[0].id(), Some("1"));
        assert_eq!(found.relates_to[0].0, "replaces");
    }
}
