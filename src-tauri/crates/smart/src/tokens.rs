//! Keeping a sign-in good: a token for whoever asks, one renewal however many ask, and an honest
//! state when it is lost.
//!
//! A refresh runs as a task of its own, so that a caller who gives up in the middle cannot lose a
//! rotated token; the new one is kept in the vault before it is used. One gate orders renewing,
//! signing in and signing out. The network being gone loses nothing.

mod renew;
mod sign_out;
mod state;

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use tokio::sync::watch;
use wardbook_fhir::{AccessToken, TokenError, TokenSource};

use crate::browser::OpenUrl;
use crate::cancel::CancelToken;
use crate::client::ClientAuth;
use crate::clock::{Clock, Entropy, OsEntropy};
use crate::discovery::Discovery;
use crate::error::SignInError;
use crate::exchange::Party;
use crate::grant::Grant;
use crate::http::Http;
use crate::id_token::Identity;
use crate::scopes::Scopes;
use crate::sign_in::{Ask, sign_in, sign_in_by_itself};
use crate::stored::StoredGrant;
use crate::vault::{Vault, VaultError};
pub use sign_out::{Revocation, SignedOut};
pub use state::{Lost, Observer, State, Unobserved};

/// A token is renewed this long before it ends, or a tenth of its life where that is shorter: EHRs
/// with short tokens ask not to be renewed more than about once a minute.
const MARGIN_MS: i64 = 60_000;
/// After a renewal that failed while the old token is still good, the next try waits.
const PAUSE_MS: i64 = 15_000;
/// How long a look at the clock may wait: a computer that slept, or whose clock was set, notices then.
const LOOK_AGAIN_MS: i64 = 30_000;

/// The tokens of one connection. Clones are the same tokens.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    connection: String,
    http: Http,
    client: ByClient,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    held: Mutex<Held>,
    state: watch::Sender<State>,
    gate: tokio::sync::Mutex<()>,
}

/// How the client of a connection shows that it is itself, and what it may do without a person.
#[derive(Clone)]
pub struct ByClient {
    /// What it shows.
    pub auth: ClientAuth,
    /// Makes each signed statement different.
    pub entropy: Arc<dyn Entropy>,
    /// It is the client itself that signs in (client credentials), and nobody else does.
    pub itself: bool,
}

impl Default for ByClient {
    fn default() -> Self {
        Self {
            auth: ClientAuth::Public,
            entropy: Arc::new(OsEntropy),
            itself: false,
        }
    }
}

#[derive(Default)]
struct Held {
    grant: Option<Arc<StoredGrant>>,
    /// The vault still has an older one.
    unsaved: bool,
    /// No renewal ahead of time before this moment.
    not_before: i64,
}

impl Tokens {
    /// Nobody is signed in until [`restore`](Self::restore), [`accept`](Self::accept) or
    /// [`sign_in`](Self::sign_in). `connection` names the entry in the vault.
    pub fn new(
        connection: impl Into<String>,
        http: Http,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
    ) -> Self {
        Self::of_client(
            connection,
            http,
            vault,
            clock,
            observer,
            ByClient::default(),
        )
    }

    /// The same for a client that shows that it is itself.
    pub fn of_client(
        connection: impl Into<String>,
        http: Http,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
        client: ByClient,
    ) -> Self {
        Self(Arc::new(Inner {
            connection: connection.into(),
            http,
            client,
            vault,
            clock,
            observer,
            held: Mutex::default(),
            state: watch::Sender::new(State::SignedOut),
            gate: tokio::sync::Mutex::default(),
        }))
    }

    /// Take up the sign-in that is kept, if there is one.
    pub async fn restore(&self) -> Result<State, VaultError> {
        let _gate = self.0.gate.lock().await;
        if let Some(grant) = self.0.on_vault(|vault, name| vault.load(name)).await? {
            self.0.hold(grant, false);
        }
        Ok(self.state())
    }

