//! What a sync or an import brought, record by record: new where our id was made since it began, else
//! changed. What came byte for byte as before is not named; it is where it was.

use std::collections::HashMap;

use uuid::Uuid;
use wardbook_fhir::read::generic::Generic;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, patients, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::brought::{Brought, BroughtRow, ReadBrought};
use crate::wire::profile::Failure;

/// Rows of one answer at most.
const PAGE: u32 = 500;

impl App {
    /// What came since a time, or what became of these records.
    pub async fn read_brought(
        &self,
        actor: &Actor,
        request: ReadBrought,
    ) -> Result<Brought, Failure> {
        let act = Act::recorded("sync.brought", Permission::ViewCharts);
        self.enter(actor, act, |pass| async move {
            let connection = pass.connection(&request.connection).await?.id;
            let these = request.records.map(|all| {
                let parsed = all.iter().map(|text| Uuid::try_parse(text));
                parsed.collect::<Result<Vec<Uuid>, _>>()
            });
            let these = these.transpose().map_err(|_| Fault::no_record())?;
            let since = request.since as i64;
            let (offset, limit) = (request.offset as usize, request.limit.min(PAGE) as usize);
            pass.read(move |store, c| {
                let found = match these {
                    Some(these) => of_these(c, connection, &these)?,
                    None => records::changed_since(c, connection, since)?,
                };
                let rows = found.iter().skip(offset).take(limit);
                Ok(Brought {
                    total: u32::try_from(found.len()).unwrap_or(u32::MAX),
                    rows: at_edge(store, c, rows.copied(), since)?,
                })
            })
            .await
        })
        .await
    }
}

/// Row numbers of those that are of this connection, in the order they were named.
fn of_these(c: &Connection, connection: i64, these: &[Uuid]) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::with_capacity(these.len());
    for uuid in these {
        let row = records::get(c, *uuid)?;
        found.extend(
            row.filter(|row| row.connection == connection)
                .map(|row| row.id),
        );
    }
    Ok(found)
}

fn at_edge(
    store: &Store,
    c: &Connection,
    keys: impl Iterator<Item = i64>,
    since: i64,
) -> Result<Vec<BroughtRow>, StoreError> {
    let mut people: HashMap<i64, Option<patients::Row>> = HashMap::new();
    let mut out = Vec::new();
    for key in keys {
        let Some(row) = records::by_key(c, key)? else {
            continue;
        };
        if let Some(patient) = row.patient
            && !people.contains_key(&patient)
        {
            people.insert(patient, patients::by_key(c, patient)?);
        }
        let person = row.patient.and_then(|key| people.get(&key)?.as_ref());
        // A body that does not come back leaves its record here without a title.
        let read = match records::body(store, c, key) {
            Ok(body) => Generic::read(&body).ok(),
            Err(StoreError::Body) => None,
            Err(error) => return Err(error),
        };
        out.push(BroughtRow {
            record: row.uuid.to_string(),
            resource_type: row.resource_type,
            section: row.section,
            patient: person.map(|person| person.uuid.to_string()),
            patient_name: person.and_then(|person| person.name.clone()),
            title: read.as_ref().and_then(|read| read.title.clone()),
            date: read.and_then(|read| read.date),
            is_new: made_at(row.uuid).is_some_and(|at| at >= since),
        });
    }
    Ok(out)
}

/// Our ids carry the time they were made.
pub(crate) fn made_at(uuid: Uuid) -> Option<i64> {
    let (seconds, nanos) = uuid.get_timestamp()?.to_unix();
    let ms = seconds
        .checked_mul(1_000)?
        .checked_add(u64::from(nanos / 1_000_000))?;
    i64::try_from(ms).ok()
}
