//! Stories of a visit to a server that behaves as Epic does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::server_tests::client;
use crate::visit::{SCHEME, SCOPES, Visit, authorize_url, codes, config, matches, next};
use crate::{Began, Config, Faults, personality::EPIC};

async fn epic(patients: usize) -> Visit {
    Visit::to(config(EPIC, patients), SCOPES).await
}

fn id(visit: &Visit, index: usize) -> String {
    visit.server.population().unwrap().patient_id(index)
}

#[tokio::test]
async fn nothing_at_epic_carries_a_version() {
    let visit = epic(2).await;
    let path = format!("Patient/{}", id(&visit, 0));
    let read = visit.get(&path).await;
    assert!(read.headers().get("etag").is_none() && read.headers().get("last-modified").is_none());
    let cookie = read.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("EpicPersistenceCookie="));
    let bytes = read.bytes().await.unwrap();
    // The server's own account of what it holds has the very bytes.
    assert_eq!(bytes, visit.server.chart(0).unwrap().resources()[0].body);
    let patient: Value = serde_json::from_slice(&bytes).unwrap();
    assert!(patient.get("meta").is_none() && patient["name"].is_array());
    let (_, page) = visit
        .ask(&format!(
            "Observation?patient={}&category=laboratory",
            id(&visit, 0)
        ))
        .await;
    assert!(page.get("meta").is_none());
    assert!(page["entry"][0]["resource"].get("meta").is_none());
    let (_, statement) = visit.ask("metadata").await;
    let types = statement["rest"][0]["resource"].as_array().unwrap();
    assert!(types.iter().all(|t| t.get("versioning").is_none()));
    assert!(statement["rest"][0].get("interaction").is_none());
    let dated: Vec<&str> = types
        .iter()
        .filter(|t| {
            let params = t["searchParam"].as_array().unwrap();
            params.iter().any(|p| p["name"] == "_lastupdated")
        })
        .map(|t| t["type"].as_str().unwrap())
        .collect();
    assert_eq!(dated, ["DocumentReference"]);
}

#[tokio::test]
async fn a_search_that_lacks_what_epic_needs_is_refused_with_its_code() {
    let visit = epic(2).await;
    let ingrid = id(&visit, 0);
    for (path, code) in [
        (format!("Observation?patient={ingrid}"), "59108"),
        ("Observation?category=laboratory".to_owned(), "59159"),
        (
            format!("Observation?patient={ingrid}&category=feelings"),
            "59111",
        ),
        (format!("CarePlan?patient={ingrid}"), "59159"),
        ("Patient?gender=female".to_owned(), "59159"),
        ("Condition".to_owned(), "59159"),
        ("Patient/none".to_owned(), "59008"),
    ] {
        let (status, body) = visit.ask(&path).await;
        assert!(
            status == 400 || (status == 404 && code == "59008"),
            "{path}"
        );
        assert_eq!(codes(&body).last().unwrap(), code, "{path}");
    }
    // What it does not know it says and leaves out.
    let (_, page) = visit
        .ask(&format!("Goal?patient={ingrid}&shoe-size=9"))
        .await;
    assert!(codes(&page).contains(&"59100".to_owned()));
    assert!(page.to_string().contains("SHOE-SIZE"));
    // A type there is not is no FHIR at all.
    let none = visit.get("Dragon").await;
    assert_eq!(none.status().as_u16(), 404);
    assert_eq!(none.headers()["content-type"], "text/html");
    assert!(none.text().await.unwrap().starts_with("<!DOCTYPE html"));
}

#[tokio::test]
async fn a_set_holds_its_outcome_and_total_counts_the_page_only() {
    let visit = epic(2).await;
    let ingrid = id(&visit, 0);
    let path = format!("Observation?patient={ingrid}&category=laboratory&_count=20");
    let (_, page) = visit.ask(&path).await;
    assert_eq!(
        (page["total"].as_u64(), matches(&page).len()),
        (Some(20), 20)
    );
    assert_eq!(codes(&page), ["59204"]);
    assert!(next(&page).unwrap().contains("/Observation?sessionID=16-"));
    let held = visit.server.chart(0).unwrap();
    let labs = held
        .of_kind("Observation")
        .filter(|r| String::from_utf8_lossy(&r.body).contains("\"laboratory\""))
        .count();
    assert_eq!(visit.walk(&path).await.len(), labs);
    // Mateo has no goal: no result is a success that says so.
    let (status, none) = visit.ask(&format!("Goal?patient={}", id(&visit, 1))).await;
    assert_eq!((status, none["total"].as_u64()), (200, Some(0)));
    assert_eq!(codes(&none), ["4101"]);
}

