//! Encounter, in R4, R4B and R5.

use super::codeable::{Coded, Reference};
use super::period::Period;
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// An encounter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encounter {
    /// Class in words.
    pub class: Option<String>,
    /// Class code as sent.
    pub class_code: Option<String>,
    /// Types in words.
    pub kind: Option<String>,
    /// Reasons in words.
    pub reason: Option<String>,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Where: the last place in use.
    pub location: Option<String>,
    /// The same as a reference.
    pub location_reference: Option<Reference>,
    /// With whom.
    pub practitioner: Option<String>,
    /// All participants.
    pub participants: Vec<Reference>,
    /// The organisation, as named.
    pub organization: Option<String>,
    /// Where the patient went.
    pub discharge: Option<String>,
}

impl Encounter {
    /// Read an Encounter.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let class = Coded::one(&object, "class");
        let class_code = class
            .as_ref()
            .and_then(|coded| coded.code().map(str::to_owned));
        let period = Period::one(&object, "period")
            .or_else(|| Period::one(&object, "actualPeriod"))
            .or_else(|| {
                Some(Period {
                    start: object.text("plannedStartDate"),
                    end: object.text("plannedEndDate"),
                })
            })
            .unwrap_or_default();
        let status = object.text("status");
        let participants = participants(&object);
        let location = location(&object);
        let stay = object
            .object("hospitalization")
            .or_else(|| object.object("admission"));
        Ok(Self {
            class: class_code
                .as_deref()
                .and_then(class_in_words)
                .map(str::to_owned)
                .or_else(|| class.as_ref().and_then(Coded::words)),
            class_code,
            kind: super::joined(&Coded::all(&object, "type")),
            reason: super::reasons(&object),
            start: period.start,
            end: period.end,
            standing: Standing::of(status.as_deref()),
            status,
            location: location
                .as_ref()
                .and_then(|reference| reference.display.clone()),
            location_reference: location,
            practitioner: participants.iter().find_map(|one| one.display.clone()),
            participants,
            organization: Reference::one(&object, "serviceProvider").and_then(|one| one.display),
            discharge: stay
                .and_then(|stay| Coded::one(&stay, "dischargeDisposition"))
                .and_then(|coded| coded.words()),
        })
    }

    /// The patient is there now: in progress, and not ended although the status was left standing.
    pub fn is_now(&self) -> bool {
        self.end.is_none()
            && matches!(
                self.status.as_deref(),
                Some("in-progress" | "arrived" | "triaged" | "onleave" | "on-hold")
            )
    }
}

/// Practitioners first, the attending before all.
fn participants(object: &Object<'_>) -> Vec<Reference> {
    let mut found: Vec<(u8, Reference)> = object
        .objects("participant")
        .iter()
        .filter_map(|one| {
            let who = Reference::one(one, "individual").or_else(|| Reference::one(one, "actor"))?;
            let types = Coded::all(one, "type");
            let has = |code: &str| types.iter().any(|coded| coded.has(code));
            let of_patient = matches!(
                who.resource_type.as_deref(),
                Some("RelatedPerson" | "Patient")
            );
            let rank = match () {
                () if of_patient => 3,
                () if has("ATND") => 0,
                () if has("PPRF") => 1,
                () => 2,
            };
            Some((rank, who))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, who)| who).collect()
}

fn location(object: &Object<'_>) -> Option<Reference> {
    let all = object.objects("location");
    let status = |one: &&Object<'_>, wanted: &str| one.text("status").as_deref() == Some(wanted);
    let chosen = all
        .iter()
        .rev()
        .find(|one| status(one, "active"))
        .or_else(|| all.iter().rev().find(|one| one.at("period.end").is_none()))
        .or_else(|| all.last())?;
    Reference::one(chosen, "location")
}

/// v3 ActCode, in words.
fn class_in_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "AMB" => "Ambulatory",
        "IMP" => "Inpatient",
        "ACUTE" => "Inpatient, acute",
        "NONAC" => "Inpatient, non-acute",
        "EMER" => "Emergency",
        "HH" => "Home health",
        "OBSENC" => "Observation",
        "PRENC" => "Pre-admission",
        "SS" => "Short stay",
        "VR" => "Virtual",
        "FLD" => "Field",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Encounter {
        Encounter::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_inpatient_stay_in_r4_and_r5() {
        let r4 = read(
            r#"{"status":"in-progress","class":{"code":"IMP"},"type":[{"text":"Admission"}],"reasonCode":[{"text":"Pneumonia"}],
            "period":{"start":"2026-02-01T10:00:00Z"},"participant":[{"individual":{"display":"Nurse Okafor"}},
            {"type":[{"coding":[{"code":"ATND"}]}],"individual":{"display":"Dr Ruiz"}}],
            "location":[{"location":{"display":"ED"},"status":"completed"},{"location":{"display":"4 West 12"},"status":"active"}],
            "hospitalization":{"dischargeDisposition":{"text":"Home"}}}"#,
        );
        assert_eq!(r4.class.as_deref(), Some("Inpatient"));
        assert_eq!(r4.practitioner.as_deref(), Some("Dr Ruiz"));
        assert_eq!(r4.location.as_deref(), Some("4 West 12"));
        assert_eq!(r4.discharge.as_deref(), Some("Home"));
        assert!(r4.is_now());
        let r5 = read(
            r#"{"status":"discharged","class":[{"coding":[{"code":"AMB"}]}],"reason":[{"value":[{"concept":{"text":"Cough"}},
            {"reference":{"display":"Asthma"}}]}],"actualPeriod":{"start":"2026","end":"2026-02"},"participant":[{"actor":{"display":"Dr Wu"}}]}"#,
        );
        assert_eq!(r5.class.as_deref(), Some("Ambulatory"));
        assert_eq!(r5.reason.as_deref(), Some("Cough, Asthma"));
        assert_eq!(
            (r5.start.as_deref(), r5.end.as_deref()),
            (Some("2026"), Some("2026-02"))
        );
        assert_eq!(
            (r5.practitioner.as_deref(), r5.standing),
            (Some("Dr Wu"), Standing::Past)
        );
    }

    #[test]
    fn a_visit_left_in_progress_for_years_is_not_now() {
        let left = read(
            r#"{"status":"in-progress","class":{"code":"13","display":"Support OP Encounter"},"period":{"start":"2019-05-28","end":"2019-05-28"}}"#,
        );
        assert!(!left.is_now());
        assert_eq!(left.class.as_deref(), Some("Support OP Encounter"));
        assert_eq!(read("{}").standing, Standing::Unknown);
    }
}
