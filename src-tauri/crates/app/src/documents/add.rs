//! Taking a document in: read in the process apart, held for its form, then kept (`keeping`). What is refused is put aside with its reason; the file a person brought is left alone.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;
use wardbook_documents::{Limits, ReadError, Reading, Refusal};
use wardbook_store::quarantine::{self, Aside};
use wardbook_store::watched::{self, Dealt, Seen};
use wardbook_store::{Store, patients};

use super::held::Held;
use super::keeping::{self, Keeping};
use super::text::{refused, told};
use super::writing::{Desk, Replacing, Whose};
use super::{ReadDocument, chain, fault, types};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
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

    pub(super) fn hash(&self) -> io::Result<[u8; 32]> {
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut self.open()?, &mut hasher)?;
        Ok(*hasher.finalize().as_bytes())
    }
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
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            types::sound(&request.about)?;
            let given = Given::File(PathBuf::from(&request.path));
            let (about, how) = (request.about, Keep::of(request.replaces, request.draft));
            pass.take_in(patient, given, about, how, person).await
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
            pass.hold(Given::Bytes(bytes.into()), patient, None).await
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
        let person = self.person_of(actor);
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
            let how = Keep::of(request.replaces, request.draft);
            let keeper = person.clone();
            let added = pass.keep(&held, &whose, request.about, how, person).await?;
            if let Some(id) = id {
                pass.open().held().let_go(id);
            }
            // Were this lost, the file would wait once more, and be found to be in the chart already.
            if let Some(seen) = held.seen {
                let by = pass.by(keeper);
                pass.write(move |tx| watched::set(tx, &seen, Dealt::Taken, &by))
                    .await?;
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
    pub(super) async fn whose(&self, patient: Uuid) -> Result<Whose, Fault> {
        let row = self.read(move |_, c| patients::get(c, patient)).await?;
        Ok(Whose::of(row.ok_or_else(Fault::no_patient)?))
    }

    /// Reads it and keeps it; one that is refused is put aside.
    pub(crate) async fn take_in(
        &self,
        patient: Uuid,
        given: Given,
        about: AboutDocument,
        how: Keep,
        person: String,
    ) -> Result<AddedDocument, Fault> {
        let whose = self.whose(patient).await?;
        match self.read_given(&given, &whose).await? {
            Err(refusal) => Ok(not_taken(refusal)),
            Ok(reading) => {
                let held = Held::of(given, reading, patient);
                self.keep(&held, &whose, about, how, person).await
            }
        }
    }

    /// Reads it, and holds it for its form.
    pub(super) async fn hold(
        &self,
        given: Given,
        patient: Uuid,
        seen: Option<Seen>,
    ) -> Result<HeldDocument, Fault> {
        let whose = self.whose(patient).await?;
        Ok(match self.read_given(&given, &whose).await? {
            Err(refusal) => HeldDocument {
                held: None,
                text: refused(refusal),
                suggested: AboutDocument::default(),
            },
            Ok(reading) => {
                let (text, suggested) = (told(&reading), types::suggested(&reading));
                let id = self.app().new_id();
                let held = Held {
                    seen,
                    ..Held::of(given, reading, patient)
                };
                self.open().held().hold(id, held);
                HeldDocument {
                    held: Some(id.to_string()),
                    text,
                    suggested,
                }
            }
        })
    }

    /// Reads it; one that is refused is put aside.
    pub(super) async fn read_given(
        &self,
        given: &Given,
        whose: &Whose,
    ) -> Result<Result<Reading, Refusal>, Fault> {
        let limit = self.document_megabytes().await?;
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

    /// Keeps it, and puts it into the outbox.
    pub(super) async fn keep(
        &self,
        held: &Held,
        whose: &Whose,
        about: AboutDocument,
        how: Keep,
        person: String,
    ) -> Result<AddedDocument, Fault> {
        let replaces = match &how.replaces {
            Some(record) => Some(self.replaced(record, whose, how.how).await?),
            None => None,
        };
        let mut desk = self
            .desk(whose, replaces, how.draft, person.clone())
            .await?;
        desk.access = about.access.clone();
        desk.merged = how.merged;
        let replaced: Vec<i64> = desk.replaced().collect();
        let (held, patient) = (held.clone(), held.patient);
        let writer = if how.own {
            self.writer(whose.connection).await?
        } else {
            None
        };
        let (given, row, version) = (held.given.clone(), whose.row, desk.replaces);
        let hash = blocking(move || Ok(given.hash()?)).await?;
        // What somebody may not see is not here for them: nothing of theirs would be kept.
        let already = self
            .read(move |_, c| keeping::already(c, row, &hash, version.map(|one| one.record)))
            .await?;
        let kept = blocking(move || {
            let keeping = Keeping {
                desk,
                held: &held,
                hash,
                already,
                about: &about,
                writer,
                own: how.own,
            };
            keeping.run()
        })
        .await?;
        if !kept.already {
            for earlier in replaced {
                self.supersede_at_ehr(earlier, kept.record, person.clone())
                    .await?;
            }
            self.told_of_document(patient);
        }
        Ok(kept.added)
    }

    /// What is needed to write a document down for this patient.
    pub(super) async fn desk(
        &self,
        whose: &Whose,
        replaces: Option<Replacing>,
        draft: bool,
        person: String,
    ) -> Result<Desk, Fault> {
        let before = replaces.map(|replacing| replacing.record);
        let kept_back = self
            .read(move |_, c| before.map_or(Ok(false), |record| chain::is_kept_back(c, record)))
            .await?;
        let draft = draft || kept_back;
        let standing = self.standing_of_documents(whose.connection, draft).await?;
        Ok(Desk {
            store: self.open().store().clone(),
            whose: whose.clone(),
            by: self.by(person),
            uuid: self.app().new_id(),
            item: self.app().new_id(),
            standing,
            replaces,
            merged: Vec::new(),
            access: None,
        })
    }

    /// A document came, changed or went: whoever shows the chart or the outbox looks again.
    pub(super) fn told_of_document(&self, patient: Uuid) {
        self.app().wake();
        self.app().tell(Change::Outbox);
        self.app().tell(Change::Chart {
            patient: patient.to_string(),
        });
    }
}

/// How a document is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keep {
    /// The record it takes the place of.
    pub(super) replaces: Option<String>,
    /// The word for that.
    pub(super) how: &'static str,
    /// Other documents that it holds from now on.
    pub(super) merged: Vec<i64>,
    /// It is not sent for now.
    pub(super) draft: bool,
    /// Whoever is signed in wrote it.
    pub(super) own: bool,
}

impl Keep {
    pub(crate) fn of(replaces: Option<String>, draft: bool) -> Keep {
        Keep {
            replaces,
            how: "replaced",
            merged: Vec::new(),
            draft,
            own: false,
        }
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
