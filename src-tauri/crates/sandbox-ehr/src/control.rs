//! The control endpoint: faults, the clock, counts, the log of pages, the truth and launches, for tests that drive a server from outside.
//! Only on loopback, which is all this server ever listens on.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Faults;
use crate::fhir::answer::Answer;
use crate::fhir::gate::{self, Access};
use crate::fhir::route::{self, Asked};
use crate::served::Began;
use crate::smart::launch::Launch;
use crate::state::State;
use crate::truth;

#[derive(Deserialize)]
struct ClockMove {
    advance_seconds: i64,
}

/// Answers a request below `/_control`.
pub(crate) fn answer(state: &State, asked: &Asked<'_>) -> Answer {
    let body = asked.body;
    match (asked.method.as_str(), asked.path) {
        ("GET", "faults") => reply(200, &json!(state.faults.get())),
        ("POST", "faults") => match serde_json::from_slice::<Faults>(body) {
            Ok(faults) => {
                state.faults.set(faults.clone());
                reply(200, &json!(faults))
            }
            Err(error) => reply(400, &json!({"error": error.to_string()})),
        },
        ("GET", "counts") => reply(200, &json!(state.counters.read())),
        ("POST", "clock") => match serde_json::from_slice::<ClockMove>(body) {
            Ok(by) => {
                state.clock.advance(by.advance_seconds * 1000);
                reply(200, &json!({"now": state.clock.now()}))
            }
            Err(error) => reply(400, &json!({"error": error.to_string()})),
        },
        ("GET", "pages") => {
            let walks = state.served.walks();
            let pages = || walks.iter().flat_map(|walk| &walk.pages);
            let body = json!({
                "asked_after_whole": pages().map(|p| p.asked_after_whole).sum::<u64>(),
                "begun_again": walks.iter().filter(|w| w.began == Began::Again).count(),
                "damaged": pages().map(|p| p.damaged).sum::<u64>(),
                "refused": pages().map(|p| p.refused).sum::<u64>(),
                "whole": pages().map(|p| p.whole).sum::<u64>(),
                "walks": walks,
            });
            reply(200, &body)
        }
        ("GET", "truth") => {
            let access = if asked.headers.contains_key("authorization") {
                gate::admit(state, asked.headers)
            } else {
                Ok(Access::All)
            };
            let pairs = route::pairs(asked.query);
            let patient = pairs.iter().find(|(name, _)| name == "patient");
            let only = patient.map(|(_, id)| id.as_str());
            match access {
                Ok(access) => reply(200, &json!(truth::tell(state, &access, only))),
                Err(refusal) => refusal,
            }
        }
        ("POST", "forget-pages") => {
            state.served.forget();
            reply(200, &json!({}))
        }
        ("POST", "expire-next-links") => {
            state.sessions.end_all();
            reply(200, &json!({}))
        }
        ("POST", "launch") => match serde_json::from_slice::<Launch>(body) {
            Ok(launch) => {
                let value = state.launches.begin(launch, state.clock.now());
                reply(200, &json!({"iss": state.base(), "launch": value}))
            }
            Err(error) => reply(400, &json!({"error": error.to_string()})),
        },
        ("POST", "expire-tokens") => {
            state.desk.expire_all();
            reply(200, &json!({}))
        }
        _ => reply(404, &json!({"error": "there is no such control"})),
    }
}

fn reply(status: u16, body: &Value) -> Answer {
    let mut answer = Answer::empty(status).with("content-type", "application/json");
    answer.body = serde_json::to_vec(body).unwrap_or_default().into();
    answer
}
