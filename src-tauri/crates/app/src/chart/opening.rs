//! The chart's commands: open it, read a section, open a note, see a record's source.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, ledger, patients, records, scope};

use super::completeness::{self, Whose};
use super::desk::Desk;
use super::flowsheet::Extent;
use super::{
    allergies, banner, encounters, flowsheet, immunizations, medications, note, notes, problems,
    source, summary, vitals,
};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::patients::Listing;
use crate::sections::{SECTIONS, is_section};
use crate::wire::chart::{Chart, SectionHead};
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::reading::{CompareNotes, ComparedNotes};
use crate::wire::section::{Note, ReadSection, RecordRef, RecordSource, Section};
use crate::wire::uuid;

/// Looking again within this time is still the same look: what was new stays marked.
const SAME_LOOK: i64 = 30 * 60 * 1000;

/// Charts told of a change at most: nobody looks at more.
const FEW: usize = 5;

/// Encounters and notes given at most.
const ALL: usize = 100_000;

/// When a chart was last looked at in this session, and since when things are new to the looker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) at: i64,
    pub(crate) since: Option<i64>,
}

impl App {
    /// Opens a chart: banner and section heads.
    pub async fn open_chart(&self, actor: &Actor, request: PatientRef) -> Result<Chart, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("chart.open", Permission::ViewCharts).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            let patient = patient.ok_or_else(Fault::no_patient)?;
            let now = pass.app().now();
            let open = Arc::clone(pass.open());
            let chart = pass
                .read(move |store, c| {
                    let Some(row) = patients::get(c, patient)? else {
                        return Ok(None);
                    };
                    let since = open.look(patient, row.opened_at, now);
                    let listing = Listing::new(c)?;
                    let listed = listing.row(c, &row)?;
                    let key = row.id;
                    let desk = Desk::new(store, c, row, since);
                    let banner = banner::read(&desk, listed, now)?;
                    let sections = heads(c, &listing, &desk)?;
                    Ok(Some((key, Chart { banner, sections })))
                })
                .await?;
            let (key, chart) = chart.ok_or_else(Fault::no_patient)?;
            pass.write(move |tx| patients::opened(tx, key, now)).await?;
            Ok(chart)
        })
        .await
    }

    /// Reads one section.
    pub async fn read_section(
        &self,
        actor: &Actor,
        request: ReadSection,
    ) -> Result<Section, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("chart.section", Permission::ViewCharts).of_maybe(patient);
        // An unknown name is refused below and must not reach the log as it was sent.
        let known = is_section(&request.section);
        let act = if known {
            act.about(request.section.clone())
        } else {
            act
        };
        self.enter(actor, act, |pass| async move {
            if !known {
                return Err(Fault::invalid("There is no such section in a chart."));
            }
            let ReadSection { section, most, .. } = request;
            let now = pass.app().now();
            let read = pass
                .at_desk(patient, move |desk| match most {
                    Some(most) => begun(desk, &section, most as usize, now),
                    None => rows(desk, &section, now),
                })
                .await?;
            read.ok_or_else(Fault::no_patient)
        })
        .await
    }

    /// Opens a note.
    pub async fn open_note(&self, actor: &Actor, request: RecordRef) -> Result<Note, Failure> {
        let record = uuid(&request.record);
        let patient = self.patient_of(record).await;
        let act = Act::recorded("note.open", Permission::ViewCharts).of_maybe(patient);
        let act = record.map_or(act.clone(), |record| act.about(record.to_string()));
        self.enter(actor, act, |pass| async move {
            let (Some(record), Some(_)) = (record, patient) else {
                return Err(Fault::no_record());
            };
            let note = pass
                .at_desk(patient, move |desk| match records::get(desk.c, record)? {
                    Some(row) => note::open(desk, row),
                    None => Ok(None),
                })
                .await?;
            note.flatten().ok_or_else(Fault::no_record)
        })
        .await
    }

    /// Compares two notes of one patient.
    pub async fn compare_notes(
        &self,
        actor: &Actor,
        request: CompareNotes,
    ) -> Result<ComparedNotes, Failure> {
        let (earlier, later) = (uuid(&request.earlier), uuid(&request.later));
        let patient = self.patient_of(later).await;
        let same = patient.is_some() && self.patient_of(earlier).await == patient;
        let act = Act::recorded("note.compare", Permission::ViewCharts).of_maybe(patient);
        let act = later.map_or(act.clone(), |record| act.about(record.to_string()));
        self.enter(actor, act, |pass| async move {
            let (Some(earlier), Some(later), true) = (earlier, later, same) else {
                return Err(Fault::no_record());
            };
            let compared = pass
                .at_desk(patient, move |desk| {
                    let row = |record| records::get(desk.c, record);
                    match (row(earlier)?, row(later)?) {
                        (Some(earlier), Some(later)) => note::compare(desk, earlier, later),
                        _ => Ok(None),
                    }
                })
                .await?;
            compared.flatten().ok_or_else(Fault::no_record)
        })
        .await
    }

    /// The record itself.
    pub async fn record_source(
        &self,
        actor: &Actor,
        request: RecordRef,
    ) -> Result<RecordSource, Failure> {
        let record = uuid(&request.record);
        let patient = self.patient_of(record).await;
        let act = Act::recorded("record.source", Permission::ViewCharts).of_maybe(patient);
        let act = record.map_or(act.clone(), |record| act.about(record.to_string()));
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let found = pass
                .read(move |store, c| match records::get(c, record)? {
                    Some(row) => source::read(store, c, &row).map(Some),
                    None => Ok(None),
                })
                .await?;
            found.ok_or_else(Fault::no_record)
        })
        .await
    }

    /// Whose record it is, so that the audit row names the chart before the act. Shows nothing to anybody.
    pub(crate) async fn patient_of(&self, record: Option<Uuid>) -> Option<Uuid> {
        let (record, open) = (record?, self.opened().ok()?);
        crate::door::blocking(move || {
            let found = open.store().read(|c| {
                let key = records::get(c, record)?.and_then(|row| row.patient);
                match key {
                    Some(key) => Ok(patients::by_key(c, key)?.map(|row| row.uuid)),
                    None => Ok(None),
                }
            })?;
            Ok(found)
        })
        .await
        .ok()
        .flatten()
    }
}

