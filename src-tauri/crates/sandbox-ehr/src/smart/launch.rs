//! EHR launches: the EHR opens a program with `iss` and `launch`, and what was open in the EHR
//! comes back in the token answer. Owns the launches that wait; each is good once and for a while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::desk;
use crate::fhir::answer::Answer;
use crate::personality::Errors;
use crate::state::State;

/// Life of a launch that nobody takes up, in seconds.
const SECONDS: i64 = 300;

/// What was open in the EHR when it launched the program.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Launch {
    /// The logical id of the patient.
    pub patient: Option<String>,
    /// The logical id of the encounter.
    pub encounter: Option<String>,
    /// Whether the program must show who the patient is; `None` is yes.
    pub need_patient_banner: Option<bool>,
    /// What the user meant to do.
    pub intent: Option<String>,
    /// More that was open: objects with `reference` and perhaps `role`.
    pub fhir_context: Vec<Value>,
}

/// Launches that wait.
#[derive(Debug, Default)]
pub(crate) struct Launches {
    waiting: Mutex<HashMap<String, (Launch, i64)>>,
}

impl Launches {
    fn open<T>(&self, work: impl FnOnce(&mut HashMap<String, (Launch, i64)>) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins one; gives the opaque value.
    pub(crate) fn begin(&self, launch: Launch, now: i64) -> String {
        let value = desk::secret();
        self.open(|waiting| waiting.insert(value.clone(), (launch, now + SECONDS * 1000)));
        value
    }

    /// A launch that still waits.
    pub(crate) fn waiting(&self, value: &str, now: i64) -> Option<Launch> {
        self.open(|waiting| {
            let (launch, ends) = waiting.get(value)?;
            (*ends > now).then(|| launch.clone())
        })
    }

    /// Takes a launch up: it does not wait any more.
    pub(crate) fn take(&self, value: &str) {
        self.open(|waiting| waiting.remove(value));
    }
}

impl Launch {
    /// What a token answer says of it.
    pub(crate) fn tell(
        &self,
        state: &State,
        own_state: Option<&str>,
        map: &mut Map<String, Value>,
    ) {
        let personality = &state.config.personality;
        let banner = self.need_patient_banner.unwrap_or(true);
        let mut say = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(name.to_owned(), value);
            }
        };
        say("patient", self.patient.clone().map(Value::from));
        say("encounter", self.encounter.clone().map(Value::from));
        say("intent", self.intent.clone().map(Value::from));
        let banner = if personality.banner_as_text {
            json!(banner.to_string())
        } else {
            json!(banner)
        };
        say("need_patient_banner", Some(banner));
        let style = format!("{}/style.json", state.origin);
        say("smart_style_url", Some(json!(style)));
        let context = (!self.fhir_context.is_empty()).then(|| json!(self.fhir_context));
        say("fhirContext", context);
        match personality.errors {
            Errors::Coded => {
                say(
                    "__epic.dstu2.patient",
                    self.patient.clone().map(Value::from),
                );
                say("state", own_state.map(Value::from));
            }
            Errors::Terse => say("tenant", Some(json!("sandbox"))),
            Errors::Plain => {}
        }
    }
}

/// Answers `/launch?to=…`: begins a launch from what the query says was open, and sends the browser
/// to the program's launch address, as a button in the EHR would.
pub(crate) fn open(state: &State, query: &str) -> Answer {
    let mut launch = Launch::default();
    let mut to = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        match name.as_ref() {
            "to" => to = Url::parse(&value).ok(),
            "patient" => launch.patient = Some(value),
            "encounter" => launch.encounter = Some(value),
            "intent" => launch.intent = Some(value),
            "need_patient_banner" => launch.need_patient_banner = Some(value != "false"),
            "context" => launch.fhir_context.push(json!({"reference": value})),
            _ => {}
        }
    }
    let Some(mut to) = to else {
        return Answer::outcome(400, "required", "to is the program's launch address");
    };
    let value = state.launches.begin(launch, state.clock.now());
    to.query_pairs_mut()
        .append_pair("iss", &state.base())
        .append_pair("launch", &value);
    Answer::empty(302).with("location", to.to_string())
}

/// The look of the EHR, for programs that dress like it.
pub(crate) fn style() -> Value {
    json!({
        "color_background": "#eef2f5",
        "color_error": "#a3262a",
        "color_highlight": "#0b6e6e",
        "color_modal_backdrop": "#17212b",
        "color_success": "#2e7d32",
        "color_text": "#17212b",
        "dim_border_radius": "8px",
        "dim_font_size": "14px",
        "dim_spacing_size": "12px",
        "font_family_body": "system-ui, sans-serif",
        "font_family_heading": "system-ui, sans-serif",
    })
}
