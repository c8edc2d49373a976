//! What a form says of a document: the types there are, what may be written, and what the document itself
//! suggests. A suggestion is shown in the form and is nothing until a person keeps it.

use wardbook_documents::Reading;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::failure::Fault;
use crate::wire::document::{AboutDocument, DocumentType};
use crate::wire::profile::Failure;

/// LOINC's document types that a ward uses, with words by which a document gives its own away.
const TYPES: &[(&str, &str, &[&str])] = &[
    ("11506-3", "Progress note", &["progress note"]),
    (
        "18842-5",
        "Discharge summary",
        &["discharge summary", "discharge letter"],
    ),
    ("57133-1", "Referral note", &["referral"]),
    ("11488-4", "Consult note", &["consultation", "consult note"]),
    (
        "34117-2",
        "History and physical note",
        &["history and physical"],
    ),
    ("28570-0", "Procedure note", &["procedure note"]),
    (
        "11504-8",
        "Surgical operation note",
        &["operative report", "operative note", "operation note"],
    ),
    (
        "18748-4",
        "Diagnostic imaging study",
        &[
            "radiology report",
            "chest x-ray",
            "ct of",
            "mri of",
            "ultrasound",
        ],
    ),
    (
        "11502-2",
        "Laboratory report",
        &["laboratory report", "lab report"],
    ),
    (
        "11526-1",
        "Pathology study",
        &["pathology report", "histology"],
    ),
    (
        "34111-5",
        "Emergency department note",
        &["emergency department"],
    ),
    ("59284-0", "Consent document", &["consent"]),
    (
        "42348-3",
        "Advance directive",
        &["advance directive", "living will"],
    ),
    ("18761-7", "Transfer summary note", &["transfer summary"]),
    (
        "34133-9",
        "Summary of episode note",
        &["summary of care", "continuity of care"],
    ),
    ("34746-8", "Nurse note", &["nursing note"]),
    (
        "8653-8",
        "Hospital discharge instructions",
        &["discharge instructions"],
    ),
    ("34109-9", "Note", &[]),
];

impl App {
    /// The types a document may be given.
    pub async fn document_types(&self, actor: &Actor) -> Result<Vec<DocumentType>, Failure> {
        let name = "document.types";
        self.enter_closed(actor, name, Permission::ImportRecords, |_| async {
            Ok(TYPES
                .iter()
                .map(|(code, display, _)| one(code, display))
                .collect())
        })
        .await
    }
}

/// A type by its code, with its words where they are known.
pub(crate) fn kind_of(code: Option<String>) -> Option<DocumentType> {
    let code = code?;
    Some(of_code(&code).unwrap_or(DocumentType {
        code,
        display: None,
    }))
}

fn one(code: &str, display: &str) -> DocumentType {
    DocumentType {
        code: code.to_owned(),
        display: Some(display.to_owned()),
    }
}

/// Refuses a form with what no document can have.
pub(super) fn sound(about: &AboutDocument) -> Result<(), Fault> {
    if let Some(kind) = &about.kind {
        let parts = kind.code.split_once('-');
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !parts.is_some_and(|(number, check)| digits(number) && digits(check) && check.len() == 1)
        {
            return Err(Fault::invalid(
                "The type is no LOINC code. They look like 11506-3.",
            ));
        }
    }
    if let Some(date) = &about.date
        && wardbook_fhir::read::date::parse(date).is_none()
    {
        return Err(Fault::invalid(
            "The date is none. Write it as 2026-03-14, or with a time and its zone.",
        ));
    }
    if let Some(code) = &about.confidentiality
        && !["U", "L", "M", "N", "R", "V"].contains(&code.as_str())
    {
        return Err(Fault::invalid(
            "The confidentiality is not one of U, L, M, N, R, V.",
        ));
    }
    if let Some(id) = &about.encounter
        && !crate::import::is_id(id)
    {
        return Err(Fault::invalid("The encounter is no FHIR id."));
    }
    if let Some(level) = &about.access {
        super::access::sound(level)?;
    }
    Ok(())
}

