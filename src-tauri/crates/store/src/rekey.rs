//! New keys for a profile: its databases copied under keys made for them, then put in the place of the old ones. Owns the
//! folder `rekey` beside them and the order in which they change places; refuses a profile that is not whole, because
//! what is wrong with it would be sealed anew as if it were right. At every moment one set of keys opens everything:
//! until the file `ready` is there the old ones, from then on the new ones, and whoever opens next ends what was cut off.
//! Nothing is ever written in the clear.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::audit::{self, AuditLog};
use crate::backup::Told;
use crate::cipher::{self, DatabaseKey, Purpose};
use crate::clock::Clock;
use crate::error::OpenError;
use crate::files;
use crate::head::{Acknowledged, Head};
use crate::key::{self, KeyFile, Keys};
use crate::keyring::Keyring;
use crate::pool::Store;
use crate::profile::{AUDIT_FILE, HEAD_FILE, KEY_FILE, Profile, STORE_FILE, State, lock, openers};

const ASIDE: &str = "rekey";
/// From here on the new files count.
const READY: &str = "ready";
/// In this order they change places; the key file is the last.
const PLACES: [&str; 4] = [STORE_FILE, AUDIT_FILE, HEAD_FILE, KEY_FILE];
const CACHE_KIB: u32 = 2 * 1024;

fn not_whole(part: &'static str) -> OpenError {
    OpenError::Damaged {
        part,
        how: "it is not whole, so its keys were not changed",
    }
}

/// What opens the profile that gets new keys.
#[derive(Clone)]
pub struct Opening<'a> {
    /// The passphrase, where one is needed.
    pub passphrase: Option<&'a str>,
    /// Where its item is, where one is needed.
    pub keyring: &'a dyn Keyring,
    /// The clock it is opened with.
    pub clock: Arc<dyn Clock>,
}

/// Gives a closed profile new keys, opened by the same passphrase, keyring item and recovery key. Needs room for another copy of
/// it while it runs. An error leaves the old keys and everything they open.
pub fn rekey(folder: &Path, by: &Opening<'_>, told: Told<'_>) -> Result<(), OpenError> {
    if Profile::state(folder)? == State::New {
        return Err(OpenError::Missing);
    }
    let _lock = lock(folder)?;
    finish(folder)?;
    let prepared = prepare(folder, by, told);
    if prepared.is_err() {
        // Copies under keys that nobody has.
        let _none = fs::remove_dir_all(folder.join(ASIDE));
    }
    prepared?;
    finish(folder)
}

/// Makes the new files, whole and durable, and says so last.
pub(crate) fn prepare(folder: &Path, by: &Opening<'_>, told: Told<'_>) -> Result<(), OpenError> {
    let before = KeyFile::parse(&fs::read(folder.join(KEY_FILE))?)?;
    let openers = openers(&before, by.passphrase, by.keyring)?;
    let old = before.open(&openers)?;
    let new = Keys::random()?;
    let aside = folder.join(ASIDE);
    files::make_private_folder(&aside)?;
    let at = copied(folder, &aside, (&old, &new), Arc::clone(&by.clock), told)?;
    drop(Head::create_at(
        &aside.join(HEAD_FILE),
        new.seal.clone(),
        at,
    )?);
    is_whole(&aside, &new, at)?;
    let key_file = KeyFile::seal(
        &new,
        before.id().to_owned(),
        before.protection(),
        before.stretch().cloned(),
        &openers,
        before.recovery().as_ref(),
    )?;
    files::write_whole(&aside.join(KEY_FILE), &key_file.to_json()?)?;
    files::write_whole(&aside.join(READY), b"")?;
    Ok(())
}

