//! Charts leave: each in a transaction and under a row of the audit log of its own, looked at once more before it goes.

use std::time::Duration;

use wardbook_store::{connections, patients, removal, retention};

use super::when::{self, Holding};
use super::{LEAVES, Leaving};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::{Code, Fault};
use crate::live::IMPORT_BASE;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Between two looks at what is due.
const LOOK: Duration = Duration::from_secs(15 * 60);
/// Charts that leave in one look at most: what else is written waits no longer than that.
const AT_ONCE: usize = 200;

impl App {
    /// Lets charts leave for as long as the program runs; nothing happens while it is sealed.
    pub async fn keep_no_longer(self, actor: Actor) {
        let actor = actor.unattended();
        loop {
            tokio::time::sleep(LOOK).await;
            if let Err(failure) = self.leave_what_is_due(&actor).await
                && failure.code != Code::ProfileLocked.as_str()
            {
                tracing::warn!(code = failure.code, "charts that are due did not leave");
            }
        }
    }

    /// Lets the charts leave that are due now, of connections whose EHR answers; how many did.
    pub async fn leave_what_is_due(&self, actor: &Actor) -> Result<u32, Failure> {
        let act = Act::unrecorded("retention.due", Permission::RemovePatients);
        let all = self
            .enter(actor, act, |pass| async move { pass.all_leaving().await })
            .await?;
        let mut left = 0;
        for one in all {
            let patient = one.due.patient.uuid;
            let days = one.days;
            let act = Act::recorded(LEAVES, Permission::RemovePatients)
                .of_patient(patient)
                .about(one.connection.uuid.to_string())
                .said(format!("nobody opened it for {days} days"));
            let gone = self.enter(actor, act, |pass| async move { pass.leave(one).await });
            match gone.await {
                Ok(()) => left += 1,
                // Somebody opened it, or wrote something, a moment ago.
                Err(failure) if failure.code == Code::UnsentWork.as_str() => {}
                Err(failure) => return Err(failure),
            }
        }
        if left > 0 {
            self.tell(Change::Patients);
        }
        Ok(left)
    }
}

impl Pass {
    /// Charts that are due and that nothing keeps.
    async fn all_leaving(&self) -> Result<Vec<Leaving>, Fault> {
        let now = self.app().now();
        let mut all = Vec::new();
        for row in self.read(|_, c| connections::list(c)).await? {
            if row.fhir_base == IMPORT_BASE || self.is_syncing(row.id) {
                continue;
            }
            let most = self.app().options().policy.retention_days(&row.fhir_base);
            let connection = row.id;
            let (changed, due) = self
                .read(move |_, c| {
                    let rule = retention::rule(c, connection)?;
                    let holding = Holding::of(rule.days, most);
                    let held = holding.held(rule, now);
                    if held != rule {
                        return Ok((Some(held), Vec::new()));
                    }
                    let mut due = Vec::new();
                    for one in when::due(c, connection, holding, rule.since, now)? {
                        if due.len() < AT_ONCE && when::because(c, &one.patient)?.is_empty() {
                            due.push((one, holding.days()));
                        }
                    }
                    Ok((None, due))
                })
                .await?;
            if let Some(rule) = changed {
                // The policy changed.
                self.write(move |tx| retention::set_rule(tx, connection, rule))
                    .await?;
                continue;
            }
            // What leaves has to be there for whoever wants it again.
            if due.is_empty() || !self.answers(&row).await? {
                continue;
            }
            all.extend(due.into_iter().map(|(due, days)| Leaving {
                due,
                connection: row.clone(),
                days,
            }));
        }
        Ok(all)
    }

    /// One chart goes, unless something keeps it by now.
    async fn leave(&self, one: Leaving) -> Result<(), Fault> {
        // A sync that began meanwhile would give the chart records again while it goes.
        if self.is_syncing(one.connection.id) {
            return Err(Fault::new(
                Code::UnsentWork,
                "Its connection is being synced, so the chart stays until that is over.",
            ));
        }
        let patient = one.due.patient.uuid;
        let before = one.due.patient.opened_at;
        let gone = self
            .write(move |tx| {
                let Some(row) = patients::get(tx, patient)? else {
                    return Ok(true);
                };
                if row.opened_at != before || !when::because(tx, &row)?.is_empty() {
                    return Ok(false);
                }
                removal::remove_patient(tx, row.id)?;
                Ok(true)
            })
            .await?;
        if !gone {
            return Err(Fault::new(
                Code::UnsentWork,
                "The chart was opened or changed a moment ago, so it stays.",
            ));
        }
        self.open().looks().remove(&patient);
        Ok(())
    }
}
