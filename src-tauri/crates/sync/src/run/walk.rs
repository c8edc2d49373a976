//! One read, page by page. A page's records, its checkpoint and its ledger row go in together, so
//! that wherever it is cut off it goes on from the last page.

use bytes::Bytes;
use tracing::Instrument;
use wardbook_fhir::{EntryMode, NextLink, Page, Query};
use wardbook_store::ledger::{self, State};

use super::ask::Trouble;
use super::verdict::{Ending, judge_page};
use super::{Halt, Running};
use crate::checkpoint::{Done, Mark, Trail, Walk};
use crate::plan::{Question, Read, Start, fingerprint_of};
use crate::reason;

/// How a read ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Walked {
    /// The ledger's state.
    pub(super) state: State,
    /// When a full walk that reached its end began; absent for any other.
    pub(super) full_since: Option<i64>,
    /// Records that came.
    pub(super) seen: u64,
    /// The server wants the type asked in parts; nothing was kept.
    pub(super) in_parts: bool,
}

/// A read under way.
struct Under<'a> {
    read: &'a Read,
    row: ledger::Row,
    mark: Mark,
    walk: Walk,
    /// Something complete is here from before: it stays complete as of then.
    complete_before: bool,
}

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
enum Onward {
    /// Another page.
    More,
    /// Nothing: it was the last.
    Last,
    /// The read ends here, short of its end.
    Stop(Ending),
}

