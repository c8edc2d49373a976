//! What the archive holds: the instances the charts name, made when asked for, and those clients stored, kept whole
//! until the server ends. Finds whose chart a study is in without making every chart where it can.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use super::dataset::DataSet;
use super::study::{self, Named};
use super::tags;
use crate::search::query::Query;
use crate::state::State;

/// One instance with all its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// Everything before its pixels.
    pub(crate) header: DataSet,
    /// Transfer syntax UID.
    pub(crate) syntax: String,
    /// The file.
    pub(crate) bytes: Bytes,
}

/// An instance, made or stored.
#[derive(Debug, Clone)]
pub(crate) enum Instance {
    Named(Named),
    Stored(Arc<Held>),
}

impl Instance {
    /// Everything before its pixels.
    pub(crate) fn header(&self) -> DataSet {
        match self {
            Self::Named(named) => named.header(),
            Self::Stored(held) => held.header.clone(),
        }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Arc<Held> {
        match self {
            Self::Named(named) => Arc::new(named.make()),
            Self::Stored(held) => Arc::clone(held),
        }
    }
}

/// How storing one instance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storing {
    /// It is kept.
    Kept,
    /// It was here already, the same to the byte.
    Same,
    /// Another file has its name.
    Other,
}

#[derive(Debug, Default)]
struct Kept {
    /// By SOP instance UID, in the order of their UIDs.
    instances: BTreeMap<String, Arc<Held>>,
    /// How often each came.
    came: BTreeMap<String, u64>,
}

/// What clients stored.
#[derive(Debug, Default)]
pub(crate) struct Archive(RwLock<Kept>);

impl Archive {
    /// Keeps an instance under its name, unless something has that name.
    pub(crate) fn keep(&self, uid: &str, held: Held, named: Option<&Named>) -> Storing {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *kept.came.entry(uid.to_owned()).or_default() += 1;
        let there = named
            .map(|named| named.make().bytes)
            .or_else(|| kept.instances.get(uid).map(|held| held.bytes.clone()));
        match there {
            Some(bytes) if bytes == held.bytes => Storing::Same,
            Some(_) => Storing::Other,
            None => {
                kept.instances.insert(uid.to_owned(), Arc::new(held));
                Storing::Kept
            }
        }
    }

    /// How often each instance came, by SOP instance UID.
    pub(crate) fn came(&self) -> BTreeMap<String, u64> {
        self.read(|kept| kept.came.clone())
    }

    /// The bytes of each stored instance, by SOP instance UID.
    pub(crate) fn stored(&self) -> BTreeMap<String, Bytes> {
        self.read(|kept| {
            let all = kept.instances.iter();
            all.map(|(uid, held)| (uid.clone(), held.bytes.clone()))
                .collect()
        })
    }

    fn read<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The instances that may belong to a study or a patient, each where that is known; else all there are.
pub(crate) fn instances(
    state: &State,
    study: Option<&str>,
    patient: Option<&str>,
) -> Vec<Instance> {
    let mut all: Vec<Instance> = owners(state, study, patient)
        .into_iter()
        .filter_map(|owner| state.holdings.chart(owner))
        .flat_map(|chart| study::of_chart(&chart))
        .filter(|named| study.is_none_or(|study| named.study().as_deref() == Some(study)))
        .map(Instance::Named)
        .collect();
    let stored = state
        .archive
        .read(|kept| kept.instances.values().cloned().collect::<Vec<_>>());
    all.extend(
        stored
            .into_iter()
            .filter(|held| {
                study.is_none_or(|study| held.header.said(tags::STUDY).as_deref() == Some(study))
            })
            .map(Instance::Stored),
    );
    all
}

/// The instance of this name in a study, as the charts name it.
pub(crate) fn named(state: &State, study: &str, uid: &str) -> Option<Named> {
    owners(state, Some(study), None)
        .into_iter()
        .filter_map(|owner| state.holdings.chart(owner))
        .flat_map(|chart| study::of_chart(&chart))
        .find(|named| named.uid == uid)
}

/// Whose charts may name it: a patient is found by number, a study by the number in its UID.
fn owners(state: &State, study: Option<&str>, patient: Option<&str>) -> Vec<usize> {
    let by_study = || {
        let rest = study?.strip_prefix(ROOT)?.strip_prefix('.')?;
        rest.split('.').next()
    };
    let plain = patient.filter(|number| !number.contains(['*', '?']));
    let Some(number) = plain.or_else(by_study) else {
        return match study {
            // Not a name that the charts give.
            Some(_) if matches!(state.holdings, crate::holdings::Holdings::Made(_)) => Vec::new(),
            _ => (0..state.holdings.patients()).collect(),
        };
    };
    let pairs = [("identifier".to_owned(), number.to_owned())];
    match Query::parse("Patient", &pairs) {
        Ok(query) => state
            .holdings
            .owners("Patient", &query, 0)
            .filter(|owner| *owner < state.holdings.patients())
            .collect(),
        Err(_) => Vec::new(),
    }
}

/// Every study of a made chart is named below this, with the patient's number next.
pub(crate) const ROOT: &str = "1.2.826.0.1.3680043.10.511.3";
