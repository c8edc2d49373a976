//! An International Patient Summary: a FHIR document (a Bundle whose first entry is a Composition) with the records
//! as the EHR sent them. Owns which record stands in which section; refuses to say "none" where nothing was said:
//! a section without a record has the reason for it (emptyReason), and each section's text says how complete it is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook_fhir::text::{Scan, scan};
use wardbook_store::{StoreError, connections, mapping, records};

use super::tables::{Row, Table};
use super::{Opened, Out, empty, in_words, is_complete, many};
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::wire::coverage::CoverageState;
use crate::wire::section::Standing;

const LOINC: &str = "http://loinc.org";
/// Results and vital signs of a section at most, the newest: a summary is no archive.
const NEWEST: usize = 200;
/// The base of records that came in files: an address that leads nowhere, so that references in them still resolve
/// inside the document.
const FILES: &str = "https://files.wardbook.invalid/fhir";

/// A section of the summary: its code, and which records of which section of the chart it takes.
struct Place {
    code: &'static str,
    title: &'static str,
    section: &'static str,
    kinds: &'static [&'static str],
    takes: fn(&Table, &Row) -> bool,
    /// It stands there even if nothing is in it.
    required: bool,
}

fn counts(row: &Row) -> bool {
    !matches!(row.standing, Standing::EnteredInError | Standing::Removed)
}

fn is_past(row: &Row) -> bool {
    row.standing == Standing::Past
}

fn now(_: &Table, row: &Row) -> bool {
    counts(row) && !is_past(row) && row.standing != Standing::Refuted
}

fn any(_: &Table, row: &Row) -> bool {
    counts(row)
}

const PLACES: [Place; 7] = [
    Place {
        code: "11450-4",
        title: "Problem list",
        section: "problems",
        kinds: &["Condition"],
        takes: now,
        required: true,
    },
    Place {
        code: "48765-2",
        title: "Allergies and intolerances",
        section: "allergies",
        kinds: &["AllergyIntolerance"],
        takes: |_, row| counts(row) && row.standing != Standing::Refuted,
        required: true,
    },
    Place {
        code: "10160-0",
        title: "Medication summary",
        section: "medications",
        kinds: &[
            "MedicationRequest",
            "MedicationStatement",
            "MedicationAdministration",
            "MedicationDispense",
        ],
        takes: |table, row| {
            counts(row)
                && table
                    .title
                    .as_deref()
                    .is_some_and(|title| title.starts_with("Active") || title.starts_with("Once"))
        },
        required: true,
    },
    Place {
        code: "11369-6",
        title: "Immunizations",
        section: "immunizations",
        kinds: &["Immunization"],
        takes: any,
        required: false,
    },
    Place {
        code: "30954-2",
        title: "Results",
        section: "results",
        kinds: &["Observation"],
        takes: any,
        required: false,
    },
    Place {
        code: "47519-4",
        title: "History of procedures",
        section: "procedures",
        kinds: &["Procedure"],
        takes: any,
        required: false,
    },
    Place {
        code: "11348-0",
        title: "History of past problems",
        section: "problems",
        kinds: &["Condition"],
        takes: |_, row| is_past(row),
        required: false,
    },
];

struct Entry {
    url: String,
    body: Box<RawValue>,
}

