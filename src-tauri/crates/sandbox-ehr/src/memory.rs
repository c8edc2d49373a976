//! What clients have written since the server started. Lost when it stops: this is a sandbox.
//! Owns versions of written resources; the holdings below it never change.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::resource::Resource;

/// What became of a resource that a client touched.
#[derive(Debug, Clone)]
pub(crate) enum Written {
    /// It is this now.
    Now(Arc<Resource>),
    /// It was deleted.
    Deleted,
}

impl Written {
    /// The resource, if it is still there.
    pub(crate) fn kept(self) -> Option<Arc<Resource>> {
        match self {
            Written::Now(resource) => Some(resource),
            Written::Deleted => None,
        }
    }
}

/// Written resources by type and id.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Kept {
    by_place: BTreeMap<(String, String), Written>,
    /// Resources that clients created, in order.
    created: Vec<(String, String)>,
    minted: u64,
    /// The identifiers that came with what was created, by place: a server may drop them.
    identifiers: BTreeMap<(String, String), String>,
}

impl Memory {
    /// A look at one resource: `None` if it was never written.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<Written> {
        self.kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(kind, id)
    }

    /// What clients created of this type, in order, without what was deleted again.
    pub(crate) fn created(&self, kind: Option<&str>) -> Vec<Arc<Resource>> {
        self.kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .created(kind)
    }

    /// The identifier that came with a record, where one did.
    pub(crate) fn identifier(&self, kind: &str, id: &str) -> Option<String> {
        self.kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .identifier(kind, id)
    }

    /// Whether anything at all was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .by_place
            .is_empty()
    }

    /// Runs one write, with nobody writing beside it. A refused write must change nothing.
    pub(crate) fn write<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.kept.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs many writes, of which all stay or none.
    pub(crate) fn write_all<T, E>(
        &self,
        act: impl FnOnce(&mut Kept) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let mut draft = kept.clone();
        let done = act(&mut draft)?;
        *kept = draft;
        Ok(done)
    }
}

impl Kept {
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<Written> {
        self.by_place
            .get(&(kind.to_owned(), id.to_owned()))
            .cloned()
    }

    pub(crate) fn created(&self, kind: Option<&str>) -> Vec<Arc<Resource>> {
        let wanted = self
            .created
            .iter()
            .filter(|(k, _)| kind.is_none_or(|kind| kind == k));
        wanted
            .filter_map(|place| self.by_place.get(place).cloned().and_then(Written::kept))
            .collect()
    }

    /// Notes the identifier that came with a record.
    pub(crate) fn submitted(&mut self, kind: &str, id: &str, identifier: Option<String>) {
        if let Some(identifier) = identifier {
            self.identifiers
                .insert((kind.to_owned(), id.to_owned()), identifier);
        }
    }

    /// The identifier that came with a record, where one did.
    pub(crate) fn identifier(&self, kind: &str, id: &str) -> Option<String> {
        self.identifiers
            .get(&(kind.to_owned(), id.to_owned()))
            .cloned()
    }

    /// A new id that no generated resource can have.
    pub(crate) fn mint(&mut self) -> String {
        self.minted += 1;
        format!("new-{:06}", self.minted)
    }

    pub(crate) fn put(&mut self, resource: Resource, is_new: bool) -> Arc<Resource> {
        let place = (resource.kind.to_owned(), resource.id.clone());
        let resource = Arc::new(resource);
        if is_new {
            self.created.push(place.clone());
        }
        self.by_place
            .insert(place, Written::Now(Arc::clone(&resource)));
        resource
    }

    pub(crate) fn delete(&mut self, kind: &str, id: &str) {
        self.by_place
            .insert((kind.to_owned(), id.to_owned()), Written::Deleted);
    }
}
