//! DICOM images: what a file holds, and the images that are kept beside a chart. Owns the words for what went wrong with
//! one; refuses to look at pixels, which is the imaging room's.

mod anonymise;
mod archive;
mod beside;
mod bring;
mod document;
mod files;
mod find;
mod frame;
mod header;
mod kept;
mod layout;
mod look;
mod looking;
mod marks;
mod measured;
mod object;
mod out;
mod report;
mod stack;
mod thumbnail;
mod waveform;
mod whose;
mod wrap;

pub(crate) use archive::{IMAGES, ImageLane, secret_of, setting_of};
pub(crate) use looking::Looking;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use wardbook_imaging::{Limits, ReadError, Report, decode_file};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::blocking;
use crate::failure::Fault;
use crate::new_file;
use crate::wire::profile::Failure;

impl App {
    /// Decodes every frame of a DICOM file, into `raw` where that is given: frame after frame, rows from the top,
    /// samples of a pixel together, colour as RGB, in the byte order of the file. Needs no profile. Nothing is left of
    /// `raw` where that fails.
    pub async fn decode_dicom(
        &self,
        actor: &Actor,
        file: PathBuf,
        raw: Option<PathBuf>,
    ) -> Result<Report, Failure> {
        self.enter_closed(actor, "decode_dicom", Permission::ImportRecords, |_| {
            blocking(move || match raw {
                Some(raw) => into_file(&file, &raw),
                None => decoded(&file, &mut io::sink()),
            })
        })
        .await
    }
}

fn into_file(file: &Path, raw: &Path) -> Result<Report, Fault> {
    // Never over something that is there: a slip of the hand would cost the very file that is read.
    let out = new_file::create(raw).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault::invalid(
            "There is a file of that name already, and it was left as it is. Name another one for the pixels.",
        ),
        _ => Fault::from(error),
    })?;
    let mut out = BufWriter::new(out);
    let report = decoded(file, &mut out).and_then(|report| {
        out.flush()?;
        Ok(report)
    });
    if report.is_err() {
        drop(out);
        if let Err(error) = std::fs::remove_file(raw) {
            // What went wrong before is what is told.
            tracing::warn!(kind = ?error.kind(), "half of an image's pixels could not be removed");
        }
    }
    report
}

fn decoded(file: &Path, raw: &mut impl Write) -> Result<Report, Fault> {
    let source = BufReader::new(File::open(file)?);
    decode_file(source, raw, &Limits::default()).map_err(|failure| match failure {
        wardbook_imaging::Failure::Write(error)
        | wardbook_imaging::Failure::Read(ReadError::Source(error)) => Fault::from(error),
        other => Fault::invalid(format!(
            "This file's image cannot be shown: {other}. The file was left as it is."
        )),
    })
}
