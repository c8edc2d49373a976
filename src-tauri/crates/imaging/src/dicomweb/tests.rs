//! Stories told to an archive that answers as it is told, over a real socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Archive, ArchiveError, Authorization, NoCredentials, Options, Step, StudyQuery};

/// Answers each request with the next of these; says what it was asked.
async fn far_side(answers: Vec<Vec<u8>>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/dicom-web", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            asked.push(String::from_utf8(head).unwrap());
            stream.write_all(&answer).await.unwrap();
            stream.shutdown().await.unwrap();
        }
        asked
    });
    (base, task)
}

fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn json(body: &str) -> Vec<u8> {
    answer("200 OK", "application/dicom+json", body.as_bytes())
}

fn open(base: &str) -> Archive {
    Archive::new(base, Arc::new(NoCredentials), Options::default()).unwrap()
}

fn by_number() -> StudyQuery {
    StudyQuery {
        patient_id: Some("0815".to_owned()),
        ..StudyQuery::default()
    }
}

fn study(uid: &str) -> String {
    format!("{{\"0020000D\":{{\"vr\":\"UI\",\"Value\":[\"{uid}\"]}}}}")
}

#[tokio::test]
async fn pages_that_overlap_give_every_study_once_and_end_with_an_empty_one() {
    let pages = [
        format!("[{},{}]", study("1.1"), study("1.2")),
        format!("[{},{}]", study("1.2"), study("1.3")),
    ];
    let mut answers: Vec<Vec<u8>> = pages.iter().map(|page| json(page)).collect();
    answers.push(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec());
    let (base, asked) = far_side(answers).await;
    let (found, more) = open(&base).studies(&by_number(), 100).await.unwrap();
    let uids: Vec<&str> = found.iter().map(|one| one.uid.as_str()).collect();
    assert_eq!((uids, more), (vec!["1.1", "1.2", "1.3"], false));
    let asked = asked.await.unwrap();
    assert!(asked[0].starts_with("GET /dicom-web/studies?PatientID=0815&"));
    assert!(asked[0].contains("accept: application/dicom+json"));
    assert!(asked[1].contains("offset=2") && asked[2].contains("offset=4"));
}

#[tokio::test]
async fn an_archive_that_ignores_the_offset_is_not_asked_for_ever() {
    let page = format!("[{},{}]", study("1.1"), study("1.2"));
    let (base, _) = far_side(vec![json(&page), json(&page)]).await;
    let (found, more) = open(&base).studies(&by_number(), 100).await.unwrap();
    assert_eq!((found.len(), more), (2, false));
}

#[tokio::test]
async fn everything_is_never_asked_for_and_a_row_without_a_name_is_no_row() {
    let nothing = open("http://127.0.0.1:9")
        .studies(&StudyQuery::default(), 10)
        .await;
    assert!(nothing.is_err(), "a search without a key");
    let (base, _) = far_side(vec![json("[{\"00080020\":{\"vr\":\"DA\"}}]")]).await;
    let nameless = open(&base).studies(&by_number(), 10).await.unwrap_err();
    assert_eq!(nameless, ArchiveError::Unreadable { step: Step::Json });
}

#[tokio::test]
async fn an_instance_comes_whole_in_a_part_or_alone_and_never_half() {
    let kind = "multipart/related; type=\"application/dicom\"; boundary=b";
    let body = b"--b\r\nContent-Type: application/dicom\r\n\r\nDICM\r\n--\r\n--b--";
    let cut = body.len() - 2;
    let (base, asked) = far_side(vec![
        answer("200 OK", kind, body),
        answer("200 OK", "application/dicom", b"DICM alone"),
        answer("200 OK", kind, &body[..cut]),
        answer(
            "200 OK",
            kind,
            &[&body[..cut], b"\r\n\r\nX\r\n--b--"].concat(),
        ),
        answer("200 OK", "text/html", b"<p>sign in</p>"),
    ])
    .await;
    let archive = open(&base);
    let fetch = || archive.fetch("1.2", "1.2.3", "1.2.3.4");
    assert_eq!(fetch().await.unwrap(), b"DICM\r\n--".as_slice());
    assert_eq!(fetch().await.unwrap(), b"DICM alone".as_slice());
    let unreadable = |step| ArchiveError::Unreadable { step };
    assert_eq!(fetch().await.unwrap_err(), unreadable(Step::CutShort));
    assert_eq!(
        fetch().await.unwrap_err(),
        unreadable(Step::Parts),
        "two where one was asked for"
    );
    assert_eq!(fetch().await.unwrap_err(), unreadable(Step::ContentType));
    let asked = asked.await.unwrap();
    assert!(asked[0].contains("transfer-syntax=*"), "as it is stored");
    assert!(asked[0].starts_with("GET /dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4 "));
}

