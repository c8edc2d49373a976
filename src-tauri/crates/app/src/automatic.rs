//! Syncing by itself: at an interval, when an EHR that was gone is there again, and for a chart that is
//! looked at and stale. It is as polite as a sync that a person starts, never runs beside one, waits
//! where nobody is signed in, and can be held.

mod lists;

use std::time::Duration;

use wardbook_store::{connections, ledger, patients, settings};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::power::Around;
use crate::wire::automatic::{AutomaticNow, AutomaticSync, ChosenPatient, SetAutomatic};
use crate::wire::connection::ConnectionRef;
use crate::wire::profile::Failure;
use crate::wire::sync::{StartSync, SyncPhase, SyncProgress, SyncScope};

/// Between two looks at what is due.
const LOOK: Duration = Duration::from_secs(10);
/// The shortest interval: an EHR is not asked more often by itself.
const SHORTEST: u32 = 5;
/// An EHR that was not reached is asked again whether it is there after so long.
const PROBE: i64 = 60_000;
/// Who was synced so long ago is not synced again for the next ping.
const COALESCED: i64 = 5_000;
/// After a ping more of them are waited for.
const MORE: Duration = Duration::from_millis(500);
const MINUTE: i64 = 60_000;

/// What a connection's last sync of this session says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Last {
    running: bool,
    offline: bool,
    began: i64,
}

/// What is due at a connection now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Due {
    Nothing,
    /// Those that were chosen.
    Chosen,
    /// The same, if the EHR answers.
    IfItAnswers,
    /// Those of whom the EHR told that something changed.
    Woken(Vec<String>),
    /// Charts somebody looks at.
    These(Vec<String>),
}

/// Pure: what is due. `stale` are patients that somebody looks at and that are stale.
fn due(
    how: &AutomaticSync,
    now: i64,
    synced_at: Option<i64>,
    last: Option<Last>,
    stale: Vec<String>,
    woken: Vec<String>,
) -> Due {
    let began = last.map(|last| last.began);
    if how.paused || last.is_some_and(|last| last.running) {
        return Due::Nothing;
    }
    if last.is_some_and(|last| last.offline) {
        let probe = began.is_none_or(|began| now - began >= PROBE);
        return if how.on_reconnect && probe {
            Due::IfItAnswers
        } else {
            interval(how, now, began)
        };
    }
    // Something changed: told, and coalesced for a moment.
    if !woken.is_empty() && began.is_none_or(|began| now - began >= COALESCED) {
        return Due::Woken(woken);
    }
    // A chart that could not be made fresh a moment ago is not tried with every look at it.
    if !stale.is_empty() && began.is_none_or(|began| now - began >= PROBE) {
        return Due::These(stale);
    }
    interval(how, now, synced_at.max(began))
}

fn interval(how: &AutomaticSync, now: i64, last: Option<i64>) -> Due {
    let Some(minutes) = how.every_minutes else {
        return Due::Nothing;
    };
    let every = i64::from(minutes.max(SHORTEST)) * MINUTE;
    // A clock that was put back must not hold it for ever.
    let passed = last.is_none_or(|last| now - last >= every || last > now);
    if passed { Due::Chosen } else { Due::Nothing }
}

pub(crate) fn setting(connection: i64) -> String {
    format!("sync.{connection}.automatic")
}

impl App {
    /// How a connection is synced by itself.
    pub async fn automatic_sync(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<AutomaticSync, Failure> {
        let act = Act::unrecorded("automatic", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let how = pass.automatic(row.id).await?.unwrap_or_default();
            pass.with_names(row.id, how).await
        })
        .await
    }

    /// How it stands now: whether the EHR tells of changes, and what holds it.
    pub async fn automatic_now(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<AutomaticNow, Failure> {
        let act = Act::unrecorded("automatic.now", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let how = pass.automatic(row.id).await?.unwrap_or_default();
            let around = pass.around(&how).await;
            Ok(AutomaticNow {
                told: pass.open().told(row.id),
                held: held(&how, around).map(str::to_owned),
                unknown: unknown(&how, around).map(str::to_owned),
                automatic: how,
            })
        })
        .await
    }

