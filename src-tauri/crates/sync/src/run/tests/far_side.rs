//! A small FHIR server on a real socket, with faults on demand: what the stories of a sync are told
//! against. It pages, filters and forgets sessions as EHRs do.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use bytes::Bytes;
use serde_json::{Value, json};

/// One fault: for requests that contain this text, so many times.
pub(super) struct Fault {
    pub(super) on: &'static str,
    pub(super) times: usize,
    pub(super) answer: Answer,
}

/// What is answered instead.
#[derive(Clone)]
pub(super) enum Answer {
    /// A status, with an OperationOutcome's vendor code and text.
    Says(u16, &'static str, &'static str),
    /// 429 with Retry-After in seconds.
    SlowDown(u64),
    /// The page, cut in its middle.
    Cut,
    /// An entry that is no resource, put in the page.
    Broken,
    /// An OperationOutcome put in the page: severity, vendor code, text.
    Remark(&'static str, &'static str, &'static str),
    /// The next link leads to this page.
    Circle,
    /// 401.
    SignInOver,
    /// These bytes under 200: content type, content encoding, body.
    Raw(&'static str, &'static str, Vec<u8>),
    /// The next link is this one.
    Next(&'static str),
    /// These entries put in the page, as they are.
    More(Vec<String>),
}

/// Something that happens while an answer is on its way.
type Happening = Box<dyn FnOnce() + Send>;

#[derive(Default)]
pub(super) struct Inner {
    /// Resources by type and id, as sent: to the byte.
    pub(super) resources: BTreeMap<(String, String), String>,
    /// Types and their search parameters.
    pub(super) offers: BTreeMap<&'static str, Vec<&'static str>>,
    pub(super) software: &'static str,
    pub(super) page: usize,
    /// So many observations of Camila's instead of those that are here.
    pub(super) many: usize,
    pub(super) faults: Vec<Fault>,
    /// Happens once, after the answer to a request that contains this text is made and before it leaves.
    pub(super) meanwhile: Option<(&'static str, Happening)>,
    /// Every request as path and query.
    pub(super) asked: Vec<String>,
    /// Requests under way now, and the most there ever were.
    under_way: usize,
    pub(super) most_at_once: usize,
    sessions: BTreeMap<u64, Vec<String>>,
    next_session: u64,
}

/// The server.
#[derive(Clone)]
pub(super) struct FarSide {
    inner: Arc<Mutex<Inner>>,
    base: String,
    runtime: Arc<Mutex<Option<tokio::runtime::Runtime>>>,
}

impl FarSide {
    pub(super) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}/fhir", listener.local_addr().unwrap());
        let inner = Arc::new(Mutex::new(Inner {
            page: 3,
            ..Inner::default()
        }));
        let this = Self {
            inner,
            base,
            runtime: Arc::default(),
        };
        let app = Router::new().fallback(answer).with_state(this.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
        *this.runtime.lock().unwrap() = Some(runtime);
        this
    }

    /// Pulls the cable: every connection breaks and none is accepted.
    pub(super) fn unplug(&self) {
        if let Some(runtime) = self.runtime.lock().unwrap().take() {
            runtime.shutdown_background();
        }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(super) fn offer(&self, resource_type: &'static str, params: &[&'static str]) {
        self.inner().offers.insert(resource_type, params.to_vec());
    }

    pub(super) fn has(&self, resource: &Value) {
        let text = |name: &str| resource[name].as_str().unwrap().to_owned();
        let key = (text("resourceType"), text("id"));
        // Not how a serialiser would write it: the bytes must come through as they are.
        let body = serde_json::to_string_pretty(resource).unwrap();
        self.inner().resources.insert(key, body);
    }

    pub(super) fn fault(&self, on: &'static str, times: usize, answer: Answer) {
        self.inner().faults.push(Fault { on, times, answer });
    }

    pub(super) fn forget_sessions(&self) {
        self.inner().sessions.clear();
    }

    /// Requests so far that contain this text.
    pub(super) fn asked(&self, text: &str) -> Vec<String> {
        self.inner()
            .asked
            .iter()
            .filter(|asked| asked.contains(text))
            .cloned()
            .collect()
    }
}

impl Drop for FarSide {
    fn drop(&mut self) {
        // Two are always there: this one and the one in the router.
        if Arc::strong_count(&self.runtime) <= 2 {
            self.unplug();
        }
    }
}

async fn answer(State(far): State<FarSide>, request: Request) -> Response<Body> {
    {
        let mut inner = far.inner();
        inner.under_way += 1;
        inner.most_at_once = inner.most_at_once.max(inner.under_way);
    }
    // Others get their turn: what is asked at the same time is then seen to be.
    tokio::task::yield_now().await;
    let answer = answer_now(&far, &request);
    let asked = request.uri().to_string();
    let happens = far.inner().meanwhile.take_if(|(on, _)| asked.contains(*on));
    if let Some((_, happens)) = happens {
        happens();
    }
    far.inner().under_way -= 1;
    answer
}

fn answer_now(far: &FarSide, request: &Request) -> Response<Body> {
    let uri = request.uri();
    let full = uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let path = uri
        .path()
        .strip_prefix("/fhir/")
        .unwrap_or_default()
        .to_owned();
    let params: Vec<(String, String)> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let mut inner = far.inner();
    inner.asked.push(full.clone());
    let fault = inner
        .faults
        .iter_mut()
        .find(|fault| fault.times > 0 && full.contains(fault.on))
        .map(|fault| {
            fault.times -= 1;
            fault.answer.clone()
        });
    match &fault {
        Some(Answer::Says(status, code, text)) => {
            return say(*status, &outcome("error", code, text));
        }
        Some(Answer::SlowDown(seconds)) => {
            let mut response = say(429, &json!({}));
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, (*seconds).into());
            return response;
        }
        Some(Answer::Raw(kind, encoding, body)) => {
            let mut response = send(200, Bytes::from(body.clone()));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            if !encoding.is_empty() {
                headers.insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
            }
            return response;
        }
        Some(Answer::SignInOver) => return say(401, &outcome("error", "login", "Sign in")),
        _ => {}
    }
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["metadata"] => say(200, &inner.statement()),
        ["page"] => inner.page(&far.base, &params, fault.as_ref()),
        [typ] => inner.search(&far.base, typ, &params, fault.as_ref()),
        [typ, id] => match inner.resources.get(&((*typ).to_owned(), (*id).to_owned())) {
            Some(body) => send(200, body.clone().into()),
            None => say(404, &outcome("error", "not-found", "Not there")),
        },
        _ => say(404, &json!({})),
    }
}

