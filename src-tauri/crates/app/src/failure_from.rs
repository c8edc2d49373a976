//! Errors of the rooms that talk to an EHR, as codes and words. Split from [`crate::failure`] only so
//! that each can be read in one go.

use std::borrow::Cow;

use wardbook_fhir::{FetchError, OperationOutcome};
use wardbook_smart::{DiscoveryError, SignInError};
use wardbook_store::StoreError;
use wardbook_sync::{FindError, IngestError, SyncError};

use crate::failure::{Code, Fault};

impl From<FetchError> for Fault {
    fn from(error: FetchError) -> Fault {
        let code = if error.needs_sign_in() {
            match &error {
                FetchError::SignIn(cause) if cause.code() == "signed-out" => Code::SignInNeeded,
                _ => Code::SignInLost,
            }
        } else if error.is_offline() {
            Code::Offline
        } else {
            match &error {
                FetchError::Refused { .. } | FetchError::NotFound { .. } | FetchError::Gone => {
                    Code::EhrRefused
                }
                FetchError::Throttled { .. } => Code::EhrBusy,
                FetchError::Network { .. } => Code::Offline,
                FetchError::Unreadable { .. } | FetchError::TooLarge { .. } => Code::EhrUnreadable,
                _ => Code::EhrError,
            }
        };
        Fault::new(code, with_said(error.message(), error.outcome()))
    }
}

/// Our words, then the EHR's own.
fn with_said(ours: String, outcome: Option<&OperationOutcome>) -> Cow<'static, str> {
    match outcome
        .map(OperationOutcome::text)
        .filter(|said| !said.is_empty())
    {
        Some(said) => format!("{ours} The EHR said: {said}").into(),
        None => ours.into(),
    }
}

impl From<DiscoveryError> for Fault {
    fn from(error: DiscoveryError) -> Fault {
        let code = match &error {
            DiscoveryError::Network { .. } => Code::Offline,
            _ => Code::SignInFailed,
        };
        Fault::new(code, error.message())
    }
}

impl From<SignInError> for Fault {
    fn from(error: SignInError) -> Fault {
        let code = match &error {
            SignInError::Denied => Code::SignInDenied,
            SignInError::TimedOut => Code::SignInTimedOut,
            SignInError::Cancelled => Code::SignInCancelled,
            SignInError::Network { .. } => Code::Offline,
            _ => Code::SignInFailed,
        };
        Fault::new(code, error.message())
    }
}

impl From<FindError> for Fault {
    fn from(error: FindError) -> Fault {
        match error {
            FindError::Fetch(error) => error.into(),
            FindError::TooLittle { message } => Fault::invalid(message),
            other => Fault::new(Code::EhrRefused, other.message()),
        }
    }
}

impl From<&SyncError> for Fault {
    fn from(error: &SyncError) -> Fault {
        let code = match error {
            SyncError::Ingest(cause) => return Fault::from(*cause),
            SyncError::ListingRefused { .. } => Code::PatientsNotListed,
            SyncError::Store(StoreError::DiskFull) => Code::DiskFull,
            SyncError::Store(_) => Code::Store,
            _ => Code::SyncFailed,
        };
        Fault::new(code, error.message())
    }
}

impl From<IngestError> for Fault {
    fn from(error: IngestError) -> Fault {
        match error {
            IngestError::Store("disk-full") => StoreError::DiskFull.into(),
            IngestError::Store("store-damaged") => StoreError::Damaged.into(),
            IngestError::Ended => StoreError::Closed.into(),
            _ => Fault::internal("writing records"),
        }
    }
}
