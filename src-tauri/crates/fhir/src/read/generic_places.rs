//! Where each resource type keeps its title, details, date and status: the table `generic` reads by.

/// Where a type keeps what: the first title and date found count, details are joined.
pub(super) struct Places {
    pub(super) title: &'static [&'static str],
    pub(super) detail: &'static [&'static str],
    pub(super) date: &'static [&'static str],
    pub(super) status: &'static [&'static str],
}

const fn places(
    title: &'static [&'static str],
    detail: &'static [&'static str],
    date: &'static [&'static str],
) -> Places {
    Places {
        title,
        detail,
        date,
        status: &["status"],
    }
}

/// Names that mean the same in most types.
pub(super) const ANY: Places = Places {
    title: &[
        "title",
        "code",
        "type",
        "name",
        "description",
        "category",
        "serviceType",
        "topic",
        "reasonCode",
        "subject.display",
        "identifier.value",
    ],
    detail: &["category", "description", "reasonCode", "comment", "note"],
    date: &[
        "effective*",
        "performed*",
        "occurrence*",
        "onset*",
        "date",
        "authoredOn",
        "authored",
        "recordedDate",
        "issued",
        "created",
        "started",
        "start",
        "sent",
        "period",
        "recorded",
        "dateTime",
        "timestamp",
        "lastModified",
        "whenHandedOver",
        "receivedTime",
    ],
    status: &["status", "clinicalStatus", "lifecycleStatus"],
};

