//! Search sessions: next links that name a place kept here, good for one sign-in and for a while.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::cursor::Cursor;

/// The sessions of a server.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_name: HashMap<String, Session>,
    opened: u64,
}

#[derive(Debug, Clone)]
struct Session {
    cursor: Cursor,
    grant: u64,
    ends: i64,
}

impl Sessions {
    fn open<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> T {
        work(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens a session at a place, for one grant, until a time; gives its name.
    pub(crate) fn begin(&self, seed: u64, cursor: Cursor, grant: u64, ends: i64) -> String {
        self.open(|kept| {
            kept.opened += 1;
            let mut hash = Sha256::new();
            hash.update(seed.to_le_bytes());
            hash.update(kept.opened.to_le_bytes());
            let mut name = "16-".to_owned();
            for byte in hash.finalize().iter().take(16) {
                // Writing to a string does not fail.
                let _written = write!(name, "{byte:02X}");
            }
            let session = Session {
                cursor,
                grant,
                ends,
            };
            kept.by_name.insert(name.clone(), session);
            name
        })
    }

    /// The place a name stands for, whether or not it is still good.
    pub(crate) fn place(&self, name: &str) -> Option<Cursor> {
        self.open(|kept| kept.by_name.get(name).map(|s| s.cursor.clone()))
    }

    /// The place a name stands for, for this grant and at this time.
    pub(crate) fn good(&self, name: &str, grant: u64, now: i64) -> Option<Cursor> {
        self.open(|kept| {
            let session = kept.by_name.get(name)?;
            (session.grant == grant && session.ends > now).then(|| session.cursor.clone())
        })
    }

    /// Ends one session.
    pub(crate) fn end(&self, name: &str) {
        self.open(|kept| {
            if let Some(session) = kept.by_name.get_mut(name) {
                session.ends = i64::MIN;
            }
        });
    }

    /// Ends all of them.
    pub(crate) fn end_all(&self) {
        self.open(|kept| {
            for session in kept.by_name.values_mut() {
                session.ends = i64::MIN;
            }
        });
    }
}
