//! The id_token and the key it is signed with. The key is in the source for all to read: it
//! guards nothing but this sandbox, and makes every start the same.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::desk::Grant;
use crate::state::State;

const KEY: &[u8] = include_bytes!("sandbox_signing_key.pem");
const KEY_ID: &str = "sandbox-1";
/// The modulus of the key.
const MODULUS: &str = concat!(
    "mChn601f3crlwFPDMniW11jrppoXJdsB0WXAEHGhCxQz2IpalLd5x2xdtgvwe8JK3YnYVt95s5QvGidcDgyT",
    "ODxiQ_AG_4DYHMIoWjkyAfUp8v2D4LvmSdFEBhNt5bZOd9lKVCQc4ABxe5myuWlxqEb_crjD1KMk8rst_E4R",
    "0Z4QdPDY5wq599RyIifLUaAMFm3wUiwrdwE7b0z1HV1GUCEYIvAklVRzB5b9LFSZ2s2Qm9Swh1cTzvmZKQr4",
    "oGxLi2oNXXKIKw-3Ncn30MYj-0Z23FMjKu9YtUiXvrTfWRgjCWYAMzVdAhTS6QYCEWJFH4BF-4yS95Op2gp4",
    "MK62mQ",
);
/// Life of an id_token in seconds.
const SECONDS: i64 = 300;

/// The public key as a JWKS.
pub(crate) fn jwks() -> Value {
    json!({"keys": [{
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": MODULUS, "e": "AQAB",
    }]})
}

/// The id_token of a grant.
pub(crate) fn id_token(
    state: &State,
    grant: &Grant,
    nonce: Option<&str>,
) -> Result<String, jsonwebtoken::errors::Error> {
    let now = state.clock.now() / 1000;
    let mut claims = json!({
        "iss": state.issuer(),
        "sub": grant.user.login,
        "aud": grant.client_id,
        "iat": now,
        "exp": now + SECONDS,
        "name": grant.user.display,
    });
    if let Some(map) = claims.as_object_mut() {
        if let Some(nonce) = nonce {
            map.insert("nonce".to_owned(), json!(nonce));
        }
        if grant
            .scopes
            .iter()
            .any(|s| s == "fhirUser" || s == "profile")
        {
            map.insert("fhirUser".to_owned(), json!(fhir_user(state, grant)));
        }
    }
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(KEY_ID.to_owned());
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_rsa_pem(KEY)?)
}

/// The address of the Practitioner who signed in.
pub(crate) fn fhir_user(state: &State, grant: &Grant) -> String {
    let place = state.holdings.practitioner(grant.user.practitioner);
    format!("{}/{place}", state.base())
}
