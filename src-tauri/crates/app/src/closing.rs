//! Closing the window while something waits: said once, with what happens next, and then as the person likes.
//! Nothing of what waits depends on the answer; it is on disk. Refuses to hold a window that is closed a second
//! time, so that a page that cannot answer is no dead end.

use wardbook_store::outbox::{self as items, State};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::wire::outbox::Unsent;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

impl App {
    /// Whether the window may close now. Where something waits, whoever shows the window is told to ask first.
    pub async fn may_close(&self, actor: &Actor) -> bool {
        // Locked, or a store that does not answer: there is nothing to be told, and closing loses nothing.
        let waiting = self.unsent(actor).await.map_or(0, |unsent| unsent.waiting);
        if waiting == 0 || self.is_closing(true) {
            return true;
        }
        self.tell(Change::Closing);
        false
    }

    /// What waits, for whoever asks before closing.
    pub async fn unsent(&self, actor: &Actor) -> Result<Unsent, Failure> {
        let act = Act::unrecorded("outbox.unsent", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            let counts = pass.read(|_, c| items::counts(c)).await?;
            let of = |wanted: &dyn Fn(State) -> bool| {
                let n: u64 = counts
                    .iter()
                    .filter(|(state, _)| wanted(*state))
                    .map(|(_, n)| n)
                    .sum();
                u32::try_from(n).unwrap_or(u32::MAX)
            };
            let goes = of(&State::goes_by_itself);
            let drafts = of(&|state| state == State::Draft);
            let decide = of(&|state| {
                state.is_waiting() && !state.goes_by_itself() && state != State::Draft
            });
            let said = [
                (goes, "by itself after the next start, once the EHR is reached and somebody is signed in"),
                (decide, "when you have decided about it"),
                (drafts, "only when you send it"),
            ];
            Ok(Unsent {
                waiting: goes + drafts + decide,
                for_person: drafts + decide,
                next: said
                    .iter()
                    .filter(|(n, _)| *n > 0)
                    .map(|(n, how)| {
                        let goes = if *n == 1 { "goes" } else { "go" };
                        format!("{n} {goes} {how}.")
                    })
                    .collect(),
            })
        })
        .await
    }

    /// The person wants the window to stay.
    pub async fn keep_open(&self, actor: &Actor) -> Result<(), Failure> {
        let act = Act::unrecorded("window.keep", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            pass.app().is_closing(false);
            Ok(())
        })
        .await
    }
}
