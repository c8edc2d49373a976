//! Single resources, asked for by name: those that failed before, and one encounter with what belongs
//! to it. The ledger does not move, because nothing is read to its end.

use std::sync::Mutex;

use serde::Deserialize;
use uuid::Uuid;
use wardbook_fhir::{NextLink, Query};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, mapping, quarantine, records};

use super::ask::Trouble;
use super::handing::Came;
use super::{Halt, Running, Sync, SyncError, lock};
use crate::board::Board;
use crate::control::Control;
use crate::plan::kinds::{KINDS, Way};
use crate::progress::Phase;

/// One resource to ask for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// FHIR resource type.
    pub resource_type: String,
    /// The EHR's id.
    pub fhir_id: String,
    /// The patient's row number, where it is known.
    pub patient: Option<i64>,
    /// What was put aside under this row number is taken out once it is here whole.
    pub aside: Option<i64>,
}

/// What is done with what is here already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Here {
    /// It is left as it is.
    Skip,
    /// The EHR's answer replaces it.
    #[default]
    Refresh,
    /// The same, and the older one is kept beside.
    KeepVersion,
}

/// What became of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was not here.
    New,
    /// It was here otherwise.
    Changed,
    /// It was here byte for byte.
    Same,
    /// It was here and was left as it is.
    Skipped,
    /// It was put aside with a reason.
    Aside,
}

/// One resource the EHR gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// FHIR resource type; empty where it says none.
    pub resource_type: String,
    /// The EHR's id; empty where it says none.
    pub fhir_id: String,
    /// What became of it.
    pub became: Became,
    /// Our id, where it is here.
    pub record: Option<Uuid>,
}

/// Something that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// FHIR resource type.
    pub resource_type: String,
    /// The EHR's id, where one resource was meant.
    pub fhir_id: Option<String>,
    /// A code.
    pub code: &'static str,
    /// Why, with the EHR's own words.
    pub message: String,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Single {
    /// Resources the EHR gave.
    pub found: u64,
    /// Of them new here.
    pub added: u64,
    /// Changed.
    pub changed: u64,
    /// Here byte for byte.
    pub unchanged: u64,
    /// Left as they are here.
    pub skipped: u64,
    /// Put aside.
    pub quarantined: u64,
    /// What could not be had.
    pub failed: Vec<Failed>,
    /// Each resource the EHR gave of what was asked for; not the people and places it refers to.
    pub items: Vec<Item>,
    /// Encounters it was about.
    pub encounters: u32,
    /// The patient it is about, by the EHR's id.
    pub patient: Option<String>,
    /// It ended before its end: how, and why in the user's words.
    pub cut_off: Option<(Phase, String)>,
}

#[derive(Deserialize)]
struct Visit {
    subject: Option<Reference>,
    patient: Option<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    reference: Option<String>,
}

#[derive(Deserialize)]
struct Peek {
    #[serde(rename = "resourceType")]
    resource_type: Option<String>,
    id: Option<String>,
}

/// Pages of one search that belong to one encounter; more is not one encounter's.
const PAGES: usize = 200;

impl Sync {
    /// Asks for these again, one by one. What fails is noted at its mapping.
    pub async fn again(
        &self,
        connection: i64,
        these: Vec<Again>,
        control: &Control,
    ) -> Result<Single, SyncError> {
        let board = Board::new(self.options.correlation, self.clock.now(), &|_| {});
        let mut running = Running::new(self, connection, control, &board);
        let single = Mutex::new(Single::default());
        let ended = async {
            running.prepare().await?;
            for one in these {
                running.once_more(&one, &single).await?;
            }
            Ok(())
        };
        let ended = ended.await;
        running.finish(single, ended).await
    }

    /// One encounter by the EHR's id, its patient, and what the EHR finds by it.
    pub async fn encounter(
        &self,
        connection: i64,
        fhir_id: &str,
        here: Here,
        control: &Control,
    ) -> Result<Single, SyncError> {
        let board = Board::new(self.options.correlation, self.clock.now(), &|_| {});
        let mut running = Running::new(self, connection, control, &board);
        let single = Mutex::new(Single::default());
        let ended = async {
            running.prepare().await?;
            lock(&single).encounters = 1;
            running.one_encounter(fhir_id, here, &single).await?;
            running.people().await
        };
        let ended = ended.await;
        running.finish(single, ended).await
    }
}

