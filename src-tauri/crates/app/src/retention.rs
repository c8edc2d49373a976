//! Charts that nobody opens leave this workstation after days that were chosen for their connection, or that the policy fixes.
//! Owns when a chart is due, who is told before and after, and when it goes. Refuses to take away what is nowhere else, what
//! somebody said shall stay, what is synced by itself, and anything while its EHR does not answer: it could not come again.

mod leave;
mod when;

use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::audit::{Asked, Ending};
use wardbook_store::{connections, patients, retention};

use self::when::{Due, Holding};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::retention::{
    AskRetention, LeavingChart, LeftChart, PatientStay, Retention, RetentionState, SetRetention,
    SetStay,
};
use crate::wire::sync::Change;
use crate::wire::uuid;

/// A chart leaves under this act.
const LEAVES: &str = "patient.leave";
/// Days that may be chosen at most.
const MOST_DAYS: u32 = 3_650;
/// Charts named at most.
const NAMED: usize = 200;
const DAY: i64 = 86_400_000;
/// Charts are named so long before they leave.
const AHEAD: i64 = 7 * DAY;
/// Charts that left are told for so long.
const TOLD: i64 = 30 * DAY;

impl App {
    /// How long charts stay, which are due, and which left.
    pub async fn retention(&self, actor: &Actor) -> Result<RetentionState, Failure> {
        let act = Act::unrecorded("retention", Permission::UseProfile);
        self.enter(actor, act, |pass| async move { pass.retention().await })
            .await
    }

    /// The same of one connection, as if other days were chosen: what would leave, before it is said.
    pub async fn ask_retention(
        &self,
        actor: &Actor,
        request: AskRetention,
    ) -> Result<Retention, Failure> {
        let act = Act::unrecorded("retention", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let days = sound(request.days)?;
            pass.retention_of(row, days).await
        })
        .await
    }

    /// Chooses how long charts of a connection stay. Nothing leaves within a day of it.
    pub async fn set_retention(
        &self,
        actor: &Actor,
        request: SetRetention,
    ) -> Result<RetentionState, Failure> {
        let act = Act::recorded("retention.set", Permission::Administer).said(match request.days {
            Some(days) => format!("{days} days"),
            None => "charts stay".to_owned(),
        });
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let days = sound(request.days)?;
            if row.fhir_base == IMPORT_BASE {
                return Err(Fault::invalid(
                    "What came from files is nowhere else: it stays until somebody removes it.",
                ));
            }
            let most = pass.app().options().policy.retention_days(&row.fhir_base);
            if let (Some(most), Some(days)) = (most, days)
                && days > most
            {
                return Err(Fault::invalid(format!(
                    "The administrator of this computer has fixed {most} days at most."
                )));
            }
            let now = pass.app().now();
            pass.write(move |tx| {
                let holding = Holding::of(days, most);
                let before = retention::rule(tx, row.id)?;
                let rule = retention::Rule {
                    days,
                    ..holding.held(before, now)
                };
                retention::set_rule(tx, row.id, rule)
            })
            .await?;
            pass.retention().await
        })
        .await
    }

    /// Whether one patient's chart stays.
    pub async fn patient_stay(
        &self,
        actor: &Actor,
        request: PatientRef,
    ) -> Result<PatientStay, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::unrecorded("patient.stay", Permission::ViewCharts).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            pass.patient_stay(patient).await
        })
        .await
    }

    /// Lets one patient's chart stay however long nobody opens it, or not any more.
    pub async fn set_stay(&self, actor: &Actor, request: SetStay) -> Result<PatientStay, Failure> {
        let patient = uuid(&request.patient);
        let said = if request.on { "stays" } else { "may leave" };
        let act = Act::recorded("patient.stay.set", Permission::ViewCharts)
            .said(said)
            .of_maybe(patient);
        let by = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let uuid = patient.ok_or_else(Fault::no_patient)?;
            let row = pass.read(move |_, c| patients::get(c, uuid)).await?;
            let row = row.ok_or_else(Fault::no_patient)?;
            let by = pass.by(by);
            pass.write(move |tx| retention::set_stay(tx, row.id, request.on, &by))
                .await?;
            pass.app().tell(Change::Patients);
            pass.patient_stay(patient).await
        })
        .await
    }
}

/// Days that can be chosen.
fn sound(days: Option<u32>) -> Result<Option<u32>, Fault> {
    match days {
        Some(days) if !(1..=MOST_DAYS).contains(&days) => {
            Err(Fault::invalid("Give whole days, from 1 to 3650."))
        }
        days => Ok(days),
    }
}

