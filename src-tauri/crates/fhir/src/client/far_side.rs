//! A scripted server on a real socket: what it answers is bytes, so that any fault can be made.
#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

pub(super) enum Reply {
    Bytes(Vec<u8>),
    /// Nothing, for ever.
    Hang,
}

pub(super) struct FarSide {
    pub(super) base: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl FarSide {
    /// Answer each request by its head.
    pub(super) async fn start(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> FarSide {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/fhir/r4", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match socket.read_u8().await {
                            Ok(byte) => head.push(byte),
                            Err(_) => return,
                        }
                    }
                    let head = String::from_utf8(head).unwrap();
                    log.lock().unwrap().push(head.clone());
                    match answer(&head) {
                        Reply::Bytes(bytes) => {
                            let _ = socket.write_all(&bytes).await;
                            let _ = socket.shutdown().await;
                        }
                        Reply::Hang => std::future::pending().await,
                    }
                });
            }
        });
        FarSide { base, seen }
    }

    /// The same answer to everything.
    pub(super) async fn always(reply: Vec<u8>) -> FarSide {
        Self::start(move |_| Reply::Bytes(reply.clone())).await
    }

    /// Heads of the requests so far.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// A whole answer.
pub(super) fn http(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut answer = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

pub(super) fn fhir(status: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    http(status, "content-type: application/fhir+json\r\n", body)
}

pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// An OperationOutcome with a vendor's code.
pub(super) fn outcome(severity: &str, code: &str, own: &str) -> String {
    format!(
        r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}","code":"{code}","details":{{"coding":[{{"code":"{own}"}}],"text":"about Peter Chalmers"}}}}]}}"#
    )
}
