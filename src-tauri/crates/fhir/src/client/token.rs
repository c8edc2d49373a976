//! What the client knows of a sign-in: a token good now, and one renewal when the server refuses it.
//!
//! It does not know how tokens are made, kept or renewed, and it never shows one.

use std::fmt;

use futures::future::BoxFuture;
use zeroize::Zeroizing;

/// Where the client gets its tokens.
pub trait TokenSource: Send + Sync {
    /// A token good now, or `None` where the connection needs none.
    fn token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>>;

    /// The server answered 401 to this token: renew once, however many callers ask at the same
    /// time, and give the new one. Where `refused` is no longer the current token, the current one
    /// is the answer.
    fn renew(
        &self,
        refused: &AccessToken,
    ) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>>;
}

/// A bearer token. It is wiped from memory when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Zeroizing<String>);

impl AccessToken {
    /// Keep a token.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// The token itself, for the `Authorization` header and nothing else.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The sign-in ended and cannot be renewed; the clinician has to sign in again.
    #[error("the sign-in was lost ({code})")]
    Lost {
        /// Why: a code of ours or an OAuth error code, never a server's free text.
        code: String,
    },
    /// The authorization server could not be reached, or did not answer in time.
    #[error("the sign-in could not be renewed: the server was not reached")]
    Network {
        /// It was reached but did not answer in time.
        timed_out: bool,
    },
    /// The authorization server answered with a failure that may pass.
    #[error("the sign-in could not be renewed now (status {status})")]
    Unavailable {
        /// HTTP status.
        status: u16,
    },
    /// The kept tokens could not be read or written.
    #[error("the kept sign-in could not be read")]
    Vault,
}

impl TokenError {
    /// A lost sign-in; of the code only what an error code may hold is kept.
    pub fn lost(code: &str) -> Self {
        let kept = code
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        Self::Lost {
            code: kept.take(60).collect(),
        }
    }

    /// Trying again without a new sign-in cannot help.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::SignedOut | Self::Lost { .. })
    }

    /// The network is why.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Network { .. })
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Lost { .. } => "sign-in-lost",
            Self::Network { .. } => "sign-in-offline",
            Self::Unavailable { .. } => "sign-in-unavailable",
            Self::Vault => "sign-in-vault",
        }
    }
}

/// A connection that needs no sign-in.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoToken;

impl TokenSource for NoToken {
    fn token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn renew(&self, _: &AccessToken) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_printed_and_an_error_keeps_only_a_code() {
        let token = AccessToken::new("eyJhbGciOi.secret");
        assert_eq!(format!("{token:?}"), "<redacted>");
        assert_eq!(token.secret(), "eyJhbGciOi.secret");
        let lost = TokenError::lost("invalid_grant: Peter Chalmers' token <b>expired</b>");
        assert_eq!(lost.to_string(), "the sign-in was lost (invalid_grant)");
        assert!(lost.is_permanent() && !lost.is_offline());
        assert!(TokenError::Network { timed_out: true }.is_offline());
    }
}
