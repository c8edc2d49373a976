//! One attempt to sign in, from the browser to the tokens.
//!
//! The order is: open the port, open the browser, wait, judge the answer, exchange the code, check
//! who it is, tell the browser, close the port. Ending it anywhere (time, cancel, dropping the
//! future) closes the port and forgets the state, so that an answer that comes later finds nothing.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;
use zeroize::Zeroizing;

use crate::browser::OpenUrl;
use crate::cancel::CancelToken;
use crate::clock::{Clock, Entropy};
use crate::discovery::Discovery;
use crate::error::SignInError;
use crate::exchange::Attempt;
use crate::gate::{Answer, Gate};
use crate::grant::Grant;
use crate::http::Http;
use crate::id_token::{Expected, verify};
use crate::listener::Listener;
use crate::page::Page;
use crate::secret::Secret;

/// How long a person has to finish in the browser, unless said otherwise.
pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How the browser's answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// To a port of this computer.
    Loopback {
        /// A fixed one, where the EHR wants the whole address registered; else any that is free.
        port: Option<u16>,
    },
}

/// What to sign in to, and for what.
#[derive(Clone)]
pub struct Ask {
    /// The FHIR base; sent as `aud`.
    pub base: Url,
    /// The registered client id.
    pub client_id: String,
    /// What to ask for; see [`scopes_for`](crate::scopes_for).
    pub scopes: Vec<String>,
    /// How the answer comes back.
    pub redirect: Redirect,
    /// How long to wait for the browser.
    pub time_limit: Duration,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask")
            .field("scopes", &self.scopes.len())
            .field("redirect", &self.redirect)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

/// Sign in through the system browser.
pub async fn sign_in(
    http: &Http,
    discovery: &Discovery,
    ask: &Ask,
    open: &dyn OpenUrl,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    mut cancel: CancelToken,
) -> Result<Grant, SignInError> {
    let attempt = attempt(http, discovery, ask, open, clock, entropy);
    let ended = tokio::select! {
        ended = attempt => ended,
        () = cancel.cancelled() => Err(SignInError::Cancelled),
    };
    match &ended {
        Ok(grant) => tracing::info!(
            renewable = grant.refresh.is_some(),
            identified = grant.fhir_user.is_some(),
            "signed in"
        ),
        Err(error) => tracing::warn!(code = error.code(), "not signed in"),
    }
    ended
}

async fn attempt(
    http: &Http,
    discovery: &Discovery,
    ask: &Ask,
    open: &dyn OpenUrl,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<Grant, SignInError> {
    let [state, nonce, verifier] = [
        unguessable(entropy)?,
        unguessable(entropy)?,
        unguessable(entropy)?,
    ];
    let gate = Arc::new(Gate::new(state.clone()));
    let Redirect::Loopback { port } = ask.redirect;
    let mut listener = Listener::open(port, Arc::clone(&gate)).await?;
    let exchange = Attempt::new(
        &ask.client_id,
        &discovery.authorization_endpoint,
        &discovery.token_endpoint,
        &listener.redirect_uri(),
        &verifier,
    )?;
    // Servers compare it with the base they publish, which has no slash at the end.
    let aud = ask.base.as_str().trim_end_matches('/');
    let url = exchange.url(&state, &nonce, aud, &ask.scopes);
    open.open(url.as_str())
        .map_err(|said| SignInError::BrowserNotOpened { said })?;

    let Ok(answer) = tokio::time::timeout(ask.time_limit, listener.answer()).await else {
        let strangers = gate.saw_strangers();
        return Err(if strangers {
            SignInError::WrongState
        } else {
            SignInError::TimedOut
        });
    };
    let (answer, reply) = answer?;
    let finishing = Finishing {
        http,
        discovery,
        ask,
        clock,
        nonce: &nonce,
        gate: &gate,
    };
    let ended = finishing.finish(exchange, answer).await;
    let page = match &ended {
        Ok(_) => Page::SignedIn,
        Err(error) => Page::Failed(error.clone()),
    };
    reply.show(page).await;
    ended
}

struct Finishing<'a> {
    http: &'a Http,
    discovery: &'a Discovery,
    ask: &'a Ask,
    clock: &'a dyn Clock,
    nonce: &'a Secret,
    gate: &'a Gate,
}

impl Finishing<'_> {
    async fn finish(&self, exchange: Attempt, answer: Answer) -> Result<Grant, SignInError> {
        let code = self.code(answer)?;
        let tokens = match exchange
            .exchange(self.http, &code)
            .await
            .map_err(SignInError::from)
        {
            // Somebody else brought the same answer here, and the code is refused: it was used.
            Err(SignInError::CodeExpired) if self.gate.saw_repeats() => {
                return Err(SignInError::Replayed);
            }
            tokens => tokens?,
        };
        let now = self.clock.now();
        let identity = match tokens.smart().id_token.as_deref() {
            Some(token) => {
                let client_id = &self.ask.client_id;
                let (discovery, nonce) = (self.discovery, self.nonce.expose());
                let expected = Expected {
                    discovery,
                    client_id,
                    nonce,
                    now,
                };
                let checked = verify(self.http, token, &expected).await;
                checked.map_err(|step| SignInError::IdToken { step })?
            }
            None => None,
        };
        let Ask {
            client_id, scopes, ..
        } = self.ask;
        Ok(Grant::new(
            &tokens,
            identity,
            self.discovery,
            client_id,
            scopes,
            now,
        ))
    }

    fn code(&self, answer: Answer) -> Result<Secret, SignInError> {
        match answer {
            Answer::Code { code, issuer } => {
                let known = self.discovery.issuer.as_deref();
                let same = |a: &str, b: &str| a.trim_end_matches('/') == b.trim_end_matches('/');
                match (issuer.as_deref(), known) {
                    // Named and another one: an answer led here from somewhere else (RFC 9207).
                    // SMART servers also call their FHIR base `iss`.
                    (Some(said), Some(known))
                        if !same(said, known) && !same(said, self.ask.base.as_str()) =>
                    {
                        Err(SignInError::WrongIssuer)
                    }
                    _ => Ok(code),
                }
            }
            Answer::Error {
                code,
                about_audience,
            } => Err(SignInError::of_answer(&code, about_audience)),
            Answer::Empty => Err(SignInError::ServerSaid {
                code: "no_code".to_owned(),
            }),
        }
    }
}

/// 256 bits, as text that needs no escaping; also long enough for a PKCE verifier.
fn unguessable(entropy: &dyn Entropy) -> Result<Secret, SignInError> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    entropy
        .fill(bytes.as_mut_slice())
        .map_err(|_| SignInError::NoEntropy)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
