//! Prepare: from a body to a record ready to be stored. Everything that costs time and needs no
//! database happens here, on any thread.

use bytes::Bytes;
use wardbook_fhir::project::{Code, Owner, Projection, project_and_scan};
use wardbook_fhir::read;
use wardbook_fhir::read::date::Precision as Exactness;
use wardbook_fhir::text::Scan;
use wardbook_store::body::Packer;
use wardbook_store::mapping::FhirId;
use wardbook_store::patients::Columns;
use wardbook_store::quarantine::Aside;
use wardbook_store::records::Precision;
use wardbook_store::search::fold;
use wardbook_store::terms::Term;
use wardbook_store::write::{Belongs, Prepared, Role, hash};

use super::dictionaries::Trained;
use super::writer::Ready;
use super::{Batch, Job, Name};

/// One thread's tools, reused from body to body.
pub(super) struct Preparing {
    trained: Trained,
    packer: Packer,
    scan: Scan,
}

impl Preparing {
    pub(super) fn new(trained: Trained) -> Self {
        Self {
            trained,
            packer: Packer::default(),
            scan: Scan::default(),
        }
    }

    pub(super) fn prepare(&mut self, job: Job) -> Ready {
        let Job {
            batch,
            names,
            act,
            link,
            reply,
            place,
        } = job;
        let mut ready = Ready {
            connection: batch.connection,
            synced_at: batch.synced_at,
            asked_at: batch.asked_at.unwrap_or(batch.synced_at),
            keep_older: batch.keep_older,
            records: Vec::with_capacity(batch.bodies.len()),
            aside: Vec::new(),
            ledger: batch.ledger.clone(),
            act,
            link,
            reply,
            place,
        };
        let nameless = Name::default();
        for (n, body) in batch.bodies.iter().enumerate() {
            let name = names.get(n).unwrap_or(&nameless);
            match self.record(&batch, body, name) {
                Ok(record) => ready.records.push(record),
                Err((code, reason)) => ready.aside.push(aside(&batch, body, code, reason)),
            }
        }
        ready
    }

    fn record(
        &mut self,
        batch: &Batch,
        body: &Bytes,
        name: &Name,
    ) -> Result<Prepared, (&'static str, &'static str)> {
        let mut columns = project_and_scan(body, name.id.as_deref(), &mut self.scan)
            .map_err(|e| (e.code(), reason(e.code())))?;
        if let Some(patient) = &name.patient {
            columns.owner = Owner::Patient(patient.clone());
        }
        let dictionary = self.trained.of(&columns.resource_type);
        if dictionary.is_none() {
            self.trained.sample(&columns.resource_type, body);
        }
        let packed = self
            .packer
            .pack(body, dictionary.as_deref())
            .map_err(|e| (e.code(), "It could not be compressed."))?;
        let wanted = self.scan.references.drain(..);
        let wanted = wanted
            .map(|(kind, id)| (kind.into(), FhirId::new(&id)))
            .collect();
        let attached = self.scan.contents.drain(..);
        let attached = attached.map(|id| FhirId::new(&id)).collect();
        let patient_columns = (columns.resource_type == "Patient")
            .then(|| patient_columns(body))
            .flatten();
        let words = searchable(&self.scan.words);
        if let Some(pointing) = &batch.pointing {
            pointing.look(&columns, body);
        }
        Ok(Prepared {
            fhir_id: FhirId::new(&columns.id),
            belongs: belongs(&columns, batch),
            hash: hash(body),
            body: packed,
            words,
            wanted,
            attached,
            patient_columns,
            ..of_columns(columns)
        })
    }
}

