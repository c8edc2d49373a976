//! What a server makes of a record that is sent to it. A careful one keeps it as it came; the vendors file
//! it into their own: identifiers go, notes become HTML and RTF, times and authors become the server's.
//!
//! Owns the conversions; whether a write is allowed at all is decided before.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::issue::Issue;
use crate::memory::Kept;
use crate::personality::Filing;
use crate::resource::Resource;
use crate::smart::desk::USERS;
use crate::state::State;
use crate::time;

type Body = Map<String, Value>;

/// Vital signs that have one row of a flowsheet behind them.
const FLOWSHEET: &[&str] = &[
    "85354-9", "8867-4", "9279-1", "8310-5", "2708-6", "59408-5", "29463-7", "8302-2", "39156-5",
    "72514-3",
];

/// The record as this server keeps it, or why it does not.
pub(crate) fn file(
    state: &State,
    user: &str,
    kept: &mut Kept,
    kind: &str,
    body: Body,
    is_new: bool,
) -> Result<Body, Answer> {
    match state.config.personality.filing {
        Filing::AsSent => Ok(body),
        Filing::IntoFlowsheets => into_flowsheets(state, user, kept, kind, body, is_new),
        Filing::IntoRichText => into_rich_text(state, kept, kind, body),
    }
}

fn refusal(status: u16, code: &'static str, text: &str) -> Answer {
    Answer::issues(status, &[Issue::coded(code, Some(text.to_owned()))])
}

fn codes<'a>(body: &'a Body, name: &str) -> impl Iterator<Item = &'a str> {
    let found = body.get(name);
    let coding = found
        .and_then(|c| c.get("coding"))
        .and_then(Value::as_array);
    coding
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("code").and_then(Value::as_str))
}

fn into_flowsheets(
    state: &State,
    user: &str,
    kept: &mut Kept,
    kind: &str,
    mut body: Body,
    is_new: bool,
) -> Result<Body, Answer> {
    let now = time::instant(state.clock.now());
    body.remove("identifier");
    match kind {
        "Observation" if !is_new => in_utc(&mut body, "effectiveDateTime"),
        "Observation" => {
            let known = codes(&body, "code").any(|code| FLOWSHEET.contains(&code));
            if !known {
                let text = "The code does not resolve to exactly one flowsheet row.";
                return Err(refusal(400, "59188", text));
            }
            let local =
                json!({"system": "urn:oid:1.2.840.114350.1.13.0.1.7.2.707679", "code": "5"});
            if let Some(Value::Array(coding)) =
                body.get_mut("code").and_then(|c| c.get_mut("coding"))
            {
                coding.insert(0, local);
                coding.push(json!({"system": "http://loinc.org", "code": "8716-3", "display": "Vital signs"}));
            }
            body.insert("issued".into(), json!(now));
            body.insert("performer".into(), json!([filer(state, user)]));
            in_utc(&mut body, "effectiveDateTime");
        }
        "DocumentReference" => {
            let encounter = body
                .get("context")
                .and_then(|c| c.pointer("/encounter/0/reference"));
            if encounter.is_none() {
                return Err(refusal(400, "59101", "Valid encounter required."));
            }
            let text = words_of(&body)?;
            let formats = [("text/html", html(&text)), ("text/rtf", rtf(&text))];
            put_content(state, kept, &mut body, &formats);
            body.insert("docStatus".into(), json!("final"));
            body.insert("date".into(), json!(now));
            body.insert("author".into(), json!([filer(state, user)]));
            body.insert("custodian".into(), json!({"display": "FHIR Sandbox"}));
            let number = kept.mint();
            let own =
                json!([{"system": "urn:oid:1.2.840.114350.1.13.0.1.7.2.727879", "value": number}]);
            body.insert("identifier".into(), own);
            if let Some(Value::Array(coding)) =
                body.get_mut("type").and_then(|c| c.get_mut("coding"))
            {
                coding.insert(0, json!({"system": "urn:oid:1.2.840.114350.1.13.0.1.7.4.737880.5010", "code": "1"}));
            }
        }
        "Condition" => {
            for dropped in ["encounter", "onsetDateTime", "recordedDate"] {
                body.remove(dropped);
            }
            let category = json!([{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category",
                "code": "problem-list-item", "display": "Problem List Item"}], "text": "Problem List Item"}]);
            body.insert("category".into(), category);
        }
        _ => {}
    }
    Ok(body)
}

