//! Stories of signing in, told to a whole server over a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Response, StatusCode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::server_tests::client;
use crate::{Config, Faults, Server, Visitor, WalkError, walk};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-long";
const REDIRECT: &str = "http://127.0.0.1:4711/callback";

struct Clinic {
    server: Server,
    origin: String,
}

impl Clinic {
    async fn open() -> Clinic {
        Clinic::with(Config {
            patients: 3,
            ..Config::default()
        })
        .await
    }

    async fn with(config: Config) -> Clinic {
        let server = Server::start(config).await.unwrap();
        let origin = server.base_url().replace("/fhir", "");
        Clinic { server, origin }
    }

    fn authorize_url(&self, change: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let base = self.server.base_url();
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", "wardbook"),
            ("redirect_uri", REDIRECT),
            (
                "scope",
                "openid fhirUser offline_access user/Patient.rs user/Observation.rs",
            ),
            ("state", "st-1"),
            ("aud", &base),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("nonce", "no-1"),
        ];
        for (name, value) in change {
            pairs.retain(|(n, _)| n != name);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        let mut url = Url::parse(&format!("{}/oauth2/authorize", self.origin)).unwrap();
        url.query_pairs_mut().extend_pairs(pairs);
        url.to_string()
    }

    /// Signs in and allows everything asked for; gives the code.
    async fn code(&self) -> String {
        let page = client()
            .get(self.authorize_url(&[]))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let number = page
            .split("name=\"request\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let post = |path: &str, form: &[(&str, &str)]| {
            client()
                .post(format!("{}/oauth2/{path}", self.origin))
                .form(form)
                .send()
        };
        let consent = post(
            "sign-in",
            &[
                ("request", number),
                ("user", "osei"),
                ("password", "sandbox"),
            ],
        );
        assert_eq!(consent.await.unwrap().status(), StatusCode::OK);
        let mut form = vec![("request", number), ("decision", "allow")];
        for scope in [
            "openid",
            "fhirUser",
            "offline_access",
            "user/Patient.rs",
            "user/Observation.rs",
        ] {
            form.push(("scope", scope));
        }
        let back = returned(&post("consent", &form).await.unwrap());
        assert_eq!(value(&back, "state").as_deref(), Some("st-1"));
        value(&back, "code").unwrap()
    }

    async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/oauth2/token", self.origin);
        let response = client().post(url).form(form).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn exchange(&self, code: &str, verifier: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("client_id", "wardbook"),
            ("code_verifier", verifier),
        ])
        .await
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", "wardbook"),
        ])
        .await
    }

    async fn fetch(&self, path: &str, token: &str) -> Response {
        let url = format!("{}/{path}", self.server.base_url());
        client().get(url).bearer_auth(token).send().await.unwrap()
    }
}

