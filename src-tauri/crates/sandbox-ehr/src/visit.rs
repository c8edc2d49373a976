//! A person and a program that sign in and ask, for stories told to a whole server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::server_tests::client;
use crate::{Config, Day, Personality, Server};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-long";
/// The address the program registered.
pub(crate) const SCHEME: &str = "app.wardbook.desktop://callback";
/// What the program asks for unless a story has it otherwise.
pub(crate) const SCOPES: &str = "openid fhirUser offline_access user/*.cruds";

/// A server of one kind, signed in to by Dr. Osei.
pub(crate) struct Visit {
    pub(crate) server: Server,
    pub(crate) token: String,
    /// The whole token answer.
    pub(crate) answer: Value,
}

/// The set-up of a server of one kind on a fixed day.
pub(crate) fn config(kind: Personality, patients: usize) -> Config {
    Config {
        patients,
        today: Some(Day::of(2026, 3, 2)),
        redirect_uris: vec![SCHEME.to_owned()],
        ..Config::of(kind)
    }
}

impl Visit {
    /// Starts it and signs in for `scopes`.
    pub(crate) async fn to(config: Config, scopes: &str) -> Visit {
        let server = Server::start(config).await.unwrap();
        let answer = sign_in(&server, scopes, None).await;
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Visit {
            server,
            token,
            answer,
        }
    }

    /// The address of a path below the base; a whole address as it is.
    pub(crate) fn url(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/{path}", self.server.base_url())
        }
    }

    pub(crate) fn request(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .bearer_auth(&self.token)
            .header("accept", "application/fhir+json")
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = client().get(self.url(path));
        self.request(request).send().await.unwrap()
    }

    /// Status and JSON of a GET.
    pub(crate) async fn ask(&self, path: &str) -> (u16, Value) {
        let response = self.get(path).await;
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The matches of all pages of a search, in order, as often as they came.
    pub(crate) async fn walk(&self, path: &str) -> Vec<String> {
        let (mut ids, mut at) = (Vec::new(), Some(path.to_owned()));
        while let Some(url) = at {
            let (status, page) = self.ask(&url).await;
            assert_eq!(status, 200, "{url} {page}");
            ids.extend(matches(&page));
            at = next(&page);
        }
        ids
    }

    pub(crate) async fn control(&self, path: &str) -> Value {
        let origin = self.server.base_url().replace("/fhir", "");
        let request = client().get(format!("{origin}/_control/{path}"));
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn order(&self, path: &str, body: &Value) -> Value {
        let origin = self.server.base_url().replace("/fhir", "");
        let request = client().post(format!("{origin}/_control/{path}"));
        let response = request.json(body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.json().await.unwrap()
    }
}

/// The ids of the matches on a page.
pub(crate) fn matches(page: &Value) -> Vec<String> {
    let entries = page["entry"].as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .filter(|e| e["search"]["mode"] == "match")
        .map(|e| e["resource"]["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The address of the next page.
pub(crate) fn next(page: &Value) -> Option<String> {
    let links = page["link"].as_array().unwrap();
    let next = links.iter().find(|l| l["relation"] == "next");
    next.map(|l| l["url"].as_str().unwrap().to_owned())
}

/// The codes of all issues of an outcome, or of the outcome entries of a bundle.
pub(crate) fn codes(body: &Value) -> Vec<String> {
    let outcomes: Vec<&Value> = match body["entry"].as_array() {
        Some(entries) => entries
            .iter()
            .filter(|e| e["search"]["mode"] == "outcome")
            .map(|e| &e["resource"])
            .collect(),
        None => vec![body],
    };
    let issues = outcomes
        .iter()
        .flat_map(|o| o["issue"].as_array().cloned().unwrap_or_default());
    issues
        .filter_map(|i| {
            i["details"]["coding"][0]["code"]
                .as_str()
                .map(str::to_owned)
        })
        .collect()
}

/// The address a program opens in the browser.
pub(crate) fn authorize_url(server: &Server, change: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let base = server.base_url();
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "wardbook"),
        ("redirect_uri", SCHEME),
        ("scope", SCOPES),
        ("state", "st-1"),
        ("aud", &base),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in change {
        pairs.retain(|(n, _)| n != name);
        pairs.push((name, value));
    }
    let origin = base.replace("/fhir", "");
    let mut url = Url::parse(&format!("{origin}/oauth2/authorize")).unwrap();
    url.query_pairs_mut().extend_pairs(pairs);
    url.to_string()
}

/// Dr. Osei signs in and allows all that is asked; gives the code.
pub(crate) async fn code(server: &Server, change: &[(&str, &str)]) -> String {
    let page = client().get(authorize_url(server, change)).send().await;
    let page = page.unwrap().text().await.unwrap();
    let number = page.split("name=\"request\" value=\"").nth(1).unwrap();
    let number = number.split('"').next().unwrap();
    let post = |path: &str, form: &[(&str, &str)]| {
        let request = client().post(format!("{}/oauth2/{path}", origin(server)));
        request.form(form).send()
    };
    let who = [("user", "osei"), ("password", "sandbox")];
    let consent = post("sign-in", &[&[("request", number)], &who[..]].concat()).await;
    assert_eq!(consent.unwrap().status().as_u16(), 200);
    let mut form = vec![("request", number), ("decision", "allow")];
    let asked = change.iter().find(|(name, _)| *name == "scope");
    let scopes = asked.map_or(SCOPES, |(_, scopes)| scopes);
    form.extend(scopes.split(' ').map(|scope| ("scope", scope)));
    let back = post("consent", &form).await.unwrap();
    let back = Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(n, _)| n == "code").unwrap().1;
    code.into_owned()
}

/// The form that exchanges a code, without who asks.
pub(crate) fn exchange(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", SCHEME),
        ("code_verifier", VERIFIER),
    ]
}

/// The server without the path of its base.
pub(crate) fn origin(server: &Server) -> String {
    server.base_url().replace("/fhir", "")
}

/// Signs Dr. Osei in, who allows all that is asked; gives the token answer.
pub(crate) async fn sign_in(server: &Server, scopes: &str, launch: Option<&str>) -> Value {
    let mut change = vec![("scope", scopes)];
    change.extend(launch.map(|launch| ("launch", launch)));
    let code = code(server, &change).await;
    let mut form = exchange(&code);
    form.push(("client_id", "wardbook"));
    let token = client().post(format!("{}/oauth2/token", origin(server)));
    let token = token.form(&form).send();
    token.await.unwrap().json().await.unwrap()
}
