//! What is remembered of images while somebody looks at them. Owns that a frame which ended its decoder twice is not given to a
//! third, and who has looked; refuses to outlive the open profile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use uuid::Uuid;
use wardbook_imaging::{DecodeBounds, Decoders, Frame, FrameOutcome, Instance, Limits};
use wardbook_store::blobs::{self, Source};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, images};

use super::frame::cannot;
use super::stack::Stack;
use crate::failure::Fault;

/// How often a frame may end the process that decodes it before it is not asked again while the profile is open.
const MOST_ENDED: u32 = 2;
/// A data set that was deflated is kept between frames up to this size, in bytes; a longer one is read anew.
const MOST_KEPT: u64 = 128 << 20;

/// Whether somebody has looked at a study since the profile was opened, and a row of the audit log says so.
pub(super) type Seen = Arc<tokio::sync::Mutex<bool>>;

/// What is remembered of images while they are looked at.
#[derive(Default)]
pub(crate) struct Looking {
    /// The processes that decode, once there was something for them.
    decoders: OnceLock<Decoders>,
    /// Frames that ended one, and how often.
    ended: Mutex<HashMap<(Uuid, u32), u32>>,
    /// The instance read last: the frames of a film come one after the other.
    last: Mutex<Option<(Uuid, Arc<Instance>)>>,
    /// Who has looked at which study since the profile was opened.
    seen: Mutex<HashMap<(String, Uuid), Seen>>,
    /// The stack that is scrolled through.
    pub(super) stack: Stack,
}

impl Looking {
    /// Whether this person has looked at that study. Who holds it unset is the one who looks first.
    pub(super) fn seen(&self, person: &str, study: Uuid) -> Seen {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(seen.entry((person.to_owned(), study)).or_default())
    }

    pub(super) fn known(&self, instance: Uuid) -> Option<Arc<Instance>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref()
            .filter(|(of, _)| *of == instance)
            .map(|(_, known)| Arc::clone(known))
    }

    pub(super) fn keep(&self, instance: Uuid, known: &Arc<Instance>) {
        if known.weight() > MOST_KEPT {
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((instance, Arc::clone(known)));
    }

    /// Has at hand what somebody needs who is about to look: who reads a file, and a process that decodes. Blocks until it
    /// is there.
    pub(super) fn make_ready(&self, store: &Store, any: Uuid) {
        let file = move |c: &Connection| Ok(images::file(c, any)?.map(|file| file.blob));
        let read = blobs::make_ready(store, file).map_err(Fault::from);
        let decoders = self
            .decoders()
            .and_then(|decoders| decoders.make_ready().map_err(cannot));
        if read.and(decoders).is_err() {
            // The first picture says so, to whom it concerns.
            tracing::warn!("what shows images could not be made ready ahead");
        }
    }

    fn decoders(&self) -> Result<&Decoders, Fault> {
        if let Some(decoders) = self.decoders.get() {
            return Ok(decoders);
        }
        let many = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
        let bounds = DecodeBounds {
            many: u32::try_from(many).unwrap_or(2),
            ..DecodeBounds::default()
        };
        let decoders = Decoders::this_program(bounds)?;
        Ok(self.decoders.get_or_init(|| decoders))
    }

    /// Frame `number` of an instance, decoded where it can do no harm. One that ended its decoder twice is not given to a third.
    pub(super) fn frame(
        &self,
        instance: Uuid,
        known: &Instance,
        source: &mut Source,
        number: u32,
        limits: &Limits,
    ) -> Result<Frame, Fault> {
        let which = (instance, number);
        let ended = || self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended()
            .get(&which)
            .is_some_and(|times| *times >= MOST_ENDED)
        {
            return Err(cannot(format!(
                "its decoder was ended by it {MOST_ENDED} times, so it is not tried again until Wardbook is unlocked anew"
            )));
        }
        let found = known.frame_apart(source, number, limits, self.decoders()?);
        if let Err(FrameOutcome::Apart(error)) = &found
            && error.ended()
        {
            *ended().entry(which).or_default() += 1;
        }
        found.map_err(cannot)
    }
}
