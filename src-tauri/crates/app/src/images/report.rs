//! What a structured report among the images says. Owns the finding of the images it refers to; refuses to say that a
//! report is verified where it does not.

use wardbook_imaging::{Limits, StructuredReport};
use wardbook_store::images;

use super::frame::cannot;
use crate::actor::Actor;
use crate::app::App;
use crate::failure::Fault;
use crate::wire::image::{InstanceRef, ReportItem, ReportText};
use crate::wire::profile::Failure;

/// A dose report of a day of fluoroscopy has some thousands.
const MOST: usize = 20_000;

impl App {
    /// The items of a structured report, one below the other.
    pub async fn image_report(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<ReportText, Failure> {
        self.looking(actor, &request.instance, |looked| {
            let report = StructuredReport::read(looked.source(), &Limits::default(), MOST);
            let report = report.map_err(cannot)?.ok_or_else(|| {
                Fault::invalid(
                    "This file holds no structured report. Its header shows what it says.",
                )
            })?;
            let here = looked
                .store()
                .read(|c| images::names_of(c, looked.file.study))?;
            let items = report.items.into_iter().map(|item| ReportItem {
                depth: item.depth,
                kind: item.kind,
                name: item.name,
                value: item.value,
                image: item.refers.as_ref().and_then(|uid| {
                    let found = here.iter().find(|(_, its)| its == uid);
                    found.map(|(id, _)| id.to_string())
                }),
                refers: item.refers,
                frames: item.frames,
            });
            Ok(ReportText {
                items: items.collect(),
                more: report.more as f64,
                verified: report.verified,
                complete: report.complete,
            })
        })
        .await
    }
}
