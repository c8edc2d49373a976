//! A person's own marks on a patient, and notes to self. None of it is part of the record: it is kept encrypted on
//! this workstation, is not searched, not exported and never sent.

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, own, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::wire::own::{OwnMark, OwnNote, OwnNoteRef, PatientMarks, SetMark, WriteOwnNote};
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

/// Characters of a note at most.
const LONGEST: usize = 10_000;

fn id(text: &str) -> Result<Uuid, Fault> {
    uuid(text).ok_or_else(Fault::no_patient)
}

fn no_note() -> Fault {
    Fault::new(
        crate::Code::RecordNotFound,
        "This note is not here any more, or it is another person's.",
    )
}

impl App {
    /// What the person keeps about a patient.
    pub async fn patient_marks(
        &self,
        actor: &Actor,
        request: PatientRef,
    ) -> Result<PatientMarks, Failure> {
        let act = Act::unrecorded("patient.marks", Permission::ViewCharts);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            marks(&pass, person, id(&request.patient)?).await
        })
        .await
    }

    /// Marks a patient, or takes the mark off.
    pub async fn set_mark(&self, actor: &Actor, request: SetMark) -> Result<PatientMarks, Failure> {
        let act = about("patient.mark", &request.patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let patient = id(&request.patient)?;
            let key = key(&pass, patient).await?;
            let mark = match request.mark {
                OwnMark::Mine => own::Mark::Mine,
                OwnMark::Starred => own::Mark::Starred,
            };
            let (who, at) = (person.clone(), pass.app().now());
            pass.write(move |tx| own::set_mark(tx, &who, mark, key, request.on, at))
                .await?;
            pass.app().tell(Change::Patients);
            marks(&pass, person, patient).await
        })
        .await
    }

    /// Writes a note to self, or changes one.
    pub async fn write_own_note(
        &self,
        actor: &Actor,
        request: WriteOwnNote,
    ) -> Result<PatientMarks, Failure> {
        let act = about("own-note.write", &request.patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let patient = id(&request.patient)?;
            let key = key(&pass, patient).await?;
            let text = request.text.trim().to_owned();
            if text.is_empty() {
                return Err(Fault::invalid(
                    "The note is empty. Write something, or remove it.",
                ));
            }
            if text.chars().count() > LONGEST {
                return Err(Fault::invalid(
                    "The note is longer than 10,000 characters. Make two of it.",
                ));
            }
            let (who, at) = (person.clone(), pass.app().now());
            let written = match &request.note {
                None => {
                    let new = pass.app().new_id();
                    pass.write(move |tx| own::write(tx, &who, key, new, &text, at))
                        .await?;
                    true
                }
                Some(note) => {
                    let note = uuid(note).ok_or_else(no_note)?;
                    pass.write(move |tx| {
                        let hers = own::about(tx, &who, note)? == Some(key);
                        Ok(hers && own::rewrite(tx, &who, note, &text, at)?)
                    })
                    .await?
                }
            };
            if !written {
                return Err(no_note());
            }
            marks(&pass, person, patient).await
        })
        .await
    }

    /// Removes a note to self.
    pub async fn remove_own_note(
        &self,
        actor: &Actor,
        request: OwnNoteRef,
    ) -> Result<PatientMarks, Failure> {
        let act = about("own-note.remove", &request.patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let patient = id(&request.patient)?;
            let key = key(&pass, patient).await?;
            let note = uuid(&request.note).ok_or_else(no_note)?;
            let who = person.clone();
            let gone = pass
                .write(move |tx| {
                    let hers = own::about(tx, &who, note)? == Some(key);
                    Ok(hers && own::remove(tx, &who, note)?)
                })
                .await?;
            if !gone {
                return Err(no_note());
            }
            marks(&pass, person, patient).await
        })
        .await
    }
}

/// A recorded act on a patient's chart.
fn about(name: &'static str, patient: &str) -> Act {
    Act::recorded(name, Permission::ViewCharts).of_maybe(uuid(patient))
}

async fn key(pass: &Pass, patient: Uuid) -> Result<i64, Fault> {
    let row = pass.read(move |_, c| patients::get(c, patient)).await?;
    row.map(|row| row.id).ok_or_else(Fault::no_patient)
}

async fn marks(pass: &Pass, person: String, patient: Uuid) -> Result<PatientMarks, Fault> {
    let found = pass
        .read(move |_, c| match patients::get(c, patient)? {
            Some(row) => kept(c, &person, &row).map(Some),
            None => Ok(None),
        })
        .await?;
    found.ok_or_else(Fault::no_patient)
}

fn kept(c: &Connection, person: &str, row: &patients::Row) -> Result<PatientMarks, StoreError> {
    let notes = own::notes(c, person, row.id)?;
    Ok(PatientMarks {
        patient: row.uuid.to_string(),
        mine: own::is_marked(c, person, own::Mark::Mine, row.id)?,
        starred: own::is_marked(c, person, own::Mark::Starred, row.id)?,
        notes: notes
            .into_iter()
            .map(|note| OwnNote {
                note: note.uuid.to_string(),
                text: note.text,
                at: note.at as f64,
                changed_at: note.changed_at as f64,
            })
            .collect(),
    })
}
