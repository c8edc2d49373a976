//! Stories of a patient program and a server on a bad day: all faults at once, and the log that
//! shows what was asked for more than once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::personality::{EPIC, GENERIC, ORACLE};
use crate::server_tests::client;
use crate::visit::{SCOPES, Visit, codes, config, matches, next, sign_in};
use crate::{Began, Config, Faults, Personality};

/// How asking for one page went.
enum Page {
    Here(Value),
    Again,
    SignIn,
    Restart,
    Refused(u16),
}

async fn page(visit: &Visit, url: &str) -> Page {
    let request = visit.request(client().get(visit.url(url)));
    let Ok(response) = request.send().await else {
        return Page::Again;
    };
    let status = response.status().as_u16();
    let body = match response.bytes().await {
        Ok(body) => serde_json::from_slice::<Value>(&body).ok(),
        Err(_) => None,
    };
    match (status, body) {
        (200, Some(body)) => Page::Here(body),
        (200 | 429 | 500..=599, _) => Page::Again,
        (401, _) => Page::SignIn,
        (410, _) => Page::Restart,
        (400, Some(body)) if codes(&body).contains(&"4113".to_owned()) => Page::Restart,
        (status, _) => Page::Refused(status),
    }
}

/// Walks to the end whatever happens; `Err` is the status of a refusal.
async fn patiently(visit: &mut Visit, scopes: &str, path: &str) -> Result<BTreeSet<String>, u16> {
    'walk: loop {
        let (mut met, mut at) = (BTreeSet::new(), Some(path.to_owned()));
        while let Some(url) = at.clone() {
            match page(visit, &url).await {
                Page::Here(body) => {
                    met.extend(matches(&body));
                    at = next(&body);
                }
                Page::Again => {}
                Page::SignIn => {
                    let answer = sign_in(&visit.server, scopes, None).await;
                    visit.token = answer["access_token"].as_str().unwrap().to_owned();
                }
                Page::Restart => continue 'walk,
                Page::Refused(status) => return Err(status),
            }
        }
        return Ok(met);
    }
}

async fn bad_day(kind: Personality) {
    let scopes = if kind.wildcard_scopes {
        SCOPES
    } else {
        "openid user/Patient.rs user/Condition.rs user/Observation.rs user/Encounter.rs \
         user/Goal.rs"
    };
    let mut visit = Visit::to(
        Config {
            glass_every: Some(5),
            ..config(kind, 8)
        },
        scopes,
    )
    .await;
    let truth = visit.server.truth(Some(&visit.token)).unwrap();
    let faults = "seed=11,latency_max_ms=3,drop_every=9,throttle_every=11,retry_after=1,\
        error_every=13,truncate_every=10,duplicate_page_every=6,expire_next_every=29,\
        expire_token_after=90,refuse=Goal";
    visit.server.set_faults(Faults::parse(faults).unwrap());
    let mut refused: BTreeMap<u16, usize> = BTreeMap::new();
    for patient in truth
        .patients
        .iter()
        .filter(|p| p.index != 4 || p.closed.is_some())
    {
        let id = &patient.patient;
        let reads = [
            ("Condition", format!("Condition?patient={id}&_count=7")),
            ("Encounter", format!("Encounter?patient={id}&_count=7")),
            (
                "Observation",
                format!("Observation?patient={id}&category=laboratory&_count=40"),
            ),
            ("Goal", format!("Goal?patient={id}")),
        ];
        for (of, path) in reads {
            match patiently(&mut visit, scopes, &path).await {
                Ok(met) => {
                    let held: BTreeSet<String> = patient
                        .held
                        .get(of)
                        .into_iter()
                        .flatten()
                        .cloned()
                        .collect();
                    if of == "Observation" {
                        assert!(met.is_subset(&held), "{of}");
                    } else {
                        assert_eq!(met, held, "{of}");
                    }
                }
                Err(status) => {
                    assert!(of == "Goal" || patient.closed.is_some(), "{of} {status}");
                    *refused.entry(status).or_default() += 1;
                }
            }
        }
    }
    assert!(refused.values().sum::<usize>() >= 7, "{refused:?}");
    // All of it happened, and nobody asked again for a page that had arrived whole.
    let told = visit.control("pages").await;
    assert_eq!(told["asked_after_whole"], 0);
    assert_eq!(told["begun_again"], 0);
    for happened in ["damaged", "refused", "whole"] {
        assert!(told[happened].as_u64().unwrap() > 3, "{happened}");
    }
    let walks = visit.server.walks();
    let expired = walks.iter().filter(|w| w.expired).count();
    let restarted = walks
        .iter()
        .filter(|w| w.began == Began::AfterExpiry)
        .count();
    assert!(expired > 0 && expired == restarted, "{expired} {restarted}");
    assert!(walks.iter().any(|w| w.pages.iter().any(|p| p.again)));
    let known: BTreeSet<&String> = truth.patients.iter().map(|p| &p.patient).collect();
    assert!(
        walks
            .iter()
            .all(|w| known.contains(w.patient.as_ref().unwrap()))
    );
    // After a 401 the program is nobody for a moment only.
    assert!(walks.iter().all(|w| w.user == "osei"));
}

