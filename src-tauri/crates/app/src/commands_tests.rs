//! The window's TypeScript is made from the wire types and committed; this fails when it differs.
//! `WARDBOOK_WRITE_TYPES=1 cargo test -p wardbook-app typescript` writes it anew.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ts_rs::{Config, TS};

use crate::wire::appearance::Appearance;
use crate::wire::archive::{
    ArchiveStudies, ConnectionArchive, FetchStudy, FetchedStudy, FindInArchive, PatientStudies,
    SentStudy, SetArchive,
};
use crate::wire::audit::{
    AuditExported, AuditKeeping, AuditPage, ExportAudit, ListAudit, SetAuditKeeping,
    VerifyAuditFile,
};
use crate::wire::automatic::{AutomaticSync, SetAutomatic};
use crate::wire::backup::{
    BackedUp, BackupState, MakeRecovery, RecoverProfile, RecoverySheet, RestoreBackup,
};
use crate::wire::brought::{Brought, ReadBrought};
use crate::wire::chart::Chart;
use crate::wire::connection::{
    Connection, ConnectionRef, EditConnection, FindPatients, FoundPatients, NewConnection,
    SignInState, SignedIn, TestStep,
};
use crate::wire::coverage::{Coverage, ReadCoverage};
use crate::wire::csv::{WriteLedger, WriteMappings, WrittenCsv};
use crate::wire::document::{
    AddDocument, AddedDocument, ArrangePages, DocumentHere, DocumentHistory, DocumentLimit,
    DocumentPage, DocumentPart, DocumentText, DocumentType, FileRef, HeldDocument, HeldRef,
    HoldDocument, KeepDocument, RawBytes, ReassignDocument, Reassigned, SetDocumentAccess,
    SplitDocument, SplitInto, SupersedeDocument,
};
use crate::wire::glass::{BehindGlass, BreakGlass, FindBehindGlass, GlassState, SetGlass};
use crate::wire::health::{AuditVerdict, Check, Health, WriteTo};
use crate::wire::hospital::{FindHospitals, HospitalList, Hospitals, ImportHospitals};
use crate::wire::image::{
    BringImages, BroughtImages, FrameHead, ImageFrame, ImageHeader, ImageMarks, ImageStudies,
    InstanceRef, KeepMeasurement, MeasurementRef, ReportText, SeriesRef, SetKeyImage, StudyRef,
    WriteMeasurements, WritePicture, WrittenImage,
};
use crate::wire::image_content::{
    ImageDocument, ImageDocumentPart, ImageObject, ImageWaveform, StudyReports, WaveformPart,
};
use crate::wire::image_find::{
    FindStudies, FoundImageStudies, ImageLayout, ImageLayoutHere, ImageLayoutOf,
};
use crate::wire::image_out::{AnonymiseImages, AnonymisedImages};
use crate::wire::image_wrap::{WrapImages, WrappedImages};
use crate::wire::launch::{LaunchOutcome, Launched};
use crate::wire::leaving::{LeaveWorkstation, LeftWorkstation, RemovePatient};
use crate::wire::ledger::{
    ChangeMapping, Fetched, ImportMappings, IngestEncounter, IngestEncounters, Ledger,
    ListMappings, MappingFigures, MappingRef, MappingRow, Mappings, MappingsImported, ReadLedger,
    Retry,
};
use crate::wire::lock::{
    ChangeKeys, ChangePassphrase, DraftHere, DraftRef, KeepDraft, KeptDraft, LockSettings, SetLock,
    SetPin, UnlockWithPin,
};
use crate::wire::manners::{ConnectionManners, SetManners};
use crate::wire::out::{TakeOut, TakenOut, WritePlot, WrittenPlot};
use crate::wire::outbox::{
    AddRecord, AskWritable, CheckRecord, CorrectRecord, EditItem, ListOutbox, MarkInError,
    MoveItem, OutboxItem, OutboxPage, OutboxRef, OutboxRow, RecordFault, RecordMark, ResolveItem,
    SendOutbox, Unsent, VerifyRecord, Writable,
};
use crate::wire::own::{
    FetchLists, FetchedLists, ListRef, OwnList, OwnNoteRef, PatientMarks, ReadList, SetMark,
    WriteOwnNote,
};
use crate::wire::path::{ChoosePath, ChosenPath};
use crate::wire::patient::{ListPatients, PatientPage, PatientRef};
use crate::wire::person::{
    AddPerson, Person, PersonRef, SetPersonConnections, SetPersonPassword, SetPersonRole,
    SignPersonIn,
};
use crate::wire::policy::PolicyState;
use crate::wire::profile::{CreateProfile, Failure, ProfileState, UnlockProfile};
use crate::wire::reading::{CompareNotes, ComparedNotes};
use crate::wire::retention::{
    AskRetention, PatientStay, Retention, RetentionState, SetRetention, SetStay,
};
use crate::wire::schema::Schema;
use crate::wire::search::{Hits, Search};
use crate::wire::section::{Note, ReadSection, RecordRef, RecordSource, Section};
use crate::wire::share::{
    OpenShared, OpenedShared, ShareDocuments, SharedContent, SharedDocuments, SharedFile,
};
use crate::wire::sync::{Change, StartSync, SyncProgress};
use crate::wire::template::{FillTemplate, FilledTemplate, Templates, WriteDocument};
use crate::wire::timeline::{
    CompareDates, ComparedDates, ReadSpan, ReadTimeline, SpanEntries, Timeline,
};
use crate::wire::transfer::{ExportChart, Exported, ImportFrom, Imported};
use crate::wire::watched::{HoldFile, PutAside, WaitingFiles, WatchedFolder};

