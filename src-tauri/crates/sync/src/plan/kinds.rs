//! What there is to read, as data: one line for each resource type, in the order it is read.
//!
//! A chart is useful early when the patient, allergies, problems and drugs come first, so they do.

/// One resource type and the way to its resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// FHIR resource type.
    pub resource_type: &'static str,
    /// The way.
    pub way: Way,
    /// How the search is cut in parts where a server wants that.
    pub split: Option<Split>,
    /// Search parameters that take a range of clinical dates, the best first.
    pub dated: &'static [&'static str],
    /// It grows without end: where nothing says what changed, the newest part is read again more
    /// often than the whole.
    pub grows: bool,
    /// A chart reader expects it: where it is not offered or not granted, coverage says so. The
    /// rest is taken where it is offered, and not missed where it is not.
    pub expected: bool,
}

/// How the resources of a type are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The patient itself, by id.
    Itself,
    /// A search by patient, with the first of these parameters that the server offers.
    ByPatient(&'static [&'static str]),
    /// Once for the connection, where the server can search by one of these parameters.
    ByConnection(&'static [&'static str]),
    /// Wherever a resource already here refers to one.
    ByReference,
    /// The content that documents point to.
    ByAttachment,
}

/// How a search is cut in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Search parameter that cuts.
    pub param: &'static str,
    /// Values any server may know; a vendor's table may have more.
    pub values: &'static [&'static str],
}

const PATIENT: Way = Way::ByPatient(&["patient", "subject"]);
const FOR_PATIENT: Way = Way::ByPatient(&["patient"]);

const fn dated(resource_type: &str) -> &'static [&'static str] {
    match resource_type.as_bytes() {
        b"Observation" | b"DiagnosticReport" | b"DocumentReference" | b"Encounter"
        | b"Immunization" | b"Procedure" | b"Appointment" => &["date"],
        b"MedicationAdministration" => &["effective-time"],
        b"MedicationRequest" => &["authoredon", "date"],
        b"ServiceRequest" => &["authored"],
        b"Condition" => &["recorded-date"],
        _ => &[],
    }
}

const fn grows(resource_type: &str) -> bool {
    matches!(
        resource_type.as_bytes(),
        b"Observation" | b"DiagnosticReport" | b"DocumentReference" | b"MedicationAdministration"
    )
}

const fn kind(resource_type: &'static str, way: Way) -> Kind {
    Kind {
        resource_type,
        way,
        split: None,
        dated: dated(resource_type),
        grows: grows(resource_type),
        expected: true,
    }
}

const fn if_offered(resource_type: &'static str) -> Kind {
    Kind {
        resource_type,
        way: PATIENT,
        split: None,
        dated: &[],
        grows: false,
        expected: false,
    }
}

const fn split(resource_type: &'static str, way: Way, split: Split) -> Kind {
    Kind {
        resource_type,
        way,
        split: Some(split),
        dated: dated(resource_type),
        grows: grows(resource_type),
        expected: true,
    }
}

const OBSERVATION: Split = Split {
    param: "category",
    values: &[
        "vital-signs",
        "laboratory",
        "social-history",
        "survey",
        "exam",
        "imaging",
        "procedure",
        "activity",
        "therapy",
        "sdoh",
        "functional-status",
        "disability-status",
        "cognitive-status",
        "treatment-intervention-preference",
        "care-experience-preference",
    ],
};

const CONDITION: Split = Split {
    param: "category",
    values: &["problem-list-item", "encounter-diagnosis", "health-concern"],
};

const CARE_PLAN: Split = Split {
    param: "category",
    values: &["assess-plan"],
};

const MEDICATION_REQUEST: Split = Split {
    param: "intent",
    values: &[
        "order",
        "plan",
        "proposal",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
        "option",
    ],
};

const CARE_TEAM: Split = Split {
    param: "status",
    values: &[
        "active",
        "proposed",
        "suspended",
        "inactive",
        "entered-in-error",
    ],
};

const REPORT: Split = Split {
    param: "category",
    values: &["LAB", "LP29684-5", "LP29708-2", "LP7839-6"],
};

