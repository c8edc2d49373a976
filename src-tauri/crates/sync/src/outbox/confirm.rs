//! Reading back, and what it proves.

use bytes::Bytes;
use wardbook_fhir::FetchError;
use wardbook_store::StoreError;
use wardbook_store::outbox::{self as items, Confirmed, Row, Side, Standing, State};

use super::judge::{self, Difference, Verdict};
use super::lane::{Parcel, There};
use super::met::{Met, met};
use super::{Halt, Outbox, Turn, failed, prepare, reason, references, well};

impl Outbox {
    pub(super) async fn read_back(
        &self,
        row: &Row,
        parcel: &Parcel,
        id: &str,
    ) -> Result<Turn, StoreError> {
        let attempt = self.begin(row, "read-back", false)?;
        match self.lane.read(&row.resource_type, id).await {
            Ok(there) => {
                self.end(attempt, &well("read", Some(200), &there.request_id))?;
                let (verdict, differences) = judge::judge(&parcel.mine, &there.body, &there.words);
                if verdict == Verdict::Different {
                    let words =
                        "The EHR took it and has something else now. Compare both and decide.";
                    return self.conflict(row, reason::DIFFERENT, words, &there, &differences);
                }
                self.prove(row, id, &there, verdict, &differences)
            }
            Err(error) => {
                self.end(attempt, &failed(&error))?;
                self.not_read_back(row, &error)
            }
        }
    }

    fn not_read_back(&self, row: &Row, error: &FetchError) -> Result<Turn, StoreError> {
        if matches!(error, FetchError::Gone | FetchError::NotFound { .. }) {
            let words = "The EHR said that it took it, and does not have it now. Look in the EHR, then send it again or withdraw it.";
            let to = Standing {
                may_be_there: true,
                ..Standing::of(State::Conflict).because(reason::GONE, words)
            };
            self.stand(row, &to)?;
            return Ok(Turn::Moved);
        }
        let halt = if error.needs_sign_in() {
            Some(Halt::SignIn)
        } else {
            matches!(met(error), Met::Offline).then_some(Halt::Offline)
        };
        let to = Standing {
            due_at: match halt {
                Some(_) => self.clock.now(),
                None => self.later(row, error.retry_after(), 0),
            },
            may_be_there: true,
            ..Standing::of(State::SentUnknown).because(
                reason::READ_BACK,
                format!(
                    "The EHR took it; reading it back has to wait. {}",
                    error.message()
                ),
            )
        };
        self.stand(row, &to)?;
        Ok(halt.map_or(Turn::Moved, Turn::Halt))
    }

    /// The EHR has it: its record, its name everywhere, and its proof in one transaction.
    pub(super) fn prove(
        &self,
        row: &Row,
        id: &str,
        there: &There,
        verdict: Verdict,
        differences: &[Difference],
    ) -> Result<Turn, StoreError> {
        if !self.lane.makes_records(&row.resource_type) {
            let now = self.clock.now();
            self.store
                .write(|tx| items::confirm_alone(tx, row, &there.body, now))?;
            return Ok(Turn::Confirmed);
        }
        let Some(theirs) = self.prepared(row, &there.body) else {
            let words = "What the EHR has under this name cannot be read as a record.";
            return self.conflict(row, reason::DIFFERENT, words, there, differences);
        };
        let listed = (!differences.is_empty())
            .then(|| serde_json::to_string(differences).ok())
            .flatten();
        let now = self.clock.now();
        let proof = Confirmed {
            fhir_id: id,
            theirs: &theirs,
            body: &there.body,
            verdict: verdict.as_str(),
            differences: listed.as_deref(),
            now,
        };
        confirm(&self.store, row, &proof)?;
        Ok(Turn::Confirmed)
    }
}

/// Confirms an item, and gives everything that refers to it the EHR's name for it, in one transaction.
pub fn confirm(
    store: &wardbook_store::Store,
    row: &Row,
    proof: &Confirmed<'_>,
) -> Result<(), StoreError> {
    let old = format!("{}/{}", row.resource_type, row.client_id);
    let new = format!("{}/{}", row.resource_type, proof.fhir_id);
    // Somebody may edit or take back what waits for it meanwhile: then it is done again with that.
    while !confirmed_as_seen(store, row, proof, (&old, &new))? {}
    Ok(())
}

/// The same with what waits for it as it is now; false, and nothing done, where that moved meanwhile.
fn confirmed_as_seen(
    store: &wardbook_store::Store,
    row: &Row,
    proof: &Confirmed<'_>,
    (old, new): (&str, &str),
) -> Result<bool, StoreError> {
    let mut renamed = Vec::new();
    let seen = store.read(|c| items::dependants(c, row.id))?;
    for waiting in &seen {
        let mine = store.read(|c| items::body(c, waiting.id, Side::Mine))?;
        let Some(mine) = mine.and_then(|mine| references::renamed(&mine, old, new)) else {
            continue;
        };
        let mine = Bytes::from(mine);
        let record = prepare(store, waiting.connection, waiting.patient, &mine, proof.now);
        renamed.push((waiting, mine, record));
    }
    let mut random = rand::random::<u64>;
    store.write(|tx| {
        let now = items::dependants(tx, row.id)?;
        let moved = |a: &Row, b: &Row| a.id != b.id || a.changed_at != b.changed_at;
        if now.len() != seen.len() || now.iter().zip(&seen).any(|(a, b)| moved(a, b)) {
            return Ok(false);
        }
        items::confirm(tx, row, proof, &mut random)?;
        for (waiting, mine, record) in &renamed {
            let to = Standing {
                state: waiting.state,
                reason_code: waiting.reason_code.clone(),
                reason: waiting.reason.clone(),
                due_at: waiting.due_at,
                may_be_there: waiting.first_sent_at.is_some(),
            };
            let body = (mine.as_ref(), waiting.title.as_str());
            items::requeue(
                tx,
                waiting,
                body,
                record.as_ref(),
                &to,
                &mut random,
                proof.now,
            )?;
        }
        Ok(true)
    })
}
