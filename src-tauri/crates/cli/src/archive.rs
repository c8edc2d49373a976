//! Image archives at the terminal: where a connection's is, what it has, fetching from it.

use clap::{Subcommand, ValueEnum};
use wardbook_app::wire::archive::{
    ArchiveSignIn, ConnectionArchive, FetchStudy, FindInArchive, PatientStudy, SetArchive,
};
use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::hidden::Hidden;
use wardbook_app::wire::image::StudyRef;
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::sync::Change;

use crate::ask;
use crate::dicom::named;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// How one signs in at an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// With the connection's own sign-in: its token is shown to the archive's address
    Connection,
    /// With a user name and a password
    Basic,
    /// With a token that the archive's people gave out
    Token,
    /// Not at all
    None,
}

/// What is done with a connection's image archive.
#[derive(Debug, Subcommand)]
pub(crate) enum ArchiveCommand {
    /// Say where a connection's images are (DICOMweb), and how one signs in there
    Set {
        /// The connection's name
        name: String,
        /// The address that `studies` follows, like `https://pacs.example.org/dicom-web`; "" takes the archive away
        base: String,
        /// How one signs in
        #[arg(long, value_enum, default_value = "connection")]
        sign_in: By,
        /// The user name for `basic`
        #[arg(long)]
        user: Option<String>,
        /// Read the password or token from standard input
        #[arg(long)]
        secret_stdin: bool,
    },
    /// Show where a connection's images are
    Show {
        /// The connection's name
        name: String,
    },
    /// See whether the archive is reached and lets one search
    Test {
        /// The connection's name
        name: String,
    },
    /// Search the archive
    Search {
        /// The connection's name
        name: String,
        /// Patient number, to the letter
        #[arg(long)]
        number: Option<String>,
        /// Patient's name as DICOM writes it, `Holm*`
        #[arg(long)]
        patient_name: Option<String>,
        /// Accession number
        #[arg(long)]
        accession: Option<String>,
        /// A day, 2024-06-11, or two with .. between
        #[arg(long)]
        date: Option<String>,
        /// Modality: CT, MR, US …
        #[arg(long)]
        modality: Option<String>,
        /// Description, with * for any letters
        #[arg(long)]
        description: Option<String>,
    },
    /// List a patient's examinations: here, in the chart, in the archive
    List {
        /// Patient: our id, the EHR's id, or the MRN
        patient: String,
    },
    /// Send the images of a study to the archive, by the outbox: `outbox send` takes them there
    Send {
        /// The study's id, from `dicom list`
        study: String,
    },
    /// Fetch the images of a study that are not here yet; whoever was cut off goes on where it ended
    Fetch {
        /// Patient: our id, the EHR's id, or the MRN
        patient: String,
        /// The study's UID, from `list` or `search`
        study: String,
        /// Also images that name another person than this patient
        #[arg(long)]
        even_if_other: bool,
    },
}

/// Does it.
pub(crate) async fn act(program: &Program, command: ArchiveCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    match command {
        ArchiveCommand::Set {
            name,
            base,
            sign_in,
            user,
            secret_stdin,
        } => {
            let request = SetArchive {
                connection: name,
                secret: secret(sign_in, secret_stdin, &base)?.map(Hidden::new),
                base,
                sign_in: word(sign_in),
                account: user,
            };
            shown(program, &app.set_connection_archive(me, request).await?);
        }
        ArchiveCommand::Show { name } => {
            let request = ConnectionRef { connection: name };
            shown(program, &app.connection_archive(me, request).await?);
        }
        ArchiveCommand::Test { name } => {
            let request = ConnectionRef { connection: name };
            app.test_archive(me, request).await?;
            if program.json {
                print::json(&serde_json::json!({ "reached": true }));
            } else {
                print::line("The archive answers, and lets this sign-in search.");
            }
        }
        ArchiveCommand::Search {
            name,
            number,
            patient_name,
            accession,
            date,
            modality,
            description,
        } => {
            let request = FindInArchive {
                connection: name,
                patient_id: number,
                patient_name,
                accession,
                date,
                modality,
                description,
            };
            search(program, request).await?;
        }
        ArchiveCommand::Send { study } => {
            let sent = app.send_study(me, StudyRef { study }).await?;
            if program.json {
                print::json(&sent);
            } else {
                print::line(&format!(
                    "{} images wait in the outbox, as {} items.",
                    sent.images, sent.items
                ));
            }
        }
        ArchiveCommand::List { patient } => list(program, patient).await?,
        ArchiveCommand::Fetch {
            patient,
            study,
            even_if_other,
        } => {
            let request = FetchStudy {
                patient,
                uid: study,
                even_if: even_if_other,
            };
            fetch(program, request).await?;
        }
    }
    Ok(())
}

fn word(by: By) -> ArchiveSignIn {
    match by {
        By::Connection => ArchiveSignIn::Connection,
        By::Basic => ArchiveSignIn::Basic,
        By::Token => ArchiveSignIn::Token,
        By::None => ArchiveSignIn::None,
    }
}

