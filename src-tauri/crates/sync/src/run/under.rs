//! The state of one read while it is walked: its row, its mark, where it is, and what became of it. Owns how a page
//! is noted in it; refuses to ask or to write anything.

use std::collections::VecDeque;

use wardbook_fhir::{EntryMode, Page};
use wardbook_store::ledger::{self, State};

use super::verdict::{Ending, judge_page};
use crate::checkpoint::{Mark, Trail, Walk};
use crate::ingest::{Chain, Pointing, Receipt};
use crate::plan::Read;
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
    /// Nothing is new: the row is written with its section's others at the end.
    pub(super) quiet: Option<ledger::Row>,
    /// It was not walked: an export brought it.
    pub(super) by_export: bool,
    /// It failed in a way that may pass.
    pub(super) passing: bool,
}

impl Walked {
    /// A read whose records an export brought that was asked for then.
    pub(super) fn by_export(row: ledger::Row, started: i64) -> Self {
        Self {
            state: State::Complete,
            full_since: Some(started),
            seen: row.count,
            in_parts: false,
            quiet: Some(row),
            by_export: true,
            passing: false,
        }
    }
}

/// A read under way.
pub(super) struct Under<'a> {
    pub(super) read: &'a Read,
    pub(super) row: ledger::Row,
    pub(super) mark: Mark,
    pub(super) walk: Walk,
    /// Something complete is here from before: it stays complete as of then.
    pub(super) complete_before: bool,
    /// Pages came, in this walk or in the one it goes on from.
    pub(super) some_came: bool,
    /// Something of it was written.
    pub(super) some_came_new: bool,
    /// Nothing was written, because nothing was new.
    pub(super) quiet: bool,
    /// Its first page, where that came together with others'.
    pub(super) first: Option<Page>,
    /// Its pages on their way to the disk.
    pub(super) on_the_way: OnTheWay,
    /// Is shown its records.
    pub(super) pointing: Option<Pointing>,
}

/// Pages of one read that are not known to be durable yet: so many that a commit finds something to write, so few that
/// what they hold does not count.
#[derive(Debug, Default)]
pub(super) struct OnTheWay {
    /// In which order they are written.
    pub(super) chain: Chain,
    pages: VecDeque<(Receipt, usize)>,
    bytes: usize,
}

impl OnTheWay {
    /// Another page, of so many bytes.
    pub(super) fn add(&mut self, receipt: Receipt, bytes: usize) {
        self.pages.push_back((receipt, bytes));
        self.bytes += bytes;
    }

    /// The oldest, which has to be durable before another goes; none while there is room.
    pub(super) fn too_many(&mut self) -> Option<Receipt> {
        let too_many = self.pages.len() >= MOST_PAGES || self.bytes >= MOST_BYTES;
        too_many.then(|| self.oldest()).flatten()
    }

    /// The oldest.
    pub(super) fn oldest(&mut self) -> Option<Receipt> {
        let (receipt, bytes) = self.pages.pop_front()?;
        self.bytes -= bytes;
        Some(receipt)
    }

    /// The newest: once that is durable, all before it are.
    fn newest(mut self) -> Option<Receipt> {
        self.pages.pop_back().map(|(receipt, _)| receipt)
    }
}

/// Pages of one read that may be on their way.
const MOST_PAGES: usize = 16;
/// What they may hold, in bytes; a larger page goes alone.
const MOST_BYTES: usize = 1024 * 1024;

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Onward {
    /// Another page.
    More,
    /// Nothing: it was the last.
    Last,
    /// The read ends here, short of its end.
    Stop(Ending),
}

impl Under<'_> {
    /// Notes a page in the walk. Whatever follows, the page itself is taken in.
    pub(super) fn take(&mut self, page: &Page, page_cap: u32) -> Onward {
        let walk = &mut self.walk;
        if walk.pages == 0 {
            walk.server = page.server_date;
        }
        walk.pages += 1;
        self.some_came = true;
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

    pub(super) fn restart(&mut self, now: i64) {
        let walk = &mut self.walk;
        walk.restarts += 1;
        walk.next = String::new();
        walk.pages = 0;
        walk.seen = 0;
        walk.started = now;
        walk.server = None;
        walk.trail = Trail::default();
        walk.remark = None;
        if walk.is_full() {
            self.row.quarantined = 0;
        }
    }

    pub(super) fn over(self, state: State) -> (Walked, Option<Receipt>) {
        let full = state == State::Complete && self.walk.is_full();
        let walked = Walked {
            state,
            full_since: full.then_some(self.walk.started),
            seen: self.walk.seen,
            in_parts: false,
            quiet: self.quiet.then_some(self.row),
            by_export: false,
            passing: false,
        };
        (walked, self.on_the_way.newest())
    }

    /// A part of time came, because no more was asked for. What is complete stays so as of before.
    pub(super) fn part_of_time(&mut self, from: i64, until: i64) {
        if self.complete_before {
            return;
        }
        let words = format!("Only {} to {} was asked for.", day(from), day(until));
        self.row.state = State::Partial;
        self.row.count = self.row.count.max(self.walk.seen);
        self.row.window = Some(words.clone());
        self.row.reason_code = Some(reason::PART_OF_TIME.to_owned());
        self.row.reason = Some(words);
    }
}

/// A FHIR instant, in UTC with its time: some servers demand the time part.
pub(super) fn instant(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_string()
}

/// The day of an instant, in UTC.
pub(super) fn day(millis: i64) -> String {
    let text = instant(millis);
    text.get(..10).unwrap_or_default().to_owned()
}

pub(super) const DAY: i64 = 24 * 3_600_000;