fn returned(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::FOUND);
    Url::parse(response.headers()["location"].to_str().unwrap()).unwrap()
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.into_owned())
}

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn dr_osei_signs_in_and_reads_what_she_allowed() {
    let clinic = Clinic::open().await;
    let (status, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    assert_eq!(status, 200);
    let token = text(&body, "access_token");
    assert_eq!(
        clinic.fetch("Patient?_count=1", &token).await.status(),
        StatusCode::OK
    );
    let refused = clinic.fetch("Condition?patient=x", &token).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(
        refused.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains("insufficient_scope")
    );
    assert_eq!(
        clinic.fetch("Patient", "made-up").await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_id_token_can_be_checked_with_the_published_key() {
    let clinic = Clinic::open().await;
    let (_, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    let url = format!("{}/oauth2/jwks", clinic.origin);
    let keys: jsonwebtoken::jwk::JwkSet = client()
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_audience(&["wardbook"]);
    rules.set_issuer(&[format!("{}/oauth2", clinic.origin)]);
    let token = text(&body, "id_token");
    let claims = jsonwebtoken::decode::<Value>(&token, &key, &rules)
        .unwrap()
        .claims;
    assert_eq!(claims["nonce"], "no-1");
    let me = text(&claims, "fhirUser");
    assert!(me.starts_with(&clinic.server.base_url()) && me.contains("/Practitioner/"));
}

#[tokio::test]
async fn without_pkce_there_is_no_code_and_with_another_verifier_no_token() {
    let clinic = Clinic::open().await;
    for change in [("code_challenge", ""), ("code_challenge_method", "plain")] {
        let response = client()
            .get(clinic.authorize_url(&[change]))
            .send()
            .await
            .unwrap();
        assert_eq!(
            value(&returned(&response), "error").as_deref(),
            Some("invalid_request")
        );
    }
    let code = clinic.code().await;
    let (status, body) = clinic
        .exchange(&code, "another-verifier-of-forty-three-characters-ok")
        .await;
    assert_eq!(
        (status, text(&body, "error").as_str()),
        (400, "invalid_grant")
    );
    assert_eq!(clinic.exchange(&code, VERIFIER).await.0, 200);
}

#[tokio::test]
async fn a_code_played_again_is_refused_and_ends_what_it_bought() {
    let clinic = Clinic::open().await;
    let code = clinic.code().await;
    let (_, body) = clinic.exchange(&code, VERIFIER).await;
    let token = text(&body, "access_token");
    assert_eq!(clinic.exchange(&code, VERIFIER).await.0, 400);
    assert_eq!(
        clinic.fetch("Patient", &token).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn codes_last_a_minute_and_tokens_their_hour() {
    let clinic = Clinic::open().await;
    let late = clinic.code().await;
    clinic.server.advance(61);
    assert_eq!(clinic.exchange(&late, VERIFIER).await.0, 400);
    let (_, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    let token = text(&body, "access_token");
    clinic.server.advance(3601);
    assert_eq!(
        clinic.fetch("Patient", &token).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let (status, fresh) = clinic.refresh(&text(&body, "refresh_token")).await;
    assert_eq!(status, 200);
    let token = text(&fresh, "access_token");
    assert_eq!(
        clinic.fetch("Patient", &token).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_rotated_refresh_token_used_twice_ends_the_grant() {
    let clinic = Clinic::with(Config {
        patients: 1,
        rotate_refresh: true,
        ..Config::default()
    })
    .await;
    let (_, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    let old = text(&body, "refresh_token");
    let (_, second) = clinic.refresh(&old).await;
    let new = text(&second, "refresh_token");
    assert_ne!(old, new);
    assert_eq!(clinic.refresh(&old).await.0, 400);
    assert_eq!(clinic.refresh(&new).await.0, 400);
}

#[tokio::test]
async fn what_is_revoked_is_inactive() {
    let clinic = Clinic::open().await;
    let (_, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    let (token, refresh) = (text(&body, "access_token"), text(&body, "refresh_token"));
    let ask = |path: &str, token: &str| {
        let form = [
            ("token", token.to_owned()),
            ("client_id", "wardbook".to_owned()),
        ];
        client()
            .post(format!("{}/oauth2/{path}", clinic.origin))
            .form(&form)
            .send()
    };
    let told: Value = ask("introspect", &token)
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(told["active"], true);
    assert_eq!(
        ask("revoke", &refresh).await.unwrap().status(),
        StatusCode::OK
    );
    let told: Value = ask("introspect", &token)
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(told["active"], false);
    assert_eq!(
        clinic.fetch("Patient", &token).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_wrong_client_or_redirect_gets_a_page_and_goes_nowhere() {
    let clinic = Clinic::open().await;
    for change in [
        ("client_id", "stranger"),
        ("redirect_uri", "https://evil.example/cb"),
        ("redirect_uri", "http://localhost:1/cb"),
        ("redirect_uri", "http://127.0.0.1.evil.example:1/"),
    ] {
        let response = client()
            .get(clinic.authorize_url(&[change]))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(response.headers().get("location").is_none());
        assert!(response.text().await.unwrap().contains("<h1>"));
    }
    let wrong = client().get(clinic.authorize_url(&[("aud", "http://other.example/fhir")]));
    let back = returned(&wrong.send().await.unwrap());
    assert_eq!(value(&back, "error").as_deref(), Some("invalid_request"));
    let v6 = client().get(clinic.authorize_url(&[("redirect_uri", "http://[::1]:5005/x")]));
    assert_eq!(v6.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_token_wears_out_after_the_ordered_number_of_requests() {
    let clinic = Clinic::open().await;
    clinic.server.set_faults(Faults {
        expire_token_after: 2,
        ..Faults::default()
    });
    let (_, body) = clinic.exchange(&clinic.code().await, VERIFIER).await;
    let token = text(&body, "access_token");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(
            clinic
                .fetch("Patient?_count=1", &token)
                .await
                .status()
                .as_u16(),
        );
    }
    assert_eq!(statuses, [200, 200, 401]);
}

/// A program that waits for the browser on loopback; gives the query it was called with.
async fn listener() -> (u16, tokio::task::JoinHandle<String>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut stream, _) = socket.accept().await.unwrap();
        let mut buffer = vec![0; 8192];
        let read = stream.read(&mut buffer).await.unwrap();
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
        stream.write_all(answer).await.unwrap();
        let head = String::from_utf8_lossy(&buffer[..read]).into_owned();
        head.split_whitespace().nth(1).unwrap().to_owned()
    });
    (port, task)
}

#[tokio::test]
async fn the_scripted_browser_walks_to_the_program_that_waits() {
    let clinic = Clinic::open().await;
    for (deny, expected) in [(false, "code="), (true, "error=access_denied")] {
        let (port, arrived) = listener().await;
        let redirect = format!("http://127.0.0.1:{port}/back");
        let url = clinic.authorize_url(&[("redirect_uri", &redirect)]);
        walk(
            &url,
            &Visitor {
                deny,
                ..Visitor::default()
            },
        )
        .await
        .unwrap();
        assert!(arrived.await.unwrap().contains(expected));
    }
    let mistyped = Visitor {
        password: "wrong".to_owned(),
        ..Visitor::default()
    };
    let stuck = walk(&clinic.authorize_url(&[]), &mistyped).await;
    assert!(matches!(
        stuck,
        Err(WalkError::Answered { status: 401, .. })
    ));
}
