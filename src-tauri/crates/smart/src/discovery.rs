//! Where an EHR lets people sign in: the SMART configuration, else what its CapabilityStatement says.
//!
//! It keeps nothing: whoever asks decides how long an answer is good.

mod documents;
mod error;

use std::collections::BTreeSet;

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use wardbook_fhir::http::is_loopback;

use crate::http::{self, Http, HttpAnswer, HttpFault, is_safe};
use documents::{Configuration, OauthUris};
pub use error::DiscoveryError;

/// Epic answers with addresses of the asking client's own.
const EPIC_CLIENT_ID: HeaderName = HeaderName::from_static("epic-client-id");

/// Which document the addresses came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscoverySource {
    /// `.well-known/smart-configuration`.
    SmartConfiguration,
    /// The `oauth-uris` extension of the CapabilityStatement (SMART 1.0).
    CapabilityStatement,
    /// None: whoever set the connection up gave them.
    Given,
}

/// Where to sign in, and what is offered there.
#[derive(Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The FHIR base it was asked of.
    pub base: Url,
    /// Which document said so.
    pub source: DiscoverySource,
    /// Opened in the browser; absent where only programs sign in.
    pub authorization_endpoint: Option<Url>,
    /// Gives tokens.
    pub token_endpoint: Url,
    /// Takes tokens back.
    pub revocation_endpoint: Option<Url>,
    /// The OpenID Connect issuer, exactly as sent; at Epic it is not the FHIR base.
    pub issuer: Option<String>,
    /// The issuer's keys.
    pub jwks_uri: Option<Url>,
    /// What the server says it can do; empty where it says nothing.
    pub capabilities: BTreeSet<String>,
    /// Scopes it names; never the whole list.
    pub scopes_supported: Vec<String>,
    /// How clients may show that they are themselves; empty where it says nothing.
    pub auth_methods: BTreeSet<String>,
    /// Where the names of its organisations are published.
    pub brands: Option<Url>,
}

impl Discovery {
    /// Of which no more is known than where to go.
    fn bare(base: &Url, source: DiscoverySource, authorize: Option<Url>, token: Url) -> Self {
        Self {
            base: base.clone(),
            source,
            authorization_endpoint: authorize,
            token_endpoint: token,
            revocation_endpoint: None,
            issuer: None,
            jwks_uri: None,
            capabilities: BTreeSet::new(),
            scopes_supported: Vec::new(),
            auth_methods: BTreeSet::new(),
            brands: None,
        }
    }

    /// Of a plain OAuth 2 server, whose addresses are known already.
    pub fn plain(base: &Url, authorize: Option<Url>, token: Url) -> Result<Self, DiscoveryError> {
        let usable = |url: &Url| is_safe(url) && (url.scheme() == "https" || is_loopback(base));
        if authorize.as_ref().is_some_and(|url| !usable(url)) {
            return Err(DiscoveryError::Endpoint { which: "authorize" });
        }
        if !usable(&token) {
            return Err(DiscoveryError::Endpoint { which: "token" });
        }
        Ok(Self::bare(base, DiscoverySource::Given, authorize, token))
    }

    /// A secret goes into the form, because the server takes it in no other way.
    pub(crate) fn secret_in_body(&self) -> bool {
        !self.auth_methods.is_empty()
            && !self.auth_methods.contains("client_secret_basic")
            && self.auth_methods.contains("client_secret_post")
    }

    /// The server says it can do this.
    pub fn offers(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }
}

impl std::fmt::Debug for Discovery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses may carry a query of the server's own; hosts are enough to understand a log.
        f.debug_struct("Discovery")
            .field("source", &self.source)
            .field(
                "authorize_at",
                &self.authorization_endpoint.as_ref().and_then(Url::host_str),
            )
            .field("token_at", &self.token_endpoint.host_str())
            .field("revokes", &self.revocation_endpoint.is_some())
            .field("keys", &self.jwks_uri.is_some())
            .field("capabilities", &self.capabilities)
            .finish_non_exhaustive()
    }
}

/// Find out where to sign in for this FHIR base.
pub async fn discover(
    http: &Http,
    base: &Url,
    client_id: Option<&str>,
) -> Result<Discovery, DiscoveryError> {
    if !base.has_host() || !matches!(base.scheme(), "http" | "https") {
        return Err(DiscoveryError::Address);
    }
    if base.query().is_some() || !is_safe(base) {
        let encrypted = base.scheme() == "https" || is_loopback(base);
        return Err(if encrypted {
            DiscoveryError::Address
        } else {
            DiscoveryError::NotEncrypted
        });
    }
    let found = ask(http, base, client_id).await;
    match &found {
        Ok(found) => tracing::info!(source = ?found.source, "sign-in discovered"),
        Err(error) => tracing::warn!(code = error.code(), "sign-in not discovered"),
    }
    found
}

