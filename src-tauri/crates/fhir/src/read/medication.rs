//! MedicationRequest, MedicationStatement, MedicationAdministration and MedicationDispense, each as
//! what it is, and Medication itself.

use super::codeable::{Coded, Reference};
use super::period::{Period, until, when};
use super::standing::Standing;
use super::timing::{self, Dosage};
use crate::json::{Object, ReadError};

/// A drug ordered, stated, given or dispensed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedicationUse {
    /// Resource type.
    pub resource_type: Option<String>,
    /// The drug, where this resource names it.
    pub name: Option<String>,
    /// The drug, coded.
    pub concept: Option<Coded>,
    /// The Medication it refers to, where that is another resource: its name may be better.
    pub medication: Option<Reference>,
    /// Dose, route and timing in words.
    pub dosage: Option<String>,
    /// As needed.
    pub as_needed: bool,
    /// It is for one time only.
    pub once: bool,
    /// It says that the drug must not be given.
    pub do_not_perform: bool,
    /// Status as sent.
    pub status: Option<String>,
    /// Why this status, in words.
    pub status_reason: Option<String>,
    /// order, plan, proposal… as sent.
    pub intent: Option<String>,
    /// Categories in words.
    pub category: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Why, in words.
    pub indication: Option<String>,
    /// Who prescribed, gave or dispensed it.
    pub prescriber: Option<String>,
    /// The same as a reference.
    pub prescriber_reference: Option<Reference>,
    /// Start, order or administration date.
    pub date: Option<String>,
    /// End.
    pub ended: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl MedicationUse {
    /// Read any of the four.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let resource_type = object.text("resourceType");
        let kind = resource_type.as_deref().unwrap_or_default();
        let (concept, medication) = drug(&object);
        let Dosage { words, as_needed } = dosage(&object);
        let do_not_perform =
            object.truth("doNotPerform") == Some(true) || object.truth("wasNotGiven") == Some(true);
        let dosage = match (do_not_perform, words) {
            (true, Some(words)) => Some(format!("Do not give: {words}")),
            (true, None) => Some("Do not give".to_owned()),
            (false, words) => words,
        };
        let status = object.text("status");
        let who = who(&object);
        let name = concept.as_ref().and_then(Coded::words).or_else(|| {
            medication
                .as_ref()
                .and_then(|reference| reference.display.clone())
        });
        let bounds = bounds(&object);
        let stands = standing(kind, status.as_deref());
        Ok(Self {
            name,
            concept,
            medication,
            dosage,
            as_needed,
            once: once(&object),
            do_not_perform,
            standing: stands,
            status,
            status_reason: Coded::one(&object, "statusReason")
                .or_else(|| Coded::one(&object, "statusReasonCodeableConcept"))
                .or_else(|| Coded::one(&object, "reasonNotTaken"))
                .and_then(|coded| coded.words()),
            intent: object.text("intent"),
            category: super::joined(&Coded::all(&object, "category")),
            indication: super::reasons(&object),
            prescriber: who.as_ref().and_then(|reference| reference.display.clone()),
            prescriber_reference: who,
            date: date(kind, &object, bounds.as_ref()),
            ended: until(&object, "effective")
                .or_else(|| until(&object, "occurence"))
                .or_else(|| until(&object, "occurrence"))
                // Until when it may be dispensed says nothing of an order that holds.
                .or_else(|| match stands {
                    Standing::Past => object.at("dispenseRequest.validityPeriod.end")?.text(),
                    _ => None,
                })
                .or_else(|| last_end(&object))
                .or_else(|| object.text("dateEnded")),
            notes: super::notes(&object),
            resource_type,
        })
    }
}

/// The drug: here, contained, or elsewhere.
fn drug(object: &Object<'_>) -> (Option<Coded>, Option<Reference>) {
    let here = Coded::one(object, "medicationCodeableConcept")
        .or_else(|| Coded::one(object, "medication"))
        .filter(|coded| coded.words().is_some());
    let reference = Reference::one(object, "medicationReference")
        .or_else(|| Reference::one(object, "medication"));
    if here.is_some() {
        return (here, reference);
    }
    let contained = reference
        .as_ref()
        .and_then(|reference| reference.contained(object));
    let concept = contained
        .as_ref()
        .and_then(|medication| of_medication(medication).concept);
    (concept, reference)
}

