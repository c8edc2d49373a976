//! Stories told to a whole server over a real socket: walking pages, being cut off, writing, faults.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use crate::{Config, Day, Faults, Population, Server};

fn open(patients: usize) -> Config {
    Config {
        patients,
        open: true,
        today: Some(Day::of(2026, 3, 2)),
        ..Config::default()
    }
}

pub(crate) fn client() -> Client {
    let _set_before = rustls::crypto::ring::default_provider().install_default();
    let none = reqwest::redirect::Policy::none();
    Client::builder().redirect(none).no_proxy().build().unwrap()
}

async fn get(url: &str) -> Response {
    client().get(url).send().await.unwrap()
}

async fn bundle(url: &str) -> Value {
    let response = get(url).await;
    assert_eq!(response.status(), StatusCode::OK, "{url}");
    response.json().await.unwrap()
}

fn next(bundle: &Value) -> Option<String> {
    let links = bundle["link"].as_array().unwrap();
    let next = links.iter().find(|l| l["relation"] == "next");
    next.map(|l| l["url"].as_str().unwrap().to_owned())
}

fn ids(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .map(|e| e["resource"]["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn walk(first: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut url = Some(first.to_owned());
    while let Some(at) = url {
        let page = bundle(&at).await;
        all.extend(ids(&page));
        url = next(&page);
    }
    all
}

#[tokio::test]
async fn a_walk_over_the_pages_meets_every_result_of_ingrid_exactly_once() {
    let server = Server::start(open(10)).await.unwrap();
    let people = server.population().unwrap();
    let ingrid = people.patient_id(0);
    let chart = people.chart(0).unwrap();
    for kind in ["Observation", "Condition", "DocumentReference", "Encounter"] {
        let url = format!("{}/{kind}?patient={ingrid}&_count=37", server.base_url());
        let met = walk(&url).await;
        let held: Vec<String> = chart.of_kind(kind).map(|r| r.id.clone()).collect();
        assert_eq!(met, held, "{kind}");
    }
    // Over all patients too, where the server goes from chart to chart.
    let met = walk(&format!("{}/Condition?_count=7", server.base_url())).await;
    let held: usize = (0..10)
        .map(|n| people.chart(n).unwrap().of_kind("Condition").count())
        .sum();
    assert_eq!(met.len(), held);
    assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), held);
}

