//! How much of anything a foreign file may ask for. Refuses to have a default that no machine can honour: nothing
//! here is a promise that so much will be used, only that more will not.

use serde::{Deserialize, Serialize};

/// Bounds for reading and decoding, passed to everything that looks at foreign bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Deepest nesting of sequences; 0 allows none, and more than 256 is 256.
    pub depth: u16,
    /// Most data elements and items looked at in one file, kept or not.
    pub elements: u64,
    /// Longest value kept in memory, in bytes: a lookup table, an overlay plane.
    pub value_bytes: u64,
    /// All values of one file kept in memory together, in bytes, with what their elements and items take beside them.
    pub kept_bytes: u64,
    /// Most frames indexed in one file, and most items of one sequence.
    pub frames: u32,
    /// Most fragments of encapsulated pixel data in one file (PS3.5 A.4).
    pub fragments: u32,
    /// Longest frame as stored, in bytes.
    pub encoded_bytes: u64,
    /// Longest frame once decoded, in bytes.
    pub decoded_bytes: u64,
    /// What a deflated data set may unpack to, in bytes (PS3.5 A.5).
    pub inflated_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MB: u64 = 1 << 20;
        Self {
            depth: 64,
            elements: 20_000_000,
            value_bytes: 64 * MB,
            kept_bytes: 512 * MB,
            frames: 1_000_000,
            fragments: 4_000_000,
            encoded_bytes: 512 * MB,
            decoded_bytes: 1024 * MB,
            inflated_bytes: 2048 * MB,
        }
    }
}

impl Limits {
    /// The same for a reader that keeps less: longest value and all values of a file together, in bytes.
    pub(crate) fn keeping(&self, value_bytes: u64, kept_bytes: u64) -> Self {
        Self {
            value_bytes: value_bytes.min(self.value_bytes),
            kept_bytes: kept_bytes.min(self.kept_bytes),
            ..*self
        }
    }
}

/// Room that is made at once for so many bytes that are said to come; for more it grows as they come.
pub(crate) fn room(said: u64) -> usize {
    const AT_ONCE: u64 = 64 << 20;
    usize::try_from(said.min(AT_ONCE)).unwrap_or(0)
}