#[tokio::test]
async fn on_a_bad_day_everything_at_the_plain_server_arrives_once() {
    bad_day(GENERIC).await;
}

#[tokio::test]
async fn on_a_bad_day_everything_at_epic_arrives_once() {
    bad_day(EPIC).await;
}

#[tokio::test]
async fn on_a_bad_day_everything_at_oracle_arrives_once() {
    bad_day(ORACLE).await;
}

#[tokio::test]
async fn a_page_asked_for_again_after_it_arrived_is_seen() {
    let visit = Visit::to(config(GENERIC, 1), SCOPES).await;
    let id = visit.server.population().unwrap().patient_id(0);
    let path = format!("Observation?patient={id}&_count=10");
    let (_, first) = visit.ask(&path).await;
    let link = next(&first).unwrap();
    visit.ask(&link).await;
    visit.ask(&link).await;
    visit.ask(&path).await;
    let walks = visit.server.walks();
    assert_eq!(
        (walks[0].began, walks[1].began),
        (Began::First, Began::Again)
    );
    assert_eq!(
        (walks[0].user.as_str(), walks[0].kind.as_str()),
        ("osei", "Observation")
    );
    assert_eq!(walks[0].patient.as_ref(), Some(&id));
    let second = &walks[0].pages[1];
    assert_eq!((second.page, second.asked, second.whole), (2, 2, 2));
    assert_eq!(second.asked_after_whole, 1);
    let told = visit.control("pages").await;
    assert_eq!(
        (
            told["asked_after_whole"].clone(),
            told["begun_again"].clone()
        ),
        (json!(1), json!(1))
    );
    visit.order("forget-pages", &json!({})).await;
    assert!(visit.server.walks().is_empty());
}

#[tokio::test]
async fn the_statement_of_each_kind_claims_no_parameter_that_is_not_answered() {
    for kind in [EPIC, ORACLE] {
        let visit = Visit::to(
            Config {
                open: true,
                ..config(kind, 2)
            },
            "openid",
        )
        .await;
        let (_, statement) = visit.ask("metadata").await;
        let types = statement["rest"][0]["resource"].as_array().unwrap();
        assert_eq!(types.len(), kind.types.unwrap().len(), "{}", kind.name);
        for of in types {
            let of_kind = of["type"].as_str().unwrap();
            let rules = kind
                .types
                .unwrap()
                .iter()
                .find(|r| r.kind == of_kind)
                .unwrap();
            assert_eq!(
                of["searchParam"].as_array().unwrap().is_empty(),
                !rules.does.contains('s'),
                "{of_kind}"
            );
            for param in rules.params {
                assert!(
                    crate::search::params::find(of_kind, param).is_some(),
                    "{of_kind} {param}"
                );
            }
            for needed in rules.needs {
                let can = |n: &&str| *n == "_id" || rules.params.contains(n);
                assert!(needed.iter().any(can), "{of_kind} {needed:?}");
            }
        }
    }
}

#[tokio::test]
async fn lists_of_patients_are_found_and_lead_to_them() {
    for (kind, path) in [
        (GENERIC, "List?code=worklist"),
        (EPIC, "List?code=worklist"),
        (GENERIC, "Group?name=Demonstration"),
    ] {
        let visit = Visit::to(config(kind, 12), SCOPES).await;
        let (status, page) = visit.ask(path).await;
        assert_eq!(status, 200);
        let first = &page["entry"][0]["resource"];
        let members = if first["resourceType"] == "List" {
            assert_eq!(matches(&page).len(), 3);
            &first["entry"]
        } else {
            &first["member"]
        };
        let members = members.as_array().unwrap();
        assert_eq!(members.len(), 10);
        for member in members {
            let to = member["item"]["reference"].as_str();
            let to = to.or(member["entity"]["reference"].as_str()).unwrap();
            assert_eq!(visit.ask(to).await.0, 200);
        }
        let id = first["id"].as_str().unwrap();
        let place = format!("{}/{id}", first["resourceType"].as_str().unwrap());
        assert_eq!(visit.ask(&place).await.0, 200);
    }
}

