//! The user-access brand bundle: who this hospital is and where its FHIR base is, as programs that
//! let a clinician find a hospital by name read it.

use serde_json::{Value, json};

use crate::population::HOSPITAL;
use crate::state::State;
use crate::time;

/// What the hospital is known by.
pub(crate) const IDENTIFIER: &str = "https://millhaven.example";

const ORGANIZATION: &str = "urn:uuid:6a1f0f4e-6c0e-4b3a-9a53-1f3f1c7f7a01";
const CLINIC: &str = "urn:uuid:6a1f0f4e-6c0e-4b3a-9a53-1f3f1c7f7a02";
const ENDPOINT: &str = "urn:uuid:6a1f0f4e-6c0e-4b3a-9a53-1f3f1c7f7a03";

/// The bundle.
pub(crate) fn bundle(state: &State) -> Value {
    let updated = time::instant(state.since - state.since.rem_euclid(1000));
    let id = |url: &str| url.trim_start_matches("urn:uuid:").to_owned();
    let organization = |url: &str, name: &str, line: &str, part_of: Option<&str>| {
        let mut value = json!({
            "resourceType": "Organization",
            "id": id(url),
            "meta": {"lastUpdated": updated},
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/organization-brand",
                "extension": [{"url": "brandLogo", "valueUrl": format!("{IDENTIFIER}/logo.svg")}],
            }],
            "identifier": [{"system": "urn:ietf:rfc:3986", "value": IDENTIFIER}],
            "active": true,
            "type": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/organization-type",
                "code": "prov", "display": "Healthcare Provider",
            }]}],
            "name": name,
            "alias": [format!("Sandbox {}", state.config.personality.name)],
            "telecom": [{"system": "url", "value": IDENTIFIER}],
            "address": [{"line": [line], "city": "Millhaven", "state": "MA",
                "postalCode": "01243", "country": "US"}],
            "endpoint": [{"reference": ENDPOINT}],
        });
        if let (Some(part_of), Some(map)) = (part_of, value.as_object_mut()) {
            map.insert("partOf".to_owned(), json!({"reference": part_of}));
        }
        json!({"fullUrl": url, "resource": value})
    };
    let endpoint = json!({"fullUrl": ENDPOINT, "resource": {
        "resourceType": "Endpoint",
        "id": id(ENDPOINT),
        "meta": {"lastUpdated": updated},
        "extension": [{
            "url": "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version",
            "valueCode": "4.0.1",
        }],
        "status": "active",
        "connectionType": {
            "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
            "code": "hl7-fhir-rest",
        },
        "name": HOSPITAL,
        "managingOrganization": {"reference": ORGANIZATION, "display": HOSPITAL},
        "contact": [{"system": "url", "value": IDENTIFIER}],
        "payloadType": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/endpoint-payload-type",
            "code": "none",
        }]}],
        "address": state.base(),
    }});
    json!({
        "resourceType": "Bundle",
        "id": "millhaven-brands",
        "type": "collection",
        "timestamp": updated,
        "entry": [
            organization(ORGANIZATION, HOSPITAL, "1 Hospital Road", None),
            organization(CLINIC, "Millhaven Community Clinic", "2 Hospital Road", Some(ORGANIZATION)),
            endpoint,
        ],
    })
}
