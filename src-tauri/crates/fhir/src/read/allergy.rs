//! AllergyIntolerance, and the records that say there is none.

use super::codeable::Coded;
use super::period::when;
use super::standing::Standing;
use crate::json::{Node, Object, ReadError};

/// What a record that says "none known" speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoneKnown {
    /// Any allergy.
    All,
    /// Drugs.
    Drug,
    /// Food.
    Food,
    /// Environment.
    Environment,
    /// Something narrower (latex, insects).
    Other,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reaction {
    /// What happened, in words.
    pub words: Option<String>,
    /// mild, moderate, severe.
    pub severity: Option<String>,
}

/// An allergy or intolerance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allergy {
    /// To what.
    pub substance: Option<String>,
    /// To what, coded.
    pub concept: Option<Coded>,
    /// The record says that none is known; it is no allergy.
    pub none_known: Option<NoneKnown>,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// Worst severity as sent.
    pub severity: Option<String>,
    /// Criticality as sent.
    pub criticality: Option<String>,
    /// "allergy" or "intolerance" as sent.
    pub kind: Option<String>,
    /// Categories as sent.
    pub categories: Vec<String>,
    /// Clinical status as sent.
    pub clinical_status: Option<String>,
    /// Verification status as sent.
    pub verification: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Onset: FHIR date or words.
    pub onset: Option<String>,
    /// When it was recorded.
    pub recorded: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Allergy {
    /// Read an AllergyIntolerance.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let of_reaction = || {
            object
                .objects("reaction")
                .iter()
                .find_map(|one| Coded::one(one, "substance"))
        };
        let concept = Coded::one(&object, "code")
            .filter(|coded| coded.words().is_some())
            .or_else(|| Coded::one(&object, "substance"))
            .or_else(of_reaction);
        let reactions: Vec<Reaction> = object.objects("reaction").iter().map(reaction).collect();
        let clinical_status = Coded::one(&object, "clinicalStatus").and_then(|c| c.status());
        let verification = Coded::one(&object, "verificationStatus").and_then(|c| c.status());
        Ok(Self {
            substance: concept.as_ref().and_then(Coded::words),
            none_known: concept.as_ref().and_then(none_known),
            concept,
            severity: reactions
                .iter()
                .filter_map(|one| one.severity.clone())
                .max_by_key(|severity| match severity.as_str() {
                    "severe" => 3,
                    "moderate" => 2,
                    "mild" => 1,
                    _ => 0,
                }),
            reactions,
            criticality: object.text("criticality"),
            kind: Coded::one(&object, "type").and_then(|c| c.status()),
            categories: object
                .list("category")
                .into_iter()
                .filter_map(Node::text)
                .collect(),
            standing: standing(clinical_status.as_deref(), verification.as_deref()),
            clinical_status,
            verification,
            onset: when(&object, "onset"),
            recorded: object
                .text("recordedDate")
                .or_else(|| object.text("assertedDate")),
            notes: super::notes(&object),
        })
    }

    /// The EHR says, now and without withdrawing it, that no allergy of this kind is known.
    pub fn says_none_known(&self) -> Option<NoneKnown> {
        let counts = match self.standing {
            Standing::Current => true,
            Standing::Unknown => self.clinical_status.is_none(),
            _ => false,
        };
        self.none_known.filter(|_| counts)
    }

    /// High criticality or a severe reaction.
    pub fn is_severe(&self) -> bool {
        self.criticality
            .as_deref()
            .is_some_and(|c| c.eq_ignore_ascii_case("high"))
            || self.severity.as_deref() == Some("severe")
    }
}

fn reaction(reaction: &Object<'_>) -> Reaction {
    let mut words: Vec<String> = Coded::all(reaction, "manifestation")
        .iter()
        .filter_map(Coded::words)
        .collect();
    if words.is_empty() {
        words.extend(reaction.text("description"));
    }
    Reaction {
        words: (!words.is_empty()).then(|| words.join(", ")),
        severity: reaction.text("severity"),
    }
}

fn standing(clinical: Option<&str>, verification: Option<&str>) -> Standing {
    match (clinical, verification) {
        (_, Some("entered-in-error")) => Standing::EnteredInError,
        (_, Some("refuted")) => Standing::Refuted,
        (Some("inactive" | "resolved"), _) => Standing::Past,
        // An unconfirmed allergy is one until somebody says otherwise.
        (Some("active"), _) => Standing::Current,
        _ => Standing::Unknown,
    }
}

