//! Listening to an EHR that tells of changes: Subscriptions for a few patients, one socket for all of
//! them, opened again where it broke. A ping only makes the usual sync of that patient run; nothing is
//! ever taken from it, and nothing counts as complete because none came.
//!
//! Holds nothing of the profile while it waits, so that locking is not held up.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::task::JoinHandle;
use wardbook_fhir::{Capabilities, FetchError, Listening};
use wardbook_store::{connections, patients};
use wardbook_sync::backoff::{Chance, Patience, SystemChance};

use crate::app::App;
use crate::door::Pass;
use crate::failure::Fault;
use crate::live::Live;
use crate::open::Open;
use crate::wire::automatic::{AutomaticSync, Told};

/// What a clinician wants to know of first. A ping brings the whole chart up to date.
const TYPES: [&str; 5] = [
    "Observation",
    "DiagnosticReport",
    "DocumentReference",
    "MedicationRequest",
    "AllergyIntolerance",
];
/// Patients listened for: each costs the EHR some Subscriptions.
const PATIENTS: usize = 10;
/// A Subscription that nobody takes away ends by itself after so long.
const LASTS: i64 = 24 * 3_600_000;
/// Before that it is made anew.
const RENEWED: Duration = Duration::from_secs(20 * 3_600);

/// A connection that is listened to.
pub(crate) struct Listener {
    patients: Vec<String>,
    heard: Arc<Heard>,
    task: JoinHandle<()>,
}

/// What came of it so far.
struct Heard {
    woken: Mutex<BTreeSet<String>>,
    told: Mutex<Told>,
    /// Subscriptions at the EHR, each with its patient.
    kept: Mutex<Vec<(String, String)>>,
}

