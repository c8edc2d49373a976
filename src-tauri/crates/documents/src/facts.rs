//! What a document says of itself beside its text: suggestions for the form, never facts of the chart.

use serde::{Deserialize, Serialize};

/// A document's own words about itself. Each is a suggestion to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    /// When: a FHIR date or date and time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// A LOINC code for its type, where it carries one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub loinc: Option<String>,
}

/// A text worth suggesting: trimmed, one line, not empty, not overlong.
pub(crate) fn said(text: &str) -> Option<String> {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    (!line.is_empty() && line.chars().count() <= 200).then_some(line)
}

/// HL7's `YYYYMMDD…` as a FHIR date; nothing where it is none.
pub(crate) fn hl7_date(digits: &str) -> Option<String> {
    let date: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let (year, month, day) = (date.get(..4)?, date.get(4..6), date.get(6..8));
    let sound = |part: Option<&str>, most: u32| {
        part.is_none_or(|p| p.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n)))
    };
    if !sound(month, 12) || !sound(day, 31) {
        return None;
    }
    Some(
        [Some(year), month, day]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("-"),
    )
}
