//! Stories told to the archive over a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::{reading, shape, tags};
use crate::server_tests::client;
use crate::{Config, Day, Faults, Server};

fn open() -> Config {
    Config {
        patients: 40,
        open: true,
        today: Some(Day::of(2026, 3, 2)),
        ..Config::default()
    }
}

async fn get(server: &Server, path: &str) -> Response {
    let url = format!("{}{path}", server.archive_url());
    let accept =
        "multipart/related; type=\"application/dicom\"; transfer-syntax=*, application/dicom+json";
    client()
        .get(url)
        .header("accept", accept)
        .send()
        .await
        .unwrap()
}

async fn json(server: &Server, path: &str) -> Vec<Value> {
    let response = get(server, path).await;
    if response.status() == StatusCode::NO_CONTENT {
        return Vec::new();
    }
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.json().await.unwrap()
}

fn value(row: &Value, tag: &str) -> String {
    let value = &row[tag]["Value"][0];
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

async fn files(server: &Server, path: &str) -> Vec<Vec<u8>> {
    let response = get(server, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let kind = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    let body = response.bytes().await.unwrap();
    let parts = super::parts::apart(&kind, &body).unwrap();
    parts.into_iter().map(<[u8]>::to_vec).collect()
}

async fn send(server: &Server, files: &[Vec<u8>]) -> (StatusCode, Value) {
    let mut body = Vec::new();
    for file in files {
        body.extend(b"--x\r\nContent-Type: application/dicom\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--");
    let kind = "multipart/related; type=\"application/dicom\"; boundary=x";
    let url = format!("{}/studies", server.archive_url());
    let request = client().post(url).header("content-type", kind).body(body);
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn every_study_a_chart_names_is_there_and_its_images_are_the_same_each_time() {
    let server = Server::start(open()).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for index in 0..server.patients() {
        let chart = server.chart(index).unwrap();
        for study in chart.of_kind("ImagingStudy") {
            let study: Value = serde_json::from_slice(&study.body).unwrap();
            let uid = study["identifier"][0]["value"].as_str().unwrap();
            let uid = uid.trim_start_matches("urn:oid:");
            let found = json(&server, &format!("/studies?StudyInstanceUID={uid}")).await;
            assert_eq!(found.len(), 1, "{uid}");
            let accession = study["identifier"][1]["value"].as_str().unwrap();
            assert_eq!(value(&found[0], "00080050"), accession);
            let modality = study["modality"][0]["code"].as_str().unwrap();
            assert_eq!(value(&found[0], "00080061"), modality);
            let shape = shape::of(modality);
            assert_eq!(
                value(&found[0], "00201208"),
                shape.instances.to_string(),
                "as many as the chart says"
            );
            if !seen.insert(modality.to_owned()) {
                continue;
            }
            let files = files(&server, &format!("/studies/{uid}")).await;
            assert_eq!(files.len(), shape.instances);
            assert_eq!(
                files,
                self::files(&server, &format!("/studies/{uid}")).await
            );
            let (header, syntax) = reading::read(&files[0]).unwrap();
            assert_eq!(syntax, shape.written.uid());
            assert_eq!(header.said(tags::STUDY).as_deref(), Some(uid));
            let patient = &chart.of_kind("Patient").next().unwrap().body;
            let patient: Value = serde_json::from_slice(patient).unwrap();
            assert_eq!(
                header.said(tags::PATIENT_ID).unwrap(),
                patient["identifier"][0]["value"].as_str().unwrap()
            );
        }
    }
    assert!(seen.len() >= 4, "several modalities: {seen:?}");
}

#[tokio::test]
async fn a_search_goes_by_patient_day_and_description_and_by_pages() {
    let server = Server::start(open()).await.unwrap();
    let all = json(&server, "/studies").await;
    assert!(all.len() > 6);
    let mut paged = Vec::new();
    loop {
        let page = json(&server, &format!("/studies?limit=4&offset={}", paged.len())).await;
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, all);
    let one = &all[0];
    let (patient, day) = (value(one, "00100020"), value(one, "00080020"));
    for (search, tag, expected) in [
        (format!("PatientID={patient}"), "00100020", patient.clone()),
        (format!("StudyDate={day}-{day}"), "00080020", day.clone()),
        (
            "ModalitiesInStudy=DX".to_owned(),
            "00080061",
            "DX".to_owned(),
        ),
        (
            format!("00100020={patient}&StudyDate=-{day}"),
            "00100020",
            patient.clone(),
        ),
    ] {
        let found = json(&server, &format!("/studies?{search}")).await;
        assert!(!found.is_empty(), "{search}");
        assert!(
            found.iter().all(|row| value(row, tag) == expected),
            "{search}"
        );
        let held = all.iter().filter(|row| value(row, tag) == expected).count();
        assert!(found.len() <= held, "{search}");
    }
    let none = json(&server, "/studies?PatientID=nobody").await;
    assert!(none.is_empty());
    let more = json(
        &server,
        &format!("/studies?PatientID={patient}&includefield=StudyDescription"),
    )
    .await;
    assert!(more[0].get("00081030").is_some() && one.get("00081030").is_none());
    let wrong = get(&server, "/studies?Unheard=1").await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_stored_is_there_once_and_another_file_of_its_name_is_refused() {
    let server = Server::start(open()).await.unwrap();
    let all = json(&server, "/studies?ModalitiesInStudy=DX").await;
    let theirs = files(&server, &format!("/studies/{}", value(&all[0], "0020000D"))).await;
    let (status, told) = send(&server, &theirs[..1]).await;
    assert_eq!(status, StatusCode::OK, "the very file that is there");
    assert_eq!(told["00081199"]["Value"].as_array().unwrap().len(), 1);

    // A file of ours: the header of one of theirs under other names.
    let (header, _) = reading::read(&theirs[0]).unwrap();
    let mut own = header.clone();
    own.text(tags::STUDY, "2.25.700");
    own.text(tags::SERIES, "2.25.701");
    own.text(tags::INSTANCE, "2.25.702");
    let mut file = theirs[0].clone();
    file.truncate(132);
    super::dataset::head(0x0002_0010, "UI", 20, true, &mut file);
    file.extend(b"1.2.840.10008.1.2.1\0");
    own.write(true, &mut file);
    let (status, _) = send(&server, std::slice::from_ref(&file)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(server.images_came()["2.25.702"], 1);
    let back = files(
        &server,
        "/studies/2.25.700/series/2.25.701/instances/2.25.702",
    )
    .await;
    assert_eq!(back, [file.clone()], "to the byte");

    let mut other = file.clone();
    super::dataset::head(0x0028_0010, "US", 2, true, &mut other);
    other.extend([1, 0]);
    let cut = b"no DICOM".to_vec();
    let (status, told) = send(&server, &[file, other, cut]).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let failed = told["00081198"]["Value"].as_array().unwrap();
    let reasons: Vec<String> = failed.iter().map(|one| value(one, "00081197")).collect();
    assert_eq!(reasons, ["45070", "49152"]);
}

#[tokio::test]
async fn a_stranger_is_turned_away_and_faults_strike_the_archive_too() {
    let server = Server::start(Config {
        open: false,
        ..open()
    })
    .await
    .unwrap();
    assert_eq!(
        get(&server, "/studies").await.status(),
        StatusCode::UNAUTHORIZED
    );
    let url = format!("{}/studies?PatientID=nobody", server.archive_url());
    let asked = client().get(&url).basic_auth("osei", Some("sandbox"));
    assert_eq!(asked.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    server.set_faults(Faults::parse("throttle_every=1").unwrap());
    let asked = client().get(&url).basic_auth("osei", Some("sandbox"));
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
}
