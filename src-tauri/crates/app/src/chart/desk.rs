//! One chart on the desk: a patient, a read of the store, and names already looked up. Everything in
//! the chart is read through it, so that no body is unpacked twice for one answer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use wardbook_fhir::json::Object;
use wardbook_fhir::read::codeable::Reference;
use wardbook_fhir::read::generic::Generic;
use wardbook_fhir::read::human_name::HumanName;
use wardbook_fhir::read::medication::Medication;
use wardbook_store::rusqlite::Connection;
use wardbook_store::times::OfType;
use wardbook_store::{Store, StoreError, connections, mapping, patients, records};

use super::source;
use crate::wire::section::{Origin, Standing};

/// A record's row with its body.
pub(crate) struct Sheet {
    pub(crate) row: records::Row,
    pub(crate) body: Vec<u8>,
    /// The EHR said that it is gone.
    pub(crate) removed: bool,
}

impl Sheet {
    /// How much it counts: what the EHR removed counts no more, whatever it says of itself.
    pub(crate) fn standing(&self, from: wardbook_fhir::read::Standing) -> Standing {
        if self.removed {
            return Standing::Removed;
        }
        standing(from)
    }

    /// Our id, as the edge sees it.
    pub(crate) fn id(&self) -> String {
        self.row.uuid.to_string()
    }
}