#[tokio::test]
async fn reads_and_pages_give_the_very_bytes_of_the_population() {
    let server = Server::start(open(3)).await.unwrap();
    let chart = server.chart(1).unwrap();
    let patient = &chart.resources()[0].id;
    for kind in ["Patient", "Observation", "AllergyIntolerance", "Binary"] {
        for held in chart.of_kind(kind).take(5) {
            let url = format!("{}/{}", server.base_url(), held.reference());
            let request = client().get(url).header("accept", "application/fhir+json");
            let read = request.send().await.unwrap().bytes().await.unwrap();
            assert_eq!(read, held.body);
        }
    }
    let url = format!(
        "{}/Observation?patient={patient}&_count=200",
        server.base_url()
    );
    let page = get(&url).await.text().await.unwrap();
    let inside = chart.of_kind("Observation").take(20);
    for held in inside {
        assert!(page.contains(std::str::from_utf8(&held.body).unwrap()));
    }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_bytes_and_another_seed_does_not() {
    let today = Day::of(2026, 3, 2);
    let bodies = |seed, size, index| {
        let people = Population::new(seed, size, today);
        let chart = people.chart(index).unwrap();
        chart
            .resources()
            .iter()
            .map(|r| r.body.clone())
            .collect::<Vec<_>>()
    };
    for index in [1, 11, 47] {
        assert_eq!(bodies(5, 50, index), bodies(5, 90_000, index));
        assert_ne!(bodies(5, 50, index), bodies(6, 50, index));
    }
}

#[tokio::test]
async fn a_hundred_thousand_patients_are_there_before_one_chart_is_made() {
    let server = Server::start(open(100_000)).await.unwrap();
    let people = server.population().unwrap();
    let page = bundle(&format!("{}/Patient?_count=20", server.base_url())).await;
    assert_eq!(page["total"], 100_000);
    assert_eq!(ids(&page).len(), 20);
    let found = bundle(&format!(
        "{}/Patient?name=S%C3%B8rensen&_count=5",
        server.base_url()
    ))
    .await;
    assert!(ids(&found).contains(&people.patient_id(0)));
    let by_number = bundle(&format!("{}/Patient?identifier=1000013", server.base_url())).await;
    assert_eq!(
        (by_number["total"].as_u64(), ids(&by_number)),
        (Some(1), vec![people.patient_id(0)])
    );
    assert_eq!(people.charts_kept(), 0);
}

#[tokio::test]
async fn every_reference_of_the_first_people_leads_somewhere() {
    let server = Server::start(open(12)).await.unwrap();
    let commons = server.commons().unwrap();
    let common: BTreeSet<String> = commons.resources().iter().map(|r| r.reference()).collect();
    for index in (0..12).filter(|n| *n != 4) {
        let chart = server.chart(index).unwrap();
        let own: BTreeSet<String> = chart.resources().iter().map(|r| r.reference()).collect();
        for held in chart.resources() {
            let value: Value = serde_json::from_slice(&held.body).unwrap();
            let mut found = Vec::new();
            references(&value, &mut found);
            for to in found {
                assert!(
                    own.contains(&to) || common.contains(&to),
                    "{} -> {to}",
                    held.kind
                );
            }
        }
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| references(v, found)),
        Value::Object(map) => {
            for (name, v) in map {
                assert!(!v.is_null(), "{name} is null");
                match v.as_str() {
                    Some(text) if name == "reference" => found.push(text.to_owned()),
                    _ => references(v, found),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn each_part_of_the_cast_is_played() {
    let people = Population::new(9, 10, Day::of(2026, 3, 2));
    let texts = |index: usize, kind: &'static str| -> Vec<String> {
        let chart = people.chart(index).unwrap();
        chart
            .of_kind(kind)
            .map(|r| String::from_utf8(r.body.to_vec()).unwrap())
            .collect()
    };
    // Ingrid's potassium ends above range.
    let potassium: Vec<f64> = texts(0, "Observation")
        .iter()
        .map(|t| serde_json::from_str::<Value>(t).unwrap())
        .filter(|v| v["code"]["coding"][0]["code"] == "2823-3")
        .filter_map(|v| v["valueQuantity"]["value"].as_f64())
        .collect();
    assert!(potassium.last().unwrap() > &5.1, "{potassium:?}");
    // 田中 健太 was asked and has no allergy; Nora was never asked; HbA1c falls under metformin.
    assert!(texts(2, "AllergyIntolerance")[0].contains("716186003"));
    assert_eq!(people.chart(3).unwrap().resources().len(), 1);
    let sugar: Vec<f64> = texts(2, "Observation")
        .iter()
        .map(|t| serde_json::from_str::<Value>(t).unwrap())
        .filter(|v| v["code"]["coding"][0]["code"] == "4548-4")
        .filter_map(|v| v["valueQuantity"]["value"].as_f64())
        .collect();
    let most = sugar.iter().copied().fold(0.0, f64::max);
    assert!(
        most > 7.5 && *sugar.last().unwrap() < most - 1.0,
        "{sugar:?}"
    );
    assert!(people.chart(4).unwrap().resources().len() > 4000);
}

#[tokio::test]
async fn a_conditional_read_of_an_unchanged_patient_is_304_and_has_no_body() {
    let server = Server::start(open(1)).await.unwrap();
    let url = format!(
        "{}/Patient/{}",
        server.base_url(),
        server.population().unwrap().patient_id(0)
    );
    let first = get(&url).await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let again = client()
        .get(&url)
        .header("if-none-match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_it_does_not_know_is_said_in_an_outcome() {
    let server = Server::start(open(2)).await.unwrap();
    for (path, status) in [
        ("Dragon", 404),
        ("Patient/none", 404),
        ("Observation?date=yesterday", 400),
        ("Patient/x/$summary", 404),
        ("?_getpages=made-up", 410),
    ] {
        let response = get(&format!("{}/{path}", server.base_url())).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["resourceType"], "OperationOutcome");
    }
    let url = format!("{}/Patient?shoe-size=9&_count=1", server.base_url());
    assert!(
        !bundle(&url).await["link"][0]["url"]
            .as_str()
            .unwrap()
            .contains("shoe")
    );
    let strict = client()
        .get(&url)
        .header("prefer", "handling=strict")
        .send()
        .await
        .unwrap();
    assert_eq!(strict.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_note_is_created_once_however_often_it_is_sent() {
    let server = Server::start(open(1)).await.unwrap();
    let patient = server.population().unwrap().patient_id(0);
    let note = json!({
        "resourceType": "DocumentReference", "status": "current",
        "identifier": [{"system": "urn:sys", "value": "note-1"}],
        "subject": {"reference": format!("Patient/{patient}")},
        "content": [{"attachment": {"contentType": "text/plain", "data": "aGk="}}],
    });
    let url = format!("{}/DocumentReference", server.base_url());
    let send = || {
        let post = client()
            .post(&url)
            .header("if-none-exist", "identifier=urn:sys|note-1");
        post.json(&note).send()
    };
    let first = send().await.unwrap();
    assert_eq!(first.status(), StatusCode::CREATED);
    let created: Value = first.json().await.unwrap();
    let second = send().await.unwrap();
    assert_eq!(second.status(), StatusCode::OK);
    assert_eq!(server.written().len(), 1);
    // A stale version is refused, the right one taken, and the patient's search shows it.
    let place = format!("{url}/{}", created["id"].as_str().unwrap());
    let put = |tag: &'static str| {
        client()
            .put(&place)
            .header("if-match", tag)
            .json(&created)
            .send()
    };
    assert_eq!(
        put("W/\"7\"").await.unwrap().status(),
        StatusCode::PRECONDITION_FAILED
    );
    assert_eq!(put("W/\"1\"").await.unwrap().status(), StatusCode::OK);
    let found = bundle(&format!(
        "{url}?patient={patient}&identifier=urn:sys|note-1"
    ))
    .await;
    assert_eq!(found["entry"][0]["resource"]["meta"]["versionId"], "2");
}

#[tokio::test]
async fn a_transaction_does_all_or_nothing() {
    let server = Server::start(open(1)).await.unwrap();
    let entry = |method: &str, url: &str, body: Value| json!({"fullUrl": "urn:uuid:1", "resource": body, "request": {"method": method, "url": url}});
    let good = json!({"resourceType": "Task", "status": "requested", "intent": "order"});
    let linked = json!({"resourceType": "Communication", "status": "completed",
        "about": [{"reference": "urn:uuid:1"}]});
    let bad = json!({"resourceType": "Observation"});
    let post = |entries: Value| {
        let body = json!({"resourceType": "Bundle", "type": "transaction", "entry": entries});
        client().post(server.base_url()).json(&body).send()
    };
    let refused = post(json!([
        entry("POST", "Task", good.clone()),
        entry("POST", "Observation", bad)
    ]));
    assert_eq!(
        refused.await.unwrap().status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(server.written().is_empty());
    let mut second = entry("POST", "Communication", linked);
    second["fullUrl"] = json!("urn:uuid:2");
    let done = post(json!([entry("POST", "Task", good), second]))
        .await
        .unwrap();
    assert_eq!(done.status(), StatusCode::OK);
    let written = server.written();
    let message = String::from_utf8(written[1].body.to_vec()).unwrap();
    assert!(
        message.contains(&format!("\"{}\"", written[0].reference())),
        "{message}"
    );
}

#[tokio::test]
async fn faults_come_at_the_request_they_were_ordered_for() {
    let server = Server::start(open(3)).await.unwrap();
    let faults = "throttle_every=3,retry_after=7,error_every=4,truncate_every=5";
    server.set_faults(Faults::parse(faults).unwrap());
    let url = format!("{}/Patient?_count=3", server.base_url());
    let mut statuses = Vec::new();
    for n in 1..=6 {
        let response = get(&url).await;
        statuses.push(response.status().as_u16());
        if n == 3 {
            assert_eq!(response.headers()["retry-after"], "7");
        }
        if n == 5 {
            let cut = response.text().await.unwrap();
            assert!(serde_json::from_str::<Value>(&cut).is_err());
        }
    }
    assert_eq!(statuses, [200, 200, 429, 500, 200, 429]);
    server.set_faults(Faults::parse("drop_every=1").unwrap());
    assert!(get(&url).await.bytes().await.is_err());
    server.set_faults(Faults {
        refuse: vec!["Goal".into()],
        ..Faults::default()
    });
    assert_eq!(
        get(&format!("{}/Goal", server.base_url())).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(get(&url).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_repeated_page_is_the_same_page_and_the_walk_still_ends() {
    let server = Server::start(open(6)).await.unwrap();
    server.set_faults(Faults::parse("duplicate_page_every=2").unwrap());
    let met = walk(&format!("{}/Patient?_count=2", server.base_url())).await;
    assert_eq!(met.len(), 8);
    assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), 6);
}

#[tokio::test]
async fn a_broken_resource_breaks_only_itself() {
    let server = Server::start(open(1)).await.unwrap();
    let held = server
        .chart(0)
        .unwrap()
        .of_kind("Condition")
        .next()
        .unwrap()
        .clone();
    server.set_faults(Faults {
        misshapen: vec![held.reference()],
        ..Faults::default()
    });
    let page = bundle(&format!("{}/Condition?_count=2", server.base_url())).await;
    assert!(page["entry"][0]["resource"]["id"].is_object());
    assert!(page["entry"][1]["resource"]["id"].is_string());
    server.set_faults(Faults {
        broken: vec![held.reference()],
        ..Faults::default()
    });
    let text = get(&format!("{}/{}", server.base_url(), held.reference()))
        .await
        .text()
        .await
        .unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_err());
}

#[tokio::test]
async fn with_the_cable_out_nothing_answers_and_a_kept_page_link_works_after() {
    let mut server = Server::start(open(5)).await.unwrap();
    let url = format!("{}/Patient?_count=2", server.base_url());
    let page = bundle(&url).await;
    let one = client();
    assert!(one.get(&url).send().await.is_ok());
    server.stop().await;
    assert!(one.get(&url).send().await.is_err());
    server.restart().await.unwrap();
    let rest = bundle(&next(&page).unwrap()).await;
    assert_eq!(ids(&rest).len(), 2);
    assert!(ids(&rest).iter().all(|id| !ids(&page).contains(id)));
}

#[tokio::test]
async fn a_loaded_folder_keeps_its_bytes_and_its_urn_references() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{ "resourceType":"Bundle", "type":"transaction", "entry":[
      {"fullUrl":"urn:uuid:aaa","resource":{ "resourceType" : "Patient", "id":"aaa",
         "name":[{"family":"Fonseca"}] }},
      {"fullUrl":"urn:uuid:bbb","resource":{"resourceType":"Condition","id":"bbb",
         "subject":{"reference":"urn:uuid:aaa"},   "code":{"text":"x"}}} ]}"#;
    std::fs::write(folder.path().join("one.json"), text).unwrap();
    let lines = "{\"resourceType\":\"Patient\",\"id\":\"ccc\"}\n\
        {\"resourceType\":\"Goal\",\"id\":\"ddd\",\"subject\":{\"reference\":\"Patient/ccc\"}}\n";
    std::fs::write(folder.path().join("two.ndjson"), lines).unwrap();
    let config = Config {
        load: Some(folder.path().to_owned()),
        ..open(0)
    };
    let server = Server::start(config).await.unwrap();
    assert_eq!(server.patients(), 2);
    let page = get(&format!("{}/Condition?patient=aaa", server.base_url()))
        .await
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("\"reference\":\"urn:uuid:aaa\"},   \"code\""),
        "{page}"
    );
    let goals = bundle(&format!("{}/Goal?patient=Patient/ccc", server.base_url())).await;
    assert_eq!(goals["total"], 1);
    let found = bundle(&format!("{}/Patient?name=fons", server.base_url())).await;
    assert_eq!(ids(&found), ["aaa"]);
}

#[tokio::test]
async fn the_statement_claims_no_search_parameter_that_is_not_answered() {
    let server = Server::start(open(2)).await.unwrap();
    let statement = bundle(&format!("{}/metadata", server.base_url())).await;
    let one = client();
    for resource in statement["rest"][0]["resource"].as_array().unwrap() {
        let kind = resource["type"].as_str().unwrap();
        for param in resource["searchParam"].as_array().unwrap() {
            let name = param["name"].as_str().unwrap();
            let value = if param["type"] == "date" { "2020" } else { "x" };
            let url = format!(
                "{}/{kind}?{name}={value}&patient=x&_count=1",
                server.base_url()
            );
            let page: Value = one.get(&url).send().await.unwrap().json().await.unwrap();
            assert!(
                page["link"][0]["url"].as_str().unwrap().contains(name),
                "{kind} {name}"
            );
        }
    }
}
