//! Where tokens are kept: the operating system's keyring, in pieces small enough for every one of
//! them, or the encrypted store where no keyring answers. Refuses to know what is in a token.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use wardbook_smart::{StoredGrant, Vault, VaultError};
use wardbook_store::keyring::{Keyring, KeyringError};
use wardbook_store::{Store, StoreError, settings};
use zeroize::Zeroizing;

/// Windows takes 2,560 bytes an item; this leaves room for the head of a piece.
const PIECE: usize = 2000;
/// Format, number of pieces, and the first bytes of the whole's digest: pieces of two sign-ins never mix.
const HEAD: usize = 2 + TAG;
const TAG: usize = 8;
const FORMAT: u8 = 1;
const MOST: u8 = 64;

/// In which of the two places something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The operating system's keyring.
    Keyring,
    /// The encrypted store.
    Store,
}

/// Tokens of one profile.
pub(crate) struct ProfileVault {
    keyring: Arc<dyn Keyring>,
    store: Store,
    profile: String,
}

impl ProfileVault {
    pub(crate) fn new(keyring: Arc<dyn Keyring>, store: Store, profile: &str) -> ProfileVault {
        ProfileVault {
            keyring,
            store,
            profile: profile.to_owned(),
        }
    }

    /// Keeps a connection's secret beside its sign-in, in the same two places.
    pub(crate) fn keep_secret(&self, connection: &str, secret: &str) -> Result<(), VaultError> {
        self.keep(&secret_of(connection), secret.as_bytes())
    }

    /// A connection's secret.
    pub(crate) fn secret(&self, connection: &str) -> Result<Option<Zeroizing<String>>, VaultError> {
        let kept = self.kept(&secret_of(connection))?;
        Ok(kept.and_then(|bytes| {
            std::str::from_utf8(&bytes)
                .ok()
                .map(str::to_owned)
                .map(Zeroizing::new)
        }))
    }

    /// Forgets a connection's secret.
    pub(crate) fn forget_secret(&self, connection: &str) -> Result<(), VaultError> {
        self.erase(&secret_of(connection))
    }

    fn keep(&self, name: &str, whole: &[u8]) -> Result<(), VaultError> {
        let key = Self::key(name);
        if self.keep_in_keyring(name, whole).is_ok() {
            // A copy from a time without a keyring would come back as an old sign-in.
            let forget = self.store.write(|tx| {
                settings::set(tx, &Self::mark(name), "1")?;
                settings::remove(tx, &key)
            });
            return forget.map_err(store_fault);
        }
        tracing::warn!(
            code = "keyring-unavailable",
            "secrets go to the encrypted store"
        );
        let text = Zeroizing::new(STANDARD.encode(whole));
        let keep = self.store.write(|tx| settings::set(tx, &key, &text));
        keep.map_err(store_fault)
    }

    fn kept(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let key = Self::key(name);
        // What is in the store was saved when no keyring answered, so it is the newer one.
        let kept = self
            .store
            .read(|c| settings::get(c, &key))
            .map_err(store_fault)?;
        Ok(match kept.map(Zeroizing::new) {
            Some(text) => STANDARD.decode(text.as_bytes()).ok().map(Zeroizing::new),
            None => match self.kept_in_keyring(name) {
                Ok(kept) => kept,
                // One that does not answer is not an empty one.
                Err(_) if self.is_in_keyring(name)? => return Err(VaultError::Unavailable),
                Err(_) => None,
            },
        })
    }

    /// The store says that something lies in the keyring: it may not answer just now.
    fn mark(name: &str) -> String {
        format!("in-keyring-{name}")
    }

    fn is_in_keyring(&self, name: &str) -> Result<bool, VaultError> {
        let mark = self.store.read(|c| settings::get(c, &Self::mark(name)));
        Ok(mark.map_err(store_fault)?.is_some())
    }

    fn item(&self, connection: &str, piece: u8) -> String {
        format!("tokens-{}-{connection}-{piece}", self.profile)
    }

    fn key(connection: &str) -> String {
        format!("tokens-{connection}")
    }

