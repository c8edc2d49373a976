//! Every patient a server lists: its list is walked page by page and the patients of a page are
//! synced before the next is asked for, so that a hundred thousand ids are never held.

use bytes::Bytes;
use serde::Deserialize;
use wardbook_fhir::{EntryMode, NextLink, Page, Query};
use wardbook_store::ledger::{self, State};

use super::ask::Trouble;
use super::{Halt, Running, SyncError};
use crate::checkpoint::{Mark, Trail, Walk, fingerprint};
use crate::plan::LISTING;
use crate::reason;

/// Patients on a page of the list: they are all synced before the next, so that at its end fewer and fewer are
/// under way.
const PAGE: u32 = 200;

#[derive(Deserialize)]
struct Peek<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<std::borrow::Cow<'a, str>>,
}

impl Running<'_> {
    /// Syncs every patient the server lists. A list cut short goes on from its page, and passes by
    /// those who were visited since it began.
    pub(super) async fn listing(&self) -> Result<(), Halt> {
        if !self.capabilities.supports("Patient", "search-type") {
            return Err(refused(None));
        }
        let connection = self.connection;
        let row = self
            .read(move |c| ledger::get(c, connection, 0, LISTING))
            .await?;
        let mut row =
            row.unwrap_or_else(|| ledger::Row::new(connection, 0, "demographics", LISTING));
        let kept = Mark::parse(row.checkpoint.as_deref()).walk;
        let mut walk = kept.unwrap_or_else(|| self.list_from_the_start());
        let mut restarts = 0;
        loop {
            let (page, link) = match self.list_page(&walk).await {
                Ok(page) => page,
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::Restart) if restarts < self.sync.options.restarts => {
                    // From the first page, but whoever was visited since it began stays so.
                    restarts += 1;
                    walk = Walk {
                        started: walk.started,
                        ..self.list_from_the_start()
                    };
                    continue;
                }
                Err(trouble) if walk.next.is_empty() => return Err(refused(Some(trouble))),
                Err(trouble) => return self.list_ends(row, trouble).await,
            };
            let ids = self.take_patients(page).await?;
            walk.pages += 1;
            walk.seen += ids.len() as u64;
            self.board
                .patients(self.now(), ids.len() as u32, link.is_none());
            self.visits(ids, Some(walk.started)).await?;
            let onward = link.filter(|link| walk.trail.goes_on(link.as_str()));
            row.count = walk.seen;
            row.updated_at = self.sync.clock.now();
            let Some(link) = onward else {
                row.state = State::Complete;
                row.as_of = Some(walk.started);
                row.checkpoint = None;
                row.reason_code = None;
                row.reason = None;
                return self.write(move |tx| ledger::put(tx, &row)).await;
            };
            link.as_str().clone_into(&mut walk.next);
            row.state = State::Partial;
            row.checkpoint = Mark {
                done: None,
                walk: Some(walk.clone()),
            }
            .to_column();
            let put = row.clone();
            self.write(move |tx| ledger::put(tx, &put)).await?;
        }
    }

    fn list_from_the_start(&self) -> Walk {
        Walk {
            next: String::new(),
            pages: 0,
            started: self.sync.clock.now(),
            since: None,
            dated_from: None,
            until: None,
            server: None,
            seen: 0,
            trail: Trail::default(),
            question: fingerprint(LISTING.as_bytes()),
            restarts: 0,
            remark: None,
        }
    }

    async fn list_page(&self, walk: &Walk) -> Result<(Page, Option<NextLink>), Trouble> {
        let client = &self.sync.client;
        let page = if walk.next.is_empty() {
            let query = Query::of("Patient").with("_count", PAGE.to_string());
            self.ask(|| client.search(&query)).await?
        } else {
            let next = NextLink::from_checkpoint(walk.next.clone());
            self.ask(|| client.next(&next)).await?
        };
        // A list that says it is cut short is not a list of all.
        if let Some(said) = page
            .outcomes
            .iter()
            .find(|o| o.says_incomplete() || !o.is_warning_only())
        {
            let ending =
                super::verdict::Ending::new(State::Refused, reason::MORE_EXISTS, said.text());
            return Err(Trouble::End(ending));
        }
        let next = page.next.clone();
        Ok((page, next))
    }

    /// Takes the Patient resources of a page in; gives their ids.
    async fn take_patients(&self, page: Page) -> Result<Vec<String>, Halt> {
        let mut ids = Vec::new();
        let mut bodies: Vec<Bytes> = Vec::new();
        for entry in page.entries {
            if entry.mode == EntryMode::Match
                && let Ok(peek) = serde_json::from_slice::<Peek<'_>>(&entry.body)
                && peek.resource_type.as_deref() == Some("Patient")
                && let Some(id) = peek.id
            {
                ids.push(id.into_owned());
            }
            bodies.push(entry.body);
        }
        ids.dedup();
        self.take_in(None, bodies, None).await?;
        Ok(ids)
    }

    async fn list_ends(&self, mut row: ledger::Row, trouble: Trouble) -> Result<(), Halt> {
        let (state, code, words) = match trouble {
            Trouble::Halt(halt) => return Err(halt),
            Trouble::End(ending) => (ending.state, ending.code, ending.reason),
            Trouble::Restart | Trouble::Empty => {
                let words = "The EHR closed its list of patients while it was read.";
                row.checkpoint = None;
                (State::Failed, reason::EXPIRED, words.to_owned())
            }
        };
        row.state = state;
        row.reason_code = Some(code.to_owned());
        row.reason = Some(words);
        row.updated_at = self.sync.clock.now();
        self.write(move |tx| ledger::put(tx, &row)).await
    }
}

/// The EHR does not say who its patients are.
pub(super) fn refused_with(reason: String) -> Halt {
    let reason = Some(reason);
    Halt::Broken(SyncError::ListingRefused { reason })
}

fn refused(trouble: Option<Trouble>) -> Halt {
    let reason = match trouble {
        Some(Trouble::End(ending)) => Some(ending.reason),
        _ => None,
    };
    Halt::Broken(SyncError::ListingRefused { reason })
}
