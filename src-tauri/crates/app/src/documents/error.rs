//! A document that is ours alone, marked as entered in error, and that taken back. It stays in the chart, struck
//! through, with its file; it is taken back from the outbox. Refuses what is on its way: whether it arrived is not known.

use wardbook_store::mapping::By;
use wardbook_store::outbox::{self as items, New, Standing, State};
use wardbook_store::{StoreError, chains, documents, mapping, records};

use super::chain;
use crate::door::Pass;
use crate::failure::{Code, Fault};

impl Pass {
    /// Whether this is a document with a file or versions that no EHR has yet: its marks are kept here.
    pub(crate) async fn is_own_document(&self, record: &records::Row) -> Result<bool, Fault> {
        if record.resource_type != "DocumentReference" {
            return Ok(false);
        }
        let id = record.id;
        self.read(move |_, c| {
            let own = documents::get(c, id)?.is_some() || chains::versions(c, id)?.len() > 1;
            Ok(own && mapping::of_record(c, id)?.is_none())
        })
        .await
    }

    /// Marks it, or takes that back. Gives its item.
    pub(crate) async fn mark_document(
        &self,
        record: records::Row,
        undo: bool,
        person: String,
    ) -> Result<items::Row, Fault> {
        let store = self.open().store().clone();
        let by = self.by(person);
        let new_item = self.app().new_id();
        let standing = if undo {
            Some(self.standing_of_documents(record.connection, false).await?)
        } else {
            None
        };
        let marked = record.status.as_deref() == Some("entered-in-error");
        if undo != marked {
            return Err(Fault::invalid(if undo {
                "This document is not marked as entered in error."
            } else {
                "This document is marked as entered in error already."
            }));
        }
        let (key, who) = (record.id, by.person.clone());
        let (item, before) = self
            .write(move |tx| {
                let item = match chain::making(tx, record.id)? {
                    Some(item) if item.state.is_waiting() && !chain::never_left(&item) => {
                        return Err(StoreError::Taken("change of this item"));
                    }
                    Some(item) => item,
                    None => unsent(tx, &store, &record, new_item, &by)?,
                };
                let links = chains::each_of(tx, record.id)?;
                let before: Vec<i64> = links.iter().map(|link| link.replaces).collect();
                match standing {
                    None => {
                        let was = chain::set_status(&store, tx, record.id, chain::IN_ERROR, by.at)?;
                        let was = was.unwrap_or_else(|| "current".to_owned());
                        let on = item.state.is_waiting();
                        chains::note_error(tx, record.id, &was, &by)?;
                        if on {
                            let to = Standing::of(State::Withdrawn).because(
                                chain::IN_ERROR,
                                "It was marked as entered in error before it was sent.",
                            );
                            chain::take_back_marks(tx, &item, by.at)?;
                            items::set(tx, item.id, &to, by.at)?;
                        }
                        // What it had replaced is in force again, where that is ours alone too.
                        for before in before.iter().filter(|_| was == "current") {
                            chain::set_status(&store, tx, *before, "current", by.at)?;
                        }
                    }
                    Some(standing) => {
                        let was = chains::take_error(tx, record.id)?;
                        let was = was.unwrap_or_else(|| "current".to_owned());
                        chain::set_status(&store, tx, record.id, &was, by.at)?;
                        for before in before.iter().filter(|_| was == "current") {
                            chain::set_status(&store, tx, *before, "superseded", by.at)?;
                        }
                        let taken_back = item.state == State::Withdrawn
                            && item.reason_code.as_deref() == Some(chain::IN_ERROR);
                        if taken_back {
                            items::set(tx, item.id, &standing, by.at)?;
                        }
                    }
                }
                let item = items::get(tx, item.uuid)?;
                Ok((item.ok_or(StoreError::NotFound("outbox item"))?, before))
            })
            .await
            .map_err(|fault| match fault.code {
                Code::NameTaken => Fault::new(
                    Code::ItemMoved,
                    "It is on its way to the EHR, or may have arrived. Wait until that is known, then mark it.",
                ),
                _ => fault,
            })?;
        for before in before.into_iter().filter(|_| undo) {
            self.supersede_at_ehr(before, key, who.clone()).await?;
        }
        self.app().wake();
        Ok(item)
    }
}

/// An item for a document that came before documents had one: taken back, so that its history begins somewhere.
fn unsent(
    tx: &wardbook_store::rusqlite::Transaction<'_>,
    store: &wardbook_store::Store,
    record: &records::Row,
    uuid: uuid::Uuid,
    by: &By,
) -> Result<items::Row, StoreError> {
    let mine = records::body(store, tx, record.id)?;
    let client_id = serde_json::from_slice::<serde_json::Value>(&mine)
        .ok()
        .and_then(|body| body.get("id")?.as_str().map(str::to_owned))
        .ok_or(StoreError::Body)?;
    let new = New {
        uuid,
        connection: record.connection,
        patient: record.patient.unwrap_or(0),
        resource_type: "DocumentReference",
        title: "Document",
        client_id: &client_id,
        person: &by.person,
        standing: Standing::of(State::Withdrawn),
        mine: &mine,
        now: by.at,
    };
    items::send(tx, &new, record.id)
}
