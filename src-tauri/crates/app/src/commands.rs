//! Every command, once: its name, what is asked, what is answered. The shell, the window's TypeScript
//! (`ui/src/generated`, made from here) and the terminal speak of the same ones.

/// Hands every command to another macro as `name: request => answer;`, `()` for nothing.
macro_rules! each_command {
    ($use:ident) => {
        $use! {
            profile_state: () => ProfileState;
            create_profile: CreateProfile => ProfileState;
            unlock_profile: UnlockProfile => ProfileState;
            lock_profile: () => ProfileState;
            lock_now: () => ProfileState;
            stir: () => ();
            unlock_with_pin: UnlockWithPin => ProfileState;
            lock_settings: () => LockSettings;
            policy: () => PolicyState;
            set_lock: SetLock => LockSettings;
            set_pin: SetPin => LockSettings;
            change_passphrase: ChangePassphrase => ProfileState;
            backup_state: () => BackupState;
            make_recovery_key: MakeRecovery => RecoverySheet;
            back_up: WriteTo => BackedUp;
            stop_backup: () => ();
            restore_backup: RestoreBackup => ProfileState;
            recover_profile: RecoverProfile => ProfileState;
            remove_patient: RemovePatient => ();
            leave_workstation: LeaveWorkstation => LeftWorkstation;
            kept_draft: DraftRef => DraftHere;
            kept_drafts: () => Vec<KeptDraft>;
            keep_draft: KeepDraft => DraftHere;
            drop_draft: DraftRef => DraftHere;
            list_connections: () => Vec<Connection>;
            add_connection: NewConnection => Connection;
            edit_connection: EditConnection => Connection;
            new_client_key: ConnectionRef => Connection;
            remove_connection: ConnectionRef => ();
            test_connection: NewConnection => Vec<TestStep>;
            check_connection: ConnectionRef => Vec<TestStep>;
            connection_schema: ConnectionRef => Schema;
            import_hospitals: ImportHospitals => HospitalList;
            find_hospitals: FindHospitals => Hospitals;
            sign_in: ConnectionRef => SignedIn;
            cancel_sign_in: ConnectionRef => ();
            refresh_sign_in: ConnectionRef => SignInState;
            sign_out: ConnectionRef => ();
            take_launches: () => Vec<Launched>;
            launch: Launched => LaunchOutcome;
            find_patients: FindPatients => FoundPatients;
            automatic_sync: ConnectionRef => AutomaticSync;
            set_automatic_sync: SetAutomatic => AutomaticSync;
            connection_manners: ConnectionRef => ConnectionManners;
            set_connection_manners: SetManners => ConnectionManners;
            start_sync: StartSync => SyncProgress;
            pause_sync: ConnectionRef => ();
            resume_sync: ConnectionRef => ();
            cancel_sync: ConnectionRef => ();
            sync_progress: () => Vec<SyncProgress>;
            list_patients: ListPatients => PatientPage;
            own_lists: () => Vec<OwnList>;
            read_list: ReadList => PatientPage;
            fetch_lists: FetchLists => FetchedLists;
            forget_list: ListRef => ();
            patient_marks: PatientRef => PatientMarks;
            set_mark: SetMark => PatientMarks;
            write_own_note: WriteOwnNote => PatientMarks;
            remove_own_note: OwnNoteRef => PatientMarks;
            open_chart: PatientRef => Chart;
            read_section: ReadSection => Section;
            read_timeline: PatientRef => Timeline;
            read_span: ReadSpan => SpanEntries;
            compare_dates: CompareDates => ComparedDates;
            open_note: RecordRef => Note;
            compare_notes: CompareNotes => ComparedNotes;
            record_source: RecordRef => RecordSource;
            search: Search => Hits;
            read_coverage: ReadCoverage => Vec<Coverage>;
            read_ledger: ReadLedger => Ledger;
            write_ledger: WriteLedger => WrittenCsv;
            retry: Retry => Fetched;
            ingest_encounter: IngestEncounter => Fetched;
            ingest_encounters: IngestEncounters => Fetched;
            read_brought: ReadBrought => Brought;
            mapping_figures: ConnectionRef => MappingFigures;
            list_mappings: ListMappings => Mappings;
            get_mapping: MappingRef => MappingRow;
            change_mapping: ChangeMapping => MappingRow;
            import_mappings: ImportMappings => MappingsImported;
            write_mappings: WriteMappings => WrittenCsv;
            list_outbox: ListOutbox => OutboxPage;
            outbox_item: OutboxRef => OutboxItem;
            send_outbox: SendOutbox => OutboxPage;
            withdraw_item: OutboxRef => OutboxRow;
            retry_item: OutboxRef => OutboxRow;
            edit_item: EditItem => OutboxRow;
            resolve_item: ResolveItem => OutboxRow;
            move_item: MoveItem => OutboxRow;
            unsent: () => Unsent;
            close_window: () => ();
            keep_open: () => ();
            writable: AskWritable => Writable;
            check_record: CheckRecord => Vec<RecordFault>;
            add_record: AddRecord => OutboxRow;
            correct_record: CorrectRecord => OutboxRow;
            mark_in_error: MarkInError => OutboxRow;
            verify_record: VerifyRecord => RecordMark;
            record_mark: RecordRef => RecordMark;
            appearance: () => Appearance;
            set_appearance: Appearance => Appearance;
            import: ImportFrom => Imported;
            export_chart: ExportChart => Exported;
            read_document_text: FileRef => DocumentText;
            document_types: () => Vec<DocumentType>;
            add_document: AddDocument => AddedDocument;
            hold_document: HoldDocument => HeldDocument;
            watched_folder: () => WatchedFolder;
            set_watched_folder: WatchedFolder => WatchedFolder;
            waiting_files: () => WaitingFiles;
            hold_file: HoldFile => HeldDocument;
            put_aside: PutAside => ();
            keep_document: KeepDocument => AddedDocument;
            drop_document: HeldRef => ();
            document_here: RecordRef => DocumentHere;
            document_part: DocumentPart => RawBytes;
            document_picture: DocumentPage => RawBytes;
            list_images: PatientRef => ImageStudies;
            bring_images: BringImages => BroughtImages;
            image_frame: ImageFrame => RawBytes;
            remove_images: StudyRef => ();
            image_marks: StudyRef => ImageMarks;
            keep_measurement: KeepMeasurement => ImageMarks;
            remove_measurement: MeasurementRef => ImageMarks;
            set_key_image: SetKeyImage => ImageMarks;
            write_measurements: WriteMeasurements => WrittenImage;
            image_header: InstanceRef => ImageHeader;
            image_report: InstanceRef => ReportText;
            write_picture: WritePicture => WrittenImage;
            connection_archive: ConnectionRef => ConnectionArchive;
            set_connection_archive: SetArchive => ConnectionArchive;
            test_archive: ConnectionRef => ();
            find_in_archive: FindInArchive => ArchiveStudies;
            patient_studies: PatientRef => PatientStudies;
            fetch_study: FetchStudy => FetchedStudy;
            send_study: StudyRef => SentStudy;
            document_versions: RecordRef => DocumentHistory;
            restore_document: RecordRef => AddedDocument;
            supersede_document: SupersedeDocument => DocumentHistory;
            set_document_access: SetDocumentAccess => ();
            arrange_pages: ArrangePages => AddedDocument;
            split_document: SplitDocument => SplitInto;
            reassign_document: ReassignDocument => Reassigned;
            list_templates: () => Templates;
            fill_template: FillTemplate => FilledTemplate;
            write_document: WriteDocument => AddedDocument;
            share_documents: ShareDocuments => SharedDocuments;
            read_shared: SharedFile => SharedContent;
            open_shared: OpenShared => OpenedShared;
            document_limit: () => DocumentLimit;
            set_document_limit: DocumentLimit => DocumentLimit;
            print_document: RecordRef => ();
            take_out: TakeOut => TakenOut;
            health: () => Health;
            doctor: () => Vec<Check>;
            verify_audit: () => AuditVerdict;
            verify_audit_file: VerifyAuditFile => AuditVerdict;
            list_audit: ListAudit => AuditPage;
            export_audit: ExportAudit => AuditExported;
            audit_keeping: () => AuditKeeping;
            set_audit_keeping: SetAuditKeeping => AuditKeeping;
            cut_audit: () => AuditKeeping;
            support_bundle: WriteTo => ();
        }
    };
}

macro_rules! names {
    ($($name:ident: $request:ty => $answer:ty;)*) => {
        /// Names of all commands, in the order of the list.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

each_command!(names);

#[cfg(test)]
#[path = "commands_tests.rs"]
mod tests;
