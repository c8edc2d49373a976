//! The mapping: our record to what the EHR calls it, one to one. A record born here has none until the
//! EHR accepts it.

mod acts;
mod figures;
mod list;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use uuid::Uuid;

use crate::error::StoreError;
pub use acts::{Act, By, acts, note, relink, set_active};
pub use figures::{Figures, OfType, figures};
pub use list::{Filter, Standing, list};

/// Where a mapped record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The EHR has it.
    Current,
    /// The EHR answered that it is gone; our copy is kept and shown as such.
    Gone,
    /// Taken out of use by hand, until the EHR gives it again.
    Inactive,
}

impl Status {
    fn from_number(n: i64) -> Self {
        match n {
            1 => Self::Gone,
            2 => Self::Inactive,
            _ => Self::Current,
        }
    }

    /// As written at the edge.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Gone => "gone",
            Self::Inactive => "inactive",
        }
    }
}

/// A mapping row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Our record's row number.
    pub record: i64,
    /// Connection's row number.
    pub connection: i64,
    /// Resource type.
    pub resource_type: String,
    /// Logical id at the EHR.
    pub fhir_id: String,
    /// `meta.versionId`, where sent.
    pub version: Option<String>,
    /// `meta.lastUpdated`, where sent.
    pub last_updated: Option<i64>,
    /// First 16 bytes of the body's BLAKE3 hash.
    pub hash: [u8; 16],
    /// When it was last received.
    pub synced_at: i64,
    /// Whether the EHR still has it.
    pub status: Status,
    /// Failures since it last went well.
    pub error_count: u32,
    /// Code of the last failure.
    pub last_error: Option<String>,
}

/// A FHIR id as stored: 16 bytes where it is a UUID in its canonical form, else its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FhirId {
    /// A canonical lower-case UUID.
    Uuid([u8; 16]),
    /// Anything else.
    Text(Box<str>),
}

impl FhirId {
    /// Reads an id; every text comes back as it went in.
    pub fn new(id: &str) -> Self {
        if id.len() == 36
            && let Ok(uuid) = Uuid::try_parse(id)
            && uuid
                .as_hyphenated()
                .encode_lower(&mut Uuid::encode_buffer())
                == id
        {
            return Self::Uuid(*uuid.as_bytes());
        }
        Self::Text(id.into())
    }

    /// The id as the EHR writes it.
    pub fn text(&self) -> String {
        match self {
            Self::Uuid(bytes) => Uuid::from_bytes(*bytes).as_hyphenated().to_string(),
            Self::Text(text) => text.to_string(),
        }
    }

    /// As the database keeps it.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Uuid(bytes) => Value::Blob(bytes.to_vec()),
            Self::Text(text) => Value::Text(text.into()),
        }
    }

    pub(crate) fn from_sql(value: Value) -> Self {
        match value {
            Value::Blob(bytes) => match <[u8; 16]>::try_from(bytes) {
                Ok(bytes) => Self::Uuid(bytes),
                Err(bytes) => Self::Text(String::from_utf8_lossy(&bytes).into()),
            },
            Value::Text(text) => Self::Text(text.into()),
            Value::Integer(n) => Self::Text(n.to_string().into()),
            Value::Real(n) => Self::Text(n.to_string().into()),
            Value::Null => Self::Text("".into()),
        }
    }
}

impl ToSql for FhirId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Uuid(bytes) => ValueRef::Blob(bytes),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A record's mapping; `None` for one born here.
pub fn of_record(c: &Connection, record: i64) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT m.record, m.connection, w.text, m.fhir_id, m.version, m.last_updated, m.hash, m.synced_at, m.status,
         m.error_count, m.last_error FROM mapping m JOIN word w ON w.id = m.type WHERE m.record = ?1",
    )?
    .query_row([record], list::row)
    .optional()?)
}

/// The hash of what is here under the EHR's name, where the EHR still has it.
pub fn hash_of(
    c: &Connection,
    connection: i64,
    resource_type: &str,
    fhir_id: &str,
) -> Result<Option<[u8; 16]>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT hash FROM mapping WHERE fhir_id = ?1 AND connection = ?3 AND status = 0
         AND type = (SELECT id FROM word WHERE text = ?2)",
    )?
    .query_row(
        params![FhirId::new(fhir_id), resource_type, connection],
        |r| r.get(0),
    )
    .optional()?)
}

