//! A record as it is written here, made whole: whose it is, who wrote it, what it is in a few words.
//! Refuses a record that names another patient.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use wardbook_fhir::check;
use wardbook_store::patients;
use wardbook_store::write::Prepared;

use super::draft::Draft;
use crate::failure::{Code, Fault};

/// Reads a record that was written here; what is not right is named with its place.
pub(super) fn read(json: &str) -> Result<Draft, Fault> {
    Draft::read(json).ok_or_else(|| invalid(&check::check(json.as_bytes())))
}

/// Refuses what is not built as FHIR says.
pub(super) fn checked(body: &Draft) -> Result<Vec<u8>, Fault> {
    let bytes = body.bytes();
    let faults = check::check(&bytes);
    if faults.is_empty() {
        return Ok(bytes);
    }
    Err(invalid(&faults))
}

fn invalid(faults: &[check::Fault]) -> Fault {
    let lines: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {}", f.path, f.reason))
        .collect();
    Fault::new(
        Code::RecordInvalid,
        format!("This was not saved. {}", lines.join(" ")),
    )
}

/// The type of a record.
pub(super) fn kind(body: &Map<String, Value>) -> String {
    body.get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// The element in which a type names its patient.
fn owner(kind: &str) -> Option<&'static str> {
    match kind {
        "Patient" | "Appointment" => None,
        "AllergyIntolerance" | "Immunization" | "FamilyMemberHistory" => Some("patient"),
        "Coverage" => Some("beneficiary"),
        "Task" => Some("for"),
        _ => Some("subject"),
    }
}

/// Puts the patient in, and refuses another one.
pub(super) fn of_patient(
    body: &mut Map<String, Value>,
    patient: &patients::Row,
) -> Result<(), Fault> {
    let kind = kind(body);
    let ours = format!("Patient/{}", patient.fhir_id);
    if kind == "Patient" {
        return Err(Fault::invalid(
            "A patient is there already: correct the record instead.",
        ));
    }
    let mut named = Vec::new();
    for name in ["subject", "patient", "beneficiary", "for"] {
        named.extend(
            body.get(name)
                .and_then(|v| v.get("reference"))
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
    }
    let participants = body.get("participant").and_then(Value::as_array);
    for one in participants.into_iter().flatten() {
        let actor = one.pointer("/actor/reference").and_then(Value::as_str);
        named.extend(actor.filter(|a| a.contains("Patient/")).map(str::to_owned));
    }
    if named.iter().any(|reference| !reference.ends_with(&ours)) {
        return Err(Fault::new(
            Code::RecordInvalid,
            "This was not saved: the record names another patient than the one whose chart is open.",
        ));
    }
    if named.is_empty() {
        if let Some(name) = owner(&kind) {
            body.insert(name.to_owned(), json!({ "reference": ours }));
        } else {
            let patient = json!({"actor": {"reference": ours}, "status": "needs-action"});
            match body.get_mut("participant") {
                Some(Value::Array(all)) => all.push(patient),
                _ => {
                    body.insert("participant".into(), json!([patient]));
                }
            }
        }
    }
    Ok(())
}

/// Who is signed in, as a reference within the EHR.
pub(super) fn named(user: &str, base: &str) -> Option<String> {
    let user = user
        .strip_prefix(base)
        .unwrap_or(user)
        .trim_start_matches('/');
    user.contains('/').then(|| user.to_owned())
}

/// Puts in who wrote it, as the EHR calls them, where the record does not say.
pub(super) fn by(body: &mut Map<String, Value>, user: Option<&str>, base: &str) {
    let Some(user) = user.and_then(|user| named(user, base)) else {
        return;
    };
    let who = json!({ "reference": user });
    let (name, is_list) = match kind(body).as_str() {
        "DocumentReference" => ("author", true),
        "Observation" => ("performer", true),
        "Condition" | "AllergyIntolerance" | "Procedure" => ("recorder", false),
        _ => return,
    };
    if !body.contains_key(name) {
        body.insert(name.to_owned(), if is_list { json!([who]) } else { who });
    }
}

/// A quantity with its number as it is written.
#[derive(Deserialize)]
struct Quantity<'a> {
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    unit: Option<String>,
    code: Option<String>,
}

impl Quantity<'_> {
    fn words(&self) -> Option<String> {
        let unit = self.unit.as_deref().or(self.code.as_deref());
        let words = format!("{} {}", self.value?.get(), unit.unwrap_or(""));
        Some(words.trim_end().to_owned())
    }
}

/// One of several values of an observation.
#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow, rename = "valueQuantity")]
    value: Option<Quantity<'a>>,
}

/// What it is, in a few words.
pub(super) fn title(body: &Draft, record: &Prepared) -> String {
    let concept = |name: &str| {
        let value = body.get(name)?;
        let text = value
            .get("text")
            .or_else(|| value.pointer("/coding/0/display"));
        text.or_else(|| value.pointer("/coding/0/code"))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let named = ["code", "vaccineCode", "medicationCodeableConcept", "type"]
        .iter()
        .find_map(|name| concept(name))
        .or_else(|| {
            body.get("description")
                .and_then(Value::as_str)
                .map(str::to_owned)
        });
    let named = named.unwrap_or_else(|| record.resource_type.to_string());
    let value = body.text("valueQuantity");
    let value = value.and_then(|text| serde_json::from_str::<Quantity<'_>>(&text).ok()?.words());
    if let Some(value) = value {
        return format!("{named} {value}");
    }
    let parts = body.text("component").unwrap_or_default();
    let parts: Vec<Part<'_>> = serde_json::from_str(&parts).unwrap_or_default();
    let parts: Vec<String> = parts
        .iter()
        .filter_map(|part| part.value.as_ref()?.words())
        .collect();
    if parts.is_empty() {
        named
    } else {
        format!("{named} {}", parts.join(" / "))
    }
}

/// The same record, entered in error: where each type says so.
pub(super) fn in_error(body: &mut Map<String, Value>) -> Result<(), Fault> {
    match kind(body).as_str() {
        kind @ ("Condition" | "AllergyIntolerance") => {
            let system = if kind == "Condition" {
                "condition-ver-status"
            } else {
                "allergyintolerance-verification"
            };
            let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
            body.remove("clinicalStatus");
            let status = json!({"coding": [{"system": system, "code": "entered-in-error"}]});
            body.insert("verificationStatus".into(), status);
            Ok(())
        }
        "Patient" | "Organization" | "Practitioner" | "Location" => Err(Fault::invalid(
            "FHIR has no “entered in error” for this kind of record. Tell the people of the EHR.",
        )),
        _ if body.contains_key("status") => {
            body.insert("status".into(), json!("entered-in-error"));
            Ok(())
        }
        _ => Err(Fault::invalid(
            "This kind of record has no status that could say so. Correct it, or tell the people of the EHR.",
        )),
    }
}

/// Whether it says that it was entered in error.
pub(super) fn is_in_error(body: &Map<String, Value>) -> bool {
    body.get("status").and_then(Value::as_str) == Some("entered-in-error")
        || body
            .get("verificationStatus")
            .and_then(|v| v.pointer("/coding/0/code"))
            .and_then(Value::as_str)
            == Some("entered-in-error")
}
