//! Social history and surveys: smoking, alcohol, occupation, the depression questionnaire with its
//! answers, and illness in the family.

use serde_json::{Value, json};

use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::codes;
use crate::population::illnesses::{self, Ill};
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

/// Writes social history, surveys and family history.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Social);
    let former = dice.percent(20);
    let drinks = dice.range(0, 14);
    for visit in visits.iter().filter(|v| v.sort == Sort::Checkup) {
        let age = life.person.age(visit.day);
        if age >= 15 {
            let smoking = match (life.smoker, former && age > 40) {
                (true, _) => ("449868002", "Smokes tobacco daily"),
                (false, true) => ("8517006", "Ex-smoker"),
                (false, false) => ("266919005", "Never smoked tobacco"),
            };
            let value = if dice.permille(40) {
                ("266927001", "Tobacco smoking consumption unknown")
            } else {
                smoking
            };
            social(
                s,
                life,
                visit,
                ("72166-2", "Tobacco smoking status"),
                &json!({"valueCodeableConcept": concept(codes::SNOMED, value.0, value.1)}),
            );
        }
        if age >= 18 && dice.percent(35) {
            social(
                s,
                life,
                visit,
                ("11287-0", "Alcoholic drinks per drinking day - Reported"),
                &json!({"valueQuantity": {"value": drinks / 3, "unit": "drinks/day",
                    "system": codes::UCUM, "code": "{#}/d"}}),
            );
        }
        if age >= 18 && dice.percent(25) {
            let work = dice.word(&[
                "Bus driver",
                "Teacher",
                "Retired",
                "Shop assistant",
                "Carpenter",
                "Software tester",
                "Nurse",
                "Looking for work",
            ]);
            social(
                s,
                life,
                visit,
                ("11341-5", "History of Occupation"),
                &json!({"valueString": work}),
            );
        }
        let low = life.has(Ill::Depression, visit.day);
        if age >= 14 && (low || dice.percent(12)) {
            questionnaire(s, life, visit, low);
        }
    }
    family(s, life, visits);
}

fn social(s: &mut Scribe, life: &Life, visit: &Visit, loinc: (&str, &str), value: &Value) {
    observation(
        s,
        life,
        visit,
        ("social-history", "Social History"),
        loinc,
        value,
    );
}

fn observation(
    s: &mut Scribe,
    life: &Life,
    visit: &Visit,
    category: (&str, &str),
    loinc: (&str, &str),
    value: &Value,
) -> String {
    let mut body = json!({
        "status": "final",
        "category": [{"coding": [{"system": codes::OBSERVATION_CATEGORY, "code": category.0,
            "display": category.1}]}],
        "code": concept(codes::LOINC, loinc.0, loinc.1),
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(12),
        "issued": visit.at(13),
    });
    if let (Some(map), Some(value)) = (body.as_object_mut(), value.as_object()) {
        map.extend(value.clone());
    }
    s.write("Observation", visit.ms(14), body)
}

const QUESTIONS: [(&str, &str); 9] = [
    ("44250-9", "Little interest or pleasure in doing things"),
    ("44255-8", "Feeling down, depressed, or hopeless"),
    (
        "44259-0",
        "Trouble falling or staying asleep, or sleeping too much",
    ),
    ("44254-1", "Feeling tired or having little energy"),
    ("44251-7", "Poor appetite or overeating"),
    ("44258-2", "Feeling bad about yourself"),
    ("44252-5", "Trouble concentrating on things"),
    (
        "44253-3",
        "Moving or speaking slowly, or being fidgety or restless",
    ),
    (
        "44260-8",
        "Thoughts that you would be better off dead, or of hurting yourself",
    ),
];
const ANSWERS: [(&str, &str); 4] = [
    ("LA6568-5", "Not at all"),
    ("LA6569-3", "Several days"),
    ("LA6570-1", "More than half the days"),
    ("LA6571-9", "Nearly every day"),
];

/// The PHQ-9: nine answers and their sum, which treatment lowers.
fn questionnaire(s: &mut Scribe, life: &Life, visit: &Visit, low: bool) {
    let mut dice =
        crate::population::dice::Dice::new(s.seed, s.owner, (visit.day.0 % 9000) as u16 + 500);
    let treated = life
        .days_on("sertraline", visit.day)
        .is_some_and(|d| d > 60);
    let most = if low && !treated { 3 } else { 1 };
    let scores: Vec<usize> = QUESTIONS
        .iter()
        .enumerate()
        .map(|(n, _)| if n == 8 { 0 } else { dice.below(most + 1) })
        .collect();
    let total: usize = scores.iter().sum();
    let items: Vec<Value> = QUESTIONS
        .iter()
        .zip(&scores)
        .map(|((code, text), score)| {
            let answer = ANSWERS.get(*score).copied().unwrap_or(("", ""));
            json!({"linkId": code, "text": text, "answer": [{"valueCoding":
                {"system": codes::LOINC, "code": answer.0, "display": answer.1}}]})
        })
        .collect();
    let response = s.write(
        "QuestionnaireResponse",
        visit.ms(15),
        json!({
            "questionnaire": "http://loinc.org/q/44249-1",
            "status": "completed",
            "subject": subject(s.seed, &life.person),
            "encounter": visit.encounter(),
            "authored": visit.at(12),
            "source": subject(s.seed, &life.person),
            "item": items,
        }),
    );
    s.find(visit.day, "phq9", format!("PHQ-9 {total}"), total >= 10);
    observation(
        s,
        life,
        visit,
        ("survey", "Survey"),
        (
            "44261-6",
            "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]",
        ),
        &json!({
            "derivedFrom": [{"reference": response}],
            "valueQuantity": {"value": total, "unit": "{score}", "system": codes::UCUM, "code": "{score}"},
            "interpretation": [{"text": match total {
                0..5 => "Minimal", 5..10 => "Mild", 10..15 => "Moderate", 15..20 => "Moderately severe",
                _ => "Severe",
            }}],
        }),
    );
}

fn family(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Family);
    let Some(visit) = visits.first() else { return };
    let relatives = [
        ("MTH", "mother"),
        ("FTH", "father"),
        ("SIS", "sister"),
        ("MGRMTH", "maternal grandmother"),
    ];
    let ills = [
        Ill::Diabetes,
        Ill::Coronary,
        Ill::BreastCancer,
        Ill::Stroke,
        Ill::Hypertension,
        Ill::Dementia,
    ];
    for (code, display) in relatives {
        let (true, Some(ill)) = (dice.percent(35), dice.pick(&ills)) else {
            continue;
        };
        let Some(illness) = illnesses::line(*ill) else {
            continue;
        };
        let body = json!({
            "status": "completed",
            "patient": refer(&subject_reference(s, life), ""),
            "date": visit.day.to_string(),
            "relationship": concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code, display),
            "deceasedBoolean": dice.percent(40),
            "condition": [{
                "code": concept(codes::SNOMED, illness.snomed.0, illness.snomed.1),
                "onsetAge": {"value": dice.range(38, 80), "unit": "a", "system": codes::UCUM, "code": "a"},
            }],
        });
        s.write("FamilyMemberHistory", visit.ms(25), body);
    }
}

fn subject_reference(s: &Scribe, life: &Life) -> String {
    format!(
        "Patient/{}",
        crate::population::ids::mint(s.seed, life.person.index, 0)
    )
}
