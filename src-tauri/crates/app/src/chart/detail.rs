//! A record laid out whole. What an element says is the `fhir` room's; here references get the names of
//! what they name, and lead there. Leads to records of the same patient and to those of nobody only.

use std::collections::HashMap;

use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::detail::{Detail, Item, Kind};
use wardbook_fhir::read::generic::Generic;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, mapping, records};

use super::desk::{Sheet, id_of};
use crate::wire::detail::{DetailItem, DetailKind, RecordDetail};
use crate::wire::section::Standing;

/// References followed for one record at most: a group may name thousands.
const FOLLOWED: usize = 400;

/// Said where a body is no record.
const BROKEN: &str = "This is not a sound record; what the EHR sent stands below as it came.";

/// Types a reference may mean that names none (`urn:uuid:`), the likely first.
const LIKELY: [&str; 14] = [
    "Patient",
    "Encounter",
    "Practitioner",
    "Organization",
    "Location",
    "Condition",
    "Observation",
    "Medication",
    "MedicationRequest",
    "Claim",
    "CareTeam",
    "ImagingStudy",
    "Procedure",
    "DiagnosticReport",
];

/// A record laid out.
pub(super) fn of(store: &Store, c: &Connection, sheet: &Sheet) -> Result<RecordDetail, StoreError> {
    let (Ok(found), Ok(row)) = (Detail::read(&sheet.body), Generic::read(&sheet.body)) else {
        return Ok(RecordDetail {
            title: None,
            status: None,
            standing: Standing::Unknown,
            cautions: vec![BROKEN.to_owned()],
            items: Vec::new(),
        });
    };
    let mut names = Names {
        store,
        c,
        sheet,
        known: HashMap::new(),
        contained: contained(&found.items),
    };
    let mut cautions = found.cautions;
    if sheet.removed {
        cautions.insert(
            0,
            "Removed at the EHR: this copy is from before.".to_owned(),
        );
    }
    let items = found.items.into_iter().map(|item| names.item(item));
    Ok(RecordDetail {
        items: items.collect::<Result<_, _>>()?,
        title: row.title,
        status: row.status,
        standing: sheet.standing(row.standing),
        cautions,
    })
}

/// Names of the records inside the record, by their ids.
fn contained(items: &[Item]) -> HashMap<String, String> {
    let inside = items.iter().filter(|item| item.name == "contained");
    inside
        .filter_map(|item| {
            let id = item
                .items
                .iter()
                .find(|one| one.name == "id")?
                .value
                .clone()?;
            let name = item.value.clone().unwrap_or_else(|| item.label.clone());
            Some((id.trim_start_matches('#').to_owned(), name))
        })
        .collect()
}

struct Names<'a> {
    store: &'a Store,
    c: &'a Connection,
    sheet: &'a Sheet,
    known: HashMap<String, Option<(String, Option<String>)>>,
    contained: HashMap<String, String>,
}

impl Names<'_> {
    fn item(&mut self, item: Item) -> Result<DetailItem, StoreError> {
        let found = match &item.reference {
            Some(reference) => self.follow(reference)?,
            None => None,
        };
        let (record, title) = found.map_or((None, None), |(record, title)| (Some(record), title));
        let unnamed = || {
            let reference = item.reference.as_ref()?;
            if let Some(inside) = reference
                .reference
                .as_deref()
                .and_then(|text| text.strip_prefix('#'))
            {
                return self.contained.get(inside).cloned();
            }
            // Said by what the EHR gave of it: its type, or nothing.
            reference.reference.as_ref()?;
            let kind = reference.resource_type.as_deref().unwrap_or("Record");
            Some(format!("{kind}, name not here"))
        };
        let value = item.value.clone().or(title).or_else(unnamed);
        let items = item.items.into_iter().map(|one| self.item(one));
        Ok(DetailItem {
            items: items.collect::<Result<_, _>>()?,
            name: item.name,
            label: item.label,
            kind: match item.kind {
                Kind::Words => DetailKind::Words,
                Kind::Date => DetailKind::Date,
                Kind::Absent => DetailKind::Absent,
            },
            modifier: item.modifier,
            value,
            fine: item.fine,
            record,
        })
    }

    /// The record a reference leads to, with its name.
    fn follow(
        &mut self,
        reference: &Reference,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        let (Some(text), Some(id)) = (reference.reference.clone(), id_of(reference)) else {
            return Ok(None);
        };
        if let Some(known) = self.known.get(&text) {
            return Ok(known.clone());
        }
        if self.known.len() >= FOLLOWED {
            return Ok(None);
        }
        let named = reference.resource_type.as_deref();
        let types: Vec<&str> = named.map_or_else(|| LIKELY.to_vec(), |named| vec![named]);
        let mut found = None;
        for kind in types {
            if let Some(row) = records::find(self.c, self.sheet.row.connection, kind, id)? {
                found = Some(row);
                break;
            }
        }
        // Another patient's record is not opened from this one's chart.
        let here =
            found.filter(|row| row.patient.is_none() || row.patient == self.sheet.row.patient);
        let answer = match here {
            Some(row) => Some((row.uuid.to_string(), self.title(row.id)?)),
            None => None,
        };
        self.known.insert(text, answer.clone());
        Ok(answer)
    }

    fn title(&self, id: i64) -> Result<Option<String>, StoreError> {
        match records::body(self.store, self.c, id) {
            Ok(body) => Ok(Generic::read(&body).ok().and_then(|found| found.title)),
            Err(StoreError::Body) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A record with its body, whoever it belongs to.
pub(super) fn sheet(
    store: &Store,
    c: &Connection,
    row: &records::Row,
) -> Result<Sheet, StoreError> {
    Ok(Sheet {
        removed: !mapping::gone_among(c, &[row.id])?.is_empty(),
        row: row.clone(),
        body: records::body(store, c, row.id)?,
    })
}
