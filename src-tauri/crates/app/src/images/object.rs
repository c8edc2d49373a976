//! What of a study is neither picture nor text: segmentations, plans of radiotherapy. Owns the finding of what it
//! refers to among the patient's images; refuses to take an image of another patient for one of them.

use std::collections::HashMap;

use uuid::Uuid;
use wardbook_imaging::{Limits, ObjectContent, Refers};
use wardbook_store::images;

use super::document::not_shown;
use crate::actor::Actor;
use crate::app::App;
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
        self.looking(actor, &request.instance, |looked| {
            let found = ObjectContent::read(looked.source(), &Limits::default());
            let found = found.map_err(not_shown)?;
            let here = looked
                .store()
                .read(|c| images::all_of(c, looked.file.patient))?;
            Ok(ImageObject {
                instance: looked.instance.to_string(),
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
