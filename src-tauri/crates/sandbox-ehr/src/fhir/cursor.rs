//! Cursors: what a `next` link carries. Opaque to the client, checked against tampering, and
//! without memory in the server, so that a walk goes on after the server was started again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where a walk goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// The type walked; `*` is everything of a patient.
    pub(crate) kind: String,
    /// The query that began the walk.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) count: usize,
    /// The owner (patient number) to go on with.
    pub(crate) owner: usize,
    /// How many matches of that owner, or of the whole, were given already.
    pub(crate) skip: usize,
    /// Page number, from 1.
    pub(crate) page: usize,
    /// Set on a page that was given before by fault.
    #[serde(default)]
    pub(crate) again: bool,
    /// The walk of this search that it belongs to.
    #[serde(default)]
    pub(crate) walk: usize,
}

impl Cursor {
    /// As text for a link.
    pub(crate) fn seal(&self, seed: u64) -> String {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        let mut sealed = digest(seed, &plain).to_vec();
        sealed.extend_from_slice(&plain);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// From a link's text; `None` where it was not made by a server of this seed.
    pub(crate) fn open(seed: u64, text: &str) -> Option<Cursor> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (mark, plain) = sealed.split_at_checked(8)?;
        if mark == digest(seed, plain) {
            serde_json::from_slice(plain).ok()
        } else {
            None
        }
    }
}

fn digest(seed: u64, plain: &[u8]) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(b"cursor");
    hash.update(seed.to_le_bytes());
    hash.update(plain);
    let mut mark = [0; 8];
    for (to, from) in mark.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    mark
}
