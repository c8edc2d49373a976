//! One read, page by page. A page's records, its checkpoint and its ledger row go in together, so
//! that wherever it is cut off it goes on from the last page. The next page is asked for while those
//! before it are on their way to the disk, in the order in which they came; a few, and then it waits for the oldest.

use bytes::Bytes;
use tracing::Instrument;
use wardbook_fhir::{EntryMode, NextLink, Query};
use wardbook_store::ledger::{self, State};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, mapping};

use super::ask::Trouble;
use super::batches::FirstPage;
use super::handing::Came;
use super::merged::{MERGED_INTO, merged_into};
use super::under::{DAY, OnTheWay, Onward, Under, Walked, day, instant};
use super::verdict::Ending;
use super::{Halt, Running};
use crate::checkpoint::{Done, Mark, Trail, Walk};
use crate::ingest::{Pointing, Receipt};
use crate::plan::{Question, Read, Start, fingerprint_of};
use crate::reason;

impl Running<'_> {
    /// Walks one read to its end, which is durable when its receipt says so; `pointing` is shown its records. Only what
    /// stops the whole sync is an error.
    pub(super) async fn walk(
        &self,
        row: ledger::Row,
        read: &Read,
        first: Option<FirstPage>,
        pointing: Option<Pointing>,
    ) -> Result<(Walked, Option<Receipt>), Halt> {
        let mut under = self.under(row, read);
        under.pointing = pointing;
        if let Some(first) = first {
            // It holds as of when it was asked for.
            under.walk.started = first.asked_at;
            under.first = Some(first.page);
        }
        if let Some(ending) = self.over(read) {
            return self.ended(under, ending).await;
        }
        let walked = match &read.question {
            Question::One { id } => self.one(&mut under, id).await,
            Question::Search { params } => self.pages(&mut under, params).await,
        };
        match walked {
            Ok(()) => Ok(under.over(State::Complete)),
            Err(Trouble::Halt(halt)) => Err(halt),
            // A search that has nothing to give is complete; one resource that is not there is not.
            Err(Trouble::Empty) => {
                self.complete(&mut under, Vec::new()).await?;
                Ok(under.over(State::Complete))
            }
            Err(Trouble::End(ending)) => self.ended(under, ending).await,
            Err(Trouble::Restart) => {
                let reason = "The EHR closed the search again and again while it was read.";
                let ending = Ending::new(State::Failed, reason::EXPIRED, reason).passing();
                self.ended(under, ending).await
            }
        }
    }

    pub(super) fn under<'a>(&self, mut row: ledger::Row, read: &'a Read) -> Under<'a> {
        read.section.clone_into(&mut row.section);
        let mark = Mark::parse(row.checkpoint.as_deref());
        let fresh = || Walk {
            next: String::new(),
            pages: 0,
            started: self.sync.clock.now(),
            since: match read.start {
                Start::Since(since) => Some(since),
                _ => None,
            },
            dated_from: match read.start {
                Start::Window(from) | Start::Between(from, _) => Some(from),
                _ => None,
            },
            until: match read.start {
                Start::Between(_, to) => Some(to),
                _ => None,
            },
            server: None,
            seen: 0,
            trail: Trail::default(),
            question: fingerprint_of(read.resource_type, &read.question),
            restarts: 0,
            remark: None,
        };
        let resumed = mark.walk.clone().filter(|_| read.start == Start::Resume);
        let walk = resumed.unwrap_or_else(fresh);
        let complete_before = mark.done.is_some() && row.as_of.is_some();
        if walk.is_full() && walk.pages == 0 {
            row.quarantined = 0;
        }
        Under {
            read,
            row,
            mark,
            some_came: walk.pages > 0,
            walk,
            complete_before,
            some_came_new: false,
            quiet: false,
            first: None,
            on_the_way: OnTheWay::default(),
            pointing: None,
        }
    }

    async fn pages(
        &self,
        under: &mut Under<'_>,
        params: &[(String, String)],
    ) -> Result<(), Trouble> {
        // In a row, without ever getting past the first next link.
        let mut stuck = 0;
        loop {
            let query = self.query(under, params);
            let span = tracing::debug_span!(
                "page",
                resource_type = under.read.resource_type,
                page = under.walk.pages + 1
            );
            match self.page(under, &query).instrument(span).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(Trouble::Restart) if self.may_restart(&under.walk, &mut stuck) => {
                    self.last_page(under).await?;
                    under.restart(self.sync.clock.now());
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Whether the walk may begin anew: one that got on its way may often, one whose first next link
    /// expires every time may not.
    fn may_restart(&self, walk: &Walk, stuck: &mut u32) -> bool {
        *stuck = if walk.pages > 1 { 0 } else { *stuck + 1 };
        let options = &self.sync.options;
        *stuck <= options.restarts && walk.restarts < options.restarts_on_the_way
    }

    pub(super) fn query(&self, under: &Under<'_>, params: &[(String, String)]) -> Query {
        let mut query = Query {
            resource_type: under.read.resource_type.to_owned(),
            params: params.to_vec(),
        };
        let walk = &under.walk;
        for (_, count) in query.params.iter_mut().filter(|(name, _)| name == "_count") {
            if let Ok(asked) = count.parse() {
                *count = self.manners().page_after(asked, walk.restarts).to_string();
            }
        }
        if let (Some(since), Some(param)) = (walk.since, &under.read.last_updated) {
            query = query.with(param, format!("ge{}", instant(since)));
            if self.manners().wants_closed_range() {
                // A week ahead of the later clock, so that one that is behind leaves nothing out.
                let until = self.sync.clock.now().max(since).saturating_add(7 * DAY);
                query = query.with(param, format!("le{}", instant(until)));
            }
        }
        if let (Some(from), Some(param)) = (walk.dated_from, under.read.dated) {
            query.params.retain(|(name, _)| name != param);
            query = query.with(param, format!("ge{}", day(from)));
            if let Some(until) = walk.until {
                query = query.with(param, format!("le{}", day(until)));
            }
        }
        query
    }

    /// Takes one page in; true when another follows.
    async fn page(&self, under: &mut Under<'_>, query: &Query) -> Result<bool, Trouble> {
        let client = &self.sync.client;
        let page = if let Some(first) = under.first.take() {
            first
        } else if under.walk.next.is_empty() {
            self.ask(|| client.search(query)).await?
        } else {
            let next = NextLink::from_checkpoint(under.walk.next.clone());
            self.ask(|| client.next(&next)).await?
        };
        let onward = under.take(&page, self.sync.options.page_cap);
        let matches = page
            .entries
            .iter()
            .filter(|e| e.mode == EntryMode::Match)
            .count() as u64;
        let bodies: Vec<Bytes> = page.entries.into_iter().map(|entry| entry.body).collect();
        self.board.received(
            self.now(),
            under.read.section,
            bodies.len() as u64,
            page.bytes,
        );
        tracing::debug!(
            records = bodies.len(),
            matches,
            bytes = page.bytes,
            "page received"
        );
        // Of what may have changed, only what did is written, compared with what is here once the page before is.
        let bodies = if under.walk.is_full() {
            bodies
        } else {
            self.last_page(under).await?;
            self.news(bodies).await?
        };
        if onward == Onward::Last {
            self.complete(under, bodies).await?;
            return Ok(false);
        }
        if !under.complete_before {
            under.row.state = State::Partial;
            under.row.count = under.walk.seen;
            under.row.reason_code = None;
            under.row.reason = None;
        }
        under.mark.walk = Some(under.walk.clone());
        self.commit(under, bodies).await?;
        match onward {
            Onward::Stop(ending) => Err(Trouble::End(ending)),
            Onward::More | Onward::Last => Ok(true),
        }
    }

    async fn one(&self, under: &mut Under<'_>, id: &str) -> Result<(), Trouble> {
        let typ = under.read.resource_type;
        let version = self.version_to_compare(under, id).await?;
        let client = &self.sync.client;
        let fetched = match &version {
            Some(version) => self.ask(|| client.read_unless(typ, id, version)).await,
            None => self.ask(|| client.read(typ, id)).await.map(Some),
        };
        let fetched = fetched.map_err(|trouble| match trouble {
            Trouble::Empty => Trouble::End(Ending::new(
                State::Failed,
                reason::NOT_FOUND,
                "The EHR does not have this.",
            )),
            other => other,
        })?;
        under.walk.seen = 1;
        let bodies: Vec<Bytes> = fetched.into_iter().map(|fetched| fetched.body).collect();
        let bytes = bodies.iter().map(|body| body.len() as u64).sum();
        self.board
            .received(self.now(), under.read.section, bodies.len() as u64, bytes);
        let bodies = self.news(bodies).await?;
        Ok(self.complete(under, bodies).await?)
    }

    /// The version that is here, where the server answers a read with it by "not modified".
    async fn version_to_compare(
        &self,
        under: &Under<'_>,
        id: &str,
    ) -> Result<Option<String>, Halt> {
        let typ = under.read.resource_type;
        let compares = self.capabilities.types.get(typ).is_some_and(|offer| {
            matches!(
                offer.conditional_read.as_deref(),
                Some("not-match" | "full-support")
            )
        });
        if !compares || self.sync.options.full {
            return Ok(None);
        }
        let (connection, id) = (self.connection, id.to_owned());
        self.read(move |c| mapping::version_of(c, connection, typ, &id))
            .await
    }

    /// Those that are not here byte for byte.
    async fn news(&self, bodies: Vec<Bytes>) -> Result<Vec<Bytes>, Halt> {
        if bodies.is_empty() {
            return Ok(bodies);
        }
        let connection = self.connection;
        let all = bodies.len();
        let news = self
            .read(move |c| {
                let mut news = Vec::new();
                for body in bodies {
                    if !is_here(c, connection, &body)? {
                        news.push(body);
                    }
                }
                Ok(news)
            })
            .await?;
        let here = u32::try_from(all - news.len()).unwrap_or(u32::MAX);
        self.board.written(self.now(), [0, 0, here, 0]);
        Ok(news)
    }

    /// The last page: with it the read is complete as of when it began.
    async fn complete(&self, under: &mut Under<'_>, bodies: Vec<Bytes>) -> Result<(), Halt> {
        under.mark.walk = None;
        if let (Some(from), Some(until)) = (under.walk.dated_from, under.walk.until) {
            under.part_of_time(from, until);
            return self.commit(under, bodies).await;
        }
        let full_at = match &under.mark.done {
            Some(done) if !under.walk.is_full() => done.full_at,
            _ => under.walk.started,
        };
        under.mark.done = Some(Done {
            full_at,
            watermark: under.walk.server,
            question: under.walk.question,
        });
        under.row.state = State::Complete;
        under.row.as_of = Some(under.walk.started);
        under.row.window = under.walk.dated_from.map(|from| {
            let (from, full) = (day(from), instant(full_at));
            format!("Read again from {from}; what is older as of {full}.")
        });
        if under.walk.is_full() {
            under.row.count = under.walk.seen;
        }
        let was = (under.row.reason_code.take(), under.row.reason.take());
        let merged = match &under.read.question {
            Question::One { .. } => merged_into(&bodies, under.read.resource_type),
            Question::Search { .. } => None,
        };
        if let Some(other) = merged {
            under.row.reason_code = Some(reason::MERGED.to_owned());
            under.row.reason = Some(format!("{MERGED_INTO}{other}."));
        } else if bodies.is_empty() && was.0.as_deref() == Some(reason::MERGED) {
            // It is as it was.
            (under.row.reason_code, under.row.reason) = was.clone();
        }
        if let Some(remark) = under.walk.remark.clone() {
            under.row.reason_code = Some(remark.code);
            under.row.reason = Some(remark.text);
        }
        let compared = !under.walk.is_full() || matches!(under.read.question, Question::One { .. });
        if compared
            && bodies.is_empty()
            && under.complete_before
            && !under.some_came_new
            && under.row.reason_code == was.0
        {
            under.row.checkpoint = under.mark.to_column();
            under.row.updated_at = self.sync.clock.now();
            under.quiet = true;
            return Ok(());
        }
        self.commit(under, bodies).await
    }

    /// The read ends short of its end; its place is kept where going on can help.
    async fn ended(
        &self,
        mut under: Under<'_>,
        ending: Ending,
    ) -> Result<(Walked, Option<Receipt>), Halt> {
        let keep = ending.code != reason::NOT_FOUND;
        if ending.malformed && under.walk.pages == 0 && self.learn_parts(under.read, keep).await? {
            let (mut walked, receipt) = under.over(State::NotAsked);
            walked.in_parts = true;
            return Ok((walked, receipt));
        }
        if matches!(ending.code, reason::DAILY_CEILING | reason::PART_UNKNOWN) {
            self.is_over(under.read, &ending);
        }
        let lost_its_place = ending.state != State::Failed
            || matches!(
                ending.code,
                // The links themselves are bad: going on from them would fail for ever.
                reason::CIRCLE
                    | reason::TOO_MANY_PAGES
                    | reason::EXPIRED
                    | "other-origin"
                    | "address"
                    | "redirected"
            );
        if lost_its_place {
            under.mark.walk = None;
        }
        tracing::info!(
            resource_type = under.read.resource_type,
            state = ending.state.as_str(),
            code = ending.code,
            pages = under.walk.pages,
            "a read ended early"
        );
        // What came before it failed is a part, and said to be one.
        let a_part = ending.state == State::Failed && under.some_came && !under.complete_before;
        let state = if a_part { State::Partial } else { ending.state };
        under.row.state = state;
        under.row.reason_code = Some(ending.code.to_owned());
        under.row.reason = Some(ending.reason);
        self.commit(&mut under, Vec::new()).await?;
        let (mut walked, receipt) = under.over(state);
        walked.passing = ending.passing;
        Ok((walked, receipt))
    }

    async fn commit(&self, under: &mut Under<'_>, bodies: Vec<Bytes>) -> Result<(), Halt> {
        while let Some(oldest) = under.on_the_way.too_many() {
            self.durable(oldest).await?;
        }
        under.row.checkpoint = under.mark.to_column();
        under.row.updated_at = self.sync.clock.now();
        under.some_came_new |= !bodies.is_empty();
        let patient = (under.row.patient != 0).then_some(under.row.patient);
        let bytes = bodies.iter().map(Bytes::len).sum();
        let came = Came {
            // Later pages may be of what the EHR found when it was searched.
            asked_at: under.walk.started,
            bodies,
        };
        let row = under.row.clone();
        let chain = &under.on_the_way.chain;
        let pointing = under.pointing.clone();
        let receipt = self
            .hand_page_over(chain, patient, came, Some(row), pointing)
            .await?;
        under.on_the_way.add(receipt, bytes);
        Ok(())
    }

    /// Waits until all pages so far are durable. What they put aside is in the rows that were written with them, and
    /// in this one from now on.
    async fn last_page(&self, under: &mut Under<'_>) -> Result<(), Halt> {
        while let Some(oldest) = under.on_the_way.oldest() {
            self.durable(oldest).await?;
        }
        under.row.quarantined += std::mem::take(&mut under.on_the_way).chain.aside();
        Ok(())
    }
}

/// This resource is here byte for byte, and the EHR is not known to have deleted it.
fn is_here(c: &Connection, connection: i64, body: &[u8]) -> Result<bool, StoreError> {
    #[derive(serde::Deserialize)]
    struct Peek<'a> {
        #[serde(borrow, rename = "resourceType")]
        resource_type: Option<std::borrow::Cow<'a, str>>,
        #[serde(borrow)]
        id: Option<std::borrow::Cow<'a, str>>,
    }
    let Ok(Peek {
        resource_type: Some(resource_type),
        id: Some(id),
    }) = serde_json::from_slice::<Peek<'_>>(body)
    else {
        return Ok(false);
    };
    let known = mapping::hash_of(c, connection, &resource_type, &id)?;
    Ok(known == Some(wardbook_store::write::hash(body)))
}