fn committed() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../../../ui/src/generated")
}

/// What TypeScript calls nothing, a type, or a list of it.
trait Named {
    fn named(config: &Config, folder: &Config) -> (String, Option<String>);
}

impl<T: TS + 'static> Named for T {
    fn named(config: &Config, _: &Config) -> (String, Option<String>) {
        let name = T::name(config);
        if name == "null" {
            return ("undefined".to_owned(), None);
        }
        let list = name
            .strip_prefix("Array<")
            .and_then(|rest| rest.strip_suffix('>'));
        match list {
            Some(of) => (format!("{of}[]"), Some(of.to_owned())),
            None => (name.clone(), Some(name)),
        }
    }
}

macro_rules! write_commands {
    ($($name:ident: $request:ty => $answer:ty;)*) => {
        fn commands(config: &Config) -> String {
            let mut imports: BTreeMap<String, ()> = BTreeMap::new();
            let mut lines = String::new();
            $(
                let (request, asks) = <$request as Named>::named(config, config);
                let (answer, gives) = <$answer as Named>::named(config, config);
                imports.extend(asks.into_iter().chain(gives).map(|name| (name, ())));
                let answer = if answer == "undefined" { "void".to_owned() } else { answer };
                writeln!(lines, "  {}: {{ request: {request}; answer: {answer} }};", stringify!($name)).unwrap();
            )*
            let mut text = String::from("// This file was generated from the list of commands. Do not edit this file manually.\n");
            for name in imports.keys() {
                writeln!(text, "import type {{ {name} }} from \"./{name}\";").unwrap();
            }
            writeln!(text, "\n/** Every command: what is asked and what is answered. */\nexport interface Commands {{\n{lines}}}").unwrap();
            text
        }

        fn export(config: &Config) {
            $(
                export_one::<$request>(config);
                export_one::<$answer>(config);
            )*
        }
    };
}

each_command!(write_commands);

fn export_one<T: TS + 'static>(config: &Config) {
    // Lists and nothing have no file of their own; what they are made of does.
    T::export_all(config).ok();
    T::visit_generics(&mut Exporting(config));
}

struct Exporting<'a>(&'a Config);

impl ts_rs::TypeVisitor for Exporting<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        T::export_all(self.0).ok();
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "ts"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn the_typescript_in_the_window_is_made_from_these_types() {
    let made = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(made.path());
    export(&config);
    Failure::export_all(&config).unwrap();
    Change::export_all(&config).unwrap();
    FrameHead::export_all(&config).unwrap();
    fs::write(made.path().join("commands.ts"), commands(&config)).unwrap();
    let (made, folder) = (files(made.path()), committed());
    if std::env::var_os("WARDBOOK_WRITE_TYPES").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for name in files(&folder)
            .keys()
            .filter(|name| !made.contains_key(*name))
        {
            fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &made {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let there = files(&folder);
    let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&there), "one file a type, no others");
    for (name, text) in &made {
        assert_eq!(
            text,
            there.get(name).unwrap(),
            "{name} differs: write it anew and commit it"
        );
    }
}

#[test]
fn every_code_goes_over_the_edge_and_back() {
    for code in crate::Code::ALL {
        assert_eq!(crate::Code::from_word(code.as_str()), Some(*code));
    }
}
