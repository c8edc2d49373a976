//! What can go wrong on disk. Owns the error types; no variant can hold patient data or a key, so
//! `Display` and `Debug` are safe to log.

use crate::keyring::KeyringError;

/// A read or write of an open store failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// A page failed its check: the file is damaged.
    #[error("the database file is damaged")]
    Damaged,
    /// The store was opened for reading only.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// The store was closed (locked) meanwhile.
    #[error("the store is closed")]
    Closed,
    /// What was asked for is not here.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// A name or id that must be unique is taken.
    #[error("already there: {0}")]
    Taken(&'static str),
    /// A stored body could not be decompressed.
    #[error("a stored record could not be unpacked")]
    Body,
    /// A file beside the database could not be read or written.
    #[error("file operation failed: {0}")]
    File(std::io::ErrorKind),
    /// Any other answer of SQLite: its code, never its text (texts can quote values).
    #[error("database error {0}")]
    Sql(i32),
}

impl StoreError {
    /// A short, stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DiskFull => "disk-full",
            Self::Damaged => "store-damaged",
            Self::ReadOnly => "store-read-only",
            Self::Closed => "locked",
            Self::NotFound(_) => "not-found",
            Self::Taken(_) => "taken",
            Self::Body => "record-unreadable",
            Self::File(_) => "file",
            Self::Sql(_) => "store",
        }
    }

    /// What happened and what to do, for the person at the screen.
    pub fn message(&self) -> String {
        match self {
            Self::DiskFull => "The disk is full. Nothing was lost; free some space and try again.".into(),
            Self::Damaged => "A part of the store on this computer is damaged. Nothing was overwritten. Copy the profile folder to a safe place, then run “wardbook-cli doctor” to see what can still be read.".into(),
            Self::ReadOnly => "The store is open for reading only; nothing can be changed.".into(),
            Self::Closed => "Wardbook is locked. Unlock it and try again.".into(),
            Self::NotFound(what) => format!("There is no such {what} on this computer."),
            Self::Taken("account") => {
                "Somebody has this account, or had it: what they wrote stays theirs. Choose another."
                    .to_owned()
            }
            Self::Taken(what) => format!("There is already a {what} of that name."),
            Self::Body => "One record could not be unpacked. The rest is not affected; run “wardbook-cli doctor” to see which.".into(),
            Self::File(kind) => format!("A file of the profile could not be read or written ({kind}). Check that the folder is writable and the disk is not full."),
            Self::Sql(code) => format!("The database answered with error {code}. Nothing was changed; try again, and run “wardbook-cli doctor” if it comes back."),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        if matches!(error, rusqlite::Error::QueryReturnedNoRows) {
            return Self::NotFound("row");
        }
        match error.sqlite_error() {
            Some(e) => match e.code {
                ErrorCode::DiskFull => Self::DiskFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
                ErrorCode::ReadOnly => Self::ReadOnly,
                // The WAL's index could not grow: there is no room for it.
                _ if e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
                _ => Self::Sql(e.extended_code),
            },
            None => Self::Sql(-1),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            kind => Self::File(kind),
        }
    }
}

