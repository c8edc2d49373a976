//! Search parameters of the types that say what was found, done and given.

use super::params::{
    CATEGORY, CODE, ENCOUNTER, IDENTIFIER, PATIENT, PATIENT_DIRECT, Param, ParamKind, STATUS,
    SUBJECT, date, refer, token,
};

/// The parameters of a type of this table.
pub(super) fn of_kind(kind: &str) -> Option<&'static [Param]> {
    Some(match kind {
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
        _ => return None,
    })
}
