//! Every patient a server lists: its list is walked page by page, and the next is asked for when the last patients of
//! the one before are under way, so that a hundred thousand ids are never held. Owns that the place in the list moves past
//! a page only when all of its patients, and all before them, were visited.

use std::collections::{HashSet, VecDeque};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use serde::Deserialize;
use wardbook_fhir::{EntryMode, NextLink, Page, Query};
use wardbook_store::ledger::{self, State};

use super::ask::Trouble;
use super::handing::Came;
use super::{Halt, Running, SyncError};
use crate::checkpoint::{Mark, STALE_WALK, Trail, Walk, fingerprint, is_recent};
use crate::plan::LISTING;
use crate::reason;

/// Patients on a page of the list.
const PAGE: u32 = 200;

/// A page whose patients are being visited.
struct Visiting {
    /// How many are not visited yet.
    left: usize,
    /// The list's row once they all are.
    row: ledger::Row,
    /// Nothing follows.
    last: bool,
}

/// Where the walk through the list is.
struct List {
    row: ledger::Row,
    walk: Walk,
    restarts: u32,
}

/// How the list went on.
struct Listed {
    list: List,
    /// Patients, by the EHR's id, and the page they stand on. Nothing where its pages expired: from the first one, once
    /// nobody is under way.
    page: Option<(Vec<String>, Visiting)>,
}

