//! What the chart says of a study whose images are here: its reports and notes. Owns by what a record is known to belong
//! to a study, from the surest to a guess; refuses to call a guess anything else.

use std::collections::HashSet;

use serde_json::Value;
use uuid::Uuid;
use wardbook_store::{Store, StoreError, images, patients, records, rusqlite::Connection};

use super::archive::named;
use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::chart::{Desk, NOTES_MOST, note_row, notes_listed};
use crate::door::Act;
use crate::wire::image::StudyRef;
use crate::wire::image_content::{StudyReport, StudyReports};
use crate::wire::profile::Failure;

/// Codes by which a report's category says that it is of imaging (v2 table 0074, LOINC, US Core).
const IMAGING: &[&str] = &[
    "RAD",
    "IMG",
    "CT",
    "NMR",
    "NMS",
    "RUS",
    "OUS",
    "VUS",
    "CUS",
    "XRC",
    "LP29684-5",
    "imaging",
    "Radiology",
];

/// How a record is tied to a study, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// It names the study.
    Study,
    /// It came of the order that the study came of.
    Order,
    /// It has the study's accession number.
    Accession,
    /// It is a report of imaging of the same day: it may be of another study.
    Day,
}

/// What the chart and the files call a study.
#[derive(Default)]
struct Called {
    uid: String,
    accession: Option<String>,
    /// `2026-11-18`.
    day: Option<String>,
    /// `ImagingStudy/id` of the chart.
    records: HashSet<String>,
    /// `ServiceRequest/id` that the study came of.
    orders: HashSet<String>,
}

impl App {
    /// The reports and notes of a study, the surest first.
    pub async fn study_reports(
        &self,
        actor: &Actor,
        request: StudyRef,
    ) -> Result<StudyReports, Failure> {
        let act = Act::recorded("image.reports", Permission::ViewCharts);
        let (act, study, patient) = self.about_study(act, &request.study).await;
        self.enter(actor, act, |pass| async move {
            let (study, patient) = study.zip(patient).ok_or_else(no_study)?;
            let found = pass
                .read(move |store, c| reports(store, c, study, patient))
                .await?;
            let reports = found.ok_or_else(no_study)?;
            Ok(StudyReports { reports })
        })
        .await
    }
}

fn reports(
    store: &Store,
    c: &Connection,
    study: Uuid,
    patient: Uuid,
) -> Result<Option<Vec<StudyReport>>, StoreError> {
    let Some(row) = patients::get(c, patient)? else {
        return Ok(None);
    };
    let kept = images::of_patient(c, row.id)?;
    let Some(kept) = kept.into_iter().find(|one| one.study.uuid == study) else {
        return Ok(None);
    };
    let desk = Desk::new(store, c, row, None);
    let called = called(&desk, &kept.study)?;
    let mut found = Vec::new();
    let mut rest = notes_listed(&desk, NOTES_MOST)?.into_iter();
    // Bodies are read in steps, so that a chart of thousands of notes is never in memory at once.
    loop {
        let step: Vec<records::Row> = rest.by_ref().take(200).collect();
        if step.is_empty() {
            break;
        }
        for sheet in desk.with_bodies(step)? {
            let tie = serde_json::from_slice(&sheet.body)
                .ok()
                .and_then(|body| called.tie(&body));
            if let Some(tie) = tie
                && let Some(note) = note_row(&desk, &sheet)?
            {
                found.push((tie, note));
            }
        }
    }
    found.sort_by_key(|(tie, _)| *tie);
    let told = found.into_iter().map(|(tie, note)| StudyReport {
        note,
        by: match tie {
            Tie::Study => "study",
            Tie::Order => "order",
            Tie::Accession => "accession",
            Tie::Day => "day",
        }
        .to_owned(),
    });
    Ok(Some(told.collect()))
}

/// What the chart's own record of the study adds to what its files say.
fn called(desk: &Desk<'_>, study: &images::Study) -> Result<Called, StoreError> {
    let mut called = Called {
        uid: study.uid.clone(),
        accession: study.accession.clone().filter(|one| !one.is_empty()),
        day: study.date.clone(),
        ..Called::default()
    };
    for sheet in desk.sheets("imaging")? {
        let Some(its) = named::read(sheet.id(), &sheet.body) else {
            continue;
        };
        let by_uid = its.uid.as_ref() == Some(&called.uid);
        let by_accession = its.accession.is_some() && its.accession == called.accession;
        if by_uid || by_accession {
            let (_, id) = desk.source(&sheet.row)?;
            called
                .records
                .extend(id.map(|id| format!("ImagingStudy/{id}")));
            called.orders.extend(its.orders.iter().map(|to| tail(to)));
        }
    }
    Ok(called)
}

