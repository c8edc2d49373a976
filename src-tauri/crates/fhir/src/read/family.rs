//! FamilyMemberHistory.

use super::period::when;
use super::standing::Standing;
use super::{notes, said};
use crate::json::{Object, ReadError};

/// A relative, and what they have or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyMember {
    /// Relationship in words.
    pub relationship: Option<String>,
    /// Name as sent.
    pub name: Option<String>,
    /// Sex in words.
    pub sex: Option<String>,
    /// Age or birth in words.
    pub born: Option<String>,
    /// "yes", "no", a date, an age or a text: as sent.
    pub deceased: Option<String>,
    /// What they have or had, one by one.
    pub conditions: Vec<FamilyCondition>,
    /// Status as sent (partial, completed, health-unknown…).
    pub status: Option<String>,
    /// Why there is nothing about them, in words.
    pub absent: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// When it was recorded: FHIR date.
    pub date: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

/// Something a relative has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCondition {
    /// What.
    pub name: Option<String>,
    /// Onset: FHIR date or words.
    pub onset: Option<String>,
    /// Outcome in words.
    pub outcome: Option<String>,
    /// It contributed to the death; nothing where the EHR did not say.
    pub contributed: Option<bool>,
}

impl FamilyCondition {
    /// "Stroke, at age 74 a, died of it".
    pub fn words(&self) -> String {
        let mut parts = vec![
            self.name
                .clone()
                .unwrap_or_else(|| "Condition not named".to_owned()),
        ];
        parts.extend(self.onset.clone());
        parts.extend(self.outcome.clone());
        if self.contributed == Some(true) {
            parts.push("contributed to the death".to_owned());
        }
        parts.join(", ")
    }
}

impl FamilyMember {
    /// Read a FamilyMemberHistory.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let never = |name: &str| (object.truth(name) == Some(false)).then(|| "no".to_owned());
        Ok(Self {
            relationship: said(&object, "relationship"),
            name: object.text("name"),
            sex: said(&object, "sex").or_else(|| object.text("gender")),
            born: when(&object, "age").or_else(|| when(&object, "born")),
            deceased: when(&object, "deceased").or_else(|| never("deceasedBoolean")),
            conditions: object.objects("condition").iter().map(condition).collect(),
            absent: said(&object, "dataAbsentReason").map(|words| absent(&object).unwrap_or(words)),
            // What was taken down of a relative stands, in part or whole.
            standing: match status.as_deref() {
                Some("partial" | "completed") => Standing::Current,
                Some("health-unknown") => Standing::Unknown,
                other => Standing::of(other),
            },
            status,
            date: object.text("date"),
            notes: notes(&object),
        })
    }
}

fn absent(object: &Object<'_>) -> Option<String> {
    let reason = super::codeable::Coded::one(object, "dataAbsentReason")?;
    Some(match reason.code()? {
        // This element has codes of its own.
        "subject-unknown" => "The patient does not know".to_owned(),
        "withheld" => "Withheld".to_owned(),
        "unable-to-obtain" => "Could not be asked".to_owned(),
        "deferred" => "To be asked later".to_owned(),
        code => super::codeable::absent_in_words(code),
    })
}

fn condition(one: &Object<'_>) -> FamilyCondition {
    FamilyCondition {
        name: said(one, "code"),
        onset: when(one, "onset"),
        outcome: said(one, "outcome"),
        contributed: one.truth("contributedToDeath"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_relative_is_said_with_what_they_had_and_unknown_is_not_healthy() {
        let father = FamilyMember::read(
            br#"{"status":"completed","relationship":{"text":"Father"},"deceasedAge":{"value":74,"unit":"a"},
            "condition":[{"code":{"text":"Stroke"},"onsetAge":{"value":74,"unit":"a"},"contributedToDeath":true}]}"#,
        )
        .unwrap();
        let words: Vec<String> = father
            .conditions
            .iter()
            .map(FamilyCondition::words)
            .collect();
        assert_eq!(words, ["Stroke, at age 74 a, contributed to the death"]);
        assert_eq!(father.deceased.as_deref(), Some("at age 74 a"));
        let mother = FamilyMember::read(
            br#"{"status":"health-unknown","relationship":{"text":"Mother"},"deceasedBoolean":false,"dataAbsentReason":{"coding":[{"code":"subject-unknown"}]}}"#,
        )
        .unwrap();
        assert_eq!(mother.absent.as_deref(), Some("The patient does not know"));
        assert_eq!(
            (mother.standing, mother.deceased.as_deref()),
            (Standing::Unknown, Some("no"))
        );
    }
}
