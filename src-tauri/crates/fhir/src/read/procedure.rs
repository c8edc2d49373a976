//! Procedure.

use super::codeable::{Coded, Reference};
use super::period::{until, when};
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// A procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// What.
    pub name: Option<String>,
    /// What, coded.
    pub concept: Option<Coded>,
    /// Code with a short name of its system.
    pub code: Option<String>,
    /// Category in words.
    pub category: Option<String>,
    /// Status as sent; not-done where an older server says that it was not performed.
    pub status: Option<String>,
    /// Why this status.
    pub status_reason: Option<String>,
    /// Standing: not done is refuted.
    pub standing: Standing,
    /// FHIR date or words.
    pub date: Option<String>,
    /// End, where it was a period.
    pub ended: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Body sites in words.
    pub body_site: Option<String>,
    /// Outcome in words.
    pub outcome: Option<String>,
    /// Who did it, as named.
    pub performer: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Procedure {
    /// Read a Procedure.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let concept = Coded::one(&object, "code");
        let not_done =
            object.truth("notDone") == Some(true) || object.truth("notPerformed") == Some(true);
        let status = if not_done {
            Some("not-done".to_owned())
        } else {
            object.text("status")
        };
        let performers: Vec<Reference> = object
            .objects("performer")
            .iter()
            .filter_map(|one| Reference::one(one, "actor"))
            .collect();
        let words = |name: &str| Coded::one(&object, name).and_then(|coded| coded.words());
        Ok(Self {
            name: concept.as_ref().and_then(Coded::words),
            code: concept.as_ref().and_then(Coded::code_in_words),
            concept,
            category: super::joined(&Coded::all(&object, "category")),
            standing: Standing::of(status.as_deref()),
            status,
            status_reason: words("statusReason").or_else(|| words("notDoneReason")),
            date: when(&object, "performed")
                .or_else(|| when(&object, "occurrence"))
                .or_else(|| object.text("recorded")),
            ended: until(&object, "performed").or_else(|| until(&object, "occurrence")),
            reason: super::reasons(&object),
            body_site: super::joined(&Coded::all(&object, "bodySite")),
            outcome: words("outcome"),
            performer: super::displays(&performers),
            location: Reference::one(&object, "location").and_then(|one| one.display),
            notes: super::notes(&object),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_appendectomy_done_and_one_not_done() {
        let read = |json: &str| Procedure::read(json.as_bytes()).unwrap();
        let done = read(
            r#"{"status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"80146002","display":"Appendectomy"}]},
            "performedPeriod":{"start":"2013-04-05T08:00:00Z","end":"2013-04-05T09:30:00Z"},"reasonReference":[{"display":"Appendicitis"}],
            "performer":[{"actor":{"display":"Dr Cutter"}}],"outcome":{"text":"Healed"}}"#,
        );
        assert_eq!(done.code.as_deref(), Some("SNOMED 80146002"));
        assert_eq!(done.date.as_deref(), Some("2013-04-05T08:00:00Z"));
        assert_eq!(
            (done.reason.as_deref(), done.performer.as_deref()),
            (Some("Appendicitis"), Some("Dr Cutter"))
        );
        let not = read(
            r#"{"status":"not-done","statusReason":{"text":"Patient ate"},"code":{"text":"Endoscopy"}}"#,
        );
        assert_eq!(not.standing, Standing::Refuted);
        assert_eq!(not.status_reason.as_deref(), Some("Patient ate"));
    }
}
