//! A page of a search: its entries as exact slices of the answer, never written anew.

mod mend;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
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

/// A page as almost every server sends it.
#[derive(Deserialize)]
pub(super) struct PlainBundle<'a> {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(borrow)]
    total: Option<&'a RawValue>,
    #[serde(borrow)]
    link: Option<&'a RawValue>,
    #[serde(borrow)]
    entry: Option<Vec<Object<PlainEntry<'a>>>>,
}

#[derive(Deserialize)]
struct PlainEntry<'a> {
    #[serde(borrow)]
    resource: &'a RawValue,
    #[serde(borrow)]
    search: Option<&'a RawValue>,
}

/// A page of which any part may be something else than it should.
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

/// What a page holds, in slices of it.
struct Parts<'a> {
    resource_type: Option<String>,
    total: Option<&'a RawValue>,
    link: Option<&'a RawValue>,
    entries: Vec<Part<'a>>,
}

/// An entry: its resource, or all of it where it has none.
struct Part<'a> {
    text: &'a str,
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
    let page = Page::without_entries(&fetched);
    if let Some(parts) = plain(&body) {
        return page.with(&body, parts, Vec::new(), page_url);
    }
    let (mended, broken) = readable(&body)?;
    page.with(&mended, in_pieces(&mended)?, broken, page_url)
}

impl Page {
    /// A page that was read already, out of an answer that holds several; `None` where it is not as almost every server
    /// sends it and has to be looked at piece by piece.
    pub(super) fn of_several(
        bundle: PlainBundle<'_>,
        whole: &Bytes,
        fetched: &Fetched,
        page_url: &Url,
    ) -> Option<Self> {
        let parts = bundle.parts()?;
        if parts.resource_type.as_deref() != Some("Bundle") {
            return None;
        }
        let bytes = parts.entries.iter().map(|part| part.text.len() as u64);
        let page = Self {
            bytes: bytes.sum(),
            ..Self::without_entries(fetched)
        };
        page.with(whole, parts, Vec::new(), page_url).ok()
    }

    fn without_entries(fetched: &Fetched) -> Self {
        Self {
            entries: Vec::new(),
            outcomes: Vec::new(),
            next: None,
            total: None,
            bytes: fetched.body.len() as u64,
            server_date: fetched.server_date,
            self_link: None,
            request_id: fetched.request_id.clone(),
            elapsed: fetched.elapsed,
        }
    }

    /// The same with what was found in `whole`.
    fn with(
        mut self,
        whole: &Bytes,
        parts: Parts<'_>,
        broken: Vec<Bytes>,
        page_url: &Url,
    ) -> Result<Self, FetchError> {
        match parts.resource_type.as_deref() {
            Some("Bundle") => {}
            Some("OperationOutcome") => {
                let outcome = OperationOutcome::parse(whole).ok_or(NOT_A_BUNDLE)?;
                // Said instead of an empty page: "no results", with status 200.
                if outcome.is_warning_only() {
                    self.outcomes.push(outcome);
                    return Ok(self);
                }
                return Err(FetchError::Refused {
                    status: 200,
                    outcome: Some(outcome),
                });
            }
            _ => return Err(NOT_A_BUNDLE),
        }
        self.total = parts
            .total
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        let links: Vec<&RawValue> = parts.link.map(list).unwrap_or_default();
        for link in links.iter().filter_map(|raw| object::<RawLink>(raw)) {
            let (Some(relation), Some(url)) = (link.relation, link.url) else {
                continue;
            };
            match relation.as_str() {
                "next" if !url.is_empty() => self.next = Some(NextLink::resolve(&url, page_url)),
                "self" => self.self_link = Some(NextLink::resolve(&url, page_url)),
                _ => {}
            }
        }
        self.entries.reserve(parts.entries.len() + broken.len());
        self.entries.extend(broken.into_iter().map(|body| Entry {
            body,
            mode: EntryMode::Match,
        }));
        for Part { text, search } in parts.entries {
            let mode = search
                .and_then(object::<RawSearch>)
                .and_then(|search| search.mode);
            if let Some(outcome) = outcome(text, mode.as_deref()) {
                self.outcomes.push(outcome);
                continue;
            }
            let mode = if mode.as_deref() == Some("include") {
                EntryMode::Include
            } else {
                EntryMode::Match
            };
            self.entries.push(Entry {
                body: whole.slice_ref(text.as_bytes()),
                mode,
            });
        }
        Ok(self)
    }
}

/// A page that is in every part what it should be, read in one go: most of what a sync does is this.
fn plain(body: &[u8]) -> Option<Parts<'_>> {
    let text = std::str::from_utf8(body).ok()?;
    let Object(bundle) = serde_json::from_str::<Object<PlainBundle<'_>>>(text).ok()?;
    bundle.parts()
}

