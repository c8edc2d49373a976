//! Judging what comes to the redirect address: one answer for one attempt.
//!
//! A wrong state neither ends nor takes over the attempt: anyone who can make a browser ask a local
//! port could otherwise stop every sign-in, and a forgotten page of an earlier attempt would. The
//! page in the browser says at once that the answer was refused; the attempt waits on for its own,
//! and if only strangers came until the time was over, that is the error.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use url::form_urlencoded;

use crate::secret::{Secret, same};

/// What the browser brought back, under the right state.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The one-time code; and the issuer, where the server names itself (RFC 9207).
    Code {
        code: Secret,
        issuer: Option<String>,
    },
    /// The server ended the sign-in.
    Error { code: String, about_audience: bool },
    /// Neither a code nor an error.
    Empty,
}

/// What to do with a request.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The answer of this attempt: act on it.
    Ours(Answer),
    /// Of another attempt, or of nobody's.
    WrongState,
    /// This attempt already has its answer.
    AlreadyUsed,
}

/// One attempt's gate.
pub(crate) struct Gate {
    state: Secret,
    used: AtomicBool,
    strangers: AtomicU32,
    repeats: AtomicU32,
}

impl Gate {
    pub(crate) fn new(state: Secret) -> Self {
        let (strangers, repeats) = (AtomicU32::new(0), AtomicU32::new(0));
        Self {
            state,
            used: AtomicBool::new(false),
            strangers,
            repeats,
        }
    }

    /// Judge a query. Only the first with the right state is ours.
    pub(crate) fn judge(&self, query: &str) -> Verdict {
        let said = Said::read(query);
        if !said
            .get("state")
            .is_some_and(|state| same(state, self.state.expose()))
        {
            self.strangers.fetch_add(1, Ordering::Relaxed);
            return Verdict::WrongState;
        }
        if self.used.swap(true, Ordering::SeqCst) {
            self.repeats.fetch_add(1, Ordering::Relaxed);
            return Verdict::AlreadyUsed;
        }
        Verdict::Ours(said.answer())
    }

    /// Answers to other sign-ins came.
    pub(crate) fn saw_strangers(&self) -> bool {
        self.strangers.load(Ordering::Relaxed) > 0
    }

    /// The answer of this attempt came more than once.
    pub(crate) fn saw_repeats(&self) -> bool {
        self.repeats.load(Ordering::Relaxed) > 0
    }
}

/// The parameters; `None` is one that came more than once, which counts as absent (RFC 6749, 3.1).
struct Said(BTreeMap<String, Option<String>>);

impl Said {
    fn read(query: &str) -> Self {
        let mut said = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            said.entry(name.into_owned())
                .and_modify(|known| *known = None)
                .or_insert_with(|| Some(value.into_owned()));
        }
        Self(said)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)?
            .as_deref()
            .filter(|value| !value.is_empty())
    }

    fn answer(&self) -> Answer {
        if let Some(code) = self.get("error") {
            let description = self.get("error_description").unwrap_or_default();
            let about_audience = is_about_audience(description);
            return Answer::Error {
                code: code.to_owned(),
                about_audience,
            };
        }
        match self.get("code") {
            Some(code) => {
                let issuer = self.get("iss").map(str::to_owned);
                Answer::Code {
                    code: Secret::new(code),
                    issuer,
                }
            }
            None => Answer::Empty,
        }
    }
}

/// Servers have no error code of their own for a wrong `aud`; what they say about it names it.
pub(crate) fn is_about_audience(description: &str) -> bool {
    description
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| matches!(word, "aud" | "audience"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_answer_with_the_right_state_is_ours() {
        let gate = Gate::new(Secret::new("right"));
        for stranger in [
            "",
            "code=a",
            "code=a&state=",
            "code=a&state=wrong",
            "state=right&state=right",
        ] {
            assert!(
                matches!(gate.judge(stranger), Verdict::WrongState),
                "{stranger}"
            );
        }
        assert!(gate.saw_strangers() && !gate.saw_repeats());
        let Verdict::Ours(Answer::Code { code, issuer }) =
            gate.judge("code=a%2Bb&state=right&iss=i")
        else {
            panic!("the right state was refused");
        };
        assert_eq!((code.expose(), issuer.as_deref()), ("a+b", Some("i")));
        assert!(matches!(
            gate.judge("code=other&state=right"),
            Verdict::AlreadyUsed
        ));
        assert!(gate.saw_repeats());
    }

    #[test]
    fn an_error_and_an_empty_answer_are_told_apart() {
        let judge = |query: &str| match Gate::new(Secret::new("s")).judge(query) {
            Verdict::Ours(answer) => answer,
            other => panic!("{other:?}"),
        };
        assert!(matches!(
            judge("state=s&error=invalid_request&error_description=Bad%20audience%20value"),
            Answer::Error {
                about_audience: true,
                ..
            }
        ));
        assert!(matches!(
            judge("state=s&error=access_denied&error_description=auditors+said+no&code=x"),
            Answer::Error {
                about_audience: false,
                ..
            }
        ));
        assert!(matches!(judge("state=s&code=a&code=b"), Answer::Empty));
    }
}
