//! A backup: one file with the store, the audit log and what is needed to open them elsewhere, made while the program
//! runs. Owns its format; refuses to write anything that is not encrypted.
//!
//! Each part is a consistent copy of a database, page by page, under keys made for this backup alone; those are
//! sealed to the recovery key. The file is the store's copy, the audit log's copy, a trailer (JSON, bound to the
//! sealed keys as associated data, with length and BLAKE3 of each part), the trailer's length and eight letters.
//! What belongs to the computer (sign-ins, secrets of connections) is taken out of the copy.

mod restore;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::StepResult;
use serde::{Deserialize, Serialize};

use crate::cipher::{self, DatabaseKey, Purpose};
use crate::error::{OpenError, StoreError};
use crate::files;
use crate::key::{Keys, Wrapped};
use crate::profile::Profile;

const MARK: &[u8; 8] = b"WBBACK01";
/// Newest format this program knows.
const FORMAT: u32 = 1;
/// A trailer is some hundred bytes; more is no backup.
const LONGEST_TRAILER: u32 = 64 * 1024;
/// Pages copied between two looks at whether to go on: 8 MB.
const PAGES: i32 = 1024;
const CACHE_KIB: u32 = 4 * 1024;

/// How far it is, in bytes of the databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Copied.
    pub done: u64,
    /// To be copied.
    pub total: u64,
}

/// Told from time to time; false stops it.
pub type Told<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// One part of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    length: u64,
    blake3: String,
}

/// What the trailer says, all of it bound to the keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    format: u32,
    made_at: i64,
    schema: u32,
    store: Part,
    audit: Part,
    commits: u64,
    audit_rows: u64,
    audit_hash: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trailer {
    about: About,
    keys: Wrapped,
}

/// A backup that was found in a file; nothing of it is decrypted yet.
#[derive(Debug)]
pub struct Backup {
    path: PathBuf,
    trailer: Trailer,
}

impl Backup {
    /// Looks at a file: whether it is a backup, and of when.
    pub fn look(path: &Path) -> Result<Self, OpenError> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut end = [0_u8; 12];
        if length < 12 {
            return Err(OpenError::NotABackup);
        }
        file.seek(SeekFrom::End(-12))?;
        file.read_exact(&mut end)?;
        let (size, mark) = end.split_at(4);
        if mark != MARK {
            return Err(OpenError::NotABackup);
        }
        let size = u32::from_le_bytes(size.try_into().unwrap_or_default());
        let parts = length.checked_sub(12 + u64::from(size));
        let (Some(parts), true) = (parts, size <= LONGEST_TRAILER) else {
            return Err(damaged("its end cannot be read"));
        };
        file.seek(SeekFrom::Start(parts))?;
        let mut text = vec![0; size as usize];
        file.read_exact(&mut text)?;
        let trailer: Trailer =
            serde_json::from_slice(&text).map_err(|_| damaged("its end cannot be read"))?;
        let about = &trailer.about;
        if about.format > FORMAT || about.schema > crate::SCHEMA_VERSION {
            return Err(OpenError::FromNewerVersion {
                found: about.schema,
                known: crate::SCHEMA_VERSION,
            });
        }
        if about.store.length.checked_add(about.audit.length) != Some(parts) {
            return Err(damaged("it is cut short"));
        }
        Ok(Self {
            path: path.to_owned(),
            trailer,
        })
    }

    /// When it was made.
    pub fn made_at(&self) -> i64 {
        self.trailer.about.made_at
    }

    /// Bytes of what is in it.
    pub fn length(&self) -> u64 {
        self.trailer.about.store.length + self.trailer.about.audit.length
    }
}

pub(super) fn damaged(how: &'static str) -> OpenError {
    OpenError::BackupDamaged { how }
}

fn about_bytes(about: &About) -> Result<Vec<u8>, OpenError> {
    serde_json::to_vec(about).map_err(|_| damaged("its end could not be written"))
}

