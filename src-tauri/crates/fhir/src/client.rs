//! The FHIR REST client: read, search page by page, the CapabilityStatement, attachments.
//!
//! A token never leaves the origin of the FHIR base, redirects are not followed, and a body is given
//! on to the byte as it came. It does not decide when to try again, and it keeps nothing.

mod batch;
mod bulk;
mod error;
mod exchange;
mod lines;
mod link;
mod listen;
mod options;
mod page;
pub mod token;
mod write;

use std::fmt;
use std::sync::Arc;

use reqwest::Method;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

pub use bulk::{ExportFile, ExportOf, ExportStatus, Manifest};
pub use error::{ClientError, FetchError, NetworkKind, UnreadableStep};
pub use exchange::Fetched;
pub use lines::Lines;
pub use link::NextLink;
pub use listen::Listening;
pub use options::{Observer, Options, RequestKind};
pub use page::{Entry, EntryMode, Page};
pub use write::Made;

use crate::outcome::{Meaning, OperationOutcome};
use exchange::{Ask, FHIR_JSON};
use link::Base;
use token::TokenSource;

/// A search.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    /// What is searched for.
    pub resource_type: String,
    /// Parameters in order.
    pub params: Vec<(String, String)>,
}

impl Query {
    /// A search for a type.
    pub fn of(resource_type: impl Into<String>) -> Self {
        Self {
            resource_type: resource_type.into(),
            params: Vec::new(),
        }
    }

    /// With one more parameter.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.params.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "Query({} {names:?})", self.resource_type)
    }
}

/// A CapabilityStatement larger than this describes nothing any more: real ones stay below a megabyte.
const STATEMENT_LIMIT: u64 = 8 * 1024 * 1024;

/// A client of one FHIR server.
pub struct Client {
    base: Base,
    http: reqwest::Client,
    /// Asks servers that are not this one: with nothing of this connection's own.
    bare: reqwest::Client,
    tokens: Arc<dyn TokenSource>,
    options: Options,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the server at `base`.
    pub fn new(
        base: &str,
        tokens: Arc<dyn TokenSource>,
        options: Options,
    ) -> Result<Self, ClientError> {
        let base = Base::parse(base, options.allow_http)?;
        let http = exchange::http(&base, &options)?;
        let plain = Options {
            extra_headers: Vec::new(),
            ..options.clone()
        };
        let bare = exchange::http(&base, &plain)?;
        Ok(Self {
            base,
            http,
            bare,
            tokens,
            options,
        })
    }

    /// The FHIR base, with a slash at its end.
    pub fn base(&self) -> &Url {
        self.base.url()
    }

    /// The CapabilityStatement. It is asked for without a token, as FHIR wants it to be open, and
    /// with one only where the server insists.
    pub async fn capabilities(&self) -> Result<Fetched, FetchError> {
        let url = self.base.path(&["metadata"])?;
        let ask = Ask {
            method: Method::GET,
            kind: RequestKind::Capabilities,
            url: &url,
            accept: FHIR_JSON,
            limit: self.options.body_limit.min(STATEMENT_LIMIT),
            unless: None,
            condition: None,
            body: None,
        };
        match exchange::ask(&self.http, &self.options, &ask, None).await {
            Err(FetchError::Unauthorized { .. } | FetchError::Refused { status: 403, .. }) => {
                self.ask(&ask).await
            }
            answer => answer,
        }
    }

    /// Whether the server answers at all, whatever it says: asked without a token and without a body in the answer
    /// (RFC 9110 9.3.2), so that it costs nobody anything.
    pub async fn is_there(&self) -> bool {
        let Ok(url) = self.base.path(&["metadata"]) else {
            return false;
        };
        let ask = Ask {
            method: Method::HEAD,
            kind: RequestKind::Presence,
            url: &url,
            accept: FHIR_JSON,
            limit: u64::MAX,
            unless: None,
            condition: None,
            body: None,
        };
        let answer = exchange::ask(&self.http, &self.options, &ask, None).await;
        answer.err().is_none_or(|error| !error.is_offline())
    }

    /// One resource.
    pub async fn read(&self, resource_type: &str, id: &str) -> Result<Fetched, FetchError> {
        let url = self.base.path(&[resource_type, id])?;
        let fetched = self.ask_json(RequestKind::Read, &url).await?;
        Self::whole(resource_type, id, fetched)
    }

