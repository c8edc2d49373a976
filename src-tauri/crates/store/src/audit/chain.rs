//! The chain: each row's hash covers the hash before it and every column.

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

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
    hash.finalize().into()
}

/// Rows from `first` on with the hashes stored for them.
pub(super) fn read(
    connection: &Connection,
    first: u64,
    limit: u64,
) -> Result<Vec<(Row, [u8; 32])>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, begun, at, actor, act, patient, subject, correlation, outcome, hash FROM act
         WHERE number >= ?1 ORDER BY number LIMIT ?2",
    )?;
    let rows = statement.query_map([first, limit], |r| {
        let row = Row {
            number: r.get(0)?,
            begun: r.get(1)?,
            at: r.get(2)?,
            actor: r.get(3)?,
            act: r.get(4)?,
            patient: r.get::<_, Option<[u8; 16]>>(5)?.map(Uuid::from_bytes),
            subject: r.get(6)?,
            correlation: Uuid::from_bytes(r.get(7)?),
            outcome: r.get(8)?,
        };
        Ok((row, r.get(9)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Walks every row.
pub(super) fn verify(
    connection: &Connection,
    acknowledged: &Acknowledged,
) -> Result<Verdict, StoreError> {
    let mut last = Link::first();
    let mut at_head = (acknowledged.audit_rows == 0).then_some(last.hash);
    let mut rows = 0;
    let bad = |rows, number, message: &str| {
        Ok(Verdict {
            ok: false,
            rows,
            first_bad: Some(number),
            message: message.into(),
            unfinished: 0,
        })
    };
    loop {
        let page = read(connection, last.number + 1, 1000)?;
        if page.is_empty() {
            break;
        }
        for (row, stored) in page {
            rows += 1;
            if row.number != last.number + 1 {
                return bad(rows, last.number + 1, "A row is missing.");
            }
            if row_hash(&last.hash, &row) != stored {
                return bad(rows, row.number, "A row was changed or is out of order.");
            }
            last = Link {
                number: row.number,
                hash: stored,
            };
            if row.number == acknowledged.audit_rows {
                at_head = Some(stored);
            }
        }
    }
    match at_head {
        None => return bad(rows, last.number + 1, "The end of the log was cut off."),
        Some(hash) if acknowledged.audit_rows > 0 && hash != acknowledged.audit_hash => {
            return bad(
                rows,
                acknowledged.audit_rows,
                "The end of the log is not the one that was saved last.",
            );
        }
        Some(_) if last.number > acknowledged.audit_rows + 1 => {
            return bad(
                rows,
                acknowledged.audit_rows + 2,
                "Rows were added behind the one saved last.",
            );
        }
        Some(_) => {}
    }
    let unfinished: i64 = connection.query_row(
        "SELECT count(*) FROM act a WHERE a.begun IS NULL AND NOT EXISTS (SELECT 1 FROM act e WHERE e.begun = a.number)",
        [],
        |r| r.get(0),
    )?;
    Ok(Verdict {
        ok: true,
        rows,
        first_bad: None,
        message: "Every row is there, unchanged and in order.".into(),
        unfinished: u64::try_from(unfinished).unwrap_or(0),
    })
}
