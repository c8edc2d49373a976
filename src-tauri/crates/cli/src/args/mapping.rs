//! What is asked of the mapping.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// What is asked of the mapping. An id is our record's, `Type/id` at the EHR, or the EHR's id alone.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum MappingCommand {
    /// One mapping, with what people did to it
    Get {
        /// The EHR's name
        name: String,
        /// The id
        id: String,
    },
    /// Many
    List {
        /// The EHR's name
        name: String,
        /// Only those that stand like this
        #[arg(long, value_enum)]
        stands: Option<Stands>,
        /// Only of this resource type
        #[arg(long, value_name = "TYPE")]
        r#type: Option<String>,
        /// Only those not received for so many minutes
        #[arg(long, value_name = "MINUTES")]
        older_than: Option<u32>,
        /// Only this one
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// As CSV
        #[arg(long)]
        csv: bool,
    },
    /// How many, how old, what fails
    Figures {
        /// The EHR's name
        name: String,
    },
    /// The EHR calls it otherwise now; it is read there first
    Relink {
        /// The EHR's name
        name: String,
        /// The id
        id: String,
        /// The EHR's new id
        fhir_id: String,
    },
    /// Take it out of use until the EHR gives it again
    Deactivate {
        /// The EHR's name
        name: String,
        /// The id
        id: String,
    },
    /// Take it back into use
    Activate {
        /// The EHR's name
        name: String,
        /// The id
        id: String,
    },
    /// Write words beside it
    Note {
        /// The EHR's name
        name: String,
        /// The id
        id: String,
        /// The words
        text: String,
    },
    /// Relink many from a CSV file with the columns id,fhir_id
    Import {
        /// The EHR's name
        name: String,
        /// The file
        file: PathBuf,
    },
    /// Ask the EHR again for what failed: all of it, or one
    Retry {
        /// The EHR's name
        name: String,
        /// Only this one
        id: Option<String>,
        /// Only what was put aside under this number
        #[arg(long, value_name = "NUMBER")]
        aside: Option<u32>,
    },
}

/// Where a mapping stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stands {
    /// Nothing went wrong
    Active,
    /// The last thing tried failed
    InError,
    /// Gone at the EHR
    Removed,
    /// Taken out of use
    Inactive,
}
