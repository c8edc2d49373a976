//! The redirect address: a port of this computer that answers one path while one attempt lasts, and
//! nothing else.
//!
//! Every connection is read by itself, because browsers open some that they never use. The request
//! is bounded in size and time, must name 127.0.0.1 as its host (a foreign name that resolves to
//! this computer is refused), and nothing of it is echoed.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use zeroize::Zeroizing;

use crate::error::SignInError;
use crate::gate::{Answer, Gate, Verdict};
use crate::page::{POLICY, Page};

/// The path of the redirect address, where the EHR wants no other.
pub(crate) const PATH: &str = "/callback";

/// Codes can be long signed texts.
const HEAD_LIMIT: usize = 64 * 1024;
const READ_LIMIT: Duration = Duration::from_secs(10);
/// How long the last page may take to get out before the attempt ends without it.
const FAREWELL: Duration = Duration::from_secs(3);
/// Connections at the same time; more wait.
const AT_ONCE: usize = 32;

/// An open port; dropping it closes it.
pub(crate) struct Listener {
    port: u16,
    path: String,
    answers: mpsc::Receiver<(Answer, Reply)>,
    accepting: JoinHandle<()>,
}

/// The browser still waits: what it shall show.
pub(crate) struct Reply {
    page: oneshot::Sender<Page>,
    sent: oneshot::Receiver<()>,
}

impl Reply {
    /// Show this, and come back when it is out.
    pub(crate) async fn show(self, page: Page) {
        if self.page.send(page).is_ok() {
            // A browser that is gone needs no page.
            let _ = tokio::time::timeout(FAREWELL, self.sent).await;
        }
    }
}

impl Listener {
    /// Open the port: this one, or any that is free.
    pub(crate) async fn open(
        port: Option<u16>,
        path: &str,
        gate: Arc<Gate>,
    ) -> Result<Self, SignInError> {
        let failed = |error: &std::io::Error| {
            let in_use = error.kind() == std::io::ErrorKind::AddrInUse;
            SignInError::Listener { port, in_use }
        };
        let address = (Ipv4Addr::LOCALHOST, port.unwrap_or(0));
        let socket = TcpListener::bind(address)
            .await
            .map_err(|error| failed(&error))?;
        let bound = socket.local_addr().map_err(|error| failed(&error))?.port();
        let (sender, answers) = mpsc::channel(1);
        let room = Room {
            gate,
            answers: sender,
            port: bound,
            path: path.to_owned(),
        };
        let accepting = tokio::spawn(accept(socket, Arc::new(room)));
        Ok(Self {
            port: bound,
            path: path.to_owned(),
            answers,
            accepting,
        })
    }

    /// The redirect address to give to the EHR.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.path)
    }

    /// The answer of this attempt.
    pub(crate) async fn answer(&mut self) -> Result<(Answer, Reply), SignInError> {
        let gone = SignInError::Listener {
            port: Some(self.port),
            in_use: false,
        };
        self.answers.recv().await.ok_or(gone)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // The task holds the socket and every connection; all of them end with it.
        self.accepting.abort();
    }
}

struct Room {
    gate: Arc<Gate>,
    answers: mpsc::Sender<(Answer, Reply)>,
    port: u16,
    path: String,
}

async fn accept(socket: TcpListener, room: Arc<Room>) {
    accepting(socket, |stream| serve(stream, Arc::clone(&room))).await;
}

/// A request that is for us: its path and query, nothing decoded.
pub(crate) struct Request<'a> {
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

