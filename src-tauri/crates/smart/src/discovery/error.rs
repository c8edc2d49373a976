//! Why it is not known where to sign in.

use crate::http::{HttpFault, NetworkKind};
use crate::words;

/// Why discovery failed. No address is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// Not an http(s) address, or one with a user name, query or fragment.
    #[error("the FHIR base address is not usable")]
    Address,
    /// Plain http to another machine.
    #[error("the FHIR base address must be https")]
    NotEncrypted,
    /// The network.
    #[error("network: {kind:?}")]
    Network {
        /// How.
        kind: NetworkKind,
    },
    /// Neither document is there: a mistyped address, or no FHIR server.
    #[error("no FHIR server answers at this address")]
    NotFhir,
    /// A FHIR server that says nothing about signing in.
    #[error("the server does not offer SMART sign-in")]
    NoSignIn,
    /// The server cannot do PKCE with S256.
    #[error("the server does not offer PKCE with S256")]
    NoPkce,
    /// An address for signing in is missing its encryption or is no address.
    #[error("the {which} endpoint is not usable")]
    Endpoint {
        /// `authorize` or `token`.
        which: &'static str,
    },
    /// The server keeps its documents to itself.
    #[error("refused ({status})")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The server failed.
    #[error("server error ({status})")]
    ServerFailed {
        /// HTTP status.
        status: u16,
    },
    /// The server sends us to another origin.
    #[error("redirected to another origin ({status})")]
    OtherOrigin {
        /// HTTP status.
        status: u16,
    },
    /// An answer beyond any reason.
    #[error("the answer is too large")]
    TooLarge,
}

impl From<HttpFault> for DiscoveryError {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::Network(kind) => Self::Network { kind },
            HttpFault::TooLarge => Self::TooLarge,
            HttpFault::Redirected(status) => Self::OtherOrigin { status },
            HttpFault::NotEncrypted => Self::NotEncrypted,
        }
    }
}

impl DiscoveryError {
    /// Neither document could be read: what the statuses tell.
    pub(super) fn of_status(first: Option<u16>, second: u16) -> Self {
        let both = [second, first.unwrap_or(second)];
        let find = |test: fn(&u16) -> bool| both.into_iter().find(test);
        if let Some(status) = find(|status| *status >= 500) {
            Self::ServerFailed { status }
        } else if let Some(status) = find(|status| matches!(status, 401 | 403 | 407 | 429)) {
            Self::Refused { status }
        } else {
            Self::NotFhir
        }
    }

    /// Trying again without changing anything cannot help.
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Network { .. } | Self::ServerFailed { .. })
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::NotEncrypted => "not-encrypted",
            Self::Network { kind } => words::network_code(*kind),
            Self::NotFhir => "not-fhir",
            Self::NoSignIn => "no-smart",
            Self::NoPkce => "no-pkce",
            Self::Endpoint { .. } => "endpoint",
            Self::Refused { .. } => "discovery-refused",
            Self::ServerFailed { .. } => "server-failed",
            Self::OtherOrigin { .. } => "other-origin",
            Self::TooLarge => "too-large",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> String {
        let text = match self {
            Self::Address => {
                "This is not a FHIR address. It should look like https://ehr.example.org/fhir/r4."
            }
            Self::NotEncrypted => {
                "The address must begin with https, because the sign-in would cross the network unprotected."
            }
            Self::Network { kind } => words::network(*kind),
            Self::NotFhir => {
                "No FHIR server answers at this address. Check the address for a typing mistake, also the part after the host name."
            }
            Self::NoSignIn => {
                "This FHIR server does not offer SMART sign-in. If it needs none, set the connection to sign in with none."
            }
            Self::NoPkce => {
                "This server does not protect its sign-in with PKCE (S256), so Wardbook does not use it. Tell the EHR's administrator."
            }
            Self::Endpoint { .. } => {
                "The server names a sign-in address that is not protected by https. Tell the EHR's administrator."
            }
            Self::Refused { status } => {
                return format!(
                    "The server refuses to say how to sign in ({status}). Ask the EHR's administrator whether this address is open to apps."
                );
            }
            Self::ServerFailed { status } => {
                return format!("The server has a fault of its own ({status}). Try again later.");
            }
            Self::OtherOrigin { .. } => {
                "This address sends Wardbook on to another server. Enter the address of that server itself."
            }
            Self::TooLarge => {
                "The server's answer is far larger than it should be. Check the address for a typing mistake."
            }
        };
        text.to_owned()
    }
}
