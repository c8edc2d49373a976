//! The requests themselves: addresses below the base, who asks, what a status means, limits on what comes back. Owns
//! one HTTP client that follows nothing and tries nothing twice.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use url::Url;
use wardbook_fhir::http::{self, is_loopback, is_tls, retry_after, said};

use super::credentials::{Authorization, Credentials};
use super::error::{ArchiveError, Step};
use super::found::{FoundInstance, FoundStudy, StudyQuery};
use super::json::Row;
use super::multipart::{Multipart, PartEvent};
use super::store::Stored;

const DICOM_JSON: &str = "application/dicom+json";
/// As stored, whatever that is (PS3.18 8.7.3.3.1): a server must not convert what is to be kept to the byte.
const AS_STORED: &str = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";
/// Rows asked for at a time.
const PAGE: usize = 200;
/// Pages read at the most: an archive that ignores `offset` gives the same page for ever.
const MOST_PAGES: usize = 500;

/// Bounds and manners.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long to wait for the next bytes of an answer.
    pub read_timeout: Duration,
    /// How long one request may take in all.
    pub total_timeout: Duration,
    /// How large one instance may be, in bytes: it is held in memory while it comes.
    pub instance_limit: u64,
    /// How large an answer of a search may be, in bytes.
    pub json_limit: u64,
    /// `User-Agent`.
    pub user_agent: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(1800),
            instance_limit: 1 << 30,
            json_limit: 64 << 20,
            user_agent: concat!("Wardbook/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// One archive.
pub struct Archive {
    base: Url,
    http: reqwest::Client,
    credentials: Arc<dyn Credentials>,
    options: Options,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}

/// What is asked, apart from who asks.
struct Ask<'a> {
    method: Method,
    url: Url,
    accept: &'a str,
    body: Option<(String, Bytes)>,
}

impl Archive {
    /// An archive at `base`, the address that `studies` follows.
    pub fn new(
        base: &str,
        credentials: Arc<dyn Credentials>,
        options: Options,
    ) -> Result<Self, ArchiveError> {
        let base = address(base)?;
        Ok(Self {
            http: http(&base, &options)?,
            base,
            credentials,
            options,
        })
    }

    /// The base, with a slash at its end.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The studies that match, each once; `more` where the archive has more of them than were read.
    pub async fn studies(
        &self,
        query: &StudyQuery,
        most: usize,
    ) -> Result<(Vec<FoundStudy>, bool), ArchiveError> {
        let mut pairs = query.pairs();
        if pairs.is_empty() {
            return Err(ArchiveError::Refused { status: 400 });
        }
        // Not among what every archive shows unasked.
        pairs.push(("includefield", "StudyDescription"));
        let read = |row: Row<'_>| FoundStudy::read(row).map(|study| (study.uid.clone(), study));
        self.pages(&["studies"], &pairs, most, &read).await
    }

    /// The instances of a study, each once.
    pub async fn instances(&self, study: &str) -> Result<Vec<FoundInstance>, ArchiveError> {
        let read = |row: Row<'_>| FoundInstance::read(row).map(|one| (one.uid.clone(), one));
        let path = ["studies", study, "instances"];
        let (all, more) = self.pages(&path, &[], usize::MAX, &read).await?;
        if more {
            // A study of which not every instance is known must not pass for whole.
            return Err(ArchiveError::TooLarge {
                limit: (PAGE * MOST_PAGES) as u64,
            });
        }
        Ok(all)
    }