    /// One resource, unless it still is this version (`meta.versionId`): then nothing is sent.
    pub async fn read_unless(
        &self,
        resource_type: &str,
        id: &str,
        version: &str,
    ) -> Result<Option<Fetched>, FetchError> {
        let url = self.base.path(&[resource_type, id])?;
        let tag = format!("W/\"{version}\"");
        let asked = self
            .ask(&Ask {
                method: Method::GET,
                kind: RequestKind::Read,
                url: &url,
                accept: FHIR_JSON,
                limit: self.options.body_limit,
                unless: Some(&tag),
                condition: None,
                body: None,
            })
            .await;
        match asked {
            Err(FetchError::Unexpected { status: 304 }) => Ok(None),
            asked => Self::whole(resource_type, id, asked?).map(Some),
        }
    }

    /// An answer that holds this resource, and no other of its type. One without an id is left to whoever stores it.
    fn whole(resource_type: &str, id: &str, fetched: Fetched) -> Result<Fetched, FetchError> {
        let body = page::without_byte_order_mark(&fetched.body);
        let raw: &RawValue =
            serde_json::from_slice(&body).map_err(|error| page::json_error(&error))?;
        let found = page::object::<Peek>(raw);
        let is_it = |peek: &Peek| {
            let other = peek.id.as_deref().is_some_and(|found| found != id);
            peek.resource_type.as_deref() == Some(resource_type) && !other
        };
        if found.is_some_and(|found| is_it(&found)) {
            return Ok(Fetched { body, ..fetched });
        }
        match OperationOutcome::parse(&body) {
            Some(outcome) => Err(FetchError::Refused {
                status: 200,
                outcome: Some(outcome),
            }),
            None => Err(FetchError::Unreadable {
                step: UnreadableStep::NotTheResource,
            }),
        }
    }

    /// The first page of a search.
    pub async fn search(&self, query: &Query) -> Result<Page, FetchError> {
        let url = self.address(query)?;
        page::read(self.ask_json(RequestKind::Search, &url).await?, &url)
    }

    fn address(&self, query: &Query) -> Result<Url, FetchError> {
        let mut url = self.base.path(&[&query.resource_type])?;
        if !query.params.is_empty() {
            url.query_pairs_mut().extend_pairs(&query.params);
        }
        Ok(url)
    }

    /// A further page, by the server's own link.
    pub async fn next(&self, next: &NextLink) -> Result<Page, FetchError> {
        let url = self.base.own(next.as_str())?;
        let page = page::read(self.ask_json(RequestKind::Next, &url).await?, &url);
        match page {
            Err(FetchError::Refused {
                outcome: Some(outcome),
                ..
            }) if outcome.means(Meaning::PagesExpired) => Err(FetchError::Expired),
            // Epic also says so inside an otherwise good page.
            Ok(page)
                if page
                    .outcomes
                    .iter()
                    .any(|outcome| outcome.means(Meaning::PagesExpired)) =>
            {
                Err(FetchError::Expired)
            }
            page => page,
        }
    }

    /// An attachment's bytes, from this server only. `limit` in bytes, where it differs from the
    /// client's.
    pub async fn fetch_attachment(
        &self,
        url: &str,
        accept: &str,
        limit: Option<u64>,
    ) -> Result<Fetched, FetchError> {
        let url = self.base.own(url)?;
        let limit = limit.unwrap_or(self.options.body_limit);
        self.ask(&Ask {
            method: Method::GET,
            kind: RequestKind::Attachment,
            url: &url,
            accept,
            limit,
            unless: None,
            condition: None,
            body: None,
        })
        .await
    }

    async fn ask_json(&self, kind: RequestKind, url: &Url) -> Result<Fetched, FetchError> {
        self.ask(&Ask {
            method: Method::GET,
            kind,
            url,
            accept: FHIR_JSON,
            limit: self.options.body_limit,
            unless: None,
            condition: None,
            body: None,
        })
        .await
    }

    /// Ask with a token; where it is refused, renew it once and ask once more.
    async fn ask(&self, ask: &Ask<'_>) -> Result<Fetched, FetchError> {
        let token = self.tokens.token().await?;
        let first = exchange::ask(&self.http, &self.options, ask, token.as_ref()).await;
        let (Some(refused), Err(FetchError::Unauthorized { .. })) = (&token, &first) else {
            return first;
        };
        match self.tokens.renew(refused).await? {
            Some(renewed) => exchange::ask(&self.http, &self.options, ask, Some(&renewed)).await,
            None => first,
        }
    }
}

#[derive(Deserialize)]
struct Peek {
    #[serde(rename = "resourceType")]
    resource_type: Option<String>,
    id: Option<String>,
}

#[cfg(test)]
mod far_side;
#[cfg(test)]
#[path = "client/client_tests.rs"]
mod tests;
