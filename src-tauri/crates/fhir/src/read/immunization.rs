//! Immunization: a vaccination given or not given.

use super::codeable::{Coded, Reference};
use super::period::when;
use super::standing::Standing;
use crate::json::{Node, Object, ReadError};

/// A vaccination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Immunization {
    /// Vaccine.
    pub vaccine: Option<String>,
    /// Vaccine, coded.
    pub concept: Option<Coded>,
    /// FHIR date or words.
    pub date: Option<String>,
    /// Status as sent; not-done where an older server says that it was not given.
    pub status: Option<String>,
    /// Standing: given is current, not done is refuted.
    pub standing: Standing,
    /// Dose in its series, in words.
    pub dose: Option<String>,
    /// Lot number.
    pub lot: Option<String>,
    /// Site and route in words.
    pub site: Option<String>,
    /// Why it was not done.
    pub reason: Option<String>,
    /// Who gave it, as named.
    pub performer: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Immunization {
    /// Read an Immunization.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let concept = Coded::one(&object, "vaccineCode");
        let not_given =
            object.truth("notGiven") == Some(true) || object.truth("wasNotGiven") == Some(true);
        let status = if not_given {
            Some("not-done".to_owned())
        } else {
            object.text("status")
        };
        let places: Vec<String> = ["site", "route"]
            .iter()
            .filter_map(|name| Coded::one(&object, name)?.words())
            .collect();
        let performers: Vec<Reference> = object
            .objects("performer")
            .iter()
            .filter_map(|one| Reference::one(one, "actor"))
            .collect();
        Ok(Self {
            vaccine: concept.as_ref().and_then(Coded::words),
            concept,
            date: when(&object, "occurrence").or_else(|| object.text("date")),
            standing: match status.as_deref() {
                Some("completed") => Standing::Current,
                other => Standing::of(other),
            },
            status,
            dose: dose(&object),
            lot: object.text("lotNumber"),
            site: (!places.is_empty()).then(|| places.join(", ")),
            reason: Coded::one(&object, "statusReason")
                .or_else(|| Coded::one(&object.object("explanation")?, "reasonNotGiven"))
                .and_then(|coded| coded.words()),
            performer: super::displays(&performers),
            notes: super::notes(&object),
        })
    }
}

/// "Dose 2 of 3 (Hepatitis B)", with the amount where it was sent.
fn dose(object: &Object<'_>) -> Option<String> {
    let number = |protocol: &Object<'_>, names: [&str; 3]| {
        let node = protocol.first(&names)?;
        node.number()
            .map(str::to_owned)
            .or_else(|| Node::text(node))
    };
    let protocols = [
        object.objects("protocolApplied"),
        object.objects("vaccinationProtocol"),
    ]
    .concat();
    let mut parts: Vec<String> = protocols
        .iter()
        .filter_map(|protocol| {
            let nth = number(
                protocol,
                ["doseNumberPositiveInt", "doseNumberString", "doseNumber"],
            )
            .or_else(|| number(protocol, ["doseSequence", "doseSequence", "doseSequence"]))?;
            let all = number(
                protocol,
                ["seriesDosesPositiveInt", "seriesDosesString", "seriesDoses"],
            );
            let series = protocol.text("series");
            let of = all.map(|all| format!(" of {all}")).unwrap_or_default();
            let series = series
                .map(|series| format!(" ({series})"))
                .unwrap_or_default();
            Some(format!("Dose {nth}{of}{series}"))
        })
        .collect();
    parts.extend(super::quantity::Quantity::one(object, "doseQuantity").and_then(|q| q.words()));
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_second_dose_given_and_one_refused() {
        let read = |json: &str| Immunization::read(json.as_bytes()).unwrap();
        let given = read(
            r#"{"status":"completed","vaccineCode":{"text":"Hep B"},"occurrenceDateTime":"2020-05","lotNumber":"A1",
            "site":{"text":"left arm"},"route":{"text":"IM"},"doseQuantity":{"value":0.5,"unit":"mL"},
            "protocolApplied":[{"doseNumberPositiveInt":2,"seriesDosesPositiveInt":3}]}"#,
        );
        assert_eq!(given.dose.as_deref(), Some("Dose 2 of 3, 0.5 mL"));
        assert_eq!(given.site.as_deref(), Some("left arm, IM"));
        assert_eq!(given.standing, Standing::Current);
        let refused = read(r#"{"status":"not-done","statusReason":{"text":"Patient objection"}}"#);
        assert_eq!(refused.standing, Standing::Refuted);
        assert_eq!(refused.reason.as_deref(), Some("Patient objection"));
        assert_eq!(
            read(r#"{"status":"completed","notGiven":true}"#).standing,
            Standing::Refuted
        );
    }
}
