//! Full-text search inside the encrypted file.
//!
//! The index keeps which record holds which word, not where in it (a third of the size): a phrase is
//! found by its words and confirmed on the text by the caller, who can read a body and this room cannot.

use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::StoreError;
use crate::records::{self, Row};
use crate::scope;

/// Turns what was typed into a query: every word must be there. With `prefixes` every word may be a
/// beginning, else only the last. `None` where there is no word in it.
pub(crate) fn words_query(text: &str, prefixes: bool) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    let last = words.len().checked_sub(1)?;
    let open_end = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let query: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(n, word)| {
            let star = if prefixes || (n == last && open_end) {
                "*"
            } else {
                ""
            };
            format!("\"{word}\"{star}")
        })
        .collect();
    Some(query.join(" AND "))
}

/// Folds a text for sorting and for words typed on a plain keyboard: lower case, no marks, and the
/// letters that Unicode does not take apart written as people write them without that key.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ß' | 'ẞ' => folded.push_str("ss"),
            'þ' | 'Þ' => folded.push_str("th"),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

/// The word that stands in every text of a patient's records, so that a search within one patient does
/// not walk everybody's.
pub(crate) fn patient_word(patient: i64) -> String {
    format!("wbpatient{patient}")
}

/// A query in which each word, and all of them together, may also be what `same` gives for it.
fn wide_query(text: &str, same: &dyn Fn(&str) -> Vec<String>) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut parts = Vec::with_capacity(words.len());
    for (n, word) in words.iter().enumerate() {
        // Only what is typed last may go on.
        let typed = if n + 1 == words.len() && text.ends_with(char::is_alphanumeric) {
            words_query(word, true)?
        } else {
            words_query(word, false)?.replace('*', "")
        };
        parts.push(or_same(typed, same(word)));
    }
    let all = parts.join(" AND ");
    let together = if words.len() > 1 {
        same(text)
    } else {
        Vec::new()
    };
    (!parts.is_empty()).then(|| or_same(all, together))
}

fn or_same(query: String, same: Vec<String>) -> String {
    let others: Vec<String> = same
        .iter()
        .filter_map(|words| words_query(&format!("{words} "), false))
        .map(|words| format!("({words})"))
        .collect();
    if others.is_empty() {
        return query;
    }
    format!("(({query}) OR {})", others.join(" OR "))
}

/// What narrows a search.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// Only this patient.
    pub patient: Option<i64>,
    /// Only these sections; all where there are none.
    pub sections: Vec<String>,
    /// Clinical date from here on, milliseconds.
    pub from: Option<i64>,
    /// Clinical date before this, milliseconds.
    pub before: Option<i64>,
    /// The newest clinical date first, and not the best first.
    pub newest: bool,
}

impl Within {
    /// In one chart, or in all.
    pub fn chart(patient: Option<i64>) -> Within {
        Within {
            patient,
            ..Within::default()
        }
    }

    fn is_narrow(&self) -> bool {
        !self.sections.is_empty() || self.from.is_some() || self.before.is_some() || self.newest
    }

    /// Whether a record found otherwise is within it.
    pub fn holds(&self, row: &Row) -> bool {
        let after = |from: i64| row.date.is_some_and(|at| at >= from);
        let before = |to: i64| row.date.is_some_and(|at| at < to);
        (self.sections.is_empty() || self.sections.contains(&row.section))
            && self.from.is_none_or(after)
            && self.before.is_none_or(before)
    }
}

/// Records whose text holds every word, or what `same` gives for it, best first, of equals the one that came
/// last, from `offset` on.
pub fn find(
    c: &Connection,
    text: &str,
    same: &dyn Fn(&str) -> Vec<String>,
    patient: Option<i64>,
    offset: u64,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    find_within(c, text, same, &Within::chart(patient), offset, limit)
}

/// The same, narrowed; what has no date is within no stretch of time, and comes last among the newest.
pub fn find_within(
    c: &Connection,
    text: &str,
    same: &dyn Fn(&str) -> Vec<String>,
    within: &Within,
    offset: u64,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    let Some(mut query) = wide_query(text, same) else {
        return Ok(Vec::new());
    };
    if let Some(patient) = within.patient {
        query = format!("\"{}\" AND {query}", patient_word(patient));
    }
    let mut sql = String::from("SELECT text.rowid FROM text");
    let mut values: Vec<Value> = vec![query.into()];
    if within.is_narrow() || scope::is_narrow(c)? {
        // The full-text index leads: records are looked at only where it has the words.
        sql.push_str(" CROSS JOIN record r ON r.id = text.rowid");
    }
    sql.push_str(" WHERE text MATCH ?");
    if !within.sections.is_empty() {
        let marks = vec!["?"; within.sections.len()].join(", ");
        let _ = write!(
            sql,
            " AND r.section IN (SELECT id FROM word WHERE text IN ({marks}))"
        );
        values.extend(within.sections.iter().cloned().map(Value::from));
    }
    for (condition, at) in [
        (" AND r.date >= ?", within.from),
        (" AND r.date < ?", within.before),
    ] {
        if let Some(at) = at {
            sql.push_str(condition);
            values.push(at.into());
        }
    }
    sql.push_str(if within.newest {
        " ORDER BY r.date IS NULL, r.date DESC, r.id DESC LIMIT ? OFFSET ?"
    } else {
        " ORDER BY rank, text.rowid DESC LIMIT ? OFFSET ?"
    });
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    values.push(i64::try_from(offset).unwrap_or(i64::MAX).into());
    let mut statement = c.prepare_cached(&sql)?;
    let ids: Vec<i64> = statement
        .query_map(params_from_iter(values), |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(records::by_key(c, id)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{wide_query, words_query};

    #[test]
    fn what_is_typed_cannot_become_query_syntax() {
        assert_eq!(
            words_query("O'Brien-Smith", true).as_deref(),
            Some("\"O\"* AND \"Brien\"* AND \"Smith\"*")
        );
        assert_eq!(
            words_query("a OR \"b", false).as_deref(),
            Some("\"a\" AND \"OR\" AND \"b\"*")
        );
        assert_eq!(
            words_query("potassium ", false).as_deref(),
            Some("\"potassium\"")
        );
        assert_eq!(words_query("  *:- ", false), None);
    }

    #[test]
    fn words_that_mean_the_same_are_looked_for_as_well() {
        let same = |words: &str| match words {
            "MI" => vec!["myocardial infarction".to_owned()],
            "heart attack" => vec!["mi".to_owned()],
            _ => Vec::new(),
        };
        assert_eq!(wide_query("old ", &same).as_deref(), Some("\"old\""));
        assert_eq!(
            wide_query("old MI", &same).as_deref(),
            Some("\"old\" AND ((\"MI\"*) OR (\"myocardial\" AND \"infarction\"))")
        );
        assert_eq!(
            wide_query("heart attack", &same).as_deref(),
            Some("((\"heart\" AND \"attack\"*) OR (\"mi\"))")
        );
        assert_eq!(wide_query("-", &same), None);
    }
}
