//! A record that is to be made: sent once, and looked for before it could be sent a second time.

use wardbook_fhir::FetchError;
use wardbook_store::StoreError;
use wardbook_store::outbox::{self as items, Ended, Row, Standing, State};

use super::lane::{Claim, Parcel, Seen};
use super::met::{Met, met, said};
use super::{Halt, NEVER, Outbox, Turn, failed, reason, well};

impl Outbox {
    pub(super) async fn create(&self, row: &Row, parcel: &Parcel) -> Result<Turn, StoreError> {
        if let Some(id) = &row.fhir_id {
            return self.read_back(row, parcel, id).await;
        }
        if row.first_sent_at.is_some() {
            match self.look(row, parcel).await? {
                Ok(Seen::Nothing) => {}
                Ok(Seen::One(id)) => {
                    self.accepted(row, &id)?;
                    return self.read_back(row, parcel, &id).await;
                }
                Ok(Seen::Several(ids)) => {
                    let words = match ids.len() {
                        1 => "The EHR has a record that could be this one, though by the clocks it was there before. Open it and say whether it is.".to_owned(),
                        many => format!(
                            "The EHR has {many} records that could be this one. Open it and say which, or that none is."
                        ),
                    };
                    return self.hold(row, reason::SEVERAL, words);
                }
                // The condition it goes with says the same, once it had its time.
                Ok(Seen::CannotLook) if self.lane.guards(&row.resource_type) => {}
                Ok(Seen::CannotLook) => {
                    let words = "It may have arrived, and this EHR cannot be searched for it. Look in the EHR, then say here whether it is there.";
                    return self.hold(row, reason::CANNOT_LOOK, words);
                }
                Err(error) => return self.still_unknown(row, &error),
            }
        }
        self.send(row, parcel).await
    }

    async fn look(
        &self,
        row: &Row,
        parcel: &Parcel,
    ) -> Result<Result<Seen, FetchError>, StoreError> {
        let attempt = self.begin(row, "look", false)?;
        let store = self.store.clone();
        let (connection, kind, own) = (row.connection, row.resource_type.clone(), row.id);
        let sent = row.first_sent_at.unwrap_or(i64::MAX);
        // What another item made cannot be it, nor what was here before anything was sent, as far as clocks can be believed.
        let claimed = move |id: &str| {
            let known = store.read(|c| {
                let other = items::by_fhir_id(c, connection, &kind, id)?;
                if other.is_some_and(|other| other.id != own) {
                    return Ok(Claim::Other);
                }
                let here = wardbook_store::records::find(c, connection, &kind, id)?;
                let came = here.map(|record| Claim::by_time(came_at(record.uuid), sent));
                Ok(came.unwrap_or(Claim::Free))
            });
            // What cannot be told is not taken for another's: two candidates are for a person.
            known.unwrap_or(Claim::Free)
        };
        let seen = self.lane.look(parcel, &claimed).await;
        let ended = match &seen {
            Ok(Seen::Nothing) => plain("not-there"),
            Ok(Seen::One(_)) => plain("there"),
            Ok(Seen::Several(_)) => plain("several"),
            Ok(Seen::CannotLook) => plain("cannot-look"),
            Err(error) => failed(error),
        };
        self.end(attempt, &ended)?;
        Ok(seen)
    }

    async fn send(&self, row: &Row, parcel: &Parcel) -> Result<Turn, StoreError> {
        let attempt = self.begin(row, "send", true)?;
        if attempt.is_none() {
            return Ok(Turn::Moved);
        }
        match self.lane.create(parcel).await {
            Ok(made) => {
                self.end(
                    attempt,
                    &well("accepted", Some(made.status), &made.request_id),
                )?;
                match made.id {
                    Some(id) => {
                        self.accepted(row, &id)?;
                        self.read_back(row, parcel, &id).await
                    }
                    None => self.unknown(
                        row,
                        "The EHR took it and did not say where it is. It is looked for.",
                        None,
                    ),
                }
            }
            Err(error) => {
                self.end(attempt, &failed(&error))?;
                self.not_made(row, &error)
            }
        }
    }

    fn accepted(&self, row: &Row, id: &str) -> Result<(), StoreError> {
        self.store.write(|tx| items::accepted(tx, row.id, id))
    }

