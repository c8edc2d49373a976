//! Stories of programs that prove who they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::personality::{EPIC, GENERIC};
use crate::server_tests::client;
use crate::visit::{SCOPES, code, config, exchange, origin};
use crate::{Config, Server};

const KEY: &[u8] = include_bytes!("sandbox_signing_key.pem");
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn ward(kind: crate::Personality) -> Config {
    let mut keys = super::jwt::jwks();
    keys["keys"][0]["alg"] = json!("RS384");
    Config {
        client_secrets: vec![("ward".to_owned(), "open: sesame".to_owned())],
        client_keys: vec![("signer".to_owned(), keys.to_string())],
        ..config(kind, 1)
    }
}

async fn token(
    server: &Server,
    form: &[(&str, &str)],
    basic: Option<(&str, &str)>,
) -> (u16, Value) {
    let mut post = client().post(format!("{}/oauth2/token", origin(server)));
    if let Some((id, secret)) = basic {
        post = post.basic_auth(id, Some(secret));
    }
    let answer = post.form(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// An assertion of the signer that lives `seconds`.
fn assertion(server: &Server, jti: &str, aud: &str, seconds: i64) -> String {
    let now = crate::clock::system_ms() / 1000;
    let mut header = Header::new(Algorithm::RS384);
    header.kid = Some("sandbox-1".to_owned());
    let aud = aud.replace("TOKEN", &format!("{}/oauth2/token", origin(server)));
    let claims = json!({"iss": "signer", "sub": "signer", "aud": aud, "jti": jti,
        "exp": now + seconds});
    let key = EncodingKey::from_rsa_pem(KEY).unwrap();
    jsonwebtoken::encode(&header, &claims, &key).unwrap()
}

#[tokio::test]
async fn a_program_with_a_secret_is_given_a_refresh_token_even_at_epic() {
    let server = Server::start(ward(EPIC)).await.unwrap();
    let asked = [("client_id", "ward"), ("scope", SCOPES)];
    let first = code(&server, &asked).await;
    let (status, body) = token(&server, &exchange(&first), Some(("ward", "open+sesame"))).await;
    assert_eq!(
        (status, body["error"].as_str()),
        (401, Some("invalid_client"))
    );
    let public = [&exchange(&first)[..], &[("client_id", "ward")]].concat();
    assert_eq!(token(&server, &public, None).await.0, 401);
    // In the header it is written as in a form.
    let basic = Some(("ward", "open%3A+sesame"));
    let (status, body) = token(&server, &exchange(&first), basic).await;
    assert_eq!(status, 200);
    let refresh = body["refresh_token"].as_str().unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("client_id", "ward"),
        ("client_secret", "open: sesame"),
    ];
    assert_eq!(token(&server, &form, None).await.0, 200);
    assert_eq!(token(&server, &form[..3], None).await.0, 401);
}

#[tokio::test]
async fn a_signed_assertion_is_good_once_and_for_five_minutes() {
    let server = Server::start(ward(GENERIC)).await.unwrap();
    let ask = |text: String| {
        let server = &server;
        async move {
            let form = [
                ("grant_type", "client_credentials"),
                ("scope", "system/Patient.rs user/Goal.rs"),
                ("client_assertion_type", ASSERTION),
                ("client_assertion", &text),
            ];
            token(server, &form, None).await
        }
    };
    let good = assertion(&server, "one", "TOKEN", 200);
    let (status, body) = ask(good.clone()).await;
    assert_eq!(
        (status, body["scope"].as_str()),
        (200, Some("system/Patient.rs"))
    );
    assert!(body.get("refresh_token").is_none() && body.get("id_token").is_none());
    let get = |path: &str| {
        let token = body["access_token"].as_str().unwrap();
        let request = client().get(format!("{}/{path}", server.base_url()));
        request.bearer_auth(token).send()
    };
    assert_eq!(get("Patient").await.unwrap().status().as_u16(), 200);
    assert_eq!(get("Goal").await.unwrap().status().as_u16(), 403);
    for bad in [
        good,
        assertion(&server, "two", "https://elsewhere.example/token", 200),
        assertion(&server, "three", "TOKEN", 3600),
        assertion(&server, "four", "TOKEN", -1),
        "a.b.c".to_owned(),
    ] {
        let (status, body) = ask(bad).await;
        assert_eq!(
            (status, body["error"].as_str()),
            (401, Some("invalid_client"))
        );
    }
    // Who signs cannot also come without signing, and a public program is no service.
    for id in ["signer", "wardbook"] {
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", "system/Patient.rs"),
            ("client_id", id),
        ];
        assert!(token(&server, &form, None).await.0 >= 400, "{id}");
    }
}