/// `meta.versionId` of what is here under the EHR's name, where it was sent and the EHR still has it.
pub fn version_of(
    c: &Connection,
    connection: i64,
    resource_type: &str,
    fhir_id: &str,
) -> Result<Option<String>, StoreError> {
    let found: Option<Option<String>> = c
        .prepare_cached(
            "SELECT version FROM mapping WHERE fhir_id = ?1 AND connection = ?3 AND status = 0
             AND type = (SELECT id FROM word WHERE text = ?2)",
        )?
        .query_row(
            params![FhirId::new(fhir_id), resource_type, connection],
            |r| r.get(0),
        )
        .optional()?;
    Ok(found.flatten())
}

/// Notes that the EHR no longer has it.
pub fn set_gone(tx: &rusqlite::Transaction<'_>, record: i64, at: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE mapping SET status = 1, synced_at = ?2 WHERE record = ?1")?
        .execute(params![record, at])?;
    Ok(())
}

/// Notes a failure about one record.
pub fn failed(tx: &rusqlite::Transaction<'_>, record: i64, code: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE mapping SET error_count = error_count + 1, last_error = ?2 WHERE record = ?1",
    )?
    .execute(params![record, code])?;
    Ok(())
}

/// A record's mapping went well again.
pub fn went_well(tx: &rusqlite::Transaction<'_>, record: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE mapping SET error_count = 0, last_error = NULL WHERE record = ?1")?
        .execute([record])?;
    Ok(())
}

/// Which of these records the EHR said are gone.
pub fn gone_among(c: &Connection, records: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT 1 FROM main.mapping INDEXED BY mapping_gone WHERE record = ?1 AND status = 1",
    )?;
    let mut gone = Vec::new();
    for record in records {
        if statement.exists([record])? {
            gone.push(*record);
        }
    }
    Ok(gone)
}

/// Our record of this name at the EHR, also one that the EHR said is gone or whose mapping is out of use.
pub fn record_of(
    c: &Connection,
    connection: i64,
    resource_type: &str,
    fhir_id: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT record FROM mapping WHERE fhir_id = ?1 AND connection = ?3
         AND type = (SELECT id FROM word WHERE text = ?2)",
    )?
    .query_row(
        params![FhirId::new(fhir_id), resource_type, connection],
        |r| r.get(0),
    )
    .optional()?)
}

/// A record that a complete walk over its type did not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSeen {
    /// Our row number.
    pub record: i64,
    /// Resource type.
    pub resource_type: String,
    /// Logical id at the EHR.
    pub fhir_id: String,
}

/// A patient's records of these types that were not received since the time beside the type.
pub fn not_seen_since(
    c: &Connection,
    connection: i64,
    patient: i64,
    walked: &[(&str, i64)],
) -> Result<Vec<NotSeen>, StoreError> {
    let Some(last) = walked.iter().map(|(_, since)| *since).max() else {
        return Ok(Vec::new());
    };
    let mut statement = c.prepare_cached(
        "SELECT m.record, w.text, m.fhir_id, m.synced_at
         FROM record r JOIN mapping m ON m.record = r.id JOIN word w ON w.id = m.type
         WHERE r.patient = ?1 AND r.connection = ?2 AND m.synced_at < ?3 AND m.status = 0
         ORDER BY m.record",
    )?;
    let mut rows = statement.query(params![patient, connection, last])?;
    let mut unseen = Vec::new();
    while let Some(row) = rows.next()? {
        let (resource_type, synced_at): (String, i64) = (row.get(1)?, row.get(3)?);
        let of_it = walked.iter().find(|(walked, _)| *walked == resource_type);
        if of_it.is_some_and(|(_, since)| synced_at < *since) {
            unseen.push(NotSeen {
                record: row.get(0)?,
                resource_type,
                fhir_id: FhirId::from_sql(row.get(2)?).text(),
            });
        }
    }
    Ok(unseen)
}

#[cfg(test)]
mod tests {
    use super::FhirId;

    #[test]
    fn every_id_comes_back_as_it_went_in() {
        for id in [
            "cb5696d9-a0de-4f49-94f9-433f96a28eb0",
            "CB5696D9-A0DE-4F49-94F9-433F96A28EB0",
            "eq081-VQEgP8drUUqCWzHfw3",
            "12724066",
            "{cb5696d9-a0de-4f49-94f9-433f96a28eb}",
            "",
        ] {
            assert_eq!(FhirId::new(id).text(), id);
        }
    }
}
