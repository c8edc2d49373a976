//! The recovery key, backups, and the two ways back: a profile whose passphrase or keyring is lost, and a backup on
//! another computer. Owns what is told while it goes on and what is recorded; refuses to write a backup that only
//! this computer could open.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wardbook_store::backup::{Backup, Progress};
use wardbook_store::key::RecoveryKey;
use wardbook_store::profile::{self, Brings, Profile, Wanted};
use wardbook_store::settings;
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::{Code, Fault};
use crate::wire::backup::{
    BackedUp, BackupProgress, BackupState, MakeRecovery, RecoverProfile, RecoverySheet,
    RestoreBackup,
};
use crate::wire::health::WriteTo;
use crate::wire::profile::{Failure, ProfileState};
use crate::wire::sync::Change;

const LAST: &str = "backup.last";
/// No oftener is told how far it is.
const TOLD: Duration = Duration::from_millis(200);

/// A backup that is being written, or none.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    now: Mutex<Option<Progress>>,
    stop: AtomicBool,
}

impl Writing {
    fn set(&self, now: Option<Progress>) -> Option<Progress> {
        let mut slot = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *slot, now)
    }

    fn get(&self) -> Option<Progress> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The profile is closed, or somebody does not want it any more.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

fn edge(progress: Progress) -> BackupProgress {
    BackupProgress {
        done: progress.done as f64,
        total: progress.total as f64,
    }
}

fn refused(error: &wardbook_store::OpenError) -> Fault {
    Fault::from(error)
}

/// Tells how far something is, now and then.
struct Teller {
    app: App,
    told: Instant,
}

impl Teller {
    fn new(app: &App) -> Teller {
        Teller {
            app: app.clone(),
            told: Instant::now(),
        }
    }

    fn tell(&mut self, progress: Progress) {
        if self.told.elapsed() >= TOLD || progress.done == progress.total {
            self.told = Instant::now();
            self.app.tell(Change::Backup {
                progress: edge(progress),
            });
        }
    }
}

