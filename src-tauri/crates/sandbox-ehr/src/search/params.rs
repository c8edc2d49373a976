//! The search parameters this server answers, by resource type: name, kind and where the value is.
//! The CapabilityStatement is written from this table, so it cannot claim what search does not do.

use super::{administrative, clinical};

/// How a parameter's values are read and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParamKind {
    Token,
    Date,
    Text,
    Reference,
    Uri,
}

impl ParamKind {
    /// The FHIR name of the kind.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ParamKind::Token => "token",
            ParamKind::Date => "date",
            ParamKind::Text => "string",
            ParamKind::Reference => "reference",
            ParamKind::Uri => "uri",
        }
    }
}

/// One search parameter of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: ParamKind,
    /// Dotted element paths; arrays are entered without saying so.
    pub(crate) paths: &'static [&'static str],
}

pub(super) const fn token(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Token,
        paths,
    }
}
pub(super) const fn date(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Date,
        paths,
    }
}
pub(super) const fn text(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Text,
        paths,
    }
}
pub(super) const fn refer(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Reference,
        paths,
    }
}

pub(super) const IDENTIFIER: Param = token("identifier", &["identifier"]);
pub(super) const STATUS: Param = token("status", &["status"]);
pub(super) const CODE: Param = token("code", &["code"]);
pub(super) const CATEGORY: Param = token("category", &["category"]);
pub(super) const SUBJECT: Param = refer("subject", &["subject"]);
pub(super) const PATIENT: Param = refer("patient", &["subject"]);
pub(super) const PATIENT_DIRECT: Param = refer("patient", &["patient"]);
pub(super) const ENCOUNTER: Param = refer("encounter", &["encounter"]);

/// What every type answers.
pub(crate) const COMMON: &[Param] = &[
    token("_id", &["id"]),
    date("_lastUpdated", &["meta.lastUpdated"]),
    Param {
        name: "_profile",
        kind: ParamKind::Uri,
        paths: &["meta.profile"],
    },
    token("_tag", &["meta.tag"]),
];

/// The parameters of one type beside the common ones.
pub(crate) fn of_kind(kind: &str) -> &'static [Param] {
    administrative::of_kind(kind)
        .or_else(|| clinical::of_kind(kind))
        .unwrap_or(&[])
}

/// One parameter of a type by name.
pub(crate) fn find(kind: &str, name: &str) -> Option<&'static Param> {
    of_kind(kind)
        .iter()
        .chain(COMMON)
        .find(|param| param.name == name)
}

/// The types this server answers for, sorted.
pub(crate) const SERVED: &[&str] = &[
    "Account",
    "AllergyIntolerance",
    "Appointment",
    "Binary",
    "CarePlan",
    "CareTeam",
    "Claim",
    "Communication",
    "Composition",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Endpoint",
    "EpisodeOfCare",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "Group",
    "ImagingStudy",
    "Immunization",
    "ImmunizationRecommendation",
    "List",
    "Location",
    "Media",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "QuestionnaireResponse",
    "RelatedPerson",
    "Schedule",
    "ServiceRequest",
    "Slot",
    "Specimen",
    "Task",
];
