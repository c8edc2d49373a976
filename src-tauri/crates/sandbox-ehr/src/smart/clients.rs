//! Registered programs at the token endpoint: public ones say who they are, confidential ones prove
//! it with a secret or with an assertion signed by a key that was registered.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::token::Form;
use crate::state::State;

/// Longest life of an assertion in seconds.
const ASSERTION_SECONDS: i64 = 300;
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A program that asks for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asker {
    pub(crate) id: String,
    pub(crate) confidential: bool,
}

/// Assertions that were used.
#[derive(Debug, Default)]
pub(crate) struct Assertions {
    used: Mutex<HashSet<String>>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    jti: String,
}

/// Whether a program of this id is registered at all.
pub(crate) fn known(state: &State, id: &str) -> bool {
    let config = &state.config;
    config.client_ids.iter().any(|known| known == id)
        || secret(state, id).is_some()
        || keys(state, id).is_some()
}

fn secret<'a>(state: &'a State, id: &str) -> Option<&'a str> {
    let found = state
        .config
        .client_secrets
        .iter()
        .find(|(known, _)| known == id);
    found.map(|(_, secret)| secret.as_str())
}

fn keys<'a>(state: &'a State, id: &str) -> Option<&'a str> {
    let found = state
        .config
        .client_keys
        .iter()
        .find(|(known, _)| known == id);
    found.map(|(_, keys)| keys.as_str())
}

/// Who asks; the error says what is wrong.
pub(crate) fn asker(
    state: &State,
    headers: &HeaderMap,
    form: &Form,
) -> Result<Asker, &'static str> {
    let given = |name: &str| form.get(name).map(String::as_str);
    let confidential = |id: &str| Asker {
        id: id.to_owned(),
        confidential: true,
    };
    if given("client_assertion_type") == Some(ASSERTION_TYPE) {
        let id = asserted(state, given("client_assertion").unwrap_or_default())?;
        return Ok(confidential(&id));
    }
    let basic = basic(headers);
    let (id, shown) = match &basic {
        Some((id, secret)) => (id.as_str(), Some(secret.as_str())),
        None => (
            given("client_id").unwrap_or_default(),
            given("client_secret"),
        ),
    };
    match (secret(state, id), shown) {
        (Some(secret), Some(shown)) if secret == shown => Ok(confidential(id)),
        (Some(_), Some(_)) => Err("The secret is wrong"),
        (Some(_), None) => Err("This client has a secret to show"),
        (None, _) if keys(state, id).is_some() => Err("This client signs its requests"),
        (None, None) if known(state, id) => Ok(Asker {
            id: id.to_owned(),
            confidential: false,
        }),
        (None, Some(_)) if known(state, id) => Err("This client has no secret"),
        (None, _) => Err("The client is not registered"),
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let header = headers.get("authorization")?.to_str().ok()?;
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    // Both are written as in a form.
    let plain = |text: &str| {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).next();
        pairs.map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    Some((plain(id), plain(secret)))
}

/// The client that signed an assertion, if all of it is in order.
fn asserted(state: &State, text: &str) -> Result<String, &'static str> {
    let wrong = "The client assertion cannot be read";
    let header = jsonwebtoken::decode_header(text).map_err(|_| wrong)?;
    if !matches!(header.alg, Algorithm::RS384 | Algorithm::ES384) {
        return Err("The client assertion is not signed with RS384 or ES384");
    }
    // Whose it says it is tells which keys to try; the signature is checked against those.
    let unchecked = jsonwebtoken::dangerous::insecure_decode::<Claims>(text).map_err(|_| wrong)?;
    let id = unchecked.claims.sub;
    let registered: JwkSet = keys(state, &id)
        .and_then(|keys| serde_json::from_str(keys).ok())
        .ok_or("No keys are registered for this client")?;
    let kid = header
        .kid
        .ok_or("The client assertion does not name its key")?;
    let key = registered.find(&kid).ok_or("That key is not registered")?;
    let key = DecodingKey::from_jwk(key).map_err(|_| "The registered key cannot be used")?;
    let mut rules = Validation::new(header.alg);
    rules.set_audience(&[format!("{}/token", state.issuer())]);
    // Time is judged by this server's own clock.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(text, &key, &rules)
        .map_err(|_| "The client assertion is not good")?
        .claims;
    let now = state.clock.now() / 1000;
    if claims.iss != id || claims.aud.is_empty() {
        return Err("The client assertion is not the client's own");
    }
    if claims.exp <= now || claims.exp > now + ASSERTION_SECONDS + 5 {
        return Err("The client assertion has expired or lives too long");
    }
    let mut used = state
        .assertions
        .used
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if !used.insert(format!("{id} {}", claims.jti)) {
        return Err("The client assertion was used before");
    }
    Ok(id)
}
