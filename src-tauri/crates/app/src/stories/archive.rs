//! Images in the archive of the practice EHR: found from a chart, searched, fetched whole, gone on with after a bad day;
//! and whom the sign-in is shown to.

use std::fs;

use sandbox_ehr::{Config, Faults, Server};
use serde_json::{Value, json};

use super::Ward;
use super::mapping::{EHR, connected_at, lakeside};
use crate::failure::Code;
use crate::wire::archive::{
    ArchiveSignIn, FetchStudy, FetchedStudy, FindInArchive, PatientStudies, SetArchive,
};
use crate::wire::hidden::Hidden;
use crate::wire::patient::PatientRef;
use crate::wire::profile::Failure;
use crate::wire::sync::{Change, SyncScope};

/// A practice EHR without sign-in, and somebody in it with a study of this modality: id, study UID, its instances.
async fn practice(modality: &str) -> (Server, String, String, Vec<String>) {
    let config = Config {
        patients: 120,
        open: true,
        today: Some("2026-03-02".parse().unwrap()),
        ..Config::default()
    };
    let ehr = Server::start(config).await.unwrap();
    for index in 0..ehr.patients() {
        let chart = ehr.chart(index).unwrap();
        for study in chart.of_kind("ImagingStudy") {
            let study: Value = serde_json::from_slice(&study.body).unwrap();
            if study["modality"][0]["code"] != modality {
                continue;
            }
            let uid = study["identifier"][0]["value"].as_str().unwrap();
            let instances = study["series"][0]["instance"].as_array().unwrap();
            let uids = instances
                .iter()
                .map(|one| one["uid"].as_str().unwrap().to_owned())
                .collect();
            let id = chart.of_kind("Patient").next().unwrap().id.clone();
            return (ehr, id, uid.trim_start_matches("urn:oid:").to_owned(), uids);
        }
    }
    panic!("nobody has a study of {modality}");
}

/// A workstation with that person's chart.
async fn synced(ehr: &Server, id: &str) -> Ward {
    let fhir_ids = vec![id.to_owned()];
    connected_at(ehr.base_url(), SyncScope::Patients { fhir_ids }).await
}

async fn studies(ward: &Ward) -> PatientStudies {
    let patient = ward.patient().await;
    ward.app
        .patient_studies(&ward.lindqvist, patient)
        .await
        .unwrap()
}

async fn fetch(ward: &Ward, uid: &str, even_if: bool) -> Result<FetchedStudy, Failure> {
    let request = FetchStudy {
        patient: ward.patient().await.patient,
        uid: uid.to_owned(),
        even_if,
    };
    ward.app.fetch_study(&ward.lindqvist, request).await
}

/// The files that are here of the one study, sorted, as they are written out.
async fn files(ward: &Ward) -> Vec<Vec<u8>> {
    let patient: PatientRef = ward.patient().await;
    let images = ward.app.list_images(&ward.lindqvist, patient).await;
    let images = images.unwrap();
    assert_eq!(images.studies.len(), 1, "one study is here");
    let out = ward.folder.path().join("out");
    ward.app
        .export_images(&ward.lindqvist, &images.studies[0].id, out.clone())
        .await
        .unwrap();
    let entries = fs::read_dir(out).unwrap();
    let mut all: Vec<Vec<u8>> = entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    all.sort();
    all
}

fn theirs(ehr: &Server, study: &str, uids: &[String]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = uids
        .iter()
        .map(|uid| ehr.image(study, uid).unwrap().to_vec())
        .collect();
    all.sort();
    all
}

fn archive_requests(ehr: &Server) -> u64 {
    ehr.counts()
        .by_kind
        .get("GET archive")
        .copied()
        .unwrap_or(0)
}

fn set(base: &str, sign_in: ArchiveSignIn, secret: Option<&str>) -> SetArchive {
    SetArchive {
        connection: EHR.to_owned(),
        base: base.to_owned(),
        sign_in,
        account: Some("osei".to_owned()),
        secret: secret.map(Hidden::new),
    }
}

