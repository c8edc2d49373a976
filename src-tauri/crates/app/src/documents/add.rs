//! Taking a document in: read in the process apart, then the file, its text and a DocumentReference in one
//! transaction. What is refused is put aside with its reason; the file a person brought is left alone.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;
use wardbook_documents::{Limits, ReadError, Reading, Refusal};
use wardbook_fhir::read::date;
use wardbook_store::blobs::Blob;
use wardbook_store::documents::{self, New, Page};
use wardbook_store::quarantine::{self, Aside};
use wardbook_store::records::Precision;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::write::Writing;
use wardbook_store::{Store, StoreError, blobs, patients, records};
use wardbook_sync::{Batch, ingest};

use super::held::Held;
use super::text::{refused, told};
use super::{ReadDocument, fault, limit, types};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::document::{
    AboutDocument, AddDocument, AddedDocument, HeldDocument, KeepDocument,
};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// A document as it is given: a file, or what was pasted or dropped.
#[derive(Clone)]
pub(crate) enum Given {
    /// A file on this computer.
    File(PathBuf),
    /// Its bytes.
    Bytes(Arc<[u8]>),
}

impl Given {
    pub(super) fn length(&self) -> io::Result<u64> {
        match self {
            Given::File(path) => {
                let about = std::fs::metadata(path)?;
                if about.is_dir() {
                    return Err(io::ErrorKind::NotFound.into());
                }
                Ok(about.len())
            }
            Given::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }

    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Given::File(path) => Box::new(std::fs::File::open(path)?),
            Given::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    fn hash(&self) -> io::Result<[u8; 32]> {
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut self.open()?, &mut hasher)?;
        Ok(*hasher.finalize().as_bytes())
    }
}

/// Whose it is to be.
#[derive(Clone)]
struct Whose {
    row: i64,
    connection: i64,
    fhir_id: String,
}

