//! The population: people and their charts, made on demand from (seed, index). Owns who there is
//! and what each chart holds, byte for byte; knows nothing of HTTP, and keeps only a few charts.

mod analytes;
mod cast;
mod codes;
mod commons;
mod dice;
mod directory;
mod drugs;
mod ids;
mod illnesses;
mod names;
mod person;
mod scribe;
mod story;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::resource::{Chart, Resource};
use crate::time::Day;
pub(crate) use directory::{Directory, helps as directory_helps};
use person::Person;
use scribe::Scribe;

pub(crate) use commons::HOSPITAL;
pub(crate) use ids::COMMONS;

/// How many generated charts are kept at hand.
const KEPT: usize = 48;

/// A chart that is made once, by whoever asks first.
type Making = Arc<OnceLock<Arc<Chart>>>;

/// A seeded population.
#[derive(Debug)]
pub struct Population {
    seed: u64,
    size: usize,
    today: Day,
    bare: bool,
    archive: String,
    commons: OnceLock<Arc<Chart>>,
    directory: OnceLock<Directory>,
    kept: Mutex<VecDeque<(usize, Making)>>,
}

impl Population {
    /// The population of this seed, this many people, as of this day. Makes nobody yet.
    pub fn new(seed: u64, size: usize, today: Day) -> Population {
        Population {
            seed,
            size: size.min(ids::COMMONS - 1),
            today,
            bare: false,
            archive: "https://pictures.example/dicom-web".to_owned(),
            commons: OnceLock::new(),
            directory: OnceLock::new(),
            kept: Mutex::new(VecDeque::new()),
        }
    }

    /// The same people, with resources that carry no `meta` and care plans in SNOMED categories.
    #[must_use]
    pub fn without_meta(mut self) -> Population {
        self.bare = true;
        self
    }

    /// The same people, whose images are at this DICOMweb address.
    #[must_use]
    pub fn with_archive(mut self, address: String) -> Population {
        self.archive = address;
        self
    }

    fn scribe(&self, owner: usize) -> Scribe {
        let mut scribe = Scribe::new(self.seed, owner, self.today);
        scribe.bare = self.bare;
        scribe
    }

    /// How many people there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many charts are held in memory at the moment.
    pub fn charts_kept(&self) -> usize {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// The logical id of the person at `index`.
    pub fn patient_id(&self, index: usize) -> String {
        ids::mint(self.seed, index, 0)
    }

    /// The Patient resource alone, without making the chart.
    pub(crate) fn patient(&self, index: usize) -> Option<Arc<Resource>> {
        if index >= self.size {
            return None;
        }
        let mut scribe = self.scribe(index);
        let person = Person::at(self.seed, index, self.today);
        story::demographics::patient(&mut scribe, &person);
        scribe.finish().at(0).cloned()
    }

    /// The chart of the person at `index`: every resource, in a fixed order, the Patient first.
    pub fn chart(&self, index: usize) -> Option<Arc<Chart>> {
        if index >= self.size {
            return None;
        }
        let cell = self.cell(index);
        // Made outside the lock: two askers of one chart wait for one making, others do not wait.
        Some(Arc::clone(cell.get_or_init(|| Arc::new(self.make(index)))))
    }

    fn cell(&self, index: usize) -> Making {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = match kept.iter().position(|(owner, _)| *owner == index) {
            Some(place) => kept.remove(place).map(|(_, cell)| cell).unwrap_or_default(),
            None => Arc::default(),
        };
        kept.push_front((index, Arc::clone(&cell)));
        kept.truncate(KEPT);
        cell
    }

    fn make(&self, index: usize) -> Chart {
        let person = Person::at(self.seed, index, self.today);
        let mut scribe = self.scribe(index);
        story::tell(&mut scribe, &person);
        scribe.finish()
    }

    /// What belongs to no patient: practitioners, organizations, locations, medications, groups.
    pub fn commons(&self) -> Arc<Chart> {
        let make = || {
            let mut scribe = self.scribe(ids::COMMONS);
            commons::write(&mut scribe, self.size, &self.archive);
            Arc::new(scribe.finish())
        };
        Arc::clone(self.commons.get_or_init(make))
    }

    /// The index of names, birth dates and numbers, made when first asked for.
    pub(crate) fn directory(&self) -> &Directory {
        self.directory
            .get_or_init(|| Directory::of(self.seed, self.size, self.today))
    }

    /// Whose chart an id is in and where, if it can be one of ours.
    pub(crate) fn locate(&self, id: &str) -> Option<(usize, usize)> {
        ids::locate(self.seed, id).filter(|(owner, _)| *owner < self.size || *owner == ids::COMMONS)
    }
}

impl Population {
    /// The reference of the n-th practitioner.
    pub fn practitioner(&self, n: usize) -> String {
        commons::practitioner(self.seed, n).reference
    }
}
