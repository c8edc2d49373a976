//! The key file: the profile's keys, wrapped. Owns how a passphrase and a keyring item become a key;
//! refuses to write anything to disk itself.
//!
//! Three random 256-bit keys (records, audit log, side file) are sealed together with
//! XChaCha20-Poly1305 under a wrapping key: Argon2id of the passphrase, or a random keyring item, or
//! HKDF over both so that neither alone suffices. Everything that is not secret is bound as associated
//! data, so a changed header does not open. Beside it the same keys may be sealed to a recovery key
//! (`recovery.rs`): only its public half is kept, so that sealing anew needs nobody's secret.

mod pin;
mod recovery;
mod secret;
mod stretch;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

pub use pin::Pin;
pub use recovery::RecoveryKey;
pub(crate) use recovery::{RecoveryPublic, Wrapped};
pub(crate) use secret::SecretKey;
pub use stretch::Stretch;

use crate::error::OpenError;

const PART: &str = "key file";
const VERSION: u32 = 1;
/// Of a key file that a recovery key opens as well.
const VERSION_WITH_RECOVERY: u32 = 2;

/// How the keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// By a passphrase alone.
    Passphrase,
    /// By a keyring item alone: a single-person mode. Whoever signs in to the computer account opens it.
    Keyring,
    /// By both: neither is enough.
    KeyringAndPassphrase,
}

impl Protection {
    /// Whether a passphrase is part of it.
    pub fn needs_passphrase(self) -> bool {
        self != Self::Keyring
    }

    /// Whether a keyring item is part of it.
    pub fn needs_keyring(self) -> bool {
        self != Self::Passphrase
    }
}

/// The profile's keys, unwrapped. Leaves memory zeroed.
pub(crate) struct Keys {
    pub(crate) store: SecretKey,
    pub(crate) audit: SecretKey,
    pub(crate) seal: SecretKey,
}

impl Keys {
    pub(crate) fn random() -> Result<Self, OpenError> {
        Ok(Self {
            store: SecretKey::random()?,
            audit: SecretKey::random()?,
            seal: SecretKey::random()?,
        })
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::with_capacity(96));
        for key in [&self.store, &self.audit, &self.seal] {
            plain.extend_from_slice(key.bytes());
        }
        plain
    }

    pub(crate) fn from_bytes(plain: &[u8]) -> Result<Self, OpenError> {
        let key = |at: usize| -> Result<SecretKey, OpenError> {
            plain
                .get(at..at + 32)
                .and_then(|k| <[u8; 32]>::try_from(k).ok())
                .map(|key| SecretKey::of(&Zeroizing::new(key)))
                .ok_or(damaged("its keys are cut short"))
        };
        Ok(Self {
            store: key(0)?,
            audit: key(32)?,
            seal: key(64)?,
        })
    }
}

/// 32 random bytes from the operating system.
pub(crate) fn random_key() -> Result<Zeroizing<[u8; 32]>, OpenError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    fill_random(key.as_mut())?;
    Ok(key)
}

pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), OpenError> {
    getrandom::fill(bytes)
        .map_err(|_| OpenError::Store(crate::StoreError::File(std::io::ErrorKind::Unsupported)))
}

/// What stands in the key file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeyFile {
    #[serde(flatten)]
    header: Header,
    nonce: String,
    sealed: String,
    /// The same keys, sealed to the recovery key.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery: Option<Wrapped>,
    /// BLAKE3 of all the rest: tells a damaged file from a wrong passphrase.
    check: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    version: u32,
    id: String,
    protection: Protection,
    #[serde(skip_serializing_if = "Option::is_none")]
    stretch: Option<Stretch>,
}

/// What opens the key file.
#[derive(Default)]
pub(crate) struct Openers<'a> {
    pub(crate) passphrase: Option<&'a str>,
    pub(crate) keyring: Option<Zeroizing<Vec<u8>>>,
}

