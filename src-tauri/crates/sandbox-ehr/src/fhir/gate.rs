//! The gate: which token came with a request and what it may do. Says no with the status and the
//! challenge that RFC 6750 asks for.

use axum::http::HeaderMap;

use super::answer::Answer;
use crate::smart::scopes::{Granted, Op};
use crate::state::State;

/// What the asker may do.
#[derive(Debug, Clone)]
pub(crate) enum Access {
    /// The server is open, or asks itself.
    All,
    Granted(Granted),
}

impl Access {
    /// Refuses an operation on a type that the grant does not cover.
    pub(crate) fn demand(&self, kind: &str, op: Op) -> Result<(), Answer> {
        let allowed = match self {
            Access::All => true,
            Access::Granted(granted) => granted.allows(kind, op),
        };
        if allowed {
            return Ok(());
        }
        let text = format!("The grant does not cover {} of {kind}", op.word());
        Err(Answer::outcome(403, "forbidden", &text)
            .with("www-authenticate", "Bearer error=\"insufficient_scope\""))
    }

    /// Whether a resource may be shown: a grant can be narrowed to categories.
    pub(crate) fn shows(&self, resource: &crate::resource::Resource, op: Op) -> bool {
        match self {
            Access::All => true,
            Access::Granted(granted) => granted.shows(resource, op),
        }
    }
}

/// Checks the token of a request.
pub(crate) fn admit(state: &State, headers: &HeaderMap) -> Result<Access, Answer> {
    if state.config.open {
        return Ok(Access::All);
    }
    let header = headers.get("authorization").and_then(|v| v.to_str().ok());
    let Some(header) = header else {
        return Err(Answer::outcome(401, "login", "A token is needed")
            .with("www-authenticate", "Bearer realm=\"sandbox\""));
    };
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    };
    let limit = state.faults.token_uses();
    match state.desk.admit(token, state.clock.now(), limit) {
        Some(granted) => Ok(Access::Granted(granted)),
        None => Err(
            Answer::outcome(401, "expired", "The token is unknown or expired")
                .with("www-authenticate", "Bearer error=\"invalid_token\""),
        ),
    }
}
