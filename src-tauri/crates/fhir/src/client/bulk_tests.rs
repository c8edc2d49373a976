#![allow(clippy::unwrap_used, clippy::panic)]
use std::sync::Arc;

use futures::future::BoxFuture;

use super::super::far_side::{FarSide, Reply};
use super::super::{FetchError, Options};
use super::*;
use crate::client::token::{AccessToken, TokenError, TokenSource};

struct Signed;

impl TokenSource for Signed {
    fn token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async { Ok(Some(AccessToken::new("s3cret"))) })
    }

    fn renew(&self, _: &AccessToken) -> BoxFuture<'_, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async { Ok(None) })
    }
}

fn client(base: &str) -> Client {
    let options = Options {
        extra_headers: vec![("x-api-key".to_owned(), "k3y".to_owned())],
        ..Options::default()
    };
    Client::new(base, Arc::new(Signed), options).unwrap()
}

fn answers(head: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes())
}

async fn all(lines: &mut crate::Lines) -> Result<Vec<String>, FetchError> {
    let mut all = Vec::new();
    while let Some(line) = lines.next().await? {
        all.push(String::from_utf8(line.to_vec()).unwrap());
    }
    Ok(all)
}

#[tokio::test]
async fn an_export_is_asked_for_asked_after_and_taken_away() {
    let far = FarSide::start(|head| {
        if head.starts_with("GET /fhir/r4/Group/icu/$export?_type=Patient%2CCondition ") {
            answers("202 Accepted\r\ncontent-location: /fhir/r4/_jobs/7", "")
        } else if head.starts_with("GET /fhir/r4/_jobs/7 ") {
            answers(
                "200 OK",
                r#"{"transactionTime":"2026-11-21T08:00:00Z","requiresAccessToken":true,
                "output":[{"type":"Patient","url":"/fhir/r4/_jobs/7/1","count":2}],
                "error":[{"type":"OperationOutcome","url":"https://e.org/x"}]}"#,
            )
        } else {
            answers("202 Accepted", "")
        }
    })
    .await;
    let client = client(&far.base);
    let of = ExportOf::Group("icu".to_owned());
    let job = client.export(&of, &["Patient", "Condition"]).await.unwrap();
    let ExportStatus::Ready(manifest) = client.export_status(&job).await.unwrap() else {
        panic!("it is ready");
    };
    assert_eq!(manifest.transaction_time, Some(1_795_248_000_000));
    assert!(manifest.requires_token);
    assert_eq!((manifest.output.len(), manifest.error.len()), (1, 1));
    client.export_over(&job).await.unwrap();
    let seen = far.seen();
    assert!(seen.first().unwrap().contains("prefer: respond-async"));
    assert!(seen.last().unwrap().starts_with("DELETE /fhir/r4/_jobs/7 "));
    assert!(!seen.last().unwrap().contains("prefer"));
}

#[tokio::test]
async fn a_job_on_another_server_is_not_asked_after() {
    let elsewhere = "202 Accepted\r\ncontent-location: https://evil.example/job";
    let far = FarSide::start(move |_| answers(elsewhere, "")).await;
    let refused = client(&far.base).export(&ExportOf::Everybody, &[]).await;
    assert_eq!(refused.unwrap_err(), FetchError::OtherOrigin);
}

#[tokio::test]
async fn a_list_of_files_that_is_none_is_not_taken_for_an_empty_one() {
    let far = FarSide::start(|_| answers("200 OK", r#"{"resourceType":"Bundle"}"#)).await;
    let job = NextLink::from_checkpoint(format!("{}/_jobs/7", far.base));
    let refused = client(&far.base).export_status(&job).await.unwrap_err();
    assert!(
        matches!(refused, FetchError::Unreadable { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn lines_come_one_by_one_whatever_ends_them() {
    let body = "\u{feff}{\"a\":1}\r\n\n{\"b\":2}\n  \n{\"c\":3}";
    let far = FarSide::start(move |_| answers("200 OK", body)).await;
    let file = NextLink::from_checkpoint(format!("{}/f", far.base));
    let mut lines = client(&far.base).lines(&file, true).await.unwrap();
    assert_eq!(
        all(&mut lines).await.unwrap(),
        ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]
    );
    assert!(far.seen().first().unwrap().contains("Bearer s3cret"));
}

#[tokio::test]
async fn a_web_page_with_status_200_is_no_file() {
    let far = FarSide::start(|_| answers("200 OK", "<html>Sign in</html>")).await;
    let file = NextLink::from_checkpoint(format!("{}/f", far.base));
    let mut lines = client(&far.base).lines(&file, true).await.unwrap();
    let refused = all(&mut lines).await.unwrap_err();
    assert!(
        matches!(refused, FetchError::Unreadable { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_file_cut_in_its_middle_is_not_taken_for_a_whole_one() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"a\":1}\n{\"b\"";
    let far = FarSide::start(move |_| Reply::Bytes(cut.as_bytes().to_vec())).await;
    let file = NextLink::from_checkpoint(format!("{}/f", far.base));
    let mut lines = client(&far.base).lines(&file, true).await.unwrap();
    assert!(lines.next().await.unwrap().is_some());
    let refused = lines.next().await.unwrap_err();
    assert!(matches!(refused, FetchError::Network { .. }), "{refused:?}");
}

#[tokio::test]
async fn neither_token_nor_key_goes_to_another_server() {
    let storage = FarSide::start(|_| answers("200 OK", "{\"a\":1}\n")).await;
    let there = format!("{}/f", storage.base.replace("127.0.0.1", "localhost"));
    let to = format!("307 Temporary Redirect\r\nlocation: {there}");
    let far = FarSide::start(move |_| answers(&to, "")).await;
    let client = client(&far.base);
    let own = NextLink::from_checkpoint(format!("{}/f", far.base));
    let mut lines = client.lines(&own, true).await.unwrap();
    assert_eq!(all(&mut lines).await.unwrap(), ["{\"a\":1}"]);
    let other = NextLink::from_checkpoint(there);
    let refused = client.lines(&other, true).await.unwrap_err();
    assert_eq!(refused, FetchError::OtherOrigin, "it would need the token");
    client.lines(&other, false).await.unwrap();
    assert_eq!(storage.seen().len(), 2);
    for head in storage.seen() {
        let head = head.to_lowercase();
        assert!(
            !head.contains("authorization") && !head.contains("x-api-key"),
            "{head}"
        );
        assert!(!head.contains("x-request-id"), "{head}");
    }
    let plain = NextLink::from_checkpoint("http://storage.example/f");
    let refused = client.lines(&plain, false).await.unwrap_err();
    assert_eq!(
        refused,
        FetchError::OtherOrigin,
        "patient data in plain text"
    );
}
