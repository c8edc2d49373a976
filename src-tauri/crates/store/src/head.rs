//! The side file `head`: how many commits the store has acknowledged and where the audit chain ends.
//! It is written after a commit and before the commit is acknowledged, so a database whose tail was
//! cut off or rolled back disagrees with it. Two slots in turn: a torn write leaves the other valid, so none is written before
//! the last one is on disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::aside::Aside;
use crate::error::OpenError;
use crate::files;
use crate::key::SecretKey;

const PART: &str = "side file";
const MAGIC: &[u8; 8] = b"WBHEAD02";
const SLOT: usize = 4096;
const SIGNED: usize = 8 + 8 + 8 + 8 + 32 + 8;
/// As it was before it said how much is folded in.
const MAGIC_BEFORE: &[u8; 8] = b"WBHEAD01";
const SIGNED_BEFORE: usize = SIGNED - 8;

/// What was last acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Acknowledged {
    /// Commits of the store.
    pub(crate) commits: u64,
    /// Rows of the audit log.
    pub(crate) audit_rows: u64,
    /// Hash of its last row.
    pub(crate) audit_hash: [u8; 32],
}

pub(crate) struct Head {
    inner: Arc<Mutex<Inner>>,
    seal: SecretKey,
    aside: Aside,
}

struct Inner {
    file: File,
    sequence: u64,
    now: Acknowledged,
    /// Commits that the store's file has without its write-ahead log, at least.
    folded: u64,
    /// What was written last, while that may not be on disk.
    unsure: Option<Vec<u8>>,
}

impl Inner {
    /// Writes a slot; it survives the program.
    fn write(&mut self, sequence: u64, slot: &[u8]) -> io::Result<()> {
        let at = (sequence % 2) * SLOT as u64;
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(slot)
    }

    /// Has on disk what was written last.
    fn settle(&mut self) -> io::Result<()> {
        let Some(slot) = &self.unsure else {
            return Ok(());
        };
        // Again, because what a disk once failed to take it need not have kept for another try.
        let slot = slot.clone();
        self.write(self.sequence, &slot)?;
        self.file.sync_data()?;
        self.unsure = None;
        Ok(())
    }
}

impl Head {
    #[cfg(test)]
    pub(crate) fn create(path: &Path, seal: SecretKey) -> Result<Self, OpenError> {
        Self::create_at(path, seal, Acknowledged::default())
    }

    /// For databases that are there already.
    pub(crate) fn create_at(
        path: &Path,
        seal: SecretKey,
        now: Acknowledged,
    ) -> Result<Self, OpenError> {
        let file = files::private().create_new(true).open(path)?;
        let inner = Inner {
            file,
            sequence: 0,
            now,
            folded: 0,
            unsure: None,
        };
        let head = Self::of(inner, seal);
        head.update(|_| {})?;
        files::sync_folder(path)?;
        Ok(head)
    }