impl App {
    /// How this profile is backed up.
    pub async fn backup_state(&self, actor: &Actor) -> Result<BackupState, Failure> {
        let act = Act::unrecorded("backup.state", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let last = pass.read(|_, c| settings::get(c, LAST)).await?;
            let open = Arc::clone(pass.open());
            let recovery_key = blocking(move || {
                let has = open.profile().has_recovery_key();
                has.map_err(|error| refused(&error))
            });
            Ok(BackupState {
                recovery_key: recovery_key.await?,
                last_at: last.and_then(|text| text.parse().ok()),
                running: pass.open().backup().get().map(edge),
            })
        })
        .await
    }

    /// Makes a recovery key, in place of an earlier one. It is in the answer and nowhere else.
    pub async fn make_recovery_key(
        &self,
        actor: &Actor,
        request: MakeRecovery,
    ) -> Result<RecoverySheet, Failure> {
        let passphrase = request.passphrase.map(Zeroizing::new);
        let act = Act::recorded("recovery.make", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let _turn = pass.app().turn().await;
            let (open, options) = (Arc::clone(pass.open()), pass.app().options().clone());
            let key = blocking(move || {
                let passphrase = passphrase.as_ref().map(|text| text.as_str());
                let made = open
                    .profile()
                    .make_recovery_key(passphrase, options.keyring.as_ref());
                made.map_err(|error| refused(&error))
            })
            .await?;
            Ok(RecoverySheet {
                key: key.words().to_string(),
                made_at: pass.app().now() as f64,
            })
        })
        .await
    }

    /// Writes a backup to a file that is not there yet. Everything else goes on meanwhile.
    pub async fn back_up(&self, actor: &Actor, request: WriteTo) -> Result<BackedUp, Failure> {
        let act = Act::recorded("backup.write", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let path = absolute(&request.path)?;
            let (open, app, at) = (
                Arc::clone(pass.open()),
                pass.app().clone(),
                pass.app().now(),
            );
            let start = Progress { done: 0, total: 0 };
            if open.backup().set(Some(start)).is_some() {
                return Err(Fault::invalid("A backup is being written already."));
            }
            open.backup().stop.store(false, Ordering::Release);
            let (writing, to) = (Arc::clone(&open), path.clone());
            let bytes = blocking(move || {
                let mut teller = Teller::new(&app);
                let written = writing.profile().back_up(&to, at, &mut |progress| {
                    writing.backup().set(Some(progress));
                    teller.tell(progress);
                    !writing.backup().stop.load(Ordering::Acquire)
                });
                written.map_err(|error| unwritten(&error))
            })
            .await;
            open.backup().set(None);
            let bytes = bytes?;
            pass.write(move |tx| settings::set(tx, LAST, &at.to_string()))
                .await?;
            Ok(BackedUp {
                path: path.to_string_lossy().into_owned(),
                bytes: bytes as f64,
                at: at as f64,
            })
        })
        .await
    }

    /// Stops a backup that is being written; nothing is left of it.
    pub async fn stop_backup(&self, actor: &Actor) -> Result<(), Failure> {
        let act = Act::recorded("backup.stop", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            pass.open().backup().stop();
            Ok(())
        })
        .await
    }

    /// Makes a profile of a backup, and opens it.
    pub async fn restore_backup(
        &self,
        actor: &Actor,
        request: RestoreBackup,
    ) -> Result<ProfileState, Failure> {
        let (key, passphrase) = (
            Zeroizing::new(request.key),
            request.passphrase.map(Zeroizing::new),
        );
        let protection = profile::Protection::from(request.protection);
        self.open_with(actor, "profile.restore", move |app| {
            let options = app.options();
            let key = RecoveryKey::parse(&key)?;
            let backup = Backup::look(Path::new(&request.path))?;
            let wanted = Wanted {
                protection,
                passphrase: passphrase.as_ref().map(|text| text.as_str()),
            };
            let mut teller = Teller::new(app);
            backup.restore(
                &options.profile,
                &key,
                wanted,
                (options.keyring.as_ref(), Arc::clone(&options.clock)),
                || (options.stretch)(),
                &mut |progress| {
                    teller.tell(progress);
                    true
                },
            )
        })
        .await
    }

    /// Opens the profile by its recovery key, and protects it anew.
    pub async fn recover_profile(
        &self,
        actor: &Actor,
        request: RecoverProfile,
    ) -> Result<ProfileState, Failure> {
        let (key, passphrase) = (
            Zeroizing::new(request.key),
            request.passphrase.map(Zeroizing::new),
        );
        let protection = profile::Protection::from(request.protection);
        self.open_with(actor, "profile.recover", move |app| {
            let options = app.options();
            let key = RecoveryKey::parse(&key)?;
            let brings = Brings::Recovery(&key);
            let opened = Profile::open_by(
                &options.profile,
                brings,
                options.keyring.as_ref(),
                Arc::clone(&options.clock),
            )?;
            let wanted = Wanted {
                protection,
                passphrase: passphrase.as_ref().map(|text| text.as_str()),
            };
            let stretch = || (options.stretch)();
            opened.protect(brings, wanted, options.keyring.as_ref(), stretch)?;
            Ok(opened)
        })
        .await
    }
}

/// A path that means the same wherever the program was started.
fn absolute(text: &str) -> Result<PathBuf, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::invalid("Say where the backup is to be written."));
    }
    Ok(std::path::absolute(text.trim())?)
}

fn unwritten(error: &wardbook_store::OpenError) -> Fault {
    use std::io::ErrorKind;
    use wardbook_store::{OpenError, StoreError};
    let words = match error {
        OpenError::Store(StoreError::File(ErrorKind::AlreadyExists)) => {
            "There is a file of that name already. Choose another name."
        }
        OpenError::Store(StoreError::File(ErrorKind::NotFound)) => {
            "There is no such folder. Give the full path of a file in a folder that is there."
        }
        _ => return refused(error),
    };
    Fault::new(Code::Io, words)
}
