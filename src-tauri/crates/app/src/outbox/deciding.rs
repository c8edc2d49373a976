//! What a person decides about an item: other words, another try, taking it back, one side of a conflict.
//! Never what was decided for them: each act is allowed only where the item says so.

use bytes::Bytes;
use serde_json::{Map, Value};
use uuid::Uuid;
use wardbook_store::outbox::{self as items, Act, Confirmed, New, Row, Side, Standing, State};
use wardbook_store::write::Writing;
use wardbook_store::{Store, StoreError, records};
use wardbook_sync::outbox::confirm;

use super::draft::Draft;
use super::writing::prepared;
use super::{completing, rows};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::outbox::{EditItem, OutboxRef, OutboxRow, ResolveItem};
use crate::wire::profile::Failure;

impl App {
    /// Takes an item back, where it has not been sent; what was written is kept with it.
    pub async fn withdraw_item(
        &self,
        actor: &Actor,
        request: OutboxRef,
    ) -> Result<OutboxRow, Failure> {
        let act = act("outbox.withdraw", &request.item);
        self.enter(actor, act, |pass| async move {
            let item = pass.item(&request.item).await?;
            allowed(&item, "withdraw")?;
            pass.withdraw(item, "You took it back.").await
        })
        .await
    }

    /// Sends an item again, looks again, or puts back what was withdrawn.
    pub async fn retry_item(
        &self,
        actor: &Actor,
        request: OutboxRef,
    ) -> Result<OutboxRow, Failure> {
        let act = act("outbox.retry", &request.item);
        self.enter(actor, act, |pass| async move {
            let item = pass.item(&request.item).await?;
            if item.state == State::Withdrawn {
                allowed(&item, "put-back")?;
                pass.may_go_again(&item).await?;
                return pass.put_back(item).await;
            }
            allowed(&item, "retry")?;
            let sent = item.first_sent_at.is_some();
            let to = Standing {
                may_be_there: sent,
                ..Standing::of(if sent && item.act == Act::Create {
                    State::SentUnknown
                } else {
                    State::Queued
                })
            };
            pass.stand(item, to).await
        })
        .await
    }

    /// Other words for an item that waits; in a conflict they are what is sent.
    pub async fn edit_item(&self, actor: &Actor, request: EditItem) -> Result<OutboxRow, Failure> {
        let act = act("outbox.edit", &request.item);
        self.enter(actor, act, |pass| async move {
            let item = pass.item(&request.item).await?;
            let mine = completing::read(&request.json)?;
            pass.rewrite(item, mine).await
        })
        .await
    }

    /// Decides a conflict, or says whether something is at the EHR.
    pub async fn resolve_item(
        &self,
        actor: &Actor,
        request: ResolveItem,
    ) -> Result<OutboxRow, Failure> {
        let act = act("outbox.resolve", &request.item);
        self.enter(actor, act, |pass| async move {
            let item = pass.item(&request.item).await?;
            match request.take.as_str() {
                "mine" => {
                    allowed(&item, "take-mine")?;
                    let key = item.id;
                    let mine = pass
                        .read(move |_, c| items::body(c, key, Side::Mine))
                        .await?;
                    let mine =
                        completing::read(&String::from_utf8_lossy(&mine.unwrap_or_default()))?;
                    pass.rewrite(item, mine).await
                }
                "theirs" => {
                    allowed(&item, "take-theirs")?;
                    pass.take_theirs(item).await
                }
                "there" => {
                    allowed(&item, "is-there")?;
                    let id = request.fhir_id.unwrap_or_default();
                    let id = id.rsplit('/').next().unwrap_or_default().trim().to_owned();
                    if !crate::import::is_id(&id) {
                        return Err(Fault::invalid(
                            "Say what the EHR calls it: the id of the record there.",
                        ));
                    }
                    let key = item.id;
                    pass.write(move |tx| items::accepted(tx, key, &id)).await?;
                    let to = Standing {
                        may_be_there: true,
                        ..Standing::of(State::SentUnknown)
                    };
                    pass.stand(item, to).await
                }
                "not-there" => {
                    allowed(&item, "is-not-there")?;
                    let key = item.id;
                    pass.write(move |tx| items::not_there(tx, key)).await?;
                    pass.stand(item, Standing::of(State::Queued)).await
                }
                _ => Err(Fault::invalid(
                    "Take “mine” or “theirs”, or say “there” or “not-there”.",
                )),
            }
        })
        .await
    }
}

