//! The program as one value: what the shell and the terminal hold. Owns the arguments that make it
//! exact in a test (clock, keyring, browser, chance, ids) and whether the profile is open. What it can
//! do is in one module per area, each a further `impl App`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::broadcast;
use uuid::Uuid;
use wardbook_smart::{Entropy, Inbox, LaunchListener, OpenUrl, OsEntropy, SystemBrowser};
use wardbook_store::Clock;
use wardbook_store::clock::SystemClock;
use wardbook_store::key::Stretch;
use wardbook_store::keyring::{Keyring, OsKeyring};

use crate::documents::{ReadDocument, Reader};
use crate::failure::Fault;
use crate::locking::Screen;
use crate::open::Open;
use crate::policy::Policy;
use crate::power::{Surroundings, ThisComputer};
use crate::wire::sync::Change;

/// The program's identifier: keyring service, application-data folder, private scheme.
pub const IDENTIFIER: &str = "app.wardbook.desktop";

/// Makes our ids.
pub type NewId = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// How a passphrase is stretched into a key; tests choose a quick way.
pub type Stretching = Arc<dyn Fn() -> Result<Stretch, wardbook_store::OpenError> + Send + Sync>;

/// What the program is built from.
#[derive(Clone)]
pub struct Options {
    /// The profile's folder.
    pub profile: PathBuf,
    /// Small secrets outside it.
    pub keyring: Arc<dyn Keyring>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The system browser.
    pub browser: Arc<dyn OpenUrl>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Our ids.
    pub new_id: NewId,
    /// How a passphrase becomes a key.
    pub stretch: Stretching,
    /// Power and network.
    pub surroundings: Arc<dyn Surroundings>,
    /// Where documents are read.
    pub documents: Arc<dyn ReadDocument>,
    /// What the administrator of the computer fixed.
    pub policy: Arc<Policy>,
    /// Seconds a person has to sign in.
    pub sign_in_seconds: u64,
}

impl Options {
    /// The real thing: the operating system's keyring, clock, browser and chance.
    pub fn system(profile: PathBuf) -> Options {
        Options {
            profile,
            keyring: Arc::new(OsKeyring::new(IDENTIFIER)),
            clock: Arc::new(SystemClock),
            browser: Arc::new(SystemBrowser),
            entropy: Arc::new(OsEntropy),
            new_id: Arc::new(Uuid::now_v7),
            stretch: Arc::new(Stretch::tuned),
            surroundings: Arc::new(ThisComputer),
            documents: Arc::new(Reader),
            policy: Arc::new(Policy::of_this_computer()),
            sign_in_seconds: 300,
        }
    }
}

/// The profile's folder where none is named: the operating system's application-data folder.
pub fn default_profile() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|base| base.data_local_dir().join(IDENTIFIER))
}

/// Everything Wardbook can do. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    options: Options,
    open: RwLock<Option<Arc<Open>>>,
    /// Held while the profile is being made, opened or locked, so that only one of them happens.
    turning: tokio::sync::Mutex<()>,
    changes: broadcast::Sender<Change>,
    /// Rings when something is due before its time.
    due: tokio::sync::Notify,
    /// Where answers of the browser are brought that come by the private scheme.
    inbox: Inbox,
    /// The port where EHRs may start us, while it is open.
    launches: Mutex<Option<LaunchListener>>,
    /// Launches that wait to be taken over.
    launched: Mutex<Vec<String>>,
    /// When passphrases were refused, until a profile opens and the audit log can be told.
    refused: Mutex<Vec<i64>>,
    /// The window is locked while the keys stay.
    screen: Mutex<Option<Screen>>,
    /// When somebody was last there.
    stirred: AtomicI64,
    /// Somebody was asked whether the window shall close although something waits.
    closing: AtomicBool,
}

impl App {
    /// A closed program around a profile's folder. Touches no disk and no network.
    pub fn new(options: Options) -> App {
        // Enough for a window that is busy for some seconds; one that lags asks for everything again.
        let (changes, _) = broadcast::channel(256);
        let stirred = AtomicI64::new(options.clock.now());
        App {
            inner: Arc::new(Inner {
                options,
                open: RwLock::default(),
                turning: tokio::sync::Mutex::default(),
                changes,
                due: tokio::sync::Notify::new(),
                inbox: Inbox::default(),
                launches: Mutex::default(),
                launched: Mutex::default(),
                refused: Mutex::default(),
                screen: Mutex::default(),
                stirred,
                closing: AtomicBool::new(false),
            }),
        }
    }

