//! Full-text search inside the encrypted file.
//!
//! The index keeps which record holds which word, not where in it (a third of the size): a phrase is
//! found by its words and confirmed on the text by the caller, who can read a body and this room cannot.

use rusqlite::{Connection, params};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::StoreError;
use crate::records::{self, Row};

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
    let Some(mut query) = wide_query(text, same) else {
        return Ok(Vec::new());
    };
    if let Some(patient) = patient {
        query = format!("\"{}\" AND {query}", patient_word(patient));
    }
    let mut statement = c.prepare_cached(
        "SELECT rowid FROM text WHERE text MATCH ?1 ORDER BY rank, rowid DESC LIMIT ?2 OFFSET ?3",
    )?;
    let ids: Vec<i64> = statement
        .query_map(params![query, limit, offset], |r| r.get(0))?
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
