//! Keeping sign-ins alive while nobody asks anything: each connection in use looks at the clock from
//! time to time, renews what ends soon, and tells the window when a sign-in is lost. Holds nothing of
//! the profile while it waits, so that locking is not held up.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::live::Live;
use crate::wire::sync::Change;

/// Begins to keep a connection's sign-in alive; it ends with the connection.
pub(crate) fn keep_alive(live: &Arc<Live>, app: &App) {
    let Some(tokens) = &live.tokens else { return };
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let (weak, app, mut seen) = (Arc::downgrade(live), app.clone(), tokens.watch());
    runtime.spawn(async move {
        loop {
            let wait = {
                let Some(live) = weak.upgrade() else { return };
                let Some(tokens) = &live.tokens else { return };
                tokens.keep_alive().await
            };
            let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(1_000));
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                changed = seen.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    app.tell(Change::Connections);
                }
            }
        }
    });
}
