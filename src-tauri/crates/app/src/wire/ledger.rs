//! The ledger row by row, what was put aside, and the mapping of our records to the EHR's names.

use super::coverage::CoverageState;
use super::wire;

wire! {
    /// One read of the ledger: what was asked, how far it came, why not further.
    #[serde(rename_all = "camelCase")]
    pub struct LedgerRow {
        /// Connection id.
        pub connection: String,
        /// Connection name.
        pub connection_name: String,
        /// Patient id; absent where it holds for the connection as a whole.
        pub patient: Option<String>,
        /// Patient's name.
        pub patient_name: Option<String>,
        /// Section.
        pub section: String,
        /// Its title on screen.
        pub title: String,
        /// The read, as the ledger names it ("Observation:laboratory").
        pub read: String,
        /// How complete.
        pub state: CoverageState,
        /// Records.
        pub count: u32,
        /// Records that should be there, where that is known.
        pub expected: Option<u32>,
        /// Complete as of, milliseconds.
        pub as_of: Option<f64>,
        /// Which part of time it covers, in words, where it is not all.
        pub window: Option<String>,
        /// Why not complete: a code.
        pub reason_code: Option<String>,
        /// Why not complete, with the EHR's own words.
        pub reason: Option<String>,
        /// Records of it put aside.
        pub quarantined: u32,
        /// When this row last moved, milliseconds.
        pub updated_at: f64,
    }

    /// Something that was put aside whole.
    #[serde(rename_all = "camelCase")]
    pub struct Aside {
        /// Number to retry it by.
        pub id: u32,
        /// Connection id.
        pub connection: String,
        /// Patient id, where it is known.
        pub patient: Option<String>,
        /// Resource type, where it could be read.
        pub resource_type: Option<String>,
        /// The EHR's id, where it could be read.
        pub fhir_id: Option<String>,
        /// Why: a code.
        pub reason_code: String,
        /// Why, in words.
        pub reason: String,
        /// When, milliseconds.
        pub at: f64,
    }

    /// Ask for the ledger; all connections and patients if none is named.
    #[serde(rename_all = "camelCase")]
    pub struct ReadLedger {
        /// Connection id or name.
        pub connection: Option<String>,
        /// Patient id.
        pub patient: Option<String>,
    }

    /// The ledger.
    #[serde(rename_all = "camelCase")]
    pub struct Ledger {
        /// Rows by connection, patient and section.
        pub rows: Vec<LedgerRow>,
        /// What was put aside.
        pub aside: Vec<Aside>,
    }

    /// Where a mapping stands.
    #[serde(rename_all = "kebab-case")]
    pub enum MappingStanding {
        /// The EHR has it and nothing went wrong.
        Active,
        /// The last thing tried with it failed.
        InError,
        /// The EHR said that it is gone.
        Removed,
        /// Taken out of use by hand.
        Inactive,
    }

    /// What a person did to a mapping.
    #[serde(rename_all = "camelCase")]
    pub struct MappingAct {
        /// "relink", "deactivate", "activate", "note".
        pub act: String,
        /// The id before, or the words of a note.
        pub detail: Option<String>,
        /// Who.
        pub person: String,
        /// Joins it with the audit log.
        pub correlation: String,
        /// When, milliseconds.
        pub at: f64,
    }

    /// Our record and what the EHR calls it.
    #[serde(rename_all = "camelCase")]
    pub struct MappingRow {
        /// Record id.
        pub record: String,
        /// Connection id.
        pub connection: String,
        /// Resource type.
        pub resource_type: String,
        /// The EHR's id.
        pub fhir_id: String,
        /// The EHR's version, where sent.
        pub version: Option<String>,
        /// The EHR's time of it, where sent, milliseconds.
        pub last_updated: Option<f64>,
        /// When it came here first, milliseconds.
        pub created_at: f64,
        /// When it was last received, milliseconds.
        pub synced_at: f64,
        /// Where it stands.
        pub standing: MappingStanding,
        /// Failures since it last went well.
        pub error_count: u32,
        /// Code of the last.
        pub last_error: Option<String>,
        /// What people did to it, oldest first; only where one is asked for.
        pub acts: Vec<MappingAct>,
    }

    /// Ask for mappings of a connection.
    #[serde(rename_all = "camelCase")]
    pub struct ListMappings {
        /// Connection id or name.
        pub connection: String,
        /// Only of this standing.
        pub standing: Option<MappingStanding>,
        /// Only of this resource type.
        pub resource_type: Option<String>,
        /// Only those not received for so many minutes.
        pub older_than_minutes: Option<u32>,
        /// Only this one: our record id or the EHR's.
        pub id: Option<String>,
        /// Go on after so many.
        pub offset: u32,
        /// So many at most.
        pub limit: u32,
    }

    /// Mappings.
    #[serde(rename_all = "camelCase")]
    pub struct Mappings {
        /// How many there are.
        pub total: u32,
        /// These of them.
        pub rows: Vec<MappingRow>,
    }

    /// Figures of one resource type.
    #[serde(rename_all = "camelCase")]
    pub struct TypeFigures {
        /// Resource type.
        pub resource_type: String,
        /// Mappings.
        pub count: u32,
        /// Average time since they were received, days.
        pub average_age_days: f64,
        /// New ones a day.
        pub created_a_day: f64,
    }

    /// A failure and how often it is noted.
    #[serde(rename_all = "camelCase")]
    pub struct ErrorFigure {
        /// Code.
        pub code: String,
        /// Mappings.
        pub count: u32,
    }

    /// Figures of a connection's mappings.
    #[serde(rename_all = "camelCase")]
    pub struct MappingFigures {
        /// Connection id.
        pub connection: String,
        /// The EHR has them and nothing went wrong.
        pub active: u32,
        /// The last thing tried with them failed.
        pub in_error: u32,
        /// The EHR said that they are gone.
        pub removed: u32,
        /// Taken out of use by hand.
        pub inactive: u32,
        /// Referred to and not asked for yet.
        pub waiting: u32,
        /// When the newest was received, milliseconds.
        pub last_sync: Option<f64>,
        /// Failures noted.
        pub errors: u32,
        /// The most common failures.
        pub common_errors: Vec<ErrorFigure>,
        /// Mappings or records without their other half.
        pub orphans: u32,
        /// Records that are byte for byte what another is.
        pub duplicates: u32,
        /// By resource type.
        pub types: Vec<TypeFigures>,
    }

    /// One mapping: our record id or the EHR's, in one connection.
    #[serde(rename_all = "camelCase")]
    pub struct MappingRef {
        /// Connection id or name.
        pub connection: String,
        /// Our record id, `Type/id`, or the EHR's id where only one type has it.
        pub id: String,
    }

    /// What to do to a mapping.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum MappingChange {
        /// The EHR calls it otherwise now, after a read of it there.
        Relink {
            /// The EHR's new id.
            fhir_id: String,
        },
        /// Take it out of use.
        Deactivate,
        /// Take it back into use.
        Activate,
        /// Words about it.
        Note {
            /// The words.
            text: String,
        },
    }

    /// Change a mapping by hand.
    #[serde(rename_all = "camelCase")]
    pub struct ChangeMapping {
        /// Connection id or name.
        pub connection: String,
        /// Our record id, `Type/id`, or the EHR's id where only one type has it.
        pub id: String,
        /// What to do.
        pub change: MappingChange,
    }

    /// Relinks from a CSV file: `id,fhir_id`, a line each.
    #[serde(rename_all = "camelCase")]
    pub struct ImportMappings {
        /// Connection id or name.
        pub connection: String,
        /// The file.
        pub path: String,
    }

    /// A line that could not be done.
    #[serde(rename_all = "camelCase")]
    pub struct FailedLine {
        /// Line of the file, from 1.
        pub line: u32,
        /// A code.
        pub code: String,
        /// Why.
        pub message: String,
    }

    /// What an import of mappings did.
    #[serde(rename_all = "camelCase")]
    pub struct MappingsImported {
        /// Lines done.
        pub done: u32,
        /// Lines that could not be done; the others were.
        pub failed: Vec<FailedLine>,
    }

    /// What to ask for again.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum RetryWhat {
        /// Every mapping in error, and all that was put aside with a known id.
        All,
        /// One mapping.
        One {
            /// Our record id, `Type/id`, or the EHR's id where only one type has it.
            id: String,
        },
        /// One thing that was put aside.
        Aside {
            /// Its number.
            id: u32,
        },
    }

    /// Ask the EHR again for what failed.
    #[serde(rename_all = "camelCase")]
    pub struct Retry {
        /// Connection id or name.
        pub connection: String,
        /// What.
        pub what: RetryWhat,
    }

    /// What is done with what is here already.
    #[serde(rename_all = "kebab-case")]
    pub enum KnownHere {
        /// It is left as it is.
        Skip,
        /// The EHR's answer replaces it.
        Refresh,
        /// The same, and the older one is kept as a version beside.
        KeepVersion,
    }

    /// Fetch encounters found by date and status, each with what belongs to it.
    #[serde(rename_all = "camelCase")]
    pub struct IngestEncounters {
        /// Connection id or name.
        pub connection: String,
        /// Of these patients, by FHIR id; of all that are here where there are none.
        pub patients: Vec<String>,
        /// Taking place in this range.
        pub between: Option<super::sync::DateRange>,
        /// FHIR statuses, any of them; all where there are none.
        pub statuses: Vec<String>,
        /// No more than the newest so many.
        pub limit: Option<u32>,
        /// What is done with what is here already.
        pub known: KnownHere,
    }

    /// What became of one resource.
    #[serde(rename_all = "kebab-case")]
    pub enum Became {
        /// It was not here.
        New,
        /// It was here otherwise.
        Changed,
        /// It was here byte for byte.
        Same,
        /// It was here and was left as it is.
        Skipped,
        /// It was put aside with a reason.
        Aside,
    }

    /// One resource the EHR gave.
    #[serde(rename_all = "camelCase")]
    pub struct FetchedItem {
        /// Our id, to open it; absent where it was put aside.
        pub record: Option<String>,
        /// Resource type.
        pub resource_type: String,
        /// The EHR's id.
        pub fhir_id: String,
        /// What became of it.
        pub became: Became,
    }

    /// Fetch one encounter and what belongs to it.
    #[serde(rename_all = "camelCase")]
    pub struct IngestEncounter {
        /// Connection id or name.
        pub connection: String,
        /// The EHR's id of the encounter.
        pub encounter: String,
        /// What is done with what is here already.
        pub known: KnownHere,
    }

    /// Something the EHR did not give.
    #[serde(rename_all = "camelCase")]
    pub struct NotFetched {
        /// Resource type.
        pub resource_type: String,
        /// The EHR's id, where one resource was meant.
        pub fhir_id: Option<String>,
        /// A code.
        pub code: String,
        /// Why, with the EHR's own words.
        pub message: String,
    }

    /// What came of asking for single resources.
    #[serde(rename_all = "camelCase")]
    pub struct Fetched {
        /// When it was asked for, milliseconds.
        pub began_at: f64,
        /// Resources the EHR gave.
        pub found: u32,
        /// New here.
        pub added: u32,
        /// Changed.
        pub changed: u32,
        /// Here byte for byte.
        pub unchanged: u32,
        /// Left as they are here.
        pub skipped: u32,
        /// Put aside.
        pub quarantined: u32,
        /// What could not be had.
        pub failed: Vec<NotFetched>,
        /// The patient it is about: our id.
        pub patient: Option<String>,
        /// Records that are new or changed by it, to open them.
        pub records: Vec<String>,
        /// Encounters it was about.
        pub encounters: u32,
        /// Each resource of them, and what became of it.
        pub items: Vec<FetchedItem>,
        /// Why it ended before its end.
        pub cut_off: Option<String>,
    }
}
