//! Discovery: what a client learns before it asks for anything.

use serde_json::{Value, json};

use crate::state::State;

/// `.well-known/smart-configuration`.
pub(crate) fn smart(state: &State) -> Value {
    let issuer = state.issuer();
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": [
            "openid", "fhirUser", "offline_access", "online_access", "user/*.rs", "user/*.cruds",
            "user/*.read", "user/*.write",
        ],
        "capabilities": [
            "launch-standalone", "client-public", "sso-openid-connect", "permission-offline",
            "permission-online", "permission-user", "permission-v1", "permission-v2",
        ],
    })
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
