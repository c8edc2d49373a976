//! Images that leave without the person they are of, at the terminal.

use std::path::PathBuf;

use clap::Args;
use wardbook_app::wire::image_out::{AnonymiseImages, AnonymisedImages};

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// What leaves, and where to.
#[derive(Debug, Args)]
pub(crate) struct Anonymise {
    /// The study's id, from `dicom list`
    study: String,
    /// A new ZIP file (`.zip`), or a folder that is empty or new
    path: PathBuf,
    /// One series alone: its id, from `dicom list --json`
    #[arg(long)]
    series: Option<String>,
    /// One instance alone: its id, from `dicom list --json`; may be said several times
    #[arg(long)]
    instance: Vec<String>,
    /// Move dates into the past, all by the same number of days, instead of taking them away
    #[arg(long)]
    move_dates: bool,
    /// You looked at the pictures: no name is drawn into them, and nobody can be recognised
    #[arg(long)]
    looked: bool,
}

/// Writes them.
pub(crate) async fn anonymise(program: &Program, asked: Anonymise) -> Result<(), Ended> {
    program.open().await?;
    let request = AnonymiseImages {
        study: asked.study,
        series: asked.series,
        instances: asked.instance,
        path: absolute(&asked.path),
        move_dates: asked.move_dates,
        looked: asked.looked,
    };
    let done = program.app.anonymise_images(&program.me, request).await?;
    if program.json {
        print::json(&done);
    } else {
        for line in lines(&done) {
            print::line(&line);
        }
    }
    // Asked for and not done: a script has to see it.
    if done.written == 0 {
        return Err(Ended::Said);
    }
    Ok(())
}

fn lines(done: &AnonymisedImages) -> Vec<String> {
    let mut lines = vec![match &done.path {
        Some(path) => format!(
            "{} files written without their person: {}",
            done.written,
            clean(path)
        ),
        None => "Nothing was written.".to_owned(),
    }];
    lines.extend(
        done.left_out
            .iter()
            .map(|one| format!("Left out, {}: {}", one.many, one.reason)),
    );
    if done.left_out.iter().any(|one| one.looking_helps) {
        lines.push("Once you looked at these pictures and no name or face is in them, say so with --looked.".to_owned());
    }
    lines.extend(done.remarks.iter().map(|one| format!("Note: {one}.")));
    lines
}
