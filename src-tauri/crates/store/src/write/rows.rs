//! Rows of one table, many a statement: opening a table and its indexes once for 32 rows instead of
//! once a row takes a third off a first load.
//!
//! `OR FAIL`, because the alternative makes SQLite note every statement's beginning so that it can go
//! back there, and the full-text index answers that by writing out what it has gathered. Nobody goes
//! back: a failed statement fails its transaction.

use std::sync::LazyLock;

use rusqlite::{CachedStatement, ToSql, Transaction};

use crate::error::StoreError;

/// Rows a statement.
pub(super) const AT_ONCE: usize = 32;

/// A statement for one row, and the same for many.
pub(super) struct Sql {
    columns: usize,
    one: String,
    many: String,
}

fn sql(table: &str, columns: &[&str], end: &str) -> Sql {
    let start = format!(
        "INSERT OR FAIL INTO {table} ({}) VALUES ",
        columns.join(", ")
    );
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    Sql {
        columns: columns.len(),
        one: format!("{start}{row}{end}"),
        many: format!("{start}{}{end}", vec![row.as_str(); AT_ONCE].join(", ")),
    }
}

pub(super) static MAPPING: LazyLock<Sql> = LazyLock::new(|| {
    sql(
        "mapping",
        &[
            "record",
            "connection",
            "type",
            "fhir_id",
            "version",
            "last_updated",
            "hash",
            "synced_at",
        ],
        " ON CONFLICT (fhir_id, type, connection) DO NOTHING",
    )
});

pub(super) static RECORD: LazyLock<Sql> = LazyLock::new(|| {
    sql(
        "record",
        &[
            "id",
            "uuid",
            "connection",
            "type",
            "patient",
            "section",
            "date",
            "precision",
            "code",
            "category",
            "status",
            "value",
            "unit",
            "changed_at",
            "dictionary",
            "length",
            "body",
        ],
        "",
    )
});

pub(super) static TOKEN: LazyLock<Sql> = LazyLock::new(|| {
    sql(
        "token_index",
        &["record", "role", "term"],
        " ON CONFLICT DO NOTHING",
    )
});

pub(super) static QUANTITY: LazyLock<Sql> = LazyLock::new(|| {
    sql(
        "quantity_index",
        &["record", "term", "value", "unit"],
        " ON CONFLICT DO NOTHING",
    )
});

/// Both statements of a table, ready.
pub(super) struct Rows<'tx> {
    one: CachedStatement<'tx>,
    many: CachedStatement<'tx>,
    columns: usize,
    bound: usize,
}

impl<'tx> Rows<'tx> {
    pub(super) fn of(tx: &'tx Transaction<'_>, sql: &Sql) -> Result<Self, StoreError> {
        Ok(Self {
            one: tx.prepare_cached(&sql.one)?,
            many: tx.prepare_cached(&sql.many)?,
            columns: sql.columns,
            bound: 0,
        })
    }

    /// Inserts one row. Says how many rows that were: none where it was there.
    pub(super) fn one(&mut self, row: &[&dyn ToSql]) -> Result<usize, StoreError> {
        Ok(self.one.execute(row)?)
    }

    /// Adds one of [`AT_ONCE`] rows; the last of them inserts all.
    pub(super) fn of_many(&mut self, row: &[&dyn ToSql]) -> Result<usize, StoreError> {
        let start = self.bound * self.columns + 1;
        for (place, value) in (start..).zip(row) {
            self.many.raw_bind_parameter(place, value)?;
        }
        self.bound += 1;
        if self.bound < AT_ONCE {
            return Ok(0);
        }
        self.bound = 0;
        Ok(self.many.raw_execute()?)
    }

    /// One of many where `full` says that the others come too, else one for itself.
    pub(super) fn put(&mut self, full: bool, row: &[&dyn ToSql]) -> Result<usize, StoreError> {
        if full {
            self.of_many(row)
        } else {
            self.one(row)
        }
    }
}
