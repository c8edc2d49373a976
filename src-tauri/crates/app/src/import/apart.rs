//! Which source of files an import belongs to. Every hospital has a patient 1: taken in under one source, the charts of
//! two people would be one. Owns what tells sources apart: who the files' patients are, and whose records of the same
//! name are. Refuses to take anything in: nothing is stored before the source is known.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::Deserialize;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, connections, mapping, patients, records, write};

use super::check::check;
use super::name::{Patients, made_id, patient_of};
use super::source::{self, Given, Piece};
use crate::face::{Face, Likeness};
use crate::failure::{Code, Fault};
use crate::live::IMPORT_BASE;

/// Longer ids are not counted up from one: that two servers have the same is no accident.
const COUNTED: usize = 20;

struct Seen {
    face: Face,
    hash: [u8; 16],
    /// Number of the file, from one, and where in it.
    at: (usize, String),
}

/// The patients whom files bring, by id.
struct Survey {
    seen: HashMap<String, Seen>,
}

/// What a source's patients say of those in the files.
#[derive(Default)]
struct Met {
    same: usize,
    others: usize,
}

/// Into which of the sources that came from files before these files go, whoever sees them; `None`: into one of their own.
pub(super) fn place(store: &Store, files: &[PathBuf]) -> Result<Option<connections::Row>, Fault> {
    let survey = Survey::of(files)?;
    let mut sources = store.read(connections::list)?;
    sources.retain(|row| row.fhir_base == IMPORT_BASE);
    let mut best: Option<(usize, connections::Row)> = None;
    let mut quiet = Vec::new();
    for source in sources {
        let met = store.read(|c| survey.met(c, store, source.id))?;
        match met {
            Met { others: 1.., .. } => {}
            Met { same: 0, .. } => quiet.push(source),
            Met { same, .. } if best.as_ref().is_none_or(|(most, _)| same > *most) => {
                best = Some((same, source));
            }
            Met { .. } => {}
        }
    }
    if let Some((_, source)) = best {
        return Ok(Some(source));
    }
    let (mut knowing, mut free) = (Vec::new(), Vec::new());
    for source in quiet {
        match store.read(|c| records_met(c, source.id, files))? {
            Records::OfOthers => {}
            Records::OfItsPatients => knowing.push(source),
            Records::New => free.push(source),
        }
    }
    if survey.seen.is_empty() && knowing.len() > 1 {
        return Err(Fault::new(
            Code::ImportFailed,
            "These records name their patients by an id alone, and several people who came from files have it. Import them together with their Patient resources, in one folder or one bundle. Nothing was imported.",
        ));
    }
    Ok(knowing.into_iter().chain(free).next())
}

impl Survey {
    /// Refuses files in which two people have one id.
    fn of(files: &[PathBuf]) -> Result<Self, Fault> {
        let mut survey = Self {
            seen: HashMap::new(),
        };
        let mut clash = None;
        for (number, path) in files.iter().enumerate() {
            // A file that cannot be read is told of when it is to be taken in.
            let _told_later = source::read(path, |given| {
                let pieces = match given {
                    Given::Unsplit(_) => return true,
                    Given::One(piece) => vec![piece],
                    Given::Bundle(pieces) => pieces,
                };
                for piece in pieces {
                    clash = clash.take().or(survey.note(number + 1, piece));
                }
                clash.is_none()
            });
        }
        let Some(((file, place), (other, there))) = clash else {
            return Ok(survey);
        };
        Err(Fault::new(
            Code::ImportFailed,
            format!(
                "Two people in these files have the same id: {place} of file {file} and {there} of file {other}, in the order of their names. Import what comes from each hospital by itself. Nothing was imported."
            ),
        ))
    }

