//! `--start NAME`: what a person would press, pressed by itself. Opens the profile, signs in, syncs
//! and shows the fullest chart, through the same door as the window's own requests.

use std::collections::BTreeMap;

use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::broadcast::error::RecvError;
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::coverage::ReadCoverage;
use wardbook_app::wire::profile::{Failure, ProfileState, UnlockProfile};
use wardbook_app::wire::sync::{Change, StartSync, SyncPhase, SyncScope};

use crate::desk::Desk;
use crate::narrate::say;
use crate::window;

/// Runs it, and says what stopped it. The window stays open either way.
pub async fn run<R: Runtime>(handle: AppHandle<R>, desk: Desk, connection: String, aloud: bool) {
    let tell = |line: &str| {
        if aloud {
            say(line);
        }
    };
    match begin(&handle, &desk, connection, &tell).await {
        Ok(()) => tell("Showing the fullest chart"),
        Err(failure) => {
            tracing::warn!(code = %failure.code, "the start stopped");
            tell(&format!("Stopped: {}", failure.message));
        }
    }
}

async fn begin<R: Runtime>(
    handle: &AppHandle<R>,
    desk: &Desk,
    connection: String,
    tell: &impl Fn(&str),
) -> Result<(), Failure> {
    if let ProfileState::Locked { .. } = desk.app.profile_state(&desk.actor).await? {
        let passphrase = std::env::var("WARDBOOK_PASSPHRASE").ok();
        desk.app
            .unlock_profile(&desk.actor, UnlockProfile { passphrase })
            .await?;
    }
    let named = || ConnectionRef {
        connection: connection.clone(),
    };
    tell(&format!("Signing in to {connection}: a browser opens"));
    desk.app.sign_in(&desk.actor, named()).await?;
    tell("Signed in");

    let mut changes = desk.app.subscribe();
    let scope = match patients_of(desk, &connection).await? {
        0 => SyncScope::All,
        _ => SyncScope::Known,
    };
    desk.app
        .start_sync(
            &desk.actor,
            StartSync {
                connection: connection.clone(),
                scope,
                between: None,
                export: Some(false),
            },
        )
        .await?;
    loop {
        let progress = match changes.recv().await {
            Ok(Change::Sync { progress }) => progress,
            Ok(_) => continue,
            // What was missed may have been the end of it.
            Err(RecvError::Lagged(_)) => match desk.app.sync_progress(&desk.actor).await?.pop() {
                Some(progress) => progress,
                None => continue,
            },
            Err(RecvError::Closed) => return Ok(()),
        };
        match progress.phase {
            SyncPhase::Done => break,
            SyncPhase::Cancelled
            | SyncPhase::Offline
            | SyncPhase::SignInLost
            | SyncPhase::Failed => {
                return Err(Failure {
                    code: "sync-failed".to_owned(),
                    message: progress.message.unwrap_or_default(),
                    correlation: Some(progress.correlation),
                });
            }
            SyncPhase::Planning | SyncPhase::Running | SyncPhase::Waiting | SyncPhase::Paused => {}
        }
    }
    show_fullest_chart(handle, desk).await
}

async fn patients_of(desk: &Desk, connection: &str) -> Result<u32, Failure> {
    let connections = desk.app.list_connections(&desk.actor).await?;
    let named = connections
        .iter()
        .find(|one| one.name == connection || one.id == connection);
    Ok(named.map_or(0, |one| one.patients))
}

async fn show_fullest_chart<R: Runtime>(handle: &AppHandle<R>, desk: &Desk) -> Result<(), Failure> {
    let mut records: BTreeMap<String, u32> = BTreeMap::new();
    for row in desk
        .app
        .read_coverage(&desk.actor, ReadCoverage { patient: None })
        .await?
    {
        *records.entry(row.patient).or_default() += row.count;
    }
    let fullest = records.into_iter().max_by_key(|(_, records)| *records);
    let (Some((patient, _)), Some(window)) = (fullest, handle.get_webview_window(window::LABEL))
    else {
        return Ok(());
    };
    // Our own id in our own page's address; a JSON string is a JavaScript string.
    let address = serde_json::Value::from(format!("#/patients/{patient}/summary"));
    // A window that closed meanwhile has nothing to show.
    let _closed = window.eval(format!("window.location.hash = {address}"));
    Ok(())
}