impl<'a> PlainBundle<'a> {
    /// `None` where an entry holds nothing.
    fn parts(self) -> Option<Parts<'a>> {
        let entries = self.entry.unwrap_or_default();
        if entries.iter().any(|Object(e)| e.resource.get() == "null") {
            return None;
        }
        Some(Parts {
            resource_type: Some(self.resource_type),
            total: self.total,
            link: self.link,
            entries: entries
                .into_iter()
                .map(|Object(entry)| Part {
                    text: entry.resource.get(),
                    search: entry.search,
                })
                .collect(),
        })
    }
}

/// The page without what is no JSON in it, and that: it must not take the other resources with it.
fn readable(body: &Bytes) -> Result<(Bytes, Vec<Bytes>), FetchError> {
    match serde_json::from_slice::<&RawValue>(body) {
        Ok(_) => Ok((body.clone(), Vec::new())),
        Err(error) => mend::mend(body).map_err(|why| match why {
            mend::Why::Cut => FetchError::Unreadable {
                step: UnreadableStep::JsonCut,
            },
            mend::Why::Otherwise => json_error(&error),
        }),
    }
}

/// A page piece by piece: what is not as it should be is left out or kept as it is.
fn in_pieces(body: &[u8]) -> Result<Parts<'_>, FetchError> {
    let whole: &RawValue = serde_json::from_slice(body).map_err(|error| json_error(&error))?;
    let bundle: RawBundle<'_> = object(whole).ok_or(NOT_A_BUNDLE)?;
    // One entry where a list should be is still an entry.
    let entries = match bundle.entry {
        Some(raw) if raw.get().starts_with('[') => list(raw),
        Some(raw) if raw.get() != "null" => vec![raw],
        _ => Vec::new(),
    };
    let entries = entries.into_iter().filter(|raw| raw.get() != "null");
    Ok(Parts {
        resource_type: bundle.resource_type.and_then(string),
        total: bundle.total,
        link: bundle.link,
        entries: entries
            .map(|raw| {
                let parsed: Option<RawEntry<'_>> = object(raw);
                Part {
                    text: parsed
                        .as_ref()
                        .and_then(|entry| entry.resource)
                        .unwrap_or(raw)
                        .get(),
                    search: parsed.and_then(|entry| entry.search),
                }
            })
            .collect(),
    })
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
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        from.deserialize_map(Fields(PhantomData))
    }
}

/// A JSON object as `T`.
pub(crate) fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    let Object(read) = serde_json::from_str(raw.get()).ok()?;
    Some(read)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shape<'a>(parts: &'a Parts<'_>) -> (Option<&'a str>, Vec<(&'a str, Option<&'a str>)>) {
        let entries = parts.entries.iter();
        let shown = |part: &'a Part<'_>| (part.text, part.search.map(RawValue::get));
        (parts.resource_type.as_deref(), entries.map(shown).collect())
    }

    #[test]
    fn a_page_read_in_one_go_is_the_page_read_piece_by_piece() {
        for body in [
            r#"{"resourceType":"Bundle","total":2,"entry":[{"resource":{"id":"1"},"search":{"mode":"match"}},
                {"fullUrl":"x","resource": {"id" : "2"} }]}"#,
            r#"{"resourceType":"Bundle"}"#,
            r#"{"resourceType":"Bundle","entry":null}"#,
            r#"{"resourceType":"Bundle","entry":[{"resource":7,"search":["include"]}]}"#,
        ] {
            let (once, pieces) = (
                plain(body.as_bytes()).unwrap(),
                in_pieces(body.as_bytes()).unwrap(),
            );
            assert_eq!(shape(&once), shape(&pieces), "{body}");
        }
    }

    #[test]
    fn what_is_not_as_it_should_be_is_read_piece_by_piece() {
        for body in [
            r#"{"resourceType":"Bundle","entry":{"resource":{"id":"1"}}}"#,
            r#"{"resourceType":"Bundle","entry":[[{"id":"1"}]]}"#,
            r#"{"resourceType":"Bundle","entry":[{"resource":null}]}"#,
            r#"{"resourceType":"Bundle","entry":[{"fullUrl":"x"}]}"#,
            r#"{"resourceType":"Bundle","entry":[null,{"resource":{}}]}"#,
            r#"{"resourceType":["Bundle"]}"#,
        ] {
            assert!(plain(body.as_bytes()).is_none(), "{body}");
            assert!(in_pieces(body.as_bytes()).is_ok(), "{body}");
        }
        assert!(plain(b"{\"resourceType\":\"Bundle\",\"x\":\"\xff\"}").is_none());
    }
}
