//! Why a request gave nothing usable: by kind, with what the user can do about it.
//!
//! No address, token, body or free text of a server is ever in `Display` or `Debug`; the words a
//! server sent are kept in the `OperationOutcome`, for the screen only.

use std::time::Duration;

use super::token::TokenError;
use crate::outcome::{Meaning, OperationOutcome};

/// Why a client could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The base address is not an http(s) URL, or carries a user name or a query.
    #[error("the FHIR base address is not usable")]
    Address,
    /// Plain http to another machine.
    #[error("the FHIR base address must be https")]
    NotEncrypted,
    /// A header that HTTP does not allow.
    #[error("a configured header is not allowed")]
    Header,
    /// The HTTP stack could not be set up.
    #[error("the HTTP client could not be set up")]
    Setup,
}

impl ClientError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::NotEncrypted => "not-encrypted",
            Self::Header => "header",
            Self::Setup => "http-setup",
        }
    }

    /// In the user's words.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Address => {
                "This is not a FHIR address. It should look like https://ehr.example.org/fhir/r4."
            }
            Self::NotEncrypted => {
                "The address must begin with https, because patient data would cross the network unprotected."
            }
            Self::Header => "One of the extra headers of this connection is not allowed in HTTP.",
            Self::Setup => "The secure network connection could not be set up on this computer.",
        }
    }
}

/// How the network failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// No answer in time.
    Timeout,
    /// No connection.
    Connect,
    /// The name was not found.
    Dns,
    /// No secure connection: certificate or protocol.
    Tls,
    /// The connection broke before an answer came.
    Reset,
    /// The connection broke in the middle of the answer.
    BodyCut,
}

/// What of an answer could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnreadableStep {
    /// The compression is broken.
    Compression,
    /// Not JSON.
    Json,
    /// JSON that ends too early although the answer was complete.
    JsonCut,
    /// Not a Bundle.
    NotABundle,
    /// Not the resource that was asked for.
    NotTheResource,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The network.
    #[error("network: {kind:?}")]
    Network {
        /// How.
        kind: NetworkKind,
    },
    /// There is no token to ask with.
    #[error("sign-in: {0}")]
    SignIn(#[from] TokenError),
    /// The server does not accept the token, even after one renewal.
    #[error("the server did not accept the sign-in (401)")]
    Unauthorized {
        /// What it said.
        outcome: Option<OperationOutcome>,
    },
    /// The server refused the request.
    #[error("refused ({status})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What it said.
        outcome: Option<OperationOutcome>,
    },
    /// The link to the next page is no longer good: the search has to begin again.
    #[error("the link to the next page has expired")]
    Expired,
    /// No such resource, or no such type.
    #[error("not found")]
    NotFound {
        /// What it said.
        outcome: Option<OperationOutcome>,
    },
    /// The resource was deleted.
    #[error("gone")]
    Gone,
    /// The server asks to slow down.
    #[error("throttled ({status})")]
    Throttled {
        /// 429 or 503.
        status: u16,
        /// How long to wait, as the server asked.
        retry_after: Option<Duration>,
    },
    /// The server failed.
    #[error("server error ({status})")]
    ServerError {
        /// HTTP status.
        status: u16,
        /// How long to wait, as the server asked.
        retry_after: Option<Duration>,
        /// What it said.
        outcome: Option<OperationOutcome>,
    },
    /// The body is larger than the limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The answer cannot be read.
    #[error("the answer is unreadable: {step:?}")]
    Unreadable {
        /// What of it.
        step: UnreadableStep,
    },
    /// The address is on another server; nothing was sent there.
    #[error("the address is on another server")]
    OtherOrigin,
    /// The server points elsewhere; redirects are not followed.
    #[error("redirected ({status})")]
    Redirected {
        /// HTTP status.
        status: u16,
        /// What it said (Epic: the record was merged).
        outcome: Option<OperationOutcome>,
    },
    /// The address cannot be formed or read.
    #[error("the address is not usable")]
    Address,
    /// A status that means nothing here (204, 304).
    #[error("unexpected status {status}")]
    Unexpected {
        /// HTTP status.
        status: u16,
    },
}

