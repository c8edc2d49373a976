//! DICOM files at the terminal.

use std::path::PathBuf;

use clap::Subcommand;

use crate::print;
use crate::program::{Ended, Program};

/// What is done with a DICOM file.
#[derive(Debug, Subcommand)]
pub(crate) enum DicomCommand {
    /// Decode every frame of a file; says what it is and the SHA-256 of its pixels, and keeps nothing
    Decode {
        /// The DICOM file
        file: PathBuf,
        /// Where the raw pixels go, not encrypted: frame after frame, samples together, colour as RGB
        #[arg(long)]
        raw: Option<PathBuf>,
    },
}

/// Does it.
pub(crate) async fn act(program: &Program, command: DicomCommand) -> Result<(), Ended> {
    let DicomCommand::Decode { file, raw } = command;
    let report = program.app.decode_dicom(&program.me, file, raw).await?;
    if program.json {
        print::json(&report);
        return Ok(());
    }
    print::line(&format!(
        "{} frames of {} columns and {} rows, {} samples of {} bits, decoded as {:?} ({}), in {:.3} s",
        report.frames,
        report.columns,
        report.rows,
        report.samples,
        report.bits,
        report.decoded_colour,
        report.colour_by,
        report.seconds
    ));
    print::line(&format!(
        "Transfer syntax {}; {} bytes as {}, SHA-256 {}",
        report.transfer_syntax, report.bytes, report.samples_as, report.sha256
    ));
    for odd in &report.read_warnings {
        print::words(&format!("Odd in the file: {odd}"));
    }
    for odd in &report.decode_warnings {
        print::words(&format!("Odd in a frame: {odd}"));
    }
    Ok(())
}
