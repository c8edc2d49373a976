//! Allergies: real ones with reactions, some refuted or doubtful, "none known" where somebody
//! asked, and nothing at all where nobody did.

use serde_json::{Value, json};

use super::life::Life;
use super::visits::Visit;
use crate::population::cast::Role;
use crate::population::codes;
use crate::population::commons;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const VERIFIED: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

struct Substance {
    code: (&'static str, &'static str, &'static str),
    category: &'static str,
    reactions: &'static [(&'static str, &'static str)],
}

const HIVES: (&str, &str) = ("126485001", "Urticaria");
const RASH: (&str, &str) = ("271807003", "Eruption of skin");
const SHOCK: (&str, &str) = ("39579001", "Anaphylaxis");
const NAUSEA: (&str, &str) = ("422587007", "Nausea");
const COUGH: (&str, &str) = ("49727002", "Cough");

#[rustfmt::skip]
const SUBSTANCES: &[Substance] = &[
    Substance { code: (codes::RXNORM, "7980", "penicillin G"), category: "medication", reactions: &[HIVES, SHOCK] },
    Substance { code: (codes::RXNORM, "723", "amoxicillin"), category: "medication", reactions: &[RASH, HIVES] },
    Substance { code: (codes::RXNORM, "2670", "codeine"), category: "medication", reactions: &[NAUSEA] },
    Substance { code: (codes::RXNORM, "10831", "sulfamethoxazole / trimethoprim"), category: "medication", reactions: &[RASH] },
    Substance { code: (codes::RXNORM, "29046", "lisinopril"), category: "medication", reactions: &[COUGH] },
    Substance { code: (codes::SNOMED, "762952008", "Peanut"), category: "food", reactions: &[SHOCK, HIVES] },
    Substance { code: (codes::SNOMED, "735029006", "Shellfish"), category: "food", reactions: &[HIVES] },
    Substance { code: (codes::SNOMED, "111088007", "Latex"), category: "environment", reactions: &[RASH] },
    Substance { code: (codes::SNOMED, "256259004", "Pollen"), category: "environment", reactions: &[COUGH] },
];

/// Writes the allergies; what is unknown stays unwritten.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Allergies);
    let Some(first) = visits.first() else { return };
    let (count, none_known) = match life.person.role {
        Some(Role::Diabetes) => (0, true),
        Some(Role::LongChart) => (4, false),
        Some(Role::HeartAndKidney | Role::Lungs | Role::Pregnant) => (2, false),
        Some(Role::Infant | Role::NothingRecorded) => (0, false),
        _ => match dice.below(100) {
            0..38 => (0, true),
            38..58 => (0, false),
            58..80 => (1, false),
            80..93 => (2, false),
            _ => (3, false),
        },
    };
    if none_known {
        let body = entry(
            s,
            life,
            first,
            ("active", "confirmed"),
            &json!({
                "code": concept(codes::SNOMED, "716186003", "No known allergy"),
            }),
        );
        s.write("AllergyIntolerance", first.ms(30), body);
        return;
    }
    let start = dice.below(SUBSTANCES.len());
    let sure = matches!(life.person.role, Some(Role::Lungs | Role::LongChart));
    for n in 0..count {
        let substance = SUBSTANCES.get((start + n * 2) % SUBSTANCES.len());
        let (Some(substance), Some(visit)) = (substance, dice.pick(visits)) else {
            continue;
        };
        // Somebody who takes it does not have this allergy.
        let taken = life
            .takings
            .iter()
            .any(|t| t.drug.rxnorm.1.contains(substance.code.2));
        let standing = match dice.below(100) {
            _ if taken || (sure && n == 1) => ("inactive", "refuted"),
            0..6 => ("inactive", "refuted"),
            6..14 => ("active", "unconfirmed"),
            14..17 => ("", "entered-in-error"),
            17..22 => ("resolved", "confirmed"),
            _ => ("active", "confirmed"),
        };
        let reactions: Vec<Value> = substance
            .reactions
            .iter()
            .take(1 + dice.below(2))
            .map(|r| {
                let severity = if r.0 == SHOCK.0 {
                    "severe"
                } else {
                    dice.word(&["mild", "moderate"])
                };
                json!({"manifestation": [concept(codes::SNOMED, r.0, r.1)], "severity": severity})
            })
            .collect();
        let severe = substance.reactions.contains(&SHOCK);
        let about = json!({
            "type": if substance.code.2 == "codeine" { "intolerance" } else { "allergy" },
            "category": [substance.category],
            "criticality": match (severe, dice.below(10)) {
                (_, 0) => json!("unable-to-assess"),
                (true, _) => json!("high"),
                (false, 1..4) => Value::Null,
                _ => json!("low"),
            },
            "code": concept(substance.code.0, substance.code.1, substance.code.2),
            "onsetDateTime": dice.percent(40).then(|| visit.day.plus(-dice.range(30, 4000)).year().to_string()),
            "reaction": reactions,
        });
        let body = entry(s, life, visit, standing, &about);
        s.write("AllergyIntolerance", visit.ms(30), body);
    }
}

fn entry(s: &Scribe, life: &Life, visit: &Visit, standing: (&str, &str), about: &Value) -> Value {
    let doctor = commons::practitioner(s.seed, visit.doctor);
    let clinical = (!standing.0.is_empty())
        .then(|| json!({"coding": [{"system": CLINICAL, "code": standing.0}]}));
    let get = |name: &str| about.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "clinicalStatus": clinical,
        "verificationStatus": {"coding": [{"system": VERIFIED, "code": standing.1}]},
        "type": get("type"),
        "category": get("category"),
        "criticality": get("criticality"),
        "code": get("code"),
        "patient": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "onsetDateTime": get("onsetDateTime"),
        "recordedDate": visit.at(30),
        "recorder": refer(&doctor.reference, &doctor.display),
        "reaction": get("reaction"),
    })
}
