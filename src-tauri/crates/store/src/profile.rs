//! A profile: one folder with everything Wardbook keeps. Owns the order in which its files are made,
//! opened and closed. Refuses to delete or recreate anything on an error.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::audit::AuditLog;
use crate::cipher::DatabaseKey;
use crate::clock::Clock;
use crate::error::{OpenError, StoreError};
use crate::files;
use crate::head::{Acknowledged, Head};
pub use crate::key::Protection;
use crate::key::{KeyFile, Keys, Openers, RecoveryKey, RecoveryPublic, Stretch, random_key};
use crate::keyring::Keyring;
use crate::pool::Store;

pub(crate) const KEY_FILE: &str = "key.json";
pub(crate) const STORE_FILE: &str = "store.db";
pub(crate) const AUDIT_FILE: &str = "audit.db";
pub(crate) const HEAD_FILE: &str = "head";
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

/// What somebody brings to open a profile.
#[derive(Debug, Clone, Copy)]
pub enum Brings<'a> {
    /// The passphrase, where one is needed; the keyring item is looked up.
    Passphrase(Option<&'a str>),
    /// The recovery key.
    Recovery(&'a RecoveryKey),
}

/// How a profile is to be protected from now on.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// By what.
    pub protection: Protection,
    /// Needed unless the keyring alone keeps the key.
    pub passphrase: Option<&'a str>,
}

/// What a profile is made of.
pub(crate) struct Made {
    pub(crate) keys: Keys,
    pub(crate) recovery: Option<RecoveryPublic>,
    pub(crate) acknowledged: Acknowledged,
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
    protection: Mutex<Protection>,
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
        match std::fs::read(crate::rekey::key_file(folder)) {
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
        let wanted = Wanted {
            protection,
            passphrase,
        };
        let made = Made {
            keys: Keys::random()?,
            recovery: None,
            acknowledged: Acknowledged::default(),
        };
        let (fill, first) = (
            |_: &Path, _: &Path| Ok(()),
            |_: &rusqlite::Transaction<'_>| Ok(()),
        );
        Self::make_of(folder, wanted, (keyring, clock), stretch, made, fill, first)
    }

