//! What is asked of documents at the terminal.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What is done with documents.
#[derive(Debug, Subcommand)]
pub(crate) enum DocumentCommand {
    /// Keep a file with a patient: whole, encrypted, found by its words, and sent where the EHR takes it
    Add(AddDocument),
    /// How large a document may be, in megabytes; without a number, says it
    Limit {
        /// 1 to 1000
        megabytes: Option<u32>,
    },
    /// The folder in which scanners leave files; without a path, says it and what waits there
    Folder {
        /// Its whole path
        #[arg(conflicts_with = "none")]
        path: Option<PathBuf>,
        /// Watch none
        #[arg(long)]
        none: bool,
    },
    /// Every version of a document, the newest first
    Versions {
        /// The record's id
        record: String,
    },
    /// How the text of two versions differs
    Compare {
        /// The earlier record's id
        earlier: String,
        /// The later record's id
        later: String,
    },
    /// Make an older version the one in force: a new version with its content
    Restore {
        /// The older version's record id
        record: String,
    },
    /// Say that another document takes the place of one
    Supersede {
        /// The record that is no longer in force
        record: String,
        /// The record that is
        by: String,
    },
    /// Mark a document as entered in error, or take that back
    InError {
        /// The record's id
        record: String,
        /// Take the mark back
        #[arg(long)]
        undo: bool,
    },
    /// Turn pages of a PDF, as a new version
    Rotate {
        /// The record's id
        record: String,
        /// Pages such as 1,3-5; all where absent
        #[arg(long)]
        pages: Option<String>,
        /// Degrees clockwise: 90, 180, 270
        #[arg(long, default_value_t = 90)]
        by: u32,
    },
    /// Take pages out of a PDF as a document of their own; the rest becomes a new version
    Split {
        /// The record's id
        record: String,
        /// Pages such as 1,3-5
        #[arg(long)]
        pages: String,
        /// The new document's title
        #[arg(long)]
        title: Option<String>,
        /// Leave the pages in the old document too
        #[arg(long)]
        leave: bool,
    },
    /// Put PDFs together: a new version of the first, with all pages of the others behind it
    Merge {
        /// The record it becomes a new version of
        record: String,
        /// The others' records, in order
        #[arg(required = true)]
        others: Vec<String>,
    },
    /// Give a document, or pages of it, to the patient it belongs to
    Reassign {
        /// The record's id
        record: String,
        /// The other patient: id, the EHR's id, MRN, or a name only one has
        patient: String,
        /// Only these pages, such as 1,3-5
        #[arg(long)]
        pages: Option<String>,
    },
    /// Write documents of one patient to a file for another clinician
    Share {
        /// The records' ids
        #[arg(required = true)]
        records: Vec<String>,
        /// A file that is not there yet
        #[arg(long, short)]
        output: PathBuf,
        #[command(flatten)]
        with: SharedWith,
    },
    /// Look into a shared file, and take its documents into a chart
    OpenShared {
        /// The file
        file: PathBuf,
        /// The patient whose chart they go into; without, they are only listed
        #[arg(long)]
        into: Option<String>,
        /// Only these documents, by number
        #[arg(long, value_name = "NUMBER")]
        document: Vec<u32>,
        /// A file with the private key (AGE-SECRET-KEY-…) it was made for
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// Name or birth date differ, and it is the same person: you looked
        #[arg(long)]
        same_person: bool,
    },
    /// The templates for notes and letters, and the fields they may have
    Templates,
    /// A template filled from a chart, to standard output
    Fill {
        /// Patient: id, the EHR's id, MRN, or a name only one has
        patient: String,
        /// The template's name
        template: String,
        /// Encounter, by its FHIR id; the one that is going on where absent
        #[arg(long, value_name = "FHIR-ID")]
        encounter: Option<String>,
    },
    /// Keep a note or letter from a template
    Write {
        /// Patient: id, the EHR's id, MRN, or a name only one has
        patient: String,
        /// The template's name
        template: String,
        /// Its finished text, instead of the template as it is filled
        #[arg(long, value_name = "FILE")]
        text: Option<PathBuf>,
        /// As PDF instead of text
        #[arg(long)]
        pdf: bool,
        /// Encounter, by its FHIR id; the one that is going on where absent
        #[arg(long, value_name = "FHIR-ID")]
        encounter: Option<String>,
        /// The record it takes the place of, as its new version
        #[arg(long, value_name = "RECORD")]
        replaces: Option<String>,
        /// Keep it here for now: it is not sent
        #[arg(long)]
        draft: bool,
    },
    /// Say who may look at a document you added; it counts where several people use the profile
    Access {
        /// The record's id
        record: String,
        /// Who
        #[arg(value_enum)]
        level: Access,
    },
}

/// Who can open a shared file.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SharedWith {
    /// Ask for a passphrase, twice; or the first line of standard input where no person is there
    #[arg(long)]
    pub(crate) passphrase: bool,
    /// The recipient's public key (age1…)
    #[arg(long, value_name = "KEY")]
    pub(crate) recipient: Option<String>,
    /// Not encrypted: anybody can read the file
    #[arg(long)]
    pub(crate) plain: bool,
}

/// Who may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Access {
    /// Whoever brought it
    Private,
    /// The team
    Team,
    /// Everyone on this workstation
    Everyone,
}

impl Access {
    /// As it is kept.
    pub(crate) fn word(self) -> String {
        let word = match self {
            Access::Private => "private",
            Access::Team => "team",
            Access::Everyone => "everyone",
        };
        word.to_owned()
    }
}

/// A document and what is known of it.
#[derive(Debug, Args)]
pub(crate) struct AddDocument {
    /// Patient: id, the EHR's id, MRN, or a name only one has
    pub(crate) patient: String,
    /// PDF, DOCX, RTF, HTML, C-CDA, text or an image
    pub(crate) file: PathBuf,
    /// The record it takes the place of, as its new version
    #[arg(long, value_name = "RECORD")]
    pub(crate) replaces: Option<String>,
    /// Keep it here for now: it is not sent
    #[arg(long)]
    pub(crate) draft: bool,
    /// Who may look, where several people use the profile
    #[arg(long, value_enum)]
    pub(crate) access: Option<Access>,
    /// Title
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Type, as a LOINC code such as 11506-3
    #[arg(long = "type", value_name = "LOINC")]
    pub(crate) kind: Option<String>,
    /// When it was written: YYYY-MM-DD, or with a time and its zone
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// Who wrote it
    #[arg(long)]
    pub(crate) author: Option<String>,
    /// Encounter, by its FHIR id
    #[arg(long, value_name = "FHIR-ID")]
    pub(crate) encounter: Option<String>,
    /// Description
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Confidentiality: U, L, M, N, R or V
    #[arg(long, value_name = "CODE")]
    pub(crate) confidentiality: Option<String>,
}
