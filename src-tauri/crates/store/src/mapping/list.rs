//! Mapping rows as lists: by connection, state, type, age or id. A list never leaves its connection.

use rusqlite::{Connection, Row as SqlRow, params};
use uuid::Uuid;

use super::{FhirId, Row, Status};
use crate::error::StoreError;
use crate::records;

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this state.
    pub state: Option<Standing>,
    /// Only of this resource type.
    pub resource_type: Option<String>,
    /// Only those last received before this, milliseconds.
    pub synced_before: Option<i64>,
    /// Only this one: the EHR's id.
    pub fhir_id: Option<String>,
    /// Only this one: our id.
    pub record: Option<Uuid>,
}

/// Where a mapping stands, as people count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The EHR has it and nothing went wrong.
    Active,
    /// The last thing that was tried with it failed.
    InError,
    /// The EHR said that it is gone.
    Removed,
    /// Taken out of use by hand.
    Inactive,
}

impl Standing {
    fn sql(self) -> &'static str {
        match self {
            Self::Active => "m.status = 0 AND m.error_count = 0",
            Self::InError => "m.status = 0 AND m.error_count > 0",
            Self::Removed => "m.status = 1",
            Self::Inactive => "m.status = 2",
        }
    }
}

impl Row {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match self.status {
            Status::Gone => Standing::Removed,
            Status::Inactive => Standing::Inactive,
            Status::Current if self.error_count > 0 => Standing::InError,
            Status::Current => Standing::Active,
        }
    }
}

const COLUMNS: &str =
    "m.record, m.connection, w.text, m.fhir_id, m.version, m.last_updated, m.hash,
  m.synced_at, m.status, m.error_count, m.last_error";

pub(super) fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        record: r.get(0)?,
        connection: r.get(1)?,
        resource_type: r.get(2)?,
        fhir_id: FhirId::from_sql(r.get(3)?).text(),
        version: r.get(4)?,
        last_updated: r.get(5)?,
        hash: r.get(6)?,
        synced_at: r.get(7)?,
        status: Status::from_number(r.get(8)?),
        error_count: r.get(9)?,
        last_error: r.get(10)?,
    })
}

/// A page of a connection's rows, in the order they came, and how many there are in all.
pub fn list(
    c: &Connection,
    connection: i64,
    filter: &Filter,
    after: i64,
    limit: u64,
) -> Result<(u64, Vec<Row>), StoreError> {
    let state = filter.state.map_or("1", Standing::sql);
    let record = match filter.record {
        // An id that is not one of a record here finds nothing.
        Some(uuid) => Some(records::get(c, uuid)?.map_or(-1, |row| row.id)),
        None => None,
    };
    let which = format!(
        "FROM mapping m JOIN word w ON w.id = m.type WHERE m.connection = ?1 AND {state}
         AND (?2 IS NULL OR w.text = ?2) AND (?3 IS NULL OR m.synced_at < ?3)
         AND (?4 IS NULL OR m.fhir_id = ?4) AND (?5 IS NULL OR m.record = ?5)"
    );
    let fhir_id = filter.fhir_id.as_deref().map(FhirId::new);
    let with = params![
        connection,
        filter.resource_type,
        filter.synced_before,
        fhir_id,
        record
    ];
    let total: u64 = c
        .prepare_cached(&format!("SELECT count(*) {which}"))?
        .query_row(with, |r| r.get(0))?;
    let mut statement = c.prepare_cached(&format!(
        "SELECT {COLUMNS} {which} AND m.record > ?6 ORDER BY m.record LIMIT ?7"
    ))?;
    let rows = statement.query_map(
        params![
            connection,
            filter.resource_type,
            filter.synced_before,
            fhir_id,
            record,
            after,
            limit
        ],
        row,
    )?;
    Ok((total, rows.collect::<Result<_, _>>()?))
}