impl Called {
    fn tie(&self, body: &Value) -> Option<Tie> {
        let all = |pointers: &[&str]| {
            pointers
                .iter()
                .filter_map(|pointer| body.pointer(pointer)?.as_array())
                .flatten()
                .collect::<Vec<_>>()
        };
        let reference = |of: &Value| of.get("reference")?.as_str().map(tail);
        let value = |of: &Value| of.get("value")?.as_str().map(str::to_owned);
        let identifier = |of: &&Value| of.get("identifier").and_then(value);

        let about = all(&["/imagingStudy", "/study", "/context/related", "/basedOn"]);
        let uid = |said: &String| said.strip_prefix("urn:oid:").unwrap_or(said) == self.uid;
        let named = about
            .iter()
            .any(|of| reference(of).is_some_and(|to| self.records.contains(&to)));
        if named || about.iter().filter_map(identifier).any(|said| uid(&said)) {
            return Some(Tie::Study);
        }
        let order = |of: &&Value| reference(of).is_some_and(|to| self.orders.contains(&to));
        if about.iter().any(order) {
            return Some(Tie::Order);
        }
        let own = all(&["/identifier"]);
        let mut numbers = own
            .into_iter()
            .filter_map(value)
            .chain(about.iter().filter_map(identifier));
        if self.accession.is_some() && numbers.any(|said| Some(&said) == self.accession.as_ref()) {
            return Some(Tie::Accession);
        }
        let report = body.get("resourceType").and_then(Value::as_str) == Some("DiagnosticReport");
        let imaging = all(&["/category"]).into_iter().any(|category| {
            let codings = category.get("coding").and_then(Value::as_array);
            codings.into_iter().flatten().any(|coding| {
                let code = coding.get("code").and_then(Value::as_str);
                code.is_some_and(|code| IMAGING.contains(&code))
            })
        });
        let when = ["/effectiveDateTime", "/effectivePeriod/start"];
        let day = when.iter().find_map(|pointer| {
            let at = body.pointer(pointer)?.as_str()?;
            at.get(..10).map(str::to_owned)
        });
        (report && imaging && day.is_some() && day == self.day).then_some(Tie::Day)
    }
}

/// The type and id at the end of a reference, relative or absolute, without a version.
fn tail(reference: &str) -> String {
    let plain = reference.split("/_history/").next().unwrap_or(reference);
    let mut parts = plain.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) => format!("{kind}/{id}"),
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Called, Tie};

    fn chest() -> Called {
        Called {
            uid: "1.2.840.99".to_owned(),
            accession: Some("A-2210".to_owned()),
            day: Some("2026-11-18".to_owned()),
            records: ["ImagingStudy/im7".to_owned()].into(),
            orders: ["ServiceRequest/sr3".to_owned()].into(),
        }
    }

    fn report(more: &Value) -> Value {
        let mut report = json!({ "resourceType": "DiagnosticReport", "status": "final" });
        for (name, value) in more.as_object().unwrap() {
            report[name] = value.clone();
        }
        report
    }

    #[test]
    fn a_report_belongs_to_a_study_by_what_both_say() {
        let tie = |more: Value| chest().tie(&report(&more));
        for (more, expected) in [
            (
                json!({ "imagingStudy": [{ "reference": "https://ehr.example/fhir/ImagingStudy/im7/_history/2" }] }),
                Some(Tie::Study),
            ),
            (
                json!({ "imagingStudy": [{ "identifier": { "value": "urn:oid:1.2.840.99" } }] }),
                Some(Tie::Study),
            ),
            (
                json!({ "basedOn": [{ "reference": "ServiceRequest/sr3" }] }),
                Some(Tie::Order),
            ),
            (
                json!({ "identifier": [{ "value": "A-2210" }] }),
                Some(Tie::Accession),
            ),
            (
                json!({ "basedOn": [{ "identifier": { "value": "A-2210" } }] }),
                Some(Tie::Accession),
            ),
            (
                json!({ "category": [{ "coding": [{ "code": "RAD" }] }], "effectiveDateTime": "2026-11-18T16:40:00Z" }),
                Some(Tie::Day),
            ),
            (
                json!({ "category": [{ "coding": [{ "code": "RAD" }] }], "effectiveDateTime": "2026-11-19" }),
                None,
            ),
            (
                json!({ "category": [{ "coding": [{ "code": "LAB" }] }], "effectiveDateTime": "2026-11-18" }),
                None,
            ),
            (
                json!({ "imagingStudy": [{ "reference": "ImagingStudy/im8" }] }),
                None,
            ),
        ] {
            assert_eq!(tie(more.clone()), expected, "{more}");
        }
    }

    #[test]
    fn a_note_belongs_by_what_it_is_related_to() {
        let note = json!({ "resourceType": "DocumentReference",
            "context": { "related": [{ "reference": "ImagingStudy/im7" }] } });
        assert_eq!(chest().tie(&note), Some(Tie::Study));
        let nameless = Called::default();
        let other = json!({ "resourceType": "DocumentReference", "identifier": [{ "value": "" }] });
        assert_eq!(
            nameless.tie(&other),
            None,
            "what nobody numbered is not the same number"
        );
    }
}