    /// Sets it.
    pub async fn set_automatic_sync(
        &self,
        actor: &Actor,
        request: SetAutomatic,
    ) -> Result<AutomaticSync, Failure> {
        let act = Act::recorded("automatic.set", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            if row.fhir_base == IMPORT_BASE {
                return Err(Fault::invalid(
                    "These records came from files: there is no EHR to sync with.",
                ));
            }
            let how = AutomaticSync {
                names: Vec::new(),
                ..request.automatic
            };
            if how.every_minutes.is_some_and(|minutes| minutes < SHORTEST) {
                return Err(Fault::invalid("The shortest interval is 5 minutes."));
            }
            if how.patients.iter().any(|id| !crate::import::is_id(id)) {
                return Err(Fault::invalid(
                    "A patient's FHIR id is 1 to 64 letters, digits, dots or hyphens.",
                ));
            }
            let (connection, lists) = (row.id, how.lists.clone());
            if !pass
                .read(move |_, c| lists::all_there(c, connection, &lists))
                .await?
            {
                return Err(lists::not_there());
            }
            let json = serde_json::to_string(&how)
                .map_err(|_| Fault::internal("writing the automatic sync"))?;
            pass.write(move |tx| settings::set(tx, &setting(connection), &json))
                .await?;
            pass.app().wake();
            pass.with_names(connection, how).await
        })
        .await
    }

    /// Looks at what is due for as long as the program runs; nothing happens while it is sealed.
    pub async fn keep_synced(self, actor: Actor) {
        let actor = actor.unattended();
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.woken() => tokio::time::sleep(MORE).await,
            }
            if let Err(failure) = self.file_what_is_due(&actor).await
                && failure.code != "profile-locked"
            {
                tracing::warn!(code = failure.code, "what is due was not sent");
            }
            if let Err(failure) = self.sync_what_is_due(&actor).await
                && failure.code != "profile-locked"
            {
                tracing::warn!(code = failure.code, "what is due was not synced");
            }
        }
    }

    /// Starts what is due now; gives the connections of which a sync was started.
    pub async fn sync_what_is_due(&self, actor: &Actor) -> Result<Vec<String>, Failure> {
        let act = Act::unrecorded("automatic.due", Permission::Sync);
        let found = self
            .enter(actor, act, |pass| async move { pass.all_due().await })
            .await?;
        let mut started = Vec::new();
        for Found {
            id,
            connection,
            mut scope,
            lists,
            woken,
        } in found
        {
            if let SyncScope::Patients { fhir_ids } = &mut scope
                && !lists.is_empty()
            {
                let named = std::mem::take(fhir_ids);
                let at = (id, connection.as_str());
                *fhir_ids = self.with_members(actor, at, named, &lists).await?;
                // Nobody is on them: not the same as everybody.
                if fhir_ids.is_empty() {
                    continue;
                }
            }
            let start = StartSync {
                connection: connection.clone(),
                scope,
                between: None,
                export: None,
            };
            match self.start_sync(actor, start).await {
                Ok(_) => started.push(connection),
                // Somebody was quicker, or nobody is signed in: it waits.
                Err(failure) => {
                    tracing::debug!(code = failure.code, "not started by itself");
                    if let Ok(open) = self.opened() {
                        open.still_woken(id, woken);
                    }
                }
            }
        }
        Ok(started)
    }
}

impl Default for AutomaticSync {
    /// Not at all.
    fn default() -> Self {
        AutomaticSync {
            every_minutes: None,
            patients: Vec::new(),
            lists: Vec::new(),
            on_reconnect: false,
            stale_minutes: None,
            on_change: false,
            not_on_battery: false,
            not_when_metered: false,
            paused: false,
            names: Vec::new(),
        }
    }
}

/// What is due at one connection.
struct Found {
    id: i64,
    connection: String,
    scope: SyncScope,
    /// Whose patients are in it too, by our id.
    lists: Vec<String>,
    woken: Vec<String>,
}

/// Why nothing is synced by itself now.
fn held(how: &AutomaticSync, around: Around) -> Option<&'static str> {
    if how.paused {
        return Some("It is held by hand.");
    }
    if how.not_on_battery && around.on_battery == Some(true) {
        return Some("This computer runs on its battery.");
    }
    (how.not_when_metered && around.metered == Some(true)).then_some("The network is metered.")
}

/// What cannot be known and is asked for.
fn unknown(how: &AutomaticSync, around: Around) -> Option<&'static str> {
    let battery = how.not_on_battery && around.on_battery.is_none();
    let metered = how.not_when_metered && around.metered.is_none();
    match (battery, metered) {
        (true, true) => Some("Neither power nor the network's cost can be known on this computer."),
        (true, false) => Some("Whether this computer runs on its battery cannot be known."),
        (false, true) => Some("Whether the network is metered cannot be known on this computer."),
        (false, false) => None,
    }
}

