//! The mapping by hand: looking up, counting, relinking after a server moved, taking out of use, notes.
//! Every change is noted with who, when and the correlation id. Nothing reaches from one connection
//! into another.

use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::mapping::{self, By, Filter, Row};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, connections, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::face::{Face, Likeness};
use crate::failure::{Code, Fault};
use crate::live::Live;
use crate::wire::connection::ConnectionRef;
use crate::wire::ledger::{
    ChangeMapping, ErrorFigure, FailedLine, ImportMappings, ListMappings, MappingAct,
    MappingChange, MappingFigures, MappingRef, MappingRow, MappingStanding, Mappings,
    MappingsImported, TypeFigures,
};
use crate::wire::profile::Failure;

/// Rows of one answer at most.
const PAGE: u32 = 10_000;
/// A note longer than this is no note.
const WORDS: usize = 2_000;
/// A CSV file larger than this is not one of mappings.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

impl App {
    /// Mappings of a connection.
    pub async fn list_mappings(
        &self,
        actor: &Actor,
        request: ListMappings,
    ) -> Result<Mappings, Failure> {
        let act = Act::recorded("mapping.list", Permission::ViewCharts);
        self.enter(actor, act, |pass| async move { list(&pass, request).await })
            .await
    }

    /// One mapping with everything people did to it.
    pub async fn get_mapping(
        &self,
        actor: &Actor,
        request: MappingRef,
    ) -> Result<MappingRow, Failure> {
        let act = Act::recorded("mapping.get", Permission::ViewCharts);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            one(&pass, row, &request.id).await
        })
        .await
    }

    /// Figures of a connection's mappings.
    pub async fn mapping_figures(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<MappingFigures, Failure> {
        let act = Act::unrecorded("mapping.figures", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let now = pass.app().now();
            let (id, uuid) = (row.id, row.uuid);
            let found = pass.read(move |_, c| mapping::figures(c, id, now)).await?;
            let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            Ok(MappingFigures {
                connection: uuid.to_string(),
                active: count(found.active),
                in_error: count(found.in_error),
                removed: count(found.removed),
                inactive: count(found.inactive),
                waiting: count(found.waiting),
                last_sync: found.last_sync.map(|ms| ms as f64),
                errors: count(found.errors),
                common_errors: found
                    .common_errors
                    .into_iter()
                    .map(|(code, n)| ErrorFigure {
                        code,
                        count: count(n),
                    })
                    .collect(),
                orphans: count(found.orphans),
                duplicates: count(found.duplicates),
                types: found
                    .types
                    .into_iter()
                    .map(|of| TypeFigures {
                        resource_type: of.resource_type,
                        count: count(of.count),
                        average_age_days: of.average_age,
                        created_a_day: of.created_a_day,
                    })
                    .collect(),
            })
        })
        .await
    }

    /// Changes a mapping by hand. A relink is read at the EHR first: what is not there, or is of
    /// another patient, is refused.
    pub async fn change_mapping(
        &self,
        actor: &Actor,
        request: ChangeMapping,
    ) -> Result<MappingRow, Failure> {
        let act = Act::recorded("mapping.change", Permission::ManageConnections);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let by = pass.by(person);
            let found = found(&pass, &row, &request.id).await?;
            match request.change {
                MappingChange::Relink { fhir_id } => {
                    let live = pass.live(&request.connection).await?;
                    live.must_be_signed_in()?;
                    relink(&pass, &live, &found, &fhir_id, by).await?;
                }
                MappingChange::Deactivate => set_active(&pass, &found, false, by).await?,
                MappingChange::Activate => set_active(&pass, &found, true, by).await?,
                MappingChange::Note { text } => {
                    let text = text.trim().to_owned();
                    if text.is_empty() || text.chars().count() > WORDS {
                        return Err(Fault::invalid("A note has 1 to 2000 letters."));
                    }
                    let (connection, record) = (found.connection, found.record);
                    pass.write(move |tx| mapping::note(tx, connection, record, &text, &by))
                        .await?;
                }
            }
            let record = found.record;
            pass.read(move |_, c| {
                let now = mapping::of_record(c, record)?.ok_or(StoreError::NotFound("mapping"))?;
                at_edge(c, &row, &now, true)
            })
            .await
        })
        .await
    }

    /// Relinks from a CSV file, each line for itself.
    pub async fn import_mappings(
        &self,
        actor: &Actor,
        request: ImportMappings,
    ) -> Result<MappingsImported, Failure> {
        let act = Act::recorded("mapping.import", Permission::ManageConnections);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let text = crate::door::blocking(move || read_csv(&request.path)).await?;
            let row = pass.connection(&request.connection).await?;
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let mut imported = MappingsImported {
                done: 0,
                failed: Vec::new(),
            };
            for (n, line) in text.lines().enumerate() {
                let line = line.trim();
                let is_head = n == 0 && line.to_ascii_lowercase().starts_with("id,");
                if line.is_empty() || line.starts_with('#') || is_head {
                    continue;
                }
                let by = pass.by(person.clone());
                match relink_line(&pass, &row, &live, line, by).await {
                    Ok(()) => imported.done += 1,
                    // Without an EHR to check against no line can be done.
                    Err(fault) if fault.code == Code::Offline => return Err(fault),
                    Err(fault) => imported.failed.push(FailedLine {
                        line: u32::try_from(n + 1).unwrap_or(u32::MAX),
                        code: fault.code.as_str().to_owned(),
                        message: fault.message.into_owned(),
                    }),
                }
            }
            Ok(imported)
        })
        .await
    }
}

