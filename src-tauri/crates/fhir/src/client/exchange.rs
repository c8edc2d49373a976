//! One request and its answer: headers, time-outs, the size limit, and what each status means.

use std::io;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LOCATION, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, WWW_AUTHENTICATE,
};
use reqwest::{Method, RequestBuilder};
use url::Url;

use super::error::{ClientError, FetchError, NetworkKind, UnreadableStep};
use super::link::Base;
use super::options::{Options, RequestKind};
use super::token::AccessToken;
use crate::http::{self, causes, retry_after};
use crate::outcome::{Meaning, OperationOutcome};

/// FHIR as JSON.
pub(crate) const FHIR_JSON: &str = "application/fhir+json";

/// An error body longer than this says nothing more.
const OUTCOME_LIMIT: u64 = 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status: 200, or what a job answers with.
    pub(crate) status: u16,
    /// `Location`: what was made.
    pub(crate) location: Option<String>,
    /// `Content-Location`: where to ask after a job.
    pub(crate) content_location: Option<String>,
    /// How long the server asked to wait before the next question.
    pub(crate) retry_after: Option<Duration>,
    /// The body after decompression.
    pub body: Bytes,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// `ETag` as sent.
    pub etag: Option<String>,
    /// `Last-Modified` as sent.
    pub last_modified: Option<String>,
    /// The server's clock, milliseconds.
    pub server_date: Option<i64>,
    /// Correlation with the server's log.
    pub request_id: String,
    /// How long it took.
    pub elapsed: Duration,
}

impl Fetched {
    /// Refuses an answer that begins as JSON and ends too early: asked again, it may come whole.
    pub fn not_cut(self) -> Result<Self, FetchError> {
        if self.body.trim_ascii_start().first() == Some(&b'{')
            && let Err(error) = serde_json::from_slice::<&serde_json::value::RawValue>(&self.body)
            && error.is_eof()
        {
            return Err(FetchError::Unreadable {
                step: UnreadableStep::JsonCut,
            });
        }
        Ok(self)
    }
}

/// What is asked.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) kind: RequestKind,
    pub(crate) url: &'a Url,
    pub(crate) accept: &'a str,
    pub(crate) limit: u64,
    /// Only where it is no longer this version.
    pub(crate) unless: Option<&'a str>,
    /// A condition on which a write depends.
    pub(crate) condition: Option<(HeaderName, &'a str)>,
    /// A resource that is sent.
    pub(crate) body: Option<String>,
}

/// The client of one base.
pub(crate) fn http(base: &Base, options: &Options) -> Result<reqwest::Client, ClientError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &options.extra_headers {
        let name: HeaderName = name.parse().map_err(|_| ClientError::Header)?;
        let mut value: HeaderValue = value.parse().map_err(|_| ClientError::Header)?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    http::client(base.is_loopback(), |builder| {
        builder
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .timeout(options.total_timeout)
            .user_agent(&options.user_agent)
            .default_headers(headers.clone())
    })
    .map_err(|_| ClientError::Setup)
}

/// Ask once.
pub(crate) async fn ask(
    http: &reqwest::Client,
    options: &Options,
    ask: &Ask<'_>,
    token: Option<&AccessToken>,
) -> Result<Fetched, FetchError> {
    let request_id = (options.request_id)();
    let started = Instant::now();
    let mut request = http
        .request(ask.method.clone(), ask.url.clone())
        .header(ACCEPT, ask.accept)
        .header(REQUEST_ID, &request_id);
    if ask.kind == RequestKind::Export && ask.method == Method::GET {
        request = request.header("prefer", "respond-async");
    }
    if let Some(tag) = ask.unless.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        request = request.header(IF_NONE_MATCH, tag);
    }
    if let Some((name, value)) = &ask.condition {
        // A condition that cannot be said must not be left out: the write would be another one.
        let value = HeaderValue::from_str(value).map_err(|_| FetchError::Address)?;
        request = request.header(name.clone(), value);
    }
    if let Some(body) = &ask.body {
        request = request.header(CONTENT_TYPE, FHIR_JSON).body(body.clone());
    }
    if let Some(token) = token {
        request = bearing(request, token)?;
    }
    let mut status = None;
    let answer = answer(request, ask, &mut status).await;
    let elapsed = started.elapsed();
    let bytes = answer.as_ref().map_or(0, |(_, body)| body.len() as u64);
    let outcome = answer.and_then(|(headers, body)| {
        let status = status.unwrap_or(0);
        judge(ask.kind, status, &headers, &body)?;
        let text = |name: &HeaderName| {
            headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .map(str::to_owned)
        };
        Ok(Fetched {
            status,
            location: text(&LOCATION),
            content_location: text(&CONTENT_LOCATION),
            retry_after: retry_after(&headers),
            content_type: text(&CONTENT_TYPE),
            etag: text(&ETAG),
            last_modified: text(&LAST_MODIFIED),
            server_date: server_date(&headers),
            request_id: request_id.clone(),
            elapsed,
            body,
        })
    });
    tracing::debug!(
        kind = ask.kind.as_str(),
        status,
        bytes,
        elapsed_ms = elapsed.as_millis() as u64,
        request_id,
        failed = outcome.as_ref().err().map(FetchError::code),
        "request ended"
    );
    if let Some(observer) = &options.observer {
        observer.request_ended(ask.kind, status, elapsed, bytes);
    }
    outcome
}

