//! Encounters of some patients, found by date and status, each with what belongs to it. What a server
//! gives is looked at again: one that does not know a filter leaves it out without a word.

use std::sync::Mutex;

use serde::Deserialize;
use wardbook_fhir::read::date::Precision;
use wardbook_fhir::{NextLink, Query};
use wardbook_store::patients;

use super::ask::Trouble;
use super::single::failure;
use super::{Halt, Here, Running, Single, Sync, SyncError, lock};
use crate::board::Board;
use crate::control::Control;
use crate::progress::Progress;

/// Pages of one patient's encounters; more is not believed.
const PAGES: usize = 200;

/// Which encounters.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of these patients; of all that are here where there are none.
    pub patients: Vec<String>,
    /// Taking place between these two, milliseconds.
    pub between: Option<(i64, i64)>,
    /// With one of these statuses; with any where there are none.
    pub statuses: Vec<String>,
    /// No more than the newest so many.
    pub limit: Option<usize>,
}

#[derive(Debug, Deserialize)]
struct Encounter {
    #[serde(rename = "resourceType")]
    resource_type: String,
    id: String,
    status: Option<String>,
    period: Option<Period>,
}

#[derive(Debug, Deserialize)]
struct Period {
    start: Option<String>,
    end: Option<String>,
}

impl Sync {
    /// Finds the encounters and brings each with its patient and what belongs to it. The newest come
    /// first; `progress` is told after every change.
    pub async fn encounters(
        &self,
        connection: i64,
        wanted: &Wanted,
        here: Here,
        control: &Control,
        progress: &(dyn Fn(&Progress) + Send + std::marker::Sync),
    ) -> Result<Single, SyncError> {
        let board = Board::new(self.options.correlation, self.clock.now(), progress);
        let mut running = Running::new(self, connection, control, &board);
        let single = Mutex::new(Single::default());
        let ended = async {
            running.prepare().await?;
            running.board.runs(running.now());
            let found = running.found(wanted, &single).await?;
            let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
            lock(&single).encounters = count;
            for id in found {
                running.one_encounter(&id, here, &single).await?;
            }
            running.people().await
        };
        let ended = ended.await;
        running.finish(single, ended).await
    }
}

impl Running<'_> {
    /// Ids of the encounters wanted, the newest first.
    async fn found(&self, wanted: &Wanted, single: &Mutex<Single>) -> Result<Vec<String>, Halt> {
        let mut whose = wanted.patients.clone();
        if whose.is_empty() {
            let connection = self.connection;
            whose = self
                .read(move |c| {
                    let rows = patients::of_connection(c, connection)?;
                    Ok(rows.into_iter().map(|row| row.fhir_id).collect())
                })
                .await?;
        }
        let mut found: Vec<(i64, String)> = Vec::new();
        for patient in whose {
            found.extend(self.of_one(&patient, wanted, single).await?);
        }
        found.sort_by(|one, other| other.cmp(one));
        found.dedup();
        found.truncate(wanted.limit.unwrap_or(usize::MAX));
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    async fn of_one(
        &self,
        patient: &str,
        wanted: &Wanted,
        single: &Mutex<Single>,
    ) -> Result<Vec<(i64, String)>, Halt> {
        let takes = |param: &str| self.capabilities.offers_search_param("Encounter", param);
        let mut query = Query::of("Encounter").with("patient", patient);
        if let Some((from, to)) = wanted.between.filter(|_| takes("date")) {
            query = query
                .with("date", format!("ge{}", day(from)))
                .with("date", format!("le{}", day(to)));
        }
        if !wanted.statuses.is_empty() && takes("status") {
            query = query.with("status", wanted.statuses.join(","));
        }
        let client = &self.sync.client;
        let mut next: Option<NextLink> = None;
        let mut found = Vec::new();
        for _ in 0..PAGES {
            let page = match &next {
                None => self.ask(|| client.search(&query)).await,
                Some(next) => self.ask(|| client.next(next)).await,
            };
            let page = match page {
                Ok(page) => page,
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::Empty) => return Ok(found),
                Err(trouble) => {
                    lock(single)
                        .failed
                        .push(failure("Encounter", None, trouble));
                    return Ok(found);
                }
            };
            let these = page.entries.iter().filter_map(|entry| {
                let one: Encounter = serde_json::from_slice(&entry.body).ok()?;
                wanted.means(&one).then(|| (one.starts(), one.id))
            });
            found.extend(these);
            next = page.next;
            if next.is_none() {
                return Ok(found);
            }
        }
        lock(single).failed.push(super::Failed {
            resource_type: "Encounter".to_owned(),
            fhir_id: None,
            code: crate::reason::TOO_MANY_PAGES,
            message: "The EHR gave more pages of encounters than can be believed.".to_owned(),
        });
        Ok(found)
    }
}

impl Encounter {
    /// Where it does not say, it counts as the oldest.
    fn starts(&self) -> i64 {
        let period = self.period.as_ref();
        let start = period.and_then(|period| period.start.as_deref());
        start.and_then(point).map_or(i64::MIN, |(start, _)| start)
    }
}

impl Wanted {
    fn means(&self, one: &Encounter) -> bool {
        let status = one.status.as_deref();
        let by_status = self.statuses.is_empty()
            || status.is_some_and(|status| self.statuses.iter().any(|wanted| wanted == status));
        let by_date = self.between.is_none_or(|(from, to)| {
            let period = one.period.as_ref();
            let start = period.and_then(|p| p.start.as_deref()).and_then(point);
            let end = period.and_then(|p| p.end.as_deref()).and_then(point);
            match (start, end) {
                // When it was is not known: it is not left out for that.
                (None, None) => true,
                // A day more at both ends, because the EHR's days are not ours.
                (start, end) => {
                    start.is_none_or(|(start, _)| start <= to.saturating_add(2 * DAY))
                        && end.is_none_or(|(_, end)| end >= from.saturating_sub(DAY))
                }
            }
        });
        one.resource_type == "Encounter" && by_status && by_date
    }
}

/// First and last moment of a FHIR date.
fn point(text: &str) -> Option<(i64, i64)> {
    let point = wardbook_fhir::read::date::parse(text)?;
    let lasts = match point.precision {
        Precision::Year => 366,
        Precision::Month => 31,
        Precision::Day => 1,
        Precision::LocalTime | Precision::Instant => 0,
    };
    Some((point.start, point.start.saturating_add(lasts * DAY)))
}

fn day(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    let text = at.to_string();
    text.get(..10).unwrap_or_default().to_owned()
}

const DAY: i64 = 24 * 3_600_000;
