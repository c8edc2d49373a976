//! Search parameters of the types that say who, where and under what arrangement.

use super::params::{
    CATEGORY, CODE, ENCOUNTER, IDENTIFIER, PATIENT, PATIENT_DIRECT, Param, STATUS, SUBJECT, date,
    refer, text, token,
};

/// The parameters of a type of this table.
pub(super) fn of_kind(kind: &str) -> Option<&'static [Param]> {
    Some(match kind {
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
        _ => return None,
    })
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
