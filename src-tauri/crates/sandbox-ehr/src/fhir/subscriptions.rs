//! Subscriptions over a WebSocket, as R4 has them: a client writes down what it wants to hear of,
//! binds to it, and is pinged when a single write changes something that matches. What changed it has
//! to ask for.

use std::collections::BTreeSet;

use axum::extract::State as AxumState;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::sync::broadcast;

use super::gate;
use super::write::Write;
use crate::faults::Fate;
use crate::state::{Shared, State};

/// Pings that a slow listener may be behind.
const BEHIND: usize = 1_000;

/// Ids of Subscriptions that something matched.
#[derive(Debug)]
pub(crate) struct Pings(broadcast::Sender<String>);

impl Default for Pings {
    fn default() -> Self {
        Pings(broadcast::Sender::new(BEHIND))
    }
}

/// What a write is about.
#[derive(Debug)]
pub(crate) struct About {
    kind: String,
    patient: String,
}

/// The type and the patient of a write, where its body names one.
pub(crate) fn about(write: &Write) -> Option<About> {
    let (Write::Create { kind, body } | Write::Update { kind, body, .. }) = write else {
        return None;
    };
    let of = |name: &str| body.get(name)?.get("reference")?.as_str();
    let reference = of("subject").or_else(|| of("patient"))?;
    let patient = reference.strip_prefix("Patient/")?.to_owned();
    let kind = kind.clone();
    Some(About { kind, patient })
}

/// Pings whoever wants to hear of it.
pub(crate) fn changed(state: &State, about: &About) {
    if !state.config.personality.subscriptions {
        return;
    }
    for kept in state.memory.created(Some("Subscription")) {
        let body: Option<Value> = serde_json::from_slice(&kept.body).ok();
        let criteria = body
            .as_ref()
            .and_then(|body| body.get("criteria")?.as_str());
        if criteria.is_some_and(|criteria| matches(criteria, about)) {
            // Nobody listens: then nobody hears.
            let _unheard = state.pings.0.send(kept.id.clone());
        }
    }
}

fn matches(criteria: &str, about: &About) -> bool {
    let (kind, query) = criteria.split_once('?').unwrap_or((criteria, ""));
    let mut params = url::form_urlencoded::parse(query.as_bytes());
    kind == about.kind
        && params.all(|(name, value)| {
            let value = value.strip_prefix("Patient/").unwrap_or(&value);
            !matches!(name.as_ref(), "patient" | "subject") || value == about.patient
        })
}

/// Answers a client that wants to listen.
pub(crate) async fn listen(
    AxumState(state): AxumState<Shared>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !state.config.personality.subscriptions {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    }
    if let Err(refusal) = gate::admit(&state, &headers) {
        return refusal.send(&headers, &Fate::default());
    }
    upgrade.on_upgrade(move |socket| serve(state, socket))
}

fn is_kept(state: &State, id: &str) -> bool {
    let kept = state.memory.get("Subscription", id);
    kept.and_then(crate::memory::Written::kept).is_some()
}

async fn serve(state: Shared, mut socket: WebSocket) {
    let mut pings = state.pings.0.subscribe();
    let mut bound: BTreeSet<String> = BTreeSet::new();
    loop {
        let say = tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => match text.strip_prefix("bind ") {
                    Some(id) if is_kept(&state, id) => {
                        bound.insert(id.to_owned());
                        format!("bound {id}")
                    }
                    _ => "error: nothing to bind to".to_owned(),
                },
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return,
            },
            ping = pings.recv() => match ping {
                Ok(id) if bound.contains(&id) => format!("ping {id}"),
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => continue,
                Err(broadcast::error::RecvError::Closed) => return,
            },
        };
        if socket.send(Message::Text(say.into())).await.is_err() {
            return;
        }
    }
}
