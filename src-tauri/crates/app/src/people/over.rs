//! The end of a break-glass that nobody ended by hand: its time ran out, the window was locked, somebody else came, the program was
//! cut off. Owns the row of the audit log that says so, in the name of who opened it and under its mark. Refuses to pass what was
//! noticed for what happened: a row's time is when it was written, its words say when the chart was shut.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wardbook_store::audit::Entry;
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::{StoreError, settings};

use super::here::Glass;
use crate::actor::Actor;
use crate::door::blocking;
use crate::failure::Fault;
use crate::open::Open;

/// What is open, kept beside the memory that holds it: after a power cut its end has a row all the same.
const STANDING: &str = "glass.standing";
const ACT: &str = "glass.over";

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// It was opened once more.
    Anew,
    /// Its time ran out.
    Time,
    /// The clock was put back before it began.
    ClockBack,
    /// The window was locked.
    Locked,
    /// The profile was closed, or the program ended.
    Closed,
    /// Who opened it is not there any more.
    Left,
    /// Their role does not include it any more, or they were removed.
    MayNot,
    /// The program was cut off.
    CutOff,
}

/// A break-glass that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) id: Uuid,
    pub(crate) how: Over,
}

/// One that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Standing {
    id: Uuid,
    patient: Uuid,
    person: String,
    role: String,
    program: String,
    workstation: String,
    until: i64,
}

impl Standing {
    fn words(&self, how: Over) -> String {
        let until = jiff::Timestamp::from_millisecond(self.until)
            .map_or_else(|_| "a time that is none".to_owned(), |at| at.to_string());
        match how {
            Over::Anew => "it was opened once more".to_owned(),
            Over::Time => format!("its time ran out at {until}"),
            Over::ClockBack => "the clock was put back before it began".to_owned(),
            Over::Locked => "the window was locked".to_owned(),
            Over::Closed => "the profile was closed".to_owned(),
            Over::Left => "who opened it was not there any more".to_owned(),
            Over::MayNot => "who opened it may not any more".to_owned(),
            Over::CutOff => format!(
                "found at the next opening: the program had been cut off, and nothing was open after {until}"
            ),
        }
    }
}

fn standing(c: &Connection) -> Result<Vec<Standing>, StoreError> {
    match settings::get(c, STANDING)? {
        Some(json) => serde_json::from_str(&json).map_err(|_| StoreError::Damaged),
        None => Ok(Vec::new()),
    }
}

fn keep(tx: &Transaction<'_>, all: &[Standing]) -> Result<(), StoreError> {
    let json = serde_json::to_string(all).map_err(|_| StoreError::Damaged)?;
    settings::set(tx, STANDING, &json)
}

/// It is about to be open: from here on its end has a row.
pub(super) fn stands(tx: &Transaction<'_>, glass: &Glass, who: &Actor) -> Result<(), StoreError> {
    let mut all = standing(tx)?;
    all.push(Standing {
        id: glass.id,
        patient: glass.patient,
        person: who.person().to_owned(),
        role: who.role().name().to_owned(),
        program: who.origin().program().to_owned(),
        workstation: who.origin().workstation().to_owned(),
        until: glass.until,
    });
    keep(tx, &all)
}

/// These are over, and have their rows.
pub(super) fn ended(tx: &Transaction<'_>, gone: &[Uuid]) -> Result<(), StoreError> {
    let mut all = standing(tx)?;
    all.retain(|kept| !gone.contains(&kept.id));
    keep(tx, &all)
}

/// Writes the rows of those that are over.
pub(crate) async fn tell(
    open: &Arc<Open>,
    gone: Vec<Gone>,
    correlation: Uuid,
    now: i64,
) -> Result<(), Fault> {
    if gone.is_empty() {
        return Ok(());
    }
    let open = Arc::clone(open);
    blocking(move || {
        let all = open.store().read(standing)?;
        for one in &gone {
            if let Some(kept) = all.iter().find(|kept| kept.id == one.id) {
                row(&open, kept, one.how, correlation, now)?;
            }
        }
        let gone: Vec<Uuid> = gone.iter().map(|one| one.id).collect();
        open.store().write(|tx| ended(tx, &gone))?;
        Ok(())
    })
    .await
}

/// Writes the rows of what was open when the program was cut off.
pub(crate) async fn tell_cut_off(
    open: &Arc<Open>,
    correlation: Uuid,
    now: i64,
) -> Result<(), Fault> {
    let reading = Arc::clone(open);
    let all = blocking(move || Ok(reading.store().read(standing)?)).await?;
    let gone = all.into_iter().map(|one| Gone {
        id: one.id,
        how: Over::CutOff,
    });
    tell(open, gone.collect(), correlation, now).await
}

fn row(
    open: &Open,
    kept: &Standing,
    how: Over,
    correlation: Uuid,
    now: i64,
) -> Result<(), StoreError> {
    let entry = Entry {
        actor: &kept.person,
        role: &kept.role,
        program: &kept.program,
        workstation: &kept.workstation,
        detail: Some(kept.words(how)),
        glass: Some(kept.id),
        act: ACT,
        patient: Some(kept.patient),
        subject: None,
        correlation,
        at: now,
        looks: false,
    };
    open.audit().begin(&entry)?.done(now)
}
