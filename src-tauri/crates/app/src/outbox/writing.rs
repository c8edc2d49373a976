//! Writing records: new ones, corrections, entered in error and back, and vouching for one. What is written
//! is on disk, in its chart section and in the queue before the answer is given.

use bytes::Bytes;
use serde_json::{Map, Value};
use uuid::Uuid;
use wardbook_fhir::check;
use wardbook_store::outbox::{self as items, Act, New, Standing, State};
use wardbook_store::{Store, StoreError, connections, mapping, patients, records, verified};
use wardbook_sync::outbox::{MayWrite, Whatever, identify, prepare, reason, references, taken};

use super::draft::Draft;
use super::filing::Granting;
use super::{completing, rows};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::live::IMPORT_BASE;
use crate::wire::outbox::{
    AddRecord, AskWritable, CheckRecord, CorrectRecord, MarkInError, OutboxRow, RecordFault,
    RecordMark, VerifyRecord, Writable,
};
use crate::wire::profile::Failure;
use crate::wire::section::RecordRef;
use crate::wire::uuid;

impl App {
    /// Whether a record may be written for a patient, before anybody fills in a form.
    pub async fn writable(&self, actor: &Actor, request: AskWritable) -> Result<Writable, Failure> {
        let act = door::Act::unrecorded("outbox.writable", Permission::ListPatients);
        self.enter(actor, act, |pass| async move {
            let patient = pass.patient(&request.patient).await?;
            let id = patient.connection;
            let row = pass.read(move |_, c| connections::get(c, id)).await?;
            let create = pass
                .taken(&row, &request.resource_type, Act::Create)
                .await?;
            let update = pass
                .taken(&row, &request.resource_type, Act::Update)
                .await?;
            let vendor = pass.capabilities_kept(&row).await?;
            let vendor = vendor.as_ref().map(wardbook_sync::Vendor::of);
            let epic_note = request.resource_type == "DocumentReference"
                && vendor == Some(wardbook_sync::Vendor::Epic);
            let own = match patient.record {
                Some(id) => pass.read(move |_, c| records::by_key(c, id)).await?,
                None => None,
            };
            Ok(Writable {
                patient_record: own.map(|record| record.uuid.to_string()),
                connection_name: row.name,
                creates: create.is_ok(),
                updates: update.is_ok(),
                message: create.err(),
                update_message: update.err(),
                needs: epic_note
                    .then(|| "encounter".to_owned())
                    .into_iter()
                    .collect(),
            })
        })
        .await
    }

    /// What is not right in a record, before it is saved.
    pub async fn check_record(
        &self,
        actor: &Actor,
        request: CheckRecord,
    ) -> Result<Vec<RecordFault>, Failure> {
        let act = door::Act::unrecorded("record.check", Permission::WriteRecords);
        self.enter(actor, act, |_| async move {
            let faults = check::check(request.json.as_bytes()).into_iter();
            let told = faults.map(|f| RecordFault {
                path: f.path,
                reason: f.reason,
            });
            Ok(told.collect())
        })
        .await
    }

    /// Writes a new record.
    pub async fn add_record(
        &self,
        actor: &Actor,
        request: AddRecord,
    ) -> Result<OutboxRow, Failure> {
        let act = door::Act::recorded("record.add", Permission::WriteRecords)
            .of_maybe(uuid(&request.patient));
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let patient = pass.patient(&request.patient).await?;
            let mut body = completing::read(&request.json)?;
            completing::of_patient(&mut body, &patient)?;
            pass.add(patient, body, request.draft, person).await
        })
        .await
    }

    /// Corrects a record of the EHR, or what was written here and waits.
    pub async fn correct_record(
        &self,
        actor: &Actor,
        request: CorrectRecord,
    ) -> Result<OutboxRow, Failure> {
        let act = door::Act::recorded("record.correct", Permission::WriteRecords)
            .about(rows::subject(&request.record));
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let (record, body) = pass.record(&request.record).await?;
            is_as_seen(&body, request.from.as_deref())?;
            pass.has_no_change_waiting(&record, &body).await?;
            let mine = completing::read(&request.json)?;
            pass.correct(record, &body, mine, person).await
        })
        .await
    }

    /// Marks a record as entered in error, or takes that back.
    pub async fn mark_in_error(
        &self,
        actor: &Actor,
        request: MarkInError,
    ) -> Result<OutboxRow, Failure> {
        let name = if request.undo {
            "record.in-error.undo"
        } else {
            "record.in-error"
        };
        let act = door::Act::recorded(name, Permission::WriteRecords)
            .about(rows::subject(&request.record));
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let (record, body) = pass.record(&request.record).await?;
            if request.undo {
                return pass.unmark(record, &body, person).await;
            }
            pass.in_error(record, body, person).await
        })
        .await
    }

    /// Vouches for a record as it is now, or takes that back. Stays on this workstation.
    pub async fn verify_record(
        &self,
        actor: &Actor,
        request: VerifyRecord,
    ) -> Result<RecordMark, Failure> {
        let name = if request.verified {
            "record.verify"
        } else {
            "record.verify.undo"
        };
        let act = door::Act::recorded(name, Permission::WriteRecords)
            .about(rows::subject(&request.record));
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let (record, body) = pass.record(&request.record).await?;
            if request.verified {
                is_as_seen(&body, request.seen.as_deref())?;
            }
            let (id, hash) = (record.id, wardbook_store::write::hash(&body));
            let by = pass.by(person);
            pass.write(move |tx| {
                if request.verified {
                    verified::set(tx, id, hash, &by)
                } else {
                    verified::clear(tx, id)
                }
            })
            .await?;
            pass.app().tell(crate::wire::sync::Change::Outbox);
            pass.mark(record, &body).await
        })
        .await
    }

    /// What is known here of a record beside what it says.
    pub async fn record_mark(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<RecordMark, Failure> {
        let act = door::Act::unrecorded("record.mark", Permission::ViewCharts);
        self.enter(actor, act, |pass| async move {
            let (record, body) = pass.record(&request.record).await?;
            pass.mark(record, &body).await
        })
        .await
    }
}