    /// What changes from now on. A reader that lags is told so and should ask again for what it shows.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// Something is due before its time.
    pub(crate) fn wake(&self) {
        self.inner.due.notify_one();
    }

    /// Resolves when something is due before its time.
    pub(crate) async fn woken(&self) {
        self.inner.due.notified().await;
    }

    /// What it was built from.
    pub(crate) fn options(&self) -> &Options {
        &self.inner.options
    }

    /// Where answers by the private scheme are brought.
    pub(crate) fn inbox(&self) -> &Inbox {
        &self.inner.inbox
    }

    /// The port where EHRs may start us.
    pub(crate) fn launches(&self) -> MutexGuard<'_, Option<LaunchListener>> {
        let launches = self.inner.launches.lock();
        launches.unwrap_or_else(PoisonError::into_inner)
    }

    /// Launches that wait to be taken over.
    pub(crate) fn launched(&self) -> MutexGuard<'_, Vec<String>> {
        let launched = self.inner.launched.lock();
        launched.unwrap_or_else(PoisonError::into_inner)
    }

    /// Now.
    pub(crate) fn now(&self) -> i64 {
        self.inner.options.clock.now()
    }

    /// A new id of ours.
    pub(crate) fn new_id(&self) -> Uuid {
        (self.inner.options.new_id)()
    }

    /// Tells everyone who listens.
    pub(crate) fn tell(&self, change: Change) {
        // Nobody listening is fine: a terminal command has no window.
        let _nobody = self.inner.changes.send(change);
    }

    /// Notes that somebody is asked before the window closes, or no longer; whether they were asked already.
    pub(crate) fn is_closing(&self, now: bool) -> bool {
        self.inner.closing.swap(now, Ordering::AcqRel)
    }

    /// How the window is locked while the keys stay; nothing where it is not.
    pub(crate) fn screen(&self) -> Option<Screen> {
        *self
            .inner
            .screen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the window, or opens it.
    pub(crate) fn set_screen(&self, screen: Option<Screen>) {
        if screen.is_none() {
            self.stirred(self.now());
        }
        *self
            .inner
            .screen
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = screen;
    }

    /// Takes one try of the PIN; how many are left after it, or nothing where there was none.
    pub(crate) fn take_try(&self) -> Option<u32> {
        let mut slot = self
            .inner
            .screen
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let screen = slot.as_mut()?;
        screen.tries_left = screen.tries_left.checked_sub(1)?;
        Some(screen.tries_left)
    }

    /// Somebody was there.
    pub(crate) fn stirred(&self, at: i64) {
        self.inner.stirred.store(at, Ordering::Release);
    }

    /// When somebody was last there.
    pub(crate) fn last_stirred(&self) -> i64 {
        self.inner.stirred.load(Ordering::Acquire)
    }

    /// For those who tell without the whole program at hand.
    pub(crate) fn changes(&self) -> broadcast::Sender<Change> {
        self.inner.changes.clone()
    }

    /// Only one making, opening or locking at a time.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.turning.lock().await
    }

    /// The open profile; only the door and the profile's own module use this.
    pub(crate) fn opened(&self) -> Result<Arc<Open>, Fault> {
        let open = self
            .inner
            .open
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or_else(crate::door::locked)
    }

    /// Puts an open profile in place, or takes it away; gives what was there.
    pub(crate) fn swap(&self, open: Option<Arc<Open>>) -> Option<Arc<Open>> {
        // Opened or closed, it is not screened any more.
        self.set_screen(None);
        let mut slot = self
            .inner
            .open
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *slot, open)
    }

    /// Remembers that a passphrase was refused.
    pub(crate) fn note_refused(&self, at: i64) {
        self.inner
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(at);
    }

    /// What was remembered, and forgets it.
    pub(crate) fn take_refused(&self) -> Vec<i64> {
        std::mem::take(
            &mut *self
                .inner
                .refused
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}