impl Running<'_> {
    /// Walks one read to its end. Only what stops the whole sync is an error.
    pub(super) async fn walk(&self, row: ledger::Row, read: &Read) -> Result<Walked, Halt> {
        let mut under = self.under(row, read);
        if let Some(ending) = self.over(read) {
            return self.ended(under, ending).await;
        }
        let walked = match &read.question {
            Question::One { id } => self.one(&mut under, id).await,
            Question::Search { params } => self.pages(&mut under, params).await,
        };
        match walked {
            Ok(()) => Ok(under.walked(State::Complete)),
            Err(Trouble::Halt(halt)) => Err(halt),
            // A search that has nothing to give is complete; one resource that is not there is not.
            Err(Trouble::Empty) => {
                self.complete(&mut under, Vec::new()).await?;
                Ok(under.walked(State::Complete))
            }
            Err(Trouble::End(ending)) => self.ended(under, ending).await,
            Err(Trouble::Restart) => {
                let reason = "The EHR closed the search again and again while it was read.";
                self.ended(under, Ending::new(State::Failed, reason::EXPIRED, reason))
                    .await
            }
        }
    }

    fn under<'a>(&self, mut row: ledger::Row, read: &'a Read) -> Under<'a> {
        read.section.clone_into(&mut row.section);
        let mark = Mark::parse(row.checkpoint.as_deref());
        let fresh = || Walk {
            next: String::new(),
            pages: 0,
            started: self.sync.clock.now(),
            since: match read.start {
                Start::Since(since) => Some(since),
                Start::Full | Start::Resume => None,
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
        if walk.since.is_none() && walk.pages == 0 {
            row.quarantined = 0;
        }
        Under {
            read,
            row,
            mark,
            walk,
            complete_before,
        }
    }

    async fn pages(
        &self,
        under: &mut Under<'_>,
        params: &[(String, String)],
    ) -> Result<(), Trouble> {
        let query = self.query(under, params);
        loop {
            let span = tracing::debug_span!(
                "page",
                resource_type = under.read.resource_type,
                page = under.walk.pages + 1
            );
            match self.page(under, &query).instrument(span).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(Trouble::Restart) if under.walk.restarts < self.sync.options.restarts => {
                    under.restart(self.sync.clock.now());
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    fn query(&self, under: &Under<'_>, params: &[(String, String)]) -> Query {
        let mut query = Query {
            resource_type: under.read.resource_type.to_owned(),
            params: params.to_vec(),
        };
        if let Some(since) = under.walk.since {
            query = query.with("_lastUpdated", format!("ge{}", instant(since)));
            if self.manners().wants_closed_range() {
                // A day ahead, so that a clock that is behind leaves nothing out.
                let until = self.sync.clock.now().saturating_add(86_400_000);
                query = query.with("_lastUpdated", format!("le{}", instant(until)));
            }
        }
        query
    }

    /// Takes one page in; true when another follows.
    async fn page(&self, under: &mut Under<'_>, query: &Query) -> Result<bool, Trouble> {
        let client = &self.sync.client;
        let page = if under.walk.next.is_empty() {
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
        let fetched = self
            .ask(|| self.sync.client.read(typ, id))
            .await
            .map_err(|trouble| match trouble {
                Trouble::Empty => Trouble::End(Ending::new(
                    State::Failed,
                    reason::NOT_FOUND,
                    "The EHR does not have this.",
                )),
                other => other,
            })?;
        under.walk.seen = 1;
        self.board
            .received(self.now(), under.read.section, 1, fetched.body.len() as u64);
        Ok(self.complete(under, vec![fetched.body]).await?)
    }

    /// The last page: with it the read is complete as of when it began.
    async fn complete(&self, under: &mut Under<'_>, bodies: Vec<Bytes>) -> Result<(), Halt> {
        let full_at = match (&under.mark.done, under.walk.since) {
            (Some(done), Some(_)) => done.full_at,
            _ => under.walk.started,
        };
        under.mark = Mark {
            done: Some(Done {
                full_at,
                watermark: under.walk.server,
                question: under.walk.question,
            }),
            walk: None,
        };
        under.row.state = State::Complete;
        under.row.as_of = Some(under.walk.started);
        if under.walk.since.is_none() {
            under.row.count = under.walk.seen;
        }
        let remark = under.walk.remark.clone();
        (under.row.reason_code, under.row.reason) = remark.map_or((None, None), |remark| {
            (Some(remark.code), Some(remark.text))
        });
        self.commit(under, bodies).await
    }

    /// The read ends short of its end; its place is kept where going on can help.
    async fn ended(&self, mut under: Under<'_>, ending: Ending) -> Result<Walked, Halt> {
        if ending.malformed && under.walk.pages == 0 && self.learn_parts(under.read).await? {
            return Ok(Walked {
                in_parts: true,
                ..under.walked(State::NotAsked)
            });
        }
        if matches!(ending.code, reason::DAILY_CEILING | reason::PART_UNKNOWN) {
            self.is_over(under.read, &ending);
        }
        let lost_its_place = ending.state != State::Failed
            || matches!(
                ending.code,
                reason::CIRCLE | reason::TOO_MANY_PAGES | reason::EXPIRED
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
        let state = ending.state;
        under.row.state = state;
        under.row.reason_code = Some(ending.code.to_owned());
        under.row.reason = Some(ending.reason);
        self.commit(&mut under, Vec::new()).await?;
        Ok(under.walked(state))
    }

    async fn commit(&self, under: &mut Under<'_>, bodies: Vec<Bytes>) -> Result<(), Halt> {
        under.row.checkpoint = under.mark.to_column();
        under.row.updated_at = self.sync.clock.now();
        let patient = (under.row.patient != 0).then_some(under.row.patient);
        // The row is written with what is put aside now added to it.
        under.row.quarantined += self
            .take_in(patient, bodies, Some(under.row.clone()))
            .await?;
        Ok(())
    }
}

impl Under<'_> {
    /// Notes a page in the walk. Whatever follows, the page itself is taken in.
    fn take(&mut self, page: &Page, page_cap: u32) -> Onward {
        let walk = &mut self.walk;
        if walk.pages == 0 {
            walk.server = page.server_date;
        }
        walk.pages += 1;
        // `total` is not looked at: some servers count the page only.
        walk.seen += page
            .entries
            .iter()
            .filter(|e| e.mode == EntryMode::Match)
            .count() as u64;
        match judge_page(&page.outcomes) {
            Ok(remark) => walk.remark = remark.or_else(|| walk.remark.take()),
            Err(ending) => return Onward::Stop(ending),
        }
        let Some(next) = &page.next else {
            return Onward::Last;
        };
        if !walk.trail.goes_on(next.as_str()) {
            let reason = "The EHR's pages lead in a circle; what came is here.";
            return Onward::Stop(Ending::new(State::Failed, reason::CIRCLE, reason));
        }
        if walk.pages >= page_cap {
            let reason = "The EHR gave more pages than can be believed; what came is here.";
            return Onward::Stop(Ending::new(State::Failed, reason::TOO_MANY_PAGES, reason));
        }
        next.as_str().clone_into(&mut walk.next);
        Onward::More
    }

    fn restart(&mut self, now: i64) {
        let walk = &mut self.walk;
        walk.restarts += 1;
        walk.next = String::new();
        walk.pages = 0;
        walk.seen = 0;
        walk.started = now;
        walk.server = None;
        walk.trail = Trail::default();
        walk.remark = None;
        if walk.since.is_none() {
            self.row.quarantined = 0;
        }
    }

    fn walked(&self, state: State) -> Walked {
        let full = state == State::Complete && self.walk.since.is_none();
        Walked {
            state,
            full_since: full.then_some(self.walk.started),
            seen: self.walk.seen,
            in_parts: false,
        }
    }
}

/// A FHIR instant, in UTC with its time: some servers demand the time part.
fn instant(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_string()
}
