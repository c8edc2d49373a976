//! Argon2id: makes guessing a passphrase dear. Tuned on the computer that made the profile to half a
//! second or more, never below 64 MiB (the reference says 64-256 MiB, 0.5-1 s for an unlock).

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::fill_random;
use crate::error::OpenError;

const MEMORY_KIB: u32 = 64 * 1024;
const TARGET: Duration = Duration::from_millis(600);
const FEWEST_PASSES: u32 = 3;
const MOST_PASSES: u32 = 24;
/// More than this was never written: a changed key file must not eat the computer's memory.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;

/// Parameters and salt, as kept in the key file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stretch {
    /// Always `argon2id`.
    algorithm: String,
    memory_kib: u32,
    passes: u32,
    salt: String,
}

impl Stretch {
    /// Measures this computer and chooses the passes.
    pub fn tuned() -> Result<Self, OpenError> {
        let mut stretch = Self::with(MEMORY_KIB, 1)?;
        // The quickest of three: what else the computer does meanwhile must not make guessing cheap.
        let mut once = Duration::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            stretch.key("measuring this computer")?;
            once = once.min(start.elapsed());
        }
        let passes = TARGET.as_secs_f64() / once.as_secs_f64().max(0.001);
        stretch.passes = (passes.ceil() as u32).clamp(FEWEST_PASSES, MOST_PASSES);
        Ok(stretch)
    }

    /// The least that is allowed to exist, for tests.
    pub fn quick() -> Result<Self, OpenError> {
        Self::with(64, 1)
    }

    /// As dear as this one, with a salt of its own.
    pub fn again(&self) -> Result<Self, OpenError> {
        Self::with(self.memory_kib, self.passes)
    }

    fn with(memory_kib: u32, passes: u32) -> Result<Self, OpenError> {
        let mut salt = [0_u8; 16];
        fill_random(&mut salt)?;
        let salt = BASE64.encode(salt);
        Ok(Self {
            algorithm: "argon2id".into(),
            memory_kib,
            passes,
            salt,
        })
    }

    pub(crate) fn key(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, OpenError> {
        let damaged = |how| OpenError::Damaged {
            part: "key file",
            how,
        };
        if self.algorithm != "argon2id"
            || self.memory_kib > MOST_MEMORY_KIB
            || self.passes > MOST_PASSES
        {
            return Err(damaged("its key derivation is not known"));
        }
        let salt = BASE64
            .decode(&self.salt)
            .map_err(|_| damaged("it cannot be read"))?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32))
            .map_err(|_| damaged("its key derivation is not known"))?;
        let mut key = Zeroizing::new([0_u8; 32]);
        // NFC, so that a passphrase typed on another keyboard or system is the same passphrase.
        let words: Zeroizing<String> =
            Zeroizing::new(unicode_normalization::UnicodeNormalization::nfc(passphrase).collect());
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(words.as_bytes(), &salt, key.as_mut())
            .map_err(|_| damaged("its key derivation is not known"))?;
        Ok(key)
    }
}