impl Pass {
    /// Reads at a patient's desk; nothing where there is no such patient.
    pub(crate) async fn at_desk<T: Send + 'static>(
        &self,
        patient: Option<Uuid>,
        f: impl FnOnce(&Desk<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let Some(patient) = patient else {
            return Ok(None);
        };
        let open = Arc::clone(self.open());
        self.read(move |store, c| {
            let Some(row) = patients::get(c, patient)? else {
                return Ok(None);
            };
            let since = open.looking_since(patient);
            f(&Desk::new(store, c, row, since)).map(Some)
        })
        .await
    }
}

/// The newest of a section, where it is a list that may be long; else all of it.
fn begun(desk: &Desk<'_>, section: &str, most: usize, now: i64) -> Result<Section, StoreError> {
    match section {
        "encounters" => Ok(Section::Encounters(encounters::newest(desk, most)?)),
        "notes" => Ok(Section::Notes(notes::newest(desk, most)?)),
        other => rows(desk, other, now),
    }
}

pub(crate) fn rows(desk: &Desk<'_>, section: &str, now: i64) -> Result<Section, StoreError> {
    Ok(match section {
        "summary" => Section::Summary(Box::new(summary::read(desk, now)?)),
        "results" => Section::Results(flowsheet::read(desk, section, Extent::Whole)?),
        "vitals" => Section::Vitals(vitals::all(desk)?),
        "medications" => Section::Medications(medications::all(desk)?),
        "problems" => Section::Problems(problems::all(desk)?),
        "allergies" => Section::Allergies(allergies::all(desk)?.allergies),
        "immunizations" => Section::Immunizations(immunizations::all(desk)?),
        "encounters" => Section::Encounters(encounters::newest(desk, ALL)?),
        "notes" => Section::Notes(notes::newest(desk, ALL)?),
        other => match super::lists::all(desk, other)? {
            Some(lists) => Section::Lists(lists),
            None => Section::Records(super::records::all(desk, other)?),
        },
    })
}