/// The document.
pub(super) fn summary(
    opened: &Opened<'_>,
    person: &str,
    [id, device_id, bundle_id]: [Uuid; 3],
) -> Result<Result<Out, Fault>, StoreError> {
    let mut document = Document::new(opened)?;
    let Some(subject) = document.subject()? else {
        return Ok(Err(Fault::new(
            crate::Code::RecordNotFound,
            "The Patient resource of this chart is not here. Sync the patient first.",
        )));
    };
    let mut sections = Vec::new();
    let mut left_out = Vec::new();
    for place in &PLACES {
        sections.extend(document.section(place, &mut left_out)?);
    }
    let asked: BTreeSet<&str> = PLACES.iter().map(|place| place.section).collect();
    let incomplete = opened.incomplete(|head| asked.contains(head.section.as_str()));
    document.outside()?;
    let at = jiff::Timestamp::from_millisecond(opened.now)
        .map(|at| at.to_string())
        .unwrap_or_default();
    let device = format!("urn:uuid:{}", device_id);
    let composition = json!({
        "resourceType": "Composition",
        "id": id.to_string(),
        "meta": { "profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"] },
        "text": { "status": "generated", "div": div(&[opened.who.clone(), opened.source()]) },
        "status": if incomplete.is_empty() { "final" } else { "preliminary" },
        "type": { "coding": [{ "system": LOINC, "code": "60591-5", "display": "Patient summary Document" }] },
        "subject": { "reference": subject },
        "date": at,
        "author": [{ "reference": device, "display": person }],
        "title": "International Patient Summary",
        "section": sections,
    });
    let wardbook = json!({
        "resourceType": "Device",
        "id": device_id.to_string(),
        "text": { "status": "generated", "div": div(&["Wardbook".to_owned()]) },
        "deviceName": [{ "name": "Wardbook", "type": "user-friendly-name" }],
        "version": [{ "value": env!("CARGO_PKG_VERSION") }],
    });
    let mut entries = vec![json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": composition })];
    entries.push(json!({ "fullUrl": device, "resource": wardbook }));
    let head = json!({
        "resourceType": "Bundle",
        "identifier": { "system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", bundle_id) },
        "type": "document",
        "timestamp": at,
    });
    Ok(document.written(&head, &entries).map(|bytes| Out {
        amount: many(document.entries.len() + entries.len(), "resource"),
        bytes,
        incomplete,
        left_out,
    }))
}

struct Document<'o> {
    opened: &'o Opened<'o>,
    base: String,
    entries: Vec<Entry>,
    here: BTreeSet<i64>,
    outside: BTreeSet<(String, String)>,
}

