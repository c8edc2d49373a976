//! A profile: one folder with everything Wardbook keeps. Owns the order in which its files are made,
//! opened and closed. Refuses to delete or recreate anything on an error.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::audit::AuditLog;
use crate::cipher::DatabaseKey;
use crate::clock::Clock;
use crate::error::OpenError;
use crate::files;
use crate::head::Head;
pub use crate::key::Protection;
use crate::key::{KeyFile, Keys, Openers, Stretch, random_key};
use crate::keyring::Keyring;
use crate::pool::Store;

const KEY_FILE: &str = "key.json";
const STORE_FILE: &str = "store.db";
const AUDIT_FILE: &str = "audit.db";
const HEAD_FILE: &str = "head";
const LOCK_FILE: &str = "lock";
const SHORTEST_PASSPHRASE: usize = 8;

/// What a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No profile yet.
    New,
    /// A profile, protected like this.
    Locked(Protection),
}

/// Something that is not right and does not keep the profile from opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which file.
    pub part: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

/// An open profile. Dropping it closes it.
pub struct Profile {
    folder: PathBuf,
    id: String,
    protection: Protection,
    store: Store,
    audit: AuditLog,
    findings: Vec<Finding>,
    /// Held as long as the profile is open: a second copy of the program cannot have it.
    _lock: File,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(<encrypted>)")
    }
}

