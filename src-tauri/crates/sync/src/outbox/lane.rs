//! A lane: one way out to a far side. The queue knows when something goes and what an answer means; the
//! lane knows how it is said there.

use bytes::Bytes;
use futures::future::BoxFuture;
use wardbook_fhir::{FetchError, Made};
use wardbook_store::outbox::Act;

/// What goes.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Resource type.
    pub resource_type: String,
    /// The patient's id at the far side, where it belongs to one.
    pub patient: Option<String>,
    /// The identifier we made for it.
    pub client_id: String,
    /// What is to be there.
    pub mine: Bytes,
    /// When a request that could have made it first left.
    pub first_sent_at: Option<i64>,
}

/// What the far side has under a name.
#[derive(Debug, Clone)]
pub struct There {
    /// The resource, to the byte.
    pub body: Bytes,
    /// Its entity tag, where there is one.
    pub etag: Option<String>,
    /// The words of its attachments, where it has some that are words.
    pub words: Vec<String>,
    /// Correlation with the far side's log.
    pub request_id: String,
}

/// What looking for something that may have arrived found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It is not there.
    Nothing,
    /// It is there, by this name.
    One(String),
    /// More than one could be it: only a person can tell.
    Several(Vec<String>),
    /// The far side cannot be searched for it.
    CannotLook,
}

/// Why a lane does not take something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// A code: `not-offered`, `not-granted`.
    pub code: &'static str,
    /// In the user's words.
    pub message: String,
}

/// Whether a record of the EHR can be what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing says that it is not.
    Free,
    /// By a clock it was there before, and not by so much that the clocks could not be wrong.
    Doubtful,
    /// It is something else.
    Other,
}

/// Clocks further apart than this are not believed to be wrong: a day, and a zone mistaken for another.
const CLOCKS: i64 = 38 * 3_600_000;

impl Claim {
    /// Of something that was there at a time, against when ours was first sent, both milliseconds.
    pub(crate) fn by_time(there_at: i64, sent: i64) -> Self {
        let before = sent.saturating_sub(there_at);
        match before {
            ..=0 => Self::Free,
            1..CLOCKS => Self::Doubtful,
            _ => Self::Other,
        }
    }
}

/// One way out.
pub trait Lane: Send + Sync {
    /// Whether it takes this.
    fn takes(&self, resource_type: &str, act: Act) -> Result<(), NotTaken>;

    /// Whether the far side itself sees to it that nothing is made twice.
    fn guards(&self, resource_type: &str) -> bool;

    /// Whether what is made there is a record of a chart, kept here with its proof. Images are not.
    fn makes_records(&self, _resource_type: &str) -> bool {
        true
    }

    /// Looks for something that may have arrived. `claimed` says of a name whether it can be it.
    fn look<'a>(
        &'a self,
        parcel: &'a Parcel,
        claimed: &'a (dyn Fn(&str) -> Claim + Send + Sync),
    ) -> BoxFuture<'a, Result<Seen, FetchError>>;

    /// Makes it there.
    fn create<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<Made, FetchError>>;

    /// Changes what goes by this name, if it still is at this version.
    fn update<'a>(
        &'a self,
        parcel: &'a Parcel,
        id: &'a str,
        version: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Made, FetchError>>;

    /// What is there now.
    fn read<'a>(
        &'a self,
        resource_type: &'a str,
        id: &'a str,
    ) -> BoxFuture<'a, Result<There, FetchError>>;
}