    /// Notes a Patient; where somebody else of the same id is in the files, says where both are.
    fn note(&mut self, file: usize, piece: Piece) -> Option<((usize, String), (usize, String))> {
        if !is_patient(&piece.body) {
            return None;
        }
        let face = Face::of(&piece.body)?;
        let id = check(&piece.body)
            .id
            .unwrap_or_else(|| made_id(piece.full_url.as_deref(), &piece.body));
        let at = (file, piece.position);
        if let Some(before) = self.seen.get(&id)
            && before.face.like(&face) == Likeness::Other
        {
            return Some((before.at.clone(), at));
        }
        let hash = write::hash(&piece.body);
        self.seen.insert(id, Seen { face, hash, at });
        None
    }

    fn met(&self, c: &Connection, store: &Store, source: i64) -> Result<Met, StoreError> {
        let mut met = Met::default();
        for (id, seen) in &self.seen {
            let Some(here) = patients::find(c, source, id)? else {
                continue;
            };
            // Known only by what refers to it: nobody says who it is.
            let Some(record) = here.record else { continue };
            if mapping::hash_of(c, source, "Patient", id)? == Some(seen.hash) {
                met.same += 1;
                continue;
            }
            let face = Face::of(&records::body(store, c, record)?);
            match face.map_or(Likeness::Unclear, |face| face.like(&seen.face)) {
                Likeness::Same => met.same += 1,
                Likeness::Unclear | Likeness::Other => met.others += 1,
            }
        }
        Ok(met)
    }
}

/// What a source has of the names that records in the files have.
enum Records {
    /// Some are another patient's there, or nobody's and other.
    OfOthers,
    /// It has the patients whose records they are.
    OfItsPatients,
    New,
}

fn records_met(c: &Connection, source: i64, files: &[PathBuf]) -> Result<Records, StoreError> {
    let mut met = Ok(Records::New);
    for path in files {
        let _told_later = source::read(path, |given| {
            let (pieces, patients) = match given {
                Given::Unsplit(_) => return true,
                Given::One(piece) => (vec![piece], Patients::default()),
                Given::Bundle(pieces) => {
                    let patients = Patients::of(&pieces);
                    (pieces, patients)
                }
            };
            for piece in pieces {
                match record_met(c, source, &piece, &patients) {
                    Ok(Records::New) => {}
                    Ok(Records::OfItsPatients) => met = Ok(Records::OfItsPatients),
                    last => {
                        met = last;
                        return false;
                    }
                }
            }
            true
        });
        if !matches!(met, Ok(Records::New | Records::OfItsPatients)) {
            return met;
        }
    }
    met
}

fn record_met(
    c: &Connection,
    source: i64,
    piece: &Piece,
    patients: &Patients,
) -> Result<Records, StoreError> {
    let checked = check(&piece.body);
    let Some(kind) = checked.resource_type.as_deref() else {
        return Ok(Records::New);
    };
    let owner = checked.patient_reference.as_deref();
    let owner = owner.and_then(|reference| patient_of(reference, patients));
    let is_known = match owner {
        // Where only other records name them, nobody says who it is.
        Some(id) => patients::find(c, source, id)?.is_some_and(|row| row.record.is_some()),
        None => false,
    };
    let new = if is_known {
        Records::OfItsPatients
    } else {
        Records::New
    };
    let Some(id) = checked.id.filter(|id| id.len() < COUNTED) else {
        return Ok(new);
    };
    let Some(here) = records::find(c, source, kind, &id)? else {
        return Ok(new);
    };
    if mapping::hash_of(c, source, kind, &id)? == Some(write::hash(&piece.body)) {
        return Ok(new);
    }
    let there = match here.patient {
        Some(patient) => patients::by_key(c, patient)?.map(|row| row.fhir_id),
        None => None,
    };
    let is_same_persons = owner.is_some() && owner == there.as_deref();
    Ok(if is_same_persons {
        new
    } else {
        Records::OfOthers
    })
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "resourceType", borrow, default)]
    kind: std::borrow::Cow<'a, str>,
}

fn is_patient(body: &[u8]) -> bool {
    serde_json::from_slice::<Kind<'_>>(body).is_ok_and(|one| one.kind == "Patient")
}