#[tokio::test]
async fn a_next_link_lives_in_the_session_of_one_sign_in() {
    let visit = epic(1).await;
    let path = format!(
        "Observation?patient={}&category=vital-signs&_count=10",
        id(&visit, 0)
    );
    let (_, first) = visit.ask(&path).await;
    let link = next(&first).unwrap();
    assert_eq!(visit.ask(&link).await.0, 200);
    // Another sign-in of the same person is another session.
    let other = crate::visit::sign_in(&visit.server, SCOPES, None).await;
    let token = other["access_token"].as_str().unwrap();
    let refused = client().get(&link).bearer_auth(token).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
    assert_eq!(codes(&refused.json().await.unwrap()), ["4113"]);
    // After ten minutes it is over for everybody, and the search begins again.
    visit.server.advance(601);
    let (status, body) = visit.ask(&link).await;
    assert_eq!((status, codes(&body)), (400, vec!["4113".to_owned()]));
    let (_, again) = visit.ask(&path).await;
    visit.server.expire_next_links();
    assert_eq!(visit.ask(&next(&again).unwrap()).await.0, 400);
    let walks = visit.server.walks();
    assert_eq!(walks.len(), 2);
    assert_eq!(walks[1].began, Began::AfterExpiry);
}

#[tokio::test]
async fn a_chart_behind_glass_is_named_and_not_shown() {
    let visit = Visit::to(
        Config {
            glass_every: Some(2),
            ..config(EPIC, 8)
        },
        SCOPES,
    )
    .await;
    for (index, code) in [(1, "4130"), (3, "4131")] {
        let patient = id(&visit, index);
        // Who it is may be seen; what is in the chart may not.
        assert_eq!(visit.ask(&format!("Patient/{patient}")).await.0, 200);
        let (status, body) = visit.ask(&format!("Encounter?patient={patient}")).await;
        assert_eq!((status, codes(&body)), (403, vec![code.to_owned()]));
    }
    let quiet = visit
        .ask(&format!("Encounter?patient={}", id(&visit, 5)))
        .await;
    assert_eq!((quiet.0, matches(&quiet.1).len()), (200, 0));
    assert!(codes(&quiet.1).contains(&"4134".to_owned()));
    let held = visit.server.chart(1).unwrap();
    let one = held.of_kind("Condition").next().unwrap().reference();
    let (status, body) = visit.ask(&one).await;
    assert_eq!((status, codes(&body)), (403, vec!["4130".to_owned()]));
    // Of patient 6 there is more than is shown, and that is said.
    let more = visit
        .ask(&format!("Encounter?patient={}", id(&visit, 6)))
        .await;
    assert!(codes(&more.1).contains(&"4119".to_owned()) && !matches(&more.1).is_empty());
}

#[tokio::test]
async fn the_document_limit_of_a_day_is_reached_and_gone_the_next() {
    let visit = Visit::to(
        Config {
            document_cap: 3,
            token_seconds: 1_000_000,
            ..config(EPIC, 1)
        },
        SCOPES,
    )
    .await;
    let path = format!("DocumentReference?patient={}", id(&visit, 0));
    for _ in 0..3 {
        assert_eq!(visit.ask(&path).await.0, 200);
    }
    let (status, body) = visit.ask(&path).await;
    assert_eq!((status, codes(&body)), (403, vec!["4135".to_owned()]));
    assert_eq!(
        visit
            .ask(&format!("Encounter?patient={}", id(&visit, 0)))
            .await
            .0,
        200
    );
    visit.server.advance(86_400);
    assert_eq!(visit.ask(&path).await.0, 200);
}

#[tokio::test]
async fn epic_takes_one_redirect_to_the_letter_and_gives_no_refresh_token() {
    let visit = epic(1).await;
    assert_eq!(visit.answer["token_type"], "bearer");
    assert_eq!(visit.answer["expires_in"], 3600);
    assert!(visit.answer.get("refresh_token").is_none());
    for absent in ["patient", "encounter", "need_patient_banner"] {
        assert!(visit.answer.get(absent).is_none(), "{absent}");
    }
    for redirect in ["http://127.0.0.1:4711/callback", &format!("{SCHEME}?x=1")] {
        let url = authorize_url(&visit.server, &[("redirect_uri", redirect)]);
        let page = client().get(url).send().await.unwrap();
        assert_eq!(page.status().as_u16(), 400, "{redirect}");
        assert!(page.headers().get("location").is_none());
    }
    let registered = Config {
        redirect_uris: vec!["http://127.0.0.1:4711/callback".to_owned()],
        ..config(EPIC, 1)
    };
    let server = crate::Server::start(registered).await.unwrap();
    let change = [("redirect_uri", "http://127.0.0.1:4711/callback")];
    let page = client().get(authorize_url(&server, &change)).send().await;
    assert_eq!(page.unwrap().status().as_u16(), 200);
    let told = client()
        .get(visit.url(".well-known/smart-configuration"))
        .send();
    let told: Value = told.await.unwrap().json().await.unwrap();
    assert!(told.get("revocation_endpoint").is_none() && told.get("jwks_uri").is_some());
}

