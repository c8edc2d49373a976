//! Plans: care plan, care team and goals of those who need them.

use serde_json::json;

use super::life::Life;
use super::visits::Visit;
use crate::population::codes;
use crate::population::commons;
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

/// Writes plans for chronic illness.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Plans);
    let Some(last) = visits.last() else { return };
    let chronic: Vec<_> = life
        .problems(life.until)
        .filter(|c| c.illness.chronic())
        .cloned()
        .collect();
    if chronic.is_empty() {
        return;
    }
    let team = team(s, life, last, &mut dice);
    for course in chronic.iter().take(3) {
        let aim = match course.illness.ill {
            Ill::Diabetes => ("4548-4", "HbA1c below 7 %", 7.0, "%"),
            Ill::Hypertension => (
                "8480-6",
                "Systolic blood pressure below 135 mmHg",
                135.0,
                "mm[Hg]",
            ),
            Ill::HeartFailure => ("29463-7", "Weight within 2 kg of dry weight", 70.0, "kg"),
            Ill::Depression => ("44261-6", "PHQ-9 below 5", 5.0, "{score}"),
            _ => continue,
        };
        let goal = s.write("Goal", last.ms(30), json!({
            "lifecycleStatus": dice.word(&["active", "active", "accepted", "on-hold"]),
            "achievementStatus": concept("http://terminology.hl7.org/CodeSystem/goal-achievement",
                "in-progress", "In Progress"),
            "description": {"text": aim.1},
            "subject": subject(s.seed, &life.person),
            "startDate": course.onset.max(life.start).plus(30).min(life.until).to_string(),
            "target": [{
                "measure": {"coding": [{"system": codes::LOINC, "code": aim.0}]},
                "detailQuantity": {"value": aim.2, "comparator": "<", "unit": aim.3,
                    "system": codes::UCUM, "code": aim.3},
                "dueDate": life.today.plus(180).to_string(),
            }],
            "addresses": [refer(&course.reference, course.illness.snomed.1)],
        }));
        s.write("CarePlan", last.ms(32), json!({
            "status": "active",
            "intent": "plan",
            "category": category(s.bare),
            "title": format!("Care plan: {}", course.illness.words),
            "description": format!("Regular review of {}, drugs and bloods as in the notes.",
                course.illness.words),
            "subject": subject(s.seed, &life.person),
            "period": {"start": course.onset.max(life.start).to_string()},
            "careTeam": [{"reference": team}],
            "addresses": [refer(&course.reference, course.illness.snomed.1)],
            "goal": [{"reference": goal}],
            "activity": [
                {"detail": {"status": "in-progress", "description": "Review every three to six months"}},
                {"detail": {"status": "scheduled", "description": "Bloods before each review"}},
            ],
        }));
    }
}

fn team(s: &mut Scribe, life: &Life, last: &Visit, dice: &mut Dice) -> String {
    let mut members = Vec::new();
    for (n, role) in [
        (
            dice.below(commons::GENERALISTS),
            ("59058001", "General physician"),
        ),
        (last.doctor, ("405279007", "Attending physician")),
        (14, ("224535009", "Registered nurse")),
    ] {
        let who = commons::practitioner(s.seed, n);
        members.push(json!({
            "role": [concept(codes::SNOMED, role.0, role.1)],
            "member": refer(&who.reference, &who.display),
        }));
    }
    s.write(
        "CareTeam",
        last.ms(28),
        json!({
            "status": "active",
            "name": "Long-term care team",
            "subject": subject(s.seed, &life.person),
            "period": {"start": life.start.to_string()},
            "participant": members,
            "managingOrganization": [refer(&commons::hospital(s.seed), commons::HOSPITAL)],
        }),
    )
}

/// The category of a care plan; servers without `meta` use SNOMED's beside the US Core one.
fn category(snomed_too: bool) -> serde_json::Value {
    let us_core = json!({"coding": [{
        "system": "http://hl7.org/fhir/us/core/CodeSystem/careplan-category",
        "code": "assess-plan", "display": "Assessment and Plan of Treatment"}]});
    if snomed_too {
        json!([
            us_core,
            concept(codes::SNOMED, "38717003", "Longitudinal care plan")
        ])
    } else {
        json!([us_core])
    }
}
