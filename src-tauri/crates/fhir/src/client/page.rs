//! A page of a search: its entries as exact slices of the answer, never written anew.

mod mend;

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use super::error::{FetchError, UnreadableStep};
use super::exchange::Fetched;
use super::link::NextLink;
use crate::outcome::OperationOutcome;

/// Why an entry is on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryMode {
    /// It matched the search.
    Match,
    /// Something that matched refers to it.
    Include,
}

/// One entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The resource, to the byte as sent: a slice of the page. Where the entry is broken, the whole
    /// entry as sent, so that nothing is lost and it can be named.
    pub body: Bytes,
    /// Why it is there.
    pub mode: EntryMode,
}

/// A page of a search.
#[derive(Debug, Clone)]
pub struct Page {
    /// Entries in order.
    pub entries: Vec<Entry>,
    /// What the server says about the search.
    pub outcomes: Vec<OperationOutcome>,
    /// The next page.
    pub next: Option<NextLink>,
    /// `Bundle.total` as sent: some servers count only the page.
    pub total: Option<u64>,
    /// Bytes of the page after decompression.
    pub bytes: u64,
    /// The server's clock, milliseconds.
    pub server_date: Option<i64>,
    /// The search as the server understood it.
    pub self_link: Option<NextLink>,
    /// Correlation with the server's log.
    pub request_id: String,
    /// How long it took.
    pub elapsed: Duration,
}

#[derive(Deserialize)]
struct RawBundle<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Option<&'a RawValue>,
    #[serde(borrow)]
    total: Option<&'a RawValue>,
    #[serde(borrow)]
    link: Option<&'a RawValue>,
    #[serde(borrow)]
    entry: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
    #[serde(borrow)]
    search: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawSearch {
    mode: Option<String>,
}

#[derive(Deserialize)]
struct RawLink {
    relation: Option<String>,
    url: Option<String>,
}

/// Read a page. A broken entry stays an entry; a body that is no Bundle is an error.
pub(crate) fn read(fetched: Fetched, page_url: &Url) -> Result<Page, FetchError> {
    let body = without_byte_order_mark(&fetched.body);
    let mut page = Page {
        entries: Vec::new(),
        outcomes: Vec::new(),
        next: None,
        total: None,
        bytes: fetched.body.len() as u64,
        server_date: fetched.server_date,
        self_link: None,
        request_id: fetched.request_id,
        elapsed: fetched.elapsed,
    };
    // A resource that is no JSON must not take the others on its page with it.
    let (body, broken) = match serde_json::from_slice::<&RawValue>(&body) {
        Ok(_) => (body, Vec::new()),
        Err(error) => mend::mend(&body).map_err(|why| match why {
            mend::Why::Cut => FetchError::Unreadable {
                step: UnreadableStep::JsonCut,
            },
            mend::Why::Otherwise => json_error(&error),
        })?,
    };
    let whole: &RawValue = serde_json::from_slice(&body).map_err(|error| json_error(&error))?;
    let bundle: RawBundle<'_> = object(whole).ok_or(NOT_A_BUNDLE)?;
    match bundle.resource_type.and_then(string).as_deref() {
        Some("Bundle") => {}
        Some("OperationOutcome") => {
            let outcome = OperationOutcome::parse(&body).ok_or(NOT_A_BUNDLE)?;
            // Said instead of an empty page: "no results", with status 200.
            if outcome.is_warning_only() {
                page.outcomes.push(outcome);
                return Ok(page);
            }
            return Err(FetchError::Refused {
                status: 200,
                outcome: Some(outcome),
            });
        }
        _ => return Err(NOT_A_BUNDLE),
    }
    page.total = bundle
        .total
        .and_then(|raw| serde_json::from_str(raw.get()).ok());
    let links: Vec<&RawValue> = bundle.link.map(list).unwrap_or_default();
    for link in links.iter().filter_map(|raw| object::<RawLink>(raw)) {
        let (Some(relation), Some(url)) = (link.relation, link.url) else {
            continue;
        };
        match relation.as_str() {
            "next" if !url.is_empty() => page.next = Some(NextLink::resolve(&url, page_url)),
            "self" => page.self_link = Some(NextLink::resolve(&url, page_url)),
            _ => {}
        }
    }
    // One entry where a list should be is still an entry.
    let entries = match bundle.entry {
        Some(raw) if raw.get().starts_with('[') => list(raw),
        Some(raw) if raw.get() != "null" => vec![raw],
        _ => Vec::new(),
    };
    page.entries.reserve(entries.len());
    page.entries.extend(broken.into_iter().map(|body| Entry {
        body,
        mode: EntryMode::Match,
    }));
    for raw in entries.into_iter().filter(|raw| raw.get() != "null") {
        let parsed: Option<RawEntry<'_>> = object(raw);
        let resource = parsed.as_ref().and_then(|entry| entry.resource);
        let mode = parsed
            .as_ref()
            .and_then(|entry| entry.search)
            .and_then(object::<RawSearch>)
            .and_then(|search| search.mode);
        let text = resource.unwrap_or(raw).get();
        if let Some(outcome) = outcome(text, mode.as_deref()) {
            page.outcomes.push(outcome);
            continue;
        }
        let mode = if mode.as_deref() == Some("include") {
            EntryMode::Include
        } else {
            EntryMode::Match
        };
        page.entries.push(Entry {
            body: body.slice_ref(text.as_bytes()),
            mode,
        });
    }
    Ok(page)
}

const NOT_A_BUNDLE: FetchError = FetchError::Unreadable {
    step: UnreadableStep::NotABundle,
};

/// JSON that ends too early is told apart from bytes that are no JSON.
pub(crate) fn json_error(error: &serde_json::Error) -> FetchError {
    let step = if error.is_eof() {
        UnreadableStep::JsonCut
    } else {
        UnreadableStep::Json
    };
    FetchError::Unreadable { step }
}

pub(crate) fn without_byte_order_mark(body: &Bytes) -> Bytes {
    if body.starts_with(&[0xEF, 0xBB, 0xBF]) {
        body.slice(3..)
    } else {
        body.clone()
    }
}

/// A JSON object as `T`; serde would also take an array for a struct.
pub(crate) fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    raw.get()
        .starts_with('{')
        .then(|| serde_json::from_str(raw.get()).ok())
        .flatten()
}

fn list(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn outcome(text: &str, mode: Option<&str>) -> Option<OperationOutcome> {
    // Looked at only where it can be one, so that a page is not parsed twice.
    let maybe = mode == Some("outcome") || text.contains("\"OperationOutcome\"");
    if maybe {
        OperationOutcome::parse(text.as_bytes())
    } else {
        None
    }
}
