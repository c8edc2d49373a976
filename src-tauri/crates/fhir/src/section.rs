//! Which section of a chart a resource is read in. Owns the one list of it; sync's ledger, the store's
//! index and the screens all speak of these sections.

/// Sections in chart order.
pub const SECTIONS: &[&str] = &[
    "demographics",
    "results",
    "vitals",
    "medications",
    "problems",
    "allergies",
    "immunizations",
    "encounters",
    "notes",
    "procedures",
    "orders",
    "care-plan",
    "family-history",
    "social-history",
    "devices",
    "imaging",
    "insurance",
    "other",
    "people",
];

/// The section of a resource type; Observations go by the codes of their categories.
pub fn section<'c>(
    resource_type: &str,
    categories: impl IntoIterator<Item = &'c str>,
) -> &'static str {
    match resource_type {
        "Patient" | "RelatedPerson" => "demographics",
        "Observation" => observation(categories),
        "DiagnosticReport" | "Specimen" => "results",
        "MedicationRequest"
        | "MedicationStatement"
        | "MedicationUsage"
        | "MedicationAdministration"
        | "MedicationDispense" => "medications",
        "Condition" => "problems",
        "AllergyIntolerance" => "allergies",
        "Immunization" | "ImmunizationRecommendation" => "immunizations",
        "Encounter" | "EpisodeOfCare" => "encounters",
        "DocumentReference" | "Composition" | "Binary" | "Media" => "notes",
        "Procedure" => "procedures",
        "ServiceRequest" | "Appointment" | "Task" | "Communication" => "orders",
        "CarePlan" | "CareTeam" | "Goal" => "care-plan",
        "FamilyMemberHistory" => "family-history",
        "Device" => "devices",
        "ImagingStudy" => "imaging",
        "Coverage" | "Claim" | "ExplanationOfBenefit" | "Account" => "insurance",
        "Practitioner" | "PractitionerRole" | "Organization" | "Location" | "Medication"
        | "Endpoint" | "Group" | "Schedule" | "Slot" => "people",
        _ => "other",
    }
}

/// An Observation without a category known here is a result: better seen among the labs than nowhere.
fn observation<'c>(categories: impl IntoIterator<Item = &'c str>) -> &'static str {
    for category in categories {
        match category {
            "vital-signs" => return "vitals",
            "laboratory" | "imaging" | "procedure" | "exam" => return "results",
            "social-history"
            | "survey"
            | "activity"
            | "sdoh"
            | "functional-status"
            | "disability-status"
            | "cognitive-status"
            | "treatment-intervention-preference"
            | "care-experience-preference"
            | "therapy" => return "social-history",
            _ => {}
        }
    }
    "results"
}

/// Whether resources of this type belong to no patient: people, places and drugs shared by all charts.
pub fn is_shared(resource_type: &str) -> bool {
    section(resource_type, []) == "people"
}
