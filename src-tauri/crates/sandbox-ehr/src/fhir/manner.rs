//! The manner of a server: the last touch on an answer before it leaves, by personality. Error
//! bodies become what this kind of server says, and its own headers are put on.

use std::sync::atomic::Ordering;

use serde_json::Value;

use super::answer::Answer;
use super::issue::Issue;
use crate::personality::Errors;
use crate::state::State;

const NO_SUCH_FILE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n\
<html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n\
<title>404 - File or directory not found.</title>\r\n</head>\r\n<body>\r\n\
<div id=\"header\"><h1>Server Error</h1></div>\r\n\
<h2>404 - File or directory not found.</h2>\r\n</body>\r\n</html>\r\n";

/// Gives the answer the look of this server's kind.
pub(crate) fn dress(state: &State, answer: Answer) -> Answer {
    match state.config.personality.errors {
        Errors::Plain => answer,
        Errors::Coded => coded(answer).with("servermetrics", "1:1:1").with(
            "set-cookie",
            "EpicPersistenceCookie=sandbox; path=/; httponly",
        ),
        Errors::Terse => {
            let id = state.answered.fetch_add(1, Ordering::Relaxed);
            terse(answer)
                .with("x-request-id", format!("sandbox-{id:08x}"))
                .with("opc-request-id", format!("sandbox-{id:08x}"))
        }
    }
}

fn coded(mut answer: Answer) -> Answer {
    if answer.status < 400 {
        return answer;
    }
    let empty = |answer: &mut Answer| {
        answer.body = bytes::Bytes::new();
        answer.headers.retain(|(name, _)| *name != "content-type");
    };
    if answer
        .headers
        .iter()
        .any(|(name, _)| *name == "www-authenticate")
    {
        empty(&mut answer);
        return answer;
    }
    let Some((code, text)) = plain_issue(&answer) else {
        return answer;
    };
    let coded = match (answer.status, code.as_str()) {
        (404, "not-supported") => {
            empty(&mut answer);
            answer.body = NO_SUCH_FILE.into();
            return answer.with("content-type", "text/html");
        }
        (404, _) => "59008",
        (410, "deleted") => "4103",
        (410, _) => {
            answer.status = 400;
            "4113"
        }
        (403, "too-costly") => {
            answer.status = 400;
            "4127"
        }
        // Everything of a type is refused: said with 400.
        (403, _) => {
            answer.status = 400;
            "59022"
        }
        (400, "required") => "59159",
        (400..=499, "throttled") => return answer,
        (400..=499, _) => "59101",
        _ => "59177",
    };
    let said = Answer::issues(answer.status, &[Issue::coded(coded, Some(text))]);
    answer.body = said.body;
    answer
}

/// Issue type and text, where the body is an outcome without codes of its own.
fn plain_issue(answer: &Answer) -> Option<(String, String)> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let issue = body.pointer("/issue/0")?;
    if issue.pointer("/details/coding").is_some() {
        return None;
    }
    let code = issue.get("code")?.as_str()?.to_owned();
    let text = issue.pointer("/details/text")?.as_str()?.to_owned();
    Some((code, text))
}

fn terse(mut answer: Answer) -> Answer {
    if answer.status == 406 {
        let mut empty = Answer::empty(406);
        empty.marks = answer.marks;
        return empty;
    }
    if answer.status < 400 {
        return answer;
    }
    if let Some((code, text)) = plain_issue(&answer) {
        let body = serde_json::json!({"resourceType": "OperationOutcome", "issue": [
            {"severity": "error", "code": code, "details": {"text": text}},
        ]});
        answer.body = serde_json::to_vec(&body).unwrap_or_default().into();
    }
    answer
}
