//! Documents of one patient as a FHIR document. Owns what goes into it: each DocumentReference as it is here, its content
//! as a Binary, the patient, and a Composition that names them. What is not here is said, not made up.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook_fhir::read::attachment::{Attachment, Binary};
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, blobs, documents, patients, records};

use crate::failure::{Code, Fault};
use crate::member;

/// A file before it is closed.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    pub(super) documents: u32,
    pub(super) left_out: Vec<String>,
}

/// Makes it.
pub(super) fn made(
    store: &Store,
    c: &Connection,
    ids: &[Uuid],
    person: &str,
    now: i64,
    [bundle, composition]: [Uuid; 2],
) -> Result<Result<Made, Fault>, StoreError> {
    let mut rows = Vec::new();
    for id in ids {
        match records::get(c, *id)? {
            Some(row) if row.resource_type == "DocumentReference" => rows.push(row),
            _ => return Ok(Err(Fault::no_record())),
        }
    }
    let owner = rows.first().and_then(|row| row.patient);
    if rows.iter().any(|row| row.patient != owner) {
        return Ok(Err(Fault::new(
            Code::RecordInvalid,
            "These documents are in different charts. Share those of one patient at a time.",
        )));
    }
    let patient = match owner {
        Some(key) => patients::by_key(c, key)?,
        None => None,
    };
    let Some(patient) = patient else {
        return Ok(Err(Fault::no_patient()));
    };
    let whom = urn(patient.uuid);
    let mut making = Making {
        store,
        c,
        entries: Vec::new(),
        left_out: Vec::new(),
        connection: patient.connection,
    };
    let mut sections = Vec::new();
    for row in &rows {
        sections.push(making.document(row, &whom)?);
    }
    let at = jiff::Timestamp::from_millisecond(now)
        .map(|at| at.to_string())
        .unwrap_or_default();
    let composition_url = urn(composition);
    let head = json!({
        "fullUrl": composition_url,
        "resource": {
            "resourceType": "Composition",
            "id": composition.to_string(),
            "status": "final",
            "type": {"coding": [{"system": "http://loinc.org", "code": "34109-9", "display": "Note"}]},
            "subject": {"reference": whom},
            "date": at,
            "author": [{"display": person}],
            "title": "Shared documents",
            "section": sections,
        },
    });
    let about = making.patient(&patient)?;
    let mut entries = vec![head, json!({"fullUrl": whom, "resource": about})];
    entries.append(&mut making.entries);
    let whole = json!({
        "resourceType": "Bundle",
        "id": bundle.to_string(),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": urn(bundle)},
        "type": "document",
        "timestamp": at,
        "entry": entries,
    });
    Ok(Ok(Made {
        bytes: whole.to_string().into_bytes(),
        documents: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        left_out: making.left_out,
    }))
}

fn urn(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

struct Making<'m> {
    store: &'m Store,
    c: &'m Connection,
    entries: Vec<Value>,
    left_out: Vec<String>,
    connection: i64,
}

impl Making<'_> {
    /// The patient as the EHR sent them, or what is known here.
    fn patient(&self, row: &patients::Row) -> Result<Value, StoreError> {
        if let Some(record) = row.record {
            let body = records::body(self.store, self.c, record)?;
            if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
                member::put(&mut value, "id", json!(row.uuid.to_string()));
                return Ok(value);
            }
        }
        let mut value = json!({"resourceType": "Patient", "id": row.uuid.to_string()});
        if let Some(name) = &row.name {
            member::put(&mut value, "name", json!([{"text": name}]));
        }
        if let Some(born) = &row.birth_date {
            member::put(&mut value, "birthDate", json!(born));
        }
        Ok(value)
    }

    /// A document and its content; gives its section.
    fn document(&mut self, row: &records::Row, whom: &str) -> Result<Value, StoreError> {
        let body = records::body(self.store, self.c, row.id)?;
        let read = DocumentReference::read(&body).ok();
        let title = read.as_ref().and_then(|read| read.title.clone());
        let name = title.clone().unwrap_or_else(|| "A document".to_owned());
        let mut value: Value = serde_json::from_slice(&body).map_err(|_| StoreError::Body)?;
        member::put(&mut value, "id", json!(row.uuid.to_string()));
        member::put(&mut value, "subject", json!({"reference": whom}));
        let here = documents::get(self.c, row.id)?;
        if let Some(here) = &here {
            // The file as it was brought, whatever an EHR made of it since.
            let most = usize::try_from(here.length).unwrap_or(usize::MAX);
            let bytes = blobs::range(self.c, here.blob, 0, most)?;
            let url = self.binary(row.uuid, 0, &here.content_type, &bytes);
            let day = value.pointer("/content/0/attachment/creation").cloned();
            let attachment = json!({
                "contentType": here.content_type, "url": url, "size": here.length, "title": title, "creation": day,
            });
            member::put(&mut value, "content", json!([{"attachment": attachment}]));
        } else {
            let attachments = read.map(|read| read.attachments).unwrap_or_default();
            for (index, attachment) in attachments.iter().enumerate() {
                self.attachment(row, &mut value, index, attachment, &body, &name)?;
            }
        }
        member::without_nothing(&mut value);
        let url = urn(row.uuid);
        self.entries
            .push(json!({"fullUrl": url, "resource": value}));
        Ok(json!({"title": name, "entry": [{"reference": url}]}))
    }

    fn attachment(
        &mut self,
        row: &records::Row,
        value: &mut Value,
        index: usize,
        attachment: &Attachment,
        body: &[u8],
        name: &str,
    ) -> Result<(), StoreError> {
        let bytes = if attachment.inline {
            DocumentReference::data(body, index).ok().flatten()
        } else {
            self.of_ehr(attachment.url.as_deref())?
        };
        let Some(bytes) = bytes else {
            self.left_out.push(format!(
                "{name}: a part of its content is not on this workstation. Sync the patient, or ask for it at the EHR."
            ));
            return Ok(());
        };
        let kind = attachment
            .content_type
            .as_deref()
            .unwrap_or("application/octet-stream");
        let url = self.binary(row.uuid, index, kind, &bytes);
        if let Some(place) = value.pointer_mut(&format!("/content/{index}/attachment"))
            && let Some(place) = place.as_object_mut()
        {
            place.remove("data");
            place.insert("url".into(), json!(url));
            place.insert("size".into(), json!(bytes.len()));
        }
        Ok(())
    }

    /// What the EHR's Binary holds, where it is here.
    fn of_ehr(&self, url: Option<&str>) -> Result<Option<Vec<u8>>, StoreError> {
        let id = url
            .and_then(|url| url.rsplit_once("Binary/"))
            .map(|(_, id)| id);
        let Some(id) = id.and_then(|id| id.split('/').next()) else {
            return Ok(None);
        };
        let Some(row) = records::find(self.c, self.connection, "Binary", id)? else {
            return Ok(None);
        };
        let body = records::body(self.store, self.c, row.id)?;
        Ok(Binary::read(&body).ok().and_then(|binary| binary.data))
    }

    /// Its content beside it; gives where.
    fn binary(&mut self, of: Uuid, index: usize, kind: &str, bytes: &[u8]) -> String {
        let id = Uuid::from_u128(of.as_u128() ^ ((index as u128 + 1) << 64));
        let url = urn(id);
        self.entries.push(json!({
            "fullUrl": url,
            "resource": {
                "resourceType": "Binary",
                "id": id.to_string(),
                "contentType": kind,
                "data": STANDARD.encode(bytes),
            },
        }));
        url
    }
}
