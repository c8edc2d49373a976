//! The images of a patient that are here: listed, and taken away from this workstation.

use std::sync::Arc;

use uuid::Uuid;
use wardbook_imaging::class_name;
use wardbook_store::images::{self, Kept};
use wardbook_store::patients;

use super::whose::{self, Known};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::wire::image::{ImageInstance, ImageSeries, ImageStudies, ImageStudy, StudyRef};
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

impl App {
    /// The studies of a patient whose images are here.
    pub async fn list_images(
        &self,
        actor: &Actor,
        request: PatientRef,
    ) -> Result<ImageStudies, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "image.list", Permission::ViewCharts)
                .await;
        };
        let act = Act::recorded("image.list", Permission::ViewCharts).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            let found = pass
                .read(move |store, c| {
                    let Some((known, row)) = Known::find(store, c, patient)? else {
                        return Ok(None);
                    };
                    Ok(Some((known, images::of_patient(c, row.id)?)))
                })
                .await?;
            let (known, kept) = found.ok_or_else(Fault::no_patient)?;
            let mut series = kept.iter().flat_map(|one| &one.series);
            if let Some(any) = series.find_map(|(_, all)| Some(all.first()?.uuid)) {
                // Somebody is about to look, and starting what decodes takes longer than most pictures do.
                let open = Arc::clone(pass.open());
                drop(tokio::task::spawn_blocking(move || {
                    open.images().make_ready(open.store(), any);
                }));
            }
            let bytes = kept.iter().map(|one| one.bytes).sum::<u64>() as f64;
            let studies = kept.into_iter().map(|one| study(one, &known)).collect();
            Ok(ImageStudies { studies, bytes })
        })
        .await
    }

    /// Takes a study away from this workstation; its files are not kept anywhere else by this.
    pub async fn remove_images(&self, actor: &Actor, request: StudyRef) -> Result<(), Failure> {
        let act = Act::recorded("image.remove", Permission::ImportRecords);
        let (act, study, patient) = self.about_study(act, &request.study).await;
        self.enter(actor, act, |pass| async move {
            let study = study.ok_or_else(no_study)?;
            let removed = pass.write(move |tx| images::remove(tx, study)).await?;
            if !removed {
                return Err(no_study());
            }
            if let Some(patient) = patient {
                pass.app().tell(Change::Chart {
                    patient: patient.to_string(),
                });
            }
            Ok(())
        })
        .await
    }

    /// The act is about this study of its patient; their ids.
    pub(super) async fn about_study(
        &self,
        act: Act,
        study: &str,
    ) -> (Act, Option<Uuid>, Option<Uuid>) {
        let id = uuid(study);
        let patient = self.patient_of_study(id).await;
        let act = act.about(study.to_owned()).of_maybe(patient);
        (act, id, patient)
    }

    async fn patient_of_study(&self, study: Option<Uuid>) -> Option<Uuid> {
        let (study, open) = (study?, self.opened().ok()?);
        let found = crate::door::blocking(move || {
            Ok(open.store().read(|c| {
                let Some(patient) = images::patient_of(c, study)? else {
                    return Ok(None);
                };
                Ok(patients::by_key(c, patient)?.map(|row| row.uuid))
            })?)
        });
        found.await.ok().flatten()
    }
}

pub(super) fn no_study() -> Fault {
    Fault::new(
        Code::RecordNotFound,
        "These images are not on this workstation. They may have been removed; look at the list again.",
    )
}

fn study(kept: Kept, known: &Known) -> ImageStudy {
    let Kept {
        study,
        person,
        at,
        bytes,
        series,
    } = kept;
    ImageStudy {
        id: study.uuid.to_string(),
        uid: study.uid,
        date: study.date,
        time: study.time,
        description: study.description,
        accession: study.accession,
        bytes: bytes as f64,
        added_at: at as f64,
        added_by: person,
        person: whose::person(&study.said),
        differs: known.differs(&study.said),
        series: series
            .into_iter()
            .map(|(series, instances)| ImageSeries {
                id: series.uuid.to_string(),
                uid: series.uid,
                modality: series.modality,
                number: series.number,
                description: series.description,
                body_part: series.body_part,
                laterality: series.laterality,
                instances: instances.into_iter().map(instance).collect(),
            })
            .collect(),
    }
}

fn instance(one: images::Instance) -> ImageInstance {
    ImageInstance {
        id: one.uuid.to_string(),
        kind: kind(one.class.as_deref(), one.frames).to_owned(),
        name: one.class.as_deref().and_then(class_name).map(str::to_owned),
        uid: one.uid,
        number: one.number,
        rows: one.rows,
        columns: one.columns,
        frames: one.frames,
        place: one.place,
        remarks: one
            .remarks
            .map(|all| all.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}

/// What an instance holds, by its SOP class (PS3.6 A: encapsulated documents, structured reports, waveforms).
fn kind(class: Option<&str>, frames: u32) -> &'static str {
    let of = class.and_then(|class| class.strip_prefix("1.2.840.10008.5.1.4.1.1."));
    match of.and_then(|of| of.split('.').next()) {
        Some("104") => "document",
        Some("88") => "report",
        Some("9") => "waveform",
        _ if frames > 0 => "image",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn what_a_file_holds_is_said_by_its_class() {
        assert_eq!(kind(Some("1.2.840.10008.5.1.4.1.1.2"), 1), "image");
        assert_eq!(kind(Some("1.2.840.10008.5.1.4.1.1.104.1"), 0), "document");
        assert_eq!(kind(Some("1.2.840.10008.5.1.4.1.1.88.33"), 0), "report");
        assert_eq!(kind(Some("1.2.840.10008.5.1.4.1.1.9.1.1"), 0), "waveform");
        assert_eq!(kind(Some("1.2.840.10008.5.1.4.1.1.481.3"), 0), "other");
        assert_eq!(kind(None, 0), "other");
    }
}
