//! Measurements and key images: kept as they are made, shown again, taken away. Owns what a measurement has to be made
//! of; refuses one whose points do not make what it says, and figures that are no numbers.

use uuid::Uuid;
use wardbook_store::image_marks::{self, Measured, Measurement, Place};

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::wire::image::{
    ImageMarks, ImageMeasurement, KeepMeasurement, KeyImage, MarkFigure, MeasurementRef,
    SetKeyImage, StudyRef,
};
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// Longest name of a measurement, in characters: a line in a list.
const LONGEST: usize = 64;

impl App {
    /// What people left on the images of a study.
    pub async fn image_marks(
        &self,
        actor: &Actor,
        request: StudyRef,
    ) -> Result<ImageMarks, Failure> {
        // Asked with every opening of a study and after every mark: the opening has its row.
        let act = Act::unrecorded("image.marks", Permission::ViewCharts);
        let (act, study, patient) = self.about_study(act, &request.study).await;
        self.enter(actor, act, |pass| async move {
            let study = study.filter(|_| patient.is_some()).ok_or_else(no_study)?;
            let found = pass.read(move |_, c| all(c, study)).await?;
            told(study, found)
        })
        .await
    }

    /// Keeps a measurement; it is on disk when this answers.
    pub async fn keep_measurement(
        &self,
        actor: &Actor,
        request: KeepMeasurement,
    ) -> Result<ImageMarks, Failure> {
        let act = Act::recorded("image.measure", Permission::WriteRecords);
        let (act, study, _) = self.about_study(act, &request.study).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let place = place(study, &request.instance, request.frame)?;
            let measured = measured(&request)?;
            let id = match &request.id {
                Some(id) => Uuid::try_parse(id).map_err(|_| no_measurement())?,
                None => pass.app().new_id(),
            };
            let by = pass.by(person);
            let kept = pass
                .write(move |tx| {
                    if !image_marks::keep(tx, id, place, &measured, &by)? {
                        return Ok(None);
                    }
                    all(tx, place.study).map(Some)
                })
                .await?;
            told(place.study, kept.ok_or_else(no_study)?)
        })
        .await
    }

    /// Takes a measurement away; keeping it under its id has it back.
    pub async fn remove_measurement(
        &self,
        actor: &Actor,
        request: MeasurementRef,
    ) -> Result<ImageMarks, Failure> {
        let act = Act::recorded("image.unmeasure", Permission::WriteRecords);
        let (act, study, _) = self.about_study(act, &request.study).await;
        self.enter(actor, act, |pass| async move {
            let study = study.ok_or_else(no_study)?;
            let id = Uuid::try_parse(&request.measurement).map_err(|_| no_measurement())?;
            let at = pass.app().now();
            let gone = pass
                .write(move |tx| {
                    if !image_marks::remove(tx, study, id, at)? {
                        return Ok(None);
                    }
                    all(tx, study).map(Some)
                })
                .await?;
            told(study, gone.ok_or_else(no_measurement)?)
        })
        .await
    }

    /// Marks a frame as a key image, or takes the mark off.
    pub async fn set_key_image(
        &self,
        actor: &Actor,
        request: SetKeyImage,
    ) -> Result<ImageMarks, Failure> {
        let act = Act::recorded("image.key", Permission::WriteRecords);
        let (act, study, _) = self.about_study(act, &request.study).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let place = place(study, &request.instance, request.frame)?;
            let by = pass.by(person);
            let found = pass
                .write(move |tx| {
                    if !image_marks::set_key(tx, place, request.key, &by)? {
                        return Ok(None);
                    }
                    all(tx, place.study).map(Some)
                })
                .await?;
            told(place.study, found.ok_or_else(no_study)?)
        })
        .await
    }
}

type Found = (Vec<Measurement>, Vec<image_marks::Key>);

fn all(
    c: &wardbook_store::rusqlite::Connection,
    study: Uuid,
) -> Result<Found, wardbook_store::StoreError> {
    Ok((
        image_marks::of_study(c, study)?,
        image_marks::keys_of(c, study)?,
    ))
}

fn told(study: Uuid, (measurements, keys): Found) -> Result<ImageMarks, Fault> {
    let keys = keys.into_iter().map(|key| KeyImage {
        instance: key.instance.to_string(),
        frame: key.frame,
        by: key.person,
        at: key.at as f64,
    });
    Ok(ImageMarks {
        study: study.to_string(),
        measurements: measurements
            .into_iter()
            .map(wire)
            .collect::<Result<_, _>>()?,
        keys: keys.collect(),
    })
}

fn place(study: Option<Uuid>, instance: &str, frame: u32) -> Result<Place, Fault> {
    let instance = uuid(instance);
    let (study, instance) = study.zip(instance).ok_or_else(no_study)?;
    Ok(Place {
        study,
        instance,
        frame,
    })
}

fn no_measurement() -> Fault {
    Fault::new(
        Code::RecordNotFound,
        "This measurement is not there any more. Look at the list again.",
    )
}

/// How many points make each kind.
fn points_of(kind: &str) -> Option<usize> {
    Some(match kind {
        "point" => 1,
        "length" | "rectangle" | "ellipse" => 2,
        "angle" => 3,
        _ => return None,
    })
}

fn measured(request: &KeepMeasurement) -> Result<Measured, Fault> {
    let whole = points_of(&request.kind) == Some(request.points.len());
    let numbers = request.points.iter().flat_map(|(x, y)| [*x, *y]);
    let figures = request.figures.iter().map(|figure| figure.value);
    if !whole || !numbers.chain(figures).all(f64::is_finite) {
        return Err(Fault::invalid(
            "This measurement is not whole, and was not kept. Draw it again.",
        ));
    }
    let name = request.name.as_deref().map(str::trim).unwrap_or_default();
    if name.chars().count() > LONGEST {
        return Err(Fault::invalid(format!(
            "The name of a measurement has {LONGEST} letters at most."
        )));
    }
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|_| Fault::internal("a measurement"))
    };
    Ok(Measured {
        kind: request.kind.clone(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        points: json(serde_json::to_string(&request.points))?,
        figures: json(serde_json::to_string(&request.figures))?,
    })
}

/// As it goes over the edge; the rows were written here, so what cannot be read is a fault of the program.
pub(super) fn wire(one: Measurement) -> Result<ImageMeasurement, Fault> {
    let broken = |_| Fault::internal("a measurement");
    let points: Vec<(f64, f64)> = serde_json::from_str(&one.measured.points).map_err(broken)?;
    let figures: Vec<MarkFigure> = serde_json::from_str(&one.measured.figures).map_err(broken)?;
    Ok(ImageMeasurement {
        id: one.uuid.to_string(),
        instance: one.instance.to_string(),
        frame: one.frame,
        kind: one.measured.kind,
        name: one.measured.name,
        points,
        figures,
        by: one.person,
        at: one.at as f64,
        changed_by: one.changed_by,
        changed_at: one.changed_at as f64,
    })
}