fn act(name: &'static str, item: &str) -> door::Act {
    door::Act::recorded(name, Permission::WriteRecords).about(rows::subject(item))
}

fn allowed(item: &Row, act: &str) -> Result<(), Fault> {
    if rows::acts(item).contains(&act) {
        return Ok(());
    }
    let words = match item.state {
        State::Sending | State::SentUnknown => {
            "It is on its way, or may have arrived. Wait until that is known."
        }
        State::Confirmed => "The EHR has it. Correct the record, or mark it as entered in error.",
        _ => "That cannot be done with this item as it stands. Look at it again.",
    };
    Err(Fault::new(Code::ItemMoved, words))
}

fn random() -> impl FnMut() -> u64 {
    || Uuid::new_v4().as_u64_pair().0
}

/// Only where the item still is what was looked at.
fn still(tx: &wardbook_store::rusqlite::Transaction<'_>, item: &Row) -> Result<(), StoreError> {
    match items::get(tx, item.uuid)? {
        Some(now) if now.state == item.state && now.changed_at == item.changed_at => Ok(()),
        _ => Err(StoreError::Taken("change of this item")),
    }
}

impl Pass {
    async fn stand(&self, item: Row, to: Standing) -> Result<OutboxRow, Fault> {
        let (now, at) = (self.app().now(), item.clone());
        self.write(move |tx| {
            // What was decided a moment ago in the same act may have moved it; sending must not, now or meanwhile.
            match items::get(tx, at.uuid)? {
                Some(row) if row.state == State::Sending || row.attempts != at.attempts => {
                    Err(StoreError::Taken("change of this item"))
                }
                _ => items::set(tx, at.id, &to, now),
            }
        })
        .await?;
        self.app().wake();
        self.told(&item).await
    }

    pub(super) async fn withdraw(
        &self,
        item: Row,
        words: &'static str,
    ) -> Result<OutboxRow, Fault> {
        allowed(&item, "withdraw")?;
        let (now, at) = (self.app().now(), item.clone());
        self.write(move |tx| {
            still(tx, &at)?;
            let to = Standing::of(State::Withdrawn).because("withdrawn", words);
            crate::documents::take_back_marks(tx, &at, now)?;
            items::withdraw(tx, &at, &to, now)
        })
        .await?;
        self.told(&item).await
    }

    /// A document whose place a newer version took, or that was entered in error, does not go again as it was.
    async fn may_go_again(&self, item: &Row) -> Result<(), Fault> {
        let Some(record) = item.record else {
            return Ok(());
        };
        let (replaced, in_error) = self
            .read(move |_, c| {
                let row = records::by_key(c, record)?;
                let in_error =
                    row.is_some_and(|row| row.status.as_deref() == Some("entered-in-error"));
                Ok((crate::documents::is_replaced(c, record)?, in_error))
            })
            .await?;
        if replaced {
            return Err(Fault::new(
                Code::ItemMoved,
                "A newer version has taken its place. Restore this version in the chart: it goes as a new one.",
            ));
        }
        if in_error && item.act == Act::Create {
            return Err(Fault::new(
                Code::ItemMoved,
                "This document is marked as entered in error. Take that back in the chart: then it goes.",
            ));
        }
        Ok(())
    }

    async fn put_back(&self, item: Row) -> Result<OutboxRow, Fault> {
        let (store, now, at) = (self.open().store().clone(), self.app().now(), item.clone());
        blocking(move || {
            let mine = Bytes::from(store.read(|c| rows::mine(c, &at))?);
            let record = prepared(&store, at.connection, at.patient, &mine, now)?;
            Ok(store.write(|tx| {
                still(tx, &at)?;
                items::put_back(
                    tx,
                    &at,
                    Some(&record),
                    &Standing::of(State::Queued),
                    &mut random(),
                    now,
                )
            })?)
        })
        .await?;
        self.app().wake();
        self.told(&item).await
    }

