//! What the server holds to begin with: a made population or a loaded folder, behind one face.
//! Read-only; what clients write is kept beside it in `memory`.

use std::sync::Arc;

use crate::load::Loaded;
use crate::population::{self, Population};
use crate::resource::{Chart, Resource};
use crate::search::query::Query;

/// The owner number of what belongs to no patient.
pub(crate) const COMMONS: usize = population::COMMONS;
/// The owner number under which written resources are searched; after all others.
pub(crate) const WRITTEN: usize = COMMONS + 1;

/// The code of a list of patients.
pub(crate) const WORK_LIST: &str = "worklist";

/// Types that belong to no patient in a made population.
const COMMON_KINDS: &[&str] = &[
    "Endpoint",
    "Group",
    "Location",
    "Medication",
    "Organization",
    "Practitioner",
    "PractitionerRole",
    "Schedule",
    "Slot",
];

/// Where resources come from.
#[derive(Debug)]
pub(crate) enum Holdings {
    Made(Arc<Population>),
    Loaded(Loaded),
}

impl Holdings {
    /// How many patients.
    pub(crate) fn patients(&self) -> usize {
        match self {
            Holdings::Made(population) => population.size(),
            Holdings::Loaded(loaded) => loaded.charts.len(),
        }
    }

    /// The resources of one type of one owner, in chart order.
    pub(crate) fn of_kind(&self, owner: usize, kind: &str) -> Vec<Arc<Resource>> {
        if let (Holdings::Made(population), "Patient") = (self, kind) {
            return population.patient(owner).into_iter().collect();
        }
        self.chart(owner)
            .map(|c| c.of_kind(kind).cloned().collect())
            .unwrap_or_default()
    }

    /// The whole chart of an owner.
    pub(crate) fn chart(&self, owner: usize) -> Option<Arc<Chart>> {
        match self {
            Holdings::Made(population) if owner == COMMONS => Some(population.commons()),
            Holdings::Made(population) => population.chart(owner),
            Holdings::Loaded(loaded) if owner == COMMONS => Some(Arc::clone(&loaded.commons)),
            Holdings::Loaded(loaded) => loaded.charts.get(owner).cloned(),
        }
    }

    /// One resource by type and id.
    pub(crate) fn find(&self, kind: &str, id: &str) -> Option<Arc<Resource>> {
        match self {
            Holdings::Made(population) => {
                let (owner, place) = population.locate(id)?;
                if kind == "Patient" {
                    return population
                        .patient(owner)
                        .filter(|p| place == 0 && p.id == id);
                }
                let chart = self.chart(owner)?;
                chart
                    .at(place)
                    .filter(|r| r.kind == kind && r.id == id)
                    .cloned()
            }
            Holdings::Loaded(loaded) => {
                let (owner, place) = loaded.places.get(&format!("{kind}/{id}")).copied()?;
                self.chart(owner)?.at(place).cloned()
            }
        }
    }

    /// The owner number of a patient by logical id.
    pub(crate) fn patient_index(&self, id: &str) -> Option<usize> {
        match self {
            Holdings::Made(population) => population
                .locate(id)
                .filter(|(o, p)| *o != COMMONS && *p == 0)
                .map(|(o, _)| o),
            Holdings::Loaded(loaded) => loaded
                .places
                .get(&format!("Patient/{id}"))
                .map(|(owner, _)| *owner),
        }
    }

    /// Whose chart a held resource is in.
    pub(crate) fn owner_of(&self, kind: &str, id: &str) -> Option<usize> {
        match self {
            Holdings::Made(population) => population.locate(id).map(|(owner, _)| owner),
            Holdings::Loaded(loaded) => loaded
                .places
                .get(&format!("{kind}/{id}"))
                .map(|(owner, _)| *owner),
        }
    }

    /// Whether resources of this type are only in the commons.
    pub(crate) fn only_common(&self, kind: &str) -> bool {
        matches!(self, Holdings::Made(_)) && COMMON_KINDS.contains(&kind)
    }

    /// The owners from `start` on whose charts may hold a match, in ascending order.
    pub(crate) fn owners<'a>(
        &'a self,
        kind: &'static str,
        query: &'a Query,
        start: usize,
    ) -> Box<dyn Iterator<Item = usize> + 'a> {
        let size = self.patients();
        let commons = (start <= COMMONS).then_some(COMMONS);
        match self {
            _ if self.only_common(kind) => Box::new(commons.into_iter()),
            Holdings::Made(population)
                if kind == "Patient" && population::directory_helps(query) =>
            {
                Box::new(population.directory().candidates(query, start))
            }
            // Lists of patients are in the commons, lists about one patient in the charts.
            Holdings::Made(_) if kind == "List" => Box::new((start..size).chain(commons)),
            Holdings::Made(_) => Box::new(start..size),
            Holdings::Loaded(_) => Box::new((start..size).chain(commons)),
        }
    }
}

/// Whether resources of this type belong to no patient in a made population.
pub(crate) fn is_common(kind: &str) -> bool {
    COMMON_KINDS.contains(&kind)
}

impl Holdings {
    /// The reference of the n-th practitioner; in a loaded folder the first there is.
    pub(crate) fn practitioner(&self, n: usize) -> String {
        match self {
            Holdings::Made(population) => population.practitioner(n),
            Holdings::Loaded(loaded) => {
                let mut all = loaded.commons.of_kind("Practitioner");
                all.next()
                    .map_or_else(|| "Practitioner/sandbox".to_owned(), |p| p.reference())
            }
        }
    }
}