/// A patient's chart under reading.
pub(crate) struct Desk<'a> {
    pub(crate) store: &'a Store,
    pub(crate) c: &'a Connection,
    pub(crate) patient: patients::Row,
    /// Records that changed after this are new to whoever looks.
    pub(crate) since: Option<i64>,
    names: RefCell<HashMap<(String, String), Option<String>>>,
    /// Where each connection leads, so that it is not read again for every row.
    bases: RefCell<HashMap<i64, String>>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        store: &'a Store,
        c: &'a Connection,
        patient: patients::Row,
        since: Option<i64>,
    ) -> Desk<'a> {
        Desk {
            store,
            c,
            patient,
            since,
            names: RefCell::default(),
            bases: RefCell::default(),
        }
    }

    /// Rows of a section, newest first.
    pub(crate) fn rows(&self, section: &str) -> Result<Vec<records::Row>, StoreError> {
        records::of_section(self.c, self.patient.id, section, 0, MOST)
    }

    /// One type of a section, newest first: reading a whole section for that costs a look at all of it.
    pub(crate) fn rows_of_type(
        &self,
        section: &str,
        resource_type: &str,
        limit: u64,
    ) -> Result<Vec<records::Row>, StoreError> {
        match OfType::find(self.c, self.patient.id, section, resource_type)? {
            Some(these) => these.newest(self.c, limit),
            None => Ok(Vec::new()),
        }
    }

    /// Rows of a section with their bodies, newest first. A body that cannot be unpacked is empty, which
    /// every reader refuses: the row then says that it cannot be read.
    pub(crate) fn sheets(&self, section: &str) -> Result<Vec<Sheet>, StoreError> {
        let (store, patient) = (self.store, self.patient.id);
        let whole = records::whole_of_section(store, self.c, patient, section, 0, MOST)?;
        let ids: Vec<i64> = whole.iter().map(|(row, _)| row.id).collect();
        let gone = mapping::gone_among(self.c, &ids)?;
        let sheet = |(row, body): (records::Row, Option<Vec<u8>>)| Sheet {
            removed: gone.contains(&row.id),
            body: body.unwrap_or_default(),
            row,
        };
        Ok(whole.into_iter().map(sheet).collect())
    }

    /// Bodies for these rows, in their order; empty where they cannot be unpacked.
    pub(crate) fn with_bodies(&self, rows: Vec<records::Row>) -> Result<Vec<Sheet>, StoreError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let gone = mapping::gone_among(self.c, &ids)?;
        match records::bodies(self.store, self.c, &ids) {
            Ok(found) => {
                let mut bodies: HashMap<i64, Vec<u8>> = found.into_iter().collect();
                let sheet = |row: records::Row| {
                    let body = bodies.remove(&row.id).unwrap_or_default();
                    let removed = gone.contains(&row.id);
                    Sheet { row, body, removed }
                };
                Ok(rows.into_iter().map(sheet).collect())
            }
            Err(StoreError::Body) => rows.into_iter().map(|row| self.one(row)).collect(),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn one(&self, row: records::Row) -> Result<Sheet, StoreError> {
        let removed = !mapping::gone_among(self.c, &[row.id])?.is_empty();
        match records::body(self.store, self.c, row.id) {
            Ok(body) => Ok(Sheet { row, body, removed }),
            Err(StoreError::Body) => Ok(Sheet {
                row,
                body: Vec::new(),
                removed,
            }),
            Err(error) => Err(error),
        }
    }

    /// Where a record came from, and its id there.
    pub(crate) fn source(
        &self,
        row: &records::Row,
    ) -> Result<(Origin, Option<String>), StoreError> {
        let mapping = mapping::of_record(self.c, row.id)?;
        let mut bases = self.bases.borrow_mut();
        let base = match bases.entry(row.connection) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(connections::get(self.c, row.connection)?.fhir_base),
        };
        let origin = source::origin(base, mapping.is_some());
        Ok((origin, mapping.map(|mapping| mapping.fhir_id)))
    }

    /// Whether a record came or changed since the chart was last looked at.
    pub(crate) fn is_new(&self, row: &records::Row) -> bool {
        self.since.is_some_and(|since| row.changed_at > since)
    }

    /// The record a reference names, of one of these types.
    pub(crate) fn find(
        &self,
        reference: &Reference,
        types: &[&str],
    ) -> Result<Option<records::Row>, StoreError> {
        let named = reference.resource_type.as_deref();
        let Some(id) = id_of(reference) else {
            return Ok(None);
        };
        for kind in types
            .iter()
            .copied()
            .filter(|kind| named.is_none_or(|named| named == *kind))
        {
            if let Some(row) = records::find(self.c, self.patient.connection, kind, id)? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The name of what a reference names: as displayed, else from the record itself.
    pub(crate) fn name(
        &self,
        reference: Option<&Reference>,
        types: &[&str],
    ) -> Result<Option<String>, StoreError> {
        let Some(reference) = reference else {
            return Ok(None);
        };
        if let Some(display) = reference
            .display
            .clone()
            .filter(|text| !text.trim().is_empty())
        {
            return Ok(Some(display));
        }
        let Some(id) = id_of(reference) else {
            return Ok(None);
        };
        let kind = reference
            .resource_type
            .clone()
            .unwrap_or_else(|| types.join("|"));
        let key = (kind, id.to_owned());
        if let Some(known) = self.names.borrow().get(&key) {
            return Ok(known.clone());
        }
        let name = match self.find(reference, types)? {
            Some(row) => {
                let sheet = self.one(row)?;
                self.name_of(&sheet)?
            }
            None => None,
        };
        self.names.borrow_mut().insert(key, name.clone());
        Ok(name)
    }

    fn name_of(&self, sheet: &Sheet) -> Result<Option<String>, StoreError> {
        let Ok(object) = Object::parse(&sheet.body) else {
            return Ok(None);
        };
        match sheet.row.resource_type.as_str() {
            "Practitioner" | "RelatedPerson" | "Patient" => {
                let names = HumanName::all(&object, "name");
                Ok(HumanName::preferred(&names).and_then(HumanName::spoken))
            }
            "PractitionerRole" => {
                let person = Reference::one(&object, "practitioner");
                // A role that names a role leads nowhere: only the person is followed.
                self.name(person.as_ref(), &["Practitioner"])
            }
            "Medication" => Ok(Medication::read(&sheet.body)
                .ok()
                .and_then(|drug| drug.name)),
            _ => Ok(Generic::read(&sheet.body)
                .ok()
                .and_then(|found| found.title)),
        }
    }
}

/// Rows of a section beyond which nobody reads; a chart of forty years stays below.
pub(crate) const MOST: u64 = 200_000;

/// The id at the end of a reference; an imported file's `urn:uuid:` names the record of that id.
pub(crate) fn id_of(reference: &Reference) -> Option<&str> {
    let text = reference.reference.as_deref()?;
    text.strip_prefix("urn:uuid:").or_else(|| reference.id())
}

/// Who may be named with a record.
pub(crate) const PEOPLE: [&str; 4] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "RelatedPerson",
];

/// The `fhir` room's standing at the edge.
pub(crate) fn standing(from: wardbook_fhir::read::Standing) -> Standing {
    use wardbook_fhir::read::Standing as From;
    match from {
        From::Current => Standing::Current,
        From::Past => Standing::Past,
        From::Preliminary => Standing::Preliminary,
        From::EnteredInError => Standing::EnteredInError,
        From::Refuted => Standing::Refuted,
        From::Unknown => Standing::Unknown,
    }
}

/// In a list, what counts comes first: current, not final, not understood, over, ruled out, withdrawn.
pub(crate) fn rank(standing: &Standing) -> u8 {
    match standing {
        Standing::Current => 0,
        Standing::Preliminary => 1,
        Standing::Unknown => 2,
        Standing::Past => 3,
        Standing::Refuted => 4,
        Standing::EnteredInError => 5,
        Standing::Removed => 6,
    }
}
