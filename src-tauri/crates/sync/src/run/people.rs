//! People, places and drugs: what records refer to and no patient's search gives. Each is read once
//! a connection, several at a time where the server can.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::FutureExt as _;
use serde::Deserialize;
use wardbook_fhir::{NextLink, Query};
use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::{Transaction, params};
use wardbook_store::wanted::{self, Wanted};

use super::ask::Trouble;
use super::handing::Came;
use super::{Halt, Running, a_few, lock};
use crate::ingest::{Act, Chain, Receipt};
use crate::plan::PEOPLE;
use crate::plan::kinds::{KINDS, Way};
use crate::reason;

/// Looked up in the store at one time.
const STEP: u64 = 200;
/// Ids in one search: short enough for any server's longest address.
const IDS: usize = 20;
/// Asked again after so long.
const ASK_AGAIN: i64 = 24 * 3_600_000;
/// What is found refers on to more; so often it is followed.
const ROUNDS: usize = 6;

#[derive(Deserialize)]
struct Peek<'a> {
    #[serde(borrow)]
    id: Option<std::borrow::Cow<'a, str>>,
}

/// What was handed over and is waited for together: the next is asked for meanwhile.
type Handed = Mutex<Vec<Receipt>>;

impl Running<'_> {
    /// Between patients: whoever comes first reads what was not looked at yet, the others go on.
    pub(super) async fn people_if_idle(&self) -> Result<(), Halt> {
        let Ok(mut looked_at) = self.people.try_lock() else {
            return Ok(());
        };
        self.round(&mut looked_at).await.map(|_| ())
    }

    /// At the end: until nothing is missing that was not asked for.
    pub(super) async fn people(&self) -> Result<(), Halt> {
        let mut looked_at = self.people.lock().await;
        for _ in 0..ROUNDS {
            *looked_at = 0;
            if !self.round(&mut looked_at).await? {
                break;
            }
        }
        Ok(())
    }

    /// Once through what is missing after that row; false when nothing was.
    async fn round(&self, looked_at: &mut i64) -> Result<bool, Halt> {
        // What the EHR did not give is asked for again once a day, not with every sync.
        let since = if self.sync.options.full {
            self.began
        } else {
            self.began.saturating_sub(ASK_AGAIN)
        };
        let connection = self.connection;
        let mut found = false;
        loop {
            let after = *looked_at;
            let missing = self
                .read(move |c| wanted::missing(c, connection, since, after, STEP))
                .await?;
            let Some(last) = missing.last() else {
                return Ok(found);
            };
            let last = last.id;
            found = true;
            let mut by_type: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
            for one in missing {
                by_type
                    .entry(one.resource_type.clone())
                    .or_default()
                    .push(one);
            }
            let handed = Handed::default();
            for (resource_type, these) in by_type {
                self.these(&resource_type, &these, &handed).await?;
            }
            for receipt in handed.into_inner().unwrap_or_else(PoisonError::into_inner) {
                self.durable(receipt).await?;
            }
            *looked_at = last;
        }
    }

    async fn these(
        &self,
        resource_type: &str,
        these: &[Wanted],
        handed: &Handed,
    ) -> Result<(), Halt> {
        let reads = self.capabilities.supports(resource_type, "read");
        let searches = self.capabilities.supports(resource_type, "search-type")
            && self.capabilities.offers_search_param(resource_type, "_id");
        let closed = if !self.sync.granted.allows(resource_type) {
            Some("not-granted")
        } else if !reads && !searches {
            Some("not-offered")
        } else {
            None
        };
        if let Some(answer) = closed {
            return self.answered(these, Some(answer), handed).await;
        }
        let some = |some| {
            self.some(resource_type, some, (reads, searches), handed)
                .boxed()
        };
        let mut parts = these.chunks(IDS);
        // The first alone: what it teaches spares the server the others' questions.
        a_few(parts.next(), 1, some, |()| {}).await?;
        a_few(parts, self.sync.options.requests, some, |()| {}).await
    }

    /// As many as fit into one search, by that or each by itself.
    async fn some(
        &self,
        resource_type: &str,
        some: &[Wanted],
        (reads, searches): (bool, bool),
        handed: &Handed,
    ) -> Result<(), Halt> {
        let together = searches && !lock(&self.singly).contains(resource_type);
        let steps = if together { 1 } else { some.len() };
        self.board
            .planned(self.now(), std::iter::repeat_n(&PEOPLE, steps), false);
        if together && self.together(resource_type, some, handed).await? {
            self.board.read_done(self.now(), PEOPLE, State::Complete);
            return Ok(());
        }
        if together {
            self.board.read_done(self.now(), PEOPLE, State::Failed);
            if !reads {
                return self.answered(some, Some(reason::REFUSED), handed).await;
            }
            self.board
                .planned(self.now(), std::iter::repeat_n(&PEOPLE, some.len()), false);
        }
        for one in some {
            let state = self.alone(resource_type, one, handed).await?;
            self.board.read_done(self.now(), PEOPLE, state);
        }
        Ok(())
    }

    /// Several by one search; false where the server does not want that.
    async fn together(
        &self,
        resource_type: &str,
        some: &[Wanted],
        handed: &Handed,
    ) -> Result<bool, Halt> {
        let ids: Vec<&str> = some.iter().map(|one| one.fhir_id.as_str()).collect();
        let query = Query::of(resource_type)
            .with("_id", ids.join(","))
            .with("_count", some.len().to_string());
        let mut next: Option<NextLink> = None;
        let mut here: Vec<String> = Vec::new();
        let client = &self.sync.client;
        let chain = Chain::default();
        let asked_at = self.sync.clock.now();
        // As many pages as ids is the most a server can make of it.
        for _ in 0..some.len() {
            let page = match &next {
                None => self.ask(|| client.search(&query)).await,
                Some(next) => self.ask(|| client.next(next)).await,
            };
            let page = match page {
                Ok(page) => page,
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::Empty) => break,
                Err(Trouble::End(_) | Trouble::Restart) => {
                    lock(&self.singly).insert(resource_type.to_owned());
                    return Ok(false);
                }
            };
            let bodies: Vec<Bytes> = page.entries.into_iter().map(|entry| entry.body).collect();
            here.extend(bodies.iter().filter_map(|body| id_of(body)));
            self.board
                .received(self.now(), PEOPLE, bodies.len() as u64, page.bytes);
            let receipt = self
                .hand_page_over(&chain, None, Came { asked_at, bodies }, None, None)
                .await?;
            lock(handed).push(receipt);
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        if here.is_empty() && some.len() > 1 && self.capabilities.supports(resource_type, "read") {
            // It may not understand several ids in one search: asked for each, it cannot err.
            lock(&self.singly).insert(resource_type.to_owned());
            return Ok(false);
        }
        let act = self.noting(some, move |one| {
            (!here.contains(&one.fhir_id)).then_some(reason::NOT_FOUND)
        });
        // After the pages: who is noted as asked for is not asked for again.
        let receipt = self.also_after(&chain, act).await?;
        lock(handed).push(receipt);
        Ok(true)
    }

    async fn alone(
        &self,
        resource_type: &str,
        one: &Wanted,
        handed: &Handed,
    ) -> Result<State, Halt> {
        let id = one.fhir_id.as_str();
        let (these, asked_at) = (std::slice::from_ref(one), self.sync.clock.now());
        match self.ask(|| self.sync.client.read(resource_type, id)).await {
            Ok(fetched) => {
                self.board
                    .received(self.now(), PEOPLE, 1, fetched.body.len() as u64);
                let act = self.noting(these, |_| None);
                let receipt = self
                    .hand_over_with(Came::one(asked_at, fetched.body), act)
                    .await?;
                lock(handed).push(receipt);
                Ok(State::Complete)
            }
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(Trouble::End(ending)) => {
                self.answered(these, Some(ending.code), handed).await?;
                Ok(if ending.is_absent() {
                    State::Complete
                } else {
                    ending.state
                })
            }
            Err(Trouble::Empty | Trouble::Restart) => {
                self.answered(these, Some(reason::NOT_FOUND), handed)
                    .await?;
                Ok(State::Complete)
            }
        }
    }

    async fn answered(
        &self,
        these: &[Wanted],
        answer: Option<&'static str>,
        handed: &Handed,
    ) -> Result<(), Halt> {
        let receipt = self.also(self.noting(these, move |_| answer)).await?;
        lock(handed).push(receipt);
        Ok(())
    }

    /// Notes that these were asked for, each with what the EHR answered where it gave nothing.
    fn noting(&self, these: &[Wanted], answer: impl Fn(&Wanted) -> Option<&'static str>) -> Act {
        let noted: Vec<_> = these.iter().map(|one| (one.id, answer(one))).collect();
        let at = self.sync.clock.now();
        Arc::new(move |tx: &Transaction<'_>| {
            noted
                .iter()
                .try_for_each(|(id, answer)| wanted::asked(tx, *id, at, *answer))
        })
    }

    /// The ledger's word on each type read by reference, once the sync has asked for all.
    pub(super) async fn people_row(&self, quiet: Vec<ledger::Row>) -> Result<(), Halt> {
        let (connection, at, as_of) = (self.connection, self.sync.clock.now(), self.began);
        let granted: Vec<&'static str> = KINDS
            .iter()
            .filter(|kind| kind.way == Way::ByReference)
            .map(|kind| kind.resource_type)
            .filter(|typ| self.sync.granted.allows(typ))
            .filter(|typ| {
                self.capabilities.supports(typ, "read")
                    || self.capabilities.supports(typ, "search-type")
            })
            .collect();
        self.write(move |tx| {
            quiet.iter().try_for_each(|row| ledger::put(tx, row))?;
            for resource_type in &granted {
                let (here, missing): (u64, u64) = tx
                    .prepare_cached(
                        "SELECT count(m.record), count(*) - count(m.record) FROM wanted n
                         LEFT JOIN mapping m ON m.fhir_id = n.fhir_id AND m.type = n.type
                           AND m.connection = n.connection
                         WHERE n.connection = ?1
                           AND n.type = (SELECT id FROM word WHERE text = ?2)",
                    )?
                    .query_row(params![connection, resource_type], |r| {
                        Ok((r.get(0)?, r.get(1)?))
                    })?;
                let mut row = ledger::Row::new(connection, 0, PEOPLE, resource_type);
                row.state = State::Complete;
                row.count = here;
                row.expected = Some(here + missing);
                row.as_of = Some(as_of);
                row.updated_at = at;
                if missing > 0 {
                    row.state = State::Partial;
                    row.reason_code = Some(reason::REFERENCES_MISSING.to_owned());
                    row.reason = Some(format!(
                        "The EHR did not give {missing} that records refer to."
                    ));
                }
                ledger::put(tx, &row)?;
            }
            Ok(())
        })
        .await?;
        self.tell_coverage(0, PEOPLE);
        Ok(())
    }
}

fn id_of(body: &[u8]) -> Option<String> {
    let peek: Peek<'_> = serde_json::from_slice(body).ok()?;
    peek.id.map(std::borrow::Cow::into_owned)
}