    /// Other words; where the EHR has something else, they are compared with that from now on.
    pub(super) async fn rewrite(&self, item: Row, mine: Draft) -> Result<OutboxRow, Fault> {
        let merging = item.state == State::Conflict;
        allowed(&item, if merging { "take-mine" } else { "edit" })?;
        let (store, now, at) = (self.open().store().clone(), self.app().now(), item.clone());
        let new_id = self.app().new_id();
        blocking(move || {
            let was = completing::read(&String::from_utf8_lossy(
                &store.read(|c| rows::mine(c, &at))?,
            ))?;
            stays(&was, &mine)?;
            let body = Bytes::from(completing::checked(&mine)?);
            let record = prepared(&store, at.connection, at.patient, &body, now)?;
            let title = completing::title(&mine, &record);
            if !merging {
                return Ok(store.write(|tx| {
                    still(tx, &at)?;
                    // What came out of a backup may have been sent since: it is looked for first.
                    let to = Standing {
                        may_be_there: at.first_sent_at.is_some(),
                        ..Standing::of(State::Queued)
                    };
                    items::requeue(
                        tx,
                        &at,
                        (&body, &title),
                        Some(&record),
                        &to,
                        &mut random(),
                        now,
                    )
                })?);
            }
            let theirs = theirs(&store, &at)?;
            if at.act == Act::Update {
                return Ok(store.write(|tx| {
                    still(tx, &at)?;
                    items::rename(tx, at.id, &theirs, None)?;
                    let to = Standing::of(State::Queued);
                    items::requeue(tx, &at, (&body, &title), None, &to, &mut random(), now)
                })?);
            }
            // The EHR has it, in other words: that is confirmed, and mine follows as a change of it.
            let id = at.fhir_id.clone().unwrap_or_default();
            accept(&store, &at, &theirs, now)?;
            let mut mine = mine;
            mine.insert("id".into(), Value::String(id.clone()));
            let mine = mine.bytes();
            Ok(store.write(|tx| {
                let confirmed =
                    items::get(tx, at.uuid)?.ok_or(StoreError::NotFound("outbox item"))?;
                let record = confirmed.record.ok_or(StoreError::NotFound("record"))?;
                let new = New {
                    uuid: new_id,
                    connection: at.connection,
                    patient: at.patient.unwrap_or(0),
                    resource_type: &at.resource_type,
                    title: &title,
                    client_id: &id,
                    person: &at.person,
                    standing: Standing::of(State::Queued),
                    mine: &mine,
                    now,
                };
                items::edit(tx, &new, record, &theirs).map(drop)
            })?)
        })
        .await?;
        self.app().wake();
        self.told(&item).await
    }

    /// What the EHR has is right.
    async fn take_theirs(&self, item: Row) -> Result<OutboxRow, Fault> {
        let (store, now, at) = (self.open().store().clone(), self.app().now(), item.clone());
        blocking(move || {
            let theirs = theirs(&store, &at)?;
            if at.act == Act::Create {
                return accept(&store, &at, &theirs, now);
            }
            let body = Bytes::from(theirs);
            let record = prepared(&store, at.connection, at.patient, &body, now)?;
            Ok(store.write(|tx| {
                still(tx, &at)?;
                let mut writing = Writing::default();
                let mut storing = writing.begin(tx)?;
                storing.put(at.connection, now, &mut random(), &record)?;
                storing.finish()?;
                let to = Standing::of(State::Withdrawn)
                    .because("took-theirs", "You took what the EHR has.");
                items::set(tx, at.id, &to, now)
            })?)
        })
        .await?;
        self.told(&item).await
    }
}

fn theirs(store: &Store, item: &Row) -> Result<Vec<u8>, Fault> {
    let key = item.id;
    let body = store.read(|c| items::body(c, key, Side::Theirs))?;
    body.ok_or_else(|| {
        Fault::new(
            Code::ItemMoved,
            "What the EHR has is not here. Send it again to compare.",
        )
    })
}

/// A person says that what the EHR has stands for what was written.
fn accept(store: &Store, item: &Row, theirs: &[u8], now: i64) -> Result<(), Fault> {
    let body = Bytes::from(theirs.to_vec());
    let record = prepared(store, item.connection, item.patient, &body, now)?;
    let Some(id) = item.fhir_id.as_deref() else {
        return Err(Fault::new(
            Code::ItemMoved,
            "It is not known what the EHR calls it.",
        ));
    };
    let proof = Confirmed {
        fhir_id: id,
        theirs: &record,
        body: theirs,
        verdict: "different",
        differences: item.differences.as_deref(),
        now,
    };
    Ok(confirm(store, item, &proof)?)
}

/// An edit stays the same record of the same patient.
fn stays(was: &Map<String, Value>, mine: &Map<String, Value>) -> Result<(), Fault> {
    for name in ["resourceType", "id", "subject", "patient", "beneficiary"] {
        if was.get(name) != mine.get(name) {
            return Err(Fault::new(
                Code::RecordInvalid,
                format!(
                    "This was not saved: an edit keeps “{name}” as it is. Write a new record for something else."
                ),
            ));
        }
    }
    Ok(())
}