/// With a token, which is never shown by whoever prints the request.
pub(crate) fn bearing(
    request: RequestBuilder,
    token: &AccessToken,
) -> Result<RequestBuilder, FetchError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.secret()))
        .map_err(|_| FetchError::SignIn(super::token::TokenError::lost("token-not-sendable")))?;
    value.set_sensitive(true);
    Ok(request.header(AUTHORIZATION, value))
}

async fn answer(
    request: RequestBuilder,
    ask: &Ask<'_>,
    status: &mut Option<u16>,
) -> Result<(HeaderMap, Bytes), FetchError> {
    let mut response = request
        .send()
        .await
        .map_err(|error| before_answer(&error))?;
    *status = Some(response.status().as_u16());
    let headers = response.headers().clone();
    let good = response.status().is_success();
    let limit = if good { ask.limit } else { OUTCOME_LIMIT };
    let too_large = || FetchError::TooLarge { limit };
    let announced = response.content_length();
    if good && ask.kind != RequestKind::Write && announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut body = Gathered::default();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.with(&chunk) <= limit => body.push(chunk),
            // What a write did stands in its status and headers, whatever becomes of its body.
            Ok(Some(_)) | Err(_) if good && ask.kind == RequestKind::Write => break,
            Ok(Some(_)) if good => return Err(too_large()),
            Err(error) if good => return Err(in_body(&error)),
            // The end; or a failure, whose status counts with or without its whole body.
            Ok(_) | Err(_) => break,
        }
    }
    Ok((headers, body.whole()))
}

/// A body as it comes. How long it will be is not known where it is compressed: one that grew piece by piece would be
/// copied again and again, and would keep up to twice its length for as long as a slice of it is needed.
#[derive(Default)]
struct Gathered {
    pieces: Vec<Bytes>,
    bytes: usize,
}

impl Gathered {
    /// How long it would be with another piece.
    fn with(&self, piece: &Bytes) -> u64 {
        (self.bytes + piece.len()) as u64
    }

    fn push(&mut self, piece: Bytes) {
        self.bytes += piece.len();
        self.pieces.push(piece);
    }

    fn whole(mut self) -> Bytes {
        if self.pieces.len() == 1 {
            return self.pieces.swap_remove(0);
        }
        let mut whole = Vec::with_capacity(self.bytes);
        for piece in self.pieces {
            whole.extend_from_slice(&piece);
        }
        whole.into()
    }
}

/// What a status means.
pub(crate) fn judge(
    kind: RequestKind,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), FetchError> {
    let outcome = || OperationOutcome::parse(body).or_else(|| OperationOutcome::from_words(body));
    let paging = kind == RequestKind::Next;
    let means = |outcome: &Option<OperationOutcome>, what: Meaning| {
        outcome.as_ref().is_some_and(|outcome| outcome.means(what))
    };
    let retry_after = || retry_after(headers);
    Err(match status {
        200 | 203 => return Ok(()),
        202 | 204 if kind == RequestKind::Export => return Ok(()),
        201 | 202 | 204 if kind == RequestKind::Subscription => return Ok(()),
        201 | 204 if kind == RequestKind::Write => return Ok(()),
        300..=399 if status != 304 => FetchError::Redirected {
            status,
            outcome: outcome(),
        },
        401 if !says_scope(headers) => FetchError::Unauthorized { outcome: outcome() },
        404 | 410 if paging => FetchError::Expired,
        410 => FetchError::Gone,
        408 | 425 | 500..=502 | 504..=599 => FetchError::ServerError {
            status,
            retry_after: retry_after(),
            outcome: outcome(),
        },
        429 | 503 => FetchError::Throttled {
            status,
            retry_after: retry_after(),
        },
        400..=499 => match outcome() {
            said if paging && means(&said, Meaning::PagesExpired) => FetchError::Expired,
            said if means(&said, Meaning::Deleted) => {
                drop(said);
                FetchError::Gone
            }
            said if status == 404 => FetchError::NotFound { outcome: said },
            said => FetchError::Refused {
                status,
                outcome: said,
            },
        },
        _ => FetchError::Unexpected { status },
    })
}

/// The token is good but its scope does not reach: a refusal, not a lost sign-in.
fn says_scope(headers: &HeaderMap) -> bool {
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("insufficient_scope"))
}

fn server_date(headers: &HeaderMap) -> Option<i64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

pub(crate) fn before_answer(error: &reqwest::Error) -> FetchError {
    let kind = if error.is_timeout() {
        NetworkKind::Timeout
    } else if http::is_tls(error) {
        NetworkKind::Tls
    } else if error.is_dns() {
        NetworkKind::Dns
    } else if error.is_connect() {
        NetworkKind::Connect
    } else {
        NetworkKind::Reset
    };
    FetchError::Network { kind }
}

pub(crate) fn in_body(error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Network {
            kind: NetworkKind::Timeout,
        };
    }
    // The decompressor speaks through io errors; a connection that broke speaks through hyper's.
    let broken = causes(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| {
            matches!(
                cause.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
            )
        });
    if broken {
        return FetchError::Unreadable {
            step: UnreadableStep::Compression,
        };
    }
    FetchError::Network {
        kind: NetworkKind::BodyCut,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_servers_clock_is_read_in_milliseconds() {
        let mut date = HeaderMap::new();
        date.insert(DATE, "Wed, 21 Oct 2015 07:28:00 GMT".parse().unwrap());
        assert_eq!(server_date(&date), Some(1_445_412_480_000));
    }
}
