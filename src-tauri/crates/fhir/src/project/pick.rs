//! Picks the members that columns are made of out of a resource's top level, in one pass. Where a type
//! has several members for one column, the rank says which counts.

use crate::json::{Node, Object};

/// Members by column. Ranked ones carry their rank; the lowest wins.
#[derive(Default)]
pub(super) struct Picked<'a> {
    pub(super) resource_type: Option<Node<'a>>,
    pub(super) id: Option<Node<'a>>,
    pub(super) meta: Option<Node<'a>>,
    pub(super) patient: Option<(u8, Node<'a>)>,
    pub(super) participants: Option<Node<'a>>,
    pub(super) date: Option<(u8, Node<'a>)>,
    pub(super) code: Option<(u8, Node<'a>)>,
    pub(super) category: Option<Node<'a>>,
    pub(super) status: Option<(u8, Node<'a>)>,
    pub(super) quantity: Option<Node<'a>>,
    pub(super) components: Option<Node<'a>>,
}

impl Picked<'_> {
    /// The clinical date as text: of a period, its start (or, where it has none, its end).
    pub(super) fn date(&self) -> Option<String> {
        let (_, node) = self.date?;
        if let Some(period) = node.object() {
            return period.text("start").or_else(|| period.text("end"));
        }
        node.text()
    }
}

fn better<'a>(slot: &mut Option<(u8, Node<'a>)>, rank: u8, node: Node<'a>) {
    if slot.is_none_or(|(held, _)| rank < held) {
        *slot = Some((rank, node));
    }
}

pub(super) fn pick<'a>(object: &Object<'a>) -> Picked<'a> {
    let mut p = Picked::default();
    for (name, node) in object.members() {
        match name {
            "resourceType" => p.resource_type = Some(node),
            "id" => p.id = Some(node),
            "meta" => p.meta = Some(node),
            "patient" => better(&mut p.patient, 0, node),
            "subject" => better(&mut p.patient, 1, node),
            "beneficiary" => better(&mut p.patient, 2, node),
            "for" => better(&mut p.patient, 3, node),
            "individual" => better(&mut p.patient, 4, node),
            "target" => better(&mut p.patient, 5, node),
            "participant" => p.participants = Some(node),
            "category" => p.category = Some(node),
            "class" if p.category.is_none() => p.category = Some(node),
            "code" | "vaccineCode" | "medicationCodeableConcept" => better(&mut p.code, 0, node),
            "medication" => better(&mut p.code, 1, node),
            "type" => better(&mut p.code, 2, node),
            "serviceType" => better(&mut p.code, 3, node),
            "clinicalStatus" => better(&mut p.status, 0, node),
            "lifecycleStatus" => better(&mut p.status, 1, node),
            "status" => better(&mut p.status, 2, node),
            "verificationStatus" => better(&mut p.status, 3, node),
            "valueQuantity" => p.quantity = Some(node),
            "component" => p.components = Some(node),
            "effectiveDateTime" | "effectiveInstant" | "occurrenceDateTime"
            | "performedDateTime" | "onsetDateTime" => better(&mut p.date, 0, node),
            "effectivePeriod" | "occurrencePeriod" | "performedPeriod" | "onsetPeriod" => {
                better(&mut p.date, 1, node);
            }
            "authoredOn" | "whenHandedOver" | "started" | "start" | "billablePeriod" | "period"
            | "startDate" => better(&mut p.date, 2, node),
            "recordedDate" | "date" | "dateAsserted" | "created" | "authored" | "sent"
            | "whenPrepared" => better(&mut p.date, 3, node),
            "issued" | "recorded" | "receivedTime" => better(&mut p.date, 4, node),
            _ => {}
        }
    }
    p
}

/// Whether a member is one that [`pick`] looks at.
pub(super) fn wanted(name: &str) -> bool {
    matches!(
        name,
        "resourceType"
            | "id"
            | "meta"
            | "patient"
            | "subject"
            | "beneficiary"
            | "for"
            | "individual"
            | "target"
            | "participant"
            | "category"
            | "class"
            | "code"
            | "vaccineCode"
            | "medicationCodeableConcept"
            | "medication"
            | "type"
            | "serviceType"
            | "clinicalStatus"
            | "lifecycleStatus"
            | "status"
            | "verificationStatus"
            | "valueQuantity"
            | "component"
            | "effectiveDateTime"
            | "effectiveInstant"
            | "occurrenceDateTime"
            | "performedDateTime"
            | "onsetDateTime"
            | "effectivePeriod"
            | "occurrencePeriod"
            | "performedPeriod"
            | "onsetPeriod"
            | "authoredOn"
            | "whenHandedOver"
            | "started"
            | "start"
            | "billablePeriod"
            | "period"
            | "startDate"
            | "recordedDate"
            | "date"
            | "dateAsserted"
            | "created"
            | "authored"
            | "sent"
            | "whenPrepared"
            | "issued"
            | "recorded"
            | "receivedTime"
    )
}