/// A record with its columns; what is not a column is filled in by the caller.
fn of_columns(columns: Projection) -> Prepared {
    let mut codes = columns.codes.into_iter().map(term);
    let mut categories = columns.categories.into_iter().map(term);
    let (code, category) = (codes.next(), categories.next());
    let tokens = codes
        .map(|t| (Role::Code, t))
        .chain(categories.map(|t| (Role::Category, t)))
        .chain(
            columns
                .components
                .iter()
                .map(|(code, ..)| (Role::Component, term(code.clone()))),
        )
        .collect();
    let quantities = columns
        .components
        .into_iter()
        .map(|(code, value, unit)| (term(code), value, unit.map(Into::into)))
        .collect();
    let (value, unit) = columns.quantity.map_or((None, None), |(v, u)| (Some(v), u));
    Prepared {
        resource_type: columns.resource_type.into(),
        fhir_id: FhirId::Text("".into()),
        version: columns.version.map(Into::into),
        last_updated: columns.last_updated,
        belongs: Belongs::Nobody,
        section: columns.section,
        date: columns.date.map(|d| d.start),
        precision: columns.date.map_or(Precision::None, |d| match d.precision {
            Exactness::Year => Precision::Year,
            Exactness::Month => Precision::Month,
            Exactness::Day => Precision::Day,
            Exactness::LocalTime | Exactness::Instant => Precision::Instant,
        }),
        code,
        category,
        status: columns.status.map(Into::into),
        value,
        unit: unit.map(Into::into),
        tokens,
        quantities,
        wanted: Vec::new(),
        attached: Vec::new(),
        words: String::new(),
        patient_columns: None,
        hash: [0; 16],
        body: wardbook_store::body::Packed {
            dictionary: 0,
            length: 0,
            bytes: Vec::new(),
        },
    }
}

fn term(code: Code) -> Term {
    Term {
        system: code.system,
        code: code.code,
        display: code.display,
    }
}

fn belongs(columns: &Projection, batch: &Batch) -> Belongs {
    match (&columns.owner, batch.patient) {
        (Owner::Patient(id), _) => Belongs::ToFhir(id.as_str().into()),
        (Owner::NotSaid, Some(patient)) => Belongs::To(patient),
        (Owner::NotSaid, None) | (Owner::Nobody, _) => Belongs::Nobody,
    }
}

/// Words as searched: where letters are written that a plain keyboard lacks, the plain spelling as well.
fn searchable(words: &str) -> String {
    let mut out = words.to_owned();
    if !words.is_ascii() {
        for word in words.split_whitespace().filter(|w| !w.is_ascii()) {
            out.push_str(&fold(word));
            out.push(' ');
        }
    }
    out
}

fn patient_columns(body: &[u8]) -> Option<Box<Columns>> {
    let patient = read::patient::Patient::read(body).ok()?;
    let name = patient.name();
    let mut words = String::new();
    for one in &patient.names {
        for part in one.family.iter().chain(&one.given).chain(&one.text) {
            words.push_str(part);
            words.push(' ');
        }
    }
    for value in patient.identifiers.iter().filter_map(|i| i.value.as_ref()) {
        words.push_str(value);
        words.push(' ');
    }
    words.push_str(patient.birth_date.as_deref().unwrap_or_default());
    words.push(' ');
    let preferred = read::human_name::HumanName::preferred(&patient.names);
    Some(Box::new(Columns {
        family: preferred.and_then(|n| n.family.clone()),
        given: preferred
            .map(|n| n.given.join(" "))
            .filter(|g| !g.is_empty()),
        // Nameless people stand at the end of a list, not at its head.
        sort_name: name.as_deref().map_or_else(|| "\u{ffff}".to_owned(), fold),
        name,
        birth_date: patient.birth_date.clone(),
        gender: patient.gender.clone(),
        mrn: patient.mrn().map(str::to_owned),
        deceased: matches!(patient.deceased, read::patient::Deceased::Yes(_)),
        words: searchable(&words),
    }))
}

fn reason(code: &str) -> &'static str {
    match code {
        "no-type" => "It does not say what kind of resource it is.",
        "no-id" => "It has no id.",
        _ => "It is not a JSON object.",
    }
}

fn aside(batch: &Batch, body: &Bytes, code: &'static str, reason: &str) -> Aside {
    let object = wardbook_fhir::json::Object::parse(body).ok();
    let text = |name| {
        object
            .as_ref()
            .and_then(|o| o.text(name))
            .filter(|t: &String| t.len() <= 128)
    };
    Aside {
        connection: batch.connection,
        patient: batch.patient,
        resource_type: text("resourceType"),
        fhir_id: text("id"),
        reason_code: code,
        reason: reason.to_owned(),
        at: batch.synced_at,
        body: body.to_vec(),
    }
}