/// All of it, in reading order.
pub const KINDS: &[Kind] = &[
    kind("Patient", Way::Itself),
    kind("AllergyIntolerance", PATIENT),
    split("Condition", PATIENT, CONDITION),
    split("MedicationRequest", PATIENT, MEDICATION_REQUEST),
    kind("Encounter", PATIENT),
    kind("Flag", PATIENT),
    split("Observation", PATIENT, OBSERVATION),
    split("DiagnosticReport", PATIENT, REPORT),
    kind("DocumentReference", PATIENT),
    kind("Immunization", PATIENT),
    kind("Procedure", PATIENT),
    kind("MedicationStatement", PATIENT),
    kind("MedicationAdministration", PATIENT),
    kind("MedicationDispense", PATIENT),
    kind("ServiceRequest", PATIENT),
    kind("Appointment", Way::ByPatient(&["patient", "actor"])),
    split("CarePlan", PATIENT, CARE_PLAN),
    split("CareTeam", PATIENT, CARE_TEAM),
    kind("Goal", PATIENT),
    kind("FamilyMemberHistory", FOR_PATIENT),
    kind("ImagingStudy", PATIENT),
    kind("Media", PATIENT),
    kind("Composition", PATIENT),
    kind("QuestionnaireResponse", PATIENT),
    kind("ImmunizationRecommendation", FOR_PATIENT),
    kind("Device", FOR_PATIENT),
    kind("Specimen", PATIENT),
    kind("Coverage", Way::ByPatient(&["patient", "beneficiary"])),
    kind("Claim", FOR_PATIENT),
    kind("ExplanationOfBenefit", FOR_PATIENT),
    kind("Account", PATIENT),
    kind("EpisodeOfCare", FOR_PATIENT),
    kind("List", PATIENT),
    kind("Communication", PATIENT),
    kind("Task", PATIENT),
    kind("RelatedPerson", FOR_PATIENT),
    kind("Provenance", FOR_PATIENT),
    // The rest of the patient compartment of R4.
    if_offered("AdverseEvent"),
    if_offered("BodyStructure"),
    if_offered("ChargeItem"),
    if_offered("ClaimResponse"),
    if_offered("ClinicalImpression"),
    if_offered("CommunicationRequest"),
    if_offered("Consent"),
    if_offered("CoverageEligibilityRequest"),
    if_offered("CoverageEligibilityResponse"),
    if_offered("DetectedIssue"),
    if_offered("DeviceRequest"),
    if_offered("DeviceUseStatement"),
    if_offered("DocumentManifest"),
    if_offered("Invoice"),
    if_offered("MolecularSequence"),
    if_offered("NutritionOrder"),
    if_offered("RequestGroup"),
    if_offered("RiskAssessment"),
    if_offered("SupplyDelivery"),
    if_offered("SupplyRequest"),
    if_offered("VisionPrescription"),
    // What documents point to.
    kind("Binary", Way::ByAttachment),
    // People, places and things that several charts share.
    kind("Practitioner", Way::ByReference),
    kind("PractitionerRole", Way::ByReference),
    kind("Organization", Way::ByReference),
    kind("Location", Way::ByReference),
    kind("Medication", Way::ByReference),
    kind("Endpoint", Way::ByReference),
    kind("Schedule", Way::ByReference),
    kind("Slot", Way::ByReference),
    kind(
        "Group",
        Way::ByConnection(&["type", "actual", "code", "characteristic"]),
    ),
];

/// Every type a sync may ask for; what a sign-in has to cover.
pub fn types() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.resource_type)
}

/// Types a chart reader expects; what a sign-in should at least ask for.
pub fn expected_types() -> impl Iterator<Item = &'static str> {
    KINDS
        .iter()
        .filter(|kind| kind.expected)
        .map(|kind| kind.resource_type)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_type_is_named_once() {
        assert_eq!(types().collect::<BTreeSet<_>>().len(), KINDS.len());
    }

    #[test]
    fn a_split_names_each_value_once() {
        for (kind, split) in KINDS.iter().filter_map(|kind| Some((kind, kind.split?))) {
            for profile in super::super::vendor::PROFILES {
                let typ = kind.resource_type;
                let all: Vec<_> = split.values.iter().chain(profile.parts_of(typ)).collect();
                let names: BTreeSet<_> = all.iter().collect();
                assert_eq!(names.len(), all.len(), "{split:?}");
            }
        }
    }

    #[test]
    fn the_types_of_a_whole_chart_are_expected() {
        let expected: BTreeSet<_> = expected_types().collect();
        for wanted in "Patient Practitioner PractitionerRole Organization Location RelatedPerson \
            Encounter Condition AllergyIntolerance Observation DiagnosticReport Medication \
            MedicationRequest MedicationStatement MedicationAdministration MedicationDispense \
            Immunization Procedure ServiceRequest Appointment CarePlan CareTeam Goal \
            FamilyMemberHistory Device Specimen Coverage Claim ExplanationOfBenefit \
            DocumentReference Composition Binary ImagingStudy QuestionnaireResponse Provenance \
            Flag List Group Endpoint Media Schedule Slot Communication Task \
            ImmunizationRecommendation Account EpisodeOfCare"
            .split_whitespace()
        {
            assert!(expected.contains(wanted), "{wanted}");
        }
    }
}
