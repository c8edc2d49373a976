//! The recovery key, backups and restoring.

use super::profile::Protection;
use super::wire;

wire! {
    /// Makes a recovery key.
    #[serde(rename_all = "camelCase")]
    pub struct MakeRecovery {
        /// The profile's passphrase; absent where the keyring alone keeps the key.
        pub passphrase: Option<String>,
    }

    /// A new recovery key, shown once: to be printed and kept away from the computer.
    #[serde(rename_all = "camelCase")]
    pub struct RecoverySheet {
        /// Nine groups of four letters and digits.
        pub key: String,
        /// When it was made.
        pub made_at: f64,
    }

    /// How this profile is backed up.
    #[serde(rename_all = "camelCase")]
    pub struct BackupState {
        /// A recovery key was made; without one there is no backup.
        pub recovery_key: bool,
        /// When the last backup was finished.
        pub last_at: Option<f64>,
        /// How far one is that is being written.
        pub running: Option<BackupProgress>,
    }

    /// How far a backup or a restoring is.
    #[serde(rename_all = "camelCase")]
    pub struct BackupProgress {
        /// Bytes done.
        pub done: f64,
        /// Bytes to be done.
        pub total: f64,
    }

    /// A finished backup.
    #[serde(rename_all = "camelCase")]
    pub struct BackedUp {
        /// Where it is.
        pub path: String,
        /// Its bytes.
        pub bytes: f64,
        /// The moment of which everything in it is.
        pub at: f64,
    }

    /// Makes a profile of a backup, where there is none yet.
    #[serde(rename_all = "camelCase")]
    pub struct RestoreBackup {
        /// The backup's file.
        pub path: String,
        /// The recovery key of its day.
        pub key: String,
        /// How the profile is to be protected here.
        pub protection: Protection,
        /// Needed unless the keyring alone keeps the key.
        pub passphrase: Option<String>,
    }

    /// Opens a profile by its recovery key, and protects it anew.
    #[serde(rename_all = "camelCase")]
    pub struct RecoverProfile {
        /// The recovery key.
        pub key: String,
        /// How the profile is to be protected from now on.
        pub protection: Protection,
        /// Needed unless the keyring alone keeps the key.
        pub passphrase: Option<String>,
    }
}
