//! A chart over time. Owns which line of it a record stands in: the shortest encounter that was going on,
//! else its own day. That is by time only, so a line, once opened, says of each record whether it names the
//! encounter itself.

mod entries;
mod lines;
mod stays;
mod then;

use uuid::Uuid;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::profile::Failure;
use crate::wire::timeline::{
    CompareDates, ComparedDates, ReadSpan, ReadTimeline, SpanEntries, Timeline,
};
use crate::wire::uuid;

impl App {
    /// A chart over time.
    pub async fn read_timeline(
        &self,
        actor: &Actor,
        request: ReadTimeline,
    ) -> Result<Timeline, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("chart.timeline", Permission::ViewCharts).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            let read = pass
                .at_desk(patient, move |desk| lines::read(desk, request.most))
                .await?;
            read.ok_or_else(Fault::no_patient)
        })
        .await
    }

    /// What is in one line of it.
    pub async fn read_span(
        &self,
        actor: &Actor,
        request: ReadSpan,
    ) -> Result<SpanEntries, Failure> {
        let patient = uuid(&request.patient);
        let encounter: Option<Option<Uuid>> = request.encounter.as_deref().map(uuid);
        let act = Act::recorded("chart.timeline", Permission::ViewCharts).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            if encounter == Some(None) {
                return Err(Fault::no_record());
            }
            let (from, to) = (request.from as i64, request.to as i64);
            let read = pass
                .at_desk(patient, move |desk| {
                    entries::read(desk, encounter.flatten(), from, to)
                })
                .await?;
            read.ok_or_else(Fault::no_patient)
        })
        .await
    }

    /// How a patient was on two days.
    pub async fn compare_dates(
        &self,
        actor: &Actor,
        request: CompareDates,
    ) -> Result<ComparedDates, Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("chart.compare", Permission::ViewCharts).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            let days = then::Days::of(&request.earlier, &request.later)
                .ok_or_else(|| Fault::invalid("Both days are needed, the earlier one first."))?;
            let read = pass
                .at_desk(patient, move |desk| then::read(desk, &days))
                .await?;
            read.ok_or_else(Fault::no_patient)
        })
        .await
    }
}
