//! A record that is to be changed: compared with what is there just before it goes, and bound to that
//! version. A lost race is a conflict that a person sees, never an overwrite.

use wardbook_fhir::FetchError;
use wardbook_store::StoreError;
use wardbook_store::outbox::{self as items, Row, Side, Standing, State};

use super::judge::{self, Difference, Verdict};
use super::lane::{Parcel, There};
use super::met::{Met, met, said};
use super::{Halt, Outbox, Turn, failed, reason, well};

impl Outbox {
    pub(super) async fn update(&self, row: &Row, parcel: &Parcel) -> Result<Turn, StoreError> {
        let Some(id) = row.fhir_id.clone() else {
            let to = Standing::of(State::Conflict).because(
                reason::GONE,
                "It is not known what the EHR calls this record.",
            );
            self.stand(row, &to)?;
            return Ok(Turn::Moved);
        };
        let attempt = self.begin(row, "compare", false)?;
        let there = match self.lane.read(&row.resource_type, &id).await {
            Ok(there) => {
                self.end(attempt, &well("read", Some(200), &there.request_id))?;
                there
            }
            Err(error) => {
                self.end(attempt, &failed(&error))?;
                return self.not_compared(row, &error);
            }
        };
        let (verdict, differences) = judge::judge(&parcel.mine, &there.body, &there.words);
        let sent_before = row.first_sent_at.is_some();
        if verdict == Verdict::Identical || (sent_before && verdict == Verdict::Converted) {
            return self.prove(row, &id, &there, verdict, &differences);
        }
        let base = self
            .store
            .read(|c| items::body(c, row.id, Side::Base))?
            .unwrap_or_default();
        if !judge::unchanged(&base, &there.body) {
            let words = "Somebody changed this record at the EHR since you opened it. Compare both and decide.";
            return self.conflict(row, reason::CHANGED, words, &there, &differences);
        }
        self.put(row, parcel, &id, there.etag.as_deref()).await
    }

    async fn put(
        &self,
        row: &Row,
        parcel: &Parcel,
        id: &str,
        version: Option<&str>,
    ) -> Result<Turn, StoreError> {
        let attempt = self.begin(row, "send", true)?;
        if attempt.is_none() {
            return Ok(Turn::Moved);
        }
        match self.lane.update(parcel, id, version).await {
            Ok(made) => {
                self.end(
                    attempt,
                    &well("accepted", Some(made.status), &made.request_id),
                )?;
                self.read_back(row, parcel, id).await
            }
            Err(error) => {
                self.end(attempt, &failed(&error))?;
                self.not_put(row, &error)
            }
        }
    }

    fn not_put(&self, row: &Row, error: &FetchError) -> Result<Turn, StoreError> {
        let words = |otherwise: &str| said(error).unwrap_or_else(|| otherwise.to_owned());
        let before = row.first_sent_at.is_some();
        let (to, turn) = match met(error) {
            // What is there is read again before it goes again, so that nothing can be doubled.
            Met::MayBeDone { wait } => {
                let words = format!(
                    "{} What the EHR has is compared before it is sent again.",
                    error.message()
                );
                return self.unknown(row, &words, wait);
            }
            Met::Stale | Met::Duplicate | Met::Several => (
                Standing {
                    due_at: self.later(row, None, 0),
                    ..Standing::of(State::Queued).because(
                        reason::CHANGED,
                        "The EHR has a newer version. It is compared before anything is sent.",
                    )
                },
                Turn::Moved,
            ),
            Met::NotDone { wait } => (
                Standing {
                    due_at: self.later(row, wait, 0),
                    ..Standing::of(State::Queued)
                        .because(reason::BUSY, words("The EHR asks to wait."))
                },
                Turn::Moved,
            ),
            Met::Offline => (
                Standing::of(State::Queued).because(reason::OFFLINE, error.message()),
                Turn::Halt(Halt::Offline),
            ),
            Met::SignIn => (
                Standing::of(State::Queued).because(reason::SIGN_IN, error.message()),
                Turn::Halt(Halt::SignIn),
            ),
            Met::NeedsMapping => (
                Standing::of(State::NeedsMapping).because(
                    reason::NEEDS_MAPPING,
                    words("The EHR has no place for this code yet."),
                ),
                Turn::Moved,
            ),
            Met::Rejected => (
                Standing::of(State::Rejected).because(reason::REFUSED, words(&error.message())),
                Turn::Moved,
            ),
        };
        let to = Standing {
            may_be_there: before && to.state.goes_by_itself(),
            ..to
        };
        self.stand(row, &to)?;
        Ok(turn)
    }

    fn not_compared(&self, row: &Row, error: &FetchError) -> Result<Turn, StoreError> {
        match error {
            FetchError::Gone | FetchError::NotFound { .. } => {
                let words = "The EHR no longer has this record. Withdraw the change, or write it as a new record.";
                self.stand(
                    row,
                    &Standing::of(State::Conflict).because(reason::GONE, words),
                )?;
                Ok(Turn::Moved)
            }
            error if error.needs_sign_in() => {
                let to = as_it_was(row, self.clock.now(), reason::SIGN_IN, error.message());
                self.stand(row, &to)?;
                Ok(Turn::Halt(Halt::SignIn))
            }
            error if matches!(met(error), Met::Offline) => {
                let to = as_it_was(row, self.clock.now(), reason::OFFLINE, error.message());
                self.stand(row, &to)?;
                Ok(Turn::Halt(Halt::Offline))
            }
            error if error.is_permanent() => {
                let words = said(error).unwrap_or_else(|| error.message());
                self.stand(
                    row,
                    &Standing::of(State::Rejected).because(reason::REFUSED, words),
                )?;
                Ok(Turn::Moved)
            }
            error => {
                let due = self.later(row, error.retry_after(), 0);
                let to = as_it_was(row, due, reason::BUSY, error.message());
                self.stand(row, &to)?;
                Ok(Turn::Moved)
            }
        }
    }

    /// A person decides; what the EHR has is kept beside.
    pub(super) fn conflict(
        &self,
        row: &Row,
        code: &str,
        words: &str,
        there: &There,
        differences: &[Difference],
    ) -> Result<Turn, StoreError> {
        let listed = serde_json::to_string(differences).ok();
        let to = Standing {
            may_be_there: row.act == items::Act::Create,
            ..Standing::of(State::Conflict).because(code, words)
        };
        self.store.write(|tx| {
            if !items::set_unless_moved(tx, row, &to, self.clock.now())? {
                return Ok(());
            }
            let compared = (Some(Verdict::Different.as_str()), listed.as_deref());
            items::keep_theirs(tx, row.id, &there.body, compared)
        })?;
        Ok(Turn::Moved)
    }
}

/// It stands as before, for later.
fn as_it_was(row: &Row, due_at: i64, code: &str, words: String) -> Standing {
    Standing {
        due_at,
        may_be_there: row.first_sent_at.is_some(),
        ..Standing::of(row.state).because(code, words)
    }
}
