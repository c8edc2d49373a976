//! How the program itself is doing: health and the checks of `doctor`. No patient data in any of it.

use std::path::Path;
use std::sync::Arc;

use wardbook_store::rusqlite::Connection;
use wardbook_store::{
    SCHEMA_VERSION, StoreError, check, connections, counters, outbox, patients, quarantine, records,
};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::live::{IMPORT_BASE, place};
use crate::vault::Place;
use crate::wire::connection::{Reach, SignInState};
use crate::wire::health::{Check, ConnectionHealth, Counter, Health};
use crate::wire::profile::Failure;

/// What one read of the store tells.
struct Counts {
    counters: Vec<Counter>,
    records: Vec<Counter>,
    patients: u32,
    quarantined: u32,
    waiting: u32,
    /// When the first of them was written, milliseconds.
    oldest: Option<i64>,
    connections: Vec<connections::Row>,
}

impl App {
    /// The whole.
    pub async fn health(&self, actor: &Actor) -> Result<Health, Failure> {
        let act = Act::unrecorded("health", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move { pass.health().await })
            .await
    }

    /// Checks everything on disk.
    pub async fn doctor(&self, actor: &Actor) -> Result<Vec<Check>, Failure> {
        let act = Act::recorded("doctor", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let (open, keyring) = (Arc::clone(pass.open()), Arc::clone(&pass.app().options().keyring));
            blocking(move || {
                let mut checks: Vec<Check> = check::doctor(open.profile())
                    .into_iter()
                    .map(|one| Check { check: one.check.to_owned(), ok: one.ok, message: one.message })
                    .collect();
                let answers = keyring.available().is_ok();
                let protection = open.profile().protection();
                // A passphrase alone needs no keyring; saying that there is none is enough.
                let needed = protection != wardbook_store::profile::Protection::Passphrase;
                checks.push(Check {
                    check: "keyring".to_owned(),
                    ok: answers || !needed,
                    message: if answers {
                        "The keyring answers.".to_owned()
                    } else if needed {
                        "No keyring answers, and this profile's key is in it: after locking it cannot be opened. Start the keyring before you lock or leave.".to_owned()
                    } else {
                        "No keyring answers. It is not needed for this profile; sign-ins are kept in the encrypted store.".to_owned()
                    },
                });
                Ok(checks)
            })
            .await
        })
        .await
    }
}

impl Pass {
    /// Health, for the window, the terminal and the support bundle.
    pub(crate) async fn health(&self) -> Result<Health, Fault> {
        let counts = self.read(|_, c| counts(c)).await?;
        let mut connections = Vec::with_capacity(counts.connections.len());
        for row in &counts.connections {
            connections.push(self.connection_health(row).await);
        }
        let (open, keyring) = (
            Arc::clone(self.open()),
            Arc::clone(&self.app().options().keyring),
        );
        let (storage, rows, keyring, free) = blocking(move || {
            let free = disk_free(open.profile().folder());
            let storage = check::storage(open.profile());
            Ok((
                storage,
                open.audit().rows()?,
                keyring.available().is_ok(),
                free,
            ))
        })
        .await?;
        Ok(Health {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            protection: self.open().profile().protection().into(),
            schema: SCHEMA_VERSION,
            keyring,
            connections,
            queue_depth: counts.waiting,
            queue_oldest_seconds: counts
                .oldest
                .map(|since| (self.app().now().saturating_sub(since) / 1000).max(0) as f64),
            counters: counts.counters,
            records: counts.records,
            patients: counts.patients,
            quarantined: counts.quarantined,
            store_bytes: storage.store as f64,
            audit_bytes: storage.audit as f64,
            audit_rows: rows as f64,
            log_bytes: storage.logs as f64,
            disk_free: free.map(|bytes| bytes as f64),
        })
    }

    async fn connection_health(&self, row: &connections::Row) -> ConnectionHealth {
        let base = ConnectionHealth {
            id: row.uuid.to_string(),
            name: row.name.clone(),
            reach: Reach::Unknown,
            sign_in: SignInState::NotNeeded,
            requests: 0,
            p50_ms: None,
            p95_ms: None,
            p99_ms: None,
            tokens_in: None,
        };
        if row.fhir_base == IMPORT_BASE {
            return base;
        }
        let Ok(live) = self.live_of(row).await else {
            return base;
        };
        let times = live.meter.times();
        let sign_in = live.sign_in_state();
        let reach = live.meter.reach();
        let kept = place(live).await.map(|place| match place {
            Place::Keyring => "keyring".to_owned(),
            Place::Store => "store".to_owned(),
        });
        ConnectionHealth {
            reach,
            sign_in,
            requests: u32::try_from(times.requests).unwrap_or(u32::MAX),
            p50_ms: times.p50,
            p95_ms: times.p95,
            p99_ms: times.p99,
            tokens_in: kept,
            ..base
        }
    }
}

fn counts(c: &Connection) -> Result<Counts, StoreError> {
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let counters = counters::all(c)?
        .into_iter()
        .map(|(name, n)| Counter {
            name,
            count: u32::try_from(n).unwrap_or_default(),
        })
        .collect();
    let records = records::counts_by_type(c)?
        .into_iter()
        .map(|(name, n)| Counter {
            name,
            count: small(n),
        })
        .collect();
    let (waiting, oldest) = outbox::waiting(c)?;
    Ok(Counts {
        waiting: small(waiting),
        oldest,
        counters,
        records,
        patients: small(patients::count(c)?),
        quarantined: small(quarantine::count(c)?),
        connections: connections::list(c)?,
    })
}

/// Free bytes on the profile's disk.
fn disk_free(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}
