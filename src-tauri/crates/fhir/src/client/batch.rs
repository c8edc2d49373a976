//! Several searches in one request: a `batch` Bundle of GETs (R4, http.html#transaction), whose entries are answered each
//! for itself and in order. Owns telling the answers apart, to the byte. Refuses answers that may stand in another's place:
//! a question that is taken for answered when it is not would be a lie about a chart.

use bytes::Bytes;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use url::Url;

use super::error::{FetchError, UnreadableStep};
use super::exchange::{Ask, FHIR_JSON, Fetched};
use super::options::RequestKind;
use super::page::{self, EntryMode, Object, Page};
use super::{Client, Peek, Query};
use crate::outcome::OperationOutcome;

const NOT_THE_ANSWERS: FetchError = FetchError::Unreadable {
    step: UnreadableStep::NotABundle,
};

#[derive(Deserialize)]
struct Answers<'a> {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(borrow)]
    entry: Vec<Object<Answer<'a>>>,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
    response: Response,
}

#[derive(Deserialize)]
struct Response {
    status: String,
}

impl Client {
    /// The first pages of several searches, in their order. Nothing for one that was not answered with a page: asked by
    /// itself, the server says why. Fails as a whole where the answers cannot be told apart.
    pub async fn searches(&self, queries: &[Query]) -> Result<Vec<Option<Page>>, FetchError> {
        let addresses: Vec<Url> = queries
            .iter()
            .map(|query| self.address(query))
            .collect::<Result<_, _>>()?;
        let entries = addresses.iter().map(|address| {
            let kind = address.path().rsplit('/').next().unwrap_or_default();
            let url = match address.query() {
                Some(query) => format!("{kind}?{query}"),
                None => kind.to_owned(),
            };
            json!({"request": {"method": "GET", "url": url}})
        });
        let entries: Vec<_> = entries.collect();
        let bundle = json!({"resourceType": "Bundle", "type": "batch", "entry": entries});
        let fetched = self
            .ask(&Ask {
                method: Method::POST,
                kind: RequestKind::Batch,
                url: &self.base.bare(),
                accept: FHIR_JSON,
                limit: self.options.body_limit,
                unless: None,
                condition: None,
                body: Some(bundle.to_string()),
            })
            .await?;
        told_apart(&fetched, queries, &addresses)
    }
}

fn told_apart(
    fetched: &Fetched,
    queries: &[Query],
    addresses: &[Url],
) -> Result<Vec<Option<Page>>, FetchError> {
    let whole = page::without_byte_order_mark(&fetched.body);
    let Object(answers) = serde_json::from_slice::<Object<Answers<'_>>>(&whole)
        .map_err(|error| refusal(&whole, &error))?;
    if answers.resource_type != "Bundle" || answers.entry.len() != queries.len() {
        return Err(NOT_THE_ANSWERS);
    }
    let mut pages = Vec::with_capacity(queries.len());
    for ((Object(answer), query), address) in answers.entry.iter().zip(queries).zip(addresses) {
        let page = page_of(answer, &whole, fetched, address);
        if let Some(page) = &page
            && !may_answer(page, query, queries)
        {
            return Err(NOT_THE_ANSWERS);
        }
        pages.push(page);
    }
    Ok(pages)
}

/// What stands there instead of the answers.
fn refusal(whole: &Bytes, error: &serde_json::Error) -> FetchError {
    match OperationOutcome::parse(whole) {
        Some(outcome) => FetchError::Refused {
            status: 200,
            outcome: Some(outcome),
        },
        None if error.is_data() => NOT_THE_ANSWERS,
        None => page::json_error(error),
    }
}

fn page_of(answer: &Answer<'_>, whole: &Bytes, fetched: &Fetched, at: &Url) -> Option<Page> {
    let status = answer.response.status.split_whitespace().next();
    let resource = answer.resource.filter(|_| status == Some("200"))?;
    let one = Fetched {
        body: whole.slice_ref(resource.get().as_bytes()),
        ..fetched.clone()
    };
    page::read(one, at).ok()
}

/// Whether a page answers this question and not another of the same batch, as far as it shows.
fn may_answer(page: &Page, asked: &Query, all: &[Query]) -> bool {
    let is_asked = |kind: &str| kind == asked.resource_type;
    let own = page.self_link.as_ref().and_then(|link| {
        let path = link.as_str().split('?').next().unwrap_or_default();
        let kind = path.trim_end_matches('/').rsplit('/').next();
        kind.filter(|kind| all.iter().any(|query| query.resource_type == *kind))
            .map(str::to_owned)
    });
    if own.is_some_and(|kind| !is_asked(&kind)) {
        return false;
    }
    let mut matches = page.entries.iter().filter(|e| e.mode == EntryMode::Match);
    let first = matches.next().and_then(|entry| {
        let peek: Peek = serde_json::from_slice(&entry.body).ok()?;
        peek.resource_type
    });
    first.is_none_or(|kind| is_asked(&kind))
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
