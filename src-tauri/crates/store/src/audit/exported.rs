//! The log as a file that proves itself: its public key, every row with its hash, every signed statement, one JSON object a
//! line, and at the end how many lines there have to be. It is verified without the profile; that the key is the
//! profile's own, a person compares.

use std::io::{self, BufRead, Write};

use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::anchors::fingerprint;
use super::statement::{Kind, Statement};
use super::walk::{Bad, Walk};
use super::{AuditLog, Row, Verdict, chain, hex};
use crate::error::StoreError;

const FORMAT: u32 = 1;
/// A line of more bytes is none of ours.
const LONGEST: u64 = 1024 * 1024;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Rows.
    pub rows: u64,
    /// The public key that signed, hexadecimal.
    pub key: String,
}

/// A file that could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not a file of this kind.
    #[error("the file is not an exported audit log")]
    Foreign,
    /// Reading failed.
    #[error("the file could not be read")]
    File(#[from] io::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Begins {
    wardbook_audit: u32,
    key: String,
    statements: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Ends {
    rows: u64,
    last_row: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    begun: Option<u64>,
    at: i64,
    actor: String,
    act: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    patient: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    subject: Option<String>,
    correlation: Uuid,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    program: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    workstation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    glass: Option<Uuid>,
    hash: String,
}

impl Written {
    fn of(row: Row, hash: &[u8; 32]) -> Written {
        Written {
            number: row.number,
            begun: row.begun,
            at: row.at,
            actor: row.actor,
            act: row.act,
            patient: row.patient,
            subject: row.subject,
            correlation: row.correlation,
            outcome: row.outcome,
            role: row.role,
            program: row.program,
            workstation: row.workstation,
            detail: row.detail,
            glass: row.glass,
            hash: hex::of(hash),
        }
    }

    fn row(self) -> Option<(Row, [u8; 32])> {
        let hash = hex::read(&self.hash)?;
        let row = Row {
            number: self.number,
            begun: self.begun,
            at: self.at,
            actor: self.actor,
            act: self.act,
            patient: self.patient,
            subject: self.subject,
            correlation: self.correlation,
            outcome: self.outcome,
            role: self.role,
            program: self.program,
            workstation: self.workstation,
            detail: self.detail,
            glass: self.glass,
        };
        Some((row, hash))
    }
}

impl AuditLog {
    /// Writes the whole log, signed to its last row as it stands now. The caller makes the file durable.
    pub fn export(&self, out: &mut dyn Write) -> Result<Exported, StoreError> {
        self.with_mut(|inner| {
            inner.sign_end()?;
            let key = fingerprint(&inner.anchors.public());
            let statements = super::statement::kept(&inner.connection)?;
            let begins = Begins {
                wardbook_audit: FORMAT,
                key: key.clone(),
                statements: statements.len() as u64,
            };
            line(out, &begins)?;
            for statement in &statements {
                line(out, statement)?;
            }
            // Rows that a cut was about to remove are not part of it any more.
            let cut = statements.iter().rfind(|one| one.kind == Kind::Cut);
            let (mut rows, mut last) = (0, cut.map_or(0, |one| one.row));
            loop {
                let page = chain::read(&inner.connection, last + 1, 1000)?;
                if page.is_empty() {
                    break;
                }
                for (row, hash) in page {
                    (rows, last) = (rows + 1, row.number);
                    line(out, &Written::of(row, &hash))?;
                }
            }
            line(
                out,
                &Ends {
                    rows,
                    last_row: last,
                },
            )?;
            Ok(Exported { rows, key })
        })
    }
}

fn line(out: &mut dyn Write, what: &impl Serialize) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(what).map_err(|_| StoreError::File(io::ErrorKind::InvalidData))?;
    writeln!(out, "{text}")?;
    Ok(())
}

/// Walks an exported log. The verdict's key is the one that the file says signed it: whoever wants to know that it is the
/// workstation's own compares it.
///
/// # Errors
/// [`ReadError`] where it is no such file, or cannot be read.
pub fn verify_file(from: &mut dyn BufRead) -> Result<Verdict, ReadError> {
    let first = next(from)?.ok_or(ReadError::Foreign)?;
    let begins: Begins = serde_json::from_str(&first).map_err(|_| ReadError::Foreign)?;
    let key = hex::read::<32>(&begins.key)
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .filter(|_| begins.wardbook_audit == FORMAT)
        .ok_or(ReadError::Foreign)?;
    let mut statements: Vec<Statement> = Vec::new();
    while (statements.len() as u64) < begins.statements {
        let read = next(from)?.and_then(|text| serde_json::from_str(&text).ok());
        let Some(statement) = read else {
            let message = format!("Signed anchor {} is missing.", statements.len() + 1);
            return Ok(Verdict::bad(0, Bad { row: None, message }));
        };
        statements.push(statement);
    }
    let mut walk = match Walk::begin(&statements, &key) {
        Ok(walk) => walk,
        Err(bad) => return Ok(Verdict::bad(0, bad)),
    };
    let removed = walk.last.number;
    let (mut begun, mut ended) = (0_u64, 0_u64);
    let ends: Ends = loop {
        let due = walk.last.number + 1;
        let broken = |message: &str| {
            let (row, message) = (Some(due), message.to_owned());
            Verdict::bad(walk.rows, Bad { row, message })
        };
        let Some(text) = next(from)? else {
            return Ok(broken("The end of the file was cut off."));
        };
        if let Ok(ends) = serde_json::from_str(&text) {
            break ends;
        }
        let read = serde_json::from_str::<Written>(&text).ok();
        let Some((row, hash)) = read.and_then(Written::row) else {
            return Ok(broken("A row cannot be read."));
        };
        match row.begun {
            None => begun += 1,
            Some(of) if of > removed => ended += 1,
            // The row it ends was removed for its age.
            Some(_) => {}
        }
        if let Err(bad) = walk.row(&row, hash) {
            return Ok(Verdict::bad(walk.rows, bad));
        }
    };
    if let Err(bad) = walk.end() {
        return Ok(Verdict::bad(walk.rows, bad));
    }
    let signed_to = statements.iter().map(|one| one.row).max().unwrap_or(0);
    let whole = ends.rows == walk.rows
        && ends.last_row == walk.last.number
        && signed_to == walk.last.number
        && next(from)?.is_none();
    if !whole {
        let (row, message) = (
            Some(walk.last.number + 1),
            "Rows were taken off the end of the file or put behind it.".to_owned(),
        );
        return Ok(Verdict::bad(walk.rows, Bad { row, message }));
    }
    Ok(Verdict {
        ok: true,
        rows: walk.rows,
        first_bad: None,
        message: "Every row is there, unchanged and in order.".into(),
        unfinished: begun.saturating_sub(ended),
        anchors: walk.anchors,
        removed,
        key: begins.key,
    })
}

/// One line, without its end; nothing at the end of the file.
fn next(from: &mut dyn BufRead) -> Result<Option<String>, ReadError> {
    let mut text = String::new();
    let read = io::Read::take(from, LONGEST).read_line(&mut text);
    match read {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned())),
        // Letters that are none: a line that is none of ours.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) => Err(error.into()),
    }
}
