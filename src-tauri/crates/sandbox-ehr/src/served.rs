//! Which pages were asked for and served, to whom: walk by walk, so that it can be shown that no
//! page was asked for again once it had arrived. Kept in memory; ids of invented people only.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// How a walk over the pages of one search came to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Began {
    /// The search had not been asked before.
    First,
    /// The walk before it met an expired next link.
    AfterExpiry,
    /// The walk before it had been served its first page, and no link of it had expired.
    Again,
}

/// One walk over the pages of one search by one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// The login of who asked; `anyone` on an open server.
    pub user: String,
    /// The type searched.
    #[serde(rename = "type")]
    pub kind: String,
    /// The patient asked for, if one was.
    pub patient: Option<String>,
    /// The query that began it.
    pub query: String,
    /// The how-manieth walk of this search by this user, from 0.
    pub walk: usize,
    /// How it began.
    pub began: Began,
    /// A next link of it was answered as expired.
    pub expired: bool,
    /// Its pages.
    pub pages: Vec<Page>,
}

/// One page of a walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its number, from 1.
    pub page: usize,
    /// It is the page of this number given once more because the link led there.
    pub again: bool,
    /// How often it was asked for.
    pub asked: u64,
    /// How often it was served whole.
    pub whole: u64,
    /// How often it was served broken: cut, truncated.
    pub damaged: u64,
    /// How often something else was answered.
    pub refused: u64,
    /// How often it was asked for after it had been served whole.
    pub asked_after_whole: u64,
}

/// A page that is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    search: Search,
    pub(crate) walk: usize,
    page: usize,
    again: bool,
}

/// How asking for a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Whole,
    Damaged,
    Refused,
}

type Search = (String, String, String);

#[derive(Debug, Default)]
struct Kept {
    patient: Option<String>,
    walks: Vec<Inside>,
}

#[derive(Debug)]
struct Inside {
    began: Began,
    expired: bool,
    pages: BTreeMap<(usize, bool), Page>,
}

/// The log.
#[derive(Debug, Default)]
pub(crate) struct Served {
    searches: Mutex<BTreeMap<Search, Kept>>,
}

impl Served {
    fn open<T>(&self, work: impl FnOnce(&mut BTreeMap<Search, Kept>) -> T) -> T {
        work(&mut self.searches.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The first page of a search is asked for.
    pub(crate) fn first(
        &self,
        user: &str,
        kind: &str,
        patient: Option<String>,
        query: &str,
    ) -> Mark {
        let search = (user.to_owned(), kind.to_owned(), query.to_owned());
        self.open(|searches| {
            let kept = searches.entry(search.clone()).or_default();
            kept.patient = patient;
            let began = match kept.walks.last() {
                None => Some(Began::First),
                Some(last) if last.expired => Some(Began::AfterExpiry),
                Some(last) => {
                    let first = last.pages.get(&(1, false));
                    first.is_some_and(|p| p.whole > 0).then_some(Began::Again)
                }
            };
            if let Some(began) = began {
                kept.walks.push(Inside {
                    began,
                    expired: false,
                    pages: BTreeMap::new(),
                });
            }
            let walk = kept.walks.len().saturating_sub(1);
            let mark = Mark {
                search,
                walk,
                page: 1,
                again: false,
            };
            ask(kept, &mark);
            mark
        })
    }

    /// A later page of a walk is asked for.
    pub(crate) fn later(
        &self,
        user: &str,
        kind: &str,
        query: &str,
        (walk, page, again): (usize, usize, bool),
    ) -> Mark {
        let search = (user.to_owned(), kind.to_owned(), query.to_owned());
        let mark = Mark {
            search: search.clone(),
            walk,
            page,
            again,
        };
        self.open(|searches| {
            if let Some(kept) = searches.get_mut(&search) {
                ask(kept, &mark);
            }
        });
        mark
    }

    /// The link that was asked had expired.
    pub(crate) fn expired(&self, mark: &Mark) {
        self.open(|searches| {
            if let Some(walk) = searches
                .get_mut(&mark.search)
                .and_then(|kept| kept.walks.get_mut(mark.walk))
            {
                walk.expired = true;
            }
        });
    }

    /// Asking for a page has ended.
    pub(crate) fn ended(&self, mark: &Mark, how: Ended) {
        self.open(|searches| {
            let walk = searches
                .get_mut(&mark.search)
                .and_then(|kept| kept.walks.get_mut(mark.walk));
            if let Some(page) = walk.and_then(|w| w.pages.get_mut(&(mark.page, mark.again))) {
                match how {
                    Ended::Whole => page.whole += 1,
                    Ended::Damaged => page.damaged += 1,
                    Ended::Refused => page.refused += 1,
                }
            }
        });
    }

    /// Forgets all of it.
    pub(crate) fn forget(&self) {
        self.open(BTreeMap::clear);
    }

    /// All walks.
    pub(crate) fn walks(&self) -> Vec<Walk> {
        self.open(|searches| {
            let mut all = Vec::new();
            for ((user, kind, query), kept) in searches.iter() {
                for (walk, inside) in kept.walks.iter().enumerate() {
                    all.push(Walk {
                        user: user.clone(),
                        kind: kind.clone(),
                        patient: kept.patient.clone(),
                        query: query.clone(),
                        walk,
                        began: inside.began,
                        expired: inside.expired,
                        pages: inside.pages.values().cloned().collect(),
                    });
                }
            }
            all
        })
    }
}

fn ask(kept: &mut Kept, mark: &Mark) {
    let Some(walk) = kept.walks.get_mut(mark.walk) else {
        return;
    };
    let page = walk.pages.entry((mark.page, mark.again)).or_insert(Page {
        page: mark.page,
        again: mark.again,
        asked: 0,
        whole: 0,
        damaged: 0,
        refused: 0,
        asked_after_whole: 0,
    });
    page.asked += 1;
    if page.whole > 0 {
        page.asked_after_whole += 1;
    }
}
