//! How a client talks: time-outs, limits, headers, and who is told how requests ended.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What a request was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestKind {
    /// The CapabilityStatement.
    Capabilities,
    /// One resource by id.
    Read,
    /// The first page of a search.
    Search,
    /// First pages of several searches at once.
    Batch,
    /// A further page.
    Next,
    /// An attachment's bytes.
    Attachment,
    /// A bulk export: asking for it, asking after it, taking it away.
    Export,
    /// A file of a bulk export.
    File,
    /// Asking to be told of changes.
    Subscription,
    /// Making or changing a resource.
    Write,
    /// Whether the server answers at all.
    Presence,
}

impl RequestKind {
    /// A stable word for logs and health.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capabilities => "capabilities",
            Self::Read => "read",
            Self::Search => "search",
            Self::Batch => "batch",
            Self::Next => "next",
            Self::Attachment => "attachment",
            Self::Export => "export",
            Self::File => "file",
            Self::Subscription => "subscription",
            Self::Write => "write",
            Self::Presence => "presence",
        }
    }
}

/// Is told how each request ended; never what it carried.
pub trait Observer: Send + Sync {
    /// A request ended. `status` is absent where no answer came; `bytes` are those of the body
    /// after decompression.
    fn request_ended(&self, kind: RequestKind, status: Option<u16>, elapsed: Duration, bytes: u64);
}

/// Options of a client.
#[derive(Clone)]
pub struct Options {
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long to wait for the next bytes of an answer.
    pub read_timeout: Duration,
    /// How long one request may take in all, so that an answer cannot trickle for ever.
    pub total_timeout: Duration,
    /// How large a body may be after decompression.
    pub body_limit: u64,
    /// `User-Agent`.
    pub user_agent: String,
    /// Headers a site demands on every request (`Epic-Client-ID`).
    pub extra_headers: Vec<(String, String)>,
    /// Allow plain http to another machine. Off: only loopback may be plain.
    pub allow_http: bool,
    /// Makes the `X-Request-Id` of each request.
    pub request_id: fn() -> String,
    /// Is told how requests ended.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(600),
            body_limit: 64 * 1024 * 1024,
            user_agent: concat!("Wardbook/", env!("CARGO_PKG_VERSION")).to_owned(),
            extra_headers: Vec::new(),
            allow_http: false,
            request_id: || uuid::Uuid::new_v4().to_string(),
            observer: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("body_limit", &self.body_limit)
            .field("extra_headers", &self.extra_headers.len())
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}
