//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Wardbook: the whole chart on this workstation, encrypted, open when the EHR is not.
#[derive(Debug, Parser)]
#[command(name = "wardbook-cli", version, about, max_term_width = 100)]
#[command(
    after_help = "The passphrase comes from WARDBOOK_PASSPHRASE or is asked for; a profile kept by the \
keyring alone needs none.\nBROWSER names a program for signing in; it is given the address as its one argument."
)]
pub(crate) struct Arguments {
    /// The folder with the encrypted profile, instead of this account's own
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) profile: Option<PathBuf>,
    /// Answer with one JSON value on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a profile: by a passphrase, by the keyring, or by both together
    Init {
        /// Read the passphrase from standard input
        #[arg(long)]
        passphrase_stdin: bool,
        /// Keep the key in this computer's keyring
        #[arg(long)]
        keyring: bool,
    },
    /// Add an EHR
    Connect {
        /// Your name for it
        name: String,
        /// Its FHIR base URL
        #[arg(long, value_name = "URL")]
        fhir_base: String,
        /// The client id under which Wardbook is registered there
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// How requests are authorised
        #[arg(long, value_enum, default_value_t = Authorised::Smart)]
        auth: Authorised,
        /// Try it step by step and add nothing
        #[arg(long)]
        test: bool,
    },
    /// The EHRs that are configured
    Connections,
    /// Remove an EHR with all of its patients and records from this workstation
    Disconnect {
        /// Its name
        name: String,
    },
    /// Sign in at an EHR through the browser
    SignIn {
        /// Its name
        name: String,
    },
    /// Sign out; the EHR is told
    SignOut {
        /// Its name
        name: String,
    },
    /// Search patients at an EHR
    #[command(alias = "find")]
    Patients {
        /// The EHR's name
        name: String,
        /// Name, MRN or birth date (YYYY-MM-DD)
        #[arg(long, value_name = "TEXT")]
        search: String,
    },
    /// Fetch charts from an EHR; without a choice, of the patients already here
    Sync {
        /// The EHR's name
        name: String,
        /// A patient by FHIR id; may be given several times
        #[arg(long = "patient", value_name = "FHIR-ID", num_args = 1..)]
        patients: Vec<String>,
        /// Every patient the EHR lists
        #[arg(long, conflicts_with_all = ["patients", "from"])]
        all: bool,
        /// Patients from a file, one FHIR id a line
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// Patients on this workstation
    List {
        /// Only those whose name, MRN or birth date has this
        text: Option<String>,
    },
    /// A chart
    Chart {
        /// The patient's id, MRN or name
        patient: String,
        /// Only this section
        #[arg(long, value_name = "S")]
        section: Option<String>,
    },
    /// A note in full
    Note {
        /// The record's id
        record: String,
    },
    /// A record to the byte as it came
    Source {
        /// The record's id
        record: String,
    },
    /// Search every chart on this workstation
    Search {
        /// Words; the last may be a beginning
        text: String,
        /// Only this patient
        #[arg(long, value_name = "PATIENT")]
        patient: Option<String>,
        /// Hits at most
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// How complete the charts are
    Coverage {
        /// Only this patient
        patient: Option<String>,
    },
    /// How Wardbook itself is doing
    Status,
    /// Import a Bundle, NDJSON, a single resource, or a folder of them
    Import {
        /// The file or folder
        path: PathBuf,
    },
    /// Take a chart out, to standard output or a file
    Export {
        /// The patient's id, MRN or name
        patient: String,
        /// The form
        #[arg(long, value_enum, default_value_t = Format::Bundle)]
        format: Format,
        /// A file that does not exist yet
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The audit log
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Check everything on disk
    Doctor,
    /// Write what support needs to a file; nothing of a patient is in it
    SupportBundle {
        /// A file that does not exist yet
        file: PathBuf,
    },
}

/// What is asked of the audit log.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum AuditCommand {
    /// Walk the whole log and say whether a row was changed, cut or put in
    Verify,
}

/// How requests are authorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Authorised {
    /// Signing in with SMART on FHIR
    Smart,
    /// An open server
    None,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One FHIR Bundle
    Bundle,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_whole() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn profile_and_json_are_taken_before_and_after_the_command() {
        for words in [
            ["wardbook-cli", "--profile", "/w", "--json", "list"],
            ["wardbook-cli", "list", "--json", "--profile", "/w"],
        ] {
            let read = Arguments::try_parse_from(words).unwrap();
            assert!(read.json && read.profile.is_some());
        }
    }

    #[test]
    fn several_patients_are_named_in_both_ways() {
        for words in [
            vec![
                "wardbook-cli",
                "sync",
                "City",
                "--patient",
                "a",
                "--patient",
                "b",
            ],
            vec!["wardbook-cli", "sync", "City", "--patient", "a", "b"],
        ] {
            let Command::Sync { patients, .. } = Arguments::try_parse_from(words).unwrap().command
            else {
                panic!("a sync")
            };
            assert_eq!(patients, ["a", "b"]);
        }
        let both = ["wardbook-cli", "sync", "City", "--all", "--patient", "a"];
        assert!(
            Arguments::try_parse_from(both).is_err(),
            "all and some contradict each other"
        );
    }
}
