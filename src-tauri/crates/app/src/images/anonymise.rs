//! Images out of the program without the person they are of. Owns where they go, and that an export is whole or not there;
//! refuses names of files that say anything, and to mix them with files that are there.

mod target;

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use uuid::Uuid;
use wardbook_imaging::{AnonymiseError, Anonymiser, Dates, Limits};
use wardbook_store::blobs::{Blob, Source};
use wardbook_store::{Store, images};
use zeroize::Zeroizing;

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::wire::image_out::{AnonymiseImages, AnonymisedImages, NotAnonymised};
use crate::wire::profile::Failure;
use crate::wire::uuid;
use target::Target;

impl App {
    /// Writes files of a study without their person. They are not encrypted there.
    pub async fn anonymise_images(
        &self,
        actor: &Actor,
        request: AnonymiseImages,
    ) -> Result<AnonymisedImages, Failure> {
        let act = Act::recorded("image.anonymise", Permission::ExportCharts);
        let (act, study, _) = self.about_study(act, &request.study).await;
        self.enter(actor, act, |pass| async move {
            let study = study.ok_or_else(no_study)?;
            let chosen = Chosen::of(&request)?;
            let files = pass.read(move |_, c| chosen.files(c, study)).await?;
            let files = files.filter(|all| !all.is_empty()).ok_or_else(no_study)?;
            let store = pass.open().store().clone();
            blocking(move || {
                let dates = if request.move_dates {
                    Dates::Moved
                } else {
                    Dates::Removed
                };
                let anonymiser = Anonymiser::new(key(), dates);
                written(&store, &anonymiser, files, &request)
            })
            .await
        })
        .await
    }
}

/// From the operating system, for this export alone.
fn key() -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    for _ in 0..4 {
        hasher.update(Uuid::new_v4().as_bytes());
    }
    Zeroizing::new(*hasher.finalize().as_bytes())
}

/// Which files of a study are meant.
struct Chosen {
    series: Option<Uuid>,
    instances: HashSet<Uuid>,
}

impl Chosen {
    fn of(request: &AnonymiseImages) -> Result<Self, Fault> {
        let id = |text: &String| uuid(text).ok_or_else(no_study);
        Ok(Self {
            series: request.series.as_ref().map(id).transpose()?,
            instances: request.instances.iter().map(id).collect::<Result<_, _>>()?,
        })
    }

    /// `None` where something is meant that is not of this study.
    fn files(
        &self,
        c: &wardbook_store::rusqlite::Connection,
        study: Uuid,
    ) -> Result<Option<Vec<(Uuid, Blob)>>, wardbook_store::StoreError> {
        let mut files = images::files_of(c, study)?;
        if let Some(series) = self.series {
            let its: HashSet<Uuid> = images::of_series(c, study, series)?.into_iter().collect();
            files.retain(|(id, _)| its.contains(id));
        }
        if !self.instances.is_empty() {
            files.retain(|(id, _)| self.instances.contains(id));
            if files.len() < self.instances.len() {
                return Ok(None);
            }
        }
        Ok(Some(files))
    }
}

fn written(
    store: &Store,
    anonymiser: &Anonymiser,
    files: Vec<(Uuid, Blob)>,
    request: &AnonymiseImages,
) -> Result<AnonymisedImages, Fault> {
    let mut target = Target::new(PathBuf::from(request.path.trim()))?;
    let done = all(store, anonymiser, files, request.looked, &mut target);
    match done {
        Ok(mut done) if done.written > 0 => {
            target.finish()?;
            done.path = Some(request.path.trim().to_owned());
            Ok(done)
        }
        other => {
            target.undo();
            other
        }
    }
}

fn all(
    store: &Store,
    anonymiser: &Anonymiser,
    files: Vec<(Uuid, Blob)>,
    looked: bool,
    target: &mut Target,
) -> Result<AnonymisedImages, Fault> {
    let mut done = AnonymisedImages {
        path: None,
        written: 0,
        left_out: Vec::new(),
        remarks: Vec::new(),
    };
    let mut remarks = BTreeSet::new();
    for (_, blob) in files {
        let source = Source::new(store.clone(), blob);
        let mut entry = target.entry(done.written.saturating_add(1));
        match anonymiser.file(source, &Limits::default(), looked, &mut entry) {
            Ok(its) => {
                entry.close()?;
                remarks.extend(its);
                done.written = done.written.saturating_add(1);
            }
            Err(AnonymiseError::Refused(refused)) => {
                left_out(
                    &mut done.left_out,
                    refused.to_string(),
                    refused.looking_helps(),
                );
            }
            Err(AnonymiseError::Read(error)) => {
                left_out(
                    &mut done.left_out,
                    format!("it cannot be read: {error}"),
                    false,
                );
            }
            Err(AnonymiseError::Source(error) | AnonymiseError::Write(error)) => {
                return Err(error.into());
            }
            Err(_) => return Err(Fault::internal("an image without its person")),
        }
    }
    done.remarks = remarks.iter().map(ToString::to_string).collect();
    Ok(done)
}

fn left_out(all: &mut Vec<NotAnonymised>, reason: String, looking_helps: bool) {
    match all.iter_mut().find(|one| one.reason == reason) {
        Some(same) => same.many = same.many.saturating_add(1),
        None => all.push(NotAnonymised {
            reason,
            many: 1,
            looking_helps,
        }),
    }
}
