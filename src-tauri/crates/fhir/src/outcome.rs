//! OperationOutcome: what a server says about a request, as a typed error or beside results.
//!
//! Its words may name a patient, so `Display` and `Debug` show only severities and codes; `text`
//! is for the screen.

mod codes;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub use codes::{Meaning, meaning};

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// R5: all went well.
    Success,
    /// For information.
    Information,
    /// The request was done, with a reservation.
    Warning,
    /// The request failed, or the severity is not one FHIR knows.
    Error,
    /// The request failed for good.
    Fatal,
}

impl Severity {
    fn parse(text: &str) -> Self {
        match text {
            "success" => Self::Success,
            "information" => Self::Information,
            "warning" => Self::Warning,
            "fatal" => Self::Fatal,
            _ => Self::Error,
        }
    }

    /// As FHIR writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

/// One issue.
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    /// Severity.
    pub severity: Severity,
    /// FHIR issue type ("forbidden").
    pub code: Option<String>,
    /// The vendor's own code: the first code of `details.coding`.
    pub details_code: Option<String>,
    /// `details.text`, or the display of its first coding. For the screen only.
    pub details_text: Option<String>,
    /// Diagnostics. For the screen only.
    pub diagnostics: Option<String>,
}

/// What a server says about a request.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct OperationOutcome {
    /// Issues in the order sent.
    pub issues: Vec<Issue>,
}

/// Words kept of an answer that is no OperationOutcome.
const WORDS: usize = 300;

/// A page's words: its tags, scripts and styles left out.
fn plain(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut words = String::new();
    let mut hidden: Option<&str> = None;
    for part in text
        .split('<')
        .skip(usize::from(text.trim_start().starts_with('<')))
    {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        let tag = tag.to_ascii_lowercase();
        match hidden {
            Some(name)
                if tag
                    .strip_prefix('/')
                    .is_some_and(|end| end.starts_with(name)) =>
            {
                hidden = None;
            }
            Some(_) => continue,
            None => {
                hidden = ["script", "style"]
                    .into_iter()
                    .find(|name| tag.starts_with(name));
            }
        }
        if hidden.is_none() {
            words.push(' ');
            words.push_str(after);
        }
    }
    words
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "resourceType")]
    resource_type: Option<Value>,
    issue: Option<Value>,
}

impl OperationOutcome {
    /// Read an OperationOutcome; `None` where the bytes are something else.
    pub fn parse(body: &[u8]) -> Option<Self> {
        // A struct may also be read from an array; only an object is a resource.
        if body.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
            return None;
        }
        let raw: Raw = serde_json::from_slice(body).ok()?;
        if raw.resource_type.as_ref().and_then(Value::as_str) != Some("OperationOutcome") {
            return None;
        }
        let issues = match raw.issue {
            Some(Value::Array(issues)) => issues.iter().map(issue).collect(),
            Some(one @ Value::Object(_)) => vec![issue(&one)],
            _ => Vec::new(),
        };
        Some(Self { issues })
    }

    /// No issue is worse than a warning.
    pub fn is_warning_only(&self) -> bool {
        self.issues
            .iter()
            .all(|issue| issue.severity <= Severity::Warning)
    }

    /// An issue carries this code, FHIR's or the vendor's.
    pub fn has_code(&self, code: &str) -> bool {
        self.issues.iter().any(|issue| {
            issue.code.as_deref() == Some(code) || issue.details_code.as_deref() == Some(code)
        })
    }

    /// An issue means this.
    pub fn means(&self, what: Meaning) -> bool {
        self.issues.iter().any(|issue| {
            [&issue.code, &issue.details_code]
                .into_iter()
                .flatten()
                .any(|code| meaning(code) == Some(what))
        })
    }

    /// The chart is behind a break-the-glass that only the EHR's own screen can open.
    pub fn is_break_the_glass(&self) -> bool {
        self.means(Meaning::BreakTheGlass)
    }

    /// The server says that it may go away by itself.
    pub fn is_passing(&self) -> bool {
        self.means(Meaning::Passing) || self.has_code("incomplete")
    }

    /// The stored record lacks an element the server must send: it fails the same way every time.
    pub fn lacks_required_element(&self) -> bool {
        self.issues.iter().any(|issue| {
            let own = issue.details_code.as_deref().and_then(meaning);
            own == Some(Meaning::ElementMissing)
                || (issue.severity == Severity::Fatal && issue.code.as_deref() == Some("required"))
        })
    }

    /// The result is known not to be whole: parts were left out, or a limit was hit.
    pub fn says_incomplete(&self) -> bool {
        self.means(Meaning::MoreExists) || self.means(Meaning::Suppressed)
    }

    /// What a failed answer says that is no OperationOutcome: a gateway's page, an OAuth error, plain
    /// words. They are the server's own words too.
    pub fn from_words(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body.get(..body.len().min(16 * 1024))?).ok()?;
        let words = match serde_json::from_str::<Value>(text) {
            Ok(json) => ["error_description", "detail", "message", "title", "error"]
                .iter()
                .find_map(|name| json.get(name)?.as_str().map(str::to_owned))?,
            Err(_) => plain(text),
        };
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words: String = words.chars().take(WORDS).collect();
        (!words.is_empty()).then(|| Self {
            issues: vec![Issue {
                severity: Severity::Error,
                code: None,
                details_code: None,
                details_text: None,
                diagnostics: Some(words),
            }],
        })
    }

    /// What the server said, for the screen: one line an issue. Never for a log.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for issue in &self.issues {
            let line = match (&issue.details_text, &issue.diagnostics) {
                (Some(text), Some(more)) if !text.contains(more.as_str()) => {
                    format!("{text} ({more})")
                }
                (Some(text), _) => text.clone(),
                (None, Some(more)) => more.clone(),
                (None, None) => match (&issue.code, &issue.details_code) {
                    (Some(code), Some(own)) => format!("{code} {own}"),
                    (Some(code), None) | (None, Some(code)) => code.clone(),
                    (None, None) => issue.severity.as_str().to_owned(),
                },
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.join("\n")
    }

    /// The worst issue's code: the vendor's where there is one.
    pub fn worst_code(&self) -> Option<&str> {
        let worst = self.issues.iter().max_by_key(|issue| issue.severity)?;
        worst.details_code.as_deref().or(worst.code.as_deref())
    }
}

fn issue(value: &Value) -> Issue {
    let text = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    let details = value.get("details");
    let codings = details
        .and_then(|d| d.get("coding"))
        .and_then(Value::as_array);
    let coded = |name: &str| {
        codings
            .into_iter()
            .flatten()
            .find_map(|coding| text(coding.get(name)))
    };
    Issue {
        severity: text(value.get("severity")).map_or(Severity::Error, |s| Severity::parse(&s)),
        code: text(value.get("code")),
        details_code: coded("code"),
        details_text: text(details.and_then(|d| d.get("text"))).or_else(|| coded("display")),
        diagnostics: text(value.get("diagnostics")),
    }
}

/// A code as it may be shown in a log: only what a code is made of.
fn shown(code: Option<&str>) -> &str {
    match code {
        Some(code)
            if code.len() <= 40
                && code
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) =>
        {
            code
        }
        Some(_) => "?",
        None => "-",
    }
}

impl fmt::Display for OperationOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, issue) in self.issues.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{issue:?}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            self.severity.as_str(),
            shown(self.code.as_deref())
        )?;
        if let Some(code) = &self.details_code {
            write!(f, " {}", shown(Some(code)))?;
        }
        Ok(())
    }
}

impl fmt::Debug for OperationOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperationOutcome({self})")
    }
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
