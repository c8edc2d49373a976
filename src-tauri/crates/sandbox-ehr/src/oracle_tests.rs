//! Stories of a visit to a server that behaves as Oracle Health does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::server_tests::client;
use crate::visit::{SCHEME, Visit, authorize_url, config, matches, next, sign_in};
use crate::{Config, personality::ORACLE};

const SCOPES: &str = "openid fhirUser offline_access user/Patient.rs user/Observation.crus \
    user/AllergyIntolerance.crus user/Condition.rs user/DocumentReference.crus user/CarePlan.rs \
    user/MedicationRequest.rs user/Encounter.rs user/Coverage.rs user/Procedure.rs";

async fn oracle(patients: usize) -> Visit {
    Visit::to(config(ORACLE, patients), SCOPES).await
}

fn id(visit: &Visit, index: usize) -> String {
    visit.server.population().unwrap().patient_id(index)
}

fn text(body: &Value) -> String {
    let issue = &body["issue"][0];
    assert!(issue.get("diagnostics").is_none() && issue["details"].get("coding").is_none());
    issue["details"]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn oracle_never_goes_back_to_loopback_nor_to_a_scheme_without_a_dot() {
    let loopback = "http://127.0.0.1:4711/callback";
    let server = crate::Server::start(Config {
        redirect_uris: [
            loopback,
            "app://callback",
            SCHEME,
            "https://ward.example/cb",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..config(ORACLE, 1)
    })
    .await
    .unwrap();
    let plain = [("scope", "openid user/Patient.rs")];
    for (redirect, status) in [
        (loopback, 400),
        ("app://callback", 400),
        ("https://ward.example/cb/", 400),
        ("https://ward.example/cb", 200),
        ("https://ward.example/cb?more=1", 200),
        (SCHEME, 200),
    ] {
        let change = [plain[0], ("redirect_uri", redirect)];
        let page = client().get(authorize_url(&server, &change)).send().await;
        assert_eq!(page.unwrap().status().as_u16(), status, "{redirect}");
    }
    // A scope for all types at once is none here.
    let change = [("scope", "user/*.rs"), ("redirect_uri", SCHEME)];
    let back = client().get(authorize_url(&server, &change)).send().await;
    let back = back.unwrap().headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(back.contains("error=invalid_scope"), "{back}");
}

#[tokio::test]
async fn a_token_lasts_570_seconds_and_the_refresh_token_stays_the_same() {
    let visit = oracle(1).await;
    assert_eq!(visit.answer["expires_in"], 570);
    let refresh = visit.answer["refresh_token"].as_str().unwrap().to_owned();
    visit.server.advance(571);
    let path = format!("Patient/{}", id(&visit, 0));
    assert_eq!(visit.get(&path).await.status().as_u16(), 401);
    let origin = visit.server.base_url().replace("/fhir", "");
    let renew = |token: String| {
        let form = [
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token),
            ("client_id", "wardbook".to_owned()),
        ];
        client()
            .post(format!("{origin}/oauth2/token"))
            .form(&form)
            .send()
    };
    let renewed: Value = renew(refresh.clone()).await.unwrap().json().await.unwrap();
    assert!(renewed.get("refresh_token").is_none());
    assert_eq!(visit.server.counts().refreshes_too_soon, 0);
    // The same again works, and is noted as hasty.
    assert_eq!(renew(refresh).await.unwrap().status().as_u16(), 200);
    assert_eq!(visit.server.counts().refreshes_too_soon, 1);
    let wrong: Value = renew("made-up".to_owned())
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(wrong["error"], "invalid_grant");
    assert!(wrong["error_uri"].as_str().unwrap().starts_with("http"));
}

#[tokio::test]
async fn what_a_search_needs_is_said_in_oracles_words() {
    let visit = oracle(1).await;
    let ingrid = id(&visit, 0);
    let (status, body) = visit.ask("Patient?gender=female").await;
    assert_eq!(status, 400);
    assert_eq!(
        text(&body),
        "at least one of _id, identifier, name, family, given, birthdate, phone, or -pageContext \
         must be provided"
    );
    for path in [
        format!("CarePlan?patient={ingrid}"),
        "Observation?category=laboratory".to_owned(),
        format!("Condition?_id=x&patient={ingrid}"),
    ] {
        assert_eq!(visit.ask(&path).await.0, 400, "{path}");
    }
    let response = visit.get("Patient/none").await;
    assert_eq!(response.status().as_u16(), 404);
    assert!(response.headers().contains_key("opc-request-id"));
    let xml = client()
        .get(visit.url(&format!("Patient/{ingrid}")))
        .bearer_auth(&visit.token)
        .header("accept", "application/fhir+xml");
    let xml = xml.send().await.unwrap();
    assert_eq!(xml.status().as_u16(), 406);
    assert!(xml.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn last_updated_is_a_closed_range_and_goes_with_no_other_date() {
    let visit = oracle(1).await;
    let ingrid = id(&visit, 0);
    let ask = |kind: &str, rest: &str| {
        let path = format!("{kind}?patient={ingrid}&{rest}");
        let visit = &visit;
        async move { visit.ask(&path).await.0 }
    };
    let range = "_lastUpdated=ge2020-01-01T00:00:00Z&_lastUpdated=le2026-03-03T00:00:00Z";
    assert_eq!(ask("Condition", range).await, 200);
    assert_eq!(ask("MedicationRequest", range).await, 200);
    for refused in [
        "_lastUpdated=ge2020-01-01T00:00:00Z",
        "_lastUpdated=2020-01-01",
        "_lastUpdated=ge2020-01-01&_lastUpdated=ge2021-01-01",
        "_lastUpdated=ge2020&_lastUpdated=le2026&_lastUpdated=le2027",
    ] {
        assert_eq!(ask("Condition", refused).await, 400, "{refused}");
    }
    let days = "_lastUpdated=gt2020-01-01&_lastUpdated=lt2026-03-03";
    assert_eq!(ask("MedicationRequest", days).await, 400);
    assert_eq!(ask("Observation", days).await, 200);
    assert_eq!(
        ask("Observation", &format!("{days}&date=ge2020-01-01")).await,
        400
    );
    // What changed is what the range says, by the population's own account.
    let (_, page) = visit
        .ask(&format!(
            "Procedure?patient={ingrid}&_lastUpdated=ge2024-01-01&_lastUpdated=le2026-03-03"
        ))
        .await;
    let since = crate::Day::of(2024, 1, 1).ms();
    let chart = visit.server.chart(0).unwrap();
    let changed = chart.of_kind("Procedure").filter(|r| r.updated >= since);
    let changed: Vec<String> = changed.map(|r| r.id.clone()).collect();
    assert_eq!(matches(&page), changed);
    assert!(!changed.is_empty() && changed.len() < chart.of_kind("Procedure").count());
    let (_, statement) = visit.ask("metadata").await;
    let types = statement["rest"][0]["resource"].as_array().unwrap();
    let dated = |kind: &str| {
        let of = types.iter().find(|t| t["type"] == kind).unwrap();
        let params = of["searchParam"].as_array().unwrap();
        params.iter().any(|p| p["name"] == "_lastUpdated")
    };
    assert!(dated("Observation") && !dated("Patient") && !dated("Goal"));
}

#[tokio::test]
async fn pages_are_cut_by_type_and_may_repeat_a_resource() {
    let visit = oracle(5).await;
    let harold = id(&visit, 4);
    let path = format!("Observation?patient={harold}&category=laboratory");
    let (_, first) = visit.ask(&path).await;
    assert_eq!(matches(&first).len(), 50);
    assert!(first.get("total").is_none());
    let link = next(&first).unwrap();
    assert!(link.contains("&-pageContext=") && link.ends_with("&-pageDirection=NEXT"));
    assert!(link.contains(&format!("patient={harold}")));
    let most = visit.ask(&format!("{path}&_count=1000")).await.1;
    assert_eq!(matches(&most).len(), 200);
    let met = visit.walk(&path).await;
    let once: BTreeSet<&String> = met.iter().collect();
    let held = visit.server.chart(4).unwrap();
    let labs = held
        .of_kind("Observation")
        .filter(|r| String::from_utf8_lossy(&r.body).contains("\"laboratory\""));
    assert_eq!(once.len(), labs.count());
    assert!(met.len() > once.len());
    // Documents come ten at a time; procedures and the social history all at once.
    let documents = visit
        .ask(&format!("DocumentReference?patient={harold}"))
        .await;
    assert_eq!(matches(&documents.1).len(), 10);
    for path in ["Procedure?", "Observation?category=social-history&"] {
        let (_, page) = visit.ask(&format!("{path}patient={harold}&_count=2")).await;
        assert!(next(&page).is_none() && matches(&page).len() > 2, "{path}");
    }
}

#[tokio::test]
async fn a_stale_version_is_409_and_a_missing_one_412() {
    let visit = oracle(1).await;
    let allergy = visit.server.chart(0).unwrap();
    let allergy = allergy.of_kind("AllergyIntolerance").next().unwrap();
    let read = visit.get(&allergy.reference()).await;
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    let mut body: Value = read.json().await.unwrap();
    body["criticality"] = json!("low");
    let put = |tag: Option<&str>, body: &Value| {
        let mut put = client().put(visit.url(&allergy.reference())).json(body);
        if let Some(tag) = tag {
            put = put.header("if-match", tag);
        }
        let put = visit.request(put);
        async move { put.send().await.unwrap() }
    };
    assert_eq!(put(None, &body).await.status().as_u16(), 412);
    assert_eq!(put(Some("W/\"77\""), &body).await.status().as_u16(), 409);
    let mut odd = body.clone();
    odd["implicitRules"] = json!("http://rules.example");
    assert_eq!(put(Some(&tag), &odd).await.status().as_u16(), 422);
    let done = put(Some(&tag), &body).await;
    assert_eq!(done.status().as_u16(), 200);
    assert_ne!(done.headers()["etag"].to_str().unwrap(), tag);
    // A create answers with a place and a version, and nothing else.
    let new = json!({"resourceType": "AllergyIntolerance",
        "patient": {"reference": format!("Patient/{}", id(&visit, 0))}});
    let post = client().post(visit.url("AllergyIntolerance")).json(&new);
    let created = visit.request(post).send().await.unwrap();
    assert_eq!(created.status().as_u16(), 201);
    assert_eq!(created.headers()["etag"], "W/\"1\"");
    assert!(created.headers().contains_key("location"));
    assert!(created.bytes().await.unwrap().is_empty());
    let bundle = |kind: &str| json!({"resourceType": "Bundle", "type": kind, "entry": []});
    for (kind, status) in [("batch", 200), ("transaction", 400)] {
        let post = client().post(visit.server.base_url()).json(&bundle(kind));
        let sent = visit.request(post).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), status, "{kind}");
    }
}

#[tokio::test]
async fn an_ehr_launch_says_who_is_open_in_the_ehr() {
    let visit = oracle(1).await;
    let chart = visit.server.chart(0).unwrap();
    let encounter = chart.of_kind("Encounter").next().unwrap().id.clone();
    let launch = visit
        .order(
            "launch",
            &json!({"patient": id(&visit, 0), "encounter": encounter, "intent": "reconcile-medications",
                "need_patient_banner": false,
                "fhir_context": [{"reference": format!("Encounter/{encounter}")}]}),
        )
        .await;
    assert_eq!(launch["iss"], json!(visit.server.base_url()));
    let value = launch["launch"].as_str().unwrap();
    let scopes = "openid fhirUser launch user/Patient.rs";
    let answer = sign_in(&visit.server, scopes, Some(value)).await;
    assert_eq!(answer["patient"], json!(id(&visit, 0)));
    assert_eq!(answer["encounter"], json!(encounter));
    assert_eq!(answer["need_patient_banner"], json!(false));
    assert_eq!(answer["intent"], "reconcile-medications");
    assert_eq!(answer["tenant"], "sandbox");
    assert!(answer["fhirContext"][0]["reference"].is_string());
    let style = answer["smart_style_url"].as_str().unwrap();
    let style: Value = client()
        .get(style)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(style["color_text"].is_string());
    // It was good once.
    let change = [("launch", value), ("scope", scopes)];
    let again = client()
        .get(authorize_url(&visit.server, &change))
        .send()
        .await;
    let back = again.unwrap().headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(back.contains("error=invalid_request"), "{back}");
    // A button in the EHR sends the browser to the program with both.
    let button = client()
        .get(format!(
            "{}/launch?patient={}&to=app.wardbook.desktop%3A%2F%2Flaunch",
            visit.server.base_url().replace("/fhir", ""),
            id(&visit, 0)
        ))
        .send()
        .await
        .unwrap();
    let to = button.headers()["location"].to_str().unwrap();
    assert!(to.starts_with("app.wardbook.desktop://launch?iss=http") && to.contains("&launch="));
}

#[tokio::test]
async fn the_scripted_browser_gives_on_what_comes_back_by_a_scheme() {
    let server = crate::Server::start(config(ORACLE, 1)).await.unwrap();
    let change = [("scope", "openid user/Patient.rs")];
    let url = authorize_url(&server, &change);
    let arrived = crate::walk_through(&url, &crate::Visitor::default()).await;
    let crate::Arrived::Elsewhere(address) = arrived.unwrap() else {
        panic!("it came back over http");
    };
    assert!(address.starts_with("app.wardbook.desktop://callback?code="));
    assert!(address.ends_with("state=st-1"), "{address}");
    assert!(crate::walk(&url, &crate::Visitor::default()).await.is_err());
}
