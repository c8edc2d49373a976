//! Sending a study to the archive: its files become items of the outbox, a few dozen each, and go from there. Refuses to
//! send what names another person than the chart, and what is on its way already.

use std::collections::HashSet;

use uuid::Uuid;
use wardbook_store::outbox::{self as items, New, Side, Standing, State};
use wardbook_store::{images, patients};

use super::lane::{IMAGES, Listed, Manifest};
use super::no_archive;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::images::kept::no_study;
use crate::images::whose::Known;
use crate::wire::archive::SentStudy;
use crate::wire::image::StudyRef;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Files of one item: one that is refused holds so many at the most.
const EACH: usize = 50;

impl App {
    /// Puts the images of a study into the outbox, for the archive of the patient's connection.
    pub async fn send_study(&self, actor: &Actor, request: StudyRef) -> Result<SentStudy, Failure> {
        let act = Act::recorded("archive.send", Permission::WriteRecords);
        let (act, study, patient) = self.about_study(act, &request.study).await;
        let person = actor.person().to_owned();
        self.enter(actor, act, |pass| async move {
            let (Some(study), Some(patient)) = (study, patient) else {
                return Err(no_study());
            };
            let sent = pass.queue_study(study, patient, person).await?;
            pass.app().tell(Change::Outbox);
            pass.app().wake();
            Ok(sent)
        })
        .await
    }
}

/// A study as it is to be sent.
struct Leaving {
    patient: patients::Row,
    uid: String,
    title: String,
    files: Vec<Listed>,
}

impl Pass {
    async fn queue_study(
        &self,
        study: Uuid,
        patient: Uuid,
        person: String,
    ) -> Result<SentStudy, Fault> {
        let found = self
            .read(move |store, c| {
                let Some((known, row)) = Known::find(store, c, patient)? else {
                    return Ok(None);
                };
                let all = images::of_patient(c, row.id)?;
                let kept = all.into_iter().find(|kept| kept.study.uuid == study);
                let mut waiting = HashSet::new();
                for item in items::of_patient(c, row.id)? {
                    if item.resource_type == IMAGES {
                        let body = items::body(c, item.id, Side::Mine)?.unwrap_or_default();
                        let listed: Option<Manifest> = serde_json::from_slice(&body).ok();
                        let files = listed.into_iter().flat_map(|listed| listed.instances);
                        waiting.extend(files.map(|one| one.file));
                    }
                }
                Ok(kept.map(|kept| (known, row, kept, waiting)))
            })
            .await?;
        let (known, patient, kept, waiting) = found.ok_or_else(no_study)?;
        if !known.differs(&kept.study.said).is_empty() {
            return Err(Fault::invalid(
                "The files of this study name another person than the chart does. They are not sent under this patient.",
            ));
        }
        let connection = patient.connection;
        let row = self
            .read(move |_, c| wardbook_store::connections::get(c, connection))
            .await?;
        if self.archive_kept(&row).await?.is_none() {
            return Err(no_archive());
        }
        let title = kept.study.description.clone();
        let all = kept.series.into_iter().flat_map(|(_, files)| files);
        let files: Vec<Listed> = all
            .filter(|one| !waiting.contains(&one.uuid))
            .map(|one| Listed {
                uid: one.uid,
                file: one.uuid,
            })
            .collect();
        if files.is_empty() {
            return Err(Fault::invalid(
                "These images are on their way already. The outbox says how far they are.",
            ));
        }
        let mut names = HashSet::new();
        if !files.iter().all(|one| names.insert(&one.uid)) {
            return Err(Fault::invalid(
                "Two files of this study have one name and other content. Which of them is right has to be settled before it is sent.",
            ));
        }
        let leaving = Leaving {
            patient,
            uid: kept.study.uid,
            title: title.unwrap_or_else(|| "study without a description".to_owned()),
            files,
        };
        self.queue(leaving, person).await
    }

    async fn queue(&self, leaving: Leaving, person: String) -> Result<SentStudy, Fault> {
        let now = self.app().now();
        let mut all = Vec::new();
        for part in leaving.files.chunks(EACH) {
            let manifest = Manifest {
                resource_type: IMAGES.to_owned(),
                study: leaving.uid.clone(),
                instances: part.to_vec(),
            };
            let body =
                serde_json::to_vec(&manifest).map_err(|_| Fault::internal("listing images"))?;
            let title = match part.len() {
                1 => format!("{}, 1 image", leaving.title),
                n => format!("{}, {n} images", leaving.title),
            };
            all.push((self.app().new_id(), title, body));
        }
        let sent = SentStudy {
            items: u32::try_from(all.len()).unwrap_or(u32::MAX),
            images: u32::try_from(leaving.files.len()).unwrap_or(u32::MAX),
        };
        let patient = leaving.patient;
        self.write(move |tx| {
            for (uuid, title, body) in &all {
                let client_id = uuid.to_string();
                let new = New {
                    uuid: *uuid,
                    connection: patient.connection,
                    patient: patient.id,
                    resource_type: IMAGES,
                    title,
                    client_id: &client_id,
                    person: &person,
                    standing: Standing::of(State::Queued),
                    mine: body,
                    now,
                };
                items::queue(tx, &new)?;
            }
            Ok(())
        })
        .await?;
        Ok(sent)
    }
}