#[tokio::test]
async fn nothing_is_followed_and_a_strange_name_is_no_address() {
    let to = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/elsewhere\r\nconnection: close\r\n\r\n";
    let (base, _) = far_side(vec![to.to_vec()]).await;
    let secret = Arc::new(Authorization::basic("osei", "sandbox"));
    assert_eq!(format!("{secret:?}"), "<redacted>");
    let archive = Archive::new(&base, secret, Options::default()).unwrap();
    let moved = archive.fetch("1.2", "1.3", "1.4").await.unwrap_err();
    assert_eq!(moved, ArchiveError::Redirected { status: 302 });
    for strange in ["../1", "1/2", "", "1?x", "..", "1%2f"] {
        let refused = archive.fetch(strange, "1.3", "1.4").await.unwrap_err();
        assert_eq!(refused, ArchiveError::Address, "{strange}");
    }
    for (base, error) in [
        ("http://pacs.example/dicom-web", ArchiveError::NotEncrypted),
        ("https://me:secret@pacs.example", ArchiveError::Address),
        ("https://pacs.example/?x=1", ArchiveError::Address),
        ("ftp://pacs.example", ArchiveError::Address),
    ] {
        let refused = Archive::new(base, Arc::new(NoCredentials), Options::default());
        assert_eq!(refused.unwrap_err(), error, "{base}");
    }
}

#[derive(Default)]
struct Renewing(AtomicUsize);

impl super::Credentials for Renewing {
    fn current(
        &self,
    ) -> futures::future::BoxFuture<'_, Result<Option<Authorization>, super::NotSignedIn>> {
        Box::pin(std::future::ready(Ok(Some(Authorization::bearer("old")))))
    }

    fn renewed<'a>(
        &'a self,
        refused: &'a Authorization,
    ) -> futures::future::BoxFuture<'a, Result<Option<Authorization>, super::NotSignedIn>> {
        assert_eq!(refused.secret(), "Bearer old");
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(Some(Authorization::bearer("new")))))
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_what_the_archive_says_of_each_file_is_kept() {
    let refused = answer("401 Unauthorized", "text/plain", b"no");
    let said = r#"{"00081198":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.4"]},"00081197":{"vr":"US","Value":[272]}}]}}"#;
    let (base, asked) = far_side(vec![
        refused.clone(),
        answer("204 No Content", "text/plain", b""),
        answer("409 Conflict", "application/dicom+json", said.as_bytes()),
        refused.clone(),
        refused,
    ])
    .await;
    let credentials = Arc::new(Renewing::default());
    let archive = Archive::new(&base, Arc::clone(&credentials) as _, Options::default()).unwrap();
    assert!(!archive.has("1.2", "1.3", "1.4").await.unwrap());
    let stored = archive
        .store("1.2", "b", &[b"DICM".as_slice().into()])
        .await
        .unwrap();
    assert_eq!(
        stored.of("1.4"),
        Some(super::Verdict::Refused { reason: Some(272) })
    );
    let lost = archive.has("1.2", "1.3", "1.4").await.unwrap_err();
    assert_eq!(lost, ArchiveError::Unauthorized);
    assert!(lost.needs_sign_in() && lost.is_permanent());
    assert_eq!(credentials.0.load(Ordering::SeqCst), 2, "once each");
    let asked = asked.await.unwrap();
    assert!(asked[0].contains("Bearer old") && asked[1].contains("Bearer new"));
}

#[tokio::test]
async fn an_archive_that_asks_to_wait_or_is_not_there_is_no_refusal() {
    let busy = b"HTTP/1.1 429 Too Many\r\nretry-after: 7\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (base, _) = far_side(vec![busy.to_vec()]).await;
    let asked = open(&base).instances("1.2").await.unwrap_err();
    assert_eq!(asked.retry_after().unwrap().as_secs(), 7);
    assert!(!asked.is_permanent());
    // Nobody listens where the far side was.
    let gone = open(&base).instances("1.2").await.unwrap_err();
    assert!(gone.is_offline() && !gone.is_permanent(), "{gone:?}");
}
