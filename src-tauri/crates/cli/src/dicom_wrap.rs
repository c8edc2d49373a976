//! A photo, a scan or a PDF made DICOM, at the terminal.

use std::path::PathBuf;

use clap::Args;
use wardbook_app::wire::image_wrap::WrapImages;

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};

/// What is wrapped.
#[derive(Debug, Args)]
pub(crate) struct Wrap {
    /// Patient: our id, the EHR's id, or the MRN
    patient: String,
    /// The file
    #[arg(required_unless_present = "document")]
    path: Option<PathBuf>,
    /// Instead of a file, a document of the patient's chart: its record's id
    #[arg(long, value_name = "RECORD", conflicts_with = "path")]
    document: Option<String>,
    /// What it is called
    #[arg(long)]
    title: String,
    /// The day it was taken or written, 2024-06-11
    #[arg(long, value_name = "DAY")]
    made: Option<String>,
    /// It is paper or film from a scanner, not a photograph
    #[arg(long)]
    scan: bool,
}

/// Makes a study of it.
pub(crate) async fn wrap(program: &Program, asked: Wrap) -> Result<(), Ended> {
    program.open().await?;
    let request = WrapImages {
        patient: asked.patient,
        path: asked.path.as_deref().map(absolute),
        record: asked.document,
        title: asked.title,
        made: asked.made,
        scan: asked.scan,
    };
    let made = program.app.wrap_images(&program.me, request).await?;
    if program.json {
        print::json(&made);
    } else {
        print::line(&format!(
            "{} files, a study of its own: {}",
            made.files, made.study
        ));
    }
    Ok(())
}
