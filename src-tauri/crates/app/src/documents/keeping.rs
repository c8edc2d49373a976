//! The one transaction that keeps a document: its file, its text, its DocumentReference and its item of the outbox. Owns
//! that the same file is not kept twice and that what is kept is what was read. Refuses to read it.

use serde_json::{Map, Value, json};
use uuid::Uuid;
use wardbook_store::blobs::Blob;
use wardbook_store::documents::{self, New, Page};
use wardbook_store::outbox::{Standing, State};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, blobs, records};
use wardbook_sync::outbox::{attached, reason};

use super::held::Held;
use super::text::{not_read, told};
use super::versions::is_replaced;
use super::writing::Desk;
use super::{chain, types};
use crate::failure::{Code, Fault};
use crate::member;
use crate::wire::document::{AboutDocument, AddedDocument};

/// A kept document, and how it is told.
pub(super) struct Done {
    pub(super) record: i64,
    pub(super) already: bool,
    pub(super) added: AddedDocument,
}

/// A document that was read and is to be kept.
pub(super) struct Keeping<'a> {
    pub(super) desk: Desk,
    pub(super) held: &'a Held,
    /// Of its bytes.
    pub(super) hash: [u8; 32],
    /// The document in force that has the same bytes.
    pub(super) already: Option<records::Row>,
    pub(super) about: &'a AboutDocument,
    /// Who is signed in, as the EHR calls them, where they wrote it.
    pub(super) writer: Option<String>,
    /// It was written here, just now.
    pub(super) own: bool,
}

