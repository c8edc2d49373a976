//! Whether rows are all there, unchanged and in order, and are those that were signed: for the log itself and for a file
//! that was made of it.

use ed25519_dalek::VerifyingKey;

use super::Row;
use super::chain::{Link, row_hash};
use super::statement::{self, Kind, Statement};

/// The first row that is not as it was, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) row: Option<u64>,
    pub(super) message: String,
}

/// A walk along the chain.
pub(super) struct Walk {
    /// Anchors that lie ahead, by row.
    ahead: std::vec::IntoIter<Link>,
    next: Option<Link>,
    /// The last row that agrees with an anchor.
    sound: u64,
    pub(super) last: Link,
    pub(super) rows: u64,
    pub(super) anchors: u64,
}

impl Walk {
    /// Checks the statements themselves, and stands before the first row that has to be there.
    pub(super) fn begin(statements: &[Statement], key: &VerifyingKey) -> Result<Walk, Bad> {
        statement::together(statements, key).map_err(|number| Bad {
            row: None,
            message: format!("Signed anchor {number} is missing or was changed."),
        })?;
        let start = statements
            .iter()
            .rfind(|one| one.kind == Kind::Cut)
            .and_then(Statement::link)
            .unwrap_or_else(Link::first);
        let mut ahead: Vec<Link> = statements
            .iter()
            .filter(|one| one.kind == Kind::Anchor && one.row > start.number)
            .filter_map(Statement::link)
            .collect();
        ahead.sort_by_key(|link| link.number);
        let mut ahead = ahead.into_iter();
        Ok(Walk {
            next: ahead.next(),
            ahead,
            sound: start.number,
            last: start,
            rows: 0,
            anchors: 0,
        })
    }

    /// One row further.
    pub(super) fn row(&mut self, row: &Row, stored: [u8; 32]) -> Result<(), Bad> {
        self.rows += 1;
        let due = self.last.number + 1;
        if row.number != due {
            return Err(bad(due, "A row is missing."));
        }
        if row_hash(&self.last.hash, row) != stored {
            return Err(bad(due, "A row was changed or is out of order."));
        }
        self.last = Link {
            number: due,
            hash: stored,
        };
        while let Some(anchor) = self.next.filter(|anchor| anchor.number == due) {
            if anchor.hash != stored {
                return Err(bad(
                    self.sound + 1,
                    &format!("The rows up to {due} are not those that were signed."),
                ));
            }
            self.anchors += 1;
            self.sound = due;
            self.next = self.ahead.next();
        }
        Ok(())
    }

    /// No row comes any more.
    pub(super) fn end(&self) -> Result<(), Bad> {
        match self.next {
            Some(anchor) => Err(bad(
                self.last.number + 1,
                &format!(
                    "The end of the log was cut off: row {} was signed and is not here.",
                    anchor.number
                ),
            )),
            None => Ok(()),
        }
    }
}

fn bad(row: u64, message: &str) -> Bad {
    Bad {
        row: Some(row),
        message: message.to_owned(),
    }
}