pub(super) fn table(resource_type: &str) -> Places {
    match resource_type {
        "ServiceRequest" | "DeviceRequest" | "NutritionOrder" | "ProcedureRequest"
        | "DiagnosticOrder" => places(
            &[
                "code",
                "codeCodeableConcept",
                "codeReference",
                "oralDiet.type",
                "category",
            ],
            &[
                "category",
                "priority",
                "reasonCode",
                "reasonReference",
                "reason",
                "requester",
                "note",
            ],
            &["authoredOn", "dateTime", "occurrence*", "orderedOn"],
        ),
        "Appointment" => places(
            &[
                "description",
                "serviceType",
                "appointmentType",
                "reasonCode",
                "reason",
                "serviceCategory",
            ],
            &[
                "appointmentType",
                "reasonCode",
                "participant.actor",
                "comment",
            ],
            &["start", "requestedPeriod", "created"],
        ),
        "CarePlan" => places(
            &["title", "category", "description"],
            &[
                "description",
                "category",
                "addresses",
                "activity.detail.code",
                "activity.detail.description",
                "activity.reference",
            ],
            &["period", "created"],
        ),
        "CareTeam" => places(
            &["name", "category"],
            &["participant.member", "participant.role"],
            &["period"],
        ),
        "Goal" => Places {
            title: &["description"],
            detail: &[
                "achievementStatus",
                "target.measure",
                "target.detail*",
                "target.due*",
                "priority",
                "note",
            ],
            date: &["start*", "statusDate"],
            status: &["lifecycleStatus", "status"],
        },
        "FamilyMemberHistory" => places(
            &["condition.code", "relationship", "name"],
            &[
                "relationship",
                "condition.outcome",
                "condition.onset*",
                "deceased*",
                "note",
            ],
            &["date"],
        ),
        "Device" => places(
            &[
                "deviceName.name",
                "displayName",
                "name.value",
                "type",
                "definition",
                "modelNumber",
            ],
            &[
                "type",
                "manufacturer",
                "modelNumber",
                "lotNumber",
                "serialNumber",
                "udiCarrier.carrierHRF",
            ],
            &["manufactureDate"],
        ),
        "DeviceUseStatement" | "DeviceUsage" => places(
            &["device"],
            &["reasonCode", "bodySite", "note"],
            &["timing*", "recordedOn"],
        ),
        "Coverage" => places(
            &["payor", "insurer", "type", "class.name"],
            &[
                "type",
                "subscriberId",
                "relationship",
                "class.name",
                "class.value",
            ],
            &["period"],
        ),
        "Claim" => places(
            &["type", "provider", "item.productOrService"],
            &["item.productOrService", "provider", "insurer", "total"],
            &["billablePeriod", "created"],
        ),
        "ExplanationOfBenefit" => places(
            &["type", "provider"],
            &[
                "outcome",
                "provider",
                "insurer",
                "payment.amount",
                "disposition",
            ],
            &["billablePeriod", "created"],
        ),
        "ImagingStudy" => places(
            &[
                "description",
                "procedureCode",
                "procedure",
                "series.description",
                "series.bodySite",
                "modality",
                "series.modality",
            ],
            &[
                "modality",
                "series.modality",
                "series.bodySite",
                "reasonCode",
                "note",
            ],
            &["started"],
        ),
        "QuestionnaireResponse" => places(
            &["_questionnaire.extension.valueString", "questionnaire"],
            &["author", "source"],
            &["authored"],
        ),
        "Flag" => places(&["code", "category"], &["category", "author"], &["period"]),
        "List" => places(
            &["title", "code"],
            &["mode", "source", "note", "emptyReason"],
            &["date"],
        ),
        "Task" => places(
            &["description", "code", "focus"],
            &["businessStatus", "owner", "for", "priority", "note"],
            &["authoredOn", "executionPeriod", "lastModified"],
        ),
        "Communication" | "CommunicationRequest" => places(
            &["topic", "category", "payload.content*", "reasonCode"],
            &["payload.content*", "sender", "recipient", "note"],
            &["sent", "received", "authoredOn"],
        ),
        "Specimen" => places(
            &["type", "accessionIdentifier.value"],
            &[
                "collection.bodySite",
                "collection.method",
                "condition",
                "note",
            ],
            &["collection.collected*", "receivedTime"],
        ),
        "Provenance" => places(
            &["activity", "agent.type", "target"],
            &["agent.who", "agent.onBehalfOf", "reason"],
            &["occurred*", "recorded", "period"],
        ),
        "Account" => places(
            &["name", "type"],
            &["type", "owner", "description"],
            &["servicePeriod"],
        ),
        "EpisodeOfCare" => places(
            &["type", "managingOrganization"],
            &["careManager", "diagnosis.condition"],
            &["period"],
        ),
        "Media" => places(
            &["content.title", "type", "modality", "reasonCode"],
            &["modality", "bodySite", "deviceName", "note"],
            &["created*", "issued"],
        ),
        "Organization" | "Location" | "Endpoint" | "Group" | "HealthcareService" => places(
            &["name", "type", "connectionType"],
            &["type", "address", "telecom.value", "description"],
            &["period"],
        ),
        "Practitioner" | "Person" | "RelatedPerson" | "Patient" => places(
            &["name"],
            &["relationship", "qualification.code", "telecom.value"],
            &["period", "birthDate"],
        ),
        "PractitionerRole" => places(
            &["practitioner", "code", "specialty"],
            &["code", "specialty", "organization", "location"],
            &["period"],
        ),
        "Schedule" => places(
            &["actor", "serviceType"],
            &["serviceType", "specialty", "comment"],
            &["planningHorizon"],
        ),
        "Slot" => places(
            &["serviceType", "appointmentType", "schedule"],
            &["comment"],
            &["start"],
        ),
        "ImmunizationRecommendation" => places(
            &["recommendation.vaccineCode", "recommendation.targetDisease"],
            &[
                "recommendation.forecastStatus",
                "recommendation.forecastReason",
                "recommendation.dateCriterion.value",
            ],
            &["date"],
        ),
        "Medication" => places(
            &["code", "ingredient.itemCodeableConcept"],
            &["form", "manufacturer"],
            &[],
        ),
        "MedicationRequest"
        | "MedicationStatement"
        | "MedicationAdministration"
        | "MedicationDispense"
        | "MedicationUsage"
        | "MedicationOrder" => places(
            &[
                "medicationCodeableConcept",
                "medicationReference",
                "medication",
            ],
            &["dosageInstruction.text", "dosage.text"],
            &[
                "authoredOn",
                "effective*",
                "whenHandedOver",
                "occurrence*",
                "dateAsserted",
                "dateWritten",
            ],
        ),
        "DocumentReference" | "Composition" => places(
            &["description", "title", "type"],
            &["type", "category", "author"],
            &["date", "indexed"],
        ),
        "Immunization" => places(
            &["vaccineCode"],
            &["statusReason", "site"],
            &["occurrence*", "date"],
        ),
        "Binary" => places(&["contentType"], &[], &[]),
        _ => ANY,
    }
}
