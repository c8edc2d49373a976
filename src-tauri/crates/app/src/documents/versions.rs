//! Versions of a document: their history, an older one restored as a new version, and another document that takes the
//! place of one. Refuses to overwrite anything; differences of text are the comparison of notes.

use serde_json::{Map, Value, json};
use uuid::Uuid;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_store::outbox::{Act as OutAct, Standing as OutStanding, State};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, chains, documents, mapping, outbox, patients, records};

use super::add::Keep;
use super::chain;
use super::writing::{Replacing, Whose};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::document::{AddedDocument, DocumentHistory, DocumentVersion, SupersedeDocument};
use crate::wire::profile::Failure;
use crate::wire::section::{RecordRef, Standing};
use crate::wire::uuid;

impl App {
    /// Every version of a document.
    pub async fn document_versions(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<DocumentHistory, Failure> {
        let act = Act::recorded("document.versions", Permission::ViewCharts);
        let act = self.about_record(act, &request.record).await;
        self.enter(actor, act, |pass| async move {
            let (row, _) = pass.document(&request.record).await?;
            let versions = pass
                .read(move |store, c| {
                    let all = chains::versions(c, row.id)?;
                    let mut told = Vec::with_capacity(all.len());
                    for (number, id) in (1_u32..).zip(&all) {
                        if let Some(row) = records::by_key(c, *id)? {
                            let body = records::body(store, c, *id)?;
                            told.push(version(c, &row, &body, number, &all)?);
                        }
                    }
                    told.reverse();
                    let current = told.iter_mut().find(|one| {
                        !matches!(one.standing, Standing::EnteredInError | Standing::Removed)
                    });
                    if let Some(current) = current {
                        current.current = true;
                    }
                    Ok(told)
                })
                .await?;
            Ok(DocumentHistory { versions })
        })
        .await
    }

    /// An older version is in force again: a new version with its content.
    pub async fn restore_document(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<AddedDocument, Failure> {
        let act = Act::recorded("document.restore", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let (row, body) = pass.document(&request.record).await?;
            pass.restore(row, body, person).await
        })
        .await
    }

    /// Another document in the chart takes the place of one.
    pub async fn supersede_document(
        &self,
        actor: &Actor,
        request: SupersedeDocument,
    ) -> Result<DocumentHistory, Failure> {
        let act = Act::recorded("document.supersede", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let person = self.person_of(actor);
        let record = request.record.clone();
        self.enter(actor, act, |pass| async move {
            pass.supersede(request, person).await
        })
        .await?;
        self.document_versions(actor, RecordRef { record }).await
    }

    /// The act is about this record of its patient.
    pub(super) async fn about_record(&self, act: Act, record: &str) -> Act {
        let record = uuid(record);
        let act = act.of_maybe(self.patient_of(record).await);
        match record {
            Some(record) => act.about(record.to_string()),
            None => act,
        }
    }
}

/// Whether a newer version that stands took this record's place.
pub(crate) fn is_replaced(c: &Connection, record: i64) -> Result<bool, StoreError> {
    Ok(!chains::successors(c, record)?.is_empty())
}

fn version(
    c: &Connection,
    row: &records::Row,
    body: &[u8],
    number: u32,
    all: &[i64],
) -> Result<DocumentVersion, StoreError> {
    let read = DocumentReference::read(body).ok();
    let link = chains::of(c, row.id)?;
    let here = documents::get(c, row.id)?;
    let item = chain::making(c, row.id)?;
    let origin = link.as_ref().and_then(|link| link.origin);
    let from = origin.and_then(|origin| all.iter().position(|id| *id == origin));
    let standing = match &read {
        Some(read) => crate::chart::standing_of(read.standing),
        None => Standing::Unknown,
    };
    let replaced = standing == Standing::Current && is_replaced(c, row.id)?;
    let person = link.as_ref().map(|link| link.person.clone());
    let person = person.or_else(|| here.as_ref().map(|here| here.person.clone()));
    let at = link.as_ref().map(|link| link.at);
    let at = at.or_else(|| here.as_ref().map(|here| here.at));
    let at = at.or_else(|| item.as_ref().map(|item| item.created_at));
    Ok(DocumentVersion {
        record: row.uuid.to_string(),
        number,
        how: link.map_or_else(|| "first".to_owned(), |link| link.how),
        from: from.and_then(|at| u32::try_from(at + 1).ok()),
        title: read.and_then(|read| read.title),
        person: person.or_else(|| item.map(|item| item.person)),
        at: at.unwrap_or(row.changed_at) as f64,
        standing: if replaced { Standing::Past } else { standing },
        state: chain::state(c, row.id)?,
        current: false,
        content_type: here.as_ref().map(|here| here.content_type.clone()),
        pages: here.and_then(|here| here.pages),
        access: chains::access(c, row.id)?.map(|access| access.level),
    })
}

impl Pass {
    /// A document by its record, with its body.
    pub(super) async fn document(&self, record: &str) -> Result<(records::Row, Vec<u8>), Fault> {
        let id = uuid(record).ok_or_else(Fault::no_record)?;
        let found = self
            .read(move |store, c| match records::get(c, id)? {
                Some(row) => {
                    let body = records::body(store, c, row.id)?;
                    Ok(Some((row, body)))
                }
                None => Ok(None),
            })
            .await?;
        let (row, body) = found.ok_or_else(Fault::no_record)?;
        if row.resource_type != "DocumentReference" {
            return Err(Fault::invalid(
                "Only documents have versions here: this is another kind of record. Correct it instead.",
            ));
        }
        Ok((row, body))
    }

    /// The record a new version replaces, if it may be.
    pub(super) async fn replaced(
        &self,
        record: &str,
        whose: &Whose,
        how: &'static str,
    ) -> Result<Replacing, Fault> {
        let (row, _) = self.document(record).await?;
        if row.patient != Some(whose.row) {
            return Err(Fault::new(
                Code::RecordInvalid,
                "This document is in another patient's chart. A version stays with its patient.",
            ));
        }
        self.may_be_replaced(&row).await?;
        Ok(Replacing {
            record: row.id,
            how,
            origin: None,
        })
    }

    async fn may_be_replaced(&self, row: &records::Row) -> Result<(), Fault> {
        if row.status.as_deref() == Some("entered-in-error") {
            return Err(Fault::invalid(
                "This document is marked as entered in error. Take that back first, or add the new one by itself.",
            ));
        }
        let id = row.id;
        if self.read(move |_, c| is_replaced(c, id)).await? {
            return Err(Fault::invalid(
                "A newer version has taken its place already. Replace that one, or restore this one.",
            ));
        }
        Ok(())
    }

    async fn restore(
        &self,
        row: records::Row,
        body: Vec<u8>,
        person: String,
    ) -> Result<AddedDocument, Fault> {
        let id = row.id;
        let (latest, patient) = self
            .read(move |_, c| {
                let mut latest = id;
                for version in chains::versions(c, id)? {
                    let known = records::by_key(c, version)?;
                    if known
                        .is_some_and(|known| known.status.as_deref() != Some("entered-in-error"))
                    {
                        latest = version;
                    }
                }
                let patient = row
                    .patient
                    .map(|key| patients::by_key(c, key))
                    .transpose()?;
                Ok((latest, patient.flatten()))
            })
            .await?;
        let patient = patient.ok_or_else(Fault::no_patient)?;
        if row.status.as_deref() == Some("entered-in-error") {
            return Err(Fault::invalid(
                "This version is marked as entered in error. Take that back first.",
            ));
        }
        if latest == id {
            return Err(Fault::invalid(
                "This version is the one in force: there is nothing to restore.",
            ));
        }
        let chart = patient.uuid;
        let whose = Whose::of(patient);
        let replacing = Replacing {
            record: latest,
            how: "restored",
            origin: Some(id),
        };
        let desk = self
            .desk(&whose, Some(replacing), false, person.clone())
            .await?;
        let (uuid, store) = (desk.uuid, desk.store.clone());
        let (kept, added) = blocking(move || {
            let text = store.read(|c| documents::text(c, id))?;
            let words: Vec<String> = text
                .iter()
                .map(|p| documents::searchable(&p.text))
                .collect();
            let here = store.read(|c| documents::get(c, id))?;
            let title = DocumentReference::read(&body)
                .ok()
                .and_then(|read| read.title);
            let again = anew(&body, uuid, here.is_some())?;
            let kept = store.write(|tx| {
                let title = title.as_deref().unwrap_or("Document");
                let kept = desk.put(tx, again, title, &words.join(" "))?;
                if here.is_some() {
                    desk.copy(tx, id, kept.record)?;
                }
                Ok(kept)
            })?;
            let state = store.read(|c| chain::state(c, kept.record))?;
            let added = AddedDocument {
                record: Some(kept.uuid.to_string()),
                state: Some(state),
                already: false,
                text: super::text::stored(here.as_ref(), text),
            };
            Ok((kept, added))
        })
        .await?;
        self.supersede_at_ehr(latest, kept.record, person).await?;
        self.told_of_document(chart);
        Ok(added)
    }

    async fn supersede(&self, request: SupersedeDocument, person: String) -> Result<(), Fault> {
        let (row, _) = self.document(&request.record).await?;
        let (by, _) = self.document(&request.by).await?;
        if row.id == by.id || row.patient != by.patient {
            return Err(Fault::invalid(
                "Choose another document of the same patient: it takes the place of this one.",
            ));
        }
        self.may_be_replaced(&row).await?;
        if by.status.as_deref() == Some("entered-in-error") {
            return Err(Fault::invalid(
                "The other document is marked as entered in error: it takes no place.",
            ));
        }
        let (store, who) = (self.open().store().clone(), self.by(person.clone()));
        let now = who.at;
        let (earlier, later) = (row.id, by.id);
        let patient = self
            .write(move |tx| {
                if chains::of(tx, later)?.is_some() || chains::versions(tx, earlier)?.contains(&later) {
                    return Err(StoreError::Taken("place among versions"));
                }
                // What never left is taken back, as with any other newer version.
                for item in chain::place(tx, earlier)?.take_back {
                    let to = OutStanding::of(State::Withdrawn).because(
                        chain::REPLACED,
                        "Another document took its place before it was sent. It stays here as an older version.",
                    );
                    outbox::set(tx, item.id, &to, now)?;
                }
                chain::set_status(&store, tx, earlier, "superseded", now)?;
                chains::link(tx, later, earlier, "superseded", None, &who)?;
                Ok(match row.patient {
                    Some(key) => patients::by_key(tx, key)?.map(|patient| patient.uuid),
                    None => None,
                })
            })
            .await
            .map_err(|fault| match fault.code {
                Code::NameTaken => Fault::invalid(
                    "The other document is a version of something already. Choose one that stands by itself.",
                ),
                _ => fault,
            })?;
        self.supersede_at_ehr(earlier, later, person).await?;
        if let Some(patient) = patient {
            self.told_of_document(patient);
        }
        Ok(())
    }

    /// Asks the EHR to mark what it has as superseded, where it has it and takes changes: after the newer one arrived.
    pub(super) async fn supersede_at_ehr(
        &self,
        earlier: i64,
        later: i64,
        person: String,
    ) -> Result<(), Fault> {
        let found = self
            .read(move |store, c| {
                let known = mapping::of_record(c, earlier)?.is_some();
                let row = records::by_key(c, earlier)?.filter(|_| known);
                let waits = outbox::of_record(c, earlier)?
                    .iter()
                    .any(|item| item.state.is_waiting());
                let Some(row) = row.filter(|_| !waits) else {
                    return Ok(None);
                };
                let body = records::body(store, c, row.id)?;
                let after = chain::making(c, later)?.filter(|item| item.state.is_waiting());
                Ok(Some((row, body, after)))
            })
            .await?;
        let Some((row, body, after)) = found else {
            return Ok(());
        };
        let Ok(Value::Object(mut mine)) = serde_json::from_slice::<Value>(&body) else {
            return Ok(());
        };
        if mine.get("status").and_then(Value::as_str) != Some("current") {
            return Ok(());
        }
        // One that stays here supersedes nothing there.
        let goes = after.as_ref().is_none_or(|item| item.state != State::Draft);
        if !goes
            || !self
                .takes(row.connection, "DocumentReference", OutAct::Update)
                .await?
        {
            return Ok(());
        }
        mine.insert("status".into(), json!("superseded"));
        let after = after.map(|item| item.id).into_iter().collect();
        self.change_after(row, body, mine, person, after).await
    }
}

/// The same document under a new name of ours.
fn anew(body: &[u8], uuid: Uuid, has_file: bool) -> Result<Map<String, Value>, Fault> {
    let Ok(Value::Object(mut map)) = serde_json::from_slice::<Value>(body) else {
        return Err(Fault::from(StoreError::Body));
    };
    for own in ["meta", "text", "relatesTo", "masterIdentifier"] {
        map.remove(own);
    }
    let name = format!("urn:uuid:{uuid}");
    map.insert("id".into(), json!(uuid.to_string()));
    map.insert(
        "identifier".into(),
        json!([{"system": "urn:ietf:rfc:3986", "value": name}]),
    );
    map.insert("status".into(), json!("current"));
    if has_file && let Some(content) = map.get_mut("content").and_then(Value::as_array_mut) {
        // The EHR may have put it into several forms: what is here is the file that was brought.
        content.truncate(1);
        let attachment = content
            .first_mut()
            .and_then(|c| c.get_mut("attachment")?.as_object_mut());
        if let Some(attachment) = attachment {
            attachment.remove("data");
            attachment.insert("url".into(), json!(name));
        }
    }
    Ok(map)
}

impl Keep {
    /// A document written here, by whoever is signed in.
    pub(super) fn own(replaces: Option<String>, draft: bool) -> Keep {
        Keep {
            own: true,
            ..Keep::of(replaces, draft)
        }
    }
}
