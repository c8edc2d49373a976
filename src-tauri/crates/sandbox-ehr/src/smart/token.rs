//! The token, revocation and introspection endpoints: form in, JSON out.

use std::collections::HashMap;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::clients::{self, Asker};
use super::desk::Grant;
use super::{jwt, scopes};
use crate::fhir::answer::Answer;
use crate::personality::Errors;
use crate::state::State;

pub(crate) type Form = HashMap<String, String>;

/// Reads a form body; a parameter given twice keeps its last value.
pub(crate) fn form(body: &[u8]) -> Form {
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn reply(status: u16, body: &Value) -> Answer {
    let mut answer = Answer::fhir(status, serde_json::to_vec(body).unwrap_or_default());
    answer.headers.clear();
    answer
        .with("content-type", "application/json")
        .with("pragma", "no-cache")
}

fn refuse(state: &State, status: u16, error: &str, text: &str) -> Answer {
    state.counters.note(|c| c.token_refusals += 1);
    let mut body = json!({"error": error, "error_description": text});
    if let (Errors::Terse, Some(map)) = (state.config.personality.errors, body.as_object_mut()) {
        map.remove("error_description");
        let page = format!("{}/errors/{error}", state.issuer());
        map.insert("error_uri".to_owned(), json!(page));
    }
    reply(status, &body)
}

/// Answers a token request.
pub(crate) fn token(state: &State, headers: &HeaderMap, body: &[u8]) -> Answer {
    let form = form(body);
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let client = match clients::asker(state, headers, &form) {
        Ok(client) => client,
        Err(text) => return refuse(state, 401, "invalid_client", text),
    };
    match get("grant_type") {
        "authorization_code" => exchange(state, &form, &client),
        "refresh_token" => refresh(state, &form, &client.id),
        "client_credentials" if client.confidential => service(state, &form, &client),
        "" => refuse(state, 400, "invalid_request", "grant_type is missing"),
        _ => refuse(
            state,
            400,
            "unsupported_grant_type",
            "That grant is not offered",
        ),
    }
}

/// A grant to the program itself: nobody signs in, and nothing is refreshed.
fn service(state: &State, form: &Form, client: &Asker) -> Answer {
    let asked = form.get("scope").map(String::as_str).unwrap_or_default();
    let scopes = scopes::grantable_to_services(asked, state.config.personality.wildcard_scopes);
    if scopes.is_empty() {
        let text = "None of the scopes can be granted to a service";
        return refuse(state, 400, "invalid_scope", text);
    }
    state.counters.note(|c| c.sign_ins += 1);
    let grant = state.desk.serve(client, scopes);
    granted(state, &grant, &grant.scopes, None, false)
}

fn exchange(state: &State, form: &Form, client: &Asker) -> Answer {
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let bad = |text: &str| refuse(state, 400, "invalid_grant", text);
    let Some(code) = state.desk.code(get("code")) else {
        return bad("The code is unknown");
    };
    let now = state.clock.now();
    if code.expires <= now {
        return bad("The code has expired");
    }
    if code.pending.client_id != client.id {
        return bad("The code was given to another client");
    }
    if code.pending.redirect_uri != get("redirect_uri") {
        return bad("The redirect_uri is not the one the code was asked with");
    }
    if get("code_verifier").is_empty() {
        return refuse(state, 400, "invalid_request", "code_verifier is missing");
    }
    let hash = Sha256::digest(get("code_verifier").as_bytes());
    if URL_SAFE_NO_PAD.encode(hash) != code.pending.challenge {
        return bad("The code_verifier does not fit the code_challenge");
    }
    let Some(grant) = state.desk.redeem(get("code"), client.confidential) else {
        return bad("The code was used before");
    };
    state.counters.note(|c| c.sign_ins += 1);
    state.desk.gives(grant.id, now);
    granted(
        state,
        &grant,
        &grant.scopes,
        code.pending.nonce.as_deref(),
        true,
    )
}

fn refresh(state: &State, form: &Form, client: &str) -> Answer {
    let text = form
        .get("refresh_token")
        .map(String::as_str)
        .unwrap_or_default();
    let now = state.clock.now();
    let Some(grant) = state
        .desk
        .refresh(text, client, now, state.config.rotate_refresh)
    else {
        return refuse(
            state,
            400,
            "invalid_grant",
            "The refresh token is not good (any more)",
        );
    };
    if now - state.desk.gives(grant.id, now) < 60_000 {
        state.counters.note(|c| c.refreshes_too_soon += 1);
    }
    let scopes: Vec<String> = match form.get("scope").filter(|s| !s.is_empty()) {
        None => grant.scopes.clone(),
        Some(asked) => asked.split_whitespace().map(str::to_owned).collect(),
    };
    if scopes.iter().any(|scope| !grant.scopes.contains(scope)) {
        return refuse(state, 400, "invalid_scope", "A refresh cannot ask for more");
    }
    state.counters.note(|c| c.refreshes += 1);
    granted(state, &grant, &scopes, None, state.config.rotate_refresh)
}

fn granted(
    state: &State,
    grant: &Grant,
    scopes: &[String],
    nonce: Option<&str>,
    with_refresh: bool,
) -> Answer {
    let now = state.clock.now();
    let life = state.config.token_seconds;
    let mut body = json!({
        "access_token": state.desk.issue_access(grant, scopes, now + life * 1000),
        "token_type": state.config.personality.token_type,
        "expires_in": life,
        "scope": scopes.join(" "),
    });
    let has = |name: &str| grant.scopes.iter().any(|s| s == name);
    if let Some(map) = body.as_object_mut() {
        if let Some((launch, own_state)) = &grant.launch {
            launch.tell(state, own_state.as_deref(), map);
        }
        let lasting = has("offline_access") || has("online_access");
        let may = grant.confidential || state.config.personality.refresh_for_public;
        if with_refresh && lasting && may {
            let until = now + state.config.refresh_seconds * 1000;
            map.insert(
                "refresh_token".to_owned(),
                json!(state.desk.issue_refresh(grant, until)),
            );
        }
        if has("openid") {
            match jwt::id_token(state, grant, nonce) {
                Ok(token) => map.insert("id_token".to_owned(), json!(token)),
                Err(_) => return refuse(state, 500, "server_error", "The id_token was not signed"),
            };
        }
    }
    reply(200, &body)
}

/// Answers a revocation: 200 for tokens known and unknown alike.
pub(crate) fn revoke(state: &State, body: &[u8]) -> Answer {
    let form = form(body);
    match form.get("token") {
        Some(token) => {
            if state.desk.revoke(token) {
                state.counters.note(|c| c.revocations += 1);
            }
            reply(200, &json!({}))
        }
        None => refuse(state, 400, "invalid_request", "token is missing"),
    }
}

/// Answers an introspection, to a registered client or to a bearer of a good token.
pub(crate) fn introspect(state: &State, headers: &HeaderMap, body: &[u8]) -> Answer {
    let form = form(body);
    let now = state.clock.now();
    let client = form
        .get("client_id")
        .is_some_and(|c| clients::known(state, c));
    let bearer = headers
        .get("authorization")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once(' '))
        .is_some_and(|(_, token)| state.desk.introspect(token.trim(), now).is_some());
    if !client && !bearer {
        return refuse(state, 401, "invalid_client", "Say who you are");
    }
    let token = form.get("token").map(String::as_str).unwrap_or_default();
    let told = state.desk.introspect(token, now);
    reply(
        200,
        &match told {
            None => json!({"active": false}),
            Some(told) => json!({
                "active": true,
                "scope": told.scopes.join(" "),
                "client_id": told.grant.client_id,
                "exp": told.expires / 1000,
                "iss": state.issuer(),
                "sub": told.grant.user.login,
                "fhirUser": jwt::fhir_user(state, &told.grant),
            }),
        },
    )
}
