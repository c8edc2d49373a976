//! Break-glass: a patient whom somebody may not see, or of whom others hold something back, is theirs to see whole, for a reason
//! that is given and for a limited time. Owns what is asked before and how long it lasts. What was opened is kept in memory
//! alone (`here.rs`): it is gone with a lock, another person, a restart. Refuses to tell more of somebody who is not seen than
//! that they are here, and to whoever may open no chart at all.

use wardbook_fhir::read::date;
use wardbook_store::exact::{self, Exact, Found};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, settings};

use super::here::Glass;
use super::over::{self, Gone};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::glass::{
    BehindGlass, BreakGlass, FindBehindGlass, GlassChart, GlassReason, GlassState, OpenGlass,
    SetGlass,
};
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

const HOURS: &str = "glass.hours";
/// Hours that a chart stays open at most, and where nobody chose.
pub(crate) const MOST_HOURS: u32 = 4;
const HOUR: i64 = 3_600_000;
/// Characters that one's own words have.
const WORDS: std::ops::RangeInclusive<usize> = 10..=500;

/// As the audit log says it.
fn word(reason: GlassReason) -> &'static str {
    match reason {
        GlassReason::Emergency => "emergency",
        GlassReason::Covering => "covering for a colleague",
        GlassReason::Consulted => "asked by who treats them",
        GlassReason::Other => "another reason",
    }
}

fn withdrawn() -> Fault {
    Fault::new(
        Code::GlassWithdrawn,
        "An administrator has switched break-glass off on this workstation. Ask one to let you see the patient’s connection.",
    )
}

/// Hours that were chosen, of what the policy leaves; 0 where it was switched off.
fn hours(c: &Connection, most: u32) -> Result<u32, StoreError> {
    let chosen = settings::get(c, HOURS)?.and_then(|text| text.parse().ok());
    Ok(chosen.unwrap_or(MOST_HOURS).min(most))
}

