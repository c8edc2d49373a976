//! What an answer to a write means for the item. Pure: one table, told apart by kind.

use std::time::Duration;

use wardbook_fhir::{FetchError, Meaning, NetworkKind, OperationOutcome};

/// What became of a request that could make or change something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Met {
    /// It surely did nothing, and may go again after a while.
    NotDone {
        /// As the server asked.
        wait: Option<Duration>,
    },
    /// It surely did nothing, and nothing else will now either: there is no network.
    Offline,
    /// It surely did nothing: somebody has to sign in first.
    SignIn,
    /// It may have been done.
    MayBeDone {
        /// As the server asked.
        wait: Option<Duration>,
    },
    /// The server says it has it already.
    Duplicate,
    /// Several match the condition: only a person can tell.
    Several,
    /// There is a newer version.
    Stale,
    /// It has no place there yet.
    NeedsMapping,
    /// Refused for good.
    Rejected,
}

/// Codes of Epic with which a vital sign finds no place.
const UNMAPPED: &[&str] = &["59187", "59188", "59189", "40000"];
/// It was there already.
const DUPLICATE: &[&str] = &["59141", "duplicate"];

pub(super) fn met(error: &FetchError) -> Met {
    let has = |outcome: &Option<OperationOutcome>, codes: &[&str]| {
        let outcome = outcome.as_ref();
        outcome.is_some_and(|outcome| codes.iter().any(|code| outcome.has_code(code)))
    };
    match error {
        FetchError::SignIn(cause) if !cause.is_permanent() => Met::Offline,
        FetchError::SignIn(_) | FetchError::Unauthorized { .. } => Met::SignIn,
        FetchError::Network { kind } => match kind {
            NetworkKind::Connect | NetworkKind::Dns | NetworkKind::Tls => Met::Offline,
            NetworkKind::Timeout | NetworkKind::Reset | NetworkKind::BodyCut => {
                Met::MayBeDone { wait: None }
            }
        },
        FetchError::Throttled {
            status: 429,
            retry_after,
        } => Met::NotDone { wait: *retry_after },
        FetchError::Throttled { retry_after, .. } => Met::MayBeDone { wait: *retry_after },
        FetchError::ServerError { outcome, .. } if has(outcome, UNMAPPED) => Met::NeedsMapping,
        FetchError::ServerError { retry_after, .. } if !error.is_permanent() => {
            Met::MayBeDone { wait: *retry_after }
        }
        FetchError::Refused { status, outcome } => match status {
            _ if has(outcome, UNMAPPED) => Met::NeedsMapping,
            _ if has(outcome, DUPLICATE) => Met::Duplicate,
            412 if has(outcome, &["multiple-matches"]) => Met::Several,
            409 | 412 => Met::Stale,
            _ if outcome
                .as_ref()
                .is_some_and(|o| o.means(Meaning::DailyCeiling)) =>
            {
                Met::NotDone {
                    wait: Some(Duration::from_secs(3600)),
                }
            }
            _ if outcome.as_ref().is_some_and(OperationOutcome::is_passing) => {
                Met::NotDone { wait: None }
            }
            _ => Met::Rejected,
        },
        // An answer of a status nobody foresaw says nothing about what was done.
        FetchError::Unexpected { .. }
        | FetchError::Unreadable { .. }
        | FetchError::TooLarge { .. } => Met::MayBeDone { wait: None },
        _ => Met::Rejected,
    }
}

/// The server's own words, for the person at the screen.
pub(super) fn said(error: &FetchError) -> Option<String> {
    let text = error.outcome().map(OperationOutcome::text);
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str) -> FetchError {
        let body = format!(
            r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"fatal","code":"x","details":{{"coding":[{{"code":"{code}"}}]}}}}]}}"#
        );
        FetchError::Refused {
            status,
            outcome: OperationOutcome::parse(body.as_bytes()),
        }
    }

    #[test]
    fn only_what_surely_did_nothing_is_taken_for_not_done() {
        let network = |kind| met(&FetchError::Network { kind });
        assert_eq!(network(NetworkKind::Connect), Met::Offline);
        for kind in [
            NetworkKind::Timeout,
            NetworkKind::Reset,
            NetworkKind::BodyCut,
        ] {
            assert_eq!(network(kind), Met::MayBeDone { wait: None });
        }
        let server = |status| {
            met(&FetchError::ServerError {
                status,
                retry_after: None,
                outcome: None,
            })
        };
        assert_eq!(server(500), Met::MayBeDone { wait: None });
        assert_eq!(server(501), Met::Rejected);
        let busy = |status| {
            met(&FetchError::Throttled {
                status,
                retry_after: None,
            })
        };
        assert_eq!(busy(429), Met::NotDone { wait: None });
        assert_eq!(busy(503), Met::MayBeDone { wait: None });
    }

    #[test]
    fn refusals_are_told_apart_by_code() {
        assert_eq!(met(&refused(400, "59188")), Met::NeedsMapping);
        assert_eq!(met(&refused(400, "59141")), Met::Duplicate);
        assert_eq!(met(&refused(412, "multiple-matches")), Met::Several);
        assert_eq!(met(&refused(409, "conflict")), Met::Stale);
        assert_eq!(met(&refused(422, "required")), Met::Rejected);
        assert_eq!(met(&refused(403, "59022")), Met::Rejected);
    }
}
