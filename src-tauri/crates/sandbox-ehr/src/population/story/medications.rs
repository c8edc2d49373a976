//! Medications: orders over time with dosage, what was dispensed, given in hospital and reported by
//! the patient. Half of the orders name the drug by code, half by a Medication.

use serde_json::{Value, json};

use super::life::{Life, Taking};
use super::visits::{Sort, Visit};
use crate::population::codes;
use crate::population::commons;
use crate::population::drugs::{DRUGS, Drug};
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};
use crate::time::Day;

/// Writes everything about drugs and notes the newest order of each in the life.
pub(crate) fn write(s: &mut Scribe, life: &mut Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Medications);
    if visits.is_empty() {
        return;
    }
    for n in 0..life.takings.len() {
        let Some(taking) = life.takings.get(n).cloned() else {
            continue;
        };
        let by_reference = dice.percent(50);
        let mut from = taking.from.max(life.start);
        let mut newest = String::new();
        // Long courses are renewed, each time as a new order.
        for renewal in 0..4 {
            let last = renewal == 3 || from.plus(420) >= taking.until.unwrap_or(life.until);
            let until = if last {
                taking.until
            } else {
                Some(from.plus(dice.range(330, 420)))
            };
            let visit = visits
                .iter()
                .rev()
                .find(|v| v.day <= from)
                .or(visits.first());
            let Some(visit) = visit else { break };
            let status = match (until, dice.below(100)) {
                (Some(end), 0..8) if end <= life.until => "stopped",
                (Some(_), _) => "completed",
                (None, 0..3) => "on-hold",
                (None, _) => "active",
            };
            let order = Order {
                taking: &taking,
                from,
                until,
                status,
                by_reference,
            };
            newest = order.write(s, life, visit);
            if dice.percent(45) {
                order.dispense(s, life, &newest);
            }
            match until {
                Some(end) if !last => from = end,
                _ => break,
            }
        }
        if let Some(taking) = life.takings.get_mut(n) {
            taking.reference = newest;
        }
    }
    statements(s, life, visits);
    administrations(s, life, visits);
}

struct Order<'a> {
    taking: &'a Taking,
    from: Day,
    until: Option<Day>,
    status: &'a str,
    by_reference: bool,
}

/// How a drug is taken, in words.
fn directions(drug: &Drug) -> String {
    let (count, unit, times) = drug.dose;
    let plural = if count > 1 { "s" } else { "" };
    let how_often = match times {
        0 => "as needed".to_owned(),
        1 => "once daily".to_owned(),
        2 => "twice daily".to_owned(),
        n => format!("{n} times daily"),
    };
    format!("{count} {unit}{plural} {how_often}")
}

fn dosage(drug: &Drug) -> Value {
    let (count, unit, times) = drug.dose;
    let (route, route_text) = drug.route.snomed();
    let mut dosage = json!({
        "sequence": 1,
        "text": directions(drug),
        "route": concept(codes::SNOMED, route, route_text),
        "doseAndRate": [{"type": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered",
            "display": "Ordered"}]},
            "doseQuantity": {"value": count, "unit": unit}}],
    });
    if let Some(map) = dosage.as_object_mut() {
        if times == 0 {
            map.insert("asNeededBoolean".to_owned(), json!(true));
        } else {
            map.insert(
                "timing".to_owned(),
                json!({"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}}),
            );
        }
    }
    dosage
}

fn name_drug(s: &Scribe, drug: &Drug, by_reference: bool) -> (&'static str, Value) {
    let place = DRUGS
        .iter()
        .position(|d| d.rxnorm.0 == drug.rxnorm.0)
        .unwrap_or(0);
    if by_reference {
        let medication = commons::medication(s.seed, place);
        ("medicationReference", refer(&medication, drug.rxnorm.1))
    } else {
        (
            "medicationCodeableConcept",
            concept(codes::RXNORM, drug.rxnorm.0, drug.rxnorm.1),
        )
    }
}

fn with_drug(mut body: Value, named: (&'static str, Value)) -> Value {
    if let Some(map) = body.as_object_mut() {
        map.insert(named.0.to_owned(), named.1);
    }
    body
}

impl Order<'_> {
    fn write(&self, s: &mut Scribe, life: &Life, visit: &Visit) -> String {
        let drug = self.taking.drug;
        let doctor = commons::practitioner(s.seed, visit.doctor);
        let reason = life.courses.iter().find(|c| c.illness.ill == drug.for_ill);
        let reason = reason.map(|c| json!([refer(&c.reference, c.illness.snomed.1)]));
        let stopped = (self.status == "stopped").then(|| {
            json!({"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason",
                "code": "sddi", "display": "Drug interacts with another drug"}],
                "text": "Stopped on review"})
        });
        let body = json!({
            "identifier": [{"system": codes::ACCESSION,
                "value": format!("RX{}-{}", self.from.0, drug.rxnorm.0)}],
            "status": self.status,
            "statusReason": stopped,
            "intent": "order",
            "category": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
                "code": "community", "display": "Community"}]}],
            "subject": subject(s.seed, &life.person),
            "encounter": visit.encounter(),
            "authoredOn": self.from.at(visit.minute + 12),
            "requester": refer(&doctor.reference, &doctor.display),
            "reasonReference": reason,
            "dosageInstruction": [dosage(drug)],
            "dispenseRequest": {
                "validityPeriod": self.period(),
                "numberOfRepeatsAllowed": 3,
                "expectedSupplyDuration": {"value": 90, "unit": "day", "system": codes::UCUM,
                    "code": "d"},
            },
        });
        let touched = self.until.filter(|u| *u <= life.until).unwrap_or(self.from);
        let version = if self.until.is_some() { 2 } else { 1 };
        let body = with_drug(body, name_drug(s, drug, self.by_reference));
        s.write_version(
            "MedicationRequest",
            touched.ms() + 45_000_000,
            version,
            body,
        )
    }

    fn period(&self) -> Value {
        match self.until {
            Some(until) => json!({"start": self.from.to_string(), "end": until.to_string()}),
            None => json!({"start": self.from.to_string()}),
        }
    }

    fn dispense(&self, s: &mut Scribe, life: &Life, order: &str) {
        let drug = self.taking.drug;
        let pharmacist = commons::practitioner(s.seed, 15);
        let body = json!({
            "status": "completed",
            "subject": subject(s.seed, &life.person),
            "performer": [{"actor": refer(&pharmacist.reference, &pharmacist.display)}],
            "authorizingPrescription": [{"reference": order}],
            "quantity": {"value": 90, "unit": drug.dose.1},
            "daysSupply": {"value": 90, "unit": "day", "system": codes::UCUM, "code": "d"},
            "whenPrepared": self.from.at(840),
            "whenHandedOver": self.from.at(900),
            "dosageInstruction": [dosage(drug)],
        });
        let body = with_drug(body, name_drug(s, drug, false));
        s.write("MedicationDispense", self.from.ms() + 54_000_000, body);
    }
}

