//! The watched folder: files that a scanner or another program leaves for this workstation wait there until a person says
//! whose they are. Owns which folder that is and what was dealt with. Refuses to take anything in by itself, because a
//! file does not say whose it is, and to move or delete a file: the folder belongs to whoever writes into it.
//!
//! It is looked into whenever it is asked for, as network shares tell nobody of new files.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use wardbook_store::rusqlite::Connection;
use wardbook_store::watched::{self, Dealt, Seen};
use wardbook_store::{StoreError, settings};

use super::add::Given;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::document::HeldDocument;
use crate::wire::profile::Failure;
use crate::wire::watched::{HoldFile, PutAside, WaitingFile, WaitingFiles, WatchedFolder};

/// The setting with the path.
const FOLDER: &str = "documents.folder";
/// Milliseconds in which a file that was just changed may still grow.
const SETTLES: i64 = 3_000;
/// Files that are listed.
const MOST: usize = 200;

fn folder(c: &Connection) -> Result<Option<PathBuf>, StoreError> {
    Ok(settings::get(c, FOLDER)?.map(PathBuf::from))
}

impl App {
    /// Which folder is watched.
    pub async fn watched_folder(&self, actor: &Actor) -> Result<WatchedFolder, Failure> {
        let act = Act::unrecorded("folder.show", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let path = pass.read(|_, c| settings::get(c, FOLDER)).await?;
            Ok(WatchedFolder { path })
        })
        .await
    }

    /// Says which folder is watched, or that none is.
    pub async fn set_watched_folder(
        &self,
        actor: &Actor,
        request: WatchedFolder,
    ) -> Result<WatchedFolder, Failure> {
        let act = Act::recorded("folder.set", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let path = request.path.map(|path| path.trim().to_owned());
            let path = path.filter(|path| !path.is_empty());
            let Some(path) = path else {
                pass.write(|tx| settings::remove(tx, FOLDER)).await?;
                return Ok(WatchedFolder { path: None });
            };
            let there = PathBuf::from(&path);
            if !there.is_absolute() {
                return Err(Fault::invalid(
                    "Give the whole path of the folder, from the root of the disk.",
                ));
            }
            blocking(move || {
                std::fs::read_dir(&there)
                    .map(drop)
                    .map_err(|e| Fault::invalid(unreachable(e.kind())))
            })
            .await?;
            let kept = path.clone();
            pass.write(move |tx| settings::set(tx, FOLDER, &kept))
                .await?;
            Ok(WatchedFolder { path: Some(path) })
        })
        .await
    }

    /// What lies in the folder and was not taken in.
    pub async fn waiting_files(&self, actor: &Actor) -> Result<WaitingFiles, Failure> {
        let act = Act::unrecorded("folder.read", Permission::ImportRecords);
        self.enter(actor, act, |pass| async move {
            let mut waiting = WaitingFiles {
                folder: None,
                unreachable: None,
                files: Vec::new(),
                more: 0,
            };
            let Some(path) = pass.read(|_, c| folder(c)).await? else {
                return Ok(waiting);
            };
            waiting.folder = Some(path.to_string_lossy().into_owned());
            let now = pass.app().now();
            let found = blocking(move || Ok(files(&path))).await?;
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    waiting.unreachable = Some(unreachable(error.kind()).to_owned());
                    return Ok(waiting);
                }
            };
            let mut files = pass
                .read(move |_, c| {
                    let mut waiting = Vec::new();
                    for seen in found {
                        let dealt = watched::get(c, &seen)?;
                        if dealt != Some(Dealt::Taken) {
                            waiting.push(told(seen, dealt == Some(Dealt::Aside), now));
                        }
                    }
                    Ok(waiting)
                })
                .await?;
            files.sort_by(|a, b| {
                let by_time = a.modified.total_cmp(&b.modified);
                by_time.then_with(|| a.name.cmp(&b.name))
            });
            waiting.more = u32::try_from(files.len().saturating_sub(MOST)).unwrap_or(u32::MAX);
            files.truncate(MOST);
            waiting.files = files;
            Ok(waiting)
        })
        .await
    }

    /// Reads a file of the folder for this patient and holds it in memory until its form is filled.
    pub async fn hold_file(
        &self,
        actor: &Actor,
        request: HoldFile,
    ) -> Result<HeldDocument, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "document.read", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("document.read", Permission::ImportRecords).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            let path = pass.in_folder(&request.name).await?;
            let most = u64::from(pass.document_megabytes().await?) * 1024 * 1024;
            let (seen, bytes) = blocking(move || whole(&path, request.name, most)).await?;
            pass.hold(Given::Bytes(bytes.into()), patient, Some(seen))
                .await
        })
        .await
    }

    /// Puts a file aside because it is for nobody here, or back among those that wait.
    pub async fn put_aside(&self, actor: &Actor, request: PutAside) -> Result<(), Failure> {
        let act = Act::recorded("folder.aside", Permission::ImportRecords);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let path = pass.in_folder(&request.name).await?;
            let seen = blocking(move || Ok(seen(&path, request.name)?)).await?;
            let by = pass.by(person);
            pass.write(move |tx| {
                if request.aside {
                    watched::set(tx, &seen, Dealt::Aside, &by)
                } else {
                    watched::clear(tx, &seen)
                }
            })
            .await
        })
        .await
    }
}

