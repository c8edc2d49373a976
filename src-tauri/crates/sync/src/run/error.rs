//! Why a sync could not be done, and what stops one that is under way.

use wardbook_store::StoreError;

use crate::ingest::IngestError;

/// Why a sync could not be done at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// Taking records in.
    #[error("ingest: {0}")]
    Ingest(#[from] IngestError),
    /// The CapabilityStatement cannot be had or read.
    #[error("the CapabilityStatement cannot be read ({code})")]
    Capabilities {
        /// Why.
        code: &'static str,
        /// In the user's words.
        message: String,
    },
    /// The server does not list its patients.
    #[error("the server does not list its patients")]
    ListingRefused {
        /// What the EHR said, for the screen.
        reason: Option<String>,
    },
    /// Work inside failed in a way that must not happen.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl SyncError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Ingest(_) => "ingest",
            Self::Capabilities { code, .. } => code,
            Self::ListingRefused { .. } => "listing-refused",
            Self::Internal(_) => "internal",
        }
    }

    /// In the user's words, with what to do.
    pub fn message(&self) -> String {
        match self {
            Self::Store(error) => error.message(),
            Self::Ingest(_) => "Records could not be written to this computer. What was written \
                before is here; try again."
                .into(),
            Self::Capabilities { message, .. } => message.clone(),
            Self::ListingRefused { reason } => {
                let mut words = "The EHR does not list all of its patients. Choose them one by \
                    one (--patient), or import a file (--from)."
                    .to_owned();
                if let Some(said) = reason {
                    words.push_str(" The EHR said: ");
                    words.push_str(said);
                }
                words
            }
            Self::Internal(_) => "Something inside Wardbook failed. Nothing was lost; the sync \
                goes on from the last page when started again."
                .into(),
        }
    }
}

/// What stops the whole sync.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The user.
    Cancelled,
    /// The server is not reached.
    Offline(String),
    /// The clinician has to sign in again.
    SignInLost(String),
    /// It cannot go on.
    Broken(SyncError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<IngestError> for Halt {
    fn from(error: IngestError) -> Self {
        Self::Broken(error.into())
    }
}
