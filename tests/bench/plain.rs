//! The floor: plain SQLite without a key, WAL, NORMAL, 64 MB page cache, 8 KiB pages, prepared
//! statements, 5,000 rows a transaction; the same tables, indexes and full text, JSON as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rusqlite::{Connection, TransactionBehavior, params};
use wardbook_store::write::{Prepared, Writing};

const ROWS: usize = 5_000;

/// Opens one with these tables.
pub(crate) fn open(path: &Path, schema: &[&str]) -> Connection {
    let c = Connection::open(path).unwrap();
    c.execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;")
        .unwrap();
    c.set_prepared_statement_cache_capacity(128);
    for step in schema {
        c.execute_batch(step).unwrap();
    }
    if schema.len() > 1 || schema.iter().any(|step| step.contains("TABLE connection")) {
        c.execute_batch("INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at) VALUES (1, x'01', 'Bench', '', 'none', 0);")
            .unwrap();
    }
    c
}

fn fold(c: &Connection) {
    c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

/// Inserts rows that were read before: the time is SQLite's alone.
pub(crate) fn insert_rows(c: &mut Connection, rows: &[Prepared]) -> Duration {
    let start = Instant::now();
    let mut writing = Writing::default();
    let mut random = rand::random::<u64>;
    for some in rows.chunks(ROWS) {
        let tx = c
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .unwrap();
        let mut storing = writing.begin(&tx).unwrap();
        for row in some {
            storing.put(1, 1_790_000_000_000, &mut random, row).unwrap();
        }
        storing.finish().unwrap();
        tx.commit().unwrap();
    }
    fold(c);
    start.elapsed()
}

/// Inserts id and JSON only.
pub(crate) fn insert_raw(c: &mut Connection, bodies: &[(String, Bytes)]) -> Duration {
    let start = Instant::now();
    for some in bodies.chunks(ROWS) {
        let tx = c
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .unwrap();
        let mut insert = tx
            .prepare_cached("INSERT INTO raw (id, body) VALUES (?1, ?2)")
            .unwrap();
        for (id, body) in some {
            let text = std::str::from_utf8(body).unwrap();
            insert.execute(params![id, text]).unwrap();
        }
        drop(insert);
        tx.commit().unwrap();
    }
    fold(c);
    start.elapsed()
}