    /// Whether the archive has this very instance.
    pub async fn has(
        &self,
        study: &str,
        series: &str,
        instance: &str,
    ) -> Result<bool, ArchiveError> {
        let path = ["studies", study, "series", series, "instances"];
        let pairs = [("SOPInstanceUID", instance)];
        let read = |row: Row<'_>| FoundInstance::read(row).map(|one| (one.uid.clone(), one));
        match self.pages(&path, &pairs, usize::MAX, &read).await {
            Ok((found, _)) => Ok(found.iter().any(|one| one.uid == instance)),
            Err(ArchiveError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn pages<T>(
        &self,
        path: &[&str],
        pairs: &[(&str, &str)],
        most: usize,
        read: &(dyn Fn(Row<'_>) -> Option<(String, T)> + Sync),
    ) -> Result<(Vec<T>, bool), ArchiveError> {
        let (mut all, mut seen) = (Vec::new(), std::collections::HashSet::new());
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let mut url = self.path(path)?;
            url.query_pairs_mut()
                .extend_pairs(pairs)
                .append_pair("limit", &PAGE.to_string())
                .append_pair("offset", &offset.to_string());
            let rows = self.search(url).await?;
            // A full page or a short one: some archives give fewer than asked for, so only an empty one is the end.
            if rows.is_empty() {
                return Ok((all, false));
            }
            offset += rows.len();
            let before = seen.len();
            for row in &rows {
                // A row without its name cannot be asked for; whoever sent it is not believed about the rest.
                let (name, one) =
                    read(Row(row)).ok_or(ArchiveError::Unreadable { step: Step::Json })?;
                if seen.insert(name) {
                    all.push(one);
                }
            }
            if all.len() > most {
                all.truncate(most);
                return Ok((all, true));
            }
            if seen.len() == before {
                // The same page again: `offset` means nothing here, and what came is all that it gives.
                return Ok((all, rows.len() >= PAGE));
            }
        }
        Ok((all, true))
    }

    async fn search(&self, url: Url) -> Result<Vec<Value>, ArchiveError> {
        let ask = Ask {
            method: Method::GET,
            url,
            accept: DICOM_JSON,
            body: None,
        };
        let mut response = self.ask(&ask).await?;
        if response.status().as_u16() == 204 {
            return Ok(Vec::new());
        }
        let body = whole(&mut response, self.options.json_limit).await?;
        serde_json::from_slice(&body).map_err(|error| ArchiveError::Unreadable {
            step: if error.is_eof() {
                Step::CutShort
            } else {
                Step::Json
            },
        })
    }

    /// One instance, to the byte as the archive has it.
    pub async fn fetch(
        &self,
        study: &str,
        series: &str,
        instance: &str,
    ) -> Result<Bytes, ArchiveError> {
        let path = ["studies", study, "series", series, "instances", instance];
        let ask = Ask {
            method: Method::GET,
            url: self.path(&path)?,
            accept: AS_STORED,
            body: None,
        };
        let mut response = self.ask(&ask).await?;
        let limit = self.options.instance_limit;
        let kind = said(response.headers(), &CONTENT_TYPE)
            .unwrap_or_default()
            .to_owned();
        // Some archives answer without parts where there is one instance only.
        if kind.to_ascii_lowercase().starts_with("application/dicom") && !kind.contains("json") {
            return whole(&mut response, limit).await;
        }
        let mut parts = Multipart::of(&kind)?;
        let (mut file, mut begun, mut ended) = (BytesMut::new(), 0, 0);
        while let Some(chunk) = next(&mut response).await? {
            for event in parts.push(&chunk)? {
                match event {
                    PartEvent::Begins(_) => begun += 1,
                    PartEvent::Bytes(bytes) if begun == 1 => {
                        if (file.len() + bytes.len()) as u64 > limit {
                            return Err(ArchiveError::TooLarge { limit });
                        }
                        file.extend_from_slice(&bytes);
                    }
                    PartEvent::Bytes(_) => {}
                    PartEvent::Ends => ended += 1,
                }
            }
        }
        parts.end()?;
        // One was asked for; anything else is not an answer to that.
        if begun != 1 || ended != 1 {
            return Err(ArchiveError::Unreadable { step: Step::Parts });
        }
        Ok(file.freeze())
    }

    /// Sends files of one study; what the archive said of each. The answer of a failed request says nothing of them.
    pub async fn store(
        &self,
        study: &str,
        boundary: &str,
        files: &[Bytes],
    ) -> Result<Stored, ArchiveError> {
        let mut body = BytesMut::new();
        for file in files {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Type: application/dicom\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/related; type=\"application/dicom\"; boundary={boundary}");
        let ask = Ask {
            method: Method::POST,
            url: self.path(&["studies", study])?,
            accept: DICOM_JSON,
            body: Some((kind, body.freeze())),
        };
        let mut response = self.ask(&ask).await?;
        let body = whole(&mut response, self.options.json_limit).await?;
        let told: Value = serde_json::from_slice(&body)
            .map_err(|_| ArchiveError::Unreadable { step: Step::Json })?;
        Ok(Stored::read(&told))
    }

    fn path(&self, segments: &[&str]) -> Result<Url, ArchiveError> {
        let mut url = self.base.clone();
        for segment in segments {
            // UIDs are digits and dots (PS3.5 9.1); anything else came from somewhere else.
            let plain = segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
            if !plain || segment.is_empty() || segment.len() > 128 || segment.starts_with('.') {
                return Err(ArchiveError::Address);
            }
            url.path_segments_mut()
                .map_err(|()| ArchiveError::Address)?
                .pop_if_empty()
                .push(segment);
        }
        Ok(url)
    }

    /// Asks, and once more with another sign-in where the first is refused.
    async fn ask(&self, ask: &Ask<'_>) -> Result<Response, ArchiveError> {
        let said = self.credentials.current().await?;
        let first = self.once(ask, said.as_ref()).await;
        let (Some(refused), Err(ArchiveError::Unauthorized)) = (&said, &first) else {
            return first;
        };
        match self.credentials.renewed(refused).await? {
            Some(renewed) => self.once(ask, Some(&renewed)).await,
            None => first,
        }
    }

    async fn once(
        &self,
        ask: &Ask<'_>,
        said: Option<&Authorization>,
    ) -> Result<Response, ArchiveError> {
        let mut request: RequestBuilder = self
            .http
            .request(ask.method.clone(), ask.url.clone())
            .header(ACCEPT, ask.accept);
        if let Some((kind, body)) = &ask.body {
            request = request.header(CONTENT_TYPE, kind).body(body.clone());
        }
        if let Some(said) = said {
            let mut value =
                HeaderValue::from_str(said.secret()).map_err(|_| ArchiveError::Unauthorized)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let sent = request.send().await;
        let outcome = sent.map_err(|error| before_answer(&error)).and_then(judged);
        tracing::debug!(
            method = ask.method.as_str(),
            failed = outcome.as_ref().err().map(ArchiveError::code),
            "request to the archive ended"
        );
        outcome
    }
}

/// The base address: https, or plain http on this computer; with neither name nor query.
fn address(text: &str) -> Result<Url, ArchiveError> {
    let mut url = Url::parse(text.trim()).map_err(|_| ArchiveError::Address)?;
    let odd = url.host().is_none()
        || !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some();
    match url.scheme() {
        _ if odd => return Err(ArchiveError::Address),
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(ArchiveError::NotEncrypted),
        _ => return Err(ArchiveError::Address),
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

fn http(base: &Url, options: &Options) -> Result<reqwest::Client, ArchiveError> {
    http::client(is_loopback(base), |builder| {
        builder
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .timeout(options.total_timeout)
            .user_agent(&options.user_agent)
    })
    .map_err(|_| ArchiveError::Setup)
}

/// What a status means. 202 and 409 of a STOW say more in their body.
fn judged(response: Response) -> Result<Response, ArchiveError> {
    let status = response.status().as_u16();
    let told =
        said(response.headers(), &CONTENT_TYPE).is_some_and(|kind| kind.contains("dicom+json"));
    match status {
        200 | 202 | 204 => Ok(response),
        409 if told => Ok(response),
        300..=399 => Err(ArchiveError::Redirected { status }),
        401 => Err(ArchiveError::Unauthorized),
        404 | 410 => Err(ArchiveError::NotFound),
        429 | 503 => Err(ArchiveError::Busy {
            status,
            retry_after: retry_after(response.headers()),
        }),
        408 | 500..=599 => Err(ArchiveError::ServerError { status }),
        _ => Err(ArchiveError::Refused { status }),
    }
}

async fn next(response: &mut Response) -> Result<Option<Bytes>, ArchiveError> {
    response
        .chunk()
        .await
        .map_err(|_| ArchiveError::Unreadable {
            step: Step::CutShort,
        })
}

async fn whole(response: &mut Response, limit: u64) -> Result<Bytes, ArchiveError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = next(response).await? {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(ArchiveError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn before_answer(error: &reqwest::Error) -> ArchiveError {
    let tls = is_tls(error);
    ArchiveError::Network {
        after_sending: !error.is_connect() && !tls,
        tls,
    }
}
