//! Pause, resume, cancel: what the person at the screen may say to a running sync.
//!
//! It only carries the wish. A wish is looked at before every request and while waiting, never in
//! the middle of a commit.

use tokio::sync::watch;

/// What is wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Run,
    /// Finish the requests under way, start none.
    Pause,
    /// Stop; what is committed stays, the rest goes on next time.
    Cancel,
}

/// The handle: clone it, keep one end at the screen and give the other to the sync.
#[derive(Debug, Clone)]
pub struct Control {
    wish: watch::Sender<Wish>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            wish: watch::Sender::new(Wish::Run),
        }
    }
}

impl Control {
    /// A running one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Start no further request until resumed.
    pub fn pause(&self) {
        self.wish
            .send_if_modified(|wish| *wish == Wish::Run && set(wish, Wish::Pause));
    }

    /// Go on after a pause.
    pub fn resume(&self) {
        self.wish
            .send_if_modified(|wish| *wish == Wish::Pause && set(wish, Wish::Run));
    }

    /// Stop for good. There is no way back from it.
    pub fn cancel(&self) {
        self.wish.send_replace(Wish::Cancel);
    }

    /// What is wished now.
    pub fn wish(&self) -> Wish {
        *self.wish.borrow()
    }

    /// Resolves when the wish is no longer to pause.
    pub async fn not_paused(&self) -> Wish {
        let mut listener = self.wish.subscribe();
        match listener.wait_for(|wish| *wish != Wish::Pause).await {
            Ok(wish) => *wish,
            // The sender is `self`, so it is there as long as this runs.
            Err(_) => Wish::Cancel,
        }
    }

    /// Resolves when it is cancelled.
    pub async fn cancelled(&self) {
        let mut listener = self.wish.subscribe();
        let _ = listener.wait_for(|wish| *wish == Wish::Cancel).await;
    }
}

fn set(wish: &mut Wish, to: Wish) -> bool {
    *wish = to;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_paused_sync_goes_on_when_resumed_and_a_cancelled_one_never() {
        let control = Control::new();
        control.pause();
        assert_eq!(control.wish(), Wish::Pause);
        let waiting = tokio::spawn({
            let control = control.clone();
            async move { control.not_paused().await }
        });
        control.resume();
        assert_eq!(waiting.await.ok(), Some(Wish::Run));

        control.cancel();
        control.resume();
        control.pause();
        assert_eq!(control.not_paused().await, Wish::Cancel);
        control.cancelled().await;
    }
}
