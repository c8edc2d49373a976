//! Fetching a study from its archive, instance by instance, through the same way in as a disc's files. What is here is
//! not asked for again, so that whoever was cut off goes on where it ended. Refuses to keep what was not asked for.

use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use uuid::Uuid;
use wardbook_imaging::dicomweb::{Archive, ArchiveError, FoundInstance};
use wardbook_imaging::{Instance, Limits};
use wardbook_store::images;
use wardbook_sync::backoff::{Chance as _, Patience, SystemChance};

use super::known::Where;
use super::no_archive;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::images::bring::Bringing;
use crate::wire::archive::{FetchStudy, FetchedStudy};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Instances that are asked for at one time.
const AT_ONCE: usize = 4;
/// Times an instance is asked for before the fetch ends.
const TRIES: u32 = 5;
/// A fetch tells of its progress every so many images.
const TELL_EVERY: u32 = 5;

impl App {
    /// Fetches the images of a study that are not here yet, for a patient.
    pub async fn fetch_study(
        &self,
        actor: &Actor,
        request: FetchStudy,
    ) -> Result<FetchedStudy, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "archive.fetch", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("archive.fetch", Permission::ImportRecords).of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let bringing = Bringing::of(&pass, patient, person, request.even_if).await?;
            pass.fetch(patient, &request.uid, bringing).await
        })
        .await
    }
}

impl Pass {
    async fn fetch(
        self: &Arc<Self>,
        patient: Uuid,
        study: &str,
        bringing: Bringing,
    ) -> Result<FetchedStudy, Fault> {
        let known = self.examinations(patient).await?;
        let Where::Archive(archive) = self.whereabouts(&known).await? else {
            return Err(no_archive());
        };
        let all = archive.instances(study).await?;
        if all.is_empty() {
            return Err(ArchiveError::NotFound.into());
        }
        let (row, uid) = (known.row.id, study.to_owned());
        let here: HashSet<String> = self
            .read(move |_, c| images::uids_of(c, row, &uid))
            .await?
            .into_iter()
            .collect();
        let of = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let missing: Vec<FoundInstance> = all
            .into_iter()
            .filter(|one| !here.contains(&one.uid))
            .collect();
        let before = of - u32::try_from(missing.len()).unwrap_or(of);
        let mut fetching = Fetching {
            pass: Arc::clone(self),
            patient,
            study: study.to_owned(),
            of,
            done: before,
            bringing: Some(bringing),
        };
        let ended = fetching.all(&archive, missing).await;
        // What was kept before something went wrong is kept.
        let brought = fetching.close().await?;
        self.app().tell(Change::Chart {
            patient: patient.to_string(),
        });
        if let Err(fault) = ended {
            let here = before + brought.kept + brought.here;
            let words = format!(
                "{} {here} of {of} images are here; fetch the study again to go on.",
                fault.message
            );
            return Err(Fault::new(fault.code, words));
        }
        Ok(FetchedStudy {
            of,
            kept: brought.kept,
            here: before + brought.here,
            other: brought.other,
            refused: brought.refused,
        })
    }
}

/// One fetch under way.
struct Fetching {
    pass: Arc<Pass>,
    patient: Uuid,
    study: String,
    of: u32,
    done: u32,
    /// Away while a file is being kept.
    bringing: Option<Bringing>,
}

impl Fetching {
    async fn all(&mut self, archive: &Archive, missing: Vec<FoundInstance>) -> Result<(), Fault> {
        self.tell();
        let mut missing = missing.into_iter();
        // The first alone: where it names somebody else, no more of them are fetched.
        if let Some(first) = missing.next() {
            let got = patiently(archive, &self.study, &first).await;
            self.one(&first, got).await?;
            if self.somebody_else() {
                return Ok(());
            }
        }
        let study = self.study.clone();
        let mut coming = futures::stream::iter(missing)
            .map(|one| {
                let study = &study;
                async move {
                    let got = patiently(archive, study, &one).await;
                    (one, got)
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some((one, got)) = coming.next().await {
            self.one(&one, got).await?;
        }
        Ok(())
    }

    fn somebody_else(&self) -> bool {
        self.bringing
            .as_ref()
            .is_some_and(|bringing| !bringing.brought.other.is_empty())
    }

    /// Keeps one, or names why not. Only what holds for all of them ends the fetch.
    async fn one(
        &mut self,
        asked: &FoundInstance,
        got: Result<Bytes, ArchiveError>,
    ) -> Result<(), Fault> {
        let content = match got {
            Ok(content) => content,
            Err(error) if about_one(&error) => {
                self.refuse(asked, error.message());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let Some(mut bringing) = self.bringing.take() else {
            return Err(Fault::internal("keeping an image"));
        };
        let (study, asked) = (self.study.clone(), asked.clone());
        let (bringing, ended) = blocking(move || {
            let ended = keep(&mut bringing, &study, &asked, &content);
            Ok((bringing, ended))
        })
        .await?;
        self.bringing = Some(bringing);
        ended?;
        self.done += 1;
        if self.done.is_multiple_of(TELL_EVERY) || self.done == self.of {
            self.tell();
        }
        Ok(())
    }

    fn refuse(&mut self, asked: &FoundInstance, reason: String) {
        if let Some(bringing) = &mut self.bringing {
            bringing.refuse(&asked.uid, reason);
        }
    }

    fn tell(&self) {
        self.pass.app().tell(Change::Fetching {
            patient: self.patient.to_string(),
            study: self.study.clone(),
            done: self.done,
            of: self.of,
        });
    }

    /// With the last file acknowledged all before it are durable.
    async fn close(mut self) -> Result<crate::wire::image::BroughtImages, Fault> {
        let Some(mut bringing) = self.bringing.take() else {
            return Err(Fault::internal("keeping an image"));
        };
        blocking(move || bringing.close()).await
    }
}

fn keep(
    bringing: &mut Bringing,
    study: &str,
    asked: &FoundInstance,
    content: &Bytes,
) -> Result<(), Fault> {
    let mut file = Cursor::new(content.as_ref());
    if let Ok(read) = Instance::read(&mut file, &Limits::default()) {
        let same = read.study.uid.as_deref() == Some(study)
            && read.identity.uid.as_deref() == Some(asked.uid.as_str());
        if !same {
            let reason = "The archive gave another image than the one it was asked for.";
            bringing.refuse(&asked.uid, reason.to_owned());
            return Ok(());
        }
    }
    bringing.one(&asked.uid, Ok(&mut Cursor::new(content.as_ref())))
}

/// It says something of this instance and nothing of the others.
fn about_one(error: &ArchiveError) -> bool {
    matches!(
        error,
        ArchiveError::NotFound
            | ArchiveError::Refused { .. }
            | ArchiveError::TooLarge { .. }
            | ArchiveError::Unreadable { .. }
            | ArchiveError::ServerError { .. }
            | ArchiveError::Redirected { .. }
    )
}

/// Asks for an instance until it comes, or until asking again cannot help.
async fn patiently(
    archive: &Archive,
    study: &str,
    one: &FoundInstance,
) -> Result<Bytes, ArchiveError> {
    let patience = Patience {
        longest: Duration::from_secs(30),
        ..Patience::default()
    };
    let mut tries = 0;
    loop {
        tries += 1;
        match archive.fetch(study, &one.series, &one.uid).await {
            Err(error) if !error.is_permanent() && tries < TRIES => {
                let ours = patience.wait(tries, SystemChance.draw());
                tokio::time::sleep(error.retry_after().unwrap_or(ours).max(ours)).await;
            }
            ended => return ended,
        }
    }
}