/// The date, where it is an instant: a day alone may not stand in DocumentReference.date.
pub(super) fn instant(date: &str) -> Option<String> {
    date.parse::<jiff::Timestamp>()
        .is_ok()
        .then(|| date.to_owned())
}

/// What the document says of itself.
pub(super) fn suggested(reading: &Reading) -> AboutDocument {
    let head: String = reading.text().chars().take(2000).collect();
    let first_line = head.lines().map(str::trim).find(|line| {
        (4..=120).contains(&line.chars().count()) && line.chars().any(char::is_alphabetic)
    });
    AboutDocument {
        title: reading
            .facts
            .title
            .clone()
            .or_else(|| first_line.map(str::to_owned)),
        kind: reading
            .facts
            .loinc
            .as_deref()
            .and_then(of_code)
            .or_else(|| of_words(&head)),
        date: reading.facts.date.clone().or_else(|| day_in(&head)),
        author: reading.facts.author.clone(),
        encounter: None,
        description: None,
        confidentiality: None,
        access: None,
    }
}

fn of_code(code: &str) -> Option<DocumentType> {
    TYPES
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(code, display, _)| one(code, display))
}

/// Where a word of a text begins with this: "effect of" says nothing of a "ct of".
fn begins(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    })
}

/// The type whose words come first.
fn of_words(head: &str) -> Option<DocumentType> {
    let head = head.to_lowercase();
    let found = TYPES.iter().filter_map(|(code, display, words)| {
        let at = words.iter().filter_map(|word| begins(&head, word)).min()?;
        Some((at, code, display))
    });
    found.min().map(|(_, code, display)| one(code, display))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The first day that can be read in one way only: 2026-03-14, 14 March 2026, March 14, 2026.
fn day_in(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
        .collect();
    let month = |word: &String| {
        MONTHS
            .iter()
            .position(|m| m == word || (word.len() == 3 && m.starts_with(word.as_str())))
    };
    let number = |word: &String| word.parse::<i16>().ok();
    for (n, word) in words.iter().enumerate() {
        if word.len() == 10
            && let Ok(day) = word.parse::<jiff::civil::Date>()
        {
            return Some(day.to_string());
        }
        let Some(month) = month(word).and_then(|m| i8::try_from(m + 1).ok()) else {
            continue;
        };
        let at = |place: Option<usize>| place.and_then(|p| words.get(p)).and_then(number);
        let (before, after, next) = (at(n.checked_sub(1)), at(Some(n + 1)), at(Some(n + 2)));
        for (day, year) in [(before, after), (after, next)] {
            if let (Some(day), Some(year)) = (day, year)
                && (1900..2100).contains(&year)
                && let Ok(day) = i8::try_from(day)
                && let Ok(date) = jiff::civil::Date::new(year, month, day)
            {
                return Some(date.to_string());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_suggested_only_where_it_can_be_read_in_one_way() {
        for (text, day) in [
            ("Seen on 14 March 2026 by Amara Osei", Some("2026-03-14")),
            ("March 3, 2026: potassium 5.9", Some("2026-03-03")),
            ("Date: 2026-03-14.", Some("2026-03-14")),
            ("03/04/2026 is April or March", None),
            ("may be seen in 31 days", None),
        ] {
            assert_eq!(day_in(text).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn the_type_whose_words_come_first_is_suggested() {
        let found = of_words("Discharge summary. Consent was given.").map(|kind| kind.code);
        assert_eq!(found.as_deref(), Some("18842-5"));
        assert_eq!(of_words("Dear colleague"), None);
        assert_eq!(of_words("The effect of lisinopril"), None);
        let picture = of_words("Aspect of the lung: CT of the chest").map(|kind| kind.code);
        assert_eq!(picture.as_deref(), Some("18748-4"));
    }
}