/// Answer every request at once, as `answer` says: with a page, or with a bare status.
pub(crate) async fn answering<F>(socket: TcpListener, port: u16, answer: Arc<F>)
where
    F: Fn(Request<'_>) -> Result<Page, &'static str> + Send + Sync + 'static,
{
    accepting(socket, |mut stream| {
        let answer = Arc::clone(&answer);
        async move {
            let Ok(Some(head)) = tokio::time::timeout(READ_LIMIT, head(&mut stream)).await else {
                return;
            };
            match request(&head, port).and_then(|request| answer(request)) {
                Ok(page) => write(&mut stream, page.status(), &page.html()).await,
                Err(status) => write(&mut stream, status, "").await,
            }
        }
    })
    .await;
}

async fn accepting<S>(socket: TcpListener, serve: impl Fn(TcpStream) -> S)
where
    S: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.len() >= AT_ONCE {
            connections.join_next().await;
        }
        match socket.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve(stream));
            }
            // Out of file handles, or a connection that was gone at once: go on, but not in a spin.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, room: Arc<Room>) {
    let Ok(Some(head)) = tokio::time::timeout(READ_LIMIT, head(&mut stream)).await else {
        return;
    };
    match judge(&head, &room) {
        Judged::Page(page) => write(&mut stream, page.status(), &page.html()).await,
        Judged::Plain(status) => write(&mut stream, status, "").await,
        Judged::Ours(answer) => {
            let (page, shown) = oneshot::channel();
            let (done, sent) = oneshot::channel();
            if room
                .answers
                .send((answer, Reply { page, sent }))
                .await
                .is_err()
            {
                return;
            }
            // The page waits until the codes are exchanged, so that it says how it really went.
            let Ok(page) = shown.await else { return };
            write(&mut stream, page.status(), &page.html()).await;
            let _ = done.send(());
        }
    }
}

enum Judged {
    Ours(Answer),
    Page(Page),
    Plain(&'static str),
}

/// The request, where it is a plain one to this computer by its number.
fn request(head: &str, port: u16) -> Result<Request<'_>, &'static str> {
    let mut lines = head.split("\r\n");
    let mut request = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (
        request.next().unwrap_or_default(),
        request.next().unwrap_or_default(),
    );
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let host = format!("127.0.0.1:{port}");
    let named = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, value)| name.eq_ignore_ascii_case("host") && value.trim() == host)
    };
    if !lines.any(named) {
        return Err("421 Misdirected Request");
    }
    if method == "GET" {
        Ok(Request { path, query })
    } else {
        Err("405 Method Not Allowed")
    }
}

fn judge(head: &str, room: &Room) -> Judged {
    let Request { path, query } = match request(head, room.port) {
        Ok(request) => request,
        Err(status) => return Judged::Plain(status),
    };
    if path != room.path {
        return Judged::Plain("404 Not Found");
    }
    match room.gate.judge(query) {
        Verdict::Ours(answer) => Judged::Ours(answer),
        Verdict::WrongState => {
            tracing::warn!("an answer to another sign-in was refused");
            Judged::Page(Page::WrongState)
        }
        Verdict::AlreadyUsed => {
            tracing::warn!("a second answer to this sign-in was refused");
            Judged::Page(Page::AlreadyUsed)
        }
    }
}

/// The request's head, or nothing where it is none.
async fn head(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut read = Zeroizing::new(Vec::with_capacity(4096));
    let mut chunk = Zeroizing::new([0u8; 4096]);
    loop {
        let count = stream
            .read(chunk.as_mut_slice())
            .await
            .ok()
            .filter(|count| *count > 0)?;
        let from = read.len().saturating_sub(3);
        read.extend_from_slice(chunk.get(..count)?);
        let end = read
            .get(from..)?
            .windows(4)
            .position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            return Some(Zeroizing::new(
                String::from_utf8(read.get(..from + end)?.to_vec()).ok()?,
            ));
        }
        if read.len() > HEAD_LIMIT {
            write(stream, "431 Request Header Fields Too Large", "").await;
            return None;
        }
    }
}

async fn write(stream: &mut TcpStream, status: &str, html: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nPragma: no-cache\r\nContent-Security-Policy: {POLICY}\r\n\
         Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        html.len()
    );
    // A browser that is gone is no fault of the sign-in.
    if stream.write_all(head.as_bytes()).await.is_ok() {
        let _ = stream.write_all(html.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}
