//! The command line: what can be asked, and what is said for all of it. What a command is made of stands in `args/`, or
//! with what it does.

mod charts;
mod connection;
mod keys;
mod mapping;
mod outbox;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use charts::{CameFrom, Format, ListsCommand};
pub(crate) use connection::{Authorised, ConnectionCommand, HospitalsCommand, How};
pub(crate) use keys::{Anew, LockIs, RecoveryCommand};
pub(crate) use mapping::{MappingCommand, Stands};
pub(crate) use outbox::OutboxCommand;

/// Wardbook: the whole chart on this workstation, encrypted, open when the EHR is not.
#[derive(Debug, Parser)]
#[command(name = "wardbook-cli", version, about, max_term_width = 100)]
#[command(
    after_help = "The passphrase comes from WARDBOOK_PASSPHRASE or is asked for; a profile kept by the \
keyring alone needs none.\nWhere several people use the profile, --person says who you are; the password comes from \
WARDBOOK_PERSON_PASSWORD or is asked for.\nBROWSER names a program for signing in; it is given the address as its one argument."
)]
pub(crate) struct Arguments {
    /// The folder with the encrypted profile, instead of this account's own
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) profile: Option<PathBuf>,
    /// Answer with one JSON value on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Who you are, where several people use the profile: your account
    #[arg(long, global = true, value_name = "ACCOUNT", env = "WARDBOOK_PERSON")]
    pub(crate) person: Option<String>,
    #[command(flatten)]
    pub(crate) glass: crate::glass::GlassArguments,
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
    /// Change the passphrase, or set the first; both come from the terminal, or the new one from standard input
    Passphrase {
        /// Read the new passphrase from standard input
        #[arg(long)]
        new_stdin: bool,
        /// Need this computer's keyring as well from now on
        #[arg(long, conflicts_with = "no_keyring")]
        keyring: bool,
        /// Need no keyring from now on
        #[arg(long)]
        no_keyring: bool,
    },
    /// Give the profile new keys; the passphrase and the recovery key stay. Needs room for another copy while it runs
    Rekey,
    /// The recovery key: printed once, to be kept away from this computer
    Recovery {
        #[command(subcommand)]
        command: RecoveryCommand,
    },
    /// Write a backup of everything, encrypted, to a file that is not there yet
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Make the profile of a backup; the recovery key is asked for, or comes from standard input
    Restore {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        anew: Anew,
    },
    /// Take one patient from this workstation; what waits to be sent protects them
    Remove {
        /// Our id, the EHR's id or the MRN
        patient: String,
        /// Also where they are starred, listed, or have notes to self or half-typed forms
        #[arg(long)]
        anyway: bool,
    },
    /// Leave this workstation: the keys are destroyed, and with them everything that is here
    Leave {
        /// Write a copy of the audit log first, as a chain that proves itself, to a file that is not there yet
        #[arg(long, value_name = "FILE")]
        audit_copy: Option<PathBuf>,
        /// Also what is not in the EHR yet
        #[arg(long)]
        anyway: bool,
        /// Say that it is meant: there is no way back but a backup
        #[arg(long)]
        yes: bool,
    },
    /// How long charts stay that nobody opens, which are due to leave, and which left
    Retention {
        #[command(subcommand)]
        command: crate::retention::RetentionCommand,
    },
    /// How the window is locked; without a choice, how it is now
    Locking {
        /// Minutes with nobody there until it locks by itself
        #[arg(long, value_name = "MINUTES")]
        minutes: Option<u32>,
        /// What a lock is: sealed (keys leave memory) or screened (nothing is shown, sync goes on)
        #[arg(long, value_enum)]
        kind: Option<LockIs>,
    },
    /// Add an EHR
    Connect {
        /// Your name for it
        name: String,
        /// Its FHIR base URL
        #[arg(long, value_name = "URL")]
        fhir_base: String,
        #[command(flatten)]
        how: How,
        /// Try it step by step and add nothing
        #[arg(long)]
        test: bool,
    },
    /// One EHR: show, test, change, its schema, its sign-in
    Connection {
        #[command(subcommand)]
        command: ConnectionCommand,
    },
    /// Hospitals by name, from lists that vendors publish
    Hospitals {
        #[command(subcommand)]
        command: HospitalsCommand,
    },
    /// Take over a launch: the address with which an EHR started Wardbook
    Launch {
        /// The whole address
        address: String,
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
        #[arg(long, conflicts_with = "patients")]
        all: bool,
        /// Every patient of a Group of the EHR, by its FHIR id
        #[arg(long, value_name = "FHIR-ID", conflicts_with_all = ["patients", "all", "from"])]
        group: Option<String>,
        /// Ask patient by patient, also where the EHR offers everybody as a bulk export
        #[arg(long)]
        no_export: bool,
        /// Patients from a file, one FHIR id a line; or, as YYYY-MM-DD, only what is dated since then
        #[arg(long, value_name = "FILE|DATE", num_args = 1)]
        from: Vec<PathBuf>,
        /// Only what is dated up to this day, YYYY-MM-DD
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// Only encounters with this status, each with what belongs to it; may be given several times
        #[arg(long = "status", value_name = "STATUS", conflicts_with_all = ["all", "group"])]
        statuses: Vec<String>,
        /// Only the newest so many encounters, each with what belongs to it
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["all", "group"])]
        limit: Option<u32>,
    },
    /// Fetch one encounter by its FHIR id, its patient and what belongs to it
    Ingest {
        /// The EHR's name
        name: String,
        /// The encounter's FHIR id; without one, encounters are found by what follows
        encounter: Option<String>,
        /// Of this patient, by FHIR id; may be given several times. Without one, of all patients here
        #[arg(long = "patient", value_name = "FHIR-ID", num_args = 1.., conflicts_with = "encounter")]
        patients: Vec<String>,
        /// Since this day, YYYY-MM-DD
        #[arg(long, value_name = "DATE", conflicts_with = "encounter")]
        from: Option<String>,
        /// Up to this day, YYYY-MM-DD
        #[arg(long, value_name = "DATE", conflicts_with = "encounter")]
        to: Option<String>,
        /// Only with this status (finished, in-progress…); may be given several times
        #[arg(long = "status", value_name = "STATUS", conflicts_with = "encounter")]
        statuses: Vec<String>,
        /// No more than the newest so many
        #[arg(long, value_name = "NUMBER", conflicts_with = "encounter")]
        limit: Option<u32>,
        /// Leave what is here already as it is
        #[arg(long, conflicts_with = "keep_versions")]
        skip_known: bool,
        /// Keep what is here already as an older version beside the new one
        #[arg(long)]
        keep_versions: bool,
    },
    /// How an EHR is synced by itself while the window is open; without a choice, shows it
    Automatic {
        /// The EHR's name
        name: String,
        #[command(flatten)]
        how: crate::automatic::Chosen,
    },
    /// How an EHR is asked: its vendor's ways, and what you say otherwise; without a choice, shows it
    Manners {
        /// The EHR's name
        name: String,
        /// Whose server it is: epic, oracle, meditech or generic
        #[arg(long)]
        vendor: Option<String>,
        /// Records on a page
        #[arg(long, value_name = "N")]
        page: Option<u32>,
        /// Requests under way at one time
        #[arg(long, value_name = "N")]
        requests: Option<u32>,
        /// Searches in one request; 1 asks each by itself
        #[arg(long, value_name = "N")]
        batch: Option<u32>,
        /// Rest after each answer
        #[arg(long, value_name = "MS")]
        rest_ms: Option<u32>,
        /// Whether `_lastUpdated` may be relied on
        #[arg(long, value_name = "true|false")]
        last_updated: Option<bool>,
        /// A further header of every request, as `Name: value`; may be given several times. Without a
        /// value, asked for, so that it is on no command line
        #[arg(long = "header", value_name = "NAME[: VALUE]")]
        headers: Vec<String>,
        /// No longer this header; may be given several times
        #[arg(long = "no-header", value_name = "NAME")]
        no_headers: Vec<String>,
        /// Forget what was said before
        #[arg(long)]
        reset: bool,
    },
    /// The mapping between the records here and the EHR's ids
    Mapping {
        #[command(subcommand)]
        command: MappingCommand,
    },
    /// Patients on this workstation
    List {
        /// Only those whose name, MRN or birth date has this
        text: Option<String>,
    },
    /// Lists of patients: your own, and those that the EHRs keep
    Lists {
        #[command(subcommand)]
        command: Option<ListsCommand>,
    },
    /// Star a patient
    Star {
        /// Our id, the EHR's id, MRN or a name only one has
        patient: String,
        /// Take the star off
        #[arg(long)]
        off: bool,
    },
    /// Say that a patient is yours to look after
    Mine {
        /// Our id, the EHR's id, MRN or a name only one has
        patient: String,
        /// Not any more
        #[arg(long)]
        off: bool,
    },
    /// Notes to self about a patient: kept here only, not part of the record
    NoteToSelf {
        /// Our id, the EHR's id, MRN or a name only one has
        patient: String,
        /// Write one; its text comes from standard input
        #[arg(long)]
        write: bool,
        /// Put the text from standard input in the place of this note's
        #[arg(long, value_name = "ID", conflicts_with = "write")]
        edit: Option<String>,
        /// Remove this note
        #[arg(long, value_name = "ID", conflicts_with_all = ["write", "edit"])]
        remove: Option<String>,
    },
    /// A chart
    Chart {
        /// The patient's id, MRN or name
        patient: String,
        /// Only this section
        #[arg(long, value_name = "S")]
        section: Option<String>,
        /// Only encounters and documents that came from there
        #[arg(long, value_enum)]
        source: Option<CameFrom>,
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
        /// Words, the last may be a beginning; or a FHIR search: 'Observation?code=2823-3&date=ge2026'
        text: String,
        /// Only this patient
        #[arg(long, value_name = "PATIENT")]
        patient: Option<String>,
        /// Hits at most
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
        /// Only this section (results, notes, medications…); may be given again
        #[arg(long, value_name = "SECTION")]
        section: Vec<String>,
        /// Only what happened on this day or later
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Only what happened up to the end of this day
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// What happened last first, and not what fits best
        #[arg(long)]
        newest: bool,
    },
    /// How complete the charts are
    Coverage {
        /// Only this patient
        patient: Option<String>,
        /// Every read by itself, with what the EHR said and what was put aside
        #[arg(long)]
        reads: bool,
        /// The same as CSV
        #[arg(long)]
        csv: bool,
    },
    /// How Wardbook itself is doing
    Status,
    /// Documents of a patient
    Document {
        #[command(subcommand)]
        command: crate::document_args::DocumentCommand,
    },
    /// What a document says, page by page, or why it is not taken in; keeps nothing
    Text {
        /// PDF, DOCX, RTF, HTML, C-CDA, text or an image
        file: PathBuf,
    },
    /// DICOM images: files, what is kept of them, the archive
    #[command(visible_alias = "images")]
    Dicom {
        #[command(subcommand)]
        command: crate::dicom::DicomCommand,
    },
    /// Import a Bundle, NDJSON, a single resource, or a folder of them
    Import {
        /// The file or folder
        path: PathBuf,
    },
    /// Take a chart, or parts of it, out: to standard output or a file, which is not encrypted
    Export {
        /// The patient's id, MRN or name
        patient: String,
        /// The form
        #[arg(long, value_enum, default_value_t = Format::Bundle)]
        format: Format,
        /// A section: at least one for pdf, exactly one for csv; may be given several times
        #[arg(long = "section", value_name = "SECTION")]
        sections: Vec<String>,
        /// A file that does not exist yet
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The people who use this workstation
    People {
        #[command(subcommand)]
        command: crate::people::PeopleCommand,
    },
    /// Break-glass: whether somebody is here whom you do not see, and for how long a chart may be opened with a reason
    BreakGlass {
        #[command(subcommand)]
        command: crate::glass::GlassCommand,
    },
    /// The audit log
    Audit {
        #[command(subcommand)]
        command: crate::audit::AuditCommand,
    },
    /// What is written here and has to reach an EHR
    Outbox {
        #[command(subcommand)]
        command: OutboxCommand,
    },
    /// Write new records for a patient: one JSON resource, or one a line
    Add {
        /// Name, number or id of the patient
        patient: String,
        /// A file; - is standard input
        file: PathBuf,
        /// Keep them here for now
        #[arg(long)]
        draft: bool,
    },
    /// Correct a record: the resource as it should be
    Correct {
        /// The record's id
        record: String,
        /// A file; - is standard input
        file: PathBuf,
    },
    /// Mark a record as entered in error
    InError {
        /// The record's id
        record: String,
        /// Take the mark back
        #[arg(long)]
        undo: bool,
    },
    /// Vouch for a record; another version of it ends that
    Verify {
        /// The record's id
        record: String,
        /// Take it back
        #[arg(long)]
        undo: bool,
    },
    /// Say whether the EHR takes a kind of record for a patient
    Writable {
        /// Name, number or id of the patient
        patient: String,
        /// FHIR resource type
        resource_type: String,
    },
    /// Check everything on disk
    Doctor,
    /// Say what the administrator of this computer fixed
    Policy,
    /// Write what support needs to a file; nothing of a patient is in it
    SupportBundle {
        /// A file that does not exist yet
        file: PathBuf,
    },
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

    /// What is said for every command reaches them by its name: one of their own of that name would take it for theirs.
    #[test]
    fn no_command_has_an_argument_of_the_name_of_one_for_all() {
        fn look(command: &clap::Command, for_all: &[&str]) {
            for argument in command.get_arguments().filter(|one| !one.is_global_set()) {
                let id = argument.get_id().as_str();
                assert!(!for_all.contains(&id), "{}: {id}", command.get_name());
            }
            command
                .get_subcommands()
                .for_each(|inner| look(inner, for_all));
        }
        let whole = Arguments::command();
        let global = whole.get_arguments().filter(|one| one.is_global_set());
        let for_all: Vec<&str> = global.map(|one| one.get_id().as_str()).collect();
        assert!(for_all.contains(&"person") && for_all.contains(&"profile"));
        look(&whole, &for_all);
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
