//! Vital signs: pressure as a panel, pulse, temperature, breath, oxygen, height, weight, body mass
//! index, head size of the small. Sometimes one is missing, and says why.

use serde_json::{Value, json};

use super::labs::rounded;
use super::levels;
use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::codes;
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, subject};

struct Sign {
    key: &'static str,
    loinc: (&'static str, &'static str),
    unit: (&'static str, &'static str),
    decimals: u8,
    range: (f64, f64),
}

#[rustfmt::skip]
const SIGNS: &[Sign] = &[
    Sign { key: "pulse", loinc: ("8867-4", "Heart rate"), unit: ("/min", "/min"), decimals: 0, range: (50.0, 100.0) },
    Sign { key: "breath", loinc: ("9279-1", "Respiratory rate"), unit: ("/min", "/min"), decimals: 0, range: (12.0, 20.0) },
    Sign { key: "temperature", loinc: ("8310-5", "Body temperature"), unit: ("°C", "Cel"), decimals: 1, range: (36.0, 37.8) },
    Sign { key: "oxygen", loinc: ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"), unit: ("%", "%"), decimals: 0, range: (94.0, 100.0) },
    Sign { key: "weight", loinc: ("29463-7", "Body weight"), unit: ("kg", "kg"), decimals: 1, range: (0.0, 0.0) },
    Sign { key: "height", loinc: ("8302-2", "Body height"), unit: ("cm", "cm"), decimals: 1, range: (0.0, 0.0) },
    Sign { key: "bmi", loinc: ("39156-5", "Body mass index (BMI) [Ratio]"), unit: ("kg/m2", "kg/m2"), decimals: 1, range: (18.5, 25.0) },
    Sign { key: "head", loinc: ("9843-4", "Head Occipital-frontal circumference"), unit: ("cm", "cm"), decimals: 1, range: (0.0, 0.0) },
];

/// Writes the vital signs of every visit at which somebody was there in person.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Vitals);
    for visit in visits.iter().filter(|v| v.is_seen()) {
        let age = life.person.age(visit.day);
        if age >= 3 || dice.percent(15) {
            pressure(s, life, visit, &mut dice);
        }
        for sign in SIGNS {
            let wanted = match (sign.key, visit.sort) {
                ("head", _) => age < 2,
                ("height", _) => age < 18 || visit.sort == Sort::Checkup,
                ("bmi", _) => age >= 2 && visit.sort == Sort::Checkup,
                ("breath" | "oxygen" | "temperature", Sort::FollowUp | Sort::Checkup) => {
                    dice.percent(45)
                }
                _ => true,
            };
            if wanted {
                let value = value(life, visit, sign.key, &mut dice);
                one(s, life, visit, sign, value, &mut dice);
            }
        }
    }
}

fn value(life: &Life, visit: &Visit, key: &str, dice: &mut Dice) -> f64 {
    let day = visit.day;
    let (height, weight) = levels::size(life, day);
    let age = f64::from(life.person.age(day));
    let sick = visit.sort != Sort::Checkup && visit.sort != Sort::FollowUp;
    let fever = [
        Ill::Pneumonia,
        Ill::Otitis,
        Ill::UrinaryInfection,
        Ill::Cellulitis,
        Ill::Appendicitis,
    ]
    .iter()
    .any(|ill| life.has(*ill, day));
    let lungs = life.has(Ill::Copd, day) || life.has(Ill::Pneumonia, day);
    let extra = if sick { 6.0 } else { 0.0 };
    match key {
        "pulse" => {
            let young = (12.0 - age).max(0.0) * 3.8;
            let rhythm = if life.has(Ill::AtrialFibrillation, day) {
                9.0
            } else {
                0.0
            };
            let slowed = if life.days_on("metoprolol", day).is_some() {
                10.0
            } else {
                0.0
            };
            73.0 + young + rhythm - slowed + extra + dice.bell() * 7.0
        }
        "breath" => {
            15.5 + (10.0 - age).max(0.0) + if lungs { 4.0 } else { 0.0 } + dice.bell() * 1.4
        }
        "temperature" => {
            if fever && sick {
                38.4 + dice.bell() * 0.4
            } else {
                36.7 + dice.bell() * 0.2
            }
        }
        "oxygen" => (97.6 - if lungs { 5.0 } else { 0.0 } + dice.bell()).min(100.0),
        "weight" => (weight + dice.bell() * weight * 0.012).max(2.5),
        "height" => height + dice.bell() * 0.3,
        "bmi" => weight / (height * height / 10_000.0),
        _ => 35.0 + (age * 12.0 + f64::from(day.0 - life.person.birth.0) / 30.0).min(24.0) * 0.55,
    }
}

