//! What exists only while the profile is open: the store, the audit log, the connections in use and
//! the syncs going on. Dropping it closes the profile. Refuses to decide who may reach it: that is the
//! door's.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;
use wardbook_store::audit::AuditLog;
use wardbook_store::{Profile, Store, StoreError, people};
use wardbook_sync::Ingest;

use crate::backup::Writing;
use crate::chart::Look;
use crate::documents::Holding;
use crate::images::Looking;
use crate::listening::Listener;
use crate::live::Live;
use crate::people::Here;
use crate::syncing::Running;

/// An open profile.
pub(crate) struct Open {
    // Declared before the profile, so that its threads are done before the store closes.
    ingest: Arc<Ingest>,
    lives: Mutex<HashMap<i64, Arc<Live>>>,
    /// How often a connection in use was given up.
    given_up: AtomicU64,
    syncs: Mutex<HashMap<i64, Arc<Running>>>,
    looks: Mutex<HashMap<Uuid, Look>>,
    listeners: Mutex<HashMap<i64, Listener>>,
    /// Held while the outbox of a connection is sent.
    filing: Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>,
    /// Held from the choice of a source until what files bring is in it.
    importing: tokio::sync::Mutex<()>,
    /// Connections whose outbox is not tried again by itself before then.
    resting: Mutex<HashMap<i64, i64>>,
    held: Holding,
    backup: Writing,
    images: Looking,
    here: Here,
    profile: Profile,
}

impl Open {
    /// Around an open profile.
    pub(crate) fn new(profile: Profile) -> Result<Open, StoreError> {
        let here = Here::of(profile.store().read(people::list)?);
        let ingest = Arc::new(Ingest::start(profile.store().clone()));
        Ok(Open {
            ingest,
            lives: Mutex::default(),
            given_up: AtomicU64::new(0),
            syncs: Mutex::default(),
            looks: Mutex::default(),
            listeners: Mutex::default(),
            filing: Mutex::default(),
            importing: tokio::sync::Mutex::default(),
            resting: Mutex::default(),
            held: Holding::default(),
            backup: Writing::default(),
            images: Looking::default(),
            here,
            profile,
        })
    }

    /// The profile.
    pub(crate) fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The records.
    pub(crate) fn store(&self) -> &Store {
        self.profile.store()
    }

    /// The audit log.
    pub(crate) fn audit(&self) -> &AuditLog {
        self.profile.audit()
    }

    /// The one way in for resources.
    pub(crate) fn ingest(&self) -> &Arc<Ingest> {
        &self.ingest
    }

    /// Connections in use, by row number.
    pub(crate) fn lives(&self) -> MutexGuard<'_, HashMap<i64, Arc<Live>>> {
        self.lives.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often a connection in use was given up: one that was made before that is not put among them.
    pub(crate) fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::SeqCst)
    }

    /// Takes a connection in use away.
    pub(crate) fn give_up(&self, connection: i64) -> Option<Arc<Live>> {
        let mut lives = self.lives();
        self.given_up.fetch_add(1, Ordering::SeqCst);
        lives.remove(&connection)
    }

    /// Syncs of this session, by connection: going on, or ended and kept for their numbers.
    pub(crate) fn syncs(&self) -> MutexGuard<'_, HashMap<i64, Arc<Running>>> {
        self.syncs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Documents that wait for their form.
    pub(crate) fn held(&self) -> &Holding {
        &self.held
    }

    /// A backup that is being written.
    pub(crate) fn backup(&self) -> &Writing {
        &self.backup
    }

    /// Who is there.
    pub(crate) fn here(&self) -> &Here {
        &self.here
    }

    /// Images that are looked at.
    pub(crate) fn images(&self) -> &Looking {
        &self.images
    }

    /// Connections that are listened to.
    pub(crate) fn listeners(&self) -> MutexGuard<'_, HashMap<i64, Listener>> {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Files are imported by one at a time: where the next ones belong is told by what the last ones brought.
    pub(crate) async fn import(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.importing.lock().await
    }

    /// The outbox of a connection is sent by one at a time.
    pub(crate) fn filing(&self, connection: i64) -> Arc<tokio::sync::Mutex<()>> {
        let mut filing = self.filing.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(filing.entry(connection).or_default())
    }

    /// Connections whose outbox is not tried again by itself before then.
    pub(crate) fn resting(&self) -> MutexGuard<'_, HashMap<i64, i64>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Charts looked at in this session.
    pub(crate) fn looks(&self) -> MutexGuard<'_, HashMap<Uuid, Look>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
