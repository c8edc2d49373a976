//! Condition: problems and diagnoses.

use super::codeable::Coded;
use super::period::when;
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// A problem or diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What.
    pub name: Option<String>,
    /// What, coded.
    pub concept: Option<Coded>,
    /// Code with a short name of its system.
    pub code: Option<String>,
    /// Categories in words.
    pub category: Option<String>,
    /// Codes of the categories (problem-list-item, encounter-diagnosis, health-concern).
    pub category_codes: Vec<String>,
    /// Clinical status as sent.
    pub clinical_status: Option<String>,
    /// Verification status as sent.
    pub verification: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Severity in words.
    pub severity: Option<String>,
    /// Onset: FHIR date or words.
    pub onset: Option<String>,
    /// Abatement: FHIR date or words.
    pub abatement: Option<String>,
    /// When it was recorded.
    pub recorded: Option<String>,
    /// Body sites in words.
    pub body_site: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Condition {
    /// Read a Condition.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let concept = Coded::one(&object, "code");
        let categories = Coded::all(&object, "category");
        let clinical_status = Coded::one(&object, "clinicalStatus").and_then(|c| c.status());
        let verification = Coded::one(&object, "verificationStatus").and_then(|c| c.status());
        let abatement = when(&object, "abatement");
        let standing = standing(
            clinical_status.as_deref(),
            verification.as_deref(),
            abatement.is_some(),
        );
        let words: Vec<String> = categories.iter().filter_map(Coded::words).collect();
        let sites: Vec<String> = Coded::all(&object, "bodySite")
            .iter()
            .filter_map(Coded::words)
            .collect();
        Ok(Self {
            name: concept.as_ref().and_then(Coded::words),
            code: concept.as_ref().and_then(Coded::code_in_words),
            concept,
            category: (!words.is_empty()).then(|| words.join(", ")),
            category_codes: categories.iter().filter_map(Coded::status).collect(),
            clinical_status,
            verification,
            standing,
            severity: Coded::one(&object, "severity").and_then(|c| c.words()),
            onset: when(&object, "onset"),
            abatement,
            recorded: object
                .text("recordedDate")
                .or_else(|| object.text("assertedDate"))
                .or_else(|| object.text("dateRecorded")),
            body_site: (!sites.is_empty()).then(|| sites.join(", ")),
            notes: super::notes(&object),
        })
    }
}

fn standing(clinical: Option<&str>, verification: Option<&str>, abated: bool) -> Standing {
    let doubt = match verification {
        Some("entered-in-error") => return Standing::EnteredInError,
        Some("refuted") => return Standing::Refuted,
        Some("unconfirmed" | "provisional" | "differential") => true,
        _ => false,
    };
    match clinical {
        Some("active" | "recurrence" | "relapse") if doubt => Standing::Preliminary,
        Some("active" | "recurrence" | "relapse") => Standing::Current,
        Some("inactive" | "remission" | "resolved") => Standing::Past,
        _ if abated => Standing::Past,
        _ => Standing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Condition {
        Condition::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn heart_failure_on_the_problem_list() {
        let found = read(
            r#"{"clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]},
            "category":[{"coding":[{"code":"problem-list-item","display":"Problem List Item"}]}],
            "severity":{"text":"severe"},"onsetDateTime":"2019-03","note":[{"text":"EF 30 %"}],
            "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I50.22","display":"Chronic systolic heart failure"}]}}"#,
        );
        assert_eq!(
            found.name.as_deref(),
            Some("Chronic systolic heart failure")
        );
        assert_eq!(found.code.as_deref(), Some("ICD-10-CM I50.22"));
        assert_eq!(found.standing, Standing::Current);
        assert_eq!(found.notes, ["EF 30 %"]);
    }

    #[test]
    fn a_refuted_or_withdrawn_problem_is_never_current() {
        let standing = |clinical: &str, verification: &str| {
            read(&format!(r#"{{"clinicalStatus":"{clinical}","verificationStatus":{{"coding":[{{"code":"{verification}"}}]}}}}"#)).standing
        };
        assert_eq!(standing("active", "refuted"), Standing::Refuted);
        assert_eq!(
            standing("active", "entered-in-error"),
            Standing::EnteredInError
        );
        assert_eq!(standing("active", "provisional"), Standing::Preliminary);
        assert_eq!(standing("resolved", "confirmed"), Standing::Past);
        assert_eq!(standing("odd", "confirmed"), Standing::Unknown);
        assert_eq!(
            read(r#"{"abatementDateTime":"2020"}"#).standing,
            Standing::Past
        );
        assert_eq!(read("{}").standing, Standing::Unknown);
    }
}
