//! Syncing: asking for it, and watching it with real numbers.

use super::wire;

wire! {
    /// Which patients to sync.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum SyncScope {
        /// These, by FHIR id at the EHR.
        Patients {
            /// FHIR logical ids.
            fhir_ids: Vec<String>,
        },
        /// Every patient of this connection that is already on the workstation.
        Known,
        /// Every patient the EHR lists; only where it lists patients.
        All,
        /// Those of a Group of the EHR.
        Group {
            /// FHIR logical id of the Group.
            group: String,
        },
    }

    /// Start a sync.
    #[serde(rename_all = "camelCase")]
    pub struct StartSync {
        /// Id or name.
        pub connection: String,
        /// Which patients.
        pub scope: SyncScope,
        /// Only what is dated in this range, where a search can be limited to that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub between: Option<DateRange>,
        /// False: everybody, or a group, is asked for one by one even where the EHR offers a bulk export.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub export: Option<bool>,
    }

    /// Days from and to, both included.
    #[serde(rename_all = "camelCase")]
    pub struct DateRange {
        /// YYYY-MM-DD; from the beginning where absent.
        pub from: Option<String>,
        /// YYYY-MM-DD; to today where absent.
        pub to: Option<String>,
    }

    /// What a sync is doing.
    #[serde(rename_all = "kebab-case")]
    pub enum SyncPhase {
        /// Reading what the server offers and what is due.
        Planning,
        /// Fetching.
        Running,
        /// Waiting because the server asked for it, or for the network.
        Waiting,
        /// Paused by the user.
        Paused,
        /// Done; sections may still have been refused.
        Done,
        /// Stopped by the user; goes on from the last page next time.
        Cancelled,
        /// The EHR does not answer; goes on from the last page next time.
        Offline,
        /// The sign-in is lost; goes on from the last page after signing in.
        SignInLost,
        /// It could not go on.
        Failed,
    }

    /// One section's progress over all patients of this sync.
    #[serde(rename_all = "camelCase")]
    pub struct SectionProgress {
        /// Section.
        pub section: String,
        /// Title on screen.
        pub title: String,
        /// Reads (searches walked to their end) done.
        pub reads_done: u32,
        /// Reads planned.
        pub reads_planned: u32,
        /// Records received.
        pub records: u32,
        /// Reads the EHR refused.
        pub refused: u32,
        /// Reads that failed otherwise.
        pub failed: u32,
    }

    /// A sync as it stands.
    #[serde(rename_all = "camelCase")]
    pub struct SyncProgress {
        /// Connection id.
        pub connection: String,
        /// Connection name.
        pub connection_name: String,
        /// Joins it with the log.
        pub correlation: String,
        /// What it is doing.
        pub phase: SyncPhase,
        /// Patients finished.
        pub patients_done: u32,
        /// Patients in this sync.
        pub patients_planned: u32,
        /// Reads finished.
        pub reads_done: u32,
        /// Reads planned.
        pub reads_planned: u32,
        /// Records received.
        pub records: u32,
        /// Of them new, changed, unchanged.
        pub added: u32,
        /// Changed.
        pub changed: u32,
        /// Unchanged.
        pub unchanged: u32,
        /// Put aside with a reason.
        pub quarantined: u32,
        /// Found to be deleted at the EHR.
        #[serde(default)]
        pub removed: u32,
        /// Bytes received.
        pub bytes: f64,
        /// When it began, milliseconds.
        pub started_at: f64,
        /// When it ended, milliseconds.
        pub ended_at: Option<f64>,
        /// Estimate of the time left, seconds; absent until there is ground for one.
        pub seconds_left: Option<f64>,
        /// By section, in chart order.
        pub sections: Vec<SectionProgress>,
        /// What to tell the user about its end or its waiting.
        pub message: Option<String>,
        /// Patients asked for that the EHR does not have; absent where there are none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub unknown_patients: Option<u32>,
    }

    /// Something changed; the window asks again for what it shows of it.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum Change {
        /// The profile was opened, locked, made.
        Profile,
        /// Nobody is there: what is typed is to be kept, and the window to be locked.
        Locking {
            /// Which lock comes.
            lock: super::lock::LockKind,
        },
        /// The patient list.
        Patients,
        /// One patient's chart.
        Chart {
            /// Patient id.
            patient: String,
        },
        /// The ledger of one section moved; nothing else did.
        Coverage {
            /// Connection id.
            connection: String,
            /// Patient id; absent where it holds for the connection as a whole.
            patient: Option<String>,
            /// Section.
            section: String,
        },
        /// A connection's settings, sign-in or reach.
        Connections,
        /// A sync moved.
        Sync {
            /// As it stands.
            progress: SyncProgress,
        },
        /// A backup or a restoring moved.
        Backup {
            /// How far it is.
            progress: super::backup::BackupProgress,
        },
        /// A study is being fetched from an archive.
        Fetching {
            /// Patient id.
            patient: String,
            /// Study instance UID.
            study: String,
            /// Images that are here.
            done: u32,
            /// Of so many.
            of: u32,
        },
        /// Something in the outbox moved.
        Outbox,
        /// The window shall close while something waits: the person is asked.
        Closing,
        /// An EHR started Wardbook: the launch waits to be taken over.
        Launch,
        /// A sign-in ended.
        SignIn {
            /// Connection id.
            connection: String,
            /// Absent when it went well.
            failure: Option<super::profile::Failure>,
        },
    }
}
