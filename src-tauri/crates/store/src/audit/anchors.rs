//! The signing key of a log and its statements, twice: in the log and, one JSON object a line, in the side file
//! `audit.anchors`. A log that was cut off or put back from an older copy lacks what its side file has.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use ed25519_dalek::{SigningKey, VerifyingKey};
use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::chain::Link;
use super::statement::{self, Kind, Statement};
use super::{PART, hex};
use crate::error::{OpenError, StoreError};
use crate::files;
use crate::key::random_key;
use crate::profile::Finding;

/// Rows after which the chain is signed again.
pub(super) const EVERY: u64 = 256;
const FILE: &str = "audit.anchors";

pub(super) struct Anchors {
    key: SigningKey,
    file: File,
    /// The statement signed last.
    last: Option<Statement>,
    /// The row it is about, or that of an earlier anchor that lies further on.
    reach: u64,
}

impl Anchors {
    /// Makes the key, and the side file empty.
    pub(super) fn create(
        connection: &Connection,
        log: &Path,
        now: i64,
    ) -> Result<Anchors, OpenError> {
        let secret = random_key()?;
        let key = SigningKey::from_bytes(&secret);
        let file = files::private()
            .create(true)
            .truncate(false)
            .open(log.with_file_name(FILE))?;
        files::sync_folder(log)?;
        connection
            .execute(
                "INSERT INTO signer (public, secret, since) VALUES (?1, ?2, ?3)",
                params![key.verifying_key().as_bytes(), secret.as_ref(), now],
            )
            .map_err(StoreError::from)?;
        Ok(Anchors {
            key,
            file,
            last: None,
            reach: 0,
        })
    }

    /// Reads the key; says what of the statements does not fit.
    pub(super) fn open(
        connection: &Connection,
        log: &Path,
        now: i64,
    ) -> Result<(Anchors, Option<Finding>), OpenError> {
        let secret: Option<[u8; 32]> = connection
            .query_row("SELECT secret FROM signer", [], |r| r.get(0))
            .optional()
            .map_err(StoreError::from)?;
        let Some(secret) = secret.map(Zeroizing::new) else {
            return Ok((Anchors::create(connection, log, now)?, None));
        };
        let path = log.with_file_name(FILE);
        let file = files::private().create(true).truncate(false).open(&path)?;
        let mut anchors = Anchors {
            key: SigningKey::from_bytes(&secret),
            file,
            last: None,
            reach: 0,
        };
        let (kept, (beside, unread)) = (statement::kept(connection)?, anchors.beside()?);
        let finding = match compared(&kept, &beside) {
            // Left as it is: appending behind a line that cannot be read would only hide it.
            _ if unread.is_some() => unread.map(|message| Finding {
                part: PART,
                message,
            }),
            Compared::Same => None,
            // A crash between the two: the log has it, the side file gets it now.
            Compared::OneMissingBeside(statement) => {
                anchors.append(statement)?;
                None
            }
            Compared::Differ(message) => Some(Finding {
                part: PART,
                message,
            }),
        };
        let longer = if beside.len() > kept.len() {
            beside
        } else {
            kept
        };
        anchors.reach = longer.iter().map(|one| one.row).max().unwrap_or(0);
        anchors.last = longer.last().cloned();
        Ok((anchors, finding))
    }

