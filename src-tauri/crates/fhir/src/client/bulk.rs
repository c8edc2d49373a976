//! Bulk export: asking for it, asking after it, its list of files, taking it away again.
//!
//! Where a job stands is the caller's to remember. The address of a job is never followed to another
//! origin: a token goes with it.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{FetchError, UnreadableStep};
use super::exchange::{Ask, FHIR_JSON, Fetched};
use super::link::NextLink;
use super::options::RequestKind;
use super::{Client, page};

/// Whose records an export gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportOf {
    /// Everybody's.
    Everybody,
    /// Those of a Group, by its id.
    Group(String),
}

/// Where an export stands.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportStatus {
    /// Not ready; ask again after so long, where the server says.
    Preparing {
        /// How long.
        after: Option<Duration>,
    },
    /// Ready.
    Ready(Manifest),
}

/// The list of an export's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What it holds is as of then, the server's clock, milliseconds.
    pub transaction_time: Option<i64>,
    /// The files are given to the same token only; otherwise they are asked for without one.
    pub requires_token: bool,
    /// Files of resources.
    pub output: Vec<ExportFile>,
    /// Files of OperationOutcomes: what was left out, and remarks.
    pub error: Vec<ExportFile>,
    /// More of the list.
    pub next: Option<NextLink>,
}

/// One file: a resource a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Type of its resources.
    pub resource_type: String,
    /// Where it is.
    pub url: NextLink,
    /// Resources in it, where the server says.
    pub count: Option<u64>,
}

#[derive(Deserialize)]
struct RawManifest<'a> {
    #[serde(rename = "transactionTime")]
    transaction_time: Option<String>,
    #[serde(rename = "requiresAccessToken", default)]
    requires_token: bool,
    #[serde(borrow)]
    output: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    error: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    outcome: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    link: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct RawFile {
    #[serde(rename = "type")]
    resource_type: Option<String>,
    url: String,
    count: Option<u64>,
}

#[derive(Deserialize)]
struct RawLink {
    relation: String,
    url: String,
}

const NO_MANIFEST: FetchError = FetchError::Unreadable {
    step: UnreadableStep::NotTheResource,
};

impl Client {
    /// Asks for an export of these types, or of all where none is named; gives where to ask after it.
    pub async fn export(&self, of: &ExportOf, types: &[&str]) -> Result<NextLink, FetchError> {
        let mut url = match of {
            ExportOf::Everybody => self.base.path(&["Patient", "$export"])?,
            ExportOf::Group(id) => self.base.path(&["Group", id, "$export"])?,
        };
        if !types.is_empty() {
            url.query_pairs_mut().append_pair("_type", &types.join(","));
        }
        let answer = self.job(Method::GET, &url, FHIR_JSON).await?;
        let job = answer.content_location.filter(|_| answer.status == 202);
        let job = job.ok_or(FetchError::Unexpected {
            status: answer.status,
        })?;
        let job = url.join(&job).map_err(|_| FetchError::Address)?;
        self.base.own(job.as_str())?;
        Ok(NextLink::from_checkpoint(job))
    }

    /// Asks after an export.
    pub async fn export_status(&self, job: &NextLink) -> Result<ExportStatus, FetchError> {
        let url = self.base.own(job.as_str())?;
        let answer = self.job(Method::GET, &url, "application/json").await?;
        match answer.status {
            202 => Ok(ExportStatus::Preparing {
                after: answer.retry_after,
            }),
            204 => Err(FetchError::Unexpected { status: 204 }),
            _ => manifest(&answer, &url).map(ExportStatus::Ready),
        }
    }

    /// Lets the server take an export away, ready or not.
    pub async fn export_over(&self, job: &NextLink) -> Result<(), FetchError> {
        let url = self.base.own(job.as_str())?;
        match self.job(Method::DELETE, &url, FHIR_JSON).await {
            // It is away already.
            Ok(_) | Err(FetchError::NotFound { .. } | FetchError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn job(
        &self,
        method: Method,
        url: &url::Url,
        accept: &str,
    ) -> Result<Fetched, FetchError> {
        self.ask(&Ask {
            method,
            kind: RequestKind::Export,
            url,
            accept,
            limit: self.options.body_limit,
            unless: None,
            condition: None,
            body: None,
        })
        .await
    }
}

fn manifest(answer: &Fetched, at: &url::Url) -> Result<Manifest, FetchError> {
    let body = page::without_byte_order_mark(&answer.body);
    let raw: &RawValue = serde_json::from_slice(&body).map_err(|error| page::json_error(&error))?;
    let raw: RawManifest<'_> = page::object(raw).ok_or(NO_MANIFEST)?;
    // A list without files is an answer; an answer without a list is none.
    let output = raw.output.ok_or(NO_MANIFEST)?;
    let files = |list: Vec<&RawValue>| {
        let file = |raw: &RawValue| -> Result<ExportFile, FetchError> {
            let file: RawFile = page::object(raw).ok_or(NO_MANIFEST)?;
            Ok(ExportFile {
                resource_type: file.resource_type.unwrap_or_default(),
                url: NextLink::resolve(&file.url, at),
                count: file.count,
            })
        };
        list.into_iter().map(file).collect::<Result<Vec<_>, _>>()
    };
    let mut error = files(raw.error.unwrap_or_default())?;
    error.extend(files(raw.outcome.unwrap_or_default())?);
    let links = raw.link.unwrap_or_default();
    let next = links
        .into_iter()
        .filter_map(page::object::<RawLink>)
        .find(|link| link.relation == "next");
    Ok(Manifest {
        transaction_time: raw.transaction_time.as_deref().and_then(instant),
        requires_token: raw.requires_token,
        output: files(output)?,
        error,
        next: next.map(|link| NextLink::resolve(&link.url, at)),
    })
}

fn instant(text: &str) -> Option<i64> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(at.as_millisecond())
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
