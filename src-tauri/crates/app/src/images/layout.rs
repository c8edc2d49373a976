//! How somebody likes images of a modality to stand in the viewer: kept in the encrypted store, for each person. Refuses
//! a layout that the viewer cannot make.

use wardbook_store::settings;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::image_find::{ImageLayout, ImageLayoutHere, ImageLayoutOf};
use crate::wire::profile::Failure;

/// Pictures beside each other, at most.
const MOST: u32 = 4;
/// Longest name of a modality or preset, in bytes: DICOM has 16.
const LONGEST: usize = 16;

impl App {
    /// The layout that this person kept for a modality.
    pub async fn image_layout(
        &self,
        actor: &Actor,
        request: ImageLayoutOf,
    ) -> Result<ImageLayoutHere, Failure> {
        let act = Act::unrecorded("image.layout", Permission::ViewCharts);
        let person = actor.person().to_owned();
        self.enter(actor, act, |pass| async move {
            let key = key(&person, &request.modality)?;
            let kept = pass.read(move |_, c| settings::get(c, &key)).await?;
            Ok(ImageLayoutHere {
                // What a newer version wrote is nothing kept here.
                layout: kept.and_then(|text| serde_json::from_str(&text).ok()),
                modality: request.modality,
            })
        })
        .await
    }

    /// Keeps a layout for a modality.
    pub async fn keep_image_layout(
        &self,
        actor: &Actor,
        request: ImageLayout,
    ) -> Result<ImageLayoutHere, Failure> {
        let act = Act::unrecorded("image.layout.keep", Permission::ViewCharts);
        let person = actor.person().to_owned();
        self.enter(actor, act, |pass| async move {
            let key = key(&person, &request.modality)?;
            let preset = request.preset.as_ref();
            if !(1..=MOST).contains(&request.pictures)
                || preset.is_some_and(|one| one.len() > LONGEST)
            {
                return Err(Fault::invalid("There is no such layout. Nothing was kept."));
            }
            let text = serde_json::to_string(&request)
                .map_err(|_| Fault::internal("a layout of images"))?;
            pass.write(move |tx| settings::set(tx, &key, &text)).await?;
            Ok(ImageLayoutHere {
                modality: request.modality.clone(),
                layout: Some(request),
            })
        })
        .await
    }
}

fn key(person: &str, modality: &str) -> Result<String, Fault> {
    if modality.is_empty() || modality.len() > LONGEST {
        return Err(Fault::invalid(
            "There is no such modality. Nothing was kept.",
        ));
    }
    Ok(format!("image.layout/{modality}/{person}"))
}
