//! A secret on its way in: a client secret, a private key, a password, an API key. It goes from the
//! person to the keyring, is in no answer, and is never printed.

use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

/// Something nobody may see.
#[derive(Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export_to = "./")]
pub struct Hidden(String);

impl Hidden {
    /// From what a person typed.
    pub fn new(text: impl Into<String>) -> Hidden {
        Hidden(text.into())
    }

    /// The text, for the keyring.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<hidden>")
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
