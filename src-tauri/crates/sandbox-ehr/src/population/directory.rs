//! The directory: a compact line per person (folded names, birth date, number), so that a search
//! by name over 100,000 people makes only the few who can match. It may offer too many, never too few.

use super::person::Person;
use crate::search::keys::fold;
use crate::search::query::{Filter, Query};
use crate::search::test::{Prefix, Test};
use crate::time::Day;

/// One line a person, in index order.
#[derive(Debug)]
pub(crate) struct Directory {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// Folded name parts, each after a newline.
    names: Box<str>,
    birth: Option<(i64, i64)>,
    mrn: Box<str>,
}

impl Directory {
    pub(super) fn of(seed: u64, size: usize, today: Day) -> Directory {
        let line = |index| {
            let person = Person::at(seed, index, today);
            let parts = person
                .name
                .text
                .iter()
                .chain(&person.name.family)
                .chain(&person.name.given);
            let mut names = String::new();
            for part in parts {
                names.push('\n');
                names.push_str(&fold(part));
            }
            Line {
                names: names.into_boxed_str(),
                birth: person.birth_text().as_deref().and_then(crate::time::span),
                mrn: person.mrn_text().into_boxed_str(),
            }
        };
        Directory {
            lines: (0..size).map(line).collect(),
        }
    }

    /// The people from `start` on who may answer the query.
    pub(crate) fn candidates<'a>(
        &'a self,
        query: &'a Query,
        start: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let lines = self.lines.iter().enumerate().skip(start);
        lines
            .filter(|(_, line)| query.filters.iter().all(|f| line.may(f)))
            .map(|(index, _)| index)
    }
}

/// Whether the directory says anything about a query; otherwise everybody is a candidate.
pub(crate) fn helps(query: &Query) -> bool {
    let known = ["name", "family", "given", "birthdate", "identifier"];
    query
        .filters
        .iter()
        .any(|f| known.contains(&f.param.name) && !f.negated)
}

impl Line {
    fn may(&self, filter: &Filter) -> bool {
        if filter.negated {
            return true;
        }
        filter
            .any
            .iter()
            .any(|test| match (filter.param.name, test) {
                ("name" | "family" | "given", Test::Starts(start)) => {
                    self.names.contains(&format!("\n{start}"))
                }
                ("name" | "family" | "given", Test::Contains(part)) => {
                    self.names.contains(part.as_str())
                }
                ("name" | "family" | "given", Test::Exact(text)) => {
                    self.names.contains(&fold(text))
                }
                (
                    "birthdate",
                    Test::Date {
                        prefix: Prefix::Eq,
                        from,
                        to,
                    },
                ) => self.birth.is_some_and(|(a, b)| a >= *from && b <= *to),
                (
                    "identifier",
                    Test::Token {
                        code: Some(code), ..
                    },
                ) => *self.mrn == **code,
                _ => true,
            })
    }
}
