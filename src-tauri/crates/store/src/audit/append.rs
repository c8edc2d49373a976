//! Writing a row: its number, its hash, and what it waits for. Owns that the side file never names a row that is not on disk
//! yet; refuses to know what an act is.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, params};

use super::chain::{Link, row_hash};
use super::{Inner, Row};
use crate::error::StoreError;

/// What a row waits for once it is written.
#[derive(Clone, Copy)]
pub(super) enum Wait {
    /// It is durable, and so are every row before it and the side file that names it.
    AllOnDisk,
    /// It is durable, and so is every row before it. The side file names it, and is on disk before the next row is written
    /// that waits: a power cut leaves it one act behind, as any may between row and side file.
    RowOnDisk,
    /// It survives the program, and a power cut once the next row is written that waits.
    Nothing,
}

/// Writes a row behind the last one; its number.
pub(super) fn append(
    log: &Mutex<Option<Inner>>,
    mut row: Row,
    wait: Wait,
) -> Result<u64, StoreError> {
    let mut slot = log.lock().unwrap_or_else(PoisonError::into_inner);
    let inner = slot.as_mut().ok_or(StoreError::Closed)?;
    row.number = inner.last.number + 1;
    let hash = row_hash(&inner.last.hash, &row);
    match wait {
        Wait::AllOnDisk | Wait::RowOnDisk => {
            inner.head.settle()?;
            insert(&inner.connection, &row, hash)?;
        }
        Wait::Nothing => {
            let waits = |how: &str| inner.connection.pragma_update(None, "synchronous", how);
            waits("NORMAL")?;
            let inserted = insert(&inner.connection, &row, hash);
            waits("FULL")?;
            inserted?;
        }
    }
    inner.last = Link {
        number: row.number,
        hash,
    };
    match wait {
        Wait::AllOnDisk => inner.head.audit(row.number, hash)?,
        Wait::RowOnDisk => inner.head.audit_soon(row.number, hash)?,
        Wait::Nothing => {}
    }
    if inner.anchors.due(row.number) {
        inner.sign_end()?;
    }
    Ok(row.number)
}

fn insert(connection: &Connection, row: &Row, hash: [u8; 32]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO act (number, begun, at, actor, act, patient, subject, correlation, outcome, role, program, workstation, detail, glass, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            row.number,
            row.begun,
            row.at,
            row.actor,
            row.act,
            row.patient.map(|p| *p.as_bytes()),
            row.subject,
            row.correlation.as_bytes(),
            row.outcome,
            row.role,
            row.program,
            row.workstation,
            row.detail,
            row.glass.map(|id| *id.as_bytes()),
            hash
        ])?;
    Ok(())
}