/// Read a published list (of endpoints, of brands) from an https address.
pub async fn fetch_list(http: &Http, at: &Url) -> Result<Vec<u8>, DiscoveryError> {
    if !is_safe(at) {
        return Err(DiscoveryError::NotEncrypted);
    }
    let headers = http::accept("application/fhir+json, application/json");
    let answer = http.get(at, &headers, http::LARGE).await?;
    match answer.status {
        200 => Ok(answer.body.to_vec()),
        status => Err(DiscoveryError::of_status(None, status)),
    }
}

async fn ask(
    http: &Http,
    base: &Url,
    client_id: Option<&str>,
) -> Result<Discovery, DiscoveryError> {
    let mut headers = http::accept("application/json");
    if let Some(id) = client_id.and_then(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(EPIC_CLIENT_ID, id);
    }
    let well_known =
        below(base, ".well-known/smart-configuration").ok_or(DiscoveryError::Address)?;
    let first = match http.get(&well_known, &headers, http::SMALL).await {
        Ok(answer) => {
            if let Some(configuration) = read::<Configuration>(&answer) {
                // A configuration that is there decides: falling back from one without S256 would
                // be a way around it.
                if let Some(found) = from_configuration(base, configuration)? {
                    return Ok(found);
                }
            }
            Some(answer.status)
        }
        // Some servers send every unknown path to a page elsewhere; the statement may still speak.
        Err(HttpFault::Redirected(status)) => Some(status),
        Err(fault) => return Err(fault.into()),
    };
    let metadata = below(base, "metadata").ok_or(DiscoveryError::Address)?;
    headers.extend(http::accept("application/fhir+json, application/json"));
    let answer = http.get(&metadata, &headers, http::LARGE).await?;
    let Some(statement) = read::<serde_json::Value>(&answer).filter(documents::is_statement) else {
        return Err(DiscoveryError::of_status(first, answer.status));
    };
    let uris = documents::oauth_uris(&statement).ok_or(DiscoveryError::NoSignIn)?;
    from_statement(base, &uris)
}

fn read<T: serde::de::DeserializeOwned>(answer: &HttpAnswer) -> Option<T> {
    if answer.status == 200 {
        serde_json::from_slice(&answer.body).ok()
    } else {
        None
    }
}

/// The path appended to the whole base, also where the base has a path of its own.
fn below(base: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}/{path}", base.as_str().trim_end_matches('/'))).ok()
}

/// `None` where the document says nothing about signing in.
fn from_configuration(
    base: &Url,
    said: Configuration,
) -> Result<Option<Discovery>, DiscoveryError> {
    let Some(token) = said.token_endpoint else {
        return Ok(None);
    };
    let authorize = said.authorization_endpoint;
    if authorize.is_some()
        && said
            .code_challenge_methods_supported
            .is_some_and(|them| !them.iter().any(|m| m == "S256"))
    {
        return Err(DiscoveryError::NoPkce);
    }
    let optional = |address: Option<String>| address.and_then(|a| endpoint(base, &a, "").ok());
    Ok(Some(Discovery {
        base: base.clone(),
        source: DiscoverySource::SmartConfiguration,
        authorization_endpoint: authorize
            .map(|address| endpoint(base, &address, "authorize"))
            .transpose()?,
        token_endpoint: endpoint(base, &token, "token")?,
        revocation_endpoint: optional(said.revocation_endpoint),
        auth_methods: said
            .token_endpoint_auth_methods_supported
            .unwrap_or_default()
            .into_iter()
            .collect(),
        brands: optional(said.user_access_brand_bundle),
        issuer: said.issuer.filter(|issuer| !issuer.is_empty()),
        jwks_uri: optional(said.jwks_uri),
        capabilities: said.capabilities.unwrap_or_default().into_iter().collect(),
        scopes_supported: said.scopes_supported.unwrap_or_default(),
    }))
}

fn from_statement(base: &Url, said: &OauthUris) -> Result<Discovery, DiscoveryError> {
    let (Some(authorize), Some(token)) = (&said.authorize, &said.token) else {
        return Err(DiscoveryError::NoSignIn);
    };
    let authorize = endpoint(base, authorize, "authorize")?;
    let token = endpoint(base, token, "token")?;
    let source = DiscoverySource::CapabilityStatement;
    Ok(Discovery {
        revocation_endpoint: said
            .revoke
            .as_deref()
            .and_then(|a| endpoint(base, a, "").ok()),
        ..Discovery::bare(base, source, Some(authorize), token)
    })
}

/// An address as the server gave it, relative ones taken from the FHIR base. A remote EHR has no
/// business sending a code or a token to a plain port of this computer.
fn endpoint(base: &Url, address: &str, which: &'static str) -> Result<Url, DiscoveryError> {
    let folder = below(base, "").ok_or(DiscoveryError::Address)?;
    let wrong = DiscoveryError::Endpoint { which };
    let url = folder.join(address.trim()).map_err(|_| wrong.clone())?;
    if is_safe(&url) && (url.scheme() == "https" || is_loopback(base)) {
        Ok(url)
    } else {
        Err(wrong)
    }
}

#[cfg(test)]
#[path = "discovery/tests.rs"]
mod tests;