    /// Take over a new sign-in. Where it cannot be kept it is still used until the program ends, and
    /// the error says so.
    pub async fn accept(&self, grant: &Grant) -> Result<(), VaultError> {
        let _gate = self.0.gate.lock().await;
        let grant = StoredGrant::from(grant);
        let copy = grant.clone();
        let saved = self
            .0
            .on_vault(move |vault, name| vault.save(name, &copy))
            .await;
        self.0.hold(grant, saved.is_err());
        saved
    }

    /// Sign in and take it over; the observer is told how it went.
    pub async fn sign_in(
        &self,
        discovery: &Discovery,
        ask: &Ask,
        open: &dyn OpenUrl,
        entropy: &dyn Entropy,
        cancel: CancelToken,
    ) -> Result<Grant, SignInError> {
        let Inner { http, clock, .. } = &*self.0;
        let ended = sign_in(http, discovery, ask, open, clock.as_ref(), entropy, cancel).await;
        self.taken_over(ended).await
    }

    /// Sign in as the program itself and take it over.
    pub async fn sign_in_by_itself(
        &self,
        discovery: &Discovery,
        client_id: &str,
        scopes: &[String],
    ) -> Result<Grant, SignInError> {
        let Inner {
            http,
            clock,
            client,
            ..
        } = &*self.0;
        let (auth, clock, chance) = (&client.auth, clock.as_ref(), client.entropy.as_ref());
        let ended =
            sign_in_by_itself(http, discovery, client_id, auth, scopes, clock, chance).await;
        self.taken_over(ended).await
    }

    async fn taken_over(&self, ended: Result<Grant, SignInError>) -> Result<Grant, SignInError> {
        let ended = match ended {
            Ok(grant) => self
                .accept(&grant)
                .await
                .map(|()| grant)
                .map_err(|_| SignInError::Vault),
            failed => failed,
        };
        self.0
            .observer
            .sign_in_ended(ended.as_ref().map_or_else(SignInError::code, |_| "ok"));
        ended
    }

    /// How it stands now. A token that ended by the clock and cannot be renewed is lost.
    pub fn state(&self) -> State {
        let held = self.0.held();
        let ended = held.grant.as_ref().is_some_and(|grant| {
            !self.0.renewable(grant) && grant.expires_at.is_some_and(|at| at <= self.0.clock.now())
        });
        drop(held);
        if ended {
            self.0.show(State::Lost {
                reason: Lost::Expired,
            });
        }
        self.0.state.borrow().clone()
    }

    /// To be told when it changes.
    pub fn watch(&self) -> watch::Receiver<State> {
        self.0.state.subscribe()
    }

    /// What is granted, while signed in.
    pub fn granted(&self) -> Option<Scopes> {
        self.0
            .held()
            .grant
            .as_ref()
            .map(|grant| grant.granted.clone())
    }

    /// Who signed in, as far as the EHR says.
    pub fn identity(&self) -> Option<Identity> {
        self.0
            .held()
            .grant
            .as_ref()
            .map(|grant| grant.identity.clone())
    }

    /// Renew now, whether it is due or not: somebody asked for it. Where a renewal is under way
    /// already, its token is the answer.
    pub async fn renew_now(&self) -> Result<State, TokenError> {
        let held = self.0.grant();
        let refused = held.map(|grant| AccessToken::new(grant.access.expose()));
        self.give(refused).await?;
        Ok(self.state())
    }

    /// Renew if it is due soon. A program that has nothing to ask the EHR for the moment calls it
    /// from time to time, so that the sign-in does not end of itself. It says when to call again at
    /// the latest: milliseconds from now by this clock, which may have jumped when it is called.
    pub async fn keep_alive(&self) -> i64 {
        let Some(grant) = self.0.grant().filter(|grant| self.0.renewable(grant)) else {
            // A token that nothing renews ends by the clock alone: whoever watches is told.
            let _ = self.state();
            return LOOK_AGAIN_MS;
        };
        if self.0.is_due(&grant) {
            // Why not is in the state, and is counted.
            let _ = self.give(None).await;
            return LOOK_AGAIN_MS;
        }
        let left = grant.expires_at.map_or(i64::MAX, |ends| {
            ends - Inner::margin(&grant) - self.0.clock.now()
        });
        left.clamp(1_000, LOOK_AGAIN_MS)
    }

