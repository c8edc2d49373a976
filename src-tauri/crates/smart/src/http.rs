//! Requests to the authorization server: encrypted or loopback, bounded in time and size, following
//! nothing to another origin.
//!
//! It is a type of its own, and not a `reqwest::Client` given from outside, because a client that
//! followed redirects would carry a code or a refresh token to wherever the redirect points.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use url::Url;
use wardbook_fhir::http::{self, is_loopback};
use zeroize::Zeroizing;

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const TOTAL_LIMIT: Duration = Duration::from_secs(30);
/// Redirects within one origin that a discovery document may take.
const HOPS: u8 = 3;

/// The largest answer read from a token endpoint, a key set or a discovery document.
pub(crate) const SMALL: usize = 1024 * 1024;
/// The largest CapabilityStatement read.
pub(crate) const LARGE: usize = 32 * 1024 * 1024;

/// The HTTP client for signing in.
#[derive(Debug, Clone)]
pub struct Http {
    /// Through the system's proxy, where there is one.
    client: reqwest::Client,
    /// For this computer itself, where a proxy has no business.
    loopback: reqwest::Client,
}

/// The HTTP stack could not be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the HTTP client could not be set up")]
pub struct HttpSetup;

/// How the network failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// No answer in time.
    Timeout,
    /// No connection.
    Connect,
    /// The name was not found.
    Dns,
    /// No secure connection: certificate or protocol.
    Tls,
    /// The connection broke before or in the middle of the answer.
    Cut,
}

/// Why there is no answer to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpFault {
    #[error("network: {0:?}")]
    Network(NetworkKind),
    #[error("the answer is too large")]
    TooLarge,
    #[error("redirected ({0})")]
    Redirected(u16),
    #[error("not an encrypted address")]
    NotEncrypted,
}

/// An answer as it came.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl HttpAnswer {
    /// A page for people where JSON was asked for.
    pub(crate) fn is_page(&self) -> bool {
        let first = self.body.iter().find(|byte| !byte.is_ascii_whitespace());
        self.content_type.to_ascii_lowercase().contains("html") || first == Some(&b'<')
    }
}

impl Http {
    /// Set up with the certificates this computer trusts.
    pub fn new(user_agent: &str) -> Result<Self, HttpSetup> {
        let build = |here| {
            http::client(here, |builder| {
                builder
                    .referer(false)
                    .connect_timeout(CONNECT_LIMIT)
                    .timeout(TOTAL_LIMIT)
                    .user_agent(user_agent)
            })
            .map_err(|_| HttpSetup)
        };
        Ok(Self {
            client: build(false)?,
            loopback: build(true)?,
        })
    }

    /// Read a public document; redirects are followed within its own origin only.
    pub(crate) async fn get(
        &self,
        url: &Url,
        headers: &HeaderMap,
        limit: usize,
    ) -> Result<HttpAnswer, HttpFault> {
        let mut at = url.clone();
        for _ in 0..=HOPS {
            let request = self.of(&at)?.get(at.clone()).headers(headers.clone());
            let answer = send(request, limit).await?;
            let Some(location) = answer.1 else {
                return Ok(answer.0);
            };
            let Some(next) = at
                .join(&location)
                .ok()
                .filter(|next| next.origin() == at.origin())
            else {
                return Err(HttpFault::Redirected(answer.0.status));
            };
            at = next;
        }
        Err(HttpFault::Redirected(310))
    }

    /// Send a form with a secret in it; nothing is followed.
    pub(crate) async fn post_form(
        &self,
        url: &Url,
        form: Vec<u8>,
        authorization: Option<HeaderValue>,
    ) -> Result<HttpAnswer, HttpFault> {
        let mut request = self
            .of(url)?
            .post(url.clone())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        if let Some(mut value) = authorization {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let (answer, location) = send(request, SMALL).await?;
        if location.is_some() || (300..400).contains(&answer.status) {
            return Err(HttpFault::Redirected(answer.status));
        }
        Ok(answer)
    }

    fn of(&self, url: &Url) -> Result<&reqwest::Client, HttpFault> {
        match (url.scheme(), is_loopback(url)) {
            ("http" | "https", true) => Ok(&self.loopback),
            ("https", false) => Ok(&self.client),
            _ => Err(HttpFault::NotEncrypted),
        }
    }
}

/// Encrypted or loopback, with a host and without a user name in it.
pub(crate) fn is_safe(url: &Url) -> bool {
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    plain
        && url.has_host()
        && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)))
}

/// Accept JSON, and whatever else is wanted.
pub(crate) fn accept(types: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(types))])
}

async fn send(
    request: reqwest::RequestBuilder,
    limit: usize,
) -> Result<(HttpAnswer, Option<String>), HttpFault> {
    let mut response = request.send().await.map_err(|error| fault(&error))?;
    let status = response.status().as_u16();
    let text = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let content_type = text(CONTENT_TYPE).unwrap_or_default();
    let location = text(LOCATION).filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
    let mut body = Zeroizing::new(Vec::new());
    while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(HttpFault::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok((
        HttpAnswer {
            status,
            content_type,
            body,
        },
        location,
    ))
}

fn fault(error: &reqwest::Error) -> HttpFault {
    HttpFault::Network(if error.is_timeout() {
        NetworkKind::Timeout
    } else if http::is_tls(error) {
        NetworkKind::Tls
    } else if error.is_dns() {
        NetworkKind::Dns
    } else if error.is_connect() {
        NetworkKind::Connect
    } else {
        NetworkKind::Cut
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_and_this_computer_are_safe() {
        for (address, safe) in [
            ("https://ehr.example.org/fhir", true),
            ("http://ehr.example.org/fhir", false),
            ("http://127.0.0.1:8080/fhir", true),
            ("http://[::1]:8080/fhir", true),
            ("http://localhost/fhir", true),
            ("http://localhost.example.org/fhir", false),
            ("http://127.0.0.1.example.org/fhir", false),
            ("https://somebody:word@ehr.example.org/fhir", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_safe(&Url::parse(address).unwrap()), safe, "{address}");
        }
    }
}
