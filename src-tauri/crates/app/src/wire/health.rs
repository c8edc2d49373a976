//! How the program itself is doing. No patient data in any of it.

use super::connection::{Reach, SignInState};
use super::profile::Protection;
use super::wire;

wire! {
    /// A counter by name.
    #[serde(rename_all = "camelCase")]
    pub struct Counter {
        /// Name ("sign-in denied").
        pub name: String,
        /// Count since the profile was made.
        pub count: u32,
    }

    /// A connection's health.
    #[serde(rename_all = "camelCase")]
    pub struct ConnectionHealth {
        /// Connection id.
        pub id: String,
        /// Name.
        pub name: String,
        /// Reach.
        pub reach: Reach,
        /// Sign-in.
        pub sign_in: SignInState,
        /// Requests since the program started.
        pub requests: u32,
        /// EHR response time, milliseconds, 50th percentile.
        pub p50_ms: Option<f64>,
        /// 95th percentile.
        pub p95_ms: Option<f64>,
        /// 99th percentile.
        pub p99_ms: Option<f64>,
        /// Where its tokens are kept: "keyring", or "store" where no keyring answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub tokens_in: Option<String>,
    }

    /// The whole.
    #[serde(rename_all = "camelCase")]
    pub struct Health {
        /// Program version.
        pub version: String,
        /// How the key is kept.
        pub protection: Protection,
        /// Schema version of the store.
        pub schema: u32,
        /// The keyring answers.
        pub keyring: bool,
        /// Connections.
        pub connections: Vec<ConnectionHealth>,
        /// Items that have not reached their end: waiting to be filed at an EHR, or for a person.
        pub queue_depth: u32,
        /// Age of the oldest of them, seconds.
        pub queue_oldest_seconds: Option<f64>,
        /// Sign-ins and refreshes by outcome.
        pub counters: Vec<Counter>,
        /// Records by resource type.
        pub records: Vec<Counter>,
        /// Patients.
        pub patients: u32,
        /// Records put aside.
        pub quarantined: u32,
        /// Bytes of the store on disk.
        pub store_bytes: f64,
        /// Bytes of the audit log on disk.
        pub audit_bytes: f64,
        /// Rows of the audit log.
        pub audit_rows: f64,
        /// Bytes of log files.
        pub log_bytes: f64,
        /// Free bytes on the disk.
        pub disk_free: Option<f64>,
    }

    /// One check of `doctor`.
    #[serde(rename_all = "camelCase")]
    pub struct Check {
        /// "store", "audit", "bodies", "search", "mapping", "keyring".
        pub check: String,
        /// Whether it is sound.
        pub ok: bool,
        /// What was found, and what to do.
        pub message: String,
    }

    /// What `audit verify` found.
    #[serde(rename_all = "camelCase")]
    pub struct AuditVerdict {
        /// The chain is whole.
        pub ok: bool,
        /// Rows read.
        pub rows: f64,
        /// Number of the first bad row.
        pub first_bad: Option<f64>,
        /// What is wrong with it.
        pub message: String,
        /// Acts that have a row but never committed.
        pub unfinished: f64,
        /// Signed anchors that the rows agree with.
        pub anchors: f64,
        /// Rows removed for their age, as a signed statement says.
        pub removed: f64,
        /// The public key that signed (Ed25519, hexadecimal); empty where the log is not whole.
        pub key: String,
    }

    /// Where to write a file (support bundle, export).
    #[serde(rename_all = "camelCase")]
    pub struct WriteTo {
        /// Path.
        pub path: String,
    }
}
