//! A thread for what nobody waits for: started when first needed, one thing after the other. Owns that where no thread can be
//! had, who wanted one hears it; refuses to keep alive what it works on, which is the caller's to see to.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};

/// What is done there.
type Work = Box<dyn FnOnce() + Send>;

/// The thread. It ends once this is dropped and what was given to it is done.
pub(crate) struct Aside {
    name: &'static str,
    to: Mutex<Option<Sender<Work>>>,
}

impl Aside {
    /// None yet, with the name that it will have.
    pub(crate) fn new(name: &'static str) -> Self {
        let to = Mutex::default();
        Self { name, to }
    }

    /// Has something done behind what was given before; whether it will be.
    pub(crate) fn does(&self, work: impl FnOnce() + Send + 'static) -> bool {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        if to.is_none() {
            *to = self.started();
        }
        let given = to.as_ref().map(|to| to.send(Box::new(work)));
        let given = matches!(given, Some(Ok(())));
        if !given {
            *to = None;
        }
        given
    }

    fn started(&self) -> Option<Sender<Work>> {
        let (to, from) = channel::<Work>();
        let thread = std::thread::Builder::new().name(self.name.to_owned());
        let works = move || from.into_iter().for_each(|work| work());
        thread.spawn(works).is_ok().then_some(to)
    }
}
