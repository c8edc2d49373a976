//! Searching an archive, and a patient's examinations as one list: what the chart says, what is here and what the
//! archive has are joined by study UID, else by accession number. Each row says which of the three know it.

use std::collections::BTreeMap;

use wardbook_imaging::dicomweb::{Archive, ArchiveError, FoundStudy, StudyQuery};
use wardbook_store::images::Kept;

use super::known::{Here, Where, said};
use super::named::Named;
use super::no_archive;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::images::whose::{self, revealed};
use crate::wire::archive::{
    ArchiveStudies, ArchiveStudy, FindInArchive, PatientStudies, PatientStudy,
};
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;

/// Studies of one answer at the most; whoever has more asks more narrowly.
const MOST: usize = 500;
/// Studies that only the chart names, asked for one by one.
const MOST_NAMED: usize = 50;

impl App {
    /// Searches the archive of a connection.
    pub async fn find_in_archive(
        &self,
        actor: &Actor,
        request: FindInArchive,
    ) -> Result<ArchiveStudies, Failure> {
        let act = Act::recorded("archive.search", Permission::FindAtEhr);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let query = query(request)?;
            let archive = pass.archive(&row).await?.ok_or_else(no_archive)?;
            let (found, more) = archive.studies(&query, MOST).await?;
            let studies = found.iter().map(shown).collect();
            Ok(ArchiveStudies { studies, more })
        })
        .await
    }

    /// A patient's examinations, here and in the archive of their connection.
    pub async fn patient_studies(
        &self,
        actor: &Actor,
        request: PatientRef,
    ) -> Result<PatientStudies, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "archive.patient", Permission::FindAtEhr)
                .await;
        };
        let act = Act::recorded("archive.patient", Permission::FindAtEhr).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            let here = pass.examinations(patient).await?;
            let mut answer = PatientStudies {
                studies: Vec::new(),
                archive: None,
                suggested: None,
                failure: None,
            };
            let mut found = Vec::new();
            match pass.whereabouts(&here).await {
                Ok(Where::Archive(archive)) => {
                    answer.archive = Some(archive.base().to_string());
                    match of_patient(&archive, &here).await {
                        Ok(studies) => found = studies,
                        Err(error) => answer.failure = Some(error.message()),
                    }
                }
                Ok(Where::Suggested(address)) => answer.suggested = Some(address),
                Ok(Where::Nowhere) => {}
                // What is here is shown all the same; that nothing is known of the rest is said.
                Err(fault) if passing(&fault) => answer.failure = Some(fault.message.into_owned()),
                Err(fault) => return Err(fault),
            }
            answer.studies = joined(&here, &found);
            Ok(answer)
        })
        .await
    }
}

/// A fault of the far side, not of this one.
fn passing(fault: &Fault) -> bool {
    matches!(
        fault.code,
        Code::Offline
            | Code::SignInNeeded
            | Code::SignInLost
            | Code::EhrBusy
            | Code::EhrError
            | Code::EhrRefused
            | Code::EhrUnreadable
            | Code::InvalidRequest
    )
}

fn query(request: FindInArchive) -> Result<StudyQuery, Fault> {
    let given = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let query = StudyQuery {
        patient_id: given(request.patient_id),
        patient_name: given(request.patient_name),
        study: None,
        accession: given(request.accession),
        date: given(request.date).map(|text| range(&text)).transpose()?,
        modality: given(request.modality).map(|text| text.to_uppercase()),
        description: given(request.description),
    };
    if query == StudyQuery::default() {
        return Err(Fault::invalid(
            "Say what to look for: a patient's number or name, an accession number, a day, a modality or a description.",
        ));
    }
    Ok(query)
}

/// `2024-06-11` or `2024-06-01..2024-06-30` as DICOM writes it (PS3.4 C.2.2.2.5).
fn range(text: &str) -> Result<String, Fault> {
    let day = |text: &str| {
        let date: Option<jiff::civil::Date> = text.trim().parse().ok();
        date.map(|date| date.strftime("%Y%m%d").to_string())
    };
    let read = match text.split_once("..") {
        None => day(text),
        Some((from, "")) => day(from).map(|from| format!("{from}-")),
        Some(("", to)) => day(to).map(|to| format!("-{to}")),
        Some((from, to)) => day(from)
            .zip(day(to))
            .map(|(from, to)| format!("{from}-{to}")),
    };
    read.ok_or_else(|| {
        Fault::invalid("Write a day as 2024-06-11, or a range as 2024-06-01..2024-06-30.")
    })
}

/// What the archive has of a patient: by each number of theirs, and what the chart names beside that.
async fn of_patient(archive: &Archive, here: &Here) -> Result<Vec<FoundStudy>, ArchiveError> {
    let mut found: Vec<FoundStudy> = Vec::new();
    let add = |studies: Vec<FoundStudy>, found: &mut Vec<FoundStudy>| {
        for study in studies {
            if !found.iter().any(|known| known.uid == study.uid) {
                found.push(study);
            }
        }
    };
    if let Some(number) = &here.row.mrn {
        let query = StudyQuery {
            patient_id: Some(number.clone()),
            ..StudyQuery::default()
        };
        add(archive.studies(&query, MOST).await?.0, &mut found);
    }
    let named: Vec<&String> = here
        .named
        .iter()
        .filter_map(|study| study.uid.as_ref())
        .filter(|uid| !found.iter().any(|study| study.uid == **uid))
        .take(MOST_NAMED)
        .collect();
    for uid in named {
        let query = StudyQuery {
            study: Some(uid.clone()),
            ..StudyQuery::default()
        };
        add(archive.studies(&query, 1).await?.0, &mut found);
    }
    Ok(found)
}

