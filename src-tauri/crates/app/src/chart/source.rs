//! Where a record comes from, what it says laid out, and the record itself to the byte.

use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, connections, mapping, patients, records, versions};

use super::detail;
use crate::live::IMPORT_BASE;
use crate::wire::section::{OlderVersion, Origin, RecordPatient, RecordSource};

/// The source of one record.
pub(crate) fn read(
    store: &Store,
    c: &Connection,
    row: &records::Row,
) -> Result<RecordSource, StoreError> {
    let sheet = detail::sheet(store, c, row)?;
    let mapping = mapping::of_record(c, row.id)?;
    let connection = connections::get(c, row.connection)?;
    let fetched = mapping
        .as_ref()
        .map_or(row.changed_at, |mapping| mapping.synced_at);
    let whose = match row.patient {
        Some(patient) => patients::by_key(c, patient)?,
        None => None,
    };
    Ok(RecordSource {
        record: row.uuid.to_string(),
        detail: detail::of(store, c, &sheet)?,
        connection_name: connection.name.clone(),
        resource_type: row.resource_type.clone(),
        fhir_id: mapping.as_ref().map(|mapping| mapping.fhir_id.clone()),
        version: mapping.as_ref().and_then(|mapping| mapping.version.clone()),
        fetched_at: fetched as f64,
        last_updated: mapping
            .as_ref()
            .and_then(|mapping| mapping.last_updated)
            .map(|ms| ms as f64),
        origin: origin(&connection.fhir_base, mapping.is_some()),
        whose: whose.map(|patient| RecordPatient {
            id: patient.uuid.to_string(),
            name: patient.name,
            birth_date: patient.birth_date,
            section: row.section.clone(),
        }),
        older: versions::of_record(store, c, row.id)?
            .into_iter()
            .map(older)
            .collect(),
        // JSON is UTF-8; a body that is not came in before it was checked and is shown as far as it goes.
        json: text(sheet.body),
    })
}

/// Where records of a connection come from. What no EHR and no file gave was made here.
pub(super) fn origin(fhir_base: &str, mapped: bool) -> Origin {
    match (fhir_base == IMPORT_BASE, mapped) {
        (_, false) => Origin::Workstation,
        (true, true) => Origin::File,
        (false, true) => Origin::Ehr,
    }
}

fn older(version: versions::Version) -> OlderVersion {
    OlderVersion {
        version: version.version,
        fetched_at: version.synced_at as f64,
        replaced_at: version.replaced_at as f64,
        last_updated: version.last_updated.map(|ms| ms as f64),
        json: text(version.body),
    }
}

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