impl Pass {
    /// The path of a file of the folder. A name is a name: it leads nowhere else.
    async fn in_folder(&self, name: &str) -> Result<PathBuf, Fault> {
        let plain = Path::new(name).file_name().is_some_and(|n| n == name);
        if !plain || name.contains(['/', '\\']) {
            return Err(Fault::invalid("That is no file of the watched folder."));
        }
        let path = self.read(|_, c| folder(c)).await?;
        let path = path.ok_or_else(|| {
            Fault::invalid("No folder is watched. Name one in the settings, under Documents.")
        })?;
        Ok(path.join(name))
    }
}

fn told(seen: Seen, aside: bool, now: i64) -> WaitingFile {
    // A share's clock may be ahead of this one: only what was changed just now is still arriving.
    let since = now.saturating_sub(seen.modified);
    WaitingFile {
        arriving: seen.length == 0 || (0..SETTLES).contains(&since),
        name: seen.name,
        length: seen.length as f64,
        modified: seen.modified as f64,
        aside,
    }
}

/// What a person is told of a folder that cannot be looked into.
fn unreachable(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "The watched folder is not there. Is the network drive connected? Or name another folder in the settings."
        }
        io::ErrorKind::PermissionDenied => {
            "The watched folder may not be read by this account. Ask whoever looks after it, or name another folder in the settings."
        }
        _ => {
            "The watched folder cannot be read just now. It is tried again by itself; if it stays so, ask whoever looks after it."
        }
    }
}

/// The files of a folder, not those in folders of it. Names that begin with a dot or a tilde belong to programs.
fn files(folder: &Path) -> io::Result<Vec<Seen>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A name that is no Unicode cannot be asked for again over JSON; scanners do not make such names.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with(['.', '~']) {
            continue;
        }
        match seen(&entry.path(), name) {
            Ok(seen) => files.push(seen),
            // A folder, or gone since it was listed.
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
    }
    Ok(files)
}

/// A file as it is now; what is no plain file is not there.
fn seen(path: &Path, name: String) -> io::Result<Seen> {
    let about = std::fs::symlink_metadata(path)?;
    if !about.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let modified = about.modified()?.duration_since(UNIX_EPOCH);
    Ok(Seen {
        name,
        length: about.len(),
        modified: modified.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0)),
    })
}

/// Its bytes, if it did not change while they were read.
fn whole(path: &Path, name: String, most: u64) -> Result<(Seen, Vec<u8>), Fault> {
    let before = seen(path, name.clone())?;
    let mut bytes = Vec::new();
    // One byte beyond the limit tells that it is too large.
    let file = std::fs::File::open(path)?;
    file.take(most + 1).read_to_end(&mut bytes)?;
    let cut = before.length > most && bytes.len() as u64 > most;
    if seen(path, name)? != before || (!cut && bytes.len() as u64 != before.length) {
        return Err(Fault::new(
            Code::Io,
            "The file is still being written. Wait until the scanner has finished, then take it again.",
        ));
    }
    Ok((before, bytes))
}
