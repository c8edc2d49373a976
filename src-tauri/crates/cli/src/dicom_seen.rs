//! What somebody saw in images, at the terminal: measurements, key images, and what a file says.

use std::path::PathBuf;

use wardbook_app::wire::image::{
    ImageMeasurement, InstanceRef, MarkFigure, StudyRef, WriteMeasurements,
};

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// Lists them, or writes them to a file.
pub(crate) async fn measurements(
    program: &Program,
    study: String,
    write: Option<PathBuf>,
) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    if let Some(path) = write {
        let path = absolute(&path);
        let request = WriteMeasurements { study, path };
        let written = app.write_measurements(me, request).await?;
        if program.json {
            print::json(&written);
        } else {
            print::line(&format!("Measurements written to {}.", written.path));
        }
        return Ok(());
    }
    let marks = app.image_marks(me, StudyRef { study }).await?;
    if program.json {
        print::json(&marks);
        return Ok(());
    }
    if marks.measurements.is_empty() {
        print::line("Nothing was measured on these images.");
    }
    for one in &marks.measurements {
        print::line(&line(one));
    }
    for key in &marks.keys {
        print::line(&format!(
            "Key image: instance {}, frame {}, by {}",
            key.instance,
            key.frame + 1,
            clean(&key.by)
        ));
    }
    Ok(())
}

fn line(one: &ImageMeasurement) -> String {
    let figures: Vec<String> = one.figures.iter().map(figure).collect();
    format!(
        "{}  {}  {}  instance {}, frame {}, by {}: {}",
        one.id,
        one.kind,
        clean(one.name.as_deref().unwrap_or("no name")),
        one.instance,
        one.frame + 1,
        clean(&one.by),
        figures.join(", ")
    )
}

fn figure(figure: &MarkFigure) -> String {
    let unit = figure.unit.as_deref().map(clean).unwrap_or_default();
    let place = if figure.at_detector {
        " at the detector"
    } else {
        ""
    };
    let text = format!("{} {} {unit}", figure.what, figure.value);
    format!("{}{place}", text.trim_end())
}

/// Every element of a file.
pub(crate) async fn header(program: &Program, instance: String) -> Result<(), Ended> {
    program.open().await?;
    let request = InstanceRef { instance };
    let header = program.app.image_header(&program.me, request).await?;
    if program.json {
        print::json(&header);
        return Ok(());
    }
    for one in &header.elements {
        let name = one
            .keyword
            .as_deref()
            .unwrap_or(if one.private { "private" } else { "" });
        let said = one.value.as_ref().or(one.instead.as_ref());
        print::line(&format!(
            "{}{} {} {name}: {}",
            "  ".repeat(one.depth.into()),
            one.tag,
            one.vr,
            said.map(|text| clean(text)).unwrap_or_default()
        ));
    }
    if header.more > 0.0 {
        print::words(&format!("{} more are in the file.", header.more));
    }
    for odd in &header.remarks {
        print::words(&format!("Odd in the file: {odd}"));
    }
    Ok(())
}
