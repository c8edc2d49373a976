//! The chain: each row's hash covers the hash before it and every column.

use ed25519_dalek::VerifyingKey;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::anchors::fingerprint;
use super::statement::Statement;
use super::walk::{Bad, Walk};
use super::{Row, Verdict};
use crate::error::StoreError;
use crate::head::Acknowledged;

/// The end of the chain so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) number: u64,
    pub(super) hash: [u8; 32],
}

impl Link {
    pub(super) fn first() -> Self {
        Self {
            number: 0,
            hash: [0; 32],
        }
    }
}

/// SHA-256 over the previous hash and the row, each field with its length so that none can run into the next.
pub(super) fn row_hash(previous: &[u8; 32], row: &Row) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    let mut field = |bytes: Option<&[u8]>| {
        hash.update([u8::from(bytes.is_some())]);
        let bytes = bytes.unwrap_or_default();
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(Some(&row.number.to_be_bytes()));
    field(
        row.begun
            .map(u64::to_be_bytes)
            .as_ref()
            .map(<[u8; 8]>::as_slice),
    );
    field(Some(&row.at.to_be_bytes()));
    field(Some(row.actor.as_bytes()));
    field(Some(row.act.as_bytes()));
    field(row.patient.as_ref().map(|p| p.as_bytes().as_slice()));
    field(row.subject.as_deref().map(str::as_bytes));
    field(Some(row.correlation.as_bytes()));
    field(row.outcome.as_deref().map(str::as_bytes));
    // Rows of the first version say nothing of these, and keep the hash they were given.
    let later = [&row.role, &row.program, &row.workstation, &row.detail];
    if later.iter().any(|one| one.is_some()) {
        for one in later {
            field(one.as_deref().map(str::as_bytes));
        }
    }
    // Rows of no break-glass have the hash that the second version gave them.
    if let Some(glass) = &row.glass {
        field(Some(glass.as_bytes()));
    }
    hash.finalize().into()
}

/// Rows from `first` on with the hashes stored for them.
pub(super) fn read(
    connection: &Connection,
    first: u64,
    limit: u64,
) -> Result<Vec<(Row, [u8; 32])>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, begun, at, actor, act, patient, subject, correlation, outcome, role, program, workstation, detail, glass, hash
         FROM act WHERE number >= ?1 ORDER BY number LIMIT ?2",
    )?;
    let rows = statement.query_map([first, limit], |r| Ok((row(r)?, r.get(14)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A row from its fourteen columns, in the order of the table's own.
pub(super) fn row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        number: r.get(0)?,
        begun: r.get(1)?,
        at: r.get(2)?,
        actor: r.get(3)?,
        act: r.get(4)?,
        patient: r.get::<_, Option<[u8; 16]>>(5)?.map(Uuid::from_bytes),
        subject: r.get(6)?,
        correlation: Uuid::from_bytes(r.get(7)?),
        outcome: r.get(8)?,
        role: r.get(9)?,
        program: r.get(10)?,
        workstation: r.get(11)?,
        detail: r.get(12)?,
        glass: r.get::<_, Option<[u8; 16]>>(13)?.map(Uuid::from_bytes),
    })
}

/// Walks every row, and compares the end with the side file `head` and the anchors.
pub(super) fn verify(
    connection: &Connection,
    acknowledged: &Acknowledged,
    statements: &[Statement],
    key: &VerifyingKey,
) -> Result<Verdict, StoreError> {
    let mut walk = match Walk::begin(statements, key) {
        Ok(walk) => walk,
        Err(bad) => return Ok(Verdict::bad(0, bad)),
    };
    let first = walk.last;
    let mut at_head = (acknowledged.audit_rows == first.number).then_some(first.hash);
    loop {
        let page = read(connection, walk.last.number + 1, 1000)?;
        if page.is_empty() {
            break;
        }
        for (row, stored) in page {
            if let Err(bad) = walk.row(&row, stored) {
                return Ok(Verdict::bad(walk.rows, bad));
            }
            if row.number == acknowledged.audit_rows {
                at_head = Some(stored);
            }
        }
    }
    if let Err(bad) = walk.end() {
        return Ok(Verdict::bad(walk.rows, bad));
    }
    let bad = |number, message: &str| {
        let message = message.to_owned();
        let row = Some(number);
        Ok(Verdict::bad(walk.rows, Bad { row, message }))
    };
    match at_head {
        None => return bad(walk.last.number + 1, "The end of the log was cut off."),
        Some(hash) if acknowledged.audit_rows > 0 && hash != acknowledged.audit_hash => {
            return bad(
                acknowledged.audit_rows,
                "The end of the log is not the one that was saved last.",
            );
        }
        Some(_) => {}
    }
    if let Some(row) = super::one_too_many(connection, acknowledged.audit_rows)? {
        return bad(row, "Rows were added behind the one saved last.");
    }
    let unfinished: i64 = connection.query_row(
        "SELECT count(*) FROM act a WHERE a.begun IS NULL AND NOT EXISTS (SELECT 1 FROM act e WHERE e.begun = a.number)",
        [],
        |r| r.get(0),
    )?;
    Ok(Verdict {
        ok: true,
        rows: walk.rows,
        first_bad: None,
        message: "Every row is there, unchanged and in order.".into(),
        unfinished: u64::try_from(unfinished).unwrap_or(0),
        anchors: walk.anchors,
        removed: first.number,
        key: fingerprint(key),
    })
}
