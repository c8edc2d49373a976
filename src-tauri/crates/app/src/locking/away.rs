//! Nobody is there: no key and no pointer for so long, the desktop was locked, the computer goes to sleep or did.
//! The page is asked to keep what is typed and to lock; if it does not answer, the lock comes all the same.

use std::time::{Duration, Instant};

use futures::StreamExt as _;
use tokio::sync::broadcast::Receiver;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::power::Leaving;
use crate::wire::lock::LockKind;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(5);
/// The clock went on by so much more than the program did: the computer slept.
const SLEPT: i64 = 30_000;
/// The page has so long to keep what is typed.
const PAGE: Duration = Duration::from_secs(3);

/// Whether the wall clock moved otherwise than time passed for the program.
fn slept(wall: i64, passed: Duration) -> bool {
    let passed = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
    wall.saturating_sub(passed).saturating_abs() > SLEPT
}

impl App {
    /// Somebody is there: a key, a pointer.
    pub async fn stir(&self, actor: &Actor) -> Result<(), Failure> {
        let name = "profile.stir";
        self.enter_closed(actor, name, Permission::UseProfile, |_| async {
            self.stirred(self.now());
            Ok(())
        })
        .await
    }

    /// Locks when nobody is there, for as long as the program runs.
    pub async fn keep_locked(self, actor: Actor) {
        let mut leaving = self.options().surroundings.leaving();
        let mut looked = (Instant::now(), self.now());
        loop {
            let left = tokio::select! {
                () = tokio::time::sleep(LOOK) => None,
                left = leaving.next() => left,
            };
            let now = (Instant::now(), self.now());
            let slept = slept(
                now.1.saturating_sub(looked.1),
                now.0.duration_since(looked.0),
            );
            looked = now;
            let kind = match &left {
                Some(Leaving::Asleep(_)) => Some(LockKind::Sealed),
                _ if slept => Some(LockKind::Sealed),
                Some(Leaving::Screen) => self.kind_of_lock(&actor).await,
                None => self.idle(&actor).await,
            };
            if let Some(kind) = kind {
                let late = tokio::time::sleep(PAGE);
                self.lock_by_itself(&actor, kind, late).await;
            }
            // Only now may the computer go to sleep.
            drop(left);
        }
    }

    /// The lock that is due because nobody was there for so long.
    pub(crate) async fn idle(&self, actor: &Actor) -> Option<LockKind> {
        let chosen = self.chosen_lock(actor).await?;
        let idle = self.now().saturating_sub(self.last_stirred());
        (idle >= i64::from(chosen.minutes) * 60_000).then_some(chosen.kind)
    }

    async fn kind_of_lock(&self, actor: &Actor) -> Option<LockKind> {
        self.chosen_lock(actor).await.map(|chosen| chosen.kind)
    }

    async fn chosen_lock(&self, actor: &Actor) -> Option<super::Chosen> {
        if self.screen().is_some() {
            return None;
        }
        let act = Act::unrecorded("lock.kind", Permission::UseProfile);
        let asked = self.enter(actor, act, |pass| async move {
            pass.may_lock()?;
            pass.chosen_lock().await
        });
        // Locked already, or never to be locked.
        asked.await.ok()
    }

    /// The page keeps what is typed and locks; without a page, or once it is `late`, the lock comes without it.
    pub(crate) async fn lock_by_itself(
        &self,
        actor: &Actor,
        kind: LockKind,
        late: impl Future<Output = ()>,
    ) {
        let screened = self.screen().is_some();
        if self.opened().is_err() || (screened && kind == LockKind::Screened) {
            return;
        }
        if !screened {
            let heard = self.subscribe();
            self.tell(Change::Locking { lock: kind });
            tokio::select! {
                () = self.locked(heard) => return,
                () = late => {}
            }
        }
        let locked = match kind {
            LockKind::Sealed => self.lock_profile(actor).await,
            LockKind::Screened => self.lock_now(actor).await,
        };
        if let Err(failure) = locked
            && failure.code != crate::Code::LockNeedsPassphrase.as_str()
        {
            tracing::error!(code = failure.code, "it could not be locked by itself");
        }
    }

    /// Resolves once it is locked either way.
    async fn locked(&self, mut heard: Receiver<Change>) {
        while self.opened().is_ok() && self.screen().is_none() {
            if heard.recv().await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_computer_did_not_sleep_and_a_clock_that_ran_on_did() {
        let minute = Duration::from_secs(60);
        assert!(
            !slept(60_000, minute),
            "the program was not run for a minute"
        );
        assert!(!slept(65_000, minute), "the clock was put right");
        assert!(slept(3_600_000, Duration::from_secs(5)));
        assert!(
            slept(-3_600_000, Duration::from_secs(5)),
            "put back by an hour"
        );
    }
}
