//! What somebody did with the files of the watched folder: taken into a chart, or put aside. Owns the table
//! `watched_file`. Refuses to know the files themselves; a file is who it is by name, length and time of change.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::StoreError;
use crate::mapping::By;

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name in the folder.
    pub name: String,
    /// Bytes.
    pub length: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub modified: i64,
}

/// What somebody did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dealt {
    /// It is in a chart.
    Taken,
    /// It is for nobody here.
    Aside,
}

impl Dealt {
    fn word(self) -> &'static str {
        match self {
            Dealt::Taken => "taken",
            Dealt::Aside => "aside",
        }
    }
}

fn length(seen: &Seen) -> i64 {
    i64::try_from(seen.length).unwrap_or(i64::MAX)
}

/// Notes what was done with it.
pub fn set(tx: &Transaction<'_>, seen: &Seen, dealt: Dealt, by: &By) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO watched_file (name, length, modified, state, person, correlation, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        seen.name,
        length(seen),
        seen.modified,
        dealt.word(),
        by.person,
        by.correlation.as_bytes(),
        by.at
    ])?;
    Ok(())
}

/// It waits again.
pub fn clear(tx: &Transaction<'_>, seen: &Seen) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM watched_file WHERE name = ?1 AND length = ?2 AND modified = ?3",
    )?
    .execute(params![seen.name, length(seen), seen.modified])?;
    Ok(())
}

/// What was done with it; nothing where it waits.
pub fn get(c: &Connection, seen: &Seen) -> Result<Option<Dealt>, StoreError> {
    let word: Option<String> = c
        .prepare_cached(
            "SELECT state FROM watched_file WHERE name = ?1 AND length = ?2 AND modified = ?3",
        )?
        .query_row(params![seen.name, length(seen), seen.modified], |r| {
            r.get(0)
        })
        .optional()?;
    Ok(match word.as_deref() {
        Some("taken") => Some(Dealt::Taken),
        Some(_) => Some(Dealt::Aside),
        None => None,
    })
}