/// What is asked for, where it is exact enough to be asked.
fn exactly(request: &FindBehindGlass) -> Result<Exact, Fault> {
    let given = |text: &Option<String>| {
        let text = text.as_deref().map_or("", str::trim);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let born = given(&request.birth_date);
    let is_day = |text: &String| text.len() == 10 && date::parse(text).is_some();
    if born.as_ref().is_some_and(|born| !is_day(born)) {
        return Err(Fault::invalid(
            "Write the birth date to the day, as 1951-04-02.",
        ));
    }
    match (given(&request.number), given(&request.name), born) {
        (Some(number), None, born) => Ok(Exact::Number(number, born)),
        (None, Some(name), Some(born)) => Ok(Exact::Name(name, born)),
        _ => Err(Fault::invalid(
            "Give the whole MRN, or the whole name with the birth date.",
        )),
    }
}

impl App {
    /// Whether somebody is here who is not among the patients one sees.
    pub async fn find_behind_glass(
        &self,
        actor: &Actor,
        request: FindBehindGlass,
    ) -> Result<BehindGlass, Failure> {
        let exact = exactly(&request);
        let known = match &exact {
            Ok(Exact::Number(..)) => "by number",
            Ok(Exact::Name(..)) => "by name and birth date",
            Err(_) => "not exact",
        };
        // Looked for before the act, so that its row names whom it found. Told to nobody but through the door.
        let found = self.exactly_found(exact).await;
        let one = match found.as_deref() {
            Ok([one]) => Some(one.uuid),
            _ => None,
        };
        let act = Act::recorded("glass.find", Permission::BreakGlass)
            .beyond()
            .about(known)
            .of_maybe(one);
        self.enter(actor, act, |pass| async move {
            let found = found?;
            pass.glass_hours().await?;
            let charts = found.into_iter().map(|one| GlassChart {
                patient: one.uuid.to_string(),
                yours: pass.holds(one.id, one.connection),
            });
            Ok(BehindGlass {
                charts: charts.collect(),
            })
        })
        .await
    }

    /// Whom that is, of everybody here.
    async fn exactly_found(&self, exact: Result<Exact, Fault>) -> Result<Vec<Found>, Fault> {
        let (exact, open) = (exact?, self.opened()?);
        blocking(move || Ok(open.store().read(|c| exact::patients(c, &exact))?)).await
    }

    /// Opens one patient whole to who is there, for as long as is allowed.
    pub async fn break_glass(
        &self,
        actor: &Actor,
        request: BreakGlass,
    ) -> Result<GlassState, Failure> {
        let patient = uuid(&request.patient);
        let words = request.words.trim().to_owned();
        let act = Act::recorded("glass.open", Permission::BreakGlass)
            .beyond()
            .opening_glass()
            .of_maybe(patient);
        let act = if WORDS.contains(&words.chars().count()) {
            act.said(format!("{}: {words}", word(request.reason)))
        } else {
            act
        };
        self.enter(actor, act, |pass| async move {
            let patient = patient.ok_or_else(Fault::no_patient)?;
            if !WORDS.contains(&words.chars().count()) {
                return Err(Fault::invalid(
                    "Say why in your own words, in 10 to 500 characters. Whoever reads the audit log will read them.",
                ));
            }
            let hours = pass.glass_hours().await?;
            let row = pass.hidden(patient).await?.ok_or_else(|| {
                Fault::invalid(
                    "You see all of this patient’s chart anyway. There is nothing to open.",
                )
            })?;
            let began = pass.app().now();
            let glass = Glass {
                id: pass.correlation(),
                patient,
                row,
                reason: request.reason,
                began,
                until: began + i64::from(hours) * HOUR,
            };
            let (who, kept) = (pass.who().clone(), glass);
            pass.write(move |tx| over::stands(tx, &kept, &who)).await?;
            let Some(before) = pass.open().here().break_glass(pass.who(), glass) else {
                pass.write(move |tx| over::ended(tx, &[glass.id])).await?;
                // Somebody else took the seat meanwhile.
                return Err(Fault::new(
                    Code::NotPermitted,
                    "You are not who is signed in here any more. Sign in again.",
                ));
            };
            pass.glass_is_over(before).await?;
            pass.app().tell(Change::Patients);
            pass.glass_state().await
        })
        .await
    }

    /// Closes a patient again who was opened so.
    pub async fn end_glass(
        &self,
        actor: &Actor,
        request: PatientRef,
    ) -> Result<GlassState, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("glass.end", Permission::UseProfile)
            .beyond()
            .of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            let patient = patient.ok_or_else(Fault::no_patient)?;
            let gone = pass.open().here().end_glass(patient);
            pass.write(move |tx| over::ended(tx, &gone)).await?;
            pass.open().looks().remove(&patient);
            pass.app().tell(Change::Patients);
            pass.glass_state().await
        })
        .await
    }

    /// What is open to who is there, and for how long something may be.
    pub async fn glass_state(&self, actor: &Actor) -> Result<GlassState, Failure> {
        let act = Act::unrecorded("glass.state", Permission::UseProfile);
        self.enter(actor, act, |pass| async move { pass.glass_state().await })
            .await
    }

    /// Chooses for how long a chart may be open, or that none may be.
    pub async fn set_glass(&self, actor: &Actor, request: SetGlass) -> Result<GlassState, Failure> {
        let act = Act::recorded("glass.set", Permission::Administer).said(match request.hours {
            0 => "off".to_owned(),
            hours => format!("{hours} h"),
        });
        self.enter(actor, act, |pass| async move {
            let most = pass.app().options().policy.glass_hours(MOST_HOURS);
            if request.hours > most {
                return Err(Fault::invalid(format!(
                    "A chart may stay open for 1 to {most} hours; 0 switches break-glass off."
                )));
            }
            let hours = request.hours.to_string();
            pass.write(move |tx| settings::set(tx, HOURS, &hours))
                .await?;
            pass.glass_state().await
        })
        .await
    }
}

impl Pass {
    /// What was open is not any more, and each has its row.
    pub(crate) async fn glass_is_over(&self, gone: Vec<Gone>) -> Result<(), Fault> {
        over::tell(self.open(), gone, self.correlation(), self.app().now()).await
    }

    /// For how many hours a chart may be opened now.
    async fn glass_hours(&self) -> Result<u32, Fault> {
        let most = self.app().options().policy.glass_hours(MOST_HOURS);
        match self.read(move |_, c| hours(c, most)).await? {
            0 => Err(withdrawn()),
            hours => Ok(hours),
        }
    }

    async fn glass_state(&self) -> Result<GlassState, Fault> {
        let policy = &self.app().options().policy;
        let most = policy.glass_hours(MOST_HOURS);
        let off = policy.withdraws(Permission::BreakGlass);
        let hours = self.read(move |_, c| hours(c, most)).await?;
        let open = self.open().here().glass(self.who(), self.app().now());
        Ok(GlassState {
            hours: if off { 0 } else { hours },
            most_hours: if off { 0 } else { most },
            open: open
                .into_iter()
                .map(|one| OpenGlass {
                    patient: one.patient.to_string(),
                    reason: one.reason,
                    began: one.began as f64,
                    until: one.until as f64,
                })
                .collect(),
        })
    }
}
