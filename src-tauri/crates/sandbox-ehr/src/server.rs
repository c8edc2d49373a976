//! The server: starts, stops as if the cable were pulled, and comes back on the same port. Owns
//! the routes at the origin; what FHIR and SMART do with them is theirs.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderMap, Method, Response};
use bytes::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::brands;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::control;
use crate::counters::{Counters, Counts};
use crate::dicomweb;
use crate::faults::{Fate, FaultBox, Faults};
use crate::fhir::answer::Answer;
use crate::fhir::export::{self, Exports};
use crate::fhir::gate::Access;
use crate::fhir::glass::Documents;
use crate::fhir::remembered::{Remembered, Remembrance};
use crate::fhir::route::{self, Asked};
use crate::fhir::sessions::Sessions;
use crate::fhir::subscriptions::{self, Pings};
use crate::holdings::Holdings;
use crate::listener::{CuttableListener, cut};
use crate::load::{LoadError, Loaded};
use crate::memory::Memory;
use crate::population::Population;
use crate::served::{Ended, Served, Walk};
use crate::smart::clients::Assertions;
use crate::smart::desk::Desk;
use crate::smart::launch::{self, Launch, Launches};
use crate::smart::{authorize, discovery, jwt, token};
use crate::state::{self, Shared, State};
use crate::truth::{self, Truth};