/// A profile could not be opened or made. Nothing on disk was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no profile here.
    #[error("there is no profile in this folder")]
    Missing,
    /// There is already a profile here.
    #[error("there is already a profile in this folder")]
    Exists,
    /// A passphrase is needed and none was given.
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    /// The passphrase is shorter than eight characters.
    #[error("the passphrase is too short")]
    PassphraseTooShort,
    /// The passphrase does not open it.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The keyring does not answer.
    #[error("the keyring is not available")]
    KeyringUnavailable,
    /// The keyring answers but holds no key for this profile.
    #[error("the keyring holds no key for this profile")]
    KeyringItemMissing,
    /// The keyring's key does not open it.
    #[error("the key in the keyring does not open this profile")]
    KeyringItemWrong,
    /// The recovery key is not written as one is.
    #[error("this is no recovery key")]
    RecoveryKeyUnreadable,
    /// The recovery key opens something else.
    #[error("the recovery key does not open this")]
    RecoveryKeyWrong,
    /// No recovery key was ever made.
    #[error("there is no recovery key")]
    NoRecoveryKey,
    /// The file is no backup.
    #[error("this is no backup")]
    NotABackup,
    /// The backup is damaged.
    #[error("the backup is damaged: {how}")]
    BackupDamaged {
        /// In a word or two.
        how: &'static str,
    },
    /// Somebody stopped it.
    #[error("it was stopped")]
    Stopped,
    /// A database file is there, and is not encrypted.
    #[error("{part} is not encrypted")]
    NotEncrypted {
        /// Which file.
        part: &'static str,
    },
    /// A file is missing, cut short or changed.
    #[error("{part} is damaged: {how}")]
    Damaged {
        /// Which file.
        part: &'static str,
        /// In a word or two.
        how: &'static str,
    },
    /// Made by a newer Wardbook.
    #[error("made by a newer version: schema {found}, this program knows {known}")]
    FromNewerVersion {
        /// Schema version found.
        found: u32,
        /// Newest this program knows.
        known: u32,
    },
    /// Another copy of the program has it open.
    #[error("another copy of the program has this profile open")]
    InUse,
    /// Something failed while reading or writing.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// Names the file that a low-level failure was about.
    pub(crate) fn of(self, part: &'static str) -> Self {
        match self {
            Self::Store(StoreError::Damaged) => Self::Damaged {
                part,
                how: "a page fails the integrity check",
            },
            other => other,
        }
    }

    /// A short, stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "no-profile",
            Self::Exists => "profile-exists",
            Self::PassphraseNeeded => "passphrase-needed",
            Self::PassphraseTooShort => "passphrase-too-short",
            Self::WrongPassphrase => "wrong-passphrase",
            Self::KeyringUnavailable => "keyring-unavailable",
            Self::KeyringItemMissing => "keyring-item-missing",
            Self::KeyringItemWrong => "keyring-item-wrong",
            Self::RecoveryKeyUnreadable => "recovery-key-unreadable",
            Self::RecoveryKeyWrong => "recovery-key-wrong",
            Self::NoRecoveryKey => "no-recovery-key",
            Self::NotABackup => "not-a-backup",
            Self::BackupDamaged { .. } => "backup-damaged",
            Self::Stopped => "stopped",
            Self::NotEncrypted { .. } => "not-encrypted",
            Self::Damaged { .. } => "profile-damaged",
            Self::FromNewerVersion { .. } => "newer-version",
            Self::InUse => "in-use",
            Self::Store(e) => e.code(),
        }
    }

    /// What happened and what to do, for the person at the screen.
    pub fn message(&self) -> String {
        match self {
            Self::Missing => "There is no Wardbook profile here yet. Create one first.".into(),
            Self::Exists => "There is already a Wardbook profile here; it was left as it is. Open it, or choose another folder.".into(),
            Self::PassphraseNeeded => "This profile is protected by a passphrase. Enter it to open the profile.".into(),
            Self::PassphraseTooShort => "The passphrase needs at least 8 characters; a sentence is best.".into(),
            Self::WrongPassphrase => "That is not the passphrase of this profile. Nothing was changed; try again.".into(),
            Self::KeyringUnavailable => "This computer's keyring does not answer. Sign in to your desktop session (or unlock the keyring) and try again. If it was started after Wardbook, close Wardbook and open it again.".into(),
            Self::KeyringItemMissing => "This computer's keyring answers, but holds no key for this profile. If the profile was copied from another computer or account, open it there; without its key it cannot be opened. Nothing was changed.".into(),
            Self::KeyringItemWrong => "The key in this computer's keyring does not open this profile. Nothing was changed. If the profile was restored from a copy, restore the keyring item of the same day as well.".into(),
            Self::RecoveryKeyUnreadable => "This is not a recovery key as it stands on a recovery sheet: nine groups of four letters and digits. Look for a letter that was misread; the last group tells.".into(),
            Self::RecoveryKeyWrong => "This recovery key belongs to something else. Nothing was changed. Look at the date on the recovery sheet: a newer key takes the place of an older one for the profile, and a backup needs the key of its day.".into(),
            Self::NoRecoveryKey => "No recovery key was made for this. Make one while the profile is open; without it only passphrase and keyring open it.".into(),
            Self::NotABackup => "This file is not a Wardbook backup, or its end is missing. Choose another file.".into(),
            Self::BackupDamaged { how } => format!("This backup is damaged ({how}). Nothing was restored from it. Try another copy of it, or an older backup."),
            Self::Stopped => "It was stopped. Nothing is left of it.".into(),
            Self::NotEncrypted { part } => format!("The {part} in the profile folder is not encrypted, so Wardbook did not write it and will not use it. It was left as it is: move it away, or choose another folder."),
            Self::Damaged { part, how } => format!("The {part} is damaged ({how}). Nothing was overwritten. Copy the profile folder to a safe place and restore it from a backup, or start a new profile in another folder and sync again."),
            Self::FromNewerVersion { found, known } => format!("This profile was made by a newer Wardbook (format {found}; this one knows {known}). Update Wardbook; nothing was changed."),
            Self::InUse => "Another Wardbook has this profile open. Use that window, or close it first.".into(),
            Self::Store(e) => e.message(),
        }
    }
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<KeyringError> for OpenError {
    fn from(_: KeyringError) -> Self {
        Self::KeyringUnavailable
    }
}
