//! Half-typed forms: kept in the encrypted store while they are typed, so that a lock, a crash or a flat battery
//! loses nothing; given back afterwards to the person who typed them. No record, and never sent.

use wardbook_store::kept::{self, Kept};
use wardbook_store::patients;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::lock::{DraftHere, DraftRef, KeepDraft, KeptDraft};
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// Bytes of one form at most.
const LONGEST: usize = 2 * 1024 * 1024;
/// Letters of the name of a form at most.
const LONGEST_PLACE: usize = 300;

fn at_edge(kept: Kept) -> KeptDraft {
    KeptDraft {
        place: kept.place,
        patient: kept.patient.map(|id| id.to_string()),
        patient_name: kept.patient_name,
        title: kept.title,
        content: kept.content,
        at: kept.at as f64,
    }
}

impl App {
    /// What was kept of one form.
    pub async fn kept_draft(&self, actor: &Actor, request: DraftRef) -> Result<DraftHere, Failure> {
        let act = Act::unrecorded("draft", Permission::WriteRecords);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let place = request.place.clone();
            let found = pass.read(move |_, c| kept::get(c, &person, &request.place));
            Ok(DraftHere {
                place,
                draft: found.await?.map(at_edge),
            })
        })
        .await
    }

    /// All forms that were not saved, the newest first.
    pub async fn kept_drafts(&self, actor: &Actor) -> Result<Vec<KeptDraft>, Failure> {
        let act = Act::unrecorded("drafts", Permission::WriteRecords);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let found = pass.read(move |_, c| kept::all(c, &person)).await?;
            Ok(found.into_iter().map(at_edge).collect())
        })
        .await
    }

    /// Keeps what is typed in a form; it is on the disk when this answers.
    pub async fn keep_draft(
        &self,
        actor: &Actor,
        request: KeepDraft,
    ) -> Result<DraftHere, Failure> {
        let act = Act::unrecorded("draft.keep", Permission::WriteRecords);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            if request.content.len() > LONGEST {
                return Err(Fault::invalid(
                    "This form is longer than 2 MB. Save it, or make it shorter.",
                ));
            }
            if request.place.is_empty() || request.place.len() > LONGEST_PLACE {
                return Err(Fault::invalid("A form has a name of 1 to 300 letters."));
            }
            let patient = match &request.patient {
                None => None,
                Some(text) => {
                    let id = uuid(text).ok_or_else(Fault::no_patient)?;
                    let row = pass.read(move |_, c| patients::get(c, id)).await?;
                    Some(row.ok_or_else(Fault::no_patient)?.id)
                }
            };
            let (at, place) = (pass.app().now(), request.place.clone());
            let kept = pass
                .write(move |tx| {
                    let form = (
                        request.place.as_str(),
                        request.title.as_str(),
                        request.content.as_str(),
                    );
                    kept::put(tx, &person, patient, form, at)?;
                    kept::get(tx, &person, &request.place)
                })
                .await?;
            Ok(DraftHere {
                place,
                draft: kept.map(at_edge),
            })
        })
        .await
    }

    /// The form was saved, or what was typed is thrown away.
    pub async fn drop_draft(&self, actor: &Actor, request: DraftRef) -> Result<DraftHere, Failure> {
        let act = Act::unrecorded("draft.drop", Permission::WriteRecords);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let place = request.place.clone();
            pass.write(move |tx| kept::remove(tx, &person, &request.place))
                .await?;
            Ok(DraftHere { place, draft: None })
        })
        .await
    }
}
