//! The outbox's requests: what waits, why, since when and what happens next; sending it. What is written
//! comes in by [`writing`], what a person decides by [`deciding`].
//!
//! Owns when the queue runs and which lane it gets; refuses to know how something is sent.

mod completing;
mod deciding;
mod draft;
mod filing;
mod lanes;
mod marks;
mod ordering;
mod rows;
mod writing;

pub(crate) use filing::file;
use wardbook_store::outbox as items;
use wardbook_store::{connections, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::{Code, Fault};
use crate::wire::outbox::{ListOutbox, OutboxItem, OutboxPage, OutboxRef, OutboxRow, SendOutbox};
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// Rows of a page at the most.
const MOST: u32 = 500;

impl App {
    /// What is in the outbox.
    pub async fn list_outbox(
        &self,
        actor: &Actor,
        request: ListOutbox,
    ) -> Result<OutboxPage, Failure> {
        let act = Act::unrecorded("outbox", Permission::ListPatients);
        self.enter(actor, act, |pass| async move { pass.outbox(request).await })
            .await
    }

    /// One item whole, with every request about it.
    pub async fn outbox_item(
        &self,
        actor: &Actor,
        request: OutboxRef,
    ) -> Result<OutboxItem, Failure> {
        let act = Act::recorded("outbox.item", Permission::ViewCharts)
            .about(rows::subject(&request.item));
        self.enter(actor, act, |pass| async move {
            let row = pass.item(&request.item).await?;
            pass.read(move |_, c| rows::whole(c, &row)).await
        })
        .await
    }

    /// Sends what waits now, and answers when nothing goes by itself any more or something holds all of it.
    pub async fn send_outbox(
        &self,
        actor: &Actor,
        request: SendOutbox,
    ) -> Result<OutboxPage, Failure> {
        let act = Act::recorded("outbox.send", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let all = match &request.connection {
                Some(named) => vec![pass.connection(named).await?],
                None => pass.read(|_, c| connections::list(c)).await?,
            };
            let named = request.connection.is_some();
            for row in all {
                let ended = filing::file(&pass, &row).await;
                // Of all connections, one that nobody is signed in to does not stop the others.
                if let (Err(fault), true) = (ended, named) {
                    return Err(fault);
                }
            }
            let list = ListOutbox {
                connection: request.connection,
                patient: None,
                ended: false,
                offset: 0,
                limit: MOST,
            };
            pass.outbox(list).await
        })
        .await
    }
}

impl Pass {
    async fn outbox(&self, request: ListOutbox) -> Result<OutboxPage, Fault> {
        let connection = match &request.connection {
            Some(named) => Some(self.connection(named).await?.id),
            None => None,
        };
        self.read(move |_, c| {
            let patient = match request.patient.as_deref().map(uuid::Uuid::try_parse) {
                Some(Ok(patient)) => match patients::get(c, patient)? {
                    Some(row) => Some(row.id),
                    None => Some(-1),
                },
                Some(Err(_)) => Some(-1),
                None => None,
            };
            let all = items::State::ALL.iter().copied();
            let states = all.filter(|state| request.ended || state.is_waiting());
            let filter = items::Filter {
                connection,
                patient,
                states: states.collect(),
            };
            let limit = u64::from(request.limit.min(MOST));
            let (total, found) = items::list(c, &filter, u64::from(request.offset), limit)?;
            let counts = items::counts(c)?;
            let count = |wanted: &dyn Fn(items::State) -> bool| {
                let n: u64 = counts
                    .iter()
                    .filter(|(s, _)| wanted(*s))
                    .map(|(_, n)| n)
                    .sum();
                u32::try_from(n).unwrap_or(u32::MAX)
            };
            Ok(OutboxPage {
                total: u32::try_from(total).unwrap_or(u32::MAX),
                waiting: count(&items::State::is_waiting),
                for_person: count(&|s| s.is_waiting() && !s.goes_by_itself()),
                confirmed: count(&|s| s == items::State::Confirmed),
                rows: found
                    .iter()
                    .map(|row| rows::row(c, row))
                    .collect::<Result<_, _>>()?,
            })
        })
        .await
    }

    /// An item by its id.
    async fn item(&self, id: &str) -> Result<items::Row, Fault> {
        let id = uuid(id).ok_or_else(no_item)?;
        self.read(move |_, c| items::get(c, id))
            .await?
            .ok_or_else(no_item)
    }

    /// An item as it stands now, and everybody who shows it is told.
    async fn told(&self, item: &items::Row) -> Result<OutboxRow, Fault> {
        let id = item.uuid;
        let row = self
            .read(move |_, c| match items::get(c, id)? {
                Some(row) => rows::row(c, &row).map(Some),
                None => Ok(None),
            })
            .await?
            .ok_or_else(no_item)?;
        filing::tell(self.app(), row.patient.as_deref());
        Ok(row)
    }
}

fn no_item() -> Fault {
    Fault::new(
        Code::ItemNotFound,
        "There is no such item in the outbox. Look at the list again.",
    )
}
