//! Loading: a folder of Bundles, NDJSON and single resources served instead of a population. Every
//! resource keeps the bytes it has in its file; only where references lead is worked out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::kinds;
use crate::resource::{Chart, Resource};
use crate::search::keys;

/// What a folder held.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) charts: Vec<Arc<Chart>>,
    pub(crate) commons: Arc<Chart>,
    /// Owner and place of each `Type/id`.
    pub(crate) places: HashMap<String, (usize, usize)>,
    /// Entries that are no resource with a type and an id, or repeat one.
    pub(crate) skipped: usize,
}

/// Why a folder could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {0}")]
    Read(PathBuf, #[source] std::io::Error),
    /// A file is neither JSON nor NDJSON.
    #[error("{0} is not JSON")]
    Json(PathBuf, #[source] serde_json::Error),
    /// There is not one resource in it.
    #[error("{0} holds no FHIR resource")]
    Empty(PathBuf),
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "resourceType")]
    kind: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    entry: Option<Vec<Entry<'a>>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(rename = "fullUrl")]
    full_url: Option<String>,
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
}

struct Draft {
    kind: &'static str,
    id: String,
    value: Value,
    body: Bytes,
}

#[derive(Default)]
struct Reading {
    drafts: Vec<Draft>,
    /// `Type/id` by `urn:uuid:` address, and by bare id for addresses no entry gave.
    by_url: HashMap<String, String>,
    seen: HashMap<String, usize>,
    skipped: usize,
}

impl Loaded {
    /// Reads every `.json` and `.ndjson` file under `folder`, in name order.
    /// Without `meta` where the server shows none, and only then with other bytes than the file's.
    pub(crate) fn read(folder: &Path, meta: bool) -> Result<Loaded, LoadError> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        files.sort();
        let mut reading = Reading::default();
        for file in &files {
            reading.file(file)?;
        }
        if reading.drafts.is_empty() {
            return Err(LoadError::Empty(folder.to_owned()));
        }
        Ok(reading.arrange(meta))
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let failed = |e| LoadError::Read(folder.to_owned(), e);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        if path.is_dir() {
            collect(&path, files)?;
        } else if matches!(ending.as_deref(), Some("json" | "ndjson" | "jsonl")) {
            files.push(path);
        }
    }
    Ok(())
}

impl Reading {
    fn file(&mut self, path: &Path) -> Result<(), LoadError> {
        let bytes =
            Bytes::from(std::fs::read(path).map_err(|e| LoadError::Read(path.to_owned(), e))?);
        let is_lines = path
            .extension()
            .is_some_and(|e| e == "ndjson" || e == "jsonl");
        if is_lines {
            for line in bytes
                .split(|b| *b == b'\n')
                .filter(|l| !l.trim_ascii().is_empty())
            {
                self.one(bytes.slice_ref(line.trim_ascii()), None);
            }
            return Ok(());
        }
        let head: Head<'_> =
            serde_json::from_slice(&bytes).map_err(|e| LoadError::Json(path.to_owned(), e))?;
        if head.kind.as_deref() == Some("Bundle")
            && let Some(entries) = head.entry
        {
            for entry in entries {
                match entry.resource {
                    Some(raw) => self.one(bytes.slice_ref(raw.get().as_bytes()), entry.full_url),
                    None => self.skipped += 1,
                }
            }
        } else {
            self.one(bytes.slice_ref(bytes.trim_ascii()), None);
        }
        Ok(())
    }

    fn one(&mut self, body: Bytes, full_url: Option<String>) {
        let Ok(value) = serde_json::from_slice::<Value>(&body) else {
            self.skipped += 1;
            return;
        };
        let kind = value
            .get("resourceType")
            .and_then(Value::as_str)
            .and_then(kinds::intern);
        let id = value
            .get("id")
            .and_then(Value::as_str)
            .filter(|id| !id.is_empty());
        let (Some(kind), Some(id)) = (kind, id.map(str::to_owned)) else {
            self.skipped += 1;
            return;
        };
        let place = format!("{kind}/{id}");
        if let Some(url) = full_url {
            self.by_url.insert(url, place.clone());
        }
        self.by_url
            .entry(format!("urn:uuid:{id}"))
            .or_insert_with(|| place.clone());
        if self.seen.insert(place, self.drafts.len()).is_some() {
            self.skipped += 1;
            return;
        }
        self.drafts.push(Draft {
            kind,
            id,
            value,
            body,
        });
    }

    fn arrange(self, meta: bool) -> Loaded {
        let resolve = |reference: &str| match self.by_url.get(reference) {
            Some(place) => place.clone(),
            None => keys::literal(reference),
        };
        let mut owners: HashMap<String, usize> = HashMap::new();
        for draft in self.drafts.iter().filter(|d| d.kind == "Patient") {
            let next = owners.len();
            owners.insert(format!("Patient/{}", draft.id), next);
        }
        let mut piles: Vec<Vec<Resource>> = (0..=owners.len()).map(|_| Vec::new()).collect();
        let commons = owners.len();
        for draft in self.drafts {
            let Draft {
                kind,
                id,
                value,
                body,
            } = draft;
            let mut resource = Resource::with_body(kind, id, &value, body, &resolve);
            if !meta && let Some(map) = value.as_object() {
                let mut map = map.clone();
                map.shift_remove("meta");
                resource.body = serde_json::to_vec(&map).unwrap_or_default().into();
            }
            let own = owners.get(&resource.reference()).copied();
            let owner = own.or_else(|| {
                let mut compartment =
                    ["patient", "subject", "beneficiary"]
                        .into_iter()
                        .flat_map(|p| {
                            resource
                                .references(p)
                                .filter_map(|r| owners.get(r).copied())
                                .collect::<Vec<_>>()
                        });
                compartment.next()
            });
            if let Some(pile) = piles.get_mut(owner.unwrap_or(commons)) {
                // The Patient comes first in a chart, whatever the order in the file.
                if own.is_some() {
                    pile.insert(0, resource);
                } else {
                    pile.push(resource);
                }
            }
        }
        let mut loaded = Loaded {
            skipped: self.skipped,
            ..Loaded::default()
        };
        for (owner, pile) in piles.into_iter().enumerate() {
            let owner = if owner == commons {
                crate::holdings::COMMONS
            } else {
                owner
            };
            for (place, resource) in pile.iter().enumerate() {
                loaded.places.insert(resource.reference(), (owner, place));
            }
            let chart = Arc::new(Chart::new(pile));
            if owner == crate::holdings::COMMONS {
                loaded.commons = chart;
            } else {
                loaded.charts.push(chart);
            }
        }
        loaded
    }
}