#[tokio::test]
async fn a_chart_leads_to_its_images_and_they_come_whole_and_once() {
    let (ehr, id, study, uids) = practice("CT").await;
    let ward = synced(&ehr, &id).await;
    let before = studies(&ward).await;
    assert_eq!(before.failure, None);
    let of = |all: &PatientStudies| {
        let mut rows = all.studies.iter();
        let row = rows.find(|row| row.uid.as_deref() == Some(study.as_str()));
        row.unwrap().clone()
    };
    let row = of(&before);
    assert!(row.in_archive && row.record.is_some(), "one row of both");
    assert_eq!((row.here, row.instances), (0, Some(24)));
    assert!(row.differs.is_empty(), "{:?}", row.differs);

    let fetched = fetch(&ward, &study, false).await.unwrap();
    assert_eq!((fetched.of, fetched.kept, fetched.here), (24, 24, 0));
    assert!(fetched.refused.is_empty(), "{:?}", fetched.refused);
    assert!(
        files(&ward).await == theirs(&ehr, &study, &uids),
        "to the byte"
    );
    let row = of(&studies(&ward).await);
    assert_eq!((row.here, row.study.is_some()), (24, true));

    let asked = archive_requests(&ehr);
    let again = fetch(&ward, &study, false).await.unwrap();
    assert_eq!((again.kept, again.here), (0, 24));
    // What is there is looked up; no image is fetched a second time.
    assert_eq!(archive_requests(&ehr) - asked, 2);
    let nobody = fetch(&ward, "1.2.3", false).await.unwrap_err();
    assert_eq!(nobody.code, Code::EhrRefused.as_str());
}

#[tokio::test]
async fn on_a_bad_day_every_image_comes_whole_all_the_same() {
    let (ehr, id, study, uids) = practice("CT").await;
    let ward = synced(&ehr, &id).await;
    let faults =
        "seed=5,drop_every=5,truncate_every=6,error_every=7,throttle_every=8,retry_after=0";
    ehr.set_faults(Faults::parse(faults).unwrap());
    let fetched = loop {
        match fetch(&ward, &study, false).await {
            Ok(fetched) if fetched.refused.is_empty() => break fetched,
            // The search itself is not tried again: the person does that.
            Ok(_) | Err(_) => {}
        }
    };
    assert_eq!(fetched.here + fetched.kept, 24);
    assert!(
        files(&ward).await == theirs(&ehr, &study, &uids),
        "to the byte"
    );
}

#[tokio::test]
async fn a_fetch_that_was_cut_off_says_how_far_it_came_and_goes_on_there() {
    let (mut ehr, id, study, uids) = practice("CT").await;
    let ward = synced(&ehr, &id).await;
    let mut changes = ward.app.subscribe();
    let (app, me) = (ward.app.clone(), ward.lindqvist.clone());
    let request = FetchStudy {
        patient: ward.patient().await.patient,
        uid: study.clone(),
        even_if: false,
    };
    ehr.set_faults(Faults::parse("latency_ms=20").unwrap());
    let under_way = tokio::spawn(async move { app.fetch_study(&me, request).await });
    loop {
        if let Change::Fetching { done, of, .. } = changes.recv().await.unwrap() {
            assert_eq!(of, 24);
            if done >= 5 {
                break;
            }
        }
    }
    ehr.stop().await;
    let cut = under_way.await.unwrap().unwrap_err();
    assert_eq!(cut.code, Code::Offline.as_str());
    assert!(
        cut.message.contains("of 24 images are here"),
        "{}",
        cut.message
    );
    ehr.restart().await.unwrap();
    ehr.set_faults(Faults::default());
    let asked = archive_requests(&ehr);
    let fetched = fetch(&ward, &study, false).await.unwrap();
    assert!(fetched.here >= 5 && fetched.kept > 0);
    assert_eq!(fetched.here + fetched.kept, 24);
    let asked = archive_requests(&ehr) - asked;
    assert_eq!(asked, u64::from(fetched.kept) + 2, "only what was missing");
    assert!(
        files(&ward).await == theirs(&ehr, &study, &uids),
        "to the byte"
    );
}