fn dosage(object: &Object<'_>) -> Dosage {
    for name in ["dosageInstruction", "dosage"] {
        let found = timing::dosages(&object.list(name));
        if found != Dosage::default() {
            return found;
        }
    }
    // R5 gives the words of all dosages as one text.
    Dosage {
        words: object.text("renderedDosageInstruction"),
        as_needed: false,
    }
}

/// Every dosage is for one time: a count of one, a single moment, or a code that says so.
fn once(object: &Object<'_>) -> bool {
    let dosages: Vec<Object<'_>> = ["dosageInstruction", "dosage"]
        .iter()
        .flat_map(|name| object.objects(name))
        .collect();
    let is_once = |dosage: &Object<'_>| {
        let Some(timing) = dosage.object("timing") else {
            return false;
        };
        let code = Coded::one(&timing, "code");
        let coded =
            code.is_some_and(|code| ["ONCE", "STAT", "1X"].iter().any(|word| code.has(word)));
        let repeat = timing.object("repeat");
        let counted = repeat
            .as_ref()
            .and_then(|repeat| repeat.get("count")?.number());
        let single = repeat.is_none() && timing.list("event").len() == 1;
        coded || counted == Some("1") || single
    };
    !dosages.is_empty() && dosages.iter().all(is_once)
}

/// When the last of its dosages ends; none where one of them has no end.
fn last_end(object: &Object<'_>) -> Option<String> {
    let dosages = ["dosageInstruction", "dosage"]
        .iter()
        .flat_map(|name| object.objects(name));
    let ends: Option<Vec<String>> = dosages
        .map(|dosage| Period::read(dosage.at("timing.repeat.boundsPeriod")?)?.end)
        .collect();
    let last =
        |end: &String| super::date::parse(end).map(|point| point.end().unwrap_or(point.start));
    ends?.into_iter().max_by_key(last)
}

fn bounds(object: &Object<'_>) -> Option<Period> {
    let node = object
        .at("dosageInstruction.timing.repeat.boundsPeriod")
        .or_else(|| object.at("dosage.timing.repeat.boundsPeriod"))?;
    Period::read(node)
}

fn date(kind: &str, object: &Object<'_>, bounds: Option<&Period>) -> Option<String> {
    let text = |name: &str| object.text(name);
    match kind {
        "MedicationRequest" | "MedicationOrder" => text("authoredOn")
            .or_else(|| text("dateWritten"))
            .or_else(|| bounds?.start.clone())
            .or_else(|| object.at("dispenseRequest.validityPeriod.start")?.text()),
        "MedicationDispense" => text("whenHandedOver")
            .or_else(|| text("whenPrepared"))
            .or_else(|| text("recorded")),
        _ => when(object, "effective")
            .or_else(|| when(object, "effectiveTime"))
            .or_else(|| when(object, "occurrence"))
            .or_else(|| when(object, "occurence"))
            .or_else(|| bounds?.start.clone())
            .or_else(|| text("dateAsserted"))
            .or_else(|| text("recorded")),
    }
}

fn who(object: &Object<'_>) -> Option<Reference> {
    let performer = || {
        object.objects("performer").iter().find_map(|one| {
            Reference::one(one, "actor").or_else(|| {
                let actor = one.object("actor")?;
                Reference::one(&actor, "reference")
            })
        })
    };
    ["requester", "prescriber", "recorder", "informationSource"]
        .iter()
        .find_map(|name| {
            // STU3 wraps the requester in an agent.
            Reference::one(object, name).or_else(|| Reference::one(&object.object(name)?, "agent"))
        })
        .or_else(performer)
}

fn standing(kind: &str, status: Option<&str>) -> Standing {
    match (kind, status.unwrap_or_default()) {
        // An order that was carried out is over; so is a drug taken to its end.
        (_, "completed" | "stopped" | "cancelled" | "ended") => Standing::Past,
        (_, "recorded") => Standing::Current,
        (_, "intended" | "preparation" | "on-hold" | "suspended") => Standing::Preliminary,
        (_, "not-taken" | "not-done" | "declined") => Standing::Refuted,
        (_, status) => Standing::of((!status.is_empty()).then_some(status)),
    }
}

/// A Medication.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Medication {
    /// Name.
    pub name: Option<String>,
    /// Coded.
    pub concept: Option<Coded>,
    /// Form in words.
    pub form: Option<String>,
    /// Ingredients in words.
    pub ingredients: Vec<String>,
}

impl Medication {
    /// Read a Medication.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        Ok(of_medication(&Object::parse(body)?))
    }
}