/// Something that was under way.
enum Over {
    /// A patient's visit, by the EHR's id and the number of their page.
    Visit(String, usize),
    /// The list's row is written.
    Row,
    /// The list went on.
    Listed(Box<Listed>),
}

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
        let row = row.unwrap_or_else(|| ledger::Row::new(connection, 0, "demographics", LISTING));
        let kept = Mark::parse(row.checkpoint.as_deref()).walk;
        // Whoever was visited since the list began is passed by: of an old list that would be everybody who has something
        // new since.
        let now = self.sync.clock.now();
        let kept = kept.filter(|walk| !self.sync.options.full && is_fresh(walk, now));
        let list = List {
            row,
            walk: kept.unwrap_or_else(|| self.list_from_the_start()),
            restarts: 0,
        };
        self.walk_the_list(list).await
    }

    async fn walk_the_list(&self, list: List) -> Result<(), Halt> {
        let since = Some(list.walk.started);
        // The list while nobody asks for more of it.
        let mut at_rest = Some(list);
        let mut under_way: FuturesUnordered<BoxFuture<'_, Result<Over, Halt>>> =
            FuturesUnordered::new();
        let mut waiting: VecDeque<(String, usize)> = VecDeque::new();
        let mut visiting: HashSet<String> = HashSet::new();
        let mut pages: VecDeque<Visiting> = VecDeque::new();
        // Pages that are over, the number of the first of `pages`.
        let mut over = 0;
        let (mut writing, mut whole, mut from_the_start) = (false, false, false);
        loop {
            while visiting.len() < self.under_way()
                && let Some((id, page)) = waiting.pop_front()
            {
                // Of a list that moves while it is read, somebody may stand on two pages.
                if !visiting.insert(id.clone()) {
                    self.board.patient_done(self.now());
                    if let Some(page) = pages.get_mut(page - over) {
                        page.left -= 1;
                    }
                    continue;
                }
                let visit = async move {
                    self.visit_whole(id.clone(), since).await?;
                    Ok(Over::Visit(id, page))
                };
                under_way.push(visit.boxed());
            }
            let drained = visiting.is_empty() && pages.is_empty() && !writing;
            if !whole
                && waiting.is_empty()
                && (drained || !from_the_start)
                && let Some(list) = at_rest.take()
            {
                from_the_start = false;
                let on = async move {
                    let listed = self.list_on(list).await?;
                    Ok(Over::Listed(Box::new(listed)))
                };
                under_way.push(on.boxed());
            }
            if !writing
                && pages.front().is_some_and(|page| page.left == 0)
                && let Some(page) = pages.pop_front()
            {
                (writing, over) = (true, over + 1);
                let mut row = page.row;
                row.updated_at = self.sync.clock.now();
                let put = async move {
                    self.write(move |tx| ledger::put(tx, &row)).await?;
                    Ok(Over::Row)
                };
                under_way.push(put.boxed());
            }
            match under_way.next().await.transpose()? {
                Some(Over::Visit(id, page)) => {
                    visiting.remove(&id);
                    if let Some(page) = pages.get_mut(page - over) {
                        page.left -= 1;
                    }
                }
                Some(Over::Row) => writing = false,
                Some(Over::Listed(listed)) => {
                    at_rest = Some(listed.list);
                    from_the_start = listed.page.is_none();
                    if let Some((ids, page)) = listed.page {
                        let number = over + pages.len();
                        waiting.extend(ids.into_iter().map(|id| (id, number)));
                        whole = page.last;
                        pages.push_back(page);
                    }
                }
                None => return Ok(()),
            }
        }
    }

    /// The next page of the list. Its trouble is what the row says once those before it are visited.
    async fn list_on(&self, mut list: List) -> Result<Listed, Halt> {
        let (page, link) = match self.list_page(&list.walk).await {
            Ok(page) => page,
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::Restart) if list.restarts < self.sync.options.restarts => {
                // From the first page, but whoever was visited since it began stays so.
                list.restarts += 1;
                list.walk = Walk {
                    started: list.walk.started,
                    ..self.list_from_the_start()
                };
                return Ok(Listed { list, page: None });
            }
            Err(trouble) if list.walk.next.is_empty() => return Err(refused(Some(trouble))),
            Err(trouble) => {
                let page = Visiting {
                    left: 0,
                    row: cut_short(list.row.clone(), trouble)?,
                    last: true,
                };
                let page = Some((Vec::new(), page));
                return Ok(Listed { list, page });
            }
        };
        let ids = self.take_patients(page, list.walk.started).await?;
        if list.walk.next.is_empty() && link.is_some() {
            // Cut off before its first page is over, it passes by whom it visited.
            self.begun(&list).await?;
        }
        let (row, walk) = (&mut list.row, &mut list.walk);
        walk.pages += 1;
        walk.seen += ids.len() as u64;
        self.board
            .patients(self.now(), ids.len() as u32, link.is_none());
        row.count = walk.seen;
        let onward = link.filter(|link| walk.trail.goes_on(link.as_str()));
        if let Some(link) = &onward {
            link.as_str().clone_into(&mut walk.next);
            goes_on(row, walk);
        } else {
            row.state = State::Complete;
            row.as_of = Some(walk.started);
            row.checkpoint = None;
            row.reason_code = None;
            row.reason = None;
        }
        let page = Visiting {
            left: ids.len(),
            row: row.clone(),
            last: onward.is_none(),
        };
        let page = Some((ids, page));
        Ok(Listed { list, page })
    }

    /// Notes when the walk through the list began.
    async fn begun(&self, list: &List) -> Result<(), Halt> {
        let mut row = list.row.clone();
        goes_on(&mut row, &list.walk);
        row.updated_at = self.sync.clock.now();
        self.write(move |tx| ledger::put(tx, &row)).await
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
    async fn take_patients(&self, page: Page, asked_at: i64) -> Result<Vec<String>, Halt> {
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
        let came = Came { asked_at, bodies };
        self.take_in(None, came, None).await?;
        Ok(ids)
    }
}

/// A list that was cut off is gone on with for a day.
pub(super) fn is_fresh(walk: &Walk, now: i64) -> bool {
    is_recent(now, walk.started, STALE_WALK)
}

/// The list's row says from where it is to be gone on.
fn goes_on(row: &mut ledger::Row, walk: &Walk) {
    row.state = State::Partial;
    row.checkpoint = Mark {
        done: None,
        walk: Some(walk.clone()),
    }
    .to_column();
}

/// The list's row where its pages came to an end before it did.
fn cut_short(mut row: ledger::Row, trouble: Trouble) -> Result<ledger::Row, Halt> {
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
    Ok(row)
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
