//! Answers: status, headers and body, before they meet the network. OperationOutcomes are made
//! here, and compression and the faults that spoil a body happen here.

use std::io::Write;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::faults::Fate;
use crate::resource::Resource;
use crate::served::Mark;

/// The media type of everything FHIR.
pub(crate) const FHIR_JSON: &str = "application/fhir+json; charset=utf-8";

/// Bodies longer than this are packed for who takes that.
const PACKED_FROM: usize = 1024;

/// An answer in the making.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    /// The body packed, where that was done before.
    pub(crate) packed: Option<Bytes>,
    /// Break the connection instead of sending anything.
    pub(crate) lost: bool,
    /// The pages of searches that were asked for, and the status each was answered with.
    pub(crate) marks: Vec<(Mark, u16)>,
}

impl Answer {
    /// A body of FHIR JSON.
    pub(crate) fn fhir(status: u16, body: impl Into<Bytes>) -> Answer {
        let headers = vec![("content-type", FHIR_JSON.to_owned())];
        Answer {
            status,
            headers,
            body: body.into(),
            packed: None,
            lost: false,
            marks: Vec::new(),
        }
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            packed: None,
            lost: false,
            marks: Vec::new(),
        }
    }

    /// An OperationOutcome: one issue with a code of the issue-type code system.
    pub(crate) fn outcome(status: u16, code: &str, text: &str) -> Answer {
        Answer::fhir(
            status,
            outcome_body(
                if status < 400 { "information" } else { "error" },
                code,
                text,
            ),
        )
    }

    /// One resource with its version headers.
    pub(crate) fn resource(status: u16, resource: &Resource, etags: bool) -> Answer {
        let answer = Answer::fhir(status, resource.body.clone());
        if etags {
            answer.versioned(resource)
        } else {
            answer
        }
    }

    /// Adds `ETag` and `Last-Modified`.
    pub(crate) fn versioned(self, resource: &Resource) -> Answer {
        let when = std::time::UNIX_EPOCH
            + std::time::Duration::from_millis(u64::try_from(resource.updated).unwrap_or(0));
        self.with("etag", resource.etag())
            .with("last-modified", httpdate::fmt_http_date(when))
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer as it leaves, with what fate has in store for its body.
    pub(crate) fn send(self, request: &HeaderMap, fate: &Fate) -> Response<Body> {
        let mut body = self.body;
        let mut encoding = None;
        let good = (200..300).contains(&self.status);
        if good && fate.truncate {
            body = body.slice(..cut_point(body.len()));
        }
        if accepts_gzip(request) && body.len() > PACKED_FROM {
            let before = self.packed.filter(|_| !fate.truncate);
            if let Some(packed) = before.or_else(|| pack(&body)) {
                body = packed;
                encoding = Some("gzip");
            }
        }
        let length = body.len();
        let body = if self.lost || (good && fate.drop_body) {
            let kept = if self.lost { 0 } else { cut_point(length) };
            broken_body(body.slice(..kept))
        } else {
            Body::from(body)
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(*name, value);
            }
        }
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Accept, Accept-Encoding"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(id) = request.get("x-request-id") {
            headers.insert("x-request-id", id.clone());
        }
        response
    }
}

/// The body packed with gzip.
pub(crate) fn pack(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// The bytes of an OperationOutcome with one issue.
pub(crate) fn outcome_body(severity: &str, code: &str, text: &str) -> Vec<u8> {
    let outcome = json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": severity, "code": code, "details": {"text": text}, "diagnostics": text,
        }],
    });
    serde_json::to_vec(&outcome).unwrap_or_default()
}

/// A little over half of the body.
fn cut_point(length: usize) -> usize {
    length / 2 + length / 16
}

/// These bytes, and then the connection breaks.
fn broken_body(start: Bytes) -> Body {
    let chunks: [Result<Bytes, std::io::Error>; 2] = [
        Ok(start),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ];
    let first_then_pause = futures::StreamExt::then(futures::stream::iter(chunks), |chunk| async {
        // Lets the first part leave before the connection goes.
        if chunk.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        chunk
    });
    Body::from_stream(first_then_pause)
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok());
    accepted.is_some_and(|list| {
        list.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some("gzip") && words.next() != Some("q=0")
        })
    })
}
