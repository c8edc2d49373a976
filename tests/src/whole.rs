//! Everything a profile holds, in a form that two profiles can be compared in: what came from the EHR
//! and how complete it is, without our own ids and times.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use wardbook_store::clock::SystemClock;
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::{Profile, StoreError, ledger, mapping, patients, records};

/// One record as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The resource's bytes, decompressed.
    pub body: Vec<u8>,
    /// The EHR's version.
    pub version: Option<String>,
    /// Chart section.
    pub section: String,
    /// Whose, by FHIR id.
    pub patient: Option<String>,
}

/// A ledger row without its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// How complete.
    pub state: String,
    /// Records counted.
    pub count: u64,
    /// Why not complete.
    pub reason: Option<String>,
    /// The same in words.
    pub words: Option<String>,
    /// Put aside.
    pub quarantined: u32,
}

/// A patient as the list shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// "Family, Given".
    pub name: Option<String>,
    /// FHIR date.
    pub birth_date: Option<String>,
    /// Medical record number.
    pub mrn: Option<String>,
}

/// A whole profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// By resource type and FHIR id.
    pub records: BTreeMap<(String, String), Held>,
    /// By FHIR id.
    pub patients: BTreeMap<String, Listed>,
    /// By patient's FHIR id and read.
    pub coverage: BTreeMap<(String, String), Covered>,
}

impl Whole {
    /// Reads all of a profile that a passphrase alone protects.
    ///
    /// # Panics
    /// When it does not open, or a record in it cannot be read: both are what a journey looks for.
    #[allow(clippy::panic)]
    pub fn of(folder: &Path, passphrase: &str) -> Whole {
        let opened = Profile::open(
            folder,
            Some(passphrase),
            &MemoryKeyring::default(),
            Arc::new(SystemClock),
        );
        match opened {
            Ok(profile) => match read(&profile) {
                Ok(whole) => whole,
                Err(error) => {
                    panic!("the profile opened, and a part of it cannot be read: {error}")
                }
            },
            Err(error) => panic!("the profile does not open: {error}"),
        }
    }

    /// What is in one and not, or not the same, in the other: counts and references for the eye.
    pub fn differences(&self, other: &Whole) -> Vec<String> {
        let mut found = Vec::new();
        compare("record", &self.records, &other.records, &mut found);
        compare("patient", &self.patients, &other.patients, &mut found);
        compare("coverage", &self.coverage, &other.coverage, &mut found);
        found
    }
}

fn compare<K: Ord + std::fmt::Debug, V: PartialEq>(
    what: &str,
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
    found: &mut Vec<String>,
) {
    for (key, value) in one {
        match other.get(key) {
            None => found.push(format!("{what} {key:?} is only in the first")),
            Some(there) if there != value => found.push(format!("{what} {key:?} is not the same")),
            Some(_) => {}
        }
    }
    for key in other.keys().filter(|key| !one.contains_key(key)) {
        found.push(format!("{what} {key:?} is only in the second"));
    }
}

fn read(profile: &Profile) -> Result<Whole, StoreError> {
    let store = profile.store();
    store.read(|c| {
        let mut whole = Whole {
            records: BTreeMap::new(),
            patients: BTreeMap::new(),
            coverage: BTreeMap::new(),
        };
        let mut keys: BTreeMap<i64, String> = BTreeMap::new();
        let (total, _) = patients::page(c, "", 0, 0)?;
        let (_, rows) = patients::page(c, "", 0, total)?;
        for row in rows {
            keys.insert(row.id, row.fhir_id.clone());
            let listed = Listed {
                name: row.name,
                birth_date: row.birth_date,
                mrn: row.mrn,
            };
            whole.patients.insert(row.fhir_id, listed);
        }
        let mut after = 0;
        loop {
            let ids = records::after(c, after, 1000)?;
            let Some(last) = ids.last() else { break };
            after = *last;
            for id in ids {
                let (Some(row), Some(map)) = (records::by_key(c, id)?, mapping::of_record(c, id)?)
                else {
                    continue;
                };
                let held = Held {
                    body: records::body(store, c, id)?,
                    version: map.version,
                    section: row.section,
                    patient: row.patient.and_then(|patient| keys.get(&patient).cloned()),
                };
                whole.records.insert((map.resource_type, map.fhir_id), held);
            }
        }
        for row in ledger::all(c)? {
            let patient = keys.get(&row.patient).cloned().unwrap_or_default();
            let covered = Covered {
                state: row.state.as_str().to_owned(),
                count: row.count,
                reason: row.reason_code,
                words: row.reason,
                quarantined: row.quarantined,
            };
            whole.coverage.insert((patient, row.read), covered);
        }
        Ok(whole)
    })
}