/// What the patient says they take besides: bought over the counter.
fn statements(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Medications);
    let wanted = if life.person.age(life.until) > 30 && dice.percent(40) {
        2
    } else {
        0
    };
    let shelf = [
        (
            "313782",
            "acetaminophen 325 MG Oral Tablet",
            "2 tablets when in pain",
        ),
        (
            "310965",
            "ibuprofen 200 MG Oral Tablet",
            "1 tablet now and then; told to avoid it",
        ),
        ("243670", "aspirin 81 MG Oral Tablet", "takes it most days"),
    ];
    for n in 0..wanted {
        let (Some(visit), Some(drug)) = (visits.last(), shelf.get((n + dice.below(2)) % 3)) else {
            continue;
        };
        let body = json!({
            "status": dice.word(&["active", "active", "intended", "unknown", "not-taken"]),
            "category": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/medication-statement-category",
                "code": "patientspecified", "display": "Patient Specified"}]},
            "medicationCodeableConcept": concept(codes::RXNORM, drug.0, drug.1),
            "subject": subject(s.seed, &life.person),
            "context": visit.encounter(),
            "effectivePeriod": {"start": visit.day.plus(-200).to_string()},
            "dateAsserted": visit.at(10),
            "informationSource": subject(s.seed, &life.person),
            "dosage": [{"text": drug.2}],
        });
        s.write("MedicationStatement", visit.ms(12), body);
    }
}

/// What was given on the ward.
fn administrations(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let nurse = commons::practitioner(s.seed, 14);
    for visit in visits {
        let Sort::Inpatient(days) = visit.sort else {
            continue;
        };
        let mut given: Vec<(&'static Drug, String)> = life
            .drugs(visit.day)
            .take(3)
            .map(|t| (t.drug, t.reference.clone()))
            .collect();
        if visit.reason == Some(Ill::Pneumonia) || given.is_empty() {
            given.extend(
                DRUGS
                    .iter()
                    .filter(|d| d.for_ill == Ill::Pneumonia)
                    .map(|d| (d, String::new())),
            );
        }
        for day in 0..days.min(3) {
            for (drug, order) in &given {
                let when = visit.day.plus(day);
                if when > life.until {
                    continue;
                }
                let body = json!({
                    "status": if day == 1 && drug.dose.2 == 0 { "not-done" } else { "completed" },
                    "medicationCodeableConcept": concept(codes::RXNORM, drug.rxnorm.0, drug.rxnorm.1),
                    "subject": subject(s.seed, &life.person),
                    "context": visit.encounter(),
                    "effectiveDateTime": when.at(visit.minute + 120),
                    "performer": [{"actor": refer(&nurse.reference, &nurse.display)}],
                    "request": (!order.is_empty()).then(|| json!({"reference": order})),
                    "dosage": {"text": directions(drug),
                        "dose": {"value": drug.dose.0, "unit": drug.dose.1}},
                });
                s.write("MedicationAdministration", when.ms() + 50_000_000, body);
            }
        }
    }
}