#[tokio::test]
async fn beyond_the_grant_is_an_empty_403_and_a_refused_type_is_59022() {
    let visit = Visit::to(config(EPIC, 1), "openid user/Patient.rs user/Goal.rs").await;
    let ingrid = id(&visit, 0);
    let beyond = visit.get(&format!("Flag?patient={ingrid}")).await;
    assert_eq!(beyond.status().as_u16(), 403);
    let challenge = beyond.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("insufficient_scope"));
    assert!(beyond.bytes().await.unwrap().is_empty());
    visit
        .server
        .set_faults(Faults::parse("refuse=Goal").unwrap());
    let (status, body) = visit.ask(&format!("Goal?patient={ingrid}")).await;
    assert_eq!((status, codes(&body)), (400, vec!["59022".to_owned()]));
}

#[tokio::test]
async fn a_write_at_epic_knows_no_versions_and_a_note_sent_twice_is_there_twice() {
    let visit = epic(1).await;
    let ingrid = id(&visit, 0);
    let note = json!({
        "resourceType": "DocumentReference", "status": "current",
        "identifier": [{"system": "urn:sys", "value": "note-1"}],
        "subject": {"reference": format!("Patient/{ingrid}")},
        "content": [{"attachment": {"contentType": "text/plain", "data": "aGk="}}],
        "context": {"encounter": [{"reference": "Encounter/any"}]},
    });
    let mut places = BTreeSet::new();
    for _ in 0..2 {
        let post = client()
            .post(visit.url("DocumentReference"))
            .header("if-none-exist", "identifier=urn:sys|note-1");
        let sent = visit.request(post.json(&note)).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), 201);
        assert!(sent.headers().get("etag").is_none());
        places.insert(sent.headers()["location"].to_str().unwrap().to_owned());
        assert!(sent.bytes().await.unwrap().is_empty());
    }
    assert_eq!(places.len(), 2);
    let written = visit.server.written();
    let written = written.iter().find(|r| r.kind == "DocumentReference");
    let mut written: Value = serde_json::from_slice(&written.unwrap().body).unwrap();
    assert_eq!(
        written["content"][0]["attachment"]["contentType"],
        "text/html"
    );
    assert_eq!(
        written["content"][1]["attachment"]["contentType"],
        "text/rtf"
    );
    assert_ne!(written["identifier"][0]["value"], "note-1", "ours is gone");
    let truth = visit.server.truth(Some(&visit.token)).unwrap().written;
    assert_eq!(truth.len(), 2);
    assert!(
        truth
            .iter()
            .all(|w| w.identifier.as_deref() == Some("note-1"))
    );
    assert!(written.get("meta").is_none());
    written["description"] = json!("amended");
    let place = format!("DocumentReference/{}", written["id"].as_str().unwrap());
    let put = client()
        .put(visit.url(&place))
        .header("if-match", "W/\"99\"");
    let put = visit.request(put.json(&written)).send().await.unwrap();
    assert_eq!(put.status().as_u16(), 200);
    assert_eq!(visit.ask(&place).await.1["description"], "amended");
    let coverage = json!({"resourceType": "Coverage", "status": "active"});
    let post = visit.request(client().post(visit.url("Coverage")).json(&coverage));
    assert_eq!(post.send().await.unwrap().status().as_u16(), 405);
}

#[tokio::test]
async fn more_than_a_hundred_patients_are_too_many_for_one_search() {
    let visit = epic(400).await;
    let (status, body) = visit.ask("Patient?birthdate=gt1900-01-01").await;
    assert_eq!((status, codes(&body)), (400, vec!["4127".to_owned()]));
    let (status, page) = visit.ask("Patient?family=S%C3%B8rensen&given=Ingrid").await;
    assert_eq!(status, 200);
    assert!(matches(&page).contains(&id(&visit, 0)));
}