    /// How the client shows that it is itself.
    pub fn client_auth(&self) -> &ClientAuth {
        &self.0.client.auth
    }

    /// The patient of the launch context.
    pub fn patient(&self) -> Option<String> {
        self.0
            .held()
            .grant
            .as_ref()
            .and_then(|grant| grant.patient.clone())
    }

    /// Another will keep this sign-in good from now on: these give no token any more and renew nothing, because two that
    /// renew would spend each other's refresh tokens. What could not be kept before is kept.
    pub async fn retire(&self) {
        let _gate = self.0.gate.lock().await;
        if let Err(error) = self.0.save_again().await {
            tracing::error!(code = error.code(), "the newest sign-in could not be kept");
        }
        *self.0.held() = Held::default();
        self.0.show(State::SignedOut);
    }

    /// Wait for a renewal or a sign-in that is under way, so that nothing is half done when the
    /// program ends; and keep what could not be kept before.
    pub async fn settle(&self) -> Result<(), VaultError> {
        let _gate = self.0.gate.lock().await;
        self.0.save_again().await
    }
}

impl Inner {
    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        // Every change is one assignment: a panic elsewhere leaves nothing half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new token comes without a person.
    fn renewable(&self, grant: &StoredGrant) -> bool {
        grant.refresh.is_some() || self.client.itself
    }

    /// How long before its end a token is renewed.
    fn margin(grant: &StoredGrant) -> i64 {
        let ends = grant.expires_at.unwrap_or(i64::MAX);
        MARGIN_MS.min(ends.saturating_sub(grant.issued_at) / 10)
    }

    fn party<'a>(&'a self, grant: &'a StoredGrant) -> Party<'a> {
        Party {
            client_id: &grant.client_id,
            auth: &self.client.auth,
            in_body: grant.secret_in_body,
            token_endpoint: &grant.token_endpoint,
            clock: self.clock.as_ref(),
            entropy: self.client.entropy.as_ref(),
        }
    }

    fn grant(&self) -> Option<Arc<StoredGrant>> {
        self.held().grant.clone()
    }

    fn hold(&self, grant: StoredGrant, unsaved: bool) {
        let state = State::SignedIn {
            until: grant.expires_at,
            renewable: self.renewable(&grant),
        };
        *self.held() = Held {
            grant: Some(Arc::new(grant)),
            unsaved,
            not_before: i64::MIN,
        };
        self.show(state);
    }

    fn show(&self, state: State) {
        self.state.send_if_modified(|shown| {
            let changed = *shown != state;
            *shown = state;
            changed
        });
    }

    /// The vault blocks: a keyring may ask a person.
    async fn on_vault<T: Send + 'static>(
        &self,
        act: impl FnOnce(&dyn Vault, &str) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (vault, name) = (Arc::clone(&self.vault), self.connection.clone());
        let done = tokio::task::spawn_blocking(move || act(vault.as_ref(), &name)).await;
        done.unwrap_or(Err(VaultError::Unavailable))
    }

    async fn save_again(&self) -> Result<(), VaultError> {
        let unsaved = {
            Some(self.held())
                .filter(|held| held.unsaved)
                .and_then(|h| h.grant.clone())
        };
        let Some(grant) = unsaved else { return Ok(()) };
        let copy = Arc::clone(&grant);
        self.on_vault(move |vault, name| vault.save(name, &copy))
            .await?;
        let mut held = self.held();
        if held
            .grant
            .as_ref()
            .is_some_and(|now| Arc::ptr_eq(now, &grant))
        {
            held.unsaved = false;
        }
        Ok(())
    }
}

impl TokenSource for Tokens {
    fn token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(self.give(None))
    }

    fn renew(
        &self,
        refused: &AccessToken,
    ) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(self.give(Some(refused.clone())))
    }
}

#[cfg(test)]
#[path = "tokens/tests.rs"]
mod tests;
