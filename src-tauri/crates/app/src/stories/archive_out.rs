//! Images on their way to the archive: sent by the outbox, proved by a search, never twice, and holding up nothing else.

use std::fs;

use sandbox_ehr::{Config, Faults, Server};
use serde_json::{Value, json};

use super::Ward;
use super::images::slice;
use super::mapping::{EHR, connected_at};
use crate::failure::Code;
use crate::wire::archive::{ArchiveSignIn, SentStudy, SetArchive};
use crate::wire::hidden::Hidden;
use crate::wire::image::{BringImages, StudyRef};
use crate::wire::outbox::{AddRecord, ListOutbox, OutboxRef, OutboxRow, SendOutbox};
use crate::wire::profile::Failure;
use crate::wire::sync::SyncScope;

/// The practice EHR, and a workstation with its first patient and a disc of theirs: three slices.
async fn ward() -> (Server, Ward, Vec<Vec<u8>>) {
    let config = Config {
        patients: 1,
        open: true,
        ..Config::default()
    };
    let ehr = Server::start(config).await.unwrap();
    let chart = ehr.chart(0).unwrap();
    let patient = chart.of_kind("Patient").next().unwrap();
    let fhir_ids = vec![patient.id.clone()];
    let patient: Value = serde_json::from_slice(&patient.body).unwrap();
    let said = &patient["name"][0];
    let part = |name: &Value| name.as_str().unwrap().to_owned();
    let name = format!("{}^{}", part(&said["family"]), part(&said["given"][0]));
    let born = patient["birthDate"].as_str().unwrap().replace('-', "");
    let ward = connected_at(ehr.base_url(), SyncScope::Patients { fhir_ids }).await;
    let disc = ward.folder.path().join("disc");
    fs::create_dir(&disc).unwrap();
    let files: Vec<Vec<u8>> = (1..=3).map(|n| slice(n, &name, &born)).collect();
    for (n, file) in files.iter().enumerate() {
        fs::write(disc.join(n.to_string()), file).unwrap();
    }
    let request = BringImages {
        patient: ward.patient().await.patient,
        path: disc.to_str().unwrap().to_owned(),
        even_if: false,
    };
    let brought = ward.app.bring_images(&ward.lindqvist, request).await;
    assert_eq!(brought.unwrap().kept, 3);
    (ehr, ward, files)
}

async fn set(ward: &Ward, base: &str, password: Option<&str>) {
    let request = SetArchive {
        connection: EHR.to_owned(),
        base: base.to_owned(),
        sign_in: match password {
            Some(_) => ArchiveSignIn::Basic,
            None => ArchiveSignIn::None,
        },
        account: Some("osei".to_owned()),
        secret: password.map(Hidden::new),
    };
    let set = ward.app.set_connection_archive(&ward.lindqvist, request);
    set.await.unwrap();
}

async fn send(ward: &Ward) -> Result<SentStudy, Failure> {
    let patient = ward.patient().await;
    let images = ward.app.list_images(&ward.lindqvist, patient).await;
    let study = images.unwrap().studies[0].id.clone();
    let request = StudyRef { study };
    ward.app.send_study(&ward.lindqvist, request).await
}

async fn go(ward: &Ward) {
    let request = SendOutbox {
        connection: Some(EHR.to_owned()),
    };
    let sent = ward.app.send_outbox(&ward.lindqvist, request).await;
    sent.unwrap();
}

async fn items(ward: &Ward) -> Vec<OutboxRow> {
    let request = ListOutbox {
        connection: None,
        patient: None,
        ended: true,
        offset: 0,
        limit: 50,
    };
    let page = ward.app.list_outbox(&ward.lindqvist, request).await;
    page.unwrap().rows
}

fn stored(ehr: &Server) -> Vec<Vec<u8>> {
    let all = ehr.images_stored();
    all.values().map(|file| file.to_vec()).collect()
}

fn came(ehr: &Server) -> Vec<u64> {
    ehr.images_came().values().copied().collect()
}

#[tokio::test]
async fn a_study_reaches_the_archive_to_the_byte_and_is_not_sent_twice() {
    let (ehr, ward, files) = ward().await;
    let unset = send(&ward).await.unwrap_err();
    assert_eq!(unset.code, Code::InvalidRequest.as_str());
    set(&ward, &ehr.archive_url(), None).await;
    let sent = send(&ward).await.unwrap();
    assert_eq!((sent.items, sent.images), (1, 3));
    let twice = send(&ward).await.unwrap_err();
    assert!(twice.message.contains("on their way"), "{}", twice.message);
    go(&ward).await;
    let all = items(&ward).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].state, "confirmed");
    assert_eq!(all[0].title, "CT thorax, 3 images");
    assert_eq!(all[0].record, None, "no record was made of it");
    assert!(stored(&ehr) == files, "to the byte");
    assert_eq!(came(&ehr), [1, 1, 1]);

    // Again, because somebody wants to be sure: all of it is there, and nothing goes.
    send(&ward).await.unwrap();
    go(&ward).await;
    assert!(
        items(&ward)
            .await
            .iter()
            .all(|row| row.state == "confirmed")
    );
    assert_eq!(came(&ehr), [1, 1, 1]);
}

