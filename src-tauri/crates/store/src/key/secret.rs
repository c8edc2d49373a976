//! A key of 256 bits while it is in use. Owns that there is one copy of it however many hold it, on a page of memory that is not
//! swapped out where the system allows that, and that it is zeroed when nobody holds it any more. Refuses to fail where
//! the system locks no memory: the key is zeroed all the same.

use std::sync::Arc;

use region::LockGuard;
use zeroize::{Zeroize as _, Zeroizing};

use super::fill_random;
use crate::error::OpenError;

/// A page of the processors this is built for; Apple's have larger ones.
const PAGE: usize = if cfg!(target_os = "macos") {
    16_384
} else {
    4_096
};

/// Nothing else lies on it: locks of memory do not nest, so that who unlocks a neighbour would unlock the key.
#[cfg_attr(target_os = "macos", repr(C, align(16_384)))]
#[cfg_attr(not(target_os = "macos"), repr(C, align(4_096)))]
struct Page {
    key: [u8; 32],
    _rest: [u8; PAGE - 32],
}

struct Kept {
    /// Let go before the page is, and after the key was zeroed.
    _lock: Option<LockGuard>,
    page: Box<Page>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.page.key.zeroize();
    }
}

/// Cheap to clone: a clone is the same key in the same place.
#[derive(Clone)]
pub(crate) struct SecretKey(Arc<Kept>);

impl SecretKey {
    /// 32 random bytes from the operating system.
    pub(crate) fn random() -> Result<SecretKey, OpenError> {
        Self::filled(fill_random)
    }

    /// Takes a key over; whoever brings it zeroes it.
    pub(crate) fn of(key: &Zeroizing<[u8; 32]>) -> SecretKey {
        let mut kept = Kept::empty();
        kept.page.key.copy_from_slice(key.as_ref());
        SecretKey(Arc::new(kept))
    }

    fn filled(fill: impl FnOnce(&mut [u8]) -> Result<(), OpenError>) -> Result<Self, OpenError> {
        let mut kept = Kept::empty();
        fill(&mut kept.page.key)?;
        Ok(SecretKey(Arc::new(kept)))
    }

    /// The key.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0.page.key
    }
}

impl Kept {
    fn empty() -> Kept {
        let page = Box::new(Page {
            key: [0; 32],
            _rest: [0; PAGE - 32],
        });
        // Refused where the account's limit of locked memory is used up: then it is only zeroed.
        let lock = region::lock(page.key.as_ptr(), PAGE).ok();
        Kept { _lock: lock, page }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_on_a_page_of_its_own_and_all_who_hold_it_hold_the_same() {
        let key = SecretKey::random().unwrap();
        let again = key.clone();
        assert_eq!(key.bytes().as_ptr(), again.bytes().as_ptr());
        assert_eq!(key.bytes().as_ptr() as usize % PAGE, 0);
        assert_ne!(key.bytes(), &[0; 32]);
        assert_ne!(key.bytes(), SecretKey::random().unwrap().bytes());
        let taken = SecretKey::of(&Zeroizing::new([7; 32]));
        assert_eq!(taken.bytes(), &[7; 32]);
    }

    /// What the system says of it, where it says anything: pages of this process that are locked.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_locked_key_counts_among_the_memory_that_is_not_swapped() {
        let locked = || -> u64 {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find(|line| line.starts_with("VmLck:"));
            let kib = line.unwrap().split_whitespace().nth(1);
            kib.unwrap().parse().unwrap()
        };
        let probe = vec![0_u8; 8 * PAGE];
        if region::lock(probe.as_ptr(), probe.len()).is_err() {
            // An account that may lock nothing: the key is zeroed all the same.
            return;
        }
        let keys: Vec<SecretKey> = (0..4).map(|_| SecretKey::random().unwrap()).collect();
        assert!(locked() >= 16, "{} KiB", locked());
        assert!(keys.iter().all(|key| key.bytes() != &[0; 32]));
    }
}
