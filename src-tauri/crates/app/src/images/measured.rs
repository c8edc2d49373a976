//! What was measured and what is shown, out of the program: the measurements of a study as a DICOM structured report, and
//! the picture on the screen as PNG. Owns which name a measurement without one gets; refuses to write over anything.

use std::path::Path;

use uuid::Uuid;
use wardbook_imaging::measured::{Drawn, Figure, Measurement, MeasurementReport};
use wardbook_imaging::{Instance, Limits, Private};
use wardbook_store::blobs::Source;
use wardbook_store::{Store, image_marks, images};

use super::frame::cannot;
use super::kept::no_study;
use super::marks::wire;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::out::plot::PNG;
use crate::out::to_file;
use crate::wire::image::{ImageMeasurement, MarkFigure, WriteMeasurements, WrittenImage};
use crate::wire::profile::Failure;

/// Longest picture of a screen, in bytes.
const MOST_PICTURE: usize = 64 << 20;

impl App {
    /// Writes the measurements of a study to a file, as a DICOM structured report. It is not encrypted there.
    pub async fn write_measurements(
        &self,
        actor: &Actor,
        request: WriteMeasurements,
    ) -> Result<WrittenImage, Failure> {
        let act = Act::recorded("image.measurements", Permission::ExportCharts);
        let (act, study, _) = self.about_study(act, &request.study).await;
        let observer = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let study = study.ok_or_else(no_study)?;
            let all = pass
                .read(move |_, c| image_marks::of_study(c, study))
                .await?;
            let all = all.into_iter().map(wire).collect::<Result<Vec<_>, _>>()?;
            if all.is_empty() {
                return Err(Fault::invalid(
                    "Nothing was measured on these images, so there is nothing to write.",
                ));
            }
            let store = pass.open().store().clone();
            let uids = (uid(pass.app().new_id()), uid(pass.app().new_id()));
            let at = pass.app().now();
            blocking(move || {
                let bytes = report(&store, &all, observer, at, uids)?;
                to_file(Path::new(&request.path), &bytes)?;
                Ok(WrittenImage {
                    path: request.path,
                    bytes: bytes.len() as f64,
                })
            })
            .await
        })
        .await
    }

    /// Writes the picture that is shown, a PNG, to a file. It is not encrypted there.
    pub async fn write_picture(
        &self,
        actor: &Actor,
        study: &str,
        path: String,
        picture: Vec<u8>,
    ) -> Result<WrittenImage, Failure> {
        let act = Act::recorded("image.picture", Permission::ExportCharts);
        let (act, _, patient) = self.about_study(act, study).await;
        self.enter(actor, act, |_pass| async move {
            patient.ok_or_else(no_study)?;
            if !picture.starts_with(PNG) || picture.len() > MOST_PICTURE {
                return Err(Fault::internal("a picture that is no PNG"));
            }
            blocking(move || {
                to_file(Path::new(&path), &picture)?;
                Ok(WrittenImage {
                    path,
                    bytes: picture.len() as f64,
                })
            })
            .await
        })
        .await
    }
}

/// A UUID as a UID (PS3.5 B.2).
pub(super) fn uid(id: Uuid) -> String {
    format!("2.25.{}", id.as_u128())
}

fn report(
    store: &Store,
    all: &[ImageMeasurement],
    observer: String,
    at: i64,
    uids: (String, String),
) -> Result<Vec<u8>, Fault> {
    let mut known: Vec<(&str, Instance)> = Vec::new();
    let mut measurements = Vec::new();
    for (number, one) in all.iter().enumerate() {
        let seen = known.iter().position(|(id, _)| *id == one.instance);
        let image = seen.unwrap_or(known.len());
        if seen.is_none() {
            known.push((&one.instance, instance(store, &one.instance)?));
        }
        let frames = known
            .get(image)
            .map_or(1, |(_, instance)| instance.frames.count());
        measurements.push(measurement(one, number, image, frames)?);
    }
    let images: Vec<Instance> = known.into_iter().map(|(_, instance)| instance).collect();
    let now = jiff::Timestamp::from_millisecond(at)
        .map_err(|_| Fault::internal("the clock"))?
        .to_zoned(jiff::tz::TimeZone::system());
    let report = MeasurementReport {
        images: &images,
        measurements: &measurements,
        observer: Private::new(observer),
        written: (
            now.strftime("%Y%m%d").to_string(),
            now.strftime("%H%M%S").to_string(),
        ),
        uids,
    };
    report
        .file()
        .map_err(|error| Fault::invalid(format!("The report cannot be written: {error}.")))
}

fn instance(store: &Store, id: &str) -> Result<Instance, Fault> {
    let id = Uuid::try_parse(id).map_err(|_| no_study())?;
    let file = store.read(|c| images::file(c, id))?.ok_or_else(no_study)?;
    let source = Source::new(store.clone(), file.blob);
    Instance::read(source, &Limits::default()).map_err(cannot)
}

fn measurement(
    one: &ImageMeasurement,
    number: usize,
    image: usize,
    frames: u32,
) -> Result<Measurement, Fault> {
    let broken = || Fault::internal("a measurement");
    let drawn = match one.kind.as_str() {
        "point" => Drawn::Point,
        "length" => Drawn::Length,
        "angle" => Drawn::Angle,
        "rectangle" => Drawn::Rectangle,
        "ellipse" => Drawn::Ellipse,
        _ => return Err(broken()),
    };
    let id = Uuid::try_parse(&one.id).map_err(|_| broken())?;
    let mut name = one
        .name
        .clone()
        .unwrap_or_else(|| format!("Measurement {}", number + 1));
    // The standard's unit alone would let it pass for a length in the patient.
    if one.figures.iter().any(|figure| figure.at_detector) {
        name.push_str(" (at the detector)");
    }
    let figures = one.figures.iter().map(figure).collect::<Option<Vec<_>>>();
    Ok(Measurement {
        name: Private::new(name),
        uid: uid(id),
        drawn,
        points: one.points.clone(),
        figures: figures.ok_or_else(broken)?,
        image,
        frame: (frames > 1).then_some(one.frame),
    })
}

fn figure(figure: &MarkFigure) -> Option<(Figure, f64, Option<String>)> {
    let what = match figure.what.as_str() {
        "length" => Figure::Length,
        "angle" => Figure::Angle,
        "area" => Figure::Area,
        "mean" => Figure::Mean,
        "deviation" => Figure::Deviation,
        "least" => Figure::Least,
        "most" => Figure::Most,
        "value" => Figure::Value,
        _ => return None,
    };
    Some((what, figure.value, figure.unit.clone()))
}