    fn not_made(&self, row: &Row, error: &FetchError) -> Result<Turn, StoreError> {
        // Whether an earlier request may have arrived is as it was before this one.
        let before = row.first_sent_at.is_some();
        let again = if before {
            State::SentUnknown
        } else {
            State::Queued
        };
        let words = |otherwise: &str| said(error).unwrap_or_else(|| otherwise.to_owned());
        let (to, turn) = match met(error) {
            Met::NotDone { wait } => (
                Standing {
                    due_at: self.later(row, wait, 0),
                    ..Standing::of(again).because(reason::BUSY, words("The EHR asks to wait."))
                },
                Turn::Moved,
            ),
            Met::Offline => (
                Standing::of(again).because(reason::OFFLINE, error.message()),
                Turn::Halt(Halt::Offline),
            ),
            Met::SignIn => (
                Standing::of(again).because(reason::SIGN_IN, error.message()),
                Turn::Halt(Halt::SignIn),
            ),
            Met::MayBeDone { wait } => {
                let words = format!("{} Whether it arrived is looked for before it is sent again.", error.message());
                return self.unknown(row, &words, wait);
            }
            Met::Duplicate | Met::Stale => {
                return self.unknown(row, "The EHR says that it has this already. It is looked for.", None);
            }
            Met::Several => {
                let words = words("The EHR has several records that match this one. Look in the EHR which is right.");
                return self.hold(row, reason::SEVERAL, words);
            }
            Met::NeedsMapping => (
                Standing::of(State::NeedsMapping).because(
                    reason::NEEDS_MAPPING,
                    words("The EHR has no place for this code yet. Its people have to map it; then send it again."),
                ),
                Turn::Moved,
            ),
            Met::Rejected => (
                Standing::of(State::Rejected).because(reason::REFUSED, words(&error.message())),
                Turn::Moved,
            ),
        };
        let to = Standing {
            may_be_there: before && to.state.is_waiting(),
            ..to
        };
        self.stand(row, &to)?;
        Ok(turn)
    }

    /// It may have arrived: looked for after a while.
    pub(super) fn unknown(
        &self,
        row: &Row,
        words: &str,
        wait: Option<std::time::Duration>,
    ) -> Result<Turn, StoreError> {
        let to = Standing {
            due_at: self.later(row, wait, self.settling()),
            may_be_there: true,
            ..Standing::of(State::SentUnknown).because(reason::CUT_OFF, words)
        };
        self.stand(row, &to)?;
        Ok(Turn::Moved)
    }

    /// Only a person can tell.
    fn hold(&self, row: &Row, code: &str, words: impl Into<String>) -> Result<Turn, StoreError> {
        let to = Standing {
            due_at: NEVER,
            may_be_there: true,
            ..Standing::of(State::SentUnknown).because(code, words)
        };
        self.stand(row, &to)?;
        Ok(Turn::Moved)
    }

    /// It could not be looked for now.
    pub(super) fn still_unknown(&self, row: &Row, error: &FetchError) -> Result<Turn, StoreError> {
        let halt = if error.needs_sign_in() {
            Some(Halt::SignIn)
        } else {
            matches!(met(error), Met::Offline).then_some(Halt::Offline)
        };
        if halt.is_none() && error.is_permanent() {
            let words = format!(
                "It may have arrived, and looking for it was refused. {}",
                error.message()
            );
            return self.hold(row, reason::CANNOT_LOOK, words);
        }
        let due_at = match halt {
            Some(_) => self.clock.now(),
            None => self.later(row, error.retry_after(), 0),
        };
        let to = Standing {
            due_at,
            may_be_there: true,
            ..Standing::of(State::SentUnknown).because(
                reason::CUT_OFF,
                format!(
                    "Whether it arrived could not be looked for yet. {}",
                    error.message()
                ),
            )
        };
        self.stand(row, &to)?;
        Ok(halt.map_or(Turn::Moved, Turn::Halt))
    }
}

fn plain(outcome: &str) -> Ended {
    Ended {
        outcome: outcome.to_owned(),
        ..Ended::default()
    }
}

/// When a record came here: the time inside its id.
fn came_at(uuid: uuid::Uuid) -> i64 {
    let ms = uuid.as_u128() >> 80;
    i64::try_from(ms).unwrap_or(i64::MAX)
}
