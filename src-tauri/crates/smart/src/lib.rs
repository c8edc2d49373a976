//! Signing in: SMART on FHIR through the system browser, and keeping the sign-in good.
//!
//! It owns discovery, the authorization code with PKCE, the loopback redirect, the tokens and their
//! renewal. It refuses to know a database, a keyring or a window: where tokens are kept is a
//! [`Vault`], the browser is an [`OpenUrl`], time is a [`Clock`] and chance an [`Entropy`]. No token,
//! code or address with a query is ever in an error, a log line or a `Debug` output of this crate.

mod browser;
mod cancel;
mod clock;
mod discovery;
mod error;
mod exchange;
mod gate;
mod grant;
mod http;
mod id_token;
mod listener;
mod page;
mod scopes;
mod secret;
mod sign_in;
mod stored;
mod token_answer;
mod tokens;
mod vault;
mod words;

pub use browser::{OpenUrl, SystemBrowser};
pub use cancel::{Cancel, CancelToken, cancellation};
pub use clock::{Clock, Entropy, NoEntropy, OsEntropy, SystemClock};
pub use discovery::{Discovery, DiscoveryError, DiscoverySource, discover};
pub use error::SignInError;
pub use grant::{ContextItem, Grant};
pub use http::{Http, HttpSetup, NetworkKind};
pub use id_token::{IdTokenStep, Identity};
pub use scopes::{Compartment, Filter, Interaction, Reach, ResourceScope, Scopes, scopes_for};
pub use secret::Secret;
pub use sign_in::{Ask, DEFAULT_TIME_LIMIT, Redirect, sign_in};
pub use stored::{StoredGrant, StoredGrantError};
pub use tokens::{Lost, Observer, Revocation, SignedOut, State, Tokens, Unobserved};
pub use vault::{MemoryVault, Vault, VaultError};

#[cfg(test)]
mod far_side;