#[tokio::test]
async fn an_archive_of_its_own_is_asked_with_its_own_sign_in() {
    let (ehr, id, study, _) = practice("DX").await;
    let config = Config {
        patients: 40,
        today: Some("2026-03-02".parse().unwrap()),
        ..Config::default()
    };
    let pacs = Server::start(config).await.unwrap();
    let ward = synced(&ehr, &id).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let none = app.test_archive(me, lakeside()).await.unwrap_err();
    assert_eq!(none.code, Code::InvalidRequest.as_str());
    let url = pacs.archive_url();
    for wrong in [
        set("http://pacs.example/dicom-web", ArchiveSignIn::None, None),
        set("the basement", ArchiveSignIn::None, None),
        set(&url, ArchiveSignIn::Basic, None),
    ] {
        let refused = app.set_connection_archive(me, wrong).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidRequest.as_str());
    }
    let wrong = set(&url, ArchiveSignIn::Basic, Some("guess"));
    app.set_connection_archive(me, wrong).await.unwrap();
    let refused = app.test_archive(me, lakeside()).await.unwrap_err();
    assert_eq!(refused.code, Code::SignInLost.as_str());

    let right = set(&url, ArchiveSignIn::Basic, Some("sandbox"));
    let kept = app.set_connection_archive(me, right).await.unwrap();
    assert!(kept.has_secret && kept.base.as_deref() == Some(url.as_str()));
    app.test_archive(me, lakeside()).await.unwrap();
    let find = |modality: &str| FindInArchive {
        connection: EHR.to_owned(),
        patient_id: None,
        patient_name: None,
        accession: None,
        date: Some("2000-01-01..".to_owned()),
        modality: Some(modality.to_owned()),
        description: None,
    };
    let found = app.find_in_archive(me, find("dx")).await.unwrap();
    assert!(found.studies.iter().any(|one| one.uid == study));
    assert!(found.studies.iter().all(|one| one.modalities == ["DX"]));
    let all = FindInArchive {
        date: None,
        ..find("")
    };
    let everything = app.find_in_archive(me, all).await.unwrap_err();
    assert_eq!(everything.code, Code::InvalidRequest.as_str());
    let fetched = fetch(&ward, &study, false).await.unwrap();
    assert_eq!((fetched.of, fetched.kept), (2, 2));

    // The same password is not shown to another place, and it goes with the archive.
    let elsewhere = set(&ehr.archive_url(), ArchiveSignIn::Basic, None);
    let refused = app.set_connection_archive(me, elsewhere).await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidRequest.as_str());
    let gone = set("", ArchiveSignIn::None, None);
    let kept = app.set_connection_archive(me, gone).await.unwrap();
    assert!(!kept.has_secret && kept.base.is_none());
}

#[tokio::test]
async fn an_archive_elsewhere_that_only_the_chart_names_is_told_of_and_not_asked() {
    let pacs = Server::start(Config::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = format!("{}/studies/1.2.3", pacs.archive_url());
    let patient = json!({"resourceType": "Patient", "id": "ingrid", "name": [{"family": "Sørensen"}],
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "00421187"}]});
    let study = json!({"resourceType": "ImagingStudy", "id": "ct", "status": "available",
        "subject": {"reference": "Patient/ingrid"}, "started": "2024-06-11",
        "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.3"}],
        "contained": [{"resourceType": "Endpoint", "id": "e", "status": "active",
            "connectionType": {"code": "dicom-wado-rs"}, "payloadType": [{"text": "DICOM"}], "address": at}]});
    let bundle = json!({"resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": patient}, {"resource": study}]});
    fs::write(folder.path().join("all.json"), bundle.to_string()).unwrap();
    let config = Config {
        load: Some(folder.path().to_owned()),
        open: true,
        ..Config::default()
    };
    let ehr = Server::start(config).await.unwrap();
    let ward = synced(&ehr, "ingrid").await;
    let told = studies(&ward).await;
    assert_eq!(told.suggested, Some(pacs.archive_url()));
    assert_eq!((told.archive, told.failure), (None, None));
    assert_eq!(told.studies.len(), 1);
    let row = &told.studies[0];
    assert_eq!(row.uid.as_deref(), Some("1.2.3"));
    assert!(!row.in_archive && row.record.is_some());
    assert!(fetch(&ward, "1.2.3", false).await.is_err());
    assert_eq!(
        archive_requests(&pacs),
        0,
        "nobody said that it may be asked"
    );
}