#[tokio::test]
async fn lost_answers_and_a_failing_archive_send_nothing_twice_and_lose_nothing() {
    let (ehr, ward, files) = ward().await;
    set(&ward, &ehr.archive_url(), None).await;
    send(&ward).await.unwrap();
    ehr.set_faults(Faults::parse("lose_write_every=2,error_every=5,drop_every=7").unwrap());
    for round in 0.. {
        go(&ward).await;
        if items(&ward).await[0].state == "confirmed" {
            break;
        }
        assert!(round < 50, "it never arrives: {:?}", items(&ward).await);
        ward.clock.advance(20 * 60_000);
    }
    assert!(stored(&ehr) == files, "to the byte");
    assert_eq!(came(&ehr), [1, 1, 1]);
}

#[tokio::test]
async fn an_archive_that_is_away_or_turns_us_down_holds_nothing_else() {
    let (ehr, ward, files) = ward().await;
    let mut pacs = Server::start(Config::default()).await.unwrap();
    set(&ward, &pacs.archive_url(), Some("guess")).await;
    pacs.stop().await;
    send(&ward).await.unwrap();
    let request = AddRecord {
        patient: ward.patient().await.patient,
        json: json!({"resourceType": "Condition", "code": {"text": "Gout"},
            "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}})
        .to_string(),
        draft: false,
    };
    ward.app.add_record(&ward.lindqvist, request).await.unwrap();
    go(&ward).await;
    let of = |rows: &[OutboxRow], kind: &str| {
        let row = rows.iter().find(|row| row.resource_type == kind);
        row.unwrap().clone()
    };
    let rows = items(&ward).await;
    assert_eq!(of(&rows, "Condition").state, "confirmed");
    let images = of(&rows, "DICOM");
    assert_eq!(images.state, "queued");
    let reason = images.reason.unwrap();
    assert!(
        reason.contains("image archive cannot be reached"),
        "{reason}"
    );

    pacs.restart().await.unwrap();
    ward.clock.advance(20 * 60_000);
    go(&ward).await;
    let images = of(&items(&ward).await, "DICOM");
    assert_eq!(
        images.state, "rejected",
        "a person has to look at the password"
    );
    assert!(images.for_person && images.reason.unwrap().contains("settings"));
    assert!(
        !images.acts.contains(&"edit".to_owned()),
        "{:?}",
        images.acts
    );

    set(&ward, &pacs.archive_url(), Some("sandbox")).await;
    let item = OutboxRef { item: images.item };
    ward.app.retry_item(&ward.lindqvist, item).await.unwrap();
    go(&ward).await;
    assert_eq!(of(&items(&ward).await, "DICOM").state, "confirmed");
    assert!(stored(&pacs) == files, "to the byte");
    assert!(stored(&ehr).is_empty());
}

#[tokio::test]
async fn a_photo_made_dicom_reaches_the_archive_under_the_name_and_number_of_its_patient() {
    let (ehr, ward, _) = ward().await;
    set(&ward, &ehr.archive_url(), None).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let photo = ward.folder.path().join("heel.png");
    fs::write(&photo, super::image_wrap::png()).unwrap();
    let request = super::image_wrap::asked(&ward, &photo, "Wound, left heel").await;
    let made = app.wrap_images(me, request).await.unwrap();
    let request = StudyRef {
        study: made.study.clone(),
    };
    let sent = app.send_study(me, request).await.unwrap();
    assert_eq!((sent.items, sent.images), (1, 1));
    go(&ward).await;
    let all = items(&ward).await;
    assert_eq!((all.len(), all[0].state.as_str()), (1, "confirmed"));
    assert_eq!(all[0].title, "Wound, left heel, 1 image");

    let folder = ward.folder.path().join("out");
    app.export_images(me, &made.study, folder.clone())
        .await
        .unwrap();
    let here: Vec<Vec<u8>> = fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert!(stored(&ehr) == here, "what is here, to the byte");
    assert_eq!(came(&ehr), [1]);

    // Whoever looks for the patient in the archive finds it.
    let patient = ward.patient().await;
    let found = app.patient_studies(me, patient).await.unwrap();
    let found: Vec<_> = found
        .studies
        .iter()
        .filter(|one| one.description.as_deref() == Some("Wound, left heel"))
        .collect();
    assert_eq!(found.len(), 1, "one examination, not two");
    assert!(found[0].here == 1 && found[0].in_archive && found[0].differs.is_empty());
}