    pub(crate) fn open(path: &Path, seal: SecretKey) -> Result<Self, OpenError> {
        let mut file = files::private().open(path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => OpenError::Damaged {
                part: PART,
                how: "the file is missing",
            },
            _ => e.into(),
        })?;
        let mut bytes = Vec::new();
        (&mut file).take(2 * SLOT as u64).read_to_end(&mut bytes)?;
        let newest = bytes
            .chunks(SLOT)
            .filter_map(|slot| decode(slot, &seal))
            .max_by_key(|(sequence, ..)| *sequence);
        let Some((sequence, now, folded)) = newest else {
            return Err(OpenError::Damaged {
                part: PART,
                how: "its seal does not match",
            });
        };
        let inner = Inner {
            file,
            sequence,
            now,
            folded,
            unsure: None,
        };
        Ok(Self::of(inner, seal))
    }

    fn of(inner: Inner, seal: SecretKey) -> Self {
        Self {
            inner: Arc::new(Mutex::new(inner)),
            seal,
            aside: Aside::new("side-file"),
        }
    }

    pub(crate) fn now(&self) -> Acknowledged {
        self.lock().now
    }

    /// Commits that the store's file has without its write-ahead log, at least: a file that has fewer is an older one.
    pub(crate) fn folded(&self) -> u64 {
        self.lock().folded
    }

    /// So many are. It is on disk with whatever is written next: a commit does not wait for it, and what is not said yet
    /// is only less than what is true.
    pub(crate) fn note_folded(&self, commits: u64) {
        let mut inner = self.lock();
        inner.folded = inner.folded.max(commits);
    }

    /// So many are in the file that was just opened, be it an older one.
    pub(crate) fn set_folded(&self, commits: u64) {
        self.lock().folded = commits;
    }

    /// Writes that down without waiting for what is written next.
    pub(crate) fn keep_folded(&self) -> io::Result<()> {
        self.update(|_| {})
    }

    pub(crate) fn commits(&self, commits: u64) -> io::Result<()> {
        self.update(|now| now.commits = now.commits.max(commits))
    }

    pub(crate) fn audit(&self, rows: u64, hash: [u8; 32]) -> io::Result<()> {
        self.update(audit_ends(rows, hash))
    }

    /// The same without waiting for the disk: it survives the program at once, and a power cut very soon.
    pub(crate) fn audit_soon(&self, rows: u64, hash: [u8; 32]) -> io::Result<()> {
        drop(self.say(audit_ends(rows, hash))?);
        let inner = Arc::downgrade(&self.inner);
        let settles = move || {
            let inner = inner.upgrade();
            let settled = inner.map(|inner| locked(&inner).settle());
            if let Some(Err(error)) = settled {
                // Who writes next tries again, and hears it.
                tracing::warn!(kind = ?error.kind(), "the side file is not on disk yet");
            }
        };
        if self.aside.does(settles) {
            Ok(())
        } else {
            self.settle()
        }
    }

    /// Has on disk what was written last.
    pub(crate) fn settle(&self) -> io::Result<()> {
        self.lock().settle()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        locked(&self.inner)
    }

    /// Writes what is acknowledged now; durable when this returns.
    fn update(&self, change: impl FnOnce(&mut Acknowledged)) -> io::Result<()> {
        let mut inner = self.say(change)?;
        inner.file.sync_data()?;
        inner.unsure = None;
        Ok(())
    }

    /// Writes what is acknowledged now, for the program.
    fn say(&self, change: impl FnOnce(&mut Acknowledged)) -> io::Result<MutexGuard<'_, Inner>> {
        let mut inner = self.lock();
        inner.settle()?;
        let mut next = inner.now;
        change(&mut next);
        let sequence = inner.sequence.wrapping_add(1);
        let slot = encode(sequence, &next, inner.folded, &self.seal);
        inner.write(sequence, &slot)?;
        inner.sequence = sequence;
        inner.now = next;
        inner.unsure = Some(slot);
        Ok(inner)
    }
}

/// The audit chain ends there.
fn audit_ends(rows: u64, hash: [u8; 32]) -> impl FnOnce(&mut Acknowledged) {
    move |now| {
        now.audit_rows = rows;
        now.audit_hash = hash;
    }
}

fn locked(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sign(seal: &SecretKey, signed: &[u8]) -> Hmac<Sha256> {
    // Any length of key is fine for HMAC; the fixed-size constructor cannot fail.
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&(*seal_block(seal)).into());
    mac.update(signed);
    mac
}

/// HMAC-SHA256 keys are blocks of 64 bytes; a shorter key is padded with zeros (RFC 2104).
fn seal_block(seal: &SecretKey) -> Zeroizing<[u8; 64]> {
    let mut block = Zeroizing::new([0_u8; 64]);
    for (to, from) in block.iter_mut().zip(seal.bytes()) {
        *to = *from;
    }
    block
}

fn encode(sequence: u64, now: &Acknowledged, folded: u64, seal: &SecretKey) -> Vec<u8> {
    let mut slot = Vec::with_capacity(SLOT);
    slot.extend_from_slice(MAGIC);
    slot.extend_from_slice(&sequence.to_le_bytes());
    slot.extend_from_slice(&now.commits.to_le_bytes());
    slot.extend_from_slice(&now.audit_rows.to_le_bytes());
    slot.extend_from_slice(&now.audit_hash);
    slot.extend_from_slice(&folded.to_le_bytes());
    let mac = sign(seal, &slot).finalize().into_bytes();
    slot.extend_from_slice(&mac);
    slot.resize(SLOT, 0);
    slot
}

