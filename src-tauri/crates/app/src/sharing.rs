//! Documents for another clinician, as one file: a FHIR document (a Bundle whose first entry is a Composition) inside the
//! `age` format, by passphrase or recipient key, or plain where a person asks for that. And the way back in.
//!
//! Every share and every opening is a row of the audit log. Refuses to mix patients in one file, to write over a file,
//! and to put documents into a chart whose name or birth date are others, unless a person says that it is the same.

mod bundle;
mod opened;
mod sealed;

use std::io::Read as _;
use std::path::Path;

use uuid::Uuid;
use wardbook_store::patients;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::documents::{Given, Keep};
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::profile::Failure;
use crate::wire::share::{
    OpenShared, OpenedShared, ShareDocuments, SharedContent, SharedDocuments, SharedFile,
    SharedWith,
};
use crate::wire::uuid;

/// Bytes of the largest file that is opened.
const LARGEST: u64 = 512 * 1024 * 1024;

impl App {
    /// Writes documents of one patient to a file for somebody else.
    pub async fn share_documents(
        &self,
        actor: &Actor,
        request: ShareDocuments,
    ) -> Result<SharedDocuments, Failure> {
        let ids: Vec<Uuid> = request.records.iter().filter_map(|id| uuid(id)).collect();
        let act = Act::recorded("document.share", Permission::ExportCharts)
            .of_maybe(self.patient_of(ids.first().copied()).await);
        let how = match &request.with {
            SharedWith::Passphrase { .. } => "by passphrase".to_owned(),
            SharedWith::Recipient { key } if sealed::is_recipient(key) => {
                format!("for {}", key.trim())
            }
            SharedWith::Recipient { .. } => "for a key that is none".to_owned(),
            SharedWith::Anybody => "not encrypted".to_owned(),
        };
        let named: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        let act = act.about(format!("{how}: {}", named.join(" ")));
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            if ids.is_empty() || ids.len() != request.records.len() {
                return Err(Fault::invalid("Choose the documents to share."));
            }
            let (now, names) = (pass.app().now(), [(); 2].map(|()| pass.app().new_id()));
            let made = pass
                .read(move |store, c| bundle::made(store, c, &ids, &person, now, names))
                .await??;
            blocking(move || {
                let encrypted = !matches!(request.with, SharedWith::Anybody);
                let bytes = sealed::close(&made.bytes, &request.with)?;
                let path = request.path.trim().to_owned();
                crate::out::to_file(Path::new(&path), &bytes)?;
                Ok(SharedDocuments {
                    path,
                    bytes: bytes.len() as f64,
                    documents: made.documents,
                    encrypted,
                    left_out: made.left_out,
                })
            })
            .await
        })
        .await
    }

    /// What a shared file holds. Nothing of it is kept.
    pub async fn read_shared(
        &self,
        actor: &Actor,
        request: SharedFile,
    ) -> Result<SharedContent, Failure> {
        let act = Act::recorded("document.read-shared", Permission::ImportRecords);
        self.enter(actor, act, |_| async move {
            blocking(move || {
                let (bytes, encrypted) = whole(&request)?;
                opened::read(&bytes).map(|read| read.told(encrypted))
            })
            .await
        })
        .await
    }

    /// Takes documents of a shared file into a chart, as documents a person brought.
    pub async fn open_shared(
        &self,
        actor: &Actor,
        request: OpenShared,
    ) -> Result<OpenedShared, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "document.open-shared", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("document.open-shared", Permission::ImportRecords);
        let act = act.of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            pass.take_shared(patient, request, person).await
        })
        .await
    }
}

/// Whether a file is one that a passphrase opens.
pub fn opens_by_passphrase(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && sealed::is_sealed(&head) && sealed::by_passphrase(&head)
}

/// The file opened, and whether it was encrypted.
fn whole(file: &SharedFile) -> Result<(Vec<u8>, bool), Fault> {
    let from = std::fs::File::open(file.path.trim()).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Fault::new(
            Code::Io,
            "There is no such file. Give the full path of the file that was shared.",
        ),
        _ => Fault::from(error),
    })?;
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Fault::invalid(
            "This file is larger than any that is shared.",
        ));
    }
    if !sealed::is_sealed(&bytes) {
        return Ok((bytes, false));
    }
    Ok((sealed::open(&bytes, file)?, true))
}

impl Pass {
    async fn take_shared(
        &self,
        patient: Uuid,
        request: OpenShared,
        person: String,
    ) -> Result<OpenedShared, Fault> {
        let file = request.file.clone();
        let read = blocking(move || opened::read(&whole(&file)?.0)).await?;
        let row = self
            .read(move |_, c| patients::get(c, patient))
            .await?
            .ok_or_else(Fault::no_patient)?;
        if let Some(words) = read.unlike(row.name.as_deref(), row.birth_date.as_deref())
            && !request.same_person
        {
            return Err(Fault::new(Code::RecordInvalid, words));
        }
        let mut answer = OpenedShared {
            added: Vec::new(),
            left_out: Vec::new(),
        };
        if let Some(wrong) = request
            .documents
            .iter()
            .find(|n| read.document(**n).is_none())
        {
            return Err(Fault::invalid(format!(
                "There is no document {wrong} in this file."
            )));
        }
        for document in read.documents {
            if !request.documents.is_empty() && !request.documents.contains(&document.number) {
                continue;
            }
            let title = document
                .about
                .title
                .clone()
                .unwrap_or_else(|| "A document".to_owned());
            if document.in_error {
                answer.left_out.push(format!(
                    "{title}: it was marked as entered in error where it came from."
                ));
                continue;
            }
            let Some(bytes) = document.bytes else {
                answer
                    .left_out
                    .push(format!("{title}: its content is not in the file."));
                continue;
            };
            let added = self
                .take_in(
                    patient,
                    Given::Bytes(bytes.into()),
                    document.about,
                    Keep::of(None, false),
                    person.clone(),
                )
                .await?;
            answer.added.push(added);
        }
        Ok(answer)
    }
}