/// Refuses where the record is another than the one a person looked at.
fn is_as_seen(body: &[u8], seen: Option<&str>) -> Result<(), Fault> {
    if seen.is_none_or(|seen| String::from_utf8_lossy(body) == seen) {
        return Ok(());
    }
    Err(Fault::new(
        Code::ItemMoved,
        "The record changed since you opened it: the EHR has sent another version. Nothing was done. Look at it as it is now, then do it again.",
    ))
}

impl Pass {
    /// Refuses where a change of the record waits: who corrects begins with what the EHR has, and would undo it.
    async fn has_no_change_waiting(&self, record: &records::Row, body: &[u8]) -> Result<(), Fault> {
        let (id, body) = (record.id, body.to_vec());
        let waits = self
            .read(move |_, c| {
                for item in items::of_record(c, id)? {
                    let changes = item.act == Act::Update && item.state.is_waiting();
                    if changes && rows::mine(c, &item)? != body {
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        if waits {
            return Err(Fault::new(
                Code::ItemMoved,
                "A change of this record waits in the outbox, and is not in what you began with. Add to it there, with Edit, or withdraw it first. Nothing was done.",
            ));
        }
        Ok(())
    }

    async fn patient(&self, id: &str) -> Result<patients::Row, Fault> {
        let id = uuid(id).ok_or_else(Fault::no_patient)?;
        self.read(move |_, c| patients::get(c, id))
            .await?
            .ok_or_else(Fault::no_patient)
    }

    async fn record(&self, id: &str) -> Result<(records::Row, Vec<u8>), Fault> {
        let id = uuid(id).ok_or_else(Fault::no_record)?;
        let found = self
            .read(move |store, c| match records::get(c, id)? {
                Some(row) => {
                    let body = records::body(store, c, row.id)?;
                    Ok(Some((row, body)))
                }
                None => Ok(None),
            })
            .await?;
        found.ok_or_else(Fault::no_record)
    }

    /// Whether an EHR takes something; why not, in the user's words.
    async fn taken(
        &self,
        row: &connections::Row,
        resource_type: &str,
        act: Act,
    ) -> Result<Result<(), String>, Fault> {
        if row.fhir_base == IMPORT_BASE {
            return Ok(Err(
                "This chart came from files: there is no EHR to send to. It stays on this workstation.".into(),
            ));
        }
        // What is not known yet is asked when it goes.
        let Some(capabilities) = self.capabilities_kept(row).await? else {
            return Ok(Ok(()));
        };
        let live = self.live_of(row).await?;
        let signed_out = live
            .tokens
            .as_ref()
            .is_some_and(|tokens| tokens.granted().is_none());
        // Nobody is signed in: what the next sign-in covers is not known, and it waits for that.
        let may: Box<dyn MayWrite> = if signed_out {
            Box::new(Whatever)
        } else {
            Box::new(Granting::of(&live))
        };
        Ok(taken(&capabilities, may.as_ref(), resource_type, act).map_err(|not| not.message))
    }

    async fn standing(
        &self,
        connection: i64,
        kind: &str,
        act: Act,
        draft: bool,
    ) -> Result<(Standing, connections::Row), Fault> {
        let row = self
            .read(move |_, c| connections::get(c, connection))
            .await?;
        let standing = match self.taken(&row, kind, act).await? {
            Err(message) => Standing::of(State::Draft).because(reason::NOT_TAKEN, message),
            Ok(()) if draft => Standing::of(State::Draft),
            Ok(()) => Standing::of(State::Queued),
        };
        Ok((standing, row))
    }

    /// Where a new document stands on its way out.
    pub(crate) async fn standing_of_documents(
        &self,
        connection: i64,
        draft: bool,
    ) -> Result<Standing, Fault> {
        let found = self
            .standing(connection, "DocumentReference", Act::Create, draft)
            .await?;
        Ok(found.0)
    }

    /// Whether a connection takes this, as far as is known.
    pub(crate) async fn takes(&self, connection: i64, kind: &str, act: Act) -> Result<bool, Fault> {
        let row = self
            .read(move |_, c| connections::get(c, connection))
            .await?;
        Ok(self.taken(&row, kind, act).await?.is_ok())
    }

    /// Who is signed in, as the EHR calls them.
    pub(crate) async fn writer(&self, connection: i64) -> Result<Option<String>, Fault> {
        let row = self
            .read(move |_, c| connections::get(c, connection))
            .await?;
        if row.fhir_base == IMPORT_BASE {
            return Ok(None);
        }
        let live = self.live_of(&row).await?;
        let signed_in = live.tokens.as_ref();
        let user = signed_in
            .and_then(wardbook_smart::Tokens::identity)
            .and_then(|who| who.fhir_user);
        Ok(user.and_then(|user| completing::named(&user, live.client.base().as_str())))
    }

    /// A change of what the EHR has, which goes after other items.
    pub(crate) async fn change_after(
        &self,
        record: records::Row,
        base: Vec<u8>,
        mine: Map<String, Value>,
        person: String,
        after: Vec<i64>,
    ) -> Result<(), Fault> {
        let mine = completing::read(&Value::Object(mine).to_string())?;
        self.changed(record, &base, mine, person, Some(after))
            .await
            .map(drop)
    }

    async fn add(
        &self,
        patient: patients::Row,
        mut body: Draft,
        draft: bool,
        person: String,
    ) -> Result<OutboxRow, Fault> {
        let kind = completing::kind(&body);
        let connection = patient.connection;
        let (standing, row) = self.standing(connection, &kind, Act::Create, draft).await?;
        if row.fhir_base != IMPORT_BASE {
            let live = self.live_of(&row).await?;
            let user = live
                .tokens
                .as_ref()
                .and_then(wardbook_smart::Tokens::identity)
                .and_then(|who| who.fhir_user);
            completing::by(&mut body, user.as_deref(), live.client.base().as_str());
        }
        let (uuid, client_id) = (self.app().new_id(), self.app().new_id().to_string());
        identify(&mut body, &client_id);
        let mine = Bytes::from(completing::checked(&body)?);
        let (store, now) = (self.open().store().clone(), self.app().now());
        let item = blocking(move || {
            let record = prepared(&store, connection, Some(patient.id), &mine, now)?;
            let title = completing::title(&body, &record);
            let needs = needed(&store, connection, &mine)?;
            let new = New {
                uuid,
                connection,
                patient: patient.id,
                resource_type: &kind,
                title: &title,
                client_id: &client_id,
                person: &person,
                standing,
                mine: &mine,
                now,
            };
            let mut random = || Uuid::new_v4().as_u64_pair().0;
            Ok(store.write(|tx| {
                let item = items::add(tx, &new, &record, &mut random)?;
                for needed in &needs {
                    items::need(tx, item.id, *needed)?;
                }
                Ok(item)
            })?)
        })
        .await?;
        self.app().wake();
        self.told(&item).await
    }

    /// Corrects a record: what waits for it is rewritten, what the EHR has gets a change in the queue.
    pub(super) async fn correct(
        &self,
        record: records::Row,
        base: &[u8],
        mine: Draft,
        person: String,
    ) -> Result<OutboxRow, Fault> {
        let id = record.id;
        let waiting = self.read(move |_, c| items::of_record(c, id)).await?;
        if let Some(item) = waiting.into_iter().find(|item| item.state.is_waiting()) {
            return self.rewrite(item, mine).await;
        }
        self.changed(record, base, mine, person, None).await
    }

    /// A change in the queue of what the EHR has.
    async fn changed(
        &self,
        record: records::Row,
        base: &[u8],
        mine: Draft,
        person: String,
        after: Option<Vec<i64>>,
    ) -> Result<OutboxRow, Fault> {
        let id = record.id;
        let mapped = self.read(move |_, c| mapping::of_record(c, id)).await?;
        let Some(mapped) = mapped else {
            return Err(Fault::invalid(
                "This record has no name at an EHR, and nothing of it waits. Write it anew.",
            ));
        };
        let was = completing::read(&String::from_utf8_lossy(base))?;
        same_record(&was, &mine)?;
        // What changes a mark only answers for nothing else in the EHR's own record.
        let mine = match after {
            Some(_) => mine.bytes(),
            None => completing::checked(&mine)?,
        };
        let (standing, _) = self
            .standing(record.connection, &record.resource_type, Act::Update, false)
            .await?;
        let (uuid, base) = (self.app().new_id(), base.to_vec());
        let (store, now) = (self.open().store().clone(), self.app().now());
        let item = blocking(move || {
            let bytes = Bytes::from(mine);
            let prepared = prepared(&store, record.connection, record.patient, &bytes, now)?;
            let body = completing::read(&String::from_utf8_lossy(&bytes))?;
            let title = completing::title(&body, &prepared);
            let mut needs = needed(&store, record.connection, &bytes)?;
            needs.extend(after.into_iter().flatten());
            let new = New {
                uuid,
                connection: record.connection,
                patient: record.patient.unwrap_or(0),
                resource_type: &record.resource_type,
                title: &title,
                client_id: &mapped.fhir_id,
                person: &person,
                standing,
                mine: &bytes,
                now,
            };
            Ok(store.write(|tx| {
                let item = items::edit(tx, &new, record.id, &base)?;
                for needed in &needs {
                    items::need(tx, item.id, *needed)?;
                }
                Ok(item)
            })?)
        })
        .await?;
        self.app().wake();
        self.told(&item).await
    }

    /// Marks a record as entered in error.
    pub(crate) async fn in_error(
        &self,
        record: records::Row,
        body: Vec<u8>,
        person: String,
    ) -> Result<OutboxRow, Fault> {
        if self.is_own_document(&record).await? {
            let item = self.mark_document(record, false, person).await?;
            return self.told(&item).await;
        }
        let id = record.id;
        let waiting = self.read(move |_, c| items::of_record(c, id)).await?;
        let waiting = waiting.into_iter().find(|item| item.state.is_waiting());
        let mut mine = completing::read(&String::from_utf8_lossy(&body))?;
        match waiting {
            // What never went is taken back, not sent as an error.
            Some(item) if item.act == Act::Create => {
                let why = "It was marked as entered in error before it was sent.";
                return self.withdraw(item, why).await;
            }
            // What was corrected stays so: the mark may be taken back.
            Some(item) => {
                let corrected = self.read(move |_, c| rows::mine(c, &item)).await?;
                mine = completing::read(&String::from_utf8_lossy(&corrected))?;
            }
            None => {}
        }
        if completing::is_in_error(&mine) {
            return Err(Fault::invalid(
                "This record is already marked as entered in error.",
            ));
        }
        completing::in_error(&mut mine)?;
        self.correct(record, &body, mine, person).await
    }
}

/// A body ready to be stored.
pub(super) fn prepared(
    store: &Store,
    connection: i64,
    patient: Option<i64>,
    body: &Bytes,
    now: i64,
) -> Result<wardbook_store::write::Prepared, Fault> {
    prepare(store, connection, patient, body, now).ok_or_else(|| {
        Fault::new(
            Code::RecordInvalid,
            "This was not saved: it cannot be read as a record.",
        )
    })
}

/// Items that make what this record refers to and have not reached the EHR.
fn needed(store: &Store, connection: i64, body: &[u8]) -> Result<Vec<i64>, StoreError> {
    store.read(|c| {
        let mut needs = Vec::new();
        for (kind, id) in references::of(body) {
            let found = items::by_client_id(c, connection, &id)?;
            needs.extend(
                found
                    .filter(|item| item.resource_type == kind && item.state.is_waiting())
                    .map(|item| item.id),
            );
        }
        Ok(needs)
    })
}

/// A correction stays about the same record and the same patient.
fn same_record(was: &Map<String, Value>, mine: &Map<String, Value>) -> Result<(), Fault> {
    for name in ["resourceType", "id", "subject", "patient", "beneficiary"] {
        let reference = |map: &Map<String, Value>| {
            let value = map.get(name)?;
            Some(value.get("reference").unwrap_or(value).clone())
        };
        if reference(was) != reference(mine) {
            return Err(Fault::new(
                Code::RecordInvalid,
                "This was not saved: a correction stays about the same record and the same patient.",
            ));
        }
    }
    Ok(())
}
