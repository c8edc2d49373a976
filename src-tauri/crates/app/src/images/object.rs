//! What of a study is neither picture nor text: segmentations, plans of radiotherapy. Owns the finding of what it
//! refers to among the patient's images; refuses to take an image of another patient for one of them.

use std::collections::HashMap;

use uuid::Uuid;
use wardbook_imaging::{Limits, ObjectContent, Refers};
use wardbook_store::blobs::Source;
use wardbook_store::images;

use super::document::not_shown;
use super::kept::no_study;
use crate::actor::Actor;
use crate::app::App;
use crate::door::blocking;
use crate::wire::image::InstanceRef;
use crate::wire::image_content::{
    ImageObject, InstancePlace, ObjectFact, ObjectPart, ObjectReference,
};
use crate::wire::profile::Failure;

impl App {
    /// What an object says, and what it refers to.
    pub async fn image_object(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<ImageObject, Failure> {
        let (instance, file, act) = self.look(actor, &request.instance).await;
        self.enter(actor, act, |pass| async move {
            let (instance, file) = instance.zip(file).ok_or_else(no_study)?;
            let store = pass.open().store().clone();
            blocking(move || {
                let source = Source::new(store.clone(), file.blob);
                let found = ObjectContent::read(source, &Limits::default());
                let found = found.map_err(not_shown)?;
                let here = store.read(|c| images::all_of(c, file.patient))?;
                Ok(ImageObject {
                    instance: instance.to_string(),
                    class: found.class.map(str::to_owned),
                    facts: found
                        .facts
                        .into_iter()
                        .map(|one| ObjectFact {
                            name: one.name.to_owned(),
                            value: one.value,
                        })
                        .collect(),
                    parts: found
                        .parts
                        .into_iter()
                        .map(|one| ObjectPart {
                            kind: one.kind.to_owned(),
                            number: one.number,
                            name: one.name,
                            facts: one.facts,
                        })
                        .collect(),
                    more: found.more as f64,
                    refers: together(&found.refers, &here),
                })
            })
            .await
        })
        .await
    }
}

/// Those of one class that are referred to as the same thing, counted: a contour set names hundreds of images.
fn together(all: &[Refers], here: &HashMap<String, (Uuid, Uuid)>) -> Vec<ObjectReference> {
    let mut out: Vec<ObjectReference> = Vec::new();
    for one in all {
        let class = one.class.map(str::to_owned);
        let place = here.get(&one.uid).map(|(instance, study)| InstancePlace {
            study: study.to_string(),
            instance: instance.to_string(),
        });
        let at = out
            .iter()
            .position(|other| other.class == class && other.by == one.by);
        if let Some(found) = at.and_then(|at| out.get_mut(at)) {
            found.many += 1;
            found.here += u32::from(place.is_some());
            found.first = found.first.take().or(place);
        } else {
            out.push(ObjectReference {
                class,
                by: one.by.to_owned(),
                many: 1,
                here: u32::from(place.is_some()),
                first: place,
            });
        }
    }
    out
}