impl Inner {
    fn statement(&self) -> Value {
        let resource: Vec<Value> = self
            .offers
            .iter()
            .map(|(typ, params)| {
                let params: Vec<Value> =
                    params.iter().map(|name| json!({ "name": name })).collect();
                json!({
                    "type": typ,
                    "interaction": [{ "code": "read" }, { "code": "search-type" }],
                    "searchParam": params,
                })
            })
            .collect();
        json!({
            "resourceType": "CapabilityStatement",
            "fhirVersion": "4.0.1",
            "software": { "name": self.software },
            "rest": [{ "mode": "server", "resource": resource }],
        })
    }

    fn search(
        &mut self,
        base: &str,
        typ: &str,
        params: &[(String, String)],
        fault: Option<&Answer>,
    ) -> Response<Body> {
        let found: Vec<String> = self
            .resources
            .iter()
            .filter(|((t, id), body)| {
                let resource: Value = serde_json::from_str(body).unwrap();
                t == typ
                    && params
                        .iter()
                        .all(|(name, value)| fits(&resource, id, name, value))
            })
            .map(|(_, body)| body.clone())
            .collect();
        let found = if typ == "Observation" && self.many > 0 {
            let made = |n| {
                format!(
                    r#"{{"resourceType":"Observation","id":"m{n}","status":"final","subject":{{"reference":"Patient/camila"}}}}"#
                )
            };
            (0..self.many).map(made).collect()
        } else {
            found
        };
        self.next_session += 1;
        let session = self.next_session;
        self.sessions.insert(session, found);
        let first = [
            ("session".to_owned(), session.to_string()),
            ("from".into(), "0".into()),
        ];
        self.page(base, &first, fault)
    }