#[tokio::test]
async fn the_hospital_is_found_in_its_brand_bundle() {
    let visit = Visit::to(config(EPIC, 1), SCOPES).await;
    let told: Value = visit.ask(".well-known/smart-configuration").await.1;
    let bundle = told["user_access_brand_bundle"].as_str().unwrap();
    let bundle: Value = client()
        .get(bundle)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(bundle["type"], "collection");
    let entries = bundle["entry"].as_array().unwrap();
    let hospital = &entries[0]["resource"];
    assert_eq!(hospital["name"], "Millhaven General Hospital");
    assert_eq!(
        hospital["identifier"][0]["value"],
        told["user_access_brand_identifier"]["value"]
    );
    let at = hospital["endpoint"][0]["reference"].as_str().unwrap();
    let endpoint = entries.iter().find(|e| e["fullUrl"] == at).unwrap();
    assert_eq!(
        endpoint["resource"]["address"],
        json!(visit.server.base_url())
    );
}

#[tokio::test]
async fn at_epic_a_launch_says_its_banner_in_words() {
    let visit = Visit::to(config(EPIC, 1), SCOPES).await;
    let id = visit.server.population().unwrap().patient_id(0);
    let value = visit.server.launch(crate::Launch {
        patient: Some(id.clone()),
        need_patient_banner: Some(false),
        ..crate::Launch::default()
    });
    let answer = sign_in(&visit.server, "openid launch user/Patient.rs", Some(&value)).await;
    assert_eq!(answer["need_patient_banner"], "false");
    assert_eq!(answer["__epic.dstu2.patient"], json!(id));
    assert_eq!(answer["patient"], json!(id));
    assert_eq!(answer["state"], "st-1");
    // Without asking for `launch` nobody is told what is open.
    let value = visit.server.launch(crate::Launch {
        patient: Some(id),
        ..crate::Launch::default()
    });
    let answer = sign_in(&visit.server, "openid user/Patient.rs", Some(&value)).await;
    assert!(answer.get("patient").is_none());
    // One that nobody took up in five minutes is over.
    let late = visit.server.launch(crate::Launch::default());
    visit.server.advance(301);
    let url = crate::visit::authorize_url(&visit.server, &[("launch", &late)]);
    let back = client().get(url).send().await.unwrap();
    let back = back.headers()["location"].to_str().unwrap();
    assert!(back.contains("error=invalid_request"), "{back}");
}

#[tokio::test]
async fn remembered_pages_are_the_same_bytes_and_a_write_ends_that() {
    let visit = Visit::to(
        Config {
            remember_pages: true,
            ..config(GENERIC, 2)
        },
        SCOPES,
    )
    .await;
    let id = visit.server.population().unwrap().patient_id(0);
    let path = format!("Goal?patient={id}");
    let first = visit.get(&path).await.bytes().await.unwrap();
    visit.server.advance(5);
    assert_eq!(visit.get(&path).await.bytes().await.unwrap(), first);
    // A token is still needed, and another's grant is another page.
    let bare = client().get(visit.url(&path)).send().await.unwrap();
    assert_eq!(bare.status().as_u16(), 401);
    let less = sign_in(&visit.server, "openid user/Patient.rs", None).await;
    let less = less["access_token"].as_str().unwrap();
    let less = client().get(visit.url(&path)).bearer_auth(less);
    assert_eq!(less.send().await.unwrap().status().as_u16(), 403);
    let goal = json!({"resourceType": "Goal", "subject": {"reference": format!("Patient/{id}")}});
    let post = visit.request(client().post(visit.url("Goal")).json(&goal));
    assert_eq!(post.send().await.unwrap().status().as_u16(), 201);
    let before = matches(&serde_json::from_slice(&first).unwrap()).len();
    assert_eq!(matches(&visit.ask(&path).await.1).len(), before + 1);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_was_done_all_the_same() {
    for kind in [GENERIC, EPIC] {
        let visit = Visit::to(config(kind, 1), SCOPES).await;
        let id = visit.server.population().unwrap().patient_id(0);
        let set = visit.order("faults", &json!({"lose_write_every": 2})).await;
        assert_eq!(set["lose_write_every"], 2);
        let path = format!("QuestionnaireResponse?patient={id}");
        let before = visit.walk(&path).await.len();
        let answer = json!({"resourceType": "QuestionnaireResponse", "status": "completed",
            "subject": {"reference": format!("Patient/{id}")}});
        let mut came = Vec::new();
        for _ in 0..4 {
            let post = client().post(visit.url("QuestionnaireResponse"));
            let sent = visit.request(post.json(&answer)).send().await;
            let sent = match sent {
                Ok(response) => response.bytes().await.map(|_| ()),
                Err(error) => Err(error),
            };
            came.push(sent.is_ok());
        }
        assert_eq!(came, [true, false, true, false]);
        assert_eq!(visit.walk(&path).await.len(), before + 4);
    }
}