fn secret(by: By, stdin: bool, base: &str) -> Result<Option<String>, Ended> {
    if stdin {
        return ask::from_input().map(Some);
    }
    match by {
        _ if base.is_empty() => Ok(None),
        By::Basic => ask::secret("Password for the image archive: "),
        By::Token => ask::secret("Token for the image archive: "),
        By::Connection | By::None => Ok(None),
    }
}

fn shown(program: &Program, archive: &ConnectionArchive) {
    if program.json {
        print::json(archive);
        return;
    }
    let Some(base) = &archive.base else {
        print::line(
            "No image archive is set for this connection. Where a chart names one at the EHR's own address, that is asked.",
        );
        return;
    };
    let how = match archive.sign_in {
        ArchiveSignIn::None => "no sign-in".to_owned(),
        ArchiveSignIn::Connection => "the connection's own sign-in".to_owned(),
        ArchiveSignIn::Basic => format!(
            "user {} and a password",
            clean(archive.account.as_deref().unwrap_or_default())
        ),
        ArchiveSignIn::Token => "a token".to_owned(),
    };
    print::line(&format!("{base}, with {how}."));
}

async fn search(program: &Program, request: FindInArchive) -> Result<(), Ended> {
    let found = program.app.find_in_archive(&program.me, request).await?;
    if program.json {
        print::json(&found);
        return Ok(());
    }
    if found.studies.is_empty() {
        print::line("The archive has no study that matches.");
    }
    for study in &found.studies {
        print::line(&format!(
            "{}  {}  {}  {}  {} images",
            study.uid,
            study.date.as_deref().unwrap_or("no date   "),
            clean(&study.modalities.join(",")),
            clean(study.description.as_deref().unwrap_or("no description")),
            count(study.instances)
        ));
        print::line(&format!("    {}", named(&study.person)));
    }
    if found.more {
        print::words("The archive has more of them. Ask more narrowly.");
    }
    Ok(())
}

async fn list(program: &Program, patient: String) -> Result<(), Ended> {
    let request = PatientRef { patient };
    let told = program.app.patient_studies(&program.me, request).await?;
    if program.json {
        print::json(&told);
        return Ok(());
    }
    for study in &told.studies {
        print::line(&line(study));
        if !study.differs.is_empty() {
            print::line(&format!("    in the archive: {}", study.differs.join(", ")));
        }
    }
    if let Some(failure) = &told.failure {
        print::words(&format!("What the archive has is not known. {failure}"));
    } else if let Some(address) = &told.suggested {
        print::words(&format!(
            "The chart names an archive that nobody has set: {}. Set it with `dicom archive set` to ask it.",
            clean(address)
        ));
    } else if told.archive.is_none() {
        print::words("No image archive is known for this patient's connection.");
    }
    Ok(())
}

fn line(study: &PatientStudy) -> String {
    let archive = match (study.in_archive, study.instances) {
        (true, Some(count)) => format!("{count} in the archive"),
        (true, None) => "in the archive".to_owned(),
        (false, _) => "not seen in the archive".to_owned(),
    };
    format!(
        "{}  {}  {}  {}  {} files here, {archive}{}",
        study.uid.as_deref().unwrap_or("no UID"),
        study.date.as_deref().unwrap_or("no date   "),
        clean(&study.modalities.join(",")),
        clean(study.description.as_deref().unwrap_or("no description")),
        study.here,
        if study.record.is_some() {
            ", in the chart"
        } else {
            ""
        }
    )
}

fn count(known: Option<u32>) -> String {
    known.map_or_else(|| "unknown number of".to_owned(), |count| count.to_string())
}

async fn fetch(program: &Program, request: FetchStudy) -> Result<(), Ended> {
    let mut changes = program.app.subscribe();
    let fetching = program.app.fetch_study(&program.me, request);
    tokio::pin!(fetching);
    let fetched = loop {
        tokio::select! {
            ended = &mut fetching => break ended?,
            change = changes.recv() => {
                if let (Ok(Change::Fetching { done, of, .. }), false) = (change, program.json) {
                    print::words(&format!("{done} of {of} images are here"));
                }
            }
        }
    };
    if program.json {
        print::json(&fetched);
    } else {
        print::line(&format!(
            "{} images fetched, {} were here already, of {}.",
            fetched.kept, fetched.here, fetched.of
        ));
        for person in &fetched.other {
            print::line(&format!("Not kept: {}", named(person)));
        }
        if !fetched.other.is_empty() {
            print::line("If they are of this patient, say so with --even-if-other.");
        }
        for one in &fetched.refused {
            print::line(&format!("Not kept: {}: {}", clean(&one.name), one.reason));
        }
    }
    // Asked for and not done: a script has to see it.
    if fetched.kept + fetched.here < fetched.of {
        return Err(Ended::Said);
    }
    Ok(())
}
