//! Dictionaries while records come in: which type has one, and samples of the types that have none yet.
//! Training runs on a thread of its own, so that nothing that came in waits for it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crossbeam_channel::{Receiver, Sender, unbounded};
use wardbook_store::Store;
use wardbook_store::body::{self, Dictionary};

/// Most samples of a type that its dictionary is trained on: few and short, because training costs more than
/// compressing thousands of bodies does. With fewer, a dictionary may fit the one patient it knows and
/// leave the next one's results twice as large.
const SAMPLES: usize = 160;
/// Fewer teach what is common to them by chance.
const ENOUGH: usize = 80;
/// The same once nothing more comes.
const FEW: usize = 24;
/// Of a long body, its beginning says enough.
const SAMPLE_BYTES: usize = 3 * 1024;
/// Bodies of a type pass by until there is this much of it: a rare type's dictionary would not earn its
/// place in the file.
const VOLUME: usize = 512 * 1024;
/// The same once nothing more comes: whoever closes the program waits for the training, and a type of which less came
/// in all that time makes the file larger by some ten kilobytes.
const LEAST_VOLUME: usize = 256 * 1024;

/// Shared by the preparing threads and the writer.
#[derive(Clone)]
pub(super) struct Trained(Arc<Inner>);

struct Inner {
    ready: RwLock<HashMap<String, Arc<Dictionary>>>,
    sampling: Mutex<Sampling>,
    /// Gone once no more is taught.
    school: Mutex<Option<Sender<Class>>>,
    trained: Receiver<New>,
}

#[derive(Default)]
struct Sampling {
    types: HashMap<String, Samples>,
    /// Types that were trained or gave nothing: not asked again while the program runs.
    done: HashSet<String>,
}

struct Samples {
    bodies: Vec<Vec<u8>>,
    seen: usize,
    /// Each of so many is kept.
    apart: usize,
    volume: usize,
}

/// A type and what its dictionary is made of.
struct Class {
    resource_type: String,
    bodies: Vec<Vec<u8>>,
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
        let (school, classes) = unbounded();
        let (graduates, trained) = unbounded();
        std::thread::spawn(move || train_all(&classes, &graduates));
        Self(Arc::new(Inner {
            ready: RwLock::new(ready),
            sampling: Mutex::new(sampling),
            school: Mutex::new(Some(school)),
            trained,
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

    /// Takes a body as a sample; once there is enough of its type, training begins.
    pub(super) fn sample(&self, resource_type: &str, body: &[u8]) {
        let mut sampling = self.sampling();
        if sampling.done.contains(resource_type) {
            return;
        }
        if !sampling.types.contains_key(resource_type) {
            sampling
                .types
                .insert(resource_type.to_owned(), Samples::new());
        }
        let Some(samples) = sampling.types.get_mut(resource_type) else {
            return;
        };
        samples.take(body);
        if samples.volume < VOLUME || samples.bodies.len() < ENOUGH {
            return;
        }
        let bodies = std::mem::take(&mut samples.bodies);
        sampling.types.remove(resource_type);
        sampling.done.insert(resource_type.to_owned());
        self.teach(resource_type.to_owned(), bodies);
    }

    fn teach(&self, resource_type: String, bodies: Vec<Vec<u8>>) {
        let school = self.0.school.lock().unwrap_or_else(PoisonError::into_inner);
        // Without the training thread bodies are larger, and as whole.
        let _ended = school.as_ref().map(|school| {
            school.send(Class {
                resource_type,
                bodies,
            })
        });
    }

    /// No more samples come: trains on what there is of the types that have none yet, for the next time, while the
    /// last records are written.
    pub(super) fn no_more_samples(&self) {
        let rest = std::mem::take(&mut self.sampling().types);
        for (resource_type, samples) in rest {
            if samples.volume >= LEAST_VOLUME && samples.bodies.len() >= FEW {
                self.teach(resource_type, samples.bodies);
            }
        }
        self.0
            .school
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    /// What is still on its way; ends when the training thread has ended.
    pub(super) fn finish(&self) -> Vec<New> {
        self.no_more_samples();
        self.0.trained.iter().collect()
    }

    /// Where dictionaries arrive when they are trained.
    pub(super) fn announced(&self) -> &Receiver<New> {
        &self.0.trained
    }

    fn sampling(&self) -> MutexGuard<'_, Sampling> {
        self.0
            .sampling
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Samples {
    const fn new() -> Self {
        Self {
            bodies: Vec::new(),
            seen: 0,
            apart: 1,
            volume: 0,
        }
    }

    /// Keeps every so-manieth, evenly over all that came: neighbours are of one patient and one day, and what
    /// they share teaches nothing about the next patient.
    fn take(&mut self, body: &[u8]) {
        self.volume += body.len();
        if self.bodies.len() == SAMPLES {
            let mut keep = false;
            self.bodies.retain(|_| {
                keep = !keep;
                keep
            });
            self.apart *= 2;
        }
        if self.seen.is_multiple_of(self.apart) {
            let body = body::sample(body);
            let beginning = body.get(..SAMPLE_BYTES).unwrap_or(&body);
            self.bodies.push(beginning.to_vec());
        }
        self.seen += 1;
    }
}

fn train_all(classes: &Receiver<Class>, graduates: &Sender<New>) {
    for Class {
        resource_type,
        bodies,
    } in classes
    {
        if let Some(bytes) = body::train(&bodies)
            && graduates
                .send(New {
                    resource_type,
                    bytes,
                })
                .is_err()
        {
            return;
        }
    }
}