impl FetchError {
    /// Trying the same again cannot help.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Network { .. } | Self::Throttled { .. } | Self::Expired => false,
            Self::Unreadable { step } => {
                !matches!(step, UnreadableStep::JsonCut | UnreadableStep::Compression)
            }
            Self::SignIn(error) => error.is_permanent(),
            Self::Refused { outcome, .. } => {
                !outcome.as_ref().is_some_and(OperationOutcome::is_passing)
            }
            // A stored record that lacks a required element fails the same way every time.
            Self::ServerError {
                status, outcome, ..
            } => {
                *status == 501
                    || outcome
                        .as_ref()
                        .is_some_and(OperationOutcome::lacks_required_element)
            }
            _ => true,
        }
    }

    /// The server was not reached.
    pub fn is_offline(&self) -> bool {
        match self {
            Self::Network { kind } => !matches!(kind, NetworkKind::Tls),
            Self::SignIn(error) => error.is_offline(),
            _ => false,
        }
    }

    /// The clinician has to sign in again.
    pub fn needs_sign_in(&self) -> bool {
        match self {
            Self::Unauthorized { .. } => true,
            Self::SignIn(error) => error.is_permanent(),
            _ => false,
        }
    }

    /// How long the server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after, .. } | Self::ServerError { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// What the server said, where it said something.
    pub fn outcome(&self) -> Option<&OperationOutcome> {
        match self {
            Self::Unauthorized { outcome }
            | Self::Refused { outcome, .. }
            | Self::NotFound { outcome }
            | Self::ServerError { outcome, .. }
            | Self::Redirected { outcome, .. } => outcome.as_ref(),
            _ => None,
        }
    }

    /// HTTP status, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. }
            | Self::Throttled { status, .. }
            | Self::ServerError { status, .. }
            | Self::Redirected { status, .. }
            | Self::Unexpected { status } => Some(*status),
            Self::Unauthorized { .. } => Some(401),
            Self::NotFound { .. } => Some(404),
            Self::Gone => Some(410),
            _ => None,
        }
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network { kind } => match kind {
                NetworkKind::Timeout => "timeout",
                NetworkKind::Connect => "connect",
                NetworkKind::Dns => "dns",
                NetworkKind::Tls => "tls",
                NetworkKind::Reset => "reset",
                NetworkKind::BodyCut => "body-cut",
            },
            Self::SignIn(error) => error.code(),
            Self::Unauthorized { .. } => "unauthorized",
            Self::Refused { .. } => "refused",
            Self::Expired => "expired",
            Self::NotFound { .. } => "not-found",
            Self::Gone => "gone",
            Self::Throttled { .. } => "throttled",
            Self::ServerError { .. } => "server-error",
            Self::TooLarge { .. } => "too-large",
            Self::Unreadable { step } => match step {
                UnreadableStep::Compression => "unreadable-compression",
                UnreadableStep::Json => "unreadable-json",
                UnreadableStep::JsonCut => "unreadable-json-cut",
                UnreadableStep::NotABundle => "not-a-bundle",
                UnreadableStep::NotTheResource => "not-the-resource",
            },
            Self::OtherOrigin => "other-origin",
            Self::Redirected { .. } => "redirected",
            Self::Address => "address",
            Self::Unexpected { .. } => "unexpected-status",
        }
    }

    /// In the user's words, without anything the server said: add `outcome().text()` for that.
    pub fn message(&self) -> String {
        match self {
            Self::Network { kind } => match kind {
                NetworkKind::Timeout => "The EHR did not answer in time.".into(),
                NetworkKind::Connect => "The EHR cannot be reached.".into(),
                NetworkKind::Dns => "The EHR's address was not found on the network.".into(),
                NetworkKind::Tls => "No secure connection to the EHR: its certificate is not \
                     trusted by this computer. Ask the site's IT."
                    .into(),
                NetworkKind::Reset => "The connection to the EHR broke.".into(),
                NetworkKind::BodyCut => "The connection broke in the middle of an answer.".into(),
            },
            Self::SignIn(TokenError::Network { .. } | TokenError::Unavailable { .. }) => {
                "The sign-in could not be renewed, because the EHR cannot be reached.".into()
            }
            Self::SignIn(TokenError::Vault) => "The kept sign-in could not be read.".into(),
            Self::SignIn(_) => "Sign in again to go on.".into(),
            Self::Unauthorized { .. } => {
                "The EHR no longer accepts the sign-in. Sign in again.".into()
            }
            Self::Refused { outcome, status } => match outcome {
                Some(outcome) if outcome.is_break_the_glass() => "The EHR protects this chart: \
                     open it in the EHR first (break the glass)."
                    .into(),
                _ if *status == 403 => "The EHR refused this to your sign-in.".into(),
                _ => format!("The EHR refused the request ({status})."),
            },
            Self::Expired => "The EHR closed the search while it was read; it begins again.".into(),
            Self::NotFound { .. } => "The EHR does not have this.".into(),
            Self::Gone => "This was deleted at the EHR.".into(),
            Self::Throttled { .. } => "The EHR asks to slow down.".into(),
            Self::ServerError { status, .. } => format!("The EHR has a fault ({status})."),
            Self::TooLarge { limit } => {
                format!("The answer is larger than {} MB.", limit / (1024 * 1024))
            }
            Self::Unreadable { .. } => "The EHR's answer cannot be read.".into(),
            Self::OtherOrigin => "The EHR points to another server. Nothing was sent there.".into(),
            Self::Redirected { outcome, .. } => match outcome {
                Some(outcome) if outcome.means(Meaning::Merged) => {
                    "The EHR merged this record into another one.".into()
                }
                _ => "The EHR points to another address. It was not followed.".into(),
            },
            Self::Address => "The address is not usable.".into(),
            Self::Unexpected { status } => format!("The EHR gave an unexpected answer ({status})."),
        }
    }
}