impl<'o> Document<'o> {
    fn new(opened: &'o Opened<'o>) -> Result<Document<'o>, StoreError> {
        let desk = opened.desk;
        let connection = connections::get(desk.c, desk.patient.connection)?;
        let base = if connection.fhir_base == IMPORT_BASE {
            FILES.to_owned()
        } else {
            connection.fhir_base.trim_end_matches('/').to_owned()
        };
        Ok(Document {
            opened,
            base,
            entries: Vec::new(),
            here: BTreeSet::new(),
            outside: BTreeSet::new(),
        })
    }

    /// Puts a record in, once; gives its address. Nothing where its body does not come back, or is no JSON.
    fn put(&mut self, row: records::Row) -> Result<Option<String>, StoreError> {
        let desk = self.opened.desk;
        let Some(mapped) = mapping::of_record(desk.c, row.id)? else {
            return Ok(None);
        };
        let url = format!("{}/{}/{}", self.base, row.resource_type, mapped.fhir_id);
        if self.here.contains(&row.id) {
            return Ok(Some(url));
        }
        let sheet = desk.one(row)?;
        let Ok(body) = String::from_utf8(sheet.body) else {
            return Ok(None);
        };
        let mut found = Scan::default();
        scan(body.as_bytes(), &mut found);
        let Ok(body) = RawValue::from_string(body) else {
            return Ok(None);
        };
        self.outside.extend(found.references.drain(..));
        self.here.insert(sheet.row.id);
        self.entries.push(Entry {
            url: url.clone(),
            body,
        });
        Ok(Some(url))
    }

    fn subject(&mut self) -> Result<Option<String>, StoreError> {
        let desk = self.opened.desk;
        let Some(record) = desk.patient.record else {
            return Ok(None);
        };
        match records::by_key(desk.c, record)? {
            Some(row) => self.put(row),
            None => Ok(None),
        }
    }

    /// Who and what the records name that belongs to no patient; another patient's records stay where they are.
    fn outside(&mut self) -> Result<(), StoreError> {
        let desk = self.opened.desk;
        for (kind, id) in std::mem::take(&mut self.outside) {
            let found = records::find(desk.c, desk.patient.connection, &kind, &id)?;
            if let Some(row) = found.filter(|row| row.patient.is_none()) {
                self.put(row)?;
            }
        }
        Ok(())
    }

    fn section(
        &mut self,
        place: &Place,
        left_out: &mut Vec<String>,
    ) -> Result<Option<Value>, StoreError> {
        let opened = self.opened;
        let Some(head) = opened.head(place.section) else {
            return Ok(None);
        };
        let (read, tables) = opened.tables(place.section)?;
        let mut entry: Vec<Value> = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut lines = Vec::new();
        let (mut more, mut unread) = (0, 0);
        for table in &tables {
            for row in table.rows.iter().filter(|row| (place.takes)(table, row)) {
                if seen.len() >= NEWEST && !seen.contains(&row.record) {
                    more += 1;
                    continue;
                }
                if seen.insert(row.record.clone()) {
                    let found = Uuid::try_parse(&row.record).ok();
                    let found = found
                        .map(|id| records::get(opened.desk.c, id))
                        .transpose()?
                        .flatten();
                    match found.filter(|found| place.kinds.contains(&found.resource_type.as_str()))
                    {
                        None => continue,
                        Some(found) => match self.put(found)? {
                            Some(url) => entry.push(json!({ "reference": url })),
                            None => unread += 1,
                        },
                    }
                }
                lines.push(
                    row.cells
                        .iter()
                        .filter(|cell| !cell.is_empty())
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(" · "),
                );
            }
        }
        if entry.is_empty() && !place.required {
            return Ok(None);
        }
        if more > 0 {
            left_out.push(format!(
                "{}: the {NEWEST} newest are in it, {more} older rows are not.",
                place.title
            ));
        }
        if unread > 0 {
            left_out.push(format!(
                "{}: {} could not be read.",
                place.title,
                many(unread, "record")
            ));
        }
        let mut says = vec![format!("How complete: {}.", in_words(&head.coverage))];
        if entry.is_empty() {
            says.push(if head.count > 0 && is_complete(&head.coverage) {
                "Nothing current is recorded; what is over, refuted or withdrawn is not in this summary.".to_owned()
            } else {
                empty(head, &read)
            });
        }
        says.extend(lines);
        let mut section = json!({
            "title": place.title,
            "code": { "coding": [{ "system": LOINC, "code": place.code, "display": place.title }] },
            "text": { "status": "generated", "div": div(&says) },
        });
        if let Some(members) = section.as_object_mut() {
            if entry.is_empty() {
                members.insert("emptyReason".to_owned(), reason(&head.coverage.state));
            } else {
                members.insert("entry".to_owned(), Value::Array(entry));
            }
        }
        Ok(Some(section))
    }

    fn written(&self, head: &Value, first: &[Value]) -> Result<Vec<u8>, Fault> {
        let fault = |_| Fault::internal("writing the summary");
        let mut text = serde_json::to_string(head).map_err(fault)?;
        // The last brace comes back at the end.
        text.pop();
        text.push_str(",\"entry\":[");
        for (n, entry) in first.iter().enumerate() {
            text.push_str(if n == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(entry).map_err(fault)?);
        }
        for entry in &self.entries {
            let url = serde_json::to_string(&entry.url).map_err(fault)?;
            let _ = write!(
                text,
                ",\n{{\"fullUrl\":{url},\"resource\":{}}}",
                entry.body.get()
            );
        }
        text.push_str("]}\n");
        Ok(text.into_bytes())
    }
}

/// Why a section has no record. Never "nil known": only a record of the EHR can say that.
fn reason(state: &CoverageState) -> Value {
    let (code, display) = match state {
        CoverageState::NotAsked => ("notasked", "Not Asked"),
        CoverageState::Refused | CoverageState::NotGranted => ("withheld", "Information Withheld"),
        _ => ("unavailable", "Unavailable"),
    };
    json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": code, "display": display }] })
}

/// Sentences as XHTML.
fn div(lines: &[String]) -> String {
    let mut text = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
    for line in lines {
        let plain: String = line.chars().filter(|c| !c.is_control()).collect();
        let safe = plain
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let _ = write!(text, "<p>{safe}</p>");
    }
    text.push_str("</div>");
    text
}
