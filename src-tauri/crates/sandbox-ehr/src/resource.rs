//! One resource as this server serves it: its exact bytes and the search keys read from them.
//! Bytes are made once and never re-serialised; reads and pages give the same slice.

use bytes::Bytes;
use serde_json::Value;

use crate::search::keys::{self, Key};
use crate::time;

/// A resource in the form in which it leaves the server.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The resource type.
    pub kind: &'static str,
    /// The logical id.
    pub id: String,
    /// The exact bytes, in reads and in pages alike.
    pub body: Bytes,
    /// `meta.versionId`, or `1` where the resource has none.
    pub version: String,
    /// `meta.lastUpdated` in milliseconds, or the start of service where the resource has none.
    pub updated: i64,
    pub(crate) keys: Vec<Key>,
}

impl Resource {
    /// From a value that is serialised here, once.
    pub(crate) fn from_value(kind: &'static str, id: String, value: &Value) -> Resource {
        let body = Bytes::from(serde_json::to_vec(value).unwrap_or_default());
        Resource::with_body(kind, id, value, body, &keys::literal)
    }

    /// From bytes that are kept as they are; `value` is what they say.
    pub(crate) fn with_body(
        kind: &'static str,
        id: String,
        value: &Value,
        body: Bytes,
        resolve: &dyn Fn(&str) -> String,
    ) -> Resource {
        let meta = value.get("meta");
        let text = |name: &str| meta.and_then(|m| m.get(name)).and_then(Value::as_str);
        let version = text("versionId").unwrap_or("1").to_owned();
        let updated = text("lastUpdated").and_then(time::span).map_or(0, |s| s.0);
        let keys = keys::read(kind, value, resolve);
        Resource {
            kind,
            id,
            body,
            version,
            updated,
            keys,
        }
    }

    /// `Type/id`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// The weak entity tag.
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }

    /// Every reference this resource makes under the search parameter `param`.
    pub(crate) fn references<'a>(&'a self, param: &'a str) -> impl Iterator<Item = &'a str> {
        self.keys.iter().filter_map(move |key| match &key.value {
            keys::KeyValue::Reference(to) if key.param == param => Some(to.as_str()),
            _ => None,
        })
    }
}

/// Everything the server holds about one patient (or about nobody: the commons), in a fixed order.
#[derive(Debug, Default)]
pub struct Chart {
    resources: Vec<std::sync::Arc<Resource>>,
    by_kind: std::collections::BTreeMap<&'static str, Vec<usize>>,
}

impl Chart {
    /// A chart of these resources in this order.
    pub(crate) fn new(resources: Vec<Resource>) -> Chart {
        let mut by_kind: std::collections::BTreeMap<&'static str, Vec<usize>> =
            std::collections::BTreeMap::new();
        for (place, resource) in resources.iter().enumerate() {
            by_kind.entry(resource.kind).or_default().push(place);
        }
        Chart {
            resources: resources.into_iter().map(std::sync::Arc::new).collect(),
            by_kind,
        }
    }

    /// All resources.
    pub fn resources(&self) -> &[std::sync::Arc<Resource>] {
        &self.resources
    }

    /// The resources of one type, in chart order.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &std::sync::Arc<Resource>> {
        let places = self.by_kind.get(kind).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.resources.get(*place))
    }

    /// The resource at this place, if it is of this type.
    pub(crate) fn at(&self, place: usize) -> Option<&std::sync::Arc<Resource>> {
        self.resources.get(place)
    }
}
