//! Dictionaries while records come in: which type has one, and samples of the types that have none yet.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use wardbook_store::Store;
use wardbook_store::body::{self, Dictionary};

/// Samples a type gives before its dictionary is trained.
const SAMPLES: usize = 240;
/// Of a long body, its beginning says enough.
const SAMPLE_BYTES: usize = 8 * 1024;

/// Shared by the preparing threads and the writer.
#[derive(Clone)]
pub(super) struct Trained(Arc<Inner>);

#[derive(Default)]
struct Inner {
    ready: RwLock<HashMap<String, Arc<Dictionary>>>,
    sampling: Mutex<Sampling>,
}

#[derive(Default)]
struct Sampling {
    bodies: HashMap<String, Vec<Vec<u8>>>,
    /// Types that were trained or gave nothing: not asked again while the program runs.
    done: HashSet<String>,
}

/// A trained dictionary on its way into the store.
pub(super) struct New {
    pub(super) resource_type: String,
    pub(super) bytes: Vec<u8>,
}

impl Trained {
    pub(super) fn new(store: &Store) -> Self {
        let ready = match body::newest(store) {
            Ok(ready) => ready,
            Err(error) => {
                // Without dictionaries records are larger, and as whole.
                tracing::warn!(code = error.code(), "dictionaries could not be read");
                HashMap::new()
            }
        };
        let sampling = Sampling {
            done: ready.keys().cloned().collect(),
            ..Sampling::default()
        };
        Self(Arc::new(Inner {
            ready: RwLock::new(ready),
            sampling: Mutex::new(sampling),
        }))
    }

    pub(super) fn of(&self, resource_type: &str) -> Option<Arc<Dictionary>> {
        let ready = self.0.ready.read().unwrap_or_else(PoisonError::into_inner);
        ready.get(resource_type).cloned()
    }

    /// The writer committed it: from now on it may be used.
    pub(super) fn ready(&self, resource_type: String, dictionary: Arc<Dictionary>) {
        let mut ready = self.0.ready.write().unwrap_or_else(PoisonError::into_inner);
        ready.insert(resource_type, dictionary);
    }

    /// Takes a sample; the one that completes a type's samples trains its dictionary.
    pub(super) fn sample(&self, resource_type: &str, body: &[u8]) -> Option<New> {
        let mut sampling = self
            .0
            .sampling
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if sampling.done.contains(resource_type) {
            return None;
        }
        let bodies = sampling.bodies.entry(resource_type.to_owned()).or_default();
        bodies.push(body.get(..SAMPLE_BYTES).unwrap_or(body).to_vec());
        if bodies.len() < SAMPLES {
            return None;
        }
        let samples = sampling.bodies.remove(resource_type).unwrap_or_default();
        sampling.done.insert(resource_type.to_owned());
        drop(sampling);
        let bytes = body::train(&samples)?;
        Some(New {
            resource_type: resource_type.to_owned(),
            bytes,
        })
    }
}
