//! The ledger row by row, for who wants to know what exactly was asked, how far it came, what the EHR
//! said and what was put aside; and asking again for what failed.

use std::collections::HashMap;

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, ledger, mapping, patients, quarantine, records};
use wardbook_sync::{self as sync, Again, Control, Here, Single, Sync, WantedEncounters};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::chart::completeness;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::live::Live;
use crate::patients::Listing;
use crate::wire::ledger::{
    Aside, Became, Fetched, FetchedItem, IngestEncounter, IngestEncounters, KnownHere, Ledger,
    LedgerRow, NotFetched, ReadLedger, Retry, RetryWhat,
};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Asked for again at one time; the rest with the next press of the button.
const MOST: u64 = 5_000;

impl App {
    /// The ledger, of one connection, one patient or everything.
    pub async fn read_ledger(&self, actor: &Actor, request: ReadLedger) -> Result<Ledger, Failure> {
        let act = Act::unrecorded("ledger", Permission::ListPatients);
        self.enter(actor, act, |pass| async move { read(&pass, request).await })
            .await
    }

    /// Asks the EHR again for what failed or was put aside.
    pub async fn retry(&self, actor: &Actor, request: Retry) -> Result<Fetched, Failure> {
        let act = Act::recorded("mapping.retry", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let connection = live.id;
            let these = pass
                .read(move |_, c| match request.what {
                    RetryWhat::All => all_that_failed(c, connection),
                    RetryWhat::One { id } => {
                        let found = crate::mapping::find(c, connection, &id)?;
                        Ok(found.map(|row| again(c, &row)).transpose()?.into_iter().collect())
                    }
                    RetryWhat::Aside { id } => {
                        let asides = quarantine::list(c, None)?;
                        let one = asides
                            .into_iter()
                            .filter(|row| row.connection == connection && row.id == i64::from(id));
                        Ok(one.filter_map(of_aside).collect())
                    }
                })
                .await?;
            if these.is_empty() {
                return Err(Fault::invalid(
                    "There is nothing to ask for again: nothing failed, or what was put aside has no id.",
                ));
            }
            let began = pass.app().now();
            let single = sync_of(&pass, &live)
                .again(live.id, these, &Control::new())
                .await
                .map_err(|error| Fault::from(&error))?;
            answer(&pass, &live, single, began).await
        })
        .await
    }

    /// Fetches one encounter by the EHR's id, its patient, and what belongs to it.
    pub async fn ingest_encounter(
        &self,
        actor: &Actor,
        request: IngestEncounter,
    ) -> Result<Fetched, Failure> {
        let act = Act::recorded("sync.encounter", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let id = request.encounter.trim();
            let id = id.strip_prefix("Encounter/").unwrap_or(id).to_owned();
            if !crate::import::is_id(&id) {
                return Err(Fault::invalid(
                    "An encounter's FHIR id is 1 to 64 letters, digits, dots or hyphens.",
                ));
            }
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let here = here(&request.known);
            let began = pass.app().now();
            let single = sync_of(&pass, &live)
                .encounter(live.id, &id, here, &Control::new())
                .await
                .map_err(|error| Fault::from(&error))?;
            answer(&pass, &live, single, began).await
        })
        .await
    }

    /// Fetches encounters found by date and status, each with its patient and what belongs to it.
    pub async fn ingest_encounters(
        &self,
        actor: &Actor,
        request: IngestEncounters,
    ) -> Result<Fetched, Failure> {
        let act = Act::recorded("sync.encounters", Permission::Sync);
        self.enter(actor, act, |pass| async move {
            let wanted = wanted(&request)?;
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let began = pass.app().now();
            let single = sync_of(&pass, &live)
                .encounters(
                    live.id,
                    &wanted,
                    here(&request.known),
                    &Control::new(),
                    &|_| {},
                )
                .await
                .map_err(|error| Fault::from(&error))?;
            answer(&pass, &live, single, began).await
        })
        .await
    }
}

/// The statuses of FHIR R4's encounters.
const STATUSES: [&str; 9] = [
    "planned",
    "arrived",
    "triaged",
    "in-progress",
    "onleave",
    "finished",
    "cancelled",
    "entered-in-error",
    "unknown",
];

