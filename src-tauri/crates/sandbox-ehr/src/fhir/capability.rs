//! The CapabilityStatement, written from the tables that search and the personality go by.

use serde_json::{Value, json};

use crate::search::params;
use crate::state::State;
use crate::time;

/// Types that clients may create and update.
pub(crate) fn writable(kind: &str) -> bool {
    params::SERVED.contains(&kind) && kind != "Provenance"
}

/// The statement.
pub(crate) fn statement(state: &State) -> Value {
    let personality = &state.config.personality;
    let resources: Vec<Value> = params::SERVED
        .iter()
        .map(|kind| resource(state, kind))
        .collect();
    let mut interactions = vec![];
    if personality.batch {
        interactions.push(json!({"code": "transaction"}));
        interactions.push(json!({"code": "batch"}));
    }
    let mut rest = json!({
        "mode": "server",
        "security": security(state),
        "resource": resources,
    });
    if let (Some(map), false) = (rest.as_object_mut(), interactions.is_empty()) {
        map.insert("interaction".to_owned(), Value::Array(interactions));
    }
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": time::instant(state.since - state.since.rem_euclid(1000)),
        "publisher": "Wardbook",
        "kind": "instance",
        "software": {"name": personality.software, "version": env!("CARGO_PKG_VERSION")},
        "implementation": {
            "description": format!("A practice EHR, personality {}", personality.name),
            "url": state.base(),
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    })
}

fn security(state: &State) -> Value {
    if state.config.open {
        return json!({"description": "Open: no token is asked for"});
    }
    let issuer = state.issuer();
    let uri = |name: &str, path: &str| json!({"url": name, "valueUri": format!("{issuer}{path}")});
    json!({
        "extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": [
                uri("authorize", "/authorize"), uri("token", "/token"),
                uri("revoke", "/revoke"), uri("introspect", "/introspect"),
            ],
        }],
        "service": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
            "code": "SMART-on-FHIR",
        }]}],
    })
}

fn resource(state: &State, kind: &str) -> Value {
    let personality = &state.config.personality;
    let mut interactions = vec![json!({"code": "read"}), json!({"code": "search-type"})];
    if writable(kind) {
        for code in ["create", "update", "delete"] {
            interactions.push(json!({"code": code}));
        }
    }
    let searchable = params::of_kind(kind).iter().chain(params::COMMON);
    let searchable: Vec<Value> = searchable
        .filter(|p| personality.last_updated || p.name != "_lastUpdated")
        .map(|p| json!({"name": p.name, "type": p.kind.name()}))
        .collect();
    let references = params::of_kind(kind).iter();
    let references = references.filter(|p| p.kind == params::ParamKind::Reference);
    let includes: Vec<String> = references.map(|p| format!("{kind}:{}", p.name)).collect();
    let mut value = json!({
        "type": kind,
        "interaction": interactions,
        "versioning": if personality.etags { "versioned" } else { "no-version" },
        "readHistory": false,
        "updateCreate": false,
        "conditionalCreate": writable(kind),
        "conditionalRead": if personality.etags { "full-support" } else { "not-supported" },
        "conditionalUpdate": false,
        "conditionalDelete": "not-supported",
        "searchParam": searchable,
    });
    if let Some(map) = value.as_object_mut() {
        if !includes.is_empty() {
            map.insert("searchInclude".to_owned(), json!(includes));
        }
        if !super::super::holdings::is_common(kind) && kind != "Provenance" {
            map.insert("searchRevInclude".to_owned(), json!(["Provenance:target"]));
        }
        if kind == "Patient" && personality.everything {
            let operation = json!([{"name": "everything",
                "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything"}]);
            map.insert("operation".to_owned(), operation);
        }
    }
    value
}