impl KeyFile {
    /// Seals `keys`. `id` names the profile (and its keyring item).
    pub(crate) fn seal(
        keys: &Keys,
        id: String,
        protection: Protection,
        stretch: Option<Stretch>,
        openers: &Openers<'_>,
        recovery: Option<&RecoveryPublic>,
    ) -> Result<Self, OpenError> {
        let header = Header {
            version: match recovery {
                None => VERSION,
                Some(_) => VERSION_WITH_RECOVERY,
            },
            id,
            protection,
            stretch,
        };
        let wrapping = wrapping_key(&header, openers)?;
        let mut nonce = [0_u8; 24];
        fill_random(&mut nonce)?;
        let plain = keys.to_bytes();
        let sealed = XChaCha20Poly1305::new((&*wrapping).into())
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: &plain,
                    aad: &associated(&header)?,
                },
            )
            .map_err(|_| damaged("it could not be sealed"))?;
        let recovery = recovery
            .map(|to| to.wrap(&plain, header.id.as_bytes()))
            .transpose()?;
        let mut file = Self {
            header,
            nonce: BASE64.encode(nonce),
            sealed: BASE64.encode(sealed),
            recovery,
            check: String::new(),
        };
        file.check = file.checksum()?;
        Ok(file)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        let loose: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|_| damaged("it cannot be read"))?;
        let version = loose
            .get("version")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0);
        if version > u64::from(VERSION_WITH_RECOVERY) {
            let found = u32::try_from(version).unwrap_or(u32::MAX);
            return Err(OpenError::FromNewerVersion {
                found,
                known: VERSION_WITH_RECOVERY,
            });
        }
        let file: Self = serde_json::from_value(loose).map_err(|_| damaged("it cannot be read"))?;
        if file.checksum()? != file.check {
            return Err(damaged("its checksum does not match"));
        }
        Ok(file)
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, OpenError> {
        serde_json::to_vec_pretty(self).map_err(|_| damaged("it could not be written"))
    }

    pub(crate) fn protection(&self) -> Protection {
        self.header.protection
    }

    /// Names the profile, and its keyring item.
    pub(crate) fn id(&self) -> &str {
        &self.header.id
    }

    pub(crate) fn open(&self, openers: &Openers<'_>) -> Result<Keys, OpenError> {
        let wrapping = wrapping_key(&self.header, openers)?;
        let nonce = BASE64
            .decode(&self.nonce)
            .ok()
            .and_then(|n| <[u8; 24]>::try_from(n).ok());
        let sealed = BASE64.decode(&self.sealed).ok();
        let (Some(nonce), Some(sealed)) = (nonce, sealed) else {
            return Err(damaged("it cannot be read"));
        };
        let aad = associated(&self.header)?;
        let plain = XChaCha20Poly1305::new((&*wrapping).into())
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: &sealed,
                    aad: &aad,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| match self.header.protection {
                Protection::Keyring => OpenError::KeyringItemWrong,
                _ => OpenError::WrongPassphrase,
            })?;
        Keys::from_bytes(&plain)
    }

    /// The keys by the recovery key.
    pub(crate) fn recover(&self, key: &RecoveryKey) -> Result<Keys, OpenError> {
        let wrapped = self.recovery.as_ref().ok_or(OpenError::NoRecoveryKey)?;
        Keys::from_bytes(&wrapped.open(key, self.header.id.as_bytes())?)
    }

    /// To whom the keys are sealed beside passphrase and keyring.
    pub(crate) fn recovery(&self) -> Option<RecoveryPublic> {
        self.recovery.as_ref().map(Wrapped::to)
    }

    /// How its passphrase is stretched.
    pub(crate) fn stretch(&self) -> Option<&Stretch> {
        self.header.stretch.as_ref()
    }

    fn checksum(&self) -> Result<String, OpenError> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&associated(&self.header)?);
        hasher.update(self.nonce.as_bytes());
        hasher.update(self.sealed.as_bytes());
        if let Some(recovery) = &self.recovery {
            recovery.add_to(&mut hasher);
        }
        Ok(BASE64.encode(hasher.finalize().as_bytes()))
    }
}

