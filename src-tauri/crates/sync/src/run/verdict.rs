//! What a failed request means for a sync: wait, begin anew, leave it, or stop. Told apart by kind,
//! never by trying.

use std::time::Duration;

use wardbook_fhir::{FetchError, Meaning, NetworkKind, OperationOutcome};
use wardbook_store::ledger::State;

use crate::checkpoint::Remark;
use crate::reason;

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The same request again, later.
    Again {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// It asked everybody.
        everyone: bool,
    },
    /// The server was not reached at all.
    Unreached,
    /// It was reached and the connection did not hold.
    Shaky,
    /// The pages expired: from the first page again.
    Restart,
    /// Nothing is there, and that is an answer.
    Empty,
    /// The clinician has to sign in again.
    SignInLost,
    /// It stays as it is.
    End(Ending),
}

/// How a read ended short of its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    /// The ledger's state.
    pub(super) state: State,
    /// Code for the ledger.
    pub(super) code: &'static str,
    /// Words for the ledger and the screen.
    pub(super) reason: String,
    /// The question was malformed in the server's eyes: it may want to be asked otherwise.
    pub(super) malformed: bool,
    /// Asked later, the same question may well be answered.
    pub(super) passing: bool,
}

impl Ending {
    pub(super) fn new(state: State, code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            state,
            code,
            reason: reason.into(),
            malformed: false,
            passing: false,
        }
    }

    /// The same; it may pass.
    pub(super) fn passing(self) -> Self {
        Self {
            passing: true,
            ..self
        }
    }

    /// The EHR does not have it, or no longer.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self.code, reason::NOT_FOUND | reason::GONE)
    }
}

pub(super) fn judge(error: &FetchError) -> Verdict {
    if error.needs_sign_in() {
        return Verdict::SignInLost;
    }
    match error {
        FetchError::Network { kind } => match kind {
            NetworkKind::Connect | NetworkKind::Dns => Verdict::Unreached,
            NetworkKind::Timeout | NetworkKind::Reset | NetworkKind::BodyCut => Verdict::Shaky,
            NetworkKind::Tls => end(error, State::Failed, error.code()),
        },
        FetchError::SignIn(_) => Verdict::Unreached,
        FetchError::Expired => Verdict::Restart,
        FetchError::Throttled { retry_after, .. } => Verdict::Again {
            after: *retry_after,
            everyone: true,
        },
        FetchError::Refused { status, outcome } => refused(error, *status, outcome.as_ref()),
        FetchError::NotFound { outcome } if says(outcome.as_ref(), Meaning::NoneDocumented) => {
            Verdict::Empty
        }
        FetchError::NotFound { .. } => {
            let mut ending = ending(error, State::Failed, reason::NOT_FOUND);
            ending.malformed = true;
            Verdict::End(ending)
        }
        FetchError::Redirected { outcome, .. } if says(outcome.as_ref(), Meaning::Merged) => {
            end(error, State::Failed, reason::MERGED)
        }
        FetchError::Gone => end(error, State::Failed, reason::GONE),
        _ if error.is_permanent() => end(error, State::Failed, error.code()),
        _ => Verdict::Again {
            after: error.retry_after(),
            everyone: false,
        },
    }
}

fn refused(error: &FetchError, status: u16, outcome: Option<&OperationOutcome>) -> Verdict {
    if let Some(ending) = outcome.and_then(|outcome| within(outcome, error)) {
        return Verdict::End(ending);
    }
    // "No results" is said with an error status by some.
    if says(outcome, Meaning::NoneDocumented) {
        return Verdict::Empty;
    }
    if !error.is_permanent() {
        return Verdict::Again {
            after: error.retry_after(),
            everyone: false,
        };
    }
    if says(outcome, Meaning::PartUnknown) {
        return end(error, State::NotOffered, reason::PART_UNKNOWN);
    }
    let mut ending = ending(error, State::Refused, reason::REFUSED);
    ending.malformed = matches!(status, 400 | 422);
    Verdict::End(ending)
}

/// Refusals that mean the same wherever they are said, in an error or inside a page.
fn within(outcome: &OperationOutcome, error: &FetchError) -> Option<Ending> {
    if outcome.is_break_the_glass() {
        return Some(ending(error, State::Refused, reason::BREAK_THE_GLASS));
    }
    outcome
        .means(Meaning::DailyCeiling)
        .then(|| ending(error, State::Failed, reason::DAILY_CEILING))
}

/// What a page that came says about itself: a refusal, or a remark the ledger has to repeat.
pub(super) fn judge_page(outcomes: &[OperationOutcome]) -> Result<Option<Remark>, Ending> {
    let mut remark: Option<Remark> = None;
    for outcome in outcomes {
        let as_error = FetchError::Refused {
            status: 200,
            outcome: Some(outcome.clone()),
        };
        if let Some(ending) = within(outcome, &as_error) {
            return Err(ending);
        }
        let ignored = outcome.means(Meaning::FilterIgnored);
        if outcome.says_incomplete() || !(ignored || outcome.is_warning_only()) {
            let mut text = "The EHR says that more exists than it shows to you.".to_owned();
            let said = outcome.text();
            if !said.is_empty() {
                text.push(' ');
                text.push_str(&said.replace('\n', " "));
            }
            remark = Some(Remark {
                code: reason::MORE_EXISTS.to_owned(),
                text,
            });
        }
    }
    Ok(remark)
}

fn says(outcome: Option<&OperationOutcome>, what: Meaning) -> bool {
    outcome.is_some_and(|outcome| outcome.means(what))
}

fn end(error: &FetchError, state: State, code: &'static str) -> Verdict {
    Verdict::End(ending(error, state, code))
}

/// Our words first, then the EHR's own.
pub(super) fn ending(error: &FetchError, state: State, code: &'static str) -> Ending {
    let mut words = error.message();
    if let Some(said) = error
        .outcome()
        .map(OperationOutcome::text)
        .filter(|said| !said.is_empty())
    {
        words.push(' ');
        words.push_str(&said.replace('\n', " "));
    }
    Ending::new(state, code, words)
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