impl Listener {
    /// Its connection was set up anew meanwhile. One that the EHR refused stays as it is.
    fn is_over(&self) -> bool {
        let refused = matches!(*lock(&self.heard.told), Told::Refused { .. });
        self.task.is_finished() && !refused
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pass {
    /// Begins to listen where that is wanted, and stops where it is not.
    pub(crate) async fn listen_where_wanted(
        &self,
        row: &connections::Row,
        how: &AutomaticSync,
    ) -> Result<(), Fault> {
        let wanted = how.on_change && !how.paused;
        let patients = if wanted {
            self.listened_for(row, how).await?
        } else {
            Vec::new()
        };
        let same = self
            .open()
            .listeners()
            .get(&row.id)
            .is_some_and(|listener| listener.patients == patients && !listener.is_over());
        if same && wanted {
            return Ok(());
        }
        let before = self.open().listeners().remove(&row.id);
        if let Some(before) = before {
            let live = self.live_of(row).await?;
            let kept = std::mem::take(&mut *lock(&before.heard.kept));
            drop(before);
            forget(&live, kept).await;
        }
        if !wanted || patients.is_empty() {
            return Ok(());
        }
        let live = self.live_of(row).await?;
        if live.must_be_signed_in().is_err() {
            return Ok(());
        }
        let heard = Arc::new(Heard {
            woken: Mutex::default(),
            told: Mutex::new(Told::Connecting),
            kept: Mutex::default(),
        });
        let statement = row.capability.as_deref();
        let offer = statement.and_then(|bytes| Capabilities::parse(bytes).ok());
        let task = tokio::spawn(run(
            Arc::downgrade(&live),
            self.app().clone(),
            offer.unwrap_or_default(),
            patients.clone(),
            Arc::clone(&heard),
        ));
        let listener = Listener {
            patients,
            heard,
            task,
        };
        self.open().listeners().insert(row.id, listener);
        Ok(())
    }

    /// Those chosen, or those whose charts were opened last.
    async fn listened_for(
        &self,
        row: &connections::Row,
        how: &AutomaticSync,
    ) -> Result<Vec<String>, Fault> {
        let mut these = how.patients.clone();
        if these.is_empty() {
            let connection = row.id;
            these = self
                .read(move |_, c| patients::opened_last(c, connection, PATIENTS))
                .await?;
        }
        these.truncate(PATIENTS);
        these.sort();
        Ok(these)
    }
}

impl Open {
    /// Takes out who is to be synced because something of theirs changed.
    pub(crate) fn take_woken(&self, connection: i64) -> Vec<String> {
        let listeners = self.listeners();
        let Some(listener) = listeners.get(&connection) else {
            return Vec::new();
        };
        std::mem::take(&mut *lock(&listener.heard.woken))
            .into_iter()
            .collect()
    }

    /// They could not be synced yet.
    pub(crate) fn still_woken(&self, connection: i64, these: Vec<String>) {
        if let Some(listener) = self.listeners().get(&connection) {
            lock(&listener.heard.woken).extend(these);
        }
    }

    /// How far listening to a connection is.
    pub(crate) fn told(&self, connection: i64) -> Option<Told> {
        let listeners = self.listeners();
        let told = lock(&listeners.get(&connection)?.heard.told).clone();
        Some(told)
    }
}

async fn forget(live: &Live, kept: Vec<(String, String)>) {
    for (id, _) in kept {
        // It ends by itself soon.
        if let Err(error) = live.client.unsubscribe(&id).await {
            tracing::debug!(code = error.code(), "a subscription was not taken away");
        }
    }
}

async fn run(
    live: Weak<Live>,
    app: App,
    offer: Capabilities,
    patients: Vec<String>,
    heard: Arc<Heard>,
) {
    let patience = Patience {
        first: Duration::from_secs(2),
        longest: Duration::from_secs(300),
        ..Patience::default()
    };
    let (mut tried, mut away) = (0_u32, false);
    loop {
        let connected = {
            let Some(live) = live.upgrade() else { return };
            connect(&live, &app, &offer, &patients, &heard).await
        };
        let error = match connected {
            Ok(mut listening) => {
                tried = 0;
                *lock(&heard.told) = Told::Listening;
                if away {
                    // What changed meanwhile nobody told.
                    lock(&heard.woken).extend(patients.iter().cloned());
                    app.wake();
                }
                let ended = pings(&mut listening, &app, &heard);
                match tokio::time::timeout(RENEWED, ended).await {
                    Ok(error) => error,
                    Err(_) => continue,
                }
            }
            Err(error) => error,
        };
        let reason = error.message();
        tracing::info!(code = error.code(), "no longer listens to the EHR");
        if is_final(&error) {
            *lock(&heard.told) = Told::Refused { reason };
            return;
        }
        *lock(&heard.told) = Told::Waiting { reason };
        away = true;
        tried = tried.saturating_add(1);
        tokio::time::sleep(patience.wait(tried, SystemChance.draw())).await;
    }
}

/// Trying again tells nothing new.
fn is_final(error: &FetchError) -> bool {
    matches!(
        error,
        FetchError::Refused { .. }
            | FetchError::NotFound { .. }
            | FetchError::OtherOrigin
            | FetchError::Address
            | FetchError::Unexpected { .. }
            | FetchError::Redirected { .. }
    )
}

async fn connect(
    live: &Live,
    app: &App,
    offer: &Capabilities,
    patients: &[String],
    heard: &Heard,
) -> Result<Listening, FetchError> {
    let address = offer
        .websocket
        .as_deref()
        .filter(|_| offer.supports("Subscription", "create"))
        .ok_or(FetchError::NotFound { outcome: None })?;
    let before = std::mem::take(&mut *lock(&heard.kept));
    forget(live, before).await;
    let until = jiff::Timestamp::from_millisecond(app.now().saturating_add(LASTS))
        .unwrap_or_default()
        .to_string();
    let mut refused = None;
    for patient in patients {
        let types = TYPES
            .iter()
            .filter(|typ| offer.offers_search_param(typ, "patient"))
            .filter(|typ| live.granted().allows(typ));
        for typ in types {
            let criteria = format!("{typ}?patient={patient}");
            match live.client.subscribe(&criteria, &until).await {
                Ok(id) => lock(&heard.kept).push((id, patient.clone())),
                // One type that it does not tell of leaves the others.
                Err(error) if is_final(&error) => refused = Some(error),
                Err(error) => return Err(error),
            }
        }
    }
    let ids: Vec<String> = lock(&heard.kept).iter().map(|(id, _)| id.clone()).collect();
    if ids.is_empty() {
        return Err(refused.unwrap_or(FetchError::NotFound { outcome: None }));
    }
    live.client
        .listen(address, ids.iter().map(String::as_str))
        .await
}

async fn pings(listening: &mut Listening, app: &App, heard: &Heard) -> FetchError {
    loop {
        let id = match listening.next().await {
            Ok(id) => id,
            Err(error) => return error,
        };
        let whose = lock(&heard.kept)
            .iter()
            .find(|(kept, _)| *kept == id)
            .map(|(_, patient)| patient.clone());
        if let Some(patient) = whose {
            lock(&heard.woken).insert(patient);
            app.wake();
        }
    }
}