fn damaged(how: &'static str) -> OpenError {
    OpenError::Damaged { part: PART, how }
}

fn associated(header: &Header) -> Result<Vec<u8>, OpenError> {
    serde_json::to_vec(header).map_err(|_| damaged("it could not be written"))
}

fn wrapping_key(header: &Header, openers: &Openers<'_>) -> Result<Zeroizing<[u8; 32]>, OpenError> {
    let mut material = Zeroizing::new(Vec::with_capacity(64));
    if header.protection.needs_passphrase() {
        let passphrase = openers.passphrase.ok_or(OpenError::PassphraseNeeded)?;
        let stretch = header
            .stretch
            .as_ref()
            .ok_or(damaged("it cannot be read"))?;
        material.extend_from_slice(stretch.key(passphrase)?.as_ref());
    }
    if header.protection.needs_keyring() {
        let item = openers
            .keyring
            .as_ref()
            .ok_or(OpenError::KeyringItemMissing)?;
        material.extend_from_slice(item);
    }
    let mut key = Zeroizing::new([0_u8; 32]);
    Hkdf::<Sha256>::new(Some(header.id.as_bytes()), &material)
        .expand(b"wardbook profile key 1", key.as_mut())
        .map_err(|_| damaged("it cannot be read"))?;
    Ok(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sealed(protection: Protection, openers: &Openers<'_>) -> (Keys, KeyFile) {
        let keys = Keys::random().unwrap();
        let stretch = protection
            .needs_passphrase()
            .then(|| Stretch::quick().unwrap());
        let file = KeyFile::seal(
            &keys,
            "profile".into(),
            protection,
            stretch,
            openers,
            Some(&RecoveryKey::random().unwrap().public()),
        )
        .unwrap();
        (keys, KeyFile::parse(&file.to_json().unwrap()).unwrap())
    }

    fn item(byte: u8) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(vec![byte; 32])
    }

    #[test]
    fn both_together_open_it_and_neither_alone() {
        let both = Openers {
            passphrase: Some("correct horse"),
            keyring: Some(item(1)),
        };
        let (keys, file) = sealed(Protection::KeyringAndPassphrase, &both);
        assert_eq!(file.open(&both).unwrap().store.bytes(), keys.store.bytes());
        let cases = [
            Openers {
                passphrase: Some("correct horse"),
                keyring: Some(item(2)),
            },
            Openers {
                passphrase: Some("wrong horse"),
                keyring: Some(item(1)),
            },
        ];
        for wrong in cases {
            assert!(matches!(file.open(&wrong), Err(OpenError::WrongPassphrase)));
        }
        let no_item = Openers {
            passphrase: Some("correct horse"),
            keyring: None,
        };
        assert!(matches!(
            file.open(&no_item),
            Err(OpenError::KeyringItemMissing)
        ));
        let no_words = Openers {
            passphrase: None,
            keyring: Some(item(1)),
        };
        assert!(matches!(
            file.open(&no_words),
            Err(OpenError::PassphraseNeeded)
        ));
    }

    #[test]
    fn every_flipped_bit_of_the_file_is_damage_and_not_a_wrong_passphrase() {
        let openers = Openers {
            passphrase: Some("correct horse"),
            keyring: None,
        };
        let (_, file) = sealed(Protection::Passphrase, &openers);
        let bytes = file.to_json().unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 4;
            }
            if let Ok(same) = KeyFile::parse(&changed) {
                // Only white space may change without being noticed, and then nothing else did.
                assert_eq!(
                    same.checksum().unwrap(),
                    file.checksum().unwrap(),
                    "byte {at}"
                );
            }
        }
    }
}
