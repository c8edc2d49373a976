//! The outbox: what is written here and has to reach an EHR. Owns the tables `outbox`, `outbox_body`,
//! `outbox_attempt` and `outbox_need`. An item and its record are written in one transaction; an item
//! is never deleted, and no change of one is made outside [`change`](self) functions that note when.
//!
//! Refuses to know FHIR, or what an answer of a server means.

mod attempt;
mod body;
mod change;
mod list;

pub use attempt::{Attempt, Ended, attempts, begin, end};
pub use body::{Sides, body, sides};
pub(crate) use change::came_out_of_a_backup;
pub use change::{
    Confirmed, New, Standing, accepted, add, confirm, confirm_alone, edit, keep_theirs, need,
    not_there, put_back, queue, rename, requeue, send, set, set_unless_moved, swap, withdraw,
};
pub use list::{
    Filter, by_client_id, by_fhir_id, counts, dependants, due, get, interrupted, list, needs,
    neighbour, next_due, of_patient, of_record, waiting, waiting_of,
};

use uuid::Uuid;

use crate::error::StoreError;

/// Declares a short closed vocabulary once: in Rust and as it is stored.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $case:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$one])* $case,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case,)*];

            /// As it is stored and goes over the edge.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word,)* }
            }

            /// The one of this word.
            pub fn parse(word: &str) -> Result<Self, StoreError> {
                match word { $($word => Ok(Self::$case),)* _ => Err(StoreError::Damaged) }
            }
        }
    };
}

words! {
    /// Where an item stands.
    State {
        /// Kept here and not on its way: not finished, or the EHR does not take its like.
        Draft = "draft",
        /// On its way as soon as the EHR is there.
        Queued = "queued",
        /// A request about it is under way.
        Sending = "sending",
        /// It may have arrived: looked for before it is sent again.
        SentUnknown = "sent-unknown",
        /// The EHR has it: it was read back.
        Confirmed = "confirmed",
        /// The EHR has no place for it yet: its people have to map the code.
        NeedsMapping = "needs-mapping",
        /// The EHR refused it for good; a person decides.
        Rejected = "rejected",
        /// What the EHR has is not what was written from; a person decides.
        Conflict = "conflict",
        /// Taken back by a person.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What is to be done at the EHR.
    Act {
        /// A record is to be made.
        Create = "create",
        /// A record is to be changed.
        Update = "update",
    }
}

words! {
    /// Which body.
    Side {
        /// What the edit began from.
        Base = "base",
        /// What is to be sent.
        Mine = "mine",
        /// What the EHR was last seen to have.
        Theirs = "theirs",
    }
}

impl State {
    /// It has not reached its end.
    pub fn is_waiting(self) -> bool {
        !matches!(self, Self::Confirmed | Self::Withdrawn)
    }

    /// It goes by itself, without a person.
    pub fn goes_by_itself(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::SentUnknown)
    }
}

/// An item without its bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Our id of the item.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
    /// Patient's row number, where it belongs to one.
    pub patient: Option<i64>,
    /// The record here that it is about.
    pub record: Option<i64>,
    /// Resource type.
    pub resource_type: String,
    /// What is to be done.
    pub act: Act,
    /// What it is, in a few words.
    pub title: String,
    /// The identifier we made for it.
    pub client_id: String,
    /// What the EHR calls it, as far as that is known.
    pub fhir_id: Option<String>,
    /// The version the edit began from, where the EHR gave one.
    pub version: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Why, as a code.
    pub reason_code: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Who wrote it.
    pub person: String,
    /// When it was written.
    pub created_at: i64,
    /// When it was last changed or moved.
    pub changed_at: i64,
    /// When a request that could have made it first left; absent while it surely is not there.
    pub first_sent_at: Option<i64>,
    /// Not before then.
    pub due_at: i64,
    /// Requests that were to make or change it.
    pub attempts: u32,
    /// Its place among others.
    pub place: i64,
    /// How what was read back compares: `identical`, `converted`, `different`.
    pub verdict: Option<String>,
    /// What the EHR changed or dropped: JSON of the room above.
    pub differences: Option<String>,
}

impl Row {
    /// Nothing of it ever left, and nothing is under way: it may be edited, moved and taken back.
    pub fn is_unsent(&self) -> bool {
        self.first_sent_at.is_none()
            && matches!(
                self.state,
                State::Draft | State::Queued | State::NeedsMapping | State::Rejected
            )
    }
}

/// The result of an insert where a number is needed as text of a step.
pub(crate) fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
