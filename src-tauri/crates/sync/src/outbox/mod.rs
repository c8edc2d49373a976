//! Push: the outbox. Takes what waits to its EHR, each exactly once, and believes nothing that it has not
//! read back. Owns the order, the waits and what an answer means for an item; how something is said to a
//! far side is a [`Lane`]'s.
//!
//! The rules, in short:
//! - a request that could make something is on disk before it goes; whoever finds one cut off looks for
//!   what it may have made before sending again, unless the far side itself guards against a second one;
//! - two that could be it, or a far side that cannot be searched: a person decides, nothing is sent;
//! - a change is compared with what is there just before it goes, and bound to that version;
//! - confirmed is what was read back and judged the same or converted, and nothing else;
//! - one item that cannot go holds only what needs it.

pub mod attached;
mod confirm;
mod create;
mod fhir_lane;
pub mod judge;
mod lane;
mod met;
pub mod references;
mod update;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

use wardbook_store::outbox::{self as items, Act, Ended, Row, Side, Standing, State};
use wardbook_store::write::Prepared;
use wardbook_store::{Clock, Store, StoreError, patients};

pub use confirm::confirm;
pub use fhir_lane::{FhirLane, IDENTIFIERS, MayWrite, Whatever, has_identifier, identify, taken};
pub use lane::{Claim, Lane, NotTaken, Parcel, Seen, There};

use attached::Filled;

use crate::backoff::{Chance, Patience, SystemChance};
use crate::control::{Control, Wish};
use crate::ingest::{self, Batch};

/// No item goes again by itself before then: a person has to say so.
pub const NEVER: i64 = i64::MAX;
/// Items looked up at a time.
const AT_ONCE: u32 = 50;

/// Codes of reasons why an item waits.
pub mod reason {
    /// The EHR does not take its like, or the sign-in does not cover it.
    pub const NOT_TAKEN: &str = "not-taken";
    /// The file that belongs to it is not here, or too large to be sent.
    pub const NO_FILE: &str = "no-file";
    /// The program ended, or the connection broke, in the middle of a request.
    pub const CUT_OFF: &str = "cut-off";
    /// More than one could be it.
    pub const SEVERAL: &str = "several-could-be-it";
    /// The EHR cannot be searched for it.
    pub const CANNOT_LOOK: &str = "cannot-look";
    /// The EHR has it, and reading it back waits.
    pub const READ_BACK: &str = "read-back-waits";
    /// The EHR asked to wait.
    pub const BUSY: &str = "busy";
    /// The EHR is not reached.
    pub const OFFLINE: &str = "offline";
    /// Somebody has to sign in.
    pub const SIGN_IN: &str = "sign-in";
    /// The EHR refused it.
    pub const REFUSED: &str = "refused";
    /// The EHR has no place for it.
    pub const NEEDS_MAPPING: &str = "needs-mapping";
    /// Somebody else changed it.
    pub const CHANGED: &str = "changed-at-ehr";
    /// It is no longer there.
    pub const GONE: &str = "gone-at-ehr";
    /// What was read back is something else.
    pub const DIFFERENT: &str = "read-back-different";
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Items that are confirmed since.
    pub confirmed: u32,
    /// Items that moved otherwise.
    pub moved: u32,
    /// Why it ended before its time.
    pub halted: Option<Halt>,
    /// When the next item is due, where one goes by itself.
    pub next_due: Option<i64>,
}

/// Why a run ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The EHR is not reached.
    Offline,
    /// Somebody has to sign in.
    SignIn,
    /// It was cancelled.
    Cancelled,
}

/// What one item's turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Confirmed,
    Moved,
    Halt(Halt),
}

/// Hears of each item that moved.
pub type OnItem = dyn Fn(&Row) + Send + Sync;

/// Takes what waits at one connection out.
pub struct Outbox {
    store: Store,
    lane: Arc<dyn Lane>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    patience: Patience,
    settle: Duration,
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outbox")
    }
}