const SNOMED: &str = "http://snomed.info/sct";

fn none_known(coded: &Coded) -> Option<NoneKnown> {
    if let Some(code) = coded.code_of(SNOMED) {
        let found = match code {
            "716186003" => NoneKnown::All,
            "409137002" => NoneKnown::Drug,
            "429625007" => NoneKnown::Food,
            "428607008" => NoneKnown::Environment,
            "428197003" | "1003774007" | "716184000" | "716220001" => NoneKnown::Other,
            _ => return by_text(coded),
        };
        return Some(found);
    }
    by_text(coded)
}

/// Sites without SNOMED write it out. Only the exact phrases count: "no known allergy to penicillin"
/// speaks of penicillin alone.
fn by_text(coded: &Coded) -> Option<NoneKnown> {
    let texts = coded
        .text
        .iter()
        .chain(coded.codings.iter().filter_map(|c| c.display.as_ref()));
    for text in texts {
        let letters: String = text
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        let text = letters.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim_end_matches(" situation");
        let found = match text {
            "no known allergies"
            | "no known allergy"
            | "nka"
            | "no allergies known"
            | "no known allergies or intolerances" => NoneKnown::All,
            "no known drug allergies"
            | "no known drug allergy"
            | "nkda"
            | "no known medication allergies"
            | "no known medication allergy" => NoneKnown::Drug,
            "no known food allergies" | "no known food allergy" | "nkfa" => NoneKnown::Food,
            "no known environmental allergies" | "no known environmental allergy" => {
                NoneKnown::Environment
            }
            "no known latex allergy"
            | "no known latex allergies"
            | "no known insect allergy"
            | "no known insect allergies" => NoneKnown::Other,
            _ => continue,
        };
        return Some(found);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Allergy {
        Allergy::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn penicillin_with_anaphylaxis_is_severe() {
        let found = read(
            r#"{"clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]},
            "type":"allergy","category":["medication"],"criticality":"high","code":{"text":"Penicillin G"},
            "reaction":[{"manifestation":[{"text":"Hives"}],"severity":"mild"},{"manifestation":[{"concept":{"text":"Anaphylaxis"}}],"severity":"severe"}]}"#,
        );
        assert_eq!(found.severity.as_deref(), Some("severe"));
        assert!(found.is_severe() && found.none_known.is_none());
        let words: Vec<_> = found
            .reactions
            .iter()
            .filter_map(|r| r.words.as_deref())
            .collect();
        assert_eq!(words, ["Hives", "Anaphylaxis"]);
        assert_eq!(found.standing, Standing::Current);
    }

    #[test]
    fn none_known_is_only_what_the_ehr_says_and_has_not_withdrawn() {
        let says = |code: &str, clinical: &str, verification: &str| {
            read(&format!(r#"{{"code":{code},"clinicalStatus":{{"coding":[{{"code":"{clinical}"}}]}},"verificationStatus":{{"coding":[{{"code":"{verification}"}}]}}}}"#)).says_none_known()
        };
        let nka = r#"{"coding":[{"system":"http://snomed.info/sct","code":"716186003","display":"No known allergy"}]}"#;
        assert_eq!(says(nka, "active", "confirmed"), Some(NoneKnown::All));
        assert_eq!(says(nka, "active", "unconfirmed"), Some(NoneKnown::All));
        assert_eq!(says(nka, "resolved", "confirmed"), None);
        assert_eq!(says(nka, "active", "entered-in-error"), None);
        assert_eq!(says(nka, "active", "refuted"), None);
        assert_eq!(
            says(r#"{"text":"NKDA"}"#, "active", "confirmed"),
            Some(NoneKnown::Drug)
        );
        assert_eq!(
            says(
                r#"{"text":"No known allergy to penicillin"}"#,
                "active",
                "confirmed"
            ),
            None
        );
        assert_eq!(
            read(r#"{"code":{"text":"No Known Allergies"}}"#).says_none_known(),
            Some(NoneKnown::All)
        );
        // A refuted penicillin allergy does not say that none is known.
        assert_eq!(
            says(r#"{"text":"Penicillin"}"#, "inactive", "refuted"),
            None
        );
    }
}
