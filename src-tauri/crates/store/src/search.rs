//! Full-text search inside the encrypted file.
//!
//! The index keeps which record holds which word, not where in it nor how often (a third of the size): a phrase is
//! found by its words and confirmed on the text by the caller, who can read a body and this room cannot. FTS5's
//! own rank needs how often, and is the same for everything in such an index; `order` goes by how much else is said.

mod order;

use rusqlite::Connection;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::StoreError;
use crate::records::{self, Row};

/// The words of a text: letters and digits; what stands between them belongs to none.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Turns what was typed into a query: every word must be there. With `prefixes` every word may be a
/// beginning, else only the last. `None` where there is no word in it.
pub(crate) fn words_query(text: &str, prefixes: bool) -> Option<String> {
    let words: Vec<String> = words(text).map(str::to_owned).collect();
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
    let words: Vec<&str> = words(text).collect();
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
        !self.sections.is_empty() || self.from.is_some() || self.before.is_some()
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

/// Records whose text holds every word, or what `same` gives for it, best first, of equals the newest by its
/// clinical date. What is content of a record stands for that record, once.
pub fn find(
    c: &Connection,
    text: &str,
    same: &dyn Fn(&str) -> Vec<String>,
    patient: Option<i64>,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    find_within(c, text, same, &Within::chart(patient), limit)
}

/// The same, narrowed; what has no date is within no stretch of time, and comes last among the newest.
pub fn find_within(
    c: &Connection,
    text: &str,
    same: &dyn Fn(&str) -> Vec<String>,
    within: &Within,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    let Some(mut query) = wide_query(text, same) else {
        return Ok(Vec::new());
    };
    if let Some(patient) = within.patient {
        query = format!("\"{}\" AND {query}", patient_word(patient));
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let found = if within.newest {
        order::newest(c, query, within, most)?
    } else {
        order::best(c, query, within, most)?
    };
    let mut rows = Vec::with_capacity(found.len());
    for id in found {
        rows.extend(records::by_key(c, id)?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rusqlite::Connection;

    use super::{Within, find_within, wide_query, words_query};
    use crate::scope::Scope;

    /// Two notes with their content beside them, the first as text and as a page; content that no note points to.
    fn notes() -> Connection {
        let c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO word (id, text) VALUES (1, 'DocumentReference'), (2, 'Binary'), (3, 'notes');
             INSERT INTO record (id, uuid, connection, type, patient, section, date, changed_at, length, body) VALUES
               (1, randomblob(16), 1, 1, 7, 3, 200, 0, 0, x''), (2, randomblob(16), 1, 2, 7, 3, NULL, 0, 0, x''), (3, randomblob(16), 1, 2, 7, 3, NULL, 0, 0, x''),
               (4, randomblob(16), 1, 1, 7, 3, 100, 0, 0, x''), (5, randomblob(16), 1, 2, 7, 3, NULL, 0, 0, x''), (6, randomblob(16), 1, 2, 7, 3, NULL, 0, 0, x'');
             INSERT INTO mapping (record, connection, type, fhir_id, hash, synced_at) VALUES
               (2, 1, 2, 'plain', x'', 0), (3, 1, 2, 'page', x'', 0), (5, 1, 2, 'other', x'', 0), (6, 1, 2, 'stray', x'', 0);
             INSERT INTO attachment (record, connection, fhir_id) VALUES
               (1, 1, 'plain'), (1, 1, 'page'), (1, 1, 'not here'), (4, 1, 'other');
             INSERT INTO text (rowid, words) VALUES (1, 'progress note'), (2, 'ankles swollen'), (3, 'ankles swollen'),
               (4, 'progress note'), (5, 'swollen since Tuesday'), (6, 'swollen');",
        )
        .unwrap();
        c
    }

    fn found(c: &Connection, within: &Within, limit: u64) -> Vec<i64> {
        let rows = find_within(c, "swollen", &|_| Vec::new(), within, limit).unwrap();
        rows.iter().map(|row| row.id).collect()
    }

    #[test]
    fn what_the_content_of_a_note_says_finds_the_note_once_and_on_its_day() {
        let c = notes();
        let newest = Within {
            newest: true,
            ..Within::default()
        };
        assert_eq!(found(&c, &newest, 10), [1, 4, 6]);
        assert_eq!(
            found(&c, &newest, 2),
            [1, 4],
            "a note that is found twice fills no place"
        );
        assert_eq!(found(&c, &Within::default(), 10), [1, 4, 6]);
        let early = Within {
            before: Some(150),
            ..Within::default()
        };
        assert_eq!(found(&c, &early, 10), [4]);
    }

    #[test]
    fn the_content_of_a_note_that_is_held_back_is_held_back() {
        let c = notes();
        c.execute_batch(
            "INSERT INTO person (uuid, account, name, role, stretch, secret, added_by, correlation, created_at)
             VALUES (x'21', 'adaeze', 'Adaeze', 'nurse', '', x'', 'ada', x'', 0);
             INSERT INTO document_access (record, level, person, correlation, at) VALUES (4, 'private', 'adaeze', x'', 0);",
        )
        .unwrap();
        let carl = Scope {
            reader: "carl".to_owned(),
            team: true,
            ..Scope::default()
        };
        carl.narrow(&c).unwrap();
        assert_eq!(found(&c, &Within::default(), 10), [1, 6]);
    }

    #[test]
    fn what_is_called_so_comes_before_what_mentions_it_and_the_newest_of_them_first() {
        let c = notes();
        let long = |words: usize| format!("swollen {}", "and so on ".repeat(words / 3));
        for (id, date, text) in [
            (10, 10, "Swollen ankle".to_owned()),
            (11, 30, long(60)),
            (12, 20, "Swollen knee".to_owned()),
            (13, 40, long(3_000)),
            (14, 50, long(200)),
        ] {
            c.execute(
                "INSERT INTO record (id, uuid, connection, type, patient, section, date, changed_at, length, body)
                 VALUES (?1, randomblob(16), 1, 1, 7, 3, ?2, 0, 0, x'')",
                [id, date],
            )
            .unwrap();
            c.execute(
                "INSERT INTO text (rowid, words) VALUES (?1, ?2)",
                (id, text),
            )
            .unwrap();
        }
        let best = found(&c, &Within::default(), 10);
        assert_eq!(best, [1, 4, 12, 10, 6, 11, 14, 13]);
    }

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