/// The largest request body taken.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port cannot be had.
    #[error("port {port} on 127.0.0.1 cannot be opened")]
    Bind {
        /// The port asked for.
        port: u16,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The folder to load cannot be.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// A sandbox EHR.
#[derive(Debug)]
pub struct Server {
    state: Shared,
    port: u16,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    cut: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server on loopback. Needs a tokio runtime; serves until stopped or dropped.
    pub async fn start(config: Config) -> Result<Server, StartError> {
        let bind = |source| StartError::Bind {
            port: config.port,
            source,
        };
        let listener = listen(config.port).await.map_err(bind)?;
        let port = listener.local_addr().map_err(bind)?.port();
        let origin = format!("http://127.0.0.1:{port}");
        let holdings = if let Some(folder) = &config.load {
            Holdings::Loaded(Loaded::read(folder, config.personality.meta)?)
        } else {
            let mut people = Population::new(config.seed, config.patients, config.day())
                .with_archive(format!("{origin}{}", state::ARCHIVE));
            if !config.personality.meta {
                people = people.without_meta();
            }
            Holdings::Made(Arc::new(people))
        };
        let state = Arc::new(State {
            origin,
            holdings,
            memory: Memory::default(),
            faults: FaultBox::new(config.faults.clone()),
            clock: Clock::default(),
            counters: Counters::default(),
            desk: Desk::default(),
            assertions: Assertions::default(),
            launches: Launches::default(),
            served: Served::default(),
            sessions: Sessions::default(),
            documents: Documents::default(),
            exports: Exports::default(),
            remembered: Remembered::default(),
            pings: Pings::default(),
            archive: dicomweb::Archive::default(),
            answered: AtomicU64::default(),
            since: clock::system_ms(),
            config,
        });
        let running = Some(serve(Arc::clone(&state), listener));
        Ok(Server {
            state,
            port,
            running,
        })
    }

    /// The FHIR base, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.state.base()
    }

    /// The base of its DICOMweb, without a slash at the end.
    pub fn archive_url(&self) -> String {
        self.state.archive_base()
    }

    /// The file of an instance that a chart names, as the archive gives it.
    pub fn image(&self, study: &str, instance: &str) -> Option<Bytes> {
        let named = dicomweb::named(&self.state, study, instance)?;
        Some(named.make().bytes)
    }

    /// How often each instance was sent to its archive, by SOP instance UID.
    pub fn images_came(&self) -> BTreeMap<String, u64> {
        self.state.archive.came()
    }

    /// The bytes of each instance that was stored in its archive, by SOP instance UID.
    pub fn images_stored(&self) -> BTreeMap<String, Bytes> {
        self.state.archive.stored()
    }

    /// The port it listens on, or listened on before it was stopped.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Pulls the cable: no new connections, and those there are break.
    pub async fn stop(&mut self) {
        if let Some(Running { cut, task }) = self.running.take() {
            drop(cut);
            task.abort();
            let _aborted = task.await;
        }
    }

    /// Plugs it in again on the same port, remembering everything.
    pub async fn restart(&mut self) -> Result<(), StartError> {
        self.stop().await;
        let bind = |source| StartError::Bind {
            port: self.port,
            source,
        };
        let listener = listen(self.port).await.map_err(bind)?;
        self.running = Some(serve(Arc::clone(&self.state), listener));
        Ok(())
    }

    /// Puts these faults in force and counts requests from the start.
    pub fn set_faults(&self, faults: Faults) {
        self.state.faults.set(faults);
    }

    /// The faults in force.
    pub fn faults(&self) -> Faults {
        self.state.faults.get()
    }

    /// What the server was asked so far.
    pub fn counts(&self) -> Counts {
        self.state.counters.read()
    }

    /// Lets time pass for codes and tokens.
    pub fn advance(&self, seconds: i64) {
        self.state.clock.advance(seconds * 1000);
    }

    /// Makes every access token given so far useless.
    pub fn expire_tokens(&self) {
        self.state.desk.expire_all();
    }

    /// Begins an EHR launch; gives the value of `launch` beside `iss`, which is the base.
    pub fn launch(&self, launch: Launch) -> String {
        self.state.launches.begin(launch, self.state.clock.now())
    }

    /// What the server holds and what it refuses, for whoever has this access token, or for anyone
    /// without one; `None` where the token is good no more.
    pub fn truth(&self, token: Option<&str>) -> Option<Truth> {
        let access = match token {
            None => Access::All,
            Some(token) => {
                Access::Granted(self.state.desk.admit(token, self.state.clock.now(), 0)?)
            }
        };
        Some(truth::tell(&self.state, &access, None))
    }

    /// Ends every search session, so that next links that live in one lead nowhere.
    pub fn expire_next_links(&self) {
        self.state.sessions.end_all();
    }

    /// Which pages were asked for and served, to whom.
    pub fn walks(&self) -> Vec<Walk> {
        self.state.served.walks()
    }

    /// What it remembers, in the order in which they were first asked for; nothing
    /// unless it was told to remember.
    pub fn remembered(&self) -> Vec<Remembrance> {
        self.state.remembered.asked()
    }

    /// Every code, access token and refresh token given so far, for tests that look for them.
    pub fn secrets(&self) -> Vec<String> {
        self.state.desk.secrets()
    }

    /// The made population; `None` where a folder is served.
    pub fn population(&self) -> Option<Arc<Population>> {
        match &self.state.holdings {
            Holdings::Made(population) => Some(Arc::clone(population)),
            Holdings::Loaded(_) => None,
        }
    }

    /// How many patients are served.
    pub fn patients(&self) -> usize {
        self.state.holdings.patients()
    }

    /// The chart of a patient as served at the start, made or loaded; the Patient comes first.
    pub fn chart(&self, index: usize) -> Option<Arc<crate::resource::Chart>> {
        if index < self.patients() {
            self.state.holdings.chart(index)
        } else {
            None
        }
    }

    /// What belongs to no patient.
    pub fn commons(&self) -> Option<Arc<crate::resource::Chart>> {
        self.state.holdings.chart(crate::holdings::COMMONS)
    }

    /// Everything clients created that is still there.
    pub fn written(&self) -> Vec<Arc<crate::resource::Resource>> {
        self.state.memory.created(None)
    }

    /// How many entries of a loaded folder were no resource or repeated one.
    pub fn skipped(&self) -> usize {
        match &self.state.holdings {
            Holdings::Made(_) => 0,
            Holdings::Loaded(loaded) => loaded.skipped,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(Running { task, .. }) = &self.running {
            task.abort();
        }
    }
}

async fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

fn serve(state: Shared, listener: TcpListener) -> Running {
    let (sender, receiver) = oneshot::channel();
    let listener = CuttableListener {
        inner: listener,
        cut: cut(receiver),
    };
    let app = Router::new()
        .route("/subscriptions", axum::routing::get(subscriptions::listen))
        .fallback(handle)
        .with_state(state);
    let task = tokio::spawn(async move {
        // Serving ends by being aborted only.
        let _ended = axum::serve(listener, app).await;
    });
    Running { cut: sender, task }
}

/// A request in parts that can be handed to a thread.
struct Parts {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

async fn handle(AxumState(state): AxumState<Shared>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let answer = Answer::outcome(413, "too-long", "The body is too large");
        return answer.send(&head.headers, &Fate::default());
    };
    let parts = Parts {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: body.to_vec(),
    };
    let below = parts
        .path
        .strip_prefix("/fhir")
        .map(|rest| rest.trim_matches('/').to_owned());
    let fate = match &below {
        Some(path) if route::is_data(path) => state.faults.next_request(),
        None if parts.path.starts_with(state::ARCHIVE) => state.faults.next_request(),
        _ => Fate::default(),
    };
    state.counters.note(|c| {
        c.now += 1;
        c.most_at_once = c.most_at_once.max(c.now);
    });
    if fate.wait_ms > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(fate.wait_ms)).await;
    }
    // Making a chart takes a while: it must not keep other connections waiting.
    let work = tokio::task::spawn_blocking(move || {
        let answer = answer(&state, &parts, below.as_deref(), &fate);
        let status = answer.status;
        for (mark, page) in &answer.marks {
            let how = match (status, page) {
                (200, 200) if fate.drop_body || fate.truncate => Ended::Damaged,
                (200, 200) => Ended::Whole,
                _ => Ended::Refused,
            };
            state.served.ended(mark, how);
        }
        let lost = answer.lost;
        let response = answer.send(&parts.headers, &fate);
        state.counters.note(|c| {
            c.now = c.now.saturating_sub(1);
            *c.by_status.entry(status).or_default() += 1;
        });
        (response, lost)
    });
    match work.await {
        // The connection ends without a word, not even a status: the task that serves it is given up.
        Ok((_, true)) => std::panic::resume_unwind(Box::new("this answer is lost")),
        Ok((response, false)) => response,
        Err(_) => Answer::outcome(500, "exception", "The server failed")
            .send(&HeaderMap::new(), &Fate::default()),
    }
}

