//! Discovery: what a client learns before it asks for anything.

use serde_json::{Value, json};

use crate::brands;
use crate::personality::{Errors, Personality};
use crate::state::State;

/// `.well-known/smart-configuration`.
pub(crate) fn smart(state: &State) -> Value {
    let issuer = state.issuer();
    let personality = &state.config.personality;
    let scopes: Vec<String> = if personality.wildcard_scopes {
        [
            "openid",
            "fhirUser",
            "launch",
            "offline_access",
            "online_access",
            "user/*.rs",
            "user/*.cruds",
            "user/*.read",
            "user/*.write",
        ]
        .map(str::to_owned)
        .to_vec()
    } else {
        explicit(personality)
    };
    let mut capabilities = personality.capabilities.to_vec();
    capabilities.extend([
        "client-confidential-symmetric",
        "client-confidential-asymmetric",
    ]);
    let mut methods = vec!["client_secret_basic", "private_key_jwt"];
    if personality.errors != Errors::Terse {
        methods.push("client_secret_post");
    }
    if personality.errors == Errors::Plain {
        methods.push("none");
    }
    let mut value = json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "scopes_supported": scopes,
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "capabilities": capabilities,
        "user_access_brand_bundle": format!("{}/brands", state.origin),
        "user_access_brand_identifier": {
            "system": "urn:ietf:rfc:3986", "value": brands::IDENTIFIER,
        },
    });
    if let (false, Some(map)) = (personality.revocation, value.as_object_mut()) {
        map.shift_remove("revocation_endpoint");
        map.shift_remove("introspection_endpoint");
        map.insert(
            "scopes_supported".to_owned(),
            json!(["openid", "fhirUser", "launch"]),
        );
    }
    value
}

/// Each scope by itself, where a type cannot be `*`.
fn explicit(personality: &Personality) -> Vec<String> {
    let plain = [
        "openid",
        "fhirUser",
        "profile",
        "launch",
        "offline_access",
        "online_access",
    ];
    let mut all: Vec<String> = plain.map(str::to_owned).to_vec();
    for kind in personality.all_served() {
        let letters: String = "crus"
            .chars()
            .filter(|letter| personality.does(kind, *letter))
            .collect();
        all.push(format!("user/{kind}.{letters}"));
        all.push(format!("user/{kind}.read"));
    }
    all
}

/// `.well-known/openid-configuration` of the issuer.
pub(crate) fn openid(state: &State) -> Value {
    let issuer = state.issuer();
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "fhirUser", "name"],
    })
}