fn shown(study: &FoundStudy) -> ArchiveStudy {
    ArchiveStudy {
        uid: study.uid.clone(),
        date: study.date.clone(),
        time: study.time.clone(),
        description: revealed(study.description.as_ref()),
        accession: revealed(study.accession.as_ref()),
        modalities: study.modalities.clone(),
        person: whose::person(&said(study)),
        instances: study.instances,
    }
}

/// One row for each examination, newest first; those without a day last.
fn joined(here: &Here, found: &[FoundStudy]) -> Vec<PatientStudy> {
    let mut rows = Rows::default();
    for kept in &here.kept {
        rows.kept(kept);
    }
    for study in found {
        let row = rows.found(study);
        row.differs = here.known.differs(&said(study));
    }
    for named in &here.named {
        rows.named(named);
    }
    let mut all = rows.all;
    all.sort_by(|a, b| (b.date.is_some(), &b.date).cmp(&(a.date.is_some(), &a.date)));
    all
}

#[derive(Default)]
struct Rows {
    all: Vec<PatientStudy>,
    by_uid: BTreeMap<String, usize>,
}

impl Rows {
    /// The row of a study: of its UID, else of its accession number where exactly one row has that and no UID speaks
    /// against it.
    fn of(&mut self, uid: Option<&str>, accession: Option<&str>) -> &mut PatientStudy {
        let by_uid = uid.and_then(|uid| self.by_uid.get(uid).copied());
        let place = by_uid.or_else(|| {
            let same = |row: &PatientStudy| {
                accession.is_some()
                    && row.accession.as_deref() == accession
                    && (uid.is_none() || row.uid.is_none())
            };
            let mut with = self.all.iter().enumerate().filter(|(_, row)| same(row));
            let first = with.next().map(|(place, _)| place);
            first.filter(|_| with.next().is_none())
        });
        let place = place.unwrap_or_else(|| {
            self.all.push(PatientStudy {
                uid: None,
                date: None,
                description: None,
                accession: None,
                modalities: Vec::new(),
                study: None,
                here: 0,
                in_archive: false,
                instances: None,
                record: None,
                differs: Vec::new(),
            });
            self.all.len() - 1
        });
        if let Some(uid) = uid {
            self.by_uid.insert(uid.to_owned(), place);
        }
        // The place is one of a row that is there: found above, or just pushed.
        #[expect(
            clippy::indexing_slicing,
            reason = "a place that was just found or made"
        )]
        let row = &mut self.all[place];
        row.uid = row.uid.take().or_else(|| uid.map(str::to_owned));
        row.accession = row
            .accession
            .take()
            .or_else(|| accession.map(str::to_owned));
        row
    }

    fn kept(&mut self, kept: &Kept) {
        let row = self.of(Some(&kept.study.uid), kept.study.accession.as_deref());
        row.study = Some(kept.study.uuid.to_string());
        row.date.clone_from(&kept.study.date);
        row.description.clone_from(&kept.study.description);
        let files: usize = kept.series.iter().map(|(_, files)| files.len()).sum();
        row.here = u32::try_from(files).unwrap_or(u32::MAX);
        let modalities = kept
            .series
            .iter()
            .filter_map(|(one, _)| one.modality.clone());
        more(&mut row.modalities, modalities);
    }

    fn found(&mut self, study: &FoundStudy) -> &mut PatientStudy {
        let accession = revealed(study.accession.as_ref());
        let row = self.of(Some(&study.uid), accession.as_deref());
        row.in_archive = true;
        row.instances = study.instances;
        row.date = row.date.take().or_else(|| study.date.clone());
        row.description = row
            .description
            .take()
            .or_else(|| revealed(study.description.as_ref()));
        more(&mut row.modalities, study.modalities.iter().cloned());
        row
    }

    fn named(&mut self, named: &Named) {
        let row = self.of(named.uid.as_deref(), named.accession.as_deref());
        row.record = Some(named.record.clone());
        row.date = row.date.take().or_else(|| named.date.clone());
        row.description = row.description.take().or_else(|| named.description.clone());
        more(&mut row.modalities, named.modalities.iter().cloned());
    }
}

fn more(known: &mut Vec<String>, others: impl Iterator<Item = String>) {
    for other in others {
        if !known.contains(&other) {
            known.push(other);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Named, Rows, range};

    fn named(uid: Option<&str>, accession: Option<&str>) -> Named {
        Named {
            record: "r".to_owned(),
            uid: uid.map(str::to_owned),
            accession: accession.map(str::to_owned),
            ..Named::default()
        }
    }

    #[test]
    fn a_day_or_a_range_is_written_as_an_archive_reads_it() {
        assert_eq!(range("2024-06-11").unwrap(), "20240611");
        assert_eq!(
            range("2024-06-01..2024-06-30").unwrap(),
            "20240601-20240630"
        );
        assert_eq!(range("2024-06-01..").unwrap(), "20240601-");
        assert!(range("yesterday").is_err() && range("2024-13-01").is_err());
    }

    #[test]
    fn a_number_joins_what_has_no_uid_and_never_two_studies_of_two_uids() {
        let mut rows = Rows::default();
        rows.of(Some("1.2"), Some("A1")).in_archive = true;
        rows.named(&named(None, Some("A1")));
        assert_eq!(rows.all.len(), 1, "the chart's is the archive's");
        rows.named(&named(Some("1.3"), Some("A1")));
        assert_eq!(rows.all.len(), 2, "another examination under one number");
        rows.named(&named(None, Some("A1")));
        assert_eq!(rows.all.len(), 3, "which of the two, nobody knows");
        rows.named(&named(None, None));
        assert_eq!(rows.all.len(), 4);
        assert!(rows.all.iter().skip(1).all(|row| !row.in_archive));
    }
}
