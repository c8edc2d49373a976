//! A connection in use: its client, its tokens, its meter. Made when first asked for and kept while the
//! profile is open, so that pooled connections, discovery and percentiles are shared. Makes no request
//! by itself.

use std::sync::{Arc, Mutex, PoisonError};

use url::Url;
use uuid::Uuid;
use wardbook_fhir::{Capabilities, Client, NoToken, Options, TokenSource};
use wardbook_smart::{
    ByClient, Cancel, ClientAuth, Discovery, Http, Interaction, Scopes, State, Tokens, discover,
};
use wardbook_store::{connections, counters, settings};
use wardbook_sync::{Everything, Granted, Override};

use crate::app::App;
use crate::connections::{client_auth, has_secret, has_tokens, header, kind, needs_secret};
use crate::door::{Pass, blocking};
use crate::failure::{Code, Fault};
use crate::meter::Meter;
use crate::vault::{Place, ProfileVault};
use crate::wire::connection::{Auth, SignInState};

/// The connection imported records belong to; nothing can be fetched from it.
pub(crate) const IMPORT_BASE: &str = "urn:wardbook:import";

/// A connection in use.
pub(crate) struct Live {
    /// Row number.
    pub(crate) id: i64,
    /// Our id.
    pub(crate) uuid: Uuid,
    /// The user's name for it.
    pub(crate) name: String,
    /// Asks the EHR.
    pub(crate) client: Arc<Client>,
    /// Watches the answers.
    pub(crate) meter: Arc<Meter>,
    /// Signs in and renews; absent where no sign-in is needed.
    pub(crate) tokens: Option<Tokens>,
    pub(crate) base: Url,
    pub(crate) client_id: Option<String>,
    pub(crate) auth: Auth,
    pub(crate) details: connections::Details,
    /// Its secret is kept.
    pub(crate) has_secret: bool,
    /// The public half of its key, where it has one.
    pub(crate) public_keys: Option<String>,
    vault: Arc<ProfileVault>,
    http: Http,
    discovery: tokio::sync::Mutex<Option<Discovery>>,
    signing: Mutex<Option<Cancel>>,
}

/// Counts sign-ins and refreshes in the store, off the async threads.
struct Counting {
    store: wardbook_store::Store,
    changes: App,
}

impl Counting {
    fn count(&self, what: &str, outcome: &str) {
        let (store, name) = (self.store.clone(), format!("{what} {outcome}"));
        let add = move || {
            // A counter that cannot be written must not fail the act it counts.
            let _lost = store.write(|tx| counters::add(tx, &name, 1));
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(add)),
            Err(_) => add(),
        }
        self.changes.tell(crate::wire::sync::Change::Connections);
    }
}

impl wardbook_smart::Observer for Counting {
    fn sign_in_ended(&self, outcome: &str) {
        self.count("sign-in", outcome);
    }

    fn refresh_ended(&self, outcome: &str) {
        self.count("refresh", outcome);
    }

    fn revoke_ended(&self, outcome: &str) {
        self.count("revoke", outcome);
    }
}

/// The store's clock where `smart` wants one.
struct SmartClock(Arc<dyn wardbook_store::Clock>);

impl wardbook_smart::Clock for SmartClock {
    fn now(&self) -> i64 {
        self.0.now()
    }
}

/// What a grant covers, as a sync asks.
pub(crate) struct Granting(Scopes);

impl Granted for Granting {
    fn allows(&self, resource_type: &str) -> bool {
        self.0.allows(resource_type, Interaction::Read)
            || self.0.allows(resource_type, Interaction::Search)
    }
}

impl Live {
    fn new(
        pass: &Pass,
        row: &connections::Row,
        secret: Option<&str>,
        own: Override,
    ) -> Result<Live, Fault> {
        let auth = kind(&row.auth);
        let base = Url::parse(&row.fhir_base).map_err(|_| bad_base())?;
        let options = pass.app().options();
        let meter = Arc::new(Meter::new(Arc::clone(&options.clock), pass.app().changes()));
        let http = Http::new(USER_AGENT).map_err(|_| Fault::internal("setting up the network"))?;
        let store = pass.open().store();
        let vault = Arc::new(ProfileVault::new(
            Arc::clone(&options.keyring),
            store.clone(),
            pass.open().profile().id(),
        ));
        let client = client_auth(auth, secret, row.details.key_id.as_deref());
        let public_keys = match &client {
            ClientAuth::Key(key) => Some(key.public_set()),
            ClientAuth::Public | ClientAuth::Secret(_) => None,
        };
        let tokens = has_tokens(auth).then(|| {
            Tokens::of_client(
                row.uuid.to_string(),
                http.clone(),
                Arc::clone(&vault) as Arc<dyn wardbook_smart::Vault>,
                Arc::new(SmartClock(Arc::clone(&options.clock))),
                Arc::new(Counting {
                    store: store.clone(),
                    changes: pass.app().clone(),
                }),
                ByClient {
                    auth: client,
                    entropy: Arc::clone(&options.entropy),
                    itself: auth == Auth::ClientCredentials,
                },
            )
        });
        let source: Arc<dyn TokenSource> = match &tokens {
            Some(tokens) => Arc::new(tokens.clone()),
            None => Arc::new(NoToken),
        };
        let client = Client::new(
            base.as_str(),
            source,
            Options {
                user_agent: USER_AGENT.to_owned(),
                extra_headers: headers(row.client_id.as_deref())
                    .into_iter()
                    .chain(header(auth, row.details.account.as_deref(), secret))
                    .filter(|(name, _)| !own.headers.0.contains_key(&name.to_ascii_lowercase()))
                    .chain(own.headers.0.clone())
                    .collect(),
                observer: Some(Arc::clone(&meter) as Arc<dyn wardbook_fhir::Observer>),
                ..Options::default()
            },
        )
        .map_err(|error| Fault::invalid(error.message()))?;
        Ok(Live {
            id: row.id,
            uuid: row.uuid,
            name: row.name.clone(),
            client: Arc::new(client),
            meter,
            tokens,
            base,
            client_id: row.client_id.clone(),
            auth,
            details: row.details.clone(),
            has_secret: secret.is_some(),
            public_keys,
            vault,
            http,
            discovery: tokio::sync::Mutex::default(),
            signing: Mutex::default(),
        })
    }