/// Copies both databases as they are when everything is closed; where they stand.
fn copied(
    folder: &Path,
    aside: &Path,
    (old, new): (&Keys, &Keys),
    clock: Arc<dyn Clock>,
    told: Told<'_>,
) -> Result<Acknowledged, OpenError> {
    let head = Arc::new(Head::open(&folder.join(HEAD_FILE), old.seal.clone())?);
    let (log, found) = AuditLog::open(
        &folder.join(AUDIT_FILE),
        &DatabaseKey(old.audit.clone()),
        Arc::clone(&head),
        Arc::clone(&clock),
    )
    .map_err(|e| e.of("audit log"))?;
    if !found.is_empty() || !log.verify()?.ok {
        return Err(not_whole("audit log"));
    }
    let (store, found) = Store::open(
        &folder.join(STORE_FILE),
        DatabaseKey(old.store.clone()),
        Arc::clone(&head),
        clock,
    )
    .map_err(|e| e.of("store"))?;
    if found.is_some() {
        store.close();
        return Err(not_whole("store"));
    }
    let copies = (|| {
        drop(store.copy(
            &aside.join(STORE_FILE),
            &DatabaseKey(new.store.clone()),
            told,
        )?);
        drop(log.copy(
            &aside.join(AUDIT_FILE),
            &DatabaseKey(new.audit.clone()),
            told,
        )?);
        Ok::<_, OpenError>(head.now())
    })();
    log.close();
    store.close();
    let at = copies?;
    // Closing wrote nothing that the copies lack.
    if head.now() != at {
        return Err(not_whole("side file"));
    }
    Ok(at)
}

/// Whether the copies open by the new keys and end where they have to.
fn is_whole(aside: &Path, new: &Keys, at: Acknowledged) -> Result<(), OpenError> {
    let check = |file: &str, key: &DatabaseKey, part: &'static str| {
        let copy = cipher::open(&aside.join(file), key, part, Purpose::Read, CACHE_KIB)?;
        if !crate::check::integrity(&copy)?.is_empty() {
            return Err(not_whole(part));
        }
        Ok(copy)
    };
    let log = check(AUDIT_FILE, &DatabaseKey(new.audit.clone()), "audit log")?;
    if audit::end_of(&log)? != (at.audit_rows, at.audit_hash) {
        return Err(not_whole("audit log"));
    }
    let store = check(STORE_FILE, &DatabaseKey(new.store.clone()), "store")?;
    let commits: i64 = store
        .query_row("SELECT commits FROM progress", [], |r| r.get(0))
        .map_err(crate::StoreError::from)?;
    if u64::try_from(commits).unwrap_or(0) < at.commits {
        return Err(not_whole("store"));
    }
    for file in [STORE_FILE, AUDIT_FILE] {
        files::private().open(aside.join(file))?.sync_all()?;
    }
    files::sync_folder(&aside.join(STORE_FILE))?;
    Ok(())
}

/// The key file that opens this profile now: the new one from the moment it counts.
pub(crate) fn key_file(folder: &Path) -> PathBuf {
    let aside = folder.join(ASIDE);
    let new = aside.join(KEY_FILE);
    if aside.join(READY).exists() && new.exists() {
        new
    } else {
        folder.join(KEY_FILE)
    }
}

/// Ends what was cut off, if anything was. Whoever calls it holds the profile's lock.
pub(crate) fn finish(folder: &Path) -> Result<(), OpenError> {
    finish_until(folder, PLACES.len() + 1)
}

/// The same up to so many steps: a test is cut off after each.
pub(crate) fn finish_until(folder: &Path, steps: usize) -> Result<(), OpenError> {
    let aside = folder.join(ASIDE);
    if !aside.exists() {
        return Ok(());
    }
    if !aside.join(READY).exists() {
        // Cut off before the new files counted.
        fs::remove_dir_all(&aside)?;
        return Ok(());
    }
    for file in PLACES.iter().take(steps) {
        let (from, to) = (aside.join(file), folder.join(file));
        if !from.exists() {
            continue;
        }
        if *file == KEY_FILE {
            overwrite(&to)?;
        } else {
            // Closed, it has none; one of the old file is not the new one's.
            for end in ["-wal", "-shm"] {
                let mut name = to.as_os_str().to_owned();
                name.push(end);
                match fs::remove_file(PathBuf::from(name)) {
                    Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
                    _ => {}
                }
            }
        }
        fs::rename(&from, &to)?;
        files::sync_folder(&to)?;
    }
    if steps > PLACES.len() {
        fs::remove_file(aside.join(READY))?;
        fs::remove_dir_all(&aside)?;
    }
    Ok(())
}

/// Writes noise over a key file in its place: what it opened, a copy of the old databases, nobody opens any more.
fn overwrite(path: &Path) -> Result<(), OpenError> {
    let length = match fs::metadata(path) {
        Ok(found) => found.len(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e.into()),
    };
    let mut noise = vec![0; usize::try_from(length).unwrap_or(4096)];
    key::fill_random(&mut noise)?;
    let mut file = files::private().open(path)?;
    file.write_all(&noise)?;
    file.sync_all()?;
    Ok(())
}
