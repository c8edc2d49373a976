//! The gate: which token came with a request and what it may do. Says no with the status and the
//! challenge that RFC 6750 asks for.

use axum::http::HeaderMap;

use super::answer::Answer;
use crate::smart::desk::Admitted;
use crate::smart::scopes::Op;
use crate::state::State;

/// What the asker may do.
#[derive(Debug, Clone)]
pub(crate) enum Access {
    /// The server is open, or asks itself.
    All,
    Granted(Admitted),
}

impl Access {
    /// Refuses an operation on a type that the grant does not cover.
    pub(crate) fn demand(&self, kind: &str, op: Op) -> Result<(), Answer> {
        let allowed = match self {
            Access::All => true,
            Access::Granted(admitted) => admitted.granted.allows(kind, op),
        };
        if allowed {
            return Ok(());
        }
        let text = format!("The grant does not cover {} of {kind}", op.word());
        Err(Answer::outcome(403, "forbidden", &text)
            .with("www-authenticate", "Bearer error=\"insufficient_scope\""))
    }

    /// Who asks.
    pub(crate) fn user(&self) -> &'static str {
        match self {
            Access::All => "anyone",
            Access::Granted(admitted) => admitted.user,
        }
    }

    /// The sign-in that asks; 0 on an open server.
    pub(crate) fn grant(&self) -> u64 {
        match self {
            Access::All => 0,
            Access::Granted(admitted) => admitted.grant,
        }
    }

    /// Whether a resource may be shown: a grant can be narrowed to categories.
    pub(crate) fn shows(&self, resource: &crate::resource::Resource, op: Op) -> bool {
        match self {
            Access::All => true,
            Access::Granted(admitted) => admitted.granted.shows(resource, op),
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
    let token = bearer(header);
    let limit = state.faults.token_uses();
    match state.desk.admit(token, state.clock.now(), limit) {
        Some(admitted) => Ok(Access::Granted(admitted)),
        None => Err(
            Answer::outcome(401, "expired", "The token is unknown or expired")
                .with("www-authenticate", "Bearer error=\"invalid_token\""),
        ),
    }
}

fn bearer(header: &str) -> &str {
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}

/// Who asks, good token or not, without counting the use; for the log of pages.
pub(crate) fn whose(state: &State, headers: &HeaderMap) -> &'static str {
    if state.config.open {
        return "anyone";
    }
    let header = headers.get("authorization").and_then(|v| v.to_str().ok());
    header
        .and_then(|header| state.desk.whose(bearer(header)))
        .unwrap_or("nobody")
}