impl App {
    /// Takes a file in.
    pub async fn add_document(
        &self,
        actor: &Actor,
        request: AddDocument,
    ) -> Result<AddedDocument, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "document.add", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("document.add", Permission::ImportRecords).of_patient(patient);
        let person = actor.person().to_owned();
        self.enter(actor, act, |pass| async move {
            types::sound(&request.about)?;
            let given = Given::File(PathBuf::from(&request.path));
            let whose = pass.whose(patient).await?;
            match pass.read_given(&given, &whose).await? {
                Err(refusal) => Ok(not_taken(refusal)),
                Ok(reading) => {
                    let held = Held {
                        given,
                        reading: Arc::new(reading),
                        patient,
                    };
                    pass.keep(&held, &whose, request.about, person).await
                }
            }
        })
        .await
    }

    /// Reads what was dropped, pasted or chosen, and holds it in memory until its form is filled.
    pub async fn hold_document(
        &self,
        actor: &Actor,
        patient: &str,
        bytes: Vec<u8>,
    ) -> Result<HeldDocument, Failure> {
        let Some(patient) = self.patient_named(patient).await else {
            return self
                .nobody(actor, "document.read", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("document.read", Permission::ImportRecords).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            let given = Given::Bytes(bytes.into());
            let whose = pass.whose(patient).await?;
            match pass.read_given(&given, &whose).await? {
                Err(refusal) => Ok(HeldDocument {
                    held: None,
                    text: refused(refusal),
                    suggested: AboutDocument::default(),
                }),
                Ok(reading) => {
                    let (text, suggested) = (told(&reading), types::suggested(&reading));
                    let id = pass.app().new_id();
                    let held = Held {
                        given,
                        reading: Arc::new(reading),
                        patient,
                    };
                    pass.open().held().hold(id, held);
                    Ok(HeldDocument {
                        held: Some(id.to_string()),
                        text,
                        suggested,
                    })
                }
            }
        })
        .await
    }

    /// Keeps what is held, under what the form says of it.
    pub async fn keep_document(
        &self,
        actor: &Actor,
        request: KeepDocument,
    ) -> Result<AddedDocument, Failure> {
        let patient = self.patient_named(&request.patient).await;
        let Some(patient) = patient else {
            return self
                .nobody(actor, "document.add", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("document.add", Permission::ImportRecords).of_patient(patient);
        let person = actor.person().to_owned();
        self.enter(actor, act, |pass| async move {
            types::sound(&request.about)?;
            let id = Uuid::try_parse(&request.held).ok();
            let held = id.and_then(|id| pass.open().held().get(id));
            // Held for one patient, it is not kept for another.
            let held = held.filter(|held| held.patient == patient).ok_or_else(|| {
                Fault::invalid(
                    "This document is no longer held. Bring it in again; nothing of it was kept.",
                )
            })?;
            let whose = pass.whose(patient).await?;
            let added = pass.keep(&held, &whose, request.about, person).await?;
            if let Some(id) = id {
                pass.open().held().let_go(id);
            }
            Ok(added)
        })
        .await
    }

    /// Lets go of what is held.
    pub async fn drop_document(
        &self,
        actor: &Actor,
        request: crate::wire::document::HeldRef,
    ) -> Result<(), Failure> {
        let act = Act::unrecorded("document.drop", Permission::ImportRecords);
        self.enter(actor, act, |pass| async move {
            if let Ok(id) = Uuid::try_parse(&request.held) {
                pass.open().held().let_go(id);
            }
            Ok(())
        })
        .await
    }
}

impl Pass {
    async fn whose(&self, patient: Uuid) -> Result<Whose, Fault> {
        let row = self.read(move |_, c| patients::get(c, patient)).await?;
        let row = row.ok_or_else(Fault::no_patient)?;
        Ok(Whose {
            row: row.id,
            connection: row.connection,
            fhir_id: row.fhir_id,
        })
    }

    /// Reads it; one that is refused is put aside.
    async fn read_given(
        &self,
        given: &Given,
        whose: &Whose,
    ) -> Result<Result<Reading, Refusal>, Fault> {
        let limit = self.read(|_, c| limit::megabytes(c)).await?;
        let limits = Limits {
            size: u64::from(limit).saturating_mul(1024 * 1024),
            ..Limits::default()
        };
        let (reader, given) = (Arc::clone(&self.app().options().documents), given.clone());
        let (store, whose, now) = (self.open().store().clone(), whose.clone(), self.app().now());
        blocking(move || {
            if given.length()? > limits.size {
                return Ok(Err(Refusal::TooLarge));
            }
            match read(&*reader, &given, limits)? {
                Ok(reading) => Ok(Ok(reading)),
                Err(refusal) => {
                    put_aside(&store, &given, &whose, refusal, now)?;
                    Ok(Err(refusal))
                }
            }
        })
        .await
    }

    async fn keep(
        &self,
        held: &Held,
        whose: &Whose,
        about: AboutDocument,
        person: String,
    ) -> Result<AddedDocument, Fault> {
        let store = self.open().store().clone();
        let (held, whose, correlation) = (held.clone(), whose.clone(), self.correlation());
        let (uuid, now) = (self.app().new_id(), self.app().now());
        let patient = held.patient;
        let added = blocking(move || {
            let keeping = Keeping {
                store: &store,
                held: &held,
                whose: &whose,
                about: &about,
                person: &person,
                correlation,
                uuid,
                now,
            };
            keeping.run()
        })
        .await?;
        if !added.already {
            self.app().tell(Change::Chart {
                patient: patient.to_string(),
            });
        }
        Ok(added)
    }
}

fn read(
    reader: &dyn ReadDocument,
    given: &Given,
    limits: Limits,
) -> Result<Result<Reading, Refusal>, Fault> {
    match reader.read(&|| given.open(), limits) {
        Ok(reading) => Ok(Ok(reading)),
        Err(ReadError::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(fault(&error)),
    }
}

/// Keeps the bytes of what was refused, encrypted, where nothing opens them; an empty file has none.
fn put_aside(
    store: &Store,
    given: &Given,
    whose: &Whose,
    refusal: Refusal,
    at: i64,
) -> Result<(), Fault> {
    let mut body = Vec::new();
    given.open()?.read_to_end(&mut body)?;
    if body.is_empty() {
        return Ok(());
    }
    store.write(|tx| {
        quarantine::put(
            tx,
            &Aside {
                connection: whose.connection,
                patient: Some(whose.row),
                resource_type: Some("DocumentReference".to_owned()),
                fhir_id: None,
                reason_code: refusal.code(),
                reason: refusal.message().to_owned(),
                at,
                body,
            },
        )
    })?;
    Ok(())
}

fn not_taken(refusal: Refusal) -> AddedDocument {
    AddedDocument {
        record: None,
        state: None,
        already: false,
        text: refused(refusal),
    }
}

/// What a local document's state is called until the outbox takes it.
const STATE: &str = "Kept here, not sent.";

struct Keeping<'a> {
    store: &'a Store,
    held: &'a Held,
    whose: &'a Whose,
    about: &'a AboutDocument,
    person: &'a str,
    correlation: Uuid,
    uuid: Uuid,
    now: i64,
}

impl Keeping<'_> {
    fn run(&self) -> Result<AddedDocument, Fault> {
        let hash = self.held.given.hash()?;
        let whose = self.whose.row;
        let known = self.store.read(|c| {
            let known = documents::with_content(c, whose, &hash)?;
            known.first().map_or(Ok(None), |id| records::by_key(c, *id))
        })?;
        if let Some(known) = known {
            return Ok(self.added(known.uuid, true));
        }
        let changed = || {
            Fault::new(
                Code::Io,
                "The file changed while it was read. Wait until it is written, then add it again.",
            )
        };
        let mut random = || Uuid::new_v4().as_u64_pair().0;
        // A file that is not the one that was read rolls everything back.
        let kept = self.store.write(|tx| {
            let mut source = self
                .held
                .given
                .open()
                .map_err(|e| StoreError::File(e.kind()))?;
            let blob = blobs::put(tx, &mut source)?;
            if blob.hash != hash {
                return Err(StoreError::NotFound("document"));
            }
            self.write(tx, blob, &mut random)
        });
        match kept {
            Ok(record) => Ok(self.added(record, false)),
            Err(StoreError::NotFound("document")) => Err(changed()),
            Err(error) => Err(error.into()),
        }
    }

    fn added(&self, record: Uuid, already: bool) -> AddedDocument {
        AddedDocument {
            record: Some(record.to_string()),
            state: Some(STATE.to_owned()),
            already,
            text: told(&self.held.reading),
        }
    }

    fn write(
        &self,
        tx: &Transaction<'_>,
        blob: Blob,
        random: &mut dyn FnMut() -> u64,
    ) -> Result<Uuid, StoreError> {
        let reading = &self.held.reading;
        let text: Vec<Page> = reading
            .passages
            .iter()
            .map(|passage| Page {
                page: passage.page,
                part: passage.part.clone(),
                text: passage.text.clone(),
            })
            .collect();
        let batch = Batch {
            connection: self.whose.connection,
            patient: Some(self.whose.row),
            bodies: vec![self.body(blob).to_string().into()],
            ledger: None,
            synced_at: self.now,
            keep_older: false,
        };
        let mut prepared = ingest::rows(self.store, batch)
            .pop()
            .ok_or(StoreError::Body)?;
        for page in &text {
            prepared.words.push(' ');
            prepared.words.push_str(&documents::searchable(&page.text));
        }
        // FHIR has a document's date as an instant only; a day stands with the attachment, where lists do not look.
        let day = self.about.date.as_deref().and_then(date::parse);
        if let (None, Some(day)) = (prepared.date, day) {
            prepared.date = Some(day.start);
            prepared.precision = match day.precision {
                date::Precision::Year => Precision::Year,
                date::Precision::Month => Precision::Month,
                _ => Precision::Day,
            };
        }
        let mut writing = Writing::default();
        let mut storing = writing.begin(tx)?;
        let (record, uuid) =
            storing.put_local(self.whose.connection, self.now, random, &prepared)?;
        storing.finish()?;
        let new = New {
            content_type: reading.kind.mime(),
            pages: reading.pages,
            scanned: !reading.has_text() && reading.unread.is_empty(),
            unread: (!reading.unread.is_empty()).then(|| reading.unread.join("\n")),
            text: &text,
            person: self.person,
            correlation: self.correlation,
            at: self.now,
        };
        documents::insert(tx, record, blob, &new)?;
        Ok(uuid)
    }

    /// The DocumentReference. Nothing is in it that nobody said: what the form leaves open is left out.
    fn body(&self, blob: Blob) -> Value {
        let about = self.about;
        let attachment = json!({
            "contentType": self.held.reading.kind.mime(),
            "url": format!("urn:uuid:{}", self.uuid),
            "size": blob.length,
            "title": about.title,
        });
        let mut body = json!({
            "resourceType": "DocumentReference",
            "id": self.uuid.to_string(),
            "identifier": [{"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", self.uuid)}],
            "status": "current",
            "type": about.kind.as_ref().map(|kind| json!({
                "coding": [{"system": "http://loinc.org", "code": kind.code, "display": kind.display}],
            })),
            "category": [{"coding": [{
                "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                "code": "clinical-note",
                "display": "Clinical Note",
            }]}],
            "subject": {"reference": format!("Patient/{}", self.whose.fhir_id)},
            "date": about.date.as_deref().and_then(types::instant),
            "author": about.author.as_ref().map(|name| json!([{"display": name}])),
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
            place["creation"] = json!(day);
        }
        without_nothing(&mut body);
        body
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

/// Members without a value are no members.
fn without_nothing(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(without_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nothing),
        _ => {}
    }
}
