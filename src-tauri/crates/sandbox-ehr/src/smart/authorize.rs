//! The authorize endpoint and the two forms behind it. A request with a wrong client or redirect
//! gets a page and is never sent anywhere; every other fault is told to the client by redirect.

use std::collections::HashMap;

use url::Url;

use super::desk::{Pending, USERS};
use super::{clients, pages, redirects, scopes, token};
use crate::fhir::answer::Answer;
use crate::state::State;

fn html(status: u16, page: String) -> Answer {
    let mut answer = Answer::fhir(status, page);
    answer.headers.clear();
    answer
        .with("content-type", "text/html; charset=utf-8")
        .with("referrer-policy", "no-referrer")
        .with("x-frame-options", "DENY")
}

fn redirect(to: &str, pairs: &[(&str, &str)]) -> Answer {
    match Url::parse(to) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(pairs);
            Answer::empty(302).with("location", url.to_string())
        }
        Err(_) => html(400, pages::error("The redirect address is not one.")),
    }
}

/// Answers the authorize request, given as query or form.
pub(crate) fn authorize(state: &State, query: &str) -> Answer {
    let asked: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let get = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    if !clients::known(state, get("client_id")) {
        return html(
            400,
            pages::error("The program that sent you here is not registered."),
        );
    }
    if !redirects::is_registered(state, get("redirect_uri")) {
        let text = "The address to go back to is not registered for this program.";
        return html(400, pages::error(text));
    }
    let fault = |error: &str, text: &str| {
        let mut pairs = vec![("error", error), ("error_description", text)];
        if let Some(state) = asked.get("state") {
            pairs.push(("state", state));
        }
        redirect(get("redirect_uri"), &pairs)
    };
    if get("response_type") != "code" {
        return fault("unsupported_response_type", "Only code is supported");
    }
    if get("state").is_empty() {
        return fault("invalid_request", "state is missing");
    }
    if get("code_challenge_method") != "S256" || get("code_challenge").len() != 43 {
        return fault("invalid_request", "PKCE with S256 is required");
    }
    if get("aud").trim_end_matches('/') != state.base() {
        return fault("invalid_request", "aud is not this FHIR server");
    }
    let launch = match asked.get("launch") {
        None => None,
        Some(value) => match state.launches.waiting(value, state.clock.now()) {
            Some(launch) => Some((value.clone(), launch)),
            None => return fault("invalid_request", "launch is unknown or over"),
        },
    };
    let wildcards = state.config.personality.wildcard_scopes;
    let scopes = scopes::grantable(get("scope"), launch.is_some(), wildcards);
    if scopes.is_empty() {
        return fault("invalid_scope", "None of the scopes can be granted");
    }
    let own = |name: &str| asked.get(name).cloned();
    let pending = Pending {
        client_id: get("client_id").to_owned(),
        redirect_uri: get("redirect_uri").to_owned(),
        state: own("state"),
        nonce: own("nonce"),
        challenge: get("code_challenge").to_owned(),
        scopes,
        launch,
        user: None,
    };
    let number = state.desk.keep(pending.clone());
    html(200, pages::sign_in(&number, &pending, false))
}

/// Answers the sign-in form.
pub(crate) fn sign_in(state: &State, body: &[u8]) -> Answer {
    let form = token::form(body);
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let Some(pending) = state.desk.pending(get("request")) else {
        return html(
            400,
            pages::error("This sign-in is over. Start again from your program."),
        );
    };
    let user = USERS
        .iter()
        .find(|u| u.login == get("user") && u.password == get("password"));
    match user {
        Some(user) => {
            state.desk.signed_in(get("request"), user.clone());
            html(200, pages::consent(get("request"), &pending, user))
        }
        None => html(401, pages::sign_in(get("request"), &pending, true)),
    }
}

/// Answers the consent form.
pub(crate) fn consent(state: &State, body: &[u8]) -> Answer {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let number = get("request").unwrap_or_default();
    let signed_in = state.desk.pending(number).is_some_and(|p| p.user.is_some());
    let pending = if signed_in {
        state.desk.take(number)
    } else {
        None
    };
    let Some(mut pending) = pending else {
        return html(
            400,
            pages::error("This sign-in is over. Start again from your program."),
        );
    };
    let own_state = pending.state.clone().unwrap_or_default();
    let redirect_uri = pending.redirect_uri.clone();
    let denied = |text: &str| {
        redirect(
            &redirect_uri,
            &[
                ("error", "access_denied"),
                ("error_description", text),
                ("state", &own_state),
            ],
        )
    };
    if get("decision") != Some("allow") {
        return denied("The user said no");
    }
    let ticked: Vec<&str> = pairs
        .iter()
        .filter(|(n, _)| n == "scope")
        .map(|(_, v)| v.as_str())
        .collect();
    pending
        .scopes
        .retain(|scope| ticked.contains(&scope.as_str()));
    if pending.scopes.is_empty() {
        return denied("The user allowed nothing");
    }
    if let Some((value, _)) = &pending.launch {
        state.launches.take(value);
    }
    let expires = state.clock.now() + state.config.code_seconds * 1000;
    let code = state.desk.issue_code(pending, expires);
    redirect(&redirect_uri, &[("code", &code), ("state", &own_state)])
}
