//! Issues of an OperationOutcome, and Epic's codes for them with their severities and words. Owns
//! the table; who says what when is decided elsewhere.

use serde_json::{Value, json};

use super::answer::Answer;

/// The system of Epic's codes.
const SYSTEM: &str = "urn:oid:1.2.840.114350.1.13.0.1.7.2.657369";

/// One issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    severity: &'static str,
    kind: &'static str,
    code: &'static str,
    text: &'static str,
    diagnostics: Option<String>,
}

struct Known(&'static str, &'static str, &'static str, &'static str);

/// Code, severity, issue type and words.
const KNOWN: &[Known] = &[
    Known(
        "4101",
        "warning",
        "processing",
        "Resource request returns no results.",
    ),
    Known("4103", "fatal", "deleted", "The resource was deleted."),
    Known(
        "4113",
        "fatal",
        "processing",
        "The session of this search is over. Search again from the start.",
    ),
    Known(
        "4119",
        "warning",
        "incomplete",
        "This response includes information available to the authorized user at the time of the \
         request. It may not contain the entire record available in the system.",
    ),
    Known(
        "4127",
        "fatal",
        "too-costly",
        "Too many results. Narrow the search.",
    ),
    Known(
        "4130",
        "fatal",
        "forbidden",
        "Break-the-glass security keeps this patient's chart closed to this user.",
    ),
    Known(
        "4131",
        "fatal",
        "forbidden",
        "Break-the-glass: the chart must be opened in the EHR with a reason first.",
    ),
    Known(
        "4134",
        "information",
        "suppressed",
        "Break-the-glass: results of this patient were left out.",
    ),
    Known(
        "4135",
        "fatal",
        "business-rule",
        "The daily limit of document queries was reached.",
    ),
    Known(
        "59188",
        "fatal",
        "business-rule",
        "The vital sign has no place to be filed.",
    ),
    Known(
        "59008",
        "fatal",
        "not-found",
        "The FHIR ID provided was not found.",
    ),
    Known(
        "59022",
        "fatal",
        "forbidden",
        "The authenticated client is not authorized for any part of this request.",
    ),
    Known(
        "59100",
        "information",
        "invalid",
        "Content invalid against the specification or a profile.",
    ),
    Known(
        "59101",
        "fatal",
        "invalid",
        "A parameter has a value that is not valid.",
    ),
    Known(
        "59108",
        "fatal",
        "required",
        "The search needs a category or a code.",
    ),
    Known(
        "59111",
        "fatal",
        "value",
        "The category is not one that can be searched.",
    ),
    Known(
        "59159",
        "fatal",
        "business-rule",
        "The content/operation failed to pass a business rule, and so could not proceed.",
    ),
    Known("59177", "fatal", "exception", "The server failed."),
    Known(
        "59204",
        "warning",
        "suppressed",
        "The authenticated client's search request applies to a sub-resource that the client is \
         not authorized for. Results of this sub-type will not be returned.",
    ),
];

impl Issue {
    /// The issue of this code, with what the server adds to it.
    pub(crate) fn coded(code: &'static str, diagnostics: Option<String>) -> Issue {
        let known = KNOWN.iter().find(|known| known.0 == code);
        let known = known.unwrap_or(&Known("", "fatal", "processing", "The request failed."));
        Issue {
            severity: known.1,
            kind: known.2,
            code,
            text: known.3,
            diagnostics,
        }
    }

    fn value(&self) -> Value {
        let mut value = json!({
            "severity": self.severity,
            "code": self.kind,
            "details": {
                "coding": [{"system": SYSTEM, "code": self.code, "display": self.text}],
                "text": self.text,
            },
        });
        if let (Some(map), Some(text)) = (value.as_object_mut(), &self.diagnostics) {
            map.insert("diagnostics".to_owned(), json!(text));
        }
        value
    }
}

/// The OperationOutcome of these issues.
pub(crate) fn outcome(issues: &[Issue]) -> Value {
    let issues: Vec<Value> = issues.iter().map(Issue::value).collect();
    json!({"resourceType": "OperationOutcome", "issue": issues})
}

impl Answer {
    /// An answer that is these issues.
    pub(crate) fn issues(status: u16, issues: &[Issue]) -> Answer {
        Answer::fhir(
            status,
            serde_json::to_vec(&outcome(issues)).unwrap_or_default(),
        )
    }
}