    /// Where to sign in; asked once while the profile is open.
    pub(crate) async fn discovery(&self) -> Result<Discovery, Fault> {
        let mut kept = self.discovery.lock().await;
        if let Some(found) = kept.as_ref() {
            return Ok(found.clone());
        }
        let found = self.discover().await?;
        *kept = Some(found.clone());
        Ok(found)
    }

    /// The same, asked anew.
    pub(crate) async fn discover(&self) -> Result<Discovery, Fault> {
        let client_id = self.client_id.as_deref();
        Ok(find_sign_in(&self.http, &self.base, client_id, &self.details).await?)
    }

    /// The CapabilityStatement, asked anew and kept.
    pub(crate) async fn capabilities(&self, pass: &Pass) -> Result<Capabilities, Fault> {
        let fetched = self.client.capabilities().await?;
        let capabilities = Capabilities::parse(&fetched.body).map_err(|_| {
            Fault::new(
                Code::EhrUnreadable,
                "The address answers, but not as a FHIR server (no CapabilityStatement). Check the FHIR base URL.",
            )
        })?;
        let id = self.id;
        pass.write(move |tx| connections::set_capability(tx, id, &fetched.body))
            .await?;
        Ok(capabilities)
    }

    /// What the sign-in covers.
    pub(crate) fn granted(&self) -> Arc<dyn Granted> {
        match &self.tokens {
            None => Arc::new(Everything),
            Some(tokens) => Arc::new(Granting(tokens.granted().unwrap_or_default())),
        }
    }

    /// Where its sign-in stands.
    pub(crate) fn sign_in_state(&self) -> SignInState {
        if !self.has_secret && needs_secret(self.auth) {
            return SignInState::Lost {
                reason: "The secret of this connection is not on this computer. Edit the connection and give it again.".to_owned(),
            };
        }
        let Some(tokens) = &self.tokens else {
            return SignInState::NotNeeded;
        };
        if self.signing().is_some() {
            return SignInState::Waiting;
        }
        match tokens.state() {
            State::SignedOut => SignInState::SignedOut,
            State::SignedIn { until, renewable } => SignInState::SignedIn {
                user: self.user(),
                until: until.map(|ms| ms as f64),
                renews: renewable,
            },
            State::Lost { reason } => SignInState::Lost {
                reason: reason.message(),
            },
        }
    }

    /// Who signed in, as the EHR says.
    pub(crate) fn user(&self) -> Option<String> {
        let who = self.tokens.as_ref()?.identity()?;
        who.display_name.or(who.fhir_user)
    }

    /// Where its tokens are kept. Blocking.
    pub(crate) fn place(&self) -> Option<Place> {
        self.tokens
            .as_ref()
            .and_then(|_| self.vault.place(&self.uuid.to_string()))
    }

    /// Ends a sign-in that waits, if there is one; it takes its handle away itself.
    pub(crate) fn cancel_sign_in(&self) {
        if let Some(cancel) = self.signing().as_ref() {
            cancel.cancel();
        }
    }

    /// The handle to cancel a sign-in that waits for a browser.
    pub(crate) fn signing(&self) -> std::sync::MutexGuard<'_, Option<Cancel>> {
        self.signing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is to be asked whether it is there: it was not heard of for a while, and somebody here is signed in.
    pub(crate) fn silent(&self, now: i64) -> Option<Arc<Client>> {
        let silent = self.must_be_signed_in().is_ok() && self.meter.is_silent(now);
        silent.then(|| Arc::clone(&self.client))
    }

    /// Refuses where somebody has to sign in first.
    pub(crate) fn must_be_signed_in(&self) -> Result<(), Fault> {
        match self.sign_in_state() {
            SignInState::NotNeeded | SignInState::SignedIn { .. } => Ok(()),
            SignInState::SignedOut | SignInState::Waiting => Err(Fault::new(
                Code::SignInNeeded,
                "Nobody is signed in at this EHR. Sign in first.",
            )),
            SignInState::Lost { reason } => Err(Fault::new(Code::SignInLost, reason)),
        }
    }
}