impl Pass {
    async fn retention(&self) -> Result<RetentionState, Fault> {
        let rows = self.read(|_, c| connections::list(c)).await?;
        let mut all = Vec::new();
        for row in rows {
            if row.fhir_base != IMPORT_BASE {
                all.push(self.retention_of(row, None).await?);
            }
        }
        Ok(RetentionState {
            connections: all,
            left: self.left().await?,
        })
    }

    /// Of one connection; `instead` are days as if they were chosen.
    async fn retention_of(
        &self,
        row: connections::Row,
        instead: Option<u32>,
    ) -> Result<Retention, Fault> {
        let most = self.app().options().policy.retention_days(&row.fhir_base);
        let now = self.app().now();
        let names = self.who().role().allows(Permission::ListPatients);
        self.read(move |_, c| {
            let rule = retention::rule(c, row.id)?;
            let days = instead.or(rule.days);
            let holding = Holding::of(days, most);
            let since = holding.held(rule, now).since;
            let due = when::due(c, row.id, holding, since, now + AHEAD)?;
            let charts = if names { due.iter() } else { [].iter() };
            let charts = charts
                .take(NAMED)
                .map(|one| {
                    Ok(LeavingChart {
                        patient: one.patient.uuid.to_string(),
                        name: one.patient.name.clone(),
                        opened_at: one.patient.opened_at.map(|at| at as f64),
                        leaves_at: one.leaves_at as f64,
                        because: when::because(c, &one.patient)?,
                    })
                })
                .collect::<Result<_, wardbook_store::StoreError>>()?;
            Ok(Retention {
                connection: row.uuid.to_string(),
                connection_name: row.name,
                days,
                most_days: most,
                holds: holding.is_on().then_some(holding.days()),
                not_before: holding
                    .is_on()
                    .then(|| when::not_before(since))
                    .filter(|at| *at > now)
                    .map(|at| at as f64),
                due: u32::try_from(due.len()).unwrap_or(u32::MAX),
                charts,
            })
        })
        .await
    }

    /// Charts that left lately, out of the audit log. It says no names: they are not here any more.
    async fn left(&self) -> Result<Vec<LeftChart>, Fault> {
        let open = Arc::clone(self.open());
        let asked = Asked {
            acts: Some(vec![LEAVES.to_owned()]),
            from: Some(self.app().now() - TOLD),
            ending: Some(Ending::Done),
            ..Asked::default()
        };
        let names = self.read(|_, c| connections::list(c)).await?;
        let acts = blocking(move || Ok(open.audit().acts(&asked, 0, NAMED as u64)?)).await?;
        Ok(acts
            .into_iter()
            .filter_map(|act| {
                let of = act.row.subject.clone().unwrap_or_default();
                let named = names.iter().find(|row| row.uuid.to_string() == of);
                // Of a connection that is not seen, nothing is told; one that was removed is nobody's.
                let seen = named.is_some() || !self.narrow();
                seen.then(|| LeftChart {
                    at: act.row.at as f64,
                    connection_name: named.map(|row| row.name.clone()),
                    said: act.row.detail,
                })
            })
            .collect())
    }

    async fn patient_stay(&self, patient: Option<Uuid>) -> Result<PatientStay, Fault> {
        let patient = patient.ok_or_else(Fault::no_patient)?;
        let policy = Arc::clone(&self.app().options().policy);
        let now = self.app().now();
        let found = self
            .read(move |_, c| {
                let Some(row) = patients::get(c, patient)? else {
                    return Ok(None);
                };
                let base = connections::get(c, row.connection)?.fhir_base;
                let rule = retention::rule(c, row.connection)?;
                let holding = Holding::of(rule.days, policy.retention_days(&base));
                let since = holding.held(rule, now).since;
                let leaves_at = (base != IMPORT_BASE)
                    .then(|| when::leaves_at(&row, holding, since))
                    .flatten();
                let stays = retention::stays(c, row.id)?;
                Ok(Some(PatientStay {
                    patient: patient.to_string(),
                    stays: stays.is_some(),
                    at: stays.as_ref().map(|(_, at)| *at as f64),
                    by: stays.map(|(by, _)| by),
                    leaves_at: leaves_at.map(|at| at as f64),
                    because: when::because(c, &row)?,
                }))
            })
            .await?;
        found.ok_or_else(Fault::no_patient)
    }
}

/// A chart that leaves now.
#[derive(Debug, Clone)]
struct Leaving {
    due: Due,
    connection: connections::Row,
    days: u32,
}
