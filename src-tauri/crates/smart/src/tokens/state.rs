//! How a sign-in stands, and who is told.

/// How a sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn {
        /// When the present token ends, milliseconds; `None` where unknown.
        until: Option<i64>,
        /// A new token comes by itself.
        renewable: bool,
    },
    /// It ended by itself. What is on this computer can still be read.
    Lost {
        /// Why.
        reason: Lost,
    },
}

/// Why a sign-in ended by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The time is over and the EHR gave nothing to renew it with.
    Expired,
    /// The EHR ended it.
    Ended,
    /// The EHR does not renew for this client now.
    Refused {
        /// An OAuth error code.
        code: String,
    },
}

impl Lost {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Ended => "ended",
            Self::Refused { .. } => "refused",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> String {
        match self {
            Self::Expired => {
                "The sign-in has expired. Everything synced can still be read; sign in again to sync.".to_owned()
            }
            Self::Ended => {
                "The EHR ended the sign-in. Everything synced can still be read; sign in again to sync.".to_owned()
            }
            Self::Refused { code } => format!(
                "The EHR does not renew the sign-in ({code}). Everything synced can still be read; sign in again to sync."
            ),
        }
    }
}

/// Counts what happened. Outcomes are codes: `ok`, or why not.
pub trait Observer: Send + Sync {
    /// A sign-in ended.
    fn sign_in_ended(&self, outcome: &str) {
        let _ = outcome;
    }

    /// A renewal ended.
    fn refresh_ended(&self, outcome: &str) {
        let _ = outcome;
    }

    /// Tokens were given back, or not.
    fn revoke_ended(&self, outcome: &str) {
        let _ = outcome;
    }
}

/// Nobody counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