impl Running<'_> {
    /// What became of it, when all that was handed over is durable or refused.
    pub(super) async fn finish(
        &self,
        single: Mutex<Single>,
        ended: Result<(), Halt>,
    ) -> Result<Single, SyncError> {
        self.all_durable().await;
        let mut single = single
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let numbers = self.board.snapshot();
        single.added = numbers.added;
        single.changed = numbers.changed;
        single.unchanged = numbers.unchanged;
        single.quarantined = numbers.quarantined;
        single.cut_off = match ended {
            Ok(()) => None,
            Err(Halt::Cancelled) => Some((Phase::Cancelled, "Stopped.".to_owned())),
            Err(Halt::Offline(message)) => Some((Phase::Offline, message)),
            Err(Halt::SignInLost(message)) => Some((Phase::SignInLost, message)),
            Err(Halt::Broken(error)) => return Err(error),
        };
        Ok(single)
    }

    async fn once_more(&self, one: &Again, single: &Mutex<Single>) -> Result<(), Halt> {
        let connection = self.connection;
        let (typ, id) = (one.resource_type.clone(), one.fhir_id.clone());
        let record = self
            .read(move |c| Ok(records::find(c, connection, &typ, &id)?.map(|row| row.id)))
            .await?;
        let client = &self.sync.client;
        let asked_at = self.sync.clock.now();
        let asked = self
            .ask(|| client.read(&one.resource_type, &one.fhir_id))
            .await;
        match asked {
            Ok(fetched) => {
                lock(single).found += 1;
                let came = Came::one(asked_at, fetched.body);
                let aside = self.take_in(one.patient, came, None).await?;
                let out = one.aside.filter(|_| aside == 0);
                self.write(move |tx| {
                    record.map_or(Ok(()), |record| mapping::went_well(tx, record))?;
                    out.map_or(Ok(()), |row| quarantine::remove(tx, row))
                })
                .await
            }
            Err(Trouble::Halt(halt)) => Err(halt),
            Err(Trouble::End(ending)) => {
                let (code, gone) = (ending.code, ending.is_absent());
                lock(single).failed.push(Failed {
                    resource_type: one.resource_type.clone(),
                    fhir_id: Some(one.fhir_id.clone()),
                    code,
                    message: ending.reason,
                });
                let at = self.sync.clock.now();
                self.write(move |tx| match record {
                    Some(record) if gone => mapping::set_gone(tx, record, at),
                    Some(record) => mapping::failed(tx, record, code),
                    None => Ok(()),
                })
                .await
            }
            Err(Trouble::Restart | Trouble::Empty) => Ok(()),
        }
    }

    pub(super) async fn one_encounter(
        &self,
        fhir_id: &str,
        here: Here,
        single: &Mutex<Single>,
    ) -> Result<(), Halt> {
        let client = &self.sync.client;
        let asked_at = self.sync.clock.now();
        let encounter = match self.ask(|| client.read("Encounter", fhir_id)).await {
            Ok(fetched) => Came::one(asked_at, fetched.body),
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(trouble) => {
                lock(single)
                    .failed
                    .push(failure("Encounter", Some(fhir_id), trouble));
                return Ok(());
            }
        };
        let Some(patient) = encounter.bodies.first().and_then(|body| patient_of(body)) else {
            lock(single).failed.push(Failed {
                resource_type: "Encounter".to_owned(),
                fhir_id: Some(fhir_id.to_owned()),
                code: "no-patient",
                message: "The encounter does not say whose it is.".to_owned(),
            });
            return Ok(());
        };
        lock(single).patient = Some(patient.clone());
        let Some(super::visit::Known { key, .. }) = self.patient(&patient).await? else {
            lock(single).failed.push(Failed {
                resource_type: "Patient".to_owned(),
                fhir_id: Some(patient),
                code: crate::reason::NOT_FOUND,
                message: "The EHR does not have the encounter's patient.".to_owned(),
            });
            return Ok(());
        };
        // Who the patient is, is brought up to date in any case.
        let of_patient = if here == Here::Skip {
            Here::Refresh
        } else {
            here
        };
        let asked_at = self.sync.clock.now();
        match self.ask(|| client.read("Patient", &patient)).await {
            Ok(fetched) => {
                let themself = Came::one(asked_at, fetched.body);
                self.keep(key, themself, of_patient, single).await?;
            }
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(trouble) => lock(single)
                .failed
                .push(failure("Patient", Some(&patient), trouble)),
        }
        self.keep(key, encounter, here, single).await?;
        for kind in KINDS {
            let Way::ByPatient(params) = kind.way else {
                continue;
            };
            let typ = kind.resource_type;
            let offers = |param: &&&str| self.capabilities.offers_search_param(typ, param);
            let by = params.iter().find(offers).copied();
            let Some(by) = by.filter(|_| {
                typ != "Encounter"
                    && self.capabilities.offers_search_param(typ, "encounter")
                    && self.capabilities.supports(typ, "search-type")
                    && self.sync.granted.allows(typ)
            }) else {
                continue;
            };
            let whose = if by == "patient" {
                patient.clone()
            } else {
                format!("Patient/{patient}")
            };
            let query = Query::of(typ).with(by, whose).with("encounter", fhir_id);
            self.every_page(key, &query, here, single).await?;
        }
        Ok(())
    }

    async fn every_page(
        &self,
        patient: i64,
        query: &Query,
        here: Here,
        single: &Mutex<Single>,
    ) -> Result<(), Halt> {
        let client = &self.sync.client;
        let mut next: Option<NextLink> = None;
        let asked_at = self.sync.clock.now();
        for _ in 0..PAGES {
            let page = match &next {
                None => self.ask(|| client.search(query)).await,
                Some(next) => self.ask(|| client.next(next)).await,
            };
            let page = match page {
                Ok(page) => page,
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::Empty) => return Ok(()),
                Err(trouble) => {
                    lock(single)
                        .failed
                        .push(failure(&query.resource_type, None, trouble));
                    return Ok(());
                }
            };
            let bodies = page.entries.into_iter().map(|entry| entry.body).collect();
            self.keep(patient, Came { asked_at, bodies }, here, single)
                .await?;
            next = page.next;
            if next.is_none() {
                return Ok(());
            }
        }
        lock(single).failed.push(Failed {
            resource_type: query.resource_type.clone(),
            fhir_id: None,
            code: crate::reason::TOO_MANY_PAGES,
            message: "The EHR gave more pages than can be believed; what came is here.".to_owned(),
        });
        Ok(())
    }

    pub(super) async fn keep(
        &self,
        patient: i64,
        came: Came,
        here: Here,
        single: &Mutex<Single>,
    ) -> Result<(), Halt> {
        let connection = self.connection;
        let Came { asked_at, bodies } = came;
        let (bodies, mut items) = self
            .read(move |c| {
                let (mut taken, mut items) = (Vec::new(), Vec::new());
                for body in bodies {
                    let item = before(c, connection, &body, here)?;
                    if item.became != Became::Skipped {
                        taken.push(body);
                    }
                    items.push(item);
                }
                Ok((taken, items))
            })
            .await?;
        if !bodies.is_empty() {
            let came = Came { asked_at, bodies };
            match here {
                Here::KeepVersion => self.take_in_beside(Some(patient), came).await?,
                Here::Skip | Here::Refresh => self.take_in(Some(patient), came, None).await?,
            };
        }
        items = self
            .read(move |c| {
                for item in &mut items {
                    let found = records::find(c, connection, &item.resource_type, &item.fhir_id)?;
                    item.record = found.map(|row| row.uuid);
                    if item.record.is_none() {
                        item.became = Became::Aside;
                    }
                }
                Ok(items)
            })
            .await?;
        let mut single = lock(single);
        single.found += items.len() as u64;
        let skipped = items.iter().filter(|item| item.became == Became::Skipped);
        single.skipped += skipped.count() as u64;
        single.items.extend(items);
        Ok(())
    }
}

