//! Why the archive gave nothing usable. No address, name or word of a server is in any of it.

use std::time::Duration;

use super::credentials::NotSignedIn;

/// What of an answer could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its content type.
    ContentType,
    /// A boundary, or a part's head, of a body of parts.
    Parts,
    /// The body ended before its last part did.
    CutShort,
    /// DICOM JSON.
    Json,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The address is none, or carries a name, a password or a query.
    #[error("the archive's address is not usable")]
    Address,
    /// Plain http to another machine.
    #[error("the archive's address must be https")]
    NotEncrypted,
    /// The HTTP stack could not be set up.
    #[error("the HTTP client could not be set up")]
    Setup,
    /// The archive was not reached, or the connection broke.
    #[error("the archive was not reached")]
    Network {
        /// The request may have arrived: it broke after it left.
        after_sending: bool,
        /// No secure connection: certificate or protocol.
        tls: bool,
    },
    /// There is nothing to say who asks.
    #[error(transparent)]
    SignIn(#[from] NotSignedIn),
    /// The archive does not accept the sign-in.
    #[error("the archive did not accept the sign-in (401)")]
    Unauthorized,
    /// The archive refused the request.
    #[error("the archive refused ({status})")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// It does not have this.
    #[error("not found")]
    NotFound,
    /// It asks to wait.
    #[error("the archive asks to wait ({status})")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// How long, as it asked.
        retry_after: Option<Duration>,
    },
    /// It failed.
    #[error("the archive failed ({status})")]
    ServerError {
        /// HTTP status.
        status: u16,
    },
    /// It points elsewhere, and is not followed.
    #[error("redirected ({status})")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// A body or part is larger than allowed.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The answer cannot be read.
    #[error("the archive's answer cannot be read: {step:?}")]
    Unreadable {
        /// What of it.
        step: Step,
    },
}

impl ArchiveError {
    /// Trying the same again cannot help.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Network { tls, .. } => *tls,
            Self::Busy { .. } => false,
            Self::ServerError { status } => *status == 501,
            Self::Unreadable { step } => *step != Step::CutShort,
            Self::SignIn(missing) => !missing.passing,
            _ => true,
        }
    }

    /// It was not reached.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Network { tls: false, .. })
            || matches!(self, Self::SignIn(missing) if missing.passing)
    }

    /// Somebody has to sign in, or give another password or token.
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::Unauthorized)
            || matches!(self, Self::SignIn(missing) if !missing.passing)
    }

    /// How long it asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address => "archive-address",
            Self::NotEncrypted => "archive-not-encrypted",
            Self::Setup => "http-setup",
            Self::Network { tls: true, .. } => "archive-tls",
            Self::Network { .. } => "archive-offline",
            Self::SignIn(missing) => missing.code,
            Self::Unauthorized => "archive-unauthorized",
            Self::Refused { .. } => "archive-refused",
            Self::NotFound => "archive-not-found",
            Self::Busy { .. } => "archive-busy",
            Self::ServerError { .. } => "archive-failed",
            Self::Redirected { .. } => "archive-redirected",
            Self::TooLarge { .. } => "archive-too-large",
            Self::Unreadable { .. } => "archive-unreadable",
        }
    }

    /// In the user's words.
    pub fn message(&self) -> String {
        match self {
            Self::Address => "This is not an archive's address. It should look like https://pacs.example.org/dicom-web.".into(),
            Self::NotEncrypted => "The archive's address must begin with https, because images would cross the network unprotected.".into(),
            Self::Setup => "The secure network connection could not be set up on this computer.".into(),
            Self::Network { tls: true, .. } => "No secure connection to the archive: its certificate is not trusted by this computer. Ask the site's IT.".into(),
            Self::Network { .. } => "The image archive cannot be reached. Try again when the network is back.".into(),
            Self::SignIn(NotSignedIn { passing: true, .. }) => "The sign-in could not be renewed, because its server cannot be reached.".into(),
            Self::SignIn(_) => "Sign in at the connection first: the archive uses its sign-in.".into(),
            Self::Unauthorized => "The image archive does not accept the sign-in. Look at its settings in the connection.".into(),
            Self::Refused { status: 406 } => "The image archive does not give these images in any form it was asked for.".into(),
            Self::Refused { status: 403 } => "The image archive refused this to your sign-in.".into(),
            Self::Refused { status } => format!("The image archive refused the request ({status})."),
            Self::NotFound => "The image archive does not have this.".into(),
            Self::Busy { .. } => "The image archive asks to slow down. Try again in a minute.".into(),
            Self::ServerError { status } => format!("The image archive has a fault ({status}). Try again later."),
            Self::Redirected { .. } => "The image archive points to another address. It was not followed.".into(),
            Self::TooLarge { limit } => format!("An answer of the image archive is larger than {} MB.", limit >> 20),
            Self::Unreadable { step: Step::CutShort } => "The connection broke in the middle of an image.".into(),
            Self::Unreadable { .. } => "The image archive's answer cannot be read.".into(),
        }
    }
}
