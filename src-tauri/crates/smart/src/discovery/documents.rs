//! What the two discovery documents look like; everything in them is optional until it is needed.

use serde::Deserialize;
use serde_json::Value;

const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

/// `.well-known/smart-configuration`, as far as it is used.
#[derive(Deserialize)]
pub(super) struct Configuration {
    pub(super) authorization_endpoint: Option<String>,
    pub(super) token_endpoint: Option<String>,
    pub(super) revocation_endpoint: Option<String>,
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    pub(super) user_access_brand_bundle: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) jwks_uri: Option<String>,
    pub(super) capabilities: Option<Vec<String>>,
    pub(super) scopes_supported: Option<Vec<String>>,
    pub(super) code_challenge_methods_supported: Option<Vec<String>>,
}

/// The children of the `oauth-uris` extension.
#[derive(Default)]
pub(super) struct OauthUris {
    pub(super) authorize: Option<String>,
    pub(super) token: Option<String>,
    pub(super) revoke: Option<String>,
}

/// It is a CapabilityStatement (or the Conformance of older versions).
pub(super) fn is_statement(document: &Value) -> bool {
    let kind = document.get("resourceType").and_then(Value::as_str);
    matches!(kind, Some("CapabilityStatement" | "Conformance"))
}

/// The extension, from whichever `rest` entry has it.
pub(super) fn oauth_uris(statement: &Value) -> Option<OauthUris> {
    let list = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let url_is =
        |extension: &Value, url: &str| extension.get("url").and_then(Value::as_str) == Some(url);
    let extensions = list(statement, "rest")
        .iter()
        .filter_map(|rest| rest.get("security"))
        .flat_map(|security| list(security, "extension"))
        .find(|extension| url_is(extension, OAUTH_URIS))?;
    let children = list(&extensions, "extension");
    let child = |name: &str| {
        let found = children.iter().find(|child| url_is(child, name))?;
        found
            .get("valueUri")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    Some(OauthUris {
        authorize: child("authorize"),
        token: child("token"),
        revoke: child("revoke"),
    })
}
