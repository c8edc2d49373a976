//! The operating system's keyring (Secret Service, Keychain, Credential Manager) behind a trait, so
//! that a test can bring its own. Owns item names and byte values; refuses to know what they mean.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

/// The keyring did not do what was asked. Holds no secret and no item name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// No keyring answers, or it is locked.
    #[error("no keyring answers")]
    Unavailable,
    /// It answers but refuses this item.
    #[error("the keyring refused the item")]
    Refused,
    /// The secret is larger than this keyring takes (2,560 bytes on Windows).
    #[error("the secret is too large for this keyring")]
    TooLarge,
}

/// A place for small secrets outside the profile folder.
pub trait Keyring: Send + Sync {
    /// The secret of that name, if there is one.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError>;
    /// Keeps a secret under that name, replacing an earlier one.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError>;
    /// Forgets it; fine if there is none.
    fn delete(&self, name: &str) -> Result<(), KeyringError>;
    /// Whether a keyring answers at all.
    fn available(&self) -> Result<(), KeyringError>;
}

/// The operating system's keyring.
#[derive(Debug, Clone)]
pub struct OsKeyring {
    service: String,
}

impl OsKeyring {
    /// Items are filed under this service name (the program's identifier).
    pub fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
        }
    }

    fn entry(&self, name: &str) -> Result<keyring::Entry, KeyringError> {
        keyring::Entry::new(&self.service, name).map_err(|e| classify(&e))
    }
}

fn classify(error: &keyring::Error) -> KeyringError {
    match error {
        keyring::Error::TooLong(..) => KeyringError::TooLarge,
        keyring::Error::Invalid(..) | keyring::Error::Ambiguous(..) => KeyringError::Refused,
        _ => KeyringError::Unavailable,
    }
}

impl Keyring for OsKeyring {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        match self.entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(e) => Err(classify(&e)),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError> {
        self.entry(name)?
            .set_secret(secret)
            .map_err(|e| classify(&e))
    }

    fn delete(&self, name: &str) -> Result<(), KeyringError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(e) => Err(classify(&e)),
        }
    }

    fn available(&self) -> Result<(), KeyringError> {
        // Reading an item that is not there is the cheapest question every keyring can answer.
        self.get("availability").map(|_| ())
    }
}

type Items = BTreeMap<String, Zeroizing<Vec<u8>>>;

/// A keyring in memory, for tests.
#[derive(Default)]
pub struct MemoryKeyring {
    items: Mutex<Items>,
    gone: std::sync::atomic::AtomicBool,
}

impl MemoryKeyring {
    /// Makes it stop (or start again) answering.
    pub fn set_available(&self, available: bool) {
        self.gone
            .store(!available, std::sync::atomic::Ordering::SeqCst);
    }

    fn items(&self) -> Result<MutexGuard<'_, Items>, KeyringError> {
        if self.gone.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(KeyringError::Unavailable);
        }
        Ok(self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for MemoryKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKeyring(<redacted>)")
    }
}

impl Keyring for MemoryKeyring {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        Ok(self.items()?.get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError> {
        self.items()?
            .insert(name.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), KeyringError> {
        self.items()?.remove(name);
        Ok(())
    }

    fn available(&self) -> Result<(), KeyringError> {
        self.items().map(|_| ())
    }
}
