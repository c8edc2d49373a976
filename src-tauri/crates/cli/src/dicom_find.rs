//! Studies of everybody on this workstation, looked for at the terminal.

use clap::Args;
use wardbook_app::wire::image_find::{FindStudies, FoundImageStudy};

use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// What is remembered of a study; all that is given has to be so.
#[derive(Debug, Args)]
pub(crate) struct Remembered {
    /// Beginnings of words of the patient's name, number or day of birth
    #[arg(long)]
    patient: Option<String>,
    /// Of this day or later, like 2026-11-18
    #[arg(long)]
    from: Option<String>,
    /// Of this day or earlier
    #[arg(long)]
    to: Option<String>,
    /// As DICOM writes it, like CT
    #[arg(long)]
    modality: Option<String>,
    /// Words of the description of the study or of a series
    #[arg(long)]
    description: Option<String>,
    /// Words of the part of the body
    #[arg(long)]
    body_part: Option<String>,
    /// The beginning of the accession number
    #[arg(long)]
    accession: Option<String>,
    /// How many, at most 500
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// Looks for them.
pub(crate) async fn find(program: &Program, asked: Remembered) -> Result<(), Ended> {
    program.open().await?;
    let request = FindStudies {
        patient: asked.patient,
        from: asked.from,
        to: asked.to,
        modality: asked.modality,
        description: asked.description,
        body_part: asked.body_part,
        accession: asked.accession,
        offset: 0,
        limit: asked.limit,
    };
    let found = program.app.find_studies(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    for study in &found.studies {
        print::line(&line(study));
    }
    let more = found.all - found.studies.len() as f64;
    if found.studies.is_empty() {
        print::line("No images of such a study are on this workstation.");
    }
    if more > 0.0 {
        print::line(&format!("{more} more are not listed."));
    }
    if found.undated > 0.0 {
        print::line(&format!(
            "{} more say no day and may be of the days that were asked for.",
            found.undated
        ));
    }
    Ok(())
}

fn line(study: &FoundImageStudy) -> String {
    let said = |text: &Option<String>, without: &str| clean(text.as_deref().unwrap_or(without));
    format!(
        "{}  {}  {}, born {}, number {}  {}  {}  {}  {}",
        study.study,
        said(&study.date, "no date   "),
        said(&study.name, "name not recorded"),
        said(&study.birth_date, "not said"),
        said(&study.mrn, "not said"),
        clean(&study.modalities.join(",")),
        said(&study.description, "no description"),
        clean(&study.body_parts.join(",")),
        said(&study.accession, "no accession number")
    )
}
