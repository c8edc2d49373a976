//! ServiceRequest and Appointment: what was asked for, and when it is to be.

use super::codeable::Reference;
use super::period::when;
use super::standing::Standing;
use super::{joined, notes, reasons, said};
use crate::json::{Object, ReadError};
use crate::read::codeable::Coded;

/// An order or referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What.
    pub name: Option<String>,
    /// Code with a short name of its system.
    pub code: Option<String>,
    /// Categories in words.
    pub category: Option<String>,
    /// Priority as sent.
    pub priority: Option<String>,
    /// Intent as sent.
    pub intent: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// It is an order not to do it.
    pub prohibited: bool,
    /// When it is to be done: FHIR date or words.
    pub when: Option<String>,
    /// When it was ordered: FHIR date.
    pub authored: Option<String>,
    /// Who ordered it.
    pub requester: Option<Reference>,
    /// Who is to do it.
    pub performers: Vec<Reference>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

/// What an order not to do something is called: that must never be overlooked.
pub fn not_to_do(name: Option<String>) -> String {
    match name {
        Some(name) => format!("Do NOT: {name}"),
        None => "Do NOT perform; what is not named".to_owned(),
    }
}

impl Order {
    /// Read a ServiceRequest, or what was one in an older FHIR.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let concept = Coded::one(&object, "code");
        Ok(Self {
            name: said(&object, "code"),
            code: concept.and_then(|coded| coded.code_in_words()),
            category: joined(&Coded::all(&object, "category")),
            priority: object.text("priority"),
            intent: object.text("intent"),
            standing: Standing::of(status.as_deref()),
            status,
            prohibited: object.truth("doNotPerform") == Some(true),
            when: when(&object, "occurrence"),
            authored: object.text("authoredOn"),
            requester: Reference::one(&object, "requester"),
            performers: Reference::all(&object, "performer"),
            reason: reasons(&object),
            notes: notes(&object),
        })
    }
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// What for.
    pub name: Option<String>,
    /// Kind in words.
    pub kind: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
    /// Who and where, but for the patient.
    pub with: Vec<Reference>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Comment, or the instruction to the patient.
    pub comment: Option<String>,
}

impl Appointment {
    /// Read an Appointment.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let service = said(&object, "serviceType");
        let kind = said(&object, "appointmentType");
        let asked = super::period::Period::one(&object, "requestedPeriod").unwrap_or_default();
        let people = object.objects("participant");
        let with = people
            .iter()
            .filter_map(|one| Reference::one(one, "actor"))
            .filter(|who| who.resource_type.as_deref() != Some("Patient"));
        Ok(Self {
            name: object
                .text("description")
                .or(service)
                .or_else(|| kind.clone()),
            kind,
            // An appointment that was kept is over; one that is booked is to come.
            standing: match status.as_deref() {
                Some("fulfilled") => Standing::Past,
                other => Standing::of(other),
            },
            status,
            start: object.text("start").or(asked.start),
            end: object.text("end").or(asked.end),
            with: with.collect(),
            reason: reasons(&object),
            comment: object
                .text("comment")
                .or_else(|| object.text("patientInstruction")),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_order_not_to_do_something_is_no_order_to_do_it() {
        let order = Order::read(
            br#"{"status":"active","intent":"order","doNotPerform":true,"code":{"text":"Contrast CT"},"authoredOn":"2026-03-01",
            "requester":{"reference":"Practitioner/7"},"reasonCode":[{"text":"Kidney disease"}]}"#,
        )
        .unwrap();
        assert!(order.prohibited);
        assert_eq!(order.reason.as_deref(), Some("Kidney disease"));
    }

    #[test]
    fn an_appointment_that_was_kept_is_over() {
        let kept = Appointment::read(
            br#"{"status":"fulfilled","serviceType":[{"text":"Cardiology"}],"start":"2026-01-01T09:00:00Z","participant":[{"actor":{"reference":"Patient/1"}},{"actor":{"display":"Dr Ruiz"}}]}"#,
        )
        .unwrap();
        assert_eq!((kept.standing, kept.with.len()), (Standing::Past, 1));
        assert_eq!(kept.name.as_deref(), Some("Cardiology"));
    }
}
