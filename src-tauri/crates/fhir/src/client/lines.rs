//! A file of lines, read as it comes: however long the file is, no more than a line and a piece of
//! the network's is held. A token goes to this server only, and never along a redirect.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, HeaderName, LOCATION};
use url::Url;

use super::Client;
use super::error::{FetchError, UnreadableStep};
use super::exchange::{bearing, before_answer, in_body, judge};
use super::link::NextLink;
use super::options::RequestKind;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const NDJSON: &str = "application/fhir+ndjson";
/// A file may come for as long as it comes; each of its pieces has a time-out of its own.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
/// From server to server to storage, and no further.
const HOPS: usize = 4;
/// An error's words are no longer than this.
const OUTCOME_LIMIT: usize = 64 * 1024;

/// The lines of a file that is coming in.
pub struct Lines {
    response: reqwest::Response,
    held: BytesMut,
    limit: usize,
    ended: bool,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lines({} bytes held)", self.held.len())
    }
}

impl Client {
    /// Opens a file. `with_token`: it is given to this sign-in only. On another server it is asked
    /// for with nothing of this connection's own.
    pub async fn lines(&self, file: &NextLink, with_token: bool) -> Result<Lines, FetchError> {
        let mut url = self.base.url().join(file.as_str());
        let mut redirected = false;
        for _ in 0..HOPS {
            let at = url.map_err(|_| FetchError::Address)?;
            let own = self.base.own(at.as_str()).is_ok();
            if !own && with_token && !redirected {
                return Err(FetchError::OtherOrigin);
            }
            let response = self.open(&at, own, own && with_token).await?;
            let to = response
                .headers()
                .get(LOCATION)
                .and_then(|to| to.to_str().ok());
            let status = response.status();
            if status.is_redirection()
                && let Some(to) = to
            {
                redirected = true;
                url = at.join(to);
                continue;
            }
            return Self::opened(response, self.options.body_limit).await;
        }
        Err(FetchError::Redirected {
            status: 310,
            outcome: None,
        })
    }

    async fn open(
        &self,
        at: &Url,
        own: bool,
        with_token: bool,
    ) -> Result<reqwest::Response, FetchError> {
        let here = self.base.is_loopback() && crate::http::is_loopback(at);
        let protected = at.scheme() == "https" || (at.scheme() == "http" && (own || here));
        if !protected || !at.username().is_empty() || at.password().is_some() {
            return Err(FetchError::OtherOrigin);
        }
        let token = if with_token {
            self.tokens.token().await?
        } else {
            None
        };
        let response = self.send(at, own, token.as_ref()).await?;
        let Some(refused) = token.filter(|_| response.status().as_u16() == 401) else {
            return Ok(response);
        };
        match self.tokens.renew(&refused).await? {
            Some(renewed) => self.send(at, own, Some(&renewed)).await,
            None => Ok(response),
        }
    }

    async fn send(
        &self,
        at: &Url,
        own: bool,
        token: Option<&super::token::AccessToken>,
    ) -> Result<reqwest::Response, FetchError> {
        let http = if own { &self.http } else { &self.bare };
        let mut request = http.get(at.clone()).header(ACCEPT, NDJSON).timeout(LONGEST);
        if own {
            request = request.header(REQUEST_ID, (self.options.request_id)());
        }
        if let Some(token) = token {
            request = bearing(request, token)?;
        }
        let started = Instant::now();
        let answer = request.send().await.map_err(|error| before_answer(&error));
        let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
        let elapsed = started.elapsed();
        tracing::debug!(
            status,
            elapsed_ms = elapsed.as_millis() as u64,
            "file opened"
        );
        if let Some(observer) = &self.options.observer {
            observer.request_ended(RequestKind::File, status, elapsed, 0);
        }
        answer
    }

    async fn opened(mut response: reqwest::Response, limit: u64) -> Result<Lines, FetchError> {
        let status = response.status();
        if !status.is_success() {
            let headers = response.headers().clone();
            let mut words = Vec::new();
            while let Ok(Some(piece)) = response.chunk().await
                && words.len() < OUTCOME_LIMIT
            {
                words.extend_from_slice(&piece);
            }
            judge(RequestKind::File, status.as_u16(), &headers, &words)?;
        }
        if status.as_u16() != 200 {
            return Err(FetchError::Unexpected {
                status: status.as_u16(),
            });
        }
        Ok(Lines {
            response,
            held: BytesMut::new(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            ended: false,
        })
    }
}

impl Lines {
    /// The next line that says something; nothing at the end of the file. What is no object is no
    /// line of such a file: a page of words with status 200, for one.
    pub async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        let mut looked = 0;
        loop {
            let end = self
                .held
                .get(looked..)
                .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
            let line = match end {
                Some(end) => Some(self.held.split_to(looked + end + 1)),
                None if self.ended && !self.held.is_empty() => Some(self.held.split()),
                None if self.ended => return Ok(None),
                None => None,
            };
            let Some(line) = line else {
                looked = self.held.len();
                self.more().await?;
                continue;
            };
            looked = 0;
            let line = trimmed(&line.freeze());
            if line.is_empty() {
                continue;
            }
            if !line.starts_with(b"{") {
                return Err(FetchError::Unreadable {
                    step: UnreadableStep::Json,
                });
            }
            return Ok(Some(line));
        }
    }

    async fn more(&mut self) -> Result<(), FetchError> {
        match self.response.chunk().await {
            Ok(Some(piece)) if self.held.len() + piece.len() > self.limit => {
                Err(FetchError::TooLarge {
                    limit: self.limit as u64,
                })
            }
            Ok(Some(piece)) => {
                self.held.extend_from_slice(&piece);
                Ok(())
            }
            Ok(None) => {
                self.ended = true;
                Ok(())
            }
            Err(error) => Err(in_body(&error)),
        }
    }
}

fn trimmed(line: &Bytes) -> Bytes {
    let text: &[u8] = line;
    let text = text
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(text)
        .trim_ascii();
    line.slice_ref(text)
}
