//! A shared file read: a FHIR document with DocumentReferences and their content. Reads what other programs make as
//! leniently as anything foreign; refuses what is no such document, and what names more than one patient.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_fhir::read::standing::Standing;

use crate::failure::Fault;
use crate::wire::document::{AboutDocument, DocumentType};
use crate::wire::share::{SharedContent, SharedDocument};

/// A document in the file.
pub(super) struct Found {
    pub(super) number: u32,
    pub(super) about: AboutDocument,
    pub(super) in_error: bool,
    pub(super) bytes: Option<Vec<u8>>,
    content_type: Option<String>,
}

/// What the file holds.
pub(super) struct Read {
    name: Option<String>,
    family: Option<String>,
    birth_date: Option<String>,
    mrn: Option<String>,
    from: Option<String>,
    at: Option<String>,
    pub(super) documents: Vec<Found>,
}

/// Reads it.
pub(super) fn read(bytes: &[u8]) -> Result<Read, Fault> {
    let none = || {
        Fault::invalid(
            "This is no file of shared documents (a FHIR document Bundle). Charts come in through Import.",
        )
    };
    let bundle: Value = serde_json::from_slice(bytes).map_err(|_| none())?;
    let is_document = text(&bundle, "/resourceType").as_deref() == Some("Bundle")
        && text(&bundle, "/type").as_deref() == Some("document");
    let entries = bundle.get("entry").and_then(Value::as_array);
    let Some(entries) = entries.filter(|_| is_document) else {
        return Err(none());
    };
    let of_kind = |kind: &'static str| {
        entries
            .iter()
            .filter(move |entry| text(entry, "/resource/resourceType").as_deref() == Some(kind))
    };
    let mut patients = of_kind("Patient").filter_map(|entry| entry.get("resource"));
    let (patient, another) = (patients.next(), patients.next());
    if another.is_some() {
        return Err(Fault::invalid(
            "This file holds documents of more than one patient. Ask for one file for each.",
        ));
    }
    let binaries: HashMap<String, &Value> = of_kind("Binary")
        .filter_map(|entry| Some((text(entry, "/fullUrl")?, entry.get("resource")?)))
        .collect();
    let composition = of_kind("Composition").find_map(|entry| entry.get("resource"));
    let mut documents = Vec::new();
    for (number, entry) in (1_u32..).zip(of_kind("DocumentReference")) {
        if let Some(resource) = entry.get("resource") {
            documents.push(found(number, resource, &binaries));
        }
    }
    if documents.is_empty() {
        return Err(none());
    }
    Ok(Read {
        name: patient.and_then(name),
        family: patient.and_then(|patient| text(patient, "/name/0/family")),
        birth_date: patient.and_then(|patient| text(patient, "/birthDate")),
        mrn: patient.and_then(mrn),
        from: composition.and_then(|c| text(c, "/author/0/display")),
        at: text(&bundle, "/timestamp"),
        documents,
    })
}

fn text(value: &Value, path: &str) -> Option<String> {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn name(patient: &Value) -> Option<String> {
    let given = patient.pointer("/name/0/given").and_then(Value::as_array);
    let given: Vec<&str> = given
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match text(patient, "/name/0/family") {
        Some(family) if given.is_empty() => Some(family),
        Some(family) => Some(format!("{family}, {}", given.join(" "))),
        None => text(patient, "/name/0/text"),
    }
}

fn mrn(patient: &Value) -> Option<String> {
    let all = patient.get("identifier").and_then(Value::as_array)?;
    let is_mrn = |one: &&Value| text(one, "/type/coding/0/code").as_deref() == Some("MR");
    all.iter().find(is_mrn).and_then(|one| text(one, "/value"))
}

fn found(number: u32, resource: &Value, binaries: &HashMap<String, &Value>) -> Found {
    let read = DocumentReference::read(resource.to_string().as_bytes()).ok();
    let attachment = resource.pointer("/content/0/attachment");
    let inline = attachment.and_then(|a| text(a, "/data"));
    let binary = attachment
        .and_then(|a| text(a, "/url"))
        .and_then(|url| binaries.get(&url).copied());
    let data = inline.or_else(|| binary.and_then(|binary| text(binary, "/data")));
    let kind = text(resource, "/type/coding/0/code").map(|code| DocumentType {
        code,
        display: text(resource, "/type/coding/0/display"),
    });
    Found {
        number,
        about: AboutDocument {
            title: read.as_ref().and_then(|read| read.title.clone()),
            kind: kind.filter(|_| {
                text(resource, "/type/coding/0/system").as_deref() == Some("http://loinc.org")
            }),
            date: read.as_ref().and_then(|read| read.date.clone()),
            author: read.as_ref().and_then(|read| read.author.clone()),
            // An encounter there is none here.
            encounter: None,
            description: None,
            confidentiality: text(resource, "/securityLabel/0/coding/0/code"),
            access: None,
        },
        in_error: read.is_some_and(|read| read.standing == Standing::EnteredInError),
        bytes: data.and_then(|data| STANDARD.decode(data.trim()).ok()),
        content_type: attachment
            .and_then(|a| text(a, "/contentType"))
            .or_else(|| binary.and_then(|binary| text(binary, "/contentType"))),
    }
}

impl Read {
    /// A document by its number.
    pub(super) fn document(&self, number: u32) -> Option<&Found> {
        self.documents.iter().find(|one| one.number == number)
    }

    /// As the edge sees it.
    pub(super) fn told(self, encrypted: bool) -> SharedContent {
        let each = self.documents.into_iter().map(|one| SharedDocument {
            number: one.number,
            kind: one.about.kind.and_then(|kind| kind.display),
            title: one.about.title,
            date: one.about.date,
            author: one.about.author,
            in_error: one.in_error,
            content_type: one.content_type,
            size: one.bytes.map(|bytes| bytes.len() as f64),
        });
        SharedContent {
            documents: each.collect(),
            name: self.name,
            birth_date: self.birth_date,
            mrn: self.mrn,
            from: self.from,
            at: self.at,
            encrypted,
        }
    }

    /// Why the chart may be somebody else's; nothing where name and birth date agree.
    pub(super) fn unlike(&self, name: Option<&str>, birth_date: Option<&str>) -> Option<String> {
        let plain = |text: &str| wardbook_store::search::fold(text);
        let family = self.family.as_deref().or(self.name.as_deref()).map(plain);
        let same_name = match (&family, name.map(plain)) {
            (Some(family), Some(here)) => family
                .split_whitespace()
                .all(|word| here.contains(word.trim_matches(','))),
            _ => false,
        };
        if same_name && self.birth_date.is_some() && self.birth_date.as_deref() == birth_date {
            return None;
        }
        let or = |text: Option<&str>| text.unwrap_or("not said").to_owned();
        Some(format!(
            "The file is about {}, born {}; this chart is of {}, born {}. Nothing was taken in. Choose the right chart, or say that they are the same person.",
            or(self.name.as_deref()),
            or(self.birth_date.as_deref()),
            or(name),
            or(birth_date)
        ))
    }
}
