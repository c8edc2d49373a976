//! Where sign-ins are kept: plugged in from outside, because this room knows no keyring.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::stored::{StoredGrant, StoredGrantError};

/// Keeps the sign-in of each connection. Calls may block; they are made off the async threads.
pub trait Vault: Send + Sync {
    /// Keep it, in place of what was kept before. When this returns the old one may be forgotten.
    fn save(&self, connection: &str, grant: &StoredGrant) -> Result<(), VaultError>;
    /// What is kept, if anything.
    fn load(&self, connection: &str) -> Result<Option<StoredGrant>, VaultError>;
    /// Forget it. Forgetting what is not there is no error.
    fn erase(&self, connection: &str) -> Result<(), VaultError>;
}

/// Why the vault did not do as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keyring is locked, missing or not answering.
    #[error("the keyring is not available")]
    Unavailable,
    /// It is there and refused.
    #[error("the keyring refused")]
    Refused,
    /// What is kept cannot be used.
    #[error("{0}")]
    Unusable(#[from] StoredGrantError),
}

impl VaultError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "vault-unavailable",
            Self::Refused => "vault-refused",
            Self::Unusable(StoredGrantError::Damaged) => "vault-damaged",
            Self::Unusable(StoredGrantError::FromNewerVersion { .. }) => "vault-newer-version",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Unavailable => {
                "The keyring of this computer is locked or missing, so the sign-in cannot be kept or read. Unlock it and try again. If it was started after Wardbook, close Wardbook and open it again."
            }
            Self::Refused => {
                "The keyring of this computer refused to keep or give the sign-in. Unlock it and sign in again."
            }
            Self::Unusable(StoredGrantError::Damaged) => {
                "The kept sign-in is damaged. Sign in again; nothing else is lost."
            }
            Self::Unusable(StoredGrantError::FromNewerVersion { .. }) => {
                "The kept sign-in was written by a newer Wardbook. Use that version, or sign in again."
            }
        }
    }
}

/// Keeps sign-ins as long as the program runs, as bytes, the way a keyring does.
#[derive(Default)]
pub struct MemoryVault(Mutex<HashMap<String, Zeroizing<Vec<u8>>>>);

impl MemoryVault {
    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, Zeroizing<Vec<u8>>>> {
        // A panic elsewhere leaves a map of whole entries behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn save(&self, connection: &str, grant: &StoredGrant) -> Result<(), VaultError> {
        self.kept().insert(connection.to_owned(), grant.to_bytes());
        Ok(())
    }

    fn load(&self, connection: &str) -> Result<Option<StoredGrant>, VaultError> {
        let kept = self.kept().get(connection).cloned();
        Ok(kept
            .map(|bytes| StoredGrant::from_bytes(&bytes))
            .transpose()?)
    }

    fn erase(&self, connection: &str) -> Result<(), VaultError> {
        self.kept().remove(connection);
        Ok(())
    }
}