impl Pass {
    async fn automatic(&self, connection: i64) -> Result<Option<AutomaticSync>, Fault> {
        let kept = self
            .read(move |_, c| settings::get(c, &setting(connection)))
            .await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
    }

    async fn with_names(
        &self,
        connection: i64,
        how: AutomaticSync,
    ) -> Result<AutomaticSync, Fault> {
        self.read(move |_, c| {
            let mut names = Vec::new();
            for fhir_id in &how.patients {
                let here = patients::find(c, connection, fhir_id)?;
                names.extend(here.map(|row| ChosenPatient {
                    fhir_id: fhir_id.clone(),
                    patient: row.uuid.to_string(),
                    name: row.name,
                }));
            }
            Ok(AutomaticSync { names, ..how })
        })
        .await
    }

    /// Power and network, where somebody minds.
    async fn around(&self, how: &AutomaticSync) -> Around {
        if how.not_on_battery || how.not_when_metered {
            self.app().options().surroundings.look().await
        } else {
            Around::default()
        }
    }

    async fn all_due(&self) -> Result<Vec<Found>, Fault> {
        let now = self.app().now();
        let mut found = Vec::new();
        for row in self.read(|_, c| connections::list(c)).await? {
            match self.due_of(&row, now).await {
                Ok(due) => found.extend(due),
                // One that cannot be asked holds up no other.
                Err(fault) => tracing::warn!(code = fault.code.as_str(), "automatic sync"),
            }
        }
        Ok(found)
    }

    async fn due_of(&self, row: &connections::Row, now: i64) -> Result<Option<Found>, Fault> {
        let Some(how) = self.automatic(row.id).await? else {
            return Ok(None);
        };
        self.listen_where_wanted(row, &how).await?;
        if held(&how, self.around(&how).await).is_some() {
            return Ok(None);
        }
        let stale = self.stale(row, &how, now).await?;
        let woken = self.open().take_woken(row.id);
        let last = self.last(row.id);
        let what = due(&how, now, row.synced_at, last, stale, woken.clone());
        if !matches!(what, Due::Woken(_)) && !woken.is_empty() {
            self.open().still_woken(row.id, woken.clone());
        }
        let woken = match &what {
            Due::Woken(these) => these.clone(),
            _ => Vec::new(),
        };
        let mut lists = Vec::new();
        let scope = match what {
            Due::Nothing => return Ok(None),
            Due::Woken(fhir_ids) | Due::These(fhir_ids) => SyncScope::Patients { fhir_ids },
            Due::IfItAnswers if !self.answers(row).await? => return Ok(None),
            Due::Chosen | Due::IfItAnswers if how.patients.is_empty() && how.lists.is_empty() => {
                SyncScope::Known
            }
            Due::Chosen | Due::IfItAnswers => {
                lists = how.lists.clone();
                SyncScope::Patients {
                    fhir_ids: how.patients.clone(),
                }
            }
        };
        Ok(Some(Found {
            id: row.id,
            connection: row.uuid.to_string(),
            scope,
            lists,
            woken,
        }))
    }

    /// Asks the EHR of a connection whether it is there.
    pub(crate) async fn answers(&self, row: &connections::Row) -> Result<bool, Fault> {
        let live = self.live_of(row).await?;
        Ok(live.client.capabilities().await.is_ok())
    }

    fn last(&self, connection: i64) -> Option<Last> {
        let progress: SyncProgress = self.open().syncs().get(&connection)?.progress();
        Some(Last {
            running: progress.ended_at.is_none(),
            offline: matches!(progress.phase, SyncPhase::Offline),
            began: progress.started_at as i64,
        })
    }