    /// The key that checks what was signed.
    pub(super) fn public(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    /// Whether the chain has grown far enough since it was signed last.
    pub(super) fn due(&self, row: u64) -> bool {
        row >= self.reach + EVERY
    }

    /// Whether there are rows that no anchor covers.
    pub(super) fn behind(&self, row: u64) -> bool {
        row > self.reach
    }

    /// Signs the chain as it stands; durable when this returns.
    pub(super) fn sign(
        &mut self,
        connection: &Connection,
        kind: Kind,
        link: Link,
        at: i64,
    ) -> Result<(), StoreError> {
        let statement = Statement::sign(&self.key, self.last.as_ref(), kind, link, at);
        statement::keep(connection, &statement)?;
        self.append(&statement)?;
        self.reach = self.reach.max(statement.row);
        self.last = Some(statement);
        Ok(())
    }

    /// All statements: those of the log, or those beside it where they go on further.
    pub(super) fn all(
        &self,
        connection: &Connection,
    ) -> Result<Result<Vec<Statement>, String>, StoreError> {
        let (kept, (beside, unread)) = (statement::kept(connection)?, self.beside()?);
        if let Some(message) = unread {
            return Ok(Err(message));
        }
        Ok(match compared(&kept, &beside) {
            Compared::Same | Compared::OneMissingBeside(_) => Ok(kept),
            Compared::Differ(message) => Err(message),
        })
    }

    /// What the side file holds, and whether a line of it cannot be read; a last line that was torn by a crash is not
    /// there yet.
    fn beside(&self) -> io::Result<(Vec<Statement>, Option<String>)> {
        let mut bytes = Vec::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        let whole = end.and_then(|end| bytes.get(..end)).unwrap_or_default();
        let mut statements = Vec::new();
        // Bytes, not text: what chance made of them need not be UTF-8.
        let lines = whole.split(|byte| *byte == b'\n').filter(|_| end.is_some());
        for (number, line) in lines.enumerate() {
            let Ok(statement) = serde_json::from_slice(line) else {
                let message = format!(
                    "Line {} of the side file with the signed anchors cannot be read: the file was damaged or changed.",
                    number + 1
                );
                return Ok((statements, Some(message)));
            };
            statements.push(statement);
        }
        Ok((statements, None))
    }

    fn append(&self, statement: &Statement) -> Result<(), StoreError> {
        let mut line = serde_json::to_string(statement)
            .map_err(|_| StoreError::File(io::ErrorKind::InvalidData))?;
        line.push('\n');
        let mut file = &self.file;
        // Behind the last whole line, over one that a crash has torn.
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut text)?;
        let end = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        file.set_len(end as u64)?;
        file.seek(SeekFrom::Start(end as u64))?;
        file.write_all(line.as_bytes())?;
        file.sync_data()?;
        Ok(())
    }
}

/// Writes the side file out of the log, for a log that comes from elsewhere.
pub(super) fn write_beside(connection: &Connection, log: &Path) -> Result<(), OpenError> {
    let mut text = String::new();
    for statement in statement::kept(connection)? {
        let line = serde_json::to_string(&statement)
            .map_err(|_| OpenError::Store(StoreError::File(io::ErrorKind::InvalidData)))?;
        text.push_str(&line);
        text.push('\n');
    }
    files::write_whole(&log.with_file_name(FILE), text.as_bytes())?;
    Ok(())
}

/// How the statements in the log and beside it fit.
enum Compared<'a> {
    Same,
    OneMissingBeside(&'a Statement),
    Differ(String),
}

fn compared<'a>(kept: &'a [Statement], beside: &[Statement]) -> Compared<'a> {
    let alike = kept.iter().zip(beside).take_while(|(a, b)| a == b).count();
    match (kept.get(alike..), beside.get(alike..)) {
        (Some([]), Some([])) => Compared::Same,
        (Some([one]), Some([])) => Compared::OneMissingBeside(one),
        (Some([_, ..]) | None, Some([])) => Compared::Differ(format!(
            "The side file with the signed anchors was cut off or removed: the log has {}, the file {}.",
            kept.len(),
            beside.len()
        )),
        (Some([]) | None, Some([signed, ..])) => Compared::Differ(format!(
            "The audit log was cut off or put back from an older copy: row {} was signed, and the log does not know of it.",
            signed.row
        )),
        _ => Compared::Differ(format!(
            "Signed anchor {} differs between the log and its side file.",
            alike + 1
        )),
    }
}

/// A public key as people compare it.
pub(super) fn fingerprint(key: &VerifyingKey) -> String {
    hex::of(key.as_bytes())
}