/// What will become of it.
fn before(c: &Connection, connection: i64, body: &[u8], here: Here) -> Result<Item, StoreError> {
    let peek: Option<Peek> = serde_json::from_slice(body).ok();
    let (resource_type, fhir_id) = peek
        .map(|peek| {
            let id = peek.id.unwrap_or_default();
            (peek.resource_type.unwrap_or_default(), id)
        })
        .unwrap_or_default();
    let known = records::find(c, connection, &resource_type, &fhir_id)?.is_some();
    let hash = mapping::hash_of(c, connection, &resource_type, &fhir_id)?;
    let became = match known {
        false => Became::New,
        true if here == Here::Skip => Became::Skipped,
        true if hash == Some(wardbook_store::write::hash(body)) => Became::Same,
        true => Became::Changed,
    };
    Ok(Item {
        resource_type,
        fhir_id,
        became,
        record: None,
    })
}

fn patient_of(body: &[u8]) -> Option<String> {
    let visit: Visit = serde_json::from_slice(body).ok()?;
    let refers = visit.subject.or(visit.patient)?.reference?;
    let (rest, id) = refers.rsplit_once('/')?;
    (rest == "Patient" || rest.ends_with("/Patient")).then(|| id.to_owned())
}

pub(super) fn failure(resource_type: &str, fhir_id: Option<&str>, trouble: Trouble) -> Failed {
    let (code, message) = match trouble {
        Trouble::End(ending) => (ending.code, ending.reason),
        _ => (
            crate::reason::EXPIRED,
            "The EHR closed the search while it was read.".to_owned(),
        ),
    };
    Failed {
        resource_type: resource_type.to_owned(),
        fhir_id: fhir_id.map(str::to_owned),
        code,
        message,
    }
}