fn of_medication(object: &Object<'_>) -> Medication {
    let ingredients: Vec<Coded> = object
        .objects("ingredient")
        .iter()
        .filter_map(|one| {
            Coded::one(one, "itemCodeableConcept").or_else(|| Coded::one(one, "item"))
        })
        .filter(|coded| coded.words().is_some())
        .collect();
    let words: Vec<String> = ingredients.iter().filter_map(Coded::words).collect();
    let concept = Coded::one(object, "code")
        .filter(|coded| coded.words().is_some())
        // A mixture without a name is its ingredients.
        .or_else(|| {
            (!words.is_empty()).then(|| Coded {
                text: Some(words.join(" / ")),
                ..Coded::default()
            })
        });
    Medication {
        name: concept.as_ref().and_then(Coded::words),
        concept,
        form: Coded::one(object, "form")
            .or_else(|| Coded::one(object, "doseForm"))
            .and_then(|coded| coded.words()),
        ingredients: words,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> MedicationUse {
        MedicationUse::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn atorvastatin_ordered_by_dr_ruiz() {
        let found = read(
            r#"{"resourceType":"MedicationRequest","status":"active","intent":"order","authoredOn":"2024-05-01",
            "medicationCodeableConcept":{"text":"atorvastatin 80 mg tablet"},"requester":{"display":"Ruiz, MD"},
            "reasonCode":[{"text":"Hyperlipidaemia"}],"dosageInstruction":[{"text":"1 tablet at bedtime","asNeededBoolean":false,
            "timing":{"repeat":{"boundsPeriod":{"start":"2024-05-02","end":"2025-05-02"}}}}]}"#,
        );
        assert_eq!(found.name.as_deref(), Some("atorvastatin 80 mg tablet"));
        assert_eq!(found.dosage.as_deref(), Some("1 tablet at bedtime"));
        assert_eq!(found.indication.as_deref(), Some("Hyperlipidaemia"));
        assert_eq!(found.prescriber.as_deref(), Some("Ruiz, MD"));
        assert_eq!(
            (found.date.as_deref(), found.ended.as_deref()),
            (Some("2024-05-01"), Some("2025-05-02"))
        );
        assert_eq!(found.standing, Standing::Current);
    }

    #[test]
    fn the_drug_may_be_contained_elsewhere_or_r5() {
        let contained = read(
            r##"{"resourceType":"MedicationStatement","contained":[{"resourceType":"Medication","id":"m1","ingredient":[
            {"itemCodeableConcept":{"text":"amlodipine"}},{"itemCodeableConcept":{"text":"valsartan"}}]}],"medicationReference":{"reference":"#m1"}}"##,
        );
        assert_eq!(contained.name.as_deref(), Some("amlodipine / valsartan"));
        let elsewhere = read(
            r#"{"medicationReference":{"reference":"Medication/9","display":"warfarin 5 mg"}}"#,
        );
        assert_eq!(elsewhere.name.as_deref(), Some("warfarin 5 mg"));
        assert_eq!(elsewhere.medication.unwrap().id(), Some("9"));
        let r5 = read(
            r#"{"medication":{"concept":{"coding":[{"display":"digoxin"}]}},"reason":[{"concept":{"text":"AF"}}]}"#,
        );
        assert_eq!(
            (r5.name.as_deref(), r5.indication.as_deref()),
            (Some("digoxin"), Some("AF"))
        );
        let r5 = read(r#"{"medication":{"reference":{"reference":"Medication/7"}}}"#);
        assert_eq!(r5.medication.unwrap().id(), Some("7"));
        assert_eq!(read(r#"{"medicationCodeableConcept":7}"#).name, None);
    }

    #[test]
    fn what_must_not_be_given_says_so() {
        let found = read(
            r#"{"doNotPerform":true,"status":"active","medicationCodeableConcept":{"text":"aspirin"}}"#,
        );
        assert_eq!(found.dosage.as_deref(), Some("Do not give"));
        let not_done = read(
            r#"{"resourceType":"MedicationAdministration","status":"not-done","effectiveDateTime":"2024-01-01T08:00:00Z","performer":[{"actor":{"display":"Nurse Okafor"}}],"dosage":{"dose":{"value":5,"unit":"mg"},"route":{"text":"Oral"}}}"#,
        );
        assert_eq!(not_done.standing, Standing::Refuted);
        assert_eq!(not_done.dosage.as_deref(), Some("5 mg, oral"));
        assert_eq!(not_done.prescriber.as_deref(), Some("Nurse Okafor"));
    }
}
