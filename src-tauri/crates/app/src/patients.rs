//! The patient list on this workstation.

use std::collections::HashMap;
use std::sync::Arc;

use wardbook_store::rusqlite::Connection;
use wardbook_store::search::fold;
use wardbook_store::{StoreError, connections, ledger, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::chart::completeness;
use crate::door::Act;
use crate::wire::patient::{ListPatients, PatientPage, PatientRow};
use crate::wire::profile::Failure;

/// Rows of one page at most.
pub(crate) const PAGE: u32 = 200;

/// What rows of a list share.
pub(crate) struct Listing {
    pub(crate) connections: HashMap<i64, Arc<connections::Row>>,
}

impl App {
    /// A page of the patients on this workstation, by name.
    pub async fn list_patients(
        &self,
        actor: &Actor,
        request: ListPatients,
    ) -> Result<PatientPage, Failure> {
        // Paging through the list is looking at a shelf; searching it is looking for somebody.
        let act = if request.text.trim().is_empty() {
            Act::unrecorded("patients.list", Permission::ListPatients)
        } else {
            Act::recorded("patients.search", Permission::ListPatients)
        };
        self.enter(actor, act, |pass| async move {
            pass.read(move |_, c| {
                let limit = u64::from(request.limit.min(PAGE));
                let (total, rows) =
                    patients::page(c, &request.text, u64::from(request.offset), limit)?;
                page(c, total, &rows)
            })
            .await
        })
        .await
    }
}

/// Rows as a page of a list.
pub(crate) fn page(
    c: &Connection,
    total: u64,
    rows: &[patients::Row],
) -> Result<PatientPage, StoreError> {
    let listing = Listing::new(c)?;
    let rows = rows
        .iter()
        .map(|row| listing.row(c, row))
        .collect::<Result<_, _>>()?;
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(PatientPage {
        total: count(total),
        here: count(patients::count(c)?),
        rows,
    })
}

impl Listing {
    /// A patient as in the list.
    pub(crate) fn row(
        &self,
        c: &Connection,
        row: &patients::Row,
    ) -> Result<PatientRow, StoreError> {
        let whose = self.whose(row);
        let ledger = ledger::of_patient(c, row.id)?;
        let reads: Vec<&ledger::Row> = ledger.iter().filter(|read| read.patient != 0).collect();
        let coverage = completeness::together(&whose, "", &reads, 1);
        let new_records = match row.opened_at {
            Some(_) => row.new_records,
            None => 0,
        };
        Ok(PatientRow {
            id: whose.patient,
            fhir_id: row.fhir_id.clone(),
            name: row.name.clone(),
            birth_date: row.birth_date.clone(),
            gender: row.gender.clone(),
            mrn: row.mrn.clone(),
            deceased: row.deceased,
            connection: whose.connection,
            connection_name: self
                .connections
                .get(&row.connection)
                .map(|connection| connection.name.clone())
                .unwrap_or_default(),
            coverage: coverage.state,
            as_of: coverage.as_of,
            incomplete: coverage.reason,
            new_records,
        })
    }
}

/// A patient named on a terminal: by our id, by the EHR's id, by MRN or by a name only one has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// This one.
    One(uuid::Uuid),
    /// Nobody.
    Nobody,
    /// Several: more has to be said.
    Several(u64),
}

/// By a number only the whole one, by a name only whole words: a beginning fits whoever is here, and may be meant for
/// somebody who is not.
pub(crate) fn named(c: &Connection, text: &str) -> Result<Named, StoreError> {
    let text = text.trim();
    if let Ok(uuid) = uuid::Uuid::try_parse(text)
        && let Some(row) = patients::get(c, uuid)?
    {
        return Ok(Named::One(row.uuid));
    }
    let mut found = Vec::new();
    for connection in connections::list(c)? {
        found.extend(patients::find(c, connection.id, text)?.filter(|row| row.record.is_some()));
    }
    let (total, like) = patients::page(c, text, 0, ALIKE)?;
    if total > ALIKE {
        return Ok(Named::Several(total));
    }
    let is_number = text.contains(|c: char| c.is_ascii_digit());
    let fits = |row: &patients::Row| {
        row.mrn.as_deref() == Some(text) || (!is_number && has_whole_words(row, text))
    };
    for row in like.into_iter().filter(fits) {
        if !found.iter().any(|known| known.id == row.id) {
            found.push(row);
        }
    }
    let total = found.len() as u64;
    Ok(match (found.pop(), total) {
        (Some(row), 1) => Named::One(row.uuid),
        (None, _) => Named::Nobody,
        (_, several) => Named::Several(several),
    })
}

/// Patients that are looked through for the one that is named: more are too many to mean one.
const ALIKE: u64 = 1_000;

/// Every word of a text is a whole one of the patient's name.
fn has_whole_words(row: &patients::Row, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.filter(|word| !word.is_empty()).map(fold).collect()
    };
    let all = [&row.family, &row.given, &row.name].into_iter().flatten();
    let own: Vec<String> = all.flat_map(|part| words(part)).collect();
    let asked = words(text);
    !asked.is_empty() && asked.iter().all(|word| own.contains(word))
}