/// How many rows a section has: a report is the head of results, a specimen their origin, a Binary the content of a
/// note.
fn listed(one: &records::InSection) -> u64 {
    match one.section.as_str() {
        "results" | "vitals" => one.observations,
        "notes" => one.all.saturating_sub(one.binaries),
        _ => one.all,
    }
}

/// The heads of all sections, in chart order.
pub(crate) fn heads(
    c: &Connection,
    listing: &Listing,
    desk: &Desk<'_>,
) -> Result<Vec<SectionHead>, StoreError> {
    let counts: HashMap<String, u64> = records::in_sections(c, desk.patient.id)?
        .into_iter()
        .map(|one| (one.section.clone(), listed(&one)))
        .collect();
    let held: HashMap<String, u64> = scope::held_back(c, desk.patient.id)?.into_iter().collect();
    let ledger = ledger::of_patient(c, desk.patient.id)?;
    let whose = listing.whose(&desk.patient);
    let mut heads = Vec::with_capacity(SECTIONS.len());
    for (section, title) in SECTIONS {
        let rows: Vec<&ledger::Row> = ledger
            .iter()
            .filter(|row| {
                if section == "summary" {
                    row.patient != 0
                } else {
                    row.section == section
                }
            })
            .collect();
        let count = if section == "summary" {
            counts.values().sum()
        } else {
            counts.get(section).copied().unwrap_or_default()
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let coverage = completeness::together(&whose, section, &rows, count);
        let told = section != "summary"
            && (rows.len() > 1 || rows.iter().any(|row| row.state != ledger::State::Complete));
        let reads = if told {
            rows.iter()
                .map(|row| completeness::one(&whose, row))
                .collect()
        } else {
            Vec::new()
        };
        heads.push(SectionHead {
            section: section.to_owned(),
            title: title.to_owned(),
            count,
            held_back: match section {
                "summary" => 0,
                _ => held
                    .get(section)
                    .map_or(0, |n| u32::try_from(*n).unwrap_or(u32::MAX)),
            },
            coverage,
            reads,
        });
    }
    Ok(heads)
}

impl Listing {
    /// Whose coverage a patient's is.
    pub(crate) fn whose(&self, patient: &patients::Row) -> Whose {
        let connection = self.connections.get(&patient.connection);
        Whose {
            connection: connection
                .map(|row| row.uuid.to_string())
                .unwrap_or_default(),
            patient: patient.uuid.to_string(),
            imported: connection.is_some_and(|row| row.fhir_base == IMPORT_BASE),
        }
    }

    /// With the connections of this store.
    pub(crate) fn new(c: &Connection) -> Result<Listing, StoreError> {
        Ok(Listing {
            connections: connections::names(c)?,
        })
    }
}

impl crate::open::Open {
    /// Notes that somebody looks at a chart now; gives since when records are new to them. A chart never
    /// opened before has nothing new in it, because all of it is.
    pub(crate) fn look(&self, patient: Uuid, opened_at: Option<i64>, now: i64) -> Option<i64> {
        let mut looks = self.looks();
        let since = match looks.get(&patient) {
            Some(look) if now - look.at < SAME_LOOK => look.since,
            _ => opened_at,
        };
        looks.insert(patient, Look { at: now, since });
        since
    }

    /// Charts somebody looks at, or did until just now.
    pub(crate) fn looked_at_since(&self, now: i64) -> Vec<Uuid> {
        let mut looks: Vec<(i64, Uuid)> = self
            .looks()
            .iter()
            .filter(|(_, look)| now - look.at < SAME_LOOK)
            .map(|(patient, look)| (look.at, *patient))
            .collect();
        looks.sort_unstable();
        looks
            .into_iter()
            .rev()
            .take(FEW)
            .map(|(_, patient)| patient)
            .collect()
    }

    /// Since when records of a chart are new to whoever looks at it.
    pub(crate) fn looking_since(&self, patient: Uuid) -> Option<i64> {
        self.looks().get(&patient).and_then(|look| look.since)
    }
}
