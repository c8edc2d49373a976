//! The search parameters this server answers, by resource type: name, kind and where the value is.
//! The CapabilityStatement is written from this table, so it cannot claim what search does not do.

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

const fn token(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Token,
        paths,
    }
}
const fn date(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Date,
        paths,
    }
}
const fn text(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Text,
        paths,
    }
}
const fn refer(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: ParamKind::Reference,
        paths,
    }
}

const IDENTIFIER: Param = token("identifier", &["identifier"]);
const STATUS: Param = token("status", &["status"]);
const CODE: Param = token("code", &["code"]);
const CATEGORY: Param = token("category", &["category"]);
const SUBJECT: Param = refer("subject", &["subject"]);
const PATIENT: Param = refer("patient", &["subject"]);
const PATIENT_DIRECT: Param = refer("patient", &["patient"]);
const ENCOUNTER: Param = refer("encounter", &["encounter"]);

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
    match kind {
        "Patient" => PATIENT_PARAMS,
        "Practitioner" => {
            const {
                &[
                    IDENTIFIER,
                    text("name", &["name"]),
                    text("family", &["name.family"]),
                    text("given", &["name.given"]),
                    token("active", &["active"]),
                ]
            }
        }
        "PractitionerRole" => {
            const {
                &[
                    IDENTIFIER,
                    refer("practitioner", &["practitioner"]),
                    refer("organization", &["organization"]),
                    refer("location", &["location"]),
                    refer("endpoint", &["endpoint"]),
                    token("specialty", &["specialty"]),
                    token("role", &["code"]),
                ]
            }
        }
        "Organization" => {
            const {
                &[
                    IDENTIFIER,
                    text("name", &["name", "alias"]),
                    text("address", &["address"]),
                    token("type", &["type"]),
                    refer("partof", &["partOf"]),
                    refer("endpoint", &["endpoint"]),
                ]
            }
        }
        "Location" => {
            const {
                &[
                    IDENTIFIER,
                    text("name", &["name", "alias"]),
                    text("address", &["address"]),
                    token("type", &["type"]),
                    refer("organization", &["managingOrganization"]),
                    refer("partof", &["partOf"]),
                ]
            }
        }
        "RelatedPerson" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    text("name", &["name"]),
                    token("relationship", &["relationship"]),
                    token("gender", &["gender"]),
                ]
            }
        }
        "Encounter" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    date("date", &["period"]),
                    token("class", &["class"]),
                    token("type", &["type"]),
                    refer("participant", &["participant.individual"]),
                    refer("practitioner", &["participant.individual"]),
                    refer("location", &["location.location"]),
                    refer("service-provider", &["serviceProvider"]),
                    refer("episode-of-care", &["episodeOfCare"]),
                    token(
                        "discharge-disposition",
                        &["hospitalization.dischargeDisposition"],
                    ),
                ]
            }
        }
        "Condition" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    CODE,
                    CATEGORY,
                    token("clinical-status", &["clinicalStatus"]),
                    token("verification-status", &["verificationStatus"]),
                    date("onset-date", &["onsetDateTime", "onsetPeriod"]),
                    date("abatement-date", &["abatementDateTime", "abatementPeriod"]),
                    date("recorded-date", &["recordedDate"]),
                ]
            }
        }
        "AllergyIntolerance" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    CATEGORY,
                    token("code", &["code", "reaction.substance"]),
                    token("clinical-status", &["clinicalStatus"]),
                    token("verification-status", &["verificationStatus"]),
                    token("criticality", &["criticality"]),
                    token("type", &["type"]),
                    date("date", &["recordedDate"]),
                ]
            }
        }
        "Observation" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CODE,
                    CATEGORY,
                    date(
                        "date",
                        &["effectiveDateTime", "effectivePeriod", "effectiveInstant"],
                    ),
                    refer("performer", &["performer"]),
                    refer("specimen", &["specimen"]),
                    refer("based-on", &["basedOn"]),
                    refer("has-member", &["hasMember"]),
                    refer("derived-from", &["derivedFrom"]),
                    token("component-code", &["component.code"]),
                    token("value-concept", &["valueCodeableConcept"]),
                    token("data-absent-reason", &["dataAbsentReason"]),
                ]
            }
        }
        "DiagnosticReport" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CODE,
                    CATEGORY,
                    date("date", &["effectiveDateTime", "effectivePeriod"]),
                    date("issued", &["issued"]),
                    refer("result", &["result"]),
                    refer("specimen", &["specimen"]),
                    refer("based-on", &["basedOn"]),
                    refer("performer", &["performer"]),
                ]
            }
        }
        "Medication" => const { &[IDENTIFIER, CODE, STATUS] },
        "MedicationRequest" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CATEGORY,
                    token("intent", &["intent"]),
                    token("code", &["medicationCodeableConcept"]),
                    refer("medication", &["medicationReference"]),
                    refer("requester", &["requester"]),
                    date("authoredon", &["authoredOn"]),
                ]
            }
        }
        "MedicationStatement" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    CATEGORY,
                    token("code", &["medicationCodeableConcept"]),
                    refer("medication", &["medicationReference"]),
                    date("effective", &["effectiveDateTime", "effectivePeriod"]),
                ]
            }
        }
        "MedicationAdministration" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    token("code", &["medicationCodeableConcept"]),
                    refer("medication", &["medicationReference"]),
                    refer("request", &["request"]),
                    refer("context", &["context"]),
                    date("effective-time", &["effectiveDateTime", "effectivePeriod"]),
                ]
            }
        }
        "MedicationDispense" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    token("type", &["type"]),
                    token("code", &["medicationCodeableConcept"]),
                    refer("medication", &["medicationReference"]),
                    refer("prescription", &["authorizingPrescription"]),
                    date("whenhandedover", &["whenHandedOver"]),
                    date("whenprepared", &["whenPrepared"]),
                ]
            }
        }
        "Immunization" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    STATUS,
                    date("date", &["occurrenceDateTime"]),
                    token("vaccine-code", &["vaccineCode"]),
                ]
            }
        }
        "ImmunizationRecommendation" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    date("date", &["date"]),
                    token("vaccine-type", &["recommendation.vaccineCode"]),
                ]
            }
        }
        "Procedure" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CODE,
                    CATEGORY,
                    date("date", &["performedDateTime", "performedPeriod"]),
                    refer("performer", &["performer.actor"]),
                    refer("based-on", &["basedOn"]),
                ]
            }
        }
        "ServiceRequest" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CODE,
                    CATEGORY,
                    token("intent", &["intent"]),
                    date("authored", &["authoredOn"]),
                    date("occurrence", &["occurrenceDateTime", "occurrencePeriod"]),
                    refer("requester", &["requester"]),
                ]
            }
        }
        "Appointment" => {
            const {
                &[
                    IDENTIFIER,
                    STATUS,
                    date("date", &["start"]),
                    refer("patient", &["participant.actor"]),
                    refer("actor", &["participant.actor"]),
                    token("service-type", &["serviceType"]),
                ]
            }
        }
        "CarePlan" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CATEGORY,
                    token("intent", &["intent"]),
                    date("date", &["period"]),
                    refer("care-team", &["careTeam"]),
                    refer("condition", &["addresses"]),
                    refer("goal", &["goal"]),
                ]
            }
        }
        "CareTeam" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    CATEGORY,
                    date("date", &["period"]),
                    refer("participant", &["participant.member"]),
                ]
            }
        }
        "Goal" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    CATEGORY,
                    token("lifecycle-status", &["lifecycleStatus"]),
                    date("start-date", &["startDate"]),
                    date("target-date", &["target.dueDate"]),
                ]
            }
        }
        "FamilyMemberHistory" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    STATUS,
                    date("date", &["date"]),
                    token("code", &["condition.code"]),
                    token("relationship", &["relationship"]),
                ]
            }
        }
        "Device" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    STATUS,
                    token("type", &["type"]),
                    refer("organization", &["owner"]),
                ]
            }
        }
        "Specimen" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    token("type", &["type"]),
                    date("collected", &["collection.collectedDateTime"]),
                ]
            }
        }
        "Coverage" => {
            const {
                &[
                    IDENTIFIER,
                    refer("patient", &["beneficiary"]),
                    refer("beneficiary", &["beneficiary"]),
                    refer("payor", &["payor"]),
                    STATUS,
                    token("type", &["type"]),
                ]
            }
        }
        "Claim" | "ExplanationOfBenefit" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    STATUS,
                    token("use", &["use"]),
                    date("created", &["created"]),
                    refer("provider", &["provider"]),
                    refer("insurer", &["insurer"]),
                ]
            }
        }
        "DocumentReference" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    CATEGORY,
                    token("type", &["type"]),
                    date("date", &["date"]),
                    date("period", &["context.period"]),
                    refer("author", &["author"]),
                    refer("encounter", &["context.encounter"]),
                    token("contenttype", &["content.attachment.contentType"]),
                ]
            }
        }
        "Composition" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    CATEGORY,
                    token("type", &["type"]),
                    date("date", &["date"]),
                ]
            }
        }
        "Media" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    token("type", &["type"]),
                ]
            }
        }
        "ImagingStudy" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    date("started", &["started"]),
                    token("modality", &["modality", "series.modality"]),
                    refer("endpoint", &["endpoint", "series.endpoint"]),
                    refer("basedon", &["basedOn"]),
                ]
            }
        }
        "QuestionnaireResponse" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    Param {
                        name: "questionnaire",
                        kind: ParamKind::Uri,
                        paths: &["questionnaire"],
                    },
                    date("authored", &["authored"]),
                ]
            }
        }
        "Provenance" => {
            const {
                &[
                    refer("target", &["target"]),
                    refer("patient", &["target"]),
                    refer("agent", &["agent.who"]),
                    date("recorded", &["recorded"]),
                ]
            }
        }
        "Flag" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CATEGORY,
                    CODE,
                    date("date", &["period"]),
                ]
            }
        }
        "List" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CODE,
                    date("date", &["date"]),
                    refer("item", &["entry.item"]),
                ]
            }
        }
        "Group" => {
            const {
                &[
                    IDENTIFIER,
                    CODE,
                    text("name", &["name"]),
                    token("type", &["type"]),
                    token("actual", &["actual"]),
                    refer("member", &["member.entity"]),
                ]
            }
        }
        "Endpoint" => {
            const {
                &[
                    IDENTIFIER,
                    STATUS,
                    text("name", &["name"]),
                    token("connection-type", &["connectionType"]),
                    refer("organization", &["managingOrganization"]),
                ]
            }
        }
        "Communication" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    ENCOUNTER,
                    STATUS,
                    CATEGORY,
                    date("sent", &["sent"]),
                    refer("sender", &["sender"]),
                    refer("recipient", &["recipient"]),
                ]
            }
        }
        "Task" => {
            const {
                &[
                    IDENTIFIER,
                    STATUS,
                    CODE,
                    ENCOUNTER,
                    refer("patient", &["for"]),
                    refer("subject", &["for"]),
                    refer("focus", &["focus"]),
                    refer("owner", &["owner"]),
                    token("intent", &["intent"]),
                    date("authored-on", &["authoredOn"]),
                    date("modified", &["lastModified"]),
                ]
            }
        }
        "Account" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT,
                    SUBJECT,
                    STATUS,
                    text("name", &["name"]),
                    token("type", &["type"]),
                    date("period", &["servicePeriod"]),
                ]
            }
        }
        "EpisodeOfCare" => {
            const {
                &[
                    IDENTIFIER,
                    PATIENT_DIRECT,
                    STATUS,
                    date("date", &["period"]),
                    token("type", &["type"]),
                    refer("condition", &["diagnosis.condition"]),
                    refer("care-manager", &["careManager"]),
                ]
            }
        }
        "Schedule" => {
            const {
                &[
                    IDENTIFIER,
                    refer("actor", &["actor"]),
                    date("date", &["planningHorizon"]),
                    token("active", &["active"]),
                ]
            }
        }
        "Slot" => {
            const {
                &[
                    IDENTIFIER,
                    STATUS,
                    refer("schedule", &["schedule"]),
                    date("start", &["start"]),
                ]
            }
        }
        _ => &[],
    }
}

const PATIENT_PARAMS: &[Param] = &[
    IDENTIFIER,
    text("name", &["name"]),
    text("family", &["name.family"]),
    text("given", &["name.given"]),
    date("birthdate", &["birthDate"]),
    token("gender", &["gender"]),
    token("active", &["active"]),
    date("death-date", &["deceasedDateTime"]),
    text("address", &["address"]),
    text("address-city", &["address.city"]),
    token("telecom", &["telecom"]),
    token("phone", &["telecom"]),
    refer("general-practitioner", &["generalPractitioner"]),
    refer("organization", &["managingOrganization"]),
];

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
