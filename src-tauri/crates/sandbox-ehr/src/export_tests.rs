//! Stories of taking many charts at once, and of comparing them with what the server holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Response;
use serde_json::Value;

use crate::personality::{EPIC, GENERIC, ORACLE};
use crate::server_tests::client;
use crate::visit::{SCOPES, Visit, codes, config, sign_in};
use crate::{Config, Personality};

async fn visit(kind: Personality, patients: usize) -> Visit {
    let scopes = if kind.wildcard_scopes {
        SCOPES
    } else {
        "openid user/Patient.rs user/Condition.rs user/Group.rs user/Encounter.rs"
    };
    Visit::to(
        Config {
            glass_every: Some(4),
            ..config(kind, patients)
        },
        scopes,
    )
    .await
}

/// The group that holds the first people.
fn group(visit: &Visit) -> String {
    let commons = visit.server.commons().unwrap();
    commons.of_kind("Group").next().unwrap().id.clone()
}

async fn kick_off(visit: &Visit, path: &str) -> Response {
    let request = client()
        .get(visit.url(path))
        .header("prefer", "respond-async");
    visit.request(request).send().await.unwrap()
}

/// Kicks off and polls to the manifest.
async fn manifest(visit: &Visit, path: &str) -> (String, Value) {
    let begun = kick_off(visit, path).await;
    assert_eq!(begun.status().as_u16(), 202);
    let at = begun.headers()["content-location"]
        .to_str()
        .unwrap()
        .to_owned();
    let mut polls = 0;
    loop {
        let polled = visit.get(&at).await;
        if polled.status().as_u16() == 200 {
            assert!(polls > 0 && polled.headers().contains_key("expires"));
            return (at, polled.json().await.unwrap());
        }
        assert_eq!(polled.status().as_u16(), 202);
        assert!(
            polled.headers()["x-progress"]
                .to_str()
                .unwrap()
                .contains('%')
        );
        assert_eq!(polled.headers()["retry-after"], "1");
        polls += 1;
        assert!(polls < 10);
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

#[tokio::test]
async fn the_demonstration_list_is_exported_whole_and_taken_away() {
    let visit = visit(GENERIC, 12).await;
    let path = format!("Group/{}/$export", group(&visit));
    // Nobody gets one without asking for it in its way, nor without a token.
    assert_eq!(visit.ask(&path).await.0, 400);
    let bare = client()
        .get(visit.url(&path))
        .header("prefer", "respond-async");
    assert_eq!(bare.send().await.unwrap().status().as_u16(), 401);
    let (at, manifest) = manifest(&visit, &path).await;
    assert_eq!(manifest["requiresAccessToken"], true);
    let mut got: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in manifest["output"].as_array().unwrap() {
        let url = file["url"].as_str().unwrap();
        assert_eq!(
            client().get(url).send().await.unwrap().status().as_u16(),
            401
        );
        let text = visit.get(url).await.text().await.unwrap();
        let rows = lines(&text);
        assert_eq!(rows.len() as u64, file["count"].as_u64().unwrap());
        for row in rows {
            assert_eq!(row["resourceType"], file["type"]);
            let id = row["id"].as_str().unwrap().to_owned();
            let kind = file["type"].as_str().unwrap().to_owned();
            assert!(got.entry(kind).or_default().insert(id));
        }
    }
    // It is what the truth says of those ten, less the charts behind glass.
    let truth = visit.server.truth(Some(&visit.token)).unwrap();
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for patient in truth.patients.iter().filter(|p| p.index < 10) {
        for (kind, ids) in patient.held.iter().chain(&patient.by_id) {
            held.entry((*kind).to_owned())
                .or_default()
                .extend(ids.clone());
        }
    }
    assert_eq!(got, held);
    assert_eq!(got["Patient"].len(), 10);
    let refused = manifest["error"][0]["url"].as_str().unwrap();
    let refused = visit.get(refused).await.text().await.unwrap();
    let refused: Vec<String> = lines(&refused).iter().flat_map(codes).collect();
    assert_eq!(refused, ["4130", "4131"]);
    let away = visit.request(client().delete(&at)).send().await.unwrap();
    assert_eq!(away.status().as_u16(), 202);
    assert_eq!(visit.ask(&at).await.0, 404);
}

#[tokio::test]
async fn an_export_since_a_day_of_some_types_holds_only_those() {
    let visit = visit(GENERIC, 3).await;
    let since = "Patient/$export?_type=Condition,Encounter&_since=2024-01-01T00:00:00Z";
    let (_, manifest) = manifest(&visit, since).await;
    let chart = visit.server.chart(0).unwrap();
    let start = crate::Day::of(2024, 1, 1).ms();
    assert!(chart.of_kind("Condition").any(|r| r.updated < start));
    let files = manifest["output"].as_array().unwrap();
    let kinds: BTreeSet<&str> = files.iter().map(|f| f["type"].as_str().unwrap()).collect();
    assert!(kinds.is_subset(&BTreeSet::from(["Condition", "Encounter"])) && !kinds.is_empty());
    for file in files {
        let text = visit.get(file["url"].as_str().unwrap()).await;
        for row in lines(&text.text().await.unwrap()) {
            let updated = row["meta"]["lastUpdated"].as_str().unwrap();
            assert!(updated >= "2024-01-01", "{updated}");
        }
    }
    assert_eq!(
        kick_off(&visit, "Patient/$export?_type=Dragon")
            .await
            .status()
            .as_u16(),
        403
    );
}

#[tokio::test]
async fn oracle_gives_files_from_a_storage_that_wants_no_token_and_one_job_at_a_time() {
    let visit = visit(ORACLE, 12).await;
    let path = format!("Group/{}/$export?_type=Condition", group(&visit));
    assert_eq!(
        kick_off(&visit, "Patient/$export").await.status().as_u16(),
        404
    );
    let begun = kick_off(&visit, &path).await;
    let at = begun.headers()["content-location"]
        .to_str()
        .unwrap()
        .to_owned();
    let busy = kick_off(&visit, &path).await;
    assert_eq!(busy.status().as_u16(), 429);
    assert!(busy.headers().contains_key("retry-after"));
    let manifest: Value = loop {
        let polled = visit.get(&at).await;
        if polled.status().as_u16() == 200 {
            break polled.json().await.unwrap();
        }
    };
    let file = manifest["output"][0]["url"].as_str().unwrap();
    let away = visit.get(file).await;
    assert_eq!(away.status().as_u16(), 307);
    let storage = away.headers()["location"].to_str().unwrap().to_owned();
    assert!(storage.starts_with("http://localhost:"), "{storage}");
    assert_eq!(visit.get(&storage).await.status().as_u16(), 400);
    let text = client()
        .get(&storage)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(
        lines(&text).len() as u64,
        manifest["output"][0]["count"].as_u64().unwrap()
    );
}

#[tokio::test]
async fn at_epic_an_export_is_of_a_group_and_names_who_stayed_closed() {
    let visit = visit(EPIC, 12).await;
    assert_eq!(kick_off(&visit, "$export").await.status().as_u16(), 404);
    let (_, manifest) = manifest(
        &visit,
        &format!("Group/{}/$export?_type=Patient", group(&visit)),
    )
    .await;
    assert_eq!(manifest["output"][0]["count"], 10);
    assert_eq!(manifest["error"][0]["count"], 2);
}

#[tokio::test]
async fn the_truth_is_what_searches_find() {
    for kind in [GENERIC, EPIC, ORACLE] {
        let visit = visit(kind, 5).await;
        let truth = visit.server.truth(Some(&visit.token)).unwrap();
        assert_eq!((truth.personality, truth.user), (kind.name, "osei"));
        let over_http = visit.control("truth").await;
        assert_eq!(over_http["patients"].as_array().unwrap().len(), 5);
        for patient in &truth.patients {
            let id = &patient.patient;
            if let Some(code) = patient.closed {
                let (status, body) = visit.ask(&format!("Encounter?patient={id}")).await;
                assert_eq!((status, codes(&body)), (403, vec![code.to_owned()]));
                assert_eq!(patient.held.keys().collect::<Vec<_>>(), [&"Patient"]);
                continue;
            }
            for (kind, more) in [("Condition", ""), ("Encounter", "&_count=30")] {
                let met = visit.walk(&format!("{kind}?patient={id}{more}")).await;
                let met: BTreeSet<String> = met.into_iter().collect();
                let held: BTreeSet<String> = patient
                    .held
                    .get(kind)
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect();
                assert_eq!(met, held, "{kind}");
            }
        }
        let covered = sign_in(&visit.server, "openid user/Patient.rs", None).await;
        let narrow = visit
            .server
            .truth(covered["access_token"].as_str())
            .unwrap();
        assert!(narrow.not_granted.contains(&"Condition"));
        assert_eq!(
            narrow.patients[0].held.keys().collect::<Vec<_>>(),
            [&"Patient"]
        );
    }
}
