//! What is asked of charts and of lists of patients.

use clap::{Subcommand, ValueEnum};

/// What to do with lists of patients.
#[derive(Debug, Subcommand)]
pub(crate) enum ListsCommand {
    /// Who is on one
    Show {
        /// Its name or id: mine, starred, recent, or one of an EHR
        list: String,
    },
    /// Read the lists that an EHR keeps (List, Group)
    Fetch {
        /// The EHR's name
        name: String,
        /// Only this Group, by its FHIR id; for EHRs that do not list theirs
        #[arg(long, value_name = "FHIR-ID")]
        group: Option<String>,
    },
    /// Forget a list of an EHR here
    Forget {
        /// Its name or id
        list: String,
    },
}

/// Where a record came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CameFrom {
    /// An EHR
    Ehr,
    /// A file somebody imported
    File,
    /// It was made on this workstation
    Workstation,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Everything as the EHR sent it, one FHIR Bundle
    Bundle,
    /// An International Patient Summary, a FHIR document
    Ips,
    /// Chosen sections as pages to print
    Pdf,
    /// The table of one section
    Csv,
}
