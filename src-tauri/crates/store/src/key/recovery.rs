//! The recovery key: what a person prints and keeps in a safe. Owns how it is written down and how keys are sealed
//! to it; refuses to be kept on the computer.
//!
//! 160 random bits become an X25519 key pair (HKDF-SHA256). Only the public half stays here. Keys are sealed by
//! an ephemeral X25519 exchange, HKDF over both public keys, and XChaCha20-Poly1305, as ECIES does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::{fill_random, random_key};
use crate::error::OpenError;

/// Letters and digits that are not taken for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES: usize = 20;
/// Groups of four: eight of the key, one that tells a misread letter.
const GROUPS: usize = 9;

/// A recovery key, in memory for a moment: made, shown, forgotten.
pub struct RecoveryKey(Zeroizing<[u8; BYTES]>);

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(<redacted>)")
    }
}

impl RecoveryKey {
    /// A new one.
    pub fn random() -> Result<Self, OpenError> {
        let mut bytes = Zeroizing::new([0_u8; BYTES]);
        fill_random(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// As a person wrote it down: spaces, hyphens and small letters do not matter, nor O for 0, I and L for 1.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * 4));
        for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = LETTERS
                .iter()
                .position(|known| char::from(*known) == letter);
            values.push(value.ok_or(OpenError::RecoveryKeyUnreadable)? as u8);
        }
        if values.len() != GROUPS * 4 {
            return Err(OpenError::RecoveryKeyUnreadable);
        }
        let mut bytes = Zeroizing::new([0_u8; BYTES]);
        let (key, check) = values.split_at((GROUPS - 1) * 4);
        for (to, eight) in bytes.chunks_mut(5).zip(key.chunks(8)) {
            let bits = eight
                .iter()
                .fold(0_u64, |all, v| (all << 5) | u64::from(*v));
            for (at, byte) in to.iter_mut().enumerate() {
                *byte = (bits >> (8 * (4 - at))) as u8;
            }
        }
        if check != tells(&bytes) {
            return Err(OpenError::RecoveryKeyUnreadable);
        }
        Ok(Self(bytes))
    }

    /// As it stands on the sheet: nine groups of four.
    pub fn words(&self) -> Zeroizing<String> {
        let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * 4));
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0_u64, |all, v| (all << 8) | u64::from(*v));
            values.extend((0..8).map(|at| (bits >> (5 * (7 - at)) & 31) as u8));
        }
        values.extend(tells(&self.0));
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * 5));
        for (at, value) in values.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(
                *LETTERS.get(usize::from(*value)).unwrap_or(&b'0'),
            ));
        }
        text
    }

    /// The half that may stay on the computer.
    pub(crate) fn public(&self) -> RecoveryPublic {
        RecoveryPublic(*PublicKey::from(&self.secret()).as_bytes())
    }

    fn secret(&self) -> StaticSecret {
        let mut secret = Zeroizing::new([0_u8; 32]);
        // 32 bytes are always to be had of HKDF-SHA256.
        let _always = Hkdf::<Sha256>::new(None, self.0.as_ref())
            .expand(b"wardbook recovery key 1", secret.as_mut());
        StaticSecret::from(*secret)
    }
}

/// Four letters that change when one of the others is misread.
fn tells(bytes: &[u8; BYTES]) -> [u8; 4] {
    let hash = blake3::derive_key("wardbook recovery key check 1", bytes);
    let mut letters = [0; 4];
    for (to, from) in letters.iter_mut().zip(hash) {
        *to = from & 31;
    }
    letters
}

/// To whom keys are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecoveryPublic([u8; 32]);

/// Keys sealed to a recovery key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wrapped {
    #[serde(with = "bytes32")]
    to: [u8; 32],
    #[serde(with = "bytes32")]
    ephemeral: [u8; 32],
    nonce: String,
    sealed: String,
}