impl Outbox {
    /// Over a store and a lane.
    pub fn new(store: Store, lane: Arc<dyn Lane>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            lane,
            clock,
            chance: Arc::new(SystemChance),
            patience: Patience {
                longest: Duration::from_secs(600),
                ..Patience::default()
            },
            settle: Duration::from_secs(10),
        }
    }

    /// With another patience; `settle` is how long a request whose answer was lost is given to arrive
    /// before somebody looks whether it did.
    pub fn patience(mut self, patience: Patience, settle: Duration) -> Self {
        self.patience = patience;
        self.settle = settle;
        self
    }

    /// Sends what is due at a connection, until nothing is or something holds all of it.
    pub async fn run(
        &self,
        connection: i64,
        control: &Control,
        told: &OnItem,
    ) -> Result<Sent, StoreError> {
        self.take_up(connection)?;
        let mut sent = Sent::default();
        'all: loop {
            let now = self.clock.now();
            let due = self
                .store
                .read(|c| items::due(c, connection, now, AT_ONCE))?;
            if due.is_empty() {
                break;
            }
            for row in due {
                if control.wish() == Wish::Cancel || control.not_paused().await == Wish::Cancel {
                    sent.halted = Some(Halt::Cancelled);
                    break 'all;
                }
                // Something before it may have changed it: a reference, a withdrawal.
                let Some(row) = self.store.read(|c| items::get(c, row.uuid))? else {
                    continue;
                };
                if !matches!(row.state, State::Queued | State::SentUnknown) {
                    continue;
                }
                let turn = self.turn(&row).await?;
                if let Some(after) = self.store.read(|c| items::get(c, row.uuid))? {
                    told(&after);
                }
                match turn {
                    Turn::Confirmed => sent.confirmed += 1,
                    Turn::Moved => sent.moved += 1,
                    Turn::Halt(halt) => {
                        sent.halted = Some(halt);
                        break 'all;
                    }
                }
            }
        }
        sent.next_due = self.store.read(|c| items::next_due(c, connection))?;
        Ok(sent)
    }

    /// Takes up what was under way when the program ended: it may have arrived.
    pub fn take_up(&self, connection: i64) -> Result<(), StoreError> {
        let cut = self.store.read(|c| items::interrupted(c, connection))?;
        if cut.is_empty() {
            return Ok(());
        }
        self.store.write(|tx| {
            for row in &cut {
                let to = Standing {
                    due_at: row.changed_at.saturating_add(self.settling()),
                    may_be_there: true,
                    ..Standing::of(State::SentUnknown).because(
                        reason::CUT_OFF,
                        "It was cut off while it was sent. Whether it arrived is looked for before it is sent again.",
                    )
                };
                items::set(tx, row.id, &to, self.clock.now())?;
            }
            Ok(())
        })
    }

    /// How long a lost answer is given before somebody looks. Also where the far side itself guards: it cannot see
    /// what it is still making.
    fn settling(&self) -> i64 {
        i64::try_from(self.settle.as_millis()).unwrap_or(0)
    }

    async fn turn(&self, row: &Row) -> Result<Turn, StoreError> {
        if let Err(not) = self.lane.takes(&row.resource_type, row.act)
            && row.first_sent_at.is_none()
        {
            let to = Standing::of(State::Draft).because(reason::NOT_TAKEN, not.message);
            self.stand(row, &to)?;
            return Ok(Turn::Moved);
        }
        let parcel = match self.parcel(row)? {
            Ok(parcel) => parcel,
            Err(words) => {
                self.stand(
                    row,
                    &Standing::of(State::Draft).because(reason::NO_FILE, words),
                )?;
                return Ok(Turn::Moved);
            }
        };
        match row.act {
            Act::Create => self.create(row, &parcel).await,
            Act::Update => self.update(row, &parcel).await,
        }
    }

    /// What goes; why not, in words, where its file cannot.
    fn parcel(&self, row: &Row) -> Result<Result<Parcel, &'static str>, StoreError> {
        self.store.read(|c| {
            let mine = items::body(c, row.id, Side::Mine)?.ok_or(StoreError::NotFound("body"))?;
            let mine = match attached::filled(c, row, mine)? {
                Filled::Whole(mine) => mine,
                Filled::Without => return Ok(Err(
                    "Its file is no longer on this workstation, so nothing is sent. Add the document again.",
                )),
                Filled::TooLarge => return Ok(Err(attached::TOO_LARGE)),
            };
            let patient = match row.patient {
                Some(patient) => patients::by_key(c, patient)?.map(|p| p.fhir_id),
                None => None,
            };
            Ok(Ok(Parcel {
                resource_type: row.resource_type.clone(),
                patient,
                client_id: row.client_id.clone(),
                mine: mine.into(),
                first_sent_at: row.first_sent_at,
            }))
        })
    }

    /// When it goes again by itself.
    fn later(&self, row: &Row, wait: Option<Duration>, at_least: i64) -> i64 {
        let ours = self.patience.wait(row.attempts.max(1), self.chance.draw());
        let wait = wait.unwrap_or(ours).max(ours);
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        self.clock.now().saturating_add(wait.max(at_least))
    }

    /// What a person did to it meanwhile holds.
    fn stand(&self, row: &Row, to: &Standing) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store
            .write(|tx| items::set_unless_moved(tx, row, to, now))
            .map(|_| ())
    }

    /// A request goes: on disk before it does.
    fn begin(&self, row: &Row, step: &str, may_make: bool) -> Result<Option<i64>, StoreError> {
        self.store
            .write(|tx| items::begin(tx, row, step, may_make, self.clock.now()))
    }

    fn end(&self, attempt: Option<i64>, ended: &Ended) -> Result<(), StoreError> {
        let Some(attempt) = attempt else {
            return Ok(());
        };
        self.store
            .write(|tx| items::end(tx, attempt, ended, self.clock.now()))
    }

    /// A body of this connection, ready to be stored.
    fn prepared(&self, row: &Row, body: &bytes::Bytes) -> Option<Prepared> {
        prepare(
            &self.store,
            row.connection,
            row.patient,
            body,
            self.clock.now(),
        )
    }
}

/// A body ready to be stored; `None` where it cannot be read as a resource with an id.
pub fn prepare(
    store: &Store,
    connection: i64,
    patient: Option<i64>,
    body: &bytes::Bytes,
    now: i64,
) -> Option<Prepared> {
    let batch = Batch {
        connection,
        patient,
        bodies: vec![body.clone()],
        synced_at: now,
        ..Batch::default()
    };
    ingest::rows(store, batch).into_iter().next()
}

/// How a request that went well is noted.
fn well(outcome: &str, status: Option<u16>, request_id: &str) -> Ended {
    Ended {
        outcome: outcome.to_owned(),
        status,
        said: None,
        request_id: Some(request_id.to_owned()),
    }
}

/// How a failed request is noted, with the server's own words.
fn failed(error: &wardbook_fhir::FetchError) -> Ended {
    Ended {
        outcome: error.code().to_owned(),
        status: error.status(),
        said: met::said(error),
        request_id: None,
    }
}

#[cfg(test)]
mod tests;