    /// Where this connection's tokens are now.
    pub(crate) fn place(&self, connection: &str) -> Option<Place> {
        if matches!(self.keyring.get(&self.item(connection, 0)), Ok(Some(_))) {
            return Some(Place::Keyring);
        }
        let kept = self
            .store
            .read(|c| settings::get(c, &Self::key(connection)));
        matches!(kept, Ok(Some(_))).then_some(Place::Store)
    }

    fn keep_in_keyring(&self, connection: &str, whole: &[u8]) -> Result<(), KeyringError> {
        let pieces: Vec<&[u8]> = whole.chunks(PIECE).collect();
        let count = u8::try_from(pieces.len()).map_err(|_| KeyringError::TooLarge)?;
        if count > MOST {
            return Err(KeyringError::TooLarge);
        }
        for (index, piece) in (0_u8..).zip(pieces) {
            let mut item = Zeroizing::new(Vec::with_capacity(HEAD + piece.len()));
            item.extend([FORMAT, count]);
            item.extend(tag(whole));
            item.extend(piece);
            self.keyring.set(&self.item(connection, index), &item)?;
        }
        self.forget_pieces(connection, count)
    }

    /// Forgets the pieces from `first` on: those of an earlier, longer grant.
    fn forget_pieces(&self, connection: &str, first: u8) -> Result<(), KeyringError> {
        for index in first..MOST {
            let name = self.item(connection, index);
            if self.keyring.get(&name)?.is_none() {
                break;
            }
            self.keyring.delete(&name)?;
        }
        Ok(())
    }

    fn kept_in_keyring(
        &self,
        connection: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let mut whole = Zeroizing::new(Vec::new());
        let (mut index, mut count, mut wanted) = (0_u8, 1_u8, None);
        while index < count {
            let Some(item) = self.keyring.get(&self.item(connection, index))? else {
                return Ok(None);
            };
            let (Some([FORMAT, pieces]), Some(tag), Some(piece)) =
                (item.get(..2), item.get(2..HEAD), item.get(HEAD..))
            else {
                return Ok(None);
            };
            count = *pieces;
            if *wanted.get_or_insert_with(|| tag.to_vec()) != tag {
                return Ok(None);
            }
            whole.extend_from_slice(piece);
            index += 1;
        }
        // A save that was cut off left pieces of two grants: as good as none.
        Ok((wanted.as_deref() == Some(tag(&whole).as_slice())).then_some(whole))
    }
}

fn tag(whole: &[u8]) -> [u8; TAG] {
    let mut short = [0; TAG];
    for (to, from) in short.iter_mut().zip(Sha256::digest(whole)) {
        *to = from;
    }
    short
}

/// The entry of a connection's secret; ids never begin like this.
fn secret_of(connection: &str) -> String {
    format!("secret-{connection}")
}

fn store_fault(_: StoreError) -> VaultError {
    VaultError::Unavailable
}

impl Vault for ProfileVault {
    fn save(&self, connection: &str, grant: &StoredGrant) -> Result<(), VaultError> {
        self.keep(connection, &grant.to_bytes())
    }

    fn load(&self, connection: &str) -> Result<Option<StoredGrant>, VaultError> {
        self.kept(connection)?
            .map(|bytes| StoredGrant::from_bytes(&bytes).map_err(VaultError::from))
            .transpose()
    }

    fn erase(&self, connection: &str) -> Result<(), VaultError> {
        let key = Self::key(connection);
        let store = self
            .store
            .write(|tx| settings::remove(tx, &key))
            .map_err(store_fault);
        let keyring = match self.forget_pieces(connection, 0) {
            Ok(()) => self
                .store
                .write(|tx| settings::remove(tx, &Self::mark(connection)))
                .map_err(store_fault),
            // Nothing of ours was put into it: there may be none on this computer.
            Err(KeyringError::Unavailable) if !self.is_in_keyring(connection)? => Ok(()),
            Err(KeyringError::Unavailable) => Err(VaultError::Unavailable),
            Err(_) => Err(VaultError::Refused),
        };
        store.and(keyring)
    }
}

#[cfg(test)]
#[path = "vault_tests.rs"]
mod tests;
