//! Why a sign-in did not succeed, one variant for each thing that a person can do something about.
//!
//! No token, code, address or free text of a server is in any of them.

use crate::exchange::ExchangeError;
use crate::http::{HttpFault, NetworkKind};
use crate::id_token::IdTokenStep;
use crate::words;

/// Why a sign-in did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The person, or the EHR, said no.
    #[error("denied")]
    Denied,
    /// No answer came back from the browser: closed, forgotten, or stuck on an error page.
    #[error("no answer from the browser in time")]
    TimedOut,
    /// Cancelled in Wardbook.
    #[error("cancelled")]
    Cancelled,
    /// Only answers to some other sign-in came, and then the time was over.
    #[error("the answers did not belong to this sign-in")]
    WrongState,
    /// The one-time code had been used before.
    #[error("the code was used before")]
    Replayed,
    /// The one-time code was no longer good.
    #[error("the code has expired")]
    CodeExpired,
    /// The EHR does not give tokens for this FHIR address.
    #[error("the EHR refused the audience")]
    WrongAudience,
    /// The EHR does not know this client id, or does not allow it to sign people in.
    #[error("the client id is not known ({code})")]
    ClientUnknown {
        /// `invalid_client` or `unauthorized_client`.
        code: String,
    },
    /// The EHR refuses to give what was asked.
    #[error("the scopes were refused")]
    ScopeRefused,
    /// The browser did not open. The text is for people and holds no address.
    #[error("the browser was not opened")]
    BrowserNotOpened {
        /// What the system said.
        said: String,
    },
    /// The port for the browser's answer could not be opened.
    #[error("no port for the browser's answer ({port:?}, in use: {in_use})")]
    Listener {
        /// The fixed port, where there is one.
        port: Option<u16>,
        /// Another program has it.
        in_use: bool,
    },
    /// The EHR's sign-in page ended with another error.
    #[error("the EHR said {code}")]
    ServerSaid {
        /// An OAuth error code.
        code: String,
    },
    /// The EHR has a fault of its own, and says so.
    #[error("the EHR failed ({status:?})")]
    ServerFailed {
        /// HTTP status, where the answer came over HTTP.
        status: Option<u16>,
    },
    /// The EHR answered with a page for people where tokens were due.
    #[error("the EHR answered with a page ({status})")]
    ServerPage {
        /// HTTP status.
        status: u16,
    },
    /// The EHR refused to give tokens for another reason.
    #[error("the tokens were refused ({code})")]
    TokenRefused {
        /// An OAuth error code.
        code: String,
    },
    /// The EHR's answer is not an answer with tokens.
    #[error("the token answer is not readable")]
    Unreadable,
    /// Tokens of a kind that Wardbook cannot use.
    #[error("the token is not a bearer token")]
    TokenType,
    /// The EHR's statement about who signed in does not hold.
    #[error("the identity token failed: {step:?}")]
    IdToken {
        /// What of it.
        step: IdTokenStep,
    },
    /// The answer came from another authorization server.
    #[error("the answer came from another issuer")]
    WrongIssuer,
    /// The token endpoint sends us elsewhere, which is never followed.
    #[error("redirected ({status})")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The network.
    #[error("network: {kind:?}")]
    Network {
        /// How.
        kind: NetworkKind,
    },
    /// The EHR has no page to sign in at: it knows programs only.
    #[error("the EHR has no sign-in page")]
    NoPage,
    /// The FHIR address or an endpoint cannot be used.
    #[error("an address is not usable")]
    Address,
    /// The system gave no random bytes.
    #[error("no random bytes")]
    NoEntropy,
    /// Signed in, but the tokens could not be kept.
    #[error("the tokens could not be kept")]
    Vault,
}

impl From<HttpFault> for SignInError {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::Network(kind) => Self::Network { kind },
            HttpFault::TooLarge => Self::Unreadable,
            HttpFault::Redirected(status) => Self::Redirected { status },
            HttpFault::NotEncrypted => Self::Address,
        }
    }
}

impl From<ExchangeError> for SignInError {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Http(fault) => fault.into(),
            ExchangeError::Page { status } => Self::ServerPage { status },
            ExchangeError::Failed { status } => Self::ServerFailed {
                status: Some(status),
            },
            ExchangeError::Unreadable => Self::Unreadable,
            ExchangeError::TokenType => Self::TokenType,
            ExchangeError::Setup => Self::Address,
            ExchangeError::Said { code, about } => match code.as_str() {
                "invalid_grant" if about.reuse => Self::Replayed,
                "invalid_grant" => Self::CodeExpired,
                "access_denied" => Self::Denied,
                _ => Self::said(code, about.audience)
                    .unwrap_or_else(|code| Self::TokenRefused { code }),
            },
        }
    }
}

impl SignInError {
    /// From the error of the browser's answer.
    pub(crate) fn of_answer(code: &str, about_audience: bool) -> Self {
        let code = words::code_only(code);
        if code == "access_denied" {
            return Self::Denied;
        }
        Self::said(code, about_audience).unwrap_or_else(|code| Self::ServerSaid { code })
    }

