//! Opens one SQLCipher file. Owns every pragma; refuses an unencrypted file, and never creates a
//! database where one was expected.
//!
//! 8 KiB pages, HMAC-SHA256 and a page cache of 64 MB or more were measured: the cache setting alone is worth
//! three times on a first load, because every page that spills is encrypted and authenticated again.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use url::Url;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::key::SecretKey;

/// Page size of both databases, bytes.
pub(crate) const PAGE: u64 = 8192;

/// For a look at one row.
const FEW_PAGES_KIB: u32 = 64;

/// A raw 256-bit database key.
#[derive(Clone)]
pub(crate) struct DatabaseKey(pub(crate) SecretKey);

impl DatabaseKey {
    fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(96));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.bytes() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text.push_str("'\";");
        text
    }
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new file.
    Create,
    /// The one writer.
    Write,
    /// A reader that cannot write.
    Read,
    /// A new file that a database is copied into; of no use to anybody before it is whole.
    Copy,
    /// Folds the WAL in beside the writer.
    Fold,
}

/// Opens `path`; `part` names it in errors, `cache_kib` is its page cache.
pub(crate) fn open(
    path: &Path,
    key: &DatabaseKey,
    part: &'static str,
    purpose: Purpose,
    cache_kib: u32,
) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if matches!(purpose, Purpose::Create | Purpose::Copy) {
        // SQLite would let everybody read it; the WAL takes over the mode of the file it belongs to.
        crate::files::private().create_new(true).open(path)?;
    } else if purpose == Purpose::Write {
        // Before the first connection only: closing a second descriptor drops this process's POSIX locks.
        look(path, part)?;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    keyed(&connection, key, cache_kib)?;
    let readable = connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()));
    if let Err(error) = readable {
        return Err(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                OpenError::Damaged {
                    part,
                    how: "its first page fails the integrity check",
                }
            }
            _ => error.into(),
        });
    }
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    match purpose {
        Purpose::Read => connection.execute_batch("PRAGMA query_only = 1;")?,
        // A longer WAL rewrites fewer pages; closing folds it back in.
        Purpose::Create | Purpose::Write => connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             PRAGMA wal_autocheckpoint = 12288;",
        )?,
        // Nothing to go back to: what is not whole is thrown away.
        Purpose::Copy => connection.execute_batch(
            "PRAGMA journal_mode = OFF;
             PRAGMA synchronous = FULL;",
        )?,
        Purpose::Fold => connection.execute_batch("PRAGMA synchronous = NORMAL;")?,
    }
    Ok(connection)
}

/// Tells a connection that was just opened how the file is encrypted.
fn keyed(connection: &Connection, key: &DatabaseKey, cache_kib: u32) -> rusqlite::Result<()> {
    // What goes wrong is told by our own errors; SQLCipher would print a line a page on standard error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key.pragma())?;
    connection.execute_batch(&format!(
        "PRAGMA cipher_page_size = {PAGE};
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256;
         PRAGMA cipher_memory_security = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -{cache_kib};"
    ))
}

/// Looks at a file that must already be an encrypted database.
fn look(path: &Path, part: &'static str) -> Result<(), OpenError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(OpenError::Damaged {
                part,
                how: "the file is missing",
            });
        }
        Err(e) => return Err(e.into()),
    };
    let length = file.metadata()?.len();
    if length < PAGE {
        return Err(OpenError::Damaged {
            part,
            how: "the file is cut short",
        });
    }
    let mut start = [0_u8; 16];
    file.read_exact(&mut start)?;
    if &start == b"SQLite format 3\0" {
        return Err(OpenError::NotEncrypted { part });
    }
    Ok(())
}

/// Copies the WAL of `path` beside it, before folding it in drops what cannot be read of it; the copy's name, and none
/// where there is no WAL. What was acknowledged is not there: whoever can mend the copy has it back.
pub(crate) fn keep_log(path: &Path, now: i64) -> std::io::Result<Option<String>> {
    let log = log_of(path);
    let bytes = match std::fs::read(&log) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let Some(name) = log.file_name().filter(|_| !bytes.is_empty()) else {
        return Ok(None);
    };
    let name = format!("{}.left-{now}", name.to_string_lossy());
    let aside = path.with_file_name(&name);
    if !aside.exists() {
        crate::files::write_whole(&aside, &bytes)?;
    }
    Ok(Some(name))
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Whether a write-ahead log with anything in it is beside `path`.
pub(crate) fn has_log(path: &Path) -> bool {
    std::fs::metadata(log_of(path)).is_ok_and(|found| found.len() > 0)
}

/// Moves the write-ahead log of `path` out of its way; under which name it is kept.
pub(crate) fn put_log_aside(path: &Path, now: i64) -> std::io::Result<Option<String>> {
    let name = keep_log(path, now)?;
    if name.is_some() {
        std::fs::remove_file(log_of(path))?;
        crate::files::sync_folder(path)?;
    }
    Ok(name)
}

/// What `path` says without its write-ahead log; nothing where that cannot be read. Nothing is changed or locked.
pub(crate) fn alone(path: &Path, key: &DatabaseKey) -> Option<Connection> {
    let mut address = Url::from_file_path(std::path::absolute(path).ok()?).ok()?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(address.as_str(), flags).ok()?;
    keyed(&connection, key, FEW_PAGES_KIB).ok()?;
    Some(connection)
}

/// How a finding says where the rest is.
pub(crate) fn kept(log: Option<&str>) -> String {
    log.map_or_else(String::new, |name| {
        format!(" The write-ahead log it came with is kept as {name} in the profile folder.")
    })
}

/// Folds the WAL in, then compares the file's length with the number of pages it should have: a
/// file cut at its end otherwise shows only when the missing pages are read.
pub(crate) fn check_length(
    connection: &Connection,
    path: &Path,
    part: &'static str,
) -> Result<(), OpenError> {
    let damaged = |how| OpenError::Damaged { part, how };
    let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| {
        r.get::<_, i64>(0)
    });
    if let Err(error) = folded {
        return Err(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                damaged("a page fails the integrity check")
            }
            _ => error.into(),
        });
    }
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |r| r.get(0))?;
    let needed = u64::try_from(pages).unwrap_or(0).saturating_mul(PAGE);
    if std::fs::metadata(path)?.len() < needed {
        return Err(damaged("the file is cut short"));
    }
    Ok(())
}
