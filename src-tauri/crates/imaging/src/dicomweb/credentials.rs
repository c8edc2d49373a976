//! What is said to the archive about who asks. Owns no secret for longer than a request; refuses to print one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use zeroize::Zeroizing;

/// The value of an `Authorization` header. Wiped from memory when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(Zeroizing<String>);

impl Authorization {
    /// A bearer token (RFC 6750).
    pub fn bearer(token: &str) -> Self {
        Self(Zeroizing::new(format!("Bearer {token}")))
    }

    /// A name and a password (RFC 7617).
    pub fn basic(name: &str, password: &str) -> Self {
        let pair = Zeroizing::new(format!("{name}:{password}"));
        Self(Zeroizing::new(format!(
            "Basic {}",
            STANDARD.encode(pair.as_bytes())
        )))
    }

    /// The value itself, for the header and nothing else.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no sign-in ({code})")]
pub struct NotSignedIn {
    /// A stable code.
    pub code: &'static str,
    /// It may pass by itself: the server that renews was not reached.
    pub passing: bool,
}

/// Where the client learns what to say.
pub trait Credentials: Send + Sync {
    /// What is to be said now; `None` where the archive wants nothing.
    fn current(&self) -> BoxFuture<'_, Result<Option<Authorization>, NotSignedIn>>;

    /// The archive answered 401 to this: something else to say, where there is any.
    fn renewed<'a>(
        &'a self,
        refused: &'a Authorization,
    ) -> BoxFuture<'a, Result<Option<Authorization>, NotSignedIn>>;
}

/// An archive that wants nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCredentials;

impl Credentials for NoCredentials {
    fn current(&self) -> BoxFuture<'_, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn renewed<'a>(
        &'a self,
        _: &'a Authorization,
    ) -> BoxFuture<'a, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// The same thing each time: a password, a token that somebody gave.
impl Credentials for Authorization {
    fn current(&self) -> BoxFuture<'_, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(std::future::ready(Ok(Some(self.clone()))))
    }

    fn renewed<'a>(
        &'a self,
        _: &'a Authorization,
    ) -> BoxFuture<'a, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}