/// The rows that are asked for.
pub(crate) async fn list(pass: &Pass, request: ListMappings) -> Result<Mappings, Fault> {
    let row = pass.connection(&request.connection).await?;
    let now = pass.app().now();
    pass.read(move |_, c| {
        let id = request.id.as_deref().map(str::trim);
        let record = id.and_then(|id| Uuid::try_parse(id).ok());
        let ours = match record {
            Some(uuid) => records::get(c, uuid)?.is_some(),
            None => false,
        };
        let mut filter = Filter {
            state: request.standing.as_ref().map(standing_of),
            resource_type: request.resource_type.clone(),
            synced_before: request
                .older_than_minutes
                .map(|minutes| now - i64::from(minutes) * 60_000),
            ..Filter::default()
        };
        match (ours, id.and_then(|id| id.split_once('/'))) {
            (true, _) => filter.record = record,
            // As the EHR writes it: `Type/id`.
            (false, Some((typ, id))) => {
                filter.resource_type = Some(typ.to_owned());
                filter.fhir_id = Some(id.to_owned());
            }
            (false, None) => filter.fhir_id = id.map(str::to_owned),
        }
        let limit = u64::from(request.limit.min(PAGE));
        let all = u64::from(request.offset) + limit;
        let (total, rows) = mapping::list(c, row.id, &filter, 0, all)?;
        let one = id.is_some();
        let rows = rows
            .iter()
            .skip(request.offset as usize)
            .map(|found| at_edge(c, &row, found, one))
            .collect::<Result<_, _>>()?;
        Ok(Mappings {
            total: u32::try_from(total).unwrap_or(u32::MAX),
            rows,
        })
    })
    .await
}

