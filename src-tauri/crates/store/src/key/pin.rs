//! A PIN for a window that is locked while the keys stay in memory. Owns how one is kept and compared; refuses to
//! open anything by it: a PIN is no key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};

use super::Stretch;
use crate::error::OpenError;

/// A PIN as it is kept, inside the encrypted store: stretched, never itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pin {
    stretch: Stretch,
    stretched: String,
}

impl Pin {
    /// Keeps a PIN.
    pub fn new(pin: &str, stretch: Stretch) -> Result<Self, OpenError> {
        let stretched = BASE64.encode(blake3::hash(stretch.key(pin)?.as_ref()).as_bytes());
        Ok(Self { stretch, stretched })
    }

    /// Whether it is this one; takes the same time either way.
    pub fn is(&self, pin: &str) -> Result<bool, OpenError> {
        let damaged = || OpenError::Damaged {
            part: "PIN",
            how: "it cannot be read",
        };
        let kept = BASE64.decode(&self.stretched).map_err(|_| damaged())?;
        let kept = <[u8; 32]>::try_from(kept).map_err(|_| damaged())?;
        let given = blake3::hash(self.stretch.key(pin)?.as_ref());
        Ok(given == blake3::Hash::from_bytes(kept))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pin_itself_fits_and_it_stands_nowhere() {
        let pin = Pin::new("274401", Stretch::quick().unwrap()).unwrap();
        let kept = serde_json::to_string(&pin).unwrap();
        assert!(!kept.contains("274401"));
        let pin: Pin = serde_json::from_str(&kept).unwrap();
        assert!(pin.is("274401").unwrap());
        assert!(!pin.is("274402").unwrap());
        assert!(!pin.is("").unwrap());
    }
}
