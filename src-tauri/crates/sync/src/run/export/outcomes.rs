//! What an export says it left out: patients by name, or something nobody can be named for. What is
//! only remarked leaves nothing out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wardbook_fhir::OperationOutcome;

/// Named in one file; beyond that everybody counts as named.
const AT_MOST: usize = 20_000;
/// Words kept for the ledger.
const WORDS: usize = 300;

/// What was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOut {
    /// Of these patients something, by the EHR's ids.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) patients: BTreeSet<String>,
    /// Of whom is not said.
    #[serde(default)]
    pub(super) anybody: bool,
    /// The EHR's own words, the first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) words: Option<String>,
}

impl LeftOut {
    /// Takes a line of a file of remarks.
    pub(super) fn read(&mut self, line: &[u8]) {
        let Some(outcome) = OperationOutcome::parse(line) else {
            self.anybody = true;
            return;
        };
        if self.words.is_none() {
            let said = outcome.text().replace('\n', " ");
            self.words = Some(said.chars().take(WORDS).collect());
        }
        if outcome.is_warning_only() && !outcome.says_incomplete() {
            return;
        }
        let named = patients_in(line);
        self.anybody |= named.is_empty();
        self.patients.extend(named);
        if self.patients.len() > AT_MOST {
            self.patients.clear();
            self.anybody = true;
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.patients.extend(other.patients);
        self.anybody |= other.anybody;
        if self.words.is_none() {
            self.words = other.words;
        }
    }

    /// Something of this patient may be missing.
    pub(super) fn names(&self, patient: &str) -> bool {
        self.anybody || self.patients.contains(patient)
    }
}

/// Ids behind every `Patient/` in it, wherever it stands.
fn patients_in(line: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(line);
    text.split("Patient/")
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
            rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
        })
        .map(|id| id.trim_end_matches('.'))
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_named_is_left_out_and_nobody_named_is_everybody() {
        let mut left = LeftOut::default();
        left.read(br#"{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational","diagnostics":"40 files"}]}"#);
        assert!(!left.names("camila"), "only a remark");
        left.read(br#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","diagnostics":"Patient/camila."}]}"#);
        assert!(left.names("camila") && !left.names("derrick"));
        left.read(br#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception","diagnostics":"disk full"}]}"#);
        assert!(left.names("derrick"));
        let mut odd = LeftOut::default();
        odd.read(b"<html>");
        assert!(odd.names("derrick"), "what cannot be read may say anything");
    }
}