impl Profile {
    /// Writes a backup to a file that is not there yet; gives its bytes. Writers go on meanwhile.
    pub fn back_up(&self, to: &Path, now: i64, told: Told<'_>) -> Result<u64, OpenError> {
        let Some(recovery) = self.recovery_public()? else {
            return Err(OpenError::NoRecoveryKey);
        };
        // The name is taken first, so that nothing that appears meanwhile is written over.
        files::private().create_new(true).open(to)?;
        let aside = |end: &str| {
            let mut name = to.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let (store, audit) = (aside(".part"), aside(".part-audit"));
        let written = self.write_backup(&store, &audit, &recovery, now, told);
        let finished = written.and_then(|bytes| {
            std::fs::rename(&store, to)?;
            files::sync_folder(to)?;
            Ok(bytes)
        });
        // What is left of the copies is of no use to anybody, and encrypted.
        let _none = std::fs::remove_file(&audit);
        if finished.is_err() {
            let _none = std::fs::remove_file(&store);
            let _none = std::fs::remove_file(to);
        }
        finished
    }

    fn write_backup(
        &self,
        store: &Path,
        audit: &Path,
        recovery: &crate::key::RecoveryPublic,
        now: i64,
        told: Told<'_>,
    ) -> Result<u64, OpenError> {
        let keys = Keys::random()?;
        let (store_key, audit_key) = (
            DatabaseKey(keys.store.clone()),
            DatabaseKey(keys.audit.clone()),
        );
        let sizes = crate::check::storage(self);
        let mut total = sizes.store.saturating_add(sizes.audit);
        let commits = {
            let mut copied = self.store().copy(store, &store_key, &mut |progress| {
                total = progress.total.saturating_add(sizes.audit);
                told(Progress { total, ..progress })
            })?;
            without_this_computer(&mut copied)?
        };
        let before = std::fs::metadata(store)?.len();
        // The log after the store: what is in the store has its row.
        let copied = self.audit().copy(audit, &audit_key, &mut |progress| {
            told(Progress {
                done: before.saturating_add(progress.done),
                total: before.saturating_add(progress.total),
            })
        })?;
        let (audit_rows, audit_hash) = crate::audit::end_of(&copied)?;
        drop(copied);
        let mut file = files::private().open(store)?;
        let store = hashed(&mut file, &mut io::sink())?;
        file.seek(SeekFrom::End(0))?;
        let audit = hashed(&mut File::open(audit)?, &mut file)?;
        let about = About {
            format: FORMAT,
            made_at: now,
            schema: crate::SCHEMA_VERSION,
            store,
            audit,
            commits,
            audit_rows,
            audit_hash: blake3::Hash::from_bytes(audit_hash).to_hex().to_string(),
        };
        let keys = recovery.wrap(&keys.to_bytes(), &about_bytes(&about)?)?;
        let length = about.store.length + about.audit.length;
        let text = serde_json::to_vec(&Trailer { about, keys })
            .map_err(|_| damaged("its end could not be written"))?;
        let size =
            u32::try_from(text.len()).map_err(|_| damaged("its end could not be written"))?;
        file.write_all(&text)?;
        file.write_all(&size.to_le_bytes())?;
        file.write_all(MARK)?;
        file.sync_all()?;
        Ok(length + u64::from(size) + 12)
    }
}

/// Copies a part on and hashes it.
fn hashed(from: &mut File, to: &mut dyn Write) -> Result<Part, OpenError> {
    from.seek(SeekFrom::Start(0))?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; 1024 * 1024];
    let mut length = 0;
    loop {
        let read = from.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hasher.update(bytes);
        to.write_all(bytes)?;
        length += read as u64;
    }
    Ok(Part {
        length,
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// Takes out what is this computer's own; gives how many commits the copy has.
fn without_this_computer(copied: &mut Connection) -> Result<u64, OpenError> {
    // Not as free pages either: they are in the file.
    copied.execute_batch(
        "PRAGMA secure_delete = ON;
         DELETE FROM setting WHERE key LIKE 'tokens-%' OR key LIKE 'in-keyring-%' OR key = 'profile';
         UPDATE setting SET value = json_remove(value, '$.headers')
         WHERE key GLOB 'sync.*.override' AND json_valid(value);",
    )?;
    let commits: i64 = copied.query_row("SELECT commits FROM progress", [], |r| r.get(0))?;
    Ok(u64::try_from(commits).unwrap_or(0))
}

/// Copies a database as it is at this moment into a new file under another key; gives the open copy, which is durable.
pub(crate) fn copy(
    source: &Connection,
    to: &Path,
    key: &DatabaseKey,
    part: &'static str,
    told: Told<'_>,
) -> Result<Connection, OpenError> {
    let mut copied = cipher::open(to, key, part, Purpose::Copy, CACHE_KIB)?;
    // As it is now, whatever is written meanwhile.
    source.execute_batch("BEGIN")?;
    source.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    let done = steps(source, &mut copied, told);
    let ended = source.execute_batch("COMMIT");
    done?;
    ended?;
    Ok(copied)
}

fn steps(source: &Connection, copied: &mut Connection, told: Told<'_>) -> Result<(), OpenError> {
    let backup = rusqlite::backup::Backup::new(source, copied)?;
    loop {
        let step = backup.step(PAGES)?;
        let now = backup.progress();
        let bytes = |pages: i32| u64::from(pages.unsigned_abs()) * cipher::PAGE;
        let progress = Progress {
            done: bytes(now.pagecount - now.remaining),
            total: bytes(now.pagecount),
        };
        if !told(progress) {
            return Err(OpenError::Stopped);
        }
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => return Err(StoreError::Sql(rusqlite::ffi::SQLITE_BUSY).into()),
        }
    }
}