impl Profile {
    /// Looks at a folder without opening anything.
    pub fn state(folder: &Path) -> Result<State, OpenError> {
        let path = folder.join(KEY_FILE);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(State::Locked(KeyFile::parse(&bytes)?.protection())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                if folder.join(STORE_FILE).exists()
                    && folder.join(AUDIT_FILE).exists()
                    && folder.join(HEAD_FILE).exists()
                    && !folder.join(".making").exists()
                {
                    return Err(OpenError::Damaged {
                        part: "key file",
                        how: "the file is missing",
                    });
                }
                Ok(State::New)
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Makes a profile, its passphrase stretched for this computer.
    pub fn create(
        folder: &Path,
        protection: Protection,
        passphrase: Option<&str>,
        keyring: &dyn Keyring,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        Self::create_with(
            folder,
            protection,
            passphrase,
            keyring,
            clock,
            Stretch::tuned,
        )
    }

    /// Makes a profile, with the key derivation given: tests choose a quick one.
    pub fn create_with(
        folder: &Path,
        protection: Protection,
        passphrase: Option<&str>,
        keyring: &dyn Keyring,
        clock: Arc<dyn Clock>,
        stretch: impl FnOnce() -> Result<Stretch, OpenError>,
    ) -> Result<Self, OpenError> {
        let passphrase = passphrase.filter(|_| protection.needs_passphrase());
        if protection.needs_passphrase() {
            let length = passphrase
                .ok_or(OpenError::PassphraseNeeded)?
                .chars()
                .count();
            if length < SHORTEST_PASSPHRASE {
                return Err(OpenError::PassphraseTooShort);
            }
        }
        files::make_private_folder(folder)?;
        let lock = lock(folder)?;
        if Self::state(folder)? != State::New {
            return Err(OpenError::Exists);
        }
        move_remains_aside(folder, clock.now())?;
        let making = folder.join(".making");
        files::write_whole(&making, b"")?;
        let id = Uuid::new_v4().to_string();
        let mut openers = Openers {
            passphrase,
            keyring: None,
        };
        if protection.needs_keyring() {
            let item = random_key()?;
            keyring.set(&item_name(&id), item.as_ref())?;
            openers.keyring = Some(Zeroizing::new(item.to_vec()));
        }
        let keys = Keys::random()?;
        let stretch = protection.needs_passphrase().then(stretch).transpose()?;
        let key_file = KeyFile::seal(&keys, id.clone(), protection, stretch, &openers)?;
        let head = Arc::new(Head::create(&folder.join(HEAD_FILE), keys.seal.clone())?);
        let audit = AuditLog::create(
            &folder.join(AUDIT_FILE),
            &DatabaseKey(keys.audit.clone()),
            Arc::clone(&head),
        )?;
        let store = Store::create(
            &folder.join(STORE_FILE),
            DatabaseKey(keys.store.clone()),
            head,
            clock,
        )?;
        // The first commit makes the new file durable before the key that opens it is promised.
        store.write(|tx| crate::settings::set(tx, "profile", &id))?;
        files::write_whole(&folder.join(KEY_FILE), &key_file.to_json()?)?;
        std::fs::remove_file(&making)?;
        let folder = folder.to_owned();
        Ok(Self {
            folder,
            id,
            protection,
            store,
            audit,
            findings: Vec::new(),
            _lock: lock,
        })
    }

    /// Opens a profile.
    pub fn open(
        folder: &Path,
        passphrase: Option<&str>,
        keyring: &dyn Keyring,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        if Self::state(folder)? == State::New {
            return Err(OpenError::Missing);
        }
        let lock = lock(folder)?;
        let key_file = KeyFile::parse(&std::fs::read(folder.join(KEY_FILE))?)?;
        let protection = key_file.protection();
        let mut openers = Openers {
            passphrase,
            keyring: None,
        };
        if protection.needs_passphrase() && passphrase.is_none() {
            return Err(OpenError::PassphraseNeeded);
        }
        if protection.needs_keyring() {
            let item = keyring.get(&item_name(key_file.id()))?;
            openers.keyring = Some(item.ok_or(OpenError::KeyringItemMissing)?);
        }
        let keys = key_file.open(&openers)?;
        let head = Arc::new(Head::open(&folder.join(HEAD_FILE), keys.seal.clone())?);
        let acknowledged = head.now();
        let mut findings = Vec::new();
        let (audit, finding) = AuditLog::open(
            &folder.join(AUDIT_FILE),
            &DatabaseKey(keys.audit.clone()),
            Arc::clone(&head),
        )
        .map_err(|e| e.of("audit log"))?;
        findings.extend(finding);
        let store = Store::open(
            &folder.join(STORE_FILE),
            DatabaseKey(keys.store.clone()),
            head,
            clock,
        )
        .map_err(|e| e.of("store"))?;
        if store.commits()? < acknowledged.commits {
            findings.push(Finding {
                part: "store",
                message: "The store is older than what was last saved: its end was cut off or an older copy was put back. What was synced since is fetched again by the next sync; notes of this computer since then are missing.".into(),
            });
        }
        let (folder, id) = (folder.to_owned(), key_file.id().to_owned());
        Ok(Self {
            folder,
            id,
            protection,
            store,
            audit,
            findings,
            _lock: lock,
        })
    }

    /// The records.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The audit log.
    pub fn audit(&self) -> &AuditLog {
        &self.audit
    }

    /// How it is protected.
    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// A random name of the profile, for keyring items.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was not right at opening.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Closes it: databases folded and closed, keys out of memory, the lock let go.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        self.audit.close();
        self.store.close();
    }
}

/// Name of the keyring item that holds (a part of) a profile's key.
fn item_name(id: &str) -> String {
    format!("profile-key-{id}")
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(LOCK_FILE);
    let file = files::private().create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(std::fs::TryLockError::Error(e)) => Err(e.into()),
    }
}

/// A creation that was interrupted left files whose keys exist nowhere: they are moved aside, not deleted.
fn move_remains_aside(folder: &Path, now: i64) -> Result<(), OpenError> {
    for name in [
        STORE_FILE,
        "store.db-wal",
        "store.db-shm",
        AUDIT_FILE,
        "audit.db-wal",
        "audit.db-shm",
        HEAD_FILE,
    ] {
        let path = folder.join(name);
        if path.exists() {
            std::fs::rename(&path, folder.join(format!("{name}.left-{now}")))?;
        }
    }
    Ok(())
}
