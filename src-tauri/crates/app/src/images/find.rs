//! Studies of everybody on this workstation, by what a person remembers of one. Refuses a day that is none.

use jiff::civil::Date;
use wardbook_store::image_find::{self, Found, Remembered};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::image_find::{FindStudies, FoundImageStudies, FoundImageStudy};
use crate::wire::profile::Failure;

/// Studies of one answer.
const MOST: u32 = 500;

impl App {
    /// Looks for studies over all patients. What was asked for is in no row of the audit log.
    pub async fn find_studies(
        &self,
        actor: &Actor,
        request: FindStudies,
    ) -> Result<FoundImageStudies, Failure> {
        let act = Act::recorded("image.search", Permission::SearchCharts);
        self.enter(actor, act, |pass| async move {
            let asked = Remembered {
                patient: request.patient,
                from: day(request.from)?,
                to: day(request.to)?,
                modality: request.modality,
                description: request.description,
                body_part: request.body_part,
                accession: request.accession,
            };
            let (offset, limit) = (request.offset as usize, request.limit.min(MOST) as usize);
            let found = pass
                .read(move |_, c| image_find::studies(c, &asked, offset, limit))
                .await?;
            Ok(FoundImageStudies {
                studies: found.studies.into_iter().map(told).collect(),
                all: found.all as f64,
                undated: found.undated as f64,
            })
        })
        .await
    }
}

fn day(text: Option<String>) -> Result<Option<String>, Fault> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let day: Date = text
        .trim()
        .parse()
        .map_err(|_| Fault::invalid("A day is written like 2026-11-18. Nothing was looked for."))?;
    Ok(Some(day.to_string()))
}

fn told(found: Found) -> FoundImageStudy {
    FoundImageStudy {
        study: found.study.to_string(),
        patient: found.patient.to_string(),
        name: found.name,
        birth_date: found.birth_date,
        mrn: found.mrn,
        date: found.date,
        time: found.time,
        description: found.description,
        accession: found.accession,
        modalities: found.modalities,
        body_parts: found.body_parts,
        instances: found.instances as f64,
    }
}