    /// Error codes that mean the same at both endpoints; the others are given back.
    fn said(code: String, about_audience: bool) -> Result<Self, String> {
        match code.as_str() {
            "invalid_target" => Ok(Self::WrongAudience),
            "invalid_request" if about_audience => Ok(Self::WrongAudience),
            "invalid_client" | "unauthorized_client" => Ok(Self::ClientUnknown { code }),
            "invalid_scope" => Ok(Self::ScopeRefused),
            "server_error" | "temporarily_unavailable" => Ok(Self::ServerFailed { status: None }),
            _ => Err(code),
        }
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::TimedOut => "timed-out",
            Self::Cancelled => "cancelled",
            Self::WrongState => "wrong-state",
            Self::Replayed => "replayed",
            Self::CodeExpired => "code-expired",
            Self::WrongAudience => "wrong-audience",
            Self::ClientUnknown { .. } => "client-unknown",
            Self::ScopeRefused => "scope-refused",
            Self::BrowserNotOpened { .. } => "browser-not-opened",
            Self::Listener { .. } => "listener",
            Self::ServerSaid { .. } => "server-said",
            Self::ServerFailed { .. } => "server-failed",
            Self::ServerPage { .. } => "server-page",
            Self::TokenRefused { .. } => "token-refused",
            Self::Unreadable => "unreadable",
            Self::TokenType => "token-type",
            Self::IdToken { .. } => "id-token",
            Self::WrongIssuer => "wrong-issuer",
            Self::Redirected { .. } => "redirected",
            Self::Network { kind } => words::network_code(*kind),
            Self::NoPage => "no-page",
            Self::Address => "address",
            Self::NoEntropy => "no-entropy",
            Self::Vault => "vault",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> String {
        let text = match self {
            Self::Denied => {
                "Access was denied on the EHR's page. Sign in again and allow access, or ask whether your account may use apps."
            }
            Self::TimedOut => {
                "No answer came from the browser before the time was over. If the EHR's page showed an error, check the client id and the redirect address of this connection; otherwise sign in again and finish in the browser."
            }
            Self::Cancelled => "The sign-in was cancelled.",
            Self::WrongState => {
                "The answers that came back belonged to another sign-in and were refused. Close old sign-in pages in the browser and sign in again."
            }
            Self::Replayed => {
                "The EHR says that the one-time code of this sign-in had been used before. Sign in again; if it happens again, tell your IT department."
            }
            Self::CodeExpired => {
                "The EHR no longer accepts the one-time code of this sign-in; most likely it had expired. Sign in again."
            }
            Self::WrongAudience => {
                "The EHR does not give access to this FHIR address. Check that the address of this connection is exactly the one the EHR published."
            }
            Self::ClientUnknown { .. } => {
                "The EHR does not know the client id of this connection. Check it for a typing mistake; a new registration can take an hour until it works."
            }
            Self::ScopeRefused => {
                "The EHR refuses the kinds of record Wardbook asked for. Ask the EHR's administrator to allow them for this app."
            }
            Self::BrowserNotOpened { said } => {
                return format!("The browser did not open, so nobody could sign in. {said}");
            }
            Self::Listener {
                port: Some(port),
                in_use: true,
            } => {
                return format!(
                    "Another program uses port {port}, which this connection needs for the browser's answer. Close that program and sign in again."
                );
            }
            Self::Listener { .. } => {
                "This computer does not let Wardbook wait for the browser's answer on a local port. Ask your IT department to allow connections to 127.0.0.1."
            }
            Self::ServerSaid { code } => {
                return format!(
                    "The EHR ended the sign-in with the error {code}. Sign in again; if it happens again, give this word to the EHR's administrator."
                );
            }
            Self::ServerFailed { .. } => {
                "The EHR has a fault of its own and could not sign you in. Try again in a few minutes."
            }
            Self::ServerPage { status } => {
                return format!(
                    "The EHR answered with a web page instead of a sign-in ({status}). It may be down for maintenance, or the network asks for a sign-in of its own. Try again later."
                );
            }
            Self::TokenRefused { code } => {
                return format!(
                    "The EHR accepted the sign-in but gave no access ({code}). Give this word to the EHR's administrator."
                );
            }
            Self::Unreadable => {
                "The EHR's answer to the sign-in could not be read. Try again; if it happens again, tell the EHR's administrator."
            }
            Self::TokenType => {
                "The EHR gave access of a kind that Wardbook cannot use. Tell the EHR's administrator that bearer tokens are needed."
            }
            Self::IdToken { step } => return step.message().to_owned(),
            Self::WrongIssuer => {
                "The answer came from another sign-in server than the one that was asked, and was refused. Sign in again; if it happens again, tell your IT department."
            }
            Self::Redirected { .. } => {
                "The EHR tried to send the sign-in on to another address, which Wardbook does not follow. Tell the EHR's administrator."
            }
            Self::Network { kind } => words::network(*kind),
            Self::NoPage => {
                "The EHR has no page for people to sign in at. Ask its administrator for the authorization address, or connect with client credentials."
            }
            Self::Address => {
                "The address of this connection, or one the EHR named, cannot be used."
            }
            Self::NoEntropy => {
                "This computer gave no random numbers, without which a sign-in is not safe. Restart it and try again."
            }
            Self::Vault => {
                "You signed in, but the sign-in could not be kept safely. Unlock the keyring of this computer and sign in again."
            }
        };
        text.to_owned()
    }

    /// Trying again without changing anything cannot help.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::WrongAudience
                | Self::ClientUnknown { .. }
                | Self::ScopeRefused
                | Self::TokenType
                | Self::Redirected { .. }
                | Self::Address
                | Self::NoPage
        )
    }
}