/// Where to sign in: as somebody gave it, else as the EHR says.
pub(crate) async fn find_sign_in(
    http: &Http,
    base: &Url,
    client_id: Option<&str>,
    details: &connections::Details,
) -> Result<Discovery, wardbook_smart::DiscoveryError> {
    let Some(token) = &details.token_url else {
        return discover(http, base, client_id).await;
    };
    let parsed = |text: &str, which| {
        Url::parse(text).map_err(|_| wardbook_smart::DiscoveryError::Endpoint { which })
    };
    let authorize = details.authorize_url.as_deref();
    let authorize = authorize
        .map(|text| parsed(text, "authorize"))
        .transpose()?;
    Discovery::plain(base, authorize, parsed(token, "token")?)
}

pub(crate) const USER_AGENT: &str = concat!("Wardbook/", env!("CARGO_PKG_VERSION"));

/// Epic counts requests by this header; others do not mind it.
fn headers(client_id: Option<&str>) -> Vec<(String, String)> {
    client_id
        .map(|id| ("Epic-Client-ID".to_owned(), id.to_owned()))
        .into_iter()
        .collect()
}

fn bad_base() -> Fault {
    Fault::invalid(
        "The FHIR base URL is not a web address. It looks like https://ehr.example/fhir/R4.",
    )
}

/// Setting under which the scopes last asked for are kept.
pub(crate) fn scopes_setting(connection: Uuid) -> String {
    format!("scopes-asked-{connection}")
}

impl Pass {
    /// The row of a connection, by id or name.
    pub(crate) async fn connection(&self, named: &str) -> Result<connections::Row, Fault> {
        let named = named.trim().to_owned();
        self.read(move |_, c| connections::find(c, &named))
            .await?
            .filter(|row| self.sees_connection(row.id))
            .ok_or_else(Fault::no_connection)
    }

    /// A connection in use, by id or name. The first time its kept sign-in is taken up.
    pub(crate) async fn live(&self, named: &str) -> Result<Arc<Live>, Fault> {
        let row = self.connection(named).await?;
        self.live_of(&row).await
    }

    /// A connection in use, by its row.
    pub(crate) async fn live_of(&self, row: &connections::Row) -> Result<Arc<Live>, Fault> {
        if row.fhir_base == IMPORT_BASE {
            return Err(Fault::invalid(
                "These records came from files: there is no EHR to ask. Choose another connection.",
            ));
        }
        loop {
            if let Some(live) = self.open().lives().get(&row.id) {
                return Ok(Arc::clone(live));
            }
            // As it is by now: whoever asks may have read the row before somebody changed it.
            let (begun, id) = (self.open().given_up(), row.id);
            let row = self.read(move |_, c| connections::get(c, id)).await?;
            let live = self.put_to_use(&row).await?;
            let mut lives = self.open().lives();
            if self.open().given_up() == begun {
                let known = lives.entry(row.id).or_insert_with(|| {
                    crate::keeping::keep_alive(&live, self.app());
                    crate::keeping::keep_in_reach(&live, self.app());
                    live
                });
                return Ok(Arc::clone(known));
            }
        }
    }

    async fn put_to_use(&self, row: &connections::Row) -> Result<Arc<Live>, Fault> {
        let secret = if has_secret(kind(&row.auth)) {
            // One that cannot be read is missing; the connection says so.
            self.secret(row.uuid.to_string()).await.ok().flatten()
        } else {
            None
        };
        let id = row.id;
        let own = self
            .read(move |_, c| settings::get(c, &Override::setting(id)))
            .await?;
        let own = Override::parse(own.as_deref());
        let secret = secret.as_ref().map(|s| s.as_str());
        let live = Arc::new(Live::new(self, row, secret, own)?);
        if let Some(tokens) = &live.tokens {
            // A sign-in that cannot be read is no sign-in; the person signs in again.
            if let Err(error) = tokens.restore().await {
                tracing::warn!(code = error.code(), "the kept sign-in could not be read");
            }
        }
        Ok(live)
    }

    /// Gives a connection in use up: what is made of it from now on has the address, secret and headers that it has now.
    /// Nothing goes on with the old ones, least of all a second renewal of a token that is good once.
    pub(crate) async fn give_up(&self, connection: i64) {
        self.app().stop_sync(self.open(), connection).await;
        self.open().listeners().remove(&connection);
        let Some(live) = self.open().give_up(connection) else {
            return;
        };
        live.cancel_sign_in();
        if let Some(tokens) = &live.tokens {
            tokens.retire().await;
        }
    }

    /// The scopes last asked for at a connection.
    pub(crate) async fn scopes_asked(&self, connection: Uuid) -> Result<Vec<String>, Fault> {
        let kept = self
            .read(move |_, c| settings::get(c, &scopes_setting(connection)))
            .await?;
        Ok(kept
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect())
    }
}

/// Where a connection's tokens are kept, off the async threads.
pub(crate) async fn place(live: Arc<Live>) -> Option<Place> {
    blocking(move || Ok(live.place())).await.ok().flatten()
}