    /// Patients of this connection that somebody looks at and whose least fresh read is too old.
    async fn stale(
        &self,
        row: &connections::Row,
        how: &AutomaticSync,
        now: i64,
    ) -> Result<Vec<String>, Fault> {
        let Some(minutes) = how.stale_minutes else {
            return Ok(Vec::new());
        };
        let looked_at = self.open().looked_at_since(now);
        let (connection, before) = (row.id, now - i64::from(minutes.max(1)) * MINUTE);
        self.read(move |_, c| {
            let mut stale = Vec::new();
            for uuid in looked_at {
                let Some(patient) = patients::get(c, uuid)? else {
                    continue;
                };
                if patient.connection != connection {
                    continue;
                }
                let rows = ledger::of_patient(c, patient.id)?;
                let newest = rows
                    .iter()
                    .filter(|row| row.patient == patient.id)
                    .filter_map(|row| row.as_of)
                    .max();
                if newest.is_none_or(|at| at < before) {
                    stale.push(patient.fhir_id);
                }
            }
            Ok(stale)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn hourly() -> AutomaticSync {
        AutomaticSync {
            every_minutes: Some(60),
            on_reconnect: true,
            ..AutomaticSync::default()
        }
    }

    fn ended(ago: i64, offline: bool) -> Last {
        Last {
            running: false,
            offline,
            began: NOW - ago,
        }
    }

    #[test]
    fn at_its_interval_and_not_before() {
        let at = |synced: Option<i64>| due(&hourly(), NOW, synced, None, Vec::new(), Vec::new());
        assert_eq!(at(None), Due::Chosen);
        assert_eq!(at(Some(NOW - 60 * MINUTE)), Due::Chosen);
        assert_eq!(at(Some(NOW - 59 * MINUTE)), Due::Nothing);
        assert_eq!(
            at(Some(NOW + MINUTE)),
            Due::Chosen,
            "the clock was put back"
        );
        let off = AutomaticSync::default();
        assert_eq!(
            due(&off, NOW, None, None, Vec::new(), Vec::new()),
            Due::Nothing
        );
    }

    #[test]
    fn never_beside_another_and_never_while_held() {
        let running = Some(Last {
            running: true,
            offline: false,
            began: NOW - 900 * MINUTE,
        });
        assert_eq!(
            due(&hourly(), NOW, None, running, Vec::new(), Vec::new()),
            Due::Nothing
        );
        let held = AutomaticSync {
            paused: true,
            ..hourly()
        };
        assert_eq!(
            due(&held, NOW, None, None, vec!["camila".into()], Vec::new()),
            Due::Nothing
        );
    }

    #[test]
    fn when_the_ehr_is_there_again_and_not_asked_more_than_once_a_minute() {
        let at = |ago| {
            due(
                &hourly(),
                NOW,
                None,
                Some(ended(ago, true)),
                Vec::new(),
                Vec::new(),
            )
        };
        assert_eq!(at(30_000), Due::Nothing);
        assert_eq!(at(61_000), Due::IfItAnswers);
    }

    #[test]
    fn a_stale_chart_that_is_looked_at_comes_first() {
        let stale = || vec!["camila".to_owned()];
        let at = |ago| {
            due(
                &hourly(),
                NOW,
                Some(NOW),
                Some(ended(ago, false)),
                stale(),
                Vec::new(),
            )
        };
        assert_eq!(at(2 * MINUTE), Due::These(stale()));
        assert_eq!(at(10_000), Due::Nothing, "it was just tried");
    }

    #[test]
    fn a_ping_goes_before_the_interval_and_waits_for_what_is_under_way() {
        let camila = || vec!["camila".to_owned()];
        let at = |last| due(&hourly(), NOW, Some(NOW), last, Vec::new(), camila());
        assert_eq!(at(None), Due::Woken(camila()));
        assert_eq!(at(Some(ended(MINUTE, false))), Due::Woken(camila()));
        assert_eq!(at(Some(ended(1_000, false))), Due::Nothing, "a moment ago");
        let running = Last {
            running: true,
            ..ended(MINUTE, false)
        };
        assert_eq!(at(Some(running)), Due::Nothing);
    }

    #[test]
    fn battery_and_metered_networks_hold_it_only_where_that_was_asked_for() {
        let on = Around {
            on_battery: Some(true),
            metered: Some(true),
        };
        assert_eq!(held(&hourly(), on), None);
        let battery = AutomaticSync {
            not_on_battery: true,
            ..hourly()
        };
        assert!(held(&battery, on).is_some_and(|why| why.contains("battery")));
        let metered = AutomaticSync {
            not_when_metered: true,
            ..hourly()
        };
        assert!(held(&metered, on).is_some_and(|why| why.contains("metered")));
        let nothing = Around::default();
        assert_eq!(
            held(&metered, nothing),
            None,
            "what is unknown holds nothing"
        );
        assert!(unknown(&metered, nothing).is_some(), "and is said");
        assert_eq!(unknown(&hourly(), nothing), None);
    }
}
