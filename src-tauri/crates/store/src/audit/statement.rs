//! What the profile signs about its audit log: anchors ("the chain stood like this at this row") and cuts ("the rows
//! up to here were removed for their age"). Owns the words that are signed and how statements hang together: each
//! names the signature before it, so that none can be taken out. Ed25519 (RFC 8032).

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{chain::Link, hex};
use crate::error::StoreError;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// The chain ended with this row then.
    Anchor,
    /// The rows up to this one were removed because they were older than the log is kept.
    Cut,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Anchor => "anchor",
            Kind::Cut => "cut",
        }
    }
}

/// One signed statement, as it is kept and as it leaves the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Statement {
    /// From 1 without gaps.
    pub(super) number: u64,
    pub(super) kind: Kind,
    /// The row it is about.
    pub(super) row: u64,
    /// That row's hash, hexadecimal.
    pub(super) hash: String,
    /// When, milliseconds since 1970 UTC.
    pub(super) at: i64,
    /// The signature of the statement before, hexadecimal; empty in the first.
    pub(super) previous: String,
    /// Over all of the above, hexadecimal.
    pub(super) signature: String,
}

impl Statement {
    /// Signs what is so now.
    pub(super) fn sign(
        key: &SigningKey,
        before: Option<&Statement>,
        kind: Kind,
        link: Link,
        at: i64,
    ) -> Statement {
        let mut statement = Statement {
            number: before.map_or(1, |before| before.number + 1),
            kind,
            row: link.number,
            hash: hex::of(&link.hash),
            at,
            previous: before.map_or_else(String::new, |before| before.signature.clone()),
            signature: String::new(),
        };
        statement.signature = hex::of(&key.sign(statement.said().as_bytes()).to_bytes());
        statement
    }

    /// The words that are signed. No field can hold a line break: numbers, fixed words and hexadecimal digits.
    fn said(&self) -> String {
        format!(
            "wardbook audit statement 1\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.number,
            self.kind.word(),
            self.row,
            self.hash,
            self.at,
            self.previous
        )
    }

    /// Whether this key signed exactly this.
    fn holds(&self, key: &VerifyingKey) -> bool {
        hex::read::<64>(&self.signature).is_some_and(|bytes| {
            key.verify_strict(self.said().as_bytes(), &Signature::from_bytes(&bytes))
                .is_ok()
        })
    }

    /// The row and its hash; nothing where the hash is none.
    pub(super) fn link(&self) -> Option<Link> {
        Some(Link {
            number: self.row,
            hash: hex::read(&self.hash)?,
        })
    }
}

/// Whether all of them are there, in order, and signed by this key; else the number of the first that is not.
pub(super) fn together(statements: &[Statement], key: &VerifyingKey) -> Result<(), u64> {
    let mut previous = "";
    for (number, statement) in (1..).zip(statements) {
        if statement.number != number
            || statement.previous != previous
            || statement.link().is_none()
            || !statement.holds(key)
        {
            return Err(number);
        }
        previous = &statement.signature;
    }
    Ok(())
}

/// All that are kept in the log's own file.
pub(super) fn kept(connection: &Connection) -> Result<Vec<Statement>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, kind, row, hash, at, previous, signature FROM statement ORDER BY number",
    )?;
    let rows = statement.query_map([], |r| {
        let kind: String = r.get(1)?;
        Ok(Statement {
            number: r.get(0)?,
            kind: if kind == Kind::Cut.word() {
                Kind::Cut
            } else {
                Kind::Anchor
            },
            row: r.get(2)?,
            hash: r.get(3)?,
            at: r.get(4)?,
            previous: r.get(5)?,
            signature: r.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps one more.
pub(super) fn keep(connection: &Connection, statement: &Statement) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO statement (number, kind, row, hash, at, previous, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            statement.number,
            statement.kind.word(),
            statement.row,
            statement.hash,
            statement.at,
            statement.previous,
            statement.signature
        ])?;
    Ok(())
}
