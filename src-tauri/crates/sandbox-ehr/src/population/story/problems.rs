//! Problems: Conditions on the problem list and diagnoses of single visits, among them some that
//! were refuted, never confirmed, or entered by mistake.

use serde_json::{Value, json};

use super::life::Life;
use super::visits::Visit;
use crate::population::cast::Role;
use crate::population::codes;
use crate::population::commons;
use crate::population::illnesses::{ILLNESSES, Ill, Illness};
use crate::population::scribe::{Domain, Scribe, refer, subject};
use crate::time::Day;

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFIED: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";

/// Writes the Conditions and notes their references in the life.
pub(crate) fn write(s: &mut Scribe, life: &mut Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Conditions);
    if visits.is_empty() {
        return;
    }
    for n in 0..life.courses.len() {
        let Some(course) = life.courses.get(n).cloned() else {
            continue;
        };
        let seen = visits.iter().find(|v| v.day >= course.onset);
        let problem = course.illness.chronic() || course.illness.ill == Ill::Pregnancy;
        let status = match course.end {
            Some(_) => "resolved",
            None if course.illness.ill == Ill::BreastCancer
                && life.today.0 - course.onset.0 > 900 =>
            {
                "remission"
            }
            None => "active",
        };
        let said = Said {
            illness: course.illness,
            status,
            verification: "confirmed",
            problem,
        };
        let severity = dice
            .pick(&[
                None,
                None,
                Some(("24484000", "Severe")),
                Some(("6736007", "Moderate")),
                Some(("255604002", "Mild")),
            ])
            .copied()
            .flatten();
        let mut body = condition(s, life, &said, course.onset, seen);
        if let Some(map) = body.as_object_mut() {
            if let Some(end) = course.end {
                map.insert("abatementDateTime".to_owned(), json!(end.to_string()));
            }
            if let Some((code, display)) = severity {
                map.insert(
                    "severity".to_owned(),
                    json!({"coding": [{"system": codes::SNOMED,
                    "code": code, "display": display}], "text": display}),
                );
            }
            if dice.percent(12) {
                map.insert(
                    "note".to_owned(),
                    json!([{"text":
                    format!("Known {} since {}; reviewed with the patient.", course.illness.words,
                        course.onset.year())}]),
                );
            }
        }
        let version = if course.end.is_some() { 2 } else { 1 };
        let touched = course.end.unwrap_or(course.onset.max(life.start)).ms() + 40_000_000;
        let reference = s.write_version("Condition", touched, version, body);
        if let Some(course) = life.courses.get_mut(n) {
            course.reference = reference;
        }
    }
    doubtful(s, life, visits);
}

struct Said {
    illness: &'static Illness,
    status: &'static str,
    verification: &'static str,
    problem: bool,
}

/// What turned out not to be so.
fn doubtful(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Conditions);
    let always = matches!(life.person.role, Some(Role::Lungs | Role::LongChart));
    for (verification, percent) in [
        ("refuted", 8),
        ("unconfirmed", 9),
        ("entered-in-error", 5),
        ("provisional", 4),
    ] {
        if !(always || dice.percent(percent)) {
            continue;
        }
        let free: Vec<&Illness> = ILLNESSES
            .iter()
            .filter(|i| {
                i.chronic()
                    && life.onset(i.ill).is_none()
                    && i.ages.0 <= life.person.age(life.until)
            })
            .filter(|i| (i.women > 0 || !life.person.female) && (i.men > 0 || life.person.female))
            .collect();
        let (Some(illness), Some(visit)) = (dice.pick(&free), dice.pick(visits)) else {
            continue;
        };
        let said = Said {
            illness,
            status: "inactive",
            verification,
            problem: true,
        };
        let mut body = condition(s, life, &said, visit.day, Some(visit));
        if let (true, Some(map)) = (verification == "entered-in-error", body.as_object_mut()) {
            // A mistaken entry has no clinical status: FHIR forbids one.
            map.remove("clinicalStatus");
        }
        s.write_version("Condition", visit.ms(4000), 2, body);
    }
}

fn condition(s: &Scribe, life: &Life, said: &Said, onset: Day, visit: Option<&Visit>) -> Value {
    let Said {
        illness,
        status,
        verification,
        problem,
    } = said;
    let (category, category_text) = if *problem {
        ("problem-list-item", "Problem List Item")
    } else {
        ("encounter-diagnosis", "Encounter Diagnosis")
    };
    let doctor = commons::practitioner(s.seed, visit.map_or(0, |v| v.doctor));
    json!({
        "clinicalStatus": {"coding": [{"system": CLINICAL, "code": status}]},
        "verificationStatus": {"coding": [{"system": VERIFIED, "code": verification}]},
        "category": [{"coding": [{"system": CATEGORY, "code": category,
            "display": category_text}]}],
        "code": {
            "coding": [
                {"system": codes::SNOMED, "code": illness.snomed.0, "display": illness.snomed.1},
                {"system": codes::ICD10, "code": illness.icd.0, "display": illness.icd.1},
            ],
            "text": illness.snomed.1,
        },
        "subject": subject(s.seed, &life.person),
        "encounter": visit.filter(|_| !problem).map(Visit::encounter),
        "onsetDateTime": onset.to_string(),
        "recordedDate": visit.map(|v| v.day.to_string()),
        "recorder": visit.map(|_| refer(&doctor.reference, &doctor.display)),
    })
}
