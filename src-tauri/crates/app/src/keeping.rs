//! What is kept up while nobody asks anything. Sign-ins: each connection in use looks at the clock from time to time,
//! renews what ends soon, and tells the window when one is lost. And whether the EHR is there, where somebody is signed
//! in: "up to date" beside a cable that is out would be believed. Holds nothing of the profile while it waits, so that
//! locking is not held up.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::live::Live;
use crate::wire::sync::Change;

/// Between two looks at how long an EHR was silent.
const LOOK: Duration = Duration::from_secs(10);

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

/// Begins to look after whether a connection's EHR is there; it ends with the connection.
pub(crate) fn keep_in_reach(live: &Arc<Live>, app: &App) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let (weak, app) = (Arc::downgrade(live), app.clone());
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let Some(live) = weak.upgrade() else { return };
            let silent = live.silent(app.now());
            drop(live);
            if let Some(client) = silent {
                client.is_there().await;
            }
        }
    });
}
