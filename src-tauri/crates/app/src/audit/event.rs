//! An act as a FHIR R4 AuditEvent, by the patterns of IHE Basic Audit Log Patterns (BALP): user, client and server as
//! agents, the patient and what was touched as entities, the correlation as the transaction. Claims no profile: what was
//! searched for is never recorded, and BALP demands it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::acts::{self, Event};
use super::table;
use crate::csv::moment;
use crate::wire::audit::{AuditEntry, AuditOutcome};

const DCM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const INTERACTION: &str = "http://hl7.org/fhir/restful-interaction";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const ENTITY: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const OBJECT: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const BALP_ENTITY: &str = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
const OURS: &str = "urn:app.wardbook.desktop";

/// The id of the event: the same act is the same event in every export. Two acts may share a correlation, so the row
/// takes part.
pub(super) fn id(entry: &AuditEntry) -> Uuid {
    let mut bytes = *Uuid::try_parse(&entry.correlation)
        .unwrap_or_default()
        .as_bytes();
    for (byte, more) in bytes.iter_mut().zip((entry.number as u128).to_be_bytes()) {
        *byte ^= more;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The event.
pub(super) fn of(entry: &AuditEntry) -> Value {
    let event = acts::known(&entry.act).map_or(Event::Dicom("110100", None), |known| known.event);
    let mut whole = json!({
        "resourceType": "AuditEvent",
        "id": id(entry).to_string(),
        "type": kind(event),
        "subtype": subtypes(event, entry),
        "action": action(event),
        "recorded": moment(entry.at),
        "agent": agents(event, entry),
        "source": {
            "site": entry.workstation.as_deref().unwrap_or("not recorded"),
            "observer": { "display": "Wardbook" },
            "type": [{ "system": "http://terminology.hl7.org/CodeSystem/security-source-type", "code": "1" }],
        },
        "entity": entities(entry),
    });
    if let Some(map) = whole.as_object_mut() {
        if let Some(ended) = entry.ended_at {
            map.insert(
                "period".into(),
                json!({ "start": moment(entry.at), "end": moment(ended) }),
            );
        }
        if entry.glass.is_some() {
            // "break the glass", of the purposes of use.
            let purpose = json!([{ "coding": [{ "system": REASON, "code": "BTG" }] }]);
            map.insert("purposeOfEvent".into(), purpose);
        }
        // An act without an outcome neither succeeded nor failed as far as anybody knows: no code says that.
        let code = match entry.outcome {
            AuditOutcome::Done => Some("0"),
            AuditOutcome::Refused | AuditOutcome::Failed => Some("4"),
            AuditOutcome::Unfinished => None,
        };
        if let Some(code) = code {
            map.insert("outcome".into(), json!(code));
        }
        if entry.outcome != AuditOutcome::Done {
            let words = table::outcome(entry.outcome);
            let text = entry
                .code
                .as_ref()
                .map_or_else(|| words.to_owned(), |code| format!("{words}: {code}"));
            map.insert("outcomeDesc".into(), json!(text));
        }
    }
    whole
}

fn kind(event: Event) -> Value {
    match event {
        Event::Rest(_) => json!({ "system": TYPE, "code": "rest", "display": "RESTful Operation" }),
        Event::Dicom(code, _) => json!({ "system": DCM, "code": code }),
    }
}

fn subtypes(event: Event, entry: &AuditEntry) -> Value {
    let ours = json!({ "system": OURS, "code": entry.act, "display": entry.title });
    match event {
        Event::Rest(name) => json!([{ "system": INTERACTION, "code": name }, ours]),
        Event::Dicom(_, Some(code)) => json!([{ "system": DCM, "code": code }, ours]),
        Event::Dicom(_, None) => json!([ours]),
    }
}

fn action(event: Event) -> &'static str {
    match event {
        Event::Rest("create") | Event::Dicom("110107", _) => "C",
        Event::Rest("read") | Event::Dicom("110106", _) => "R",
        Event::Rest("update") => "U",
        Event::Rest("delete") => "D",
        Event::Rest(_) | Event::Dicom(..) => "E",
    }
}

/// User, client and server. For a read the client is where data goes and the server where it comes from; for a write and
/// a search it is the other way round; what is deleted is in custody.
fn agents(event: Event, entry: &AuditEntry) -> Value {
    let (client, server) = match event {
        Event::Rest("read") => ("110152", "110153"),
        Event::Rest("delete") => ("110150", "110152"),
        _ => ("110153", "110152"),
    };
    let takes_part = match event {
        Event::Rest("create" | "update" | "delete") => "AUT",
        _ => "IRCP",
    };
    let mut user = json!({
        "type": { "coding": [{ "system": PARTICIPATION, "code": takes_part }] },
        "who": { "identifier": { "system": OURS, "value": entry.person } },
        "name": entry.person,
        "requestor": true,
    });
    if let (Some(role), Some(user)) = (&entry.role, user.as_object_mut()) {
        user.insert("role".into(), json!([{ "text": role }]));
    }
    let machine = |code: &str, what: &str| {
        json!({
            "type": { "coding": [{ "system": DCM, "code": code }] },
            "who": { "display": what },
            "requestor": false,
            "network": { "address": entry.workstation.as_deref().unwrap_or("not recorded"), "type": "1" },
        })
    };
    let program = format!(
        "Wardbook, {}",
        entry.program.as_deref().unwrap_or("program not recorded")
    );
    json!([
        user,
        machine(client, &program),
        machine(server, "Wardbook store")
    ])
}

fn entities(entry: &AuditEntry) -> Value {
    let mut entities = vec![json!({
        "what": { "identifier": { "value": entry.correlation } },
        "type": { "system": BALP_ENTITY, "code": "XrequestId" },
    })];
    if let Some(subject) = &entry.subject {
        entities.push(json!({
            "what": { "identifier": { "system": OURS, "value": subject } },
            "type": { "system": ENTITY, "code": "2" },
            "role": { "system": OBJECT, "code": "4" },
        }));
    }
    if let Some(patient) = &entry.patient {
        let mut what = json!({ "reference": format!("Patient/{patient}"), "type": "Patient" });
        if let (Some(name), Some(what)) = (&entry.patient_name, what.as_object_mut()) {
            what.insert("display".into(), json!(name));
        }
        entities.push(json!({
            "what": what,
            "type": { "system": ENTITY, "code": "1" },
            "role": { "system": OBJECT, "code": "1" },
        }));
    }
    if let (Some(detail), Some(first)) = (
        &entry.detail,
        entities.first_mut().and_then(Value::as_object_mut),
    ) {
        first.insert("description".into(), json!(detail));
    }
    Value::Array(entities)
}
