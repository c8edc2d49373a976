//! DICOM files at the terminal.

use std::path::PathBuf;

use clap::Subcommand;
use wardbook_app::wire::image::{BringImages, FilePerson, ImageStudy, StudyRef};
use wardbook_app::wire::patient::PatientRef;

use crate::archive::{self, ArchiveCommand};
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

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
    /// Keep the images of a file, a folder, a disc or a ZIP beside a patient's chart
    Add {
        /// Patient: our id, the EHR's id, or the MRN
        patient: String,
        /// The file, folder or ZIP
        path: PathBuf,
        /// Also files that name another person than this patient
        #[arg(long)]
        even_if_other: bool,
    },
    /// Make DICOM files of a photo, a scan (JPEG, PNG, TIFF) or a PDF: a new study of the patient
    Wrap(crate::dicom_wrap::Wrap),
    /// List the images that are kept beside a patient's chart
    List {
        /// Patient: our id, the EHR's id, or the MRN
        patient: String,
    },
    /// Look for studies over all patients by what is remembered of one
    Find(crate::dicom_find::Remembered),
    /// Write the files of a study as they came, not encrypted, into a folder
    Export {
        /// The study's id, from `dicom list`
        study: String,
        /// The folder; it is made where it is missing
        folder: PathBuf,
    },
    /// Write files of a study without the person they are of (PS3.15 basic profile), not encrypted
    Anonymise(crate::dicom_out::Anonymise),
    /// List what was measured on a study's images and its key images, or write the measurements to a file
    Measurements {
        /// The study's id, from `dicom list`
        study: String,
        /// A file that does not exist yet: a DICOM structured report, not encrypted
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// List the reports and notes of the chart that belong to a study, the surest first
    Reports {
        /// The study's id, from `dicom list`
        study: String,
    },
    /// Show everything that the file of an instance says, element by element
    Header {
        /// The instance's id, from `dicom list --json`
        instance: String,
    },
    /// Say what a file that is no picture holds: report, document, recording, segmentation, plan
    Read {
        /// The instance's id, from `dicom list --json`
        instance: String,
    },
    /// The image archive of a connection (DICOMweb)
    Archive {
        #[command(subcommand)]
        command: ArchiveCommand,
    },
    /// Take a study's images away from this workstation
    Remove {
        /// The study's id, from `dicom list`
        study: String,
    },
}

/// Does it.
pub(crate) async fn act(program: &Program, command: DicomCommand) -> Result<(), Ended> {
    match command {
        DicomCommand::Decode { file, raw } => decode(program, file, raw).await,
        DicomCommand::Add {
            patient,
            path,
            even_if_other,
        } => add(program, patient, path, even_if_other).await,
        DicomCommand::Find(asked) => crate::dicom_find::find(program, asked).await,
        DicomCommand::List { patient } => list(program, patient).await,
        DicomCommand::Export { study, folder } => {
            program.open().await?;
            let (app, me) = (&program.app, &program.me);
            let written = app.export_images(me, &study, folder).await?;
            if program.json {
                print::json(&serde_json::json!({ "written": written }));
            } else {
                print::line(&format!("{written} files written, as they came."));
            }
            Ok(())
        }
        DicomCommand::Wrap(asked) => crate::dicom_wrap::wrap(program, asked).await,
        DicomCommand::Anonymise(asked) => crate::dicom_out::anonymise(program, asked).await,
        DicomCommand::Measurements { study, write } => {
            crate::dicom_seen::measurements(program, study, write).await
        }
        DicomCommand::Header { instance } => crate::dicom_seen::header(program, instance).await,
        DicomCommand::Reports { study } => crate::dicom_read::reports(program, study).await,
        DicomCommand::Read { instance } => crate::dicom_read::read(program, instance).await,
        DicomCommand::Archive { command } => archive::act(program, command).await,
        DicomCommand::Remove { study } => {
            program.open().await?;
            let request = StudyRef { study };
            program.app.remove_images(&program.me, request).await?;
            if program.json {
                print::json(&serde_json::json!({ "removed": true }));
            } else {
                print::line("These images are no longer on this workstation.");
            }
            Ok(())
        }
    }
}

async fn add(
    program: &Program,
    patient: String,
    path: PathBuf,
    even_if: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let request = BringImages {
        patient,
        path: absolute(&path),
        even_if,
    };
    let brought = program.app.bring_images(&program.me, request).await?;
    if program.json {
        print::json(&brought);
    } else {
        print::line(&format!(
            "{} files kept, {} were here already, of {} studies.",
            brought.kept, brought.here, brought.studies
        ));
        for person in &brought.other {
            print::line(&format!("Not kept: {}", named(person)));
        }
        if !brought.other.is_empty() {
            print::line("If they are of this patient, say so with --even-if-other.");
        }
        for one in &brought.refused {
            print::line(&format!("Not kept: {}: {}", clean(&one.name), one.reason));
        }
    }
    // Asked for and not done: a script has to see it.
    if brought.kept + brought.here == 0 {
        return Err(Ended::Said);
    }
    Ok(())
}

async fn list(program: &Program, patient: String) -> Result<(), Ended> {
    program.open().await?;
    let request = PatientRef { patient };
    let images = program.app.list_images(&program.me, request).await?;
    if program.json {
        print::json(&images);
        return Ok(());
    }
    if images.studies.is_empty() {
        print::line("No images of this patient are on this workstation.");
    }
    for study in &images.studies {
        print::line(&line(study));
        if !study.differs.is_empty() {
            print::line(&format!(
                "    {}: {}",
                study.differs.join(", "),
                named(&study.person)
            ));
        }
    }
    Ok(())
}

/// Whom files name, in words.
pub(crate) fn named(person: &FilePerson) -> String {
    let said = |text: &Option<String>| clean(text.as_deref().unwrap_or("not said"));
    format!(
        "the files name {}, number {}, born {}",
        said(&person.name),
        said(&person.id),
        said(&person.birth_date)
    )
}

fn line(study: &ImageStudy) -> String {
    let mut modalities: Vec<&str> = study
        .series
        .iter()
        .filter_map(|series| series.modality.as_deref())
        .collect();
    modalities.sort_unstable();
    modalities.dedup();
    let files: usize = study
        .series
        .iter()
        .map(|series| series.instances.len())
        .sum();
    format!(
        "{}  {}  {}  {}  {} series, {files} files, {} bytes",
        study.id,
        study.date.as_deref().unwrap_or("no date   "),
        clean(&modalities.join(",")),
        clean(study.description.as_deref().unwrap_or("no description")),
        study.series.len(),
        study.bytes
    )
}

async fn decode(program: &Program, file: PathBuf, raw: Option<PathBuf>) -> Result<(), Ended> {
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