fn read_csv(path: &str) -> Result<String, Fault> {
    let unreadable = |_| Fault::new(Code::Io, "The CSV file cannot be read. Check the path.");
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST_FILE {
        return Err(Fault::invalid("The CSV file is larger than 64 MB."));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

async fn relink_line(
    pass: &Arc<Pass>,
    row: &connections::Row,
    live: &Live,
    line: &str,
    by: By,
) -> Result<(), Fault> {
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    let (Some(id), Some(fhir_id), None) = (cells.next(), cells.next(), cells.next()) else {
        return Err(Fault::invalid("A line has two columns: id,fhir_id."));
    };
    let found = found(pass, row, id).await?;
    relink(pass, live, &found, fhir_id, by).await
}

/// The EHR must have it under the new id, as the same type and, where it has one, of the same patient; a Patient must be
/// the same person there. The chart of a Patient goes by the new id from then on.
async fn relink(
    pass: &Arc<Pass>,
    live: &Live,
    found: &Row,
    fhir_id: &str,
    by: By,
) -> Result<(), Fault> {
    let fhir_id = fhir_id.trim();
    let fhir_id = fhir_id
        .strip_prefix(&format!("{}/", found.resource_type))
        .unwrap_or(fhir_id)
        .to_owned();
    if !crate::import::is_id(&fhir_id) {
        return Err(Fault::invalid(
            "A FHIR id is 1 to 64 letters, digits, dots or hyphens.",
        ));
    }
    let there = live.client.read(&found.resource_type, &fhir_id).await?;
    let theirs = wardbook_fhir::project::project(&there.body)
        .map_err(|_| Fault::invalid("What the EHR has under that id cannot be read."))?;
    let (connection, record) = (found.connection, found.record);
    if found.resource_type == "Patient" {
        let here = pass
            .read(move |store, c| records::body(store, c, record))
            .await?;
        let both = Face::of(&here).zip(Face::of(&there.body));
        if both.is_none_or(|(here, there)| here.like(&there) != Likeness::Same) {
            return Err(Fault::invalid(
                "Whoever the EHR has under that id is not known to be the same person: name, day of birth and numbers were compared. Nothing was changed.",
            ));
        }
    }
    let ours = pass
        .read(move |_, c| {
            let Some(row) = records::by_key(c, record)? else {
                return Ok(None);
            };
            Ok(match row.patient {
                Some(patient) => wardbook_store::patients::by_key(c, patient)?.map(|p| p.fhir_id),
                None => None,
            })
        })
        .await?;
    if let (wardbook_fhir::project::Owner::Patient(theirs), Some(ours)) = (&theirs.owner, &ours)
        && found.resource_type != "Patient"
        && theirs != ours
    {
        return Err(Fault::invalid(
            "What the EHR has under that id belongs to another patient. Nothing was changed.",
        ));
    }
    pass.write(move |tx| mapping::relink(tx, connection, record, &fhir_id, &by))
        .await
        .map_err(|fault| {
            if fault.code == Code::NameTaken {
                return Fault::invalid("Another record here has that id already.");
            }
            fault
        })
}

async fn set_active(pass: &Arc<Pass>, found: &Row, active: bool, by: By) -> Result<(), Fault> {
    let (connection, record) = (found.connection, found.record);
    pass.write(move |tx| mapping::set_active(tx, connection, record, active, &by))
        .await
}

async fn found(pass: &Arc<Pass>, row: &connections::Row, id: &str) -> Result<Row, Fault> {
    let (connection, id) = (row.id, id.to_owned());
    pass.read(move |_, c| find(c, connection, &id))
        .await?
        .ok_or_else(|| {
            Fault::new(
                Code::RecordNotFound,
                "This connection has no record with that id. Use our id, or Type/id at the EHR.",
            )
        })
}

async fn one(pass: &Arc<Pass>, row: connections::Row, id: &str) -> Result<MappingRow, Fault> {
    let found = found(pass, &row, id).await?;
    pass.read(move |_, c| at_edge(c, &row, &found, true)).await
}

/// By our record id, by `Type/id`, or by the EHR's id where only one type has it; never of another
/// connection.
pub(crate) fn find(c: &Connection, connection: i64, id: &str) -> Result<Option<Row>, StoreError> {
    let id = id.trim();
    if let Ok(uuid) = Uuid::try_parse(id)
        && let Some(row) = records::get(c, uuid)?
    {
        let found = mapping::of_record(c, row.id)?;
        return Ok(found.filter(|found| found.connection == connection));
    }
    let filter = match id.split_once('/') {
        Some((typ, id)) => Filter {
            resource_type: Some(typ.to_owned()),
            fhir_id: Some(id.to_owned()),
            ..Filter::default()
        },
        None => Filter {
            fhir_id: Some(id.to_owned()),
            ..Filter::default()
        },
    };
    let (total, mut rows) = mapping::list(c, connection, &filter, 0, 2)?;
    Ok(rows.pop().filter(|_| total == 1))
}

fn standing_of(standing: &MappingStanding) -> mapping::Standing {
    match standing {
        MappingStanding::Active => mapping::Standing::Active,
        MappingStanding::InError => mapping::Standing::InError,
        MappingStanding::Removed => mapping::Standing::Removed,
        MappingStanding::Inactive => mapping::Standing::Inactive,
    }
}

fn at_edge(
    c: &Connection,
    connection: &connections::Row,
    row: &Row,
    acts: bool,
) -> Result<MappingRow, StoreError> {
    let record = records::by_key(c, row.record)?;
    let uuid = record.as_ref().map(|record| record.uuid);
    let created = uuid
        .and_then(crate::brought::made_at)
        .map_or(row.synced_at as f64, |at| at as f64);
    let acts = if acts {
        mapping::acts(c, row.record)?
    } else {
        Vec::new()
    };
    Ok(MappingRow {
        record: uuid.map(|uuid| uuid.to_string()).unwrap_or_default(),
        connection: connection.uuid.to_string(),
        resource_type: row.resource_type.clone(),
        fhir_id: row.fhir_id.clone(),
        version: row.version.clone(),
        last_updated: row.last_updated.map(|ms| ms as f64),
        created_at: created,
        synced_at: row.synced_at as f64,
        standing: match row.standing() {
            mapping::Standing::Active => MappingStanding::Active,
            mapping::Standing::InError => MappingStanding::InError,
            mapping::Standing::Removed => MappingStanding::Removed,
            mapping::Standing::Inactive => MappingStanding::Inactive,
        },
        error_count: row.error_count,
        last_error: row.last_error.clone(),
        acts: acts
            .into_iter()
            .map(|act| MappingAct {
                act: act.act,
                detail: act.detail,
                person: act.by.person,
                correlation: act.by.correlation.to_string(),
                at: act.by.at as f64,
            })
            .collect(),
    })
}
