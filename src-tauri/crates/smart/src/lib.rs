//! Signing in: SMART on FHIR through the system browser, and keeping the sign-in good.
//!
//! It owns discovery, the authorization code with PKCE, the loopback redirect, the tokens and their
//! renewal. It refuses to know a database, a keyring or a window: where tokens are kept is a
//! [`Vault`], the browser is an [`OpenUrl`], time is a [`Clock`] and chance an [`Entropy`]. No token,
//! code or address with a query is ever in an error, a log line or a `Debug` output of this crate.

mod browser;
mod cancel;
mod client;
mod clock;
mod discovery;
mod error;
mod exchange;
mod gate;
mod grant;
mod http;
mod id_token;
mod inbox;
mod launch;
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
pub use client::{ClientAuth, ClientKey, KeyError};
pub use clock::{Clock, Entropy, NoEntropy, OsEntropy, SystemClock};
pub use discovery::{Discovery, DiscoveryError, DiscoverySource, discover, fetch_list};
pub use error::SignInError;
pub use grant::{ContextItem, Grant};
pub use http::{Http, HttpSetup, NetworkKind};
pub use id_token::{IdTokenStep, Identity};
pub use inbox::{Delivery, Inbox};
pub use launch::{Launch, LaunchListener};
pub use scopes::{
    Compartment, Filter, Interaction, Reach, ResourceScope, Scopes, scopes_for, scopes_for_itself,
    scopes_for_launch, scopes_to_write,
};
pub use secret::Secret;
pub use sign_in::{Ask, DEFAULT_TIME_LIMIT, Redirect, sign_in, sign_in_by_itself};
pub use stored::{StoredGrant, StoredGrantError};
pub use tokens::{ByClient, Lost, Observer, Revocation, SignedOut, State, Tokens, Unobserved};
pub use vault::{MemoryVault, Vault, VaultError};

#[cfg(test)]
mod far_side;