    fn page(
        &mut self,
        base: &str,
        params: &[(String, String)],
        fault: Option<&Answer>,
    ) -> Response<Body> {
        let number = |name: &str| -> u64 {
            params
                .iter()
                .find(|(n, _)| n == name)
                .map_or(0, |(_, v)| v.parse().unwrap())
        };
        let (session, from) = (number("session"), number("from") as usize);
        let Some(found) = self.sessions.get(&session) else {
            return say(410, &outcome("error", "expired", "The session is over"));
        };
        let mut entries: Vec<String> = found
            .iter()
            .skip(from)
            .take(self.page)
            .map(|body| format!(r#"{{"resource":{body},"search":{{"mode":"match"}}}}"#))
            .collect();
        match fault {
            Some(Answer::More(more)) => entries.extend(
                more.iter()
                    .map(|body| format!(r#"{{"resource":{body},"search":{{"mode":"match"}}}}"#)),
            ),
            Some(Answer::Broken) => entries.insert(1, r#"{"resource":{"id":17}}"#.to_owned()),
            Some(Answer::Remark(severity, code, text)) => {
                let said = outcome(severity, code, text);
                entries.push(format!(
                    r#"{{"resource":{said},"search":{{"mode":"outcome"}}}}"#
                ));
            }
            _ => {}
        }
        let to = if matches!(fault, Some(Answer::Circle)) {
            0
        } else {
            from + self.page
        };
        let link = if let Some(Answer::Next(url)) = fault {
            format!(r#","link":[{{"relation":"next","url":"{url}"}}]"#)
        } else if to < found.len() {
            let url = format!("{base}/page?session={session}&from={to}");
            format!(r#","link":[{{"relation":"next","url":"{url}"}}]"#)
        } else {
            String::new()
        };
        // A total that counts the page only, as some do.
        let body = format!(
            r#"{{"resourceType":"Bundle","type":"searchset","total":{}{link},"entry":[{}]}}"#,
            entries.len(),
            entries.join(",")
        );
        if matches!(fault, Some(Answer::Cut)) {
            let half = Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2]);
            let stream = futures::stream::iter([Ok(half), Err(std::io::Error::other("cut"))]);
            return Response::builder()
                .header(header::CONTENT_TYPE, "application/fhir+json")
                .body(Body::from_stream(stream))
                .unwrap();
        }
        send(200, body.into())
    }
}

fn fits(resource: &Value, id: &str, name: &str, value: &str) -> bool {
    let patient = || {
        let of = |name: &str| {
            resource[name]["reference"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        [of("subject"), of("patient"), of("beneficiary")]
    };
    match name {
        "patient" => patient().contains(&format!("Patient/{value}")),
        "subject" | "beneficiary" => patient().contains(&value.to_owned()),
        "_id" => value.split(',').any(|wanted| wanted == id),
        "category" => resource.to_string().contains(&format!("\"{value}\"")),
        "_lastUpdated" => {
            let last = resource["meta"]["lastUpdated"].as_str().unwrap_or_default();
            last >= value.trim_start_matches("ge")
        }
        _ => true,
    }
}

fn outcome(severity: &str, code: &str, text: &str) -> Value {
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": severity,
            "code": code,
            "details": { "coding": [{ "code": code }], "text": text },
        }],
    })
}

fn say(status: u16, body: &Value) -> Response<Body> {
    send(status, body.to_string().into())
}

fn send(status: u16, body: Bytes) -> Response<Body> {
    let whole = futures::stream::once(async { Ok::<_, Infallible>(body) });
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header(header::CONTENT_TYPE, "application/fhir+json")
        .header(header::DATE, "Mon, 21 Sep 2026 14:13:20 GMT")
        .body(Body::from_stream(whole))
        .unwrap()
}
