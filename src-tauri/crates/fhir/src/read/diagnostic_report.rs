//! DiagnosticReport: a report over results, or a narrative of its own.

use super::attachment::{self, Attachment};
use super::codeable::{Coded, Reference};
use super::narrative;
use super::period::when;
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosticReport {
    /// Name.
    pub name: Option<String>,
    /// Code.
    pub code: Option<Coded>,
    /// Categories in words.
    pub category: Option<String>,
    /// Categories, coded.
    pub categories: Vec<Coded>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// When it was true of the patient.
    pub date: Option<String>,
    /// When it was made known.
    pub issued: Option<String>,
    /// Conclusion, with its codes in words.
    pub conclusion: Option<String>,
    /// The report itself, in one form or several.
    pub presented: Vec<Attachment>,
    /// Its narrative as plain text.
    pub narrative: Option<String>,
    /// Its results.
    pub results: Vec<Reference>,
    /// Its imaging studies.
    pub imaging: Vec<Reference>,
    /// Who made it, as named.
    pub author: Option<String>,
}

impl DiagnosticReport {
    /// Read a DiagnosticReport.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let code = Coded::one(&object, "code");
        let categories = Coded::all(&object, "category");
        let status = object.text("status");
        let codes = super::joined(
            &[
                Coded::all(&object, "conclusionCode"),
                Coded::all(&object, "codedDiagnosis"),
            ]
            .concat(),
        );
        let conclusion = match (object.text("conclusion"), codes) {
            (Some(text), Some(codes)) if !text.contains(&codes) => {
                Some(format!("{text} ({codes})"))
            }
            (Some(text), _) => Some(text),
            (None, codes) => codes,
        };
        let who = [
            Reference::all(&object, "resultsInterpreter"),
            Reference::all(&object, "performer"),
        ]
        .concat();
        Ok(Self {
            name: code.as_ref().and_then(Coded::words),
            code,
            category: super::joined(&categories),
            categories,
            standing: Standing::of(status.as_deref()),
            status,
            date: when(&object, "effective"),
            issued: object.text("issued"),
            conclusion,
            presented: object
                .objects("presentedForm")
                .iter()
                .map(Attachment::read)
                .collect(),
            narrative: narrative::of_resource(&object),
            results: Reference::all(&object, "result"),
            imaging: [
                Reference::all(&object, "imagingStudy"),
                Reference::all(&object, "study"),
            ]
            .concat(),
            author: super::displays(&who),
        })
    }

    /// The bytes inside the presented form at `index`, where they are in the resource.
    pub fn data(body: &[u8], index: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let form = Object::parse(body)?
            .objects("presentedForm")
            .into_iter()
            .nth(index);
        Ok(form.and_then(|form| attachment::data(&form)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_chest_film_with_a_conclusion() {
        let body = br#"{"status":"final","code":{"text":"Chest X-ray"},"effectiveDateTime":"2024-01-02","conclusion":"No infiltrate",
            "conclusionCode":[{"text":"Normal chest"}],"result":[{"reference":"Observation/1"}],"performer":[{"display":"Dr Ruiz"}],
            "presentedForm":[{"contentType":"text/plain","data":"SGVsbG8="}]}"#;
        let found = DiagnosticReport::read(body).unwrap();
        assert_eq!(
            found.conclusion.as_deref(),
            Some("No infiltrate (Normal chest)")
        );
        assert_eq!(found.author.as_deref(), Some("Dr Ruiz"));
        assert_eq!(found.results.first().and_then(Reference::id), Some("1"));
        assert_eq!(DiagnosticReport::data(body, 0).unwrap().unwrap(), b"Hello");
    }
}
