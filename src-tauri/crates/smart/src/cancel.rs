//! The wish to stop waiting for the browser.

use tokio::sync::watch;

/// Held by whoever may cancel.
#[derive(Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Cancel {
    /// Stop the sign-in that holds the other half. Doing it twice changes nothing.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

/// Held by the sign-in.
#[derive(Debug, Clone)]
pub struct CancelToken(watch::Receiver<bool>);

impl CancelToken {
    /// A sign-in that only its time limit ends.
    pub fn never() -> Self {
        cancellation().1
    }

    /// Ends when cancelled. A dropped [`Cancel`] cancels nothing.
    pub async fn cancelled(&mut self) {
        if self.0.wait_for(|wish| *wish).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Both halves.
pub fn cancellation() -> (Cancel, CancelToken) {
    let (sender, receiver) = watch::channel(false);
    (Cancel(sender), CancelToken(receiver))
}