fn pressure(s: &mut Scribe, life: &Life, visit: &Visit, dice: &mut Dice) {
    let (systolic, diastolic) = levels::pressure(life, visit.day, dice);
    let (systolic, diastolic) = (systolic.round(), diastolic.round());
    let part = |code: &str, display: &str, value: Option<f64>| {
        let mut part = json!({"code": {"coding": [{"system": codes::LOINC, "code": code,
            "display": display}], "text": display}});
        if let Some(map) = part.as_object_mut() {
            match value {
                Some(value) => map.insert("valueQuantity".to_owned(), json!({"value": value as i64,
                    "unit": "mmHg", "system": codes::UCUM, "code": "mm[Hg]"})),
                None => map.insert("dataAbsentReason".to_owned(), json!({"coding": [{
                    "system": codes::ABSENT, "code": "not-performed", "display": "Not Performed"}]})),
            };
        }
        part
    };
    let missing = dice.permille(8);
    let high = systolic >= 140.0 || diastolic >= 90.0;
    s.find(
        visit.day,
        "pressure",
        format!("BP {systolic}/{diastolic}"),
        high,
    );
    let body = json!({
        "status": "final",
        "category": category(),
        "code": {"coding": [{"system": codes::LOINC, "code": "85354-9",
            "display": "Blood pressure panel with all children optional"}], "text": "Blood pressure"},
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(8),
        "issued": visit.at(9),
        "interpretation": high.then(|| flag("H", "High")),
        "bodySite": dice.percent(20).then(|| json!({"coding": [{"system": codes::SNOMED,
            "code": "368208006", "display": "Left upper arm structure"}]})),
        "component": [
            part("8480-6", "Systolic blood pressure", Some(systolic)),
            part("8462-4", "Diastolic blood pressure", (!missing).then_some(diastolic)),
        ],
    });
    s.write("Observation", visit.ms(10), body);
}

fn category() -> Value {
    json!([{"coding": [{"system": codes::OBSERVATION_CATEGORY, "code": "vital-signs",
        "display": "Vital Signs"}], "text": "Vital Signs"}])
}

fn flag(code: &str, display: &str) -> Value {
    json!([{"coding": [{"system": codes::INTERPRETATION, "code": code, "display": display}]}])
}

fn one(s: &mut Scribe, life: &Life, visit: &Visit, sign: &Sign, value: f64, dice: &mut Dice) {
    let value = rounded(value, sign.decimals);
    let missing = dice.permille(7);
    let adult = life.person.age(visit.day) >= 15;
    let (low, high) = sign.range;
    let off = match () {
        () if !adult || high == 0.0 || missing => None,
        () if value < low => Some(("L", "Low")),
        () if value > high => Some(("H", "High")),
        () => None,
    };
    if !missing {
        s.find(
            visit.day,
            sign.key,
            format!("{} {value} {}", sign.loinc.1, sign.unit.0),
            off.is_some(),
        );
    }
    let amount = if sign.decimals == 0 {
        json!(value as i64)
    } else {
        json!(value)
    };
    let body = json!({
        "status": if dice.permille(3) { "entered-in-error" } else { "final" },
        "category": category(),
        "code": {"coding": [{"system": codes::LOINC, "code": sign.loinc.0, "display": sign.loinc.1}],
            "text": sign.loinc.1},
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(8),
        "issued": visit.at(9),
        "valueQuantity": (!missing).then(|| json!({"value": amount, "unit": sign.unit.0,
            "system": codes::UCUM, "code": sign.unit.1})),
        "dataAbsentReason": missing.then(|| json!({"coding": [{"system": codes::ABSENT,
            "code": "asked-declined", "display": "Asked But Declined"}]})),
        "interpretation": off.map(|(code, display)| flag(code, display)),
    });
    s.write("Observation", visit.ms(10), body);
}
