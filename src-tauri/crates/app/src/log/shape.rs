//! Which fields may be written to the log, and in what shape. A key that is not here is dropped; a
//! value that does not have its key's shape is written as "withheld". Refuses free text altogether.

/// What a string under a key must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Numbers and booleans only.
    Number,
    /// One of our ids: a UUID.
    Id,
    /// A FHIR resource type.
    Type,
    /// A FHIR resource type, or one with a category after a colon ("Observation:laboratory").
    Read,
    /// A lower-case code of ours ("sync-failed", "chart.open").
    Code,
    /// One of the words in [`WORDS`]: names of states as other rooms print them.
    Word,
    /// A source file.
    File,
}

/// The shape of a key, if it may be written at all. Numbers and booleans pass under any listed key.
pub(super) fn shape(key: &str) -> Option<Shape> {
    Some(match key {
        "correlation" | "request" | "request_id" | "run" | "connection" | "patient" | "record" => {
            Shape::Id
        }
        "type" | "resource_type" => Shape::Type,
        "read" => Shape::Read,
        "act" | "code" | "outcome" | "state" | "section" | "step" | "kind" | "reason"
        | "reason_code" | "method" | "protection" | "check" | "error_code" | "status"
        | "revocation" | "part" => Shape::Code,
        "phase" | "source" => Shape::Word,
        "file" => Shape::File,
        "line" | "count" | "records" | "rows" | "patients" | "patients_done" | "pages" | "page"
        | "reads" | "reads_done" | "bytes" | "elapsed_ms" | "ms" | "added" | "changed"
        | "unchanged" | "removed" | "quarantined" | "refused" | "failed" | "attempt"
        | "attempts" | "retry_after_ms" | "wait_ms" | "http_status" | "total" | "depth" | "ok"
        | "port" | "schema" | "version" | "level" | "seconds" | "entries" | "faults"
        | "dropped" | "limit" | "batch" | "threads" | "unfinished" | "signed_in" | "renews"
        | "renewable" | "identified" | "erased" | "cached" => Shape::Number,
        _ => return None,
    })
}

/// The value as it may be written, or none where it has another shape than its key's.
pub(super) fn fits(shape: Shape, value: &str) -> bool {
    match shape {
        Shape::Number => false,
        Shape::Id => is_id(value),
        Shape::Type => is_type(value),
        Shape::Read => match value.split_once(':') {
            Some((kind, category)) => is_type(kind) && is_code(category),
            None => is_type(value),
        },
        Shape::Code => is_code(value),
        Shape::Word => is_code(value) || WORDS.contains(&value),
        Shape::File => is_file(value),
    }
}

/// A message in lower-case words: "page written", never a name, a number or a URL.
pub(super) fn is_words(text: &str) -> bool {
    let first_is_letter = text
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase());
    first_is_letter
        && text.len() <= 120
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b" ,;:'-()".contains(&byte))
}

/// Names of states that are logged as the type prints itself.
const WORDS: &[&str] = &[
    "Planning",
    "Running",
    "Waiting",
    "Paused",
    "Done",
    "Cancelled",
    "Offline",
    "SignInLost",
    "Failed",
    "SmartConfiguration",
    "CapabilityStatement",
];

fn is_id(value: &str) -> bool {
    uuid::Uuid::try_parse(value).is_ok()
}

fn is_code(value: &str) -> bool {
    // Long enough for our codes, and never with a space, a capital or a bare number in it.
    !value.is_empty()
        && value.len() <= 48
        && value
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_lowercase())
        && value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

fn is_file(value: &str) -> bool {
    value.len() <= 200
        && std::path::Path::new(value)
            .extension()
            .is_some_and(|end| end == "rs")
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/\\._-:".contains(&byte))
}

fn is_type(value: &str) -> bool {
    TYPES.binary_search(&value).is_ok()
}

/// FHIR R4 resource types, sorted. A name that only looks like a type is not in it.
const TYPES: &[&str] = &[
    "Account",
    "ActivityDefinition",
    "AdverseEvent",
    "AllergyIntolerance",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "BiologicallyDerivedProduct",
    "BodyStructure",
    "Bundle",
    "CapabilityStatement",
    "CarePlan",
    "CareTeam",
    "CatalogEntry",
    "ChargeItem",
    "ChargeItemDefinition",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "CompartmentDefinition",
    "Composition",
    "ConceptMap",
    "Condition",
    "Consent",
    "Contract",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceDefinition",
    "DeviceMetric",
    "DeviceRequest",
    "DeviceUseStatement",
    "DiagnosticReport",
    "DocumentManifest",
    "DocumentReference",
    "EffectEvidenceSynthesis",
    "Encounter",
    "Endpoint",
    "EnrollmentRequest",
    "EnrollmentResponse",
    "EpisodeOfCare",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "GraphDefinition",
    "Group",
    "GuidanceResponse",
    "HealthcareService",
    "ImagingStudy",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "ImplementationGuide",
    "InsurancePlan",
    "Invoice",
    "Library",
    "Linkage",
    "List",
    "Location",
    "Measure",
    "MeasureReport",
    "Media",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationKnowledge",
    "MedicationRequest",
    "MedicationStatement",
    "MedicinalProduct",
    "MessageDefinition",
    "MessageHeader",
    "MolecularSequence",
    "NamingSystem",
    "NutritionOrder",
    "Observation",
    "ObservationDefinition",
    "OperationDefinition",
    "OperationOutcome",
    "Organization",
    "OrganizationAffiliation",
    "Parameters",
    "Patient",
    "PaymentNotice",
    "PaymentReconciliation",
    "Person",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "ResearchSubject",
    "RiskAssessment",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "ServiceRequest",
    "Slot",
    "Specimen",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Subscription",
    "Substance",
    "SubstanceSpecification",
    "SupplyDelivery",
    "SupplyRequest",
    "Task",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
    "VisionPrescription",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_types_is_sorted_so_that_it_can_be_searched() {
        assert!(TYPES.is_sorted());
        assert!(is_type("Observation") && !is_type("Garcia"));
    }

    #[test]
    fn each_key_has_one_shape() {
        assert!(fits(Shape::Read, "Observation:vital-signs"));
        assert!(!fits(Shape::Read, "Ingrid:vital-signs"));
        assert!(!fits(Shape::Code, "Ingrid Sorensen"));
        assert!(!fits(Shape::Code, "0042"));
        assert!(!fits(Shape::Id, "eq081-VQEgP8drUUqCWzHfw3"));
        assert!(fits(Shape::Id, "0198f3a2-0000-7000-8000-000000000000"));
    }
}
