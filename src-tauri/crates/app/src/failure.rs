//! What goes wrong, in words for the person at the screen: the fixed list of codes, and the one
//! place that turns an error of a lower room into a code and a sentence that says what to do.
//! Refuses to carry anything about a patient: messages are made of fixed words and of the lower
//! rooms' own messages, which keep the same rule.

use std::borrow::Cow;
use std::fmt;

use wardbook_store::{OpenError, StoreError};

use crate::wire::profile::Failure;

/// Declares the codes once: the name in Rust and the word at the edge.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Every code a request can fail with. The window acts on them; words are beside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All of them, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// As it goes over the edge.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The code with this word.
            pub fn from_word(word: &str) -> Option<Code> {
                match word { $($text => Some(Code::$name),)* _ => None }
            }
        }
    };
}

codes! {
    /// No profile here yet.
    NoProfile = "no-profile",
    /// There is a profile already.
    ProfileExists = "profile-exists",
    /// The profile is closed.
    ProfileLocked = "profile-locked",
    /// The passphrase does not open it.
    WrongPassphrase = "wrong-passphrase",
    /// Account and password do not belong together.
    WrongPassword = "wrong-password",
    /// Too many wrong passwords one after the other.
    TooManyTries = "too-many-tries",
    /// No such person here.
    PersonNotFound = "person-not-found",
    /// The patient's connection is none that the person sees.
    NoAccess = "no-access",
    /// Break-glass is switched off here.
    GlassWithdrawn = "glass-withdrawn",
    /// It would leave nobody who adds people.
    LastAdministrator = "last-administrator",
    /// It needs a passphrase and none was given.
    PassphraseNeeded = "passphrase-needed",
    /// Fewer than eight characters.
    PassphraseTooShort = "passphrase-too-short",
    /// No keyring answers.
    KeyringUnavailable = "keyring-unavailable",
    /// The keyring has no item for this profile.
    KeyringItemMissing = "keyring-item-missing",
    /// The key in the keyring does not open it.
    KeyringItemWrong = "keyring-item-wrong",
    /// The store is not an encrypted database.
    NotEncrypted = "not-encrypted",
    /// A file of the profile is damaged.
    Damaged = "damaged",
    /// Made by a newer version of the program.
    NewerVersion = "newer-version",
    /// The disk is full.
    DiskFull = "disk-full",
    /// The keyring alone opens it: a lock would keep nobody out.
    LockNeedsPassphrase = "lock-needs-passphrase",
    /// Not the PIN.
    WrongPin = "wrong-pin",
    /// The last try of the PIN was wrong.
    PinUsedUp = "pin-used-up",
    /// The recovery key is not one, or not this one's.
    RecoveryKeyWrong = "recovery-key-wrong",
    /// No recovery key was made.
    NoRecoveryKey = "no-recovery-key",
    /// The file is no backup, or a damaged one.
    BackupUnreadable = "backup-unreadable",
    /// Somebody stopped it.
    Stopped = "stopped",
    /// What is not saved or not in the EHR yet would be lost.
    UnsentWork = "unsent-work",
    /// Another copy of the program has it open.
    InUse = "in-use",
    /// The audit log is cut or damaged.
    AuditDamaged = "audit-damaged",
    /// The audit log cannot be written, so nothing is done.
    AuditUnavailable = "audit-unavailable",
    /// A file or folder could not be read or written.
    Io = "io",
    /// The store refused for another reason.
    Store = "store",
    /// This person may not do that.
    NotPermitted = "not-permitted",
    /// The administrator of the computer fixed it for everybody.
    FixedByPolicy = "fixed-by-policy",
    /// The request makes no sense as given.
    InvalidRequest = "invalid-request",
    /// No such patient here.
    PatientNotFound = "patient-not-found",
    /// No such record here.
    RecordNotFound = "record-not-found",
    /// No such connection here.
    ConnectionNotFound = "connection-not-found",
    /// A connection has that name already.
    NameTaken = "name-taken",
    /// The EHR does not answer.
    Offline = "offline",
    /// Nobody has signed in.
    SignInNeeded = "sign-in-needed",
    /// The EHR no longer accepts the sign-in.
    SignInLost = "sign-in-lost",
    /// The sign-in was denied at the EHR.
    SignInDenied = "sign-in-denied",
    /// The sign-in took too long.
    SignInTimedOut = "sign-in-timed-out",
    /// The sign-in was cancelled.
    SignInCancelled = "sign-in-cancelled",
    /// A sign-in is going on already.
    SignInRunning = "sign-in-running",
    /// The sign-in failed otherwise.
    SignInFailed = "sign-in-failed",
    /// The EHR refused.
    EhrRefused = "ehr-refused",
    /// The EHR asks to wait.
    EhrBusy = "ehr-busy",
    /// The EHR failed.
    EhrError = "ehr-error",
    /// What the EHR sent is not FHIR.
    EhrUnreadable = "ehr-unreadable",
    /// The server does not list its patients.
    PatientsNotListed = "patients-not-listed",
    /// A sync of this connection is going on already.
    SyncRunning = "sync-running",
    /// No sync of this connection is going on.
    NoSync = "no-sync",
    /// A sync was stopped by the user.
    SyncCancelled = "sync-cancelled",
    /// A sync could not go on.
    SyncFailed = "sync-failed",
    /// Nothing of the import could be kept.
    ImportFailed = "import-failed",
    /// No such item in the outbox.
    ItemNotFound = "item-not-found",
    /// The item is not in a state in which that can be done.
    ItemMoved = "item-moved",
    /// The record is not built as FHIR says.
    RecordInvalid = "record-invalid",
    /// Not asked for by this version.
    Internal = "internal",
}

