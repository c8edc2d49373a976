//! The CapabilityStatement, written from the tables that search and the personality go by.

use serde_json::{Value, json};

use crate::personality::{Errors, ExportLevel, Pages, Personality};
use crate::search::params;
use crate::state::State;
use crate::time;

/// The statement.
pub(crate) fn statement(state: &State) -> Value {
    let personality = &state.config.personality;
    let resources: Vec<Value> = personality
        .all_served()
        .chain(personality.subscriptions.then_some("Subscription"))
        .map(|kind| resource(state, kind))
        .collect();
    let mut interactions = vec![];
    if personality.transaction {
        interactions.push(json!({"code": "transaction"}));
    }
    if personality.batch {
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
    if let (Some(map), true) = (
        rest.as_object_mut(),
        personality.export.contains(&ExportLevel::System),
    ) {
        let operation = json!([{"name": "export",
            "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"}]);
        map.insert("operation".to_owned(), operation);
    }
    if let (Some(map), true) = (rest.as_object_mut(), personality.subscriptions) {
        let address = format!("{}/subscriptions", state.origin.replacen("http", "ws", 1));
        let extension = json!([{
            "url": "http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket",
            "valueUri": address}]);
        map.insert("extension".to_owned(), extension);
    }
    let mut statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": time::instant(state.since - state.since.rem_euclid(1000)),
        "publisher": personality.publisher,
        "kind": "instance",
        "instantiates": ["http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"],
        "implementation": {
            "description": format!("A practice EHR, personality {}", personality.name),
            "url": state.base(),
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    });
    if let (Some((name, version)), Some(map)) = (personality.software, statement.as_object_mut()) {
        map.insert(
            "software".to_owned(),
            json!({"name": name, "version": version}),
        );
    }
    statement
}

fn security(state: &State) -> Value {
    if state.config.open {
        return json!({"description": "Open: no token is asked for"});
    }
    let issuer = state.issuer();
    let uri = |name: &str, path: &str| json!({"url": name, "valueUri": format!("{issuer}{path}")});
    let mut uris = vec![uri("authorize", "/authorize"), uri("token", "/token")];
    if state.config.personality.revocation {
        uris.extend([uri("revoke", "/revoke"), uri("introspect", "/introspect")]);
    }
    json!({
        "extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": uris,
        }],
        "service": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
            "code": "SMART-on-FHIR",
        }]}],
    })
}

fn resource(state: &State, kind: &str) -> Value {
    let personality = &state.config.personality;
    let interactions: Vec<Value> = [
        ('r', "read"),
        ('s', "search-type"),
        ('c', "create"),
        ('u', "update"),
        ('d', "delete"),
    ]
    .into_iter()
    .filter(|(letter, _)| personality.does(kind, *letter))
    .map(|(_, code)| json!({"code": code}))
    .collect();
    let searchable = params::of_kind(kind).iter().chain(params::COMMON);
    let mut searchable: Vec<Value> = searchable
        .filter(|p| personality.does(kind, 's') && personality.offers(kind, p.name))
        .map(|p| json!({"name": spelt(personality, p.name), "type": p.kind.name()}))
        .collect();
    let rules = personality.rules(kind);
    if rules.is_some_and(|r| r.does.contains('s') && r.pages != Pages::Whole) {
        searchable.push(json!({"name": "_count", "type": "number"}));
    }
    let references = params::of_kind(kind).iter();
    let references = references.filter(|p| p.kind == params::ParamKind::Reference);
    let includes: Vec<String> = references.map(|p| format!("{kind}:{}", p.name)).collect();
    let mut value = json!({
        "type": kind,
        "interaction": interactions,
        "versioning": if personality.etags { "versioned" } else { "no-version" },
        "readHistory": false,
        "updateCreate": false,
        "conditionalCreate": personality.conditional_create && personality.does(kind, 'c'),
        "conditionalRead": if personality.etags { "full-support" } else { "not-supported" },
        "conditionalUpdate": false,
        "conditionalDelete": "not-supported",
        "searchParam": searchable,
    });
    if let Some(map) = value.as_object_mut() {
        if !personality.meta {
            // Nothing has a version, and nothing is said about versions.
            map.remove("versioning");
        }
        if kind == "Group" && personality.export.contains(&ExportLevel::Group) {
            let name = match personality.errors {
                Errors::Coded => "group-export",
                _ => "export",
            };
            let operation = json!([{"name": name,
                "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export"}]);
            map.insert("operation".to_owned(), operation);
        }
        if !includes.is_empty() {
            map.insert("searchInclude".to_owned(), json!(includes));
        }
        if !super::super::holdings::is_common(kind) && kind != "Provenance" {
            map.insert("searchRevInclude".to_owned(), json!(["Provenance:target"]));
        }
        if kind == "Patient" && personality.everything {
            let operation = json!([{"name": "everything",
                "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything"}, {
                "name": "export",
                "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export"}]);
            map.insert("operation".to_owned(), operation);
        }
    }
    value
}

/// A parameter as this kind of server spells it.
fn spelt<'a>(personality: &Personality, name: &'a str) -> &'a str {
    match (personality.errors, name) {
        (Errors::Coded, "_lastUpdated") => "_lastupdated",
        _ => name,
    }
}
