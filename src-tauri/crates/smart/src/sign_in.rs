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
use crate::client::ClientAuth;
use crate::clock::{Clock, Entropy};
use crate::discovery::Discovery;
use crate::error::SignInError;
use crate::exchange::{Attempt, Party, client_credentials};
use crate::gate::{Answer, Gate};
use crate::grant::Grant;
use crate::http::Http;
use crate::id_token::{Expected, verify};
use crate::inbox::{Inbox, Seat};
use crate::listener::{Listener, PATH, Reply};
use crate::page::Page;
use crate::secret::Secret;

/// How long a person has to finish in the browser, unless said otherwise.
pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How the browser's answer comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// To a port of this computer.
    Loopback {
        /// A fixed one, where the EHR wants the whole address registered; else any that is free.
        port: Option<u16>,
        /// Another path than the usual one.
        path: Option<String>,
    },
    /// By the private scheme, through the operating system; brought to the [`Inbox`].
    Scheme {
        /// The whole address, as registered.
        address: String,
    },
    /// To an https page that sends the browser on to the private scheme; brought to the [`Inbox`].
    Bounce {
        /// The page, as registered.
        page: Url,
    },
}

impl Redirect {
    /// Any free port, the usual path.
    pub fn any_port() -> Self {
        Self::Loopback {
            port: None,
            path: None,
        }
    }

    /// The address to register at the EHR. A loopback without a fixed port is registered without one:
    /// servers that follow RFC 8252 take every port then.
    pub fn to_register(&self) -> String {
        match self {
            Self::Loopback { port, path } => {
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                format!("http://127.0.0.1{port}{}", path.as_deref().unwrap_or(PATH))
            }
            Self::Scheme { address } => address.clone(),
            Self::Bounce { page } => page.to_string(),
        }
    }
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
    /// Where answers are brought that do not come to a port.
    pub inbox: Inbox,
    /// How the client shows that it is itself.
    pub auth: ClientAuth,
    /// The EHR's own name for this launch, where it started us.
    pub launch: Option<Secret>,
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
    let authorize = discovery
        .authorization_endpoint
        .as_ref()
        .ok_or(SignInError::NoPage)?;
    let mut door = Door::open(ask, Arc::clone(&gate)).await?;
    let party = party(discovery, &ask.client_id, &ask.auth, clock, entropy);
    let exchange = Attempt::new(&party, authorize, &door.redirect_uri(), &verifier)?;
    // Servers compare it with the base they publish, which has no slash at the end.
    let aud = ask.base.as_str().trim_end_matches('/');
    let url = exchange.url(&state, &nonce, aud, &ask.scopes, ask.launch.as_ref());
    open.open(url.as_str())
        .map_err(|said| SignInError::BrowserNotOpened { said })?;

    let Ok(answer) = tokio::time::timeout(ask.time_limit, door.answer()).await else {
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
        party,
        nonce: &nonce,
        gate: &gate,
    };
    let ended = finishing.finish(exchange, answer).await;
    let page = match &ended {
        Ok(_) => Page::SignedIn,
        Err(error) => Page::Failed(error.clone()),
    };
    if let Some(reply) = reply {
        reply.show(page).await;
    }
    ended
}

/// Where the answer of one attempt comes in.
enum Door {
    Port(Listener),
    Inbox(Seat, String),
}

impl Door {
    async fn open(ask: &Ask, gate: Arc<Gate>) -> Result<Self, SignInError> {
        match &ask.redirect {
            Redirect::Loopback { port, path } => {
                let path = path.as_deref().unwrap_or(PATH);
                Ok(Self::Port(Listener::open(*port, path, gate).await?))
            }
            other => Ok(Self::Inbox(ask.inbox.sit(gate), other.to_register())),
        }
    }

    fn redirect_uri(&self) -> String {
        match self {
            Self::Port(listener) => listener.redirect_uri(),
            Self::Inbox(_, address) => address.clone(),
        }
    }

    async fn answer(&mut self) -> Result<(Answer, Option<Reply>), SignInError> {
        match self {
            Self::Port(listener) => {
                let (answer, reply) = listener.answer().await?;
                Ok((answer, Some(reply)))
            }
            Self::Inbox(seat, _) => {
                let answer = seat.answer().await.ok_or(SignInError::Cancelled)?;
                Ok((answer, None))
            }
        }
    }
}

fn party<'a>(
    discovery: &'a Discovery,
    client_id: &'a str,
    auth: &'a ClientAuth,
    clock: &'a dyn Clock,
    entropy: &'a dyn Entropy,
) -> Party<'a> {
    Party {
        client_id,
        auth,
        in_body: discovery.secret_in_body(),
        token_endpoint: &discovery.token_endpoint,
        clock,
        entropy,
    }
}

/// Sign in without a person: the program itself is the client (RFC 6749, 4.4).
pub async fn sign_in_by_itself(
    http: &Http,
    discovery: &Discovery,
    client_id: &str,
    auth: &ClientAuth,
    scopes: &[String],
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<Grant, SignInError> {
    let party = party(discovery, client_id, auth, clock, entropy);
    let ended = client_credentials(http, &party, scopes)
        .await
        .map(|answer| Grant::new(&answer, None, discovery, client_id, scopes, clock.now()))
        .map_err(SignInError::from);
    match &ended {
        Ok(_) => tracing::info!("signed in as the program itself"),
        Err(error) => tracing::warn!(code = error.code(), "not signed in"),
    }
    ended
}

struct Finishing<'a> {
    http: &'a Http,
    discovery: &'a Discovery,
    ask: &'a Ask,
    party: Party<'a>,
    nonce: &'a Secret,
    gate: &'a Gate,
}

impl Finishing<'_> {
    async fn finish(&self, exchange: Attempt, answer: Answer) -> Result<Grant, SignInError> {
        let code = self.code(answer)?;
        let tokens = match exchange
            .exchange(self.http, &self.party, &code)
            .await
            .map_err(SignInError::from)
        {
            // Somebody else brought the same answer here, and the code is refused: it was used.
            Err(SignInError::CodeExpired) if self.gate.saw_repeats() => {
                return Err(SignInError::Replayed);
            }
            tokens => tokens?,
        };
        let now = self.party.clock.now();
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