impl RecoveryPublic {
    /// Seals `plain`; `about` has to be given again to open it.
    pub(crate) fn wrap(&self, plain: &[u8], about: &[u8]) -> Result<Wrapped, OpenError> {
        let mine = StaticSecret::from(*random_key()?);
        let ephemeral = *PublicKey::from(&mine).as_bytes();
        let shared = mine.diffie_hellman(&PublicKey::from(self.0));
        let key = wrapping(shared.as_bytes(), &ephemeral, &self.0);
        let mut nonce = [0_u8; 24];
        fill_random(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: about,
        };
        let sealed = XChaCha20Poly1305::new((&*key).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| OpenError::RecoveryKeyWrong)?;
        Ok(Wrapped {
            to: self.0,
            ephemeral,
            nonce: BASE64.encode(nonce),
            sealed: BASE64.encode(sealed),
        })
    }
}

impl Wrapped {
    /// What was sealed.
    pub(crate) fn open(
        &self,
        key: &RecoveryKey,
        about: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let unreadable = || OpenError::Damaged {
            part: "key file",
            how: "it cannot be read",
        };
        let secret = key.secret();
        if *PublicKey::from(&secret).as_bytes() != self.to {
            return Err(OpenError::RecoveryKeyWrong);
        }
        let nonce = BASE64.decode(&self.nonce).map_err(|_| unreadable())?;
        let nonce = <[u8; 24]>::try_from(nonce).map_err(|_| unreadable())?;
        let sealed = BASE64.decode(&self.sealed).map_err(|_| unreadable())?;
        let shared = secret.diffie_hellman(&PublicKey::from(self.ephemeral));
        let wrapping = wrapping(shared.as_bytes(), &self.ephemeral, &self.to);
        let payload = Payload {
            msg: &sealed,
            aad: about,
        };
        XChaCha20Poly1305::new((&*wrapping).into())
            .decrypt(&XNonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| unreadable())
    }

    /// To whom.
    pub(crate) fn to(&self) -> RecoveryPublic {
        RecoveryPublic(self.to)
    }

    /// All of it, for a checksum.
    pub(crate) fn add_to(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.to);
        hasher.update(&self.ephemeral);
        hasher.update(self.nonce.as_bytes());
        hasher.update(self.sealed.as_bytes());
    }
}

fn wrapping(shared: &[u8; 32], ephemeral: &[u8; 32], to: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0_u8; 32]);
    let salt: Vec<u8> = ephemeral.iter().chain(to).copied().collect();
    // 32 bytes are always to be had of HKDF-SHA256.
    let _always =
        Hkdf::<Sha256>::new(Some(&salt), shared).expand(b"wardbook recovery wrap 1", key.as_mut());
    key
}

mod bytes32 {
    use base64::Engine as _;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        let bytes = super::BASE64.decode(text).map_err(D::Error::custom)?;
        <[u8; 32]>::try_from(bytes).map_err(|_| D::Error::custom("32 bytes were expected"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_sheet_opens_what_was_sealed_however_it_is_typed() {
        let key = RecoveryKey::random().unwrap();
        let wrapped = key.public().wrap(b"three keys", b"profile 7").unwrap();
        let sheet = key.words();
        assert_eq!(sheet.split('-').count(), GROUPS);
        let sloppy = sheet.to_lowercase().replace('-', " ").replace('0', "o");
        let typed = RecoveryKey::parse(&sloppy).unwrap();
        assert_eq!(*wrapped.open(&typed, b"profile 7").unwrap(), b"three keys");
        assert!(wrapped.open(&typed, b"profile 8").is_err());
        let other = RecoveryKey::random().unwrap();
        let refused = wrapped.open(&other, b"profile 7").unwrap_err();
        assert!(matches!(refused, OpenError::RecoveryKeyWrong));
    }

    #[test]
    fn one_misread_letter_is_told_before_anything_is_tried() {
        let sheet = RecoveryKey::random().unwrap().words().to_string();
        let letters: Vec<char> = sheet.chars().collect();
        for at in 0..letters.len() {
            if letters.get(at) == Some(&'-') {
                continue;
            }
            let mut misread = letters.clone();
            if let Some(letter) = misread.get_mut(at) {
                *letter = if *letter == 'Z' { 'Y' } else { 'Z' };
            }
            let misread: String = misread.into_iter().collect();
            assert!(RecoveryKey::parse(&misread).is_err(), "letter {at}");
        }
    }
}
