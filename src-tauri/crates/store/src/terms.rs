//! Codings and repeated words as integers. Owns `term` and `word`.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::StoreError;

/// A coding as the EHR sent it; any part may be empty. Text without a code has only a display.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Term {
    /// Code system URI.
    pub system: String,
    /// Code.
    pub code: String,
    /// Display or text.
    pub display: String,
}

/// The word's number, made if it is new.
pub fn word(tx: &Transaction<'_>, text: &str) -> Result<i64, StoreError> {
    if let Some(id) = find_word(tx, text)? {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO word (text) VALUES (?1)")?
        .execute([text])?;
    Ok(tx.last_insert_rowid())
}

/// The word's number if it is known.
pub fn find_word(c: &Connection, text: &str) -> Result<Option<i64>, StoreError> {
    Ok(c.prepare_cached("SELECT id FROM word WHERE text = ?1")?
        .query_row([text], |r| r.get(0))
        .optional()?)
}

/// The term's number, made if it is new.
pub(crate) fn term(tx: &Transaction<'_>, term: &Term) -> Result<i64, StoreError> {
    let found: Option<i64> = tx
        .prepare_cached("SELECT id FROM term WHERE code = ?1 AND system = ?2 AND display = ?3")?
        .query_row(params![term.code, term.system, term.display], |r| r.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO term (system, code, display) VALUES (?1, ?2, ?3)")?
        .execute(params![term.system, term.code, term.display])?;
    Ok(tx.last_insert_rowid())
}

/// Remembers numbers the writer has looked up, so that a load asks the table once a term.
#[derive(Default)]
pub(crate) struct TermCache {
    words: HashMap<String, i64, RandomState>,
    terms: HashMap<Term, i64, RandomState>,
}

/// Beyond this the cache starts anew: memory stays flat however many texts a server invents.
const REMEMBERED: usize = 50_000;

impl TermCache {
    pub(crate) fn word(&mut self, tx: &Transaction<'_>, text: &str) -> Result<i64, StoreError> {
        if let Some(id) = self.words.get(text) {
            return Ok(*id);
        }
        let id = word(tx, text)?;
        if self.words.len() >= REMEMBERED {
            self.words.clear();
        }
        self.words.insert(text.to_owned(), id);
        Ok(id)
    }

    pub(crate) fn term(&mut self, tx: &Transaction<'_>, wanted: &Term) -> Result<i64, StoreError> {
        if let Some(id) = self.terms.get(wanted) {
            return Ok(*id);
        }
        let id = term(tx, wanted)?;
        if self.terms.len() >= REMEMBERED {
            self.terms.clear();
        }
        self.terms.insert(wanted.clone(), id);
        Ok(id)
    }
}
