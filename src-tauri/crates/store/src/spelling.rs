//! The words of the full-text index, for what somebody may have meant. Owns which words there are; refuses to
//! say which is meant: that is for whoever searches, and for them to take or leave.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::scope;

/// Words beginning alike at most; the rest would only be slower.
const MOST: u64 = 40_000;

/// A word, and how many records hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As the index has it: folded.
    pub text: String,
    /// Records that hold it.
    pub records: u64,
}

/// Whether any record holds a word that begins so.
pub fn is_held(c: &Connection, word: &str) -> Result<bool, StoreError> {
    let Some(query) = crate::search::words_query(word, true) else {
        return Ok(true);
    };
    let mut statement = c.prepare_cached("SELECT 1 FROM text WHERE text MATCH ?1 LIMIT 1")?;
    Ok(statement.exists([query])?)
}

/// Words that begin with `start`; none of those this program puts there itself.
pub fn beginning(c: &Connection, start: &str) -> Result<Vec<Word>, StoreError> {
    // The words of all charts: who sees only a part would read those of the others here.
    if scope::is_narrow(c)? {
        return Ok(Vec::new());
    }
    let Some(last) = start.chars().next_back() else {
        return Ok(Vec::new());
    };
    let mut end: String = start.to_owned();
    end.pop();
    end.extend(char::from_u32(u32::from(last) + 1));
    let mut statement = c.prepare_cached(
        "SELECT term, doc FROM word_of_text WHERE term >= ?1 AND term < ?2 LIMIT ?3",
    )?;
    let rows = statement.query_map(params![start, end, MOST], |r| {
        Ok(Word {
            text: r.get(0)?,
            records: r.get(1)?,
        })
    })?;
    let mut words: Vec<Word> = rows.collect::<Result<_, _>>()?;
    words.retain(|word| {
        !word.text.starts_with("wbpatient") && word.text.chars().all(char::is_alphabetic)
    });
    Ok(words)
}
