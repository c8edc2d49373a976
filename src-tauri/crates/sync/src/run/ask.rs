//! One request, asked until it is answered or given up: the gate, the pause, the wait between tries.

use std::future::Future;
use std::time::Duration;

use wardbook_fhir::FetchError;
use wardbook_store::ledger::State;

use super::verdict::{self, Ending, Verdict, judge};
use super::{Halt, Running};
use crate::control::Wish;
use crate::reason;

/// Why a request gave no answer to work with.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The whole sync stops.
    Halt(Halt),
    /// This read ends as it is.
    End(Ending),
    /// Its pages expired.
    Restart,
    /// Nothing is there.
    Empty,
}

impl From<Halt> for Trouble {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

/// After one request, however much it asked for.
const LONGEST_REST: Duration = Duration::from_secs(60);

impl Running<'_> {
    /// Asks until there is an answer, as politely as the server wants it.
    pub(super) async fn ask<T, Asking>(&self, request: impl FnMut() -> Asking) -> Result<T, Trouble>
    where
        Asking: Future<Output = Result<T, FetchError>>,
    {
        self.ask_weighing(1, request).await
    }

    /// The same for a request that is as much work as so many.
    pub(super) async fn ask_weighing<T, Asking>(
        &self,
        weight: u32,
        mut request: impl FnMut() -> Asking,
    ) -> Result<T, Trouble>
    where
        Asking: Future<Output = Result<T, FetchError>>,
    {
        let _expected = self.sync.ingest.expect();
        let patience = &self.sync.options.patience;
        let mut tried = 0;
        loop {
            let error = match self.once(weight, &mut request).await? {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tried += 1;
            let own = patience.wait(tried, self.sync.chance.draw());
            match judge(&error) {
                Verdict::End(ending) => return Err(Trouble::End(ending)),
                Verdict::Restart => return Err(Trouble::Restart),
                Verdict::Empty => return Err(Trouble::Empty),
                Verdict::SignInLost => return Err(Halt::SignInLost(error.message()).into()),
                Verdict::Unreached if tried >= patience.offline_tries => {
                    return Err(Halt::Offline(error.message()).into());
                }
                Verdict::Shaky if tried >= patience.tries => {
                    return Err(self.gone_or_only_this(&error).await?);
                }
                Verdict::Again { .. } if tried >= patience.tries => {
                    return Err(Trouble::End(failed(&error)));
                }
                Verdict::Unreached | Verdict::Shaky => {
                    self.wait_for(own, &error, false).await?;
                }
                Verdict::Again {
                    after: Some(after), ..
                } if after > patience.longest_asked => {
                    let reason = format!(
                        "The EHR asked to wait {} minutes; the rest is left for the next sync.",
                        after.as_secs().div_ceil(60)
                    );
                    let ending = Ending::new(State::Failed, reason::ASKED_TO_WAIT, reason);
                    return Err(Trouble::End(ending));
                }
                Verdict::Again { after, everyone } => {
                    self.wait_for(after.unwrap_or(own), &error, everyone)
                        .await?;
                }
            }
        }
    }

    /// One try, once nobody is asked to wait; given up at once when cancelled.
    async fn once<T, Asking>(
        &self,
        weight: u32,
        request: &mut impl FnMut() -> Asking,
    ) -> Result<Result<T, FetchError>, Halt>
    where
        Asking: Future<Output = Result<T, FetchError>>,
    {
        let _permit = loop {
            self.pass().await?;
            let Ok(permit) = self.permits.acquire().await else {
                return Err(Halt::Cancelled);
            };
            // While this one queued, another may have been told to wait.
            if self.control.wish() == Wish::Run && self.gate.left(self.now()).is_zero() {
                break permit;
            }
        };
        self.board.request(self.now(), true);
        let asked_at = self.sync.timer.measured();
        let answer = tokio::select! {
            biased;
            () = self.control.cancelled() => None,
            answer = request() => Some(answer),
        };
        self.board.request(self.now(), false);
        // The place in the queue is kept while resting: a busy server is asked less by all.
        let took = self.sync.timer.measured().saturating_sub(asked_at);
        let rest = self.rest_after(took / weight.max(1));
        let rest = rest.saturating_mul(weight).min(LONGEST_REST);
        if !rest.is_zero() && answer.is_some() {
            self.sleep(rest, "The EHR is busy.".into()).await?;
        }
        answer.ok_or(Halt::Cancelled)
    }

    /// Waits while paused or while the server asked to be left alone.
    pub(super) async fn pass(&self) -> Result<(), Halt> {
        loop {
            match self.control.wish() {
                Wish::Cancel => return Err(Halt::Cancelled),
                Wish::Pause => {
                    self.board.pause(self.now(), true);
                    self.control.not_paused().await;
                    self.board.pause(self.now(), false);
                }
                Wish::Run => {
                    let left = self.gate.left(self.now());
                    if left.is_zero() {
                        return Ok(());
                    }
                    self.sleep(left, "The EHR asks to slow down.".into())
                        .await?;
                }
            }
        }
    }

    async fn wait_for(
        &self,
        wait: Duration,
        error: &FetchError,
        everyone: bool,
    ) -> Result<(), Halt> {
        tracing::debug!(
            code = error.code(),
            wait_ms = wait.as_millis() as u64,
            "waits"
        );
        if everyone {
            self.gate.close_until(self.now().saturating_add(wait));
            return Ok(());
        }
        self.sleep(wait, error.message()).await
    }

    pub(super) async fn sleep(&self, wait: Duration, message: String) -> Result<(), Halt> {
        let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = self.sync.clock.now().saturating_add(millis);
        self.board.wait(self.now(), Some(until), Some(message));
        let slept = tokio::select! {
            biased;
            () = self.control.cancelled() => Err(Halt::Cancelled),
            () = self.sync.timer.sleep(wait) => Ok(()),
        };
        self.board.wait(self.now(), None, None);
        slept
    }

    /// A connection that keeps breaking: is the server gone, or is it this one answer?
    async fn gone_or_only_this(&self, error: &FetchError) -> Result<Trouble, Halt> {
        let mut probe = || self.sync.client.capabilities();
        Ok(match self.once(1, &mut probe).await? {
            Err(still) if still.is_offline() => Trouble::Halt(Halt::Offline(still.message())),
            _ => Trouble::End(failed(error)),
        })
    }
}

fn failed(error: &FetchError) -> Ending {
    verdict::ending(error, State::Failed, error.code()).passing()
}