/// The document of a patient that these bytes are already, as far as a reader sees. What was entered in error or replaced may
/// be brought again; a version may have an older one's content.
pub(super) fn already(
    c: &Connection,
    patient: i64,
    hash: &[u8; 32],
    replaces: Option<i64>,
) -> Result<Option<records::Row>, StoreError> {
    for id in documents::with_content(c, patient, hash)? {
        let Some(row) = records::by_key(c, id)? else {
            continue;
        };
        let is_it = match replaces {
            Some(replaced) => replaced == id,
            None => !is_replaced(c, id)?,
        };
        if is_it && row.status.as_deref() != Some("entered-in-error") {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

impl Keeping<'_> {
    pub(super) fn run(mut self) -> Result<Done, Fault> {
        if let Some(known) = &self.already {
            return self.done(known.id, known.uuid, true);
        }
        let (store, hash) = (self.desk.store.clone(), self.hash);
        if self.held.given.length()? > attached::MOST && self.desk.standing.state == State::Queued {
            self.desk.standing =
                Standing::of(State::Draft).because(reason::NO_FILE, attached::TOO_LARGE);
        }
        let changed = || {
            Fault::new(
                Code::Io,
                "The file changed while it was read. Wait until it is written, then add it again.",
            )
        };
        let text = self.text();
        let words = text.iter().map(|page| documents::searchable(&page.text));
        let words = words.collect::<Vec<_>>().join(" ");
        let title = self.about.title.clone();
        let kind = || {
            self.about
                .kind
                .as_ref()
                .and_then(|kind| kind.display.clone())
        };
        let title = title.or_else(kind).unwrap_or_else(|| "Document".to_owned());
        // A file that is not the one that was read rolls everything back.
        let kept = store.write(|tx| {
            let mut source = self
                .held
                .given
                .open()
                .map_err(|e| StoreError::File(e.kind()))?;
            let blob = blobs::put(tx, &mut source)?;
            if blob.hash != hash {
                return Err(StoreError::NotFound("document"));
            }
            let kept = self.desk.put(tx, self.body(blob), &title, &words)?;
            documents::insert(tx, kept.record, blob, &self.beside(&text))?;
            Ok(kept)
        });
        match kept {
            Ok(kept) => self.done(kept.record, kept.uuid, false),
            Err(StoreError::NotFound("document")) => Err(changed()),
            Err(error) => Err(error.into()),
        }
    }

    fn text(&self) -> Vec<Page> {
        let passages = self.held.reading.passages.iter();
        let pages = passages.map(|passage| Page {
            page: passage.page,
            part: passage.part.clone(),
            text: passage.text.clone(),
        });
        pages.collect()
    }

    fn beside<'t>(&'t self, text: &'t [Page]) -> New<'t> {
        let reading = &self.held.reading;
        let unread = not_read(reading);
        New {
            content_type: reading.kind.mime(),
            pages: reading.pages,
            scanned: !reading.has_text() && reading.unread.is_empty(),
            unread: (!unread.is_empty()).then(|| unread.join("\n")),
            text,
            person: &self.desk.by.person,
            correlation: self.desk.by.correlation,
            at: self.desk.by.at,
        }
    }

    fn done(&self, record: i64, uuid: Uuid, already: bool) -> Result<Done, Fault> {
        let state = self.desk.store.read(|c| chain::state(c, record))?;
        Ok(Done {
            record,
            already,
            added: AddedDocument {
                record: Some(uuid.to_string()),
                state: Some(state),
                already,
                text: told(&self.held.reading),
            },
        })
    }

    /// The DocumentReference. Nothing is in it that nobody said: what the form leaves open is left out.
    fn body(&self, blob: Blob) -> Map<String, Value> {
        let about = self.about;
        let uuid = self.desk.uuid;
        let attachment = json!({
            "contentType": self.held.reading.kind.mime(),
            "url": format!("urn:uuid:{uuid}"),
            "size": blob.length,
            "title": about.title,
        });
        let mut body = json!({
            "resourceType": "DocumentReference",
            "id": uuid.to_string(),
            "identifier": [{"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{uuid}")}],
            "status": "current",
            "type": about.kind.as_ref().map(|kind| json!({
                "coding": [{"system": "http://loinc.org", "code": kind.code, "display": kind.display}],
            })),
            "category": [{"coding": [{
                "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                "code": "clinical-note",
                "display": "Clinical Note",
            }]}],
            "subject": {"reference": format!("Patient/{}", self.desk.whose.fhir_id)},
            "date": about.date.as_deref().and_then(types::instant),
            "author": self.author(),
            "description": described(about),
            "securityLabel": about.confidentiality.as_ref().map(|code| json!([{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
                "code": code,
            }]}])),
            "content": [{"attachment": attachment}],
            "context": about.encounter.as_ref().map(|id| json!({"encounter": [{"reference": format!("Encounter/{id}")}]})),
        });
        // A day is a day: where there is no time, the day stands where a date may.
        if let Some(day) = about
            .date
            .as_deref()
            .filter(|date| types::instant(date).is_none())
            && let Some(place) = body.pointer_mut("/content/0/attachment")
        {
            member::put(place, "creation", json!(day));
        }
        // What was written here is finished when it is kept, and was written then.
        if self.own {
            member::put(&mut body, "docStatus", json!("final"));
            if let Some(at) = about.date.as_deref().and_then(types::instant) {
                let mut context = body.get("context").cloned().unwrap_or_default();
                if context.is_null() {
                    context = json!({});
                }
                member::put(&mut context, "period", json!({"start": at, "end": at}));
                member::put(&mut body, "context", context);
            }
        }
        member::without_nothing(&mut body);
        match body {
            Value::Object(body) => body,
            _ => Map::new(),
        }
    }

    fn author(&self) -> Option<Value> {
        let named = self
            .about
            .author
            .as_ref()
            .map(|name| json!({"display": name}));
        let writer = self.writer.as_ref().map(|who| json!({"reference": who}));
        match (writer, named) {
            (Some(Value::Object(mut writer)), Some(Value::Object(named))) => {
                writer.extend(named);
                Some(json!([writer]))
            }
            (writer, named) => writer.or(named).map(|one| json!([one])),
        }
    }
}

/// Lists show a document by its description before its title: where a person gave both, both are in it.
fn described(about: &AboutDocument) -> Option<String> {
    let description = about.description.as_deref()?;
    Some(match &about.title {
        Some(title) => format!("{title}. {description}"),
        None => description.to_owned(),
    })
}
