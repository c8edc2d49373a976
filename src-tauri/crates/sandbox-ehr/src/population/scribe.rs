//! The scribe writes a chart: gives each resource its id, meta and place, and its bytes, once.
//! Domains say what happened; only the scribe knows how a resource is numbered.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::ids;
use super::person::Person;
use crate::resource::{Chart, Resource};
use crate::time::{self, DAY_MS, Day};

/// Something seen in the chart that a note may mention.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) day: Day,
    pub(crate) key: &'static str,
    pub(crate) text: String,
    /// Outside its reference range.
    pub(crate) abnormal: bool,
}

/// Writes resources of one owner in order.
#[derive(Debug)]
pub(crate) struct Scribe {
    pub(crate) seed: u64,
    pub(crate) owner: usize,
    pub(crate) today: Day,
    /// Nothing written here shows its `meta`.
    pub(crate) bare: bool,
    pub(crate) findings: Vec<Finding>,
    out: Vec<Resource>,
}

impl Scribe {
    /// A scribe at the first line of an empty chart.
    pub(crate) fn new(seed: u64, owner: usize, today: Day) -> Scribe {
        Scribe {
            seed,
            owner,
            today,
            bare: false,
            findings: Vec::new(),
            out: Vec::with_capacity(256),
        }
    }

    /// The dice of one domain of this chart.
    pub(crate) fn dice(&self, domain: Domain) -> Dice {
        Dice::new(self.seed, self.owner, domain as u16)
    }

    /// Writes a resource that was last touched at `updated` (milliseconds) and gives `Type/id`.
    /// `body` has neither type, id nor meta.
    pub(crate) fn write(&mut self, kind: &'static str, updated: i64, body: Value) -> String {
        self.write_version(kind, updated, 1, body)
    }

    /// As `write`, for a resource that was changed since it was first written.
    pub(crate) fn write_version(
        &mut self,
        kind: &'static str,
        updated: i64,
        version: u32,
        body: Value,
    ) -> String {
        let id = ids::mint(self.seed, self.owner, self.out.len());
        // Nothing is touched before it was written or after the end of the day that is today.
        let limit = self.today.ms() + DAY_MS / 2;
        let updated = updated.min(limit);
        let mut whole = Map::with_capacity(16);
        whole.insert("resourceType".to_owned(), Value::from(kind));
        whole.insert("id".to_owned(), Value::from(id.as_str()));
        let mut meta = Map::new();
        meta.insert("versionId".to_owned(), Value::from(version.to_string()));
        meta.insert(
            "lastUpdated".to_owned(),
            Value::from(time::instant(updated)),
        );
        if let Some(profile) = profile(kind, &body) {
            meta.insert("profile".to_owned(), json!([profile]));
        }
        whole.insert("meta".to_owned(), Value::Object(meta));
        if let Value::Object(fields) = body {
            whole.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
        let mut resource = Resource::from_value(kind, id, &Value::Object(whole.clone()));
        if self.bare {
            whole.shift_remove("meta");
            resource.body = serde_json::to_vec(&whole).unwrap_or_default().into();
        }
        let reference = resource.reference();
        self.out.push(resource);
        reference
    }

    /// Remembers something for the notes.
    pub(crate) fn find(&mut self, day: Day, key: &'static str, text: String, abnormal: bool) {
        self.findings.push(Finding {
            day,
            key,
            text,
            abnormal,
        });
    }

    /// The reference of the resource written last but `back`.
    pub(crate) fn written(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.out
            .iter()
            .filter(move |resource| resource.kind == kind)
    }

    /// The finished chart.
    pub(crate) fn finish(self) -> Chart {
        Chart::new(self.out)
    }
}

/// The streams of rolls, one a domain, so that one domain's change leaves the others as they were.
#[derive(Debug, Clone, Copy)]
#[repr(u16)]
pub(crate) enum Domain {
    Demographics = 1,
    Life,
    Visits,
    Conditions,
    Allergies,
    Medications,
    Labs,
    Vitals,
    Social,
    Vaccines,
    Procedures,
    Plans,
    Notes,
    Insurance,
    Family,
    Admin,
    Commons,
}

/// A code of a system with its display and, where it differs, the words a clinician sees.
pub(crate) fn concept(system: &str, code: &str, display: &str) -> Value {
    json!({"coding": [{"system": system, "code": code, "display": display}], "text": display})
}

/// A reference with a display.
pub(crate) fn refer(to: &str, display: &str) -> Value {
    if display.is_empty() {
        json!({"reference": to})
    } else {
        json!({"reference": to, "display": display})
    }
}

/// The patient of a chart as a subject.
pub(crate) fn subject(seed: u64, person: &Person) -> Value {
    json!({"reference": format!("Patient/{}", ids::mint(seed, person.index, 0))})
}

fn profile(kind: &str, body: &Value) -> Option<&'static str> {
    let category = || {
        body.pointer("/category/0/coding/0/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    Some(match kind {
        "Patient" => "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient",
        "AllergyIntolerance" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-allergyintolerance"
        }
        "Condition" if category() == "encounter-diagnosis" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-encounter-diagnosis"
        }
        "Condition" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns"
        }
        "Observation" if category() == "laboratory" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"
        }
        "Observation" if category() == "vital-signs" => {
            "http://hl7.org/fhir/StructureDefinition/vitalsigns"
        }
        "MedicationRequest" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-medicationrequest"
        }
        "DocumentReference" => {
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference"
        }
        "Encounter" => "http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter",
        _ => return None,
    })
}
