//! Several searches or reads in one request: a `batch` Bundle of GETs (R4, http.html#transaction), whose entries are answered each
//! for itself and in order. Owns telling the answers apart, to the byte. Refuses answers that may stand in another's place:
//! a question that is taken for answered when it is not would be a lie about a chart.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use url::Url;

use super::error::{FetchError, UnreadableStep};
use super::exchange::{Ask, FHIR_JSON, Fetched};
use super::options::RequestKind;
use super::page::{self, EntryMode, Object, Page, PlainBundle};
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

/// The same where every answer is a page.
#[derive(Deserialize)]
struct PlainAnswers<'a> {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(borrow)]
    entry: Vec<Object<PlainAnswer<'a>>>,
}

#[derive(Deserialize)]
struct PlainAnswer<'a> {
    #[serde(borrow)]
    resource: Option<Object<PlainBundle<'a>>>,
    response: Response,
}

#[derive(Deserialize)]
struct Response {
    status: String,
}

impl Response {
    fn is(&self, status: &str) -> bool {
        self.status.split_whitespace().next() == Some(status)
    }
}

#[derive(Deserialize)]
struct Name<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
}

impl Client {
    /// The first pages of several searches, in their order. Nothing for one that was not answered with a page: asked by
    /// itself, the server says why. Fails as a whole where the answers cannot be told apart.
    pub async fn searches(&self, queries: &[Query]) -> Result<Vec<Option<Page>>, FetchError> {
        let addresses: Vec<Url> = queries
            .iter()
            .map(|query| self.address(query))
            .collect::<Result<_, _>>()?;
        let urls = addresses.iter().map(|address| {
            let kind = address.path().rsplit('/').next().unwrap_or_default();
            match address.query() {
                Some(query) => format!("{kind}?{query}"),
                None => kind.to_owned(),
            }
        });
        let fetched = self.batch(urls.collect()).await?;
        told_apart(&fetched, queries, &addresses)
    }

    /// Several resources of one type by their ids, in their order, each to the byte as sent. Nothing for one that was not
    /// answered with itself: asked by itself, the server says why. Fails as a whole where the answers cannot be told apart.
    pub async fn reads(
        &self,
        resource_type: &str,
        ids: &[String],
    ) -> Result<Vec<Option<Bytes>>, FetchError> {
        let base = self.base.url().as_str();
        let url = |id: &String| {
            let whole = self.base.path(&[resource_type, id])?;
            let relative = whole.as_str().strip_prefix(base);
            relative.map(str::to_owned).ok_or(FetchError::Address)
        };
        let urls = ids.iter().map(url).collect::<Result<_, _>>()?;
        let fetched = self.batch(urls).await?;
        let whole = page::without_byte_order_mark(&fetched.body);
        let answers = answers(&whole, ids.len())?;
        let answers = answers.entry.iter().zip(ids);
        let itself = answers.map(|(Object(answer), id)| answer.itself(resource_type, id));
        let sliced = itself.map(|text| text.map(|text| whole.slice_ref(text.as_bytes())));
        Ok(sliced.collect())
    }

    /// Asks for all of these in one request.
    async fn batch(&self, urls: Vec<String>) -> Result<Fetched, FetchError> {
        let entry = |url| json!({"request": {"method": "GET", "url": url}});
        let entries: Vec<_> = urls.into_iter().map(entry).collect();
        let bundle = json!({"resourceType": "Bundle", "type": "batch", "entry": entries});
        self.ask(&Ask {
            method: Method::POST,
            kind: RequestKind::Batch,
            url: &self.base.bare(),
            accept: FHIR_JSON,
            limit: self.options.body_limit,
            unless: None,
            condition: None,
            body: Some(bundle.to_string()),
        })
        .await
    }
}

const OK: &str = "200";

impl<'a> Answer<'a> {
    /// What it was answered with, where it has that status.
    fn resource_of(&self, status: &str) -> Option<&'a RawValue> {
        self.resource.filter(|_| self.response.is(status))
    }

    /// The resource of that type and id, where it was answered with that.
    fn itself(&self, resource_type: &str, id: &str) -> Option<&'a str> {
        let text = self.resource_of(OK)?.get();
        let name: Name<'_> = serde_json::from_str(text).ok()?;
        (name.resource_type == resource_type && name.id == id).then_some(text)
    }
}

fn answers(whole: &Bytes, questions: usize) -> Result<Answers<'_>, FetchError> {
    let Object(answers) = serde_json::from_slice::<Object<Answers<'_>>>(whole)
        .map_err(|error| refusal(whole, &error))?;
    if answers.resource_type != "Bundle" || answers.entry.len() != questions {
        return Err(NOT_THE_ANSWERS);
    }
    Ok(answers)
}

fn told_apart(
    fetched: &Fetched,
    queries: &[Query],
    addresses: &[Url],
) -> Result<Vec<Option<Page>>, FetchError> {
    let whole = page::without_byte_order_mark(&fetched.body);
    let pages = if let Some(pages) = at_once(&whole, fetched, addresses) {
        pages
    } else {
        let answers = answers(&whole, queries.len())?;
        let each = answers.entry.iter().zip(addresses);
        each.map(|(Object(answer), address)| page_of(answer, &whole, fetched, address))
            .collect()
    };
    for (page, query) in pages.iter().zip(queries) {
        if let Some(page) = page
            && !may_answer(page, query, queries)
        {
            return Err(NOT_THE_ANSWERS);
        }
    }
    Ok(pages)
}

/// The pages of answers that are in every part what they should be, read in one go: the bytes of an answer are many, and
/// most answers are so.
fn at_once(whole: &Bytes, fetched: &Fetched, addresses: &[Url]) -> Option<Vec<Option<Page>>> {
    let text = std::str::from_utf8(whole).ok()?;
    let Object(answers) = serde_json::from_str::<Object<PlainAnswers<'_>>>(text).ok()?;
    if answers.resource_type != "Bundle" || answers.entry.len() != addresses.len() {
        return None;
    }
    let mut pages = Vec::with_capacity(addresses.len());
    for (Object(answer), address) in answers.entry.into_iter().zip(addresses) {
        let page = match answer.resource {
            Some(Object(bundle)) if answer.response.is(OK) => {
                Some(Page::of_several(bundle, whole, fetched, address)?)
            }
            _ => None,
        };
        pages.push(page);
    }
    Some(pages)
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
    let resource = answer.resource_of(OK)?;
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