fn wanted(request: &IngestEncounters) -> Result<WantedEncounters, Fault> {
    let patients: Vec<String> = request
        .patients
        .iter()
        .map(|id| id.trim().trim_start_matches("Patient/").to_owned())
        .collect();
    if patients.iter().any(|id| !crate::import::is_id(id)) {
        return Err(Fault::invalid(
            "A patient's FHIR id is 1 to 64 letters, digits, dots or hyphens.",
        ));
    }
    let unknown = |status: &&String| !STATUSES.contains(&status.as_str());
    if request.statuses.iter().any(|status| unknown(&status)) {
        let all = STATUSES.join(", ");
        return Err(Fault::invalid(format!("A status is one of {all}.")));
    }
    if request.limit == Some(0) {
        return Err(Fault::invalid("The limit is 1 at least."));
    }
    let between = request.between.as_ref().map(crate::syncing::days);
    Ok(WantedEncounters {
        patients,
        between: between.transpose()?,
        statuses: request.statuses.clone(),
        limit: request.limit.map(|limit| limit as usize),
    })
}

fn here(known: &KnownHere) -> Here {
    match known {
        KnownHere::Skip => Here::Skip,
        KnownHere::Refresh => Here::Refresh,
        KnownHere::KeepVersion => Here::KeepVersion,
    }
}

fn item(item: wardbook_sync::Item) -> FetchedItem {
    FetchedItem {
        record: item.record.map(|uuid| uuid.to_string()),
        resource_type: item.resource_type,
        fhir_id: item.fhir_id,
        became: match item.became {
            wardbook_sync::Became::New => Became::New,
            wardbook_sync::Became::Changed => Became::Changed,
            wardbook_sync::Became::Same => Became::Same,
            wardbook_sync::Became::Skipped => Became::Skipped,
            wardbook_sync::Became::Aside => Became::Aside,
        },
    }
}

/// The rows that are asked for.
pub(crate) async fn read(pass: &Pass, request: ReadLedger) -> Result<Ledger, Fault> {
    let connection = match request.connection.as_deref() {
        Some(named) => Some(pass.connection(named).await?.id),
        None => None,
    };
    let wanted = match request.patient.as_deref() {
        Some(text) => Some(Uuid::try_parse(text).map_err(|_| Fault::no_patient())?),
        None => None,
    };
    let found = pass
        .read(move |_, c| {
            let patient = match wanted {
                Some(uuid) => match patients::get(c, uuid)? {
                    Some(row) => Some(row),
                    None => return Ok(None),
                },
                None => None,
            };
            of(c, connection, patient.as_ref()).map(Some)
        })
        .await?;
    found.ok_or_else(Fault::no_patient)
}

fn sync_of(pass: &Pass, live: &Live) -> Sync {
    let open = pass.open();
    Sync::new(
        open.store().clone(),
        std::sync::Arc::clone(open.ingest()),
        std::sync::Arc::clone(&live.client),
        std::sync::Arc::clone(&pass.app().options().clock),
    )
    .granted(live.granted())
    .options(sync::Options {
        correlation: pass.correlation(),
        ..sync::Options::default()
    })
}

async fn answer(pass: &Pass, live: &Live, single: Single, began: i64) -> Result<Fetched, Fault> {
    let (connection, fhir_id) = (live.id, single.patient.clone());
    let (patient, records) = pass
        .read(move |_, c| {
            let patient = match &fhir_id {
                Some(id) => patients::find(c, connection, id)?,
                None => None,
            };
            let changed = match &patient {
                Some(row) => changed_since(c, row.id, began)?,
                None => Vec::new(),
            };
            Ok((patient.map(|row| row.uuid), changed))
        })
        .await?;
    pass.app().tell(Change::Patients);
    for patient in pass.open().looked_at_since(pass.app().now()) {
        pass.app().tell(Change::Chart {
            patient: patient.to_string(),
        });
    }
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Fetched {
        began_at: began as f64,
        found: count(single.found),
        added: count(single.added),
        changed: count(single.changed),
        unchanged: count(single.unchanged),
        skipped: count(single.skipped),
        quarantined: count(single.quarantined),
        failed: single
            .failed
            .into_iter()
            .map(|failed| NotFetched {
                resource_type: failed.resource_type,
                fhir_id: failed.fhir_id,
                code: failed.code.to_owned(),
                message: failed.message,
            })
            .collect(),
        patient: patient.map(|uuid| uuid.to_string()),
        encounters: single.encounters,
        items: single.items.into_iter().map(item).collect(),
        records: records.iter().map(Uuid::to_string).collect(),
        cut_off: single.cut_off.map(|(_, message)| message),
    })
}

