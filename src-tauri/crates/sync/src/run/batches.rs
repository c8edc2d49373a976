//! Several questions in one request, where the server takes batches. Owns which first pages are put together, how many
//! go into one, and when that is given up. Refuses to judge: what was not answered with a page is asked by itself, and that answer
//! counts.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use futures::FutureExt;
use wardbook_fhir::{Page, Query};
use wardbook_store::ledger::{self, State};

use super::ask::Trouble;
use super::{Halt, Running, a_few};
use crate::plan::{Question, Read};

/// A page that came before its read was walked.
pub(super) struct FirstPage {
    pub(super) page: Page,
    /// When it was asked for, milliseconds.
    pub(super) asked_at: i64,
}

/// First pages by the names of their reads.
pub(super) type FirstPages = BTreeMap<String, FirstPage>;

/// Failures after which batches are given up for the rest of a sync; one refusal weighs as much.
const PATIENCE: usize = 3;

impl Running<'_> {
    /// Asks together what would be asked first; reads that go on from a later page, and whatever was not answered, are
    /// not among what it gives.
    pub(super) async fn first_pages(
        &self,
        reads: &[Read],
        row_of: impl Fn(&Read) -> ledger::Row,
    ) -> Result<FirstPages, Halt> {
        let mut pages = FirstPages::default();
        let at_once = self.batch_of();
        if at_once < 2 {
            return Ok(pages);
        }
        let questions = reads.iter().filter_map(|read| {
            let Question::Search { params } = &read.question else {
                return None;
            };
            let under = self.under(row_of(read), read);
            let begins = under.walk.next.is_empty() && self.over(read).is_none();
            begins.then(|| (read.name.clone(), self.query(&under, params)))
        });
        let questions: Vec<(String, Query)> = questions.collect();
        let together = at_once.min(questions.len().div_ceil(self.parts()));
        if together < 2 {
            return Ok(pages);
        }
        let mut batches: Vec<Vec<(String, Query)>> = Vec::new();
        for batch in questions.chunks(together) {
            if batch.len() > 1 {
                batches.push(batch.to_vec());
            }
        }
        let ask = |batch| self.ask_batch(batch).boxed();
        a_few(batches, usize::MAX, ask, |some| pages.extend(some)).await?;
        Ok(pages)
    }

    /// Questions in one request, at most; none where the server takes no batches.
    pub(super) fn batch_of(&self) -> usize {
        if self.batches_failed.load(Ordering::Relaxed) >= PATIENCE {
            return 0;
        }
        self.manners().batch(&self.capabilities)
    }

    /// Counts a batch that was not answered. Only what stops the whole sync is an error.
    pub(super) fn batch_failed(&self, trouble: Trouble) -> Result<(), Halt> {
        match trouble {
            Trouble::Halt(halt) => return Err(halt),
            Trouble::End(ending) if ending.state != State::Refused => {
                tracing::info!(code = ending.code, "a batch is asked one by one");
                self.batches_failed.fetch_add(1, Ordering::Relaxed);
            }
            _ => {
                tracing::info!("the server takes no batches");
                self.batches_failed.store(PATIENCE, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// In how many batches a patient's searches are asked: a server may answer one search of a batch after the other, and
    /// somebody may be waiting for the only chart that is asked for.
    fn parts(&self) -> usize {
        let at_once = self.patients_at_once.load(Ordering::Relaxed);
        let asked_now = at_once.saturating_sub(self.patients_asked.available_permits());
        let requests = self.manners().requests(self.sync.options.requests.max(1));
        (requests / asked_now.max(1)).max(1)
    }

    async fn ask_batch(&self, questions: Vec<(String, Query)>) -> Result<FirstPages, Halt> {
        let queries: Vec<Query> = questions.iter().map(|(_, query)| query.clone()).collect();
        let asked_at = self.sync.clock.now();
        let weight = u32::try_from(queries.len()).unwrap_or(u32::MAX);
        let asking = self.ask_weighing(weight, || self.sync.client.searches(&queries));
        match asking.await {
            Ok(pages) => {
                let named = questions.iter().zip(pages).filter_map(|((name, _), page)| {
                    let page = page?;
                    Some((name.clone(), FirstPage { page, asked_at }))
                });
                return Ok(named.collect());
            }
            Err(trouble) => self.batch_failed(trouble)?,
        }
        Ok(FirstPages::default())
    }
}