fn decode(slot: &[u8], seal: &SecretKey) -> Option<(u64, Acknowledged, u64)> {
    let length = if slot.starts_with(MAGIC) {
        SIGNED
    } else if slot.starts_with(MAGIC_BEFORE) {
        SIGNED_BEFORE
    } else {
        return None;
    };
    let signed = slot.get(..length)?;
    let mac = slot.get(length..length + 32)?;
    sign(seal, signed).verify_slice(mac).ok()?;
    let number = |at: usize| -> Option<u64> {
        Some(u64::from_le_bytes(signed.get(at..at + 8)?.try_into().ok()?))
    };
    let now = Acknowledged {
        commits: number(16)?,
        audit_rows: number(24)?,
        audit_hash: signed.get(32..64)?.try_into().ok()?,
    };
    Some((number(8)?, now, number(64).unwrap_or(0)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_write_leaves_what_was_acknowledged_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        let seal = || SecretKey::of(&Zeroizing::new([7; 32]));
        let head = Head::create(&path, seal()).unwrap();
        head.commits(1).unwrap();
        head.commits(2).unwrap();
        drop(head);
        let mut bytes = std::fs::read(&path).unwrap();
        // The third write (sequence 3) went to the second slot: tear it.
        bytes[SLOT + 20] ^= 0xff;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(Head::open(&path, seal()).unwrap().now().commits, 1);
    }

    #[test]
    fn what_is_said_soon_is_there_at_once_and_on_disk_without_anybody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        let seal = || SecretKey::of(&Zeroizing::new([7; 32]));
        let head = Head::create(&path, seal()).unwrap();
        for rows in 1..=20 {
            head.audit_soon(rows, [3; 32]).unwrap();
            let killed = Head::open(&path, seal()).unwrap().now();
            assert_eq!((killed.audit_rows, killed.audit_hash), (rows, [3; 32]));
        }
        while head.lock().unsure.is_some() {
            std::thread::yield_now();
        }
        head.audit_soon(21, [4; 32]).unwrap();
        head.commits(5).unwrap();
        assert!(head.lock().unsure.is_none());
        let now = Head::open(&path, seal()).unwrap().now();
        assert_eq!((now.audit_rows, now.commits), (21, 5));
    }

    #[test]
    fn a_side_file_sealed_with_another_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        drop(Head::create(&path, SecretKey::of(&Zeroizing::new([7; 32]))).unwrap());
        assert!(matches!(
            Head::open(&path, SecretKey::of(&Zeroizing::new([8; 32]))),
            Err(OpenError::Damaged { .. })
        ));
    }

    #[test]
    fn what_is_folded_in_is_written_with_the_next_commit_and_an_older_file_says_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        let seal = || SecretKey::of(&Zeroizing::new([7; 32]));
        let head = Head::create(&path, seal()).unwrap();
        head.commits(7).unwrap();
        head.note_folded(5);
        head.note_folded(4);
        drop(head);
        let head = Head::open(&path, seal()).unwrap();
        assert_eq!((head.now().commits, head.folded()), (7, 0));
        head.note_folded(5);
        head.commits(8).unwrap();
        drop(head);
        assert_eq!(Head::open(&path, seal()).unwrap().folded(), 5);
        // As a version before this one wrote it.
        let mut slot = MAGIC_BEFORE.to_vec();
        for number in [1_u64, 9, 3] {
            slot.extend_from_slice(&number.to_le_bytes());
        }
        slot.extend_from_slice(&[6; 32]);
        let mac = sign(&seal(), &slot).finalize().into_bytes();
        slot.extend_from_slice(&mac);
        slot.resize(SLOT, 0);
        std::fs::write(&path, slot).unwrap();
        let head = Head::open(&path, seal()).unwrap();
        assert_eq!((head.now().commits, head.folded()), (9, 0));
    }
}