fn changed_since(c: &Connection, patient: i64, since: i64) -> Result<Vec<Uuid>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT uuid FROM record WHERE patient = ?1 AND changed_at >= ?2")?;
    let rows = statement.query_map([patient, since], |r| Ok(Uuid::from_bytes(r.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn all_that_failed(c: &Connection, connection: i64) -> Result<Vec<Again>, StoreError> {
    let filter = mapping::Filter {
        state: Some(mapping::Standing::InError),
        ..mapping::Filter::default()
    };
    let (_, rows) = mapping::list(c, connection, &filter, 0, MOST)?;
    let mut these: Vec<Again> = rows
        .iter()
        .map(|row| again(c, row))
        .collect::<Result<_, _>>()?;
    let asides = quarantine::list(c, None)?;
    these.extend(
        asides
            .into_iter()
            .filter(|row| row.connection == connection)
            .filter_map(of_aside),
    );
    Ok(these)
}

fn again(c: &Connection, row: &mapping::Row) -> Result<Again, StoreError> {
    Ok(Again {
        resource_type: row.resource_type.clone(),
        fhir_id: row.fhir_id.clone(),
        patient: records::by_key(c, row.record)?.and_then(|record| record.patient),
        aside: None,
    })
}

fn of_aside(row: quarantine::Row) -> Option<Again> {
    Some(Again {
        resource_type: row.resource_type?,
        fhir_id: row.fhir_id?,
        patient: row.patient,
        aside: Some(row.id),
    })
}

/// The rows asked for, with the names a person reads.
fn of(
    c: &Connection,
    connection: Option<i64>,
    patient: Option<&patients::Row>,
) -> Result<Ledger, StoreError> {
    let listing = Listing::new(c)?;
    let rows = match (patient, connection) {
        (Some(row), _) => ledger::of_patient(c, row.id)?,
        (None, Some(id)) => ledger::of_connection(c, id)?,
        (None, None) => ledger::all(c)?,
    };
    let mut people: HashMap<i64, Option<patients::Row>> = HashMap::new();
    let mut whose = |id: i64| -> Result<Option<patients::Row>, StoreError> {
        if let Some(known) = people.get(&id) {
            return Ok(known.clone());
        }
        let row = patients::by_key(c, id)?;
        people.insert(id, row.clone());
        Ok(row)
    };
    let mut found = Ledger {
        rows: Vec::with_capacity(rows.len()),
        aside: Vec::new(),
    };
    let named = |id: i64| {
        let row = listing.connections.get(&id);
        row.map_or_else(Default::default, |row| {
            (row.uuid.to_string(), row.name.clone())
        })
    };
    let ours = |id: i64| connection.is_none_or(|wanted| wanted == id);
    for row in rows.iter().filter(|row| ours(row.connection)) {
        let person = whose(row.patient)?;
        let (connection, connection_name) = named(row.connection);
        let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        found.rows.push(LedgerRow {
            connection,
            connection_name,
            patient: person.as_ref().map(|row| row.uuid.to_string()),
            patient_name: person.and_then(|row| row.name),
            section: row.section.clone(),
            title: crate::sections::title(&row.section).to_owned(),
            read: row.read.clone(),
            state: completeness::state(row.state),
            count: count(row.count),
            expected: row.expected.map(count),
            as_of: row.as_of.map(|ms| ms as f64),
            // When a patient was visited is kept in the same place and is nobody's window.
            window: row
                .window
                .clone()
                .filter(|window| !window.starts_with("visited ")),
            reason_code: row.reason_code.clone(),
            reason: row.reason.clone(),
            quarantined: row.quarantined,
            updated_at: row.updated_at as f64,
        });
    }
    let asides = quarantine::list(c, patient.map(|row| row.id))?;
    for row in asides.into_iter().filter(|row| ours(row.connection)) {
        let person = match row.patient {
            Some(id) => whose(id)?,
            None => None,
        };
        found.aside.push(Aside {
            id: u32::try_from(row.id).unwrap_or(u32::MAX),
            connection: named(row.connection).0,
            patient: person.map(|row| row.uuid.to_string()),
            resource_type: row.resource_type,
            fhir_id: row.fhir_id,
            reason_code: row.reason_code,
            reason: row.reason,
            at: row.at as f64,
        });
    }
    Ok(found)
}