    /// Makes a profile around databases that `fill` puts in place, or around new ones where it puts none.
    pub(crate) fn make_of(
        folder: &Path,
        wanted: Wanted<'_>,
        (keyring, clock): (&dyn Keyring, Arc<dyn Clock>),
        stretch: impl FnOnce() -> Result<Stretch, OpenError>,
        made: Made,
        fill: impl FnOnce(&Path, &Path) -> Result<(), OpenError>,
        first: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<Self, OpenError> {
        let protection = wanted.protection;
        let passphrase = long_enough(protection, wanted.passphrase)?;
        files::make_private_folder(folder)?;
        let lock = lock(folder)?;
        if Self::state(folder)? != State::New {
            return Err(OpenError::Exists);
        }
        move_remains_aside(folder, clock.now())?;
        let making = folder.join(".making");
        files::write_whole(&making, b"")?;
        let (store_file, audit_file) = (folder.join(STORE_FILE), folder.join(AUDIT_FILE));
        if let Err(error) = fill(&store_file, &audit_file) {
            // Copies of what is somewhere else.
            for copy in [&store_file, &audit_file, &making] {
                let _none = std::fs::remove_file(copy);
            }
            return Err(error);
        }
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
        let keys = made.keys;
        let stretch = protection.needs_passphrase().then(stretch).transpose()?;
        let recovery = made.recovery.as_ref();
        let key_file = KeyFile::seal(&keys, id.clone(), protection, stretch, &openers, recovery)?;
        let head = folder.join(HEAD_FILE);
        let head = Arc::new(Head::create_at(
            &head,
            keys.seal.clone(),
            made.acknowledged,
        )?);
        let (audit_key, store_key) = (
            DatabaseKey(keys.audit.clone()),
            DatabaseKey(keys.store.clone()),
        );
        let mut findings = Vec::new();
        let audit = if audit_file.exists() {
            // Its side file stayed where it was made: what the log signed is written beside it anew.
            AuditLog::write_beside(&audit_file, &audit_key).map_err(|e| e.of("audit log"))?;
            let (audit, found) = AuditLog::open(
                &audit_file,
                &audit_key,
                Arc::clone(&head),
                Arc::clone(&clock),
            )
            .map_err(|e| e.of("audit log"))?;
            findings.extend(found);
            audit
        } else {
            AuditLog::create(
                &audit_file,
                &audit_key,
                Arc::clone(&head),
                Arc::clone(&clock),
            )?
        };
        let store = if store_file.exists() {
            let (store, older) =
                Store::open(&store_file, store_key, head, clock).map_err(|e| e.of("store"))?;
            findings.extend(older);
            store
        } else {
            Store::create(&store_file, store_key, head, clock)?
        };
        // The first commit makes the new file durable before the key that opens it is promised.
        store.write(|tx| {
            first(tx)?;
            crate::settings::set(tx, "profile", &id)
        })?;
        files::write_whole(&folder.join(KEY_FILE), &key_file.to_json()?)?;
        std::fs::remove_file(&making)?;
        let folder = folder.to_owned();
        Ok(Self {
            folder,
            id,
            protection: Mutex::new(protection),
            store,
            audit,
            findings,
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
        Self::open_by(folder, Brings::Passphrase(passphrase), keyring, clock)
    }

    /// Opens a profile by passphrase and keyring, or by its recovery key.
    pub fn open_by(
        folder: &Path,
        brings: Brings<'_>,
        keyring: &dyn Keyring,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        if Self::state(folder)? == State::New {
            return Err(OpenError::Missing);
        }
        let lock = lock(folder)?;
        crate::rekey::finish(folder)?;
        let key_file = KeyFile::parse(&std::fs::read(folder.join(KEY_FILE))?)?;
        let protection = key_file.protection();
        let keys = keys_by(&key_file, brings, keyring)?;
        let head = Arc::new(Head::open(&folder.join(HEAD_FILE), keys.seal.clone())?);
        let mut findings = Vec::new();
        let (audit, found) = AuditLog::open(
            &folder.join(AUDIT_FILE),
            &DatabaseKey(keys.audit.clone()),
            Arc::clone(&head),
            Arc::clone(&clock),
        )
        .map_err(|e| e.of("audit log"))?;
        findings.extend(found);
        let (store, older) = Store::open(
            &folder.join(STORE_FILE),
            DatabaseKey(keys.store.clone()),
            head,
            clock,
        )
        .map_err(|e| e.of("store"))?;
        findings.extend(older);
        let (folder, id) = (folder.to_owned(), key_file.id().to_owned());
        Ok(Self {
            folder,
            id,
            protection: Mutex::new(protection),
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
        *self
            .protection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody brings what opens it; nothing changes.
    pub fn proves(&self, brings: Brings<'_>, keyring: &dyn Keyring) -> Result<(), OpenError> {
        keys_by(&self.key_file()?, brings, keyring).map(drop)
    }

    /// Protects it otherwise from now on: another passphrase, with or without the keyring. The records are not
    /// touched; a crash leaves the old way in or the new one.
    pub fn protect(
        &self,
        brings: Brings<'_>,
        wanted: Wanted<'_>,
        keyring: &dyn Keyring,
        stretch: impl FnOnce() -> Result<Stretch, OpenError>,
    ) -> Result<(), OpenError> {
        let passphrase = long_enough(wanted.protection, wanted.passphrase)?;
        let before = self.key_file()?;
        let keys = keys_by(&before, brings, keyring)?;
        let item = item_name(&self.id);
        let mut openers = Openers {
            passphrase,
            keyring: None,
        };
        if wanted.protection.needs_keyring() {
            // The item stays: the key file that is there until the last moment needs it.
            let there = keyring.get(&item)?;
            openers.keyring = Some(if let Some(there) = there {
                there
            } else {
                let new = random_key()?;
                keyring.set(&item, new.as_ref())?;
                Zeroizing::new(new.to_vec())
            });
        }
        let stretch = wanted
            .protection
            .needs_passphrase()
            .then(stretch)
            .transpose()?;
        self.write_key_file(&KeyFile::seal(
            &keys,
            self.id.clone(),
            wanted.protection,
            stretch,
            &openers,
            before.recovery().as_ref(),
        )?)?;
        if !wanted.protection.needs_keyring() && before.protection().needs_keyring() {
            keyring.delete(&item)?;
        }
        Ok(())
    }

    /// Makes a recovery key, in place of an earlier one. It is nowhere but in the answer.
    pub fn make_recovery_key(
        &self,
        passphrase: Option<&str>,
        keyring: &dyn Keyring,
    ) -> Result<RecoveryKey, OpenError> {
        let before = self.key_file()?;
        let openers = openers(&before, passphrase, keyring)?;
        let protection = before.protection();
        let keys = before.open(&openers)?;
        let key = RecoveryKey::random()?;
        self.write_key_file(&KeyFile::seal(
            &keys,
            self.id.clone(),
            protection,
            before.stretch().cloned(),
            &openers,
            Some(&key.public()),
        )?)?;
        Ok(key)
    }

    /// Whether a recovery key opens it as well.
    pub fn has_recovery_key(&self) -> Result<bool, OpenError> {
        Ok(self.recovery_public()?.is_some())
    }

    pub(crate) fn recovery_public(&self) -> Result<Option<RecoveryPublic>, OpenError> {
        Ok(self.key_file()?.recovery())
    }

    fn key_file(&self) -> Result<KeyFile, OpenError> {
        KeyFile::parse(&std::fs::read(self.folder.join(KEY_FILE))?)
    }

    fn write_key_file(&self, key_file: &KeyFile) -> Result<(), OpenError> {
        files::write_whole(&self.folder.join(KEY_FILE), &key_file.to_json()?)?;
        *self
            .protection
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = key_file.protection();
        Ok(())
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

    /// What was not right is written down where it stays: it is not said again at the next opening.
    pub fn findings_are_kept(&self) -> Result<(), StoreError> {
        if self
            .findings
            .iter()
            .any(|one| one.part == crate::pool::PART)
        {
            self.store.count_on()?;
        }
        Ok(())
    }

    /// Destroys the keys: the key file is written over and removed, then the keyring's item. From then on nobody can
    /// open what is left, on this computer or from a copy of its disk. Whether the keyring let its item go.
    pub fn destroy_keys(&self, keyring: &dyn Keyring) -> Result<bool, OpenError> {
        let path = self.folder.join(KEY_FILE);
        let length = std::fs::metadata(&path)?.len();
        let mut noise = vec![0; usize::try_from(length).unwrap_or(4096)];
        crate::key::fill_random(&mut noise)?;
        // In its place, not beside it: a new file would leave the old one's blocks as they are.
        let mut file = files::private().open(&path)?;
        file.write_all(&noise)?;
        file.sync_all()?;
        drop(file);
        std::fs::remove_file(&path)?;
        files::sync_folder(&path)?;
        Ok(keyring.delete(&item_name(&self.id)).is_ok())
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

/// Removes what is left of a profile whose keys were destroyed; refuses where there is a key file.
pub fn remove_remains(folder: &Path) -> Result<(), OpenError> {
    if folder.join(KEY_FILE).exists() {
        return Err(OpenError::Exists);
    }
    // The side file first: without it, what is left is no profile that lost its key file.
    let named = [HEAD_FILE, "store.db", "audit.db", "audit.anchors"];
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if named.iter().any(|start| name.starts_with(start)) && entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Name of the keyring item that holds (a part of) a profile's key.
fn item_name(id: &str) -> String {
    format!("profile-key-{id}")
}

/// A passphrase that may protect a profile; none where none is needed.
fn long_enough(
    protection: Protection,
    passphrase: Option<&str>,
) -> Result<Option<&str>, OpenError> {
    if !protection.needs_passphrase() {
        return Ok(None);
    }
    let passphrase = passphrase.ok_or(OpenError::PassphraseNeeded)?;
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(OpenError::PassphraseTooShort);
    }
    Ok(Some(passphrase))
}

/// The keys, by what somebody brings.
fn keys_by(
    key_file: &KeyFile,
    brings: Brings<'_>,
    keyring: &dyn Keyring,
) -> Result<Keys, OpenError> {
    let passphrase = match brings {
        Brings::Recovery(key) => return key_file.recover(key),
        Brings::Passphrase(passphrase) => passphrase,
    };
    key_file.open(&openers(key_file, passphrase, keyring)?)
}

/// What opens a key file: the passphrase, the keyring's item, or both.
pub(crate) fn openers<'a>(
    key_file: &KeyFile,
    passphrase: Option<&'a str>,
    keyring: &dyn Keyring,
) -> Result<Openers<'a>, OpenError> {
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
    Ok(openers)
}

pub(crate) fn lock(folder: &Path) -> Result<File, OpenError> {
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
        "audit.anchors",
        HEAD_FILE,
    ] {
        let path = folder.join(name);
        if path.exists() {
            std::fs::rename(&path, folder.join(format!("{name}.left-{now}")))?;
        }
    }
    Ok(())
}