fn into_rich_text(
    state: &State,
    kept: &mut Kept,
    kind: &str,
    mut body: Body,
) -> Result<Body, Answer> {
    let invalid = |text: &str| Answer::outcome(422, "business-rule", text);
    body.remove("identifier");
    match kind {
        "DocumentReference" => {
            if body.get("docStatus").and_then(Value::as_str) != Some("final") {
                return Err(invalid("docStatus must be final"));
            }
            let ends = body.get("context").and_then(|c| c.pointer("/period/end"));
            if ends
                .and_then(Value::as_str)
                .is_none_or(|end| !end.contains('T'))
            {
                return Err(invalid("context.period.end is required, with a time"));
            }
            if is_pdf(&body) {
                return Ok(body);
            }
            let text = words_of(&body)?;
            put_content(state, kept, &mut body, &[("text/rtf", rtf(&text))]);
        }
        "Observation" => {
            in_utc(&mut body, "effectiveDateTime");
            body.insert("issued".into(), json!(time::instant(state.clock.now())));
        }
        _ => {}
    }
    Ok(body)
}

/// Whom the server takes for the author: who signed in.
fn filer(state: &State, user: &str) -> Value {
    let known = USERS.iter().find(|known| known.login == user);
    let place = known.map_or(0, |known| known.practitioner);
    json!({"reference": state.holdings.practitioner(place), "display": "User Interconnect"})
}

/// The same instant as this server writes it.
fn in_utc(body: &mut Body, name: &str) {
    let text = body.get(name).and_then(Value::as_str);
    if let Some(text) = text.filter(|t| t.contains('T'))
        && let Some((start, _)) = time::span(text)
    {
        body.insert(name.into(), json!(time::instant(start)));
    }
}

/// The words of the one attachment; a server that keeps notes only takes nothing else.
fn words_of(body: &Body) -> Result<String, Answer> {
    let invalid = |text: &str| Answer::outcome(422, "business-rule", text);
    let content = body.get("content").and_then(Value::as_array);
    let [one] = content.map(Vec::as_slice).unwrap_or_default() else {
        // What was read from here and is sent back with another status holds the server's own addresses.
        return Ok(String::new());
    };
    let attachment = one.get("attachment");
    let text = |name: &str| attachment.and_then(|a| a.get(name)).and_then(Value::as_str);
    let kind = text("contentType").unwrap_or_default();
    if text("url").is_some() {
        return Ok(String::new());
    }
    if !kind.starts_with("text/plain") {
        return Err(invalid(
            "attachment.contentType is not one that is taken here",
        ));
    }
    let data = text("data").and_then(|data| STANDARD.decode(data).ok());
    data.and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| invalid("attachment.data cannot be read"))
}

fn is_pdf(body: &Body) -> bool {
    let kind = body
        .get("content")
        .and_then(|c| c.pointer("/0/attachment/contentType"));
    kind.and_then(Value::as_str) == Some("application/pdf")
}

/// Each format becomes a Binary of its own.
fn put_content(state: &State, kept: &mut Kept, body: &mut Body, formats: &[(&str, String)]) {
    let given = body.get("content").and_then(Value::as_array);
    let has_urls =
        given.is_some_and(|all| all.iter().any(|c| c.pointer("/attachment/url").is_some()));
    if has_urls {
        return;
    }
    let content: Vec<Value> = formats
        .iter()
        .map(|(kind, text)| {
            let id = kept.mint();
            let binary = json!({"resourceType": "Binary", "id": id, "contentType": kind,
                "data": STANDARD.encode(text)});
            let mut binary = Resource::from_value("Binary", id.clone(), &binary);
            binary.updated = state.clock.now();
            let _kept: Arc<Resource> = kept.put(binary, true);
            json!({"attachment": {"contentType": kind, "url": format!("Binary/{id}")}})
        })
        .collect();
    body.insert("content".into(), Value::Array(content));
}

fn html(text: &str) -> String {
    let mut page = String::from("<html><head><style>p { margin: 0; }</style></head><body>");
    for line in text.lines() {
        page.push_str("<p>");
        for c in line.chars() {
            match c {
                '&' => page.push_str("&amp;"),
                '<' => page.push_str("&lt;"),
                '>' => page.push_str("&gt;"),
                other => page.push(other),
            }
        }
        page.push_str("</p>");
    }
    page.push_str("</body></html>");
    page
}

fn rtf(text: &str) -> String {
    let mut out = String::from("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0\\fs20 ");
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            '\n' => out.push_str("\\par\n"),
            '\r' => {}
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend(["\\u", unit.cast_signed().to_string().as_str(), "?"]);
                }
            }
        }
    }
    out.push('}');
    out
}