impl Parts {
    /// The request as a room below `path` sees it.
    fn asked<'a>(&'a self, path: &'a str) -> Asked<'a> {
        Asked {
            method: &self.method,
            path,
            query: &self.query,
            headers: &self.headers,
            body: &self.body,
        }
    }
}

fn answer(state: &State, parts: &Parts, below: Option<&str>, fate: &Fate) -> Answer {
    if let Some(path) = below {
        if parts.headers.contains_key("epic-client-id") {
            state.counters.note(|c| c.named_client += 1);
        }
        if path == ".well-known/smart-configuration" {
            return if state.config.open {
                Answer::outcome(404, "not-found", "This server is open")
            } else {
                json_page(&discovery::smart(state))
            };
        }
        if route::is_data(path) {
            let kind = kind_of_request(&parts.method, path);
            state.counters.note(|c| {
                c.requests += 1;
                *c.by_kind.entry(kind).or_default() += 1;
            });
        }
        return route::answer(state, &parts.asked(path), fate);
    }
    if let Some(path) = parts.path.strip_prefix(state::ARCHIVE) {
        state.counters.note(|c| {
            c.requests += 1;
            let kind = format!("{} archive", parts.method);
            *c.by_kind.entry(kind).or_default() += 1;
        });
        return dicomweb::answer(state, &parts.asked(path), fate);
    }
    if let Some(path) = parts.path.strip_prefix("/_control/") {
        return control::answer(state, &parts.asked(path));
    }
    if let (Some(path), true) = (
        parts.path.strip_prefix("/storage/"),
        parts.method == Method::GET,
    ) {
        return export::stored(state, path, &parts.headers);
    }
    match (parts.method.as_str(), parts.path.as_str()) {
        ("GET", "/oauth2/.well-known/openid-configuration") => json_page(&discovery::openid(state)),
        ("GET", "/oauth2/jwks") => json_page(&jwt::jwks()),
        ("GET", "/oauth2/authorize") => authorize::authorize(state, &parts.query),
        ("POST", "/oauth2/authorize") => {
            authorize::authorize(state, &String::from_utf8_lossy(&parts.body))
        }
        ("POST", "/oauth2/sign-in") => authorize::sign_in(state, &parts.body),
        ("POST", "/oauth2/consent") => authorize::consent(state, &parts.body),
        ("POST", "/oauth2/token") => token::token(state, &parts.headers, &parts.body),
        ("GET", "/brands") => Answer::fhir(
            200,
            serde_json::to_vec(&brands::bundle(state)).unwrap_or_default(),
        )
        .with("access-control-allow-origin", "*"),
        ("GET", "/launch") => launch::open(state, &parts.query),
        ("GET", "/style.json") => json_page(&launch::style()),
        ("POST", "/oauth2/revoke") if state.config.personality.revocation => {
            token::revoke(state, &parts.body)
        }
        ("POST", "/oauth2/introspect") => token::introspect(state, &parts.headers, &parts.body),
        _ => Answer::outcome(404, "not-found", "There is nothing here"),
    }
}

fn json_page(value: &Value) -> Answer {
    let mut answer = Answer::empty(200).with("content-type", "application/json");
    answer.body = serde_json::to_vec(value).unwrap_or_default().into();
    answer
}

/// `METHOD Type interaction`; ids stay out of it.
fn kind_of_request(method: &Method, path: &str) -> String {
    let mut segments = path.split('/').filter(|s| !s.is_empty());
    let kind = segments
        .next()
        .and_then(crate::kinds::intern)
        .unwrap_or("page");
    let interaction = match (method.as_str(), segments.next(), segments.next()) {
        ("GET", None, _) | ("POST", Some("_search"), _) => "search",
        ("GET", Some(_), Some(_)) => "operation",
        ("GET", Some(name), None) if name.starts_with('$') => "operation",
        ("GET", Some(_), None) => "read",
        ("PUT", ..) => "update",
        ("DELETE", ..) => "delete",
        _ => "create",
    };
    format!("{method} {kind} {interaction}")
}