/// An error on its way to the edge: no correlation yet, the door adds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which one.
    pub code: Code,
    /// What happened and what to do.
    pub message: Cow<'static, str>,
}

impl Fault {
    /// A fault in fixed words.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Fault {
        Fault {
            code,
            message: message.into(),
        }
    }

    /// A request that makes no sense.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Fault {
        Fault::new(Code::InvalidRequest, message)
    }

    /// A fault of the program itself.
    pub fn internal(step: &'static str) -> Fault {
        Fault::new(
            Code::Internal,
            format!(
                "Wardbook failed at: {step}. Nothing was lost; try again, and if it happens again send a support bundle."
            ),
        )
    }

    /// No such patient.
    pub fn no_patient() -> Fault {
        Fault::new(
            Code::PatientNotFound,
            "There is no such patient on this workstation.",
        )
    }

    /// No such record.
    pub fn no_record() -> Fault {
        Fault::new(
            Code::RecordNotFound,
            "There is no such record on this workstation.",
        )
    }

    /// No such connection.
    pub fn no_connection() -> Fault {
        Fault::new(
            Code::ConnectionNotFound,
            "There is no connection of that name. See the list of connections.",
        )
    }

    /// As the edge sees it.
    pub fn at_edge(self, correlation: Option<String>) -> Failure {
        Failure {
            code: self.code.as_str().to_owned(),
            message: self.message.into_owned(),
            correlation,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        match error.kind() {
            std::io::ErrorKind::NotFound => Fault::new(
                Code::Io,
                "The file or folder does not exist. Check the path.",
            ),
            std::io::ErrorKind::PermissionDenied => Fault::new(
                Code::Io,
                "The computer does not let this account read or write there. Choose another place.",
            ),
            std::io::ErrorKind::StorageFull => {
                Fault::new(Code::DiskFull, "The disk is full. Make room and try again.")
            }
            _ => Fault::new(
                Code::Io,
                "The file could not be read or written. Try again.",
            ),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        let code = match &error {
            StoreError::DiskFull => Code::DiskFull,
            StoreError::Damaged | StoreError::Body => Code::Damaged,
            StoreError::Closed => Code::ProfileLocked,
            StoreError::Taken(_) => Code::NameTaken,
            StoreError::File(_) => Code::Io,
            _ => Code::Store,
        };
        Fault::new(code, error.message())
    }
}

impl From<&OpenError> for Fault {
    fn from(error: &OpenError) -> Fault {
        let code = match error {
            OpenError::Missing => Code::NoProfile,
            OpenError::Exists => Code::ProfileExists,
            OpenError::PassphraseNeeded => Code::PassphraseNeeded,
            OpenError::PassphraseTooShort => Code::PassphraseTooShort,
            OpenError::WrongPassphrase => Code::WrongPassphrase,
            OpenError::KeyringUnavailable => Code::KeyringUnavailable,
            OpenError::KeyringItemMissing => Code::KeyringItemMissing,
            OpenError::KeyringItemWrong => Code::KeyringItemWrong,
            OpenError::RecoveryKeyUnreadable | OpenError::RecoveryKeyWrong => {
                Code::RecoveryKeyWrong
            }
            OpenError::NoRecoveryKey => Code::NoRecoveryKey,
            OpenError::NotABackup | OpenError::BackupDamaged { .. } => Code::BackupUnreadable,
            OpenError::Stopped => Code::Stopped,
            OpenError::NotEncrypted { .. } => Code::NotEncrypted,
            OpenError::Damaged { .. } | OpenError::Store(StoreError::Damaged) => Code::Damaged,
            OpenError::FromNewerVersion { .. } => Code::NewerVersion,
            OpenError::InUse => Code::InUse,
            OpenError::Store(StoreError::DiskFull) => Code::DiskFull,
            OpenError::Store(StoreError::File(_)) => Code::Io,
            _ => Code::Store,
        };
        Fault::new(code, error.message())
    }
}

impl From<tokio::task::JoinError> for Fault {
    fn from(_: tokio::task::JoinError) -> Fault {
        Fault::internal("a task ended before its answer")
    }
}
